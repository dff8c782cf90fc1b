"""The boards, served to this machine alone, behind a token, as a login that reads marts.

Each page is made when it is asked for, of what the marts hold then; no script, nothing from
elsewhere. What people search for is sent as a form, so that it stands in no address.
"""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Callable, Mapping
from http.server import ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import psycopg

from bi.dashboards import parts
from bi.dashboards.boards import (
    health,
    origins,
    overlap,
    people,
    person,
    programs,
    sync,
    volunteers,
    weekend,
)
from bi.dashboards.parts import Ask, Rows
from bi.local_server import LocalHandler, same
from orchestration.lib.errors import KithError
from orchestration.lib.reports import dashboards

_BOARDS: dict[str, tuple[str, Callable[[Ask, Mapping[str, str]], str]]] = {
    "/": (programs.TITLE, programs.body),
    "/weekend": (weekend.TITLE, weekend.body),
    "/origins": (origins.TITLE, origins.body),
    "/people": (people.TITLE, people.body),
    "/volunteers": (volunteers.TITLE, volunteers.body),
    "/overlap": (overlap.TITLE, overlap.body),
    "/sync": (sync.TITLE, sync.body),
    "/health": (health.TITLE, health.body),
}
_TROUBLE: dict[type[psycopg.Error], str] = {
    psycopg.errors.UndefinedTable: "Nothing has been built yet. Put exports in and build: "
    "./kith demo for a pretend county, or ./kith land FILE --source ID and ./kith build for your "
    "own. Then reload this page.",
    psycopg.errors.UndefinedColumn: "The marts were built by an older Kith. Build them again: "
    "./kith build",
    psycopg.errors.InsufficientPrivilege: "This login may not read what this page shows.",
    psycopg.errors.QueryCanceled: "The warehouse took too long to answer, and was told to stop. "
    "Choose a shorter period, or try again when no build runs.",
    psycopg.OperationalError: "The warehouse doesn't answer. Start it: ./kith up",
}


class Boards(ThreadingHTTPServer):
    """The boards on a port of this machine, read as a role."""

    daemon_threads = True

    def __init__(self, role: str, port: int, token: str) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.role, self.token = role, token
        # The cookie outlives a restart, and doesn't hold the token itself.
        self.session = hashlib.sha256(f"boards {token}".encode()).hexdigest()


def serve(role: str, port: int, say: Callable[[str], None]) -> int:
    """Serve until interrupted; says where. Raises ``KithError`` where the port is taken."""
    try:
        boards = Boards(role, port, dashboards.token())
    except OSError:
        raise KithError(
            f"Port {port} is taken, perhaps by other boards. Choose one: KITH_DASHBOARD_PORT=2721"
        ) from None
    with boards:
        # The token is for whoever sits here; a log has no use for it.
        where = dashboards.address(port) if sys.stdout.isatty() else f"port {port}"
        say(f"Boards, read as {role}: {where}")
        try:
            boards.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0


class _Handler(LocalHandler):
    server: Boards
    cookie_name = "kith_boards"

    def told(self, words: str) -> str:
        return parts.page("Kith", parts.note(words))

    def get(self) -> None:
        url = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        if same(query.get("token", ""), self.server.token):
            # Lax: the start page is a file, and so another site to the browser.
            self.redirect(url.path, self.new_cookie(self.server.session, "Lax"))
        elif url.path == "/board.css":
            self.send(parts.css(), kind="text/css")
        elif not self._is_known():
            self.refuse("Open the boards from the start page, or with the address that "
                        "./kith dev prints.")
        elif url.path == "/person" and "id" in query:
            self._show(lambda ask: person.told(ask, query["id"]), "/people")
        elif url.path in _BOARDS:
            title, body = _BOARDS[url.path]
            self._show(lambda ask: (title, body(ask, query)), url.path)
        else:
            self.send(self.told("There is no such page."), 404)

    def post(self) -> None:
        form = self.form() if self.path == "/people" and self._is_known() else None
        if form is None:
            self.refuse("That was not sent from this page.")
            return
        typed = form.get("words", "")
        self._show(lambda ask: (people.TITLE, people.found(ask, typed)), "/people")

    def _show(self, told: Callable[[Ask], tuple[str, str]], here: str) -> None:
        began = time.perf_counter()
        try:
            with dashboards.reader(self.server.role) as connection:
                def ask(question: str, **values: object) -> Rows:
                    return dashboards.ask(connection, question, **values)

                title, body = told(ask)
        except psycopg.Error as trouble:
            says = next((words for kind, words in _TROUBLE.items() if isinstance(trouble, kind)),
                        f"The warehouse could not answer ({type(trouble).__name__}).")
            self.send(self.told(says), 503)
            return
        took = f"total;dur={(time.perf_counter() - began) * 1000:.0f}"
        self.send(parts.page(title, body, here), headers={"Server-Timing": took})

    def _is_known(self) -> bool:
        return same(self.cookie(), self.server.session)
