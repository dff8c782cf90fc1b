"""`./kith import-all`: an organization's package becomes a warehouse that makes the same marts.

Each step can be done again: an import that dies is finished by the same command, and until then
nothing is built (``lib/warehouse/lease.py``), so nobody sees half of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

from orchestration.lib import audit, settings
from orchestration.lib.leaving import fingerprints, foreign, replay, seeds, told
from orchestration.lib.leaving.errors import CannotArrive
from orchestration.lib.leaving.package import Package
from orchestration.lib.progress import Meter, note, step, warn
from orchestration.lib.warehouse import connect, lease, prepare

if TYPE_CHECKING:
    from orchestration.lib.identity.stewards.diff import Verdict

_APPROVER = "kith import-all"
_SEEDS = "rebuild/seeds/"


@dataclass(frozen=True)
class Arrived:
    """What an import did.

    ``differing``: loads that didn't land as they did there. ``seeds``: which of the project's were
    replaced, or differ. ``tables``: (alike, all) of canon and marts, where the package says what
    they were; ``others``: those that aren't alike.
    """

    organization_id: str
    loads: int
    differing: tuple[str, ...]
    seeds: tuple[str, ...]
    is_first: bool
    tables: tuple[int, int] | None
    others: tuple[str, ...]


def arrive(path: Path, actor: str, is_built: bool = True) -> Arrived:
    """Import the package at the path, build it where that is wanted, and compare.

    Raises ``DamagedPackage``; ``CannotArrive`` where something of these sources is here, or
    another import isn't finished; ``BuildFailed``.
    """
    package = Package(path)
    with step(f"Checking {len(package.names()):,} files against their checksums"):
        package.check(Meter("Checking"))
    with step("Starting the warehouse"):
        prepare()
    with connect(autocommit=True) as connection, _alone(connection):
        loads, changed, offset, is_first = _begin(connection, package)
        # Once more: the registry is another one now.
        prepare()
        with step(f"Landing {loads:,} exports as they landed"):
            differing = replay.replay(connection, package, offset, Meter("Landing"))
        with step("Bringing back decisions and person ids"), connection.transaction():
            _finish(connection, package, actor, loads, offset)
    for line in differing:
        warn(line)
    if is_built:
        build()
    tables, others = _compare(package) if is_built else (None, [])
    return Arrived(
        package.manifest["organization_id"], loads, tuple(differing), tuple(changed), is_first,
        tables, tuple(others),
    )


def lines(arrived: Arrived) -> Iterator[str]:
    """What somebody reads at the end."""
    yield f"{arrived.loads:,} exports of {arrived.organization_id} landed as they had landed there."
    if arrived.differing:
        yield f"{len(arrived.differing):,} came out otherwise; they are named above."
    if arrived.seeds and arrived.is_first:
        yield (f"{len(arrived.seeds)} seeds of this project are now the package's; what they were "
               "is in the home's imports folder.")
    elif arrived.seeds:
        yield f"These seeds are this project's and not the package's: {', '.join(arrived.seeds)}."
    if arrived.tables:
        alike, total = arrived.tables
        yield f"{alike} of {total} tables of canon and marts are row for row what they were."
    yield from arrived.others
    yield "What isn't built, pages and documentation are made by the next: ./kith build"


def build() -> None:
    """Build what was imported. Raises ``BuildFailed``.

    People of the organization's whom only another's records held together, or apart, are now
    several, or one: that is approved here, for the marts would otherwise wait for somebody.
    """
    # Imported late: dbt costs a second.
    from orchestration.lib.build import run
    from orchestration.lib.identity.stewards import diff

    with lease.hold(lease.own_token(), "kith import-all"):
        run.judge_by_standard()
        problems = run.update_models()
    held = _held_change() if problems else None
    if held:
        note(held.told())
        diff.approve(
            str(held.changes_key), _APPROVER,
            "Imported without the records of other organizations that held them together or apart.",
        )
        with lease.hold(lease.own_token(), "kith import-all"):
            problems = run.update_models()
    if problems:
        raise run.BuildFailed("; ".join(problems))


def _held_change() -> Verdict | None:
    """What a build would change about people and was held for, if it was."""
    from orchestration.lib.identity.stewards import diff

    try:
        found = diff.verdict()
    except diff.NothingProposed:
        return None
    return None if found.is_allowed or found.changes_key is None else found


def relations(connection: psycopg.Connection[Any]) -> dict[str, list[str]]:
    """The columns of each table of canon and of the marts, named with its schema."""
    rows = connection.execute(
        "select relnamespace::regnamespace || '.' || relname,"
        "  array_agg(attname::text order by attnum)"
        " from pg_class inner join pg_attribute on attrelid = pg_class.oid"
        " where relnamespace::regnamespace::text in ('canon', 'marts') and relkind in ('r', 'v')"
        "  and attnum > 0 and not attisdropped and relname not like '%\\_\\_%' group by 1"
    )
    return dict(rows.fetchall())


@contextmanager
def _alone(connection: psycopg.Connection[Any]) -> Iterator[None]:
    row = connection.execute("select pg_try_advisory_lock(hashtext('kith import'))").fetchone()
    if not (row and row[0]):
        raise CannotArrive("Another import is at work in this warehouse.")
    yield


def _begin(
    connection: psycopg.Connection[Any], package: Package
) -> tuple[int, list[str], int, bool]:
    """Note that it begins and put its seeds in place.

    Returns the number of loads, the seeds that changed, the offset, whether the warehouse is new.
    """
    known = connection.execute(
        "select package_id, number_offset, is_first, finished_at from landing.imports"
        " where package_id = %s or finished_at is null", [package.package_id],
    ).fetchone()
    if known and known[3] is not None:
        raise CannotArrive(f"This package was imported on {known[3]:%Y-%m-%d}. Build: ./kith build")
    if known and known[0] != package.package_id:
        raise CannotArrive(
            "Another package's import was begun here and isn't finished. Import that one again."
        )
    differing = seeds.differing(
        (name.removeprefix(_SEEDS), package.text(name)) for name in package.names(_SEEDS)
    )
    loads, owner = replay.facts(package, 0), foreign.owner_of(package)
    foreign.check(package, owner)
    if known:
        offset, is_first = known[1], known[2]
    else:
        offset, is_first = _place_for(connection, loads)
        if not is_first:
            foreign.check_place(package, owner)
        connection.execute(
            "insert into landing.imports (package_id, organization_id, is_first, number_offset)"
            " values (%s, %s, %s, %s)",
            [package.package_id, package.manifest["organization_id"], is_first, offset],
        )
    if is_first:
        seeds.replace(differing, settings.folder("imports") / package.package_id[:12])
        return len(loads), [name for name, _ in differing], offset, is_first
    return len(loads), seeds.add(differing, owner), offset, is_first


def _place_for(
    connection: psycopg.Connection[Any], loads: list[replay.Fact]
) -> tuple[int, bool]:
    """What is to be added to the package's numbers, and whether nothing has landed here."""
    sources = sorted({load.source_id for load in loads})
    row = connection.execute(
        "select coalesce(max(load_id), 0), coalesce(bool_or(source_id = any(%s)), false),"
        " (select greatest(0, (select max(quarantine_id) from landing.quarantine),"
        "  (select max(grant_id) from landing.grants),"
        "  (select max(revocation_id) from landing.grant_revocations),"
        "  (select max(forgetting_id) from landing.forgotten_people),"
        "  (select max(plan_id) from landing.sync_plans),"
        "  (select max(intent_id) from landing.sync_intents),"
        "  (select max(attempt_id) from landing.sync_attempts),"
        "  (select max(verdict_id) from landing.sync_verdicts))) from landing.loads",
        [sources],
    ).fetchone()
    newest, is_there, aside = row if row else (0, False, 0)
    if is_there:
        raise CannotArrive(
            f"Something of {', '.join(sources)} has landed here already. Import into a warehouse "
            "that has nothing of them: KITH_HOME=/some/new/folder ./kith import-all FILE"
        )
    return max(newest, aside), newest == 0


def _finish(
    connection: psycopg.Connection[Any], package: Package, actor: str, loads: int, offset: int
) -> None:
    told.bring_back(connection, package, offset)
    connection.execute(
        "update landing.imports set finished_at = clock_timestamp() where package_id = %s",
        [package.package_id],
    )
    audit.note(
        connection, "imported_all", None, actor, "An organization's package was imported.",
        {"organization_id": package.manifest["organization_id"], "load_count": loads,
         "package_id": package.package_id},
    )


def _compare(package: Package) -> tuple[tuple[int, int] | None, list[str]]:
    before = package.manifest.get("fingerprints")
    if not before:
        return None, []
    with connect("kith_builder") as connection:
        now = fingerprints.take(connection, relations(connection))
    said = fingerprints.differing(before, now)
    others = [why for name, why in said.items() if name not in fingerprints.OF_THE_DAY]
    if late := sorted(said.keys() & fingerprints.OF_THE_DAY):
        note(f"Of another day, as they tell what is late or due by now: {', '.join(late)}.")
    return (len(before) - len(said), len(before)), others
