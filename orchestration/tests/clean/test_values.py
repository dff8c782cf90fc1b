"""Dates, instants, numbers, names: Python's own types are the oracle, and nothing ever raises."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.tests.clean.conftest import CALLS, Evaluate

MAGIC = ["now", "today", "infinity", "-infinity", "epoch", "tomorrow", "allballs", "J2451187"]
NASTY = [
    *MAGIC,
    "",
    " ",
    "\u200b",
    "NULL",
    "N/A",
    "#REF!",
    "0000-00-00",
    "2026-02-30",
    "9" * 400,
    "-",
    "+",
    ".",
    "()",
    "2026-13-01T00:00:00Z",
    "2026-05-01T25:00:00Z",
    "2026-05-01T12:00:00+99:99",
    "2026-05-01 12:00:60",
    "2026-05-01 7:00am-0430",
    "2026-05-01 7:00 PMZ",
    "2026-05-01T12:00:00.123456789Z",
    "1e400",
    "NaN",
    "'; drop table people; --",
    "\\",
    "%s",
    "🎉" * 50,
    "\ud7ff",
    "é\u0301",
]
SCALARS = [call for call in CALLS if not call.startswith("json")]


@pytest.mark.parametrize("call", SCALARS)
def test_nothing_raises(evaluate: Evaluate, call: str) -> None:
    evaluate(call, NASTY)


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
        | st.text("0123456789-/: TZ+.,$()aApPmM", max_size=25),
        min_size=60,
        max_size=120,
    )
)
def test_no_text_raises(evaluate: Evaluate, texts: list[str]) -> None:
    for call in SCALARS:
        evaluate(call, texts)


def test_every_date_is_read_and_no_other(evaluate: Evaluate) -> None:
    """All days of the years where leap rules differ, and each impossible day of them."""
    texts = [
        f"{year}-{month:02}-{day:02}"
        for year in (1896, 1900, 1904, 1999, 2000, 2001, 2019, 2024, 2100, 2400)
        for month in range(14)
        for day in range(33)
    ]

    def real(text: str) -> date | None:
        try:
            return date.fromisoformat(text)
        except ValueError:
            return None

    expected = [real(text) for text in texts]
    assert evaluate("iso_date", texts) == expected
    american = [f"{int(text[5:7])}/{int(text[8:])}/{text[:4]}" for text in texts]
    assert evaluate("american_date", american) == expected
    european = [f"{text[8:]}/{text[5:7]}/{text[:4]}" for text in texts]
    assert evaluate("european_date", european) == expected


def test_ways_to_write_a_date(evaluate: Evaluate) -> None:
    cases = {
        "2026-05-01T00:00:00Z": date(2026, 5, 1),
        "2026-05-01 00:00:00": date(2026, 5, 1),
        "20260501": date(2026, 5, 1),
        "2026-05-01x": None,
        "5/1/2026": None,
        **dict.fromkeys(MAGIC),
    }
    assert dict(zip(cases, evaluate("iso_date", list(cases)), strict=True)) == cases
    american: dict[str, date | None] = {
        "5/1/2026 12:00:00 AM": date(2026, 5, 1),
        "05-01-2026": date(2026, 5, 1),
        "13/1/2026": None,
        "5/1/26": None,
    }
    assert dict(zip(american, evaluate("american_date", list(american)), strict=True)) == american


@settings(max_examples=10, deadline=None)
@given(
    st.lists(
        st.datetimes(
            datetime(1950, 1, 1),  # noqa: DTZ001 - the zone is drawn beside it
            datetime(2100, 1, 1),  # noqa: DTZ001
            timezones=st.timezones() | st.just(UTC),
        ),
        min_size=50,
        max_size=200,
    )
)
def test_instants_with_offsets_are_pythons(evaluate: Evaluate, moments: list[datetime]) -> None:
    minutes = timedelta(minutes=1)
    moments = [moment for moment in moments if not (moment.utcoffset() or minutes) % minutes]
    texts = [moment.isoformat() for moment in moments]
    assert evaluate("instant", texts) == [moment.astimezone(UTC) for moment in moments]


def test_ways_to_write_an_instant(evaluate: Evaluate) -> None:
    def utc(*parts: int) -> datetime:
        return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]

    cases = {
        "2026-05-31T03:15:00Z": utc(2026, 5, 31, 3, 15),
        "2026-05-31 03:15:00 UTC": utc(2026, 5, 31, 3, 15),
        "2026-05-31 03:15:00+0000": utc(2026, 5, 31, 3, 15),
        "2026-05-31 03:15:00-04": utc(2026, 5, 31, 7, 15),
        "2026-05-31 03:15": utc(2026, 5, 31, 7, 15),
        "2026-01-31 03:15:00.5": utc(2026, 1, 31, 8, 15, 0, 500000),
        "2026-01-31": utc(2026, 1, 31, 5),
        # 02:30 was skipped that night: read with the winter's offset, as if it had not been.
        "2026-03-08 02:30:00": utc(2026, 3, 8, 7, 30),
        # 01:30 came twice: PostgreSQL takes the later, winter's.
        "2026-11-01 01:30:00": utc(2026, 11, 1, 6, 30),
        "2026-02-29 03:15:00": None,
        "2024-02-29 03:15:00Z": utc(2024, 2, 29, 3, 15),
        "2026-05-31 24:00:00": None,
        **dict.fromkeys(MAGIC),
    }
    assert dict(zip(cases, evaluate("instant", list(cases)), strict=True)) == cases
    american = {
        "5/31/2026 3:15:00 PM": utc(2026, 5, 31, 19, 15),
        "5/31/2026 3:15 PM -05:00": utc(2026, 5, 31, 20, 15),
        "5/31/2026 3:15PM-05:00": None,
        "05/31/2026 15:15": utc(2026, 5, 31, 19, 15),
        "1/5/2026 12:00 AM": utc(2026, 1, 5, 5),
        "5/31/2026 13:00 PM": None,
        "31/5/2026 3:15 PM": None,
    }
    found = evaluate("american_instant", list(american))
    assert dict(zip(american, found, strict=True)) == american


def test_numbers(evaluate: Evaluate) -> None:
    whole = {"7": 7, "1,234": 1234, " 12.0 ": 12, "-3": -3, "1,23": None, "1.5": None}
    whole |= {"9" * 9: 999_999_999, "9" * 10: None}
    assert dict(zip(whole, evaluate("whole_number", list(whole)), strict=True)) == whole
    money = {
        "5": 500,
        "$1,234.50": 123450,
        "-5.00": -500,
        "($5.00)": -500,
        "5.0000": 500,
        "5.5": 550,
        ".75": 75,
        "12 USD": 1200,
        "0.1": 10,
        "1.005": None,
        "1,5": None,
        "5e3": None,
        "500": 50000,
    }
    assert dict(zip(money, evaluate("cents", list(money)), strict=True)) == money
    shares = {
        "0.87": 0.87, ".5": 0.5, "1": 1.0, "0": 0.0, "87": 0.87, "87 %": 0.87, "0.5%": 0.005,
        "100": 1.0, "101": None, "-0.1": None, "high": None, "": None,
    }
    found = evaluate("share", list(shares))
    assert [None if share is None else float(share) for share in found] == list(shares.values())
    words = {"true": True, "Yes": True, "1": True, "F": False, "no": False, "0": False, "2": None}
    assert dict(zip(words, evaluate("yes_no", list(words)), strict=True)) == words


def test_names(evaluate: Evaluate) -> None:
    cases = {
        "  Ana\u00a0 María ": "Ana María",
        "Jose\u0301": "José",
        "\ufeff\u200b": None,
        "山田": "山田",
    }
    assert dict(zip(cases, evaluate("clean_name", list(cases)), strict=True)) == cases
    keys = {
        "José": "jose",
        "JOSE\u0301": "jose",
        "O'Brien-Smith Jr.": "obriensmithjr",
        "Nguyễn": "nguyen",
        "Đặng": "dang",
        "Łukasz": "lukasz",
        "de la Cruz": "delacruz",
        "Weiß": "weiss",
        "Sørensen": "sorensen",
        "Aslı": "asli",
        "山田": "山田",
        "Иван": "иван",
        "123": None,
        "": None,
    }
    assert dict(zip(keys, evaluate("name_key", list(keys)), strict=True)) == keys


def test_whole_names_are_split_in_one_way(evaluate: Evaluate) -> None:
    split = {
        "Ana Silva": ("Ana", "Silva"),
        "Silva,  Ana": ("Ana", "Silva"),
        " Ana  Maria\u00a0Silva ": ("Ana Maria", "Silva"),
        "Ana": ("Ana", None),
        "Ben Okafor Jr.": ("Ben", "Okafor Jr."),
        "Ben Okafor, III": ("Ben", "Okafor, III"),
        "Okafor Jr, Ben Kofi": ("Ben Kofi", "Okafor Jr"),
        "": (None, None),
    }
    given, family = (evaluate(call, list(split)) for call in ("given_name", "family_name"))
    assert dict(zip(split, zip(given, family, strict=True), strict=True)) == split


def test_json_paths(evaluate: Evaluate) -> None:
    texts = [
        json.dumps(value) for value in [{"a": [{"b": "x"}]}, {"a": [{"b": 1}]}, {"a": {}}, [], 1]
    ]
    assert evaluate("json_text", texts) == ["x", "1", None, None, None]


def test_time_counted_since_1970_is_in_seconds_or_milliseconds(evaluate: Evaluate) -> None:
    at = datetime(2026, 5, 1, 18, 0, 0, tzinfo=UTC)
    seconds = int(at.timestamp())
    written = [
        f"{seconds}",
        f" {seconds}000 ",
        f"{seconds}250.0",
        f"{seconds}0",
        "-1",
        "2026-05-01",
    ]
    later = at + timedelta(milliseconds=250)
    assert evaluate("epoch_instant", written) == [at, at, later, None, None, None]
