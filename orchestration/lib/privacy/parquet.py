"""A Parquet file without some of its rows: a column's bytes can't be blanked one by one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.lib.landing import rendering


def without(
    path: Path, place: Path, rows: Collection[int], changed: Mapping[int, Sequence[str]]
) -> None:
    """Write the file again without these rows, counted from 1, its order kept.

    ``changed``: of other rows, what each column says now, as the file is rendered to be read. A
    column of numbers, say, of which one gives way to a word is one of text then.
    """
    table = pq.read_table(path)
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
    pq.write_table(table.take(left), place)
