"""The whole way on the demo county: plan, push under faults, pull back, reconcile, tell, count.

A stand-in VAN with the demo's people listens on this machine only and fails on purpose. What it
truly did is counted there, and compared with what was meant. What it knows is kept beside the
demo, so that a second rehearsal finds what the first one sent.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from orchestration.lib import settings as home
from orchestration.lib.build import run
from orchestration.lib.commands import demo
from orchestration.lib.errors import KithError
from orchestration.lib.progress import step
from orchestration.lib.pulls import pull as pulls
from orchestration.lib.sync import plan, push, settings, told, waiting
from orchestration.lib.sync import reconcile as reconciling
from orchestration.lib.sync.van import Van as Sender
from orchestration.lib.warehouse.connection import connect
from standins.van import Fault, Van, vocabulary

DESTINATION = "county_van"
BY = "rehearsal"
COMMAND = "./kith van"
_KEPT = "stand-in-van.sqlite"
_MOST_PUSHES = 25
_LONGEST_WAIT = 2.0
# What befalls requests: before VAN has done anything and after, and what it says itself.
_FAULTS = (
    Fault("reset_after", "POST *", count=6, share=0.3),
    Fault("error_after", "POST *", count=6, share=0.3),
    Fault("reset_before", "POST *", count=4, share=0.3),
    Fault("error_before", "POST *", count=4, share=0.3),
    Fault("too_many", "POST *", count=4, share=0.3, seconds=0.1),
    Fault("reset_before", "GET *", count=2, share=0.3),
)
# What a push does there, by the kind of effect that a stand-in notes.
_NOTED = ("canvass_response", "activist_code", "sign_up", "sign_up_changed", "person")
# Pulled back: what shows what was sent.
_PULLED = (
    "contacts", "contactsphones", "contactsemails", "contactscontacts",
    "contactssurveyresponses", "contactsactivistcodes", "eventsignups",
    "eventsignupseventstatuses",
)
_MEANT = """
    select effect_type_code, coalesce(intents.target_record_id, ''), count(*)
    from landing.sync_intents as intents
    where destination_id = %s and state_code in ('done', 'found') and sent_at >= %s
    group by 1, 2
"""
_LEFT = """
    select count(*) filter (where state_code not in ('done', 'found')),
        count(*) filter (where state_code in ('done', 'found') and 'confirmed' is distinct from (
            select verdict_code from landing.sync_verdicts as verdicts
            where verdicts.intent_id = intents.intent_id order by verdict_id desc limit 1
        ))
    from landing.sync_intents as intents
    where destination_id = %s and state_code <> 'dropped'
"""
_OPEN = """
    select count(*), clock_timestamp() from landing.sync_intents
    where destination_id = %s and ended_at is null
"""
# Whoever said no, with the contact types that they said it to.
_SUPPRESSED = """
    select distinct targets.record_id, codes.target_id
    from marts.person_suppressions as suppressions
    inner join identity.record_persons as targets on suppressions.person_id = targets.person_id
    inner join registry.sync_codes as codes
        on targets.source_id = codes.destination_id and codes.vocabulary_name = 'channels'
        and suppressions.channel_code in (codes.word, 'all')
    where targets.source_id = %s and targets.record_type = 'contacts'
"""


class NotADemo(KithError):
    """A rehearsal would send pretend facts from a warehouse that is in real use."""


@dataclass
class Rehearsed:
    """What was truly done there. ``pushes``: how many it took; ``faults``: requests that failed;
    ``doubled``, ``lost``: effects too many and too few; ``left``: refused there, or still open;
    ``unwanted``: to somebody who said no; ``unconfirmed``: noted as done and not seen since."""

    intents: int = 0
    pushes: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    calls: int = 0
    effects: int = 0
    doubled: int = 0
    lost: int = 0
    left: int = 0
    unwanted: int = 0
    unconfirmed: int = 0
    reconciled: reconciling.Reconciled | None = None

    @property
    def is_good(self) -> bool:
        """Whether all that was meant was done once and seen, and nothing else."""
        return not (
            self.doubled or self.lost or self.left or self.unwanted or self.unconfirmed
        )


def rehearse(say: Callable[[str], None]) -> Rehearsed:
    """Play it. Raises ``NotADemo`` where the warehouse isn't the demo's."""
    refuse_elsewhere()
    state = home.folder("rehearsal") / _KEPT
    is_new = not state.exists()
    with Van(state=state, seed=1) as van:
        if is_new:
            with step("Telling a stand-in VAN what the demo's VAN knows"):
                for day in sorted((home.landing_folder() / DESTINATION).iterdir()):
                    if day.is_dir():
                        van.load_folder(day)
        with _reached(van):
            return _play(van, say)


def refuse_elsewhere() -> None:
    """Raises ``NotADemo`` unless all that ever landed is the demo's."""
    try:
        demo.refuse_to_mix()
    except demo.NotADemoWarehouse as other:
        raise NotADemo(str(other)) from None
    if not (demo.world_folder() / "finished.json").exists():
        raise NotADemo("There is no demo here to rehearse with. Play it first: ./kith demo")


def _play(van: Van, say: Callable[[str], None]) -> Rehearsed:
    done = Rehearsed()
    before = len(van.effects())
    say("\n".join(told.plan_lines(plan.make(DESTINATION, BY), COMMAND)))
    done.intents, began = _open()
    if waiting.plans(DESTINATION):
        approved = plan.approve(DESTINATION, BY)
        say(f"Approved, as somebody would: {', '.join(map(str, approved))}\n")
    if done.intents:
        _push_and_be_killed(say)
        done.pushes += 1
        _push_until_all_is_known(van, done, say)
    say(f"What failed on purpose: {_counted(done.faults) or 'nothing'}; and one kill.\n"
        if done.intents else "")
    _pull_back()
    done.reconciled = reconciling.reconcile(DESTINATION)
    say("\n".join(told.reconcile_lines(done.reconciled, COMMAND)))
    # The marts, once: the board tells what was confirmed.
    run.build(settle=0)
    _count(van, before, began, done)
    return done


def _push_and_be_killed(say: Callable[[str], None]) -> None:
    """A push that ends, as by kill -9, once VAN answered and before anybody noted it."""
    killed = subprocess.run(
        [sys.executable, "-m", "orchestration.cli", "van", "push", "--to", DESTINATION],
        env=os.environ | {"KITH_CRASH_AT": "sync_answered"}, cwd=home.PROJECT_ROOT,
        capture_output=True, check=False,
    )
    say(f"./kith van push   (killed once VAN had answered: exit {killed.returncode})")


def _push_until_all_is_known(van: Van, done: Rehearsed, say: Callable[[str], None]) -> None:
    """Push under faults, again and again; each push begins where the last one ended."""
    van.faults.add(*map(replace, _FAULTS))
    while done.pushes < _MOST_PUSHES:
        pushed = push.push(DESTINATION, BY, _sender(), wait=_wait)
        done.pushes += 1
        said = told.push_lines(pushed, COMMAND)
        say(f"{COMMAND} push\n" + "\n".join(f"  {line}" for line in said))
        if not pushed.open_count:
            break
    done.faults = Counter(kind for kind, _ in van.faults.happened)
    done.calls = sum(van.calls.values())
    van.faults.clear()


def _wait(seconds: float) -> None:
    time.sleep(min(seconds, _LONGEST_WAIT))


def _sender() -> Sender:
    """VAN's interface, to one that shows at once what was done and takes any number of calls."""
    fast = settings.destination(DESTINATION)._replace(calls_per_minute=60_000)
    sender = Sender(fast, settings.access(DESTINATION))
    sender.lag = timedelta(0)
    return sender


def _pull_back() -> None:
    with step("Pulling VAN's changes back"):
        pulls.pull(DESTINATION, resource_names=_PULLED)
    run.build_canon(settle=0)


def _count(van: Van, before: int, began: datetime, done: Rehearsed) -> None:
    """Compare what the stand-in truly did with what the ledger says is done."""
    effects = [each for each in van.effects()[before:] if each.kind in _NOTED
               and each.method != "generated"]
    done.effects = len(effects)
    there = Counter(
        "" if each.kind == "person" else str(each.record_id) for each in effects
    )
    with connect("kith_builder") as connection:
        meant: Counter[str] = Counter()
        for type_code, target, count in connection.execute(_MEANT, [DESTINATION, began]):
            if type_code != "person_details":
                meant[target] += count
        suppressed = {*connection.execute(_SUPPRESSED, [DESTINATION])}
        left = connection.execute(_LEFT.encode(), [DESTINATION]).fetchone()
    done.left, done.unconfirmed = left or (0, 0)
    done.doubled = (there - meant).total()
    # Whom VAN found when they were to be made, nobody made: of them reconciling tells.
    done.lost = sum(count for target, count in (meant - there).items() if target)
    done.unwanted = sum(
        1 for each in effects
        if (str(each.record_id), str(each.channel)) in suppressed and not _is_a_no(each.result)
    )


def _is_a_no(result: object) -> bool:
    """Whether it is a do-not-contact itself, which is what VAN has to be told."""
    return str(result) in {"22", "23", "130", "131", "4"}


@contextmanager
def _reached(van: Van) -> Iterator[None]:
    """Have the environment lead to the stand-in, for this process and those it starts."""
    bucket = f"{van.address}/_standin/bucket"
    mine = {
        "URL": van.url, "API_KEY": van.api_key, "UPLOAD_URL": bucket,
        "DOWNLOAD_URL": f"{van.address}/files/bucket", "USER_ID": str(vocabulary.USER),
    }
    names = {settings.variable(DESTINATION, name): value for name, value in mine.items()}
    kept = {name: os.environ.get(name) for name in names}
    os.environ.update(names)
    try:
        yield
    finally:
        for name, value in kept.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _open() -> tuple[int, datetime]:
    """How many effects wait to be sent, by now."""
    with connect("kith_steward") as connection:
        row = connection.execute(_OPEN.encode(), [DESTINATION]).fetchone()
    assert row is not None
    return int(row[0]), row[1]


def _counted(counts: Counter[str]) -> str:
    told = sorted(counts.items())
    return ", ".join(f"{count} × {kind.replace('_', ' ')}" for kind, count in told)


def lines(done: Rehearsed) -> list[str]:
    """What was truly done there, as a person reads it."""
    return [
        "",
        f"Truly done there: {done.effects:,} effects by {done.calls:,} calls in {done.pushes} "
        f"pushes, of {done.intents:,} planned",
        f"{done.doubled:>9,}  done twice",
        f"{done.lost:>9,}  noted as done and not there",
        f"{done.left:>9,}  refused there, or still open",
        f"{done.unconfirmed:>9,}  not confirmed by what landed since",
        f"{done.unwanted:>9,}  to somebody who said no to being reached that way",
        "Look at it: ./kith boards, Sync. It is kept for another time.",
    ]
