"""What is told is said in words that can't be anything but words, wherever they are shown."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.lib.alerts.mail import Mail, is_address
from orchestration.lib.alerts.message import MOST_TOLD, Message, one_line, write
from orchestration.lib.alerts.news import CLOSED, ESCALATED, OPENED, STATES, Incident, News
from orchestration.lib.alerts.slack import payload
from orchestration.tests.alerts.some import HOUR, NOON, incident

MAIL = Mail("localhost", 25, "none", "kith@group.example")
HEADERS = {"Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted", "Content-Type",
           "MIME-Version"}  # fmt: skip
TAGS = {"html", "body", "div", "h2", "table", "tr", "td", "code", "p"}
NASTY = st.one_of(
    st.text(max_size=40),
    st.sampled_from([
        "x\r\nBcc: all@elsewhere.example", "x\n.\r\nRCPT TO:<all@elsewhere.example>",
        "<script>alert(1)</script>", "\" onload=\"x", "<!channel> <@U1> <http://x|y>", "&amp;lt;",
        "\x1b]0;title\x07", "\u202egpj.exe", "=?utf-8?q?=0d=0aBcc:x?=", "=??Q?=0D?=", "==??=?",
        "a" * 2000, "\ud7ff\x00",
    ]),
)  # fmt: skip
TEXTS = [each.name for each in fields(Incident) if each.type in ("str", "str | None")]


@st.composite
def news(draw: st.DrawFn) -> News:
    said = {name: draw(NASTY) for name in TEXTS}
    blocks = tuple(f"mart {name}" for name in draw(st.lists(NASTY, max_size=9)))
    closed_at = draw(st.sampled_from([None, NOON + HOUR]))
    states = (CLOSED,) if closed_at else draw(st.sampled_from([(OPENED,), (OPENED, ESCALATED)]))
    return News(incident(**said, blocks=blocks, closed_at=closed_at), states)


class _Read(HTMLParser):
    """The tags of a page, and what a reader sees of it."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert {name for name, _ in attrs} <= {"style", "lang"}

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _messages() -> st.SearchStrategy[Message]:
    return st.lists(news(), min_size=1, max_size=4).map(
        lambda told: write("mail", "data@group.example", told)
    )


@given(_messages())
@settings(max_examples=60)
def test_nothing_that_is_told_makes_a_header_or_an_address(message: Message) -> None:
    raw = MAIL.letter(message).as_bytes()
    read = message_from_bytes(raw, policy=default)
    assert set(read.keys()) == HEADERS
    assert [str(each) for each in read["To"].addresses] == ["data@group.example"]
    assert "".join(str(read["Subject"]).split()) == "".join(message.subject.split())
    plain = read.get_body(("plain",))
    assert plain is not None
    assert plain.get_content().replace("\r\n", "\n").rstrip() == message.text.rstrip()


@given(_messages())
@settings(max_examples=60)
def test_nothing_that_is_told_is_a_tag(message: Message) -> None:
    read = _Read(message.html)
    assert read.tags <= TAGS
    seen = "".join(" ".join(read.words).split())
    for line in message.text.splitlines():
        name, _, said = line.strip().partition(":")
        if name in ("What", "Do", "Blocks", "Who"):
            assert "".join(said.split()) in seen


@given(_messages())
@settings(max_examples=60)
def test_nothing_that_is_told_is_a_link_or_a_mention_in_slack(message: Message) -> None:
    posted = json.loads(json.dumps(payload(message)))
    assert posted["mrkdwn"] is False
    text = posted["text"]
    assert "<" not in text and ">" not in text
    shown = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert shown == f"{message.subject}\n\n{message.text}"


@given(NASTY)
def test_a_line_is_one_line_that_speaks_to_no_terminal(said: str) -> None:
    line = one_line(said)
    assert line.isprintable() and len(line) <= 300


@given(st.one_of(st.emails(), NASTY, NASTY.map(lambda said: f"{said}@group.example")))
def test_an_address_is_one_address_and_no_command(contact: str) -> None:
    if is_address(contact):
        assert not set(contact) & set(" \t\r\n<>,;:\"()[]\\\x00")
        letter = MAIL.letter(write("mail", contact, [News(incident(), (OPENED,))]))
        assert letter["To"].addresses[0].addr_spec == contact


def test_what_is_told_can_be_acted_on() -> None:
    message = write("mail", "data@group.example", [News(incident(), (OPENED,))])
    assert message.subject == "Kith: van_one: Late"
    for said in ("Nothing as fresh as was promised has come.", "Sat 2 May 2026, 08:00 EDT",
                 "mart people", "Ask for an export.", "./kith land FILE --source van_one"):
        assert said in message.text


def test_whoever_decides_reads_who_was_to_mend_it_and_since_when() -> None:
    text = write("mail", "lead@group.example", [News(incident(), (ESCALATED,))]).text
    assert "still open after the promised time" in text
    assert "data@group.example is responsible, fixes@group.example mends it" in text
    assert "Was due" in text


def test_what_people_do_is_named_before_what_they_read() -> None:
    marts = [f"mart mart_{at}" for at in range(20)]
    blocks = (*marts, "dashboard health_page", "program text")
    text = write("files", "everybody", [News(incident(blocks=blocks), (OPENED,))]).text
    assert "Blocks:  program text; dashboard health_page; 20 marts" in text
    for is_blocking, said in [(True, "nothing that is built yet"), (False, "only not complete")]:
        none = incident(blocks=(), is_blocking=is_blocking)
        assert said in write("files", "everybody", [News(none, (OPENED,))]).text


def test_where_nobody_is_named_that_is_said() -> None:
    for said, who in [
        (incident(responsible_contact=None, fixes_contact=None), "nobody; name somebody"),
        (incident(fixes_contact="data@group.example"), "is responsible and mends it"),
        (incident(responsible_contact=None), "fixes@group.example mends it"),
    ]:
        assert who in write("files", "everybody", [News(said, (OPENED,))]).text


def test_many_incidents_are_one_message_of_a_length_one_reads() -> None:
    told = [
        News(incident(incident_id=str(at), source_id=f"source_{at}"), (OPENED,))
        for at in range(MOST_TOLD + 5)
    ]
    message = write("mail", "data@group.example", told)
    assert message.subject.startswith(f"Kith: {MOST_TOLD + 5} incidents open: source_0, ")
    assert "And 5 more: ./kith status" in message.text
    assert message.text.count("Since:") == MOST_TOLD


def test_the_same_news_is_the_same_message_and_other_news_another() -> None:
    some = [News(incident(incident_id=name), (OPENED,)) for name in "ab"]
    key = write("mail", "x@group.example", some).key
    assert key == write("mail", "x@group.example", some[::-1]).key
    assert key != write("mail", "y@group.example", some).key
    assert key != write("slack", "x@group.example", some).key
    closed = News(incident(incident_id="a", closed_at=NOON + timedelta(1)), (CLOSED,))
    assert key != write("mail", "x@group.example", [closed, some[1]]).key
    assert STATES == (OPENED, ESCALATED, CLOSED)
