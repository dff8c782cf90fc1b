"""What the shape tests read: dbt's manifest and the project's files, under plain names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from orchestration.lib.settings import PROJECT_ROOT

NOT_OURS = {".git", ".venv", ".kith", "target", "logs", "node_modules"}


@dataclass(frozen=True)
class Model:
    """One model of the project."""

    node: dict[str, Any]

    @property
    def name(self) -> str:
        return str(self.node["name"])

    @property
    def path(self) -> str:
        return str(self.node["original_file_path"])

    @property
    def layer(self) -> str:
        """The folder below models/: staging, canon, identity or marts."""
        return Path(self.path).parts[1]

    @property
    def folder(self) -> str:
        """The model's own folder: a tool in staging, an area in marts."""
        return Path(self.path).parent.name

    @property
    def sql(self) -> str:
        return str(self.node["raw_code"])

    @property
    def description(self) -> str:
        return " ".join(str(self.node["description"]).split())

    @property
    def columns(self) -> dict[str, dict[str, Any]]:
        return dict(self.node["columns"])

    @property
    def parents(self) -> list[str]:
        return list(self.node["depends_on"]["nodes"])

    @property
    def grain(self) -> str:
        """The first sentence of the comment that opens the model, or nothing."""
        words: list[str] = []
        for line in self.sql.splitlines():
            if not line.startswith("--"):
                break
            words.append(line.removeprefix("--").strip())
        return " ".join(words).split(". ")[0].rstrip(".")


@dataclass(frozen=True)
class Manifest:
    """dbt's manifest."""

    content: dict[str, Any]

    def _of(self, kind: str) -> Iterator[dict[str, Any]]:
        return (n for n in self.content["nodes"].values() if n["resource_type"] == kind)

    @cached_property
    def models(self) -> list[Model]:
        return sorted((Model(node) for node in self._of("model")), key=lambda model: model.path)

    @cached_property
    def by_id(self) -> dict[str, Model]:
        return {model.node["unique_id"]: model for model in self.models}

    @property
    def seeds(self) -> list[dict[str, Any]]:
        return list(self._of("seed"))

    @property
    def data_tests(self) -> list[dict[str, Any]]:
        return list(self._of("test"))

    @property
    def unit_tests(self) -> list[dict[str, Any]]:
        return list(self.content["unit_tests"].values())

    def layer(self, *names: str) -> list[Model]:
        """The models of these layers, in the order of their paths."""
        return [model for model in self.models if model.layer in names]


def variables() -> dict[str, Any]:
    """vars.yml: tools, provenance, shapes."""
    return dict(yaml.safe_load((PROJECT_ROOT / "vars.yml").read_text())["vars"])


def files(*endings: str) -> list[Path]:
    """The project's own files with one of these endings (all of them without any)."""
    found = []
    for path in PROJECT_ROOT.rglob("*"):
        inside = path.relative_to(PROJECT_ROOT)
        if NOT_OURS & set(inside.parts) or any(part.endswith("_cache") for part in inside.parts):
            continue
        if path.is_file() and (not endings or path.name.endswith(endings)):
            found.append(path)
    return sorted(found)


def relative(path: Path) -> str:
    """A path as the reader knows it: from the project's root."""
    return str(path.relative_to(PROJECT_ROOT))


def check(violations: list[str], advice: str) -> None:
    """Fail with every violation, a line each, and what to do about them."""
    assert not violations, "\n".join([advice, *(f"  {violation}" for violation in violations)])
