"""Which records are shown to be a person's by identifiers that somebody verified.

A record is theirs where it holds a verified identifier, or where it shares an id of one tool with
such a record and the names agree (seeds/registry/disclosure_links.csv). That a rule, a model or
even a steward holds two records to be one person's is no proof towards that person: a wrong merge
would hand them somebody else's life. Such records are counted and left out.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from orchestration.lib import settings
from orchestration.lib.errors import KithError

KINDS = {"email": "e-mail address", "phone": "telephone number", "tool_id": "record of a tool"}
_SHARED = {
    "household": "people of different first names share it, as a household does",
    "crowd": "many people share it",
    "role_mailbox": "it is a role's mailbox, such as info@, and not a person's",
    "placeholder": "it is what people type to get past a form",
    "several_people": "records of more than one person hold it",
}
_INSTEAD = {
    "email": "a telephone number that is theirs alone, or the id of their own record in a tool",
    "phone": "an e-mail address that is theirs alone, or the id of their own record in a tool",
    "tool_id": "an e-mail address or a telephone number that is theirs alone",
}


class NotVerified(KithError):
    """What was given can't be used as it is; the message says what to give instead."""


class Refused(KithError):
    """Nothing is given out for what was asked. ``reason_code``: unknown, or why it is nobody's."""

    def __init__(self, reason_code: str, kind: str) -> None:
        self.reason_code, self.kind = reason_code, kind
        if reason_code == "unknown":
            why = f"No record holds this {KINDS[kind]}."
        else:
            why = f"This {KINDS[kind]} shows nobody to be one person: {_SHARED[reason_code]}."
        super().__init__(f"{why} Ask for {_INSTEAD[kind]}, verified.")


@dataclass(frozen=True)
class Identifier:
    """What somebody showed to be theirs, and how (seeds/registry/verification_methods.csv)."""

    kind: str
    value: str
    method_code: str


@dataclass(frozen=True)
class Shown:
    """The records shown to be theirs.

    ``because``: each record's key, with why it is, in words. ``left_out``: how many records Kith
    holds to be the same person's that nothing verified shows to be, by what links them, in words.
    """

    person_ids: tuple[str, ...]
    because: dict[str, str]
    left_out: dict[str, int]


def methods() -> dict[str, dict[str, str]]:
    """The ways an identifier may have been verified, by their code."""
    return {row["method_code"]: row for row in _seed("verification_methods")}


def identifiers(given: Sequence[tuple[str, str]], method_codes: Sequence[str]) -> list[Identifier]:
    """What was given, each with the way it was verified. Raises ``NotVerified``."""
    known, found = methods(), []
    if unknown := set(method_codes) - set(known):
        raise NotVerified(
            f"There is no way of verifying called {sorted(unknown)[0]}. There are: "
            + "; ".join(f"{code} ({row['meaning']})" for code, row in known.items())
        )
    if not given:
        raise NotVerified("Say whose data: --email, --phone or --tool-id.")
    for kind, value in given:
        fitting = [code for code in method_codes if known[code]["identifier_kind"] == kind]
        if not fitting:
            ways = [code for code, row in known.items() if row["identifier_kind"] == kind]
            raise NotVerified(
                f"Say how the {KINDS[kind]} was verified: --verified-by {' or '.join(ways)}. What "
                "nobody verified opens nothing."
            )
        found.append(Identifier(kind, _compared(kind, value), fitting[0]))
    return found


def show(connection: psycopg.Connection[Any], given: Sequence[Identifier]) -> Shown:
    """The records these identifiers show to be one's own. Raises ``Refused``."""
    because: dict[str, str] = {}
    for each in given:
        held = _holding(connection, each)
        for key in held:
            because.setdefault(key, f"holds the verified {KINDS[each.kind]}")
    people = _people(connection, list(because))
    theirs = _records(connection, people)
    links = _links(connection, theirs)
    enough = {row["rule_id"] for row in _seed("disclosure_links")}
    _follow(because, links, enough)
    return Shown(tuple(people), because, _left_out(because, theirs, links))


def mailbox(email: str) -> str:
    """An address as identity compares it: macros/clean/email_key.sql."""
    clean = email.strip().lower()
    local, _, domain = re.sub(r"\+[^@]*@", "@", clean).rpartition("@")
    if domain in ("gmail.com", "googlemail.com"):
        return f"{local.replace('.', '')}@gmail.com"
    return f"{local}@{domain}"


def _compared(kind: str, value: str) -> str:
    """An identifier in the form in which identity has it. Raises ``NotVerified``."""
    if kind == "email":
        if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value.strip()):
            raise NotVerified("Write the e-mail address whole.")
        return mailbox(value)
    if kind == "phone":
        digits = re.sub(r"[ ().\-/]", "", value.strip())
        if re.fullmatch(r"1?[2-9]\d{9}", digits):
            return f"+1{digits[-10:]}"
        if not re.fullmatch(r"\+[1-9]\d{7,14}", digits):
            raise NotVerified("Write the telephone number whole, with + and the country's code.")
        return digits
    return value.strip()


def _holding(connection: psycopg.Connection[Any], given: Identifier) -> list[str]:
    """The keys of the person records that hold an identifier. Raises ``Refused``.

    The same is read whether there is such a record or not, and whatever it is.
    """
    if given.kind == "tool_id":
        rows = connection.execute(
            "select record_key, person_id, null from identity.record_persons"
            " where record_key = %s", [given.value],
        ).fetchall()
    else:
        rows = connection.execute(
            """
            select keys.record_key, persons.person_id, shared.profile_code
            from identity.match_keys as keys
            inner join identity.record_persons as persons on keys.record_key = persons.record_key
            left join identity.shared_values as shared on keys.judged_key = shared.judged_key
            where keys.match_type = %s and keys.contact_point = %s
            order by 1
            """,
            [given.kind, given.value],
        ).fetchall()
    profiles = {row[2] for row in rows} - {None, "personal"} | _of_nobody(connection, given)
    if profiles:
        raise Refused(min(profiles, key=[*_SHARED].index), given.kind)
    if not rows:
        raise Refused("unknown", given.kind)
    if len({row[1] for row in rows}) > 1:
        raise Refused("several_people", given.kind)
    return [str(row[0]) for row in rows]


def _of_nobody(connection: psycopg.Connection[Any], given: Identifier) -> set[str]:
    """What makes it nobody's own even where one record alone holds it."""
    rows = connection.execute(
        """
        select 'placeholder' from vocabulary.placeholder_values
        where contact_point_type = %(kind)s and %(value)s ~ pattern
        union
        select 'role_mailbox' from vocabulary.role_mailboxes
        where %(kind)s = 'email' and mailbox_name = split_part(%(value)s, '@', 1)
        """,
        {"kind": given.kind, "value": given.value},
    ).fetchall()
    return {str(row[0]) for row in rows}


def _people(connection: psycopg.Connection[Any], keys: list[str]) -> list[str]:
    rows = connection.execute(
        "select distinct person_id from identity.record_persons where record_key = any(%s)"
        " order by 1", [keys],
    ).fetchall()
    return [str(row[0]) for row in rows]


def _records(connection: psycopg.Connection[Any], people: list[str]) -> list[str]:
    rows = connection.execute(
        "select record_key from identity.record_persons where person_id = any(%s) order by 1",
        [people],
    ).fetchall()
    return [str(row[0]) for row in rows]


# Two records' keys, the rule, its kind and weight, its meaning, and whether it speaks against.
_Link = tuple[str, str, str, str, int, str, bool]


def _links(connection: psycopg.Connection[Any], keys: list[str]) -> list[_Link]:
    return connection.execute(
        """
        select said.left_record_key, said.right_record_key, said.rule_id, said.kind_name,
            said.weight, rules.meaning, said.is_negative
        from identity.assertions as said
        inner join registry.identity_rules as rules on said.rule_id = rules.rule_id
        where said.left_record_key = any(%(keys)s) and said.right_record_key = any(%(keys)s)
        order by said.weight desc, said.rule_id, 1, 2
        """,
        {"keys": keys},
    ).fetchall()


def _follow(because: dict[str, str], links: Sequence[_Link], enough: set[str]) -> None:
    """Add to what is shown what is linked by rules that are enough, and contradicted by nothing."""
    against = {(left, right) for left, right, *_, negative in links if negative}
    strong = [
        (left, right, meaning) for left, right, rule, _, _, meaning, negative in links
        if rule in enough and not negative and (left, right) not in against
    ]
    grown = True
    while grown:
        grown = False
        for left, right, meaning in strong:
            for one, other in ((left, right), (right, left)):
                if one in because and other not in because:
                    because[other] = f"{meaning}, with {one}"
                    grown = True


def _left_out(
    because: dict[str, str], theirs: Sequence[str], links: Sequence[_Link]
) -> dict[str, int]:
    strongest: dict[str, str] = {}
    for left, right, _, _, _, meaning, negative in links:
        for one, other in ((left, right), (right, left)):
            if not negative and one in because:
                strongest.setdefault(other, meaning)
    rest = [key for key in theirs if key not in because]
    return dict(Counter(
        strongest.get(key, "Linked only by way of other records left out") for key in rest
    ))


def _seed(name: str) -> list[dict[str, str]]:
    path = settings.PROJECT_ROOT / "seeds" / "registry" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
