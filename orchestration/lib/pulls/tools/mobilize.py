"""Mobilize's web API, version 1 (github.com/mobilizeamerica/api).

Pages of a size we choose, linked by ``next``. ``updated_since`` filters by ``modified_date``, in
Unix seconds; the order is not told, so that a page may shift while it is read, which the overlap
and the whole reading find. Fifteen GET a second are allowed from one address. The organization's
number is the source's ``account_id``.
"""

from __future__ import annotations

from collections.abc import Callable

from dlt.sources.helpers.rest_client.auth import BearerTokenAuth
from dlt.sources.helpers.rest_client.paginators import JSONLinkPaginator

from orchestration.lib.pulls.api import Api
from orchestration.lib.pulls.connector import Connector, Window
from orchestration.lib.pulls.spool import Spool

Pull = Callable[[Api, Window, Spool], None]

_PAGE_SIZE = 100


def listing(name: str, *questions: dict[str, str], has_changes: bool = True) -> Pull:
    """All that is listed below the organization, one question after another.

    ``has_changes``: whether the list can be asked for what changed.
    """

    def pull(api: Api, window: Window, spool: Spool) -> None:
        mark = window.bookmark or {"question": 0, "page": 1}
        path = f"organizations/{api.account_id}/{name}"
        for place, question in list(enumerate(questions or ({},)))[mark["question"] :]:
            # The last page is read again: it may have grown, or another may have moved onto it.
            first = mark["page"] if place == mark["question"] else 1
            params: dict[str, str | int] = {"per_page": _PAGE_SIZE, "page": first, **question}
            if has_changes and window.since:
                params["updated_since"] = int(window.since.timestamp())
            pages = api.pages(path, params, JSONLinkPaginator("next"))
            for number, page in enumerate(pages, start=first):
                records = len(page.json()["data"])
                spool.page(page.content, records, {"question": place, "page": number})

    return pull


CONNECTOR = Connector(
    tool="mobilize",
    address="https://api.mobilize.us/v1/",
    auth=lambda source, key: BearerTokenAuth(token=key),
    calls_per_second=10,
    resources={
        "organizations": listing("promoted_organizations", has_changes=False),
        # Whether a question that names no visibility is told of private events is not documented.
        "events": listing("events", {"visibility": "PUBLIC"}, {"visibility": "PRIVATE"}),
        "events_deleted": listing("events/deleted"),
        "people": listing("people"),
        "attendances": listing("attendances"),
    },
)
