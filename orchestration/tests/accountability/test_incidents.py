"""The ledger opens and closes incidents: late, empty, a new column, refused, a closed door.

One source lives through all of them, and mends each; landing, the first door and the models are the
real ones, and what is canon in the whole project is a table that reads the tool's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from orchestration.lib.build import gates, publications
from orchestration.lib.landing.lander import land_path
from orchestration.lib.reports import breaches, incidents
from orchestration.lib.reports.breaches import Kept
from orchestration.lib.reports.incidents import OpenIncident
from orchestration.lib.scratch.project import make_project, run_dbt
from orchestration.lib.settings import PROJECT_ROOT
from orchestration.lib.warehouse import connect
from orchestration.tests.conftest import forget_landings, forget_models
from orchestration.tests.orchestration.exports import mobilize_users

SOURCE = "county_mobilize"
TODAY = datetime.now(UTC).date()
LEDGER = ("loads", "load_parts", "judged_loads", "quarantined_records", "publications",
          "registered_sources")  # fmt: skip
MARTS = ("source_hours", "source_days", "late_spells", "refused_files", "export_parts",
         "held_exports", "flooded_exports", "drifted_exports", "closed_doors", "incident_spells",
         "incidents", "blocked_marts", "export_levels", "kept_levels", "kept_promises",
         "breaches")  # fmt: skip
SEEDS = {
    "registry": ("organizations", "affiliations", "sources", "promises", "promise_types", "roles",
                 "incident_types", "incident_limits", "weight_limits", "default_grants"),
    "standard": ("standard_requirements",),
}  # fmt: skip
# In one line for all of the organization's sources; no export can show that it keeps it.
PROMISED = "organization,county_organizers,standard_level,4,,\n"
STAND_INS = {
    "staging/mobilize/stg_mobilize__people.sql": "select * from {{ source('mobilize', 'users') }}",
    "marts/people/members.sql": "select * from {{ ref('stg_mobilize__people') }}",
    "marts/people/strangers.sql": "select 1 as stranger_count",
    "marts/programs/source_programs.sql":
        f"select '{SOURCE}' as source_id, 'users' as record_type, 'events' as program_code",
}  # fmt: skip


@dataclass(frozen=True)
class Story:
    """What was open after each chapter, and at last what has been closed and what was kept."""

    late: list[OpenIncident]
    empty: list[OpenIncident]
    drifted: list[OpenIncident]
    refused: list[OpenIncident]
    closed: list[OpenIncident]
    at_last: list[OpenIncident]
    past: set[str]
    kept: list[Kept]


@pytest.fixture(scope="module")
def story(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """An export stays out for three days, and then everything goes wrong and is mended."""
    _forget()
    project = _project(tmp_path_factory.mktemp("project"))
    exports = tmp_path_factory.mktemp("exports")
    run_dbt(project, "seed")

    def now_open() -> list[OpenIncident]:
        run_dbt(project, "run")
        return incidents.open_ones()

    _arrive(mobilize_users(exports, "20260101", 30), hours_ago=72)
    late = now_open()
    _arrive(mobilize_users(exports, "20260102", 0), hours_ago=3)
    empty = now_open()
    _arrive(_with_a_new_column(mobilize_users(exports, "20260103", 31)), hours_ago=2)
    drifted = now_open()
    _arrive(_without_ids(mobilize_users(exports, "20260104", 31)), hours_ago=1)
    refused = now_open()
    _arrive(mobilize_users(exports, "20260105", 32), hours_ago=0)
    publications.write("identity.people: two ids")
    publications.write("identity.people: still two ids")
    closed = now_open()
    publications.write(None)
    at_last = now_open()
    with connect("kith_builder") as connection:
        past = {row[0] for row in connection.execute(
            "select incident_type_code from marts.incidents where closed_at is not null"
        )}  # fmt: skip
    kept = breaches.read(TODAY - timedelta(days=35), TODAY, "state_alliance", "Mobilize")
    yield Story(late, empty, drifted, refused, closed, at_last, past, kept)
    _forget()


def _forget() -> None:
    forget_models()
    forget_landings()
    with connect() as connection:
        connection.execute("truncate landing.publications")


def test_an_export_that_stays_out_is_late_and_blocks_what_it_feeds(story: Story) -> None:
    (late,) = story.late
    assert (late.name, late.source_id, late.record_type) == ("Late", SOURCE, None)
    assert late.responsible == "events@county-organizers.example"
    assert late.programs == ["events"]
    # Its own mart, and none that reads nothing of it.
    assert late.marts == 1
    # Three days of which 26 hours were promised: not yet 72 hours late.
    assert not late.is_overdue


def test_news_ends_the_lateness_though_the_door_holds_it(story: Story) -> None:
    (empty,) = story.empty
    assert (empty.name, empty.record_type) == ("Empty", "users")
    assert empty.command == f"./kith check --source {SOURCE}"


def test_a_good_export_makes_up_for_an_empty_one(story: Story) -> None:
    (drifted,) = story.drifted
    assert drifted.name == "New column"
    # What is new is kept, and nothing lacks it.
    assert (drifted.marts, drifted.programs) == (0, [])


def test_a_refused_file_is_named(story: Story) -> None:
    assert {each.name for each in story.refused} == {"New column", "Refused"}


def test_a_closed_door_is_nobodys_source_and_somebodys_task(story: Story) -> None:
    (closed,) = story.closed
    assert (closed.name, closed.source_id) == ("Not published", None)
    assert closed.responsible == "data@county-organizers.example"
    assert "Up: data@county-organizers.example" in closed.told()


def test_all_is_mended_at_last_and_remembered(story: Story) -> None:
    assert story.at_last == []
    assert story.past == {"late", "empty", "drift", "refused", "unpublished"}


def test_the_hub_sees_which_promise_was_broken(story: Story) -> None:
    kept = {each.code: each for each in story.kept}
    assert kept["freshness_hours"].breached_months
    assert not kept["completeness_share"].breached_months
    # All that was closed was closed within 72 hours.
    assert (kept["response_hours"].met, kept["response_hours"].asked) == (4, 4)
    told = breaches.told(story.kept, TODAY, TODAY)
    assert f"{SOURCE} (Mobilize)" in told
    assert "2 of 4 promises were broken" in told


def test_a_level_is_promised_and_every_export_is_asked_for_it(story: Story) -> None:
    """Those the door held, too, and a level that no export can show."""
    (level,) = (each for each in story.kept if each.code == "standard_level")
    assert (level.promised, level.measured, level.kept) == ("level 4", "level 1", "0 of 4 exports")
    assert level.verdict.startswith("BREACHED")


def test_nobody_of_that_name_is_told(story: Story) -> None:
    with pytest.raises(breaches.NobodyOfThatName, match="Mobilize"):
        breaches.read(TODAY, TODAY, vendor="Nobody")
    with pytest.raises(breaches.NobodyOfThatName, match="state_alliance"):
        breaches.read(TODAY, TODAY, organization="nobody")


def _project(folder: Path) -> Path:
    """The real models from the ledger to the incidents, beside a tool with one mart."""
    schemas = {name: {"+schema": name} for name in ("registry", "staging", "weights", "marts")}
    make_project(folder, yaml.safe_dump({
        "model-paths": ["models"], "seed-paths": ["seeds"],
        "models": {"kith": {"+materialized": "table", **schemas}},
        "seeds": {"kith": {part: {"+schema": part} for part in SEEDS}},
    }))  # fmt: skip
    for model in (PROJECT_ROOT / "models" / "registry").glob("*.sql"):
        _copy(folder, f"models/registry/{model.name}")
    for name in LEDGER:
        _copy(folder, f"models/staging/landing/stg_landing__{name}.sql")
    _copy(folder, "models/staging/landing/_landing.yml")
    _copy(folder, "models/staging/mobilize/_mobilize.yml")
    _copy(folder, "models/weights/new_columns.sql")
    for name in MARTS:
        _copy(folder, f"models/marts/accountability/{name}.sql")
    for part, names in SEEDS.items():
        for name in names:
            _copy(folder, f"seeds/{part}/{name}.csv")
        described = [
            {"name": seed["name"], "config": seed["config"]}
            for file in (PROJECT_ROOT / "seeds" / part).glob("*.yml")
            for seed in yaml.safe_load(file.read_text())["seeds"]
            if seed["name"] in names
        ]
        (folder / "seeds" / part / "_seeds.yml").write_text(yaml.safe_dump({"seeds": described}))
    with (folder / "seeds/registry/promises.csv").open("a") as promises:
        promises.write(PROMISED)
    for path, query in STAND_INS.items():
        (folder / "models" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "models" / path).write_text(query)
    return folder


def _copy(folder: Path, path: str) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text((PROJECT_ROOT / path).read_text())


def _arrive(export: Path, hours_ago: int) -> None:
    """Land the export as if the tool had made it and it had come so long ago; ask the door."""
    (load,) = land_path(export, SOURCE)
    with connect() as connection:
        connection.execute(
            "update landing.loads set extracted_at = now() - %(ago)s, loaded_at = now() - %(ago)s"
            " where load_id = %(load)s",
            {"ago": timedelta(hours=hours_ago), "load": load.load_id},
        )
    gates.check_source(SOURCE)


def _with_a_new_column(export: Path) -> Path:
    head, *rows = export.read_text().splitlines()
    export.write_text("\n".join([f"{head},pronouns", *(f"{row}," for row in rows), ""]))
    return export


def _without_ids(export: Path) -> Path:
    export.write_text(export.read_text().replace("membership_id,", "number,", 1))
    return export
