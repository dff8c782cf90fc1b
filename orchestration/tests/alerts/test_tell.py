"""Whoever is responsible is told once: when it opens, when it is overdue, when it is closed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from orchestration.cli import app
from orchestration.lib import settings
from orchestration.lib.alerts import tell
from orchestration.lib.alerts.channels import ChannelFailed
from orchestration.lib.alerts.mail import is_address
from orchestration.lib.alerts.message import Message
from orchestration.lib.alerts.news import Incident
from orchestration.lib.alerts.told import told_of_failures
from orchestration.lib.landing.crashpoints import ALERT_SENT
from orchestration.lib.warehouse import connect
from orchestration.tests.alerts.some import HOUR, NOON, incident, make_marts, put
from orchestration.tests.conftest import forget_models

OPEN = incident()
CLOSED = replace(OPEN, closed_at=NOON + 30 * HOUR)
LATER = NOON + 25 * HOUR  # overdue


@dataclass
class Post:
    """A way that keeps what it is given. ``fails``: why it takes nothing now, or ''."""

    code: str = "mail"
    fails: str = ""
    is_down: bool = False
    sent: list[Message] = field(default_factory=list)

    def addressee(self, contact: str | None) -> str | None:
        return contact if contact and is_address(contact) else None

    def send(self, message: Message) -> None:
        if self.fails:
            raise ChannelFailed(self.fails, self.is_down)
        self.sent.append(message)

    def told(self) -> list[tuple[str, str]]:
        return [(message.addressee.split("@")[0], message.subject) for message in self.sent]


@pytest.fixture(autouse=True)
def marts(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("KITH_ALERTS", raising=False)
    forget_models()
    make_marts()
    yield
    _forget()
    forget_models()


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    found = Post()
    monkeypatch.setattr(tell, "chosen", lambda: [found])
    return found


def _forget() -> None:
    with connect() as connection:
        connection.execute("truncate landing.told_alerts, landing.alert_failures")


def test_an_incident_is_told_once_in_each_state(post: Post) -> None:
    put(OPEN)
    for now in (NOON + HOUR, NOON + 2 * HOUR, LATER, LATER + HOUR):
        tell.tell(now)
    assert post.told() == [
        ("data", "Kith: van_one: Late"), ("fixes", "Kith: van_one: Late"),
        ("lead", "Kith: van_one: Late, still open after the promised time"),
    ]  # fmt: skip
    post.sent.clear()
    put(CLOSED)
    for _ in range(2):
        tell.tell(LATER + 10 * HOUR)
    assert post.told() == [
        (who, "Kith: van_one: Late, closed") for who in ("data", "fixes", "lead")
    ]


def test_what_turns_out_to_be_no_incident_is_closed_for_whoever_heard_of_it(post: Post) -> None:
    put(OPEN)
    tell.tell(NOON)
    post.sent.clear()
    # What came late shows that it began at another time: another incident.
    other = replace(OPEN, incident_id="late/van_one/2026-05-01")
    put(other)
    tell.tell(NOON + HOUR)
    assert {who for who, _ in post.told()} == {"data", "fixes"}
    for message in post.sent:
        assert "van_one: Late, closed" in message.text and "no such incident" in message.text
    post.sent.clear()
    tell.tell(NOON + 2 * HOUR)
    assert post.sent == []


def test_what_was_closed_long_ago_is_not_looked_at(post: Post) -> None:
    put(OPEN)
    tell.tell(NOON)
    put(CLOSED)
    tell.tell(LATER)
    with connect() as connection:
        waiting = connection.execute("select from landing.told_alerts where awaits_close")
        assert not waiting.fetchall()


def test_who_never_heard_of_it_does_not_hear_that_it_is_over(post: Post) -> None:
    put(CLOSED)
    assert tell.tell(LATER + 10 * HOUR) == []
    put(replace(CLOSED, incident_id="b"), replace(OPEN, incident_id="a"))
    tell.tell(NOON + HOUR)
    assert {message.subject for message in post.sent} == {"Kith: van_one: Late"}


def test_one_person_in_two_roles_hears_it_once(post: Post) -> None:
    same = "data@group.example"
    put(replace(OPEN, fixes_contact=same, escalates_contact=same))
    tell.tell(LATER)
    assert post.told() == [("data", "Kith: van_one: Late, still open after the promised time")]
    assert tell.tell(LATER) == []


def test_whoever_becomes_responsible_hears_of_what_is_open(post: Post) -> None:
    put(OPEN)
    tell.tell(NOON)
    post.sent.clear()
    put(replace(OPEN, responsible_contact="new@group.example"))
    tell.tell(NOON + HOUR)
    assert post.told() == [("new", "Kith: van_one: Late")]


def test_many_at_once_are_one_message_each(post: Post) -> None:
    put(*(replace(OPEN, incident_id=f"{at}", source_id=f"source_{at}") for at in range(30)))
    tell.tell(NOON)
    assert post.told() == [
        (who, "Kith: 30 incidents open: source_0, source_1, source_10 and 27 more")
        for who in ("data", "fixes")
    ]


def test_a_source_that_comes_and_goes_all_day_fills_no_mailbox(post: Post) -> None:
    known = []
    for hour in range(24):
        known.append(replace(OPEN, incident_id=f"{hour}", due_at=None,
                             opened_at=NOON + hour * HOUR))  # fmt: skip
        known = [replace(each, closed_at=NOON + hour * HOUR) for each in known[:-1]] + known[-1:]
        put(*known)
        tell.tell(NOON + hour * HOUR)
    assert len([each for each in post.sent if each.addressee == "data@group.example"]) \
        == tell.MOST_A_DAY  # fmt: skip
    assert "within a day" in tell.due(NOON + 24 * HOUR - timedelta(minutes=1)).letters[0].waits
    # What waited goes out together, without what was over before anybody heard of it.
    post.sent.clear()
    tell.tell(NOON + 25 * HOUR)
    assert len(post.sent) == 2
    assert post.sent[0].text.count("Since:") == 2
    assert post.sent[0].text.count("Nothing any more.") == 1


def test_what_is_overdue_waits_for_no_day(post: Post) -> None:
    put(OPEN)
    with connect() as connection:
        connection.execute(
            "insert into landing.told_alerts select 'mail', 'lead@group.example', n::text,"
            " 'opened', n::text, %s from generate_series(1, 20) as n", [LATER],
        )  # fmt: skip
    tell.tell(LATER)
    assert "lead" in [who for who, _ in post.told()]


def test_what_fails_is_tried_again_and_later_each_time(post: Post) -> None:
    put(OPEN)
    post.fails = "no answer"
    now, waited = NOON, []
    for _ in range(9):
        (outcome, _) = tell.tell(now)
        assert outcome.failure == "no answer" and "not told: no answer." in outcome.told()
        assert tell.tell(now) == []
        retry_at = _retry_at()
        waited.append(retry_at - now)
        now = retry_at
    assert waited[0] == timedelta(minutes=5) and waited[1] == 2 * waited[0]
    assert waited == sorted(waited) and waited[-1] == timedelta(hours=6)
    post.fails = ""
    tell.tell(now)
    assert ("data", "Kith: van_one: Late, still open after the promised time") not in post.told()
    assert [who for who, _ in post.told()][:2] == ["data", "fixes"]
    with connect() as connection:
        assert not connection.execute("select from landing.alert_failures").fetchall()


def _retry_at() -> datetime:
    with connect() as connection:
        (found,) = connection.execute(  # type: ignore[misc]
            "select min(retry_at) from landing.alert_failures"
        ).fetchone()
    assert isinstance(found, datetime)
    return found


def test_status_says_that_a_way_fails_until_nothing_waits_for_it(post: Post) -> None:
    put(OPEN)
    post.fails = "no answer"
    tell.tell(NOON)
    (line,) = told_of_failures()
    assert line.startswith("Alerts by mail could not be sent: no answer (last tried 2026-05-02 12")
    put(CLOSED)
    tell.tell(NOON + HOUR)
    assert told_of_failures() == []


def test_one_way_that_fails_keeps_no_other_from_telling(monkeypatch: pytest.MonkeyPatch) -> None:
    down, broken, well = Post("slack", "down", True), Post("pigeon"), Post("mail")
    monkeypatch.setattr(broken, "send", lambda message: 1 / 0)
    monkeypatch.setattr(tell, "chosen", lambda: [down, broken, well])
    put(OPEN)
    failures = {(each.letter.channel.code, each.failure) for each in tell.tell(NOON)}
    assert failures == {("slack", "down"), ("pigeon", "ZeroDivisionError"), ("mail", "")}
    assert len(well.sent) == 2


def test_two_at_once_tell_it_once(post: Post) -> None:
    put(OPEN)
    with connect() as other:
        other.execute("select pg_advisory_lock(hashtext('kith alerts'))")
        assert tell.tell(NOON) == [] and post.sent == []
    assert len(tell.tell(NOON)) == 2


def test_a_kill_after_sending_repeats_one_message_and_loses_none() -> None:
    put(OPEN)
    folder = settings.folder("alerts")
    for path in folder.iterdir():
        path.unlink()

    def run(crash_at: str) -> int:
        return subprocess.run(
            [sys.executable, "-c", "from orchestration.lib.alerts import tell; tell.tell()"],
            cwd=settings.PROJECT_ROOT, env=os.environ | {"KITH_CRASH_AT": crash_at}, check=False,
        ).returncode  # fmt: skip

    assert run(ALERT_SENT) == -signal.SIGKILL
    (path,) = folder.iterdir()
    first = path.stat().st_mtime_ns
    with connect() as connection:
        assert not connection.execute("select from landing.told_alerts").fetchall()
    assert run("") == 0
    # It went out once more, as the same message, and then no more.
    assert [path] == list(folder.iterdir())
    repeated = path.stat().st_mtime_ns
    assert repeated > first
    assert run("") == 0 and path.stat().st_mtime_ns == repeated


@given(
    st.lists(
        st.tuples(
            st.dictionaries(st.sampled_from("abc"), st.booleans(), max_size=3),
            st.integers(0, 30), st.booleans(),
        ),
        max_size=6,
    )
)  # fmt: skip
@hypothesis_settings(max_examples=8)
def test_nobody_hears_anything_twice_and_everybody_hears_in_the_end(
    days: list[tuple[dict[str, bool], int, bool]],
) -> None:
    _forget()
    post, now = Post(), NOON
    known: dict[str, Incident] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tell, "chosen", lambda: [post])
        for changes, hours, fails in [*days, ({}, 24, False), ({}, 24, False)]:
            now += hours * HOUR
            for name, is_closed in changes.items():
                usual = replace(OPEN, incident_id=name, opened_at=now, due_at=now + 24 * HOUR)
                was = known.get(name, usual)
                known[name] = replace(was, closed_at=now if is_closed else was.closed_at)
            put(*known.values())
            post.fails = "no answer" if fails else ""
            tell.tell(now)
    with connect() as connection:
        heard = connection.execute(
            "select addressee, incident_id, array_agg(state_code order by state_code)"
            " from landing.told_alerts group by 1, 2"
        ).fetchall()
    told = {(who, name): states for who, name, states in heard}
    for name, each in known.items():
        if each.closed_at is None:
            for who in ("data@group.example", "fixes@group.example"):
                assert told[who, name] == ["opened"]
            assert told["lead@group.example", name] == ["escalated"]
    for (_, name), states in told.items():
        assert ("closed" in states) == (known[name].closed_at is not None)
    keys = [(message.addressee, message.key) for message in post.sent]
    assert len(keys) == len(set(keys))


def test_nothing_is_told_before_anything_is_built(post: Post) -> None:
    forget_models()
    assert tell.tell(NOON) == [] and tell.due(NOON).letters == ()


def test_a_first_build_that_fails_is_told_before_anything_else_is_built(post: Post) -> None:
    put(replace(OPEN, source_id=None, type_name="Not published", blocks=()))
    with connect() as connection:
        connection.execute("drop table marts.blocked_marts")
    tell.tell(NOON)
    assert post.told()[0] == ("data", "Kith: the marts: Not published")
    assert "nothing that is built yet" in post.sent[0].text


def test_the_command_shows_first_and_then_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    put(replace(OPEN, due_at=None, fixes_contact="whoever is in"))
    for path in settings.folder("alerts").iterdir():
        path.unlink()
    shown = CliRunner().invoke(app, ["alerts", "--dry-run"])
    assert shown.exit_code == 0 and "By files\nKith: van_one: Late" in shown.output
    assert not list(settings.folder("alerts").iterdir())
    for expected in ("files, everybody: 1 incident told.", "There is nothing new to tell."):
        run = CliRunner().invoke(app, ["alerts"])
        assert run.exit_code == 0 and run.output.strip() == expected
    monkeypatch.setattr(tell, "chosen", lambda: [Post(fails="no answer")])
    failed = CliRunner().invoke(app, ["alerts"])
    assert failed.exit_code == 1 and "not told: no answer." in failed.output


def test_the_command_says_of_whom_nobody_can_be_told(post: Post) -> None:
    put(replace(OPEN, due_at=None, responsible_contact=None, fixes_contact="Maria, after six"))
    shown = CliRunner().invoke(app, ["alerts", "--dry-run"])
    assert "Nobody can be told of van_one by mail" in shown.output
