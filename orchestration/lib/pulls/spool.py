"""What was received of one resource, hidden in the landing folder until all of it is there.

Pages of JSON become the lines of one file, files of CSV stay as they are. Each is on the disk
before the cursor says so, and cut back to what the cursor says where a pull goes on. At the end
all of them get their names at once; from then on they land like any export. What is received twice
after that lands once: landing knows records by their content.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from requests.exceptions import RequestException

from orchestration.lib.landing.crashpoints import crashpoint
from orchestration.lib.pulls import hidden
from orchestration.lib.pulls.api import Api
from orchestration.lib.pulls.connector import StartAgain
from orchestration.lib.pulls.patience import MOST_TRIES, backoff_seconds, is_short
from orchestration.lib.pulls.whole import CutOff, ends_with_a_line, records_in

_PIECE = 1 << 16
_STAMP = "%Y%m%dT%H%M%SZ"


@dataclass
class Spooled:
    """A hidden file: its name once it is whole, its bytes and records so far."""

    name: str
    size: int
    records: int


class Spool:
    """Takes what a connector received of a resource.

    ``checkpoint``: is called with what can be gone on with, once it is on the disk. ``lacks``: is
    told up to when what changed can't be had any more; it is kept with the next checkpoint.
    ``name``: is told each file before it gets its name.
    """

    def __init__(
        self, folder: Path, resource_name: str, api: Api, files: list[dict[str, Any]],
        checkpoint: Callable[[Spool, Any], None],
        lacks: Callable[[datetime], None] = lambda until: None,
        name: Callable[[Path], None] = lambda place: None,
    ) -> None:
        self._folder = folder
        self._resource_name = resource_name
        self._api = api
        self._checkpoint = checkpoint
        self._name = name
        self.lacks = lacks
        self.files = [Spooled(**each) for each in files]

    @property
    def records(self) -> int:
        """How many records were received so far."""
        return sum(each.records for each in self.files)

    def said(self) -> list[dict[str, Any]]:
        """The files so far, to be kept."""
        return [asdict(each) for each in self.files]

    def kept(self, bookmark: Any) -> None:
        """Keep where to go on from, though nothing was received yet: a job that was asked for."""
        self._checkpoint(self, bookmark)

    def page(self, body: bytes, records: int, bookmark: Any = None) -> None:
        """Take a page of JSON as one line. ``bookmark``: where to go on from after it.

        Between the values of JSON a line may be broken; those breaks become spaces.
        """
        name = f"{self._resource_name}_{self._api.now.strftime(_STAMP)}.jsonl"
        if not self.files:
            self.files.append(Spooled(name, 0, 0))
        spooled = self.files[0]
        line = body.strip().replace(b"\r", b" ").replace(b"\n", b" ") + b"\n"
        with self._hidden(spooled).open("r+b" if spooled.size else "wb") as stream:
            stream.truncate(spooled.size)
            stream.seek(spooled.size)
            stream.write(line)
            _to_disk(stream.fileno())
        crashpoint("page_spooled")
        spooled.size += len(line)
        spooled.records += records
        self._checkpoint(self, bookmark)

    def file(
        self, url: str, bookmark: Callable[[int], Any] = lambda records: None, *,
        part: str = "", made_at: datetime | None = None, suffix: str = ".csv",
        is_counted: bool = False,
    ) -> int:
        """Download a CSV as it is and return how many records it holds.

        ``part``: tells it from other files of the resource. ``made_at``: when it was exported, by
        default now. ``bookmark``: where to go on from, given the number of its records.
        ``is_counted``: the API tells how many records there are, and the connector compares them;
        where it doesn't, a file whose last line isn't ended is believed once it comes alike twice.
        Raises ``PullFailed`` where it comes cut off time and again.
        """
        stamp = (made_at.astimezone(UTC) if made_at else self._api.now).strftime(_STAMP)
        name = "_".join(filter(None, (self._resource_name, stamp, part))) + suffix
        spooled = Spooled(name, 0, 0)
        place = self._hidden(spooled)
        before = b""
        for attempt in range(1, MOST_TRIES + 1):
            try:
                digest = self._download(url, place)
                spooled.records = records_in(place)
                if not is_counted and not ends_with_a_line(place) and digest != before:
                    before = digest
                    raise CutOff
                break
            except (CutOff, RequestException):
                if attempt == MOST_TRIES:
                    raise self._api.failed(
                        "a file comes cut off each time. Nothing of it landed; the next pull asks "
                        "for it again."
                    ) from None
                self._api.sleep(backoff_seconds(attempt))
        spooled.size = place.stat().st_size
        crashpoint("file_spooled")
        self.files.append(spooled)
        self._checkpoint(self, bookmark(spooled.records))
        return spooled.records

    def is_there(self) -> bool:
        """Whether every hidden file still holds what the cursor says of it."""
        return all(
            self._named(each).exists()
            or (self._hidden(each).exists() and self._hidden(each).stat().st_size >= each.size)
            for each in self.files
        )

    def release(self) -> list[Path]:
        """Give every file its name. What has it already keeps it.

        Raises ``StartAgain`` where something was taken away meanwhile.
        """
        if not self.is_there():
            raise StartAgain(str(self._api.failed(
                "what was received is gone from the landing folder. The next pull begins anew."
            )))
        released = []
        for each in self.files:
            waiting, place = self._hidden(each), self._named(each)
            if waiting.exists():
                with waiting.open("r+b") as stream:
                    stream.truncate(each.size)
                    _to_disk(stream.fileno())
                place = _not_taken(place)
                self._name(place)
                waiting.rename(place)
            released.append(place)
            crashpoint("file_named")
        _to_disk_folder(self._folder)
        return released

    def discard(self) -> None:
        """Throw away what is hidden."""
        for each in self.files:
            self._hidden(each).unlink(missing_ok=True)
        self.files = []

    def _download(self, url: str, place: Path) -> bytes:
        """Write the file and return its sha256. Raises ``CutOff`` where it says it is longer."""
        digest = hashlib.sha256()
        with self._api.download(url) as response, place.open("wb") as stream:
            for piece in response.iter_content(_PIECE):
                stream.write(piece)
                digest.update(piece)
            _to_disk(stream.fileno())
            if is_short(response, response.raw.tell()):
                raise CutOff
        return digest.digest()

    def _hidden(self, spooled: Spooled) -> Path:
        return hidden.place_of(self._folder, spooled.name)

    def _named(self, spooled: Spooled) -> Path:
        return self._folder / spooled.name


def _not_taken(place: Path) -> Path:
    """The place, or one beside it: another pull's file of the same second may not have landed."""
    number = 2
    found = place
    while found.exists():
        found = place.with_name(f"{place.stem}_{number:02d}{place.suffix}")
        number += 1
    return found


def _to_disk(descriptor: int) -> None:
    os.fsync(descriptor)


def _to_disk_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
