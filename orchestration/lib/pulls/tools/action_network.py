"""Action Network's OSDI collections (actionnetwork.org/docs/v2).

Pages of 25, no totals. A collection is filtered by ``modified_date``, but is in no order of it: a
page may shift while it is read, which the overlap and the whole reading find.
What people did on a page is asked of that page: first all pages of a kind, then each one's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC

from dlt.sources.helpers.rest_client.auth import APIKeyAuth
from dlt.sources.helpers.rest_client.paginators import JSONLinkPaginator
from requests import Response

from orchestration.lib.pulls.api import Api
from orchestration.lib.pulls.connector import Connector, Window
from orchestration.lib.pulls.spool import Spool

Pull = Callable[[Api, Window, Spool], None]


def _pages(api: Api, path: str, window: Window, first: int = 1) -> Iterator[Response]:
    params: dict[str, str | int] = {"page": first}
    if window.since:
        params["filter"] = f"modified_date gt '{window.since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}'"
    yield from api.pages(path, params, JSONLinkPaginator("_links.next.href"))


def _records(page: Response, collection: str) -> int:
    return len(page.json()["_embedded"].get(f"osdi:{collection}", []))


def collection(name: str) -> Pull:
    """All of a collection, from the page after the last one on the disk."""

    def pull(api: Api, window: Window, spool: Spool) -> None:
        # The last page is read again: it may have grown, or another may have moved onto it.
        first = max((window.bookmark or {}).get("page", 1), 1)
        for number, page in enumerate(_pages(api, name, window, first), start=first):
            spool.page(page.content, _records(page, name), {"page": number})

    return pull


def of_each(parents: str, name: str) -> Pull:
    """What is below each record of another collection: the signatures of each petition.

    Every parent is asked, as a new signature changes no petition.
    """

    def pull(api: Api, window: Window, spool: Spool) -> None:
        after = (window.bookmark or {}).get("after", "")
        for parent in sorted(_ids(api, parents, window)):
            if parent <= after:
                continue
            for page in _pages(api, f"{parents}/{parent}/{name}", window):
                spool.page(page.content, _records(page, name), {"after": after})
            after = parent

    return pull


def _ids(api: Api, parents: str, window: Window) -> list[str]:
    everything = Window(window.source, window.resource_name)
    return [
        identifier.removeprefix("action_network:")
        for page in _pages(api, parents, everything)
        for record in page.json()["_embedded"].get(f"osdi:{parents}", [])
        for identifier in record.get("identifiers", [])
        if identifier.startswith("action_network:")
    ]


_ACTIONS = {
    "petitions": "signatures",
    "forms": "submissions",
    "advocacy_campaigns": "outreaches",
    "fundraising_pages": "donations",
    "events": "attendances",
    "tags": "taggings",
}

CONNECTOR = Connector(
    tool="action_network",
    address="https://actionnetwork.org/api/v2/",
    auth=lambda source, key: APIKeyAuth(name="OSDI-API-Token", api_key=key, location="header"),
    # Four a second are allowed.
    calls_per_second=4,
    resources={
        "people": collection("people"),
        **{parents: collection(parents) for parents in _ACTIONS},
        **{name: of_each(parents, name) for parents, name in _ACTIONS.items()},
    },
)
