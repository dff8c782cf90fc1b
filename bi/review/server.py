"""The steward's page: on this machine only, behind a token that works once, as the steward's role.

It needs no script and loads nothing from elsewhere. What it shows is never cached, and nothing of
it is logged. A session ends when nobody has used it for an hour, and with the command.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable
from http.server import ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import psycopg

from bi.local_server import LocalHandler, same
from bi.review import pages, records
from orchestration.lib.errors import KithError
from orchestration.lib.identity.reasons import explain
from orchestration.lib.identity.stewards import decisions, review, stakes
from orchestration.lib.warehouse import connect

PORT = 2719
IDLE_SECONDS = 3600.0
LISTED = 200
_FRESH_SECONDS = 60.0


class Desk(ThreadingHTTPServer):
    """A steward's sitting: who decides, the token that opens it once, and what waits."""

    daemon_threads = True

    def __init__(self, steward: str, port: int = PORT) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.steward = steward
        self.token: str | None = secrets.token_urlsafe(32)
        self.session: str | None = None
        self.csrf = secrets.token_urlsafe(32)
        self.said = ""
        self._used_at = time.monotonic()
        self._listed: tuple[float, list[review.Item]] = (-_FRESH_SECONDS, [])

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def address(self) -> str:
        """Where it is, with the token that works once."""
        return f"http://127.0.0.1:{self.port}/?token={self.token}"

    def enter(self, token: str) -> str | None:
        """A session for the token, once; None for any other, and the second time."""
        if self.token is None or not same(token, self.token):
            return None
        self.token, self.session = None, secrets.token_urlsafe(32)
        self._used_at = time.monotonic()
        return self.session

    def knows(self, session: str) -> bool:
        """Whether it is the session that the token opened, and in use."""
        if self.session is None or not same(session, self.session):
            return False
        if time.monotonic() - self._used_at > IDLE_SECONDS:
            self.session = None
            return False
        self._used_at = time.monotonic()
        return True

    def items(self) -> list[review.Item]:
        """What waits, at most a minute old."""
        read_at, found = self._listed
        if time.monotonic() - read_at > _FRESH_SECONDS:
            found = review.items(LISTED)
            self._listed = (time.monotonic(), found)
        return found

    def settle(self, left: str, right: str) -> None:
        """Take a pair off the list, without reading it again."""
        read_at, found = self._listed
        pair = tuple(sorted((left, right)))
        self._listed = (read_at, [item for item in found if item.pair != pair])

    def take_said(self) -> str:
        """What was just done, to be said once."""
        said, self.said = self.said, ""
        return said


def serve(steward: str, say: Callable[[str], None]) -> int:
    """Serve until interrupted; says the address.

    Raises ``KithError`` where nothing is built, or this login may not act as a steward.
    """
    try:
        review.items(1)
    except psycopg.OperationalError as refused:
        if "permission denied to set role" not in str(refused):
            raise
        raise KithError(
            "Your login is no steward's. Whoever runs the warehouse can make it one: "
            "grant kith_steward to your_login"
        ) from None
    with _desk(steward) as desk:
        say(f"Review as {steward}: {desk.address}")
        say("The address opens once, on this machine. Stop with Ctrl-C.")
        try:
            desk.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0


def _desk(steward: str) -> Desk:
    port = int(os.environ.get("KITH_REVIEW_PORT", PORT))
    try:
        return Desk(steward, port)
    except OSError:
        raise KithError(
            f"Port {port} is taken, perhaps by another review. Choose one: KITH_REVIEW_PORT=2720"
        ) from None


class _Handler(LocalHandler):
    server: Desk
    cookie_name = "kith_review"

    def told(self, words: str) -> str:
        return pages.page("Kith review", pages.told(words))

    def get(self) -> None:
        url = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        if url.path == "/" and "token" in query:
            self._enter(query["token"])
        elif url.path == "/review.css":
            self.send(pages.css(), kind="text/css")
        elif not self.server.knows(self.cookie()):
            self.refuse("Open the address that ./kith review --open prints; it works once.")
        elif url.path == "/":
            self._queue(query.get("kind", ""))
        elif url.path == "/pair" and {"left", "right"} <= query.keys():
            self._pair(query["left"], query["right"])
        else:
            self.send(self.told("There is no such page."), 404)

    def post(self) -> None:
        form = self.form() if self.path == "/decide" else None
        is_known = self.server.knows(self.cookie())
        if form is None or not is_known or not same(form.get("csrf", ""), self.server.csrf):
            self.refuse("That was not sent from this page.")
            return
        made = decisions.record(
            form.get("left", ""), form.get("right", ""), form.get("decision", ""),
            by=self.server.steward, reason=form.get("reason", ""),
        )
        self.server.settle(made.left_record_key, made.right_record_key)
        self.server.said = f"Written down: {pages.DECISIONS[made.decision_code]}."
        waiting = self.server.items()
        following = {"left": waiting[0].left, "right": waiting[0].right} if waiting else {}
        self.redirect(f"/pair?{urlencode(following)}" if following else "/")

    def _enter(self, token: str) -> None:
        session = self.server.enter(token)
        if session is None:
            self.refuse("This address was used already. Start again: ./kith review --open")
            return
        self.send(pages.entered(), headers=self.new_cookie(session, "Strict"))

    def _queue(self, kind: str) -> None:
        found = [item for item in self.server.items() if kind in ("", item.kind)]
        body = pages.queue(found, kind, decisions.waiting_count(), self.server.take_said())
        self.send(pages.page("Kith review", body, self.server.steward))

    def _pair(self, left: str, right: str) -> None:
        with connect("kith_steward") as connection:
            connection.execute("set transaction read only")
            found = explain.comparison(connection, left, right)
            if not (found.one.record and found.other.record):
                raise KithError("The page shows two records: name them by their keys.")
            both = [found.one.records[: pages.LONGEST_PERSON],
                    found.other.records[: pages.LONGEST_PERSON]]
            read = records.read(connection, {left, right}.union(*both))
            brings = stakes.of_records(connection, [found.one.person_id, found.other.person_id])
        pair = tuple(sorted((left, right)))
        item = next((each for each in self.server.items() if each.pair == pair), None)
        body = pages.pair(
            found, read, item, decisions.history(left, right), brings, self.server.csrf,
            self.server.take_said(), decisions.waiting_count(),
        )
        self.send(pages.page("Are these one person?", body, self.server.steward))
