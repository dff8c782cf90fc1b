"""Rows of values rendered as CSV, so that what is no text lands like any other table."""

from __future__ import annotations

import csv
import datetime
import io
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any


def csv_line(values: Iterable[Any]) -> bytes:
    """The values as a record of UTF-8 CSV."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow([text(value) for value in values])
    return line.getvalue().encode("utf-8", "surrogatepass")


def text(value: Any) -> str:
    """A value as CSV has it: instants and dates in ISO form, lists and objects as JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        # A column of whole numbers with gaps is often kept as one of fractions.
        return str(int(value))
    if isinstance(value, datetime.datetime):
        is_date = value.time() == datetime.time() and value.tzinfo is None
        return value.date().isoformat() if is_date else value.isoformat(sep=" ")
    if isinstance(value, bytes):
        return _decoded(value)
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, ensure_ascii=False, default=text)
    return str(value)


def _decoded(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return f"\\x{value.hex()}"


class Rendering(io.RawIOBase):
    """A stream of lines as they are made; ``close`` is called at its end."""

    def __init__(self, lines: Iterator[bytes], close: Callable[[], object]) -> None:
        self._lines = lines
        self._close = close
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
        self._close()
        super().close()
