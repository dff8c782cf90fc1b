"""The registry's seeds are about what there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.lib.registry import stray_lines
from orchestration.tests.project.manifest import check


def test_every_line_is_about_something_there_is() -> None:
    check(stray_lines.about_nothing(), "Mend the line, or take it away:")


def test_a_slip_is_told_with_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in ("roles", "promises", "organizations"):
        lines = (stray_lines._FOLDER / f"{seed}.csv").read_text()
        slip = {"roles": "model,marts/programms,fixes,x@mail.example\n",
                "promises": "tool,vann,freshness_hours,4,,\n",
                "organizations": "v,N. G. P.,vendor,false,false,UTC\n"}[seed]  # fmt: skip
        (tmp_path / f"{seed}.csv").write_text(lines + slip)
    monkeypatch.setattr(stray_lines, "_FOLDER", tmp_path)
    found = stray_lines.about_nothing()
    assert [each.split(": ", 1)[1] for each in found] == [
        "there is no model 'marts/programms'.",
        "there is no tool 'vann'.",
        "no tool's declaration names the vendor 'N. G. P.'.",
    ]
    assert all(", line " in each for each in found)
