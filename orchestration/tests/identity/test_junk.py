"""Fifty junk values, each on hundreds of records: nobody becomes one with somebody else by them."""

from __future__ import annotations

import random
from collections import Counter

from orchestration.lib.scratch.world import World
from simulation.names import pick_culture, pick_family, pick_name

PEOPLE = 1_500
# Typed to get past a form; the others no list knows: organizers' own, typed for other people.
EMAILS = [
    *("none@none.com", "test@test.com", "noemail@mail.example", "refused@mail.example"),
    *("na@na.com", "asdf@asdf.example", "info@union.example", "office@parish.example"),
    *("xxx@xxx.example", "declined@mail.example", "volunteer@bank.example", "unknown@mail.example"),
    *(f"organizer{number}@local.example" for number in range(13)),
]
PHONES = [
    *("+16095550100", "+15555555555", "+16095551212", "+16099999999", "+12345678901"),
    *(f"+1609301{1000 + number}" for number in range(20)),
]


def test_no_two_people_become_one_by_fifty_junk_values(world: World) -> None:
    draw = random.Random(5)
    told_by: Counter[str] = Counter()
    junk = [*EMAILS, *PHONES]
    assert len(set(junk)) == 50
    for number in range(PEOPLE):
        culture = pick_culture(draw)
        name = pick_name(draw, culture, draw.random() < 0.5, pick_family(draw, culture))
        own = {"email": f"own{number}@mail.example", "phone_e164": f"+1848{2_000_000 + number}"}
        names = {"first_name": name.given, "last_name": name.family}
        for source in ("van", "network", "spoke"):
            said = dict(own)
            for kind, values in (("email", EMAILS), ("phone_e164", PHONES)):
                if draw.random() < 0.9:
                    said[kind] = draw.choice(values)
                    told_by[said[kind]] += 1
            world.person(f"{source}/{number}", **names, **said)
    assert min(told_by.values()) > 100
    world.build()
    wrong = [
        len(group)
        for group in world.groups()
        if len({record.split("/")[1] for record in group}) > 1
    ]
    assert max(wrong, default=0) == 0
    # The names alone would have let them: many people here are called alike.
    alike = Counter((told["first_name"], told["last_name"]) for told in world.people)
    assert sum(count > 3 for count in alike.values()) > 20
