"""What waits for somebody: plans for a yes, and what the destination refused for a look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import class_row

from orchestration.lib.sync import settings
from orchestration.lib.sync.interfaces import interface
from orchestration.lib.warehouse.connection import connect

_WAITING = """
    select plan_id, made_at, made_by, fact_count, call_count, content_sha256,
        (select coalesce(json_object_agg(effect_type_code, effects), '{}') from (
            select effect_type_code, count(*) as effects from landing.sync_intents as intents
            where intents.plan_id = plans.plan_id and state_code = 'planned' group by 1
        ) as by_type) as effects
    from landing.sync_plans as plans
    where destination_id = %s and is_approval_needed and approved_at is null
        and exists (select from landing.sync_intents as intents
            where intents.plan_id = plans.plan_id and state_code = 'planned')
    order by plan_id
"""
# Facts that would still be sent, in an intent that was refused as it was.
_REFUSED = """
    select source_id, coalesce((
        select reason_code from landing.sync_attempts as attempts
        where attempts.intent_id = intents.intent_id order by attempt_id desc limit 1
    ), 'refused'), count(*)
    from landing.sync_intents as intents
    inner join landing.sync_intent_facts as facts using (intent_id, destination_id)
    inner join {outbox} as outbox using (destination_id, fact_key)
    where destination_id = %s and state_code = 'rejected' and released_at is null
        and disposition_code = 'send'
    group by 1, 2
"""
# What is in plans, without whom it is about; each interface's outbox has other codes.
_CONTENT = """
    select source_id, fact_type_code, jsonb_strip_nulls(jsonb_build_object(
        'result', told ->> 'result_code_id', 'question', told ->> 'survey_question_id',
        'answer', told ->> 'survey_response_id',
        'code', coalesce(told ->> 'activist_code_id', told ->> 'target_id'),
        'event', told ->> 'event_id',
        'status', coalesce(told ->> 'event_status_id', told ->> 'status_target_id'))), count(*)
    from landing.sync_intents as intents
    inner join landing.sync_intent_facts as facts using (intent_id, destination_id)
    inner join {outbox} as outbox using (destination_id, fact_key)
    cross join lateral to_jsonb(outbox) as told
    where destination_id = %s and intents.plan_id = any(%s) and state_code = 'planned'
        and released_at is null
    group by 1, 2, 3 order by 4 desc, 1, 2, 3
"""
_MAY_GO = """
    select count(*) from landing.sync_intents as intents
    inner join landing.sync_plans as plans using (plan_id, destination_id)
    where destination_id = %s and plan_id <> all(%s)
        and state_code in ('planned', 'sending', 'queued', 'not_sent', 'unknown', 'absent')
        and (not is_approval_needed or approved_at is not null)
"""
_KNOWN = """
    select plan_id, destination_id, is_approval_needed, approved_at at time zone 'UTC', approved_by
    from landing.sync_plans where plan_id = any(%s)
"""


@dataclass(frozen=True)
class Waiting:
    """A plan that nobody approved yet. ``effects``: how many by type; ``made_at`` in UTC."""

    plan_id: int
    made_at: datetime
    made_by: str
    fact_count: int
    call_count: int
    content_sha256: str
    effects: dict[str, int]

    def told(self) -> str:
        """It as one line."""
        effects = sum(self.effects.values())
        return (
            f"Plan {self.plan_id}, of {self.made_at:%Y-%m-%d %H:%M} UTC by {self.made_by}: "
            f"{effects:,} effect{'' if effects == 1 else 's'} of {self.fact_count:,} "
            f"fact{'' if self.fact_count == 1 else 's'}"
        )


def plans(destination_id: str) -> list[Waiting]:
    """Those of a destination, oldest first."""
    with connect("kith_steward", row_factory=class_row(Waiting)) as connection:
        return connection.execute(_WAITING, [destination_id]).fetchall()


def why_not(destination_ids: Sequence[str], plan_ids: Sequence[int]) -> str:
    """Why these plans can't be approved for these destinations, and which could be."""
    with connect("kith_steward") as connection:
        known = {plan_id: told for plan_id, *told in connection.execute(_KNOWN, [list(plan_ids)])}
    said = [_why_not(destination_ids, each, known.get(each)) for each in plan_ids]
    for destination_id in destination_ids:
        listed = ", ".join(str(each.plan_id) for each in plans(destination_id))
        said.append(f"Waiting for a yes to {destination_id}: {listed or 'no plan'}.")
    return " ".join(said)


def _why_not(destination_ids: Sequence[str], plan_id: int, known: Sequence[Any] | None) -> str:
    if known is None:
        return f"There is no plan {plan_id}."
    its, is_gated, approved_at, approved_by = known
    if its not in destination_ids:
        return f"Plan {plan_id} is of {its}: --to {its}."
    if not is_gated:
        return f"Plan {plan_id} needs nobody's yes."
    if approved_at:
        return f"Plan {plan_id} was approved at {approved_at:%Y-%m-%d %H:%M} UTC by {approved_by}."
    return f"Of plan {plan_id} nothing is left to be sent."


def content(
    destination_id: str, plan_ids: Collection[int]
) -> list[tuple[str, str, dict[str, str], int]]:
    """What is in these plans: source, fact type, the destination's codes for it by what they are
    (result, question, answer, code, event, status), and how many."""
    outbox = interface(settings.destination(destination_id)).outbox
    query = sql.SQL(_CONTENT).format(outbox=sql.Identifier("marts", outbox))
    with connect("kith_steward") as connection:
        return connection.execute(query, [destination_id, list(plan_ids)]).fetchall()


def refused(
    connection: psycopg.Connection[Any], destination_id: str, outbox: str
) -> Counter[tuple[str, str]]:
    """Facts that were refused and nothing was done about, by (source, the destination's word)."""
    if connection.execute("select to_regclass(%s)", [f"marts.{outbox}"]).fetchone() == (None,):
        return Counter()
    query = sql.SQL(_REFUSED).format(outbox=sql.Identifier("marts", outbox))
    rows = connection.execute(query, [destination_id])
    return Counter({(source, reason): count for source, reason, count in rows})


def may_go(
    connection: psycopg.Connection[Any], destination_id: str, but: Collection[int]
) -> int:
    """How many effects the next push takes up that are of other plans than these."""
    row = connection.execute(_MAY_GO, [destination_id, list(but)]).fetchone()
    return row[0] if row else 0
