"""What waits for a steward, by what hangs on it."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from orchestration.cli import app
from orchestration.lib.identity.stewards import decisions, review
from orchestration.lib.scratch.world import World
from orchestration.lib.warehouse import connect
from orchestration.tests.identity.conftest import tell_interactions

ANA = {"first_name": "Ana", "last_name": "Roe"}
BO = {"first_name": "Bo", "last_name": "Lind"}


def _kinds(**arguments: object) -> dict[str, tuple[str, str]]:
    return {item.kind: item.pair for item in review.items(**arguments)}  # type: ignore[arg-type]


def test_each_kind_of_doubt_is_found_with_what_hangs_on_it(world: World) -> None:
    # Apart: a phone that a couple shares and the same first name is too little.
    world.person("van/1", **ANA, phone_e164="+18606430201")
    world.person("network/1", first_name="Ana", last_name="Stone", phone_e164="+18606430201")
    world.person("spoke/1", **BO, phone_e164="+18606430201")
    # Bridge: two pairs that a phone with an initial holds together.
    for record, told in {
        "van/2": {"email": "cy@mail.example", "phone_e164": "+18606430299"},
        "network/2": {"email": "cy@mail.example"},
        "spoke/2": {"first_name": "C", "phone_e164": "+18606430299", "email": "c2@mail.example"},
        "spoke/3": {"first_name": "C", "email": "c2@mail.example"},
    }.items():
        world.person(record, **{"first_name": "Cy", "last_name": "Marsh"} | told)
    # Conflict: two suffixes of one person's email.
    di = {"first_name": "Di", "last_name": "Hart", "email": "di@mail.example"}
    world.person("van/4", **di, name_suffix="Jr")
    world.person("spoke/4", **di, name_suffix="Sr")
    world.build()
    tell_interactions({"van/1": 1, "network/1": 7, "van/2": 9, "spoke/2": 2, "spoke/3": 3,
                       "van/4": 1, "spoke/4": 4})

    found = {item.pair: item for item in review.items(100)}
    bridge = found["spoke/t/2", "van/t/2"]
    assert (bridge.kind, bridge.moving_records, bridge.interactions) == ("bridge", 2, 5)
    apart = found["network/t/1", "van/t/1"]
    assert (apart.kind, apart.moving_records, apart.interactions) == ("apart", 1, 1)
    conflict = found["spoke/t/4", "van/t/4"]
    assert conflict.because == "Two different name suffixes, as Jr and Sr"
    assert conflict.interactions == 1
    stakes = [item.interactions for item in review.items(100)]
    assert stakes == sorted(stakes, reverse=True)
    assert len(review.items(1)) == 1
    cut = review.told(review.items(100), 1)
    assert f"These are 1 of {len(review.items(100))};" in cut and cut.count(" interactions  ") == 1
    assert "These are" not in review.told(review.items(100), 100)
    assert {item.kind for item in review.items(100, ["bridge"])} == {"bridge"}
    with pytest.raises(review.NothingToReview):
        review.items(1, ["odd"])


def test_what_is_settled_is_gone_and_not_sure_comes_back_with_new_evidence(world: World) -> None:
    world.person("van/1", **ANA, phone_e164="+18606430201")
    world.person("network/1", first_name="Ana", last_name="Stone", phone_e164="+18606430201")
    world.person("spoke/1", **BO, phone_e164="+18606430201")
    world.build()
    tell_interactions({"van/1": 3, "network/1": 2})
    pair = ("network/t/1", "van/t/1")
    assert [item.pair for item in review.items()] == [pair]

    decisions.record(*pair, "no", by="Dana", reason="asked", at=datetime(2026, 1, 1, tzinfo=UTC))
    assert review.items() == []
    decisions.record(*pair, "not_sure", by="Dana", reason="hm", at=datetime(2026, 1, 2, tzinfo=UTC))
    assert review.items() == []
    world.build()
    tell_interactions({"van/1": 3, "network/1": 2})
    assert review.items() == []

    for row in world.people[:2]:
        row["postal_code"], row["street_address"] = "08990", "1 Main St"
    world.build()
    tell_interactions({"van/1": 3, "network/1": 2})
    assert [item.pair for item in review.items()] == [pair]


def test_the_list_holds_no_personal_value(world: World) -> None:
    world.person("van/1", **ANA, phone_e164="+18606430201")
    world.person("network/1", first_name="Ana", last_name="Stone", phone_e164="+18606430201")
    world.person("spoke/1", **BO, phone_e164="+18606430201")
    world.build()
    tell_interactions({"van/1": 3})
    found = review.items()
    written = io.StringIO()
    review.write_csv(found, written)
    for text in (review.told(found), written.getvalue(), repr(found)):
        assert "van/t/1" in text
        for value in ("Ana", "Roe", "Stone", "0201"):
            assert value not in text


def test_without_a_build_it_says_what_to_do(world: World) -> None:
    with connect("kith_builder") as connection:
        connection.execute("drop table if exists marts.interactions")
    with pytest.raises(review.NothingToReview, match=r"\./kith build"):
        review.items()


def test_the_commands_list_decide_explain_and_carry_over(world: World, tmp_path: Path) -> None:
    world.person("van/1", **ANA, phone_e164="+18606430201")
    world.person("network/1", first_name="Ana", last_name="Stone", phone_e164="+18606430201")
    world.person("spoke/1", **BO, phone_e164="+18606430201")
    world.build()
    tell_interactions({"van/1": 3, "network/1": 2})

    def run(*arguments: object) -> str:
        outcome = CliRunner().invoke(app, [str(each) for each in arguments])
        assert outcome.exit_code == 0, outcome.output
        return outcome.output

    (listed,) = json.loads(run("review", "--format", "json", "--limit", 5))
    pair = (listed["left"], listed["right"])
    assert pair == ("network/t/1", "van/t/1")
    assert run("review", "--format", "csv").splitlines()[0].startswith("kind,left,right,weight")
    drawn = tmp_path / "why.svg"
    assert "are two people" in run("explain", *pair, "--picture", drawn)
    assert drawn.read_text().startswith("<svg")
    run("review", "decide", *pair, "yes", "--because", "asked them", "--as", "Dana")
    assert "Nothing waits" in run("review")
    file = tmp_path / "decisions.csv"
    run("review", "export", file)
    assert "0 decisions were new" in run("review", "import", file)
    world.build()
    assert "are one person" in run("explain", *pair)
    assert json.loads(run("identity", "diff", "--last", "--json"))["verdict"]["is_allowed"]
