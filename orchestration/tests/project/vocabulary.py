"""The closed vocabulary of column names: what an ending promises, and the plain words allowed.

A column says by its last word what it holds, so that nobody has to look. Adding a plain word
is a decision: give the reason.
"""

from __future__ import annotations

# Ending -> the types that keep its promise.
ENDINGS: dict[str, tuple[str, ...]] = {
    "_id": ("text",),  # an identifier somebody assigned: theirs, or minted by us
    "_key": ("text",),  # hashed by us
    "_at": ("timestamptz",),  # an instant, in UTC
    "_date": ("date",),  # a day, in the place it happened
    "_count": ("integer", "bigint"),  # how many
    "_cents": ("bigint",),  # money
    "_e164": ("text",),  # a phone number as +15551234567
    "_code": ("text",),  # a word from a closed list (seeds/vocabulary)
    "_name": ("text",),  # free text that names something
    "_raw": ("text",),  # the tool's own word, untouched
    "_type": ("text",),  # which kind of record or identifier an _id beside it is
    "_rank": ("integer",),  # a place in an order, 1 first
    "_share": ("numeric",),  # a part of a whole, 0 to 1
    "_days": ("integer", "bigint"),  # a duration
    "_hours": ("integer", "bigint", "numeric"),  # a duration
}

BEGINNINGS: dict[str, tuple[str, ...]] = {
    "is_": ("boolean",),
    "has_": ("boolean",),
}

# Whole names that need no ending -> why.
PLAIN_WORDS: dict[str, str] = {
    "tool": "the word all of Kith turns on: a folder of models/staging",
    "method": "how a record arrived: file, api or bundle",
    "origin_system": "OSDI's word for who first created a record",
    "file_row": "the record's place in its file, so that a person can open it there",
    "rejected_columns": "the names of columns whose values could not be read",
    "email": "a cleaned address: OSDI's word",
    "contact_point": "an email address or phone number, whichever the channel uses",
    "gender": "free text as the person gave it",
    "name_suffix": "Jr, Sr, III",
    "street_address": "free text",
    "city": "free text",
    "time_zone": "an IANA zone name",
    "identifier_scope": "where an identifier is unique: instance, database mode, committee",
    "identifier_value": "an identifier another system gave to the same person",
    "claimed_value": "what a record says of a detail of its person, the parts in one line",
    "asserted_by": "who says that an identifier belongs to a person",
    "merged_by": "who merged two records at the vendor",
    "file_version": "which edition of a voter file, in the vendor's own word",
    "page_url": "an address on the web",
    "note_text": "what somebody wrote about a person, in their own words",
    "message": "what is the matter, in a sentence",
    "advice": "what to do about it, in a sentence",
    "responsible_contact": "where to write when a source is late or wrong",
    "command": "what to type first, to see or mend something",
    "held_reason": "what a gate found",
    "fixes_contact": "where to write so that it is mended",
    "escalates_contact": "where to write when nobody mends it in time",
    "holder_contact": "who can do a task",
    "promised_value": "hours or a share, as the promise's code says",
    "measured_value": "hours or a share, as the promise's code says",
    "first_touch_tool": "the tool of a person's first interaction",
    "returned_tool": "the tool of what a person did when they came back",
    "decided_by": "the steward who decided whether two records are one person's",
    "first_names": "a first name's key and those of the full names it may be short for",
    "full_names": "the keys of the names that a first name may be a form of",
    "weight": "how much a piece of evidence says, about the binary logarithm of the odds",
    "points": "how much a measure counts towards a source's weight, beside the others",
    "rule_version": "a whole number, raised when an identity rule's meaning changes",
    "authored_types": "kinds of records, words with a space between; none means all of them",
    "purposes": "what records may be used for, words with a space between",
    "grant_text_version": "a whole number, raised when what volunteers agree to is worded anew",
    "recorded_by": "who wrote a grant down: a login, or the volunteer's own page",
    "word": "what a reviewed code stands for: our code, or a tool's own id or name",
    "wider_word": "a word that is looked up where the word itself has no reviewed code",
    "shown_role": "what a destination's own exports call a role",
    "shown_word": "what a destination's own record says, in its own ids",
    "unmapped_word": "a word that no reviewed code stands for",
    "code_line": "a line that a seed lacks",
    "content_version": "a hash of all that would be sent of a fact",
    "settle_minutes": "a duration",
    "run_number": "a whole number, counting the runs that changed the ledger of person ids",
}


def promised_types(column: str) -> tuple[str, ...] | None:
    """The types a column's name allows; None when the name is not in the vocabulary."""
    for beginning, types in BEGINNINGS.items():
        if column.startswith(beginning):
            return types
    for ending, types in ENDINGS.items():
        if column.endswith(ending):
            return types
    if column in PLAIN_WORDS:
        return ()
    return None
