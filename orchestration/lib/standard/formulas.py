"""Cells of a workbook that hold a formula and not what it gives: no reader can know their value."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
# How a cell's formula begins in a sheet's XML.
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_AT_ONCE, _LONGEST = 1 << 20, 64


def is_workbook(path: Path) -> bool:
    """Whether the file is a workbook, whatever its name."""
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as opened:
        return "xl/workbook.xml" in opened.namelist()


def without_results(path: Path, sheet: str) -> Iterator[int]:
    """The rows of a sheet, counted from 1, in which a formula has no result. '' is the only one."""
    if not _has_formulas(path):
        return
    with path.open("rb") as one, path.open("rb") as other:
        formulas, results = _rows(one, sheet, False), _rows(other, sheet, True)
        for row, (written, given) in enumerate(zip(formulas, results, strict=False), 1):
            if any(_is_formula(each) and of is None
                   for each, of in zip(written, given, strict=False)):  # fmt: skip
                yield row


def _has_formulas(path: Path) -> bool:
    """Whether any sheet has one: reading cells twice is slow, and most workbooks have none."""
    with zipfile.ZipFile(path) as opened:
        return any(
            _holds_formula(opened, name) for name in opened.namelist() if _SHEET.fullmatch(name)
        )


def _holds_formula(opened: zipfile.ZipFile, name: str) -> bool:
    before = b""
    with opened.open(name) as sheet:
        while read := sheet.read(_AT_ONCE):
            if _FORMULA.search(before + read):
                return True
            before = read[-_LONGEST:]
    return False


def _rows(stream: Any, sheet: str, data_only: bool) -> Any:
    # Imported late: the reader of workbooks is big, and most files are not workbooks.
    import openpyxl

    book = openpyxl.load_workbook(stream, read_only=True, data_only=data_only)
    found = book[sheet] if sheet in book.sheetnames else book.worksheets[0]
    return found.iter_rows(values_only=True)


def _is_formula(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("=")
