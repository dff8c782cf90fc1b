"""A build leaves out what would come out the same, and nothing else."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from orchestration.lib import settings
from orchestration.lib.build import gates, run
from orchestration.lib.build.changed import Inputs
from orchestration.lib.build.dbt_process import Node
from orchestration.lib.identity.probabilistic import tier
from orchestration.lib.scratch.project import SmallProjectFailed, run_dbt
from orchestration.lib.warehouse import connect, lease
from orchestration.tests.conftest import forget_models
from orchestration.tests.orchestration import toy_project as toys


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where all tests' projects are, one after the other, so that dbt reads their macros once."""
    return tmp_path_factory.mktemp("toys")


@pytest.fixture
def project(landing: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The project of two tools instead of Kith's, each with a row; the second door is open."""
    shutil.rmtree(place / "project", ignore_errors=True)
    folder = toys.make(place / "project")
    monkeypatch.setattr(settings, "PROJECT_ROOT", folder)
    monkeypatch.setenv("DBT_TARGET_PATH", str(place / "target"))
    verdict = gates.GateResult(gates.SECOND, "canon", is_passed=True)
    monkeypatch.setattr(gates, "check_canon", lambda: verdict)
    monkeypatch.setattr(tier, "update", lambda: tier.Outcome("asked", True))
    for tool in toys.TOOLS:
        toys.release(tool, "one", 1)
    yield folder
    forget_models()
    toys.remove()


def _update(*tools: str) -> tuple[set[str], list[str]]:
    """What was built, and what failed."""
    nodes: list[Node] = []
    with lease.hold(lease.own_token(), "test"):
        problems = run.update_models(set(tools) or None, on_node=nodes.append)
    return {node.name for node in nodes if not node.is_test and node.is_ok}, problems


EVERYTHING = {
    "words", "limits", "stg_alpha__things", "stg_beta__things", "stg_landing__loads", "all_things",
    "alpha_things", "persons", "people", "alpha_totals", "status",
}
OF_LOADS = {"stg_landing__loads", "status"}
OF_BETA = {"stg_beta__things", "all_things", "persons", "people"}
OF_ALPHA = {"stg_alpha__things", "alpha_things", "alpha_totals"}


def test_only_what_changed_is_built(project: Path) -> None:
    assert _update() == (EVERYTHING, [])
    assert _update() == (set(), [])
    toys.release("beta", "two", 2)
    assert _update() == (OF_BETA | OF_LOADS, [])
    toys.say(project, "two", "2")
    assert _update() == ({"words", "all_things", "persons", "people"}, [])
    with connect("kith_builder") as connection:
        connection.execute("drop table marts.alpha_totals cascade")
    assert _update() == ({"alpha_totals"}, [])
    model = project / "models" / "canon" / "alpha_things.sql"
    model.write_text(model.read_text().replace("amount", "amount * 2 as amount"))
    assert _update() == (EVERYTHING, [])


def test_what_one_tool_sent_waits_for_the_update_that_takes_it(project: Path) -> None:
    _update()
    for tool in toys.TOOLS:
        toys.release(tool, "two", 2)
    beta, _ = _update("beta", "landing")
    assert beta == OF_BETA | OF_LOADS
    alpha, _ = _update()
    assert alpha == OF_ALPHA | {"all_things", "persons", "people"}


def test_the_model_is_asked_where_what_it_reads_changed(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "MODEL_READS", ("alpha_things",))

    def asked() -> int:
        return capsys.readouterr().err.count("  asked")

    _update()
    assert asked() == 1
    toys.release("beta", "two", 2)
    _update()
    assert asked() == 0
    toys.release("alpha", "two", 2)
    _update("alpha", "landing")
    assert asked() == 0
    assert _update() == (set(), [])
    assert asked() == 1


def test_what_somebody_built_by_hand_is_built_again(project: Path) -> None:
    _update()
    with lease.hold(lease.own_token(), "test"):
        assert run.dbt().build(["stg_alpha__things", "people"]).is_ok
    assert _update() == ({"stg_alpha__things", "people"}, [])


def test_a_tool_that_failed_is_tried_again_and_what_reads_it_too(project: Path) -> None:
    _update()
    toys.release("alpha", "two", 2)
    toys.release("beta", "two", 2)
    with connect() as connection:
        connection.execute("alter table raw.alpha__things rename to hidden")
    built, problems = _update()
    assert problems
    assert built == OF_BETA | OF_LOADS
    with connect() as connection:
        connection.execute("alter table raw.hidden rename to alpha__things")
    assert _update() == (OF_ALPHA | {"all_things", "persons", "people"}, [])


def test_a_test_that_failed_is_run_again_until_it_passes(project: Path) -> None:
    toys.release("alpha", "one", -1)
    for _ in range(2):
        built, problems = _update()
        assert "alpha_things" in built
        assert "alpha_is_above_zero" in " ".join(problems)
    toys.release("beta", "one", 5)
    with connect() as connection:
        connection.execute("update raw.alpha__things set amount = 1")
    toys.release("alpha", "one", 3)
    assert _update()[1] == []


def test_a_test_that_compares_with_a_seed_runs_when_the_seed_changes(project: Path) -> None:
    toys.release("alpha", "one", 500)
    assert _update()[1] == []
    (project / "seeds" / "vocabulary" / "limits.csv").write_text("most\n100\n")
    assert "alpha_stays_below_the_limit" in " ".join(_update()[1])


def test_any_sequence_of_updates_ends_where_a_whole_build_does(project: Path) -> None:
    chance = random.Random(2)
    for _ in range(8):
        match chance.randrange(6):
            case 0 | 1:
                toys.release(chance.choice(toys.TOOLS), chance.choice(["one", "two"]), 1)
            case 2:
                toys.say(project, chance.choice(["one", "two"]), str(chance.randrange(9)))
            case 3:
                toys.release("alpha", "one", -1)
                assert _update()[1]
                with connect() as connection:
                    connection.execute("update raw.alpha__things set amount = 1")
                toys.release("alpha", "two", 1)
            case 4:
                with lease.hold(lease.own_token(), "test"):
                    run.dbt().build([chance.choice(sorted(EVERYTHING))])
            case 5:
                _update(chance.choice(toys.TOOLS))
    assert _update()[1] == []
    inputs = Inputs(run.dbt())
    assert not any(inputs.is_changed(inputs.layer(layer)) for layer in run.TITLES)
    in_parts = toys.contents()
    with connect() as connection:
        connection.execute("delete from landing.built")
    assert _update() == (EVERYTHING, [])
    assert toys.contents() == in_parts


def test_a_table_told_by_its_rows_changes_nothing_where_they_stay(project: Path) -> None:
    model = project / "models" / "staging" / "landing" / "stg_landing__loads.sql"
    model.write_text(
        "{{ config(meta={'is_told_by_rows': true}) }}\n"
        "select distinct source_id from {{ source('landing', 'loads') }}"
    )
    assert _update() == (EVERYTHING, [])
    toys.release("beta", "two", 2)
    assert _update() == (OF_BETA | {"stg_landing__loads"}, [])
    assert _update() == (set(), []) and not run._is_anything_new()
    with connect() as connection:
        connection.execute("update landing.loads set source_id = 'another' where load_id = ("
                           "select max(load_id) from landing.loads)")
    assert run._is_anything_new()
    assert _update() == (OF_BETA | OF_LOADS, [])


def test_what_is_built_beside_a_table_told_by_its_rows_is_built_once(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    staging, marts = (project / "models" / part for part in ("staging/landing", "marts"))
    loads = staging / "stg_landing__loads.sql"
    loads.write_text("{{ config(meta={'is_told_by_rows': true}) }}\n" + loads.read_text())
    (staging / "stg_landing__counts.sql").write_text(
        "select count(*) as load_count from {{ ref('stg_landing__loads') }}"
    )
    mart = next(marts.rglob("status.sql")).with_name("counts.sql")
    mart.write_text("select * from {{ ref('stg_landing__counts') }}")
    monkeypatch.setattr(run, "MODEL_READS", ("counts",))
    assert _update() == (EVERYTHING | {"stg_landing__counts", "counts"}, [])
    assert capsys.readouterr().err.count("  asked") == 1
    assert not run._is_anything_new()
    assert _update() == (set(), [])
    assert capsys.readouterr().err.count("  asked") == 0


def _told(project: Path) -> None:
    """Have a mart that tells of the ledger by the clock, and one that reads a mart beside it."""
    folder = project / "models" / "marts" / "accountability"
    folder.mkdir()
    (folder / "told.sql").write_text(
        "select count(*) as load_count, current_timestamp as told_at"
        " from {{ ref('stg_landing__loads') }}"
    )
    (folder / "told_of_people.sql").write_text(
        "select load_count, thing_count from {{ ref('told') }} cross join {{ ref('people') }}"
    )
    (folder / "told_of_canon.sql").write_text("select count(*) from {{ ref('all_things') }}")


def _shown(mart: str) -> object:
    with connect("bi_reader") as connection:
        return connection.execute(f"select * from marts.{mart}".encode()).fetchall()


def test_what_tells_of_a_closed_door_is_published_and_nothing_else(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _told(project)
    assert _update()[1] == []
    people, told = _shown("people"), _shown("told")
    toys.release("beta", "two", 2)
    with monkeypatch.context() as patch:
        red = gates.GateResult(gates.SECOND, "canon", is_passed=False, reason="Two ids.")
        patch.setattr(gates, "check_canon", lambda: red)
        built, problems = _update()
        assert {"told", "told_of_people"} <= built
        assert built.isdisjoint({"people", "status", "told_of_canon"})
        assert problems == ["canon: HELD. Two ids.", "the marts stay as they were"]
    assert _shown("people") == people
    assert _shown("told") != told
    assert _update()[1] == []
    assert _shown("people") != people
    with connect("kith_builder") as connection:
        rows = connection.execute(
            "select is_published, reason from landing.publications order by publication_id"
        ).fetchall()
    assert rows[-2:] == [(False, "canon: HELD. Two ids."), (True, None)]


def _publications() -> list[bool]:
    with connect("kith_builder") as connection:
        rows = connection.execute(
            "select is_published from landing.publications order by publication_id"
        )
        return [row[0] for row in rows]


def test_a_failed_mart_stays_behind_while_what_tells_of_it_is_published(project: Path) -> None:
    _told(project)
    assert _update()[1] == []
    people, told = _shown("people"), _shown("told")
    toys.release("beta", "two", 2)
    model = project / "models" / "marts" / "alpha_totals.sql"
    well = model.read_text()
    model.write_text("select 1 / (count(*) - count(*)) as amount from {{ ref('alpha_things') }}")
    assert "alpha_totals" in " ".join(_update()[1])
    assert _shown("people") == people
    assert _shown("told") != told
    # It is one time of standing still, however often it is tried.
    tried = _publications()
    assert tried[-1] is False
    assert "alpha_totals" in " ".join(_update()[1])
    assert _publications() == tried
    model.write_text(well)
    assert _update()[1] == []
    assert _shown("people") != people


def test_dbt_by_hand_that_cannot_publish_gives_the_warehouse_back(project: Path) -> None:
    assert _update()[1] == []
    with connect("kith_builder") as connection:
        connection.execute("create view staging.somebodys as select * from marts.people")
    try:
        with pytest.raises(SmallProjectFailed, match=r"depends on marts\.people"):
            run_dbt(project, "run", "-s", "people")
        with connect("kith_builder") as connection:
            held = connection.execute(
                "select expires_at - clock_timestamp() from landing.leases"
            ).fetchall()
        assert all(left <= timedelta(minutes=1) for (left,) in held)
    finally:
        with connect("kith_builder") as connection:
            connection.execute("drop view staging.somebodys")
            connection.execute("delete from landing.leases")


def test_a_seed_that_fails_is_a_closed_door_until_it_is_put_back(project: Path) -> None:
    _told(project)
    assert _update()[1] == []
    people, told = _shown("people"), _shown("told")
    limits = project / "seeds" / "vocabulary" / "limits.csv"
    well = limits.read_text()
    limits.with_name("_limits.yml").write_text(
        "seeds: [{name: limits, columns: [{name: most, data_tests: [not_null]}]}]"
    )
    assert _update()[1] == []
    limits.write_text("most,other\n,1\n")
    assert "not_null_limits_most" in " ".join(_update()[1])
    assert _publications()[-1] is False
    assert _shown("told") != told and _shown("people") == people
    limits.write_text(well)
    assert _update()[1] == []
    assert _publications()[-1] is True


def test_the_clock_is_followed_once_an_hour(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "_write_pages", lambda: None)
    _told(project)
    assert _update()[1] == []
    before, people = _shown("told"), _shown("people")

    def look() -> None:
        with lease.hold(lease.own_token(), "test"):
            run.follow_the_clock()

    look()
    assert _shown("told") == before
    with connect() as connection:
        # Asked for once an hour, it was built some minutes after it was asked for.
        connection.execute("update landing.built set built_at = built_at - interval '55 minutes'")
    look()
    assert _shown("told") != before
    assert _shown("people") == people
    assert not run._is_anything_new()
