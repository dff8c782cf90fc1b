"""A plan has each fact once, in the order in which it happened, by the cheaper way."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from orchestration.lib.bench.sync_outbox import DESTINATION, fact, publish
from orchestration.lib.sync import plan, push, settings, told
from orchestration.lib.sync.interface import Bulk
from orchestration.lib.sync.settings import UnknownDestination
from orchestration.lib.sync.van import Van
from orchestration.lib.warehouse.connection import connect
from orchestration.tests.sync.shelf import Shelf


def rows(query: str) -> list[tuple[Any, ...]]:
    """What the ledger says."""
    with connect("kith_steward") as connection:
        return connection.execute(query.encode()).fetchall()


@pytest.mark.parametrize("effect_key", ["person-1", "person-1-merged"])
def test_nobody_is_made_twice_by_another_of_their_records(
    account: str, shelf: Shelf, effect_key: str
) -> None:
    told = {"target_record_id": None, "person_id": "p_1"}
    first = fact(2, "new_person", email="a@mail.example", effect_key="person-1", **told)
    publish([first])
    plan.make(account, "a test", shelf)
    push.push(account, "a test", shelf)
    earlier = fact(1, "new_person", email="b@mail.example", effect_key=effect_key, **told)
    somebody_else = fact(3, "new_person", target_record_id=None, email="c@mail.example")
    publish([{**first, "disposition_code": "superseded"}, earlier, somebody_else])
    assert [each.fact_count for each in plan.make(account, "a test", shelf).plans] == [1]
    push.push(account, "a test", shelf)
    assert [dict(each.payload)["emails"][0]["email"] for each in shelf.kept] == [
        "a@mail.example", "c@mail.example"
    ]


def test_only_what_is_to_be_sent_is_planned_and_the_rest_is_counted_by_why(
    account: str, shelf: Shelf
) -> None:
    publish([
        fact(1), fact(2), fact(3, disposition_code="unmapped"),
        fact(4, disposition_code="suppressed"), fact(5, destination_id="another"),
    ])
    made = plan.make(account, "a test", shelf)
    assert made.dispositions == {
        ("county_spoke", "contact_attempt", "send"): 2,
        ("county_spoke", "contact_attempt", "unmapped"): 1,
        ("county_spoke", "contact_attempt", "suppressed"): 1,
    }
    assert made.new == {("county_spoke", "contact_attempt"): 2}
    assert made.plans[0].effects == {("canvass_result", "single"): 2}
    assert rows("select target_record_id from landing.sync_intents order by intent_id") == [
        ("1",), ("2",),
    ]


def test_a_second_plan_has_nothing_of_the_first(account: str, shelf: Shelf) -> None:
    publish([fact(1)])
    plan.make(account, "a test", shelf)
    assert not plan.make(account, "a test", shelf).plans
    publish([fact(1), fact(2)])
    assert plan.make(account, "a test", shelf).plans[0].fact_count == 1


def test_facts_that_go_together_are_one_effect(account: str, shelf: Shelf) -> None:
    together = {"effect_key": "one", "contact_type_id": "2"}
    publish([
        fact(1, **together), fact(1, "activist_code", **together, activist_code_id="9"),
        fact(1, "survey_answer", **together, survey_question_id="7", survey_response_id="8"),
    ])
    made = plan.make(account, "a test", shelf).plans[0]
    assert (made.fact_count, made.effects) == (3, {("canvass_responses", "single"): 1})


def test_planners_at_once_plan_each_fact_once(account: str) -> None:
    publish(map(fact, range(200)))
    made: list[plan.Planned] = []
    threads = [
        threading.Thread(target=lambda: made.append(plan.make(account, "a test", Shelf())))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [sum(each.fact_count for each in planned.plans) for planned in made].count(200) == 1
    assert rows("select count(*), count(distinct fact_key) from landing.sync_intent_facts") == [
        (200, 200)
    ]


@pytest.mark.parametrize(
    ("count", "method", "calls"), [(5, "single", 5), (6, "single", 6), (7, "bulk", 6)]
)
def test_the_way_that_takes_fewer_calls_is_chosen(
    account: str, count: int, method: str, calls: int
) -> None:
    publish(map(fact, range(count)))
    made = plan.make(account, "a test", Shelf(Bulk(10, 6))).plans[0]
    assert made.effects == {("canvass_result", method): count}
    assert (made.calls, made.single_calls) == (calls, count)


def test_van_takes_jobs_only_where_their_files_can_be_put(account: str) -> None:
    to = settings.destination(account)
    key = settings.Access(api_key="a key")
    assert Van(to, key).bulk("canvass_result") is None
    folder = key._replace(upload_url="https://files.example/van")
    assert Van(to, folder).bulk("canvass_result") is None
    assert Van(to, folder._replace(user_id="7")).bulk("canvass_result")
    assert Van(to, folder).bulk("activist_code")
    assert Van(to, folder).bulk("canvass_responses") is None


def test_a_plan_says_what_jobs_would_save_and_what_to_set_for_them(account: str) -> None:
    publish([*map(fact, range(1, 21)), fact(30, "activist_code", activist_code_id="9")])
    bare = Van(settings.destination(account), settings.Access(api_key="a key"))
    made = plan.make(account, "a test", bare)
    (only,) = made.plans
    assert (only.calls, only.bulk_calls) == (21, 6 + 1)
    assert only.bulk_needs == ("upload_url", "user_id")
    said = " ".join(" ".join(told.plan_lines(made, "./kith van")).split())
    assert ("Calls: 21; with bulk imports it would be 7: set KITH_COUNTY_VAN_UPLOAD_URL and "
            "KITH_COUNTY_VAN_USER_ID before the next plan") in said
    (figures,) = told.plan_figures(made)["plans"]
    assert figures["calls_in_bulk"] == 7 and "KITH_COUNTY_VAN_USER_ID" in figures["bulk_needs"]


@pytest.mark.parametrize(("count", "access", "needs"), [
    (20, {"upload_url": "https://files.example/van"}, ("user_id",)),
    (20, {"upload_url": "https://files.example/van", "user_id": "7"}, ()),
    (6, {}, ()),  # not one call fewer
])  # fmt: skip
def test_only_what_is_lacking_and_would_save_calls_is_named(
    account: str, count: int, access: dict[str, str], needs: tuple[str, ...]
) -> None:
    publish(map(fact, range(count)))
    how = Van(settings.destination(account), settings.Access(api_key="a key", **access))
    assert plan.make(account, "a test", how).plans[0].bulk_needs == needs


def test_the_hash_is_of_what_would_be_sent(account: str, shelf: Shelf) -> None:
    publish([fact(1), fact(2, destination_id="another")])
    first = plan.make(account, "a test", shelf).plans[0]
    publish([fact(1), fact(3)])
    second = plan.make(account, "a test", shelf).plans[0]
    assert first.content_sha256 != second.content_sha256


def test_the_ledger_holds_nothing_that_was_sent(account: str, shelf: Shelf) -> None:
    publish([fact(1, "email", email="ana@mail.example"), fact(2, "new_person", first_name="Ana",
                  target_record_id=None, last_name="Lopez", email="ana.lopez@mail.example")])
    plan.make(account, "a test", shelf)
    kept = rows("select to_jsonb(intents)::text from landing.sync_intents as intents")
    assert len(kept) == 2
    assert not any("ana" in text.lower() for (text,) in kept)


def test_a_destination_that_is_not_registered_is_named(account: str) -> None:
    with pytest.raises(UnknownDestination, match=DESTINATION):
        plan.make("nowhere", "a test")
