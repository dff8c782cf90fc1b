"""Where people come from: by which code they came, and who recruited them."""

from __future__ import annotations

from collections.abc import Mapping

from bi.dashboards import charts, parts
from bi.dashboards.boards import names
from bi.dashboards.parts import Ask, Rows

TITLE = "Where people come from"


def body(ask: Ask, query: Mapping[str, str]) -> str:
    """The board for what was chosen."""
    values, form = parts.scope("/origins", ask, query)
    campaigns = ask("campaigns", **values)
    if not campaigns:
        return form + parts.note("Nobody did anything in this period. Choose a longer one.")
    recruiters = ask("recruiter_results", organization_id=values["organization_id"])
    coded = [row for row in campaigns if row["campaign_code"] != "no_code"]
    return "".join([
        form,
        parts.facts(_sums(campaigns, coded)),
        parts.section(
            "What came of each campaign",
            "What people did of their own accord, by the code they came by: a source code, refcode "
            "or UTM of the tool. seeds/registry/campaign_codes.csv says which campaign a code is; "
            "unknown is what it doesn't say yet.",
            _campaigns(coded),
        ),
        parts.section(
            "By month",
            "The same for the campaigns with the most, a column a month, all on one scale. The "
            "pale month is not over.",
            f'<div class="grid">{_by_month(ask("campaigns_by_month", **values))}</div>',
        ),
        parts.section(
            "What the people somebody recruited did",
            "Ever, whatever the period chosen; the 15 recruiters with the most. Stated by a tool, "
            "or implied: docs/journeys.md.",
            _recruiters(recruiters, names.of(ask, recruiters)),
        ),
    ])


def _sums(campaigns: Rows, coded: Rows) -> dict[str, str]:
    told, of = sum(row["doings"] for row in coded), sum(row["doings"] for row in campaigns)
    named = sum(row["doings"] for row in coded if row["campaign_code"] != "unknown")
    return {
        "things people did of their own accord": parts.number(of),
        "of them came with a code": f"{parts.number(told)} ({parts.percent(told / max(of, 1))})",
        "by a code whose campaign is known": parts.number(named),
    }


def _name(code: str) -> str:
    return parts.words(code).capitalize()


def _campaigns(coded: Rows) -> str:
    if not coded:
        return parts.note("No tool noted a code in this period.")
    drawn = ""
    for kind in sorted({row["attribution_type_code"] for row in coded}):
        rows = [row for row in coded if row["attribution_type_code"] == kind][:8]
        drawn += charts.bars(
            f"By {_KINDS.get(kind, parts.words(kind))}",
            [(_name(row["campaign_code"]), row["doings"], parts.number(row["doings"]))
             for row in rows],
            "things done", coded[0]["doings"],
        )
    told = parts.table("What came of each campaign", coded, {
        "Campaign": lambda row: _name(row["campaign_code"]),
        "Kind of code": lambda row: _KINDS.get(
            row["attribution_type_code"], parts.words(row["attribution_type_code"])),
        "Actions": lambda row: row["actions"],
        "Sign-ups": lambda row: row["sign_ups"],
        "Shows": lambda row: row["shows"],
        "Registrations": lambda row: row["registrations"],
        "Gifts": lambda row: row["gifts"],
        "Given": lambda row: parts.dollars(row["gift_cents"]) if row["gifts"] else None,
    })
    return f'<div class="grid pair">{drawn}</div>{told}'


_KINDS = {"utm": "UTM"}


def _by_month(rows: Rows) -> str:
    if not rows:
        return parts.note("No tool noted a code in this period.")
    top = max(row["doings"] for row in rows)
    return "".join(
        charts.over_time(_name(code), [row for row in rows if row["campaign_code"] == code],
                         "doings", "things done", top)
        for code in sorted({row["campaign_code"] for row in rows})
    )


def _recruiters(rows: Rows, known: Mapping[str, str]) -> str:
    return parts.table("What the people somebody recruited did", rows, {
        "Recruiter": lambda row: names.linked(row, known),
        "Recruits, most in one program": lambda row: row["people"],
        "Actions": lambda row: row["actions"],
        "Sign-ups": lambda row: row["sign_ups"],
        "Shows": lambda row: row["shows"],
        "Given": lambda row: parts.dollars(row["gift_cents"]) if row["gift_cents"] else None,
    }, "No tool says who recruited anybody.")
