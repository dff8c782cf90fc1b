"""A warehouse made of one organization's package alone, and the tables to be read written from it.

It is a process of its own, in a copy of the project whose registry has that organization alone:
``python -m orchestration.lib.leaving.rebuilt PACKAGE FOLDER``. That what is handed over can be
imported is so tried each time.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from orchestration.lib import settings
from orchestration.lib.errors import KithError
from orchestration.lib.leaving.errors import CannotLeave
from orchestration.lib.scratch.warehouse import scratch_warehouse

_PARTS = ("models", "macros", "seeds", "expectations", "orchestration", "bi", "docs/standard",
          "profiles", "dbt_project.yml", "vars.yml", "pyproject.toml")  # fmt: skip
_TOLD = "tables.json"


def write_tables(package: Path, folder: Path) -> dict[str, Any]:
    """Import the package into a throw-away warehouse and write its canon and marts into the folder.

    Returns ``resources`` (of a Data Package), ``fingerprints`` and ``changed`` (loads that came out
    otherwise). Raises ``CannotLeave`` where the package can't be built.
    """
    with (
        tempfile.TemporaryDirectory(dir=settings.folder("work")) as place,
        scratch_warehouse(waits_for_disk=False),
    ):
        project = Path(place)
        for part in _PARTS:
            source = settings.PROJECT_ROOT / part
            if source.is_dir():
                ignored = shutil.ignore_patterns("__pycache__")
                shutil.copytree(source, project / part, ignore=ignored)
            else:
                shutil.copyfile(source, project / part)
        kept = {name: value for name, value in os.environ.items()
                if not name.startswith("DBT_") and name not in ("KITH_SOURCES", "KITH_CRASH_AT")}
        done = subprocess.run(
            [sys.executable, "-m", __name__, str(package), str(folder)],
            cwd=project, env=kept | {"PYTHONPATH": str(project)}, check=False,
        )
    if done.returncode:
        raise CannotLeave(
            "What was to be handed over could not be built again, so nothing is handed over. The "
            "reason is above; --without-tables leaves that out."
        )
    told = folder / _TOLD
    found: dict[str, Any] = json.loads(told.read_text())
    told.unlink()
    return found


def main(package: Path, folder: Path) -> None:
    """What the process does."""
    from orchestration.lib.build import dbt_process
    from orchestration.lib.leaving import arrive, fingerprints, tables
    from orchestration.lib.progress import Meter, step
    from orchestration.lib.warehouse import connect

    arrived = arrive.arrive(package, "kith export-all")
    organization = arrived.organization_id
    found = list(tables.of_manifest(dbt_process.read_manifest()))
    meter = Meter("Writing tables")
    with step(f"Writing {len(found)} tables"), connect("kith_builder") as connection:
        resources = []
        for number, table in enumerate(sorted(found, key=lambda table: table.name), start=1):
            resources.append(tables.write(connection, table, folder, organization))
            meter(number, len(found))
        prints = fingerprints.take(connection, arrive.relations(connection))
    (folder / _TOLD).write_text(json.dumps({
        "resources": resources, "fingerprints": prints, "changed": arrived.differing,
    }))


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), Path(sys.argv[2]))
    except KithError as error:
        print(f"kith: {error}", file=sys.stderr)
        raise SystemExit(1) from None
