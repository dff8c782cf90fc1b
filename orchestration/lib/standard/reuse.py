"""Ids that were handed on: records of people whose id was another person's in an earlier export.

Of one file nobody can tell, so this asks the warehouse and is no requirement of the standard. It
counts; no name leaves the database.
"""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql

from orchestration.lib.standard.meaning import PEOPLE
from orchestration.lib.standard.tables import Table

# The measure's name in seeds/registry/weight_measures.csv.
MEASURE = "ids_kept"

# The newest earlier version of each record that this load changed. Married, mistyped and swapped
# names keep one of the two: only where first and last name are both others is it another person.
_REUSED = """
    select count(*) from (
        select distinct on (landed._record_id)
            lower(trim(landed.{first})) as first, lower(trim(landed.{last})) as last,
            lower(trim(earlier.{first})) as old_first, lower(trim(earlier.{last})) as old_last
        from landing.{table} as landed
        inner join landing.loads as now on now.load_id = landed._load_id
        inner join landing.{table} as earlier on earlier._record_id = landed._record_id
        inner join landing.loads as before
            on before.load_id = earlier._load_id
            and before.source_id = now.source_id and before.extracted_at < now.extracted_at
        where landed._load_id = {load_id}
        order by landed._record_id, before.extracted_at desc
    ) as versions
    where first not in (old_first, old_last) and last not in (old_first, old_last)
"""


def can_tell(table: Table) -> bool:
    """Whether a table is one of people with ids of its own and names to tell them by."""
    declared = table.record_type
    kept = {column.name for column in declared.columns}
    names = {table.said.get("first_name"), table.said.get("last_name")}
    return table.kind == PEOPLE and bool(declared.record_id) and names <= kept and len(names) == 2


def count(connection: psycopg.Connection[Any], table: Table, load_id: int) -> int:
    """How many records of a load bear an id that was another person's before."""
    query = sql.SQL(_REUSED).format(
        table=sql.Identifier(table.record_type.table), load_id=sql.Literal(load_id),
        first=sql.Identifier(table.said["first_name"]),
        last=sql.Identifier(table.said["last_name"]),
    )  # fmt: skip
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0
