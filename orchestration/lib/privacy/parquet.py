"""A Parquet file without some of its rows: a column's bytes can't be blanked one by one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.lib.landing import rendering
from orchestration.lib.privacy import keys

_MARK = b"kith"


def without(
    path: Path, place: Path, rows: Collection[int], changed: Mapping[int, Sequence[str]]
) -> None:
    """Write the file again without these rows, counted from 1, its order kept.

    ``changed``: of other rows, what each column says now, as the file is rendered to be read. A
    column of numbers, say, of which one gives way to a word is one of text then.
    """
    table = pq.read_table(path)
    mark = _mark(table, rows)
    for at, field in enumerate(table.schema):
        told = {row: texts[at] for row, texts in changed.items()}
        texts = [
            None if value is None else rendering.text(value)
            for value in table.column(at).to_pylist()
        ] if told else []
        if any(text != (texts[row - 1] or "") for row, text in told.items()):
            for row, text in told.items():
                texts[row - 1] = text or None
            table = table.set_column(at, field.with_type(pa.string()), pa.array(texts, pa.string()))
    left = [at for at in range(table.num_rows) if at + 1 not in set(rows)]
    left_rows = table.take(pa.array(left, pa.int64()))
    marked: dict[Any, Any] = {**(table.schema.metadata or {}), _MARK: mark}
    pq.write_table(left_rows.replace_schema_metadata(marked), place)


def _mark(table: Any, rows: Collection[int]) -> bytes:
    """What keeps two files that told of nobody else apart: of all rows ever cut, in any order."""
    mark = int((table.schema.metadata or {}).get(_MARK, b"0"), 16)
    for row in table.take(pa.array([row - 1 for row in rows], pa.int64())).to_pylist():
        texts = [rendering.text(value) for value in row.values()]
        mark ^= int.from_bytes(keys.keyed("blank", *texts))
    return b"%x" % mark
