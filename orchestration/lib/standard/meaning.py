"""Which column of an export says what the standard asks for, from its header alone.

The standard's own names are certain; the others are a reader's experience, as in ``tools.clues``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from orchestration.lib.landing.declarations import header_key
from orchestration.lib.standard import blocks
from orchestration.lib.tools import clues

PEOPLE, INTERACTIONS, MERGES, DELETIONS, OTHER = (
    "people", "interactions", "merges", "deletions", "other",
)  # fmt: skip
RECORDS = (PEOPLE, INTERACTIONS)
# A table that names people too, and says what they are to each other and not what happened.
_TIES = "relationships"
_PERSONAL = {"first_name", "last_name", "email", "phone"}

# Headers (letters and digits only) that mostly mean a column of the standard, in a kind of table.
_OF_MERGES = [
    ("removed_record_id", r"(removed|dup|duplicate|losing|old|from)\w*id|vidtomerge"),
    ("kept_record_id", r"(kept|primary|canonical|surviving|winning|merged|master|van)\w*v?id"),
    ("merged_at", r"(date)?(merged|deduped|created)(at|on|date)?|timestamp"),
    ("merged_by", r"(merged|deduped|created)by(user)?(id)?|userid"),
]
_OF_INTERACTIONS = [
    ("person_record_id",
     r"(lead|profile|campaigncontact|recipient|respondent|target|subscriber|signup|contacted)"
     r"(person|contact|user)?e?(id)+|targeteid|contacteid|(canonical)?vid"),
    ("person_record_id", clues.OF_A_PERSON.pattern),
    ("person_record_id", r"(van|pdi|reach)id"),
    ("happened_at",
     r"(date|time)?(canvassed|called|contacted|attempted|sent|received|answered|donated|paid|acted|"
     r"signed|happened|occurred|applied)(at|on|date|time)?|(action|conversation|signature|"
     r"registration|flagentry|request)(date|time)|(call|send|join|start)time|timecalled|date"),
    ("collected_by_id",
     r"(canvassed|called|sent|created|tagged|recorded|entered|collected)by(user)?(id|eid)?|"
     r"(canvasser|caller|agent|texter|sender|organizer|tagger|inviter|volunteer)"
     r"(id|eid|login|name)?|host(id)?|listuserid|(sending|called)?userid"),
    ("result_raw", r"(call|contact|text|conversation)?(result|disposition|outcome|status|code)"
     r"(id|code|name|type)?|conversationcodeid"),
]  # fmt: skip
_OF_ANY = [
    ("record_id", r"(record)?id|uuid|guid"),
    ("created_at", r"(date|time)?(created|added|inserted)(at|on|date|time|mts|utc|atutc)?|"
     r"createtime|timestampsignup"),
    ("modified_at", r"(date|time|last)?(updated|modified|changed)(at|on|date|time|mts|utc|atutc)?|"
     r"lastmodified(date)?|systemmodstamp"),
    ("deleted_at", r"(date)?(deleted|suppressed|archived|deactivated|disabled|blocked)"
     r"(at|on|date)|date(deleted|suppressed|archived)|canceledat|datecanceled"),
    ("origin_system", r"origin(ating)?system"),
    ("origin_id", r"origin(ating)?(record)?id"),
    ("source_instance", r"(source)?(instance|tenant)(id)?"),
    ("owner_organization_id", r"(owner)?(organization|committee|chapter)id"),
]  # fmt: skip
# Columns of Kith's shapes that a clue names -> the standard's; the same name where it isn't here.
_OF_CLUES = {
    "phone_e164": "phone", "event_record_id": "event_id", "status_raw": "result_raw",
    "starts_at": "happened_at", "attempted_at": "happened_at", "sent_at": "happened_at",
    "donated_at": "happened_at",
}  # fmt: skip


def said(
    headers: Mapping[str, Sequence[str]], kind: str, ids_of_people: Collection[str] = ()
) -> dict[str, str]:
    """The standard's columns that a table has, each with the name of the table's column.

    ``headers``: of each column of the table, the keys of its headers. ``ids_of_people``: how the
    tool calls the ids of people.
    """
    by_key = {header_key(name): name for name in blocks.columns()}
    found: dict[str, str] = {}
    left = dict(headers)
    for column, keys in headers.items():
        exact = next((by_key[key] for key in keys if key in by_key), None)
        if exact and exact not in found:
            found[exact] = column
            del left[column]
    patterns = {MERGES: _OF_MERGES, INTERACTIONS: _OF_INTERACTIONS}.get(kind, [])
    for name, pattern in [*_of_people(kind, ids_of_people), *patterns, *_OF_ANY]:
        compiled = re.compile(pattern)
        for column, keys in left.items():
            if name not in found and any(map(compiled.fullmatch, keys)):
                found[name] = column
                del left[column]
                break
    for column, keys in left.items():
        clue = next((clue for key in keys if (clue := clues.of(key))), None)
        meant = _OF_CLUES.get(clue.column, clue.column) if clue else ""
        if meant in blocks.columns() and meant not in found and _fits(meant, kind):
            found[meant] = column
    return found


def kind_of(name: str, found: Collection[str]) -> str:
    """What a table holds, from its file's name (words without dates) and its columns."""
    if name in (PEOPLE, INTERACTIONS, MERGES, DELETIONS):
        return name
    if name == _TIES:
        return OTHER
    if {"kept_record_id", "removed_record_id"} <= {*found}:
        return MERGES
    if {"person_record_id", "interaction_type", "result_code", "result_raw"} & {*found}:
        return INTERACTIONS
    if _PERSONAL & {*found}:
        return PEOPLE
    return OTHER


def is_of_somebody(found: Collection[str]) -> bool:
    """Whether a table says whom its records are about, or when they happened."""
    told = {"person_record_id", "happened_at", "result_raw", "collected_by_id", "amount_cents"}
    return bool(_PERSONAL & {*found} or told & {*found})


def _of_people(kind: str, ids_of_people: Collection[str]) -> list[tuple[str, str]]:
    known = [re.escape(header_key(name)) for name in ids_of_people if name != "id"]
    if kind != INTERACTIONS or not known:
        return []
    return [("person_record_id", "|".join(known))]


def _fits(column: str, kind: str) -> bool:
    """Whether a column that only a clue tells belongs to a table of that kind."""
    block = blocks.columns()[column]["block"]
    return not (block in ("interaction", "time") and kind != INTERACTIONS)
