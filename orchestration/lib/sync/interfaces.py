"""Which interfaces there are, by the code that a destination names."""

from __future__ import annotations

from collections.abc import Callable

from orchestration.lib.errors import KithError
from orchestration.lib.sync import action_network, csv_file, settings, van
from orchestration.lib.sync.interface import Destination, Interface
from orchestration.lib.sync.settings import Access

MAKERS: dict[str, Callable[[Destination, Access], Interface]] = {
    "van": van.Van,
    "action_network": action_network.ActionNetwork,
    "csv": csv_file.CsvFile,
}


class UnknownInterface(KithError):
    """A destination names an interface that there isn't; the message lists those there are."""


def interface(destination: Destination, key: str = "") -> Interface:
    """The destination's interface, with the access that the environment gives but its key."""
    if destination.interface_code not in MAKERS:
        raise UnknownInterface(
            f"Destination '{destination.destination_id}' names the interface "
            f"'{destination.interface_code}'. There are: {', '.join(MAKERS)}."
        )
    made = MAKERS[destination.interface_code]
    return made(destination, settings.access(destination.destination_id)._replace(api_key=key))


def for_sending(destination: Destination) -> Interface:
    """The same, with all it needs to reach the destination.

    Raises ``NoAccess``, ``WrongDatabase``.
    """
    access = settings.access(destination.destination_id)
    how = interface(destination, access.api_key)
    for name in how.needs:
        if not getattr(access, name):
            raise settings.NoAccess(
                f"How to reach {destination.destination_id} isn't known: set "
                f"{settings.variable(destination.destination_id, name)} to what its vendor gave."
            )
    return how
