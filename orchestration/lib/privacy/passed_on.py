"""Takes forgotten people out of the ledger of what was passed on, so that nothing more is.

What was sent stays counted, without whom it was about: no id of theirs, at the destination or here,
and no hash that somebody who knows their ids could make again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg import sql

# Outboxes that were published: what may be passed on, and whose it is.
_OUTBOXES = """
    select relname from pg_class
    inner join pg_attribute on attrelid = pg_class.oid and attnum > 0 and not attisdropped
    where relnamespace = 'marts'::regnamespace and relkind = 'r'
        and attname in ('destination_id', 'fact_key', 'person_id')
    group by 1 having count(*) = 3 order by 1
"""
_THEIRS = """
    create temporary table kith_passed_on on commit drop as
    select intent_id from landing.sync_intents
    where (destination_id, target_record_id) in (select * from {records})
    union
    select intent_id from landing.sync_attempts
    inner join landing.sync_intents using (intent_id)
    where (destination_id, their_id) in (select * from {records})
    union
    select intent_id from landing.sync_intent_facts
    where (destination_id, fact_key) in ({facts})
"""
_RECORDS = "unnest(%(sources)s::text[], %(ids)s::text[])"
# Nothing of theirs is sent any more, whatever became of it so far.
_END = """
    insert into landing.sync_attempts (intent_id, attempt_number, outcome_code, reason_code)
    select intent_id, attempt_count, 'dropped', 'forgotten' from landing.sync_intents
    inner join kith_passed_on using (intent_id)
    where state_code not in ('done', 'found', 'rejected', 'dropped')
"""
_CLEAR = (
    "update landing.sync_intents as told set target_record_id = null, effect_key = 'forgotten',"
    " idempotency_key = 'forgotten ' || told.intent_id",
    "update landing.sync_attempts as told set their_id = null",
    "update landing.sync_verdicts as told set their_record_ids = '{}'",
    "delete from landing.sync_intent_facts as told using kith_passed_on as theirs",
)


def clear(
    connection: psycopg.Connection[Any], records: Sequence[tuple[str, str, str]],
    person_ids: Sequence[str],
) -> int:
    """Clear what was passed on of these people and records; how many effects.

    In the connection's transaction (the owner's), while the outbox still says whose its facts are.
    """
    outboxes = [name for (name,) in connection.execute(_OUTBOXES)]
    facts = sql.SQL(" union ").join(
        sql.SQL("select destination_id, fact_key from {} where person_id = any(%(people)s)")
        .format(sql.Identifier("marts", name)) for name in outboxes
    ) if outboxes else sql.SQL("select '', '' where false")
    count = connection.execute(
        sql.SQL(_THEIRS).format(records=sql.SQL(_RECORDS), facts=facts),
        {"sources": [each[0] for each in records], "ids": [each[2] for each in records],
         "people": list(person_ids)},
    ).rowcount
    connection.execute(_END)
    for change in _CLEAR:
        joined = "" if change.startswith("delete") else " from kith_passed_on as theirs"
        connection.execute(f"{change}{joined} where told.intent_id = theirs.intent_id".encode())
    connection.execute("drop table kith_passed_on")
    return max(count, 0)
