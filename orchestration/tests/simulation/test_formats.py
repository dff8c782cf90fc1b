"""The exports look like the tools' own."""

from __future__ import annotations

import json
import re

import phonenumbers
import pytest

from orchestration.tests.simulation.conftest import DAYS, World, text_of
from simulation.write import headers

TOOLS = {
    "county_van": "van",
    "county_mobilize": "mobilize",
    "county_spoke": "spoke",
    "alliance_action_network": "action_network_mirror",
}
COLLECTIONS = (
    "people",
    "petitions",
    "signatures",
    "forms",
    "submissions",
    "fundraising_pages",
    "donations",
    "events",
    "attendances",
    "tags",
    "taggings",
)


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("source", TOOLS)
def test_every_table_has_its_documented_header(world: World, source: str, day: str) -> None:
    seen = {}
    for path in (world.out / "days" / day / source).iterdir():
        name = re.sub(r"(_\d{8})?\.csv(\.gz)?$", "", path.name)
        first = text_of(path).splitlines()[0].removeprefix("\ufeff")
        seen[name] = tuple(first.split(","))
    assert seen == headers(TOOLS[source])


def test_saved_lists_have_the_vendors_header() -> None:
    assert headers("van")["saved_list"][:5] == (
        "CanvassFileRequestID",
        "VanID",
        "Address",
        "FirstName",
        "LastName",
    )


@pytest.mark.parametrize("name", COLLECTIONS)
def test_web_pages_hold_25_resources_that_name_themselves(world: World, name: str) -> None:
    folder = world.out / "days" / DAYS[0] / "county_action_network"
    pages = [
        json.loads(line)
        for path in sorted(folder.glob(f"{name}_p0*.json")) + sorted(folder.glob(f"{name}.jsonl"))
        for line in path.read_text().splitlines()
    ]
    assert [page["page"] for page in pages] == list(range(1, len(pages) + 1))
    sizes = [len(page["_embedded"][f"osdi:{name}"]) for page in pages]
    assert set(sizes[:-1]) <= {25}
    assert 0 < sizes[-1] <= 25
    assert ["next" in page["_links"] for page in pages] == [True] * (len(pages) - 1) + [False]
    for resource in world.collection(name):
        uuid = resource["identifiers"][0].removeprefix("action_network:")
        assert resource["_links"]["self"]["href"].endswith(uuid)


def test_times_are_written_the_tools_way(world: World) -> None:
    naive = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$")
    assert all(
        naive.match(row["datecanvassed"]) for row in world.table("county_van", "contactscontacts")
    )
    assert all(
        naive.match(r["created_at"]) for r in world.table("alliance_action_network", "users")
    )
    shifts = world.table("county_mobilize", "timeslots")
    assert all(row["start_date"].endswith("+00") for row in shifts)
    assert all(person["modified_date"].endswith("Z") for person in world.collection("people"))


def test_the_traps_of_real_exports_are_there(world: World) -> None:
    raw = {path: path.read_bytes() for path in world.files() if path.suffix != ".gz"}
    assert any(data.startswith(b"\xef\xbb\xbf") for data in raw.values())
    assert any(b"\r\n" in data for data in raw.values())
    assert any(p["created_date"].startswith("2019-02-29") for p in world.collection("people"))
    contacts = world.table("county_van", "contacts")
    assert any(row["zip5"].startswith("0") for row in contacts)
    assert any(row["dob"] == "1900-01-01" for row in contacts)
    emails = [row["email"] for row in world.table("county_van", "contactsemails")]
    assert any(email != email.strip() for email in emails)
    assert any("+news@" in email for email in emails)
    assert len(emails) > len(set(emails))
    notes = world.table("county_mobilize", "participations")
    assert any(row["user__postal_code"] != row["postal_code_at_signup"] for row in notes)
    assert any("\n" in row["experience_feedback_text"] for row in notes)
    attempts = [row["contactscontactid"] for row in world.table("county_van", "contactscontacts")]
    assert len(attempts) > len(set(attempts))


def test_peoples_phone_numbers_are_plausible_and_no_two_alike(world: World) -> None:
    numbers = [row["token"] for row in world.truth("canaries") if row["field"] == "phone"]
    parsed = [phonenumbers.parse(number, "US") for number in numbers]
    assert all(phonenumbers.is_valid_number(number) for number in parsed)
    assert not any(number[3:6] == "555" for number in numbers)


def test_no_address_of_anybody_real(world: World) -> None:
    found = set()
    for path in world.files():
        found.update(re.findall(r"@([\w.-]+\.[A-Za-z]+)", text_of(path)))
    allowed = re.compile(r"(test\.com|none\.com|example\.org|[\w.-]+\.example)$", re.IGNORECASE)
    assert {domain for domain in found if not allowed.match(domain)} == set()
