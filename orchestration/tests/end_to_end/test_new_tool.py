"""What CONTRIBUTING tells a newcomer to write is short, and works as it stands there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from orchestration.lib.scratch.warehouse import scratch_warehouse
from orchestration.lib.settings import PROJECT_ROOT
from orchestration.lib.warehouse.connection import connect

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
NEEDED = ("models", "macros", "seeds", "expectations", "orchestration", "profiles",
          "dbt_project.yml", "vars.yml", "pyproject.toml")  # fmt: skip
MEMBERS = """id,first,last,email,joined,shirt
1,Ana,Silva,ana.silva@mail.example,2026-04-01 10:00:00,M
2,Bo,Chen,not an address,2026-04-02 10:00:00,L
"""
CHECKINS = """id,member_id,meeting,state,at
10,1,Spring meeting,Came,2026-05-01 18:00:00
11,2,Spring meeting,Came,2026-05-01 18:00:00
12,2,Summer meeting,Waved from afar,2026-07-01 18:00:00
"""


def _blocks() -> list[str]:
    guide = (PROJECT_ROOT / "CONTRIBUTING.md").read_text()
    guide = guide.split("## Add a tool in an afternoon", 1)[1].split("\n## ", 1)[0]
    return re.findall(r"^```(?:yaml|sql|csv)\n(.*?)^```", guide, re.MULTILINE | re.DOTALL)


def test_a_tool_with_two_shapes_takes_under_sixty_lines() -> None:
    assert len(_blocks()) == len(PLACES)
    assert sum(block.count("\n") for block in _blocks()) < 60


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[psycopg.Connection]:
    """The marts of a warehouse in which the guide was followed, step by step."""
    project = tmp_path_factory.mktemp("project")
    for name in NEEDED:
        source = PROJECT_ROOT / name
        if source.is_dir():
            shutil.copytree(source, project / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, project / name)
    (project / STAGING).mkdir()
    for place, block in zip(PLACES, _blocks(), strict=True):
        _write(project / place, block)
    (project / "members_2026-08-01.csv").write_text(MEMBERS)
    (project / "checkins_2026-08-01.csv").write_text(CHECKINS)
    with scratch_warehouse():
        _kith(project, "up")
        _kith(project, "dbt", "build", "-s", "staging.rollcall")
        for file in ("members_2026-08-01.csv", "checkins_2026-08-01.csv"):
            _kith(project, "land", file, "--source", "county_rollcall")
        _kith(project, "build")
        with connect("bi_reader") as connection:
            yield connection


def _write(path: Path, block: str) -> None:
    if path.name == "vars.yml":
        path.write_text(path.read_text().replace("  tools:\n", "  tools:\n" + block, 1))
    else:
        with path.open("a") as file:
            file.write(block)


def _kith(project: Path, *arguments: str) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DBT_")}
    done = subprocess.run(
        [sys.executable, "-m", "orchestration.cli", *arguments],
        cwd=project,
        env=kept | {"PYTHONPATH": str(project)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{arguments}: {done.stdout[-3000:]}{done.stderr[-3000:]}"


def test_its_people_and_what_they_did_are_in_the_marts(marts: psycopg.Connection) -> None:
    told = marts.execute(
        "select people.first_name, interaction_type_code, occurred_at::text, record_id"
        " from marts.interactions join marts.people using (person_id)"
        " where source_id = 'county_rollcall' order by record_id, interaction_type_code"
    ).fetchall()
    assert told == [
        ("Ana", "attendance", "2026-05-01 22:00:00+00", "10"),
        ("Bo", "attendance", "2026-05-01 22:00:00+00", "11"),
    ]


def test_what_it_says_unclearly_is_reported(marts: psycopg.Connection) -> None:
    exceptions = marts.execute(
        "select exception_type_code, subject_name, record_id, responsible_contact"
        " from marts.quality_exceptions where tool = 'rollcall' order by 1"
    ).fetchall()
    contact = "data@county-organizers.example"
    assert exceptions == [
        ("unmapped_word", "status_raw Waved from afar", "12", contact),
        ("unreadable_value", "email", "2", contact),
    ]
