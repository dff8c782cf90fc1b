"""The coverage table counts what a model lacks, and knows who is retired."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.lib import settings
from orchestration.lib.tools import coverage
from orchestration.lib.tools.begin import begin
from orchestration.lib.tools.retire import retire

VARS = """vars:
  tools:
  provenance: {source_id: text}
  groups: {origin: [origin_system, origin_id], address: [city, region_code]}
  shapes:
    people: {first_name: text, city: text, region_code: text}
    tags: {tag_name: text}
    merges: {merged_by: text}
"""


def _row(page: str, start: str) -> str:
    return next(line for line in page.splitlines() if line.startswith(start))


def test_the_table_counts_columns_by_name_and_by_group(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "PROJECT_ROOT", tmp_path)
    (tmp_path / "vars.yml").write_text(VARS.replace("  tools:\n", "  tools:\n    gone: [tags]\n"))
    begin("alpha", ["people", "tags"], "Alpha")
    model = tmp_path / "models/staging/alpha/stg_alpha__people.sql"
    declaration = tmp_path / "models/staging/alpha/_alpha.yml"
    begin("beta", ["people"], "Beta")
    retire("beta")
    retire("gone")
    assert _row(coverage.page(), "| [Alpha]") == "| [Alpha](tools/alpha.md) |  | ✓ 0/3 | ✓ 0/1 |"
    model.write_text("select 1\n{{ conform('alpha', 'people', from='x', lacks=['address']) }}\n")
    declaration.write_text(
        declaration.read_text().replace("{name: id}", "{name: id, meta: {evidence: inferred}}", 1)
    )
    page = coverage.page()
    assert _row(page, "| [Alpha]") == "| [Alpha](tools/alpha.md) | 1 | ✓ 1/3 | ✓ 0/1 |"
    assert "No tool fills: merges." in page
    assert "Retired, and a line away: beta." in page


def test_the_second_table_says_of_what_a_tool_tells_the_author(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "PROJECT_ROOT", tmp_path)
    (tmp_path / "vars.yml").write_text(VARS.replace("  tools:\n", "  tools:\n    gone: [tags]\n"))
    begin("alpha", ["people", "tags"], "Alpha")
    begin("beta", ["people"], "Beta")
    retire("gone")
    for shape, lacks in (("people", "'collected_by_id'"), ("tags", "'tag_name'")):
        model = tmp_path / f"models/staging/alpha/stg_alpha__{shape}.sql"
        model.write_text(f"{{{{ conform('alpha', '{shape}', from='x', lacks=[{lacks}]) }}}}\n")
    told = coverage.page().partition("## Who made it")[2]
    # Nobody's work in Beta: people alone are no work.
    assert _row(told, "| [Alpha]").endswith("|  | ✓ |  | – |") and "[Beta]" not in told
    assert _row(told, "| **tools**").endswith("| 0 | 1 | 0 | 0 |")
