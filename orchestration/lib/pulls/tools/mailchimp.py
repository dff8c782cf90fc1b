"""Mailchimp's Marketing API, version 3.0 (mailchimp.com/developer/marketing).

Collections are read with ``count`` and ``offset``. Members can be asked for by their last change.
What became of a mailing is asked of each mailing, and whole: part of a member's acts would hide the
others. A mailing that was sent a month ago is asked for no more, but in a whole reading. The key
ends in the data center that is to be called.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from dlt.sources.helpers.rest_client.paginators import OffsetPaginator
from requests import Response
from requests.auth import HTTPBasicAuth

from orchestration.lib.pulls.api import Api
from orchestration.lib.pulls.connector import Connector, PullFailed, Window
from orchestration.lib.pulls.spool import Spool

Pull = Callable[[Api, Window, Spool], None]
Params = dict[str, Any]

_PAGE_SIZE = 500
_REPORTED_FOR = timedelta(days=30)
_DATA_CENTER = re.compile(r"-([a-z]{2}\d{1,3})\Z")


def _address(key: str) -> str:
    found = _DATA_CENTER.search(key)
    if not found:
        raise PullFailed(
            "A key of Mailchimp's ends in its data center, as -us6. Check KITH_<SOURCE>_API_KEY."
        )
    return f"https://{found[1]}.api.mailchimp.com/3.0/"


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S+00:00}"


def _pages(
    api: Api, path: str, key: str, params: Params, offset: int = 0
) -> Iterator[tuple[Response, int, int]]:
    """Each page from the offset on, how many records it holds, and its own offset."""
    asked = {"exclude_fields": f"{key}._links,_links", **params}
    paginator = OffsetPaginator(
        limit=_PAGE_SIZE, offset=offset, limit_param="count", total_path="total_items"
    )
    for page in api.pages(path, asked, paginator):
        records = len(page.json()[key])
        yield page, records, offset
        offset += _PAGE_SIZE


def collection(name: str, since_name: str | None = None, **params: str) -> Pull:
    """All of a collection of the account's. ``since_name``: how to ask for what is newer."""

    def pull(api: Api, window: Window, spool: Spool) -> None:
        asked = {since_name: _time(window.since)} if since_name and window.since else {}
        first = (window.bookmark or {}).get("offset", 0)
        for page, records, offset in _pages(api, name, name, {**params, **asked}, first):
            spool.page(page.content, records, {"offset": offset})

    return pull


def _below(
    api: Api, window: Window, spool: Spool, asked: dict[str, tuple[str, Params]], key: str
) -> None:
    """The answers to questions, each a path and its parameters, in the order of their names."""
    mark = window.bookmark or {"at": "", "offset": 0}
    for name, (path, params) in sorted(asked.items()):
        if name < mark["at"]:
            continue
        first = mark["offset"] if name == mark["at"] else 0
        for page, records, offset in _pages(api, path, key, params, first):
            spool.page(page.content, records, {"at": name, "offset": offset})


def _members(api: Api, window: Window, spool: Spool) -> None:
    """The members of each audience; those archived are told only to who asks for them."""
    since: Params = {"since_last_changed": _time(window.since)} if window.since else {}
    asked: dict[str, tuple[str, Params]] = {}
    for number in _ids(api, "lists", {}):
        path = f"lists/{number}/members"
        asked[number] = (path, since)
        asked[f"{number} archived"] = (path, {**since, "status": "archived"})
    _below(api, window, spool, asked, "members")


def of_each_mailing(name: str, key: str) -> Pull:
    """What became of each mailing that was sent not long ago, or of all."""

    def pull(api: Api, window: Window, spool: Spool) -> None:
        sent: Params = {"status": "sent"}
        if window.since:
            sent["since_send_time"] = _time(window.since - _REPORTED_FOR)
        asked: dict[str, tuple[str, Params]] = {
            number: (f"reports/{number}/{name}", {}) for number in _ids(api, "campaigns", sent)
        }
        _below(api, window, spool, asked, key)

    return pull


def _ids(api: Api, name: str, params: Params) -> list[str]:
    return [
        str(record["id"])
        for page, _, _ in _pages(api, name, name, params)
        for record in page.json()[name]
    ]


CONNECTOR = Connector(
    tool="mailchimp",
    address=_address,
    auth=lambda source, key: HTTPBasicAuth("kith", key),
    # Ten at a time are allowed; no rate is told.
    calls_per_second=5,
    resources={
        "lists": collection("lists"),
        "members": _members,
        "campaigns": collection("campaigns", "since_send_time", status="sent"),
        "sent_to": of_each_mailing("sent-to", "sent_to"),
        "unsubscribes": of_each_mailing("unsubscribed", "unsubscribes"),
        "email_activity": of_each_mailing("email-activity", "emails"),
    },
)
