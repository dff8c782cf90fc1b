"""Pulls what is due of a source, a resource after the other. One that fails stops no other.

What a pull received is hidden until all of it is there; then it is named, and then the cursor
moves. Whatever dies in between, the next pull goes on from the last page or file on the disk, or
names what is whole. A pull that was left for a day begins anew: pages shift.
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from requests.exceptions import RequestException

from orchestration.lib import registry, settings
from orchestration.lib.landing.crashpoints import crashpoint
from orchestration.lib.pulls import cursors, hidden, pulled_files, tempo, unreached
from orchestration.lib.pulls.api import Api, ApiDown, NoKey
from orchestration.lib.pulls.connector import (
    Connector,
    NoConnector,
    PullFailed,
    StartAgain,
    Window,
    connector_of,
)
from orchestration.lib.pulls.cursors import Cursor
from orchestration.lib.pulls.spool import Spool
from orchestration.lib.pulls.tempo import Tempo
from orchestration.lib.registry import Source

_LEFT_FOR = timedelta(days=1)
_SAYS_NOTHING_NEW_EVERY = timedelta(days=1)
_LEFT_ALONE = "not asked for, as the API is down. The next pull asks."
# What reading an answer raises that is no JSON, or other JSON than there should be.
_NOT_AS_DOCUMENTED = (RequestException, ValueError, LookupError, TypeError, AttributeError)


@dataclass(frozen=True)
class Pulled:
    """What became of a resource. ``failure``: why it is late; None where it is not.

    ``is_asked``: False where nothing was asked, as the API was down by then.
    """

    source_id: str
    resource_name: str
    files: tuple[Path, ...] = ()
    records: int = 0
    is_full: bool = False
    seconds: float = 0.0
    failure: str | None = None
    is_asked: bool = True

    def told(self) -> str:
        """One line for a person."""
        if self.failure:
            return f"{self.failure} It is late; nothing else waits for it."
        records = f"{self.records:,} record" + ("" if self.records == 1 else "s")
        files = f" in {len(self.files)} files" if len(self.files) > 1 else ""
        whole = ", read whole" if self.is_full else ""
        said = f"{records}{files}{whole}" if self.records else f"nothing new{whole}"
        return f"{self.source_id} ({self.resource_name}): {said}, {self.seconds:.1f} s"


class AnotherPulls(PullFailed):
    """Somebody is pulling from the source already."""


def pull(
    source_id: str, *, is_full: bool = False, is_due_only: bool = False,
    resource_names: Collection[str] | None = None, say: Callable[[str], None] = lambda line: None,
    on_progress: Callable[[str, int], None] = lambda what, records: None,
    on_pulled: Callable[[Pulled], None] = lambda pulled: None,
    sleep: Callable[[float], None] = time.sleep,
) -> list[Pulled]:
    """Pull a source's resources, as the seed lists them, into its landing folder.

    ``is_full``: ask for all there is. ``is_due_only``: leave out what was pulled recently enough.
    ``on_progress`` is told what is asked for and how many records came, ``say`` what a person
    should know. Raises ``NoKey``, ``NoConnector``, ``AnotherPulls``; other failures are in what is
    returned.
    """
    source = registry.source(source_id)
    connector = connector_of(source)
    api = Api(source, connector, sleep)
    done = []
    down: ApiDown | None = None
    is_over = False
    with _alone(source) as folder:
        for each in _chosen(source, connector, resource_names):
            cursor = cursors.read(source_id, each.resource_name)
            if is_due_only and not each.is_due(cursor, datetime.now(UTC)):
                continue
            one = _Resource(api, connector, each, cursor, folder, on_progress)
            if is_over:
                done.append(one.left_alone())
                continue
            on_progress(f"{source_id} ({each.resource_name})", 0)
            pulled = one.pull(is_full)
            on_pulled(pulled)
            done.append(pulled)
            is_over = _is_over(down, one.down)
            down = one.down
            if down:
                api.hasten()
        for line in unreached.lines(source_id):
            say(line)
    return done


def not_asked(done: Collection[Pulled]) -> str | None:
    """One line of all that wasn't asked for, as the API was down; None where there is nothing."""
    names = [each.resource_name for each in done if not each.is_asked]
    if not names:
        return None
    source_id = next(iter(done)).source_id
    return f"{source_id}: {', '.join(names)}: {_LEFT_ALONE} They are late, too."


def _is_over(before: ApiDown | None, now: ApiDown | None) -> bool:
    """Whether the API is to be left alone: it asks for that, or was silent twice in a row.

    One that answers at all, if only that it fails, is asked on: another resource may work. None is
    waited for any more until one does.
    """
    if now is None:
        return False
    return now.is_closed or (now.is_silent and before is not None and before.is_silent)


def due(source_id: str) -> list[str]:
    """The source's resources whose time has come."""
    now = datetime.now(UTC)
    known = {each.resource_name: each for each in cursors.of_source(source_id)}
    return [
        each.resource_name
        for each in tempo.tempos(source_id)
        if each.is_due(known.get(each.resource_name, Cursor(source_id, each.resource_name)), now)
    ]


class _Resource:
    """One resource's pull: new, or gone on with."""

    def __init__(
        self, api: Api, connector: Connector, tempo: Tempo, cursor: Cursor, folder: Path,
        on_progress: Callable[[str, int], None],
    ) -> None:
        self._api, self._connector, self._tempo = api, connector, tempo
        self._cursor, self._folder = cursor, folder
        self._on_progress = on_progress
        # What says that the API is down, once it is.
        self.down: ApiDown | None = None

    def left_alone(self) -> Pulled:
        """Ask nothing, and say why."""
        failure = str(self._api.failed(_LEFT_ALONE, self._tempo.resource_name))
        self._tried(failure)
        return Pulled(
            self._cursor.source_id, self._cursor.resource_name, failure=failure, is_asked=False
        )

    def pull(self, is_full: bool) -> Pulled:
        """Receive it all, name it, move the cursor; or say why not."""
        started = time.monotonic()
        self._api.about(self._tempo.resource_name)
        failure = None
        files: list[Path] = []
        records, was_full = 0, False
        try:
            spool = self._received(is_full)
            records, was_full = spool.records, bool(self._cursor.is_full)
            files = self._move(spool)
        except PullFailed as late:
            failure = str(late)
            self.down = late if isinstance(late, ApiDown) else None
        except FileNotFoundError:
            failure = str(self._api.failed(
                "what was received is gone from the landing folder. The next pull begins anew."
            ))
        except _NOT_AS_DOCUMENTED:
            # Told without what was raised, which may hold all of the answer.
            failure = str(self._api.failed(
                "an answer isn't what the vendor documents: a page of another server, perhaps. The "
                "next pull asks again."
            ))
        self._tried(failure)
        return Pulled(
            self._cursor.source_id, self._cursor.resource_name, tuple(files), records, was_full,
            time.monotonic() - started, failure,
        )

    def _tried(self, failure: str | None) -> None:
        self._cursor.tried_at = datetime.now(UTC)
        self._cursor.failure = failure
        cursors.write(self._cursor)

    def _received(self, is_full: bool) -> Spool:
        """Everything, on the disk. What can't be gone on with is begun anew, once."""
        cursor = self._cursor
        spool = self._spool()
        if cursor.began_at and (
            (is_full and not cursor.is_full) or not self._goes_on(spool)
        ):
            spool.discard()
            cursor.forget_what_is_under_way()
        if cursor.is_whole:
            return spool
        if cursor.began_at is None:
            self._begin(is_full)
            hidden.drop(self._folder, cursor.resource_name)
        try:
            self._ask(spool)
        except StartAgain:
            spool.discard()
            was_full = bool(cursor.is_full)
            cursor.forget_what_is_under_way()
            self._begin(was_full)
            self._ask(spool)
        cursor.is_whole = True
        self._checkpoint(spool, None)
        crashpoint("all_spooled")
        return spool

    def _begin(self, is_full: bool) -> None:
        cursor = self._cursor
        cursor.began_at = datetime.now(UTC)
        cursor.is_full = is_full or self._tempo.is_full_due(cursor, cursor.began_at)
        cursor.since = None
        if not cursor.is_full and cursor.pulled_until:
            cursor.since = cursor.pulled_until - self._tempo.overlap

    def _ask(self, spool: Spool) -> None:
        cursor = self._cursor
        window = Window(
            self._api.source, cursor.resource_name, cursor.since, cursor.bookmark,
            cursor.pulled_until,
        )
        self._connector.resources[cursor.resource_name](self._api, window, spool)

    def _move(self, spool: Spool) -> list[Path]:
        """Name what is whole, then move the cursor to where the pull began."""
        cursor = self._cursor
        now = datetime.now(UTC)
        is_news = spool.records > 0 or (
            cursor.filed_at is None or now - cursor.filed_at >= _SAYS_NOTHING_NEW_EVERY
        )
        files = spool.release() if is_news else []
        if not is_news:
            spool.discard()
        if files:
            cursor.filed_at = now
        cursor.pulled_until = cursor.asked_at or cursor.began_at
        if cursor.is_full:
            cursor.full_at = cursor.began_at
        cursor.forget_what_is_under_way()
        cursors.write(cursor)
        crashpoint("cursor_moved")
        return files

    def _goes_on(self, spool: Spool) -> bool:
        began = self._cursor.began_at
        is_fresh = began is not None and datetime.now(UTC) - began < _LEFT_FOR
        return spool.is_there() and (is_fresh or self._cursor.is_whole)

    def _spool(self) -> Spool:
        return Spool(
            self._folder, self._cursor.resource_name, self._api, self._cursor.files,
            self._checkpoint, self._cursor.lacks,
            partial(pulled_files.note, self._cursor.source_id),
        )

    def _checkpoint(self, spool: Spool, bookmark: Any) -> None:
        self._cursor.files = spool.said()
        self._cursor.bookmark = bookmark
        self._cursor.asked_at = self._cursor.asked_at or self._api.first_answer_at
        if spool.records:
            name = f"{self._cursor.source_id} ({self._cursor.resource_name})"
            self._on_progress(name, spool.records)
        cursors.write(self._cursor)


def _chosen(
    source: Source, connector: Connector, resource_names: Collection[str] | None
) -> list[Tempo]:
    listed = tempo.tempos(source.source_id)
    unknown = sorted({each.resource_name for each in listed} - set(connector.resources))
    if unknown or not listed:
        what = f"lists {', '.join(unknown)} of" if unknown else "lists nothing of"
        raise NoConnector(
            f"{tempo.seed_file().name} {what} {source.source_id}. There are: "
            f"{', '.join(connector.resources)}."
        )
    order = list(connector.resources)
    return sorted(
        (each for each in listed if resource_names is None or each.resource_name in resource_names),
        key=lambda each: order.index(each.resource_name),
    )


@contextmanager
def _alone(source: Source) -> Iterator[Path]:
    """The source's landing folder, with nobody else pulling into it."""
    folder = settings.landing_folder() / source.source_id
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".pull").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AnotherPulls(
                f"{source.source_id} is being pulled from already. Wait until that is done."
            ) from None
        yield folder


__all__ = ["AnotherPulls", "NoKey", "Pulled", "due", "not_asked", "pull"]
