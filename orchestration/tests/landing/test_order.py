"""I1 to I3 through the database: every byte once, and no trace of the order of arrival."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from pathlib import Path

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.lib.landing import arrivals, revisits
from orchestration.lib.landing.lander import land_file
from orchestration.tests.conftest import Declare, forget_landings
from orchestration.tests.landing.toy import DECLARATION, SOURCE, land, latest, put, release

pytestmark = pytest.mark.usefixtures("empty_landing")

_CELLS = st.sampled_from(
    [b"1", b"2", b"a", b"", b'"q,q"', b'"x\ny"', b'"', b"\\", b"\t", b"\0", b"\xe9", "é".encode()]
)
_FILES = st.lists(
    st.tuples(st.lists(_CELLS, min_size=1, max_size=4), st.sampled_from([b"\n", b"\r\n", b"\r"])),
    max_size=25,
).map(lambda lines: b"".join(b",".join(cells) + end for cells, end in lines))


@pytest.fixture(params=["compared here", "compared in the warehouse"])
def toy(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, declare: Declare) -> None:
    """Whole exports and a few new records are compared in different places, with one outcome."""
    worth = 1000 if request.param == "compared here" else 0
    monkeypatch.setattr(arrivals, "_WORTH_READING_ALL", worth)
    declare(DECLARATION)


@settings(max_examples=25)
@given(_FILES)
def test_landing_conserves_bytes_and_landing_twice_is_landing_once(
    toy: None, tmp_path: Path, ledger: psycopg.Connection, body: bytes
) -> None:
    content = b"id,name,note\n" + body
    load = land(tmp_path, "people.csv", content)
    if load.status == "landed":
        size, records, aside, structure = ledger.execute(
            "select size_bytes, record_bytes, quarantined_bytes, structural_bytes"
            " from landing.load_parts where load_id = %s", [load.load_id]
        ).fetchone()  # type: ignore[misc]
        assert size == len(content) == records + aside + structure
        kept = ledger.execute(
            "select byte_start, byte_end, raw_bytes from landing.quarantine where load_id = %s"
            " order by byte_start", [load.load_id]
        ).fetchall()
        assert all(content[start:end] == raw for start, end, raw in kept)
        assert sum(end - start for start, end, _ in kept) == aside
    before = _everything(ledger)
    again = land(tmp_path, "people again.csv", content)
    assert (again.load_id, again.is_repeated) == (load.load_id, True)
    assert _everything(ledger) == before


def _everything(ledger: psycopg.Connection) -> list[object]:
    tables = ("loads", "load_parts", "quarantine", "toy__people", "toy__cards")
    return [
        ledger.execute(f"select t::text from landing.{table} as t order by 1").fetchall()
        for table in tables
    ]


# Records of a day: id, value. A day's export has every record, changed or not.
_DAY = st.dictionaries(st.sampled_from("abc"), st.sampled_from("xyz"), max_size=3)


@settings(max_examples=8)
@given(st.lists(_DAY, min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_staging_reads_the_same_whatever_the_order_of_arrival(
    toy: None, tmp_path: Path, ledger: psycopg.Connection, days: list[dict[str, str]],
    dice: random.Random,
) -> None:
    exports = [
        (
            f"people_2026-05-{number + 1:02d}.csv",
            b"id,name,note\n" + b"".join(
                f"{key},{value},\n".encode() for key, value in sorted(day.items())
            ),
        )
        for number, day in enumerate(days)
    ]
    orders = list(itertools.permutations(exports))
    seen = set()
    for order in [tuple(exports), tuple(reversed(exports)), *dice.sample(orders, 2)]:
        forget_landings()
        for name, content in order:
            land(tmp_path, name, content)
        seen.add(tuple(row[:2] for row in latest(ledger, "people", "name")))
    truth: dict[str, str] = {}
    for day in days:
        truth.update(day)
    assert seen == {tuple(sorted(truth.items()))}


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_a_version_left_out_as_unchanged_comes_back_when_it_matters(
    order: tuple[int, ...], toy: None, tmp_path: Path, ledger: psycopg.Connection
) -> None:
    values = ["A", "B", "A", "A"]
    for day in order:
        land(
            tmp_path, f"people_2026-05-0{day + 1}.csv",
            f"id,name,note\n7,{values[day]},\n8,same,\nday{day},x,\n".encode(),
        )
    rows = {row[0]: row[1] for row in latest(ledger, "people", "name")}
    assert rows["7"] == "A"
    assert rows["8"] == "same"
    read, landed, unchanged = ledger.execute(
        "select sum(records_read), sum(records_landed), sum(records_unchanged)"
        " from landing.loads"
    ).fetchone()  # type: ignore[misc]
    assert read == landed + unchanged
    assert ledger.execute("select count(*) from landing.toy__people").fetchone() == (landed,)


def test_many_late_files_cost_one_reading_of_each_later_export(
    toy: None, tmp_path: Path, ledger: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def put_day(day: int) -> Path:
        values = "".join(f"{key},{'late' if key == day else 'x'},\n" for key in range(1, 10))
        content = f"id,name,note\n{values}day{day},x,\n".encode()
        return put(tmp_path, f"people_2026-05-{day:02d}.csv", content)

    read: Counter[int] = Counter()
    land_what_was_left_out = revisits._land_what_was_left_out

    def counted(connection: psycopg.Connection, load_id: int, kinds: list[str]) -> None:
        read[load_id] += 1
        land_what_was_left_out(connection, load_id, kinds)

    monkeypatch.setattr(revisits, "_land_what_was_left_out", counted)
    later = [land_file(put_day(day), SOURCE).load_id for day in (20, 21, 22)]
    assert ledger.execute("select count(*) from landing.loads where is_to_revisit").fetchone() == (
        0,
    )
    for day in (1, 2, 3, 4):
        land_file(put_day(day), SOURCE)
    assert not read
    revisits.catch_up(SOURCE)
    assert read == dict.fromkeys(later[1:], 1)
    revisits.catch_up(SOURCE)
    assert read == dict.fromkeys(later[1:], 1)
    rows = {row[0]: row[1] for row in latest(ledger, "people", "name")}
    assert [rows[str(key)] for key in range(1, 10)] == ["x"] * 9


def test_the_same_bytes_exported_again_later_confirm_what_they_say(
    toy: None, tmp_path: Path, ledger: psycopg.Connection
) -> None:
    first = b"id,name,note\n7,A,\n"
    land(tmp_path, "people_2026-05-01.csv", first)
    land(tmp_path, "people_2026-05-02.csv", b"id,name,note\n7,B,\n")
    again = land(tmp_path, "people_2026-05-03.csv", first)
    assert again.is_repeated
    assert [row[:2] for row in latest(ledger, "people", "name")] == [("7", "A")]


def test_a_full_export_costs_what_changed(
    toy: None, tmp_path: Path, ledger: psycopg.Connection
) -> None:
    rows = [f"{number},name {number},\n" for number in range(1, 1001)]
    land(tmp_path, "people_2026-05-01.csv", ("id,name,note\n" + "".join(rows)).encode())
    rows[499] = "500,another,\n"
    dice = random.Random(1)
    dice.shuffle(rows)
    requoted = [",".join(f'"{cell}"' for cell in row.strip().split(",")) + "\r\n" for row in rows]
    content = ("id,name,note\r\n" + "".join(requoted)).encode()
    load = land(tmp_path, "people_2026-05-02.csv", content)
    assert (load.records_landed, load.records_unchanged) == (1, 999)


def test_records_that_share_an_id_or_are_said_twice_are_compared_with_the_newest(
    toy: None, tmp_path: Path, ledger: psycopg.Connection
) -> None:
    one, other = b"7,A,\n", b"7,B,\n"
    first = land(tmp_path, "people_2026-05-01.csv", b"id,name,note\n" + one + other + b"8,C,\n")
    assert first.records_landed == 3
    newest = latest(ledger, "people", "name")[0]
    older = one if newest[1] == "B" else other
    for day, line, landed in ((2, older, 1), (3, older + older, 0), (4, b"8,C,\n" * 2, 0)):
        load = land(tmp_path, f"people_2026-05-0{day}.csv", b"id,name,note\n" + line)
        assert (load.records_landed, load.records_quarantined) == (landed, 0)


def test_another_id_or_header_makes_another_record(
    toy: None, declare: Declare, tmp_path: Path, ledger: psycopg.Connection
) -> None:
    land(tmp_path, "people_2026-05-01.csv", b"id,name,note\n7,A,x\n")
    declare(DECLARATION.replace("record_id: [id]}}\n        columns:\n          - name: id",
                                "record_id: [name]}}\n        columns:\n          - name: id", 1))
    load = land(tmp_path, "people_2026-05-02.csv", b"id,name,note\n7,A,x\n\n")
    assert load.records_landed == 1
    assert [row[0] for row in latest(ledger, "people", "name")] == ["7", "A"]
    load = land(tmp_path, "people_2026-05-03.csv", b"id,name,other\n7,A,x\n")
    assert load.records_landed == 1


def test_what_was_set_aside_is_set_aside_again(
    toy: None, tmp_path: Path, ledger: psycopg.Connection
) -> None:
    good = b"".join(b"%d,a,\n" % number for number in range(1, 9))
    bad = b",nobody,\n9,too,many,fields\nid,name,note\n"
    for day in (1, 2):
        load = land(tmp_path, f"people_2026-05-0{day}.csv", b"id,name,note\n" + good + bad)
        assert load.records_quarantined == 3
        bad += b"\n"
    assert (load.records_landed, load.records_unchanged) == (0, 8)


def test_two_sources_and_two_record_types_do_not_meet(
    toy: None, tmp_path: Path, ledger: psycopg.Connection
) -> None:
    land(tmp_path, "people_2026-05-01.csv", b"id,name,note\n7,A,\n")
    load = land(tmp_path, "things_2026-05-02.json", b'[{"id": "7"}]')
    assert load.records_landed == 1


def test_minted_ids_do_not_depend_on_the_order_of_rows(
    toy: None, tmp_path: Path, ledger: psycopg.Connection
) -> None:
    lines = [b"ann,x\n", b"bo,y\n", b"ann,x\n", b"cy,z\n"]
    load = land(tmp_path, "cards_2026-05-01.csv", b"who,what\n" + b"".join(lines))
    assert load.records_landed == 4
    ids = ledger.execute("select _record_id from landing.toy__cards order by 1").fetchall()
    assert len(set(ids)) == 4
    assert all(row[0].startswith("minted:") for row in ids)
    load = land(tmp_path, "cards_2026-05-02.csv", b"who,what\n" + b"".join(reversed(lines)))
    assert (load.records_landed, load.records_unchanged) == (0, 4)
    release(ledger)
    assert ledger.execute(
        "select bool_and(_is_record_id_minted), count(*) from raw.toy__cards"
    ).fetchone() == (True, 4)


def test_a_held_load_is_no_version_to_be_unchanged_against(
    toy: None, tmp_path: Path, ledger: psycopg.Connection
) -> None:
    held = land(tmp_path, "people_2026-05-01.csv", b"id,name,note\n7,A,\n")
    ledger.execute("update landing.loads set held_at = now() where load_id = %s", [held.load_id])
    load = land(tmp_path, "people_2026-05-02.csv", b"id,name,note\n7,A,\n8,B,\n")
    assert load.records_landed == 2
