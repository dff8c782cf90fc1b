"""A held or refused file that a person says will never be let in: its incident is closed."""

from __future__ import annotations

from orchestration.lib.build.gates import ledger
from orchestration.lib.build.gates.check import FIRST, Check
from orchestration.lib.errors import KithError
from orchestration.lib.warehouse import connect

# A refused file stands for all of its name in whose place nothing came: they are one incident.
_DISMISS = """
    update landing.loads as loads
    set dismissed_at = now(), dismissed_by = %(who)s, dismissed_because = %(why)s
    from landing.loads as meant
    where meant.load_id = %(load_id)s and loads.dismissed_at is null and (
        loads.load_id = meant.load_id and loads.status = 'landed' and loads.held_at is not null
            and loads.released_at is null and loads.superseded_by_load_id is null
        or meant.status = 'refused' and meant.dismissed_at is null and loads.status = 'refused'
            and loads.source_id = meant.source_id and loads.file_stem = meant.file_stem
            and not exists (
                select from landing.loads as mended
                where mended.source_id = loads.source_id and mended.file_stem = loads.file_stem
                    and mended.status = 'landed' and mended.loaded_at >= loads.loaded_at
            )
    )
    returning loads.load_id, loads.source_id
"""


class NothingToDismiss(KithError):
    """No load of that number is held or refused; the message says what is known of it."""


def dismiss(load_id: int, who: str, why: str) -> list[int]:
    """Leave a held or refused load out for good; the ledger keeps who and why.

    Nothing of it is ever seen, no gate judges it again, and nobody is asked to mend it. What was
    refused under the same name, digits aside, goes with it. A held one can still be released.
    Returns the loads dismissed, oldest first. Raises ``NothingToDismiss`` where the load is
    unknown, neither held nor refused, or dismissed already.
    """
    with connect("kith_builder") as connection:
        dismissed = connection.execute(
            _DISMISS, {"load_id": load_id, "who": who, "why": why}
        ).fetchall()
        if not dismissed:
            raise NothingToDismiss(
                f"Load {load_id} is neither held nor refused, or was dismissed before. "
                "See: ./kith status"
            )
        ledger.record(connection, FIRST, dismissed[0][1], [
            Check(f"load {load}", "dismissed_by_a_person", "warning", False, None, None)
            for load, _ in sorted(dismissed)
        ])
    return sorted(load for load, _ in dismissed)
