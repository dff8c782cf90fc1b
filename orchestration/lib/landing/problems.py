"""What can be wrong with a file or a record: one rule each, with what to do about it.

Messages are made of counts, line numbers and declared column names. A value out of the file never
enters one, nor a header nobody declared (in a file without a header it is somebody's data), unless
the line is a header beyond doubt and the header may be a missing column: see ``renamed``.
"""

from __future__ import annotations

from dataclasses import dataclass

RECORD_ADVICE = {
    "unclosed_quote": "Close or double the quotation mark on that line, then retry the record.",
    "text_after_quote": "Double the quotation marks inside the field, then retry the record.",
    "wrong_width": "Give the line as many fields as the header has, then retry the record.",
    "repeated_header": "Nothing to do: the header was repeated, as when exports are joined.",
    "preamble": "Nothing to do: the line stands before the header and holds no record.",
    "nul_byte": "Take out the NUL byte (PostgreSQL can't hold one), then retry the record.",
    "undecodable": (
        "Save the export as UTF-8, or set the source's encoding in the registry, "
        "then retry the record."
    ),
    "too_long": (
        "Check the export: one record holds more than the limit. "
        "Its whole bytes are in the archive at that byte range."
    ),
    "no_record_id": "Ask the vendor why the record has no id; put the id in, then retry.",
    "bad_json": "Correct the JSON of that record, then retry it.",
    "cut_off": "The file seems cut off there: fetch the export again.",
    "duplicate_key": "Say each key once (which value is meant?), then retry the record.",
    "not_a_number": "JSON has no NaN or Infinity: put null there, then retry the record.",
    "number_too_large": "Send the number as text, or correct it, then retry the record.",
    "nul_character": "Take out \\u0000 (PostgreSQL can't hold it), then retry the record.",
    "lone_surrogate": "Correct the broken \\u escape (half an emoji), then retry the record.",
    "too_deep": "The record is nested deeper than 64 levels: flatten it, then retry.",
    "not_an_object": "A record must be a JSON object; correct it, then retry.",
}


@dataclass(frozen=True)
class Located:
    """A record that can't land: which rule it breaks, where it is, and its bytes."""

    rule: str
    message: str
    line: int
    start: int
    end: int
    raw: bytes
    column: str | None = None

    @property
    def advice(self) -> str:
        return RECORD_ADVICE[self.rule]


class FileRefused(Exception):
    """A whole file is set aside: ``rule``, ``message`` and ``advice`` say why and what to do."""

    def __init__(self, rule: str, message: str, advice: str) -> None:
        super().__init__(f"{message} {advice}")
        self.rule = rule
        self.message = message
        self.advice = advice
