"""What unknown exports probably hold, as a declaration and models for a person to review.

Values are looked at and never shown: of each column only its header and what its values look like.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from orchestration.lib.tools import clues, draft, kinds, unknown_table
from orchestration.lib.tools.errors import ToolError
from orchestration.lib.tools.guess import Guess, guesses
from orchestration.lib.tools.references import Read, of_the_person
from orchestration.lib.tools.unknown_table import UnknownTable

# A header that looks like one of these is rather the first row of values.
_VALUES = ("email", "long number", "instant", "date", "uuid")
_ENDINGS = r"(\.(csv|txt|tsv|json|jsonl|ndjson|xlsx|gz|zip|parquet))+$"
# Of a file's name: a date or time, and no word.
_WHEN = re.compile(r"\d+([tz]\d*)*z?")


def infer(paths: Sequence[Path], tool: str) -> str:
    """The proposal for files of a tool, in words, YAML and SQL. Raises ``ToolError``."""
    all_read = read(paths)
    return "\n".join([
        "\n\n".join(_told(each, all_read, tool) for each in all_read),
        "Nothing was written. Review each line; `unsure` ones can be wrong. "
        f"./kith tool new {tool} --from FILE makes the files.",
    ])  # fmt: skip


def read(paths: Sequence[Path]) -> list[Read]:
    """The tables of all files, and what their columns are. Raises ``ToolError``."""
    found = []
    for table in [table for path in paths for table in unknown_table.tables(path)]:
        guessed = guesses(table)
        check_header(table, any(guess.is_proposed for guess in guessed))
        found.append(Read(table, record_type_of(table.file_name), guessed))
    return found


def _told(each: Read, all_read: Sequence[Read], tool: str) -> str:
    table = each.table
    rows = f"{'the first ' if table.is_cut else ''}{len(table.rows):,} rows"
    return "\n".join([
        f"{table.file_name}: {table.form}; {len(each.found)} columns, {rows}. No value is shown.",
        "",
        *_columns(each),
        "",
        _about_ids(each),
        *_about_the_person(each, all_read),
        "Whether a file holds everything (full) or what changed, it can't tell: ask the vendor.",
        "",
        f"-- for models/staging/{tool}/_{tool}.yml, under tables:",
        draft.declaration(tool, each),
        *(f"-- models/staging/{tool}/stg_{tool}__{shape}.sql\n"
          + draft.model(tool, shape, each, all_read)
          for shape in draft.shapes_of(each)),
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
    stem = re.sub(_ENDINGS, "", file_name.lower())
    words = [
        # A date may follow a word without anything between: members20260530.
        re.sub(r"\d{4,}", "", word)
        for word in re.findall(r"[a-z0-9]+", stem)
        if not _WHEN.fullmatch(word)
    ]
    name = "_".join(word for word in words if word)[:30].strip("_")
    return name if name[:1].isalpha() else f"records_{name}".strip("_")


def _columns(each: Read) -> list[str]:
    own = each.record_id

    def cells(guess: Guess) -> tuple[str, str, str, str]:
        says = "an id" * guess.is_id
        if guess is own:
            says = "record_id"
        elif guess.is_of_a_person:
            says = "person_record_id"
        if guess.clue:
            column = f"{guess.clue.shape}.{guess.clue.column}"
            if guess.clue.column == clues.WHOLE_NAME:
                column = "people.first_name, last_name"
            says = f"{says} and " * bool(says) + column
        why = f"{guess.why}; {guess.filled:.0%} filled"
        says = says or ("(never kept)" if guess.is_forbidden else "(stays in _extra)")
        return guess.header, guess.sureness, says, why

    lines = [("column", "how sure", "proposed", "why"), *map(cells, each.found)]
    widths = [max(len(line[place]) for line in lines) for place in range(3)]
    return [
        "  ".join([*(line[at].ljust(widths[at]) for at in range(3)), line[3]]).rstrip()
        for line in lines
    ]


def _about_ids(each: Read) -> str:
    own = each.record_id
    if own:
        return f"Record id: {own.header} ({own.sureness}): {own.why}."
    return (
        "Record id: none is certain. Without one an id is minted from each row's declared columns, "
        "so a row that changes becomes another row."
    )


def _about_the_person(each: Read, all_read: Sequence[Read]) -> list[str]:
    person = of_the_person(each, all_read)
    if person is None or person.column == "_record_id":
        return []
    if person.record_type:
        return [f"Person: {person.column} names a record of {person.record_type}: {person.why}."]
    return [
        f"Person: {person.column} names somebody, and {person.why}. Give the file of people "
        "together with this one, or fill in the table's name where the model asks for it."
    ]
