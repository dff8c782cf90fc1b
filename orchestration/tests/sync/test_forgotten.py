"""Who is forgotten is sent nothing more, and the ledger doesn't say that it was them."""

from __future__ import annotations

from orchestration.lib.bench.sync_outbox import fact, publish
from orchestration.lib.privacy import derived
from orchestration.lib.sync import plan, push
from orchestration.lib.warehouse.connection import connect
from orchestration.tests.sync.shelf import Shelf


def test_the_forgotten_are_out_of_the_ledger_and_out_of_what_is_sent(
    account: str, shelf: Shelf
) -> None:
    publish([fact(1001), fact(1002), fact(1003), fact(1004)])
    plan.make(account, "a test", shelf)
    shelf.faults = ["", "down"]
    push.push(account, "a test", shelf)
    # By the destination's record of the one, and by the person id alone of the other.
    derived.delete_notes([], ["p_1002"], [(account, "contacts", "1001")])
    push.push(account, "a test", shelf)
    assert shelf.targets == ["1001", "1003", "1004"]
    with connect() as connection:
        told = connection.execute(
            "select target_record_id, effect_key, state_code,"
            " (select count(*) from landing.sync_intent_facts as facts"
            "  where facts.intent_id = intents.intent_id)"
            " from landing.sync_intents as intents order by intent_id"
        ).fetchall()
    assert [row[0] for row in told] == [None, None, "1003", "1004"]
    assert {row[1] for row in told[:2]} == {"forgotten"}
    assert [row[2:] for row in told] == [
        ("done", 0), ("dropped", 0), ("done", 1), ("done", 1),
    ]
