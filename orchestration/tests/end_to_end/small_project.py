"""A copy of the project that has few tools: dbt is the faster for it, and it may change."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import yaml

from orchestration.lib.settings import PROJECT_ROOT

_NEEDED = ("models", "macros", "seeds", "expectations", "orchestration", "bi", "docs/standard",
           "profiles", "dbt_project.yml", "vars.yml", "pyproject.toml")  # fmt: skip
_UNIT_TESTS = re.compile(r"(?m)^unit_tests:.*\n(?:(?:[ #-].*)?\n)*")
# A unit test of canon tells what this tool says.
_NAMED_IN_CANON = {"spoke"}


@dataclass(frozen=True)
class SmallProject:
    """Where the copy is, and how to run commands in it."""

    folder: Path

    def kith(self, *arguments: str) -> str:
        """Run a `kith` command, which has to go well; what it said."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("DBT_")}
        done = subprocess.run(
            [sys.executable, "-m", "orchestration.cli", *arguments],
            cwd=self.folder,
            env=kept | {"PYTHONPATH": str(self.folder)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{arguments}: {done.stdout[-3000:]}{done.stderr[-3000:]}"
        return done.stdout

    def register(self, *accounts: str) -> None:
        """Have these lines of the registry, and no others."""
        path = self.folder / "seeds" / "registry" / "sources.csv"
        header = path.read_text().split("\n", 1)[0]
        path.write_text("\n".join([header, *accounts, ""]))


def make(
    folder: Path, tools: Collection[str], *, has_unit_tests: bool = True
) -> SmallProject:
    """The copy below a folder, without the other tools' lines, folders, words and accounts.

    ``has_unit_tests``: dbt reads a project without them in less time.
    """
    spoken = yaml.safe_load((PROJECT_ROOT / "vars.yml").read_text())["vars"]["tools"]
    others = {*spoken} - {*tools}
    ignored = [*(others - _NAMED_IN_CANON), *(f"{tool}_words.csv" for tool in others)]
    ignore = shutil.ignore_patterns("__pycache__", *ignored)
    for name in _NEEDED:
        source = PROJECT_ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=ignore)
        else:
            shutil.copyfile(source, folder / name)
    line = "|".join(map(re.escape, sorted(others)))
    _without(folder / "vars.yml", rf"    (?:{line}): ")
    _without(folder / "seeds" / "registry" / "sources.csv", rf"[^,]*,(?:{line}),")
    if not has_unit_tests:
        for path in (folder / "models").rglob("*.yml"):
            path.write_text(_UNIT_TESTS.sub("", path.read_text()))
    return SmallProject(folder)


def _without(path: Path, beginning: str) -> None:
    path.write_text(re.sub(rf"(?m)^{beginning}.*\n", "", path.read_text()))
