"""Phones, emails, places: compared with the phonenumbers library and with lists of nasty input."""

from __future__ import annotations

import random
from itertools import product

import phonenumbers
import pytest

from orchestration.lib.tools.phones import is_phone
from orchestration.tests.clean.conftest import Evaluate

ORDINARY = {
    phonenumbers.PhoneNumberType.FIXED_LINE,
    phonenumbers.PhoneNumberType.MOBILE,
    phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
    phonenumbers.PhoneNumberType.TOLL_FREE,
}


def _by_library(text: str) -> str | None:
    try:
        number = phonenumbers.parse(text, "US")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    if phonenumbers.number_type(number) not in ORDINARY:
        return None
    number.extension = None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def test_every_area_code_agrees_with_the_library(evaluate: Evaluate) -> None:
    """In the US, Canada and Puerto Rico; the islands' finer plans are not compared."""
    exchanges = ["200", "234", "555", "643", "911", "999", "100", "012"]
    numbers = [
        f"{area}{exchange}{random.Random(area).randrange(10**4):04}"
        for area in range(100, 1000)
        for exchange in exchanges
    ]
    islands = {
        code
        for region in phonenumbers.COUNTRY_CODE_TO_REGION_CODE[1]
        if region not in {"US", "CA", "PR"}
        if (metadata := phonenumbers.PhoneMetadata.metadata_for_region(region))
        for code in str(metadata.leading_digits).split("|")
    } | {"809", "829", "849"}
    special = {"900", "600", "983"}
    for number, found in zip(numbers, evaluate("phone_e164", numbers), strict=True):
        if number[:3] not in islands | special:
            assert found == _by_library(number), number[:6]


STARTS = ["", "+1", "1", "+1 ", "1-", "001", "tel:", " ", "\u200b"]
FORMS = ["{}{}{}", "({}) {}-{}", "{}-{}-{}", "{}.{}.{}", "{} {} {}", "({}){}{}"]
AREAS = ["860", "203", "475", "416", "787", "800", "555", "000", "123"]
EXCHANGES = ["643", "555", "234", "123", "911"]
ENDS = ["", " x12", " ext. 9", "x5", " #4", " extension 77", " ", "\u00a0"]


def test_ways_to_write_a_number_agree_with_the_library(evaluate: Evaluate) -> None:
    texts = [
        start + form.format(area, exchange, "0143") + end
        for start, form, area, exchange, end in product(STARTS, FORMS, AREAS, EXCHANGES, ENDS)
    ]
    for text, found in zip(texts, evaluate("phone_e164", texts), strict=True):
        assert found == _by_library(text), ascii(text)


def test_what_infer_takes_for_a_phone_is_what_the_macro_reads(evaluate: Evaluate) -> None:
    texts = [
        *(start + form.format(area, exchange, "0143") + end
          for start, form, area, exchange, end in product(STARTS, FORMS, AREAS, EXCHANGES, ENDS)),
        "(555) 555-0101", "+44 20 7946 0018", "011 52 55 1234 5678", "8606430202.0", "12", "",
        "1-800-FLOWERS", "8.60643E+09", "\u200b860 643 0202\u00a0", "+999 2079 4601",
    ]  # fmt: skip
    for text, found in zip(texts, evaluate("phone_e164", texts), strict=True):
        assert is_phone(text) == (found is not None), ascii(text)


def test_every_calling_code_is_known(evaluate: Evaluate) -> None:
    known = set(phonenumbers.COUNTRY_CODE_TO_REGION_CODE) - {1, 888, 979}
    texts = [f"+{code}20794601" for code in range(1, 1000) if not str(code).startswith("1")]
    for text, found in zip(texts, evaluate("phone_e164", texts), strict=True):
        prefixes = {int(text[1 : 1 + length]) for length in (1, 2, 3)}
        assert (found is not None) == bool(prefixes & known) or text[1:4] in {"888", "979"}, text


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("+44 20 7946 0018", "+442079460018"),
        ("011 52 55 1234 5678", "+525512345678"),
        ("8606430202.0", "+18606430202"),
        ("1-800-FLOWERS", None),
        ("8.60643E+09", None),
        ("12", None),
        ("", None),
        ("860 643 0202 or 203 234 5678", None),
    ],
)
def test_other_numbers(evaluate: Evaluate, given_text: str, expected: str | None) -> None:
    assert evaluate("phone_e164", [given_text]) == [expected]


def test_a_number_without_a_prefix_is_read_in_the_way_of_its_country(evaluate: Evaluate) -> None:
    numbers = ["2079460000", "+442079460000", "011442079460000"]
    assert evaluate("british_phone", numbers) == [None, "+442079460000", "+442079460000"]


def test_a_minted_id_is_the_same_for_nothing_and_blank_alone(evaluate: Evaluate) -> None:
    missing, blank, joined, other = evaluate("minted_id", [None, "", "x\x1fx", "a"])
    assert missing == blank
    assert len({blank, joined, other}) == 3


def test_emails(evaluate: Evaluate) -> None:
    cases = {
        " Ana@Mail.Example ": "ana@mail.example",
        "ana@mail.example\u200b": "ana@mail.example",
        "\u00a0ana@mail.example.": "ana@mail.example",
        "ana+news@mail.example": "ana+news@mail.example",
        "mailto:ana@mail.example": "ana@mail.example",
        "o'neill@mail.example": "o'neill@mail.example",
        "ana@sub.mail.example": "ana@sub.mail.example",
        "ÑANDÚ@correo.example": "ñandú@correo.example",
        "not an address": None,
        "ana@@mail.example": None,
        "ana@mail": None,
        "ana@mail..example": None,
        "ana@mail.e": None,
        "a@b.example, c@d.example": None,
        "Ana <ana@mail.example>": None,
        "@mail.example": None,
        "ana@mail.123": None,
        "": None,
        "N/A": None,
    }
    assert dict(zip(cases, evaluate("email", list(cases)), strict=True)) == cases


def test_one_mailbox_has_one_key(evaluate: Evaluate) -> None:
    cases = {
        "ana+news@mail.example": "ana@mail.example",
        "ana.lopez@mail.example": "ana.lopez@mail.example",
        "ana.lo.pez+x@gmail.com": "analopez@gmail.com",
        "analopez@googlemail.com": "analopez@gmail.com",
    }
    assert dict(zip(cases, evaluate("email_key", list(cases)), strict=True)) == cases


def test_postal_codes(evaluate: Evaluate) -> None:
    cases = {
        "06103": "06103",
        "06103-1234": "06103",
        "061031234": "06103",
        "6103": "06103",
        "6103.0": "06103",
        "601": "00601",
        "k1a0b6": "K1A 0B6",
        "K1A 0B6": "K1A 0B6",
        " 06103\u00a0": "06103",
        "123": None,
        "ABCDE": None,
        "": None,
    }
    assert dict(zip(cases, evaluate("postal_code", list(cases)), strict=True)) == cases


def test_regions(evaluate: Evaluate) -> None:
    cases = {
        "Delaware": "DE",
        "mississippi": "MS",
        "de": "DE",
        "US-CT": "CT",
        " new  york ": "NY",
        "Washington": "WA",
        "Washington, DC": None,
        "D.C.": "DC",
        "Puerto Rico": "PR",
        "guam": "GU",
        "Québec": "QC",
        "AE": "AE",
        "ZZ": None,
        "Confusion": None,
        "": None,
    }
    assert dict(zip(cases, evaluate("region_code", list(cases)), strict=True)) == cases


def test_countries(evaluate: Evaluate) -> None:
    cases = {
        "us": "US",
        "U.S.A.": "US",
        "United States": "US",
        "uk": "GB",
        "México": "MX",
        "DE": "DE",
        "XX": None,
        "Nowhere": None,
    }
    assert dict(zip(cases, evaluate("country_code", list(cases)), strict=True)) == cases
