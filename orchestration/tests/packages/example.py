"""The published example: a package of made-up people, written by what writes every package.

To write it anew, signed by the home's key: ``python -m orchestration.tests.packages.example``.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from orchestration.lib.packages import layout
from orchestration.lib.packages.gather import Gathered
from orchestration.lib.packages.records import Record, dated, let_out
from orchestration.lib.packages.write import write
from orchestration.lib.standard import blocks

VOLUNTEER = "v_0c1d2e3f405162738495a6b7c8d9eafb"
GATHERED = Gathered("p_made_up", VOLUNTEER, "2026-05-02T23:30:00Z")
ANA, BEN, CHI = "1a" * 16, "2b" * 16, "3c" * 16
COUNTY = {
    "owner_organization_id": "county_organizers", "owner_organization_name": "County Organizers",
    "side_code": "independent",
}  # fmt: skip
ALLIANCE = {
    "owner_organization_id": "state_alliance", "owner_organization_name": "State Alliance",
    "side_code": "independent",
}  # fmt: skip
OWN = {
    "owner_organization_id": VOLUNTEER, "owner_organization_name": "The volunteer",
    "side_code": "neither",
}  # fmt: skip

PEOPLE: list[dict[str, str]] = [
    {
        "record_type": "volunteer", "record_id": VOLUNTEER, "origin_system": "kith",
        "created_at": "2026-03-09T21:45:00Z", "first_name": "Dolores", "last_name": "Reyes",
        "email": "dolores@mail.example", "phone": "+16145550104", "language_code": "en", **OWN,
    },
    {
        "record_type": "contact", "record_id": ANA, "origin_system": "reach",
        "created_at": "2026-03-09T21:45:00Z", "modified_at": "2026-03-09T21:45:00Z",
        "first_name": "Ana", "middle_name": "M.", "last_name": "Silva",
        "email": "ana@mail.example", "phone": "+16145550101", "language_code": "es", **COUNTY,
    },
    {
        "record_type": "person", "record_id": BEN, "origin_system": "van",
        "created_at": "2026-05-01T22:12:00Z", "modified_at": "2026-05-01T22:12:00Z", **COUNTY,
    },
    {
        "record_type": "person", "record_id": CHI, "origin_system": "spoke",
        "created_at": "2026-05-02T23:30:00Z", "modified_at": "2026-05-02T23:30:00Z", **ALLIANCE,
    },
]  # fmt: skip
INTERACTIONS: list[dict[str, str]] = [
    {
        "record_type": "contact_attempt", "record_id": "4d" * 16, "origin_system": "van",
        "happened_at": "2026-05-01T22:12:00Z", "person_record_type": "person",
        "person_record_id": BEN, "interaction_type": "contact_attempt", "channel_code": "canvass",
        "direction_code": "to_them", "program_code": "canvass", "result_code": "canvassed",
        "result_raw": "canvassed", **COUNTY,
    },
    {
        "record_type": "survey_answer", "record_id": "5e" * 16, "origin_system": "reach",
        "happened_at": "2026-03-10T18:00:00Z", "person_record_type": "contact",
        "person_record_id": ANA, "interaction_type": "survey_response",
        "channel_code": "relational", "direction_code": "by_them", "program_code": "relational",
        "question_id": "6f" * 16, "question_name": "Will you come to the hearing?",
        "response_id": "7a" * 16, "response_name": "Yes", "result_code": "completed",
        "result_raw": "completed", **COUNTY,
    },
    {
        "record_type": "message", "record_id": "8b" * 16, "origin_system": "spoke",
        "happened_at": "2026-05-02T23:30:00Z", "person_record_type": "person",
        "person_record_id": CHI, "interaction_type": "message_sent", "channel_code": "text",
        "direction_code": "to_them", "program_code": "text", "result_code": "delivered",
        "result_raw": "delivered", **ALLIANCE,
    },
    {
        "record_type": "event", "record_id": "9c" * 16, "origin_system": "mobilize",
        "happened_at": "2026-03-20T22:00:00Z", "person_record_type": "volunteer",
        "person_record_id": VOLUNTEER, "interaction_type": "hosting", "channel_code": "in_person",
        "direction_code": "by_them", "program_code": "meetings", "event_id": "9c" * 16,
        "event_name": "Neighborhood meeting", "result_code": "completed",
        "result_raw": "completed", **COUNTY,
    },
]  # fmt: skip
RELATIONSHIPS: list[dict[str, str]] = [
    {
        "record_type": "relationship", "record_id": "ad" * 16, "origin_system": "reach",
        "person_record_type": "contact", "person_record_id": ANA,
        "related_record_type": "volunteer", "related_record_id": VOLUNTEER,
        "relationship_code": "knows", "related_at": "2026-03-09T21:45:00Z", **COUNTY,
    },
]  # fmt: skip
TOLD = {"people": PEOPLE, "interactions": INTERACTIONS, "relationships": RELATIONSHIPS}


def folder() -> Path:
    """Where the example is published."""
    return blocks.folder() / "examples" / "package"


def made(table: str, told: list[dict[str, str]]) -> Iterator[Record]:
    """Made-up rows as a package's records, with what is the same in all of them."""
    for each in sorted(told, key=lambda row: row["record_id"]):
        row: Record = dict.fromkeys(layout.columns(table))
        row |= {
            "source_system": layout.SYSTEM, "source_instance": VOLUNTEER,
            "collected_by_type": layout.VOLUNTEER, "collected_by_id": VOLUNTEER,
            "origin_id": each["record_id"],
            "modified_at": each.get("happened_at") or each.get("related_at"),
        }  # fmt: skip
        row |= each
        yield let_out(table, dated(table, row, GATHERED))


def write_example(target: Path) -> None:
    """Write the example below ``target``, in place of what is there."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    write(target, GATHERED, {table: made(table, told) for table, told in TOLD.items()})


if __name__ == "__main__":
    write_example(folder())
