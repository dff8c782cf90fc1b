"""The county: neighbourhoods of households of people, and how far each person goes in a year.

Everything about a neighbourhood follows from the seed and its number alone, so neighbourhoods can
be made in any order, by several processes, one at a time in memory.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from random import Random
from typing import Any

from simulation import clock
from simulation.names import Name, pick_culture, pick_family, pick_name, words

NEIGHBOURHOOD = 2_500
STAGES = ("contact", "supporter", "activist", "volunteer", "leader")
_LEVELS = (0.50, 0.78, 0.91, 0.98)

TOWNS = (
    ("Marlow", "08990"),
    ("East Marlow", "08991"),
    ("Quarry Hill", "08992"),
    ("Port Ansel", "08993"),
    ("Saint Brannock", "08994"),
    ("Ferndale Mills", "08995"),
    ("Tanner's Rest, North", "08996"),
    ("Lower Wick", "08997"),
    ("Cedar Neck", "08998"),
    ("Millrace", "08999"),
)
COUNTY = "Marlow"
STATE = "NJ"
_STREETS = words(
    "Juniper Alder Maple Chestnut Harbor Foundry Orchard Mill Quarry Station Church Meadow Linden "
    "Canal Prospect Ferry Highland Union Liberty Cooper Weaver Garden Summit Hollow Pine Lake "
    "Spring Walnut Ridge Bridge Depot Clay Granite Franklin Tanner Mercer Lantern Heron"
)
_STREET_TYPES = ("St", "Ave", "Rd", "Ln", "Ct", "Pl", "Ter", "Blvd")
MAIL_DOMAINS = (
    "mail.example",
    "inbox.example",
    "post.example",
    "letters.example",
    "marlow-college.example",
    "quickmail.example",
)
_AREA_CODES = ("201", "551", "609", "732", "848", "856", "862", "908", "973")
_EXCHANGES = tuple(
    str(code) for code in range(200, 1000) if code % 100 != 11 and code not in (555, 950, 976)
)
_PHONES = len(_AREA_CODES) * len(_EXCHANGES) * 10_000
_PHONE_STEP = 41_234_567


@dataclass(slots=True)
class Address:
    """Where a household lives; the token stands as its unit number."""

    number: int
    street: str
    kind: str
    token: str
    city: str
    zip5: str


@dataclass(slots=True)
class Person:
    """One human being, whatever the tools think."""

    number: int
    rng: Random
    token: str
    name: Name
    woman: bool
    suffix: str
    nickname: bool
    born: str
    email: str
    other_email: str
    mobile: str
    old_mobile: str
    landline: str
    address: Address
    new_address: Address | None
    moved_at: int
    new_family: str
    married_at: int
    level: int
    stages: list[int]
    gap: tuple[int, int]
    own_email: bool = True
    in_van: bool = False
    in_county: bool = False
    in_alliance: bool = False
    in_mobilize: bool = False
    in_spoke: bool = False
    vanid: int = 0
    mobilize_id: int = 0
    spoke_user: int = 0
    van_user: int = 0
    network_ids: dict[str, str] = field(default_factory=dict)
    reached: list[int] = field(default_factory=lambda: [clock.END * 2] * len(STAGES))

    @property
    def id(self) -> str:
        """The person's name in the truth files."""
        return f"p{self.number:07}"

    def address_at(self, when: int) -> Address:
        """Where the person lives at a time."""
        if self.new_address is not None and when >= self.moved_at:
            return self.new_address
        return self.address

    def family_at(self, when: int) -> str:
        """The family name the person bears at a time."""
        return self.new_family if self.married_at and when >= self.married_at else self.name.family

    def reach(self, stage: int, when: int) -> None:
        """Something happened at a time that shows the person is at least at a stage."""
        if when < self.reached[stage]:
            self.reached[stage] = when

    def moment(self, earliest: int, latest: int = clock.END) -> int:
        """A time between two others when the person is not away; late if there is none."""
        if latest <= earliest:
            return earliest
        when = earliest + int(self.rng.random() * (latest - earliest))
        if self.gap[0] <= when < self.gap[1]:
            when = self.gap[1] + int(self.rng.random() * 20 * clock.DAY)
        return max(earliest, clock.daytime(self.rng, when))

    def chance(self, probability: float) -> bool:
        """Whether something of a probability happens to this person."""
        return self.rng.random() < probability

    def uuid(self) -> str:
        """A new random-looking UUID."""
        return new_uuid(self.rng)


@dataclass(slots=True)
class Household:
    """People who share an address, often a landline, sometimes an email."""

    token: str
    address: Address
    people: list[Person]


class Ids:
    """Row ids of one neighbourhood: counters that never meet another neighbourhood's."""

    STRIDE = 100_000

    def __init__(self, neighbourhood: int) -> None:
        self._base = 1_000_000 + neighbourhood * self.STRIDE
        self._next: dict[str, int] = {}

    def next(self, kind: str) -> int:
        """The next id of a kind of record."""
        number = self._next.get(kind, 0) + 1
        if number >= self.STRIDE:
            raise OverflowError(f"a neighbourhood needs too many ids for {kind}")
        self._next[kind] = number
        return self._base + number


@dataclass(slots=True)
class Neighbourhood:
    """Up to 2,500 people, their organizer, and the volunteers who reach out to them."""

    number: int
    rng: Random
    ids: Ids
    households: list[Household]
    people: list[Person]
    organizer: Person
    volunteers: list[Person]
    noise: float = 1.0
    notes: dict[Any, Any] = field(default_factory=dict)
    taken: dict[str, set[str]] = field(default_factory=dict)

    def outreacher(self, rng: Random, when: int) -> Person:
        """Who makes a call or knocks on a door at a time: a volunteer by then, or the organizer."""
        person = self.volunteers[int(rng.random() * len(self.volunteers))]
        if person.stages[3] + clock.DAY > when or person.gap[0] <= when < person.gap[1]:
            return self.organizer
        return person

    def take(self, source: str, value: str) -> bool:
        """Claim a value that must be unique in a source; False if somebody has it."""
        taken = self.taken.setdefault(source, set())
        if value in taken:
            return False
        taken.add(value)
        return True


def new_uuid(rng: Random) -> str:
    """A random-looking UUID (version 4)."""
    text = f"{rng.getrandbits(128):032x}"
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:]}"


def phone_number(seed: int, index: int) -> str:
    """The index-th phone number of a world: ten digits, no two alike."""
    place = (index * _PHONE_STEP + seed * 7_919) % _PHONES
    line, place = place % 10_000, place // 10_000
    exchange, area = place % len(_EXCHANGES), place // len(_EXCHANGES)
    return f"{_AREA_CODES[area]}{_EXCHANGES[exchange]}{line:04}"


def build_neighbourhood(seed: int, number: int, size: int, noise: float = 1.0) -> Neighbourhood:
    """Make one neighbourhood's people, without any activity yet."""
    people: list[Person] = []
    households: list[Household] = []
    while len(people) < size:
        rng = Random(f"{seed}:{number}:{len(households)}")
        households.append(_household(rng, seed, number, len(people), size - len(people)))
        people.extend(households[-1].people)
    rng = Random(f"{seed}:{number}")
    organizer = people[0]
    _make_organizer(seed, organizer)
    _recycle_phones(rng, people)
    volunteers = [person for person in people if person.level >= 3]
    return Neighbourhood(
        number, rng, Ids(number), households, people, organizer, volunteers, noise
    )


def _token(rng: Random) -> str:
    return f"k{rng.getrandbits(48):012x}"


def _address(rng: Random, token: str) -> Address:
    city, zip5 = TOWNS[int(rng.random() * len(TOWNS))]
    return Address(
        number=1 + int(rng.random() * 999),
        street=_STREETS[int(rng.random() * len(_STREETS))],
        kind=_STREET_TYPES[int(rng.random() * len(_STREET_TYPES))],
        token=token,
        city=city,
        zip5=zip5,
    )


def _birthday(rng: Random, youngest: int, oldest: int) -> str:
    year = 2025 - youngest - int(rng.random() * (oldest - youngest))
    return f"{year}-{1 + int(rng.random() * 12):02}-{1 + int(rng.random() * 28):02}"


def _household(rng: Random, seed: int, hood: int, before: int, room: int) -> Household:
    """One household of at most `room` people; `before` people of the neighbourhood exist."""
    culture = pick_culture(rng)
    family = pick_family(rng, culture)
    address = _address(rng, f"h{rng.getrandbits(48):012x}")
    first = hood * NEIGHBOURHOOD + before
    landline = phone_number(seed, first * 4 + 3) if rng.random() < 0.45 else ""
    kind = rng.random()
    plan: list[tuple[str, int, int]]
    if kind < 0.40:
        plan = [("single", 19, 88)]
    elif kind < 0.68:
        plan = [("single", 25, 85), ("partner", 25, 85)]
    elif kind < 0.90:
        plan = [("parent", 40, 60), ("partner", 40, 60), ("child", 15, 21)]
        if rng.random() < 0.4:
            plan.append(("twin" if rng.random() < 0.12 else "child", 15, 21))
    elif kind < 0.912:
        plan = [("senior", 50, 75), ("junior", 20, 35)]
    else:
        plan = [("single", 20, 35), ("flatmate", 20, 35), ("flatmate", 20, 35)]
    people: list[Person] = []
    for offset, (role, youngest, oldest) in enumerate(plan[:room]):
        own_culture = culture if role != "flatmate" else pick_culture(rng)
        own_family = family if role != "flatmate" else pick_family(rng, own_culture)
        if role == "partner" and (culture.two_surnames or culture.family_first or kind > 0.86):
            own_family = pick_family(rng, own_culture)
        woman = rng.random() < 0.53
        name = pick_name(rng, own_culture, woman, own_family)
        while name.given in (other.name.given for other in people):
            name = pick_name(rng, own_culture, woman, own_family)
        born = _birthday(rng, youngest, oldest)
        suffix = ""
        if role == "senior":
            woman, suffix = False, "Sr"
            name = pick_name(rng, own_culture, woman, own_family)
        if role == "junior":
            woman, suffix = False, "Jr"
            name = people[0].name
        if role == "twin":
            born = people[-1].born
        person = _person(rng, seed, first + offset, name, woman, born, address)
        person.suffix = suffix
        person.landline = landline
        if role in ("partner", "twin", "child") and rng.random() < 0.25:
            person.email, person.other_email = people[0].email, ""
            person.own_email = False
        if role == "single" and woman and len(plan) == 1 and rng.random() < 0.06:
            person.new_family = pick_family(rng, own_culture)
            person.married_at = _late(rng)
        people.append(person)
    if rng.random() < 0.06:
        new = _address(rng, f"h{rng.getrandbits(48):012x}")
        moved_at = _late(rng)
        for person in people:
            person.new_address, person.moved_at = new, moved_at
    return Household(address.token, address, people)


def _late(rng: Random) -> int:
    """A time in the year; a third fall into the first export days, so that those show changes."""
    if rng.random() < 0.33:
        return clock.FIRST_EXPORT + int(rng.random() * 5 * clock.DAY)
    return clock.START + int(rng.random() * (clock.FIRST_EXPORT - clock.START))


def late(person: Person, earliest: int) -> int:
    """A time after another for an edit, a deletion or a merge, often in the first export days."""
    return max(earliest + clock.HOUR, _late(person.rng))


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D").lower())
    return "".join(c for c in plain if "a" <= c <= "z")


def _person(
    rng: Random, seed: int, number: int, name: Name, woman: bool, born: str, address: Address
) -> Person:
    token = _token(rng)
    local = f"{_ascii(name.given)}.{_ascii(name.family)}".strip(".") or "me"
    domain = MAIL_DOMAINS[int(rng.random() * len(MAIL_DOMAINS))]
    email = f"{local}.{token}@{domain}" if rng.random() < 0.92 else ""
    other = ""
    if email and rng.random() < 0.25:
        other = f"{_ascii(name.given)}.{token}@work{int(rng.random() * 40)}.example"
    draw = rng.random()
    level = sum(draw > edge for edge in _LEVELS)
    first = clock.daytime(rng, clock.START + int(rng.random() ** 1.5 * 320 * clock.DAY))
    stages = [first]
    for mean in (20, 40, 40, 50):
        step = int((0.1 + rng.expovariate(1.1)) * mean * clock.DAY)
        latest = clock.END + 300 * clock.DAY
        stages.append(clock.daytime(rng, min(stages[-1] + step + clock.DAY, latest)))
    gap = (0, 0)
    if level and rng.random() < 0.3:
        begins = stages[1] + int(rng.random() * 120 * clock.DAY)
        gap = (begins, begins + int((60 + rng.random() * 90) * clock.DAY))
    person = Person(
        number=number,
        rng=rng,
        token=token,
        name=name,
        woman=woman,
        suffix="",
        nickname=rng.random() < 0.35,
        born=born,
        email=email,
        other_email=other,
        mobile=phone_number(seed, number * 4) if rng.random() < 0.85 else "",
        old_mobile="",
        landline="",
        address=address,
        new_address=None,
        moved_at=0,
        new_family="",
        married_at=0,
        level=level,
        stages=stages,
        gap=gap,
    )
    person.in_van = rng.random() < (0.80 if level == 0 else 0.92)
    person.in_county = rng.random() < (0.12 if level == 0 else 0.85)
    person.in_alliance = rng.random() < (0.05 if level == 0 else 0.35)
    person.in_mobilize = level >= 2 or rng.random() < (0.02 if level == 0 else 0.2)
    person.in_spoke = bool(person.mobile) and rng.random() < 0.62
    if not (person.in_van or person.in_county or person.in_alliance or person.in_spoke):
        person.in_van = True
    if person.mobile and rng.random() < 0.05:
        person.old_mobile = phone_number(seed, number * 4 + 1)
    return person


def _make_organizer(seed: int, person: Person) -> None:
    """The paid organizer: a leader from the first day, in every tool, always reachable."""
    person.level = 4
    first_day = clock.START + 14 * clock.HOUR
    person.stages = [first_day + day * clock.DAY for day in (0, 0, 1, 1, 2)]
    person.gap = (0, 0)
    person.in_van = person.in_county = person.in_mobilize = True
    if not person.email:
        person.email = f"organizer.{person.token}@mail.example"
    if not person.mobile:
        person.mobile = phone_number(seed, person.number * 4)


def _recycle_phones(rng: Random, people: list[Person]) -> None:
    """Give some numbers that people gave up to somebody else."""
    given_up = [person.old_mobile for person in people if person.old_mobile]
    for number in given_up[: len(given_up) // 4]:
        other = people[1 + int(rng.random() * (len(people) - 1))] if len(people) > 1 else None
        if other is not None and other.mobile and not other.old_mobile and other.level < 3:
            other.mobile = number
