"""A Parquet file lands as the same table would as text; a record's place in it is its row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import psycopg
import pyarrow as pa
import pytest

from orchestration.lib.landing import quarantine
from orchestration.tests.conftest import Declare
from orchestration.tests.landing.toy import DECLARATION, land, parquet, quarantined

pytestmark = pytest.mark.usefixtures("empty_landing")
_PEOPLE = "select _row, _record_id, name, note, _extra from landing.toy__people order by _row"


def test_it_lands_what_the_same_text_lands(
    tmp_path: Path, declare: Declare, ledger: psycopg.Connection
) -> None:
    declare(DECLARATION)
    names, notes = ["Ana, x", 'B "o"'], [None, "two\nlines"]
    columns: dict[str, Sequence[object]] = {"id": ["1", "2"], "name": names, "note": notes}
    first = land(tmp_path, "people_2026-05-01.parquet", parquet(columns))
    assert (first.status, first.records_landed) == ("landed", 2)
    text = b'id,name,note\n1,"Ana, x",\n2,"B ""o""","two\nlines"\n'
    second = land(tmp_path, "people_2026-05-02.csv", text)
    assert (second.records_landed, second.records_unchanged) == (0, 2)


def test_places_are_rows_and_every_byte_of_the_rendering_is_accounted_for(
    tmp_path: Path, declare: Declare, ledger: psycopg.Connection
) -> None:
    declare(DECLARATION)
    names = ["two\nlines", "nobody", "three\n\nlines", "last"]
    load = land(
        tmp_path, "people.parquet",
        parquet({"id": ["1", None, "3", "4"], "name": names, "note": [""] * 4}),
    )
    assert [row[:3] for row in ledger.execute(_PEOPLE)] == [
        (1, "1", "two\nlines"), (3, "3", "three\n\nlines"), (4, "4", "last"),
    ]
    ((rule, row, column, start, end),) = quarantined(ledger, load)
    assert (rule, row, column) == ("no_record_id", 2, "id")
    size, sum_of_all = ledger.execute(
        "select size_bytes, record_bytes + quarantined_bytes + structural_bytes"
        " from landing.load_parts where load_id = %s", [load.load_id]
    ).fetchone()  # type: ignore[misc]
    assert size == sum_of_all
    (item,) = quarantine.open_items("toy_source")
    assert quarantine.raw_bytes(item.quarantine_id) == b",nobody,\n"
    assert int(str(end)) - int(str(start)) == len(b",nobody,\n")
    quarantine.retry(item.quarantine_id, b"2,somebody,")
    assert [row[:3] for row in ledger.execute(_PEOPLE)][1] == (2, "2", "somebody")


def test_values_are_text_as_an_export_would_have_it(
    tmp_path: Path, declare: Declare, ledger: psycopg.Connection
) -> None:
    declare(DECLARATION)
    at = datetime(2026, 5, 1, 3, 15, 0, 7, tzinfo=UTC)
    load = land(tmp_path, "people.parquet", parquet({
        "id": [7.0], "name": [b"Ana"], "whole": [12345678901234567], "fraction": [0.1],
        "price": pa.array([Decimal("1.10")]), "yes": [True], "day": [date(2026, 5, 1)], "at": [at],
        "naive": pa.array([date(2026, 5, 1)]).cast(pa.timestamp("ns")), "bytes": [b"\xff"],
        "list": [["a", "b"]], "object": [{"a": 1}], "none": pa.nulls(1),
        "word": pa.array(["x"]).dictionary_encode(),
    }))
    assert load.parts[0].undeclared_columns == (
        "at", "bytes", "day", "fraction", "list", "naive", "none", "object", "price", "whole",
        "word", "yes",
    )
    ((row, record_id, name, _, extra),) = ledger.execute(_PEOPLE).fetchall()
    assert (row, record_id, name) == (1, "7", "Ana")
    assert extra == {
        "whole": "12345678901234567", "fraction": "0.1", "price": "1.10", "yes": "true",
        "day": "2026-05-01", "at": "2026-05-01 03:15:00.000007+00:00", "naive": "2026-05-01",
        "bytes": "\\xff", "list": '["a", "b"]', "object": '{"a": 1}', "word": "x",
    }


def test_an_empty_table_is_an_export_and_many_rows_land_in_batches(
    tmp_path: Path, declare: Declare, ledger: psycopg.Connection
) -> None:
    declare(DECLARATION)
    none = pa.array([], pa.string())
    load = land(tmp_path, "people.parquet", parquet({"id": none, "name": none}))
    assert (load.status, load.records_read) == ("landed", 0)
    numbers = list(range(1, 5001))
    load = land(tmp_path, "more.parquet", parquet({"id": numbers, "name": list(map(str, numbers))}))
    assert load.records_landed == 5000
    assert ledger.execute(
        "select min(_row), max(_row), bool_and(_row::text = _record_id) from landing.toy__people"
    ).fetchone() == (1, 5000, True)
