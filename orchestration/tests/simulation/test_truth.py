"""The truth files are complete, and the exports agree with them and with each other."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from datetime import datetime

import pytest

from orchestration.tests.simulation.conftest import DAYS, Row, World, text_of

PERSON_TABLES = (
    ("county_van", "contacts", "vanid"),
    ("county_van", "users", "userid"),
    ("alliance_action_network", "users", "id"),
    ("county_mobilize", "users", "id"),
    ("county_spoke", "campaign_contact", "id"),
    ("county_spoke", "user", "id"),
)
STAGES = ("contact", "supporter", "activist", "volunteer", "leader")


def _records(world: World) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in world.truth("records"):
        found[row["source_id"], row["record_type"]].add(row["record_id"])
    return found


def test_every_person_record_has_one_true_person_and_every_truth_a_record(world: World) -> None:
    truth = _records(world)
    broken = {row["record_id"] for row in world.truth("broken_records")}
    people = {row["person"] for row in world.truth("people")}
    assert {row["person"] for row in world.truth("records")} <= people
    rows = world.truth("records")
    assert len({(r["source_id"], r["record_type"], r["record_id"]) for r in rows}) == len(rows)
    for source, table, key in PERSON_TABLES:
        exported = {row[key] for day in DAYS for row in world.table(source, table, day)}
        assert exported - broken == truth.pop((source, table))
    uuids = {
        person["identifiers"][0].removeprefix("action_network:")
        for day in DAYS
        for person in world.collection("people", day)
    }
    assert uuids == truth.pop(("county_action_network", "osdi_people"))
    assert not truth


def test_stages_come_in_order_and_all_are_reached_by_somebody(world: World) -> None:
    people = world.truth("people")
    for person in people:
        dates = [person[stage] for stage in STAGES]
        reached = [date for date in dates if date]
        assert dates[: len(reached)] == reached == sorted(reached)
        assert all(date < DAYS[-1] for date in reached)
    assert all(any(person[stage] for person in people) for stage in STAGES)


def test_canaries_mark_every_email_address_and_note(world: World) -> None:
    canaries = defaultdict(set)
    for row in world.truth("canaries"):
        canaries[row["field"]].add(row["token"])
    words: set[str] = set()
    for path in world.files():
        words.update(re.findall(r"[a-z0-9]{10,}", text_of(path).lower()))
    token = re.compile(r"k[0-9a-f]{12}(?=[+@])", re.IGNORECASE)
    odd = re.compile(
        r"(test|none|noemail|info|office)@|(?<=@)(tenants-union|faith-hall|kith|state-alliance)"
    )
    for day in DAYS:
        for row in world.table("county_van", "contactsemails", day):
            found = token.search(row["email"])
            marked = found is not None and found[0].lower() in canaries["email"]
            assert marked or odd.search(row["email"]) or row["email"] == "n/a"
    for field in ("email", "note", "address", "phone"):
        assert len(canaries[field] & words) > len(canaries[field]) / 4, field
    units = {row["aptno"] for row in world.table("county_van", "contacts")} - {""}
    assert units <= canaries["address"]


def test_broken_records_are_where_the_truth_says(world: World) -> None:
    broken = world.truth("broken_records")
    assert {row["problem"] for row in broken} == {
        "too few fields",
        "too many fields",
        "not UTF-8",
        "NUL byte",
        "cut off",
    }
    assert (
        5 <= len({(row["source_id"], row["record_type"], row["record_id"]) for row in broken}) <= 10
    )
    for row in broken:
        path = world.out / "days" / row["date"] / row["source_id"] / row["file"]
        line = text_of(path).split("\n")[int(row["line"]) - 1]
        if row["record_id"]:
            assert row["record_id"] in line.split(",")[:2]
        if row["problem"] == "not UTF-8":
            assert "\ufffd" in line
        if row["problem"] == "cut off":
            with pytest.raises(ValueError, match="Unterminated string"):
                json.loads(line)
        if row["problem"] == "NUL byte":
            assert "\0" in line
        if "fields" in row["problem"]:
            header = text_of(path).split("\n")[0]
            fewer = line.count(",") < header.count(",")
            assert fewer == (row["problem"] == "too few fields")


@pytest.mark.parametrize("day", DAYS)
def test_whole_tables_hold_no_orphans(world: World, day: str) -> None:
    def check(source: str, child: str, key: str, parent: str, parent_key: str = "id") -> None:
        broken = {row["record_id"] for row in world.truth("broken_records")}
        known = {row[parent_key] for row in world.table(source, parent, day)} | {""}
        orphans = [
            row
            for row in world.table(source, child, day)
            if row[key] not in known and row.get("id") not in broken
        ]
        assert orphans == [], (child, key)

    check("county_mobilize", "participations", "user_id", "users")
    check("county_mobilize", "participations", "timeslot_id", "timeslots")
    check("county_mobilize", "participations", "event_id", "events")
    check("county_mobilize", "timeslots", "event_id", "events")
    check("county_mobilize", "events", "owner_id", "users")
    check("county_mobilize", "van_persons", "user_id", "users")
    check("county_spoke", "message", "campaign_contact_id", "campaign_contact")
    check("county_spoke", "message", "assignment_id", "assignment")
    check("county_spoke", "assignment", "user_id", "user")
    check("county_spoke", "campaign_contact", "campaign_id", "campaign")
    check("county_spoke", "question_response", "interaction_step_id", "interaction_step")
    check("alliance_action_network", "core_fields", "user_id", "users")
    check("alliance_action_network", "signatures", "petition_id", "petitions")
    check("alliance_action_network", "subscriptions", "user_id", "users")


def test_incremental_rows_point_at_rows_of_that_day_or_earlier(world: World) -> None:
    contacts: set[str] = set()
    people: set[str] = set()
    broken = {row["record_id"] for row in world.truth("broken_records")}
    for day in DAYS:
        contacts |= {row["vanid"] for row in world.table("county_van", "contacts", day)}
        for name in (
            "contactscontacts",
            "contactssurveyresponses",
            "contactsactivistcodes",
            "contactsphones",
            "contactsemails",
            "contactsaddresses",
            "eventsignups",
        ):
            rows = world.table("county_van", name, day)
            assert {row["vanid"] for row in rows} <= contacts, name
        people |= {person["identifiers"][0][15:] for person in world.collection("people", day)}
        for name in ("signatures", "submissions", "donations", "attendances", "taggings"):
            for resource in world.collection(name, day):
                assert resource["_links"]["osdi:person"]["href"][-36:] in people
    assert broken


@pytest.mark.parametrize("day", DAYS)
def test_mobilize_repeats_a_users_current_values_everywhere(world: World, day: str) -> None:
    users = _by(world.table("county_mobilize", "users", day), "id")
    for name in ("participations", "affiliations"):
        for row in world.table("county_mobilize", name, day):
            user = users[row["user_id"]]
            for column in ("email_address", "family_name", "phone_number", "modified_date"):
                assert row[f"user__{column}"] == user[column]


def test_nothing_is_exported_before_it_happened(world: World) -> None:
    for day in DAYS:
        taken = datetime.fromisoformat(day)
        for name, column in (("message", "created_at"), ("campaign_contact", "updated_at")):
            for row in world.table("county_spoke", name, day):
                if row[column]:
                    assert datetime.fromisoformat(row[column][:19]) < taken


def _by(rows: list[Row], key: str) -> dict[str, Row]:
    return {row[key]: row for row in rows}


def test_later_days_of_changes_hold_new_edited_and_suppressed_rows(world: World) -> None:
    first = _by(world.table("county_van", "contacts"), "vanid")
    later = [row for day in DAYS[1:] for row in world.table("county_van", "contacts", day)]
    assert 0 < len(later) < len(first) / 10
    known = [row for row in later if row["vanid"] in first]
    assert known
    assert all(row["datemodified"] > first[row["vanid"]]["datemodified"] for row in known)
    assert any(row["datesuppressed"] for row in later)
    answers = world.table("county_van", "contactscontacts", DAYS[1])
    assert answers
    assert any(world.collection("people", day) for day in DAYS[1:])


def test_later_days_of_whole_tables_change_grow_and_lose_rows(world: World) -> None:
    lost = 0
    for source, name in (
        ("county_mobilize", "participations"),
        ("alliance_action_network", "user_tags"),
        ("alliance_action_network", "users"),
    ):
        first = _by(world.table(source, name), "id")
        last = _by(world.table(source, name, DAYS[-1]), "id")
        assert set(last) - set(first), name
        lost += len(set(first) - set(last))
        if name == "participations":
            assert any(last[number] != first[number] for number in set(first) & set(last))
    assert lost


def test_gifts_that_were_passed_on_are_told_alike_by_both_tools(world: World) -> None:
    told = {row["onlinereferencenumber"]: row for row in world.table(
        "county_van", "contacts_contributions"
    )}
    vanids = {row["vanid"] for row in world.table("county_van", "contacts")}
    gifts = world.collection("donations")
    passed_on = [gift for gift in gifts if gift.get("origin_system") == "ActBlue"]
    assert 0 < len(passed_on) == len(told) < len(gifts) / 2
    for gift in passed_on:
        (order,) = (each[8:] for each in gift["identifiers"] if each.startswith("actblue:"))
        assert float(told[order]["amount"]) == float(gift["amount"])
        assert told[order]["vanid"] in vanids


def test_vendors_merges_are_in_their_logs_and_the_truth(world: World) -> None:
    merges = world.truth("merges")
    van = [m for m in merges if m["source_id"] == "county_van"]
    logged = {
        (row["vanid"], row["dupvanid"])
        for day in DAYS
        for row in world.table("county_van", "contactsdeduped", day)
    }
    assert logged == {(merge["kept_id"], merge["removed_id"]) for merge in van}
    assert any(merge["kept_person"] != merge["removed_person"] for merge in van)
    people = {(r["source_id"], r["record_type"], r["record_id"]): r["person"]
              for r in world.truth("records")}  # fmt: skip
    for merge in van:
        assert people["county_van", "contacts", merge["removed_id"]] == merge["removed_person"]
    users = {row["id"] for row in world.table("alliance_action_network", "users", DAYS[-1])}
    for merge in merges:
        if merge["source_id"] == "alliance_action_network":
            assert merge["removed_id"] not in users
