"""What whoever passes facts on is told, and asked, at each step."""

from __future__ import annotations

import csv
import json
import re
from typing import Any

import pytest
from typer.testing import CliRunner

from orchestration import cli
from orchestration.lib import settings as home
from orchestration.lib.bench.sync_outbox import fact, publish
from orchestration.lib.errors import KithError
from orchestration.lib.sync import interfaces, plan, rehearsal, settings
from orchestration.tests.sync.shelf import Shelf


def _meanings() -> dict[str, str]:
    seed = home.PROJECT_ROOT / "seeds" / "vocabulary" / "sync_dispositions.csv"
    with seed.open(newline="", encoding="utf-8") as handle:
        return {row["disposition_code"]: row["meaning"] for row in csv.DictReader(handle)}


@pytest.fixture
def there(account: str, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """What the destination would have, kept in memory."""
    made = Shelf()
    monkeypatch.setitem(interfaces.MAKERS, "van", lambda *_: made)
    return made


def _kith(*words: str, exits: int = 0) -> str:
    done = CliRunner().invoke(cli.app, words)
    assert done.exit_code == exits, done.output
    return done.output


def test_a_plan_says_what_goes_why_not_the_rest_and_what_to_do_next(there: Shelf) -> None:
    publish([fact(1), fact(2, "do_not_contact"), fact(3, is_approval_needed=True),
             fact(4, disposition_code="unmapped"), fact(5, disposition_code="several_matches")])
    told = _kith("van", "plan")
    meaning = _meanings()["unmapped"][1:]
    for part in ("2  Contact attempts  of county_spoke", "1  Do not contact    of county_spoke",
                 "The other facts, by disposition", f"1  unmapped: n{meaning}",
                 "1  several matches: several records", "county_spoke 1",
                 "of contact attempts, do not contact",
                 "marts.sync_unmapped", "./kith review", "It may go: ./kith van push",
                 "./kith van approve --to county_van --plan 2 --yes"):
        assert " ".join(part.split()) in " ".join(told.split()), part
    assert max(map(len, told.splitlines())) <= 80
    assert not there.kept
    again = _kith("van", "plan")
    assert "Nothing new is to be sent." in again and "3  send: planned or sent before" in again
    again = " ".join(again.split())
    assert "Plan 2 waits for somebody's yes: ./kith van approve" in again
    assert "2 effects planned before may go: ./kith van push" in again


def test_what_was_refused_stays_told_until_it_is_planned_again(there: Shelf) -> None:
    publish([fact(1), fact(2)])
    _kith("van", "plan")
    there.faults.append("refused")
    assert "(1 × invalid parameter)" in _kith("van", "push", exits=1)
    told = "1 fact was refused there, and still open: 1 × invalid parameter"
    for step, exits in (("push", 1), ("reconcile", 1), ("plan", 0)):
        said = _kith("van", step, exits=exits)
        assert told in said and "--to county_van --again" in said, step
    assert re.search(r"1  refused there: as it was .*\n +county_spoke 1\n", said)
    assert "Nothing new is to be sent." in said
    again = _kith("van", "plan", "--again")
    assert "1  Contact attempts" in again and "refused" not in again
    assert "1  done, as it says" in _kith("van", "push")
    assert sorted(map(str, there.targets)) == ["1", "2"]
    assert "refused" not in _kith("van", "reconcile")


def test_what_is_not_to_be_sent_any_more_is_not_told_as_refused(there: Shelf) -> None:
    publish([fact(1)])
    _kith("van", "plan")
    there.faults.append("refused")
    _kith("van", "push", exits=1)
    publish([fact(1, disposition_code="too_old")])
    assert "refused" not in _kith("van", "push")


def test_each_doubt_is_told_with_what_helps(there: Shelf) -> None:
    publish([fact(1, disposition_code="several_matches"),
             fact(2, disposition_code="doubtful_match")])
    told = _kith("van", "plan")
    told = " ".join(told.split())
    assert "Merge their records there" in told and "decide ONE OTHER no" in told
    assert "ONE OTHER yes, or no" in told and "marts.sync_matches_in_doubt" in told


def test_what_needs_a_yes_is_shown_first_and_goes_after_it(there: Shelf) -> None:
    publish([fact(1, is_approval_needed=True)])
    _kith("van", "plan")
    assert "Nothing waits." in _kith("van", "push")
    shown = _kith("van", "approve")
    assert "1 effect of 1 fact\n" in shown and "Nothing was approved" in shown and not there.kept
    assert "./kith van approve --to county_van --plan 1 --yes" in shown
    assert re.search(r"1  Contact attempts  of \w+  result \d+\n", shown), shown
    assert "marts.sync_ledger, plan_id '1'" in " ".join(shown.split())
    _kith("van", "push")
    assert not there.kept
    assert "Approved: plan 1." in _kith("van", "approve", "--yes")
    assert "1  done, as it says" in _kith("van", "push")
    assert there.targets == ["1"]
    assert "No plan waits for an approval: county_van." in _kith("van", "approve", "--yes")


def test_what_is_to_be_approved_is_said_in_words_where_its_codes_have_some(there: Shelf) -> None:
    settings.destinations_file().with_name("sync_codes.csv").write_text(
        "destination_id,vocabulary_name,source_id,word,target_id,target_part_id\n"
        "county_van,contact_results,,not_home,1,\nanother,contact_results,,busy,1,\n"
        "county_van,survey_answers,county_spoke,pledge=yes,5,51\n"
        "county_van,attendance_statuses,,registered,1,\n"
        "county_van,attendance_statuses,,invited,1,\n"
    )
    gated: dict[str, Any] = {"is_approval_needed": True}
    publish([
        fact(1, **gated), fact(2, result_code_id="17", **gated),
        fact(3, "survey_answer", survey_question_id="5", survey_response_id="51", **gated),
        fact(4, "sign_up", event_id="7", event_status_id="1", **gated),
    ])
    _kith("van", "plan")
    shown = _kith("van", "approve")
    for codes in ("result 1 (not home)\n", "result 17\n", "question 5, answer 51 (pledge=yes)\n",
                  "event 7, status 1 (registered, …)\n"):
        assert codes in shown, codes


def test_a_plan_that_cannot_be_approved_is_said_why_and_which_can(there: Shelf) -> None:
    publish([fact(1), *(fact(each, is_approval_needed=True) for each in (2, 3))])
    _kith("van", "plan")
    publish([*map(fact, range(1, 4)), fact(4, is_approval_needed=True)])
    _kith("van", "plan")
    _kith("van", "approve", "--plan", "2", "--yes")
    for number, says in (("99", "There is no plan 99."), ("1", "Plan 1 needs nobody's yes."),
                         ("2", "Plan 2 was approved at 2")):
        words = ("van", "approve", "--plan", "3", "--plan", number, "--yes")
        done = CliRunner().invoke(cli.app, words)
        assert isinstance(done.exception, plan.NoSuchPlan)
        assert says in str(done.exception)
        assert "Waiting for a yes to county_van: 3." in str(done.exception)
        with pytest.raises(plan.NoSuchPlan, match=re.escape(says)):
            plan.approve("county_van", "a test", [3, int(number)])
    assert "Plan 3" in _kith("van", "approve"), "nothing of what was asked for was approved"


def test_what_is_left_is_told_by_the_exit_code(there: Shelf) -> None:
    publish([fact(1)])
    _kith("van", "plan")
    there.faults.append("after")
    assert "asks before it sends again" in _kith("van", "push", exits=1)
    (figures,) = json.loads(_kith("van", "push", "--json"))
    assert figures["outcomes"] == {"found": 1} and figures["open_effects"] == 0
    assert there.targets == ["1"]
    assert "1  confirmed: seen there, once (1 new)" in _kith("van", "reconcile")
    there.kept.append(there.kept[0])
    assert "1  doubled" in _kith("van", "reconcile", exits=1)


@pytest.mark.parametrize(("words", "says"), [
    (("van", "plan", "--to", "nobody"), "There is no destination 'nobody'"),
    (("van", "reconcile", "--to", "nobody"), "Known: county_van."),
    (("csv", "plan"), "docs/sync.md"),
    (("csv", "plan"), "There are: county_van by van."),
    (("csv", "plan", "--to", "county_van"), "'van'"),
    (("csv", "plan", "--to", "county_van"), "By 'csv' they go to: none."),
])  # fmt: skip
def test_a_destination_there_is_not_is_said_so(
    there: Shelf, words: tuple[str, ...], says: str
) -> None:
    done = CliRunner().invoke(cli.app, words)
    assert isinstance(done.exception, KithError) and says in str(done.exception)


def test_nothing_is_rehearsed_but_with_a_demo(account: str) -> None:
    with pytest.raises(rehearsal.NotADemo, match="demo"):
        rehearsal.refuse_elsewhere()
