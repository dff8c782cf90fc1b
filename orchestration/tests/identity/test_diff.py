"""What a build would change about people is seen before it is published, and held where large."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

import pytest
import yaml

from orchestration.lib.build import run
from orchestration.lib.identity.reasons import explain
from orchestration.lib.identity.stewards import decisions, diff, review
from orchestration.lib.scratch.project import SmallProjectFailed, run_dbt
from orchestration.lib.scratch.world import World, record_key
from orchestration.lib.settings import PROJECT_ROOT
from orchestration.lib.warehouse import connect
from orchestration.tests.identity.conftest import tell_interactions

NAMES = ["Ana Roe", "Bo Lind", "Cy Marsh", "Di Stone"]
HELD = "This build would merge 4 and split 0 of 4 people, which nobody approved"


STRICT = {"held_people": "0", "held_merged_share": "0.1", "held_split_share": "0.1"}


@pytest.fixture
def strict(world: World) -> Iterator[World]:
    """The world, where a build may merge a tenth of all people and split a tenth, and no more."""
    names = "select limit_id, limit_value::text from registry.identity_limits"
    before = dict(world.ask(names))
    _limit(STRICT)
    yield world
    _limit({name: before[name] for name in STRICT})


def _limit(limits: dict[str, str]) -> None:
    """Put other values into the seed's table, as `dbt seed` does from another file."""
    with connect("kith_builder") as connection:
        for name, value in limits.items():
            changed = connection.execute(
                "update registry.identity_limits set limit_value = %s::numeric"
                " where limit_id = %s",
                [value, name],
            )
            assert changed.rowcount == 1


def _two_records_each(world: World, shares_email: bool) -> None:
    """Four people, each a record in two tools, which an email links or nothing does."""
    world.people.clear()
    for number, name in enumerate(NAMES):
        first, last = name.split()
        for source in ("van", "network"):
            box = number if shares_email else f"{source}{number}"
            world.person(
                f"{source}/{number}", first_name=first, last_name=last, email=f"b{box}@x.example"
            )


def _published(world: World) -> dict[str, str]:
    """Each record's person id in the ledger."""
    newest = (
        "select distinct on (record_key) record_key, person_id"
        " from identity.person_id_history order by record_key, run_number desc"
    )
    return dict(world.ask(newest))


def test_a_large_merge_waits_for_an_approval_of_exactly_it(strict: World) -> None:
    _two_records_each(strict, shares_email=False)
    strict.build()
    apart = _published(strict)
    assert len(set(apart.values())) == 8

    _two_records_each(strict, shares_email=True)
    with pytest.raises(SmallProjectFailed, match=HELD):
        strict.build()
    assert _published(strict) == apart
    found = diff.read()
    assert (found.published_count, found.left_count, found.verdict.merged_count) == (8, 0, 4)
    assert not found.verdict.is_allowed
    assert found.merge_reasons == {"One person's email and the same name (same_email)": 4}
    assert {part.person_id for merge in found.merges for part in merge.parts} == set(apart.values())
    assert "HELD" in (diff.held() or "")

    for wrong in ("", "00000000", (found.verdict.changes_key or "")[:7]):
        with pytest.raises(diff.NotThisChange):
            diff.approve(wrong, "steward", "looked at it")
    diff.approve((found.verdict.changes_key or "")[:12], "steward", "looked at it")
    assert diff.held() is None

    # Another change than the one approved is held again.
    strict.person("spoke/9", first_name="Ana", last_name="Roe", email="b0@x.example")
    with pytest.raises(SmallProjectFailed, match="which nobody approved"):
        strict.build()
    strict.people.pop()
    strict.build()
    assert len(set(_published(strict).values())) == 4
    assert diff.read().told().startswith("Published: 4 people. It would merge and split nobody.")
    with pytest.raises(diff.NotThisChange):
        diff.approve(found.verdict.changes_key or "", "steward", "again")


def test_a_large_split_waits_too_and_says_why(strict: World) -> None:
    _two_records_each(strict, shares_email=True)
    strict.build()
    for number in range(2):
        for source, year in (("van", 1980), ("network", 1990)):
            row = next(
                each for each in strict.people
                if (each["source_id"], each["record_id"]) == (source, str(number))
            )
            row["birth_date"] = f"{year}-03-0{number + 1}"
    before = _published(strict)
    with pytest.raises(SmallProjectFailed, match="would merge 0 and split 2 of 6 people"):
        strict.build()
    assert _published(strict) == before
    found = diff.read()
    assert (found.left_count, found.verdict.split_count) == (2, 2)
    assert found.split_reasons == {"Two different birth dates (two_birth_dates)": 2}
    assert "van/t/0" in found.told()


def test_a_first_build_and_new_people_are_never_held(strict: World) -> None:
    _two_records_each(strict, shares_email=True)
    strict.build()
    for number in range(20):
        strict.person(f"spoke/{number}", first_name="Eli", last_name=f"Hart{number}")
    # A new record of somebody who is published merges nobody either.
    strict.person("spoke/x", first_name="Ana", last_name="Roe", email="b0@x.example")
    strict.build()
    assert len(set(_published(strict).values())) == 24


def test_plain_dbt_stops_before_the_ledger(strict: World) -> None:
    described = yaml.safe_load(
        (PROJECT_ROOT / "models/identity/ids/change_verdicts.yml").read_text()
    )
    # The words that describe it are not in this project.
    tested = [
        {"name": model["name"], "columns": [
            {name: column[name] for name in ("name", "data_tests") if name in column}
            for column in model["columns"]
        ]}
        for model in described["models"]
    ]
    tests = strict.folder / "models" / "change_verdicts.yml"
    tests.write_text(yaml.safe_dump({"models": tested}))
    _two_records_each(strict, shares_email=False)
    strict.build()
    apart = _published(strict)
    _two_records_each(strict, shares_email=True)
    with pytest.raises(SmallProjectFailed, match=HELD):
        strict.build("--full-refresh")
    with pytest.raises(SmallProjectFailed, match="changes_are_within_the_limits_or_approved"):
        run_dbt(strict.folder, "build", "--exclude-resource-type", "seed")
    assert _published(strict) == apart
    tests.unlink()


def test_a_proposal_leaves_all_that_explain_and_review_read(world: World) -> None:
    world.person("van/1", first_name="Ana", last_name="Roe", email="ana@x.example")
    world.person("network/1", first_name="Ana", last_name="Stone", email="ana@x.example")
    world.build()
    tell_interactions({"van/1": 1})
    views = "select count(*) from pg_views where schemaname = 'identity'"
    before = world.ask(views)
    one, other = record_key("van/1"), record_key("network/1")
    decisions.record(one, other, "not_sure", by="steward", reason="test")
    # What a proposal makes, each table replaced as after a change of the rules.
    run_dbt(world.folder, "run", "--full-refresh", "-s", *(f"+{each}" for each in run.PROPOSED))
    assert world.ask(views) == before
    assert diff.read().verdict.changes_key is None
    assert explain.compare(one, other).told()
    assert review.items(20, ["apart", "weak", "single"]) == []


def test_the_changes_told_are_those_between_the_ledger_and_the_clusters(strict: World) -> None:
    chance = random.Random(5)
    emails = [f"box{number}@x.example" for number in range(6)]
    for _ in range(7):
        before = _published(strict) if strict.people else {}
        for row in strict.people:
            if chance.random() < 0.15:
                row["email"] = chance.choice(emails)
        for _ in range(3 if strict.people else 14):
            number = len(strict.people)
            strict.person(f"van/{number}", first_name=chance.choice(["Ana", "Bo"]),
                          last_name="Roe", email=chance.choice(emails))
        try:
            strict.build()
        except SmallProjectFailed:
            # Held: the ledger stays behind the components, and the next build sees all of it.
            assert _published(strict) == before
            if chance.random() < 0.5:
                diff.approve((diff.verdict().changes_key or "")[:12], "steward", "looked at it")
                strict.build()
        clusters = dict(strict.ask("select record_key, cluster_key from identity.components"))
        met = {(before[key], cluster) for key, cluster in clusters.items() if key in before}
        ids = Counter(person for person, _ in met)
        sizes = Counter(cluster for _, cluster in met)
        assert set(
            strict.ask(
                "select person_id, cluster_key, is_merged, is_split from identity.proposed_changes"
            )
        ) == {
            (person, cluster, sizes[cluster] > 1, ids[person] > 1)
            for person, cluster in met if sizes[cluster] > 1 or ids[person] > 1
        }
