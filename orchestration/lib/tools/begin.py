"""Begin a tool, or bring a retired one back: its files where there are none, and its line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from orchestration.lib import settings
from orchestration.lib.tools import infer, proposed, skeleton, variables
from orchestration.lib.tools.errors import ToolError
from orchestration.lib.tools.variables import Variables

# PostgreSQL's names end at 63 characters, and a test's holds the tool's and the shape's.
_LONGEST_NAME = 30
_NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*\Z")
_VENDOR = re.compile(r"[\w .,&+/'-]+\Z")


@dataclass(frozen=True)
class Begun:
    """What was done: the line that is now in vars.yml, and the files that were made."""

    tool: str
    line: str
    made: tuple[Path, ...]

    def told(self) -> str:
        """The same in words, with what to do next."""
        if not self.made:
            return f"{self.tool} is back: vars.yml has its line again. See: ./kith build"
        listed = "\n".join(f"  {path}{_note(path)}" for path in self.made)
        return (
            f"Made, and no file that was there was touched:\n{listed}\n"
            f"vars.yml has its line, and docs/coverage.md its row:\n{self.line.rstrip()}\n"
            f"Next: ./kith up, then ./kith dbt build -s staging.{self.tool}; and say what it "
            "exports (CONTRIBUTING.md)"
        )


def _note(path: Path) -> str:
    return "   (optional: the pretend county's)" if str(path).startswith(skeleton.OPTIONAL) else ""


def begin(
    tool: str,
    shapes: list[str] | None = None,
    vendor: str | None = None,
    exports: Sequence[Path] = (),
) -> Begun:
    """Make what the tool lacks, and let Kith speak it; no file that is there is changed.

    Without ``shapes``, a retired tool has those of its models, and a new one what its ``exports``
    tell, or people. Raises ``ToolError`` where the name can't be one, a shape doesn't exist, the
    tool is spoken already, or its exports can't be read.
    """
    said = variables.read()
    if not _NAME.match(tool) or len(tool) > _LONGEST_NAME or tool == "landing":
        raise ToolError(
            f"'{tool}' can't be a tool's name: use lower case words of letters and digits, joined "
            f"by single underscores, at most {_LONGEST_NAME} characters."
        )
    vendor = vendor or tool.replace("_", " ").title()
    if not _VENDOR.match(vendor):
        raise ToolError("A vendor's name has letters, digits, spaces and . , & + / ' - only.")
    if tool in said.tools:
        raise ToolError(f"Kith speaks {tool} already: {', '.join(said.tools[tool])}.")
    all_read = infer.read(exports)
    wanted = shapes or models_of(tool, said) or proposed.shapes(all_read) or ["people"]
    if unknown := [shape for shape in wanted if shape not in said.shapes]:
        raise ToolError(f"There is no shape {unknown[0]}. There are: {', '.join(said.shapes)}.")
    new = skeleton.Beginning(tool, vendor, wanted)
    made = []
    if models_of(tool, said) != wanted:
        files = proposed.files(new, all_read, said) if all_read else skeleton.files(new, said)
        made = _write(files)
    variables.put_in(tool, wanted)
    return Begun(tool, variables.line_of(tool, wanted), tuple(made))


def models_of(tool: str, said: Variables) -> list[str]:
    """The shapes a tool has a model for, whether it is spoken or not."""
    folder = settings.PROJECT_ROOT / "models" / "staging" / tool
    return [shape for shape in said.shapes if (folder / f"stg_{tool}__{shape}.sql").exists()]


def _write(files: dict[str, str]) -> list[Path]:
    made = []
    for name, text in files.items():
        path = settings.PROJECT_ROOT / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            made.append(Path(name))
    return made
