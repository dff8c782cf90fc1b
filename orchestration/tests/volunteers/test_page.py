"""The volunteers' page in a real browser: one's own work, at a phone's width, and nobody else's."""

from __future__ import annotations

import http.client
import os
import re
import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
from psycopg import sql

from bi.volunteers import place, server
from orchestration.lib import settings
from orchestration.lib.packages import export as packages
from orchestration.lib.volunteers import links
from orchestration.lib.warehouse import connect
from orchestration.tests import browser
from orchestration.tests.browser import Page
from orchestration.tests.dashboards.conftest import fill
from orchestration.tests.volunteers.conftest import ANA, BO

pytestmark = pytest.mark.usefixtures("people")
NOW = datetime.now(UTC).replace(microsecond=0)
TODAY = NOW.date()
MONTH = TODAY.replace(day=1)
NASTY = '<script>alert("x")</script>'
# What is Bo's alone, or of people Ana met: none of it may stand on Ana's page.
FOREIGN = ("Bogdan", "bo@mail.example", "Zoraida", "p_00000000000000cc", BO, "Bo's campaign",
           "+12125550143", "r-bo")


@pytest.fixture(scope="module")
def tab() -> Iterator[Page]:
    """One browser for all. A machine may have none, but the one that says what may land has."""
    if browser.program_of() is None and not os.environ.get("KITH_NEEDS_BROWSER"):
        pytest.skip(browser.LACKING)
    with browser.browser() as found:
        yield found


@pytest.fixture
def work(people: None) -> Iterator[None]:
    """Ana knocked, called and hosted; Bo did something else. Both allow what they allow."""
    with connect("kith_builder") as connection:
        for person, name in ((ANA, "Ana"), (BO, "Bogdan")):
            fill(connection, "people", {"person_id": person, "first_name": name,
                                        "email": f"{name[:2].lower()}@mail.example"})
        told = {"source_id": "van", "tool": "van", "organization_id": "county",
                "organization_name": "County", "record_type": "contacts",
                "authored_type_code": "contact_attempt", "authored_type_name": "Attempts",
                "program_code": "canvass", "program_name": "Canvass", "channel_code": "canvass",
                "subject_person_id": "p_00000000000000cc", "topic_name": "Zoraida"}
        for number, (result, day) in enumerate((
            ("canvassed", TODAY), ("canvassed", TODAY), ("not_home", TODAY),
            ("not_home", TODAY - timedelta(days=1)),
        )):
            fill(connection, "volunteer_ledger", told | {
                "person_id": ANA, "record_id": f"r-{number}", "result_code": result,
                "is_conversation": result == "canvassed", "local_date": day,
                "month_date": day.replace(day=1)})
        for number in range(12):
            day = TODAY - timedelta(days=10 + number)
            fill(connection, "volunteer_ledger", told | {
                "person_id": ANA, "record_id": f"e-{number}", "local_date": day,
                "month_date": day.replace(day=1), "authored_type_code": "event",
                "authored_type_name": "Events hosted", "program_name": NASTY,
                "subject_person_id": None, "channel_code": None})
        fill(connection, "volunteer_ledger", told | {
            "person_id": BO, "record_id": "r-bo", "organization_name": "Bo's campaign",
            "local_date": TODAY, "month_date": MONTH})
        connection.execute("insert into registry.organizations values ('county', 'County'), "
                           "('hub', 'The Hub')")
        connection.execute("insert into registry.grant_texts values ('us', 1, 'We use it so.')")
    _allow(1, ANA, "county")
    _allow(2, ANA, "hub")
    _allow(3, BO, "hub")
    yield


def _allow(number: int, person: str, organization: str) -> None:
    """A grant, as its volunteer gave it and as the mart says it is."""
    key = {ANA: "van/users/1", BO: "van/users/2"}[person]
    given = {"records_of_id": "county", "organization_id": organization, "is_onward": False,
             "authored_types": "contact_attempt", "purposes": "organizing", "starts_at": NOW,
             "grant_text_id": "us", "grant_text_version": 1}
    with connect() as connection:
        connection.execute(
            sql.SQL("insert into landing.grants (grant_id, record_key, recorded_by, {}) overriding"
                    " system value values (%s, %s, 'Dana', {})").format(
                sql.SQL(", ").join(map(sql.Identifier, given)),
                sql.SQL(", ").join(sql.Placeholder() * len(given)),
            ), [number, key, *given.values()],
        )
        # One without a beginning, as what holds by default has none.
        since = "-infinity" if organization == "county" else NOW
        fill(connection, "grants", given | {"grant_id": f"{number}", "person_id": person,
                                            "starts_at": since,
                                            "is_default": False, "state_code": "active"})


@pytest.fixture
def porch() -> Iterator[server.Porch]:
    """The page, being served."""
    with _serving() as found:
        yield found.porch


class _serving:
    def __init__(self, public: str | None = None) -> None:
        self.porch = server.Porch(0, public)
        self._thread = threading.Thread(target=self.porch.serve_forever, args=(0.02,))

    def __enter__(self) -> _serving:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.porch.shutdown()
        self.porch.server_close()
        self._thread.join()


def _address(porch: server.Porch, path: str = "/") -> str:
    return f"http://127.0.0.1:{porch.server_port}{path}"


def _asked(
    porch: server.Porch, path: str, form: dict[str, str] | None = None, **headers: str
) -> Any:
    """One request, as a browser would send it; its status, headers and body."""
    connection = http.client.HTTPConnection("127.0.0.1", porch.server_port, timeout=30)
    host = f"127.0.0.1:{porch.server_port}"
    told = {"Host": host, "Origin": f"http://{host}"} | headers
    connection.request("POST" if form is not None else "GET", path,
                       urlencode(form) if form is not None else None, told)
    answer = connection.getresponse()
    body = answer.read().decode(errors="replace")
    connection.close()
    return SimpleNamespace(
        status=answer.status, body=body,
        headers={name.lower(): value for name, value in answer.getheaders()},
    )


def _open(tab: Page, porch: server.Porch, link: str, width: int = 390) -> None:
    """Come in with a link, and wait for the page it leads on to."""
    tab.open(_address(porch, f"/?link={link}"), width)
    until = time.monotonic() + 10
    there = "document.readyState == 'complete' && !!document.querySelector('main')"
    while not tab.run(there) and time.monotonic() < until:
        time.sleep(0.02)
    assert tab.run("location.href") == _address(porch)


def _enter(porch: server.Porch, link: str) -> str:
    """Come in with a link; the cookie that stands for it."""
    answer = _asked(porch, f"/?link={link}")
    assert answer.status == 200, answer.body
    return str(answer.headers["set-cookie"].split(";")[0])


@pytest.mark.usefixtures("work")
def test_a_volunteer_reads_their_own_work_and_nobody_elses(tab: Page, porch: server.Porch) -> None:
    tab.asked.clear()
    _open(tab, porch, links.make(ANA, 7, "Dana"))
    for width in (390, 1280):
        tab.open(_address(porch), width)
        text = tab.text()
        assert "Thank you, Ana" in text
        assert "On 14 days you made 16 records, with 1 person; 2 times it came to a" in text
        assert "Attempts: 3, at doors; 2 canvassed, 1 not home" in text
        assert "Attempts: 1, at doors; not home" in text and "Canvass · van · County" in text
        assert NASTY in text  # as words, and not as a script
        assert not any(each in tab.run("document.documentElement.outerHTML") for each in FOREIGN)
        assert tab.run("document.documentElement.scrollWidth <= innerWidth")
        assert tab.run("location.href") == _address(porch)  # the link is in no address
        bars = tab.run("document.querySelectorAll('svg .bar, svg .unfinished').length")
        assert bars == 24
    own = _address(porch, "")
    assert all(each.startswith(own) for each in tab.asked) and not tab.stopped
    assert tab.run("document.scripts.length") == 0


@pytest.mark.usefixtures("work")
def test_what_is_longer_ago_is_a_page_further_by_keyboard_too(
    tab: Page, porch: server.Porch
) -> None:
    _open(tab, porch, links.make(ANA, 7, "Dana"))
    oldest = (TODAY - timedelta(days=21)).isoformat()
    days = "[...document.querySelectorAll('.day h3')].length"
    assert tab.run(days) == 10
    tab.run("[...document.querySelectorAll('.more a')].pop().focus()")
    tab.follow()
    assert tab.run(days) == 4 and "The newest" in tab.text() and "Earlier" not in tab.text()
    assert oldest not in tab.run("location.href")
    tab.press("Tab")
    tab.open(_address(porch), 390)
    tab.press("Tab")
    assert tab.run("document.activeElement.textContent") == "Skip to the page"


@pytest.mark.usefixtures("work")
def test_a_grant_is_ended_by_its_own_volunteer_after_a_question(
    tab: Page, porch: server.Porch
) -> None:
    _open(tab, porch, links.make(ANA, 7, "Dana"))
    text = tab.text()
    assert text.count("In force") == 2 and "We use it so." in text
    assert "what you did for County: contact attempt, for organizing" in text
    tab.run("document.querySelector('a[href=\"/revoke?grant=2\"]').focus()")
    tab.follow()
    assert "Do you want to end this?" in tab.text() and "The Hub" in tab.text()
    assert not _revoked()
    tab.run("document.querySelector('button.end').focus()")
    tab.follow()
    assert "Ended. It was noted" in tab.text()
    assert tab.text().count("In force") == 1 and "Ended on" in tab.text()
    assert _revoked() == [(2, "the volunteer", "revoked on their own page")]
    with connect() as connection:
        noted = connection.execute(
            "select action_code, actor, subject_key = landing.subject_key(%s)"
            " from landing.audit_trail order by entry_number desc limit 1", [ANA]
        ).fetchone()
    assert noted == ("grant_revoked", "the volunteer", True)


def _revoked() -> list[tuple[Any, ...]]:
    with connect() as connection:
        return connection.execute(
            "select grant_id, recorded_by, reason from landing.grant_revocations"
        ).fetchall()


@pytest.mark.usefixtures("work")
def test_nobody_ends_what_another_allows_nor_by_a_form_from_elsewhere(porch: server.Porch) -> None:
    cookie = _enter(porch, links.make(ANA, 7, "Dana"))
    page = _asked(porch, "/revoke?grant=2", Cookie=cookie).body
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found
    form = {"csrf": found[1], "grant": "2"}
    assert _asked(porch, "/revoke?grant=3", Cookie=cookie).status == 404
    theirs = _asked(porch, "/revoke", form | {"grant": "3"}, Cookie=cookie)
    assert theirs.status == 303 and "nothing to end" in _asked(porch, "/", Cookie=cookie).body
    other = _enter(porch, links.make(BO, 7, "Dana"))
    for refused in (
        _asked(porch, "/revoke", form), _asked(porch, "/revoke", form, Cookie=other),
        _asked(porch, "/revoke", form | {"csrf": ""}, Cookie=cookie),
        _asked(porch, "/revoke", form, Cookie=cookie, Origin="http://evil.example"),
    ):
        assert refused.status == 403
    assert _revoked() == []


@pytest.mark.usefixtures("work")
def test_the_package_is_of_whom_the_link_is_whatever_is_sent(
    porch: server.Porch, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    kept = {*settings.folder("packages").iterdir()}

    def export(person_id: str, actor: str, reason: str, target: Path) -> SimpleNamespace:
        asked.append(person_id)
        target.write_bytes(b"PK the package")
        return SimpleNamespace(path=target, volunteer_id="v_1")

    monkeypatch.setattr(packages, "export", export)
    cookie = _enter(porch, links.make(ANA, 7, "Dana"))
    found = re.search(r'name="csrf" value="([^"]+)"', _asked(porch, "/", Cookie=cookie).body)
    assert found
    form = {"csrf": found[1], "person": BO, "person_id": BO, "link": "mine"}
    answer = _asked(porch, f"/package?person_id={BO}", form, Cookie=cookie)
    assert answer.status == 404
    answer = _asked(porch, "/package", form, Cookie=cookie)
    assert (answer.status, answer.body, asked) == (200, "PK the package", [ANA])
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"] == 'attachment; filename="v_1.zip"'
    assert answer.headers["cache-control"] == "no-store"
    assert {*settings.folder("packages").iterdir()} == kept
    assert _asked(porch, "/package", form | {"csrf": "mine"}, Cookie=cookie).status == 403
    assert _asked(porch, "/package", Cookie=cookie).status == 404
    assert asked == [ANA]


def test_whoever_did_nothing_yet_is_told_so(porch: server.Porch) -> None:
    cookie = _enter(porch, links.make(ANA, 7, "Dana"))
    assert "None of the tools we read says yet" in _asked(porch, "/", Cookie=cookie).body


@pytest.mark.usefixtures("work")
def test_every_bad_link_gets_the_same_plain_answer(porch: server.Porch) -> None:
    good = links.make(ANA, 7, "Dana")
    ended = links.make(BO, 7, "Dana")
    links.end(BO, "Dana")
    bad = ["", "mine", good[:-1], good.replace(ANA, BO), ended, f"{good}%00", "%00", "%ff"]
    answers = {(_asked(porch, f"/?link={link}").status, _asked(porch, f"/?link={link}").body)
               for link in bad if link}
    assert len(answers) == 1
    status, body = answers.pop()
    assert status == 403 and server.REFUSED.split(".")[0] in body
    assert _asked(porch, "/").status == _asked(porch, "/left-out").status == 403
    assert _asked(porch, "/", Cookie=f"kith_volunteer_{porch.server_port}=mine").status == 403


@pytest.mark.usefixtures("work")
def test_an_open_page_ends_with_its_link_and_after_a_while(
    porch: server.Porch, monkeypatch: pytest.MonkeyPatch
) -> None:
    cookie = _enter(porch, links.make(ANA, 7, "Dana"))
    assert _asked(porch, "/", Cookie=cookie).status == 200
    other = _enter(porch, links.make(BO, 7, "Dana"))
    links.end(ANA, "Dana")
    assert _asked(porch, "/", Cookie=cookie).status == 403
    assert _asked(porch, "/", Cookie=other).status == 200
    monkeypatch.setattr(server, "IDLE_SECONDS", 0.0)
    assert _asked(porch, "/", Cookie=other).status == 403


def test_a_flood_of_bad_links_is_noted_once_a_second_with_their_number(
    porch: server.Porch, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = "select count(*), max(details ->> 'refused_before') from landing.audit_trail" \
        " where action_code = 'volunteer_link_refused' and entry_number > %s"
    with connect(autocommit=True) as connection:
        newest = connection.execute("select max(entry_number) from landing.audit_trail").fetchone()
        for _ in range(5):
            _asked(porch, "/?link=mine")
        assert newest and connection.execute(count, [newest[0] or 0]).fetchone() == (1, "0")
        monkeypatch.setattr(server, "NOTED_EACH_SECONDS", 0.0)
        _asked(porch, "/?link=mine")
        assert connection.execute(count, [newest[0] or 0]).fetchone() == (2, "4")


@pytest.mark.usefixtures("work")
def test_nothing_is_kept_by_browsers_nor_told_to_others(porch: server.Porch) -> None:
    answer = _asked(porch, f"/?link={links.make(ANA, 7, 'Dana')}")
    assert {"HttpOnly", "SameSite=Strict"} <= set(answer.headers["set-cookie"].split("; "))
    cookie = answer.headers["set-cookie"].split(";")[0]
    for found in (answer, _asked(porch, "/", Cookie=cookie)):
        policy = found.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy
        assert found.headers["cache-control"] == "no-store"
        assert found.headers["referrer-policy"] == "same-origin"
        assert not re.search(r"<script|\son\w+=|style=|<style|src=|@import", found.body)
    for host in ("evil.example", f"evil.example:{porch.server_port}"):
        assert _asked(porch, "/", Cookie=cookie, Host=host).status == 403


def test_behind_a_proxy_it_answers_to_that_address_too() -> None:
    with _serving("https://work.group.example") as served:
        found = _asked(served.porch, f"/?link={links.make(ANA, 7, 'Dana')}",
                       Host="work.group.example")
        assert found.status == 200 and "Secure" in found.headers["set-cookie"]
        assert served.porch.server_address[0] == "127.0.0.1"
    assert place.address_of("mine", "https://work.group.example/") == (
        "https://work.group.example/?link=mine"
    )
    for bad in ("http://work.group.example", "work.group.example", "https://a.example/path"):
        with pytest.raises(place.BadPlace, match="https"):
            place.public(bad)


def test_days_that_are_no_days_are_passed_over() -> None:
    assert server._day("2026-05-01") == date(2026, 5, 1)
    assert server._day("'; select 1") is None
