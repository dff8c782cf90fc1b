"""What values look like: each kind is a pattern, the most telling first."""

from __future__ import annotations

import re

from orchestration.lib.tools.phones import is_phone

_DAY = r"\d{1,2}[/-]\d{1,2}[/-]\d{4}"
_ISO = r"\d{4}-\d\d-\d\d"
_TIME = r"[T ]\d{1,2}:\d\d(:\d\d(\.\d+)?)?( ?[AaPp][Mm])?( ?(Z|UTC|GMT|[+-]\d\d(:?\d\d)?))?"
_WORD = r"[^\W\d_]([^\W\d_]|['’.-])*"

# Told by what its macro makes of it, and by no pattern of its own.
PHONE = "phone"

# Kind -> what a whole value of it matches. Earlier ones win where two fit as well.
KINDS = {
    "email": r"[^@\s]+@[^@\s]+\.[^@\s]+",
    "uuid": r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
    "instant": rf"({_ISO}|{_DAY}){_TIME}",
    "date": rf"{_ISO}|{_DAY}|(19|20)\d\d(0[1-9]|1[0-2])([0-2]\d|3[01])",
    "long number": r"(?=(\D*\d){10,12}\D*(x\d+)?\Z)\+?[\d().\s-]+(x\d+)?",
    "yes or no": r"(?i:true|false|t|f|yes|no|y|n)",
    "state": r"[A-Za-z]{2}|[A-Z][a-z]+( [A-Z][a-z]+)?",
    "zip": r"\d{4,5}(-\d{4})?",
    "money": r"[-(]?\$? ?\d[\d,]*(\.\d\d)?\)?( ?USD)?",
    "whole number": r"-?\d+",
    "address on the web": r"https?://\S+",
    "list or object": r"(?s:[\[{].*[\]}])",
    "whole name": rf"{_WORD}(,? {_WORD}){{1,4}}",
}
_PATTERNS = {kind: re.compile(pattern) for kind, pattern in KINDS.items()}
_ORDERED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-]\d{4}")


def share(kind: str, values: list[str]) -> float:
    """Which part of the values, 0 to 1, is of the kind."""
    fits = is_phone if kind == PHONE else _PATTERNS[kind].fullmatch
    return sum(bool(fits(value)) for value in values) / len(values) if values else 0.0


def date_order(values: list[str]) -> str | None:
    """ymd, mdy or dmy, as the values themselves prove; None where they allow more than one."""
    found = [match for value in values if (match := _ORDERED.match(value))]
    if not found:
        return "ymd"
    is_mdy = any(int(match[2]) > 12 for match in found)
    is_dmy = any(int(match[1]) > 12 for match in found)
    return None if is_mdy == is_dmy else "mdy" if is_mdy else "dmy"
