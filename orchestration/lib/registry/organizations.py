"""Whose day it is: the time zones of ``seeds/registry/organizations.csv``."""

from __future__ import annotations

import csv
from datetime import date, datetime
from zoneinfo import ZoneInfo

from orchestration.lib import settings


def day_of(organization_id: str, moment: datetime) -> date:
    """The organization's day at a moment; UTC's where the registry names no such organization."""
    path = settings.PROJECT_ROOT / "seeds" / "registry" / "organizations.csv"
    with path.open(newline="", encoding="utf-8") as handle:
        zones = {row["organization_id"]: row["time_zone"] for row in csv.DictReader(handle)}
    return moment.astimezone(ZoneInfo(zones.get(organization_id, "UTC"))).date()
