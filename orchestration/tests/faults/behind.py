"""Faults behind the first door: in canon and identity, as if a model of ours had made them."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg

from orchestration.lib.build import gates
from orchestration.lib.warehouse import connect

SECOND, MARTS = "second door", "all marts"
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
    gate: str = SECOND
    held: str = MARTS


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


def caught_by(fault: FaultBehind) -> list[str]:
    """What of the second door notices the fault; everything is as it was afterwards."""
    with connect("kith_builder") as connection:
        connection.execute(fault.statement.encode())
    return [check.expectation for check in gates.check_canon().checks if check.is_blocking]


def rebuild(ledger: psycopg.Connection) -> None:
    """Make it anew after a fault."""
    ledger.execute(
        "drop table if exists registry.sources, canon.people, identity.person_ids,"
        " identity.record_persons"
    )
    build()
