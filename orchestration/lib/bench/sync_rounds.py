"""Planning and pushing to a stand-in VAN while processes are killed and requests come to grief.

Each round brings people and what tools tell of them, and lets a process of its own plan. Then, as
it happens between a plan and a push, somebody is suppressed, somebody merged at VAN, a result
corrected, a sign-up confirmed or called off. A fault is ordered at the server, whose clock isn't
ours and whose jobs take longer than single requests, and another process pushes, which is killed at
a named place or at any moment.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from orchestration.lib.bench import sync_landed
from orchestration.lib.bench.sync_outbox import DESTINATION, publish
from orchestration.lib.bench.sync_van import StandIn
from orchestration.lib.bench.sync_world import Event, Person, World
from orchestration.lib.errors import KithError
from orchestration.lib.landing.crashpoints import OF_SYNC
from orchestration.lib.sync import plan, push, reconcile, settings
from orchestration.lib.sync.interface import Seen
from orchestration.lib.sync.reconcile import Reconciled
from orchestration.lib.sync.van import Van
from orchestration.lib.warehouse.connection import connect

_ROUND, _EVERY, _MANY = 8, 12, 40
_HANGS, _PATIENCE = 0.6, (0.3, 0.3)
_LONGEST_LIFE = 0.8
# A request is seen at once, and a job ends within 24 times that: all jobs outlive the lag.
_LAG, JOB_SECONDS = timedelta(seconds=0.2), 0.25
# What was sent so long ago has landed, at the most often; then nothing of it is still under way.
_LANDS_AFTER = timedelta(seconds=8)
_RECONCILED_EVERY = 4
# The server's clock against ours, at first and in the second half; none goes back.
_MINUTES_BEHIND, _MINUTES_AHEAD = -7, 6
_KINDS = (
    "timeout_before", "timeout_after", "reset_before", "reset_after", "error_before",
    "error_after", "too_many", "slow", "cut", "half",
)
_PLACES = (
    "*", "POST *canvassResponses", "* /v4/people/*", "* /files/*", "*Jobs*", "* /v4/signups*",
)
_LAST_PUSHES, _PAUSE_SECONDS = 60, 0.5
_EVENTS = 3


class Hasty(Van):
    """VAN for someone who can't wait: what it did is seen at once, and lands soon after."""

    lag = _LAG
    state = Path()

    def landed(
        self, connection: psycopg.Connection[Any], targets: Sequence[str], since: datetime
    ) -> Iterable[Seen]:
        """See ``Interface``: what the stand-in keeps, instead of canon."""
        return sync_landed.seen(self.state, targets)

    def landed_until(
        self, connection: psycopg.Connection[Any], type_code: str
    ) -> datetime | None:
        """See ``Interface``: as if a day had gone by since whatever was sent a while ago."""
        return datetime.now(UTC) + timedelta(days=1) - _LANDS_AFTER


def hasty(patience: tuple[float, float] = _PATIENCE, state: Path = Path()) -> Van:
    """The account as the environment tells it, given up on after so many seconds."""
    to = settings.destination(DESTINATION)
    made = Hasty(to, settings.access(DESTINATION), _brief, patience)
    made.state = state
    return made


@dataclass
class Told:
    """What rounds did. ``kills``: processes that died; ``faults``: ordered by kind; ``between``:
    what happened between plans and pushes. ``reconciled``: what was said of it all at the end."""

    world: World
    rounds: int = 0
    kills: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    between: Counter[str] = field(default_factory=Counter)
    reconciled: Reconciled | None = None


def run(standin: StandIn, rounds: int, seed: int = 11) -> Told:
    """Go through so many rounds, and then let all that is left be sent in peace."""
    chance = random.Random(seed)
    days = [date(2026, 12, 1) + timedelta(days=number) for number in range(_EVENTS)]
    world = World(chance, [Event(*standin.event(day)) for day in days])
    told = Told(world)
    merged: list[Person] = []
    standin.advance(minutes=_MINUTES_BEHIND)
    for number in range(rounds):
        told.rounds += 1
        if number == rounds // 2:
            standin.advance(minutes=_MINUTES_AHEAD - _MINUTES_BEHIND)
        # The build since the last round knows of the merges, and tools told more.
        for person in merged:
            world.follow_merge(person)
        new = world.arrive(_MANY if number % _EVERY == _EVERY - 1 else _ROUND)
        _tell_late_records(told, chance)
        publish(world.outbox())
        told.kills += _in_a_process(_plan, _crash(chance, "sync_planned"))
        standin.fail([])
        merged = _between(standin, told, new, chance)
        publish(world.outbox())
        fault = _fault(chance)
        standin.fail([fault] if fault else [])
        told.faults[fault["kind"] if fault else "none"] += 1
        place = chance.choice([*OF_SYNC[1:], "", "", ""])
        life = chance.random() * _LONGEST_LIFE if chance.random() < 1 / 3 else None
        told.kills += _in_a_process(_push, {"KITH_CRASH_AT": place} if place else {}, life)
        if number % _RECONCILED_EVERY == _RECONCILED_EVERY - 1:
            _reconcile(standin)
    standin.fail([])
    for person in merged:
        world.follow_merge(person)
    publish(world.outbox())
    told.reconciled = _end(standin)
    return told


def _end(standin: StandIn) -> Reconciled:
    """Plan and push until nothing is left to, and what landed doesn't say otherwise."""
    for _ in range(_LAST_PUSHES):
        planned = plan.make(DESTINATION, "a benchmark", hasty()).plans
        pushed = push.push(DESTINATION, "a benchmark", hasty(), wait=_brief)
        found = _reconcile(standin)
        if not (planned or pushed.outcomes or pushed.open_count or found.waiting):
            break
        time.sleep(_PAUSE_SECONDS)
    return found


def account(standin: StandIn, told: Told) -> dict[str, int]:
    """What is there twice, what is lost, and what somebody got who is suppressed."""
    counts = told.world.count(standin.effects())
    with connect("kith_steward") as connection:
        left = connection.execute(
            "select count(*) from landing.sync_intents as intents"
            " where state_code not in ('done', 'found', 'dropped') and exists ("
            "  select from landing.sync_intent_facts as facts"
            "  where facts.intent_id = intents.intent_id and released_at is null)"
        ).fetchone()
    verdicts = told.reconciled.verdicts if told.reconciled else Counter[str]()
    return {
        "double_effects": counts.doubled, "lost_intents": counts.lost,
        "pushes_to_suppressed": counts.unwanted, "unsettled": left[0] if left else 0,
        "told_as_amiss": sum(verdicts[each] for each in ("doubled", "missing", "changed")),
    }


def most_people(rounds: int) -> int:
    """How many people that many rounds tell of."""
    return rounds * _ROUND + (rounds // _EVERY) * (_MANY - _ROUND)


def most_records(rounds: int) -> int:
    """How many VANIDs that many rounds need: each person may be merged into another record."""
    return 2 * most_people(rounds)


def _tell_late_records(told: Told, chance: random.Random) -> None:
    """Another tool's record of what was told in an earlier round."""
    known = [
        each for each in told.world.people[-4 * _MANY:]
        if each.plain and not (each.is_alike or each.is_suppressed or each.is_merged)
    ]
    if known and chance.random() < 1 / 2:
        told.world.tell_again(chance.choice(known))
        told.between["told again late"] += 1


def _between(
    standin: StandIn, told: Told, new: Sequence[Person], chance: random.Random
) -> list[Person]:
    """What happens between a plan and the push, and who was merged by it."""
    world = told.world
    left = chance.sample(new, len(new))
    world.suppress(left.pop())
    told.between["suppressed"] += 1
    if (plain := next((each for each in left if each.plain and not each.is_alike), None)):
        left.remove(plain)
        world.correct(plain)
        told.between["corrected"] += 1
    moving = [each for each in [*left, *world.people[-3 * _MANY:]] if world.can_move_on(each)]
    for person in {each.number: each for each in moving}.values():
        if chance.random() < 1 / 3:
            world.move_on(person)
            told.between["sign-up moved on"] += 1
    # Whose facts are told once only: of others VAN's own history has to land first.
    whole = [each for each in [*left, *world.people[-2 * _MANY:]]
             if not (each.is_alike or each.is_suppressed or each.is_merged)]
    merged = [chance.choice(whole)] if whole and chance.random() < 2 / 3 else []
    for person in merged:
        person.is_merged = True
        standin.merge(person.record_id, person.spare_id)
        told.between["merged at VAN"] += 1
    return merged


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


def _reconcile(standin: StandIn) -> Reconciled:
    return reconcile.reconcile(DESTINATION, hasty(state=standin.state))


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
