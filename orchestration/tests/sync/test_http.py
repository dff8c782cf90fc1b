"""What a failed request means: it didn't leave, it was refused, or nobody knows."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pytest

from orchestration.lib.sync import van_bulk
from orchestration.lib.sync.http import Caller, word
from orchestration.lib.sync.interface import Answer

PATIENCE = (0.3, 0.3)


@contextmanager
def serving(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that reads one request and answers it like this; its address."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65_536)
                answer(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        thread.join(timeout=5)


def says(status: str, body: str = "", *headers: str) -> Callable[[socket.socket], None]:
    """An answer with this status."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}",
             *(headers or ["Content-Type: application/json"]), "", body]
    return lambda connection: connection.sendall("\r\n".join(lines).encode())


def asked(answer: Callable[[socket.socket], None]) -> Answer:
    """What a request comes to that is answered like this."""
    with serving(answer) as url:
        return Caller(url, 0, timeout=PATIENCE).call("POST", "people", json={}).answer(
            reason=van_bulk.reason
        )


def reset(connection: socket.socket) -> None:
    """Break off."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def hang(connection: socket.socket) -> None:
    """Say nothing until the caller gives up."""
    connection.recv(1)


@pytest.mark.parametrize("answer", [reset, hang, says("500 Oops"), says("408 Slow"),
                                    says("302 Elsewhere", "", "Location: /elsewhere")],
                         ids=["reset", "hang", "500", "408", "302"])
def test_what_may_have_been_done_is_unknown(answer: Callable[[socket.socket], None]) -> None:
    assert asked(answer).outcome_code == "unknown"


def test_a_refused_connection_never_left() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        port = server.getsockname()[1]
    answer = Caller(f"http://127.0.0.1:{port}", 0, timeout=PATIENCE).call("GET", "x").answer()
    assert answer == Answer("not_sent", reason_code="no_connection", is_closed=True)
    answer = Caller("http://nowhere.invalid", 0, timeout=PATIENCE).call("GET", "x").answer()
    assert answer.outcome_code == "not_sent"


def test_too_many_calls_had_no_effect_and_say_how_long_to_wait() -> None:
    answer = asked(says("429 Too Many", "", "Retry-After: 7"))
    assert (answer.outcome_code, answer.wait_seconds, answer.is_closed) == ("not_sent", 7.0, False)
    answer = asked(says("429 Too Many", "", "Retry-After: Fri, 31 Dec 1999 23:59:59 GMT"))
    assert answer.wait_seconds == 1.0


def test_a_record_that_is_locked_keeps_no_other_waiting() -> None:
    assert asked(says("423 Locked")) == Answer("not_sent", 423, "locked")


def test_a_refused_key_ends_the_push_and_a_missing_right_what_needs_it() -> None:
    assert asked(says("401 No")) == Answer("not_sent", 401, "no_access", is_closed=True)
    assert asked(says("403 No")) == Answer("not_sent", 403, "no_access", is_type_closed=True)


def test_a_page_of_another_server_is_no_word_that_it_was_done() -> None:
    page = asked(says("200 Fine", "<html>We are back soon</html>", "Content-Type: text/html"))
    assert page == Answer("unknown", 200, "no_answer")


@pytest.mark.parametrize("told", ['{"errors": ["No"]}', '{"errors": "No"}', '{"errors": [null]}'])
def test_a_refusal_in_other_words_is_a_refusal(told: str) -> None:
    assert van_bulk.reason(json.loads(told)) is None


def test_a_refusal_is_told_by_its_code_and_without_what_was_sent() -> None:
    body = '{"errors": [{"code": "INVALID_PARAMETER", "text": "ana@mail.example is no phone"}]}'
    assert asked(says("400 Bad", body)) == Answer("rejected", 400, "invalid_parameter")
    assert asked(says("404 Bad", "[]")).reason_code == "status_404"


@pytest.mark.parametrize(
    "told", ["ana@mail.example", "+17045550123", "Ana Lopez", "17045550123", ""]
)
def test_a_value_is_no_code(told: str) -> None:
    assert word(told) is None


def test_calls_keep_to_the_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("orchestration.lib.sync.http.time.sleep", slept.append)
    # However long the machine takes for a call, none of it is waiting.
    monkeypatch.setattr("orchestration.lib.sync.http.time.monotonic", lambda: 1_000.0)
    caller = Caller("http://127.0.0.1:1", 120, timeout=PATIENCE)
    for _ in range(3):
        caller.call("GET", "x")
    assert slept == [0.5, 1.0]
    caller.pause(30)
    caller.call("GET", "x")
    assert slept[-1] > 29
