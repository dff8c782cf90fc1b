"""Commands that the documentation shows have their subcommands and options in the CLI."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import typer

from orchestration.cli import app
from orchestration.tests.project.manifest import check, files, relative

# In a fenced block or between backticks: elsewhere the words after a command are prose.
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`]+)`")
LINE = re.compile(r"\./kith +([^\n;|)]*)")


def _shown(page: Path) -> list[str]:
    """What follows `./kith` in each place a page shows as code."""
    text = page.read_text()
    code = [*FENCED.findall(text), *INLINE.findall(FENCED.sub("", text))]
    return [line.replace('"$', "$") for each in code for line in LINE.findall(each)]


def _words(line: str) -> list[str]:
    """Its words, without what a shell takes for a comment, or goes on with."""
    try:
        words = shlex.split(re.split(r"\s#|\s&&|\s·", f" {line}")[0])
    except ValueError:  # a quotation that ends on another line: what is whole of it
        words = re.split(r"['\"]", line)[0].split()
    return words


def _unknown(words: list[str]) -> str | None:
    """What the CLI doesn't know of a command line; None where it knows all."""
    command: Any = typer.main.get_command(app)
    while (commands := getattr(command, "commands", {})) and words and not words[0].startswith("-"):
        if words[0] not in commands:
            return words[0]
        command, words = commands[words[0]], words[1:]
    if command.context_settings.get("ignore_unknown_options"):
        return None
    known = {name for each in command.params for name in (*each.opts, *each.secondary_opts)}
    given = [word.split("=")[0] for word in words if re.fullmatch(r"--?[a-z][\w-]*(=.*)?", word)]
    return next((option for option in given if option not in known | {"--help"}), None)


def test_every_command_shown_has_its_subcommand_and_options() -> None:
    check(
        [
            f"{relative(page)}: ./kith {line.strip()}  ({unknown})"
            for page in files(".md")
            for line in _shown(page)
            if (unknown := _unknown(_words(line)))
        ],
        "The CLI doesn't take these as they stand; what it doesn't know is in brackets:",
    )


def test_what_does_not_exist_is_found() -> None:
    assert _unknown(["quarantine", "mend"]) == "mend"
    assert _unknown(["quarantine", "retry", "3", "--mended", "FILE"]) is None
    assert _unknown(["release", "3", "--why", "so"]) == "--why"
    assert _unknown(["nothing"]) == "nothing"
    assert _unknown(["dbt", "build", "-s", "canon"]) is None
