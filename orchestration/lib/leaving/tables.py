"""The tables to be read without Kith: canon and marts as CSV and Parquet, described."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pyarrow as arrow
from psycopg import sql
from pyarrow import csv as arrow_csv
from pyarrow import parquet

# A type of PostgreSQL → of Table Schema, of Parquet, and how a value of it is written.
_KINDS: dict[str, tuple[str, arrow.DataType, str]] = {
    "text": ("string", arrow.string(), "{}"),
    "uuid": ("string", arrow.string(), "{}::text"),
    "bigint": ("integer", arrow.int64(), "{}"),
    "integer": ("integer", arrow.int32(), "{}"),
    "smallint": ("integer", arrow.int16(), "{}"),
    "boolean": ("boolean", arrow.bool_(), "case when {} then 'true' when not {} then 'false' end"),
    "date": ("date", arrow.date32(), "{}"),
    "double precision": ("number", arrow.float64(), "{}"),
    "timestamp with time zone": (
        "datetime", arrow.timestamp("us", tz="UTC"),
        "to_char({} at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')",
    ),
}
_RECORD = ("source_id", "record_type", "record_id")
_ANY = ("string", arrow.string(), "{}::text")
_NUMERIC = re.compile(r"numeric\((\d+),(\d+)\)")


@dataclass(frozen=True)
class Table:
    """A relation of dbt's manifest: its columns with what they mean, and its key."""

    name: str
    description: str
    columns: Mapping[str, str]
    key: tuple[str, ...]


def of_manifest(manifest: Mapping[str, Any]) -> Iterator[Table]:
    """Canon and marts, as dbt describes them."""
    for node in manifest["nodes"].values():
        if (
            node["resource_type"] == "model"
            and node["config"]["materialized"] != "ephemeral"
            and node["original_file_path"].startswith(("models/canon/", "models/marts/"))
        ):
            schema = node["original_file_path"].split("/")[1]
            yield Table(
                f"{schema}.{node['alias']}", node["description"],
                {name: each["description"] for name, each in node["columns"].items()},
                tuple(
                    column
                    for constraint in node["constraints"]
                    if constraint["type"] == "primary_key"
                    for column in constraint["columns"]
                ),
            )


def write(
    connection: psycopg.Connection[Any], table: Table, folder: Path, organization_id: str
) -> dict[str, Any]:
    """Write the table as CSV and Parquet; how a Data Package describes the CSV.

    Rows pass through in pieces, in the order of the key. Of a record that a volunteer took back
    from the organization there is none.
    """
    types = _types(connection, table.name)
    kinds = {name: _kind(data_type) for name, data_type in types.items()}
    place = table.name.replace(".", "/")
    plain, packed = folder / f"{place}.csv", folder / f"{place}.parquet"
    plain.parent.mkdir(parents=True, exist_ok=True)
    _copy(connection, table, kinds, plain, organization_id)
    _pack(plain, kinds, packed)
    described = {
        "fields": [
            {
                "name": name, "type": kind,
                "format": "any" if kind == "datetime" else "default",
                "description": _one_line(table.columns.get(name, "")),
            }
            for name, (kind, _, _) in kinds.items()
        ],
        "missingValues": [""],
    }
    if table.key:
        described["primaryKey"] = list(table.key)
    return {
        "name": table.name.replace(".", "-").replace("_", "-"),
        "path": f"{place}.csv",
        "title": table.name,
        "description": _one_line(table.description),
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": described,
    }


def _types(connection: psycopg.Connection[Any], name: str) -> dict[str, str]:
    rows = connection.execute(
        "select attname, format_type(atttypid, atttypmod) from pg_attribute"
        " where attrelid = %s::regclass and attnum > 0 and not attisdropped order by attnum",
        [name],
    )
    return dict(rows.fetchall())


def _kind(data_type: str) -> tuple[str, arrow.DataType, str]:
    if limits := _NUMERIC.fullmatch(data_type):
        return "number", arrow.decimal128(int(limits[1]), int(limits[2])), "{}"
    if data_type == "numeric":
        return "number", arrow.float64(), "{}"
    return _KINDS.get(data_type, _ANY)


def _copy(
    connection: psycopg.Connection[Any], table: Table,
    kinds: Mapping[str, tuple[str, arrow.DataType, str]], place: Path, organization_id: str,
) -> None:
    told = []
    for name, (_, _, form) in kinds.items():
        column = sql.Identifier(name)
        expression = sql.SQL(form).format(*[column] * form.count("{}"))
        told.append(sql.SQL("{} as {}").format(expression, column))
    order = table.key or tuple(kinds)
    query = sql.SQL(
        "copy (select {} from {} as t where {} order by {}) to stdout (format csv, header)"
    )
    statement = query.format(
        sql.SQL(", ").join(told), sql.Identifier(*table.name.split(".")),
        _is_granted(connection, kinds, organization_id),
        sql.SQL(", ").join(
            sql.SQL('t.{}::text collate "C"').format(sql.Identifier(name)) for name in order
        ),
    )
    with place.open("wb") as file, connection.cursor().copy(statement) as copy:
        for piece in copy:
            file.write(piece)


def _is_granted(
    connection: psycopg.Connection[Any], kinds: Mapping[str, Any], organization_id: str
) -> sql.Composable:
    """Of a table with a row a record: that no volunteer took it back from the organization."""
    if not {*kinds} >= {*_RECORD}:
        return sql.SQL("true")
    return sql.SQL(
        "not exists (select from landing.withdrawn_records as withdrawn"
        " where withdrawn.organization_id = {} and {})"
    ).format(
        sql.Literal(organization_id),
        sql.SQL(" and ").join(
            sql.SQL("withdrawn.{0} = t.{0}").format(sql.Identifier(name)) for name in _RECORD
        ),
    )


def _pack(
    plain: Path, kinds: Mapping[str, tuple[str, arrow.DataType, str]], packed: Path
) -> None:
    schema = arrow.schema([(name, kind) for name, (_, kind, _) in kinds.items()])
    read = arrow_csv.ConvertOptions(
        column_types=schema, strings_can_be_null=True, quoted_strings_can_be_null=False,
        null_values=[""], true_values=["true"], false_values=["false"],
    )
    split = arrow_csv.ParseOptions(newlines_in_values=True)
    with (
        parquet.ParquetWriter(packed, schema, compression="zstd") as writer,
        arrow_csv.open_csv(plain, convert_options=read, parse_options=split) as batches,
    ):
        for batch in batches:
            writer.write_batch(batch)


def _one_line(text: str) -> str:
    return " ".join(text.split())
