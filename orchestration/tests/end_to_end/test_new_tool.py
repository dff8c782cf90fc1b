"""A tool comes, goes and comes back: CONTRIBUTING's guide works as it stands, and loses nothing."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString

import pytest
import yaml

from orchestration.lib.scratch.warehouse import scratch_warehouse
from orchestration.lib.settings import PROJECT_ROOT
from orchestration.lib.warehouse.connection import connect
from orchestration.tests.end_to_end import small_project

STAGING = "models/staging/rollcall"
# Where each block of the guide belongs, in the guide's order.
PLACES = (
    f"{STAGING}/_rollcall.yml",
    f"{STAGING}/stg_rollcall__people.sql",
    f"{STAGING}/stg_rollcall__attendances.sql",
    f"{STAGING}/stg_rollcall__people.yml",
    f"{STAGING}/stg_rollcall__attendances.yml",
    "vars.yml",
    "seeds/vocabulary/words/rollcall_words.csv",
    "seeds/registry/sources.csv",
)
USED = "mobilize"
MEMBERS = """id,first,last,email,joined,shirt
1,Ana,Silva,ana.silva@mail.example,2026-04-01 10:00:00,M
2,Bo,Chen,not an address,2026-04-02 10:00:00,L
"""
CHECKINS = """id,member_id,meeting,state,at
10,1,Spring meeting,Came,2026-05-01 18:00:00
11,2,Spring meeting,Came,2026-05-01 18:00:00
12,2,Summer meeting,Waved from afar,2026-07-01 18:00:00
"""
INTERACTIONS: LiteralString = """
    select people.first_name, interaction_type_code, occurred_at::text, record_id
    from marts.interactions join marts.people using (person_id)
    where source_id = 'county_rollcall' order by record_id, interaction_type_code
"""
EXCEPTIONS: LiteralString = """
    select exception_type_code, subject_name, record_id, responsible_contact
    from marts.quality_exceptions where tool = 'rollcall' order by 1
"""


def _blocks() -> list[str]:
    guide = (PROJECT_ROOT / "CONTRIBUTING.md").read_text()
    guide = guide.split("## Add a tool in an afternoon", 1)[1].split("\n## ", 1)[0]
    return re.findall(r"^```(?:yaml|sql|csv)\n(.*?)^```", guide, re.MULTILINE | re.DOTALL)


def test_a_tool_with_two_shapes_takes_the_lines_the_guide_counts() -> None:
    lines = Counter[str]()
    for place, block in zip(PLACES, _blocks(), strict=True):
        lines["folder" if place.startswith(STAGING) else place.split("/")[-1]] += block.count("\n")
    guide = " ".join((PROJECT_ROOT / "CONTRIBUTING.md").read_text().split())
    assert f"You write {lines['folder']} lines in one folder" in guide
    assert f"{lines['rollcall_words.csv']} in a file of its words" in guide
    assert lines["vars.yml"] == lines["sources.csv"] == 1
    assert lines.total() < 60


@dataclass(frozen=True)
class Told:
    """What was told of the tool at one time: who its people are, what landed, its line."""

    people: list[tuple[Any, ...]]
    landed: list[tuple[Any, ...]]
    line: str | None


@dataclass(frozen=True)
class Story:
    """The tool as the guide has it, with what the marts say of it; retired; and brought back."""

    interactions: list[tuple[Any, ...]]
    exceptions: list[tuple[Any, ...]]
    new: Told
    retired: Told
    back: Told


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """A warehouse in which the guide was followed, step by step, and then what comes and goes."""
    small = small_project.make(tmp_path_factory.mktemp("project"), [USED])
    project, kith = small.folder, small.kith
    (project / "members_2026-08-01.csv").write_text(MEMBERS)
    (project / "checkins_2026-08-01.csv").write_text(CHECKINS)
    shapes = yaml.safe_load((project / "vars.yml").read_text())["vars"]["shapes"]
    with scratch_warehouse(waits_for_disk=False):
        kith("tool", "new", "tells_all", "--shapes", ",".join(shapes))
        kith("tool", "new", "rollcall", "--shapes", "people,attendances")
        kith("up")
        # What was made builds, and its tests pass, before anybody has written a word.
        kith("dbt", "build", "-s", "staging.tells_all", "staging.rollcall")
        for place, block in zip(PLACES, _blocks(), strict=True):
            _write(project / place, block)
        kith("up")
        kith("dbt", "build", "-s", "staging.rollcall")
        for file in ("members_2026-08-01.csv", "checkins_2026-08-01.csv"):
            kith("land", file, "--source", "county_rollcall")
        kith("build")
        new, marts = _told(project), (_asked(INTERACTIONS), _asked(EXCEPTIONS))
        kith("tool", "retire", "rollcall")
        kith("dbt", "run", "-s", "canon", "identity")
        retired = _told(project)
        kith("tool", "new", "rollcall")
        kith("dbt", "run", "-s", "canon", "identity")
        return Story(*marts, new, retired, _told(project))


def _asked(query: LiteralString) -> list[tuple[Any, ...]]:
    with connect("bi_reader") as connection:
        return connection.execute(query).fetchall()


def _told(project: Path) -> Told:
    lines = (project / "vars.yml").read_text().splitlines()
    with connect() as connection:
        return Told(
            connection.execute(
                "select record_type, record_id, person_id from canon.people"
                " join identity.record_persons using (source_id, record_type, record_id)"
                " where tool = 'rollcall' order by 1, 2"
            ).fetchall(),
            connection.execute(
                "select 'member', _record_id from raw.rollcall__members"
                " union all select 'checkin', _record_id from raw.rollcall__checkins order by 1, 2"
            ).fetchall(),
            next((line for line in lines if line.startswith("    rollcall:")), None),
        )


def _write(path: Path, block: str) -> None:
    if path.name == "vars.yml":
        assert block in path.read_text()  # kith tool new has put it there
    elif path.name == "sources.csv":
        with path.open("a") as file:
            file.write(block)
    else:
        path.write_text(block)


def test_its_people_and_what_they_did_are_in_the_marts(story: Story) -> None:
    assert story.interactions == [
        ("Ana", "attendance", "2026-05-01 22:00:00+00", "10"),
        ("Bo", "attendance", "2026-05-01 22:00:00+00", "11"),
    ]


def test_what_it_says_unclearly_is_reported(story: Story) -> None:
    contact = "data@county-organizers.example"
    assert story.exceptions == [
        ("unmapped_word", "status_raw Waved from afar", "12", contact),
        ("unreadable_value", "email", "2", contact),
    ]


def test_a_retired_tool_is_silent_and_what_it_landed_stays(story: Story) -> None:
    assert len({person_id for *_, person_id in story.new.people}) == 2
    assert story.retired == Told([], story.new.landed, None)
    assert len(story.retired.landed) == 5


def test_bringing_it_back_loses_nothing_and_nobodys_id(story: Story) -> None:
    assert story.back == story.new
