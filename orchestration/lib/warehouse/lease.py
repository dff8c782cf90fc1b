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

import psycopg

from orchestration.lib.errors import KithError
from orchestration.lib.warehouse import connect

LIFETIME = "30 minutes"
_RENEW_SECONDS = 300.0
_LOOK_SECONDS = 2.0


class LeaseHeld(KithError):
    """Another run is building; the message says who, since when, and what to do."""


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
    is over for certain: then the lease is taken from it at once. Raises ``LeaseHeld``.
    """
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


def free(token: str) -> bool:
    """Take the lease from a run that is over. What it may still be writing can't commit."""
    with connect("kith_builder") as connection:
        freed = connection.execute(
            "delete from landing.leases where lease = 'warehouse' and token = %s returning token",
            [token],
        ).fetchone()
    return freed is not None


def _take(token: str, holder: str, deadline: float, is_dead: Callable[[str], bool]) -> None:
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
        other = _token()
        if other and other != token and is_dead(other):
            free(other)
        elif time.monotonic() >= deadline:
            raise LeaseHeld(said)
        else:
            time.sleep(_LOOK_SECONDS)


def _token() -> str | None:
    with connect("kith_builder") as connection:
        row = connection.execute(
            "select token from landing.leases where lease = 'warehouse'"
        ).fetchone()
    return row[0] if row else None


def _renew(token: str, stop: threading.Event) -> None:
    """Keep a living run's lease alive. A lease that was taken away is never taken back here."""
    while not stop.wait(_RENEW_SECONDS):
        with connect("kith_builder") as connection:
            connection.execute(
                "update landing.leases set expires_at = clock_timestamp() + %s::interval"
                " where lease = 'warehouse' and token = %s",
                [LIFETIME, token],
            )
