"""`python -m standins.van --port 0 --state FILE --people FILE.csv`: a VAN in a process of its own.

Prints its address and key as one line of JSON, and runs until it is stopped.
"""

from __future__ import annotations

import argparse
import csv
import json
import signal
import sys
import threading
from pathlib import Path

from standins.van import Limit, Van


def main(arguments: list[str] | None = None) -> None:
    """Start a VAN, load what is asked for, say where it is, and wait."""
    parser = argparse.ArgumentParser(prog="python -m standins.van", description="A stand-in VAN.")
    parser.add_argument("--port", type=int, default=0, help="0: any that is free")
    parser.add_argument("--state", type=Path, help="file to keep everything in")
    parser.add_argument("--people", type=Path, help="CSV of people to load")
    parser.add_argument("--folder", type=Path, help="folder of VAN's pipeline tables to load")
    parser.add_argument(
        "--mode", type=int, choices=(0, 1), default=1, help="0 MyVoters, 1 MyCampaign"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--calls-per-minute", type=int, help="rate limit of each key")
    parser.add_argument("--job-seconds", type=float, default=0.0, help="how long a job takes")
    chosen = parser.parse_args(arguments)
    limits = [Limit(chosen.calls_per_minute, 60)] if chosen.calls_per_minute else []
    van = Van(
        state=chosen.state, seed=chosen.seed, limits=limits, job_seconds=chosen.job_seconds
    )
    if chosen.people:
        with chosen.people.open(encoding="utf-8-sig", newline="") as file:
            van.load_people(csv.DictReader(file), chosen.mode)
    if chosen.folder:
        van.load_folder(chosen.folder, chosen.mode)
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    with van.start(chosen.port):
        sys.stdout.write(json.dumps({"url": van.url, "api_key": van.api_key}) + "\n")
        sys.stdout.flush()
        stopped.wait()


if __name__ == "__main__":
    main()
