"""Lands what is new and whole in the landing folder, and remembers what it has seen.

Landing the same bytes twice does nothing, but it reads them; a folder of old exports is not
read again each time. What was refused is tried again when the project changed. The ledger itself
remembers: a file whose load it doesn't know waits to be landed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable
from pathlib import Path

from orchestration.lib import settings
from orchestration.lib.build import dbt_process
from orchestration.lib.landing import folder
from orchestration.lib.landing.export_time import export_time
from orchestration.lib.landing.lander import land_path
from orchestration.lib.landing.load import Load
from orchestration.lib.pulls import pulled_files
from orchestration.lib.warehouse import connect


def waiting(
    sources: Collection[str] | None = None, settle: float | None = None
) -> list[tuple[str, Path]]:
    """(source id, file) of each whole file not landed yet, older exports first.

    ``sources``: only these. ``settle``: seconds a file must have been left alone.
    """
    seen = _seen()
    found = [
        (source_id, path)
        for source_id, path in folder.complete_files(settle=settle)
        if (sources is None or source_id in sources)
        and seen.get(_place(path)) != folder.fingerprint(path)
    ]
    return sorted(found, key=lambda pair: (export_time(pair[1]), str(pair[1])))


def wait_for_the_unfinished(settle: float | None = None) -> None:
    """Let files that were written a moment ago settle; a copy that goes on is left for later."""
    patience = folder.settle_seconds() if settle is None else settle
    deadline = time.monotonic() + patience + 1
    while time.monotonic() < deadline:
        whole = {path for _, path in folder.complete_files(settle=settle)}
        fresh = [
            path
            for path in folder.exports(settings.landing_folder())
            if path not in whole and time.time() - path.stat().st_mtime < patience
        ]
        if not fresh:
            return
        time.sleep(0.2)


def land(
    files: Iterable[tuple[str, Path]],
    on_load: Callable[[str, Load], None] = lambda source_id, load: None,
) -> list[Load]:
    """Land these files in this order. One that is refused doesn't stop the next."""
    loads = []
    for source_id, path in files:
        mark = folder.fingerprint(path)
        method = "api" if pulled_files.is_one(source_id, path) else "file"
        for load in land_path(path, source_id, method=method):
            loads.append(load)
            on_load(source_id, load)
            _remember(path, mark, load)
            if load.status == "landed":
                pulled_files.landed(source_id, path)
    return loads


def _place(path: Path) -> str:
    """The file's place, below the landing folder where it is in it."""
    place = path.absolute()
    root = settings.landing_folder().absolute()
    return str(place.relative_to(root) if place.is_relative_to(root) else place)


def _seen() -> dict[str, str]:
    """Place → mark of what need not be read again. What was refused, until the project changes."""
    with connect("kith_builder") as connection:
        rows = connection.execute(
            "select place, mark from landing.seen_files inner join landing.loads using (load_id)"
            " where status = 'landed' or project = %s",
            [dbt_process.fingerprint()],
        )
        return dict(rows.fetchall())


def _remember(path: Path, mark: str, load: Load) -> None:
    with connect("kith_lander") as connection:
        connection.execute(
            "insert into landing.seen_files (place, mark, load_id, project)"
            " values (%s, %s, %s, %s) on conflict (place) do update"
            " set mark = excluded.mark, load_id = excluded.load_id, project = excluded.project",
            [
                _place(path), mark, load.load_id,
                dbt_process.fingerprint() if load.status == "refused" else "",
            ],
        )
