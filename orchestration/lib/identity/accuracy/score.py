"""How well the people found agree with who the records truly are, where that is known."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from orchestration.lib.warehouse import connect

RecordKey = tuple[str, str, str]


@dataclass(frozen=True)
class Score:
    """Agreement of found with true people. Shares are 0 to 1, and 1 where nothing can be wrong.

    Attributes:
        precision: share of the pairs of records held to be one person's that truly are.
        recall: share of the pairs that truly are one person's that were found.
        f1: the harmonic mean of the two.
        cluster_precision: share of the people found that are exactly one true person.
        cluster_recall: share of the true people that were found exactly.
        mixed_clusters: how many people found hold records of several true people.
        largest_mixed: how many records the largest of those holds.
        records: how many records were compared: those with both a true and a found person.
        people_found: how many people they are held to be.
        people_true: how many they truly are.
    """

    precision: float
    recall: float
    f1: float
    cluster_precision: float
    cluster_recall: float
    mixed_clusters: int
    largest_mixed: int
    records: int
    people_found: int
    people_true: int

    def figures(self) -> dict[str, float | int]:
        """The figures by name, as a benchmark's JSON holds them."""
        return asdict(self)


def against_truth(records_csv: Path) -> Score:
    """Score ``identity.record_persons`` by a file of source_id, record_type, record_id, person."""
    with connect("kith_builder") as connection:
        rows = connection.execute(
            "select source_id, record_type, record_id, person_id from identity.record_persons"
        )
        found = {(source, kind, record): person for source, kind, record, person in rows}
    return of(found, _truth(records_csv))


def of(found: Mapping[RecordKey, str], truth: Mapping[RecordKey, str]) -> Score:
    """Score one grouping of records by another; records that only one of them has are left out."""
    shared = found.keys() & truth.keys()
    found_sizes = Counter(found[key] for key in shared)
    true_sizes = Counter(truth[key] for key in shared)
    overlaps = Counter((found[key], truth[key]) for key in shared)
    both, said, real = (_pairs(sizes.values()) for sizes in (overlaps, found_sizes, true_sizes))
    precision, recall = _share(both, said), _share(both, real)
    exact = sum(found_sizes[a] == n == true_sizes[b] for (a, b), n in overlaps.items())
    mixed = {a for (a, _), n in overlaps.items() if n < found_sizes[a]}
    return Score(
        precision=precision,
        recall=recall,
        f1=_share(2 * precision * recall, precision + recall),
        cluster_precision=_share(exact, len(found_sizes)),
        cluster_recall=_share(exact, len(true_sizes)),
        mixed_clusters=len(mixed),
        largest_mixed=max((found_sizes[a] for a in mixed), default=0),
        records=len(shared),
        people_found=len(found_sizes),
        people_true=len(true_sizes),
    )


def _truth(records_csv: Path) -> dict[RecordKey, str]:
    with records_csv.open(newline="", encoding="utf-8") as lines:
        return {
            (row["source_id"], row["record_type"], row["record_id"]): row["person"]
            for row in csv.DictReader(lines)
        }


def _pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 1.0
