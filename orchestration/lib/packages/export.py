"""A volunteer's package, from the warehouse to a file."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from orchestration.lib import audit, settings
from orchestration.lib.grants import shares
from orchestration.lib.packages import archive, layout, left_out, questions
from orchestration.lib.packages.gather import Connection, gather
from orchestration.lib.packages.left_out import LeftOut
from orchestration.lib.packages.records import records
from orchestration.lib.packages.tally import Tally
from orchestration.lib.packages.write import write
from orchestration.lib.warehouse import connect

# Reads what may be of a person, and notes that it did. Nothing else of it is used here.
ROLE = "kith_privacy"


@dataclass(frozen=True)
class Exported:
    """A package that was written: where, what is in it, and what was left out and why."""

    path: Path
    volunteer_id: str
    tally: Tally
    left_out: tuple[LeftOut, ...]


def export(person_id: str, actor: str, reason: str, target: Path | None = None) -> Exported:
    """Write the volunteer's package to ``target``, or below ``home()/packages``; mode 0600.

    One below ``home()/packages`` takes the place of the volunteer's one before; elsewhere nothing
    is written over. ``actor`` and ``reason`` go into the audit trail. Raises ``NothingToTake`` and
    ``AlreadyThere``.
    """
    if target:
        archive.refuse_what_is_there(target)
    folder = settings.folder("packages")
    with connect(ROLE) as connection, tempfile.TemporaryDirectory(dir=folder) as making:
        gathered = gather(connection, person_id)
        tally = write(
            Path(making), gathered,
            {table: records(connection, table, gathered) for table in layout.WITH_LINES},
        )  # fmt: skip
        missing = left_out.left_out(connection, gathered)
        path = target or folder / f"{gathered.volunteer_id}.zip"
        _note(connection, gathered.person_id, actor, reason, tally)
        # Before it is there: what is handed over is always known of.
        connection.commit()
        archive.pack(Path(making), path, is_in_place_of=target is None)
    return Exported(path, gathered.volunteer_id, tally, tuple(missing))


def explain(person_id: str) -> tuple[LeftOut, ...]:
    """What a package of the volunteer would leave out, and why; writes none."""
    with connect(ROLE) as connection:
        return tuple(left_out.left_out(connection, gather(connection, person_id)))


def _note(connection: Connection, person_id: str, actor: str, reason: str, tally: Tally) -> None:
    keys = [key for (key,) in connection.execute(questions.IN_IT.encode())]
    shares.note(connection, "package", f"volunteer {person_id}", actor, keys)
    details = {"records": dict(sorted(tally.records.items()))}
    audit.note(connection, "package_made", person_id, actor, reason, details)
