"""What pages served to one person on this machine have in common.

They need no script and load nothing from elsewhere. What they show is never cached, nothing of it
is logged, and a failure names its kind, never a value.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from orchestration.lib.errors import KithError

LONGEST_FORM = 16_384
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    # Not no-referrer: with it a browser hides the origin of a form, which is checked here.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def same(told: str, secret: str) -> bool:
    """Whether somebody told the secret; how long it takes tells nothing of it."""
    return secrets.compare_digest(told.encode(), secret.encode())


class LocalHandler(BaseHTTPRequestHandler):
    """Answers this machine alone. A subclass says what is at which address."""

    server: ThreadingHTTPServer
    cookie_name: str
    server_version, sys_version = "kith", ""
    timeout = 30

    def told(self, words: str) -> str:
        """A whole page that says no more than this."""
        raise NotImplementedError

    def get(self) -> None:
        """Answer a request for a page."""
        raise NotImplementedError

    def post(self) -> None:
        """Answer a form."""
        raise NotImplementedError

    def log_message(self, *_: Any) -> None:
        """Nothing is logged: addresses name records."""

    def do_GET(self) -> None:
        self._answer(self.get)

    def do_POST(self) -> None:
        self._answer(self.post)

    def cookie(self) -> str:
        """What this page's own cookie says; empty where there is none."""
        found = SimpleCookie(self.headers.get("Cookie", "")).get(self._cookie_key())
        return found.value if found else ""

    def new_cookie(self, value: str, same_site: str) -> dict[str, str]:
        """The header that gives the browser this page's cookie."""
        told = f"{self._cookie_key()}={value}; Path=/; HttpOnly; SameSite={same_site}"
        return {"Set-Cookie": told}

    def form(self) -> dict[str, str] | None:
        """What a form of ours says; None where it was not sent from here, or is too long."""
        length = int(self.headers.get("Content-Length") or 0)
        is_ours = self.headers.get("Origin") in self.origins()
        if not is_ours or not 0 < length <= LONGEST_FORM:
            return None
        sent = parse_qs(self.rfile.read(length).decode())
        return {name: values[0] for name, values in sent.items()}

    def refuse(self, why: str) -> None:
        """Say no, and why."""
        self.close_connection = True
        self.send(self.told(why), 403)

    def redirect(self, where: str, headers: dict[str, str] | None = None) -> None:
        """Lead on to another address."""
        self.send("", 303, headers={"Location": where} | (headers or {}))

    def send(
        self,
        content: str | bytes,
        status: int = 200,
        kind: str = "text/html",
        headers: dict[str, str] | None = None,
    ) -> None:
        """Send a page, or what belongs to one; bytes are a file of their kind."""
        body = content.encode() if isinstance(content, str) else content
        kind = f"{kind}; charset=utf-8" if isinstance(content, str) else kind
        self.send_response(status)
        for name, value in (HEADERS | (headers or {})).items():
            self.send_header(name, value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _answer(self, what: Callable[[], None]) -> None:
        try:
            if self.headers.get("Host") not in self.hosts():
                self.refuse("This page is on this machine only.")
            else:
                what()
        except KithError as error:
            self.send(self.told(str(error)), 404)
        except BrokenPipeError:
            pass
        except Exception as failure:  # its message may hold a value: the kind doesn't
            self.send(self.told(f"That failed ({type(failure).__name__})."), 500)

    def _port(self) -> int:
        return self.server.server_port

    def hosts(self) -> tuple[str, ...]:
        """What a browser may call this page: anything else was led here by somebody's trick."""
        return f"127.0.0.1:{self._port()}", f"localhost:{self._port()}"

    def origins(self) -> tuple[str, ...]:
        """Where a form of ours is sent from."""
        return tuple(f"http://{host}" for host in self.hosts())

    def _cookie_key(self) -> str:
        # Cookies know no ports: two of a kind on one machine must not overwrite each other's.
        return f"{self.cookie_name}_{self._port()}"
