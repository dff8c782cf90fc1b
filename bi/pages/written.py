"""The pages, written anew after each build, where the start page leads to them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bi.pages import health, scorecard
from bi.pages.frame import NothingBuilt
from orchestration.lib import settings

_PAGES: dict[str, Callable[[], str]] = {
    "health": lambda: health.page(health.read()),
    "scorecard": lambda: scorecard.page(scorecard.read()),
}


def path(name: str) -> Path:
    """Where a page is, once it has been written: health or scorecard."""
    return settings.home() / "pages" / f"{name}.html"


def write() -> list[Path]:
    """Write each page there is something to show on; where they are.

    Only their owner can read them here: they name who is up, and what is late.
    """
    made = []
    for name, page_of in _PAGES.items():
        try:
            text = page_of()
        except NothingBuilt:
            continue
        settings.folder("pages")
        draft = path(name).with_suffix(".html.new")
        draft.touch(mode=0o600)
        draft.write_text(text, encoding="utf-8")
        made.append(draft.replace(path(name)))
    return made
