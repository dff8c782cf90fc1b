"""One person's journey: the stages they stood at, and their story in order, record by record."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from typing import Any

from bi.dashboards import charts, parts
from bi.dashboards.boards import names, people
from bi.dashboards.parts import Ask, Rows

_LONGEST = 500
SAYS = {
    "stage_entered": "Reached: {stage}",
    "stage_left": "No longer: {stage}",
    "first_touch": "First heard of",
    "assessed": "Held to be: {stage}",
    "lapsed": "Lapsed: nothing for too long",
    "returned": "Came back",
    "recruited": "Recruited",
    "recruited_somebody": "Recruited somebody",
    "organized": "Organized by somebody",
}


def told(ask: Ask, person_id: str) -> tuple[str, str]:
    """The title and the body of a person's page."""
    found = ask("person", person_id=person_id)
    if not found:
        return "Nobody has that id", people.search(ask) + parts.note(
            "Perhaps two people turned out to be one since: search again."
        )
    is_named = names.are_seen(ask)
    details = ask("person_details", person_id=person_id)[0] if is_named else {}
    stages = ask("person_stages", person_id=person_id)
    story = ask("person_story", person_id=person_id)
    title = details.get("person_name") or f"Person {person_id}"
    return title, "".join([
        _who(found[0], details),
        _stops(ask("person_refusals", person_id=person_id)),
        parts.facts(_facts(found[0])),
        _ladder(stages),
        parts.section(
            "The story",
            "In order; days are UTC. Below each line: the tool, the source, the record that says "
            "so, and who made it, if we know them. A filled dot is a step of the journey.",
            _story(story, person_id),
        ),
        f"<section>{people.search(ask)}</section>",
    ])


def _who(person: dict[str, Any], details: dict[str, Any]) -> str:
    reach = [details[key] for key in ("email", "phone_e164", "city") if details.get(key)]
    known = (
        f"{person['person_id']}: {person['record_count']} records of {person['source_count']} "
        f"sources, first seen {person['first_seen_at']:%Y-%m-%d}"
    )
    said = f"<p>{escape(' · '.join(reach))}</p>" if reach else ""
    return f"{said}{parts.note(known)}"


def _stops(refusals: Rows) -> str:
    if not refusals:
        return ""
    items = "".join(
        f"<li><strong>{escape(parts.words(row['channel_code']))}</strong>: "
        f"{escape(parts.words(row['said_code']))}"
        f"{' on ' + format(row['said_at'], '%Y-%m-%d') if row['said_at'] else ''} "
        f'<small class="soft">{escape(_record(row))}</small></li>'
        for row in refusals
    )
    return (
        '<div class="warning"><strong>Do not contact by</strong>'
        f'<ul class="plain">{items}</ul></div>'
    )


def _facts(person: dict[str, Any]) -> dict[str, str]:
    def stage(code: object) -> str:
        return parts.words(code).capitalize() or "None yet"

    told = {
        "stands at": stage(person["current_stage_code"]),
        "came as far as": stage(person["highest_stage_code"]),
        "things happened": parts.number(person["interaction_count"] or 0),
        "programs": parts.number(person["program_count"] or 0),
        "tools": parts.number(person["tool_count"] or 0),
    }
    if person["assessed_stage_code"]:
        told["is held to be"] = stage(person["assessed_stage_code"])
    if person["volunteer_status_code"]:
        told["as a volunteer"] = stage(person["volunteer_status_code"])
    return told


def _ladder(stages: Rows) -> str:
    if not stages:
        return parts.note("No stage reached yet.")
    rows = [row | {"name": parts.words(row["stage_code"]).capitalize()} for row in stages]
    said = list(dict.fromkeys(row["name"] for row in rows))[::-1]
    return f"<section>{charts.spans('Stages over time', said, rows, datetime.now(UTC))}</section>"


def _story(lines: Rows, person_id: str) -> str:
    if not lines:
        return parts.note("Nothing has happened with this person yet.")
    items = "".join(_line(row, person_id) for row in lines)
    rest = parts.note(f"The first {_LONGEST} are shown.") if len(lines) >= _LONGEST else ""
    return f'<ol class="story">{items}</ol>{rest}'


def _line(row: dict[str, Any], person_id: str) -> str:
    kind = row["line_code"]
    stage = parts.words(row["stage_code"])
    is_step = kind in SAYS
    what = SAYS[kind].format(stage=stage) if is_step else parts.words(
        row["interaction_type_code"]).capitalize()
    about = [each for each in (row["topic_name"], parts.words(row["result_code"])) if each]
    program = f" ({parts.words(row['program_code'])})" if row["program_code"] else ""
    other = row["other_person_id"]
    is_two = other not in (None, person_id)
    by = f" · with {parts.link('/person', other, id=other)}" if is_two else ""
    at = f"{row['told_at']:%Y-%m-%d}" if row["told_at"] else "no date"
    return (
        f'<li class="{"step" if is_step else "thing"}"><time>{at}</time> '
        f"<strong>{escape(what)}</strong>{escape(program)}"
        f"{escape(': ' + ', '.join(about)) if about else ''}"
        f"<small>{escape(_record(row))}{by}</small></li>"
    )


def _record(row: dict[str, Any]) -> str:
    record = f"{row['record_type']} {row['record_id']}"
    return f"{parts.words(row['tool'])} · {row['source_id']} · {record}"
