"""Airtable's web API (airtable.com/developers/web/api).

Nothing tells what changed: every table is read whole each time, and a record that is no longer
there was deleted. The base is the source's ``account_id``. Five calls a second are allowed of a
base. A page's ``offset`` soon expires: a table that was interrupted is read anew.
"""

from __future__ import annotations

from collections.abc import Callable

from dlt.sources.helpers.rest_client.auth import BearerTokenAuth
from dlt.sources.helpers.rest_client.paginators import JSONResponseCursorPaginator

from orchestration.lib.landing import declarations, matching
from orchestration.lib.pulls.api import Api
from orchestration.lib.pulls.connector import Connector, Window
from orchestration.lib.pulls.spool import Spool

Pull = Callable[[Api, Window, Spool], None]

_PAGE_SIZE = 100


def tables(kind: str) -> Pull:
    """Every table of the base that is of a kind by its name, as landing knows it."""

    def pull(api: Api, window: Window, spool: Spool) -> None:
        after = (window.bookmark or {}).get("after", "")
        base = api.account_id
        for number in sorted(_of_kind(api, base, kind)):
            if number <= after:
                continue
            pages = api.pages(
                f"{base}/{number}", {"pageSize": _PAGE_SIZE},
                JSONResponseCursorPaginator(cursor_path="offset", cursor_param="offset"),
            )
            for page in pages:
                spool.page(page.content, len(page.json()["records"]), {"after": after})
            after = number

    return pull


def _of_kind(api: Api, base: str, kind: str) -> list[str]:
    tool = declarations.tools()["airtable"]
    found = api.get(f"meta/bases/{base}/tables").json()["tables"]
    named = [(table["id"], matching.by_name(f"{table['name']}.json", tool)) for table in found]
    return [number for number, record_type in named if record_type and record_type.name == kind]


CONNECTOR = Connector(
    tool="airtable",
    address="https://api.airtable.com/v0/",
    auth=lambda source, key: BearerTokenAuth(token=key),
    calls_per_second=4,
    resources={"base_people": tables("people"), "base_records": tables("records")},
)
