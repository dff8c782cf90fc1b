"""What is shown: every value escaped, charts with their numbers in words, nothing fetched."""

from __future__ import annotations

import re
import stat
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bi.dashboards import charts, parts
from orchestration.lib.reports import dashboards, start_page

NASTY = '<script>alert("x")</script>'
MIDNIGHT = datetime(2026, 3, 2, tzinfo=UTC)
MONTHS = [
    {"month_date": date(2026, month, 1), "people": people, "is_unfinished": month == 5}
    for month, people in ((3, 1200), (4, 0), (5, 7))
]
PERIOD = {
    "name": NASTY, "entered_at": datetime(2026, 3, 1, tzinfo=UTC), "left_at": None, "tool": NASTY,
    "record_type": NASTY, "record_id": NASTY,
}  # fmt: skip
DRAWN = {
    "over_time": charts.over_time(NASTY, MONTHS, "people", "people", 1200),
    "bars": charts.bars(NASTY, [(NASTY, 3, NASTY)], NASTY, 3),
    "spans": charts.spans(NASTY, [NASTY], [PERIOD], datetime(2026, 5, 1, tzinfo=UTC)),
    "shares": charts.shares(
        NASTY,
        [{"a": NASTY, "b": "other", "people_share": 0.456, "people": 9, "typical_days": 3}],
        "a", "b", NASTY,
    ),
    "table": parts.table(NASTY, [{"a": NASTY}], {NASTY: lambda row: row["a"]}),
    "link": parts.link("/person", NASTY, id=NASTY),
    "page": parts.page(NASTY, parts.section(NASTY, NASTY, parts.note(NASTY))),
    "facts": parts.facts({NASTY: NASTY}),
    "choices": parts.choices("/", {"a": (NASTY, {NASTY: NASTY}, NASTY)}),
}  # fmt: skip


@pytest.mark.parametrize("kind", DRAWN)
def test_values_are_escaped_and_nothing_is_fetched(kind: str) -> None:
    assert "<script" not in DRAWN[kind] and "script&gt;" in DRAWN[kind].replace("%3E", "script&gt;")
    assert "http" not in DRAWN[kind] and "style=" not in DRAWN[kind]


def test_a_chart_says_its_numbers_in_words_and_as_a_table() -> None:
    drawn = DRAWN["over_time"]
    assert "1,207 people in 3 months" in drawn
    assert 'data-of="Month">May 2026 (so far)</td>' in drawn
    assert 'class="number" data-of="People">1,200</td>' in drawn
    assert ">1,200</text>" in drawn, "the highest column has its number on it"
    assert "from 2026-03-01 and still" in DRAWN["spans"]
    assert 'class="heat4" title="9 people, typically 3 days later">46</td>' in DRAWN["shares"]


@pytest.mark.parametrize(
    ("top", "ceiling"),
    [(0, 1), (0.05, 0.1), (0.79, 0.8), (1, 1), (7, 8), (10, 10), (11, 20), (1206, 2000)],
)  # fmt: skip
def test_an_axis_ends_in_a_round_number(top: float, ceiling: float) -> None:
    assert charts._ceiling(top) == pytest.approx(ceiling)


@pytest.mark.parametrize(("top", "lines"), [(3, ["0", "3"]), (4, ["0", "2", "4"]), (1, ["0", "1"])])
def test_no_line_of_a_chart_has_a_number_that_it_does_not_stand_at(
    top: int, lines: list[str]
) -> None:
    rows = [MONTHS[0] | {"people": top}]
    drawn = charts.over_time("x", rows, "people", "people", top)
    assert re.findall(r'class="axis end"[^>]*>([^<]*)<', drawn) == lines


def test_columns_are_as_high_as_their_numbers() -> None:
    rows = [row | {"people": people} for row, people in zip(MONTHS, (50, 100, 0), strict=True)]
    drawn = charts.over_time("x", rows, "people", "people", 100)
    heights = [float(part.split('"')[0]) for part in drawn.split(' height="')[2:5]]
    assert heights == [56.0, 112.0, 0.0]


@pytest.mark.parametrize(("calendar", "told", "ends", "places"), [
    (charts.DAYS, (date(2026, 2, 27), date(2026, 3, 2)), None, 4),
    (charts.DAYS, (date(2026, 2, 27),), (date(2026, 2, 26), date(2026, 3, 2)), 5),
    (charts.MONTHS, (date(2026, 11, 1), date(2027, 2, 1)), None, 4),
    (charts.HOURS, (MIDNIGHT - timedelta(hours=2), MIDNIGHT + timedelta(hours=1)), None, 4),
])  # fmt: skip
def test_a_time_of_which_nothing_is_told_has_its_place_and_counts_zero(
    calendar: charts.Calendar, told: tuple[date, ...], ends: tuple[date, date] | None, places: int
) -> None:
    rows = [{calendar.column: at, "n": 3, "is_unfinished": False} for at in told]
    drawn = charts.over_time("x", rows, "n", "facts", 3, calendar, ends=ends)
    step = (100 - charts._PLOT) / places
    begins = [float(part.split('%"')[0]) for part in drawn.split('class="bar" x="')[1:]]
    assert begins == [
        pytest.approx(charts._PLOT + (place + .12) * step, abs=.01) for place in range(places)
    ]
    assert drawn.count('data-of="Facts">0</td>') == places - len(told)


def test_a_legend_says_what_each_colour_means_where_there_are_several() -> None:
    assert "legend" not in charts.over_time("x", MONTHS[:2], "people", "people", 1200)
    told = [row | {"seen": 4} for row in MONTHS]
    drawn = charts.over_time(
        "x", told, "people", "people", 1200, before="seen", before_name="Seen <there>"
    )
    for kind, said in (("bar", "People"), ("before", "Seen &lt;there&gt;"),
                       ("unfinished", "So far: the month isn&#x27;t over")):
        assert f'<i class="{kind}"></i> {said}</li>' in drawn


def test_empty_tables_say_so() -> None:
    assert "Nothing came." in parts.table("x", [], {}, "Nothing came.")


def test_the_command_hides_the_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KITH_HOME", str(tmp_path))
    token = dashboards.address(4321).split("token=")[1]
    assert len(token) > 20 and not any(token in word for word in dashboards.command(4321))


def test_the_start_page_is_its_owners_and_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KITH_HOME", str(tmp_path))
    page = start_page.write({"Dagster (runs & checks)": 'http://127.0.0.1:3000/?a=1&b="2"'})
    text = page.read_text()
    assert "runs &amp; checks" in text
    assert "&quot;2&quot;" in text
    assert "src=" not in text
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
