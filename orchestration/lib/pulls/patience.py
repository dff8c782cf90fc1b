"""A session that waits as it is told, tries again, and takes no answer that is cut off.

Waits grow with each try and differ by chance, so that many callers don't come back at once; where
the other side says how long (``Retry-After``), it is that long at least. A wait of more than a
quarter of an hour is none to sit through: the pull ends, and goes on another time.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from dlt.sources.helpers.requests.session import Session
from requests import PreparedRequest, Response
from requests.exceptions import ChunkedEncodingError, ConnectionError, InvalidURL, Timeout
from tenacity import RetryCallState, Retrying, retry_if_exception_type, retry_if_result
from tenacity.stop import stop_after_attempt

MOST_TRIES = 6
LONGEST_WAIT_SECONDS = 900.0
_CHANCE = secrets.SystemRandom()
_SLOWEST_SECONDS = 60.0
_TIMEOUT_SECONDS = (15.0, 120.0)
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
CUT_OFF = (ConnectionError, Timeout, ChunkedEncodingError)


class PatientSession(Session):
    """A session of one API: paced, patient, and to no other server than ``origin``.

    ``origin``: the scheme and host that may be asked, so that no link in an answer leads the key
    elsewhere; None for a session that carries no key. ``calls_per_second``: never more than that.
    ``check``: what to do with the last answer to a call; it may raise.
    """

    def __init__(
        self, origin: str | None, calls_per_second: float, check: Callable[[Response], None],
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        super().__init__(timeout=_TIMEOUT_SECONDS, raise_for_status=False)
        # A machine's .netrc has keys for hosts that a link in an answer may lead to.
        self.trust_env = False
        self._origin = origin
        self._pause = 1 / calls_per_second
        self._check = check
        self._sleep = sleep
        self._next_call = 0.0
        # Whether it is asked once only and not waited for, until it answers again.
        self.is_hasty = False
        self._retrying = Retrying(
            retry=retry_if_exception_type(CUT_OFF) | retry_if_result(is_for_another_time),
            wait=_wait_seconds, stop=lambda state: self.is_hasty or _gives_up(state),
            sleep=sleep, reraise=True,
            retry_error_callback=lambda state: state.outcome.result() if state.outcome else None,
        )

    def send(self, request: PreparedRequest, **settings: Any) -> Response:
        """The answer, whole unless it is streamed. Raises what ``requests`` does."""
        if self._origin and origin_of(request.url or "") != self._origin:
            raise InvalidURL("An answer led to another server.")
        response: Response = self._retrying(self._send_once, request, **settings)
        self.is_hasty = self.is_hasty and is_for_another_time(response)
        self._check(response)
        return response

    def merge_environment_settings(self, *given: Any) -> Any:
        """The machine's proxies and certificates, which nothing but its .netrc is kept from."""
        self.trust_env = True
        try:
            return super().merge_environment_settings(*given)
        finally:
            self.trust_env = False

    def _send_once(self, request: PreparedRequest, **settings: Any) -> Response:
        self._sleep_until(self._next_call)
        self._next_call = time.monotonic() + self._pause
        send: Callable[..., Response] = super().send
        response = send(request, **settings)
        if not settings.get("stream"):
            _refuse_cut_off(response)
        return response

    def _sleep_until(self, moment: float) -> None:
        if (seconds := moment - time.monotonic()) > 0:
            self._sleep(seconds)


def origin_of(url: str) -> str:
    """Scheme and host of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def asked_wait_seconds(response: Response) -> float | None:
    """How long the other side asks to be left alone, in seconds; None where it doesn't say."""
    said = response.headers.get("Retry-After", "").strip()
    if said.replace(".", "", 1).isdigit():
        return float(said)
    try:
        return max(0.0, parsedate_to_datetime(said).timestamp() - time.time())
    except ValueError:
        return None


def backoff_seconds(attempt: int) -> float:
    """A wait before the next try, longer after each, half of it by chance."""
    longest = min(_SLOWEST_SECONDS, 2.0**attempt)
    return longest * _CHANCE.uniform(0.5, 1.0)


def is_short(response: Response, received: int) -> bool:
    """Whether the answer promised more bytes than came (as sent: before unpacking)."""
    promised = response.headers.get("Content-Length", "")
    return promised.isdigit() and received < int(promised)


def _refuse_cut_off(response: Response) -> None:
    content = response.content
    received = response.raw.tell() if hasattr(response.raw, "tell") else len(content)
    if is_short(response, received):
        raise ChunkedEncodingError("The answer is shorter than it says.")
    if response.ok and content and "json" in response.headers.get("Content-Type", ""):
        try:
            json.loads(content)
        except ValueError:
            raise ChunkedEncodingError("The answer is no whole JSON.") from None


def is_for_another_time(response: Response) -> bool:
    """Whether the same question may have an answer later: too many, too early, or it is down."""
    return response.status_code in _AGAIN


def _wait_seconds(state: RetryCallState) -> float:
    outcome = state.outcome
    asked = (
        asked_wait_seconds(outcome.result()) if outcome and not outcome.failed else None
    )
    if asked is None:
        return backoff_seconds(state.attempt_number)
    return asked + _CHANCE.uniform(0.0, 1.0)


def _gives_up(state: RetryCallState) -> bool:
    outcome = state.outcome
    if outcome and not outcome.failed:
        asked = asked_wait_seconds(outcome.result())
        if asked is not None and asked > LONGEST_WAIT_SECONDS:
            return True
    return stop_after_attempt(MOST_TRIES)(state)
