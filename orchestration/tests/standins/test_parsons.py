"""Parsons' own VAN, Action Network and Mobilize connectors, unchanged, against the stand-ins.

Parsons keeps the vendors' addresses as constants of its modules; they are all that is set here.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

import standins.action_network
import standins.mobilize
from orchestration.tests.standins.conftest import ANA, BO
from simulation.tools import van_vocabulary as words
from standins.van import KEY, Van

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def connector(van: Van, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Parsons' VAN in MyCampaign mode."""
    from parsons.ngpvan import VAN, van_connector

    monkeypatch.setattr(van_connector, "URI", van.url)
    return VAN(api_key=KEY, db="MyCampaign")


def test_people_are_found_changed_and_merged(connector: Any, van: Van) -> None:
    found = connector.find_person(first_name="Ana", last_name="Roe", phone="2025550101")
    assert found["vanId"] == ANA
    whole = connector.get_person(ANA)
    assert whole["emails"][0]["email"] == "ana@example.org"
    assert whole["phones"][0]["phoneType"] == "Home"
    made = connector.upsert_person(first_name="Cy", last_name="Day", email="cy@example.org")
    assert connector.upsert_person(email="cy@example.org", zip="45102")["vanId"] == made["vanId"]
    connector.update_person(made["vanId"], first_name="Cyrus")
    assert connector.get_person(made["vanId"])["firstName"] == "Cyrus"
    assert connector.merge_contacts(primary_vanid=ANA, source_vanid=BO)["vanId"] == ANA
    assert {e["email"] for e in connector.get_person(ANA)["emails"]} == {
        "ana@example.org", "bo@example.org",
    }  # fmt: skip
    with pytest.raises(requests.HTTPError, match="404"):
        connector.get_person(BO)
    assert [effect.kind for effect in van.effects()] == [
        "person", "email", "merge",
    ]  # fmt: skip


def test_who_isnt_there_is_not_found(connector: Any) -> None:
    with pytest.raises(requests.HTTPError, match="404"):
        connector.find_person(email="nobody@example.org")


def test_canvassing_is_recorded(connector: Any, van: Van) -> None:
    connector.apply_canvass_result(
        ANA, 1, contact_type_id=1, date_canvassed="2026-10-01", phone="2025550101"
    )
    connector.apply_survey_response(ANA, words.SUPPORT, 1_600_001, contact_type_id=2)
    connector.apply_activist_code(ANA, words.ACTIVIST)
    connector.apply_activist_code(ANA, words.PROSPECT, omit_contact=False)
    connector.remove_activist_code(ANA, words.ACTIVIST)
    attempts = van.effects("canvass_response")
    assert [(a.channel, a.result, a.responses) for a in attempts] == [
        (1, 1, ()),
        (2, 14, (f"survey {words.SUPPORT}=1600001",)),
        (None, 14, (f"code {words.PROSPECT}",)),
    ]
    assert attempts[0].day == "2026-10-01"
    assert [e.responses for e in van.effects("activist_code")] == [
        (f"code {words.ACTIVIST}",), (f"code -{words.ACTIVIST}",),
    ]  # fmt: skip
    with pytest.raises(requests.HTTPError, match="400"):
        connector.apply_canvass_result(ANA, 999)


def test_the_accounts_words_are_read(connector: Any) -> None:
    results = connector.get_canvass_responses_result_codes()
    assert [r["resultCodeId"] for r in results if r["shortName"] == "CB"] == [13, 17]
    assert connector.get_canvass_responses_contact_types().num_rows == 4
    assert connector.get_canvass_responses_input_types().num_rows == 3
    assert connector.get_activist_codes().num_rows == 3
    assert connector.get_activist_code(words.ACTIVIST)["name"] == "Activist 2026"
    assert connector.get_survey_questions().num_rows == 3
    assert len(connector.get_survey_question(words.SUPPORT)["responses"]) == 5
    assert connector.get_apikeyprofiles()["hasMyCampaign"]
    assert connector.connection.api_key_profile["committeeName"]
    code = connector.create_code(name="Web", code_type="Tag")
    assert connector.get_codes(code_type="Tag").num_rows == 1
    connector.apply_person_code(ANA, code)
    assert connector.get_person(ANA)["codes"][0]["codeId"] == code
    assert connector.get_code_types() == ["SourceCode", "Tag"]
    note = connector.create_contact_note(ANA, "Likes tea", False)
    assert connector.get_contact_notes(ANA)[0]["noteId"] == note


def test_events_and_signups(connector: Any, van: Van) -> None:
    place = connector.create_location("Faith Hall", "1 Mill St", None, "Marlow", "OH", "45101")
    assert connector.create_location("Faith Hall", zip_code="45101") == place
    event = connector.create_event(
        "Phone bank", "Phones", "2026-12-01T18:00:00-05:00", "2026-12-01T20:00:00-05:00", 3,
        roles=[3], location_ids=[place],
    )  # fmt: skip
    assert connector.get_events().num_rows == 1
    shift = connector.get_event(event)["shifts"][0]["eventShiftId"]
    assert connector.get_event_types().num_rows == len(words.EVENT_KINDS)
    assert connector.get_signups_statuses(event_id=event).num_rows == len(words.STATUSES)
    signup = connector.create_signup(ANA, event, shift, 3, 1, place)
    assert connector.create_signup(ANA, event, shift, 3, 11, place) == signup
    connector.update_signup(signup, status_id=2)
    assert connector.get_signup(signup)["status"] == {"statusId": 2, "name": "Completed"}
    assert connector.get_event_signups(event).num_rows == 1
    assert connector.get_person_signups(ANA).num_rows == 1
    connector.delete_signup(signup)
    connector.delete_event(event)
    assert len(van.effects("sign_up")) == 1


def test_saved_lists_are_exported(connector: Any, van: Van) -> None:
    number = van.save_list("Everybody", [ANA, BO])
    assert connector.get_saved_lists().num_rows == 1
    assert connector.get_folders().num_rows == 1
    exported = connector.download_saved_list(number)
    assert [(row["VanID"], row["FirstName"]) for row in exported] == [
        (str(ANA), "Ana"), (str(BO), "Bo"),
    ]  # fmt: skip


def test_what_changed_is_exported(
    connector: Any, van: Van, monkeypatch: pytest.MonkeyPatch
) -> None:
    from parsons.ngpvan import changed_entities

    monkeypatch.setattr(changed_entities, "RETRY_RATE", 0.01)
    connector.apply_canvass_result(BO, 17, contact_type_id=1)
    since = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    rows = connector.get_changed_entities("ContactHistory", since)
    assert [(row["VanID"], row["ResultID"]) for row in rows] == [(str(BO), "17")]
    assert "ContactHistory" in connector.get_changed_entity_resources()
    fields = connector.get_changed_entity_resource_fields("ContactHistory")
    assert "DateCanvassed" in fields["fieldName"]
    with pytest.raises(requests.HTTPError, match="400"):
        connector.get_changed_entities("ContactHistory", "2001-01-01T00:00:00Z")


def test_bulk_imports(connector: Any, van: Van, monkeypatch: pytest.MonkeyPatch) -> None:
    """Parsons uploads its file to a cloud's storage, which is all that is replaced here."""
    from parsons import Table
    from parsons.utilities import cloud_storage

    def to_bucket(table: Any, kind: str, file_path: str, **more: Any) -> str:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as file:
            file.write(table.to_csv(), file_path.replace(".zip", ".csv"))
        kept = requests.put(
            f"{van.address}/_standin/bucket/{file_path}", packed.getvalue(), timeout=5
        )
        return str(kept.json()["url"])

    monkeypatch.setattr(cloud_storage, "post_file", to_bucket)
    codes = Table([["vanid", "activistcodeid"], [ANA, words.ACTIVIST], [BO, words.ACTIVIST]])
    results = Table(
        [
            ["vanid", "contacttypeid", "resultid", "datecanvassed", "canvassedby"],
            [ANA, 1, 1, "2026-10-01", 1_000_001],
        ]
    )
    people = Table([["vanid", "fn", "ln", "email"], ["", "Di", "Fox", "di@example.org"]])
    jobs = [
        connector.bulk_apply_activist_codes(codes, "S3"),
        connector.bulk_apply_canvass_results(results, "S3"),
        connector.bulk_upsert_contacts(people, "S3", result_fields=["email"]),
    ]
    van.finish_jobs()
    assert [connector.get_bulk_import_job(job)["status"] for job in jobs] == ["Complete"] * 3
    assert connector.find_person(email="di@example.org")["firstName"] == "Di"
    kinds = {(effect.kind, effect.record_id, effect.method) for effect in van.effects()}
    assert {("activist_code", ANA, "bulk"), ("canvass_response", ANA, "bulk")} <= kinds
    assert connector.get_bulk_import_mapping_types().num_rows
    assert "Contacts" in connector.get_bulk_import_resources()


@pytest.fixture
def network() -> Iterator[standins.action_network.ActionNetwork]:
    with standins.action_network.running() as running:
        yield running


def test_action_network(
    network: standins.action_network.ActionNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    from parsons.action_network import ActionNetwork, action_network

    monkeypatch.setattr(action_network, "API_URL", network.url.rstrip("/"))
    connector = ActionNetwork(network.api_key)
    network.add("tags", name="Volunteer")
    network.load_people({"email": f"p{number}@example.org"} for number in range(30))
    ana = connector.upsert_person("ana@example.org", given_name="Ana", tags=["Volunteer"])
    again = connector.upsert_person("ANA@example.org", family_name="Roe")
    assert again["identifiers"] == ana["identifiers"]
    assert connector.get_people().num_rows == 31
    only = connector.get_people(filter="email_address eq 'p7@example.org'")
    assert only.num_rows == 1
    tag = network.own_id(connector.get_tags()[0])
    assert connector.get_taggings(tag).num_rows == 1


def test_mobilize(monkeypatch: pytest.MonkeyPatch) -> None:
    from parsons.mobilize_america import MobilizeAmerica, ma

    with standins.mobilize.running([{"id": 1, "name": "Marlow"}]) as mobilize:
        monkeypatch.setattr(ma, "MA_URI", mobilize.url)
        connector = MobilizeAmerica(mobilize.api_key)
        for number in range(30):
            event = mobilize.add_event(1, title=f"Bank {number}")
        person = mobilize.add_person(1, given_name="Ana", email_address="ana@example.org")
        mobilize.add_attendance(event["id"], event["timeslots"][0]["id"], person["id"])
        mobilize.delete_event(1)
        assert connector.get_organizations().num_rows == 1
        assert connector.get_events_organization(1).num_rows == 29
        assert [row["id"] for row in connector.get_events_deleted()] == [1]
        assert connector.get_people(1).num_rows == 1
        assert connector.get_attendances(1).num_rows == 1
