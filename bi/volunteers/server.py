"""The volunteers' page, served to this machine alone, as a login that reads no table.

A link opens it; from there on a cookie stands for the link, so that it is in no address. Each
question goes to the database with the link, and the database looks whether it is still good. A
session ends after half an hour without use, and with the link. The package alone is made in another
role, which reads more (``lib/packages``): of the person the database names for the link.
"""

from __future__ import annotations

import secrets
import tempfile
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from urllib.parse import parse_qs, urlsplit

import psycopg

from bi.local_server import LocalHandler, same
from bi.volunteers import pages, place
from bi.volunteers.questions import Asking, asking
from orchestration.lib import settings
from orchestration.lib.errors import KithError
from orchestration.lib.packages import export, left_out

IDLE_SECONDS = 1800.0
MOST_SESSIONS = 500
NOTED_EACH_SECONDS = 1.0
# The same for whatever is wrong with a link: nobody learns whether another person has one.
REFUSED = (
    "This link does not open a page. Perhaps it has run out, or was not copied whole. Ask whoever "
    "gave it to you for a new one."
)
_GONE = "This page was closed. Open it again by the link you were given."


@dataclass
class Session:
    """One browser that came in with a link, and what its forms have to say."""

    link: str
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    used_at: float = field(default_factory=time.monotonic)
    said: str = ""

    def take_said(self) -> str:
        """What was just done, to be said once."""
        said, self.said = self.said, ""
        return said


class Porch(ThreadingHTTPServer):
    """Where volunteers come in: who is here, and how many were refused lately."""

    daemon_threads = True

    def __init__(self, port: int, public: str | None = None) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.public = public
        self._sessions: OrderedDict[str, Session] = OrderedDict()
        self._lock = Lock()
        self._refused, self._noted_at = 0, -NOTED_EACH_SECONDS

    def enter(self, link: str) -> str | None:
        """A session for a good link; None for any other. Both are noted in the audit trail.

        Of links refused within a second one is noted, with the number of those before it, so that
        nobody fills the trail.
        """
        with self._lock:
            wait = NOTED_EACH_SECONDS - (time.monotonic() - self._noted_at)
            if self._refused and wait > 0:
                self._refused += 1
                before = None
            else:
                before = max(self._refused - 1, 0)
        with asking(link) as questions:
            if before is None and not _is_good(questions):
                return None
            state = questions.ask("enter", refused_before=before or 0)[0]["state_code"]
        with self._lock:
            if state != "good":
                self._refused, self._noted_at = 1, time.monotonic()
                return None
            key = secrets.token_urlsafe(32)
            self._sessions[key] = Session(link)
            while len(self._sessions) > MOST_SESSIONS:
                self._sessions.popitem(last=False)
        return key

    def session(self, key: str) -> Session | None:
        """The session a cookie stands for, if it is still in use."""
        with self._lock:
            found = self._sessions.get(key)
            if found is None:
                return None
            if time.monotonic() - found.used_at > IDLE_SECONDS:
                del self._sessions[key]
                return None
            found.used_at = time.monotonic()
            self._sessions.move_to_end(key)
            return found


def _is_good(questions: Asking) -> bool:
    try:
        return bool(questions.ask("person"))
    except psycopg.errors.InsufficientPrivilege:
        questions.forget_failure()
        return False


def serve(address: str | None, port: int | None, say: Callable[[str], None]) -> int:
    """Serve until interrupted; says where. Raises ``KithError`` where the port is taken."""
    chosen, public = port or place.port(), place.public(address)
    try:
        porch = Porch(chosen, public)
    except OSError:
        raise KithError(
            f"Port {chosen} is taken, perhaps by another such page. Choose one: --port 2723"
        ) from None
    with porch:
        say(f"The volunteers' page answers on 127.0.0.1:{chosen}"
            + (f", and is called {public}." if public else "."))
        say("It opens by a link: ./kith volunteer link PERSON_ID. Stop with Ctrl-C.")
        try:
            porch.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0


class _Handler(LocalHandler):
    server: Porch
    cookie_name = "kith_volunteer"

    def hosts(self) -> tuple[str, ...]:
        public = (urlsplit(self.server.public).netloc,) if self.server.public else ()
        return (*super().hosts(), *public)

    def origins(self) -> tuple[str, ...]:
        return (*super().origins(), *filter(None, [self.server.public]))

    def new_cookie(self, value: str, same_site: str) -> dict[str, str]:
        cookie = super().new_cookie(value, same_site)
        if self.server.public:
            cookie["Set-Cookie"] += "; Secure"
        return cookie

    def told(self, words: str) -> str:
        return pages.told(words)

    def get(self) -> None:
        url = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        if url.path == "/" and "link" in query:
            self._enter(query["link"])
        elif url.path == "/volunteers.css":
            self.send(pages.css(), kind="text/css")
        elif (session := self.server.session(self.cookie())) is None:
            self.refuse(_GONE)
        elif url.path == "/":
            self._answered(session, lambda asked: self._show(session, asked, query))
        elif url.path == "/left-out":
            self._answered(session, self._left_out)
        elif url.path == "/revoke" and "grant" in query:
            self._answered(session, lambda asked: self._confirm(session, asked, query["grant"]))
        else:
            self.send(self.told("There is no such page."), 404)

    def post(self) -> None:
        form, session = self.form(), self.server.session(self.cookie())
        if form is None or session is None or not same(form.get("csrf", ""), session.csrf):
            self.refuse("That was not sent from this page.")
        elif self.path == "/revoke":
            grant_id = form.get("grant", "")
            self._answered(session, lambda asked: self._revoke(session, asked, grant_id))
        elif self.path == "/package":
            self._answered(session, self._package)
        else:
            self.send(self.told("There is no such page."), 404)

    def _enter(self, link: str) -> None:
        # No text of a database holds a NUL.
        key = self.server.enter(link.replace("\0", " "))
        if key is None:
            self.refuse(REFUSED)
            return
        self.send(pages.entered(), headers=self.new_cookie(key, "Strict"))

    def _answered(self, session: Session, answer: Callable[[Asking], None]) -> None:
        """Answer by the session's link, or say why not."""
        try:
            with asking(session.link) as asked:
                answer(asked)
        except psycopg.errors.InsufficientPrivilege:
            self.refuse(REFUSED)
        except (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedFunction):
            self.send(self.told("Nothing was put together yet. Come back in a day."), 503)
        except psycopg.OperationalError:
            self.send(self.told("This page can't be read just now. Try again later."), 503)

    def _show(self, session: Session, asked: Asking, query: dict[str, str]) -> None:
        began = time.perf_counter()
        before = _day(query.get("before", ""))
        thanks = asked.ask("thanks")[0]
        days = asked.ask("days", before=before, wanted=pages.DAYS)
        body = pages.done(session.take_said())
        body += pages.work(thanks, asked.ask("kinds"), asked.ask("months"), days, before)
        body += pages.allowed(asked.ask("grants"))
        body += pages.package(session.csrf)
        body += pages.footer(asked.ask("good_until")[0]["good_until"])
        took = f"total;dur={(time.perf_counter() - began) * 1000:.0f}"
        self.send(pages.page(pages.title(thanks), body), headers={"Server-Timing": took})

    def _confirm(self, session: Session, asked: Asking, grant_id: str) -> None:
        grant = next(
            (each for each in asked.ask("grants") if each["grant_id"] == grant_id
             and each["state_code"] in ("active", "not_yet")), None,
        )
        if grant is None:
            self.send(self.told("There is nothing of that kind to end."), 404)
        else:
            self.send(pages.page("End what you allow", pages.confirm(grant, session.csrf)))

    def _revoke(self, session: Session, asked: Asking, grant_id: str) -> None:
        ended = asked.ask("revoke_grant", grant_id=grant_id)[0]["grant_count"]
        session.said = "Ended. It was noted, and holds from now on." if ended else (
            "There was nothing to end."
        )
        asked.keep()
        self.redirect("/#allowed")

    def _left_out(self, asked: Asking) -> None:
        found = left_out.by_reason(export.explain(asked.ask("person")[0]["person_id"]))
        self.send(pages.page("What is not in your package", pages.left_out(found)))

    def _package(self, asked: Asking) -> None:
        """The package of whom the database says the link is: no browser names anybody."""
        person_id = asked.ask("person")[0]["person_id"]
        with tempfile.TemporaryDirectory(dir=settings.folder("packages")) as place:
            made = export.export(
                person_id, "the volunteer", "downloaded on their own page", Path(place) / "own.zip"
            )
            content = made.path.read_bytes()
        self.send(content, kind="application/zip", headers={
            "Content-Disposition": f'attachment; filename="{made.volunteer_id}.zip"',
        })


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
