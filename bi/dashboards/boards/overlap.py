"""Overlap and collisions: who is in which programs, and who is reached too often or in vain."""

from __future__ import annotations

from collections.abc import Mapping

from bi.dashboards import charts, parts
from bi.dashboards.parts import Ask, Html, Rows

TITLE = "Overlap and collisions"


def body(ask: Ask, query: Mapping[str, str]) -> str:
    """The board for what was chosen."""
    values, form = parts.scope("/overlap", ask, query)
    organization = {"organization_id": values["organization_id"]}
    return "".join([
        form,
        parts.section(
            "Who came to which program, and where they went on to",
            "Of all who were ever part of a program (row), how many percent came to another after "
            "it (column). Ever, whatever the period chosen.",
            _overlap(ask("programs_overlap", **organization)),
        ),
        parts.section(
            "Several programs, one person, a few days",
            "A collision is a program reaching out to somebody within the days of "
            "seeds/registry/contact_rules.csv after another program did.",
            _collisions(ask, values),
        ),
        parts.section(
            "Asked not to be contacted, contacted anyway",
            "Contacts by a channel the person had said no to before, in any tool. Where the two "
            "tools differ, a no has not reached the other tool's lists.",
            _unwanted(ask, values),
        ),
    ])


def _overlap(rows: Rows) -> str:
    if not rows:
        return parts.note("Nobody has been part of two programs yet.")
    drawn = charts.shares(
        "Percent of a row's people", rows, "program_name", "later_program_name", "came first"
    )
    ways = parts.table("The commonest ways", rows[:8], {
        "Way": lambda row: f"{row['program_name']} → {row['later_program_name']}",
        "People": lambda row: row["people"],
        "Did something": lambda row: row["active_people"],
        "Days between": lambda row: row["typical_days"],
    })
    return f'<div class="grid pair">{drawn}<div><h3>The commonest ways</h3>{ways}</div></div>'


def _collisions(ask: Ask, values: dict[str, object]) -> str:
    months = ask("collisions_by_month", **values)
    pairs = ask("collision_pairs", **values)
    if not pairs:
        return parts.note("None in this period.")
    drawn = charts.over_time(
        "Collisions by month", months, "contacts", "collisions",
        max(row["contacts"] for row in months),
    )
    ranked = charts.bars("Which programs", [
        (f"{row['earlier_program_name']} → {row['program_name']}"
         + (" *" if row["is_other_organization"] else ""), row["contacts"],
         parts.number(row["contacts"]))
        for row in pairs[:8]
    ], "collisions", pairs[0]["contacts"])
    stars = any(row["is_other_organization"] for row in pairs[:8])
    newest = parts.table(
        "The newest", ask("collisions_newest", organization_id=values["organization_id"]), {
            "Person": _person,
            "Contacted": lambda row: row["first_contacted_at"],
            "by": lambda row: parts.words(row["program_code"]).capitalize(),
            "just before": lambda row: row["earlier_contacted_at"],
            "by other": lambda row: parts.words(row["earlier_program_code"]).capitalize()
            + _other(row),
        })
    return "".join([
        f'<div class="grid pair">{drawn}{ranked}</div>',
        parts.note("* of two organizations") if stars else "",
        f"<details><summary>The newest 20 (UTC)</summary>{newest}</details>",
        _too_often(ask("over_contacts_by_month", **values)),
    ])


def _too_often(rows: Rows) -> str:
    if not rows:
        return parts.note("Nobody was contacted more often than the rule allows.")
    times = sum(row["contacts"] for row in rows)
    rule = rows[-1]
    return parts.note(
        f"{parts.number(times)} times somebody was contacted though they had had "
        f"{rule['allowed_count']} contacts within {rule['window_days']} days, the most that is "
        "allowed."
    )


def _unwanted(ask: Ask, values: dict[str, object]) -> str:
    ways = ask("unwanted_ways", **values)
    if not ways:
        return parts.note("None in this period.")
    months = ask("unwanted_by_month", **values)
    drawn = charts.over_time(
        "Contacts after a no, by month", months, "contacts", "contacts",
        max(row["contacts"] for row in months),
    )
    ranked = charts.bars("Contacted by ← said no in", [
        (f"{row['vendor_name']} ← {row['refused_vendor_name']}",
         row["contacts"], f"{parts.number(row['contacts'])} {parts.words(row['channel_code'])}")
        for row in ways[:8]
    ], "contacts", ways[0]["contacts"])
    newest = parts.table(
        "The newest", ask("unwanted_newest", organization_id=values["organization_id"]), {
            "Person": _person,
            "Contacted": lambda row: row["occurred_at"],
            "by": lambda row: f"{row['tool']}: {row['record_type']} {row['record_id']}",
            "said": lambda row: parts.words(row["refused_code"]),
            "at": lambda row: row["refused_at"],
            "in": lambda row: f"{row['refused_source_id']}: {row['refused_record_type']} "
            f"{row['refused_record_id']}",
        })
    return (
        f'<div class="grid pair">{drawn}{ranked}</div>'
        f"<details><summary>The newest 20 (UTC)</summary>{newest}</details>"
    )


def _person(row: dict[str, str]) -> Html:
    return parts.link("/person", row["person_id"], id=row["person_id"])


def _other(row: dict[str, str]) -> str:
    other = row["earlier_organization_id"]
    return f" ({parts.words(other)})" if other != row["organization_id"] else ""
