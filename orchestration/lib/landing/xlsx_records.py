"""A sheet of a workbook, rendered as CSV, so that it lands like any other table.

Lines and byte ranges of such a part are those of this rendering; the archive keeps the workbook.
"""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

import openpyxl

from orchestration.lib.landing.problems import FileRefused


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
    return cast(BinaryIO, _Rendering(book, _lines(book[sheet])))


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
        values = [_text(value) for value in row]
        if any(values):
            line = io.StringIO()
            csv.writer(line, lineterminator="\n").writerow(values)
            yield line.getvalue().encode("utf-8", "surrogatepass")


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime.datetime):
        is_date = value.time() == datetime.time()
        return value.date().isoformat() if is_date else value.isoformat(sep=" ")
    return str(value)


class _Rendering(io.RawIOBase):
    def __init__(self, book: Any, lines: Iterator[bytes]) -> None:
        self._book = book
        self._lines = lines
        self._rest = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        pieces, length = [self._rest], len(self._rest)
        while size < 0 or length < size:
            line = next(self._lines, None)
            if line is None:
                break
            pieces.append(line)
            length += len(line)
        whole = b"".join(pieces)
        cut = len(whole) if size < 0 else size
        self._rest = whole[cut:]
        return whole[:cut]

    def close(self) -> None:
        self._book.close()
        super().close()
