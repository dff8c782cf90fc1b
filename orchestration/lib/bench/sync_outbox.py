"""An outbox made by hand and an account to pass it on to, where no tool's exports are needed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from orchestration.lib.warehouse.connection import connect

DESTINATION, OTHER, THIRD = "county_van", "county_spoke", "county_mobilize"
# The columns that an outbox has, whichever interface it is of, with their types.
COLUMNS = {
    "destination_id": "text", "fact_key": "text", "fact_type_code": "text", "source_id": "text",
    "tool": "text", "record_type": "text", "record_id": "text", "person_id": "text",
    "disposition_code": "text", "match_confidence_share": "double precision",
    "target_record_id": "text", "effect_key": "text", "local_date": "date",
    "occurred_at": "timestamptz", "is_approval_needed": "boolean", "contact_type_id": "text",
    "result_code_id": "text", "campaign_id": "text", "phone_e164": "text",
    "survey_question_id": "text", "survey_response_id": "text", "activist_code_id": "text",
    "event_id": "text", "event_role_id": "text", "event_shift_id": "text",
    "event_status_id": "text", "first_name": "text", "last_name": "text", "email": "text",
    "postal_code": "text", "birth_date": "date", "content_version": "text",
}  # fmt: skip
_KEY = ("fact_type_code", "source_id", "record_id", "target_record_id")
_SOURCES = (
    "source_id,tool,organization_id,account_name,account_id,time_zone,encoding,notes\n"
    f"{DESTINATION},van,county_organizers,County VAN,,America/New_York,utf-8,\n"
    f"{OTHER},spoke,county_organizers,County Spoke,,America/New_York,utf-8,\n"
    f"{THIRD},mobilize,county_organizers,County Mobilize,,America/New_York,utf-8,\n"
)
_DESTINATIONS = (
    "destination_id,interface_code,mode_code,settle_minutes,oldest_days,doubt_hours,most_attempts,"
    "calls_per_minute\n"
    f"{DESTINATION},van,my_campaign,30,30,24,{{most_attempts}},\n"
)


def registry(folder: Path, most_attempts: int = 5) -> Path:
    """Write the sources and destinations into a folder; the file for ``$KITH_SOURCES``."""
    (folder / "sync_destinations.csv").write_text(
        _DESTINATIONS.format(most_attempts=most_attempts)
    )
    (folder / "sources.csv").write_text(_SOURCES)
    return folder / "sources.csv"


def fact(number: int, kind: str = "contact_attempt", **told: Any) -> dict[str, Any]:
    """A row of the outbox: by default Not Home by phone, of somebody who has this number."""
    row: dict[str, Any] = dict.fromkeys(COLUMNS)
    row |= {
        "destination_id": DESTINATION, "fact_type_code": kind, "source_id": OTHER,
        "tool": "spoke", "record_type": "messages", "record_id": str(number),
        "person_id": f"p_{number}", "disposition_code": "send", "match_confidence_share": 1.0,
        "target_record_id": str(number), "local_date": date(2026, 11, 20),
        "occurred_at": datetime(2026, 11, 20, 18, tzinfo=UTC) + timedelta(seconds=number % 3600),
        "is_approval_needed": False,
    }
    if kind in ("contact_attempt", "do_not_contact"):
        row |= {"contact_type_id": "1", "result_code_id": "1"}
    row |= told
    row["fact_key"] = told.get("fact_key") or _hash(kind, *(row[name] for name in _KEY))
    row["effect_key"] = told.get("effect_key") or _hash("effect", row["fact_key"])
    row["content_version"] = _hash(*(
        value for name, value in row.items() if name not in ("disposition_code", "fact_key")
    ))
    return row


def publish(rows: Iterable[Mapping[str, Any]]) -> None:
    """Show these as the outbox, instead of what was shown before, as a publication does."""
    columns = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
    with connect("kith_builder") as connection:
        connection.execute(f"create table marts_next.van_outbox ({columns})".encode())
        with connection.cursor() as cursor, cursor.copy(
            f"copy marts_next.van_outbox ({', '.join(COLUMNS)}) from stdin".encode()
        ) as copy:
            for row in rows:
                copy.write_row([row[name] for name in COLUMNS])
        connection.execute("drop table if exists marts.van_outbox")
        connection.execute("alter table marts_next.van_outbox set schema marts")
        connection.execute("create index on marts.van_outbox (fact_key)")
        connection.execute("grant select on marts.van_outbox to kith_steward")
        connection.execute("analyze marts.van_outbox")


def forget_sync() -> None:
    """Empty the ledger of what was passed on. For tests and benchmarks."""
    with connect() as connection:
        connection.execute(
            "truncate landing.sync_verdicts, landing.sync_attempts, landing.sync_intent_facts,"
            " landing.sync_intents, landing.sync_plans restart identity"
        )


def _hash(*told: object) -> str:
    return hashlib.sha256("|".join(map(str, told)).encode()).hexdigest()
