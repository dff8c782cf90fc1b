"""The declaration and the models that a guess would be written as."""

from __future__ import annotations

import json

from orchestration.lib.landing.declarations import header_key
from orchestration.lib.tools import skeleton, variables
from orchestration.lib.tools.guess import LIKELY, SURE, Guess
from orchestration.lib.tools.unknown_table import UnknownTable

# A shape is worth a model where one of these columns of it was found.
_TELLING = {
    "people": ("first_name", "last_name", "email", "phone_e164"),
    "attendances": ("event_name", "event_record_id"),
    "contact_attempts": ("result_raw",),
    "donations": ("amount_cents",),
    "messages": ("direction_raw",),
    "survey_responses": ("question_name",),
    "consents": ("status_raw",),
    "memberships": ("group_name",),
    "tags": ("tag_name",),
}
_CHECKED = ("email", "phone_e164", "region_code", "postal_code")


def record_id(found: list[Guess]) -> Guess | None:
    """The column to take for the record's own id, where one may be it."""
    own = [guess for guess in found if guess.is_id and guess.sureness in (SURE, LIKELY)]
    return next((guess for guess in own if not guess.is_of_a_person), own[0] if own else None)


def declaration(tool: str, record_type: str, table: UnknownTable, found: list[Guess]) -> str:
    """The table's entry in the tool's declaration, how sure each column is in a comment."""
    own = record_id(found)
    meta = [f'files: ["{record_type.replace("_", "*")}*"]']
    if own:
        meta.append(f"record_id: [{own.name}]")
    if table.records_at:
        meta.append(f"records_at: {json.dumps(table.records_at)}")
    lines = [
        f"      - name: {record_type}",
        f"        identifier: {tool}__{record_type}",
        f"        config: {{meta: {{{', '.join(meta)}, snapshot: changes}}}}",
        "        columns:",
    ]
    for guess in found:
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


def models(tool: str, record_type: str, found: list[Guess]) -> list[str]:
    """A model for each shape the columns can tell, each with a line that says where it belongs."""
    return [
        f"-- models/staging/{tool}/stg_{tool}__{shape}.sql\n"
        + _model(tool, shape, record_type, found)
        for shape in _TELLING
        if _tells(shape, found)
    ]


def _tells(shape: str, found: list[Guess]) -> bool:
    return any(
        guess.clue and guess.clue.shape == shape and guess.clue.column in _TELLING[shape]
        for guess in found
    )


def _model(tool: str, shape: str, record_type: str, found: list[Guess]) -> str:
    said = variables.read()
    told: dict[str, str] = {}
    checked: list[str] = []
    person = next((guess.name for guess in found if guess.is_of_a_person), None)
    # A row that names somebody and gives no id of theirs is their record itself.
    person = person or ("_record_id" if _tells("people", found) else None)
    if person and "person_record_id" in said.shapes[shape]:
        told["person_record_type"] = f"'{record_type}'"
        told["person_record_id"] = person
    for guess in found:
        clue = guess.clue
        if clue and clue.shape == shape and clue.column not in told:
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
    return skeleton.model(tool, shape, record_type, columns, missing, checked)
