"""Packages of a county of canaries: whether one holds what is another's, and what they cost."""

from __future__ import annotations

import json
import random
import re
import statistics
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

from orchestration.lib.bench import memory
from orchestration.lib.packages.export import export
from orchestration.lib.scratch.canaries import Canary, County, plant, work_more
from orchestration.lib.scratch.warehouse import scratch_warehouse

PEOPLE, VOLUNTEERS, RECORDS = 2_000, 500, 100
LARGE = 100_000
TOKEN = re.compile(rb"kq[0-9a-f]{16}|\+1999[0-9]{11}")


def run(small: bool) -> dict[str, Any]:
    """Exports of every volunteer, canaries found in them, and one export of very much work."""
    people, volunteers = (200, 20) if small else (PEOPLE, VOLUNTEERS)
    with scratch_warehouse() as home:
        county = plant(people, volunteers, RECORDS, random.Random(0))
        seconds, own, foreign = [], 0, []
        for volunteer in county.volunteers:
            began = time.perf_counter()
            path = export(volunteer, "bench", "A benchmark", home / f"{volunteer}.zip").path
            seconds.append(time.perf_counter() - began)
            mine, others = found_in(path, county, volunteer)
            own += len(mine)
            foreign += others
        return {
            "bench": "packages",
            "packages": len(seconds),
            "records_authored": county.records,
            "canaries_planted": len(county.canaries),
            "own_canaries_found": own,
            "foreign_canaries_found": len(foreign),
            "foreign_in": sorted({f"{each.table}.{each.column}" for each in foreign}),
            "seconds_median": round(statistics.median(seconds), 3),
            "seconds_most": round(max(seconds), 3),
            "large": _large(county, LARGE // 10 if small else LARGE),
        }


def found_in(path: Path, county: County, volunteer: str) -> tuple[list[Canary], list[Canary]]:
    """The canaries in a package: those that may be in the volunteer's, and those that may not."""
    with zipfile.ZipFile(path) as archive:
        content = b"\n".join([
            *(name.encode() for name in archive.namelist()), *map(archive.read, archive.namelist())
        ])  # fmt: skip
    seen = [county.canaries[token.decode()] for token in {*TOKEN.findall(content)}]
    own = [each for each in seen if each.allowed_in == volunteer]
    return own, [each for each in seen if each.allowed_in != volunteer]


def _large(county: County, records: int) -> dict[str, Any]:
    """One volunteer's package after they made so many records more, in a process of its own."""
    volunteer = county.volunteers[0]
    work_more(volunteer, records)
    answer = subprocess.run(
        [sys.executable, "-m", __name__, volunteer], check=True, capture_output=True, text=True
    ).stdout
    return {"records": records, **json.loads(answer)}


def _export_one(volunteer: str) -> dict[str, Any]:
    """What one export costs the process that does it and nothing else."""
    began, used = time.perf_counter(), time.process_time()
    path = export(volunteer, "bench", "A benchmark").path
    return {
        "seconds": round(time.perf_counter() - began, 1),
        # Of this process alone, without the server's: what is left of the time on a busy machine.
        "cpu_seconds": round(time.process_time() - used, 1),
        "bytes": path.stat().st_size,
        "peak_mb": round(memory.peak_mb()),
    }


if __name__ == "__main__":
    print(json.dumps(_export_one(sys.argv[1])))
