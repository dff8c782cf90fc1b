"""A vendor that mends its export has its word counted, and one that spoils it no longer has.

Its word on a person's details, which of two tellings of a fact stays, and how much its ids prove:
what hangs on the last is in tests/identity/test_doubted_ids.py.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, LiteralString

import pytest
import yaml

from orchestration.lib.landing.lander import land_path
from orchestration.lib.scratch.project import make_project, run_dbt
from orchestration.lib.settings import PROJECT_ROOT
from orchestration.lib.standard import landed
from orchestration.lib.warehouse import connect
from orchestration.tests.conftest import forget_landings, forget_models
from orchestration.tests.orchestration.exports import mobilize_users, spoke_users

Rows = list[tuple[Any, ...]]
LEDGER = ("loads", "load_parts", "standard_results")
MARTS = ("people/person_attributes", "accountability/source_scorecard",
         "accountability/source_weight_parts", "journey/repeated_facts")  # fmt: skip
SEEDS = {"registry": ("organizations", "sources", "promises", "weight_limits", "weight_measures"),
         "standard": ("standard_requirements",)}  # fmt: skip
# What the vendor adds, in the standard's own words.
ADDED = {
    "source_system": "spoke", "source_instance": "county", "origin_system": "spoke",
    "origin_id": "1", "owner_organization_id": "county", "side_code": "independent",
    "deleted_at": "", "text_consent_code": "opted_in",
    "text_consent_at": "2026-01-01T00:00:00Z",
}  # fmt: skip
# One person in both tools; Mobilize's word is the newer one.
CANON: LiteralString = """
    create table canon.people as
    select told.*, cast(null as text) as first_name, cast(null as text) as middle_name,
        cast(null as text) as last_name, cast(null as text) as name_suffix,
        cast(null as text) as phone_e164, cast(null as date) as birth_date,
        cast(null as text) as gender, cast(null as text) as street_address,
        cast(null as text) as city, cast(null as text) as region_code,
        cast(null as text) as postal_code, cast(null as text) as country_code,
        cast(null as text) as language_code, cast(null as timestamptz) as created_at,
        cast(null as timestamptz) as received_at
    from (values
        ('county_mobilize', 'mobilize', 'users', '1', 'm@mail.example', timestamptz '2026-01-02'),
        ('county_spoke', 'spoke', 'user', '1', 's@mail.example', timestamptz '2026-01-01')
    ) as told (source_id, tool, record_type, record_id, email, modified_at);
    create table identity.record_persons as
    select source_id, record_type, record_id, 'p' as person_id from canon.people;
"""
# Both tools pass on one fact that was first told in a third.
STAND_INS = {
    "all_people": "select * from canon.people",
    "record_persons": "select * from identity.record_persons",
    "withdrawn_details": "select source_id, record_type, record_id from canon.people where false",
    "declared_tables": "select 'mobilize' as tool, 'users' as record_type"
                       " union all values ('spoke', 'user'), ('spoke', 'message')",
    "told_contacts": "select * from {{ ref('told_activities') }} where false",
    "passed_on_gifts": "select *, source_id as kept_source_id, record_type as kept_record_type,"
                       " record_id as kept_record_id, record_id as order_id"
                       " from {{ ref('told_activities') }} where false",
    "told_activities": "select source_id, tool, record_type, record_id, record_type as"
                       " person_record_type, record_id as person_record_id, 'donation' as"
                       " interaction_type_code, 'actblue' as origin_system, '9' as origin_id,"
                       " received_at, received_at as loaded_at from canon.people",
}  # fmt: skip


@dataclass(frozen=True)
class Told:
    """What the models say after an export: claims, facts told twice, doubts and the scorecard."""

    claims: Rows
    gave_way: Rows
    doubted: Rows
    scores: dict[str, tuple[Any, ...]]
    by_hand: Rows


@pytest.fixture(scope="module")
def story(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Told]]:
    """Both export; then one has mended its export, and then spoilt it again.

    At last it hands its ids on to other people, and then keeps them.
    """
    forget_landings()
    forget_models()
    project = _project(tmp_path_factory.mktemp("project"))
    exports = tmp_path_factory.mktemp("exports")
    with connect("kith_builder") as connection:
        connection.execute(CANON)
    run_dbt(project, "seed")
    told = []
    for day, mend in (("20260501", False), ("20260502", True), ("20260503", False)):
        _arrive(mobilize_users(exports, day, 120), "county_mobilize")
        export = spoke_users(exports, day, 120)
        _arrive(_mended(export) if mend else export, "county_spoke")
        told.append(_built(project))
    for day, count in (("20260504", 120), ("20260505", 121)):
        _arrive(_handed_on(spoke_users(exports, day, count)), "county_spoke")
        told.append(_built(project))
    yield told
    forget_models()
    forget_landings()


def _project(folder: Path) -> Path:
    """The real models from the ledger to the claims, above a made-up canon."""
    spoken = yaml.safe_load((PROJECT_ROOT / "vars.yml").read_text())["vars"]
    schemas = {name: {"+schema": name} for name in ("registry", "staging", "weights", "marts")}
    make_project(folder, yaml.safe_dump({
        "model-paths": ["models"], "seed-paths": ["seeds"],
        "vars": {"attributes": spoken["attributes"]},
        "models": {"kith": {
            "+materialized": "table", **schemas, "stand_ins": {"+materialized": "ephemeral"},
        }},
        "seeds": {"kith": {part: {"+schema": part} for part in SEEDS}},
    }))  # fmt: skip
    for name in LEDGER:
        _copy(folder, f"models/staging/landing/stg_landing__{name}.sql")
    _copy(folder, "models/staging/landing/_landing.yml")
    for name in ("source_promises", "freshness_promises"):
        _copy(folder, f"models/registry/{name}.sql")
    for model in (PROJECT_ROOT / "models" / "weights").glob("*.sql"):
        _copy(folder, f"models/weights/{model.name}")
    for name in MARTS:
        _copy(folder, f"models/marts/{name}.sql")
    for part, names in SEEDS.items():
        described = [
            {"name": seed["name"], "config": seed["config"]}
            for file in ("_registry.yml", "_accountability.yml", "_standard.yml")
            if (path := PROJECT_ROOT / "seeds" / part / file).exists()
            for seed in yaml.safe_load(path.read_text())["seeds"] if seed["name"] in names
        ]
        for name in names:
            _copy(folder, f"seeds/{part}/{name}.csv")
        (folder / "seeds" / part / "_seeds.yml").write_text(yaml.safe_dump({"seeds": described}))
    stand_ins = folder / "models" / "stand_ins"
    stand_ins.mkdir()
    for name, query in STAND_INS.items():
        (stand_ins / f"{name}.sql").write_text(query)
    return folder


def _copy(folder: Path, path: str) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text((PROJECT_ROOT / path).read_text())


def _mended(export: Path) -> Path:
    changed = ADDED | dict.fromkeys(("created_at", "updated_at"), "2026-01-01T00:00:00Z")
    return _changed(export, lambda row: row | changed)


def _handed_on(export: Path) -> Path:
    """The export, in which every tenth id is another person's."""
    names = {"first_name": "Somebody", "last_name": "Else"}
    return _changed(export, lambda row: row | names if row["id"].endswith("7") else row)


def _changed(export: Path, change: Callable[[dict[str, str]], dict[str, str]]) -> Path:
    with export.open(newline="") as handle:
        rows = [change(row) for row in csv.DictReader(handle)]
    with export.open("w", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return export


def _arrive(export: Path, source_id: str) -> None:
    land_path(export, source_id)
    with connect("kith_builder") as connection:
        connection.execute("update landing.loads set released_at = now() where released_at is null")
    assert not any(each.failure for each in landed.judge(landed.waiting()))


def _built(project: Path) -> Told:
    run_dbt(project, "run")
    return Told(
        _asked("select source_id, claimed_value, is_counted, ranked_because_code"
               " from marts.person_attributes order by claim_rank"),
        _asked("select source_id, kept_source_id from marts.repeated_facts"),
        _asked("select source_id, record_type from weights.doubted_ids"),
        {row[0]: row[1:] for row in _asked(
            "select source_id, level_rank, weight_share, id_given_share, zoned_share"
            " from marts.source_scorecard where weight_share is not null"
        )},
        _asked("select round(sum(points * met_share) / sum(points), 3),"
               " round(sum(part_share), 3), min(scorecard.weight_share)"
               " from marts.source_weight_parts as parts inner join marts.source_scorecard"
               "  as scorecard using (source_id, record_type) group by source_id, record_type"),
    )  # fmt: skip


def _asked(query: LiteralString) -> Rows:
    with connect("kith_builder") as connection:
        return connection.execute(query).fetchall()


def _whose(told: Told) -> tuple[str, str]:
    """Whose word counts, and why. Both words are always there."""
    assert len(told.claims) == 2
    source, _, is_counted, why = told.claims[0]
    assert is_counted and not told.claims[1][2]
    return source, why


def test_a_vendor_that_meets_more_of_the_standard_has_its_word_counted(story: list[Told]) -> None:
    first, mended = story[:2]
    # As good or better, and newer.
    assert _whose(first)[0] == "county_mobilize"
    assert _whose(mended) == ("county_spoke", "weightiest")
    assert mended.claims[1] == ("county_mobilize", "m@mail.example", False, "outweighed")
    before, after = first.scores["county_spoke"], mended.scores["county_spoke"]
    assert (before[0], after[0]) == (1, 2)
    assert (before[3], after[3]) == (0, 1)
    assert after[1] > before[1] + Decimal("0.2")


def test_one_that_meets_less_again_loses_it_again(story: list[Told]) -> None:
    first, _, spoilt = story[:3]
    assert _whose(spoilt)[0] == _whose(first)[0] == "county_mobilize"
    assert {claim[:2] for claim in spoilt.claims} == {claim[:2] for claim in first.claims}
    assert spoilt.scores["county_spoke"][0] == 1


def test_of_two_who_pass_a_fact_on_the_weightier_tells_it_and_both_stay(story: list[Told]) -> None:
    """They came on one day; else the one tells it that was here first."""
    spoke, mobilize = ("county_spoke", "county_mobilize"), ("county_mobilize", "county_spoke")
    assert [told.gave_way for told in story[:3]] == [[spoke], [mobilize], [spoke]]


def test_ids_are_in_doubt_while_they_are_handed_on_and_no_longer(story: list[Told]) -> None:
    assert [told.doubted for told in story[2:]] == [[], [("county_spoke", "user")], []]


def test_every_weight_is_the_sum_of_its_parts(story: list[Told]) -> None:
    for told in story:
        assert told.by_hand
        for by_hand, parts, weight in told.by_hand:
            assert by_hand == parts == weight
