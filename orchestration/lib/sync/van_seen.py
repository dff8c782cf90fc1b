"""What VAN shows, asked of VAN itself: exports of what changed, a person's details and sign-ups.

Documented at docs.ngpvan.com: changedEntityExportJobs (POST, then GET until its jobStatus is
Complete; files[].downloadUrl are CSV), signups?vanId, people/{vanId}?$expand, people/find.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from orchestration.lib.sync import van_effects
from orchestration.lib.sync.http import Caller, Reply
from orchestration.lib.sync.interface import Effect, NotAnswered, Seen, gone

_POLL_SECONDS = 5.0
_MOST_POLLS = 120
# VAN tells of changes of the last 90 days, and refuses to be asked for more.
_REACH = timedelta(days=89)
_MOST_TRIES = 4
_AGAIN = (429, 500, 502, 503, 504)
_LARGEST_FILE_KB = 100_000
_FOUND, _NOT_THERE = 302, 404
_TIMES = ("%m/%d/%Y %I:%M:%S %p", "%Y-%m-%d %H:%M:%S")

_Rows = Iterable[Mapping[str, str]]


class Export(NamedTuple):
    """A resource of changed entities, the fields to ask for, and what each row is a trace of."""

    resource: str
    fields: tuple[str, ...]
    seen: Callable[[_Rows, ZoneInfo], Iterator[Seen]]


def changed(
    caller: Caller, export: Export, since: datetime, wait: Callable[[float], object]
) -> list[Mapping[str, str]]:
    """The rows of a resource that changed since then, by their column in small letters.

    Raises ``NotAnswered``.
    """
    asked = {
        "dateChangedFrom": max(since, datetime.now(UTC) - _REACH).astimezone(UTC).isoformat(
            timespec="seconds"
        ),
        "resourceType": export.resource, "requestedFields": list(export.fields),
        "fileSizeKbLimit": _LARGEST_FILE_KB, "includeInactive": False,
    }
    job = _ask(caller, "POST", "changedEntityExportJobs", asked).body
    for _ in range(_MOST_POLLS):
        told = _ask(caller, "GET", f"changedEntityExportJobs/{job['exportJobId']}").body
        if told["jobStatus"] == "Complete":
            return _whole(caller, told)
        if told["jobStatus"] not in ("Pending", "Requested", "InProcess"):
            break
        wait(_POLL_SECONDS)
    raise NotAnswered


def sign_ups(caller: Caller, vanid: str) -> Iterator[Seen]:
    """A person's sign-ups. Raises ``NotAnswered``."""
    path: str | None = f"signups?vanId={vanid}&$top=50"
    asked: set[str] = set()
    while path:
        if path in asked:
            raise NotAnswered
        asked.add(path)
        page = _ask(caller, "GET", path).body
        for each in page["items"]:
            yield Seen(
                van_effects.sign_up_trace(
                    vanid, _inner(each, "event", "eventId"),
                    _inner(each, "shift", "eventShiftId"), _inner(each, "status", "statusId"),
                ),
                str(each["eventSignupId"]),
            )
        link = page.get("nextPageLink")
        path = f"signups?{link.partition('?')[2]}" if link else None


def details(caller: Caller, vanid: str) -> Iterator[Seen]:
    """A person's phones and emails; nothing where they aren't there. Raises ``NotAnswered``."""
    reply = _ask(caller, "GET", f"people/{vanid}?$expand=phones,emails", also=(_NOT_THERE,))
    person = reply.body if reply.is_good else {}
    for phone in person.get("phones") or []:
        digits = "".join(each for each in str(phone["phoneNumber"]) if each.isdigit())[-10:]
        yield Seen(van_effects.detail_trace(vanid, "phone", f"+1{digits}"), str(phone["phoneId"]))
    for email in person.get("emails") or []:
        told = str(email["email"]).lower()
        yield Seen(van_effects.detail_trace(vanid, "email", told), vanid)


def person(caller: Caller, effect: Effect) -> Iterator[Seen]:
    """Whoever is found by what was told of somebody new. Raises ``NotAnswered``."""
    reply = _ask(caller, "POST", "people/find", effect.payload, also=(_FOUND, _NOT_THERE))
    if reply.status != _NOT_THERE:
        yield Seen(effect.trace, str(reply.body["vanId"]))


def gone_if_gone(caller: Caller, vanid: str) -> Iterator[Seen]:
    """That a person isn't there under this VANID. Raises ``NotAnswered``."""
    if _ask(caller, "GET", f"people/{vanid}", also=(_NOT_THERE,)).status == _NOT_THERE:
        yield gone(vanid)


def _history(rows: _Rows, zone: ZoneInfo) -> Iterator[Seen]:
    for row in rows:
        if at := _moment(row.get("datecanvassed", ""), zone):
            trace = van_effects.canvass_trace(
                row["vanid"], row["contacttypeid"], row["resultid"], at.date()
            )
            yield Seen(trace, row["contactscontactid"])


def _codes(rows: _Rows, zone: ZoneInfo) -> Iterator[Seen]:
    for row in rows:
        trace = van_effects.code_trace(row["vanid"], row["activistcodeid"])
        yield Seen(trace, row["contactsactivistcodeid"])


EXPORTS = {
    "contact": Export(
        "ContactHistory",
        ("ContactsContactID", "VanID", "ContactTypeID", "ResultID", "DateCanvassed"), _history,
    ),
    "activist_code": Export(
        "ContactsActivistCodes", ("ContactsActivistCodeID", "VanID", "ActivistCodeID"), _codes
    ),
}


def _whole(caller: Caller, job: Mapping[str, Any]) -> list[Mapping[str, str]]:
    """All rows of an export's files; half a file would say that something isn't there."""
    rows: list[Mapping[str, str]] = []
    for file in job["files"]:
        text = _ask(caller, "GET", file["downloadUrl"]).body
        if not isinstance(text, bytes):
            raise NotAnswered
        for row in csv.DictReader(io.StringIO(text.decode("utf-8-sig"))):
            rows.append({name.lower(): value or "" for name, value in row.items() if name})
    if len(rows) != job.get("exportedRecordCount", len(rows)):
        raise NotAnswered
    return rows


def _moment(told: str, zone: ZoneInfo) -> datetime | None:
    """A time of an export, which is the committee's own."""
    for form in _TIMES:
        try:
            return datetime.strptime(told, form).replace(tzinfo=zone)
        except ValueError:
            continue
    try:
        at = datetime.fromisoformat(told)
    except ValueError:
        return None
    return at.astimezone(zone) if at.tzinfo else at.replace(tzinfo=zone)


def _inner(told: Mapping[str, Any], name: str, key: str) -> Any:
    return (told.get(name) or {}).get(key)


def _ask(
    caller: Caller, method: str, path: str, json: Any = None, also: Collection[int] = ()
) -> Reply:
    """An answer that is whole, asked for again a few times: asking changes nothing there.

    ``also``: statuses that are answers too. Raises ``NotAnswered``.
    """
    for tried in range(_MOST_TRIES):
        reply = caller.call(method, path, json=json)
        if (reply.is_good or reply.status in also) and reply.body is not None:
            return reply
        if not (reply.status is None or reply.status in _AGAIN or reply.is_good):
            break
        caller.pause(reply.wait_seconds or float(tried))
    raise NotAnswered
