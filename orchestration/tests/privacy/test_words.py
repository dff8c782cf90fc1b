"""What reaches somebody is found whole and however it is written; what only contains it is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from orchestration.lib.privacy import keys, look, points
from orchestration.lib.privacy.words import Words

EMAIL, PHONE = "ann@example.org", "2025550102"
TOLD = [("email", EMAIL), ("phone", PHONE)]

THEIRS = [
    EMAIL, "ANN@Example.org", f"<{EMAIL}>", f"'{EMAIL}'", f"mailto:{EMAIL}?subject=x", f"{EMAIL}.",
    f"write to {EMAIL}, or call", json.dumps(f"a\n{EMAIL}\tb"), f"\\u003c{EMAIL}\\u003e",
    f"to%20{EMAIL}", f"...{EMAIL}", PHONE, f"+1{PHONE}", f"1{PHONE}", f"+44{PHONE}",
    "(202) 555-0102", "+1 (202) 555-0102", "1-202-555-0102", "202.555.0102", f"tel:{PHONE}x7",
    f"12 {PHONE} 34", f"at 20:15 {PHONE}",
]
OF_OTHERS = [
    f"jo{EMAIL}", f"jo.{EMAIL}", f"o'{EMAIL}", f"jo+{EMAIL}", f"jo-{EMAIL}", f"{EMAIL}.uk",
    f"{EMAIL}anization", f"{EMAIL}-co.example", f"{EMAIL}2", f"4{PHONE}", f"{PHONE}5",
    f"991{PHONE}", f"{PHONE}55-0199", f"order 77{PHONE}88",
]


def _by_hashes() -> Words:
    return Words([], {keys.keyed("mention", point) for _, point in TOLD})


@pytest.mark.parametrize("at", range(len(THEIRS)))
def test_it_is_found_however_it_is_written(at: int) -> None:
    """By its value and by its hash alone, and nothing beside it is touched."""
    raw = f"ab {THEIRS[at]} cd".encode()
    for words in (Words(TOLD), _by_hashes()):
        masked = words.masked(raw)
        assert masked != raw and len(masked) == len(raw)
        assert not words.are_in(masked)
        assert masked[:3] == b"ab " and masked[-3:] == b" cd"
        assert EMAIL.encode() not in masked.lower()


@pytest.mark.parametrize("at", range(len(OF_OTHERS)))
def test_what_only_contains_it_is_somebody_elses(at: int) -> None:
    raw = f'x,"{OF_OTHERS[at]}",y'.encode()
    for words in (Words(TOLD), _by_hashes()):
        assert words.masked(raw) == raw


def test_what_was_met_inside_of_others_is_not_searched_for_as_it_stands() -> None:
    words = Words(TOLD)
    assert EMAIL in words.written() and PHONE in words.written()
    assert not words.are_in(f"jo{EMAIL} {PHONE}7".encode())
    assert words.written() == []


def test_spans_that_overlap_are_one() -> None:
    assert points.merged([(5, 9), (0, 3), (2, 4), (9, 10)]) == [(0, 4), (5, 10)]


@pytest.mark.parametrize("name", ["Иван Петров", "José Núñez-Díaz", "王小明", "Ann O'Hara 2nd"])
def test_a_pseudonym_says_nothing_of_the_name_in_any_alphabet(name: str) -> None:
    """And is as many bytes long, so that what follows it stands where it stood."""
    made = keys.pseudonym(name)
    assert len(made.encode()) == len(name.encode())
    assert made == keys.pseudonym(name) != keys.pseudonym(name + "x")
    assert not {each for each in name if each.isalnum()} & set(made) - set("ghijklmnopqrstuvwxyz")
    assert made.isascii()


def test_what_could_not_be_looked_for_is_not_called_found_0(warehouse: Path) -> None:
    """The server's files aren't text: by hashes alone nothing is found in them."""
    told = look.of_the_server(_by_hashes())
    assert (told.found, told.not_looked_for) == (0, "those of whom only hashes are left")
    assert look.of_the_server(Words([])).not_looked_for == ""
