"""Incidents for tests: as objects, and as rows of the mart, which has its declared columns."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import yaml
from psycopg import sql

from orchestration.lib import settings
from orchestration.lib.alerts.news import Incident
from orchestration.lib.warehouse import connect

NOON = datetime(2026, 5, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def incident(**said: Any) -> Incident:
    """An open incident of a made-up source, with what is said of it."""
    usual: dict[str, Any] = {
        "incident_id": "late/van_one/2026-05-02", "type_name": "Late", "source_id": "van_one",
        "record_type": None, "message": "Nothing as fresh as was promised has come.",
        "advice": "Ask for an export.", "command": "./kith land FILE --source van_one",
        "opened_at": NOON, "closed_at": None, "due_at": NOON + 24 * HOUR,
        "responsible_contact": "data@group.example", "fixes_contact": "fixes@group.example",
        "escalates_contact": "lead@group.example", "is_blocking": True, "blocks": ("mart people",),
        "time_zone": "America/New_York",
    }  # fmt: skip
    return Incident(**usual | said)


def make_marts() -> None:
    """The mart's tables, empty, with the columns their contracts have."""
    with connect("kith_builder") as connection:
        for name in ("incidents", "blocked_marts"):
            folder = settings.PROJECT_ROOT / "models" / "marts" / "accountability"
            document = yaml.safe_load((folder / f"{name}.yml").read_text())
            columns = [
                sql.SQL("{} {}").format(sql.Identifier(each["name"]), sql.SQL(each["data_type"]))
                for each in document["models"][0]["columns"]
            ]
            connection.execute(
                sql.SQL("create table {} ({})").format(
                    sql.Identifier("marts", name), sql.SQL(", ").join(columns)
                )
            )
        connection.execute(
            "create table registry.incident_types as"
            " select 'late' as incident_type_code, 'Late' as incident_type_name"
        )
        connection.execute(
            "create table registry.organizations as"
            " select 'group' as organization_id, 'America/New_York' as time_zone"
        )


def put(*incidents: Incident) -> None:
    """These incidents, and no others, as a build would leave them."""
    with connect("kith_builder") as connection:
        connection.execute("truncate marts.incidents, marts.blocked_marts")
        for each in incidents:
            row = {
                **{name: getattr(each, name) for name in (
                    "incident_id", "source_id", "record_type", "message", "advice", "command",
                    "opened_at", "closed_at", "due_at", "responsible_contact", "fixes_contact",
                    "escalates_contact", "is_blocking",
                )},
                "incident_type_name": each.type_name, "organization_id": "group",
                "is_open": each.closed_at is None,
            }  # fmt: skip
            connection.execute(
                sql.SQL("insert into marts.incidents ({}) values ({})").format(
                    sql.SQL(", ").join(map(sql.Identifier, row)),
                    sql.SQL(", ").join(map(sql.Placeholder, row)),
                ),
                row,
            )
            for blocked in each.blocks:
                kind, _, name = blocked.partition(" ")
                connection.execute(
                    "insert into marts.blocked_marts"
                    " (incident_id, source_id, blocked_type_code, blocked_name)"
                    " values (%s, %s, %s, %s)",
                    [each.incident_id, each.source_id, kind, name],
                )
