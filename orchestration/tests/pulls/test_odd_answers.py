"""Answers that aren't what the documentation says: a page of a proxy's, other JSON, a circle."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from orchestration.lib.pulls import cursors
from orchestration.tests.pulls.conftest import pull

PAGE = ("text/html", "<html>Back soon, ana@mail.example</html>")
RESOURCES = {
    "county_van": ("contacts", "saved_list"),
    "county_mobilize": ("events", "people"),
    "county_action_network": ("people", "signatures"),
}


class Odd(ThreadingHTTPServer):
    """Answers every question alike, with status 200."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.says, self.calls = PAGE, 0

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server_port}/"


class _Handler(BaseHTTPRequestHandler):
    server: Odd

    def do_GET(self) -> None:
        self.server.calls += 1
        kind, text = self.server.says
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def odd(
    landing_folder: Path, tempo: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Odd]:
    """Such a server, which every source is an account of."""
    with Odd() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        for source_id in RESOURCES:
            monkeypatch.setenv(f"KITH_{source_id.upper()}_URL", server.url)
            monkeypatch.setenv(f"KITH_{source_id.upper()}_API_KEY", "a-key")
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("says", [
    PAGE, ("application/json", '{"error": "ana@mail.example"}'),
    ("application/json", '["ana@mail.example"]'),
], ids=["page", "other", "list"])  # fmt: skip
@pytest.mark.parametrize("source_id", RESOURCES)
def test_what_isnt_as_documented_ends_that_resource_and_no_other(
    odd: Odd, tempo: Callable[..., None], source_id: str, says: tuple[str, str]
) -> None:
    tempo(source_id, *RESOURCES[source_id])
    odd.says = says
    done = {each.resource_name: each.failure or "" for each in pull(source_id)}
    assert set(done) == set(RESOURCES[source_id])
    for name, failure in done.items():
        assert source_id in failure
        assert "mail.example" not in failure
        cursor = cursors.read(source_id, name)
        assert (cursor.failure, cursor.pulled_until) == (failure, None)
        assert cursor.tried_at is not None


def test_pages_that_lead_in_a_circle_are_not_followed(
    odd: Odd, tempo: Callable[..., None], landing_folder: Path
) -> None:
    tempo("county_action_network", "people")
    link = {"next": {"href": f"{odd.url}people?page=2"}}
    page = {"_embedded": {"osdi:people": [{"identifiers": []}]}, "_links": link}
    odd.says = ("application/json", json.dumps(page))
    stop_at = 20

    def watch(what: str, records: int) -> None:
        assert records < stop_at

    (done,) = pull("county_action_network", on_progress=watch)
    assert "circle" in (done.failure or "")
    # The page that was asked for, and the one that leads to itself.
    assert odd.calls == 3
    assert list((landing_folder / "county_action_network").glob("*.jsonl")) == []
