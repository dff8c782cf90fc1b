"""Why two records are, or are not, one person's: in words and as a picture, without values."""

from __future__ import annotations

import hashlib
import re
import shlex
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import pytest
from typer.testing import CliRunner

from orchestration.cli import app
from orchestration.lib.identity.reasons import explain
from orchestration.lib.identity.reasons.graph import Link, chain, nearest, reach
from orchestration.lib.scratch.world import World
from orchestration.lib.warehouse import connect

SVG = "{http://www.w3.org/2000/svg}"
VALUES = ("Ana", "Roe", "mail.example", "0201", "0202", "1980", "1990", "Main", "08990")


@pytest.fixture(scope="module")
def county(project: World) -> Iterator[World]:
    """Three records of Ana in a chain, and another Ana with her own birth date; and more.

    Two records that share a phone under two names, and a person of too many records to draw. They
    are built once: who asks about them changes nothing.
    """
    project.forget()
    ana = {"first_name": "Ana", "last_name": "Roe"}
    home = {"email": "ana@mail.example", "street_address": "1 Main St", "postal_code": "08990"}
    project.person("van/1", **ana, **home, birth_date="1980-05-06")
    project.person("network/1", **ana, **home, phone_e164="+18606430201")
    project.person("spoke/1", **ana, phone_e164="+18606430201")
    project.person("spoke/2", **ana, birth_date="1990-01-02", email="ana@mail.example")
    project.person("party/9", first_name="Cy", last_name="Marsh")
    phone = {"phone_e164": "+18606430203"}
    project.person("van/1 of 2", first_name="Bo", last_name="Lind", **phone)
    project.person("spoke/it's", first_name="Bo", last_name="Stone", **phone)
    for number in range(explain.MOST_IN_A_PICTURE + 10):
        many = {"first_name": "Di", "last_name": "Poe", "email": "di@x.example"}
        project.person(f"network/di {number}", **many)
    project.build()
    yield project
    project.forget()


def test_a_persons_records_are_explained_link_by_link(county: World) -> None:
    person = county.ids()["van/1"]
    found = explain.explain(person)
    told = found.told()
    assert told.startswith(f"{person}: 3 records")
    assert re.search(r"network/t/1 — van/t/1 \(weight \d+\)\n", told)
    assert "One person's email and the same name (same_email v1, +10, by rule" in told
    assert "Kept apart from" in told and "refused: two_birth_dates" in told
    assert "minted" in told
    assert explain.explain("spoke/t/1").told().startswith("spoke/t/1 is one of 3 records of")
    assert not [value for value in VALUES if value in told]


def test_a_value_is_told_as_a_letter_of_that_answer_and_no_hash_of_it_ever(county: World) -> None:
    """A hash is no secret where somebody can hash every phone number there is."""
    told = [explain.explain(county.ids()["van/1"]).told(),
            explain.compare("van/t/1", "spoke/t/1").told(),
            explain.compare("van/t/1", "spoke/t/2").told()]
    hashes = {str(row[0]) for row in county.ask("select value_key from identity.assertions")}
    assert hashes
    for text in told:
        assert "value A)" in text
        assert not [each for each in hashes if each[:6] in text]
    shared = re.findall(r"One person's (email|phone).*value ([A-Z]+)\)", told[1])
    assert shared == [("email", shared[0][1]), ("phone", shared[1][1])]
    assert shared[0][1] != shared[1][1]
    by_email = set(re.findall(r"email.*value ([A-Z]+)\)", told[0]))
    assert len(by_email) == 1, "one email of three records is one letter"


def test_a_stored_hash_cannot_be_guessed_without_this_installations_secret(county: World) -> None:
    phone = "select value_key::text from identity.match_keys where match_type = 'phone'"
    stored = {str(row[0]).replace("-", "") for row in county.ask(phone)}
    guesses = {_md5(f"phone|+1860643{number:04}") for number in range(10_000)}
    assert stored and not stored & guesses
    with connect("kith_builder") as connection:
        (secret,) = connection.execute("select secret from landing.installation").fetchall()[0]
    assert stored == {_md5(f"{secret}|phone|+1860643020{last}") for last in (1, 3)}


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def test_two_records_of_one_person_are_told_the_shortest_way(county: World) -> None:
    found = explain.compare("van/t/1", "spoke/t/1")
    assert found.is_one_person
    assert [link.pair for link in found.way] == [("network/t/1", "van/t/1"),
                                                 ("network/t/1", "spoke/t/1")]
    told = found.told()
    assert "The shortest way from one to the other, 2 links:" in told
    assert "To part them" in told
    assert "./kith review decide van/t/1 spoke/t/1 no --because '...'" in told


def test_the_command_it_names_can_be_run_as_it_is(county: World) -> None:
    told = explain.compare("van/t/1 of 2", "spoke/t/it's").told()
    command = shlex.split(told.split("a steward's yes: ")[1].splitlines()[0])
    assert command[0] == "./kith"
    outcome = CliRunner().invoke(app, command[1:])
    assert outcome.exit_code == 0 and "Written down: yes" in outcome.output


def test_two_people_are_told_what_speaks_against_and_what_is_needed(county: World) -> None:
    found = explain.compare("van/t/1", "spoke/t/2")
    told = found.told()
    assert not found.is_one_person
    assert [kind for kind, _ in found.rivals] == ["birth_date_claim"]
    assert "are two people" in told and "same_email" in told
    assert "Two different birth dates" in told
    assert "one of the birth dates corrected in its tool" in told
    assert "a steward's yes" in told
    # By their ids the two people are told of as well.
    ids = county.ids()
    assert explain.compare(ids["van/1"], ids["spoke/2"]).rivals == found.rivals
    # A record that has none itself is parted by what the others say.
    among = explain.compare("spoke/t/1", "spoke/t/2").told()
    assert "Among their other records: two different birth dates" in among

    strangers = explain.compare("van/t/1", "party/t/9").told()
    assert "nothing known" in strangers and "Evidence of weight 5 in all; there is 0" in strangers
    for text in (told, among, strangers):
        assert not [value for value in VALUES if value in text]


def test_what_was_never_there_is_said(county: World) -> None:
    for named in ("p_nobody", "van/t/404"):
        with pytest.raises(explain.UnknownPerson):
            explain.explain(named)
        with pytest.raises(explain.UnknownPerson):
            explain.compare("van/t/1", named)


def test_the_picture_names_records_and_kinds_and_no_values(county: World) -> None:
    drawn = explain.compare("van/t/1", "spoke/t/2").picture()
    root = ET.fromstring(drawn.svg())  # noqa: S314 (made here)
    assert len(root.findall(f".//{SVG}circle")) == 4
    assert len(root.findall(f".//{SVG}line[@class='refused']")) >= 1
    words = " ".join(root.itertext())
    assert "van/t/1" in words and "email" in words
    assert not [value for value in VALUES if value in words]
    assert drawn.svg() == explain.compare("van/t/1", "spoke/t/2").picture().svg()


def test_of_a_large_person_the_picture_shows_the_nearest(county: World) -> None:
    drawn = explain.explain(county.ids()["network/di 0"]).picture()
    assert drawn.drawing.count("<circle") == explain.MOST_IN_A_PICTURE
    assert "24 of 34 records" in drawn.legend[-1]


def _links(*pairs: tuple[str, str, int]) -> list[Link]:
    return [Link(left, right, weight) for left, right, weight in pairs]


def test_the_shortest_way_is_the_strongest_of_the_short_ones() -> None:
    links = _links(("a", "b", 5), ("b", "d", 5), ("a", "c", 9), ("c", "d", 9), ("d", "e", 1))
    assert [link.pair for link in chain("a", "d", links) or []] == [("a", "c"), ("c", "d")]
    assert chain("a", "x", links) is None
    assert chain("a", "a", links) == []
    assert nearest("a", links, 3) == ["a", "c", "b"]


def test_a_bridge_is_what_parts_the_graph() -> None:
    links = _links(("a", "b", 5), ("a", "c", 5), ("b", "c", 5), ("c", "d", 5))
    assert reach("a", links, links[0]) == {"a", "b", "c", "d"}
    assert reach("d", links, links[3]) == {"d"}
