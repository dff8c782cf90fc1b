"""A loopback HTTP server to build stand-ins on: endpoints, faults, limits, files, a clock, jobs.

It listens on 127.0.0.1 only and logs nothing, as requests hold people's data. A request goes
through the caller's key, the rate limits, a fault that comes to nothing, the endpoint (in one
transaction of the store), a fault that comes after, and then its answer.
"""

from __future__ import annotations

import base64
import contextlib
import json
import queue
import re
import socket
import struct
import threading
import traceback
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

from standins.clock import Clock
from standins.faults import Fault, Faults
from standins.limits import Limit, Limits
from standins.store import Effect, Store

CONTROL = "/_standin/"


@dataclass
class Request:
    """A call: its method, its path below the API's root, its query, its body and who makes it."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes
    caller: str = ""
    key: str = ""
    space: int = 0

    def json(self) -> Any:
        """The body as JSON; an empty body is an empty object."""
        return json.loads(self.body) if self.body else {}

    def one(self, name: str, default: str = "") -> str:
        """The last value of a query parameter, whatever the case of its name."""
        values = [v for key, v in self.query.items() if key.lower() == name.lower()]
        return values[-1][-1] if values else default


@dataclass
class Response:
    """An answer: bytes as they are, anything else as JSON, None as no body."""

    status: int = 200
    content: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    def body(self) -> bytes:
        """The bytes to send."""
        if self.content is None:
            return b""
        if isinstance(self.content, bytes):
            return self.content
        self.headers.setdefault("Content-Type", "application/json; charset=utf-8")
        return json.dumps(self.content).encode()


class Refused(Exception):
    """Raised by an endpoint to answer with an error; nothing of the request is kept."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status)
        self.response = response


Endpoint = Callable[..., Response]


def endpoint(method: str, path: str) -> Callable[[Endpoint], Endpoint]:
    """Mark a method of a stand-in as an endpoint; ``{name}`` in the path becomes an argument."""

    def mark(function: Endpoint) -> Endpoint:
        vars(function).setdefault("endpoints", []).append((method, path))
        return function

    return mark


class StandIn:
    """A stand-in: start it, call it at `url`, and ask it what was truly done.

    ``state`` is a file to keep everything in; without one it is gone with the process.
    """

    root = "/"

    def __init__(
        self, *, state: Path | None = None, seed: int = 0, clock: Clock | None = None,
        limits: Iterable[Limit] = (),
    ) -> None:  # fmt: skip
        self.store = Store(state)
        self.clock = clock or Clock()
        self.chance = Random(seed)
        self.faults = Faults(seed)
        self.limits = Limits(*limits)
        self.calls: Counter[str] = Counter()
        self._counting = threading.Lock()
        self._routes = sorted(_routes_of(self), key=lambda route: route[2].count("{"))
        self._server: _Server | None = None
        self._stopping = threading.Event()
        self._jobs: queue.Queue[Callable[[], None] | None] = queue.Queue()
        self._threads: list[threading.Thread] = []

    @property
    def address(self) -> str:
        """``http://127.0.0.1:port`` of the running server."""
        if self._server is None:
            raise RuntimeError("The stand-in isn't running.")
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def url(self) -> str:
        """The API's root, with a slash at its end."""
        return self.address + self.root

    def start(self, port: int = 0) -> Self:
        """Listen on a free port, or on this one."""
        self._stopping.clear()
        self._server = _Server(self, port)
        self._threads = [
            threading.Thread(target=target, daemon=True) for target in (self._listen, self._work)
        ]
        for thread in self._threads:
            thread.start()
        return self

    def _listen(self) -> None:
        if self._server is not None:
            self._server.serve_forever(poll_interval=0.05)

    def stop(self) -> None:
        """Stop listening at once; calls that hang are dropped."""
        if self._server is None:
            return
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._jobs.put(None)
        for thread in self._threads:
            thread.join(timeout=10)
        self._server = None

    def __enter__(self) -> Self:
        return self if self._server else self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self.stop()
        self.store.close()

    def effects(self, kind: str | None = None) -> list[Effect]:
        """All that was truly done, in order; of one kind if it is named."""
        return [e for e in self.store.effects() if kind in (None, e.kind)]

    def later(self, job: Callable[[], None]) -> None:
        """Do this after the call was answered, one job after another."""
        self._jobs.put(job)

    def finish_jobs(self) -> None:
        """Wait until nothing is left to do."""
        self._jobs.join()

    def wait(self, seconds: float) -> None:
        """Let time pass, unless the server stops."""
        self._stopping.wait(seconds)

    def caller_of(self, request: Request) -> None:
        """Who calls: sets ``caller``, ``key`` and ``space``. Raises `Refused`."""
        request.caller = request.key = "anyone"

    def refuse(self, status: int, text: str, headers: dict[str, str] | None = None) -> Refused:
        """An error as this tool words it."""
        return Refused(Response(status, {"error": text}, headers or {}))

    def answer(self, request: Request) -> tuple[Response, Fault | None]:
        """Answer a call; also tells the fault that the answer has to suffer."""
        name = f"{request.method} {request.path}"
        with self._counting:
            self.calls[self.counted(request)] += 1
        try:
            if request.path.startswith(CONTROL):
                return self._control(request), None
            if request.path.startswith("/files/"):
                fault = self.faults.meet(name)
                return self._under(fault, lambda: self._download(request)), fault
            function, parts = self._find(request)
            self.caller_of(request)
            if wait := self.limits.wait(request.key, name):
                raise self.refuse(429, "Too many requests.", {"Retry-After": f"{wait:.3f}"})
            fault = self.faults.meet(name)
            return self._under(fault, lambda: function(request, **parts)), fault
        except Refused as refused:
            return refused.response, None

    def counted(self, request: Request) -> str:
        """An endpoint's name below the root with the numbers out of it, to count calls by."""
        path = "/" + request.path.removeprefix(self.root)
        return f"{request.method} " + re.sub(r"(?<=/)[^/]*\d[^/]*(?=/|$)", "{id}", path).lstrip("/")

    def _under(self, fault: Fault | None, act: Callable[[], Response]) -> Response:
        """Do what is asked in one transaction, unless a fault comes before; and its answer."""
        if fault and fault.kind == "too_many":
            after = {"Retry-After": f"{fault.seconds:g}"}
            return self.refuse(429, "Too many requests.", after).response
        failed = self.refuse(500, "An unexpected error occurred.").response
        if fault and fault.kind == "page":
            return Response(200, b"<html>We are back soon</html>", {"Content-Type": "text/html"})
        if fault and fault.is_before:
            return failed
        with self.store.transaction():
            response = act()
        return failed if fault and fault.kind == "error_after" else response

    def _find(self, request: Request) -> tuple[Endpoint, dict[str, str]]:
        below = request.path.removeprefix(self.root.rstrip("/"))
        if below != request.path or self.root == "/":
            path = below.rstrip("/") or "/"
            for method, pattern, _, function in self._routes:
                if method == request.method and (found := pattern.fullmatch(path)):
                    return function, {k: unquote(v) for k, v in found.groupdict().items()}
        raise self.refuse(404, "There is no such endpoint.")

    def _download(self, request: Request) -> Response:
        content = self.store.file(request.path.removeprefix("/files/"), self.clock.now())
        if content is None:
            raise self.refuse(404, "There is no such file, or its link expired.")
        return Response(200, content, {"Content-Type": "text/csv"})

    def keep_file(self, name: str, content: bytes, expires: datetime | None = None) -> str:
        """Keep a file for download; returns its address, which asks for no key."""
        self.store.keep_file(name, content, expires)
        return f"{self.address}/files/{name}"

    def _control(self, request: Request) -> Response:
        """What a test asks of a stand-in in another process: faults, clock, effects, calls, files.

        `PUT bucket/name` keeps a file at the address that is answered, `/files/bucket/name`, and
        `DELETE bucket/name` drops it, as a cloud's storage would.
        """
        what, _, name = request.path.removeprefix(CONTROL).partition("/")
        match request.method, what:
            case "PUT", "bucket":
                with self.store.transaction():
                    return Response(201, {"url": self.keep_file("bucket/" + name, request.body)})
            case "DELETE", "bucket":
                with self.store.transaction():
                    self.store.drop_file("bucket/" + name)
                return Response(204)
            case "PUT", "faults":
                self.faults.replace(Fault(**fault) for fault in request.json())
                return Response(204)
            case "POST", "clock":
                self.clock.advance(**request.json())
                return Response(200, {"now": self.clock.now().isoformat()})
            case "GET", "effects":
                return Response(200, [asdict(effect) for effect in self.effects()])
            case "GET", "calls":
                return Response(200, dict(self.calls))
        raise self.refuse(404, "There is no such control.")

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                if not self._stopping.is_set():
                    job()
            except Exception:
                traceback.print_exc()  # a mistake of the stand-in's own: jobs catch what may happen
            finally:
                self._jobs.task_done()
        self._jobs.task_done()


def basic_credentials(request: Request) -> tuple[str, str] | None:
    """User and password of HTTP basic authentication."""
    scheme, _, word = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    with contextlib.suppress(ValueError):
        user, colon, password = base64.b64decode(word).decode().partition(":")
        return (user, password) if colon else None
    return None


def _routes_of(standin: StandIn) -> Iterable[tuple[str, re.Pattern[str], str, Endpoint]]:
    for name in dir(type(standin)):
        for method, path in getattr(getattr(type(standin), name), "endpoints", []):
            pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape("/" + path))
            yield method, re.compile(pattern), path, getattr(standin, name)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, standin: StandIn, port: int) -> None:
        self.standin = standin
        super().__init__(("127.0.0.1", port), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller who went away is no error."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server
    connection: socket.socket

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Nothing is logged."""

    def _serve(self) -> None:
        standin = self.server.standin
        parts = urlsplit(self.path)
        request = Request(
            self.command, parts.path, parse_qs(parts.query),
            {name.lower(): value for name, value in self.headers.items()},
            self.rfile.read(int(self.headers.get("Content-Length") or 0)),
        )  # fmt: skip
        try:
            response, fault = standin.answer(request)
        except Exception:
            traceback.print_exc()  # a mistake of the stand-in's own
            response, fault = Response(500, {"error": "The stand-in failed."}), None
        kind = fault.kind if fault else ""
        if fault and kind.startswith("timeout"):
            standin.wait(fault.seconds)
            self.close_connection = True
        elif kind.startswith("reset"):
            self._reset()
        else:
            if fault and kind == "slow":
                standin.wait(fault.seconds)
            self._send(response, kind)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve

    def _send(self, response: Response, kind: str) -> None:
        body = response.body()
        if kind == "half":
            body = body[: len(body) // 2]
        head = [f"HTTP/1.1 {response.status} {self.responses.get(response.status, ('',))[0]}"]
        head.append(f"Date: {format_datetime(self.server.standin.clock.now(), usegmt=True)}")
        head += [f"{name}: {value}" for name, value in response.headers.items()]
        if response.status != 204:
            head.append(f"Content-Length: {len(body)}")
        content = "\r\n".join([*head, "", ""]).encode("latin-1") + body
        if kind == "cut":
            self.wfile.write(content[: len(content) - (len(body) + 1) // 2])
            self._reset()
        else:
            self.wfile.write(content)

    def _reset(self) -> None:
        """Break the connection off, so that the other side sees a reset and not an end."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
