"""What is shown: every value escaped, charts of rows already counted, nothing from elsewhere."""

from __future__ import annotations

import json
import stat
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bi.dashboards import charts, parts
from orchestration.lib.reports import dashboards, start_page

NASTY = '<script>alert("x")</script>'
MONTH = date(2026, 5, 1)
PROGRAM = {"program_name": NASTY, "month_date": MONTH} | dict.fromkeys(charts.MEASURES.values(), 3)
STAGES = [
    {"stage_code": "contact", "stage_rank": 1, "people": 4, "month_date": MONTH},
    {"stage_code": "supporter", "stage_rank": 2, "people": 1, "month_date": MONTH},
]
HAPPENING = dict.fromkeys(
    [
        "interaction_type_code",
        "channel_code",
        "result_code",
        "topic_name",
        "program_code",
        "tool",
        "source_id",
        "record_type",
        "record_id",
    ],
    NASTY,
) | {"occurred_at": datetime(2026, 5, 1, tzinfo=UTC), "file_row": 1012}


def test_values_are_escaped() -> None:
    stages = [
        {"stage_code": NASTY, "stage_rank": 1, "entered_at": datetime(2026, 5, 1, tzinfo=UTC)}
    ]
    shown = [
        parts.programs_table([PROGRAM]).text,
        parts.member(stages, [HAPPENING]).text,
        parts.note(NASTY).text,
        parts.nothing_yet(NASTY).text,
    ]
    assert not any("<script>" in text for text in shown)


def test_a_line_of_the_timeline_names_its_record() -> None:
    text = parts.member([], [HAPPENING | {"record_type": "message", "record_id": "77"}]).text
    assert "message 77" in text
    assert "1012" in text


def test_empty_pages_say_what_to_do() -> None:
    assert "./kith demo" in parts.nothing_yet(None).text
    assert "Nobody by that name" in parts.nobody("Zed").text
    assert "sources.csv" in parts.sources_table([]).text


@pytest.mark.parametrize(
    "chart",
    [
        charts.per_month([PROGRAM], "shows", "Shows"),
        charts.overlap(
            [
                {"program": program, "other_program": other, "people": 2}
                for program in "ab"
                for other in "ab"
            ]
        ),
        charts.funnel(STAGES),
        charts.entrants(STAGES),
        charts.funnel([]),
        charts.entrants([]),
        charts.overlap([]),
    ],
)
def test_a_chart_carries_its_rows_and_sends_them_nowhere(chart: object) -> None:
    specification = json.loads(chart.to_json())  # type: ignore[attr-defined]
    assert specification["usermeta"]["embedOptions"] == {"actions": False}
    del specification["$schema"]
    assert "http" not in json.dumps(specification)


def test_the_command_binds_to_loopback_and_hides_the_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KITH_HOME", str(tmp_path))
    command = dashboards.command(4321)
    token = dashboards.address(4321).split("access_token=")[1]
    assert command[command.index("--host") + 1] == "127.0.0.1"
    assert not any(token in word for word in command)


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
