"""Forgetting a hundred people of a simulated county: what is left of them, and what it costs.

What is left is looked for by the simulation's own tokens, which stand in people's addresses, notes
and numbers, and not by what Kith knows of them. A token that another person's own record gives is
theirs too: a household's mailbox stays. The marts are then compared, row for row, with those of a
warehouse that never had these people, built from the files without them.
"""

from __future__ import annotations

import csv
import gzip
import random
import re
import shutil
import tempfile
import zipfile
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from psycopg import sql

from orchestration.lib import settings
from orchestration.lib.bench.county import County, say
from orchestration.lib.landing.lander import land_path
from orchestration.lib.privacy import forget, look
from orchestration.lib.scratch.warehouse import scratch_warehouse
from orchestration.lib.warehouse.connection import connect

PEOPLE, SMALL_PEOPLE = 2_000, 300
FORGOTTEN, SMALL_FORGOTTEN = 100, 10
_TOKEN = re.compile(rb"k[0-9a-f]{12}")
_BETWEEN = re.compile(rb"(?<=\d)[ ().-]{1,2}(?=\d)")
_FOLDERS = (
    "archive", "landing", "logs", "gates", "data_docs", "pages", "target", "dagster", "work",
    "certificates",
)
_NUMBER = re.compile(rb"\d{10,}")
# What tells when and in which file a row came, or was made: another warehouse has others. So has
# it other weights: a settled one stays as it was until it changes by enough; and other hashes of
# people's ids.
_OWN = re.compile(
    r"(^|_)(load|file|run|publication|incident|quarantine)_(id|row|name)$"
    r"|_at$|_on$|^method$|_date$|_days$|_hours$|^age|(^|_)weight_share$"
    r"|^effect_key$|^content_version$"
)
# Marts of what came and how it was checked, which do differ: less was sent.
_OF_THE_LEDGER = re.compile(
    r"source_|incident|gate|quality_|health|publication|export|promise|vendor_|weight|scorecard"
    r"|breach|blocked|handover|trace|conform|judged|deliver"
)


def run(small: bool) -> dict[str, Any]:
    """Forget people; tokens left, rows that came back, marts that differ, seconds by step."""
    with tempfile.TemporaryDirectory(prefix="kith-") as folder:
        return _run(small, Path(folder))


def _run(small: bool, without: Path) -> dict[str, Any]:
    """``without``: where the files without the forgotten go, from one warehouse to the other."""
    count = SMALL_FORGOTTEN if small else FORGOTTEN
    with scratch_warehouse() as home:
        county = County(home.parent, SMALL_PEOPLE if small else PEOPLE, 2)
        county.arrive(*county.days)
        chosen = choose(county.truth, count)
        tokens = tokens_of(county.truth, chosen)
        before = sum(left(tokens).values())
        say(f"forgetting {len(chosen)} people, whose {len(tokens)} tokens stand in {before} places")
        done = forget.forget(sorted(chosen), "a benchmark", even_gifts=True)
        after = left(tokens)
        came_back = land_again(county.days, tokens)
        ours = marts()
        _unpack_archive(without)
    with scratch_warehouse():
        for source_id in sorted(path.name for path in without.iterdir()):
            land_path(without / source_id, source_id)
        from orchestration.lib.build import run as builds

        builds.build(settle=0)
        theirs = marts()
    differing = sorted(name for name in ours if ours[name] != theirs.get(name))
    return {
        "bench": "forget", "people": count, "tokens": len(tokens), "places_before": before,
        "tokens_left": sum(after.values()), "left_in": sorted(after)[:10],
        "came_back": came_back, "marts": len(ours), "marts_that_differ": differing,
        "seconds": done.certificate["seconds"],
    }


def choose(truth: Path, count: int, seed: int = 7) -> dict[str, str]:
    """People whom identity holds for one as the truth does: person id → who it is."""
    who, records = {}, defaultdict(set)
    with (truth / "records.csv").open(newline="") as stream:
        for row in csv.DictReader(stream):
            key = (row["source_id"], row["record_type"], row["record_id"])
            who[key] = row["person"]
            records[row["person"]].add(key)
    clusters = defaultdict(set)
    with connect("kith_privacy") as connection:
        for person_id, *key in connection.execute(
            "select person_id, source_id, record_type, record_id from identity.record_persons"
        ):
            clusters[person_id].add(tuple(key))
    exact = {
        person_id: person for person_id, keys in clusters.items()
        if len(people := {who.get(key) for key in keys}) == 1
        and (person := people.pop()) is not None and records[person] <= keys
    }
    return dict(random.Random(seed).sample(sorted(exact.items()), min(count, len(exact))))


def tokens_of(truth: Path, chosen: Mapping[str, str]) -> set[bytes]:
    """The tokens that are these people's and in no record of anybody else's.

    ``chosen``: person id → who it is.
    """
    of: dict[bytes, set[str]] = defaultdict(set)
    with (truth / "canaries.csv").open(newline="") as stream:
        for row in csv.DictReader(stream):
            # A unit's number is everybody's who lives there.
            if row["field"] != "address":
                of[row["token"].encode()].add(row["person"])
    theirs = {token for token, whose in of.items() if whose <= set(chosen.values())}
    return theirs - _in(_told_of_others(chosen), theirs)


def _told_of_others(person_ids: Collection[str]) -> Iterator[bytes]:
    """How canon says that anybody else is reached: a household's mailbox has one's name."""
    with connect("kith_privacy") as connection:
        rows = connection.execute(
            "select concat_ws(' ', email, phone_e164) from canon.people"
            " inner join identity.record_persons using (source_id, record_type, record_id)"
            " where person_id <> all(%s)", [list(person_ids)],
        )
        yield from (text.encode() for (text,) in rows)


def left(tokens: Collection[bytes]) -> Counter[str]:
    """In which files of the home, table rows and server's files a token stands, and how often."""
    found: Counter[str] = Counter()
    for folder in _FOLDERS:
        for path in sorted((settings.home() / folder).rglob("*")):
            if path.is_file() and (count := len(_in(_unpacked(path), tokens))):
                found[f"{folder}/{path.name[:12]}"] += count
    with connect() as connection:
        names = connection.execute(look.TABLES).fetchall()
        for schema, name in names:
            if not look.may_read(connection, schema, name):
                continue
            statement = sql.SQL("copy (select told::text from {} as told) to stdout").format(
                sql.Identifier(schema, name)
            )
            with connection.cursor() as cursor, cursor.copy(statement) as copy:
                if count := sum(bool(_in([bytes(block)], tokens)) for block in copy):
                    found[f"{schema}.{name}"] += count
    place = look.server_files([token.decode() for token in tokens])
    if place.found:
        found["the server's files"] = place.found
    return found


def _in(texts: Iterable[bytes], tokens: Collection[bytes]) -> set[bytes]:
    found: set[bytes] = set()
    for text in texts:
        found.update(token for token in _TOKEN.findall(text) if token in tokens)
        for version in (text, _BETWEEN.sub(b"", text)):
            for run in _NUMBER.findall(version):
                found.update(
                    part for at in range(len(run) - 9) if (part := run[at : at + 10]) in tokens
                )
    return found


def _unpacked(path: Path) -> Iterator[bytes]:
    raw = path.read_bytes()
    yield raw
    if raw.startswith(b"\x1f\x8b"):
        yield gzip.decompress(raw)
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as opened:
            for entry in opened.infolist():
                yield opened.read(entry)


def land_again(days: Iterable[Path], tokens: Collection[bytes]) -> dict[str, Any]:
    """Land each export once more as it first came; how many, and the places they are back in."""
    loads = [
        load for day in days for source in sorted(day.iterdir())
        for load in land_path(source, source.name)
    ]
    found = left(tokens)
    return {"landings": len(loads), "places": sum(found.values()), "in": sorted(found)[:10]}


def marts() -> dict[str, Counter[tuple[Any, ...]]]:
    """The rows of the marts that tell of people and what they did, without what is this home's.

    A person's id tells in which run they were first met. Here the first of their records stands
    for it: who is left of a forgotten author, nameless, is met when they are forgotten.
    """
    found = {}
    with connect("kith_privacy") as connection:
        first = dict(connection.execute(
            "select person_id, min(concat_ws('/', source_id, record_type, record_id))"
            " from identity.record_persons group by 1"
        ).fetchall())
        columns: dict[str, list[str]] = defaultdict(list)
        for name, column in connection.execute(
            "select relname, attname::text from pg_class inner join pg_attribute"
            " on attrelid = pg_class.oid and attnum > 0 and not attisdropped"
            " where relnamespace = 'marts'::regnamespace and relkind = 'r' order by 1, attnum"
        ):
            if not _OWN.search(column):
                columns[name].append(column)
        for name, shown in columns.items():
            if _OF_THE_LEDGER.search(name) or not shown:
                continue
            rows = connection.execute(
                sql.SQL("select {} from marts.{}").format(
                    sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(each))
                                       for each in shown), sql.Identifier(name),
                )
            )
            found[name] = Counter(
                tuple(first.get(value, value) for value in row) for row in rows.fetchall()
            )
    return found


def _unpack_archive(target: Path) -> None:
    """The files without the forgotten, by source and under the names and times they came with."""
    with connect("kith_privacy") as connection:
        rows = connection.execute(
            "select source_id, file_id, file_name, extracted_at from landing.loads"
            " where status = 'landed' and method = 'file'"
        ).fetchall()
    for source_id, file_id, name, at in rows:
        place = target / source_id / f"{at:%Y-%m-%d}" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(settings.archive_folder() / file_id[:2] / file_id, place)


