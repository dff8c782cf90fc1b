"""A held load let through by a person's decision, which the ledger keeps."""

from __future__ import annotations

from orchestration.lib.build.gates import ledger
from orchestration.lib.build.gates.check import FIRST, Check
from orchestration.lib.errors import KithError
from orchestration.lib.landing import arrivals, revisits
from orchestration.lib.warehouse import connect


class NothingToRelease(KithError):
    """No load of that number waits for its release; the message says what is known of it."""


def release(load_id: int, who: str, why: str) -> None:
    """Let a held load through; the ledger keeps who and why.

    Raises ``NothingToRelease`` where the load is unknown, not held or already released.
    """
    with connect("kith_builder") as connection:
        arrivals.lock_loads(connection, [load_id])
        changed = connection.execute(
            "update landing.loads set released_at = clock_timestamp(), is_to_revisit = true,"
            " released_by = %s, released_because = %s,"
            " dismissed_at = null, dismissed_by = null, dismissed_because = null"
            " where load_id = %s and status = 'landed' and released_at is null"
            " and held_at is not null and superseded_by_load_id is null"
            " returning source_id",
            [who, why, load_id],
        ).fetchone()
        if changed is None:
            raise NothingToRelease(
                f"Load {load_id} is not waiting for a release. See: ./kith status"
            )
        decision = Check(f"load {load_id}", "released_by_a_person", "warning", False, None, None)
        ledger.record(connection, FIRST, changed[0], [decision])
    revisits.catch_up(changed[0])
