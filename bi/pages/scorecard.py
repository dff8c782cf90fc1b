"""The vendor scorecard: what each tool is worth, what holds it back, what leaving it would cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from bi.pages import frame
from bi.pages.frame import Rows, percent, words
from orchestration.lib.errors import KithError
from orchestration.lib.standard.requirements import levels

TITLE = "Vendor scorecard"
# The measures by which one says how well records can be taken elsewhere, in the order shown.
_PORTABILITY = {
    "record_id_given": "Ids of its own",
    "instants_zoned": "Times with their zone",
    "modified_at_given": "When records changed",
    "deletions_told": "What was deleted",
    "merges_told": "What was merged",
    "origin_named": "Where records began",
    "collector_named": "Who recorded them",
}
# And those by which one says whether it can be relied on, of the last days (docs/weights.md).
_RELIABILITY = {
    "exports_on_time": "Hours on time",
    "records_kept": "Records that could be read",
    "files_accepted": "Files that were let in",
    "columns_stable": "Exports without a new column",
}
_MOST_ASKS = 5
# A question most of whose answer one tool tells would be without an answer.
_MOST_OF_IT = 0.5


class NoVendor(KithError):
    """No tool in use is called that, nor its vendor; the message lists those there are."""


@dataclass(frozen=True)
class Scorecard:
    """The tools in use and what is known of each."""

    tools: Rows
    measures: Rows
    shapes: Rows
    programs: Rows

    def of(self, rows: Rows, tool: str) -> Rows:
        """The rows about one tool."""
        return [row for row in rows if row["tool"] == tool]


def read(vendor: str | None = None) -> Scorecard:
    """As of the last build, of all tools or of one (its name or its vendor's).

    Raises ``NothingBuilt`` and ``NoVendor``.
    """
    tools, measures, shapes, programs = frame.answers(
        "vendor_scorecard", "vendor_measures", "vendor_shapes", "vendor_programs"
    )
    if not tools:
        raise frame.NothingBuilt(
            "No tool is in use yet. Register its account in seeds/registry/sources.csv, land its "
            "exports and build: ./kith build"
        )
    if vendor is not None:
        wanted = vendor.casefold()
        named = {row["tool"]: f"{row['tool']} ({row['vendor_name']})" for row in tools}
        tools = [
            row for row in tools
            if wanted in (row["tool"].casefold(), str(row["vendor_name"]).casefold())
        ]
        if not tools:
            raise NoVendor(f"No tool in use is called that. There are: {', '.join(named.values())}")
    return Scorecard(tools, measures, shapes, programs)


def told(card: Scorecard) -> str:
    """The tools side by side as text; of one alone, all there is to say."""
    if len(card.tools) == 1:
        return _told_of_one(card, card.tools[0])
    headings = list(_compared(card, card.tools[0]))
    table = [["Tool", *headings]]
    table += [[_name(row), *_compared(card, row).values()] for row in card.tools]
    widths = [max(len(row[at]) for row in table) for at in range(len(table[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
             for row in table]
    return "\n".join([*lines, "", "One of them whole: ./kith scorecard TOOL"])


def page(card: Scorecard) -> str:
    """One page of HTML that needs nothing else; printed, each tool begins a sheet."""
    now = datetime.now().astimezone()
    body = (
        f"<h1>{TITLE}</h1>\n"
        f'<p class="soft">{now:%Y-%m-%d}. Counted from what these tools really sent; anybody can '
        "count it again. No person's details are on this page.</p>\n"
        f"{_comparison(card)}{_legend()}{''.join(_vendor(card, row) for row in card.tools)}"
    )
    return frame.page(TITLE, body)


def _name(row: dict[str, Any]) -> str:
    """The vendor's word for itself, and the tool's where that is another."""
    vendor, tool = row["vendor_name"] or "", words(row["tool"])
    return vendor if vendor.casefold() == tool or not tool else f"{vendor} ({tool})".strip()


def _level(row: dict[str, Any]) -> str:
    name = {level.rank: level.name for level in levels()}.get(row["level_rank"])
    if name:
        return f"{row['level_rank']} {name}"
    return "not judged yet" if row["weight_share"] is None else "none, not even the lowest"


def _weight(row: dict[str, Any]) -> str:
    return "–" if row["weight_share"] is None else f"{row['weight_share']:.2f} of 1"


def _incidents(row: dict[str, Any]) -> str:
    counted, still = row["incident_count"], row["open_incident_count"]
    if not counted:
        return "none"
    return f"{still:,} open" if counted == still else f"{counted:,}, {still or 'none'} still open"


def _part(count: int, whole: int) -> float | None:
    return count / whole if whole else None


def _compared(card: Scorecard, row: dict[str, Any]) -> dict[str, str]:
    """What tools are compared by, each said in a few words."""
    people = percent(_part(row["only_here_people_count"], row["people_count"]))
    told = [each for each in card.of(card.programs, row["tool"])
            if each["part_share"] >= _MOST_OF_IT]
    return {
        "Level of the standard": _level(row),
        "Weight of its word": _weight(row),
        "Days on time": f"{row['kept_day_count']:,} of {row['asked_day_count']:,}",
        "Incidents": _incidents(row),
        "People only it knows": f"{row['only_here_people_count']:,} ({people})",
        "Answers that rest on it": f"{len(told):,}",
    }


def _comparison(card: Scorecard) -> str:
    if len(card.tools) < 2:
        return ""
    head = "".join(f'<th scope="col">{each}</th>' for each in _compared(card, card.tools[0]))
    rows = "".join(
        f'<tr><th scope="row"><a href="#{escape(row["tool"])}">{escape(_name(row))}</a></th>'
        + "".join(
            f'<td data-of="{heading}">{escape(value)}</td>'
            for heading, value in _compared(card, row).items()
        )
        + "</tr>\n"
        for row in card.tools
    )
    return (
        '<table class="compare"><caption>The tools in use, side by side</caption>'
        f'<thead><tr><th scope="col">Tool</th>{head}</tr></thead>\n<tbody>\n{rows}</tbody></table>'
    )


def _vendor(card: Scorecard, row: dict[str, Any]) -> str:
    tool = row["tool"]
    accounts = f"{row['source_count']:,} account{'s' * (row['source_count'] > 1)}"
    groups = f"{row['organization_count']:,} organization{'s' * (row['organization_count'] > 1)}"
    facts = "".join(
        f"<li><b>{escape(value)}</b> {heading}</li>"
        for heading, value in _compared(card, row).items()
    )
    sections = "".join(
        f"<h3>{heading}</h3>\n{_bullets(lines)}" for heading, lines in _sections(card, row).items()
    )
    asks = _asks(card, row)
    items = "".join(
        f"<li><strong>{escape(ask)}</strong><br><span class=soft>{escape(how)}</span></li>\n"
        for ask, how in asks
    )
    return (
        f'\n<section class="vendor" id="{escape(tool)}">\n<h2>{escape(_name(row))}</h2>\n'
        f'<p class="soft">{accounts} of {groups}</p>\n<ul class="facts">{facts}</ul>\n'
        f"<h3>What to ask for first</h3>\n"
        f'{f"<ol class=asks>{items}</ol>" if asks else "<p>Nothing: it meets what is asked.</p>"}\n'
        f"{sections}</section>\n"
    )


def _bullets(lines: list[str]) -> str:
    return f'<ul class="plain">{"".join(f"<li>{escape(line)}</li>" for line in lines)}</ul>\n'


def _told_of_one(card: Scorecard, row: dict[str, Any]) -> str:
    lines = [_name(row), *(f"  {k}: {v}" for k, v in _compared(card, row).items())]
    lines += ["", "What to ask for first"]
    for at, (ask, how) in enumerate(_asks(card, row), 1):
        lines += [f"  {at}. {ask}", f"     {how}"]
    for heading, said in _sections(card, row).items():
        lines += ["", heading, *(f"  - {line}" for line in said)]
    return "\n".join(lines)


def _asks(card: Scorecard, row: dict[str, Any]) -> list[tuple[str, str]]:
    """What to ask for, and how it is met: what the next level lacks, then what costs most."""
    next_level = (row["level_rank"] or 0) + 1 if row["level_rank"] is not None else 0
    unmet = [each for each in card.of(card.measures, row["tool"])
             if each["advice"] and each["is_met"] is False]
    unmet.sort(key=lambda each: (each["level_rank"] > next_level, -each["lost_share"]))
    return [
        (f"{each['measure_name']} ({percent(each['met_share'])} do)",
         f"{each['advice']}. Level {each['level_rank']} asks it.")
        for each in unmet[:_MOST_ASKS]
    ]


def _sections(card: Scorecard, row: dict[str, Any]) -> dict[str, list[str]]:
    measures = {each["measure_code"]: each for each in card.of(card.measures, row["tool"])}
    return {
        "Portability": _portability(measures),
        "Reliability": _reliability(row, measures),
        "If you left": _leaving(card, row),
    }


def _portability(measures: dict[str, dict[str, Any]]) -> list[str]:
    told = {label: measures[code] for code, label in _PORTABILITY.items() if code in measures}
    whole = [label for label, each in told.items() if each["met_share"] == 1]
    none = [label for label, each in told.items() if each["met_share"] == 0]
    lines = [
        f"{label}: of {percent(each['met_share'])} of what it sends"
        for label, each in told.items() if label not in (*whole, *none)
    ]
    if whole:
        lines.insert(0, f"Told in full: {frame.listed([each.lower() for each in whole])}")
    if none:
        lines.append(f"Not told at all: {frame.listed([each.lower() for each in none])}")
    return lines or ["Nothing of it was judged yet"]


def _reliability(row: dict[str, Any], measures: dict[str, dict[str, Any]]) -> list[str]:
    closing = row["closing_hours"]
    after = "" if closing is None else f", closed after {closing:,.0f} hours on average"
    return [
        f"As fresh as promised on {row['kept_day_count']:,} of {row['asked_day_count']:,} days",
        f"Incidents: {_incidents(row)}{after}",
        f"New columns that nobody announced: {row['drift_count'] or 'none'}",
        *(f"{label}: {percent(measures[code]['met_share'])}"
          for code, label in _RELIABILITY.items() if code in measures),
    ]


def _leaving(card: Scorecard, row: dict[str, Any]) -> list[str]:
    people, only = row["people_count"], row["only_here_people_count"]
    shapes = card.of(card.shapes, row["tool"])
    alone = [f"{words(each['shape_code'])} ({each['records']:,} so far)"
             for each in shapes if each["other_tools"] == 0]
    most = [f"{each['concern_name']} ({percent(each['part_share'])})"
            for each in card.of(card.programs, row["tool"]) if each["part_share"] >= _MOST_OF_IT]
    lines = [
        f"Of the {people:,} people it knows, nobody else knows {only:,} "
        f"({percent(_part(only, people))})",
        f"What it told so far stays here: {row['record_count']:,} records",
    ]
    if row["minted_id_count"]:
        lines.append(
            f"{row['minted_id_count']:,} of them it gives no id, so that nobody could match them "
            "with what it still has"
        )
    if alone:
        lines.append(f"From then on nobody would tell {frame.listed(alone)}")
    lines += [f"It tells most of the answer to: {each}" for each in most]
    return lines


def _legend() -> str:
    named = "; ".join(f"{each.rank} {each.name}: {each.meaning[0].lower()}{each.meaning[1:]}"
                      for each in levels())
    return (
        '\n<div class="soft legend"><p>Levels of the standard of exchange: '
        f"{escape(named)}. A tool has the level that each of its tables of people and of "
        "interactions reaches.</p>\n"
        "<p>The weight of its word, 0 to 1, decides whose word counts where tools differ. An "
        "answer of the health page rests on a tool that tells at least half of it.</p></div>"
    )
