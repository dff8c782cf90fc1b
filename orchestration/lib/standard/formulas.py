"""Cells of a workbook that hold a formula and not what it gives: no reader can know their value."""

from __future__ import annotations

import zipfile
from itertools import islice
from pathlib import Path
from typing import Any

# Of each sheet only its beginning is looked at: one such cell tells of the rest.
_ROWS = 5000


def is_workbook(path: Path) -> bool:
    """Whether the file is a workbook, whatever its name."""
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as opened:
        return "xl/workbook.xml" in opened.namelist()


def without_results(path: Path, sheet: str) -> list[int]:
    """The rows of a sheet, counted from 1, in which a formula has no result. '' is the only one."""
    with path.open("rb") as one, path.open("rb") as other:
        formulas, results = _rows(one, sheet, False), _rows(other, sheet, True)
        return [
            row
            for row, (written, given) in enumerate(zip(formulas, results, strict=False), 1)
            if any(_is_formula(each) and of is None
                   for each, of in zip(written, given, strict=False))
        ]  # fmt: skip


def _rows(stream: Any, sheet: str, data_only: bool) -> Any:
    # Imported late: the reader of workbooks is big, and most files are not workbooks.
    import openpyxl

    book = openpyxl.load_workbook(stream, read_only=True, data_only=data_only)
    found = book[sheet] if sheet in book.sheetnames else book.worksheets[0]
    return islice(found.iter_rows(values_only=True), _ROWS)


def _is_formula(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("=")
