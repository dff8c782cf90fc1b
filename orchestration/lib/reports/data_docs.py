"""Data Docs: what the gates last found, as static pages.

Great Expectations' own page frame loads styles, scripts and a logo from six outside hosts and a
mailing-list form. Its sections are kept; the frame is ours, so the pages need no network.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.lib import settings

TEMPLATES = settings.PROJECT_ROOT / "expectations" / "data_docs"
DOORS = {
    "first": "First door: what each source sent",
    "second": "Second door: canon and identity",
}


@dataclass(frozen=True)
class Page:
    """One suite's page and the line that tells of it in the index."""

    file_name: str
    door: str
    relation: str
    expectations: int
    blocking: int
    warnings: int
    checked_at: str

    @property
    def verdict(self) -> str:
        if self.blocking:
            return "held"
        return "passed with warnings" if self.warnings else "passed"

    @property
    def css_class(self) -> str:
        return {"passed with warnings": "warned"}.get(self.verdict, self.verdict)


@dataclass(frozen=True)
class Run:
    """One time that a gate looked: at what, and how many of its expectations didn't hold."""

    checked_at: str
    gate: str
    subject: str
    expectations: int
    blocking: int
    warnings: int


def write(results: Path, folder: Path, runs: Sequence[Run] = ()) -> Path:
    """Render each result in ``results`` (JSON, as the gates wrote it); returns the index.

    ``runs``: what the ledger knows of the last times, newest first.
    """
    for old in folder.glob("*.html"):
        old.unlink()
    pages = [_write_page(path, folder) for path in sorted(results.glob("*.json"))]
    index = folder / "index.html"
    doors = [
        (title, [page for page in pages if page.door == door]) for door, title in DOORS.items()
    ]
    index.write_text(_view().env.get_template("kith_index.j2").render(doors=doors, runs=runs))
    return index


def _write_page(path: Path, folder: Path) -> Page:
    from great_expectations.core.expectation_validation_result import (
        expectationSuiteValidationResultSchema,
    )
    from great_expectations.render.renderer.page_renderer import ValidationResultsPageRenderer

    result: dict[str, Any] = json.loads(path.read_text())
    failed = [each for each in result["results"] if not each["success"]]
    warnings = sum(each["expectation_config"]["severity"] == "warning" for each in failed)
    meta = result["meta"]
    page = Page(
        file_name=f"{path.stem}.html",
        door=path.stem.split("-", 1)[0],
        relation=meta["relation"],
        expectations=len(result["results"]),
        blocking=len(failed) - warnings,
        warnings=warnings,
        checked_at=meta["checked_at"],
    )
    # The query is long and says nothing to a reader; it stays in the JSON.
    result["meta"] = {"great_expectations_version": meta["great_expectations_version"]}
    document = ValidationResultsPageRenderer().render(
        expectationSuiteValidationResultSchema.load(result)
    )
    html = _view().render(
        document, "kith_page.j2",
        relation=page.relation, verdict=page.verdict, checked_at=page.checked_at,
        failed=_in_words(result["results"]),
    )
    # A link to a page of the suite, which Kith doesn't write: the suites are in the repository.
    html = re.sub(r'<a href="[^"]*/expectations/[^"]*"\s*>(.*?)</a>', r"\1", html)
    (folder / page.file_name).write_text(html)
    return page


def _in_words(results: Sequence[dict[str, Any]]) -> list[tuple[str, str, str]]:
    """Of each expectation that doesn't hold: severity, what it is about, and what it asks.

    A warning and what blocks are about the same: one of them says what is asked.
    """
    notes: dict[str, str] = {}
    worst: dict[str, str] = {}
    for each in results:
        config = each["expectation_config"]
        arguments, said = config["kwargs"], config.get("notes") or ""
        about = arguments.get("column") or ", ".join(arguments.get("column_list", []))
        notes[about] = notes.get(about) or (" ".join(said) if isinstance(said, list) else said)
        if not each["success"]:
            worst[about] = min(worst.get(about, config["severity"]), config["severity"])
    return sorted((severity, about, notes[about]) for about, severity in worst.items())


def _view() -> Any:
    from great_expectations.render.view import DefaultJinjaPageView

    return DefaultJinjaPageView(custom_views_directory=str(TEMPLATES))
