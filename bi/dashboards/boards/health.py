"""Data health: what came, what was refused or set aside, what is wrong, and whose word counts."""

from __future__ import annotations

from collections.abc import Mapping

from bi.dashboards import charts, parts
from bi.dashboards.parts import Ask, Html, Rows

TITLE = "Data health"
_TRUST = {"yes": ("good", "Yes"), "with_care": ("care", "With care"), "no": ("bad", "No")}


def body(ask: Ask, query: Mapping[str, str]) -> str:
    """The board; there is nothing to choose."""
    sources = ask("sources")
    if not sources:
        return parts.note("No source is registered. Add one to seeds/registry/sources.csv.")
    incidents = ask("incidents_open")
    return "".join([
        parts.facts(_sums(sources, incidents)),
        parts.section(
            "What can be trusted today",
            "Each question leaders ask, those not to be trusted first. ./kith health says why.",
            _trust(ask("health")),
        ),
        parts.section("Open incidents", "What is wrong now, and who is up.", _incidents(incidents)),
        parts.section(
            "Sources",
            "Each tool account: its newest export, what the gates refused or hold, and every "
            "record accounted for: landed, unchanged or set aside.",
            _sources(sources),
        ),
        parts.section(
            "Records read by day",
            "What came from each source in the last 28 days, each on a scale of its own.",
            f'<div class="grid">{_by_day(ask("source_days"))}</div>',
        ),
        parts.section(
            "Whose word counts how much",
            "The weight of what a source tells, from 0 to 1, by what it tells of. It is worked out "
            "of what the source delivers: docs/weights.md.",
            f'<div class="grid">{_weights(ask("source_weights"))}</div>',
        ),
        parts.section("Exceptions", "What somebody should look at, and what to do about it.",
                      _exceptions(ask("exceptions"))),
    ])


def _sums(sources: Rows, incidents: Rows) -> dict[str, str]:
    on_time = sum(row["freshness"] == "on time" for row in sources)
    accounted = sum(row["is_accounted_for"] for row in sources)
    return {
        "sources on time": f"{on_time} of {len(sources)}",
        "sources with every record accounted for": f"{accounted} of {len(sources)}",
        "files refused": parts.number(sum(row["refused_files"] for row in sources)),
        "records set aside, still open":
            parts.number(sum(row["open_quarantine"] for row in sources)),
        "open incidents": parts.number(len(incidents)),
    }


def _state(kind: str, said: str) -> Html:
    return Html(f'<span class="state {kind}">{parts.shown(said)}</span>')


def _trust(rows: Rows) -> str:
    return parts.table("What can be trusted today", rows, {
        "Question": lambda row: row["concern_name"],
        "Trusted": lambda row: _state(*_TRUST[row["trust_code"]]),
        "Since": lambda row: row["since_at"],
        "Told by": lambda row: f"{row['source_count']} kinds of record",
    }, "Nothing has been built yet that could be trusted or not.")


def _sources(rows: Rows) -> str:
    return parts.table("Sources", rows, {
        "Source": lambda row: row["source_id"],
        "Export (UTC)": lambda row: row["last_export_at"],
        "Freshness": lambda row: _state(
            "good" if row["freshness"] == "on time" else "bad", row["freshness"]),
        "Files held": lambda row: row["held_files"],
        "Files refused": lambda row: row["refused_files"],
        "Records read": lambda row: row["records_read"],
        "Landed": lambda row: row["records_landed"],
        "Unchanged": lambda row: row["records_unchanged"],
        "Set aside": lambda row: row["records_quarantined"],
        "Still open": lambda row: row["open_quarantine"],
        "Accounted for": lambda row: _state("good", "yes") if row["is_accounted_for"]
        else _state("bad", "NO"),
        "Ask": lambda row: row["responsible_contact"],
    })


def _by_day(rows: Rows) -> str:
    if not rows:
        return parts.note("Nothing has come yet.")
    drawn = []
    for source in dict.fromkeys(row["source_id"] for row in rows):
        days = [row for row in rows if row["source_id"] == source]
        top = max(row["records"] for row in days)
        drawn.append(charts.over_time(source, days, "records", "records", top, charts.DAYS))
    return "".join(drawn)


def _weights(rows: Rows) -> str:
    drawn = []
    for source in dict.fromkeys(row["source_id"] for row in rows):
        told = [
            (parts.words(row["kind_code"]).capitalize(), float(row["weight_share"]),
             f"{row['weight_share']:.2f}")
            for row in rows if row["source_id"] == source
        ]
        drawn.append(charts.bars(source, told, "weight", 1))
    return "".join(drawn) or parts.note("Nothing has been weighed yet.")


def _incidents(rows: Rows) -> str:
    return parts.table("Open incidents", rows, {
        "Since (UTC)": lambda row: row["opened_at"],
        "What": lambda row: row["incident_type_name"],
        "Source": lambda row: row["source_id"],
        "About": lambda row: row["message"],
        "What to do": lambda row: row["advice"],
        "Up": lambda row: row["fixes_contact"],
        "Overdue": lambda row: _state("bad", "overdue") if row["is_overdue"] else "no",
    }, "None: everything came that was promised, and everything could be read.")


def _exceptions(rows: Rows) -> str:
    return parts.table("Exceptions", rows, {
        "Kind": lambda row: parts.words(row["exception_type_code"]),
        "Source": lambda row: row["source_id"],
        "About": lambda row: row["subject_name"],
        "Affected": lambda row: row["affected"],
        "For example": lambda row: row["message"],
        "What to do": lambda row: row["advice"],
        "Since (UTC)": lambda row: row["first_seen_at"],
    }, "Nothing to look at: every record could be read and every word is known.")
