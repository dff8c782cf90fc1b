"""Whoever changes a mart sees who looks at it: boards, pages, reports, and who answers for it."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

from orchestration.lib.settings import PROJECT_ROOT
from orchestration.tests.project.manifest import Manifest, check, relative

QUERIES = PROJECT_ROOT / "bi" / "dashboards" / "queries"
# Where marts are shown to people, and what only measures, practises or plans with them.
SHOWN = ("bi/dashboards/boards/*.py", "bi/pages/*.py", "bi/superset/dashboards/*.yaml",
         "orchestration/lib/**/*.py")  # fmt: skip
NOT_SHOWN = ("orchestration/lib/bench/", "orchestration/lib/learn/", "orchestration/lib/journeys/",
             "orchestration/lib/build/", "orchestration/lib/trace/",
             "orchestration/lib/sync/rehearsal.py")  # fmt: skip
_MART = re.compile(r"(?:from|join)\s+marts\.(\w+)")
# A question by its file's name: ask("sources"), answers("health", "health_reasons").
_ASKED = re.compile(r"\b(?:ask|answers)\(\s*((?:\"\w+\",?\s*)+)")


def _exposures(manifest: Manifest) -> list[dict[str, Any]]:
    return list(manifest.content["exposures"].values())


def _made_by(exposure: dict[str, Any]) -> list[str]:
    return list(exposure["config"]["meta"].get("made_by", []))


def _reads(path: Path) -> set[str]:
    """The marts a file's SQL reads, and those of the questions that it asks."""
    text = path.read_text()
    questions = {name for asked in _ASKED.findall(text) for name in re.findall(r"\w+", asked)}
    told = [text, *((QUERIES / f"{name}.sql").read_text() for name in sorted(questions))]
    return {mart for each in told for mart in _MART.findall(each)}


def _registered(name: str) -> list[dict[str, str]]:
    with (PROJECT_ROOT / "seeds" / "registry" / name).open(newline="") as handle:
        return list(csv.DictReader(handle))


def test_who_answers_for_it_is_in_the_registry(manifest: Manifest) -> None:
    contacts = {line["contact"] for line in _registered("roles.csv")}
    organizations = {line["organization_name"] for line in _registered("organizations.csv")}
    check(
        [
            f"{exposure['name']}: {exposure['owner']['name']} <{exposure['owner']['email']}>"
            for exposure in _exposures(manifest)
            if exposure["owner"]["email"] not in contacts
            or exposure["owner"]["name"].partition(", ")[0] not in organizations
            or not exposure["owner"]["name"].partition(", ")[2]
        ],
        "An exposure's owner is an organization of organizations.csv and a role (\"County "
        "Organizers, data\"), with a contact of roles.csv; never a person:",
    )


def test_everything_that_shows_marts_is_exposed(manifest: Manifest) -> None:
    exposed = {path for exposure in _exposures(manifest) for path in _made_by(exposure)}
    shown = [
        relative(path)
        for pattern in SHOWN
        for path in sorted(PROJECT_ROOT.glob(pattern))
        if not relative(path).startswith(NOT_SHOWN)
        and (path.suffix == ".yaml" or _reads(path))
    ]
    assert len(shown) > 10
    check(
        sorted({*shown} - exposed),
        "These show marts to people. Give each an exposure in models/marts/exposures.yml, with "
        "itself below config: {meta: {made_by: […]}}:",
    )
    check(
        [path for path in sorted(exposed) if not (PROJECT_ROOT / path).exists()],
        "Exposures name files that aren't there:",
    )


def test_an_exposure_names_the_marts_that_are_read_and_no_others(manifest: Manifest) -> None:
    wrong = []
    for exposure in _exposures(manifest):
        # What Superset's dashboards read is in their data sets: test_superset.py.
        paths = [PROJECT_ROOT / path for path in _made_by(exposure) if path.endswith(".py")]
        named = {node.rpartition(".")[2] for node in exposure["depends_on"]["nodes"]}
        read = {mart for path in paths for mart in _reads(path)}
        if paths and named != read:
            wrong.append(
                f"{exposure['name']}: lacks {', '.join(sorted(read - named)) or 'none'}, names "
                f"without reading {', '.join(sorted(named - read)) or 'none'}"
            )
        if not exposure["description"].startswith(("For ", "In ", "Who ")):
            wrong.append(f"{exposure['name']}: its description says for whom it is")
    check(wrong, "An exposure depends on what it reads. Correct depends_on:")
