"""What dbt makes of Kith's macros, for tests that need no models."""

from __future__ import annotations

from pathlib import Path

from orchestration.lib.scratch.project import make_project, run_dbt

BETWEEN = "\n-- next --\n"


def compiled(folder: Path, calls: list[str]) -> list[str]:
    """The SQL that dbt makes of each macro call."""
    template = BETWEEN.join(f"{{{{ kith.{call} }}}}" for call in calls)
    result = run_dbt(make_project(folder), "compile", "--inline", template)
    code: str = result.results[0].node.compiled_code  # type: ignore[attr-defined]
    return code.split(BETWEEN)
