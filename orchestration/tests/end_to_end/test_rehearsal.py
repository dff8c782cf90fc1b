"""`./kith van rehearse` on a copy of the demo: what it says is what the stand-in truly did.

What is meant is read from the facts, and compared with what the stand-in notes itself.
"""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from zoneinfo import ZoneInfo

import psycopg
import pytest
from psycopg import sql
from psycopg.rows import dict_row

from orchestration.lib.warehouse.connection import LOGINS, login_of
from orchestration.tests.end_to_end.conftest import Demo
from standins.store import Effect, Store

_COPY = "kith_rehearsed"
_ZONE = ZoneInfo("America/New_York")
_CANVASSED = "14"
# A do-not-contact by its result, which VAN has to be told of whoever says it.
_NO = {"22", "23", "130", "131"}
_CONTACT_TYPES = {
    "phone": ("1", "19"), "canvass": ("2",), "text": ("37",), "all": ("1", "2", "19", "37"),
}
_FACTS = """
    select intents.intent_id, effect_type_code, state_code, outbox.*
    from landing.sync_intents as intents
    inner join landing.sync_intent_facts as facts using (intent_id, destination_id)
    inner join marts.van_outbox as outbox using (destination_id, fact_key)
    where state_code in ('done', 'found') order by intent_id, occurred_at, fact_key
"""


class Rehearsed:
    """What was said, what the stand-in did, and a demo's copy to ask."""

    def __init__(self, demo: Demo, said: subprocess.CompletedProcess[str]) -> None:
        self.demo, self.said = demo, said
        store = Store(demo.home / "rehearsal" / "stand-in-van.sqlite")
        # VAN's own generated attempts are nobody's doing.
        self.effects = [each for each in store.effects() if each.method != "generated"]
        store.close()

    def rows(self, query: str, role: str = "kith_steward") -> list[dict[str, Any]]:
        """What the copy answers."""
        with self.demo.connect(role) as connection:
            return connection.cursor(row_factory=dict_row).execute(query.encode()).fetchall()


@pytest.fixture(scope="module")
def rehearsed(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsed]:
    with _Copy(demo, tmp_path_factory.mktemp("rehearsal")) as copy:
        yield Rehearsed(copy, copy.run("van", "rehearse"))


def test_it_says_that_all_is_there_once(rehearsed: Rehearsed) -> None:
    assert rehearsed.said.returncode == 0, rehearsed.said.stdout[-3000:] + rehearsed.said.stderr
    told = " ".join(rehearsed.said.stdout.split())
    for words in (
        "killed once VAN had answered: exit -9", "What failed on purpose: ", "0 done twice",
        "0 noted as done and not there", "0 refused there, or still open",
        "0 not confirmed by what landed since",
        "0 to somebody who said no to being reached that way",
        "Look at it: ./kith boards, Sync.",
    ):
        assert words in told


def test_every_effect_meant_was_truly_done_and_no_other(rehearsed: Rehearsed) -> None:
    facts = rehearsed.rows(_FACTS)
    intents: dict[int, list[dict[str, Any]]] = {}
    for fact in facts:
        intents.setdefault(fact["intent_id"], []).append(fact)
    meant = Counter(each for facts in intents.values() for each in _meant(facts))
    there = Counter(each for effect in rehearsed.effects for each in _done(effect))
    assert len(intents) > 100
    assert there == meant
    # Sign-ups, canvass responses and codes are all among it.
    assert {each[0] for each in meant} == {"canvass_response", "activist_code", "sign_up"}


def test_nothing_is_open_and_all_is_confirmed(rehearsed: Rehearsed) -> None:
    states = rehearsed.rows("select distinct state_code from landing.sync_intents")
    assert {row["state_code"] for row in states} <= {"done", "found", "dropped"}
    verdicts = rehearsed.rows(
        "select count(*) as intents, count(*) filter (where 'confirmed' = ("
        "  select verdict_code from landing.sync_verdicts as verdicts"
        "  where verdicts.intent_id = intents.intent_id order by verdict_id desc limit 1"
        " )) as confirmed from landing.sync_intents as intents where state_code <> 'dropped'"
    )
    assert verdicts[0]["intents"] == verdicts[0]["confirmed"] > 100


def test_nobody_who_said_no_to_a_way_of_being_reached_got_anything_of_it(
    rehearsed: Rehearsed
) -> None:
    refused = {
        (row["record_id"], contact_type)
        for row in rehearsed.rows(
            "select targets.record_id, channel_code from marts.person_suppressions"
            " inner join identity.record_persons as targets using (person_id)"
            " where targets.source_id = 'county_van' and targets.record_type = 'contacts'",
            "kith_builder",
        )
        for contact_type in _CONTACT_TYPES.get(row["channel_code"], ())
    }
    assert len(refused) > 100
    # That they said no is what VAN is told of them, and nothing else.
    assert {
        str(each.result) for each in rehearsed.effects
        if (str(each.record_id), str(each.channel)) in refused
    } <= _NO
    held = rehearsed.rows(
        "select count(*) as facts from marts.van_outbox where disposition_code = 'suppressed'",
        "kith_builder",
    )
    assert held[0]["facts"]


def test_the_marts_tell_what_was_confirmed(rehearsed: Rehearsed) -> None:
    told = rehearsed.rows(
        "select count(distinct intent_id) as confirmed from marts.sync_ledger"
        " where verdict_code = 'confirmed'", "kith_builder",
    )
    known = rehearsed.rows(
        "select count(distinct intent_id) as confirmed from landing.sync_verdicts"
        " where verdict_code = 'confirmed'"
    )
    assert told == known


def _meant(facts: list[dict[str, Any]]) -> Iterator[tuple[str, ...]]:
    """What must be there of an intent's facts, by whom, when, how and what."""
    last = facts[-1]
    target = str(last["target_record_id"])
    day = last["occurred_at"].astimezone(_ZONE).date().isoformat()
    match last["effect_type_code"]:
        case "canvass_result" | "campaign_result":
            result = [each["result_code_id"] for each in facts if each["result_code_id"]][-1]
            yield "canvass_response", target, day, str(last["contact_type_id"]), str(result)
        case "canvass_responses":
            channel = [each["contact_type_id"] for each in facts if each["contact_type_id"]][-1]
            yield "canvass_response", target, day, str(channel), _CANVASSED
        case "activist_code" | "activist_codes":
            for code in sorted({each["activist_code_id"] for each in facts}):
                yield "activist_code", target, f"code {code}"
        case "sign_up":
            yield "sign_up", target, str(last["event_id"]), str(last["event_status_id"])


def _done(effect: Effect) -> Iterator[tuple[str, ...]]:
    """The same of what the stand-in notes; phones and people made are told by reconciling."""
    target = str(effect.record_id)
    match effect.kind:
        case "canvass_response":
            yield effect.kind, target, str(effect.day), str(effect.channel), str(effect.result)
        case "activist_code":
            for code in effect.responses:
                yield effect.kind, target, code
        case "sign_up" | "sign_up_changed":
            yield "sign_up", target, str(effect.details["eventid"]), str(effect.result)


class _Copy:
    """A copy of the demo that may be changed: its database by the server, its files beside it."""

    def __init__(self, demo: Demo, folder: Path) -> None:
        self._demo, self._folder = demo, folder
        owner = urlsplit(demo.run("url", "--role", "kith_builder").stdout.strip())
        self._url = urlunsplit(owner._replace(query="", path=f"/{_COPY}"))
        self._server = urlunsplit(owner._replace(query="", path="/postgres"))
        self._original = owner.path.lstrip("/")

    def __enter__(self) -> Demo:
        self._drop()
        self._do("create database {} template {}", _COPY, self._original)
        home = self._folder / "home"
        shutil.copytree(
            self._demo.home, home, symlinks=True, ignore=shutil.ignore_patterns("postgres")
        )
        environment = self._demo.environment | {
            "KITH_HOME": str(home), "KITH_DATABASE_URL": self._url,
        }
        return replace(self._demo, home=home, environment=environment)

    def __exit__(self, *_: object) -> None:
        self._drop()

    def _drop(self) -> None:
        self._do("drop database if exists {} with (force)", _COPY)
        for role in LOGINS:
            self._do("drop role if exists {}", login_of(role, self._url))

    def _do(self, statement: str, *names: str) -> None:
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
