"""Calls of one account's API. What goes wrong is told by its kind: never an address or an answer.

The key is ``$KITH_<SOURCE>_API_KEY``; ``$KITH_<SOURCE>_URL`` is asked instead of the vendor's
address, where it is set. Both are of the source's id in capitals.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from dlt.common.configuration.specs.runtime_configuration import RuntimeConfiguration
from dlt.sources.helpers.rest_client.client import RESTClient
from dlt.sources.helpers.rest_client.paginators import BasePaginator
from requests import Response
from requests.exceptions import RequestException, Timeout

from orchestration.lib.pulls.connector import Connector, PullFailed, StartAgain
from orchestration.lib.pulls.patience import (
    CUT_OFF,
    PatientSession,
    asked_wait_seconds,
    is_for_another_time,
    origin_of,
)
from orchestration.lib.registry import Source

_TOO_MANY = 429
_CODE = re.compile(r"[A-Za-z_]{3,40}")


class ApiDown(PullFailed):
    """The API gave no answer, or said that it can't give one now, however often it was asked.

    ``is_silent``: nothing at all came back. ``is_closed``: it asks to be left alone.
    """

    def __init__(self, message: str, is_silent: bool = False, is_closed: bool = False) -> None:
        super().__init__(message)
        self.is_silent, self.is_closed = is_silent, is_closed


class NoKey(PullFailed):
    """The environment has no key for the source, so there is nothing to be asked."""


def key_variable(source: Source) -> str:
    """The environment variable that holds the source's key."""
    return f"KITH_{source.source_id.upper()}_API_KEY"


def key_of(source: Source) -> str | None:
    """The source's key, or None."""
    return os.environ.get(key_variable(source)) or None


class Api:
    """One account's API, as its connector asks it."""

    def __init__(
        self, source: Source, connector: Connector, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        """Raises ``NoKey``. ``sleep``: how to wait, in seconds."""
        key = key_of(source)
        if key is None:
            raise NoKey(
                f"{source.source_id}: there is no key. Set {key_variable(source)} to pull from it."
            )
        self.source = source
        self.sleep = sleep
        base = connector.address if isinstance(connector.address, str) else connector.address(key)
        base = os.environ.get(f"KITH_{source.source_id.upper()}_URL") or base
        self._resource_name = ""
        self._now: datetime | None = None
        self.first_answer_at: datetime | None = None
        self._calls = PatientSession(
            origin_of(base), connector.calls_per_second, self._check, sleep
        )
        self._client = RESTClient(
            base.rstrip("/") + "/", auth=connector.auth(source, key), session=self._calls,
            config=RuntimeConfiguration(),
        )
        self._downloads = PatientSession(
            None, connector.calls_per_second, self._check_download, sleep
        )

    @property
    def account_id(self) -> str:
        """The account's id at the vendor, as the registry has it. Raises ``PullFailed``."""
        if not self.source.account_id:
            raise self.failed("which account is it? Give its account_id in sources.csv.")
        return self.source.account_id

    def about(self, resource_name: str) -> None:
        """Say which resource the calls from here on are for: failures name it.

        ``first_answer_at`` is the vendor's time when the first of them was answered.
        """
        self._resource_name = resource_name
        self.first_answer_at = None

    def hasten(self) -> None:
        """Ask once only and wait for nothing, until the API answers again."""
        self._calls.is_hasty = True

    @property
    def now(self) -> datetime:
        """The time of the newest answer by the vendor's own clock, at most ours; else ours."""
        return min(self.their_now, datetime.now(UTC))

    @property
    def their_now(self) -> datetime:
        """The time by the vendor's own clock, as of its newest answer; ours before that."""
        return self._now or datetime.now(UTC)

    def get(self, path: str, params: dict[str, Any] | None = None) -> Response:
        """An answer that is whole. Raises ``PullFailed``."""
        with self._failures():
            return self._client.get(path, params=params)

    def post(self, path: str, json: dict[str, Any]) -> Response:
        """What is said to a request that may safely be made twice. Raises ``PullFailed``."""
        with self._failures():
            return self._client.post(path, json=json)

    def pages(
        self, path: str, params: dict[str, Any], paginator: BasePaginator
    ) -> Iterator[Response]:
        """Each page of a collection, whole, in the order it is told, and none twice.

        Raises ``PullFailed``.
        """
        asked = set()
        with self._failures():
            for page in self._client.paginate(
                path, params=params, paginator=paginator, data_selector="$", hooks={"response": []}
            ):
                url = page.response.request.url
                if url in asked:
                    raise self.failed("its pages lead in a circle. The next pull asks again.")
                asked.add(url)
                yield page.response

    @contextmanager
    def download(self, url: str) -> Iterator[Response]:
        """A file to be streamed from a link that needs no key.

        Raises ``PullFailed``, ``StartAgain`` where the link leads nowhere any more; what goes wrong
        while it is read is raised as ``requests`` has it.
        """
        try:
            with self._failures():
                response = self._downloads.get(url, stream=True)
        except ApiDown as down:
            # Files may be on another server than the API.
            raise PullFailed(str(down)) from None
        try:
            yield response
        finally:
            response.close()

    def failed(self, what: str, resource_name: str = "") -> PullFailed:
        """A failure to raise: ``what`` happened and what to do, told with source and resource.

        ``resource_name``: if it is about another than the one that is asked for.
        """
        name = resource_name or self._resource_name
        about = f" ({name})" if name else ""
        return PullFailed(f"{self.source.source_id}{about}: {what}")

    def _check(self, response: Response) -> None:
        if not response.ok:
            failure = self.failed(self._why(response))
            if is_for_another_time(response):
                raise ApiDown(str(failure), is_closed=response.status_code == _TOO_MANY)
            raise failure
        self._now = _told_time(response) or self._now
        self.first_answer_at = self.first_answer_at or self.now

    def _check_download(self, response: Response) -> None:
        if response.status_code in (400, 401, 403, 404, 410):
            failure = self.failed(f"a link to a file has expired ({response.status_code}).")
            raise StartAgain(str(failure))
        self._check(response)

    def _why(self, response: Response) -> str:
        status = response.status_code
        if status in (401, 403):
            return (
                f"the key is refused ({status}). Check {key_variable(self.source)}, and what the "
                "vendor lets that key do."
            )
        if status == 429:
            wait = asked_wait_seconds(response)
            minutes = f" for {wait / 60:.0f} minutes" if wait else ""
            return f"it asks not to be called{minutes} (429). The next pull goes on from here."
        if status >= 500:
            return f"the API is down ({status}). What it has is late; the next pull goes on."
        codes = ", ".join(_codes(response))
        return f"the API doesn't accept the question ({status}{': ' + codes if codes else ''})."

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except Timeout:
            late = self.failed("no answer came in time. The next pull goes on from here.")
            raise ApiDown(str(late), is_silent=True) from None
        except RequestException as failure:
            late = self.failed(
                f"the connection failed ({type(failure).__name__}). The next pull goes on from "
                "here."
            )
            if isinstance(failure, CUT_OFF):
                raise ApiDown(str(late), is_silent=True) from None
            raise late from None


def _told_time(response: Response) -> datetime | None:
    try:
        return parsedate_to_datetime(response.headers.get("Date", "")).astimezone(UTC)
    except ValueError:
        return None


def _codes(response: Response) -> list[str]:
    """The codes of errors in an answer: words of the vendor's, nothing it quotes."""
    try:
        errors = response.json()["errors"]
        return [code for error in errors if _CODE.fullmatch(code := str(error.get("code", "")))][:3]
    except (ValueError, KeyError, TypeError, AttributeError):
        return []

