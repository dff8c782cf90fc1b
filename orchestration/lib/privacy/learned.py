"""Which raw columns say whom a record is about and who made it: learned from what canon tells.

Staging says it in SQL, tool by tool. Here canon's rows are laid beside the raw rows they came from:
the column that holds what canon tells is the one. A column of the same name in a table that canon
doesn't tell of means the same where what it holds are ids of that type. Where another column says
of which type an id is (``owner_id``, ``owner_type``), it has to say what it says in canon's rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import psycopg
from psycopg import sql

from orchestration.lib.landing import declarations
from orchestration.lib.landing.declarations import RecordType
from orchestration.lib.privacy.screen import ABOUT, BY

PAIRS = {
    ("person_record_type", "person_record_id"): ABOUT,
    ("merged_record_type", "kept_record_id"): ABOUT,
    ("merged_record_type", "removed_record_id"): ABOUT,
    ("about_record_type", "about_record_id"): ABOUT,
    ("collected_by_type", "collected_by_id"): BY,
    ("related_record_type", "related_record_id"): BY,
    ("host_record_type", "host_record_id"): BY,
}
_MERGED = "merged_record_type"
_SAMPLE = 200
# Below this length an id is found in any text by chance.
_LONG = 8
_LISTED = (
    "case when jsonb_typeof(landed.{0}) = 'array' then exists (select from"
    " jsonb_array_elements_text(landed.{0}) as item where item = told.value) else false end"
)
# Of what a column holds, so much has to be ids of the type for its name to count.
_MOSTLY = 0.8
# Names that mean something else in each table.
_ANYBODY = {"id", "name", "type"}
# Record type, column, whom it says, of which type, whether among other text, and where only: the
# column that says of which type an id is, and its word.
_Learned = tuple[str, str, str, str, bool, str, str]


def learn(connection: psycopg.Connection[Any], tools: Iterable[str]) -> int:
    """Note what there is to learn of these tools; how many columns are known of them then."""
    wanted = sorted(set(tools))
    for tool in wanted:
        for learned in (_told_by_canon, _named_alike):
            connection.cursor().executemany(
                "insert into landing.person_columns"
                " (tool, record_type, column_name, part_code, names_type, is_within, kind_column,"
                " kind_value) values (%s, %s, %s, %s, %s, %s, %s, %s) on conflict do nothing",
                [(tool, *each) for each in learned(connection, tool)],
            )
    row = connection.execute(
        "select count(*) from landing.person_columns where tool = any(%s)", [wanted]
    ).fetchone()
    return int(row[0]) if row else 0


def _told_by_canon(
    connection: psycopg.Connection[Any], tool: str
) -> list[_Learned]:
    found: list[_Learned] = []
    declared = {kind.name: kind for kind in declarations.tools()[tool].record_types}
    for shape, columns in shapes(connection):
        for (type_column, id_column), part in PAIRS.items():
            if type_column not in columns or id_column not in columns:
                continue
            for record_type, names_type in _kinds(connection, shape, tool, type_column):
                # Whose own record it is, its id says. With whom it was merged, another column of
                # it does: that one is named in it, as an author is, and it isn't theirs.
                is_own = record_type == names_type
                if record_type not in declared or (is_own and type_column != _MERGED):
                    continue
                names = [column.name for column in declared[record_type].columns]
                held = _held(connection, shape, tool, declared[record_type], names_type,
                             (type_column, id_column))
                for column, is_within in held:
                    if is_own and column in declared[record_type].record_id:
                        continue
                    said = (record_type, column, BY if is_own else part, names_type, is_within)
                    found += [(*said, *kind) for kind in _where(
                        connection, (tool, record_type, column), names,
                        (shape, type_column, id_column, names_type),
                    )]
    return found


def _where(
    connection: psycopg.Connection[Any], place: tuple[str, str, str], names: list[str],
    told: tuple[str, str, str, str],
) -> list[tuple[str, str]]:
    """The column that says of which type the ids in a column are, and its words in canon's rows.

    Of each word most ids have to be those that canon tells: numbers agree by chance.
    """
    tool, record_type, column = place
    shape, type_column, id_column, names_type = told
    kind_column = f"{column.removesuffix('_id')}_type"
    if not column.endswith("_id") or kind_column not in names:
        return [("", "")]
    said = connection.execute(
        sql.SQL(
            "select coalesce(landed.{kind}::text, '') from canon.{shape} as told"
            " inner join landing.loads using (source_id, file_id)"
            " inner join landing.{table} as landed"
            "  on landed._load_id = loads.load_id and landed._row = told.file_row"
            " where told.tool = %s and told.record_type = %s and told.{type} = %s"
            "  and told.{of} is not null group by 1"
            " having count(*) filter (where landed.{column}::text = told.{of}) >= %s * count(*)"
        ).format(
            kind=sql.Identifier(kind_column), shape=sql.Identifier(shape),
            table=sql.Identifier(f"{tool}__{record_type}"), type=sql.Identifier(type_column),
            column=sql.Identifier(column), of=sql.Identifier(id_column),
        ),
        [tool, record_type, names_type, _MOSTLY],
    ).fetchall()
    words = [word for (word,) in said]
    return [(kind_column, word) for word in words] if words and all(words) else [("", "")]


def shapes(connection: psycopg.Connection[Any]) -> list[tuple[str, set[str]]]:
    """Canon's tables and their columns."""
    rows = connection.execute(
        "select relname, array_agg(attname::text) from pg_class"
        " inner join pg_attribute on attrelid = pg_class.oid and attnum > 0 and not attisdropped"
        " where relnamespace = 'canon'::regnamespace and relkind = 'r' group by 1 order by 1"
    )
    return [(name, set(columns)) for name, columns in rows]


def _kinds(
    connection: psycopg.Connection[Any], shape: str, tool: str, type_column: str
) -> list[tuple[str, str]]:
    return connection.execute(
        sql.SQL(
            "select distinct record_type, {0} from canon.{1} where tool = %s and {0} is not null"
        ).format(sql.Identifier(type_column), sql.Identifier(shape)),
        [tool],
    ).fetchall()


def _held(
    connection: psycopg.Connection[Any], shape: str, tool: str, kind: RecordType,
    names_type: str, pair: tuple[str, str],
) -> list[tuple[str, bool]]:
    """The columns that hold the id canon tells, and whether among other text.

    Where several do, not the record's own id: numbers that are counted up alike agree by chance. In
    a list of JSON an id stands by itself, however short it is.
    """
    names, own_id, record_type = [each.name for each in kind.columns], kind.record_id, kind.name
    counts = [
        sql.SQL(
            "count(*) filter (where landed.{0}::text = told.value),"
            " count(*) filter (where length(told.value) >= {1}"
            " and position(told.value in landed.{0}::text) > 0 or {2})"
        ).format(
            sql.Identifier(each.name), sql.Literal(_LONG),
            sql.SQL(_LISTED).format(sql.Identifier(each.name)) if each.data_type == "jsonb"
            else sql.SQL("false"),
        )
        for each in kind.columns
    ]
    row = connection.execute(
        sql.SQL(
            "with told as (select source_id, file_id, file_row, {of} as value from canon.{shape}"
            "  where tool = {tool} and record_type = {record_type} and {kind} = {names_type}"
            "   and {of} is not null limit {sample})"
            " select count(*), {counts} from told"
            " inner join landing.loads using (source_id, file_id)"
            " inner join landing.{table} as landed"
            "  on landed._load_id = loads.load_id and landed._row = told.file_row"
        ).format(
            of=sql.Identifier(pair[1]), shape=sql.Identifier(shape), tool=sql.Literal(tool),
            record_type=sql.Literal(record_type), kind=sql.Identifier(pair[0]),
            names_type=sql.Literal(names_type), sample=sql.Literal(_SAMPLE),
            counts=sql.SQL(", ").join(counts), table=sql.Identifier(f"{tool}__{record_type}"),
        )
    ).fetchone()
    if row is None or not row[0]:
        return []
    enough = min(row[0], max(3, row[0] // 10))
    equal = {name: row[1 + 2 * at] for at, name in enumerate(names)}
    within = {name: row[2 + 2 * at] for at, name in enumerate(names)}
    best = max(equal.values())
    if best >= enough:
        held = [name for name in names if equal[name] == best]
        found = [(name, False) for name in held if name not in own_id or len(held) == 1]
    else:
        found = []
    if best == row[0]:
        return found
    others = [name for name in names if not found or (name not in own_id and equal[name] < best)]
    return [*found, *((name, True) for name in others if within[name] >= enough)]


def _named_alike(
    connection: psycopg.Connection[Any], tool: str
) -> list[_Learned]:
    known = connection.execute(
        "select distinct column_name, part_code, names_type, kind_column, kind_value"
        " from landing.person_columns"
        " where tool = %s and not is_within and record_type <> names_type", [tool],
    ).fetchall()
    kinds = {kind.name: kind for kind in declarations.tools()[tool].record_types}
    found: list[_Learned] = []
    for kind in kinds.values():
        names = {column.name for column in kind.columns} - _ANYBODY
        for column, part, names_type, *where in known:
            if column in names and names_type in kinds and kind.name != names_type and _are_ids(
                connection, kind.table, column, kinds[names_type].table
            ):
                kind_column, kind_value = where if where[0] in names else ("", "")
                found.append(
                    (kind.name, column, part, names_type, False, kind_column, kind_value)
                )
    return found


def _are_ids(connection: psycopg.Connection[Any], table: str, column: str, of: str) -> bool:
    row = connection.execute(
        sql.SQL(
            "with held as (select distinct {column}::text as value from landing.{table}"
            "  where {column} is not null limit {sample})"
            " select count(*), count(*) filter (where value in"
            "  (select _record_id from landing.{of})) from held"
        ).format(
            column=sql.Identifier(column), table=sql.Identifier(table),
            sample=sql.Literal(_SAMPLE), of=sql.Identifier(of),
        )
    ).fetchone()
    return bool(row and row[0] and row[1] >= _MOSTLY * row[0])


def is_behind(connection: psycopg.Connection[Any]) -> bool:
    """Whether canon tells of a file that isn't what landed any more."""
    for shape, _ in shapes(connection):
        row = connection.execute(
            sql.SQL(
                "select exists (select from (select distinct source_id, file_id from canon.{})"
                " as told where not exists (select from landing.loads"
                " where loads.source_id = told.source_id and loads.file_id = told.file_id))"
            ).format(sql.Identifier(shape))
        ).fetchone()
        if row and row[0]:
            return True
    return False
