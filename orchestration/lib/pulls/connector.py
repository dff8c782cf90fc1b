"""What a tool's connector is: where its API is, how it is let in, and a function per resource.

    def people(api: Api, window: Window, spool: Spool) -> None:
        for page in api.pages("people", {"since": …}, JSONLinkPaginator("next")):
            spool.page(page.content, records=len(page.json()["people"]))

    CONNECTOR = Connector(
        tool="sometool", address="https://api.sometool.example/v1/", auth=…, calls_per_second=4,
        resources={"people": people},
    )

A resource's name is where its files' names begin, so that the tool's declaration recognises them.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from requests.auth import AuthBase

from orchestration.lib.errors import KithError
from orchestration.lib.registry import Source

if TYPE_CHECKING:
    from orchestration.lib.pulls.api import Api
    from orchestration.lib.pulls.spool import Spool


class PullFailed(KithError):
    """A pull could not go on. Says which source and resource and what to do; holds no value.

    What was received so far is kept where it can be gone on with.
    """


class StartAgain(PullFailed):
    """What was received can't be gone on with: an expired link, a job that failed."""


class NoConnector(KithError):
    """Nobody has written how to pull from this tool, or such a resource of it."""


@dataclass(frozen=True)
class Window:
    """What to ask for.

    ``since``: what changed from then on, overlap included; None for all there is. ``bookmark``:
    what the connector last gave the spool, where a pull that was interrupted goes on; else None.
    ``pulled_until``: what changed before that has been pulled; None at first.
    """

    source: Source
    resource_name: str
    since: datetime | None = None
    bookmark: Any = None
    pulled_until: datetime | None = None


@dataclass(frozen=True)
class Connector:
    """How to pull from a tool.

    ``address``: the vendor's base address, or how it follows from the key. ``auth``: how a call
    says who it is, of the source and its key. ``calls_per_second``: the vendor's limit, or less.
    ``resources``: a function for each, in the order in which they are pulled; it gives the spool
    pages or files, and returns when it has given all.
    """

    tool: str
    address: str | Callable[[str], str]
    auth: Callable[[Source, str], AuthBase]
    calls_per_second: float
    resources: Mapping[str, Callable[[Api, Window, Spool], None]]


def connector_of(source: Source) -> Connector:
    """The connector of the source's tool. Raises ``NoConnector``."""
    name = f"orchestration.lib.pulls.tools.{source.tool}"
    if not source.tool.isidentifier() or importlib.util.find_spec(name) is None:
        raise NoConnector(
            f"{source.source_id} is an account of {source.tool}, from which nobody has written how "
            "to pull. Bring its exports as files, or write a connector: docs/pulls.md."
        )
    connector = importlib.import_module(name).CONNECTOR
    assert isinstance(connector, Connector)
    return connector
