"""Landing VAN's contact history, beside psql's ``\\copy`` of the same file into a logged table.

Both run as processes of their own, in turn, several times; medians are compared. psql gets a
table of the same columns and does nothing else. Kith archives the file, hashes it and every
record, checks, numbers and accounts for each, and writes the ledger.

The next day's export, of which 2 % changed, is compared with the first landing just before it, in
seconds of the clock and in the processors' seconds, Kith's and the server's together: other work
on the machine disturbs those less.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from psycopg import sql

from orchestration.lib import settings
from orchestration.lib.progress import step
from orchestration.lib.scratch.warehouse import scratch_warehouse
from orchestration.lib.warehouse import embedded
from orchestration.lib.warehouse.connection import connect, off_the_command_line, url_in_role

SOURCE = "county_van"
HEADER = (
    "contactscontactid,vanid,datecanvassed,resultid,committeeid,inputtypeid,"
    "contacttypeid,username,canvassedby,campaignid,contentid,createdby,personcommitteeid,"
    "contactsphoneid,teamid,divisionid,datecreated,datemodified,datesuppressed,statecode"
)
_LAND = """
import json, resource, sys, time
from pathlib import Path
from orchestration.lib.landing.lander import land_file
started = time.perf_counter()
load = land_file(Path(sys.argv[1]), sys.argv[2])
seconds = time.perf_counter() - started
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({
    "seconds": seconds, "processor_seconds": used.ru_utime + used.ru_stime,
    "status": load.status, "landed": load.records_landed,
    "unchanged": load.records_unchanged, "repeated": load.is_repeated,
    "memory": used.ru_maxrss / 1024,
}))
"""


def run(small: bool) -> dict[str, Any]:
    """Measure; ``small`` lands 100,000 rows instead of a million. Seconds, megabytes, ratios."""
    rows, repetitions = (100_000, 3) if small else (1_000_000, 5)
    kith: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    copy: list[float] = []
    with scratch_warehouse() as home:
        file = home / "contactscontacts_20260501.csv"
        with step(f"writing {rows:,} rows"):
            next_day = home / "contactscontacts_20260502.csv"
            size = write(file, rows)
            write(next_day, rows, changed_every=50)
        with connect() as connection:
            columns = sql.SQL(", ").join(
                sql.SQL("{} text").format(sql.Identifier(name)) for name in HEADER.split(",")
            )
            connection.execute(sql.SQL("create table landing.plain ({})").format(columns))
            connection.execute("grant insert on landing.plain to kith_lander")
        for repetition in range(repetitions):
            with step(f"round {repetition + 1} of {repetitions}"):
                _forget()
                copy.append(_copy(file))
                _settle()
                kith.append(_land(file))
                if kith[-1]["landed"] != rows:
                    raise RuntimeError(f"Landing went wrong: {kith[-1]}")
                _tidy()
                changed.append(_land(next_day))
                if changed[-1]["landed"] != rows // 50:
                    raise RuntimeError(f"Landing went wrong: {changed[-1]}")
        with step("the same file again"):
            repeated = _land(file)
    seconds = statistics.median(run["seconds"] for run in kith)
    whole = statistics.median(run["whole_seconds"] for run in kith)
    plain = statistics.median(copy)
    return {
        "bench": "landing",
        "rows": rows,
        "file_mb": round(size / 2**20, 1),
        "ratio_to_copy": round(seconds / plain, 2),
        "ratio_to_copy_with_start_up": round(whole / plain, 2),
        "ratio_of_fastest": round(min(run["seconds"] for run in kith) / min(copy), 2),
        "kith_seconds": round(seconds, 2),
        "copy_seconds": round(plain, 2),
        "rows_per_second": round(rows / seconds),
        "peak_memory_mb": round(max(run["memory"] for run in kith + changed), 1),
        "repeated_file_ratio": round(repeated["seconds"] / seconds, 3),
        "changed_day_ratio": round(_ratio(changed, kith, "seconds"), 2),
        "changed_day_cpu_ratio": round(_ratio(changed, kith, "all_processor_seconds"), 2),
        "processor_seconds": round(_median(kith, "all_processor_seconds"), 2),
        "changed_day_processor_seconds": round(_median(changed, "all_processor_seconds"), 2),
        "changed_day_landed": changed[-1]["landed"],
        "repetitions": repetitions,
    }


def _median(runs: list[dict[str, Any]], figure: str) -> float:
    return float(statistics.median(run[figure] for run in runs))


def _ratio(runs: list[dict[str, Any]], others: list[dict[str, Any]], figure: str) -> float:
    """The median of the ratios of runs that followed each other."""
    pairs = zip(runs, others, strict=True)
    return float(statistics.median(run[figure] / other[figure] for run, other in pairs))


def write(path: Path, rows: int, changed_every: int = 0, first: int = 0) -> int:
    """Contact history as VAN exports it; the same rows for the same count, on any machine.

    ``changed_every``: one row of so many has another result. ``first``: how many came before.
    """
    dice = random.Random(20260501)
    with path.open("w", encoding="utf-8", newline="") as handle:
        handle.write(HEADER + "\n")
        for number in range(first, first + rows):
            day = f"20{24 + number % 2}-{1 + number % 12:02d}-{1 + number % 28:02d}"
            clock = f"{day} {number % 24:02d}:{number % 60:02d}:{number % 59:02d}"
            result = dice.choice(("1", "2", "13", "14", "17", "18", "205", ""))
            if changed_every and number % changed_every == 0:
                result = "999"
            handle.write(
                f"{1000000001 + number},{101000001 + dice.randrange(rows)},{day},{result},1001,"
                f"{dice.randrange(1, 12)},{dice.choice(('1', '2', '19', '37'))},"
                f"canvasser{number % 997:04d},{500000 + number % 997},{number % 40 or ''},,"
                f"{500000 + number % 997},1001,{dice.randrange(9000000) + 1000000},,,"
                f"{clock},{clock},,NJ\n"
            )
    return path.stat().st_size


def _forget() -> None:
    with connect(autocommit=True) as connection:
        connection.execute("truncate landing.plain, landing.van__contactscontacts")
        connection.execute("drop index if exists landing.van__contactscontacts_record_id")
        connection.execute("delete from landing.load_parts")
        connection.execute("delete from landing.loads")
        connection.execute("vacuum landing.loads, landing.load_parts")
    for path in settings.archive_folder().rglob("*"):
        if path.is_file():
            path.unlink()
    _settle()


def _tidy() -> None:
    """What the server does by itself in the minutes after a first landing, before the next day."""
    with connect(autocommit=True) as connection:
        connection.execute("vacuum (analyze) landing.van__contactscontacts")
    _settle()


def _settle() -> None:
    """Both contenders start from written-out buffers; the role may be denied elsewhere."""
    with connect(autocommit=True) as connection:
        allowed = connection.execute(
            "select pg_has_role(current_user, 'pg_checkpoint', 'usage')"
        ).fetchone()
        if allowed and allowed[0]:
            connection.execute("checkpoint")


def _copy(file: Path) -> float:
    command = f"\\copy landing.plain from '{file}' with (format csv, header true)"
    address, password = off_the_command_line(url_in_role("kith_lander"))
    started = time.perf_counter()
    subprocess.run(
        [str(embedded.program("psql")), address, "-X", "-q", "-c", command],
        env=os.environ | password,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return time.perf_counter() - started


def _land(file: Path) -> dict[str, Any]:
    before = server_seconds()
    started = time.perf_counter()
    finished = subprocess.run(
        [sys.executable, "-c", _LAND, str(file), SOURCE],
        check=True,
        stdout=subprocess.PIPE,
        cwd=settings.PROJECT_ROOT,
    )
    whole_seconds = time.perf_counter() - started
    found: dict[str, Any] = json.loads(finished.stdout)
    of_the_server = server_seconds() - before
    return {
        **found,
        "whole_seconds": whole_seconds,
        "all_processor_seconds": found["processor_seconds"] + of_the_server,
    }


def server_seconds() -> float:
    """Processor seconds the server has used; 0 where it isn't on this machine, or not on Linux."""
    with connect() as connection:
        (backend,) = connection.execute("select pg_backend_pid()").fetchone() or (0,)
        # A backend that has just ended is counted once its parent has seen it end.
        time.sleep(0.5)
        name, server, *_ = _process(backend)
        if name != "postgres":
            return 0.0
        processes = (_process(int(path.name)) for path in Path("/proc").glob("[0-9]*"))
        living = sum(used for _, parent, used, _ in processes if parent == server)
        _, _, own, ended = _process(server)
    return own + ended + living


def _process(number: int) -> tuple[str, int, float, float]:
    """Name, parent, own processor seconds, and those of its children that have ended."""
    try:
        name, _, rest = Path(f"/proc/{number}/stat").read_text().rpartition(" (")[2].partition(") ")
    except OSError:
        return "", 0, 0.0, 0.0
    told = rest.split()
    user, system, childrens_user, childrens_system = (
        int(ticks) / os.sysconf("SC_CLK_TCK") for ticks in told[11:15]
    )
    return name, int(told[1]), user + system, childrens_user + childrens_system
