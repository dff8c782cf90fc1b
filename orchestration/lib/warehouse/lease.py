"""The warehouse's lease: one run builds at a time, and a run that lost it can't publish.

Dagster's limits and advisory locks are no mutual exclusion: a run marked dead may go on writing.
Every model therefore asserts its run's token inside its own transaction (macros/engine).
"""

from __future__ import annotations

import os
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

import psycopg

from orchestration.lib.errors import KithError
from orchestration.lib.progress import note
from orchestration.lib.warehouse import connect

LIFETIME = "30 minutes"
_RENEW_SECONDS = 300.0
_LOOK_SECONDS = 2.0


class LeaseHeld(KithError):
    """Another run is building; the message says who, since when, and what to do."""


class HalfImported(KithError):
    """An organization's package is only half in; the message says what to do."""


def own_token() -> str:
    """A new token that tells which process of which machine holds it."""
    return f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex}"


def is_gone(token: str) -> bool:
    """Whether the token is of a process of this machine that is no more."""
    machine, _, rest = token.partition(":")
    process = rest.partition(":")[0]
    if machine != socket.gethostname() or not process.isdigit():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


@contextmanager
def hold(
    token: str,
    holder: str,
    wait_seconds: float = 0.0,
    is_dead: Callable[[str], bool] = is_gone,
) -> Iterator[None]:
    """Hold the warehouse for this run, and give it to the dbt runs of this process.

    ``token`` is unique to the run; taking it twice is taking it once. Waits up to
    ``wait_seconds`` for another run. ``is_dead`` tells of another run's token whether that run
    is over for certain: then the lease is taken from it at once. Raises ``LeaseHeld``, and
    ``HalfImported`` where an import of a whole organization was begun and not finished.
    """
    _refuse_half_imports()
    _take(token, holder, time.monotonic() + wait_seconds, is_dead)
    stop = threading.Event()
    renewal = threading.Thread(target=_renew, args=(token, stop), daemon=True)
    renewal.start()
    before = {name: os.environ.get(name) for name in ("KITH_LEASE", "KITH_LEASE_HOLDER")}
    os.environ.update(KITH_LEASE=token, KITH_LEASE_HOLDER=holder)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        stop.set()
        with connect("kith_builder") as connection:
            connection.execute("select landing.release_lease('warehouse', %s)", [token])


def tell_of_another(what_waits: str) -> None:
    """Say it where another run is building: ``what_waits`` may have to wait for it."""
    if other := _other():
        note(f"{other.told()} is at work; {what_waits} may wait for it …")


def free(token: str) -> bool:
    """Take the lease from a run that is over. What it may still be writing can't commit."""
    with connect("kith_builder") as connection:
        freed = connection.execute(
            "delete from landing.leases where lease = 'warehouse' and token = %s returning token",
            [token],
        ).fetchone()
    return freed is not None


def _refuse_half_imports() -> None:
    """Nothing is built of half an organization."""
    with connect("kith_builder") as connection:
        half = connection.execute(
            "select organization_id from landing.imports where finished_at is null"
        ).fetchone()
    if half:
        raise HalfImported(
            f"The import of {half[0]} was begun and is not finished, so nothing is built. Give the "
            "same package again: ./kith import-all FILE"
        )


def _take(token: str, holder: str, deadline: float, is_dead: Callable[[str], bool]) -> None:
    is_told = False
    while True:
        try:
            with connect("kith_builder") as connection:
                connection.execute(
                    "select landing.take_lease('warehouse', %s, %s, %s::interval)",
                    [token, holder, LIFETIME],
                )
            return
        except psycopg.errors.RaiseException as refusal:
            # Our own function's words: the holder and times, nothing of the data.
            said = f"{refusal.diag.message_primary} {refusal.diag.message_hint or ''}".strip()
        other = _other()
        if other and other.token != token and is_dead(other.token):
            free(other.token)
        elif time.monotonic() >= deadline:
            raise LeaseHeld(said)
        else:
            if other and not is_told:
                note(f"Waiting for {other.told()} …")
                is_told = True
            time.sleep(_LOOK_SECONDS)


class _Held(NamedTuple):
    token: str
    holder: str
    since: datetime

    def told(self) -> str:
        """Who, and since when by this machine's clock."""
        local = self.since.astimezone()
        day = "" if local.date() == datetime.now().astimezone().date() else f"{local:%Y-%m-%d} "
        return f"{self.holder} (since {day}{local:%H:%M})"


def _other() -> _Held | None:
    """Who holds the lease, if anybody does."""
    with connect("kith_builder") as connection:
        row = connection.execute(
            "select token, holder, acquired_at from landing.leases"
            " where lease = 'warehouse' and expires_at > clock_timestamp()"
        ).fetchone()
    return _Held(*row) if row else None


def _renew(token: str, stop: threading.Event) -> None:
    """Keep a living run's lease alive. A lease that was taken away is never taken back here."""
    while not stop.wait(_RENEW_SECONDS):
        with connect("kith_builder") as connection:
            connection.execute(
                "update landing.leases set expires_at = clock_timestamp() + %s::interval"
                " where lease = 'warehouse' and token = %s",
                [LIFETIME, token],
            )
