"""One call that writes a whole world: exports per day and source, and the truth about them."""

from __future__ import annotations

import errno
import os
import pkgutil
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from random import Random

import simulation.tools
from simulation import broken, clock
from simulation.desk import Desk
from simulation.tools.action_network import ActionNetwork
from simulation.tools.action_network_mirror import ActionNetworkMirror
from simulation.tools.mobilize import Mobilize
from simulation.tools.spoke import Spoke
from simulation.tools.van import Van
from simulation.truth import Truth
from simulation.world import NEIGHBOURHOOD, Neighbourhood, Person, build_neighbourhood

_SPAN = 8

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Summary:
    """What was written."""

    people: int
    days: tuple[str, ...]
    files: int
    bytes: int
    out: Path

    def told(self) -> str:
        """The summary in a few words."""
        size = f"{self.bytes / 1e6:,.0f} MB"
        return (
            f"{self.people:,} people, {len(self.days)} export days from {self.days[0]}: "
            f"{self.files:,} files, {size} below {self.out}"
        )


class Writers:
    """The tools' writers and the truth, on one desk.

    `tools` names those that the county uses beside the usual ones; the others' files stay as they
    are, because a tool beside them draws its own lots.
    """

    def __init__(self, days: int, tools: Sequence[str] = ()) -> None:
        self.desk = Desk(days)
        self.truth = Truth(self.desk)
        self.van = Van(self.desk, self.truth)
        self.action_network = ActionNetwork(self.desk, self.truth, self.van)
        self.mirror = ActionNetworkMirror(self.desk, self.truth)
        self.mobilize = Mobilize(self.desk, self.truth)
        self.spoke = Spoke(self.desk, self.truth)
        # In this order: later tools cite VAN's ids, and people without a first contact get a text.
        self.tools = (self.van, self.action_network, self.mirror, self.mobilize, self.spoke)
        self.others = {
            name: import_module(f"simulation.tools.{name}").WRITER(self.desk, self.truth)
            for name in tools
        }

    def neighbourhood(self, seed: int, number: int, size: int, noise: float) -> None:
        """One neighbourhood's people and their year, in every tool and in the truth."""
        if number == 0:
            for tool in (*self.tools, *self.others.values()):
                tool.catalog()
        hood = build_neighbourhood(seed, number, size, noise)
        for tool in self.tools:
            tool.neighbourhood(hood)
        for name, tool in self.others.items():
            with ExitStack() as lots:
                lots.enter_context(_own_lots(hood, f"{name}:{seed}:{number}"))
                for person in {id(p): p for p in (hood.organizer, *hood.volunteers)}.values():
                    lots.enter_context(_own_lots(person, f"{name}:{person.token}:outreach"))
                tool.neighbourhood(hood)
        for place, household in enumerate(hood.households):
            if number == 0 and place == len(hood.households) // 2:
                broken.plant(self)
            for person in household.people:
                for tool in self.tools:
                    tool.person(hood, household, person)
                for name, tool in self.others.items():
                    with _own_lots(person, f"{name}:{person.token}"):
                        tool.person(hood, household, person)
        for household in hood.households:
            self.truth.household(household)


@contextmanager
def _own_lots(whose: Neighbourhood | Person, name: str) -> Iterator[None]:
    """Draw other lots for a while, so that one tool more or less changes no other tool's files."""
    usual, whose.rng = whose.rng, Random(name)
    try:
        yield
    finally:
        whose.rng = usual


def tools_beside() -> list[str]:
    """The tools that a county may use beside the usual ones, by name."""
    modules = [found.name for found in pkgutil.iter_modules(simulation.tools.__path__)]
    return [
        name for name in modules if hasattr(import_module(f"simulation.tools.{name}"), "WRITER")
    ]


def simulate(
    people: int,
    seed: int,
    out: Path,
    *,
    days: int = 3,
    last_day: date | None = None,
    noise: float = 1.0,
    tools: Sequence[str] = (),
    progress: Progress | None = None,
    workers: int | None = None,
) -> Summary:
    """Write a world of `people` below `out`: `days/<date>/<source>/<file>` and `truth/`.

    The same arguments give the same bytes; day 0's files do not depend on `days`. `last_day`, the
    date of the newest exports, moves the whole year there; by default it begins in November 2025.
    `noise` scales the odds of slips, placeholders and other people's contact points (up to 5).
    `tools` are modules of `simulation.tools` that the county uses beside the usual ones.
    An earlier world in `out` is replaced; ValueError for impossible sizes, FileExistsError if `out`
    holds anything else. `progress` is called with people done and people in all. `workers` is the
    number of processes (all processors by default; it changes nothing in the files).
    """
    if people < 1 or not 1 <= days <= clock.MOST_DAYS:
        raise ValueError(f"needs at least one person and 1 to {clock.MOST_DAYS} days")
    partial = out / ".partial"
    strangers = [path for path in out.iterdir() if path != partial] if out.exists() else []
    if strangers and not (out / "truth" / "people.csv").exists():
        what = "not empty, and what it holds is no simulated world"
        raise FileExistsError(errno.EEXIST, what, str(out))
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    first_export = last_day - timedelta(days - 1) if last_day else clock.USUAL_FIRST_EXPORT
    clock.first_export_on(first_export)
    sizes = [min(NEIGHBOURHOOD, people - first) for first in range(0, people, NEIGHBOURHOOD)]
    jobs = []
    for first in range(0, len(sizes), _SPAN):
        folder = partial / f"span{first:06}"
        folder.mkdir()
        some = sizes[first : first + _SPAN]
        jobs.append((seed, first, some, folder, days, first_export, noise, tuple(tools)))
    done = 0
    for count in _run(jobs, workers or os.cpu_count() or 1):
        done += count
        if progress is not None:
            progress(done, people)
    _join(partial, [job[3] for job in jobs], Writers(days, tools))
    for part in ("days", "truth"):
        shutil.rmtree(out / part, ignore_errors=True)
        (partial / part).rename(out / part)
    shutil.rmtree(partial)
    written = [path for path in out.rglob("*") if path.is_file()]
    return Summary(
        people=people,
        days=tuple(clock.export_date(day) for day in range(days)),
        files=len(written),
        bytes=sum(path.stat().st_size for path in written),
        out=out,
    )


_Job = tuple[int, int, list[int], Path, int, date, float, tuple[str, ...]]


def _span(job: _Job) -> int:
    """Write the part files of some neighbourhoods in a row; returns how many people they have."""
    seed, first, sizes, folder, days, first_export, noise, tools = job
    clock.first_export_on(first_export)
    writers = Writers(days, tools)
    for number, size in enumerate(sizes, start=first):
        writers.neighbourhood(seed, number, size, noise)
        writers.desk.flush(folder)
    return sum(sizes)


def _run(jobs: list[_Job], workers: int) -> Iterator[int]:
    if len(jobs) == 1 or workers == 1:
        yield from map(_span, jobs)
        return
    with ProcessPoolExecutor(min(workers, len(jobs)), mp_context=get_context("spawn")) as pool:
        yield from pool.map(_span, jobs)


def _join(partial: Path, spans: Iterable[Path], writers: Writers) -> None:
    folders = list(spans)
    for table in writers.desk.tables:
        table.join(folders, partial / ("truth" if table.source == "truth" else "days"))
    broken.write_cut_page(partial / "days")
