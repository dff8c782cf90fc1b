"""What every group of commands shares: the app itself, the console, and common options."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="An open-source data warehouse for organizing groups.",
    name="kith",
)
console = Console(highlight=False, soft_wrap=True)

PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True}
Function = TypeVar("Function", bound=Callable[..., Any])


def commands_of(panel: str) -> Callable[..., Callable[[Function], Function]]:
    """``app.command`` for a group of commands that ``--help`` lists together under a heading."""

    def command(name: str | None = None, **settings: Any) -> Callable[[Function], Function]:
        return app.command(name, rich_help_panel=panel, **settings)

    return command


class Format(StrEnum):
    """How an answer is written."""

    text = "text"
    json = "json"
    csv = "csv"


Source = Annotated[str, typer.Option("--source", "-s", help="A source_id of the registry.")]
