"""A sheet of a workbook, rendered as CSV, so that it lands like any other table.

Lines and byte ranges of such a part are those of this rendering; the archive keeps the workbook.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

import openpyxl

from orchestration.lib.landing.problems import FileRefused
from orchestration.lib.landing.rendering import Rendering, csv_line, text


def sheet_names(path: Path) -> list[str]:
    """The names of the sheets that hold anything."""
    book = _open(path)
    try:
        return [
            name
            for name in book.sheetnames
            if hasattr(book[name], "iter_rows") and next(_lines(book[name]), None) is not None
        ] or book.sheetnames[:1]
    finally:
        book.close()


def open_as_csv(path: Path, sheet: str) -> BinaryIO:
    """The sheet as a stream of UTF-8 CSV; instants and dates in ISO form."""
    book = _open(path)
    return cast(BinaryIO, Rendering(_lines(book[sheet]), book.close))


def _open(path: Path) -> Any:
    try:
        # A stream, since openpyxl goes by a path's ending, and the archive's names have none.
        return openpyxl.load_workbook(path.open("rb"), read_only=True, data_only=True)
    except Exception as damage:
        raise FileRefused(
            "damaged_archive",
            "The workbook can't be opened: it is damaged or protected.",
            "Open it in a spreadsheet program and export the sheet as CSV.",
        ) from damage


def _lines(sheet: Any) -> Iterator[bytes]:
    for row in sheet.iter_rows(values_only=True):
        values = [text(value) for value in row]
        if any(values):
            yield csv_line(values)
