"""Somebody is told all that is shown to be theirs, and nothing of anybody else."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import frictionless
import pytest

from orchestration.lib.packages.archive import AlreadyThere
from orchestration.lib.subject_access import answer, verify
from orchestration.lib.subject_access.verify import Identifier, Refused
from orchestration.lib.warehouse import connect
from orchestration.tests.subject_access.conftest import County

EMAIL, PHONE = "ana@mail.example", "+18605550101"
ANA = Identifier("email", EMAIL, "email_reply")
# Of others, in what is held of Ana.
CANARIES = ("Zoraida", "Quillfeather", "zq@mail.example", "+18605550177", "860-555-0177", "u-77",
            "Bogdan", "Brack", "bogdan@mail.example", "1988-08-08")


def _give(tmp_path: Path, *given: Identifier) -> tuple[answer.Answer, dict[str, str]]:
    made = answer.give(given or [ANA], tmp_path / "held.zip", "Dana", "asked")
    with zipfile.ZipFile(made.path) as archive:
        return made, {name: archive.read(name).decode() for name in archive.namelist()}


def _newest() -> tuple[object, ...]:
    with connect() as connection:
        row = connection.execute(
            "select action_code, actor, details from landing.audit_trail"
            " order by entry_number desc limit 1"
        ).fetchone()
    assert row
    return tuple(row)


def test_what_is_held_is_told_as_we_read_it_and_as_the_tool_sent_it(
    county: County, tmp_path: Path
) -> None:
    county.person("1", "p_1", first_name="Ana", last_name="Stone", email=EMAIL)
    county.attempt("7", of="1", by="9")
    made, files = _give(tmp_path)
    assert made.record_count == 2 and made.left_out == {}
    assert made.path.stat().st_mode & 0o077 == 0
    raw = [json.loads(line) for line in files["raw/van__contacts.jsonl"].splitlines()]
    assert [(row["_record_id"], row["firstname"], row["_source_id"]) for row in raw] == [
        ("1", "Ana", "county_van")
    ]
    assert "first name Ana, last name Stone" in files["README.md"]
    assert "contact attempt, canvassed (van contactscontacts 7)" in files["README.md"]
    assert EMAIL in files["data/people.csv"] and "canvass" in files["data/contact_attempts.csv"]
    action, actor, details = _newest()
    assert (action, actor) == ("subject_access_given", "Dana")
    assert EMAIL not in json.dumps(details)
    with zipfile.ZipFile(made.path) as archive:
        archive.extractall(tmp_path / "open")
    report = frictionless.Package(str(tmp_path / "open" / "datapackage.json")).validate()
    assert report.valid, report.flatten(["note"])


@pytest.mark.parametrize("rule", ["model_strong", "steward_yes", "same_phone"])
def test_a_false_merge_hands_nobodys_data_to_another(
    county: County, tmp_path: Path, rule: str
) -> None:
    """Bogdan's record was merged into Ana's person: she gets her own, and is told of one more."""
    ana = county.person("1", "p_1", first_name="Ana", last_name="Stone", email=EMAIL,
                        phone_e164=PHONE)
    other = county.person("2", "p_1", first_name="Bogdan", last_name="Brack", phone_e164=PHONE,
                          email="bogdan@mail.example", birth_date="1988-08-08")
    county.attempt("8", of="2", by="9")
    county.link(ana, other, rule)
    made, files = _give(tmp_path)
    assert sum(made.left_out.values()) == 1
    assert made.record_count == 1 and "data/contact_attempts.csv" not in files
    everything = "\n".join(files.values())
    assert not any(canary in everything for canary in CANARIES) and "county_van/contacts/2" \
        not in everything
    assert "1 record that we hold to be yours and that nothing you showed us" in files["README.md"]


def test_what_shares_a_tools_own_id_and_name_is_theirs_unless_something_speaks_against_it(
    county: County, tmp_path: Path
) -> None:
    ana = county.person("1", "p_1", first_name="Ana", last_name="Stone", email=EMAIL)
    same = county.person("2", "p_1", first_name="Ana", last_name="Stone", phone_e164=PHONE)
    doubted = county.person("3", "p_1", first_name="Ana", last_name="Stone")
    county.link(ana, same, "same_id")
    county.link(same, doubted, "same_id")
    county.link(same, doubted, "two_birth_dates", negative=True)
    made, files = _give(tmp_path)
    assert made.record_count == 2 and sum(made.left_out.values()) == 1
    assert f"The same id within its scope and the same name, with {ana}" in (
        files["data/identity.csv"].replace('"', "")
    )


def test_who_was_assigned_or_recruited_stays_out_of_the_volunteers_answer(
    county: County, tmp_path: Path
) -> None:
    """The tie is told; whom it is to, and the record that tells of it, which is theirs, is not."""
    county.person("1", "p_1", first_name="Ana", last_name="Stone", email=EMAIL)
    county.person("70002", "p_2", first_name="Bogdan", last_name="Brack", phone_e164="+18605550177",
                  email="bogdan@mail.example", birth_date="1988-08-08", street_address="9 Oak")
    county.tie("70002", to="1")
    county.tie("70002", to="1", number="assigned:70002:1")
    _, files = _give(tmp_path)
    everything = "\n".join(files.values())
    assert not any(each in everything for each in (*CANARIES, "9 Oak", "70002", "A hearing"))
    assert len(files["data/relationships.csv"].splitlines()) == 3
    assert [json.loads(line)["_record_id"] for line in
            files["raw/van__contacts.jsonl"].splitlines()] == ["1"]


def test_what_is_theirs_in_a_tie_is_told(county: County, tmp_path: Path) -> None:
    """Their own record says who is theirs: it is told, without that one's id."""
    county.person("1", "p_1", first_name="Ana", last_name="Stone", email=EMAIL)
    county.person("70002", "p_2", first_name="Bogdan", last_name="Brack")
    county.tie("1", to="70002", number="1:assigned:70002")
    _, files = _give(tmp_path)
    everything = "\n".join(files.values())
    assert not any(each in everything for each in (*CANARIES, "70002"))
    assert "A hearing" in files["data/journey.csv"]
    (tie,) = map(json.loads, files["data/relationships.jsonl"].splitlines())
    assert tie["person_record_id"] == "1" and tie["related_record_id"].startswith("person-")


def test_no_answer_is_written_over_anothers(county: County, tmp_path: Path) -> None:
    county.person("1", "p_1", first_name="Ana", last_name="Stone", email=EMAIL)
    (tmp_path / "held.zip").write_text("another's")
    with pytest.raises(AlreadyThere):
        _give(tmp_path)
    assert (tmp_path / "held.zip").read_text() == "another's"


def test_everybody_else_becomes_opaque(county: County, tmp_path: Path) -> None:
    """Author, spouse and recruiter: by id, by name, by address and number, in columns and notes."""
    county.person("1", "p_1", first_name="Ana", last_name="Stone", email=EMAIL, phone_e164=PHONE,
                  street_address="1 Elm", postal_code="06101")
    county.person("4", "p_4", first_name="Bogdan", last_name="Brack", street_address="1 Elm",
                  postal_code="06101")
    with connect() as connection:
        connection.execute(
            "insert into canon.people (source_id, tool, record_type, record_id, first_name,"
            " last_name, email, file_id, file_row) values ('county_van', 'van', 'users', 'u-77',"
            " 'Zoraida', 'Quillfeather', 'zq@mail.example', 'f', 1)"
        )
        connection.execute(
            "insert into identity.record_persons values"
            " ('county_van', 'users', 'u-77', 'county_van/users/u-77', 'p_77')"
        )
    county.attempt(
        "7", of="1", by="u-77", username="zquill",
        note="Zoraida spoke with Ana; her husband Bogdan wants a call at 860-555-0177, or mail "
        "to zq@mail.example. Ana: 860-555-0101.", canvasser_name="Zoraida Quillfeather",
    )
    made, files = _give(tmp_path)
    everything = "\n".join(files.values())
    assert not any(canary in everything for canary in (*CANARIES, "zquill")), [
        canary for canary in (*CANARIES, "zquill") if canary in everything
    ]
    raw = json.loads(files["raw/van__contactscontacts.jsonl"])
    assert raw["_extra"]["note"].startswith("person-") and "Ana: 860-555-0101." in (
        raw["_extra"]["note"]
    )
    assert raw["vanid"] == "1" and made.made_opaque > 5


def test_whom_a_record_is_about_beside_them_becomes_opaque(
    county: County, tmp_path: Path
) -> None:
    """A call noted for several names all of them in a list, in numbers or in text."""
    county.person("1", "p_1", first_name="Ana", last_name="Stone", email=EMAIL)
    county.person("404", "p_4", first_name="Bogdan", last_name="Brack")
    county.attempt("7", of="1", by="9", people=["1", "404"], numbers=[1, 404, True])
    county.also("7", of="404")
    _, files = _give(tmp_path)
    raw = json.loads(files["raw/van__contactscontacts.jsonl"])["_extra"]
    assert raw["people"][0] == "1" and raw["numbers"][0] == 1 and raw["numbers"][2] is True
    assert raw["people"][1] == raw["numbers"][1] and raw["people"][1].startswith("person-")


@pytest.mark.parametrize("reason", ["household", "crowd", "role_mailbox", "placeholder"])
def test_what_is_shared_or_a_roles_opens_nothing(
    county: County, tmp_path: Path, reason: str
) -> None:
    county.person("1", "p_1", first_name="Ana", last_name="Stone", email=EMAIL)
    county.shared(EMAIL, reason)
    with pytest.raises(Refused, match="Ask for a telephone number") as refused:
        _give(tmp_path)
    assert refused.value.reason_code == reason and not (tmp_path / "held.zip").exists()
    assert EMAIL not in str(refused.value)
    assert _newest()[:2] == ("subject_access_refused", "Dana")


def test_what_one_record_alone_holds_may_still_be_nobodys(county: County, tmp_path: Path) -> None:
    for number, (email, reason) in enumerate((
        ("info@group.example", "role_mailbox"), ("none@group.example", "placeholder"),
        ("unheard@of.example", "unknown"),
    )):
        if reason != "unknown":
            county.person(f"{number}", f"p_{number}", first_name="Ana", email=email)
        with pytest.raises(Refused) as refused:
            _give(tmp_path, Identifier("email", email, "email_reply"))
        assert refused.value.reason_code == reason
    county.person("8", "p_8", first_name="Ana", email=EMAIL)
    county.person("9", "p_9", first_name="Ana", email=EMAIL)
    with pytest.raises(Refused) as refused:
        _give(tmp_path)
    assert refused.value.reason_code == "several_people"


@pytest.mark.parametrize("given, methods, told", [
    ([("email", EMAIL)], [], "--verified-by email_reply or email_code"),
    ([("email", EMAIL)], ["phone_code"], "--verified-by email_reply or email_code"),
    ([("email", EMAIL)], ["trust_me"], "no way of verifying called trust_me"),
    ([("email", "ana")], ["email_reply"], "whole"), ([("phone", "555")], ["phone_code"], "whole"),
    ([], ["email_reply"], "Say whose data"),
], ids=map(str, range(6)))  # fmt: skip
def test_what_nobody_verified_opens_nothing(
    given: list[tuple[str, str]], methods: list[str], told: str
) -> None:
    with pytest.raises(verify.NotVerified, match=told):
        verify.identifiers(given, methods)


def test_identifiers_are_compared_as_identity_has_them() -> None:
    found = verify.identifiers(
        [("email", " Ana.S+news@GMail.com "), ("phone", "(860) 555-0101"), ("email", EMAIL)],
        ["email_code", "phone_call"],
    )
    assert [each.value for each in found] == ["anas@gmail.com", PHONE, EMAIL]
    assert [each.method_code for each in found] == ["email_code", "phone_call", "email_code"]
