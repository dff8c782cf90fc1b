"""What was told to whom, and whom nobody could reach: tables of ``landing``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg

from orchestration.lib.alerts.message import Message
from orchestration.lib.alerts.news import CLOSED, News

Connection = psycopg.Connection[Any]
_FIRST_RETRY = timedelta(minutes=5)
_LAST_RETRY = timedelta(hours=6)


@dataclass(frozen=True)
class Failure:
    """Somebody who could not be reached. ``retry_at``: not before then, UTC."""

    failed_count: int
    retry_at: datetime
    reason: str


def told(
    connection: Connection, incident_ids: Sequence[str]
) -> dict[tuple[str, str], dict[str, set[str]]]:
    """The states told: by channel and incident, of each addressee."""
    found: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for channel, addressee, incident_id, state in connection.execute(
        "select channel_code, addressee, incident_id, state_code from landing.told_alerts"
        " where incident_id = any(%s)",
        [list(incident_ids)],
    ):
        found[channel, incident_id][addressee].add(state)
    return found


def messages_since(connection: Connection, since: datetime) -> dict[tuple[str, str], int]:
    """How many messages went out, by channel and addressee."""
    return {
        (channel, addressee): count
        for channel, addressee, count in connection.execute(
            "select channel_code, addressee, count(distinct message_key) from landing.told_alerts"
            " where told_at > %s group by 1, 2",
            [since],
        )
    }


def failures(connection: Connection) -> dict[tuple[str, str], Failure]:
    """Who could not be reached the last time, by channel and addressee."""
    return {
        (channel, addressee): Failure(*rest)
        for channel, addressee, *rest in connection.execute(
            "select channel_code, addressee, failed_count, retry_at, reason"
            " from landing.alert_failures"
        )
    }


def ways_that_fail(connection: Connection) -> list[tuple[str, datetime, str]]:
    """The channels with a message that could not be sent: last tried when, UTC, and why not."""
    return connection.execute(
        "select distinct on (channel_code) channel_code, failed_at, reason"
        " from landing.alert_failures order by channel_code, failed_at desc"
    ).fetchall()


def forget_failures(connection: Connection, but: Sequence[tuple[str, str]]) -> None:
    """Forget who could not be reached, but for those channels and addressees with news due."""
    connection.execute(
        "delete from landing.alert_failures where (channel_code, addressee) not in"
        " (select * from unnest(%s::text[], %s::text[]))",
        [[channel for channel, _ in but], [addressee for _, addressee in but]],
    )


def note_told(
    connection: Connection, channel: str, message: Message, news: Sequence[News], now: datetime
) -> None:
    """Remember that a message is out, all of it at once."""
    with connection.transaction():
        connection.cursor().executemany(
            "insert into landing.told_alerts (channel_code, addressee, incident_id, state_code,"
            " message_key, told_at) values (%s, %s, %s, %s, %s, %s) on conflict do nothing",
            [
                (channel, message.addressee, each.incident.incident_id, state, message.key, now)
                for each in news
                for state in each.states
            ],
        )
        connection.execute(
            "update landing.told_alerts set awaits_close = false where awaits_close"
            " and channel_code = %s and addressee = %s and incident_id = any(%s)",
            [channel, message.addressee,
             [each.incident.incident_id for each in news if CLOSED in each.states]],
        )
        connection.execute(
            "delete from landing.alert_failures where channel_code = %s and addressee = %s",
            [channel, message.addressee],
        )


def note_failed(
    connection: Connection, channel: str, addressee: str, reason: str, now: datetime
) -> Failure:
    """Remember that somebody could not be reached, and when to try again: later each time."""
    earlier = failures(connection).get((channel, addressee))
    count = earlier.failed_count + 1 if earlier else 1
    # No power of a count that grows for years.
    wait = min(_FIRST_RETRY * 2 ** min(count - 1, 10), _LAST_RETRY)
    found = Failure(count, now + wait, reason)
    connection.execute(
        "insert into landing.alert_failures"
        " (channel_code, addressee, failed_count, failed_at, retry_at, reason)"
        " values (%s, %s, %s, %s, %s, %s) on conflict (channel_code, addressee) do update"
        " set failed_count = excluded.failed_count, failed_at = excluded.failed_at,"
        " retry_at = excluded.retry_at, reason = excluded.reason",
        [channel, addressee, found.failed_count, now, found.retry_at, reason],
    )
    return found
