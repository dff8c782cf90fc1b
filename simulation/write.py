"""Export files: rows go in with a time, and come out in the files of the days that show them.

Rows are buffered per neighbourhood, appended to part files and joined at the end, so memory does
not grow with the world.
"""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from simulation import clock

_PAGE = 25
_MOST_PAGE_FILES = 4
_PARTS_SUFFIX = ".part"


@cache
def headers(tool: str) -> dict[str, tuple[str, ...]]:
    """The documented columns of each table of a tool, in file order (`headers/<tool>.txt`).

    They stand apart by spaces, or by `|` where a column's name has spaces. A name the export says
    more than once is told apart by `#2`, which no file shows.
    """
    tables: dict[str, tuple[str, ...]] = {}
    path = Path(__file__).parent / "headers" / f"{tool}.txt"
    for line in path.read_text().splitlines():
        if line and not line.startswith("#"):
            name, columns = line.split(":", 1)
            parts = columns.split("|" if "|" in columns else None)
            tables[name] = tuple(part.strip() for part in parts)
    return tables


def csv_line(fields: Iterable[Any], width: int) -> str:
    """One CSV record without its line end; only fields that need quotes get them."""
    texts = [str(field) for field in fields]
    line = ",".join(texts)
    if line.count(",") == width - 1 and '"' not in line and "\n" not in line and "\r" not in line:
        return line
    if len(texts) != width:
        raise ValueError(f"a row has {len(texts)} fields where the header has {width}")
    return ",".join(
        '"' + text.replace('"', '""') + '"' if any(c in text for c in ',"\r\n') else text
        for text in texts
    )


class Table:
    """One table of one source, exported daily.

    `changes_only` tables put a row only into the files of the days it was new or changed; the
    others are exported whole every day. `at_end` tables (truth) have one file for all days.
    """

    def __init__(
        self,
        source: str,
        file: str,
        columns: tuple[str, ...],
        days: int,
        *,
        changes_only: bool = False,
        at_end: bool = False,
        newline: str = "\n",
        byte_order_mark: bool = False,
    ) -> None:
        self.source = source
        self.file = file
        self.columns = columns
        self.days = days
        self.changes_only = changes_only
        self.at_end = at_end
        self.newline = newline
        self.byte_order_mark = byte_order_mark
        self._blank = dict.fromkeys(columns, "")
        self._width = len(columns)
        self._lines: list[list[str]] = [[] for _ in range(days)]
        self._written = [0] * days

    def add(self, when: int, values: dict[str, Any]) -> None:
        """A row that is new at a time and never changes."""
        day = clock.export_day(when)
        if day >= self.days:
            return
        self._put(day, self._line({**self._blank, **values}))

    def add_changing(
        self,
        when: int,
        values: dict[str, Any],
        changes: list[tuple[int, dict[str, Any]]],
        gone: int | None = None,
    ) -> None:
        """A row that is new at a time, changes later (times ascending), and may vanish."""
        last_day = self.days if gone is None else min(self.days, clock.export_day(gone))
        versions: list[tuple[int, dict[str, Any]]] = [
            (clock.export_day(when), {**self._blank, **values})
        ]
        for changed_at, changed in changes:
            day = clock.export_day(changed_at)
            row = {**versions[-1][1], **changed}
            if day == versions[-1][0]:
                versions[-1] = (day, row)
            else:
                versions.append((day, row))
        for position, (day, row) in enumerate(versions):
            until = versions[position + 1][0] if position + 1 < len(versions) else last_day
            until = min(until, last_day)
            if day < until:
                line = self._line(row)
                for shown in (day,) if self.changes_only else range(day, until):
                    self._lines[shown].append(line)

    def add_raw(self, day: int, line: str) -> int:
        """A line as it is (surrogates stand for raw bytes); returns its line number in the file.

        Only right in a world's first neighbourhood, whose rows come first in each file.
        """
        lines = self._lines[day]
        lines.append(line)
        return 2 + self._written[day] + sum(1 + text.count("\n") for text in lines[:-1])

    def flush(self, parts: Path) -> None:
        """Append the buffered rows to this table's part files."""
        for day, lines in enumerate(self._lines):
            if not lines:
                continue
            data = (self.newline.join(lines) + self.newline).encode("utf-8", "surrogateescape")
            self._written[day] += sum(1 + text.count("\n") for text in lines)
            if self.file.endswith(".gz"):
                data = gzip.compress(data, compresslevel=4, mtime=0)
            _append(_part(parts, self.source, self.file, day), data)
            self._lines[day] = []

    def join(self, spans: list[Path], out: Path) -> None:
        """Write the finished files from the part files of all spans, in order."""
        header = self._header()
        if header and self.file.endswith(".gz"):
            header = gzip.compress(header, compresslevel=4, mtime=0)
        for day in range(self.days):
            if self.at_end and day:
                break
            target = out / self.file if self.at_end else _target(out, self.source, self.file, day)
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as file:
                file.write(header)
                for span in spans:
                    _move_into(file, _part(span, self.source, self.file, day))
            if not target.stat().st_size:
                target.unlink()

    def _line(self, values: dict[str, Any]) -> str:
        return csv_line(values.values(), self._width)

    def _header(self) -> bytes:
        names = (name.split("#")[0] for name in self.columns)
        header = (",".join(names) + self.newline).encode()
        return b"\xef\xbb\xbf" + header if self.byte_order_mark else header

    def _put(self, day: int, line: str) -> None:
        if self.at_end:
            self._lines[0].append(line)
        elif self.changes_only:
            self._lines[day].append(line)
        else:
            for shown in range(day, self.days):
                self._lines[shown].append(line)


class JsonTable(Table):
    """A table exported as JSON, one document a line; what nobody filled in is null.

    Where there is nothing to tell there is no file.
    """

    def _line(self, values: dict[str, Any]) -> str:
        if strangers := values.keys() - self._blank:
            raise ValueError(f"{self.file} has no {sorted(strangers)}")
        told = {name: None if value == "" else value for name, value in values.items()}
        return orjson.dumps(told).decode()

    def _header(self) -> bytes:
        return b""


class Collection:
    """One collection of a web API that was read page by page (JSON, 25 resources a page).

    Few pages become one file each (`people_p0001.json`); many become one JSON Lines file with a
    page a line (`people.jsonl`). Always changes only, as `modified_date` filters give.
    """

    def __init__(self, source: str, name: str, key: str, url: str, days: int) -> None:
        self.source = source
        self.name = name
        self.key = key
        self.url = url
        self.days = days
        self._resources: list[list[bytes]] = [[] for _ in range(days)]

    def add(self, when: int, resource: dict[str, Any]) -> None:
        """A resource that is new or changed at a time."""
        day = clock.export_day(when)
        if day < self.days:
            self._resources[day].append(orjson.dumps(resource))

    def flush(self, parts: Path) -> None:
        """Append the buffered resources to the part files."""
        for day, resources in enumerate(self._resources):
            if resources:
                part = _part(parts, self.source, self.name, day)
                _append(part, b"\n".join(resources) + b"\n")
                self._resources[day] = []

    def join(self, spans: list[Path], out: Path) -> None:
        """Write the pages from the part files of all spans, in order."""
        for day in range(self.days):
            found = [_part(span, self.source, self.name, day) for span in spans]
            found = [part for part in found if part.exists()]
            count = sum(_count_lines(part) for part in found)
            pages = max(1, -(-count // _PAGE))
            folder = _target(out, self.source, self.name, day).parent
            folder.mkdir(parents=True, exist_ok=True)
            if pages > _MOST_PAGE_FILES:
                with (folder / f"{self.name}.jsonl").open("wb") as file:
                    for page in self._pages(found, pages):
                        file.write(page + b"\n")
            else:
                for number, page in enumerate(self._pages(found, pages), start=1):
                    (folder / f"{self.name}_p{number:04}.json").write_bytes(page)
            for part in found:
                part.unlink()

    def _pages(self, parts: list[Path], pages: int) -> Iterator[bytes]:
        resources: list[bytes] = []
        number = 0
        for part in parts:
            with part.open("rb") as file:
                for line in file:
                    resources.append(line.rstrip(b"\n"))
                    if len(resources) == _PAGE:
                        number += 1
                        yield self._page(resources, number, pages)
                        resources = []
        if resources or not number:
            yield self._page(resources, number + 1, pages)

    def _page(self, resources: list[bytes], number: int, pages: int) -> bytes:
        links: dict[str, Any] = {"self": {"href": f"{self.url}?page={number}"}}
        if number < pages:
            links["next"] = {"href": f"{self.url}?page={number + 1}"}
        head = orjson.dumps({"per_page": _PAGE, "page": number, "_links": links})
        embedded = b',"_embedded":{' + orjson.dumps(self.key) + b":["
        return head[:-1] + embedded + b",".join(resources) + b"]}}"


def _part(parts: Path, source: str, file: str, day: int) -> Path:
    return parts / f"{source}.{day}.{file}{_PARTS_SUFFIX}"


def _target(out: Path, source: str, file: str, day: int) -> Path:
    date = clock.export_date(day)
    return out / date / source / file.replace("{date}", date.replace("-", ""))


def _append(path: Path, data: bytes) -> None:
    with path.open("ab") as file:
        file.write(data)


def _move_into(file: BinaryIO, part: Path) -> None:
    if part.exists():
        with part.open("rb") as source:
            shutil.copyfileobj(source, file, 1 << 20)
        part.unlink()


def _count_lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
