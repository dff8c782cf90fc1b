"""A package's records, as the rules let them out, in the order of their ids."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from orchestration.lib import settings
from orchestration.lib.packages import layout, policy
from orchestration.lib.packages.gather import Gathered

Record = dict[str, str | None]
_AT_ONCE = 5000
_ASK_ANEW = "undecided"
_RESULTS = frozenset({"result_code", "result_raw"})


def records(
    connection: psycopg.Connection[Any], table: str, gathered: Gathered
) -> Iterator[Record]:
    """The records of a gathered table, some thousands in memory at a time."""
    question = sql.SQL('select * from {} order by record_id collate "C"').format(
        sql.Identifier(f"package_{table}")
    )
    with connection.cursor(f"package_{table}", row_factory=dict_row) as cursor:
        cursor.itersize = _AT_ONCE
        for row in cursor.execute(question):
            yield let_out(table, dated(table, row, gathered))


def dated(table: str, row: Record, gathered: Gathered) -> Record:
    """A gathered row with what is the same in all of them."""
    row["exported_at"] = gathered.as_of
    row["modified_at"] = row["modified_at"] or gathered.as_of
    if table == "people":
        row["created_at"] = row["created_at"] or row["modified_at"]
        for channel in ("email", "phone", "text"):
            row[f"{channel}_consent_code"] = _ASK_ANEW
            row[f"{channel}_consent_at"] = gathered.as_of
    return row


def let_out(table: str, row: Record) -> Record:
    """The record with nothing in it but what a rule lets out of the person it is about."""
    about = about_of(table, row)
    lets_out = told(table, about)
    if about != layout.VOLUNTEER and is_refusal(row.get("result_code")):
        lets_out -= _RESULTS
    return {
        column: _shared(table, column, row[column]) if column in lets_out else None
        for column in layout.columns(table)
    }


def about_of(table: str, row: Record) -> str:
    """Of whom a record tells: volunteer, contact or other."""
    return row["record_type" if table == "people" else "person_record_type"] or layout.OTHER


@cache
def told(table: str, about: str) -> frozenset[str]:
    """The columns of a table that a package tells of such a person."""
    return frozenset(
        each for each in layout.columns(table) if policy.told(table, each, about)
    )


def is_refusal(result_code: str | None) -> bool:
    """Whether a result says that somebody may not be contacted."""
    return result_code in _refusals()


@cache
def _refusals() -> frozenset[str]:
    path = settings.PROJECT_ROOT / "seeds" / "vocabulary" / "suppressing_codes.csv"
    with path.open(newline="", encoding="utf-8") as handle:
        return frozenset(
            row["code"] for row in csv.DictReader(handle) if row["vocabulary"] == "contact_results"
        )


def _shared(table: str, column: str, value: str | None) -> str | None:
    """The value, where it has the form its schema asks for; a word that isn't listed is unknown."""
    if not value:
        return None
    form, words = _form(table, column)
    if form(value):
        return value
    return "unknown" if "unknown" in words else None


@cache
def _form(table: str, column: str) -> tuple[Callable[[str], Any], frozenset[str]]:
    """Whether a value may stand in a column, and which words it has where these are all."""
    said = layout.schema(table)["properties"][column]
    words = frozenset([said["const"]] if "const" in said else said.get("enum", ()))
    if words:
        return words.__contains__, words
    return re.compile(said["pattern"]).search if "pattern" in said else bool, words
