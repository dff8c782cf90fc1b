"""The hazards of identity: labelled pairs of records, each judged by the real models.

``hazards.csv`` holds them, one row a pair: what kind of hazard it is, whether the two records are
one person's, why, and what each record says as typed. People in it are made up; their addresses
are reserved ones and their phone numbers set aside for fiction. Kith takes such numbers for
placeholders, and pairs must not help one another: so each pair gets numbers and domains of its
own, unless the value itself is the hazard.
"""

from __future__ import annotations

import csv
import json
import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.lib.bench.county import say
from orchestration.lib.errors import KithError
from orchestration.lib.scratch.project import run_dbt
from orchestration.lib.scratch.warehouse import scratch_warehouse
from orchestration.lib.scratch.world import World, make_world
from orchestration.lib.warehouse.connection import connect
from simulation.names import pick_culture, pick_family, pick_name

DATA = Path(__file__).with_name("hazards.csv")
SIDES = {"left": "van", "right": "network"}
# Kinds whose contact points are the hazard and stay as they are.
AS_TYPED = {"placeholder"}
# Kinds with misspelled names, which nobody else bears.
MISSPELLED = {"typo", "unicode"}

# As staging models clean what is typed.
CLEANED = {
    "first_name": "clean_name('first_name')",
    "middle_name": "clean_name('middle_name')",
    "last_name": "clean_name('last_name')",
    "name_suffix": "clean_text('name_suffix')",
    "email": "email('email')",
    "phone_e164": "phone_e164('phone')",
    "birth_date": "iso_date('birth_date')",
    "street_address": "clean_text('street_address')",
    "postal_code": "postal_code('postal_code')",
}
TYPED = [*[name for name in CLEANED if name != "phone_e164"], "phone"]


@dataclass(frozen=True)
class Pair:
    """Two records as typed, and whether they are one person's."""

    number: int
    kind: str
    is_same_person: bool
    reason: str
    left: Mapping[str, str]
    right: Mapping[str, str]

    def records(self) -> tuple[str, str]:
        """The two records' names in the small world."""
        return f"{SIDES['left']}/{self.number}", f"{SIDES['right']}/{self.number}"


@dataclass(frozen=True)
class KindScore:
    """What became of a kind's pairs: how many are one person's, and how many were held so."""

    one_person: int
    found: int
    two_people: int
    false_merges: int

    @property
    def recall(self) -> float:
        """Share of the pairs of one person that were found; 1 where there is none."""
        return self.found / self.one_person if self.one_person else 1.0


def pairs() -> list[Pair]:
    """The labelled pairs."""
    with DATA.open(newline="", encoding="utf-8") as lines:
        return [_pair(number, row) for number, row in enumerate(csv.DictReader(lines))]


def resolve(world: World) -> dict[int, bool]:
    """Build the pairs in an empty small world; whether each was held to be one person.

    Raises ``KithError`` where something was compared across pairs: then they don't count.
    """
    found = pairs()
    records = [
        (record, _own(pair, told))
        for pair in found
        for record, told in zip(pair.records(), (pair.left, pair.right), strict=True)
    ]
    cleaned = _cleaned(world, [told for _, told in records])
    for (record, told), said in zip(records, cleaned, strict=True):
        world.person(record, **{name: value for name, value in said.items() if value is not None})
        if told["identifier"]:
            kind, scope, value = told["identifier"].split(" ")
            world.identifier(record, kind, None if scope == "-" else scope, value)
    _add_neighbours(world, found)
    world.build()
    across = world.ask(
        "select left_record_key, right_record_key, rule_id from identity.assertions"
        " where split_part(left_record_key, '/', 3) <> split_part(right_record_key, '/', 3)"
        " and not (left_record_key like 'spoke/%' and right_record_key like 'spoke/%')"
    )
    if across:
        raise KithError(f"Records of two pairs of hazards.csv were compared: {across[:5]}")
    ids = world.ids()
    return {pair.number: len({ids[record] for record in pair.records()}) == 1 for pair in found}


def by_kind(resolved: Mapping[int, bool]) -> dict[str, KindScore]:
    """The score of each kind, in the file's order."""
    counts: dict[str, Counter[tuple[bool, bool]]] = {}
    for pair in pairs():
        judged = (pair.is_same_person, resolved[pair.number])
        counts.setdefault(pair.kind, Counter())[judged] += 1
    return {
        kind: KindScore(
            one_person=seen[True, True] + seen[True, False],
            found=seen[True, True],
            two_people=seen[False, True] + seen[False, False],
            false_merges=seen[False, True],
        )
        for kind, seen in counts.items()
    }


def table(scores: Mapping[str, KindScore]) -> list[str]:
    """The scores as lines of a table."""
    heads = ("one person", "found", "recall", "two people", "merged")
    lines = [f"{'hazard':18}" + "".join(f"{head:>12}" for head in heads)]
    for kind, score in scores.items():
        lines.append(
            f"{kind:18}{score.one_person:>12}{score.found:>12}{score.recall:>12.2f}"
            f"{score.two_people:>12}{score.false_merges:>12}"
        )
    return lines


def run(small: bool) -> dict[str, Any]:
    """Recall and false merges of the labelled pairs, by kind. ``small`` is the same: it is."""
    with scratch_warehouse() as home:
        say("resolving the labelled pairs")
        resolved = resolve(make_world(home))
    scores = by_kind(resolved)
    for line in table(scores):
        say(line)
    for pair in pairs():
        if pair.is_same_person != resolved[pair.number]:
            say(f"{'missed' if pair.is_same_person else 'WRONG'}: {pair.kind}: {pair.reason}")
    one_person = sum(score.one_person for score in scores.values())
    return {
        "bench": "hazards",
        "pairs": len(resolved),
        "false_merges": sum(score.false_merges for score in scores.values()),
        "recall": round(sum(score.found for score in scores.values()) / one_person, 3),
        "recall_by_kind": {kind: round(score.recall, 3) for kind, score in scores.items()},
    }


def _pair(number: int, row: Mapping[str, str]) -> Pair:
    left, right = (
        {name[len(side) + 1 :]: told for name, told in row.items() if name.startswith(f"{side}_")}
        for side in SIDES
    )
    return Pair(number, row["kind"], row["is_same_person"] == "yes", row["reason"], left, right)


def _own(pair: Pair, told: Mapping[str, str]) -> dict[str, str]:
    """A record with contact points that no other pair has."""
    own = dict(told)
    if pair.kind in AS_TYPED:
        return own
    exchange = 300 + pair.number + (10 if pair.number >= 250 else 0)  # never 555, which is fiction
    for name in ("email", "phone"):
        own[name] = re.sub(r"555(\D*)01(\d\d)", rf"{exchange}\g<1>10\2", own[name])
        own[name] = re.sub(r"@([a-z0-9.-]+)\.example", rf"@\1.pair{pair.number}.example", own[name])
    return own


def _cleaned(world: World, typed: Sequence[Mapping[str, str]]) -> list[dict[str, str | None]]:
    """The records as the cleaning macros leave them."""
    columns = ", ".join(
        f"cast({{{{ kith.{call} }}}} as text) as {name}" for name, call in CLEANED.items()
    )
    # Only the names of CLEANED and TYPED above are written into it; the values are a parameter.
    query = (
        f"select {columns} from rows from (jsonb_to_recordset(%s::jsonb)"  # noqa: S608
        f" as ({', '.join(f'{name} text' for name in TYPED)})) with ordinality as typed"
        f" order by ordinality"
    )
    result: Any = run_dbt(
        world.folder, "--log-level", "none", "compile", "--inline", query.replace("%s", "TYPED")
    )
    code = result.results[0].node.compiled_code.replace("%", "%%").replace("TYPED", "%s")
    with connect("kith_builder") as connection:
        rows = connection.execute(code, [json.dumps([dict(told) for told in typed])]).fetchall()
    return [dict(zip(CLEANED, row, strict=True)) for row in rows]


def _add_neighbours(world: World, found: Sequence[Pair]) -> None:
    """Other people, so that no name is rarer than in a county; nothing else of theirs is known.

    Ten thousand of the simulated county's cultures live in the pairs' postal codes; and each name
    of the set that is not misspelled is borne by a few more, somewhere.
    """
    draw = random.Random(1)
    places = sorted({pair.left["postal_code"] for pair in found} - {""})
    for number in range(10_000):
        first, last = _drawn(draw)
        place = places[number % len(places)]
        world.person(f"spoke/n{number}", first_name=first, last_name=last, postal_code=place)
    for pair in found:
        for told in (pair.left, pair.right)[: 1 if pair.kind in MISSPELLED else 2]:
            for number in range(5):
                record = f"spoke/{pair.number}-{told is pair.right:d}-{number}"
                world.person(f"{record}f", first_name=told["first_name"], last_name=_drawn(draw)[1])
                world.person(f"{record}l", first_name=_drawn(draw)[0], last_name=told["last_name"])


def _drawn(draw: random.Random) -> tuple[str, str]:
    culture = pick_culture(draw)
    name = pick_name(draw, culture, draw.random() < 0.5, pick_family(draw, culture))
    return name.given, name.family
