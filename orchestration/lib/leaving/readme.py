"""The README of a package: what is in it, for whoever has nothing of Kith."""

from __future__ import annotations

from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
_NO_READING = """
The tables were left out (`--without-tables`): what is here is what they are made of.
"""


def text(manifest: dict[str, Any], has_tables: bool) -> str:
    """The README of a package with that manifest; its words are in ``readme*.txt``."""
    counted = "".join(
        f"- Of {name.replace('_', ' ')}, {count:,} stayed because they are another's too.\n"
        for name, count in sorted(manifest["left_out"].items())
    )
    return _words("readme").format(
        **{name: manifest[name] for name in ("organization_name", "kith_version", "dbt_version")},
        tables=_words("readme_tables") if has_tables else "",
        reading=_words("readme_reading") if has_tables else _NO_READING,
        sources=", ".join(manifest["sources"]),
        left_out=counted,
    )


def _words(name: str) -> str:
    return (_HERE / f"{name}.txt").read_text(encoding="utf-8")
