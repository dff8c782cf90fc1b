"""What gets written down: a person's details as typed into one tool, by somebody, once."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from random import Random

from simulation.names import NICKNAMES
from simulation.world import Address, Neighbourhood, Person

PLACEHOLDER_PHONES = ("5555555555", "555-5555", "(000) 000-0000", "1234567890", "6095550100")
PLACEHOLDER_EMAILS = ("test@test.com", "none@none.com", "noemail@example.org", "n/a")
ROLE_MAILBOXES = ("info@tenants-union.example", "office@faith-hall.example", "info@kith.example")


@dataclass(slots=True)
class Card:
    """One typed record of a person."""

    given: str
    middle: str
    family: str
    suffix: str
    email: str
    phone: str
    street: str
    unit: str
    city: str
    zip5: str
    born: str


def typo(rng: Random, text: str) -> str:
    """The text with one slip: two letters swapped, one dropped or one doubled."""
    if len(text) < 4:
        return text
    at = 1 + int(rng.random() * (len(text) - 2))
    kind = rng.random()
    if kind < 0.4:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    if kind < 0.7:
        return text[:at] + text[at + 1 :]
    return text[:at] + text[at] + text[at:]


def without_accents(text: str) -> str:
    """The text in plain letters."""
    plain = text.replace("đ", "d").replace("Đ", "D").replace("ß", "ss").replace("ø", "o")
    return "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))


def street_line(address: Address) -> str:
    """The address's street line without its unit."""
    return f"{address.number} {address.street} {address.kind}"


def phone_as_typed(rng: Random, number: str) -> str:
    """Ten digits in one of the ways people write them; anything else as it is."""
    if len(number) != 10 or not number.isdigit():
        return number
    area, exchange, line = number[:3], number[3:6], number[6:]
    kind = rng.random()
    if kind < 0.45:
        return number
    if kind < 0.65:
        return f"({area}) {exchange}-{line}"
    if kind < 0.8:
        return f"{area}-{exchange}-{line}"
    if kind < 0.88:
        return f"+1{number}"
    if kind < 0.93:
        return f"1{number}"
    if kind < 0.97:
        return f"{area}.{exchange}.{line}"
    return f"{area} {exchange} {line} x2"


def _first_surname(family: str) -> str:
    """The first of two surnames, which may itself be several words (`de la Cruz Torres`)."""
    words = family.split(" ")
    length = 3 if family.startswith("de la ") else 2 if words[0] in ("de", "del") else 1
    return " ".join(words[:length])


def nickname(person: Person) -> str:
    """The short form the person goes by, if any."""
    return NICKNAMES.get(person.name.given, ("",))[0] if person.nickname else ""


def _given_and_family(
    rng: Random, person: Person, when: int, noise: float
) -> tuple[str, str]:
    given, family = person.name.given, person.family_at(when)
    draw = rng.random()
    short = NICKNAMES.get(given)
    if short and ((person.nickname and draw < 0.6) or draw < 0.08):
        given = short[int(rng.random() * len(short))]
    elif draw > 1 - 0.03 * noise:
        given = given[0] + ("." if draw > 1 - 0.015 * noise else "")
    elif draw > 1 - 0.06 * noise:
        given = typo(rng, given)
    if person.name.two_surnames and " " in family:
        draw = rng.random()
        first = _first_surname(family)
        if draw < 0.4:
            family = first
        elif draw < 0.55:
            family = f"{first}-{family[len(first) + 1 :]}"
    draw = rng.random()
    if draw < 0.02 * noise:
        family = typo(rng, family)
    if not (given.isascii() and family.isascii()) and rng.random() < 0.45:
        given, family = without_accents(given), without_accents(family)
    if (person.name.family_first and rng.random() < 0.22) or rng.random() < 0.008 * noise:
        given, family = family, given
    draw = rng.random()
    if draw < 0.03:
        given, family = given.upper(), family.upper()
    elif draw < 0.05:
        given, family = given.lower(), family.lower()
    elif draw < 0.07:
        given, family = f" {given}", f"{family} "
    return given, family


def card(
    hood: Neighbourhood, person: Person, when: int, *, careless: float = 1.0, paper: bool = False
) -> Card:
    """The person's details as typed at a time.

    `careless` scales the odds of placeholders and of other people's contact points (0 = none),
    and the neighbourhood's `noise` those and all slips;
    `paper` records (typed for the person by somebody else) omit more.
    """
    rng = person.rng
    noise = hood.noise
    given, family = _given_and_family(rng, person, when, noise)
    suffix = person.suffix if rng.random() < 0.8 else ""
    if suffix and rng.random() < 0.3:
        family, suffix = f"{family} {suffix}.", ""
    address = person.address_at(when)
    email = person.email
    if person.other_email and rng.random() < 0.3:
        email = person.other_email
    phone = person.mobile or person.landline
    if person.old_mobile and rng.random() < 0.5:
        phone = person.old_mobile
    elif person.landline and rng.random() < 0.2:
        phone = person.landline
    if paper and rng.random() < 0.3 * noise:
        email = ""
    odd = rng.random() / (careless * noise) if careless else 1.0
    if odd < 0.006:
        email = PLACEHOLDER_EMAILS[int(rng.random() * len(PLACEHOLDER_EMAILS))]
    elif odd < 0.010:
        email = ROLE_MAILBOXES[int(rng.random() * len(ROLE_MAILBOXES))]
    elif odd < 0.018:
        phone = PLACEHOLDER_PHONES[int(rng.random() * len(PLACEHOLDER_PHONES))]
    elif odd < 0.028:
        phone = hood.organizer.mobile
    elif odd < 0.032:
        email = hood.organizer.email
    elif email and odd < 0.05:
        at = email.index("@")
        if odd < 0.04:
            email = f"{email[:at]}+news{email[at:]}"
        elif odd < 0.045:
            email = email[:at].title() + email[at:].title()
        else:
            email = f" {email.upper()} "
    born = ""
    draw = rng.random()
    if draw < 0.5:
        born = person.born
    elif draw < 0.508:
        born = "1900-01-01"
    street, unit, city, zip5 = street_line(address), address.token, address.city, address.zip5
    draw = rng.random()
    if draw < 0.3:
        unit = ""
    elif draw < 0.3 + 0.03 * noise:
        street = typo(rng, street)
    if paper and draw > 0.8:
        street = unit = city = ""
    if rng.random() < 0.04 * noise:
        zip5 = zip5.lstrip("0") if rng.random() < 0.5 else ""
    return Card(
        given=given,
        middle=person.name.middle if rng.random() < 0.3 else "",
        family=family,
        suffix=suffix,
        email=email,
        phone=phone,
        street=street,
        unit=unit,
        city=city,
        zip5=zip5,
        born=born,
    )
