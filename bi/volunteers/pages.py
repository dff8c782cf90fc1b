"""What a volunteer reads: plain HTML, a phone's width first, and nobody else named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bi.dashboards import charts, parts
from bi.dashboards.parts import Rows, number

DAYS = 10
# How each way of being reached is said, where the kind of work alone doesn't say it.
_CHANNELS = {"canvass": "at doors", "in_person": "in person", "web": "online"}
_STATES = {"active": "In force", "not_yet": "Still to begin", "expired": "Over",
           "revoked": "Ended", "parent_ended": "Ended with the one it rested on"}
_SHADES = {"active": "good", "not_yet": "care"}
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · Kith</title>
<link rel="stylesheet" href="/volunteers.css">
</head>
<body>
<a class="skip" href="#main">Skip to the page</a>
<header><strong>Kith</strong>{nav}</header>
<main id="main">
<h1>{title}</h1>
{body}
</main>
</body>
</html>
"""
_NAV = (
    '<nav aria-label="On this page"><a href="/#work">Your work</a><a href="/#allowed">What you '
    'allow</a><a href="/#package">Take it along</a></nav>'
)


def css() -> str:
    """The page's one stylesheet: that of the boards, and what is its own."""
    own = (Path(__file__).parent / "volunteers.css").read_text(encoding="utf-8")
    return parts.css() + own


def page(title: str, body: str, nav: bool = True) -> str:
    """A whole page; ``body`` is HTML whose values are escaped already."""
    return _PAGE.format(title=escape(title), body=body, nav=_NAV if nav else "")


def done(said: str) -> str:
    """What was just done, where something was."""
    return f'<p class="done" role="status">{escape(said)}</p>' if said else ""


def told(words: str) -> str:
    """A page that says one thing."""
    return page("Your page", parts.note(words), nav=False)


def entered() -> str:
    """What opens after the link: a page of ours leads on, so that the browser sends its cookie."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Kith</title>'
        '<meta http-equiv="refresh" content="0; url=/"></head>'
        '<body><p><a href="/">Go on to your page</a></p></body></html>'
    )


def title(thanks: Mapping[str, Any]) -> str:
    """How somebody is greeted."""
    named = f", {thanks['first_name']}" if thanks["first_name"] else ""
    return f"Thank you{named}" if thanks["record_count"] else f"Welcome{named}"


def work(
    thanks: Mapping[str, Any], kinds: Rows, months: Rows, days: Rows, before: date | None
) -> str:
    """What they did: in all, month by month, and day by day."""
    if not thanks["record_count"]:
        return '<section id="work"><h2>Your work</h2>' + parts.note(
            "None of the tools we read says yet that you did something. If you did, tell whoever "
            "gave you this link: perhaps a login of yours isn't known to be yours."
        ) + "</section>"
    by_day = groupby(days, lambda row: row["local_date"])
    return (
        _thanked(thanks) + parts.facts(_facts(thanks, kinds)) + _charts(months)
        + '<section id="work"><h2>Day by day</h2>' + parts.note(
            "What you did, the newest first, as the tool you used tells it. Whom you spoke with is "
            "theirs to tell, so nobody is named."
        ) + "".join(_day(day, [*rows]) for day, rows in by_day)
        + _more(thanks, days, before) + "</section>"
    )


def _thanked(thanks: Mapping[str, Any]) -> str:
    days, records, people = thanks["day_count"], thanks["record_count"], thanks["person_count"]
    spoken = thanks["conversation_count"]
    sentence = f"On {_counted(days, 'day')} you made {_counted(records, 'record')}"
    sentence += f", with {_counted(people, 'person', 'people')}" if people else ""
    sentence += f"; {_counted(spoken, 'time')} it came to a conversation" if spoken else ""
    since = f" The first was on {_in_words(thanks['first_date'])}." if thanks["first_date"] else ""
    return f'<p class="total">{escape(sentence)}.{escape(since)}</p>'


def _facts(thanks: Mapping[str, Any], kinds: Rows) -> dict[str, str]:
    told = {row["authored_type_name"].lower(): number(row["record_count"]) for row in kinds}
    return told | {"conversations": number(thanks["conversation_count"])}


def _charts(months: Rows) -> str:
    if not months:
        return ""
    top = max(row["record_count"] for row in months)
    drawn = "".join(
        charts.over_time(program, [*rows], "record_count", "records", top)
        for program, rows in groupby(months, lambda row: row["program_name"])
    )
    return parts.section(
        "Month by month", "What you did in each of the last 12 months, by program.",
        f'<div class="grid pair">{drawn}</div>',
    )


def _day(day: date, rows: Rows) -> str:
    items = ""
    for (tool, organization, program, kind), alike in groupby(
        rows, lambda row: (row["tool"], row["organization_name"], row["program_name"],
                           row["authored_type_name"]),
    ):
        results = [*alike]
        total = sum(row["record_count"] for row in results)
        where = " · ".join(filter(None, (program, parts.words(tool), organization)))
        items += (
            f"<li><b>{escape(kind)}: {number(total)}</b>{escape(_by(results))}"
            f"{escape(_results(results, total))}<small>{escape(where)}</small></li>"
        )
    return f'<div class="day"><h3><time>{_in_words(day)}</time></h3><ul>{items}</ul></div>'


def _by(rows: Rows) -> str:
    """The way people were reached, where it was one."""
    channels = {row["channel_code"] for row in rows}
    found = channels.pop() if len(channels) == 1 else None
    return f", {_CHANNELS.get(found, 'by ' + parts.words(found))}" if found else ""


def _results(rows: Rows, total: int) -> str:
    """What came of it, the most first."""
    counts: dict[str, int] = {}
    for row in rows:
        if row["result_code"] and row["result_code"] != "unknown":
            name = parts.words(row["result_code"])
            counts[name] = counts.get(name, 0) + row["record_count"]
    most = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    if not most:
        return ""
    if most[0][1] == total:
        return f"; {'all ' if total > 1 else ''}{most[0][0]}"
    return "; " + ", ".join(f"{number(count)} {name}" for name, count in most)


def _more(thanks: Mapping[str, Any], days: Rows, before: date | None) -> str:
    said = ""
    if thanks["undated_count"] and before is None:
        said = parts.note(f"{_counted(thanks['undated_count'], 'record')} say no day.")
    ways = []
    if before is not None:
        ways.append('<a class="button" href="/#work">The newest</a>')
    if days and days[-1]["local_date"] > thanks["first_date"]:
        ways.append(f'<a class="button" href="/?before={days[-1]["local_date"]}#work">Earlier</a>')
    return said + (f'<p class="more">{" ".join(ways)}</p>' if ways else "")


def allowed(grants: Rows) -> str:
    """Whom they let use their work, by what words, and the way to end it."""
    items = "".join(_allowed(grant) for grant in grants)
    said = parts.note("Nobody was ever allowed anything.") if not grants else ""
    return (
        '<section id="allowed"><h2>What you allow</h2>' + parts.note(
            "Who may use the records of your work, and the words that were agreed to. What you end "
            "is gone from their lists at once; what it was counted in by then stays counted."
        ) + f'{said}<ul class="allowed">{items}</ul></section>'
    )


def _allowed(grant: dict[str, Any]) -> str:
    way = (
        f'<p><a class="button" href="/revoke?{escape(urlencode({"grant": grant["grant_id"]}))}">'
        f'End this<span class="unseen">: {escape(grant["organization_name"])}</span></a></p>'
        if grant["state_code"] in _SHADES else ""
    )
    return f"<li>{_granted(grant)}{way}</li>"


def _granted(grant: dict[str, Any]) -> str:
    """A grant in words, with its text."""
    is_open = grant["state_code"] in _SHADES
    types = parts.words(", ".join(grant["authored_types"].split())) or "all kinds of records"
    purposes = parts.words(", ".join(grant["purposes"].split()))
    passed = grant["organization_name"] != grant["records_of_name"]
    of = f" what you did for {grant['records_of_name']}" if passed else " what you did for it"
    until = f" until {_in_words(grant['ends_at'].date())}" if grant["ends_at"] else ""
    since = f" from {_in_words(grant['starts_at'].date())}" if grant["starts_at"] else ""
    by = "It comes with volunteering. " if grant["is_default"] else ""
    text = f"<blockquote>{escape(grant['grant_text'])}</blockquote>" if grant["grant_text"] else ""
    return (
        f"<h3>{escape(grant['organization_name'])}</h3>"
        f'<p><span class="state {_SHADES.get(grant["state_code"], "")}">{_state(grant)}</span> '
        f"It {'may' if is_open else 'could'} use{escape(of)}: {escape(types)}, "
        f"for {escape(purposes)}{escape(since or until) and ','}"
        f"{escape(since)}{escape(until)}.</p>"
        f"<small>{by}The words agreed to:</small>{text}"
    )


def _state(grant: dict[str, Any]) -> str:
    said = _STATES.get(grant["state_code"], parts.words(grant["state_code"]))
    if grant["revoked_at"]:
        said = f"Ended on {_in_words(grant['revoked_at'].date())}"
    return f"{said}."


def confirm(grant: dict[str, Any], csrf: str) -> str:
    """What ending a grant means, and the question."""
    hidden = _hidden({"csrf": csrf, "grant": grant["grant_id"]})
    return (
        _granted(grant) + "<h2>Do you want to end this?</h2>"
        f"<p>{escape(grant['organization_name'])} will see the records of your work no more, from "
        "now on. They stay yours, and in your package. What was counted by now stays counted.</p>"
        f'<form method="post" action="/revoke">{hidden}'
        '<button class="end">Yes, end it</button></form>'
        '<p><a class="button" href="/#allowed">No, leave it</a></p>'
    )


def package(csrf: str) -> str:
    """The way to the package."""
    return (
        '<section id="package"><h2>Take it along</h2>' + parts.note(
            "Your work is yours. The package is one file that people and other tools can read: "
            "what you did, the contacts you brought, a service record for a résumé, and where it "
            "all comes from. It is signed, so that nobody can change it unnoticed."
        ) + f'<form method="post" action="/package">{_hidden({"csrf": csrf})}'
        "<button>Download your package</button></form>"
        '<p><a class="button" href="/left-out">What is not in it, and why</a></p></section>'
    )


def left_out(found: Sequence[tuple[str, int, str, list[str]]]) -> str:
    """What a package leaves here: why, how much of whom, and what it is called."""
    items = "".join(
        f"<li><h3>{escape(reason)}</h3><p>{number(count)} {escape(whose)}</p>"
        f"<small>{escape(parts.words(', '.join(names)))}</small></li>"
        for reason, count, whose, names in found
    )
    return (
        parts.note("Values and records that have to do with your work and stay here, each with "
                   "the reason: mostly because they are somebody else's.")
        + (f'<ul class="allowed">{items}</ul>' if items else parts.note("Nothing is left out."))
        + '<p><a class="button" href="/#package">Back to your page</a></p>'
    )


def footer(good_until: datetime) -> str:
    """Until when, and whom to ask."""
    return (
        f"<footer><p>This page is yours alone. The link to it is good until "
        f"{_in_words(good_until.date())}; whoever has it sees what you see. If somebody else has "
        "it, or something here is wrong, tell whoever gave it to you: they can end it at once.</p>"
        "</footer>"
    )


def _hidden(values: Mapping[str, str]) -> str:
    return "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">'
        for name, value in values.items()
    )


def _counted(count: int, noun: str, several: str = "") -> str:
    return f"{number(count)} {noun if count == 1 else several or noun + 's'}"


def _in_words(day: date) -> str:
    return f"{day:%A}, {day.day} {day:%B %Y}"
