"""What docs/programs.md says to build while a program runs leaves out who is who."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable

from orchestration.lib.settings import PROJECT_ROOT
from orchestration.tests.project.manifest import Manifest, Model

_COMMAND = re.compile(
    r'dbt build -s "staging\.(\w+)\+,\+(\w+)" (\w+) \\\n\s+--exclude ([\w. ]+) "resource_type:'
)


def _reached(start: Iterable[str], next_to: Callable[[str], Iterable[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = list(start)
    while waiting:
        each = waiting.pop()
        if each not in seen:
            seen.add(each)
            waiting.extend(next_to(each))
    return seen


def _is_called(model: Model, word: str) -> bool:
    """Whether a word of the command means it: its name, layer, or layer and folder."""
    return word in (model.name, model.layer, f"{model.layer}.{model.folder}")


def test_a_weekends_hours_are_built_from_a_tool_to_the_mart_without_identity(
    manifest: Manifest,
) -> None:
    told = _COMMAND.search((PROJECT_ROOT / "docs" / "programs.md").read_text())
    assert told, "docs/programs.md has no command for a weekend, or in words not read here"
    tool, mart, beside, excluded = told.groups()
    by_id = manifest.by_id
    children = defaultdict(list)
    for model in manifest.models:
        for parent in model.parents:
            children[parent].append(model.node["unique_id"])

    def ids(word: str) -> set[str]:
        found = {key for key, model in by_id.items() if _is_called(model, word)}
        assert found, f"nothing is called {word}"
        return found

    left_out = {key for word in excluded.split() for key in ids(word)}
    between = (
        _reached(ids(f"staging.{tool}"), lambda key: children[key])
        & _reached(ids(mart), lambda key: [p for p in by_id[key].parents if p in by_id])
    )  # fmt: skip
    selected = (between | ids(beside)) - left_out
    tables = {
        by_id[key].name for key in selected
        if by_id[key].layer not in ("staging", "canon")
        and by_id[key].node["config"]["materialized"] != "ephemeral"
    }  # fmt: skip
    assert tables == {"recent_interactions", mart, beside}
    # What the tool tells of its program still gets to the mart by what is left.
    arriving = _reached(ids(mart), lambda key: [p for p in by_id[key].parents if p in selected])
    assert {
        f"stg_{tool}__{shape}" for shape in ("contact_attempts", "messages", "survey_responses")
    } <= {by_id[key].name for key in arriving}
