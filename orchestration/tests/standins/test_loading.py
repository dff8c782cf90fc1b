"""What a folder of exports holds can be put into a stand-in, and jobs outlive a stop."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import requests

import standins.action_network
import standins.van
from standins.van import MY_CAMPAIGN, Van

TABLES = {
    "contacts": "vanid,firstname,lastname,datecreated,datemodified,datesuppressed\n"
    "101,Ana,Roe,2026-09-01 10:00:00,2026-09-02 10:00:00,\n"
    "102,Bo,Li,2026-09-01 10:00:00,,2026-09-03 10:00:00\n"
    "103,Cy\n"  # a line that was cut off
    "104,Di\ufffd,Fox,2026-09-01 10:00:00,,\n",
    "contactsphones": "contactsphoneid,vanid,phone,datecreated\n7,101,202-555-0101,2026-09-01\n",
    "events": "eventid,eventcalendarid,eventcalendarname,eventname,dateoffsetbegin,dateoffsetend,"
    "datecreated\n9,1,Bank,Calls,2026-10-01 18:00:00,2026-10-01 20:00:00,2026-09-01 10:00:00\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for table, text in TABLES.items():
        (tmp_path / f"{table}_20261001.csv").write_text(text, "utf-8")
    return tmp_path


def test_vans_tables_are_loaded_but_for_broken_lines(folder: Path) -> None:
    with Van() as van, requests.Session() as session:
        assert van.load_folder(folder) == {"contacts": 2, "contactsphones": 1, "events": 1}
        session.auth = ("kith", van.api_key)
        ana = session.get(f"{van.url}people/101?$expand=phones", timeout=5).json()
        assert ana["phones"][0]["phoneNumber"] == "202-555-0101"
        assert session.get(f"{van.url}people/102", timeout=5).status_code == 404  # suppressed
        found: Any = {
            "firstName": "ana",
            "lastName": "roe",
            "phones": [{"phoneNumber": "2025550101"}],
        }
        assert session.post(f"{van.url}people/find", json=found, timeout=5).json()["vanId"] == 101
        event = session.get(f"{van.url}events/9?$expand=shifts", timeout=5).json()
        assert [shift["eventShiftId"] for shift in event["shifts"]] == [9]
        new = {"emails": [{"email": "new@example.org"}]}
        made = session.post(f"{van.url}people/findOrCreate", json=new, timeout=5).json()
        assert made["vanId"] > 102


def test_a_job_that_a_stop_left_goes_on(tmp_path: Path) -> None:
    state = tmp_path / "state"
    with standins.van.running([{"vanid": 1, "first_name": "Ana"}], state=state) as van:
        van.job_seconds = 60
        asked = {
            "resourceType": "Contacts",
            "dateChangedFrom": f"{van.clock.now():%Y-%m-%dT00:00:00Z}",
        }
        url, auth = f"{van.url}changedEntityExportJobs", ("kith", van.api_key)
        number = requests.post(url, json=asked, auth=auth, timeout=5).json()["exportJobId"]
    with standins.van.running(state=state) as van:
        van.finish_jobs()
        url = f"{van.url}changedEntityExportJobs/{number}"
        job = requests.get(url, auth=auth, timeout=5).json()
        assert (job["jobStatus"], job["exportedRecordCount"]) == ("Complete", 1)
        assert van.store.get("contacts", MY_CAMPAIGN, 1)


def test_action_networks_pages_are_loaded(tmp_path: Path) -> None:
    root = "https://actionnetwork.org/api/v2"
    person = {
        "identifiers": ["action_network:a-1"],
        "email_addresses": [{"address": "ana@example.org"}],
        "_links": {"self": {"href": f"{root}/people/a-1"}},
    }
    tagging = {
        "identifiers": ["action_network:t-1"],
        "_links": {
            "self": {"href": f"{root}/tags/g-1/taggings/t-1"},
            "osdi:tag": {"href": f"{root}/tags/g-1"},
            "osdi:person": {"href": f"{root}/people/a-1"},
        },
    }
    tag = {"identifiers": ["action_network:g-1"], "name": "Caller"}
    pages = [
        {"_embedded": {"osdi:people": [person]}},
        {"_embedded": {"osdi:tags": [{**tag, "_links": {"self": {"href": f"{root}/tags/g-1"}}}]}},
    ]
    (tmp_path / "people.json").write_text("\n".join(map(json.dumps, pages)) + '\n{"_emb')
    (tmp_path / "taggings.json").write_text(json.dumps({"_embedded": {"osdi:taggings": [tagging]}}))
    with standins.action_network.running() as network:
        counts = network.load_folder(tmp_path)
        assert counts == {"people": 1, "tags": 1, "taggings": 1}
        headers = {"OSDI-API-Token": network.api_key}
        for path in ("people/a-1/taggings", "tags/g-1/taggings"):
            found = requests.get(network.url + path, headers=headers, timeout=5).json()
            assert found["total_records"] == 1
