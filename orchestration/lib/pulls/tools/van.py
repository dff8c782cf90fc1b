"""VAN's changed entities and saved lists (docs.ngpvan.com/reference/changed-entities-overview).

VAN is asked for a job, which writes CSV files of at most 100 MB with what changed in a window, and
is asked again until they are there. The window reaches back 90 days at most, deleted records are in
it, and each record is as it is now, however often it changed. What changed before, nobody can pull:
the pipeline tables or a saved list have it.

The vendor documents ten kinds; which an account is offered, it says itself. Fields that aren't sent
unasked are asked for where the declaration reads them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from dlt.sources.helpers.rest_client.auth import HttpBasicAuth
from dlt.sources.helpers.rest_client.paginators import JSONLinkPaginator

from orchestration.lib.landing import declarations
from orchestration.lib.landing.declarations import header_key
from orchestration.lib.pulls.api import Api, key_variable
from orchestration.lib.pulls.connector import Connector, PullFailed, StartAgain, Window
from orchestration.lib.pulls.spool import Spool
from orchestration.lib.registry import Source
from orchestration.lib.sync import settings, van_key

_LOOK_BACK = timedelta(days=90)
# A job begins a while after it is asked for; what has just become too old would be refused.
_MARGIN = timedelta(hours=1)
_FILE_KB = 100_000
_FIRST_LOOK_SECONDS = 2.0
_SLOWEST_LOOK_SECONDS = 30.0
_LONGEST_JOB = timedelta(hours=1)


def _auth(source: Source, key: str) -> HttpBasicAuth:
    """The database is the one that the key names, or the source as a destination.

    Raises ``PullFailed``, above all where they name different ones.
    """
    destination = settings.destinations().get(source.source_id)
    mode_code = destination.mode_code if destination else None
    try:
        key = van_key.in_database(key, mode_code, key_variable(source))
    except van_key.WrongDatabase as wrong:
        raise PullFailed(f"{source.source_id}: {wrong}") from None
    return HttpBasicAuth("kith", key)


def changed(resource_type: str) -> Callable[[Api, Window, Spool], None]:
    """What changed of a kind of records, deleted ones included."""

    def pull(api: Api, window: Window, spool: Spool) -> None:
        state = window.bookmark or {"job": _asked(api, window, spool, resource_type), "parts": 0}
        spool.kept(state)
        job = _done(api, state["job"])
        promised = job.get("exportedRecordCount")
        if promised == 0:
            # Files without a record tell nothing, not even whether they are whole.
            return
        made_at = _moment(job.get("dateChangedTo"))
        for number, file in list(enumerate(job.get("files") or [], start=1))[state["parts"]:]:
            spool.file(
                file["downloadUrl"], _goes_on({**state, "parts": number}), part=f"p{number:04d}",
                made_at=made_at, is_counted=True,
            )
        if promised is not None and promised != spool.records:
            raise _begin_again(
                api, f"the job tells of {promised:,} records, its files hold {spool.records:,}."
            )

    return pull


def saved_lists(api: Api, window: Window, spool: Spool) -> None:
    """Every saved list in a folder that is shared with the key, as exports of today."""
    done = set((window.bookmark or {}).get("lists", []))
    for page in api.pages("savedLists", {"$top": 100}, JSONLinkPaginator("nextPageLink")):
        for each in page.json()["items"]:
            number = each["savedListId"]
            if number in done:
                continue
            job = api.post("exportJobs", {"savedListId": number, "type": 4, "webhookUrl": None})
            done.add(number)
            spool.file(
                _link(api, job.json()), _goes_on({"lists": sorted(done)}), part=f"list{number}"
            )


def _asked(api: Api, window: Window, spool: Spool, resource_type: str) -> int:
    """The number of a job for the window. Notes what it can't reach."""
    offered = api.get("changedEntityExportJobs/resources").json()
    if resource_type not in offered:
        raise api.failed(
            f"VAN doesn't offer {resource_type} to this key. Take its line out of pulls.csv and "
            "bring the pipeline table, or ask VAN for it."
        )
    fields = api.get(f"changedEntityExportJobs/fields/{resource_type}").json()
    reach = api.their_now - _LOOK_BACK + _MARGIN
    since = max(window.since or reach, reach)
    if window.pulled_until is None or window.pulled_until < reach:
        spool.lacks(reach)
    answer = api.post(
        "changedEntityExportJobs",
        {
            "resourceType": resource_type,
            "dateChangedFrom": f"{since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "requestedFields": _read_beside_core(window, fields),
            "fileSizeKbLimit": _FILE_KB,
            "includeInactive": True,
        },
    )
    return int(answer.json()["exportJobId"])


def _read_beside_core(window: Window, fields: list[dict[str, Any]]) -> list[str]:
    """Which fields the declaration reads and VAN sends only if asked."""
    declared = {
        key
        for kind in declarations.tool_of(window.source).record_types
        if kind.name == window.resource_name
        for column in kind.columns
        for key in column.headers
    }
    return [
        field["fieldName"]
        for field in fields
        if not field.get("isCoreField") and header_key(field["fieldName"]) in declared
    ]


def _done(api: Api, number: int) -> dict[str, Any]:
    """The job once it is done. Raises ``PullFailed``, ``StartAgain`` where it failed."""
    waited, pause = 0.0, _FIRST_LOOK_SECONDS
    while waited < _LONGEST_JOB.total_seconds():
        job: dict[str, Any] = api.get(f"changedEntityExportJobs/{number}").json()
        if job["jobStatus"] == "Complete":
            return job
        if job["jobStatus"] == "Error":
            raise _begin_again(api, "VAN could not finish the job.")
        api.sleep(pause)
        waited, pause = waited + pause, min(pause * 1.5, _SLOWEST_LOOK_SECONDS)
    raise api.failed("VAN has not finished the job in an hour. The next pull looks for it again.")


def _link(api: Api, job: dict[str, Any]) -> str:
    """Where the export of a saved list is, once it is there."""
    for _ in range(60):
        if job.get("downloadUrl") and job.get("status") in ("Completed", "Complete"):
            return str(job["downloadUrl"])
        api.sleep(_FIRST_LOOK_SECONDS)
        job = api.get(f"exportJobs/{job['exportJobId']}").json()
    raise api.failed("VAN has not finished the export of a saved list. The next pull asks again.")


def _begin_again(api: Api, what: str) -> StartAgain:
    return StartAgain(str(api.failed(f"{what} Nothing of it landed; it is asked for again.")))


def _goes_on(bookmark: dict[str, Any]) -> Callable[[int], dict[str, Any]]:
    return lambda records: bookmark


def _moment(written: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(written) if written else None
    except ValueError:
        return None


CONNECTOR = Connector(
    tool="van",
    address="https://api.securevan.com/v4/",
    auth=_auth,
    calls_per_second=2,
    resources={
        "activistcodes": changed("ActivistCodes"),
        "contacts": changed("Contacts"),
        "contactsphones": changed("ContactsPhones"),
        "contactsemails": changed("ContactsEmails"),
        "contactsaddresses": changed("ContactsAddresses"),
        "contactsdeduped": changed("ContactsDeduped"),
        "contactscontacts": changed("ContactHistory"),
        "contactssurveyresponses": changed("ContactsSurveyResponses"),
        "contactsactivistcodes": changed("ContactsActivistCodes"),
        "contactsonlineforms": changed("ContactsOnlineForms"),
        "contactscontributions": changed("Contributions"),
        "events": changed("Events"),
        "eventsignups": changed("EventSignups"),
        "eventsignupseventstatuses": changed("EventSignupsEventStatuses"),
        "saved_list": saved_lists,
    },
)
