"""Kith on a record set: its real models in a scratch warehouse, with and without Splink's tier.

A published set becomes one source's people in canon; the simulated county comes all the way, from
its exports. The rules alone are built first; then the model runs between the same two parts, as
`kith build` runs it.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psycopg import sql

from orchestration.lib import settings
from orchestration.lib.bench import identity_new_records
from orchestration.lib.bench.identity_data import SCHEMA, DataSet, table
from orchestration.lib.bench.memory import Watch
from orchestration.lib.build import gates, run
from orchestration.lib.errors import KithError
from orchestration.lib.landing.lander import land_path
from orchestration.lib.scratch.project import run_dbt
from orchestration.lib.scratch.world import make_world
from orchestration.lib.warehouse import connect, lease
from simulation import simulate

# What the model reads; everything else of identity comes after it.
READ_BY_MODEL = ("person_records", "record_pairs", "exclusive_claims")
_RELATIONS = """
select relname::text, relkind::text
from pg_class
where relnamespace = 'identity'::regnamespace and relkind in ('r', 'v')
"""
_SOURCE = "van"
_UPDATE = """
import json
from orchestration.lib.bench.memory import peak_mb
from orchestration.lib.identity.probabilistic import tier
outcome = tier.update()
print(json.dumps({
    "told": outcome.told, "has_run": outcome.has_run,
    "memory": peak_mb(),
}))
"""

Build = Callable[[list[str], list[str]], None]


@dataclass(frozen=True)
class Resolved:
    """A partition of records and what it cost.

    Attributes:
        found: each record's person.
        seconds: from canon to persons.
        memory_mb: the most that PostgreSQL and the model's process held.
        told: what the model said of itself, if it was asked.
        new_records_seconds: what one new record in a hundred costs, where that was measured.
    """

    found: dict[str, str]
    seconds: float
    memory_mb: float
    told: str = ""
    new_records_seconds: float | None = None


def published(sets: list[DataSet], folder: Path, say: Callable[[str], None]) -> Any:
    """Resolve record sets one after another: yields each with the rules' and the whole result."""
    world = make_world(folder)

    def build(select: list[str], exclude: list[str]) -> None:
        run_dbt(folder, "run", *_chosen(select, exclude))

    for data in sets:
        say(f"{data.name}: Kith")
        world.forget()
        for row in data.records.to_pylist():
            _tell(world, row)
        world.fill()
        rules, whole = _resolve(build, _small_people)
        yield data, rules, whole
    world.forget()


def _tell(world: Any, row: dict[str, str | None]) -> None:
    names = {"phone": "phone_e164"}
    told = {
        names.get(name, name): value
        for name, value in row.items()
        if value and name not in ("record_id", "identifier", "person")
    }
    record = f"{_SOURCE}/{row['record_id']}"
    world.person(record, **told)
    if row["identifier"]:
        # An id that a person has one of, in no order, and that is mistyped now and then.
        world.identifier(record, "dwid", "national", row["identifier"])


def county(
    name: str, folder: Path, people: int, seed: int, noise: float
) -> tuple[DataSet, Resolved, Resolved, Path]:
    """A simulated county's exports, landed, staged and resolved.

    Gives the records, the rules' result, the whole result, and the folder of the truth.
    """
    world = folder / "world"
    simulate(people, seed, world, days=1, noise=noise)
    for source in sorted(path for day in (world / "days").iterdir() for path in day.iterdir()):
        land_path(source, source.name)
        verdict = gates.check_source(source.name)
        if not verdict.is_passed:
            raise KithError(f"The benchmark's own exports were held: {verdict.told()}")
    with (world / "truth" / "records.csv").open(newline="", encoding="utf-8") as lines:
        truth = {
            f"{row['source_id']}/{row['record_type']}/{row['record_id']}": row["person"]
            for row in csv.DictReader(lines)
        }
    with lease.hold(lease.own_token(), "kith bench"):
        _dbt(["registry", "vocabulary", "standard", "staging", "weights", "canon"], [])
        _let_change()
        rules, whole = _resolve(_dbt, _county_people, with_new_records=True)
    return DataSet(name, _county_records(truth)), rules, whole, world / "truth"


def _dbt(select: list[str], exclude: list[str]) -> None:
    """Build models without their tests: the systems compared with have none."""
    outcome = run.dbt().build(select, exclude=[*exclude, "resource_type:test"])
    if not outcome.is_ok:
        told = "; ".join(f"{node.name}: {node.message}" for node in outcome.failed)
        raise KithError(f"The build failed: {told or outcome.error}")


def _chosen(select: list[str], exclude: list[str]) -> list[str]:
    # The small project holds nothing but identity's models.
    chosen = [name.removesuffix(",identity") for name in select if name != "identity"]
    excluded = [name.removesuffix(",identity") for name in exclude]
    return [
        *(["--select", *chosen] if chosen else []), *(["--exclude", *excluded] if excluded else [])
    ]


def _let_change() -> None:
    """Hold no change for a steward's approval: records that vanish part many people."""
    with connect("kith_builder") as connection:
        connection.execute(
            "update registry.identity_limits set limit_value = 1000000 where limit_id = %s",
            ["held_people"],
        )


def _resolve(
    build: Build, people: Callable[[], dict[str, str]], with_new_records: bool = False
) -> tuple[Resolved, Resolved]:
    """The rules' result, then the result with the model between the same two parts."""
    part = [f"+{name},identity" for name in READ_BY_MODEL]
    _forget()
    with Watch() as watch:
        started = time.monotonic()
        build(part, [])
        parted = time.monotonic()
        read_by_model = _tables()
        resumed = time.monotonic()
        build(["identity"], part)
        ruled = time.monotonic()
    first_part = parted - started
    rules = Resolved(
        people(), first_part + ruled - resumed, watch.most_mb,
        new_records_seconds=identity_new_records.seconds(lambda: build(["identity"], []), people)
        if with_new_records else None,
    )
    _forget(but=read_by_model)
    began = time.monotonic()
    with Watch() as beside_model:
        finished = subprocess.run(
            [sys.executable, "-c", _UPDATE], check=True, stdout=subprocess.PIPE,
            cwd=settings.PROJECT_ROOT,
        )
    told = json.loads(finished.stdout.splitlines()[-1])
    with Watch() as after_model:
        build(["identity"], part)
    ended = time.monotonic()
    # The model's process has ended before the rest is built.
    most_mb = max(rules.memory_mb, beside_model.most_mb + told["memory"], after_model.most_mb)
    return rules, Resolved(people(), first_part + ended - began, most_mb, told["told"])


def _tables() -> set[str]:
    """The tables and views of identity that there are."""
    with connect("kith_builder") as connection:
        rows = connection.execute(_RELATIONS).fetchall()
    return {name for name, _ in rows}


def _forget(but: Collection[str] = ()) -> None:
    """Drop what identity has made, but for these, and its ledger with it: nothing is kept."""
    with connect() as connection:
        for name, kind in connection.execute(_RELATIONS).fetchall():
            if name not in but:
                connection.execute(sql.SQL("drop {} if exists {} cascade").format(
                    sql.SQL("view" if kind == "v" else "table"), sql.Identifier("identity", name)
                ))
        connection.execute("truncate landing.probabilistic_links")
        connection.execute("delete from landing.probabilistic_runs")


def _small_people() -> dict[str, str]:
    return _asked("select record_id, person_id from identity.record_persons")


def _county_people() -> dict[str, str]:
    return _asked("select record_key, person_id from identity.record_persons")


def _asked(query: str) -> dict[str, str]:
    with connect("kith_builder") as connection:
        return dict(connection.execute(query.encode()).fetchall())


def _county_records(truth: dict[str, str]) -> Any:
    """What canon says of each record, for the systems that Kith is compared with."""
    with connect("kith_builder") as connection:
        rows = connection.execute(_COUNTY)
        names = [name for name in SCHEMA.names if name != "person"]
        return table(
            {**dict(zip(names, row, strict=True)), "person": truth.get(row[0])} for row in rows
        )


_COUNTY = """
with given as (
    select
        source_id, person_record_type as record_type, person_record_id as record_id,
        min(identifier_value) filter (where identifier_type = 'email') as email,
        min(identifier_value) filter (where identifier_type = 'phone') as phone,
        coalesce(
            min(identifier_value) filter (where identifier_type = 'van_id'),
            -- What Spoke holds of it; shorter ones are a list's line numbers.
            min(identifier_value) filter (
                where identifier_type = 'external_id' and length(identifier_value) >= 6
            )
        ) as identifier
    from canon.identifiers
    group by 1, 2, 3
)
select
    records.record_key, people.first_name, people.last_name, people.name_suffix,
    people.birth_date::text,
    lower(coalesce(people.email, given.email)), coalesce(people.phone_e164, given.phone),
    lower(people.street_address), lower(people.city), people.postal_code, given.identifier
from identity.person_records as records
left join canon.people using (source_id, record_type, record_id)
left join given using (source_id, record_type, record_id)
"""
