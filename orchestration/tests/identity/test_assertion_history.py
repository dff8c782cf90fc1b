"""What spoke for two records being one person's, and no longer does, is still known."""

from __future__ import annotations

from typing import Any

from orchestration.lib.identity.reasons import explain
from orchestration.lib.scratch.world import World


def _history(world: World) -> list[tuple[Any, ...]]:
    return world.ask(
        "select distinct rule_id, valid_from_at, valid_to_at from identity.assertion_history"
        " order by rule_id, valid_from_at"
    )


def test_evidence_has_from_when_until_when_it_stood(world: World) -> None:
    ana = {"first_name": "Ana", "last_name": "Roe"}
    world.person("van/1", **ana, email="ana@mail.example")
    world.person("network/1", **ana, email="ana@mail.example", birth_date="1980-05-06")
    world.person("spoke/1", **ana, phone_e164="+18606430201", birth_date="1980-05-06")
    world.person("spoke/2", **ana, phone_e164="+18606430201")
    world.build("--full-refresh")
    start = _history(world)[0][1]
    assert _history(world) == [
        ("birth_date_name", start, None), ("same_email", start, None), ("same_phone", start, None)
    ]

    world.people[0]["email"] = "other@mail.example"
    world.build()
    end = _history(world)[1][2]
    assert end > start
    assert _history(world) == [
        ("birth_date_name", start, None), ("same_email", start, end), ("same_phone", start, None)
    ]

    # Making all anew ends what holds no longer and begins nothing that does again.
    world.people[3]["phone_e164"] = "+18606430202"
    world.build("--full-refresh")
    later = _history(world)[2][2]
    assert later > end
    assert _history(world) == [
        ("birth_date_name", start, None), ("same_email", start, end), ("same_phone", start, later)
    ]

    told = explain.compare("van/t/1", "network/t/1").told()
    assert f"until {end.date()}: One person's email and the same name (same_email" in told
    assert "ana@" not in told

    # What comes back stands again, from then on.
    world.people[0]["email"] = "ana@mail.example"
    world.build()
    back = _history(world)[2][1]
    assert back > later
    assert _history(world)[1:3] == [("same_email", start, end), ("same_email", back, None)]
    assert "What was said once" not in explain.compare("van/t/1", "network/t/1").told()
