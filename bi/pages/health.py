"""What can I trust this morning? For leaders: each question's answer, why not, and who is up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any

from bi.pages import frame
from bi.pages.frame import Rows

TITLE = "What can I trust this morning?"
TRUST = {"yes": "Yes", "with_care": "With care", "no": "No"}
WRONG = "What is wrong, and who is up"
_MEANS = {
    "yes": "decide by it.",
    "with_care": "a part may be missing; say since when where you show it.",
    "no": "too much of it is missing; wait, or look in the tool itself.",
}
# A build each night, and two hours for one that takes its time.
OLD = timedelta(hours=26)


@dataclass(frozen=True)
class Health:
    """Each question's answer, the worst first, what touches which, and what keeps all of them back.

    What keeps all back is told even where the answers themselves could not be worked out anew.
    """

    concerns: Rows
    reasons: Rows
    unpublished: Rows

    @property
    def incidents(self) -> Rows:
        """What is wrong, each thing once, the oldest first."""
        each = {row["incident_id"]: row for row in self.reasons}
        return sorted(each.values(), key=lambda row: (row["opened_at"], row["incident_id"]))

    @property
    def age(self) -> timedelta:
        """How long ago it was worked out."""
        judged: datetime = max(row["judged_at"] for row in self.concerns)
        return datetime.now(UTC) - judged

    def why(self, concern_id: str) -> Rows:
        """What touches an answer."""
        return [row for row in self.reasons if row["concern_id"] == concern_id]


def read() -> Health:
    """As of the last build. Raises ``NothingBuilt`` where there was none."""
    concerns, reasons, unpublished = frame.answers(
        "health", "health_reasons", "health_unpublished"
    )
    if not concerns:
        raise frame.NothingBuilt(
            "Nothing has been told yet that could be trusted or not. Land exports and build: "
            "./kith land FILE --source ID, then ./kith build"
        )
    return Health(concerns, reasons, unpublished)


def told(health: Health) -> str:
    """The same as the page, as text."""
    lines = [TITLE, _as_of(health), *_warnings(health), "", _total(health), ""]
    for row in health.concerns:
        lines.append(f"{TRUST[row['trust_code']]:<10} {row['concern_name']}")
        lines += [f"{'':<10} - {_part(reason)}" for reason in health.why(row["concern_id"])]
    if health.incidents:
        lines += ["", WRONG]
    for incident in health.incidents:
        lines.append(f"- {_incident(incident)} Up: {_up(incident)}.")
    return "\n".join(lines)


def page(health: Health) -> str:
    """One page of HTML that needs nothing else."""
    warnings = "".join(
        f'<p class="warning"><strong>{escape(each)}</strong></p>\n' for each in _warnings(health)
    )
    body = (
        f"<h1>{TITLE}</h1>\n"
        f'<p class="soft">{escape(_as_of(health))}</p>\n{warnings}'
        f'<p class="total">{escape(_total(health))}</p>\n'
        f'<ul class="answers">\n{"".join(_answer(health, row) for row in health.concerns)}</ul>\n'
        f"{_incidents(health)}"
        f"<footer>{_legend()}</footer>"
    )
    return frame.page(TITLE, body)


def _as_of(health: Health) -> str:
    judged = max(row["judged_at"] for row in health.concerns).astimezone()
    return f"As of {judged:%A}, {judged.day} {judged:%B %Y}, {judged:%H:%M} ({frame.zone()})."


def _warnings(health: Health) -> list[str]:
    """What to say first: that all of it is kept back, or that nobody has looked for too long."""
    found = [
        f"Since {frame.day(row['opened_at'])} nothing new gets into any of these numbers: what was "
        f"worked out did not hold together. Up: {row['fixes_contact'] or 'nobody named yet'}."
        for row in health.unpublished
    ]
    if health.age > OLD:
        days = max(1, round(health.age / timedelta(days=1)))
        found.append(
            f"This is {days} day{'s' * (days > 1)} old: nothing was brought up to date since, and "
            "what went wrong since is not in it. Ask whoever runs Kith."
        )
    return found


def _total(health: Health) -> str:
    codes = [row["trust_code"] for row in health.concerns]
    if set(codes) == {"yes"}:
        return f"All {len(codes)} can be trusted."
    parts = [f"{codes.count('yes')} of {len(codes)} can be trusted"]
    if care := codes.count("with_care"):
        parts.append(f"{care} with care")
    if no := codes.count("no"):
        parts.append(f"{no} not")
    return f"{frame.listed(parts)}."


def _answer(health: Health, row: dict[str, Any]) -> str:
    code = row["trust_code"]
    why = "".join(f"<p>{escape(_part(each))}</p>" for each in health.why(row["concern_id"]))
    return (
        f'<li class="{escape(code)}"><h2><span class="trust">{TRUST[code]}</span> '
        f"{escape(row['concern_name'])}</h2>"
        f"{why}</li>\n"
    )


def _incidents(health: Health) -> str:
    items = "".join(
        f"<li>{escape(_incident(each))} Up: {frame.mail(each['fixes_contact'])}"
        f"{' <strong>(overdue)</strong>' if each['is_overdue'] else ''}.</li>\n"
        for each in health.incidents
    )
    return f'<h2 class="next">{WRONG}</h2>\n<ul class="plain">\n{items}</ul>\n' if items else ""


def _part(reason: dict[str, Any]) -> str:
    """What an answer lacks by what is wrong."""
    since, who = frame.day(reason["opened_at"]), _who(reason)
    part = frame.percent(reason["part_share"])
    if reason["is_stale"]:
        return f"Not up to date since {since}: {who}, which tells {part} of it."
    if reason["vendor_name"]:
        return f"Something of {who}, which tells {part} of it, may be missing since {since}."
    return f"Not brought up to date since {since}."


def _incident(reason: dict[str, Any]) -> str:
    """What is wrong, once."""
    account = f" ({reason['account_name']})" if reason["account_name"] else ""
    return (
        f"{_who(reason)}{account}: {reason['message']} Since {frame.day(reason['opened_at'])}."
    )


def _who(reason: dict[str, Any]) -> str:
    return str(reason["vendor_name"] or "Kith itself")


def _up(reason: dict[str, Any]) -> str:
    overdue = " (overdue)" if reason["is_overdue"] else ""
    return f"{reason['fixes_contact'] or 'nobody named yet'}{overdue}"


def _legend() -> str:
    means = "".join(
        f'<li><strong>{word}</strong>: {_MEANS[code]}</li>' for code, word in TRUST.items()
    )
    return (
        f'<ul class="plain soft">{means}</ul>\n'
        '<p class="soft">What one tool could not send is sent later: nothing is lost. '
        "No person's details are on this page.</p>"
    )
