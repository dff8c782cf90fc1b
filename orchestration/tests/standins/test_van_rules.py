"""VAN's rules, as far as they are documented, hold in its stand-in."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
import requests

import standins.van
from orchestration.tests.standins.conftest import ANA, BO, PEOPLE, Call
from simulation.tools import van_vocabulary as words
from standins.van import MY_VOTERS, Fault, Key, Limit, Van
from standins.van.changes import DOCUMENTED
from standins.van.vocabulary import USER, WRONG_NUMBER

PHONE = {"contactTypeId": 1}


def canvass(call: Call, who: object = ANA, result: int | None = 1, **more: Any) -> int:
    """Posts a canvass response; the status it was answered with."""
    context = {**PHONE, **more.pop("context", {})}
    body = {"canvassContext": context, "resultCodeId": result, **more}
    return call("POST", f"people/{who}/canvassResponses", body).status_code


def code_of(answer: requests.Response) -> str:
    """The code of an error in VAN's form."""
    error = answer.json()["errors"][0]
    assert {"code", "text", "referenceCode"} <= set(error)
    return str(error["code"])


@pytest.mark.parametrize(
    "given",
    [
        {"firstName": "ANA", "lastName": "roe", "emails": [{"email": "Ana@Example.org"}]},
        {"firstName": "Ana", "lastName": "Roe", "phones": [{"phoneNumber": "1-202-555-0101"}]},
        {
            "firstName": "Ana", "lastName": "Roe", "dateOfBirth": "1980-02-03",
            "addresses": [{"zipOrPostalCode": "45101-2222"}],
        },
        {
            "firstName": "Ana", "lastName": "Roe",
            "addresses": [{"zipOrPostalCode": "45101", "addressLine1": "1 mill st"}],
        },
        {"emails": [{"email": "ana@example.org"}]},
    ],
    ids=["email", "phone", "birth", "street", "email_alone"],
)  # fmt: skip
def test_each_minimum_key_finds(call: Call, given: dict[str, Any]) -> None:
    answer = call("POST", "people/find", given)
    assert (answer.status_code, answer.json()["vanId"]) == (302, ANA)
    assert answer.headers["Location"].endswith(f"people/{ANA}")


def test_less_than_a_minimum_key_is_refused(call: Call) -> None:
    answer = call("POST", "people/find", {"firstName": "Ana", "lastName": "Roe"})
    assert (answer.status_code, code_of(answer)) == (400, "INVALID_PARAMETER")


def test_a_phone_of_several_is_found_as_little_as_one_of_nobody(van: Van, call: Call) -> None:
    path = "people/findByPhone"
    assert call("POST", path, {"phoneNumber": "2025550101"}).json()["vanId"] == ANA
    assert call("POST", path, {"phoneNumber": "2025550199"}).status_code == 404
    van.load_people([{"vanid": 1003, "first_name": "Ed", "phone": "2025550101"}])
    assert call("POST", path, {"phoneNumber": "2025550101"}).status_code == 404


def test_only_what_is_asked_for_is_shown(van: Van, call: Call) -> None:
    van.load_people([{"vanid": 1003, "first_name": "Ed", "identifiers": {"DWID": "d-7"}}])
    assert call("GET", f"people/{ANA}").json()["phones"] is None
    assert len(call("GET", f"people/{ANA}?$expand=phones,emails").json()["phones"]) == 1
    other = call("GET", "people/dwid:d-7?$expand=externalIds").json()
    assert other["identifiers"] == [{"type": "DWID", "externalId": "d-7"}]
    assert canvass(call, "DWID:d-7") == 204


def test_modes_number_their_people_apart(van: Van, call: Call) -> None:
    van.load_people([{"vanid": ANA, "first_name": "Zoe"}], MY_VOTERS)
    voters = {"auth": ("kith", van.key.word(MY_VOTERS))}
    assert call("GET", f"people/{ANA}").json()["firstName"] == "Ana"
    assert call("GET", f"people/{ANA}", **voters).json()["firstName"] == "Zoe"
    assert call("GET", f"people/{BO}", **voters).status_code == 404
    person = {"emails": [{"email": "new@example.org"}]}
    assert call("POST", "people/findOrCreate", person, **voters).status_code == 400
    refused = call("GET", "events", **voters)
    assert code_of(refused) == "EVENTS_NOT_SUPPORTED_IN_DB"


def test_keys_are_asked_for_and_may_lose_permissions(van: Van, call: Call) -> None:
    assert call("GET", "users", auth=("kith", "other|1")).status_code == 401
    assert call("GET", "users", auth=("kith", van.key.guid)).status_code == 401
    van.key.forbidden.add("POST /v4/people/*")
    assert canvass(call) == 403
    van.key.forbidden.clear()
    assert canvass(call) == 204


def test_a_key_may_be_for_one_mode_only() -> None:
    with standins.van.running(keys=[Key(modes=frozenset({MY_VOTERS}))]) as van:
        answer = requests.get(f"{van.url}users", auth=("kith", van.api_key), timeout=5)
    assert answer.status_code == 401


def test_an_attempt_has_a_result_or_responses(van: Van, call: Call) -> None:
    answer = {"type": "SurveyResponse", "surveyQuestionId": 1, "surveyResponseId": 1}
    assert canvass(call, result=None) == 400
    assert canvass(call, result=1, responses=[answer]) == 400
    assert canvass(call, result=None, responses=[answer]) == 400  # no such question
    known = {"surveyQuestionId": words.SUPPORT, "surveyResponseId": 1_600_002}
    path = f"people/{ANA}/canvassResponses"
    done = call("POST", path, {"responses": [{"type": "SurveyResponse", **known}]})
    assert (done.status_code, done.content) == (204, b"")
    (effect,) = van.effects()
    assert (effect.result, effect.responses) == (14, (f"survey {words.SUPPORT}=1600002",))


def test_the_day_is_the_accounts(van: Van, call: Call) -> None:
    canvass(call, context={"dateCanvassed": "2026-10-02T03:30:00Z"})
    canvass(call, context={"dateCanvassed": "2026-10-02T23:30:00-04:00"})
    assert [effect.day for effect in van.effects()] == ["2026-10-01", "2026-10-02"]


def test_a_match_within_the_hour_is_a_chance(call: Call, van: Van) -> None:
    van.match_share = 1.0
    for _ in range(3):
        canvass(call)
    assert len(van.effects()) == 1
    canvass(call, context={"skipMatching": True})
    canvass(call, result=17)
    van.clock.advance(minutes=61)
    canvass(call)
    assert len(van.effects()) == 4
    van.match_share = 0.5
    for _ in range(20):
        canvass(call, BO)
    assert 2 <= len([e for e in van.effects() if e.record_id == BO]) <= 19


def test_a_wrong_number_disqualifies_the_person_if_no_phone_is_told(van: Van, call: Call) -> None:
    phone = {"dialingPrefix": "1", "phoneNumber": "2025550101"}
    canvass(call, result=WRONG_NUMBER, context={"phone": phone})
    canvass(call, BO, result=WRONG_NUMBER)
    assert [(e.kind, e.record_id) for e in van.effects() if "disqualified" in e.kind] == [
        ("phone_disqualified", ANA), ("person_disqualified", BO),
    ]  # fmt: skip
    assert call("GET", f"people/{ANA}?$expand=phones").json()["phones"] == []


def test_do_not_call_suppresses_once(van: Van, call: Call) -> None:
    for _ in range(2):
        canvass(call, result=22)
    shown = call("GET", f"people/{ANA}?$expand=suppressions").json()["suppressions"]
    assert [s["suppressionCode"] for s in shown] == ["NC"]
    assert len(van.effects("suppression")) == 1


def test_merges_are_for_good_but_can_be_tried(van: Van, call: Call) -> None:
    canvass(call, BO)
    path = f"people/{BO}/mergeInto"
    assert call("PUT", path + "?whatIf=true", {"vanId": ANA}).status_code == 200
    assert call("GET", f"people/{BO}").status_code == 200
    assert call("PUT", path, {"vanId": ANA}).json() == {"vanId": ANA}
    assert call("GET", f"people/{BO}").status_code == 404
    assert canvass(call, BO) == 404
    merged = call("GET", f"people/{ANA}?$expand=emails").json()
    assert merged["firstName"] == "Ana" and len(merged["emails"]) == 2
    assert van.store.of("contactscontacts", 1, ANA)
    assert call("PUT", f"people/{ANA}/mergeInto", {"vanId": ANA}).status_code == 400
    van.load_people([{"vanid": 7}, {"vanid": 8}], MY_VOTERS)
    voters = {"auth": ("kith", van.key.word(MY_VOTERS))}
    assert call("PUT", "people/7/mergeInto", {"vanId": 8}, **voters).status_code == 400
    assert call("GET", "people/7", **voters).status_code == 200


def test_a_key_can_be_tried(van: Van, call: Call) -> None:
    said = call("POST", "echoes", {"message": "Hello"}).json()
    assert said["message"] == "Hello"
    assert call("GET", "users").json()["items"][0]["userId"] == USER
    assert call("GET", "nothing").status_code == 404


def test_a_signup_overrides_and_makes_a_canvass_response_of_today(van: Van, call: Call) -> None:
    event = {
        "name": "Bank", "eventType": {"eventTypeId": 1},
        "startDate": "2030-01-05T18:00:00", "endDate": "2030-01-05T20:00:00",
        "shifts": [{"startTime": "2030-01-05T18:00:00", "endTime": "2030-01-05T20:00:00"}],
    }  # fmt: skip
    late = {**event, "endDate": "2030-01-06T01:00:00"}
    assert call("POST", "events", late).status_code == 400  # an event is of one day
    number = call("POST", "events", event).json()
    shift = call("GET", f"events/{number}?$expand=shifts").json()["shifts"][0]["eventShiftId"]
    body = {
        "person": {"vanId": ANA}, "event": {"eventId": number}, "role": {"roleId": 1},
        "shift": {"eventShiftId": shift}, "status": {"statusId": 1},
    }  # fmt: skip
    answers = [call("POST", "signups", {**body, "status": {"statusId": s}}) for s in (1, 11)]
    assert [a.status_code for a in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert call("GET", f"signups?vanId={ANA}").json()["count"] == 1
    made = van.effects("canvass_response")
    assert {(e.method, e.day) for e in made} == {("generated", van.today().isoformat())}
    assert len(made) == 2
    assert call("POST", "signups", {**body, "role": {"roleId": 99}}).status_code == 400


def bulk_job(van: Van, call: Call, mapping: str, rows: list[list[Any]]) -> dict[str, Any]:
    """Runs a bulk import of rows, of which the first names the columns; the job as it ended."""
    text, packed = io.StringIO(), io.BytesIO()
    csv.writer(text).writerows(rows)
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("rows.csv", text.getvalue())
    put = requests.put(f"{van.address}/_standin/bucket/rows.zip", packed.getvalue(), timeout=5)
    job = {
        "description": "Rows",
        "file": {
            "fileName": "rows.csv", "hasHeader": True, "sourceUrl": put.json()["url"],
            "columns": [{"name": name} for name in rows[0]],
        },
        "actions": [{
            "resourceType": "Contacts", "actionType": "loadMappedFile",
            "mappingTypes": [{"name": mapping}],
        }],
    }  # fmt: skip
    number = call("POST", "bulkImportJobs", job).json()["jobId"]
    van.finish_jobs()
    found: dict[str, Any] = call("GET", f"bulkImportJobs/{number}").json()
    return found


def test_a_bulk_import_answers_row_by_row(van: Van, call: Call) -> None:
    header: list[Any] = ["vanid", "contacttypeid", "resultid", "datecanvassed", "canvassedby"]
    job = bulk_job(van, call, "CanvassResults", [
        header,
        [ANA, 1, 1, "2026-10-01", USER],
        [4242, 1, 1, "2026-10-01", USER],
        [BO, 1, 999, "2026-10-01", USER],
        [BO, 1, 1, "2026-10-01", ""],
    ])  # fmt: skip
    assert job["status"] == "Complete"
    text = requests.get(job["resultFiles"][0]["url"], timeout=5).text
    rows = list(csv.DictReader(io.StringIO(text)))
    assert list(rows[0])[:4] == ["BulkUploadDataID", "ULFileID", "PrimaryKey", "PrimaryKeyType"]
    (status,) = (name for name in rows[0] if name.startswith("CanvassResults_"))
    # Who isn't there has no row among the results.
    assert [(row["PrimaryKey"], row[status] == "Processed") for row in rows] == [
        (str(ANA), True), (str(BO), False), (str(BO), False),
    ]  # fmt: skip
    (effect,) = van.effects()
    assert (effect.record_id, effect.method, effect.day) == (ANA, "bulk", "2026-10-01")


def test_an_empty_cell_of_a_bulk_import_clears_nothing(van: Van, call: Call) -> None:
    rows: list[list[Any]] = [["vanid", "firstname", "lastname"], [ANA, "", "Rowe"]]
    bulk_job(van, call, "CreateOrUpdateContact", rows)
    shown = call("GET", f"people/{ANA}").json()
    assert (shown["firstName"], shown["lastName"]) == ("Ana", "Rowe")


def test_a_bulk_file_comes_from_this_machine_only(van: Van, call: Call) -> None:
    job = {
        "description": "Rows",
        "file": {"fileName": "a", "columns": [{"name": "vanid"}], "sourceUrl": "http://example.org"},
        "actions": [{"resourceType": "Contacts", "actionType": "loadMappedFile"}],
    }  # fmt: skip
    number = call("POST", "bulkImportJobs", job).json()["jobId"]
    van.finish_jobs()
    assert call("GET", f"bulkImportJobs/{number}").json()["status"] == "Error"


def export(van: Van, call: Call, **asked: Any) -> list[dict[str, str]]:
    """Runs an export of changed entities; the rows of all its files."""
    since = (van.clock.now() - timedelta(days=1)).isoformat()
    started = call("POST", "changedEntityExportJobs", {"dateChangedFrom": since, **asked})
    assert started.status_code == 201, started.text
    van.finish_jobs()
    job = call("GET", f"changedEntityExportJobs/{started.json()['exportJobId']}").json()
    assert job["jobStatus"] == "Complete"
    rows = [
        row
        for file in job["files"]
        for row in csv.DictReader(
            io.StringIO(requests.get(file["downloadUrl"], timeout=5).content.decode())
        )
    ]
    assert len(rows) == job["exportedRecordCount"]
    return rows


def test_exports_show_the_present_version(van: Van, call: Call) -> None:
    call("POST", f"people/{ANA}", {"firstName": "Anna"})
    call("POST", f"people/{ANA}", {"firstName": "Anja"})
    call("DELETE", f"people/{BO}")
    rows = export(van, call, resourceType="Contacts")
    assert [row["FirstName"] for row in rows if row["VanID"] == str(ANA)] == ["Anja"]
    assert str(BO) not in {row["VanID"] for row in rows}
    all_rows = export(van, call, resourceType="Contacts", includeInactive=True)
    assert next(row for row in all_rows if row["VanID"] == str(BO))["DateSuppressed"]


def test_exports_have_core_fields_and_those_asked_for(van: Van, call: Call) -> None:
    canvass(call, context={"dateCanvassed": "2026-10-02T15:07:00-04:00"})
    van.is_exporting_us_times = True
    asked = {"resourceType": "ContactHistory"}
    (row,) = export(van, call, **asked)
    assert row["DateCanvassed"] == "10/2/2026 3:07:00 PM"
    assert "DateCreated" not in row
    (row,) = export(van, call, **asked, requestedFields=["DateCreated"])
    assert row["DateCreated"]


def test_a_code_that_was_taken_off_is_told_as_deleted(van: Van, call: Call) -> None:
    for action in ("Apply", "Apply", "Remove", "Apply"):
        code = {"type": "ActivistCode", "activistCodeId": words.ACTIVIST, "action": action}
        canvass(call, result=None, responses=[code])
    asked = {"resourceType": "ContactsActivistCodes"}
    assert len(export(van, call, **asked)) == 1
    rows = export(van, call, **asked, includeInactive=True)
    assert [row["IsDeleted"] for row in rows] == ["True", ""]
    shown = call("GET", f"people/{ANA}/activistCodes").json()
    assert [item["activistCodeId"] for item in shown["items"]] == [words.ACTIVIST]


def test_an_account_is_offered_what_it_is_offered(van: Van, call: Call) -> None:
    van.offers = DOCUMENTED
    offered = call("GET", "changedEntityExportJobs/resources").json()
    assert set(offered) == DOCUMENTED
    since = (van.clock.now() - timedelta(days=1)).isoformat()
    asked = {"resourceType": "ContactsPhones", "dateChangedFrom": since}
    assert call("POST", "changedEntityExportJobs", asked).status_code == 400


def test_exports_go_back_ninety_days_and_no_further(van: Van, call: Call) -> None:
    path, asked = "changedEntityExportJobs", {"resourceType": "Contacts"}
    for days, status in ((91, 400), (89, 201), (-1, 201)):
        since = (van.clock.now() - timedelta(days=days)).isoformat()
        assert call("POST", path, {**asked, "dateChangedFrom": since}).status_code == status, days
    assert call("POST", path, {"resourceType": "Nothing"}).status_code == 400


def test_exports_can_leave_out_ones_own_changes(van: Van, call: Call) -> None:
    canvass(call)
    asked = {"resourceType": "ContactHistory"}
    assert len(export(van, call, **asked)) == 1
    assert export(van, call, **asked, excludeChangesFromSelf=True) == []


def test_exports_come_in_parts_whose_links_expire(call: Call, van: Van) -> None:
    van.part_kb = 1
    for _ in range(30):
        canvass(call)
    rows = export(van, call, resourceType="ContactHistory")
    assert len({row["ContactsContactID"] for row in rows}) == 30
    job = call("GET", "changedEntityExportJobs/2170000001").json()
    assert len(job["files"]) > 2
    link = job["files"][0]["downloadUrl"]
    van.clock.advance(days=19)
    assert requests.get(link, timeout=5).status_code == 200
    van.clock.advance(days=2)
    assert requests.get(link, timeout=5).status_code == 404


def test_lists_come_by_page(van: Van, call: Call) -> None:
    for number in range(120):
        van.save_list(f"List {number}", [ANA])
    seen, link = [], "savedLists?$top=50"
    while link:
        page = call("GET", link).json()
        seen += [item["savedListId"] for item in page["items"]]
        link = (page["nextPageLink"] or "").removeprefix(van.url)
    assert len(set(seen)) == page["count"] == 120


def test_calls_beyond_the_limit_wait() -> None:
    with standins.van.running(PEOPLE, limits=[Limit(3, 60, "GET *")]) as van:
        answers = [
            requests.get(f"{van.url}users", auth=("kith", van.api_key), timeout=5) for _ in range(4)
        ]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 0 < float(answers[-1].headers["Retry-After"]) <= 60
    assert code_of(answers[-1]) == "TOO_MANY_REQUESTS"


def test_a_bulk_import_may_end_halfway(van: Van, call: Call) -> None:
    van.faults.add(Fault("half", "JOB /bulkImportJobs"))
    header: list[Any] = ["vanid", "activistcodeid"]
    rows = [header, [ANA, words.ACTIVIST], [BO, words.ACTIVIST]]
    job = bulk_job(van, call, "ActivistCode", rows)
    assert (job["status"], job["resultFiles"]) == ("Error", [])
    assert [effect.record_id for effect in van.effects()] == [ANA]
