"""Tells what is new of incidents: one message to each addressee of each channel, and no more.

A message is noted as told once it is out. Whoever ends this process in between makes that one
message go out once more, with the same id; nothing is ever left untold for it. What can't be sent
is tried again by a later run, each time after a longer wait. Nothing here stops a build.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from orchestration.lib.alerts import ledger
from orchestration.lib.alerts.channels import Channel, ChannelFailed, chosen
from orchestration.lib.alerts.message import Message, write
from orchestration.lib.alerts.news import ESCALATED, Incident, News, incidents, news_of
from orchestration.lib.landing.crashpoints import ALERT_SENT, crashpoint
from orchestration.lib.warehouse import connect

# To one addressee of one channel within a day; what is more waits and goes out together.
MOST_A_DAY = 6
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Letter:
    """A message that is due. ``waits``: why it doesn't go out now, or ''.

    ``failed_count``: how often its addressee could not be reached since the last time they were.
    """

    channel: Channel
    message: Message
    news: tuple[News, ...]
    waits: str
    failed_count: int = 0


@dataclass(frozen=True)
class Outcome:
    """What became of a message. ``failure``: why it isn't out, or ''."""

    letter: Letter
    failure: str

    def told(self) -> str:
        """In one line, for a log."""
        letter, count = self.letter, len(self.letter.news)
        about = f"{letter.channel.code}, {letter.message.addressee}: {count} incident" \
                f"{'s' * (count != 1)}"  # fmt: skip
        return f"{about} told." if not self.failure else f"{about} not told: {self.failure}."


@dataclass(frozen=True)
class Due:
    """All that is to be told now.

    ``unheard``: what has an open incident that a channel can tell nobody of.
    """

    letters: tuple[Letter, ...]
    unheard: tuple[str, ...]


def due(now: datetime | None = None) -> Due:
    """What a run would tell now, without telling it. Raises ``AlertsMisset``."""
    channels = chosen()
    with connect("kith_builder", autocommit=True) as connection:
        return _due(connection, channels, now or datetime.now(UTC))


def tell(now: datetime | None = None) -> list[Outcome]:
    """Tell what is due, unless another process is at it. Raises ``AlertsMisset`` and no other.

    Returns what became of each message that was tried.
    """
    channels = chosen()
    moment = now or datetime.now(UTC)
    with connect("kith_builder", autocommit=True) as connection, _alone(connection) as is_alone:
        if not is_alone:
            return []
        letters = _due(connection, channels, moment).letters
        ledger.forget_failures(
            connection, but=[(each.channel.code, each.message.addressee) for each in letters]
        )
        return list(_send(connection, [each for each in letters if not each.waits], moment))


@contextmanager
def _alone(connection: ledger.Connection) -> Iterator[bool]:
    """Whether no other process tells; it ends with the connection, whatever becomes of this one."""
    row = connection.execute("select pg_try_advisory_lock(hashtext('kith alerts'))").fetchone()
    is_alone = bool(row and row[0])
    try:
        yield is_alone
    finally:
        if is_alone:
            connection.execute("select pg_advisory_unlock(hashtext('kith alerts'))")


def _send(
    connection: ledger.Connection, letters: Sequence[Letter], now: datetime
) -> Iterator[Outcome]:
    down: dict[str, str] = {}
    for letter in letters:
        code, addressee = letter.channel.code, letter.message.addressee
        failure = down.get(code, "")
        if not failure:
            try:
                letter.channel.send(letter.message)
                crashpoint(ALERT_SENT)
            except ChannelFailed as failed:
                failure = failed.reason
                if failed.is_down:
                    down[code] = failure
            except Exception as crash:  # Of one way: the others go on.
                failure = type(crash).__name__
        if failure:
            ledger.note_failed(connection, code, addressee, failure, now)
        else:
            ledger.note_told(connection, code, letter.message, letter.news, now)
        yield Outcome(letter, failure)


def _due(connection: ledger.Connection, channels: Collection[Channel], now: datetime) -> Due:
    found = incidents(connection)
    known = ledger.told(connection, [each.incident_id for each in found])
    sent = ledger.messages_since(connection, now - _DAY)
    failed = ledger.failures(connection)
    letters, unheard = [], set()
    for channel in channels:
        waiting: dict[str, list[News]] = {}
        for incident in found:
            owed = _owed(channel, incident, now)
            told = known.get((channel.code, incident.incident_id), {})
            if incident.closed_at is None and not owed:
                unheard.add(incident.about)
            for who in sorted(owed.keys() | told.keys()):
                if news := news_of(incident, owed.get(who, ()), told.get(who, ())):
                    waiting.setdefault(who, []).append(news)
        for who, news_for in waiting.items():
            is_urgent = any(ESCALATED in news.states for news in news_for)
            failure = failed.get((channel.code, who))
            waits = _waits(failure, now)
            if not waits and not is_urgent and sent.get((channel.code, who), 0) >= MOST_A_DAY:
                waits = f"{MOST_A_DAY} messages went there within a day"
            message = write(channel.code, who, news_for)
            letters.append(Letter(
                channel, message, tuple(news_for), waits, failure.failed_count if failure else 0
            ))
    return Due(tuple(letters), tuple(sorted(unheard)))


def _owed(channel: Channel, incident: Incident, now: datetime) -> dict[str, set[str]]:
    """The states of an open incident that each addressee of a channel is to know."""
    found: dict[str, set[str]] = {}
    for state, contact in incident.owed(now):
        if who := channel.addressee(contact):
            found.setdefault(who, set()).add(state)
    return found


def _waits(failure: ledger.Failure | None, now: datetime) -> str:
    if failure is None or failure.retry_at <= now:
        return ""
    return f"{failure.reason}; tried again from {failure.retry_at:%Y-%m-%d %H:%M} UTC"
