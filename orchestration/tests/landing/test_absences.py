"""A record that a full export lacks is absent until one holds it again: by a plain set of ids."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from orchestration.lib.landing import arrivals, quarantine, revisits
from orchestration.lib.landing.lander import land_file
from orchestration.tests.conftest import Declare, forget_landings
from orchestration.tests.landing.toy import SOURCE, land, put, zipped

pytestmark = pytest.mark.usefixtures("empty_landing")

DECLARATION = """\
      - name: people
        config: {meta: {files: ["people*.csv", "people*.json"], record_id: [id], snapshot: full}}
        columns:
          - name: id
          - {name: name, config: {meta: {optional: true}}}
"""
Rows = list[tuple[str, str]]


def _csv(rows: Rows, is_cut: bool = False) -> bytes:
    lines = [f"{key},{value}\n" for key, value in rows] + ["too,many,fields\n"] * is_cut
    return ("id,name\n" + "".join(lines)).encode()


def _json(rows: Rows, is_cut: bool = False) -> bytes:
    records: list[object] = [{"id": key, "name": value} for key, value in rows]
    return json.dumps(records + ["no object"] * is_cut).encode()


def _absent(ledger: psycopg.Connection, day: int = 28) -> set[str]:
    """Who is absent as of a day, by all exports that aren't held."""
    return {
        row[0]
        for row in ledger.execute(
            "select record_id from (select distinct on (record_id) record_id, is_absent"
            " from landing.absences inner join landing.comparable_loads using (load_id)"
            " where extracted_at <= make_timestamptz(2026, 5, %s, 0, 0, 0, 'UTC')"
            " order by record_id, extracted_at desc, absence_id desc) as told where is_absent",
            [day],
        )
    }


def _told(ledger: psycopg.Connection) -> list[tuple[object, ...]]:
    return ledger.execute(
        "select record_id, is_absent from landing.absences order by absence_id"
    ).fetchall()


@dataclass
class File:
    """What the plain model knows of a file that landed. ``day``: it was last exported then."""

    name: str
    day: int
    content: bytes
    pieces: set[str]
    ids: set[str]
    unread: int
    retried: set[str] = field(default_factory=set)
    load_id: int = 0
    is_held: bool = False
    is_superseded: bool = False

    @property
    def named_day(self) -> int:
        return int(self.name.split("-")[-1][:2])


@dataclass
class Model:
    """Who is absent, worked out anew from all files each time."""

    files: list[File] = field(default_factory=list)

    def arrive(self, file: File) -> File:
        for known in self.files:
            if known.content == file.content:
                known.day = max(known.day, file.day)
                return known
        for known in self.files:
            known.is_superseded |= (
                (known.name, known.day) == (file.name, file.day)
                and len(known.content) < len(file.content)
                and file.content.startswith(known.content)
            )
        self.files.append(file)
        return file

    def tomorrow(self) -> int:
        return max((file.day for file in self.files), default=0) + 1

    def absent(self) -> dict[int, set[str]]:
        """By day of an export."""
        whole = [file for file in self.files if not file.is_superseded]
        counted = [file for file in whole if not file.is_held]
        absent: set[str] = set()
        pieces: set[str] | None = None
        found = {}
        for day in sorted({file.day for file in counted}):
            export = [file for file in counted if file.day == day]
            now = set().union(*(file.pieces for file in export))
            known = set().union(*(file.ids for file in counted if file.day <= day))
            # A mended record is a load of its own, and not held with its file.
            known.update(*(file.retried for file in whole if file.day <= day))
            missing = known.difference(*(file.ids | file.retried for file in export))
            if pieces is not None and pieces <= now:
                is_unread = any(file.unread for file in export)
                absent = missing & absent if is_unread else missing
            pieces, found[day] = now, absent
        return found


_ROWS = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("xy"), min_size=1).map(
    lambda told: [*told.items(), *list(told.items())[:1]]
)
# Of the month; 0 is the day after the newest export: exports mostly come in their order.
_DAY = st.sampled_from([0, 0, 0, 0, 2, 3])
_FILE = st.tuples(
    st.just("file"), _DAY, st.sampled_from(["", "", "", "b"]), _ROWS,
    st.sampled_from([False, False, True]),
)
_OTHER = st.one_of(
    st.tuples(st.just("zip"), _DAY, _ROWS, _ROWS),
    st.tuples(st.just("again"), _DAY, st.integers(0, 9)),
    st.tuples(st.just("completed"), _ROWS),
    st.tuples(st.just("retry"), st.sampled_from("abcdefg")),
    st.tuples(st.just("hold"), st.integers(0, 9)),
    st.tuples(st.just("let through"), st.integers(0, 9)),
)
_STEPS = st.lists(st.tuples(_FILE, _FILE, _OTHER).map(list), min_size=2, max_size=4)


@pytest.fixture(params=["compared here", "compared in the warehouse", "json"])
def form(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, declare: Declare) -> str:
    worth = 0 if request.param == "compared in the warehouse" else 1000
    monkeypatch.setattr(arrivals, "_WORTH_READING_ALL", worth)
    declare(DECLARATION)
    return "json" if request.param == "json" else "csv"


# A file that is held after one of its records was retried takes back what it said.
_HELD_AFTER_RETRY: list[list[tuple[Any, ...]]] = [
    [("file", 0, "", [("a", "x"), ("b", "x")], False)],
    [("file", 0, "", [("a", "x")], True), ("retry", "a")],
    [("file", 0, "b", [("a", "x")], False), ("hold", 1)],
]


# A file that is exported again brings along what had been mended of it.
_MOVED_AFTER_RETRY: list[list[tuple[Any, ...]]] = [
    [("file", 0, "", [("a", "x")], True), ("file", 0, "", [("c", "x")], False), ("retry", "b")],
    [("file", 0, "", [("a", "y")], False), ("again", 0, 0)],
]
# A half-copied file takes what had been mended of it along when it gives way to the whole one.
_COMPLETED_AFTER_RETRY: list[list[tuple[Any, ...]]] = [
    [("file", 0, "", [("a", "x")], False), ("file", 0, "", [("a", "x")], True), ("retry", "b")],
    [("completed", [("c", "x")]), ("retry", "a"), ("file", 0, "", [("a", "y")], False)],
]


@settings(max_examples=40, phases=[Phase.explicit, Phase.generate])
@example(steps=_HELD_AFTER_RETRY)
@example(steps=_MOVED_AFTER_RETRY)
@example(steps=_COMPLETED_AFTER_RETRY)
@given(steps=_STEPS)
def test_who_is_absent_is_who_was_known_and_is_not_in_the_newest_whole_export(
    form: str, tmp_path: Path, ledger: psycopg.Connection, steps: list[list[tuple[Any, ...]]]
) -> None:
    forget_landings()
    model, written = Model(), _csv if form == "csv" else _json
    for what, *told in itertools.chain.from_iterable([*batch, ("catch up",)] for batch in steps):
        match what, told:
            case "catch up", _:
                revisits.catch_up(SOURCE)
                _compare(model, ledger)
                continue
            case "file", [day, piece, rows, is_cut]:
                day = day or model.tomorrow()
                name = f"people{piece}_2026-05-{day:02d}.{form}"
                content = written(rows, is_cut)
                file = File(name, day, content, {piece}, {row[0] for row in rows}, int(is_cut))
            case "zip", [day, rows, others]:
                day = day or model.tomorrow()
                name = f"people_2026-05-{day:02d}.zip"
                parts = {f"people.{form}": written(rows), f"peopleb.{form}": written(others)}
                ids = {row[0] for row in rows + others}
                file = File(name, day, zipped(parts), {"zip", "zip b"}, ids, 0)
            case "again", [day, which]:
                old, day = model.files[which % len(model.files)], day or model.tomorrow()
                name = f"{old.name.split('_')[0]}_2026-05-{day:02d}.{old.name.rsplit('.', 1)[1]}"
                file = File(name, day, old.content, old.pieces, old.ids, old.unread)
            case "completed", [rows]:
                # The newest file had been half-copied.
                old = model.files[-1]
                content = old.content + written(rows).removeprefix(b"id,name\n")
                if form == "json" or old.name.endswith("zip"):
                    continue
                ids = old.ids | {row[0] for row in rows}
                file = File(old.name, old.named_day, content, old.pieces, ids, old.unread)
            case "retry", [key]:
                _retry(model, form, key)
                continue
            case _, [which]:
                _judge(ledger, model.files[which % len(model.files)], what == "hold")
                continue
        landed = land_file(put(tmp_path, file.name, file.content), SOURCE)
        assert landed.status == "landed"
        model.arrive(file).load_id = landed.load_id


def _compare(model: Model, ledger: psycopg.Connection) -> None:
    for day, absent in model.absent().items():
        assert _absent(ledger, day) == absent


def _retry(model: Model, form: str, key: str) -> None:
    open_items = quarantine.open_items(SOURCE)
    if open_items:
        item = open_items[0]
        mended = f"{key},mended\n".encode() if form == "csv" else json.dumps({"id": key}).encode()
        quarantine.retry(item.quarantine_id, mended)
        file = next(file for file in model.files if file.load_id == item.load_id)
        file.retried, file.unread = file.retried | {key}, file.unread - 1


def _judge(ledger: psycopg.Connection, file: File, is_held: bool) -> None:
    ledger.execute(
        "update landing.loads set held_at = now(), released_at = case when %s then null"
        " else now() end where load_id = %s",
        [is_held, file.load_id],
    )
    file.is_held = is_held
    ledger.execute(
        "update landing.loads set is_to_revisit = true where load_id = %s", [file.load_id]
    )


def test_every_change_is_told_once(form: str, tmp_path: Path, ledger: psycopg.Connection) -> None:
    written = _csv if form == "csv" else _json
    for day, keys in ((1, "abc"), (2, "ab"), (3, "ab"), (4, "abc"), (5, "bc")):
        rows = [(key, f"of day {day}") for key in keys]
        land(tmp_path, f"people_2026-05-0{day}.{form}", written(rows))
    assert _told(ledger) == [("c", True), ("c", False), ("a", True)]


@pytest.mark.parametrize(("key", "absent"), [("b", set()), ("c", {"b"})])
def test_an_export_whose_last_quarantined_record_is_retried_counts(
    key: str, absent: set[str], form: str, tmp_path: Path, ledger: psycopg.Connection
) -> None:
    written = _csv if form == "csv" else _json
    land(tmp_path, f"people_2026-05-01.{form}", written([("a", "x"), ("b", "x")]))
    land(tmp_path, f"people_2026-05-02.{form}", written([("a", "x")], is_cut=True))
    assert _absent(ledger) == set()
    (item,) = quarantine.open_items(SOURCE)
    quarantine.retry(item.quarantine_id, written([(key, "x")]).splitlines(True)[-1].strip(b"[]"))
    revisits.catch_up(SOURCE)
    assert _absent(ledger) == absent


def test_lines_that_hold_no_record_leave_an_export_whole(
    declare: Declare, tmp_path: Path, ledger: psycopg.Connection
) -> None:
    declare(DECLARATION)
    land(tmp_path, "people_2026-05-01.csv", b"Made for you\nid,name\na,x\nb,x\n")
    load = land(tmp_path, "people_2026-05-02.csv", b"Made for you\nid,name\na,x\nid,name\n")
    assert (load.records_quarantined, _absent(ledger)) == (2, {"b"})


def test_files_without_a_common_time_or_name_are_not_one_whole(
    form: str, tmp_path: Path, ledger: psycopg.Connection
) -> None:
    written = _csv if form == "csv" else _json
    for number, key in enumerate("abab", start=1):
        land(tmp_path, f"people{key}_2026-05-0{number}.{form}", written([(key, str(number))]))
    assert _told(ledger) == []


def test_only_a_record_with_an_id_of_a_whole_table_can_be_missed(
    declare: Declare, tmp_path: Path, ledger: psycopg.Connection
) -> None:
    for kind in ("snapshot: changes", "snapshot: full"):
        tables = DECLARATION.replace("snapshot: full", kind)
        declare(tables if "changes" in kind else tables.replace("record_id: [id], ", ""))
        land(tmp_path, "people_2026-05-01.csv", _csv([("a", "x"), ("b", "x")]))
        land(tmp_path, "people_2026-05-02.csv", _csv([("a", "x")]))
        assert _told(ledger) == []
        forget_landings()
