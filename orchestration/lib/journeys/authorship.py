"""How often the author of a record is the true one, whatever they are called in the tool.

A volunteer has a login in each tool, and often a record as a contact besides. The true author's
person is the one who holds most of their records; what is asked is whether the ledger of that
person has just the work they did.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from orchestration.lib.journeys.doings import RecordKey
from orchestration.lib.warehouse import connect


class Work(NamedTuple):
    """One piece of work: who did it, when, what, and in which source."""

    author: str
    at: datetime
    kind: str
    source: str


# The ledger of what the truth names an author of; what they noted of themselves is in neither.
_LEDGER = """
    select ledger.person_id, ledger.occurred_at, types.told_code, ledger.source_id
    from marts.volunteer_ledger as ledger
    inner join vocabulary.authored_types as types using (authored_type_code)
    where ledger.occurred_at is not null and types.told_code = any(%s)
"""
_RECORDS = "select source_id, record_type, record_id, person_id from identity.record_persons"
_LOGINS = """
    select distinct source_id, author_record_type, author_record_id from marts.authored_records
"""


@dataclass(frozen=True)
class Authorship:
    """Agreement of ledgers with true work. Shares are 0 to 1.

    Attributes:
        authors: how many people truly made calls, sent texts or took answers.
        in_several_tools: how many of them did so in more than one source.
        logins_right: share of the logins that made records which are their true person's.
        work: how much work there truly was.
        recall: share of it that is in the true author's ledger.
        precision: share of what ledgers hold that the author truly did.
        differences: work that is missing or too many, by source and kind.
    """

    authors: int
    in_several_tools: int
    logins_right: float
    work: int
    recall: float
    precision: float
    differences: dict[str, int]

    def figures(self) -> dict[str, object]:
        """The figures by name, as a benchmark's JSON holds them."""
        return asdict(self)


def against_truth(folder: Path) -> Authorship:
    """Compare the ledgers with a world's ``truth/`` folder, one that names authors."""
    truth = _true_records(folder)
    found, logins = _found_records()
    told = truth.keys() & found.keys()
    # Logins are what is judged: they count only for whoever has nothing else.
    home = _homes(told & logins, truth, found) | _homes(told - logins, truth, found)
    true = _true_work(folder)
    wanted = Counter(work._replace(author=home.get(work.author, "")) for work in true)
    had = _found_work({work.kind for work in true})
    sources: dict[str, set[str]] = defaultdict(set)
    for work in true:
        sources[work.author].add(work.source)
    judged = [key for key in logins if key in truth and key in found]
    right = (wanted & had).total()
    return Authorship(
        authors=len(sources),
        in_several_tools=sum(len(each) > 1 for each in sources.values()),
        logins_right=_share(sum(found[k] == home.get(truth[k]) for k in judged), len(judged)),
        work=wanted.total(),
        recall=_share(right, wanted.total()),
        precision=_share(right, had.total()),
        differences=_differences(wanted, had),
    )


def _homes(
    keys: Iterable[RecordKey], truth: Mapping[RecordKey, str], found: Mapping[RecordKey, str]
) -> dict[str, str]:
    """By true person, the person who holds most of these records of theirs."""
    held: dict[str, Counter[str]] = defaultdict(Counter)
    for key in sorted(keys):
        held[truth[key]][found[key]] += 1
    return {person: persons.most_common(1)[0][0] for person, persons in held.items()}


def names_authors(folder: Path) -> bool:
    """Whether a world's truth says who made which record; older counties' doesn't."""
    doings = folder / "doings.csv"
    if not doings.exists():
        return False
    with doings.open(newline="", encoding="utf-8") as lines:
        return "author" in next(csv.reader(lines), [])


def _true_records(folder: Path) -> dict[RecordKey, str]:
    with (folder / "records.csv").open(newline="", encoding="utf-8") as lines:
        return {
            (row["source_id"], row["record_type"], row["record_id"]): row["person"]
            for row in csv.DictReader(lines)
        }


def _found_records() -> tuple[dict[RecordKey, str], set[RecordKey]]:
    with connect("kith_builder") as connection:
        found = {
            (source, kind, record): person
            for source, kind, record, person in connection.execute(_RECORDS)
        }
        logins = {(source, kind, record) for source, kind, record in connection.execute(_LOGINS)}
    return found, logins


def _true_work(folder: Path) -> list[Work]:
    with (folder / "doings.csv").open(newline="", encoding="utf-8") as lines:
        return [
            Work(
                row["author"],
                datetime.fromisoformat(row["happened_at"]),
                row["doing"],
                row["source_id"],
            )
            for row in csv.DictReader(lines)
            if row["author"] and row["author"] != row["person"]
        ]


def _found_work(kinds: set[str]) -> Counter[Work]:
    with connect("kith_builder") as connection:
        return Counter(Work(*row) for row in connection.execute(_LEDGER, [sorted(kinds)]))


def _differences(wanted: Counter[Work], had: Counter[Work]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for word, rest in (("missing", wanted - had), ("too many", had - wanted)):
        for work, count in rest.items():
            found[f"{work.source} {work.kind} {word}"] += count
    return dict(sorted(found.items()))


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 1.0
