"""A group leaves Spoke for Hustle in mid-year: no mart shows a seam, and nobody counts twice.

In May and June 2026 the same people are texted through both. Each figure is compared with what the
simulator knows; what is told of the months before must not change when the new tool arrives.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any, LiteralString

import pytest

from orchestration.lib.build import gates
from orchestration.lib.landing.lander import land_path
from orchestration.lib.scratch.warehouse import scratch_warehouse
from orchestration.lib.warehouse.connection import connect
from orchestration.tests.end_to_end import small_project, two_tools
from orchestration.tests.end_to_end.two_tools import HUSTLE, MONTHS, OVERLAP, SPOKE, Text

Rows = list[tuple[Any, ...]]

# Each row with the month it is about, and without when it was loaded.
MARTS: dict[str, LiteralString] = {
    "interactions": """
        select date_trunc('month', occurred_at at time zone 'America/New_York')::date,
            to_jsonb(told) - 'loaded_at'
        from marts.interactions as told where program_code = 'text'
        order by source_id, record_type, record_id, interaction_type_code""",
    "program_360": """
        select month_date, to_jsonb(told) from marts.program_360 as told
        where program_code = 'text' order by month_date""",
    "program_participations": """
        select month_date, to_jsonb(told) from marts.program_participations as told
        where program_code = 'text' order by month_date, person_id""",
    "member_journeys": """
        select date_trunc('month', entered_at at time zone 'America/New_York')::date,
            to_jsonb(told)
        from marts.member_journeys as told order by person_id, stage_rank""",
}
FIRST_TOUCHES: LiteralString = """
    select person_id, first_touch_at, first_touch_source_id, first_touch_record_id
    from marts.member_summaries where first_touch_at is not null
"""
IDS: LiteralString = """
    select source_id, record_type, record_id, person_id from identity.record_persons
    order by source_id, record_type, record_id
"""
LANDED: LiteralString = """
    select _source_id, _record_id, _record_hash from raw.spoke__message order by _record_id
"""


@dataclass(frozen=True)
class Told:
    """What the warehouse tells at one time."""

    marts: dict[str, list[tuple[date, dict[str, Any]]]]
    first_touches: Rows
    ids: Rows
    landed: Rows

    def before_the_overlap(self, mart: str) -> list[dict[str, Any]]:
        """The mart's rows about the months before there were two tools."""
        return [row for month, row in self.marts[mart] if month < OVERLAP[0]]

    def by_month(self, figure: str) -> dict[date, int]:
        """A figure of the text program."""
        return {month: row[figure] for month, row in self.marts["program_360"]}


@dataclass(frozen=True)
class Story:
    """What was told with Spoke alone, with both, with Hustle alone; and after Spoke was retired
    and brought back. ``retired``: who was who in between, and what of Spoke was still there.
    """

    texts: list[Text]
    spoke: Told
    both: Told
    hustle: Told
    retired: tuple[Rows, Rows]
    back: Told


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """The group's year, in a project that speaks the two tools."""
    world = tmp_path_factory.mktemp("county")
    two_tools.make(world)
    project = small_project.make(tmp_path_factory.mktemp("project"), ("spoke", "hustle"))
    project.register(*(
        f"{source},{tool},county_organizers,{tool},,UTC,utf-8,3"
        for source, tool in ((SPOKE, "spoke"), (HUSTLE, "hustle"))
    ))
    asked_for = ("-s", *(f"+{mart}" for mart in (*MARTS, "member_summaries")))

    def land(source: str, before: int | None) -> None:
        land_path(str(two_tools.export(world, source, before)), source)
        assert gates.check_source(source).is_passed

    def told(*command: str) -> Told:
        project.kith("dbt", "--quiet", *command)
        marts = {mart: _asked(query) for mart, query in MARTS.items()}
        return Told(marts, _asked(FIRST_TOUCHES), _asked(IDS), _asked(LANDED))

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KITH_SOURCES", str(project.folder / "seeds" / "registry" / "sources.csv"))
        with scratch_warehouse(waits_for_disk=False):
            land(SPOKE, two_tools.SWAP_BEGINS)
            untested = ("--exclude-resource-type", "test", "unit_test")
            spoke = told("build", *untested, *asked_for, "resource_type:seed")
            land(SPOKE, None)
            land(HUSTLE, two_tools.SWAP_ENDS)
            both = told("run", *asked_for)
            land(HUSTLE, None)
            hustle = told("build", "--exclude-resource-type", "unit_test", "seed")
            project.kith("tool", "retire", "spoke")
            project.kith("dbt", "--quiet", "run", "-s", "canon", "identity")
            retired = (_asked(IDS), _asked(LANDED))
            project.kith("tool", "new", "spoke")
            back = told("run", *asked_for)
    return Story(two_tools.texts(world), spoke, both, hustle, retired, back)


def _asked(query: LiteralString) -> Rows:
    with connect() as connection:
        return connection.execute(query).fetchall()


def test_the_text_program_has_every_month_and_no_gap_at_the_swap(story: Story) -> None:
    assert list(story.hustle.by_month("message_sent_count")) == MONTHS
    assert all(story.hustle.by_month("message_sent_count").values())
    tools = defaultdict(set)
    for month, row in story.hustle.marts["interactions"]:
        tools[month].add(row["source_id"])
    assert [month for month in MONTHS if len(tools[month]) == 2] == list(OVERLAP)


@pytest.mark.parametrize("mart", MARTS)
def test_months_before_the_overlap_are_told_as_before(story: Story, mart: str) -> None:
    before = story.spoke.before_the_overlap(mart)
    assert len(before) > 5
    assert story.both.before_the_overlap(mart) == before
    assert story.hustle.before_the_overlap(mart) == before


def test_in_every_month_as_many_people_are_counted_as_were_truly_texted(story: Story) -> None:
    """Each person once, whichever tool and however many records.

    Identity can't know that two records are one person's where one of them has a mistyped name;
    in this county nobody with such a record was texted twice in a month, so the count is exact.
    """
    texted: dict[date, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for text in story.texts:
        texted[text.month][text.source].add(text.person)
    assert story.hustle.by_month("people_count") == {
        month: len(set[str]().union(*by_tool.values())) for month, by_tool in texted.items()
    }
    for month in OVERLAP:
        assert len(texted[month][SPOKE] & texted[month][HUSTLE]) >= 5


def test_in_every_month_as_many_people_are_reached_as_truly_replied(story: Story) -> None:
    """Somebody is reached in the month of their reply and in that of the text they replied to."""
    replied = {text.conversation for text in story.texts if text.is_reply}
    first = {text.conversation: text for text in reversed(story.texts) if not text.is_reply}
    reached = defaultdict(set)
    for text in story.texts:
        is_what_they_replied_to = text is first[text.conversation] and text.conversation in replied
        if text.is_reply or is_what_they_replied_to:
            reached[text.month].add(text.person)
    assert story.hustle.by_month("people_reached_count") == {
        month: len(people) for month, people in reached.items()
    }


def test_everybody_keeps_their_id_and_their_first_touch(story: Story) -> None:
    assert set(story.spoke.ids) < set(story.both.ids) < set(story.hustle.ids)
    assert set(story.spoke.first_touches) < set(story.both.first_touches)
    assert set(story.both.first_touches) < set(story.hustle.first_touches)


def test_a_members_timeline_goes_on_in_the_new_tool_under_the_same_id(story: Story) -> None:
    truly, told = defaultdict(set), defaultdict(set)
    for text in story.texts:
        truly[text.person].add(text.source)
    for _, row in story.hustle.marts["interactions"]:
        told[row["person_id"]].add(row["source_id"])
    went_on = {person for person, sources in told.items() if len(sources) == 2}
    assert len(went_on) == sum(len(sources) == 2 for sources in truly.values())
    assert len(went_on & {person for *_, person in story.spoke.ids}) > 10


def test_retiring_the_old_tool_and_bringing_it_back_loses_nothing(story: Story) -> None:
    ids, landed = story.retired
    assert ids == [row for row in story.hustle.ids if row[0] == HUSTLE]
    assert landed == story.hustle.landed
    assert len(landed) > 400
    assert story.back == story.hustle
