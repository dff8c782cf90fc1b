"""What the evidence says of each field of two records, in two or three words.

It is taken from the rules' own findings, never from comparing what is displayed: a phone may be
shared that one record has in second place, and a city that both say may prove nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from orchestration.lib.identity.reasons.evidence import Evidence

# Which kinds of evidence are about a field, and what it is called when one speaks for one person.
_KINDS = {
    "email": ({"email"}, "= shared"),
    "phone_e164": ({"phone"}, "= shared"),
    "birth_date": ({"birth_date", "birth_date_claim"}, "= same"),
    "street_address": ({"address"}, "= same"),
    "postal_code": ({"postal_code", "address"}, "= same"),
    "ids": ({"identifier", "doubted_id", "unscoped_id", "identifier_claim"}, "= shared"),
}
# How the names agree, of all that speaks for one person.
_NAMES = {
    "same_name": "= same",
    "suffix_missing": "≈ one has a suffix",
    "slip": "≈ one slip",
    "two_slips": "≈ two slips",
    "swapped": "≈ swapped",
    "initial": "≈ an initial",
    "sole_initial": "≈ an initial",
    "first_only": "≈ no last name",
    "last_only": "≈ no first name",
    "last_differs": "≈ another last name",
    "second_differs": "≈ another second name",
    "second_used": "≈ the second name",
}
_MARKS = {"=": "same", "≈": "near", "≠": "different"}


def verdict(field: str, said: Sequence[Evidence], is_told_by_both: bool) -> tuple[str, str]:
    """The row's class and the words, empty where no rule is about the field.

    ``said``: all evidence about the two records, the weightiest first.
    """
    words = _name(said) if field == "name" else _other(field, said, is_told_by_both)
    return _MARKS.get(words[:1], ""), words


def _name(said: Sequence[Evidence]) -> str:
    if any(each.kind == "name_suffix_claim" for each in said):
        return "≠ two suffixes"
    found = (_NAMES.get(each.agreement) for each in said if not each.is_negative)
    return next((words for words in found if words), "")


def _other(field: str, said: Sequence[Evidence], is_told_by_both: bool) -> str:
    kinds, shared = _KINDS.get(field, (set(), ""))
    about = [each for each in said if each.kind in kinds]
    if any(each.is_negative for each in about):
        return "≠ differs"
    if about:
        return shared
    if not kinds or field == "ids":
        return ""
    return "counts for neither" if is_told_by_both else "only one says"
