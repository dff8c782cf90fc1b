"""The health page and the scorecard: what they say, safely, on any screen and with no network."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from typer.testing import CliRunner

from bi.pages import frame, health, scorecard, written
from orchestration import cli
from orchestration.lib.commands import dev
from orchestration.lib.warehouse import connect
from orchestration.tests.dashboards.conftest import fill

NOW = datetime.now(UTC)
NASTY = '<script>alert("x")</script>'
FILLED = ("health", "health_reasons", "health_feeds", "vendor_scorecard", "vendor_measures",
          "leaving_costs", "source_status", "incidents")  # fmt: skip


@pytest.fixture
def marts(empty_marts: None) -> Iterator[psycopg.Connection]:
    """A connection that may fill the marts; they are empty again afterwards."""
    with connect("kith_builder", autocommit=True) as connection:
        yield connection
        for name in FILLED:
            connection.execute(sql.SQL("truncate {}").format(sql.Identifier("marts", name)))


def _tell_health(connection: psycopg.Connection, judged_at: datetime = NOW) -> None:
    """Texts can't be trusted, for Spoke is late; of events a part may be missing."""
    since = NOW - timedelta(hours=30)
    for rank, (concern, trust) in enumerate({"events": "with_care", "people": "yes",
                                             "text": "no"}.items(), start=1):
        fill(connection, "health", {
            "concern_id": concern, "concern_name": f"The {concern}", "concern_rank": rank,
            "trust_code": trust, "since_at": since, "judged_at": judged_at,
        })
    spoke = {"incident_id": "late", "source_id": "county_spoke", "tool": "spoke",
             "incident_source_id": "county_spoke", "opened_at": since, "is_overdue": True,
             "message": "It is older than promised.", "fixes_contact": "texts@group.example"}
    fill(
        connection, "health_reasons",
        spoke | {"concern_id": "text", "record_type": "message", "fed_share": 0.5,
                 "is_stale": True},
        spoke | {"concern_id": "text", "record_type": "user", "fed_share": 0.2, "is_stale": True},
        spoke | {"concern_id": "events", "incident_id": "refused", "record_type": "user",
                 "fed_share": 0.001, "is_stale": False, "is_overdue": False},
    )
    fill(connection, "source_status",
          {"source_id": "county_spoke", "tool": "spoke", "account_name": NASTY})


def _tell_scorecard(connection: psycopg.Connection) -> None:
    """VAN, which lacks two things and alone tells tags; and Spoke, of which nothing is known."""
    none = dict.fromkeys(
        ["asked_day_count", "kept_day_count", "incident_count", "open_incident_count",
         "drift_count", "record_count", "minted_id_count", "only_here_shape_count",
         "people_count", "only_here_people_count"], 0,
    )
    one: dict[str, object] = {"source_count": 1, "organization_count": 1}
    fill(
        connection, "vendor_scorecard",
        none | one | {"tool": "spoke", "vendor_name": NASTY},
        none | one | {
            "tool": "van", "vendor_name": "NGP VAN", "level_rank": 1, "weight_share": 0.75,
            "asked_day_count": 10, "kept_day_count": 9, "incident_count": 3,
            "open_incident_count": 1, "closing_hours": 5, "people_count": 200,
            "only_here_people_count": 50, "record_count": 900, "minted_id_count": 4,
        },
    )
    part = {"tool": "van", "measure_name": "It says so", "advice": "Say so", "is_met": False}
    fill(
        connection, "vendor_measures",
        part | {"measure_code": "merges_told", "level_rank": 3, "met_share": 0, "lost_share": 0.3,
                "measure_name": "Merges are told", "advice": "Send the log"},
        part | {"measure_code": "instants_zoned", "level_rank": 2, "met_share": 0.4,
                "lost_share": 0.1, "measure_name": "Times have a zone", "advice": "Add it"},
        part | {"measure_code": "record_id_given", "level_rank": 1, "met_share": 1,
                "lost_share": 0, "is_met": True},
        part | {"measure_code": "exports_on_time", "level_rank": None, "met_share": 0.998,
                "lost_share": 0, "advice": None, "is_met": None},
    )
    shape = {"source_id": "a", "tool": "van", "minted_id_count": 0}
    fill(
        connection, "leaving_costs",
        shape | {"shape_code": "tags", "record_count": 7, "other_tool_count": 0},
        shape | {"shape_code": "people", "record_count": 893, "other_tool_count": 1},
    )
    fill(connection, "health",
          {"concern_id": "canvass", "concern_name": "The doors", "concern_rank": 1})
    fill(connection, "health_feeds",
          {"concern_id": "canvass", "source_id": "a", "tool": "van", "record_type": "r",
           "fed_share": 0.98})


class _Outline(HTMLParser):
    """What a page is made of: its tags, where they point, and its headings."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.points: list[str] = []
        self.headings: list[int] = []
        self.ids: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            if name in ("href", "src", "action", "srcset", "data", "poster", "style"):
                self.points.append(value or "")
            elif name == "id":
                self.ids.add(value or "")
            assert not name.startswith("on"), f"{tag} has {name}"
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))


def _check_it_needs_nothing_else(page: str) -> None:
    outline = _Outline(page)
    assert not outline.tags & {"script", "link", "img", "iframe", "object", "form", "base"}
    for target in outline.points:
        assert target.startswith("mailto:") or target.removeprefix("#") in outline.ids
    assert "default-src 'none'" in page
    assert "url(" not in page and "@import" not in page
    # Headings one finds one's way by: one at the top, and none left out below it.
    assert outline.headings[0] == 1 and outline.headings.count(1) == 1
    steps = zip(outline.headings, outline.headings[1:], strict=False)
    assert all(below <= above + 1 for above, below in steps)
    assert '<html lang="en">' in page and "width=device-width" in page
    assert NASTY not in page


def test_leaders_read_what_to_trust_why_not_and_who_is_up(marts: psycopg.Connection) -> None:
    _tell_health(marts)
    fill(marts, "vendor_scorecard", {"tool": "spoke", "vendor_name": "Spoke & Sons"})
    found = health.read()
    page = health.page(found)
    _check_it_needs_nothing_else(page)
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    order = [text.index(each) for each in
             ("1 of 3 can be trusted, 1 with care and 1 not", "No The text",
              "Spoke &amp; Sons, which tells 70 % of it",
              "With care The events", "under 1 % of it, may be missing",
              "Yes The people", "What is wrong, and who is up", "It is older than promised.",
              "(overdue)")]
    assert order == sorted(order)
    assert 'href="mailto:texts@group.example"' in page
    told = health.told(found)
    for part in ("No         The text", "Up: texts@group.example (overdue)"):
        assert part in told
    assert "old" not in told.split("1 of 3")[0], "an answer of this morning needs no warning"


def test_an_old_page_says_so_first(marts: psycopg.Connection) -> None:
    _tell_health(marts, judged_at=NOW - timedelta(days=3))
    assert "This is 3 days old" in health.page(health.read()).split("can be trusted")[0]


def test_what_keeps_all_numbers_back_is_said_first(marts: psycopg.Connection) -> None:
    _tell_health(marts)
    fill(marts, "incidents", {"incident_id": "unpublished", "is_open": True, "is_blocking": True,
                               "opened_at": NOW, "fixes_contact": "data@group.example"})
    first = health.told(health.read()).split("can be trusted")[0]
    assert "nothing new gets into any of these numbers" in first
    assert "data@group.example" in first


def test_buyers_read_what_a_tool_is_worth_and_what_leaving_costs(marts: psycopg.Connection) -> None:
    _tell_scorecard(marts)
    page = scorecard.page(scorecard.read())
    _check_it_needs_nothing_else(page)
    told = scorecard.told(scorecard.read("ngp van")).replace("\N{NO-BREAK SPACE}", " ")
    for part in (
        "Level of the standard: 1 Identified", "Weight of its word: 0.75 of 1",
        "Days on time: 9 of 10", "Incidents: 3, 1 still open", "People only it knows: 50 (25 %)",
        "Told in full: ids of its own", "Times with their zone: of 40 %",
        "Not told at all: what was merged", "Hours on time: over 99 %",
        "closed after 5 hours on average", "nobody else knows 50 (25 %)", "900 records",
        "4 of them it gives no id", "nobody would tell tags (7 so far)", "The doors (98 %)",
    ):
        assert part in told, part
    # What the next level lacks comes before what costs more and is asked later.
    assert told.index("Times have a zone (40 % do)") < told.index("Merges are told (0 % do)")
    assert "It says so" not in told.split("Portability")[0], "what is met needn't be asked for"


def test_what_is_not_known_yet_is_not_made_up(marts: psycopg.Connection) -> None:
    _tell_scorecard(marts)
    told = scorecard.told(scorecard.read("spoke"))
    for part in ("not judged yet", "Weight of its word: –", "Incidents: none", "0 (–)"):
        assert part in told, part
    with pytest.raises(scorecard.NoVendor, match="NGP VAN"):
        scorecard.read("nobody")


def test_both_are_written_for_their_owner_and_the_start_page_leads_there(
    marts: psycopg.Connection,
) -> None:
    assert written.write() == [], "nothing to show is no page"
    _tell_scorecard(marts)
    marts.execute("truncate marts.health")
    _tell_health(marts)
    made = written.write()
    assert [path.stem for path in made] == ["health", "scorecard"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in made} == {0o600}
    assert {path.as_uri() for path in made} <= set(dev.addresses().values())


def test_the_commands_print_and_write(marts: psycopg.Connection, tmp_path: Path) -> None:
    run = CliRunner().invoke
    nothing = run(cli.app, ["health"])
    assert isinstance(nothing.exception, frame.NothingBuilt)
    _tell_scorecard(marts)
    marts.execute("truncate marts.health")
    _tell_health(marts)
    for command, words in {"health": "What can I trust", "scorecard": "One of them whole"}.items():
        file = tmp_path / f"{command}.html"
        done = run(cli.app, [command, "--html", str(file)])
        assert done.exit_code == 0 and words in done.output
        assert file.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_colours_can_be_read_in_light_and_dark() -> None:
    """WCAG AA: 4.5 to 1 for each text colour on what it stands on."""
    css = (Path(frame.__file__).parent / "page.css").read_text()
    schemes = re.findall(r":root \{([^}]*)\}", css)
    assert len(schemes) == 3  # light, dark, print
    for scheme in schemes[:2]:
        colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", scheme))
        for ink, ground in [
            ("ink", "page"), ("ink", "pale"), ("soft", "page"), ("link", "page"),
            ("good", "good-back"), ("care", "care-back"), ("bad", "bad-back"), ("ink", "bad-back"),
        ]:
            assert _contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)


def _contrast(one: str, other: str) -> float:
    lights = sorted((_light(one), _light(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _light(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
              for part in parts]
    return sum(a * b for a, b in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


@pytest.mark.parametrize(
    ("share", "said"),
    [(None, "–"), (0, "0 %"), (0.001, "under 1 %"), (0.5, "50 %"), (0.998, "over 99 %"),
     (1, "100 %")],
)  # fmt: skip
def test_a_share_is_never_rounded_to_all_or_nothing(share: Any, said: str) -> None:
    assert frame.percent(share).replace("\N{NO-BREAK SPACE}", " ") == said
