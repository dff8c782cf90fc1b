"""A fault does what it says, and what was truly done is known: before it nothing, after it all."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import requests

import standins.van
from orchestration.tests.standins.conftest import ANA, PEOPLE, Call
from standins.van import Fault, Van

CANVASS = "POST */canvassResponses"
BODY: dict[str, Any] = {"canvassContext": {"contactTypeId": 1}, "resultCodeId": 1}
PATH = f"people/{ANA}/canvassResponses"


@pytest.mark.parametrize("kind", ["timeout", "reset", "error"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_nothing_is_done_before_a_fault_and_all_after_it(
    van: Van, call: Call, kind: str, when: str
) -> None:
    van.faults.add(Fault(f"{kind}_{when}", CANVASS, seconds=0.2))
    if kind == "error":
        assert call("POST", PATH, BODY).status_code == 500
    else:
        with pytest.raises(requests.ConnectionError):
            call("POST", PATH, BODY)
    assert len(van.effects()) == (when == "after")
    assert call("POST", PATH, BODY).status_code == 204
    assert van.faults.happened == [(f"{kind}_{when}", f"POST /v4/{PATH}")]


def test_a_call_may_be_told_to_wait(van: Van, call: Call) -> None:
    van.faults.add(Fault("too_many", CANVASS, seconds=7))
    answer = call("POST", PATH, BODY)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")
    assert not van.effects()


def test_a_download_may_fail_or_be_cut_off_or_half(van: Van) -> None:
    url = van.keep_file("a.csv", b"x" * 1000)
    van.faults.add(Fault("error_before", "GET /files/*"))
    assert requests.get(url, timeout=5).status_code == 500
    van.faults.add(Fault("cut", "GET /files/*"), Fault("half", "GET /files/*"))
    with pytest.raises(requests.RequestException):
        requests.get(url, timeout=5)
    assert len(requests.get(url, timeout=5).content) == 500
    assert len(requests.get(url, timeout=5).content) == 1000


def test_faults_are_chosen_by_place_count_and_seed(van: Van, call: Call) -> None:
    van.faults.add(Fault("error_before", CANVASS, count=2, skip=1))
    statuses = [call("POST", PATH, BODY).status_code for _ in range(4)]
    assert statuses == [204, 500, 500, 204]
    assert call("GET", "users").status_code == 200


def test_a_seed_decides_the_same_each_time() -> None:
    happened = []
    for _ in range(2):
        with standins.van.running(PEOPLE, seed=7) as van:
            van.faults.add(Fault("error_before", "GET *", count=None, share=0.5))
            answers = [
                requests.get(f"{van.url}users", auth=("kith", van.api_key), timeout=5).status_code
                for _ in range(20)
            ]
        happened.append(answers)
    assert happened[0] == happened[1]
    assert set(happened[0]) == {200, 500}


def test_a_fault_must_be_known() -> None:
    with pytest.raises(ValueError, match="no fault named"):
        Fault("gremlin")


def test_a_job_may_fail(van: Van, call: Call) -> None:
    van.faults.add(Fault("error_before", "JOB /changedEntityExportJobs"))
    since = van.clock.now().isoformat()
    asked = {"resourceType": "Contacts", "dateChangedFrom": since}
    number = call("POST", "changedEntityExportJobs", asked).json()["exportJobId"]
    van.finish_jobs()
    job = call("GET", f"changedEntityExportJobs/{number}").json()
    assert (job["jobStatus"], job["files"]) == ("Error", [])


class Started(NamedTuple):
    """A stand-in in a process of its own, and what it told of itself."""

    process: subprocess.Popen[str]
    told: dict[str, str]


def start(command: list[str]) -> Started:
    """Starts one and waits until it listens."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    told = json.loads(process.stdout.readline())
    process.stdout.close()
    return Started(process, told)


def test_it_goes_on_where_it_was_killed(tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("vanid,first_name,last_name\n1001,Ana,Roe\n")
    command = [sys.executable, "-m", "standins.van", "--state", str(tmp_path / "state")]
    first = start([*command, "--people", str(people)])
    auth = ("kith", first.told["api_key"])
    requests.post(first.told["url"] + PATH, json=BODY, auth=auth, timeout=5).raise_for_status()
    first.process.kill()
    first.process.wait(10)
    second = start(command)
    try:
        control = second.told["url"].replace("/v4/", "/_standin/")
        (effect,) = requests.get(control + "effects", timeout=5).json()
        assert (effect["kind"], effect["record_id"]) == ("canvass_response", 1001)
        order = [{"kind": "error_before", "endpoint": "GET *"}]
        requests.put(control + "faults", json=order, timeout=5).raise_for_status()
        users = second.told["url"] + "users"
        statuses = [requests.get(users, auth=auth, timeout=5).status_code for _ in range(2)]
        assert statuses == [500, 200]
        now = requests.post(control + "clock", json={"days": 400}, timeout=5).json()["now"]
        assert now > "2027"
    finally:
        second.process.send_signal(signal.SIGTERM)
        assert second.process.wait(10) == 0


def test_it_listens_on_this_machine_only(van: Van) -> None:
    assert van._server is not None
    assert van._server.server_address[0] == "127.0.0.1"
