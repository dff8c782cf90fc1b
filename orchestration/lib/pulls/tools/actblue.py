"""ActBlue's CSV API (secure.actblue.com/docs/csv_api).

A report is ordered for some days, made while we wait, and downloaded from a link that lives for ten
minutes. An order covers six months at most, its last day excluded. Days are Eastern. The key is the
client's UUID and its secret, with a colon between.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from requests.auth import HTTPBasicAuth

from orchestration.lib.pulls.api import Api
from orchestration.lib.pulls.connector import Connector, Window
from orchestration.lib.pulls.spool import Spool

Pull = Callable[[Api, Window, Spool], None]

_EASTERN = ZoneInfo("America/New_York")
_LONGEST = timedelta(days=180)
_FIRST_DAY = date(2004, 1, 1)
# An entity may rest between two campaigns; after four years without a line it wasn't there yet.
_EMPTY_REPORTS = 8
_FIRST_WAIT_SECONDS = 2.0
_LONGEST_WAIT_SECONDS = 30.0
_PATIENCE_SECONDS = 1800.0


def report(name: str) -> Pull:
    """Reports of half a year each, from today back to what is asked for."""

    def pull(api: Api, window: Window, spool: Spool) -> None:
        mark = window.bookmark or {"empty": 0}
        today = api.now.astimezone(_EASTERN).date()
        until = date.fromisoformat(mark["until"]) if "until" in mark else today + timedelta(days=1)
        earliest = window.since.astimezone(_EASTERN).date() if window.since else _FIRST_DAY
        empty = mark["empty"]
        while until > earliest and empty < _EMPTY_REPORTS:
            begin = max(earliest, until - _LONGEST)

            def goes_on(records: int, begin: date = begin, empty: int = empty) -> dict[str, Any]:
                return {"until": begin.isoformat(), "empty": 0 if records else empty + 1}

            url = _made(api, name, begin, until)
            records = spool.file(url, goes_on, part=f"from_{begin:%Y%m%d}")
            empty = 0 if records else empty + 1
            until = begin

    return pull


def _made(api: Api, name: str, begin: date, until: date) -> str:
    """Where the report is to be downloaded, once ActBlue has made it. Raises ``PullFailed``."""
    days = {"date_range_start": begin.isoformat(), "date_range_end": until.isoformat()}
    number = api.post("csvs", {"csv_type": name, **days}).json()["id"]
    waited, wait = 0.0, _FIRST_WAIT_SECONDS
    while waited < _PATIENCE_SECONDS:
        made = api.get(f"csvs/{number}").json()
        if made.get("download_url"):
            return str(made["download_url"])
        if made.get("status") != "in_progress":
            raise api.failed("the report could not be made. The next pull orders it again.")
        api.sleep(wait)
        waited += wait
        wait = min(wait * 1.5, _LONGEST_WAIT_SECONDS)
    raise api.failed("the report isn't made after half an hour. The next pull orders it again.")


CONNECTOR = Connector(
    tool="actblue",
    address="https://secure.actblue.com/api/v1/",
    auth=lambda source, key: HTTPBasicAuth(*key.partition(":")[::2]),
    calls_per_second=1,
    resources={
        name: report(name)
        for name in (
            "paid_contributions", "refunded_contributions", "managed_form_contributions",
            "cancelled_recurring_contributions",
        )
    },
)
