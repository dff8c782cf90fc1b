"""What must and must not be held to be one person: the hazards of RELIABILITY, built for real."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from orchestration.lib.scratch.world import World

ANA = {"first_name": "Ana", "last_name": "Roe"}
BO = {"first_name": "Bo", "last_name": "Roe"}
EMAIL = {"email": "roe@mail.example"}
NO_EMAIL = {"email": "none@none.com"}
OFFICE = {"email": "info@office.example"}
PHONE = {"phone_e164": "+18606430202"}
HOME = {"street_address": "12 Oak St", "postal_code": "06103"}
BORN = {"birth_date": "1980-02-29"}
JOHN = {"first_name": "John", "last_name": "Roe"}

# Two records that are two people, whatever they share.
APART = {
    "a couple shares its email": (ANA | EMAIL, BO | EMAIL),
    "a couple shares its phone and home": (ANA | PHONE | HOME, BO | PHONE | HOME),
    "a nameless record has the same email": (ANA | EMAIL, EMAIL),
    "twins": (ANA | BORN | HOME | PHONE, BO | BORN | HOME | PHONE),
    "a senior and a junior": (
        JOHN | HOME | PHONE | {"name_suffix": "Sr"},
        JOHN | HOME | PHONE | {"name_suffix": "Jr."},
    ),
    "a father and a son who says he is": (JOHN | HOME, JOHN | HOME | {"name_suffix": "Jr"}),
    "a father and a son by their birth dates": (
        JOHN | EMAIL | HOME | {"birth_date": "1950-01-02"},
        JOHN | EMAIL | HOME | BORN,
    ),
    "two people left no email": (ANA | NO_EMAIL, ANA | NO_EMAIL),
    "two people gave the office's": (ANA | OFFICE, ANA | OFFICE),
    "two people of the same name": (ANA, ANA),
    "the same placeholder birth date": (
        ANA | {"birth_date": "1900-01-01"},
        ANA | {"birth_date": "1900-01-01"},
    ),
    "names that differ at the end": (
        {"first_name": "Eric", "last_name": "Roe"} | EMAIL,
        {"first_name": "Erica", "last_name": "Roe"} | EMAIL,
    ),
}

# Two records that are one person.
TOGETHER = {
    "the same name and email": (ANA | EMAIL, ANA | EMAIL),
    "a nickname": (
        {"first_name": "Bob", "last_name": "Roe"} | PHONE,
        {"first_name": "Robert", "last_name": "Roe"} | PHONE,
    ),
    "accents and case": (
        {"first_name": "José", "last_name": "Núñez"} | EMAIL,
        {"first_name": "JOSE", "last_name": "NUNEZ"} | EMAIL,
    ),
    "names in the other order": (
        {"first_name": "Lan", "last_name": "Nguyễn"} | PHONE,
        {"first_name": "Nguyen", "last_name": "Lan"} | PHONE,
    ),
    "one of two surnames": (
        {"first_name": "Ana", "last_name": "García López"} | EMAIL,
        {"first_name": "Ana", "last_name": "Garcia"} | EMAIL,
    ),
    "a plus tag": (ANA | EMAIL, ANA | {"email": "roe+news@mail.example"}),
    "a married name": (ANA | EMAIL, {"first_name": "Ana", "last_name": "Poe"} | EMAIL),
    "the same name and birth date": (ANA | BORN, ANA | BORN),
    "the same name and home": (ANA | HOME, ANA | HOME | {"street_address": "12 Oak Street Apt 4"}),
}


@dataclass(frozen=True)
class Resolved:
    """What a build found; later builds of other tests don't change it."""

    ids: dict[str, str]
    evidence: list[str]


@pytest.fixture(scope="module")
def resolved(project: World) -> Resolved:
    """All hazards in one build, each in a name and place of its own."""
    project.forget()
    for number, pair in enumerate([*APART.values(), *TOGETHER.values()]):
        for side, told in zip(("van", "network"), pair, strict=True):
            project.person(f"{side}/{number}", **_own(told, number))
    for number in range(3000, 3400):  # ordinary people, so that no name above is rare
        project.person(f"spoke/{number}", first_name="Ana", last_name="Roe")
    project.build()
    evidence = [row for (row,) in project.ask("select assertions::text from identity.assertions")]
    return Resolved(project.ids(), evidence)


def _own(told: dict[str, str], number: int) -> dict[str, str]:
    """The same contact points and places, told apart from other hazards'."""
    own = dict(told)
    if "email" in own and not own["email"].startswith(("none@", "info@")):
        own["email"] = own["email"].replace("@mail", f"@mail{number}")
    if "phone_e164" in own:
        own["phone_e164"] = f"+1860643{1000 + number}"
    if "postal_code" in own:
        own["postal_code"] = f"0{6200 + number}"
    if own.get("birth_date") == "1980-02-29":
        own["birth_date"] = f"19{50 + number}-03-04"
    return own


@pytest.mark.parametrize("number", range(len(APART)), ids=list(APART))
def test_two_people_stay_two(resolved: Resolved, number: int) -> None:
    ids = resolved.ids
    assert ids[f"van/{number}"] != ids[f"network/{number}"]


@pytest.mark.parametrize("number", range(len(TOGETHER)), ids=list(TOGETHER))
def test_one_person_is_found(resolved: Resolved, number: int) -> None:
    ids = resolved.ids
    assert ids[f"van/{number + len(APART)}"] == ids[f"network/{number + len(APART)}"]


def test_no_value_is_in_the_evidence(resolved: Resolved) -> None:
    assert resolved.evidence
    assert not [row for row in resolved.evidence if "@" in row or "+1860" in row or "roe" in row]


def test_a_chain_does_not_carry_over_a_conflict(world: World) -> None:
    """Father, a card without birth date, and son: the card goes with one, never with both."""
    world.person("van/1", **JOHN, **EMAIL, birth_date="1950-01-02")
    world.person("van/2", **JOHN, **EMAIL, **PHONE)
    world.person("van/3", **JOHN, **PHONE, birth_date="1980-05-06")
    world.build()
    ids = world.ids()
    assert ids["van/1"] != ids["van/3"]
    assert ids["van/2"] in {ids["van/1"], ids["van/3"]}


def test_the_firewall_holds(world: World) -> None:
    world.person("party/1", **ANA, **EMAIL)
    world.person("network/1", **ANA, **EMAIL)
    world.build()
    assert len(world.groups()) == 2


def test_a_value_of_ten_thousand_links_nobody(world: World) -> None:
    for number in range(10_000):
        world.person(f"van/{number}", first_name="Ana", last_name="Roe", **PHONE)
    world.build()
    assert len(world.groups()) == 10_000
    assert world.ask("select count(*) from identity.record_pairs") == [(0,)]
