"""Forgets people: a row that says who is written first, then each step, and each may be done again.

    intent → list of the forgotten → archive and raw rows → notes → models → files → engine → look

Whoever ends the process in between leaves the intent unfinished, and the same command goes on.
Until the list is written nothing is removed, and from then on nothing of theirs comes in.
What was ended in between is known by the list's hashes: whatever still holds a record of theirs
says which, and what reached them is found by its hash.
"""

from __future__ import annotations

import getpass
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from psycopg.types.json import Jsonb

from orchestration.lib import audit, registry
from orchestration.lib.build import run
from orchestration.lib.errors import KithError
from orchestration.lib.grants import shares
from orchestration.lib.landing.crashpoints import crashpoint
from orchestration.lib.privacy import (
    certificate,
    derived,
    engine,
    files,
    keys,
    known,
    landed,
    learned,
    look,
    subject,
)
from orchestration.lib.privacy.subject import Subject
from orchestration.lib.privacy.words import Words
from orchestration.lib.progress import step
from orchestration.lib.warehouse import lease
from orchestration.lib.warehouse.connection import connect

_WAIT = 600.0
# What a certificate says of whom to tell, begun when somebody is taken out of the notes.
_TELL = "tell_for_what_they_were_given"


class NothingToDo(KithError):
    """Nobody was named and nothing is unfinished."""


class Behind(KithError):
    """Another forgetting has to be finished first; the message says how."""


class GiftsKept(KithError):
    """They gave money, and the law may want that to be kept; the message says what to do."""


class NotForgotten(KithError):
    """Something of theirs is still here; the message says where and what to do, no value."""


@dataclass(frozen=True)
class Forgotten:
    """What was done. ``page``: the certificate as text; as JSON it is beside it."""

    certificate: dict[str, Any]
    page: str
    subjects: tuple[Subject, ...] = field(default=(), repr=False)


def plan(named: Sequence[str]) -> list[Subject]:
    """Who it would be and what is theirs; nothing is changed. Raises ``UnknownPerson``."""
    with connect("kith_privacy") as connection:
        found = [subject.find(connection, each) for each in named]
    return list({each.person_ids[0]: each for each in found}.values())


def forget(
    named: Sequence[str], reason: str, by: str | None = None, even_gifts: bool = False
) -> Forgotten:
    """Forget these people, or go on where that was ended. Raises ``NotForgotten``, ``GiftsKept``,
    ``Behind``.

    ``named``: person ids or keys of person records; none goes on with what is unfinished.
    ``even_gifts``: nobody here has to keep who gave what, or it is kept elsewhere.
    """
    actor = by or getpass.getuser()
    began = time.monotonic()
    with lease.hold(lease.own_token(), "kith forget", wait_seconds=_WAIT):
        subjects = plan(named) if named else []
        _refuse_while_behind(subjects)
        if not even_gifts:
            _refuse_gifts(subjects)
        with step("Writing down who is to be forgotten"):
            _learn(subjects)
            intents = [_intend(each, reason, actor) for each in subjects]
        # What was ended in between is finished with it.
        earlier = sorted({*_unfinished()} - {*intents})
        if not intents and not earlier:
            raise NothingToDo("Nobody waits to be forgotten.")
        return _carry_out(subjects, intents, earlier, reason, actor, began)


def _refuse_while_behind(subjects: Sequence[Subject]) -> None:
    """Raise ``Behind`` where whose records those are can't be told yet: files have changed since.

    Those who are being forgotten already are known by the list, too.
    """
    with connect("kith_privacy") as connection:
        waiting = {row[0] for row in connection.execute(
            "select subject_key from landing.forgotten_people where done_at is null"
        )}
        if not waiting:
            return
        named = {row[0] for row in connection.execute(
            "select landing.subject_key(told) from unnest(%s::text[]) as told",
            [[each.person_ids[0] for each in subjects]],
        )}
        if not named <= waiting and learned.is_behind(connection):
            raise Behind(
                "Somebody else is being forgotten: files have changed that the models haven't read "
                "again, so nobody can say yet which records are these people's. Nothing was done. "
                "First: ./kith forget --go-on"
            )


def _refuse_gifts(subjects: Sequence[Subject]) -> None:
    if gifts := sum(each.gifts for each in subjects):
        raise GiftsKept(
            f"{gifts:,} {'gift is' if gifts == 1 else 'gifts are'} among the records. A committee "
            "has to keep who gave what for three years after its report (52 U.S.C. 30102(d)), and "
            "states ask for the like. Ask whoever files your reports, and keep what they need "
            "outside of Kith. Then: the same with --even-gifts"
        )


def replay(by: str | None = None) -> Forgotten:
    """Forget again whoever is on the list, as after a copy of before was put back.

    The list is the database's, or of `secrets`: what is found of them by it goes.
    """
    began = time.monotonic()
    with lease.hold(lease.own_token(), "kith forget", wait_seconds=_WAIT):
        with connect("kith_privacy") as connection:
            # From here on, whoever ends it in between leaves it to --go-on.
            everybody = sorted(row[0] for row in connection.execute(
                "update landing.forgotten_people set done_at = null returning forgetting_id"
            ))
        if not everybody:
            raise NothingToDo("Nobody was forgotten here.")
        return _carry_out(
            [], [], everybody, "put back from a copy", by or getpass.getuser(), began, True
        )


def _learn(subjects: Sequence[Subject]) -> None:
    with connect("kith_privacy") as connection:
        learned.learn(
            connection,
            {registry.source(name).tool for each in subjects for name in each.sources},
        )


def _intend(one: Subject, reason: str, actor: str) -> int:
    """Write the intent, the list and the audit's note in one transaction; the intent's id."""
    with connect("kith_privacy") as connection:
        [(forgetting_id,)] = connection.execute(
            "insert into landing.forgotten_people (subject_key, key_check, asked_by, reason)"
            " values (landing.subject_key(%s), %s, %s, %s)"
            " on conflict (subject_key) do update set done_at = null returning forgetting_id",
            [one.person_ids[0], keys.keyed("check").hex(), actor, reason],
        ).fetchall()
        connection.cursor().executemany(
            "insert into landing.suppression_list (kind_code, key_hash, forgetting_id)"
            " values (%s, %s, %s) on conflict do nothing",
            [(kind, digest, forgetting_id) for kind, digest in sorted(one.hashes())],
        )
        audit.note(
            connection, "forgetting_begun", one.person_ids[0], actor, reason,
            {"records": len(one.records), "sources": len(one.sources)},
        )
    return int(forgetting_id)


def _carry_out(
    named: Sequence[Subject], intents: Sequence[int], earlier: Sequence[int], reason: str,
    actor: str, began: float, is_replay: bool = False,
) -> Forgotten:
    """Forget those named, and whoever of ``earlier``, known by the list, is still here.

    ``is_replay``: long ago, so that a number on the list may be somebody else's by now.
    """
    begun = known.by_list(earlier)
    subjects = list({each.person_ids[0]: each for each in (*named, *begun.subjects)}.values())
    words = Words((point for each in subjects for point in each.own_points),
                  () if is_replay else begun.mentions)
    record_keys = sorted({*begun.record_keys, *(k for each in subjects for k in each.record_keys)})
    people = sorted({*begun.person_ids, *(p for each in subjects for p in each.person_ids)})
    done: dict[str, Counter[str]] = {}
    with step("Archive, raw rows, quarantine"):
        # Of those begun before nobody knows any more which sources sent them.
        sources = sorted({name for each in subjects for name in each.sources})
        for name in registry.sources() if earlier else sources:
            done[f"source {name}"] = landed.take_out(name, words)
        crashpoint("taken_out")
        landed.sweep()
        done["landing folder"] = files.clean_landing_folder(words)
    with step("Decisions, grants and other notes"):
        receivers = _note_receivers([*intents, *earlier], record_keys)
        done["packages"] = Counter({"files deleted": files.delete_packages(people)})
        held = [record for each in subjects for record in (*each.landed, *each.records)]
        done["notes"] = Counter({
            "rows deleted": derived.delete_notes(record_keys, people, [*held, *begun.records])
        })
        crashpoint("notes_deleted")
        done["history of ids"] = Counter({"rows deleted": derived.delete_history(record_keys)})
        crashpoint("history_deleted")
    problems = run.update_models()
    if problems:
        raise NotForgotten(
            "They are out of what landed, and nothing of them comes in, but the models could not "
            f"be built without them: {'; '.join(problems)}. Mend that, then: ./kith forget --go-on"
        )
    crashpoint("models_built")
    with step("What is left beside the models, files, the engine"):
        done["history of ids"]["rows deleted"] += derived.delete_history(record_keys)
        derived.empty_announcements()
        done["files"] = files.clean(words)
        done["landing folder"] = files.clean_landing_folder(words)
        cleaned = engine.clean()
        crashpoint("engine_cleaned")
    with step("Looking everywhere"):
        looked = look.everywhere(words, record_keys)
        if any(place.found for place in looked if place.kind == "bytes"):
            cleaned["tables written anew"] += engine.clean_again(
                look.server_files_with(words.written())
            )
            looked = look.everywhere(words, record_keys)
    told = certificate.make(
        [*intents, *earlier], subjects, done, cleaned, looked, receivers, reason,
        datetime.now(UTC), time.monotonic() - began,
    )
    left = [place for place in looked if place.found]
    if left:
        certificate.write(told)
        raise NotForgotten(
            "Something of theirs is still in: " + ", ".join(place.name for place in left[:8])
            + ". It is theirs alone and Kith doesn't know how it came there; take it out by hand, "
            "then: ./kith forget --go-on"
        )
    _finish([*intents, *earlier], told, people, actor, reason)
    return Forgotten(told, str(certificate.write(told)), tuple(subjects))


def _note_receivers(intents: Sequence[int], record_keys: Sequence[str]) -> list[str]:
    """Who was given something of theirs, kept until it is told in the certificate.

    Whoever goes on later finds it there: by then nothing may say any more what was shared.
    """
    with connect() as connection:
        found = {
            f"{each.receiver} ({each.share_code}, {each.shared_at:%Y-%m-%d})"
            for each in shares.receivers(connection, record_keys)
        }
        for (before,) in connection.execute(
            "select certificate -> %s from landing.forgotten_people"
            " where forgetting_id = any(%s) and certificate is not null", [_TELL, list(intents)]
        ):
            found.update(before or ())
        connection.execute(
            "update landing.forgotten_people set certificate = jsonb_build_object(%s::text,"
            " %s::jsonb) where forgetting_id = any(%s)",
            [_TELL, Jsonb(sorted(found)), list(intents)],
        )
    return sorted(found)


def _finish(
    intents: Sequence[int], told: dict[str, Any], people: Sequence[str], actor: str, reason: str
) -> None:
    with connect("kith_privacy") as connection:
        connection.execute(
            "update landing.forgotten_people set done_at = clock_timestamp(), certificate = %s"
            " where forgetting_id = any(%s)",
            [Jsonb(told), list(intents)],
        )
        for person in people[:1] if len(people) == 1 else [None]:
            audit.note(
                connection, "person_forgotten", person, actor, reason,
                {"people": len(intents), "places": len(told["looked"])},
            )


def _unfinished() -> list[int]:
    """Those who are to be forgotten and aren't yet."""
    with connect("kith_privacy") as connection:
        return [row[0] for row in connection.execute(
            "select forgetting_id from landing.forgotten_people where done_at is null"
        )]
