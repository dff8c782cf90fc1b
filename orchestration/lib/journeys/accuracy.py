"""How often a built journey is the true one, and why not, where the truth is known.

Asked of people whose records all matched, so that it says how well journeys are told and not how
well people are found: that is `identity.accuracy.score`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from orchestration.lib.journeys.doings import (
    Doing,
    found_doings,
    same_people,
    true_doings,
    true_recruiters,
)
from orchestration.lib.journeys.stages import Rule, entries, rules
from orchestration.lib.warehouse import connect

_FIRST_TOUCHES = (
    "select person_id, first_touch_at, first_touch_source_id from marts.member_summaries"
)
_ENTRIES = """
    select person_id, stage_code, entered_at from marts.member_stage_periods order by period_rank
"""
_RECRUITERS = (
    "select person_id, recruiter_person_id from marts.recruitments where recruiter_rank = 1"
)


@dataclass(frozen=True)
class Journeys:
    """Agreement of built with true journeys. Shares are 0 to 1, of the people compared.

    Attributes:
        people: how many people's records all matched, of those with whom anything happened.
        people_true: with how many true people anything happened.
        same: share whose journeys are the true ones in all that follows.
        same_doings: share with just the true doings: each kind, when, and in which source.
        same_first_touch: share whose first touch is the true one, by time and source.
        same_stages: share who entered just the true stages, each time, at the true instant.
        same_recruiters: share of those somebody recruited whose first recruiter is the true one.
        recruited: how many of the people compared somebody recruited.
        differences: doings that are missing or too many, by source and kind.
    """

    people: int
    people_true: int
    same: float
    same_doings: float
    same_first_touch: float
    same_stages: float
    same_recruiters: float
    recruited: int
    differences: dict[str, int]

    def figures(self) -> dict[str, object]:
        """The figures by name, as a benchmark's JSON holds them."""
        return asdict(self)


def against_truth(folder: Path) -> Journeys:
    """Compare the marts with a world's ``truth/`` folder."""
    truth, built, same = true_doings(folder), found_doings(), same_people(folder)
    people = sorted(person for person in truth if person in same)
    stages, touches, asked = _built_stages(), _built_first_touches(), rules()
    right: Counter[str] = Counter()
    differences: Counter[str] = Counter()
    for person in people:
        found = same[person]
        off = _differences(truth[person], built.get(found, []))
        differences.update(off)
        verdicts = {
            "doings": not off,
            "first_touch": touches.get(found) in _first_touches(truth[person]),
            "stages": stages.get(found, {}) == _true_stages(asked, truth[person]),
        }
        right.update(name for name, is_right in verdicts.items() if is_right)
        right["all"] += all(verdicts.values())
    recruited = _recruited(true_recruiters(folder), same)
    return Journeys(
        people=len(people),
        people_true=len(truth),
        same=_share(right["all"], len(people)),
        same_doings=_share(right["doings"], len(people)),
        same_first_touch=_share(right["first_touch"], len(people)),
        same_stages=_share(right["stages"], len(people)),
        same_recruiters=_share(sum(recruited), len(recruited)),
        recruited=len(recruited),
        differences=dict(sorted(differences.items())),
    )


def _differences(true: Iterable[Doing], built: Iterable[Doing]) -> Counter[str]:
    wanted, had = Counter(true), Counter(built)
    found: Counter[str] = Counter()
    for word, rest in (("missing", wanted - had), ("too many", had - wanted)):
        for doing, count in rest.items():
            found[f"{doing.source} {doing.kind} {word}"] += count
    return found


def _true_stages(asked: list[Rule], doings: list[Doing]) -> dict[str, list[datetime]]:
    reached = {rule.stage: entries(rule, doings) for rule in asked}
    return {stage: times for stage, times in reached.items() if times}


def _first_touches(doings: list[Doing]) -> set[tuple[datetime, str]]:
    first = min(doing.at for doing in doings)
    return {(first, doing.source) for doing in doings if doing.at == first}


def _built_stages() -> dict[str, dict[str, list[datetime]]]:
    found: dict[str, dict[str, list[datetime]]] = defaultdict(lambda: defaultdict(list))
    with connect("bi_reader") as connection:
        for person, stage, at in connection.execute(_ENTRIES):
            found[person][stage].append(at)
    return {person: dict(stages) for person, stages in found.items()}


def _built_first_touches() -> dict[str, tuple[datetime, str]]:
    with connect("bi_reader") as connection:
        rows = connection.execute(_FIRST_TOUCHES).fetchall()
    return {person: (at, source) for person, at, source in rows}


def _recruited(true: Mapping[str, set[str]], same: Mapping[str, str]) -> list[bool]:
    """Whether each recruited person's first recruiter is the true one, both matched."""
    with connect("bi_reader") as connection:
        built = dict(connection.execute(_RECRUITERS).fetchall())
    return [
        built.get(same[person]) in {same[each] for each in recruiters}
        for person, recruiters in sorted(true.items())
        if person in same and recruiters <= same.keys()
    ]


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 1.0
