"""Every tool at once: what all of them export lands, passes its gate, and says what it promises.

One plain `dbt build` of the whole project, with its unit tests, over a small county that uses all
the tools. Some of its records their vendors merged, and about some of those a steward said no.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any, LiteralString

import pytest
from psycopg import sql

from orchestration.lib import registry, settings
from orchestration.lib.build import gates
from orchestration.lib.identity.stewards import decisions
from orchestration.lib.landing import declarations
from orchestration.lib.landing.lander import land_path
from orchestration.lib.scratch.warehouse import scratch_warehouse
from orchestration.lib.tools import variables
from orchestration.lib.warehouse.connection import connect
from orchestration.tests.end_to_end import small_project
from orchestration.tests.end_to_end.walked_back import MAY_BE_EMPTY, walk_back
from simulation import simulate, tools_beside

# A county in which every vendor with a log of merges has merged, HubSpot on the second day too.
PEOPLE, SEED, DAYS = 300, 72, (date(2026, 10, 1), date(2026, 10, 2))
MERGING = ("van", "action_network", "action_kit", "hubspot", "salesforce")
PROMISED = [(tool, shape) for tool, shapes in variables.read().tools.items() for shape in shapes]


@dataclass(frozen=True)
class Merge:
    """A merge of two records of a tool, whose keys are the kept and the removed one's.

    ``is_right``: they truly are one person's. ``is_refused``: a steward said no.
    """

    tool: str
    kept: str
    removed: str
    is_right: bool
    is_refused: bool


@dataclass(frozen=True)
class County:
    """The county, landed and built. ``verdicts``: of each source, by the first gate."""

    merges: list[Merge]
    verdicts: dict[str, gates.GateResult]


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    world = tmp_path_factory.mktemp("county")
    simulate(
        PEOPLE, SEED, world, days=len(DAYS), last_day=DAYS[-1], tools=tools_beside(), workers=1
    )
    project = small_project.make(tmp_path_factory.mktemp("project"), declarations.tools())
    sources = registry.registry_file().read_text().splitlines()[1:]
    writers = {name: import_module(f"simulation.tools.{name}") for name in tools_beside()}
    project.register(*sources, *(
        f"{writer.SOURCE},{tool},county_organizers,{tool},,America/New_York,utf-8,3"
        for tool, writer in writers.items() if tool in declarations.tools()
    ))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KITH_SOURCES", str(project.folder / "seeds" / "registry" / "sources.csv"))
        tools = {name: source.tool for name, source in registry.sources().items()}
        merges = _merges(world, tools)
        with scratch_warehouse(waits_for_disk=False):
            _say_no(world / "decisions.csv", merges)
            for day in DAYS:
                for source, tool in tools.items():
                    # A merge empties the second export of what the first still held.
                    if day == DAYS[0] or tool in MERGING:
                        land_path(str(world / "days" / day.isoformat() / source), source)
            verdicts = {source: gates.check_source(source) for source in tools}
            project.kith("dbt", "--quiet", "build")
            yield County(merges, verdicts)


def _merges(world: Path, tools: dict[str, str]) -> list[Merge]:
    """The vendors' merges; of each tool's, the first is one that a steward doesn't believe."""
    found: dict[str, list[Merge]] = defaultdict(list)
    with (world / "truth" / "merges.csv").open(newline="") as told:
        for row in csv.DictReader(told):
            tool = tools[row["source_id"]]
            prefix = f"{row['source_id']}/{row['record_type']}/"
            found[tool].append(Merge(
                tool, prefix + row["kept_id"], prefix + row["removed_id"],
                row["kept_person"] == row["removed_person"], not found[tool],
            ))
    return [merge for merges in found.values() for merge in merges]


def _say_no(file: Path, merges: list[Merge]) -> None:
    """A steward's decisions, carried over from another warehouse."""
    columns = "left_record_key,right_record_key,decision_code,decided_by,decided_at,reason"
    refused = [merge for merge in merges if merge.is_refused]
    file.write_text("\n".join([columns, *(
        f"{merge.kept},{merge.removed},no,a.steward,2026-10-02T09:00:00+00:00,two people"
        for merge in refused
    )]))
    assert decisions.import_(file) == len(refused)


def _asked(query: LiteralString | sql.Composed) -> list[tuple[Any, ...]]:
    with connect() as connection:
        return connection.execute(query).fetchall()


def test_every_gate_lets_its_source_through(county: County) -> None:
    assert [source for source, verdict in county.verdicts.items() if not verdict.is_passed] == []


def test_what_was_read_is_landed_unchanged_or_set_aside(county: County) -> None:
    loads = _asked(
        "select source_id, sum(records_read)::int, sum(records_landed)::int,"
        " sum(records_unchanged)::int, sum(records_quarantined)::int,"
        " count(*) filter (where status <> 'landed') from landing.loads group by source_id"
    )
    assert {source for source, *_ in loads} == set(county.verdicts)
    for source, read, landed, unchanged, quarantined, refused in loads:
        assert (read, refused) == (landed + unchanged + quarantined, 0), source
        assert landed, source


def test_every_tool_says_what_its_line_in_the_coverage_table_promises(county: County) -> None:
    """A tick that no export ever fills is a promise nobody has seen kept."""
    told = set()
    for shape in {shape for _, shape in PROMISED}:
        query = sql.SQL("select distinct tool from canon.{}").format(sql.Identifier(shape))
        told |= {(tool, shape) for (tool,) in _asked(query)}
    assert sorted(set(PROMISED) - told) == []


def test_every_word_is_mapped_but_those_that_nobody_has_explained(county: County) -> None:
    words = _asked(
        "select distinct tool, split_part(subject_name, ' ', 1) from marts.quality_exceptions"
        " where exception_type_code = 'unmapped_word'"
    )
    # The numbers of Action Network's mail activities are in no document (docs/tools).
    assert words == [("action_network", "activity_raw")]


def test_every_source_is_in_the_report_with_what_it_sent(county: County) -> None:
    assert dict(_asked(
        "select source_id, records_read_count > 0 and records_landed_count > 0"
        " and refused_file_count + held_load_count = 0 from marts.source_status"
    )) == dict.fromkeys(county.verdicts, True)


def test_rows_of_every_mart_lead_back_to_the_archives_bytes(county: County) -> None:
    walked = walk_back(SEED)
    # Two of each mart that isn't empty for a reason; of few there is only one.
    assert sum(map(len, walked.values())) >= 2 * (len(walked) - len(MAY_BE_EMPTY)) - 4


def test_every_program_does_something(county: County) -> None:
    """Whatever program some tool tells of arrives in what programs are counted by."""
    listed = (settings.PROJECT_ROOT / "seeds" / "vocabulary" / "programs.csv").read_text()
    named = {row["program_code"] for row in csv.DictReader(listed.splitlines())}
    done = _asked("select distinct program_code from marts.program_360 where interaction_count > 0")
    assert {code for (code,) in done} | {"unknown"} == named


def test_who_asked_a_caller_to_stop_is_suppressed(county: County) -> None:
    """The rows that the invariant of that name judges."""
    ((asked, suppressed),) = _asked(
        "select count(distinct person_id), count(distinct suppressed.person_id)"
        " from canon.contact_attempts as attempts"
        " inner join identity.record_persons as people"
        " on attempts.source_id = people.source_id"
        " and attempts.person_record_type = people.record_type"
        " and attempts.person_record_id = people.record_id"
        " left join marts.person_suppressions as suppressed using (person_id)"
        " where attempts.result_code = 'do_not_contact'"
    )
    assert asked == suppressed > 0


@pytest.mark.parametrize("tool", MERGING)
def test_two_records_that_their_vendor_merged_are_one_person(county: County, tool: str) -> None:
    """But for those that were wrong: there, two birth dates may speak against the vendor."""
    people = _people()
    merges = [
        merge for merge in county.merges
        if merge.tool == tool and merge.is_right and not merge.is_refused
    ]
    evidence = set(_asked(
        "select left_record_key, right_record_key from identity.assertions"
        " where match_type = 'vendor_merge'"
    ))
    assert merges
    for merge in merges:
        assert people[merge.kept] == people[merge.removed]
        assert tuple(sorted((merge.kept, merge.removed))) in evidence


@pytest.mark.parametrize("tool", MERGING)
def test_a_stewards_no_parts_what_a_vendor_merged(county: County, tool: str) -> None:
    people = _people()
    (merge,) = (merge for merge in county.merges if merge.tool == tool and merge.is_refused)
    assert people[merge.kept] != people[merge.removed]


def test_a_contact_that_hubspot_merged_between_two_exports_keeps_what_it_said(
    county: County,
) -> None:
    """The second export no longer holds it; what the first told of it is the one person's."""
    known = {key for (key,) in _asked(
        "select concat_ws('/', source_id, record_type, record_id) from canon.people"
        " where tool = 'hubspot'"
    )}
    merged = [merge for merge in county.merges if merge.tool == "hubspot"]
    assert any({merge.kept, merge.removed} <= known for merge in merged)


def _people() -> dict[str, str]:
    return dict(_asked("select record_key, person_id from identity.record_persons"))
