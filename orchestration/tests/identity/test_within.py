"""A kept table's `within` names import CTEs, or is an error: else the whole input would be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.lib.scratch.project import SmallProjectFailed, make_project, run_dbt

CONFIG = "{{ config(materialized='kept', key='id', within={'numbers': 'id'}) }}\n"
IMPORTED = "with numbers as (\n    select * from {{ ref('numbers') }}\n)\nselect id from numbers"
READ_IN_PASSING = "select id from (select * from {{ ref('numbers') }} where id > 0) as found"


def _run(folder: Path, query: str) -> None:
    project = make_project(folder, more="models: {kith: {+schema: identity}}\n")
    (folder / "models").mkdir()
    (folder / "models" / "numbers.sql").write_text("select 1 as id")
    (folder / "models" / "kept_numbers.sql").write_text(CONFIG + query)
    run_dbt(project, "run")


def test_an_import_is_found(warehouse: Path, tmp_path: Path) -> None:
    _run(tmp_path, IMPORTED)


def test_what_is_no_import_is_an_error(warehouse: Path, tmp_path: Path) -> None:
    with pytest.raises(SmallProjectFailed, match="no import CTE of it: numbers"):
        _run(tmp_path, READ_IN_PASSING)
