"""Lines of ``seeds/registry`` that are about nothing there is: a slip, or left behind by a tool."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping

from orchestration.lib import registry, settings
from orchestration.lib.landing import declarations

_FOLDER = settings.PROJECT_ROOT / "seeds" / "registry"


def about_nothing() -> list[str]:
    """A sentence per such line, with its file and number. Such a line does no harm, and no good."""
    tools = declarations.tools()
    known = {
        "everything": {""},
        "gate": {"first", "second"},
        "source": {*registry.sources()},
        "tool": {*tools},
        "organization": {row["organization_id"] for _, row in _lines("organizations")},
        "model": _models(),
    }
    found = [
        f"seeds/registry/{seed}.csv, line {number}: there is no {kind} '{row['subject_id']}'."
        for seed in ("roles", "promises")
        for number, row in _lines(seed)
        if row["subject_id"] not in known.get(kind := row["subject_type"], set())
    ]
    vendors = {tool.vendor for tool in tools.values()}
    return found + [
        f"seeds/registry/organizations.csv, line {number}: no tool's declaration names the vendor "
        f"'{row['organization_name']}'."
        for number, row in _lines("organizations")
        if row["organization_kind"] == "vendor" and row["organization_name"] not in vendors
    ]


def _lines(seed: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    with (_FOLDER / f"{seed}.csv").open(newline="", encoding="utf-8") as handle:
        yield from enumerate(csv.DictReader(handle), start=2)


def _models() -> set[str]:
    """Models by name, and the folders they are in."""
    root = settings.PROJECT_ROOT / "models"
    paths = [path.relative_to(root) for path in root.rglob("*.sql")]
    folders = {
        "/".join(path.parts[:depth]) for path in paths for depth in range(1, len(path.parts))
    }
    return {path.stem for path in paths} | folders
