"""The declaration and the models that a guess would be written as."""

from __future__ import annotations

import json
from collections.abc import Sequence

from orchestration.lib.landing.declarations import header_key
from orchestration.lib.tools import clues, skeleton, variables
from orchestration.lib.tools.guess import SURE
from orchestration.lib.tools.references import (
    NAMES_SOMEBODY,
    Read,
    Reference,
    of_the_event,
    of_the_person,
)

# A shape is worth a model where one of these columns of it was found.
_TELLING = {
    "people": NAMES_SOMEBODY,
    "attendances": ("event_name", "event_record_id"),
    "contact_attempts": ("result_raw",),
    "donations": ("amount_cents",),
    "messages": ("direction_raw",),
    "survey_responses": ("question_name",),
    "consents": ("status_raw",),
    "memberships": ("group_name",),
    "tags": ("tag_name",),
}
# What a model says where only a person can say it: dbt refuses the model until they have.
ASKS = "exceptions.raise_compiler_error"
_CHECKED = ("email", "phone_e164", "region_code", "postal_code")


def declaration(tool: str, read: Read) -> str:
    """The table's entry in the tool's declaration, how sure each column is in a comment."""
    own = read.record_id
    meta = [f'files: ["{read.record_type.replace("_", "*")}*"]']
    if own:
        meta.append(f"record_id: [{own.name}]")
    if read.table.records_at:
        meta.append(f"records_at: {json.dumps(read.table.records_at)}")
    doubt = f"  # record_id: {own.sureness}" if own and own.sureness != SURE else ""
    lines = [
        f"      - name: {read.record_type}",
        f"        identifier: {tool}__{read.record_type}",
        f"        config: {{meta: {{{', '.join(meta)}, snapshot: changes}}}}{doubt}",
        "        columns:",
    ]
    for guess in read.found:
        if guess.is_proposed:
            lines.append(f"          - name: {guess.name}  # {guess.sureness}")
            more = []
            if header_key(guess.header) != header_key(guess.name):
                more.append(f"headers: [{json.dumps(guess.header, ensure_ascii=False)}]")
            if guess.filled == 0:
                more.append("optional: true")
            if more:
                lines.append(f"            config: {{meta: {{{', '.join(more)}}}}}")
    return "\n".join(lines) + "\n"


def shapes_of(read: Read) -> list[str]:
    """The shapes that a table's columns can tell."""
    return [
        shape
        for shape, telling in _TELLING.items()
        if (read.is_about_somebody if shape == clues.PERSON else _columns_of(shape, telling, read))
    ]


def _columns_of(shape: str, names: Sequence[str], read: Read) -> list[str]:
    found = [guess.clue.column for guess in read.found if guess.clue and guess.clue.shape == shape]
    return [name for name in names if name in found]


def model(tool: str, shape: str, read: Read, all_read: Sequence[Read]) -> str:
    """A shape out of a table, as a model. ``all_read``: tables to look its references up in."""
    said = variables.read()
    told: dict[str, str] = {}
    checked: list[str] = []
    if "person_record_id" in said.shapes[shape]:
        _refer(told, "person", of_the_person(read, all_read))
    for guess in read.found:
        clue = guess.clue
        if clue is None or clue.shape != shape or clue.column in told:
            continue
        if clue.column == clues.WHOLE_NAME:
            told.setdefault("first_name", f"{{{{ given_name('{guess.name}') }}}}")
            told.setdefault("last_name", f"{{{{ family_name('{guess.name}') }}}}")
        elif clue.column == "event_record_id":
            _refer(told, "event", of_the_event(read, guess, all_read))
        else:
            order = f", order='{guess.order}'" if guess.order != "ymd" else ""
            cleaned = f"{{{{ {clue.macro}('{guess.name}'{order}) }}}}" if clue.macro else guess.name
            told[clue.column] = cleaned
        if clue.column in _CHECKED:
            told[f"{clue.column}_raw"] = guess.name
            checked.append(clue.column)
    columns = "".join(f",\n        {cleaned} as {name}" for name, cleaned in told.items())
    missing = [
        column
        for name in skeleton.lacks(shape, said)
        for column in (said.named([name]) if set(said.named([name])) & set(told) else [name])
        if column not in told
    ]
    return skeleton.model(tool, shape, read.record_type, columns, missing, checked)


def _refer(told: dict[str, str], what: str, reference: Reference | None) -> None:
    """A reference is a type and an id."""
    if reference is None:
        return
    question = f"say which table holds the {what} that {reference.column} names, as 'table'"
    told[f"{what}_record_type"] = (
        f"'{reference.record_type}'"
        if reference.record_type
        else f'{{{{ {ASKS}("{question}") }}}}'
    )
    told[f"{what}_record_id"] = reference.column
