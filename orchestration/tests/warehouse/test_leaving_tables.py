"""Somebody decided of each table of the ledger whether it leaves with an organization."""

from __future__ import annotations

import psycopg

from orchestration.lib.leaving import facts, told, travels


def test_each_table_of_the_ledger_travels_is_made_anew_or_stays(ledger: psycopg.Connection) -> None:
    rows = ledger.execute(
        "select relname from pg_class where relnamespace = 'landing'::regnamespace"
        " and relkind in ('r', 'p') and relname not like '%\\_\\_%'"
    )
    lists = (travels.carried(), {*travels.MADE_ANEW}, {*travels.STAYS})
    assert sorted(name for (name,) in rows) == sorted(name for each in lists for name in each)


def test_what_is_carried_is_brought_back() -> None:
    """Each fact of a package is read by the import; what replay reads is named here."""
    assert {*facts.FACTS, *facts.FACTS_OF_ALL} == {
        "loads", "quarantine", "sources", "suppressed_parts", *told.APPENDED, *told.FACTS.values(),
    }
