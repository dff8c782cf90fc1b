"""Small exports of two tools, with a canary in every personal field."""

from __future__ import annotations

from pathlib import Path

CANARY = "canaryk7f3"


def mobilize_users(folder: Path, day: str, count: int, repeated_ids: int = 0) -> Path:
    """A full Mobilize users export of that day. ``repeated_ids``: rows that share the first id."""
    rows = ["id,given_name,family_name,email_address,phone_number,postal_code,blocked_date,"
            "globally_blocked_date,created_date,modified_date,membership_id,membership__created_date,"
            "membership__modified_date,membership__organization_id,membership__permission_tier"]
    numbers = [*range(1, count + 1), *([1] * repeated_ids)]
    rows += [
        f"{number},{CANARY},{CANARY}{row},{CANARY}{row}@mail.example,8605550{row % 1000:03d},"
        f"06103,,,2026-01-01 00:00:00+00,2026-01-01 00:00:00+00,{number},2026-01-01 00:00:00+00,"
        "2026-01-01 00:00:00+00,2204,ORGANIZER"
        for row, number in enumerate(numbers)
    ]
    return _write(folder / f"users_{day}.csv", rows)


def spoke_users(folder: Path, day: str, count: int) -> Path:
    """A Spoke user export of that day."""
    rows = ["id,assigned_cell,auth0_id,cell,created_at,email,first_name,is_superadmin,is_suspended,"
            "last_name,notification_frequency,terms,updated_at"]
    rows += [
        f"{number},,auth0|{number},+18605551{number:03d},2026-01-01 00:00:00+00,"
        f"{CANARY}{number}@texts.example,{CANARY},f,f,{CANARY}{number},all,t,2026-01-01 00:00:00+00"
        for number in range(1, count + 1)
    ]
    return _write(folder / f"user_{day}.csv", rows)


def _write(path: Path, rows: list[str]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(rows) + "\n")
    return path
