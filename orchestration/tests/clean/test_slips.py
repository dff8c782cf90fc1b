"""A slip in a list of columns is an error with words, never a column that is silently empty."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.lib.scratch.project import SmallProjectFailed, make_project, run_dbt
from orchestration.lib.settings import PROJECT_ROOT

VARIABLES = (PROJECT_ROOT / "vars.yml").read_text()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ("conform('toy', 'tags', from='rows', lacks=['tag_nmae'])", "tags has no column tag_nmae"),
        ("conform('toy', 'tags', from='rows', lacks=['adress'])", "tags has no column adress"),
        ("stacked('toy', {'a': {'x': 'y'}, 'b': {'xx': 'y'}})", "b says xx, which neither"),
    ],
)
def test_a_slip_is_an_error(warehouse: Path, tmp_path: Path, call: str, words: str) -> None:
    project = make_project(tmp_path, more=VARIABLES)
    folder = tmp_path / "models"
    folder.mkdir()
    tables = "{name: a}, {name: b}"
    (folder / "_toy.yml").write_text(f"sources: [{{name: toy, tables: [{tables}]}}]")
    (folder / "toy.sql").write_text("{{ kith." + call + " }}")
    with pytest.raises(SmallProjectFailed, match=words):
        run_dbt(project, "parse")
