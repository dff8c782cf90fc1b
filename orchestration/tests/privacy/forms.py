"""The forms in which an export comes, each made of the same CSV."""

from __future__ import annotations

import csv
import gzip
import io
import json

import openpyxl

from orchestration.tests.landing import toy


def documents(text: str) -> list[dict[str, str]]:
    """Its records by their columns."""
    return list(csv.DictReader(io.StringIO(text)))


def _workbook(text: str) -> bytes:
    book, packed = openpyxl.Workbook(), io.BytesIO()
    for row in csv.reader(io.StringIO(text)):
        book.active.append(row)
    book.save(packed)
    return packed.getvalue()


def _parquet(text: str) -> bytes:
    rows = documents(text)
    return toy.parquet({name: [row[name] for row in rows] for name in rows[0]})


OF_TEXT = {
    ".csv": lambda text: text.encode(),
    ".utf16.csv": lambda text: text.encode("utf-16"),
    ".csv.gz": lambda text: gzip.compress(text.encode()),
    ".zip": lambda text: toy.zipped({"members.csv": text.encode()}),
    ".json": lambda text: json.dumps(documents(text)).encode(),
    ".jsonl": lambda text: "\n".join(map(json.dumps, documents(text))).encode(),
    ".xlsx": _workbook,
    ".parquet": _parquet,
}
