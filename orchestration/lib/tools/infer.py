"""What an unknown export probably holds, as a declaration and models for a person to review.

Values are looked at and never shown: of each column only its header and what its values look like.
"""

from __future__ import annotations

import re
from pathlib import Path

from orchestration.lib.tools import draft, kinds, unknown_table
from orchestration.lib.tools.errors import ToolError
from orchestration.lib.tools.guess import Guess, guesses
from orchestration.lib.tools.unknown_table import UnknownTable

# A header that looks like one of these is rather the first row of values.
_VALUES = ("email", "phone", "instant", "date", "uuid")


def infer(path: Path, tool: str) -> str:
    """The proposal for a file of a tool, in words, YAML and SQL. Raises ``ToolError``."""
    return "\n\n".join(_told(table, tool) for table in unknown_table.tables(path))


def _told(table: UnknownTable, tool: str) -> str:
    found = guesses(table)
    check_header(table, any(guess.is_proposed for guess in found))
    record_type = record_type_of(table.file_name)
    rows = f"{'the first ' if table.is_cut else ''}{len(table.rows):,} rows"
    return "\n".join([
        f"{table.form}; {len(found)} columns, {rows}. No value is shown.",
        "",
        *_columns(found),
        "",
        _about_ids(found),
        "Whether a file holds everything (full) or what changed, it can't tell: ask the vendor.",
        "",
        f"-- for models/staging/{tool}/_{tool}.yml, under tables:",
        draft.declaration(tool, record_type, table, found),
        *draft.models(tool, record_type, found),
        "Nothing was written. Review each line; `unsure` ones can be wrong. "
        f"./kith tool new {tool} makes the files.",
    ])  # fmt: skip


def check_header(table: UnknownTable, says_something: bool) -> None:
    """Raises ``ToolError`` where the header seems to be a row of values, or says nothing."""
    if not says_something or any(
        kinds.share(kind, [header]) for header in table.headers for kind in _VALUES
    ):
        raise ToolError(
            f"{table.file_name}: no header says anything I know, or the first line is a row of "
            "values and no header. Nothing is shown, since it may be personal. Check that the "
            "file begins with its header."
        )


def record_type_of(file_name: str) -> str:
    """A name for the kind of record, from a file's name without its dates and numbers."""
    stem = re.sub(r"(\.(csv|txt|tsv|json|jsonl|ndjson|xlsx|gz|zip|parquet))+$", "",
                  file_name.lower())  # fmt: skip
    words = re.findall(r"[a-z]+", re.sub(r"\d+", " ", stem))
    return "_".join(words)[:30].strip("_") or "records"


def _columns(found: list[Guess]) -> list[str]:
    def cells(guess: Guess) -> tuple[str, str, str, str]:
        says = "record_id" if guess.is_id else ""
        if guess.is_of_a_person and not guess.is_id:
            says = "person_record_id"
        if guess.clue:
            says = f"{says} and " * bool(says) + f"{guess.clue.shape}.{guess.clue.column}"
        why = f"{guess.why}; {guess.filled:.0%} filled"
        says = says or ("(never kept)" if guess.is_forbidden else "(stays in _extra)")
        return guess.header, guess.sureness, says, why

    lines = [("column", "how sure", "proposed", "why"), *map(cells, found)]
    widths = [max(len(line[place]) for line in lines) for place in range(3)]
    return [
        "  ".join([*(line[at].ljust(widths[at]) for at in range(3)), line[3]]).rstrip()
        for line in lines
    ]


def _about_ids(found: list[Guess]) -> str:
    own = draft.record_id(found)
    if own:
        return f"Record id: {own.header} ({own.sureness}): {own.why}."
    return (
        "Record id: none is certain. Without one an id is minted from each row's declared columns, "
        "so a row that changes becomes another row."
    )
