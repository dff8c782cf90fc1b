"""The demo, played once for all end-to-end tests as a new user would, with the network watched."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from orchestration.lib import settings
from orchestration.lib.scratch.warehouse import scratch_warehouse

_TRAP = """
import os, sys

def _watch(event, arguments):
    if event not in ("socket.getaddrinfo", "socket.connect"):
        return
    address = arguments[0] if event == "socket.getaddrinfo" else arguments[1]
    host = address[0] if isinstance(address, tuple) else address
    if isinstance(host, bytes):
        host = host.decode()
    if host in (None, "", "localhost", "::1") or str(host).startswith(("127.", "/")):
        return
    with open(os.environ["KITH_TEST_EGRESS"], "a") as log:
        log.write(f"{event} {host} {sys.argv[:3]}\\n")

sys.addaudithook(_watch)
"""


@dataclass(frozen=True)
class Demo:
    """A played demo: where it ran, what it said, and how to run more commands there."""

    home: Path
    environment: dict[str, str]
    said: str
    egress: Path

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a `kith` command in the demo's home."""
        return subprocess.run(
            [sys.executable, "-m", "orchestration.cli", *arguments],
            cwd=settings.PROJECT_ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def connect(self, role: str) -> psycopg.Connection:
        """Connect to the demo's warehouse in a role."""
        url = self.run("url", "--role", role).stdout.strip()
        return psycopg.connect(url, autocommit=True)

    @property
    def truth(self) -> Path:
        """The folder that holds who everybody truly is."""
        return next((self.home / "demo").glob("people-*")) / "truth"


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("demo")
    (folder / "sitecustomize.py").write_text(_TRAP)
    others = {name: os.environ.get(name) for name in ("KITH_HOME", "KITH_DATABASE_URL")}
    with scratch_warehouse(waits_for_disk=False) as home:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("DBT_")}
        environment = kept | {
            "KITH_TEST_EGRESS": str(folder / "egress.log"),
            "PYTHONPATH": f"{folder}{os.pathsep}{settings.PROJECT_ROOT}",
            "COLUMNS": "100",
        }
        demo = Demo(home, environment, "", folder / "egress.log")
        played = demo.run("demo")
        assert played.returncode == 0, played.stdout[-3000:] + played.stderr[-3000:]
        with pytest.MonkeyPatch.context() as patch:
            # Meanwhile the other tests go on with the warehouse that is theirs.
            for name, value in others.items():
                if value is None:
                    patch.delenv(name, raising=False)
                else:
                    patch.setenv(name, value)
            yield Demo(home, environment, played.stdout, demo.egress)
