"""The chain from a mart's rows: what is counted, what is told again, and how it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from orchestration.lib.trace import declared, figures, told
from orchestration.lib.trace.declared import UnknownMart
from orchestration.lib.trace.rows import BadCondition, NotBuilt
from orchestration.lib.trace.trace import NothingFound, trace
from orchestration.lib.warehouse import connect
from orchestration.tests.conftest import Declare, forget_models
from orchestration.tests.landing.toy import DECLARATION, land

_CANON = [step.to for step in declared.mart("interactions").steps if step.to.schema == "canon"]
_RECORD = "source_id text, record_type text, record_id text, tool text"
_INTERACTIONS = f"""
    create table marts.interactions ({_RECORD}, interaction_type_code text, person_id text,
        organization_id text, program_code text, month_date date, file_id text,
        file_row integer);
    create table marts.repeated_facts ({_RECORD}, interaction_type_code text,
        kept_source_id text, kept_record_type text, kept_record_id text);
    create table marts.program_participations (
        person_id text, organization_id text, program_code text, month_date date);
    create table marts.program_360 (
        organization_id text, program_code text, month_date date, donation_count bigint);
    create table marts.program_targets ({_RECORD}, organization_id text, program_code text,
        month_date date);
    create table identity.record_persons ({_RECORD}, record_key text, person_id text);
    create table registry.sources (source_id text, organization_id text);
"""
_SHAPE = """
    create table canon.{} (source_id text, record_type text, record_id text, tool text,
        is_record_id_minted boolean, origin_system text, origin_id text, collected_by_type text,
        collected_by_id text, collected_at timestamptz, received_at timestamptz, method text,
        file_id text, file_row integer, person_record_type text, person_record_id text)
"""
# Three gifts: 1 and 2 counted, and 3, which tells 1 again and is told again by 4.
_GIFTS = b"id,name,note\n1,Secretperson,\n2,Bo,\n3,Secretperson,\n4,Secretperson,\n"


@pytest.fixture
def gifts(
    tmp_path: Path, declare: Declare, empty_landing: None, ledger: psycopg.Connection
) -> Iterator[psycopg.Connection]:
    """A warehouse of donations that landed as a toy's records; nothing else was ever told."""
    forget_models()
    declare(DECLARATION)
    load = land(tmp_path, "people.csv", _GIFTS)
    with ledger.transaction():
        ledger.execute(_INTERACTIONS)
        for relation in _CANON:
            ledger.execute(_SHAPE.format(relation.table))
        for number in range(1, 5):
            origin = ("spoke", "77") if number == 3 else (None, None)
            ledger.execute(
                "insert into canon.donations values ('toy_source', 'people', %s, 'toy', false,"
                " %s, %s, 'staff', '5', '2026-03-02', '2026-03-03', 'file', %s, %s, 'people', '2')",
                [str(number), *origin, load.file_id, number + 1],
            )
        ledger.execute(
            "insert into marts.interactions select source_id, record_type, record_id, tool,"
            " 'donation', 'p', 'o', 'text', '2026-03-01', file_id, file_row"
            " from canon.donations"
            " where record_id < '3'"
        )
        again = "insert into marts.repeated_facts values ('toy_source', 'people', %s, 'toy',"
        again += " 'donation', 'toy_source', 'people', %s)"
        ledger.execute(again, ["3", "1"])
        ledger.execute(again, ["4", "3"])
        ledger.execute("insert into marts.program_participations values"
                       " ('p', 'o', 'text', '2026-03-01')")
        ledger.execute("insert into marts.program_360 values"
                       " ('o', 'text', '2026-03-01', 2), ('o', 'mail', '2026-03-01', 0)")
        ledger.execute("insert into identity.record_persons values"
                       " ('toy_source', 'people', '2', 'toy', 'toy_source/people/2', 'p')")
    _let_stewards_read(ledger)
    yield ledger
    forget_models()


def _let_stewards_read(ledger: psycopg.Connection) -> None:
    for schema in ("registry", "canon", "identity", "marts"):
        ledger.execute(f"grant select on all tables in schema {schema} to kith_steward")


def test_a_number_leads_to_every_record_and_to_who_told_it_again(
    gifts: psycopg.Connection,
) -> None:
    found = trace("program_360", ["program_code=text", "month_date=2026-03-01"], limit=10)
    assert found.problems == ()
    (people,) = found.chain.links
    (timeline,) = people.links
    assert (timeline.name, timeline.amount.rows, timeline.amount.files) == ("interactions", 2, 1)
    donations, again = timeline.links
    assert (donations.amount.rows, again.name, again.amount.rows) == (2, "repeated_facts", 1)
    # Who repeats a repetition is in the chain as well.
    assert [link.name for link in again.links] == ["donations", "repeated_facts"]
    assert found.total.rows == 4
    third = next(record for record in found.records if record.told.record_id == "3")
    assert (third.told.tool, third.told.origin_system, third.told.origin_id) == (
        "toy", "spoke", "77",
    )
    assert third.person and third.person.person_id == "p"
    (row,) = third.rows
    assert row.reading and row.reading.raw == b"3,Secretperson,\n"


def test_it_is_told_in_words_without_values(gifts: psycopg.Connection) -> None:
    found = trace("interactions", limit=10)
    said = told.told(found)
    for words in (
        "marts.interactions: 2 rows in 1 file of 1 tool",
        "4 records behind it, 4 shown:",
        "origin     first made in spoke 77, carried here by toy",
        "collected  by staff 5, 2026-03-02 00:00 UTC",
        "person     p; why: ./kith explain toy_source/people/2",
        "bytes      35-51",
        "Everything shown agrees",
    ):
        assert words in said
    assert "Secretperson" not in said + str(figures.figures(found))
    assert "Secretperson" in told.told(found, values=True)
    assert "Secretperson" in str(figures.figures(found, values=True))


def test_a_record_whose_row_is_gone_is_a_problem(gifts: psycopg.Connection) -> None:
    gifts.execute("delete from landing.toy__people where _record_id = '2'")
    found = trace("interactions", limit=10)
    assert found.problems == ("No landed rows stand where the record says it does.",)
    assert "1 problem on the way" in told.told(found)


def test_a_mart_that_names_another_row_than_canon_leads_nowhere(
    gifts: psycopg.Connection,
) -> None:
    gifts.execute("update marts.interactions set file_row = 9 where record_id = '2'")
    assert trace("interactions", ["record_id=2"]).problems == ("The chain leads to no record.",)


def test_a_row_that_leads_nowhere_is_a_problem(gifts: psycopg.Connection) -> None:
    found = trace("program_360", ["program_code=mail"])
    assert found.problems == ("The chain leads to no record.",)
    assert told.told(found).endswith("The chain leads to no record.")


def test_somebody_whom_no_record_describes_leads_to_those_that_mention_them(
    gifts: psycopg.Connection,
) -> None:
    """Person 2 only gave and was merged with 9; 8 is described, so that their gift is no end."""
    for step in declared.steps_from(declared.relation("record_persons")):
        gifts.execute(f"drop table if exists canon.{step.to.table}")
        gifts.execute(_SHAPE.format(step.to.table))
    gifts.execute("alter table canon.merges add merged_record_type text,"
                  " add kept_record_id text, add removed_record_id text")
    gifts.execute("create table marts.person_organizations (person_id text, organization_id text)")
    gifts.execute("insert into marts.person_organizations values ('p', 'o')")
    gifts.execute("insert into registry.sources values ('toy_source', 'o')")
    gifts.execute("insert into identity.record_persons values ('toy_source', 'people', '8', 'toy',"
                  " 'toy_source/people/8', 'p')")
    for shape, record, person in (("people", "8", None), ("donations", "1", "2"),
                                  ("donations", "3", "8"), ("merges", "4", None)):
        gifts.execute(
            f"insert into canon.{shape} (source_id, record_type, record_id, tool, received_at,"
            " method, file_id, file_row, is_record_id_minted, person_record_type,"
            " person_record_id) select 'toy_source', 'people', %s, 'toy', now(), 'file', 'f', 2,"
            " false, 'people', %s",
            [record, person],
        )
    gifts.execute("update canon.merges set merged_record_type = 'people', kept_record_id = '9',"
                  " removed_record_id = '2'")
    _let_stewards_read(gifts)
    (records,) = trace("person_organizations").chain.links
    assert [(link.name, link.amount.rows) for link in records.links] == [
        ("people", 1), ("donations", 1), ("merges", 1),
    ]


def test_a_row_made_of_the_ledger_needs_no_record(gifts: psycopg.Connection) -> None:
    """Straight from it, or through another mart: of a source nothing may have come."""
    with connect("kith_builder") as connection:
        connection.execute("create table marts.health (concern_id text)")
        connection.execute("create table marts.health_feeds (concern_id text, source_id text)")
        connection.execute("insert into marts.health values ('people')")
        connection.execute("insert into marts.health_feeds values ('people', 'silent')")
    found = trace("health")
    assert (found.records, found.problems) == ((), ())
    ways = {name: declared.leads_to_ledger(mart.relation) for name, mart in
            declared.marts().items()}
    assert not ways["interactions"] and not ways["program_360"]


_REFUSED: list[tuple[str, list[str], type[Exception], str]] = [
    ("programs", [], UnknownMart, "There are: .*consent_decisions"),
    ("interactions", ["colour=red"], BadCondition, "interactions: source_id, record_type"),
    ("interactions", ["person_id"], BadCondition, "column=value"),
    ("interactions", ["month_date=Secretperson"], BadCondition, "can't be read as date"),
    ("interactions", ["person_id=nobody"], NothingFound, "No row of interactions"),
    ("interactions", ["person_id=' or true --"], NothingFound, "No row of interactions"),
    ("interactions", ["person_id="], NothingFound, "No row of interactions"),
    ("people", [], NotBuilt, "./kith build"),
]


def test_what_cannot_be_traced_says_why(gifts: psycopg.Connection) -> None:
    for mart, where, failure, said in _REFUSED:
        with pytest.raises(failure, match=said) as raised:
            trace(mart, where)
        assert "Secretperson" not in str(raised.value)
