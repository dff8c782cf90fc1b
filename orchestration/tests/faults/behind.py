"""Faults behind the first door: in canon and identity, as if a model of ours had made them.

Beside each canon stands a small project of two tools (``toy_project``), whose marts are then to be
built from something new: what is held back and what is seen is counted there.
"""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
import pytest

from orchestration.lib import settings
from orchestration.lib.build import gates, run
from orchestration.lib.build.gates import second_door
from orchestration.lib.warehouse import connect, lease
from orchestration.tests.orchestration import toy_project as toys

SECOND = "second door"
_PROJECT_ROOT = settings.PROJECT_ROOT
_RELATIONS = second_door._relations
_CANON = f"""
    create table registry.sources as select 'county_van' as source_id, 'van' as tool;
    create table canon.people as
    select
        'county_van' as source_id, 'van' as tool, 'contacts' as record_type,
        number::text as record_id, false as is_record_id_minted,
        timestamptz '2026-01-01' as received_at, timestamptz '2026-01-01' as loaded_at,
        'file' as method, '{"ab" * 32}' as file_id, number as file_row,
        timestamptz '2025-05-01' as created_at
    from generate_series(1, 40) as number;
    create table identity.person_ids as
    select 'person ' || record_id as person_id from canon.people;
    create table identity.record_persons as
    select source_id, record_type, record_id, 'person ' || record_id as person_id
    from canon.people;
"""


@dataclass(frozen=True)
class FaultBehind:
    """A fault of what we made, as SQL, and the expectation that has to notice it."""

    told: str
    statement: str
    caught: str


@dataclass(frozen=True)
class Behind:
    """What became of a fault. ``caught``: expectations that noticed. ``problems``: as told.

    ``held`` and ``changed``: marts that show what they did, and those that don't. ``seen``: rows
    that are new in any. ``before`` and ``after``: rows there were, and those of them still there.
    """

    caught: tuple[str, ...]
    problems: tuple[str, ...]
    held: frozenset[str]
    changed: frozenset[str]
    seen: int
    before: int
    after: int


FAULTS_BEHIND = [
    FaultBehind("A row that leads back to no file",
                "update canon.people set file_id = null where record_id = '7'", "(file_id)"),
    FaultBehind("A row that leads to something that is no file of the archive",
                "update canon.people set file_id = 'a.csv' where record_id = '7'", "(file_id)"),
    FaultBehind("A row of a source nobody registered",
                "update canon.people set source_id = 'unheard_of' where record_id = '7'",
                "(registered_source_id)"),
    FaultBehind("A row whose id is blank",
                "update canon.people set record_id = '' where record_id = '7'", "(record_id)"),
    FaultBehind("A column of times read wrongly",
                "update canon.people set created_at = '0026-05-01' where file_row < 10",
                "(created_at)"),
    FaultBehind("A record that is two people's",
                "insert into identity.record_persons values"
                " ('county_van', 'contacts', '7', 'person 8')", "record_type, record_id"),
    FaultBehind("A record that is nobody's",
                "delete from identity.record_persons where record_id = '7'", "(person_id)"),
    FaultBehind("A record of a person there is not",
                "delete from identity.person_ids where person_id = 'person 7'",
                "(known_person_id)"),
    FaultBehind("A canon that is not there", "drop table canon.people",
                "the_gate_could_run"),
]  # fmt: skip


def build() -> None:
    """Canon and identity of a few people, all as they should be."""
    with connect("kith_builder") as connection:
        connection.execute(_CANON.encode())


def became_of(ledger: psycopg.Connection, statement: str) -> Behind:
    """Build marts, which wait for what is new, through the real gate, and with a faulty canon.

    ``statement``: the fault; none where it is empty.
    """
    rebuild(ledger)
    if statement:
        with connect("kith_builder") as connection:
            connection.execute(statement.encode())
    before, verdicts, judge = _rows(), list[gates.GateResult](), gates.check_canon

    def judged() -> gates.GateResult:
        with pytest.MonkeyPatch.context() as patch:
            # Its expectations are the real project's, which knows no toys.
            patch.setattr(settings, "PROJECT_ROOT", _PROJECT_ROOT)
            patch.setattr(second_door, "_relations", _without_toys)
            verdicts.append(judge())
        return verdicts[-1]

    with pytest.MonkeyPatch.context() as patch, lease.hold(lease.own_token(), "test"):
        patch.setattr(gates, "check_canon", judged)
        problems = run.update_models()
    after = _rows()
    return Behind(
        tuple(check.expectation for check in verdicts[0].checks if check.is_blocking),
        tuple(problems),
        frozenset(mart for mart in before if after[mart] == before[mart]),
        frozenset(mart for mart in before if after[mart] != before[mart]),
        seen=sum(len(after[mart] - before[mart]) for mart in before),
        before=sum(map(len, before.values())),
        after=sum(len(after[mart] & before[mart]) for mart in before),
    )


def _without_toys(schema: str) -> dict[str, list[str]]:
    return {name: columns for name, columns in _RELATIONS(schema).items() if "things" not in name}


def _rows() -> dict[str, set[str]]:
    """The rows of each mart that a reader may see."""
    return {
        name.removeprefix("marts."): set(rows)
        for name, rows in toys.contents().items() if name.startswith("marts.")
    }


def rebuild(ledger: psycopg.Connection) -> None:
    """Make it anew after a fault."""
    ledger.execute(
        "drop table if exists registry.sources, canon.people, identity.person_ids,"
        " identity.record_persons"
    )
    build()
