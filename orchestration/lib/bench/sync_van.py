"""A stand-in VAN in a process of its own, with people who have the VANIDs 1 to as many as asked."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import requests

from orchestration.lib import settings

USER_ID = "1000001"
_SECONDS = 60.0


class StandIn:
    """What a benchmark asks of it: faults, what was truly done, how often it was called.

    ``state``: the file it keeps everything in.
    """

    def __init__(self, url: str, api_key: str, state: Path) -> None:
        self.url, self.api_key, self.state = url, api_key, state
        self.address = url.removesuffix("/v4/")
        self._control = requests.Session()
        self._control.trust_env = False

    def fail(self, faults: Sequence[Mapping[str, Any]]) -> None:
        """Order these faults and no others."""
        self._ask("PUT", "faults", json=list(faults))

    def effects(self) -> list[dict[str, Any]]:
        """All that was truly done, in order."""
        found: list[dict[str, Any]] = self._ask("GET", "effects").json()
        return found

    def calls(self) -> dict[str, int]:
        """How often each endpoint was called."""
        counts: dict[str, int] = self._ask("GET", "calls").json()
        return counts

    def advance(self, **parts: float) -> None:
        """Have its clock go by ``minutes``, ``seconds``, … more than ours; fewer where negative."""
        self._ask("POST", "clock", json=parts)

    def merge(self, gone_id: str, kept_id: str) -> None:
        """Merge a person into another there, as somebody at VAN does."""
        self._call("POST", f"people/{gone_id}/mergeInto", {"vanId": int(kept_id)})

    def event(self, day: date) -> tuple[str, str]:
        """Add an event of that day; its number and its shift's."""
        begins, ends = f"{day}T18:00:00", f"{day}T20:00:00"
        number = self._call("POST", "events", {
            "name": "Doors", "eventType": {"eventTypeId": 1}, "startDate": begins, "endDate": ends,
            "shifts": [{"name": "Evening", "startTime": begins, "endTime": ends}],
        }).json()
        shifts = self._call("GET", f"events/{number}?$expand=shifts").json()["shifts"]
        return str(number), str(shifts[0]["eventShiftId"])

    def environment(self) -> dict[str, str]:
        """What Kith's environment says of it as a destination, with a place for its jobs' files."""
        return {
            "KITH_COUNTY_VAN_URL": self.url, "KITH_COUNTY_VAN_API_KEY": self.api_key,
            "KITH_COUNTY_VAN_UPLOAD_URL": f"{self.address}/_standin/bucket",
            "KITH_COUNTY_VAN_DOWNLOAD_URL": f"{self.address}/files/bucket",
            "KITH_COUNTY_VAN_USER_ID": USER_ID,
        }

    def _call(
        self, method: str, path: str, told: dict[str, Any] | None = None
    ) -> requests.Response:
        response = self._control.request(
            method, self.url + path, json=told, auth=("somebody", self.api_key), timeout=_SECONDS
        )
        response.raise_for_status()
        return response

    def _ask(self, method: str, what: str, **told: Any) -> requests.Response:
        response = self._control.request(
            method, f"{self.address}/_standin/{what}", timeout=_SECONDS, **told
        )
        response.raise_for_status()
        return response


@contextmanager
def running(folder: Path, people: int, job_seconds: float = 0.0) -> Iterator[StandIn]:
    """Start it with so many people, keeping its state in the folder; stop it at the end.

    ``job_seconds``: how long each of its jobs takes.
    """
    state = folder / "van.sqlite"
    file = folder / "people.csv"
    with file.open("w", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(["vanid", "first", "last"])
        writer.writerows([number, f"First{number}", f"Last{number}"]
                         for number in range(1, people + 1))
    process = subprocess.Popen(
        [sys.executable, "-m", "standins.van", "--state", str(state), "--people", str(file),
         "--job-seconds", str(job_seconds)],
        stdout=subprocess.PIPE, text=True, cwd=settings.PROJECT_ROOT,
    )
    try:
        told = json.loads(process.stdout.readline() if process.stdout else "{}")
        yield StandIn(told["url"], told["api_key"], state)
    finally:
        process.terminate()
        process.wait(timeout=30)
