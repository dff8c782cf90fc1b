"""What speaks for and against two records, as identity wrote it down: kinds, and no values."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg

from orchestration.lib.identity.reasons.letters import Letters

Pair = tuple[str, str]


@dataclass(frozen=True)
class Evidence:
    """One assertion: what rule says, how much it weighs, and the hash of what the records share.

    The hash tells the same value from another one; it is never shown, for it could be guessed.
    ``kind``: what the two records share, whoever else shares it, such as ``email`` or ``address``.
    ``agreement``: how their names agree, such as ``same_name``; of what isn't about names, its own.
    """

    rule_id: str
    rule_version: int
    weight: int
    is_negative: bool
    kind: str
    agent: str
    value_hash: str
    agreement: str
    meaning: str

    def told(self, values: Letters) -> str:
        """One line: the rule in plain words, its name and version, its weight, who says it.

        ``values``: the letters of the output that the line is in.
        """
        weight = f"{-self.weight if self.is_negative else self.weight:+d}"
        return (
            f"{self.meaning} ({self.rule_id} v{self.rule_version}, {weight}, by {self.agent}, "
            f"value {values.of(self.value_hash)})"
        )


def of_pairs(
    connection: psycopg.Connection[Any], pairs: Iterable[Pair]
) -> dict[Pair, tuple[Evidence, ...]]:
    """All that is said of these pairs of record keys (each in order), the weightiest first."""
    wanted = sorted(set(pairs))
    found: dict[Pair, list[Evidence]] = {pair: [] for pair in wanted}
    rows = connection.execute(
        """
        select
            said.left_record_key, said.right_record_key, said.rule_id, said.rule_version,
            said.weight, said.is_negative, rules.kind_name, said.agent_code, said.value_key,
            said.agreement_code, rules.meaning
        from unnest(%s::text[], %s::text[]) as wanted (one, other)
        inner join identity.assertions as said
            on said.left_record_key = wanted.one and said.right_record_key = wanted.other
        inner join registry.identity_rules as rules on said.rule_id = rules.rule_id
        order by said.is_negative, said.weight desc, said.rule_id, said.value_key
        """,
        [[one for one, _ in wanted], [other for _, other in wanted]],
    )
    for one, other, *said in rows:
        found[one, other].append(Evidence(*said))
    return {pair: tuple(said) for pair, said in found.items()}


def ended(connection: psycopg.Connection[Any], pair: Pair) -> tuple[tuple[Evidence, date], ...]:
    """What was once said of a pair of record keys and isn't now, each with the day it ended.

    The newest first; what came and went several times is told once.
    """
    one, other = sorted(pair)
    rows = connection.execute(
        """
        select
            said.rule_id, said.rule_version, said.weight, said.is_negative, said.kind_name,
            said.agent_code, said.value_key, said.agreement_code,
            coalesce(rules.meaning, 'A rule there is no more'), max(said.valid_to_at)
        from identity.assertion_history as said
        left join registry.identity_rules as rules on said.rule_id = rules.rule_id
        where said.left_record_key = %s and said.right_record_key = %s
        group by 1, 2, 3, 4, 5, 6, 7, 8, 9
        having bool_and(said.valid_to_at is not null)
        order by max(said.valid_to_at) desc, said.rule_id, said.value_key
        """,
        [one, other],
    )
    return tuple((Evidence(*said), ended_at.date()) for *said, ended_at in rows)


def key_of(said: Iterable[Evidence]) -> str:
    """A hash of all that rules, vendors and models say of a pair, for and against.

    It stays while nothing of another kind is said; what stewards said is no part of it, nor is
    what the records share: decisions are exported.
    """
    told = sorted((each.rule_id, each.weight) for each in said if each.agent != "steward")
    return hashlib.md5(repr(told).encode(), usedforsecurity=False).hexdigest()
