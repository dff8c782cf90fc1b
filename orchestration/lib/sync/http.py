"""One request to a destination, and what its failure means: sent, not sent, or nobody knows.

Nothing is tried twice here, no redirect is followed, and what is raised or answered holds no key,
no address and nothing that was sent.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import requests
import urllib3

from orchestration.lib.sync.interface import Answer

TIMEOUT = (10.0, 60.0)
_TOO_MANY, _TOO_SLOW = 429, 408
# What the destination answers before it does anything; of the record at hand alone.
_CLOSED = (401, 407)
# A key's rights may be of some endpoints only.
_FORBIDDEN = 403
_LOCKED = (409, 423)
_MAY_HAVE_DONE = 500
_LONGEST_WORD = 60
_LONGEST_PAUSE = 300.0


@dataclass(frozen=True)
class Reply:
    """What came back: an HTTP status and what the body said, or none and why.

    ``is_sent``: whether the destination may have had the request.
    """

    status: int | None
    body: Any = field(default=None, repr=False)
    is_sent: bool = True
    wait_seconds: float | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def is_good(self) -> bool:
        """Whether the destination says that it did what was asked."""
        return self.status is not None and self.status < 300

    def answer(
        self, their_id: str | None = None, reason: Callable[[Any], str | None] = lambda _: None
    ) -> Answer:
        """It as the outcome of an effect. ``reason`` finds the destination's own code in a body."""
        if self.status is None:
            outcome = Answer("unknown", reason_code="no_answer") if self.is_sent else Answer(
                "not_sent", reason_code="no_connection", is_closed=True
            )
            return outcome
        if self.is_good and isinstance(self.body, bytes) and self.body.strip():
            # Another server's page, as where a site is being mended.
            return Answer("unknown", self.status, "no_answer")
        if self.is_good:
            return Answer("done", self.status, their_id=their_id)
        told = word(reason(self.body))
        if self.status == _TOO_MANY:
            wait = self.wait_seconds or 1.0
            return Answer("not_sent", self.status, "too_many", wait_seconds=wait)
        if self.status in _CLOSED:
            return Answer("not_sent", self.status, told or "no_access", is_closed=True)
        if self.status == _FORBIDDEN:
            return Answer("not_sent", self.status, told or "no_access", is_type_closed=True)
        if self.status in _LOCKED:
            return Answer("not_sent", self.status, told or "locked")
        if self.status >= _MAY_HAVE_DONE or self.status < 400 or self.status == _TOO_SLOW:
            return Answer("unknown", self.status, told)
        return Answer("rejected", self.status, told or f"status_{self.status}")


class Caller:
    """Calls one account: no more a minute than it allows, one request after another."""

    def __init__(
        self, url: str, calls_per_minute: int, authentication: tuple[str, str] | None = None,
        headers: Mapping[str, str] | None = None, timeout: tuple[float, float] = TIMEOUT,
    ) -> None:  # fmt: skip
        self._url = url.rstrip("/") + "/"
        # 0: as many as it takes.
        self._seconds = 60.0 / calls_per_minute if calls_per_minute else 0.0
        self._next = 0.0
        self._timeout = timeout
        self._session = requests.Session()
        # Neither proxies nor a key of the machine's own .netrc.
        self._session.trust_env = False
        self._session.auth = authentication
        self._session.headers.update(headers or {})
        self.count = 0

    def call(
        self, method: str, path: str, json: Any = None, params: Mapping[str, Any] | None = None,
        data: bytes | None = None,
    ) -> Reply:  # fmt: skip
        """Ask once; ``path`` below the account's address, or a whole one (without the key)."""
        self._pace()
        is_other = "://" in path
        caller = requests.Session() if is_other else self._session
        caller.trust_env = False
        try:
            response = caller.request(
                method, path if is_other else self._url + path, json=json, params=params, data=data,
                timeout=self._timeout, allow_redirects=False,
            )
        except requests.RequestException as failure:
            return Reply(None, is_sent=not _never_left(failure))
        return Reply(
            response.status_code, _body(response), True,
            _wait(response.headers.get("Retry-After")), response.headers,
        )

    def pause(self, seconds: float) -> None:
        """Make the next call no earlier than in so many seconds."""
        self._next = max(self._next, time.monotonic() + min(seconds, _LONGEST_PAUSE))

    def _pace(self) -> None:
        now = time.monotonic()
        if now < self._next:
            time.sleep(self._next - now)
        self._next = max(now, self._next) + self._seconds
        self.count += 1


def word(told: object) -> str | None:
    """A destination's code for what is wrong, if it is one: a word, never a sentence or a value."""
    text = str(told or "")
    is_code = text.replace("_", "").replace("-", "").isalnum() and not text.isdigit()
    return text.lower() if is_code and len(text) <= _LONGEST_WORD else None


def _never_left(failure: requests.RequestException) -> bool:
    """Whether no connection came about, so that nothing can have been done."""
    if isinstance(failure, requests.ConnectTimeout | requests.exceptions.SSLError):
        return True
    reason = failure.args[0] if failure.args else None
    cause = getattr(reason, "reason", reason)
    return isinstance(
        cause, urllib3.exceptions.NewConnectionError | urllib3.exceptions.NameResolutionError
    )


def _body(response: requests.Response) -> Any:
    if "json" in response.headers.get("Content-Type", ""):
        try:
            return response.json()
        except ValueError:
            return None
    return response.content


def _wait(header: str | None) -> float | None:
    """Seconds of a Retry-After, which is a number or a time."""
    if not header:
        return None
    try:
        return max(0.0, float(header))
    except ValueError:
        pass
    try:
        until = parsedate_to_datetime(header)
    except ValueError:
        return None
    return max(0.0, (until - datetime.now(UTC)).total_seconds())
