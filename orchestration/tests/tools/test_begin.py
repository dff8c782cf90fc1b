"""A tool's beginning is tidy, and what is there is never written over."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.lib import settings
from orchestration.lib.landing import declarations
from orchestration.lib.settings import PROJECT_ROOT
from orchestration.lib.tools import variables
from orchestration.lib.tools.begin import begin
from orchestration.lib.tools.errors import ToolError
from orchestration.lib.tools.retire import accounts_of, retire


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that has this project's vars.yml and no tool's files."""
    shutil.copyfile(PROJECT_ROOT / "vars.yml", tmp_path / "vars.yml")
    monkeypatch.setattr(settings, "PROJECT_ROOT", tmp_path)
    return tmp_path


def test_a_beginning_has_every_file_and_passes_the_linters(project: Path) -> None:
    shapes = list(variables.read().shapes)
    made = begin("tells_all", shapes, "Tells & All, Inc.").made
    assert len(made) == 2 * len(shapes) + 5
    declared = declarations.read(project / "models/staging/tells_all/_tells_all.yml")
    assert declared is not None
    assert declared.vendor == "Tells & All, Inc."
    assert [kind.name for kind in declared.record_types] == shapes
    checks = (["ruff", "check", "--config", str(PROJECT_ROOT / "pyproject.toml"), "simulation"],
              ["sqlfluff", "lint", "--config", str(PROJECT_ROOT / ".sqlfluff"),
               "models/staging/tells_all/stg_tells_all__people.sql"])  # fmt: skip
    for program, *arguments in checks:
        done = subprocess.run(
            [str(Path(sys.executable).parent / program), *arguments],
            cwd=project, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr


def test_every_column_of_a_shape_is_lacked_at_the_beginning() -> None:
    from orchestration.lib.tools import skeleton

    said = variables.read()
    for shape, columns in said.shapes.items():
        assert {*columns} <= {*said.named(skeleton.lacks(shape, said))}


def test_retiring_and_bringing_back_gives_the_same_file(project: Path) -> None:
    begin("rollcall", ["people", "attendances"])
    before = (project / "vars.yml").read_text()
    model = project / "models/staging/rollcall/stg_rollcall__people.sql"
    model.write_text("-- One row per member, written by hand.\n")
    assert retire("rollcall") == "    rollcall: [people, attendances]\n"
    assert (project / "vars.yml").read_text() == (PROJECT_ROOT / "vars.yml").read_text()
    assert begin("rollcall").made == ()
    assert (project / "vars.yml").read_text() == before
    assert model.read_text() == "-- One row per member, written by hand.\n"


MEMBERS = ["id,first,email", *(f"m{at},Quimby,q{at}@zed.example" for at in range(30))]
CHECKINS = ["checkin_id,member_id,meeting", *(f"{at},m{at % 9},Potluck" for at in range(30))]


def test_a_beginning_from_exports_names_tables_as_infer_does(project: Path) -> None:
    files = [project / "members_2026.csv", project / "checkins_2026.csv"]
    for file, lines in zip(files, (MEMBERS, CHECKINS), strict=True):
        file.write_text("\n".join(lines) + "\n")
    begun = begin("rollcall", exports=files)
    assert variables.read().tools["rollcall"] == ["people", "attendances"]
    declared = declarations.read(project / "models/staging/rollcall/_rollcall.yml")
    assert declared is not None
    assert [(kind.name, kind.record_id) for kind in declared.record_types] == [
        ("members", ("id",)), ("checkins", ("checkin_id",)),
    ]  # fmt: skip
    model = (project / "models/staging/rollcall/stg_rollcall__attendances.sql").read_text()
    assert "'members' as person_record_type" in model
    made = "".join((project / path).read_text() for path in begun.made)
    assert "Quimby" not in made and "zed.example" not in made and "Potluck" not in made


def test_a_beginning_that_would_not_build_is_not_made(project: Path) -> None:
    file = project / "checkins.csv"
    file.write_text("\n".join(CHECKINS) + "\n")
    before = (project / "vars.yml").read_text()
    with pytest.raises(ToolError, match="give the file of people as well"):
        begin("rollcall", exports=[file])
    assert not (project / "models").exists() and (project / "vars.yml").read_text() == before


def test_what_was_touched_is_named_and_what_can_be_left_out(project: Path) -> None:
    told = begin("rollcall", ["people"]).told()
    assert "docs/coverage.md" in told
    optional = [line for line in told.splitlines() if "(optional" in line]
    assert len(optional) == 2 and all("simulation/" in line for line in optional)


@pytest.mark.parametrize("name", ["Rollcall", "2tools", "a__b", "roll-call", "landing", "x" * 31])
def test_a_name_that_cant_be_one_is_refused(project: Path, name: str) -> None:
    with pytest.raises(ToolError, match="can't be a tool's name"):
        begin(name)


def test_what_stays_of_a_retired_tool_is_named() -> None:
    assert accounts_of("van") == ["county_van"] and accounts_of("rollcall") == []


def test_what_cant_be_done_says_what_there_is(project: Path) -> None:
    with pytest.raises(ToolError, match="speaks van already"):
        begin("van")
    with pytest.raises(ToolError, match="no shape peple"):
        begin("rollcall", ["peple"])
    with pytest.raises(ToolError, match="doesn't speak rollcall"):
        retire("rollcall")
