"""Passing facts on to a stand-in VAN: what is there twice or lost after kills and faults, and cost.

One by one means one call for each fact, as scripts do that push what a tool told.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from orchestration.lib.bench import sync_outbox, sync_rounds, sync_van
from orchestration.lib.bench.county import say
from orchestration.lib.bench.sync_outbox import DESTINATION, fact
from orchestration.lib.scratch.warehouse import scratch_warehouse
from orchestration.lib.sync import plan, push

ROUNDS, SMALL_ROUNDS = 300, 12
PLANNED, SMALL_PLANNED = 100_000, 5_000
SENT, SMALL_SENT = 10_000, 600
_CODE = "4500001"
_ANSWER = {"survey_question_id": "401101", "survey_response_id": "1600001"}


def run(small: bool) -> dict[str, Any]:
    """Rounds of kills and faults, calls for 10,000 facts, seconds to plan 100,000."""
    return {
        "bench": "sync",
        **_rounds(SMALL_ROUNDS if small else ROUNDS),
        **_calls(SMALL_SENT if small else SENT),
        **_planning(SMALL_PLANNED if small else PLANNED),
    }


def facts(count: int) -> list[dict[str, Any]]:
    """As many facts as asked, as doors, calls and texts give them.

    Of ten, five are attempts that reached nobody; two are an answer and a code of one talk, and
    three a second talk's attempt, answer and code.
    """
    made: list[dict[str, Any]] = []
    person = 0
    while len(made) < count:
        for size in (1, 1, 1, 1, 1, 2, 3):
            person += 1
            made += _talk(person)[-size:] if size > 1 else [fact(person)]
    return made[:count]


def _talk(person: int) -> list[dict[str, Any]]:
    """An attempt, an answer and a code of one talk, sent as one."""
    together = {"effect_key": f"talk {person}", "contact_type_id": "2"}
    return [
        fact(person, "contact_attempt", **together, result_code_id="14"),
        fact(person, "survey_answer", **together, **_ANSWER),
        fact(person, "activist_code", **together, activist_code_id=_CODE),
    ]


def _rounds(rounds: int) -> dict[str, Any]:
    with _account(sync_rounds.most_records(rounds), sync_rounds.JOB_SECONDS) as standin:
        say(f"{rounds} rounds of kills, timeouts and retries")
        began = time.monotonic()
        told = sync_rounds.run(standin, rounds)
        return {
            "rounds": told.rounds, "facts": told.world.facts, "people": len(told.world.people),
            "kills": told.kills, "faults_ordered": dict(sorted(told.faults.items())),
            "between_plan_and_push": dict(sorted(told.between.items())),
            **sync_rounds.account(standin, told),
            "verdicts": dict(told.reconciled.verdicts) if told.reconciled else {},
            "rounds_seconds": round(time.monotonic() - began, 1),
        }


def _calls(count: int) -> dict[str, Any]:
    made = facts(count)
    people = max(int(row["target_record_id"]) for row in made)
    with _account(people) as standin:
        say(f"{count:,} facts, as planned and one by one")
        sync_outbox.publish(made)
        how = sync_rounds.hasty(patience=(5.0, 60.0))
        planned = plan.make(DESTINATION, "a benchmark", how)
        before = sum(standin.calls().values())
        began = time.monotonic()
        done = push.push(DESTINATION, "a benchmark", how, wait=lambda _: time.sleep(0.2))
        seconds = time.monotonic() - began
        calls = sum(standin.calls().values()) - before
        return {
            "sent_facts": count, "sent_effects": sum(each.effect_count for each in planned.plans),
            "calls_planned": sum(each.calls for each in planned.plans), "calls_made": calls,
            "calls_one_by_one": count, "calls_for_10000_facts": round(calls * 10_000 / count),
            "times_fewer_calls": round(count / calls, 1), "push_outcomes": dict(done.outcomes),
            "push_seconds": round(seconds, 1),
        }


def _planning(count: int) -> dict[str, Any]:
    with _account(1):
        say(f"planning {count:,} facts")
        sync_outbox.publish(facts(count))
        began = time.monotonic()
        planned = plan.make(DESTINATION, "a benchmark")
        return {
            "planned_facts": sum(each.fact_count for each in planned.plans),
            "plan_seconds": round(time.monotonic() - began, 1),
        }


@contextmanager
def _account(people: int, job_seconds: float = 0.0) -> Iterator[sync_van.StandIn]:
    """A warehouse with one destination, and the stand-in that it is, with so many people."""
    with scratch_warehouse() as home:
        folder = Path(home.parent) / "van"
        folder.mkdir()
        with sync_van.running(folder, people, job_seconds) as standin, mock.patch.dict(os.environ):
            os.environ |= standin.environment()
            os.environ["KITH_SOURCES"] = str(sync_outbox.registry(folder, most_attempts=50))
            yield standin
