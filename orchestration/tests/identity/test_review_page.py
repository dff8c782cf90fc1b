"""The steward's page: nothing without the token, nothing from elsewhere, nothing sent by others."""

from __future__ import annotations

import http.client
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit, urlunsplit

import pytest

from bi.local_server import LONGEST_FORM
from bi.review import records, server
from orchestration.lib.errors import KithError
from orchestration.lib.scratch.world import World
from orchestration.lib.warehouse import connect, database_url
from orchestration.tests.identity.conftest import tell_interactions

PAIR = {"left": "network/t/1", "right": "van/t/1"}
NAME = "<script>alert(1)</script>"
Answer = tuple[int, dict[str, str], str]


class Browser:
    """What a browser does, without one: sends its cookie, its host and where a form is from."""

    def __init__(self, desk: server.Desk) -> None:
        self.desk = desk
        self.host = f"127.0.0.1:{desk.port}"
        self.cookie = ""

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask("GET", path, None, headers)

    def post(self, form: dict[str, str], **headers: str) -> Answer:
        sent = {"Origin": f"http://{self.host}",
                "Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", "/decide", urlencode(form), sent | headers)

    def enter(self) -> Answer:
        """Open the address the command printed."""
        answer = self.get(self._path(self.desk.address))
        self.cookie = answer[1].get("set-cookie", "").split(";")[0]
        return answer

    @staticmethod
    def _path(address: str) -> str:
        parts = urlsplit(address)
        return f"{parts.path}?{parts.query}"

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.desk.port, timeout=30)
        told = {"Host": self.host} | ({"Cookie": self.cookie} if self.cookie else {}) | headers
        connection.request(method, path, body, told)
        answer = connection.getresponse()
        page = answer.read().decode()
        connection.close()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, page


@pytest.fixture
def desk(world: World) -> Iterator[server.Desk]:
    """A review of two records that a shared phone nearly links."""
    world.person("van/1", first_name="Ana", last_name=NAME, phone_e164="+18606430201")
    world.person("network/1", first_name="Ana", last_name="Stone", phone_e164="+18606430201")
    world.person("spoke/1", first_name="Bo", last_name="Lind", phone_e164="+18606430201")
    world.build()
    tell_interactions({"van/1": 3, "network/1": 2})
    with server.Desk("Dana", port=0) as made:
        thread = threading.Thread(target=made.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield made
        made.shutdown()
        thread.join()


@pytest.fixture
def browser(desk: server.Desk) -> Browser:
    """A browser that has not been let in."""
    return Browser(desk)


def _verdicts(page: str) -> dict[str, str]:
    """What the page says of each field, where it says something."""
    rows = re.findall(r"<tr[^>]*><th>([^<]+)</th>.*?<td class=\"verdict\">([^<]*)</td>", page)
    return {title: verdict for title, verdict in rows if verdict}


def _decided(world: World) -> int:
    (count,) = world.ask("select count(*) from landing.steward_decisions")[0]
    return int(count)


def test_nothing_is_shown_without_the_token_which_works_once(browser: Browser) -> None:
    pair = f"/pair?{urlencode(PAIR)}"
    for path in ("/", pair, "/?token=", "/?token=wrong", "/nothing"):
        status, _, page = browser.get(path)
        assert status == 403
        assert "Stone" not in page and "network/t/1" not in page
    token = browser.desk.address
    status, headers, _ = browser.enter()
    assert status == 200
    assert {"HttpOnly", "SameSite=Strict"} <= set(headers["set-cookie"].split("; "))
    assert browser.get("/")[0] == browser.get(pair)[0] == 200
    stranger = Browser(browser.desk)
    assert stranger.get(Browser._path(token))[0] == 403
    stranger.cookie = "kith_review=guess; " + browser.cookie[:-3] + "abc"
    assert stranger.get("/")[0] == 403


def test_it_is_on_loopback_under_its_own_name_only(browser: Browser) -> None:
    assert browser.desk.server_address[0] == "127.0.0.1"
    browser.enter()
    assert browser.get("/")[0] == 200
    assert browser.get("/", Host=f"localhost:{browser.desk.port}")[0] == 200
    for host in ("evil.example", f"evil.example:{browser.desk.port}", "127.0.0.1:1"):
        assert browser.get("/", Host=host)[0] == 403


def test_the_page_shows_both_records_and_why(browser: Browser) -> None:
    browser.enter()
    _, _, listed = browser.get("/")
    assert "network/t/1" in listed and "Stone" not in listed
    _, headers, page = browser.get(f"/pair?{urlencode(PAIR)}")
    assert "Ana Stone" in page
    assert _verdicts(page) == {"Name": "≈ another last name", "Phone": "= shared"}
    assert "A phone a household shares and the same first name" in page
    assert "<svg" in page and page.count("<circle") >= 2
    # What a record says is text, whatever it looks like.
    assert NAME not in page and "&lt;script&gt;" in page
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert headers["cache-control"] == "no-store"
    # No script, no style of its own, and nothing from elsewhere.
    assert not re.search(r"<script|\son\w+=|style=|<style|src=|@import", page)
    assert set(re.findall(r'(?:href|action)="([^"#?]*)', page)) <= {"/", "/review.css", "/decide"}


def test_a_verdict_is_the_evidence_s_and_not_of_what_is_displayed(
    world: World, browser: Browser
) -> None:
    """A phone in a second place is shared; a contact point that proves nothing isn't."""
    for number, record in enumerate(world.people):
        record["phone_e164"] = f"+1860643020{number}"
        record["gender"] = "f"
    world.people[1]["last_name"] = NAME
    world.people[0]["birth_date"], world.people[1]["birth_date"] = "1980-05-06", "1991-11-23"
    world.identifier("network/1", "phone", None, "+18606430200")
    for number in range(30):
        world.person(f"network/{number + 10}", first_name=f"Name{number}", email="all@mail.example")
        world.identifier(f"van/{number + 10}", "email", None, "all@mail.example")
    for record in world.people[:2]:
        record["email"] = "all@mail.example"
    world.build()
    browser.enter()
    verdicts = _verdicts(browser.get(f"/pair?{urlencode(PAIR)}")[2])
    assert verdicts == {"Name": "= same", "Phone": "= shared", "Birth date": "≠ differs",
                        "Email": "counts for neither"}


def test_a_decision_is_written_down_with_who_when_and_why(world: World, browser: Browser) -> None:
    browser.enter()
    _, _, page = browser.get(f"/pair?{urlencode(PAIR)}")
    csrf = re.search(r'name="csrf" value="([^"]+)"', page)
    assert csrf
    form = PAIR | {"decision": "no", "reason": "asked them", "csrf": csrf[1]}
    assert browser.post(form)[:1] == (303,)
    assert world.ask(
        "select left_record_key, right_record_key, decision_code, decided_by, reason,"
        " now() - decided_at < interval '1 minute' from landing.steward_decisions"
    ) == [("network/t/1", "van/t/1", "no", "Dana", "asked them", True)]
    _, _, listed = browser.get("/")
    assert "Written down: No, two people." in listed and "network/t/1" not in listed
    assert "asked them" in browser.get(f"/pair?{urlencode(PAIR)}")[2]
    # Without a reason, or about nobody, nothing is written.
    assert browser.post(form | {"reason": " "})[0] == 404
    assert browser.post(form | {"left": "van/t/404"})[0] == 404
    assert _decided(world) == 1


def test_a_form_from_elsewhere_is_refused(world: World, browser: Browser) -> None:
    form = PAIR | {"decision": "no", "reason": "x", "csrf": browser.desk.csrf}
    assert browser.post(form)[0] == 403  # nobody was let in
    browser.enter()
    assert browser.post(form | {"csrf": "guess"})[0] == 403
    assert browser.post({**form, "csrf": ""})[0] == 403
    for origin in ("http://evil.example", "null", f"https://127.0.0.1:{browser.desk.port}"):
        assert browser.post(form, Origin=origin)[0] == 403
    assert browser.post(form | {"reason": "x" * LONGEST_FORM})[0] == 403
    assert _decided(world) == 0


def test_a_session_nobody_uses_ends(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    browser.enter()
    assert browser.get("/")[0] == 200
    monkeypatch.setattr(server, "IDLE_SECONDS", 0.0)
    assert browser.get("/")[0] == 403
    monkeypatch.undo()
    assert browser.get("/")[0] == 403


def test_a_failure_tells_its_kind_and_no_value(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("Ana Stone +18606430201")

    browser.enter()
    monkeypatch.setattr(records, "read", fail)
    status, _, page = browser.get(f"/pair?{urlencode(PAIR)}")
    assert status == 500 and "ValueError" in page and "Stone" not in page
    said = capfd.readouterr()
    assert "Stone" not in said.out + said.err and "network/t/1" not in said.out + said.err


def test_only_stewards_may_open_it(
    desk: server.Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Who has neither the stewards' password nor a login that was granted the role is refused."""
    with connect() as connection:
        connection.execute("drop role if exists passer_by")
        connection.execute("create role passer_by login password 'passing'")
    url = urlsplit(database_url())
    login = f"passer_by:passing@{url.hostname}:{url.port}"
    monkeypatch.setenv("KITH_DATABASE_URL", urlunsplit(url._replace(netloc=login)))
    monkeypatch.setenv("KITH_HOME", str(tmp_path))
    with pytest.raises(KithError, match="no steward's"):
        server.serve("Passer-by", lambda _: None)
    monkeypatch.undo()
    with connect() as connection:
        connection.execute("drop role passer_by")
