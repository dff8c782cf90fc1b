"""A Parquet file, rendered as CSV some rows at a time, so that it lands like any other table.

A record of a columnar file stands at no byte: its place is its row, counted from 1. Byte counts
and ranges of such a part are those of the rendering; the archive keeps the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.lib.landing.problems import FileRefused
from orchestration.lib.landing.rendering import Rendering, csv_line

_ROWS_AT_A_TIME = 1 << 10


def open_as_csv(path: Path) -> BinaryIO:
    """The table as a stream of UTF-8 CSV, its header first."""
    try:
        file = pq.ParquetFile(path, pre_buffer=False, buffer_size=1 << 16)
    except (pa.ArrowException, OSError) as damage:
        raise _damaged() from damage
    return cast(BinaryIO, Rendering(_lines(file), file.close))


def _lines(file: pq.ParquetFile) -> Iterator[bytes]:
    yield csv_line(file.schema_arrow.names)
    try:
        for batch in file.iter_batches(_ROWS_AT_A_TIME, use_threads=False):
            columns = [_values(column) for column in batch.columns]
            for values in zip(*columns, strict=True):
                yield csv_line(values)
    except (pa.ArrowException, OSError) as damage:
        raise _damaged() from damage


def _values(column: Any) -> list[Any]:
    """The column's values as Python's own. Instants are kept to the microsecond, as there."""
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us", column.type.tz), safe=False)
    values: list[Any] = column.to_pylist()
    return values


def _damaged() -> FileRefused:
    return FileRefused(
        "damaged_archive",
        "The Parquet file is damaged, was cut off before its end, or is encrypted.",
        "Fetch the export again; nothing of it was landed.",
    )
