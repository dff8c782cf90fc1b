"""VAN's key names its database after a bar: 0 MyVoters, 1 MyCampaign. Their ids differ."""

from __future__ import annotations

from orchestration.lib.errors import KithError

_DATABASES = {"my_voters": "0", "my_campaign": "1"}
_NAMES = {"0": "MyVoters", "1": "MyCampaign"}


class WrongDatabase(KithError):
    """A key names no database, or another than its account; the message says which variable."""


def in_database(key: str, mode_code: str | None, variable: str) -> str:
    """The key with the database it is to be used in. Raises ``WrongDatabase``.

    ``mode_code``: the account's as a destination, or None where it is none. ``variable``: where
    the key is from. What the key names is never overruled: people's ids would be strangers'.
    """
    guid, _, named = key.partition("|")
    own = _DATABASES.get(mode_code or "") or named
    if own not in _NAMES:
        raise WrongDatabase(
            f"Is the key for MyVoters or for MyCampaign? End {variable} in |0 or |1."
        )
    if named and named != own:
        raise WrongDatabase(
            f"The key in {variable} is for {_NAMES.get(named, 'no database that is known')}, and "
            f"sync_destinations.csv says {_NAMES[own]}: their ids are not the same people's."
        )
    return f"{guid}|{own}"
