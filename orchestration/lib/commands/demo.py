"""`./kith demo`: a small simulated county goes in, and a person sees what comes out."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from orchestration.lib import registry, settings
from orchestration.lib.build import run
from orchestration.lib.errors import KithError
from orchestration.lib.identity.accuracy import score
from orchestration.lib.journeys import accuracy as journeys_accuracy
from orchestration.lib.journeys import authorship
from orchestration.lib.progress import step
from orchestration.lib.warehouse import connect, prepare

PEOPLE = 2000
SEED = 1
DAYS = 3


class NotADemoWarehouse(KithError):
    """The warehouse holds data that is not the demo's; the message says what to do."""


@dataclass(frozen=True)
class Outcome:
    """What the demo did: the world's folder, and whether anything had to be built."""

    world: Path
    has_built: bool


def play() -> Outcome:
    """Simulate the county once, land its exports day by day, build and check everything.

    A second call finds everything there and changes nothing. Raises ``NotADemoWarehouse``
    where other sources have landed data, so that pretend people never mix with real ones, and
    where the registry no longer has the demo's sources.
    """
    with step("Starting the warehouse"):
        prepare()
    refuse_to_mix()
    world = make_world()
    _put_in_landing_folder(world)
    return Outcome(world, run.build(settle=0))


def world_folder() -> Path:
    """Where the demo's county and its truth are kept."""
    return settings.folder("demo") / f"people-{PEOPLE}-seed-{SEED}-days-{DAYS}"


def refuse_to_mix() -> None:
    """Raises ``NotADemoWarehouse`` where anything but the demo's accounts has landed."""
    demo_sources = {
        "county_van",
        "county_action_network",
        "county_mobilize",
        "county_spoke",
        "alliance_action_network",
    }
    with connect("kith_builder") as connection:
        loaded = {row[0] for row in connection.execute("select source_id from landing.loads")}
    # What is registered but has landed nothing can't mix: a new tool's account is shown too.
    if others := sorted(loaded - demo_sources):
        raise NotADemoWarehouse(
            f"This warehouse is in real use ({', '.join(others)}), and the demo's people are "
            "pretend. Show the demo elsewhere: KITH_HOME=/some/new/folder ./kith demo"
        )
    if gone := sorted(demo_sources - set(registry.sources())):
        raise NotADemoWarehouse(
            f"The demo's accounts ({', '.join(gone)}) are no longer in the registry, "
            f"{registry.registry_file().name}. Play it in a copy of Kith that has them."
        )


def make_world() -> Path:
    """Simulate the county, where that has not been done yet; the folder it is in."""
    folder = world_folder()
    if not (folder / "finished.json").exists():
        # Imported late: only the demo and the tests need the simulator.
        from simulation import simulate

        with step(f"Simulating a county of {PEOPLE:,} people"):
            shutil.rmtree(folder, ignore_errors=True)
            # Its newest exports are as of last midnight, as a real group's would be; the county
            # made first is kept, so that playing the demo again another day changes nothing.
            today = datetime.now(UTC).date()
            simulate(PEOPLE, SEED, folder, days=DAYS, last_day=today)
            finished = {"people": PEOPLE, "seed": SEED, "last_day": today.isoformat()}
            (folder / "finished.json").write_text(json.dumps(finished))
    return folder


def _put_in_landing_folder(world: Path) -> None:
    """Copy each day's files to landing/<source>/<day>/; the archive keeps them afterwards."""
    for day in sorted((world / "days").iterdir()):
        for source in sorted(day.iterdir()):
            arrived = settings.landing_folder() / source.name / day.name
            arrived.mkdir(parents=True, exist_ok=True)
            for file in sorted(source.iterdir()):
                copy = arrived / file.name
                if not copy.exists():
                    unfinished = copy.with_name(copy.name + ".partial")
                    shutil.copyfile(file, unfinished)
                    unfinished.rename(copy)


def accuracy(world: Path) -> score.Score:
    """How well the people found agree with the people simulated, by pairs of records."""
    return score.against_truth(world / "truth" / "records.csv")


def journeys(world: Path) -> journeys_accuracy.Journeys | None:
    """How often the journeys built are the simulated ones; None for an older county."""
    truth = world / "truth"
    return journeys_accuracy.against_truth(truth) if (truth / "doings.csv").exists() else None


def authors(world: Path) -> authorship.Authorship | None:
    """How often volunteers' ledgers hold their true work; None for an older county."""
    truth = world / "truth"
    return authorship.against_truth(truth) if authorship.names_authors(truth) else None
