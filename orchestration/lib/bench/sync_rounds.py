"""Planning and pushing to a stand-in VAN while processes are killed and requests come to grief.

Each round brings new facts, suppresses somebody who was planned, orders a fault at the server, and
lets a process of its own plan and one push, which are killed at a named place or at any moment.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from orchestration.lib.bench.sync_outbox import DESTINATION, fact, publish
from orchestration.lib.bench.sync_van import StandIn
from orchestration.lib.errors import KithError
from orchestration.lib.landing.crashpoints import OF_SYNC
from orchestration.lib.sync import plan, push, settings
from orchestration.lib.sync.van import Van
from orchestration.lib.warehouse.connection import connect

_ROUND, _EVERY, _MANY = 8, 12, 40
_HANGS, _PATIENCE = 0.6, (0.3, 0.3)
_LONGEST_LIFE = 0.8
_KINDS = (
    "timeout_before", "timeout_after", "reset_before", "reset_after", "error_before",
    "error_after", "too_many", "slow", "cut", "half",
)
_PLACES = ("*", "POST *canvassResponses", "* /v4/people/*", "* /files/*", "*Jobs*")
_LAST_PUSHES = 30


class Hasty(Van):
    """VAN for someone who can't wait: the stand-in shows at once what it did."""

    lag = timedelta()


def hasty(patience: tuple[float, float] = _PATIENCE) -> Van:
    """The account as the environment tells it, given up on after so many seconds."""
    to = settings.destination(DESTINATION)
    return Hasty(to, settings.access(DESTINATION), _brief, patience)


@dataclass
class Told:
    """What rounds did. ``kills``: processes that died; ``faults``: ordered by kind."""

    rounds: int = 0
    facts: int = 0
    kills: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    suppressed: set[str] = field(default_factory=set)
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)


def run(standin: StandIn, rounds: int, seed: int = 11) -> Told:
    """Go through so many rounds, and then let all that is left be sent in peace."""
    chance = random.Random(seed)
    told = Told()
    for number in range(rounds):
        told.rounds += 1
        new = [_fact(each, chance) for each in _numbers(told, number)]
        told.rows |= {row["fact_key"]: row for row in new}
        publish(told.rows.values())
        told.kills += _in_a_process(_plan, _crash(chance, "sync_planned"))
        _suppress(told, new, chance)
        fault = _fault(chance)
        standin.fail([fault] if fault else [])
        told.faults[fault["kind"] if fault else "none"] += 1
        place = chance.choice([*OF_SYNC[1:], "", "", ""])
        life = chance.random() * _LONGEST_LIFE if chance.random() < 1 / 3 else None
        told.kills += _in_a_process(_push, {"KITH_CRASH_AT": place} if place else {}, life)
    standin.fail([])
    for _ in range(_LAST_PUSHES):
        plan.make(DESTINATION, "a benchmark", hasty())
        if not push.push(DESTINATION, "a benchmark", hasty(), wait=_brief).open_count:
            break
    told.facts = len(told.rows)
    return told


def account(standin: StandIn, told: Told) -> dict[str, int]:
    """What is there twice, what is lost, and what somebody got who is suppressed."""
    counts: Counter[str] = Counter()
    for effect in standin.effects():
        if effect["kind"] in ("canvass_response", "activist_code", "email", "phone"):
            counts[str(effect["record_id"])] += 1
    expected = {row["target_record_id"]: row for row in told.rows.values()}
    with connect("kith_steward") as connection:
        left = connection.execute(
            "select count(*) from landing.sync_intents"
            " where state_code not in ('done', 'found', 'dropped')"
        ).fetchone()
    return {
        "double_effects": sum(count - 1 for count in counts.values() if count > 1),
        "lost_intents": sum(
            1 for target in expected if target not in told.suppressed and not counts[target]
        ),
        "pushes_to_suppressed": sum(counts[target] for target in told.suppressed),
        "unsettled": left[0] if left else 0,
    }


def _numbers(told: Told, number: int) -> range:
    count = _MANY if number % _EVERY == _EVERY - 1 else _ROUND
    return range(len(told.rows) + 1, len(told.rows) + count + 1)


def most_people(rounds: int) -> int:
    """How many people that many rounds tell of at most."""
    return rounds * _ROUND + (rounds // _EVERY) * (_MANY - _ROUND)


def _fact(number: int, chance: random.Random) -> dict[str, Any]:
    kind = chance.choices(
        ["contact_attempt", "survey_answer", "activist_code", "email", "do_not_contact"],
        [60, 10, 15, 10, 5],
    )[0]
    told: dict[str, Any] = {}
    if kind == "survey_answer":
        told = {"contact_type_id": "1", "survey_question_id": "401101",
                "survey_response_id": "1600001"}
    elif kind == "activist_code":
        told = {"activist_code_id": "4500001"}
    elif kind == "email":
        told = {"email": f"somebody{number}@mail.example"}
    return fact(number, kind, **told)


def _suppress(told: Told, new: list[dict[str, Any]], chance: random.Random) -> None:
    """Somebody who may be in a plan by now wants nothing more; it is published before the push."""
    row = chance.choice(new)
    told.rows[row["fact_key"]] = row | {"disposition_code": "suppressed"}
    told.suppressed.add(row["target_record_id"])
    publish(told.rows.values())


def _fault(chance: random.Random) -> dict[str, Any] | None:
    kind = chance.choice([*_KINDS, None])
    if kind is None:
        return None
    return {
        "kind": kind, "endpoint": chance.choice(_PLACES), "skip": chance.randrange(5),
        "count": chance.randrange(1, 4), "seconds": 0.02 if kind == "too_many" else _HANGS,
    }


def _crash(chance: random.Random, place: str) -> dict[str, str]:
    return {"KITH_CRASH_AT": place} if chance.random() < 0.1 else {}


def _plan() -> None:
    plan.make(DESTINATION, "a benchmark", hasty())


def _push() -> None:
    push.push(DESTINATION, "a benchmark", hasty(), wait=_brief)


def _brief(seconds: float) -> None:
    time.sleep(min(seconds, 0.05))


def _in_a_process(
    work: Callable[[], None], environment: Mapping[str, str], life: float | None = None
) -> bool:
    """Do it in a process forked from here, killed after so many seconds; whether it was killed."""
    child = os.fork()
    if child == 0:
        os.environ.update(environment)
        code = 1
        try:
            # What is refused there is tried again in the next round.
            with contextlib.suppress(KithError):
                work()
            code = 0
        finally:
            os._exit(code)
    if life is not None:
        time.sleep(life)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status) and os.waitstatus_to_exitcode(status):
        raise KithError("A process of the benchmark failed by itself; what it said is above.")
    return os.WIFSIGNALED(status)
