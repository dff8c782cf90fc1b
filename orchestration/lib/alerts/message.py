"""What is told, in words: one message for all an addressee has to hear.

Plain text, and the same as HTML. It holds names out of the registry and the declarations, counts
and times, never a value of a record; whatever it holds can't speak to the program that shows it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from orchestration.lib.alerts.news import CLOSED, ESCALATED, Incident, News

MOST_TOLD = 20
_MOST_BLOCKED = 6
_LONGEST = 300
_STYLE = "font-family:system-ui,sans-serif;max-width:42rem;color:#1b1b1b;line-height:1.45"


@dataclass(frozen=True)
class Message:
    """A message to one addressee. ``key``: the same for the same news to the same addressee.

    ``at``: the newest moment it tells of, UTC.
    """

    key: str
    at: datetime
    addressee: str
    subject: str
    text: str
    html: str


def write(channel: str, addressee: str, told: Sequence[News]) -> Message:
    """The message that tells somebody this news."""
    named = [f"{news.incident.incident_id}:{news.state}" for news in told]
    key = hashlib.sha256("\n".join([channel, addressee, *sorted(named)]).encode()).hexdigest()[:24]
    # What waits for somebody first, then what needs nothing any more.
    ordered = sorted(told, key=lambda news: _URGENCY[news.state])
    more = len(ordered) - MOST_TOLD
    rest = f"And {more} more: ./kith status" if more > 0 else ""
    shown = ordered[:MOST_TOLD]
    return Message(
        key=key, at=max(news.at for news in told), addressee=addressee, subject=_subject(ordered),
        text="\n\n".join([*map(_text, shown), *filter(None, [rest]), _WHY]) + "\n",
        html=_html(shown, rest),
    )  # fmt: skip


_URGENCY = {ESCALATED: 0, "opened": 1, CLOSED: 2}
_WHY = "Who is told of what is in seeds/registry/roles.csv."


def one_line(said: object) -> str:
    """Anything as one line of plain letters: it can't begin a line or a header of its own."""
    plain = "".join(letter if letter.isprintable() else " " for letter in str(said))
    plain = " ".join(plain.split())
    return plain if len(plain) <= _LONGEST else f"{plain[: _LONGEST - 1]}…"


def _subject(told: Sequence[News]) -> str:
    open_ = [news for news in told if news.state != CLOSED]
    shown = open_ or told
    sources = sorted({one_line(news.incident.about) for news in shown})
    names = ", ".join(sources[:3]) + (f" and {len(sources) - 3} more" if len(sources) > 3 else "")
    if len(told) == 1:
        return one_line(f"Kith: {_headline(told[0])}")
    if not open_:
        return one_line(f"Kith: {len(told)} incidents closed: {names}")
    return one_line(f"Kith: {len(open_)} incident{'s' * (len(open_) > 1)} open: {names}")


def _headline(news: News) -> str:
    incident = news.incident
    about = f" ({one_line(incident.record_type)})" if incident.record_type else ""
    what = f"{one_line(incident.about)}{about}: {one_line(incident.type_name)}"
    return {ESCALATED: f"{what}, still open after the promised time",
            CLOSED: f"{what}, closed"}.get(news.state, what)  # fmt: skip


def _lines(news: News) -> list[tuple[str, str]]:
    """What is said of one incident, each with what it is."""
    incident, zone = news.incident, _zone(news.incident.time_zone)
    said = [("What", one_line(incident.message)), ("Since", _time(incident.opened_at, zone))]
    if news.state == CLOSED and incident.closed_at:
        return [*said, ("Closed", _time(incident.closed_at, zone)), ("Do", "Nothing any more.")]
    if incident.due_at:
        late = news.state == ESCALATED
        said.append(("Was due" if late else "Due", _time(incident.due_at, zone)))
    said += [("Blocks", _blocked(incident)), ("Who", _who(incident))]
    return [*said, ("Do", one_line(incident.advice)), ("Command", one_line(incident.command))]


def _who(incident: Incident) -> str:
    """Who is up, by the registry."""
    responsible, mends = incident.responsible_contact, incident.fixes_contact
    if responsible == mends:
        said = f"{responsible} is responsible and mends it" if responsible else ""
    else:
        said = ", ".join(
            f"{contact} {does}"
            for contact, does in ((responsible, "is responsible"), (mends, "mends it"))
            if contact
        )
    return one_line(said or "nobody; name somebody in seeds/registry/roles.csv")


def _blocked(incident: Incident) -> str:
    """What goes stale, what people do first: programs, then dashboards, then marts."""
    names = incident.blocks
    if not names and incident.is_blocking:
        return "nothing that is built yet."
    if not names:
        return "nothing; what is there is only not complete."
    said = []
    for kind in ("program", "dashboard", "mart"):
        own = [one_line(name.partition(" ")[2]) for name in names if name.startswith(f"{kind} ")]
        plural = kind + "s" * (len(own) != 1)
        if 0 < len(own) <= _MOST_BLOCKED:
            said.append(f"{plural} {', '.join(own)}")
        elif own:
            said.append(f"{len(own)} {plural}")
    return "; ".join(said)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def _time(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%a %-d %b %Y, %H:%M %Z}"


def _text(news: News) -> str:
    told = _lines(news)
    width = max(len(name) for name, _ in told) + 2
    lines = [f"  {name + ':':<{width}}{said}" for name, said in told]
    return "\n".join([_headline(news), *lines])


def _html(told: Sequence[News], rest: str) -> str:
    parts = []
    for news in told:
        rows = "".join(
            f'<tr><td style="padding:0 1rem .2rem 0;color:#666;vertical-align:top">{escape(name)}'
            f'</td><td style="padding:0 0 .2rem">{_cell(name, said)}</td></tr>'
            for name, said in _lines(news)
        )
        parts.append(
            f'<h2 style="font-size:1.05rem;margin:1.4rem 0 .4rem">{escape(_headline(news))}</h2>'
            f'<table style="border-collapse:collapse;font-size:.95rem">{rows}</table>'
        )
    ending = [f"<p>{escape(rest)}</p>"] if rest else []
    return (
        f'<!doctype html><html lang="en"><body><div style="{_STYLE}">'
        + "".join([*parts, *ending, f'<p style="color:#666;font-size:.85rem">{escape(_WHY)}</p>'])
        + "</div></body></html>\n"
    )


def _cell(name: str, said: str) -> str:
    return f"<code>{escape(said)}</code>" if name == "Command" else escape(said)
