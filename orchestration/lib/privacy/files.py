"""Takes forgotten people out of the files of this home beside the archive: nothing there should
hold them, and what does is blanked, or deleted where it can't be.
"""

from __future__ import annotations

import os
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from orchestration.lib import registry, settings
from orchestration.lib.landing import declarations, folder
from orchestration.lib.privacy import redact, screen, screening
from orchestration.lib.privacy.words import Words
from orchestration.lib.pulls import hidden
from orchestration.lib.warehouse.connection import connect

# The server's own files are the engine's, the archive's are landing's. A demo's own copy of its
# pretend county is how the demo is played again.
_NOT_OURS = {"postgres", "archive", "secrets", "demo", "landing"}
_LARGEST_IN_MEMORY = 1 << 30


def places() -> list[Path]:
    """The folders with files that Kith writes: logs, pages, reports, Dagster's and dbt's own."""
    found = [path for path in sorted(settings.home().iterdir()) if path.name not in _NOT_OURS]
    for name in ("DBT_TARGET_PATH", "DBT_LOG_PATH", "DAGSTER_HOME"):
        if os.environ.get(name) and Path(os.environ[name]).exists():
            found.append(Path(os.environ[name]))
    return found


def clean(words: Words) -> Counter[str]:
    """Take the words out of every such file; how many were looked in, blanked and deleted."""
    counts: Counter[str] = Counter()
    for path in _files(places()):
        counts["files looked in"] += 1
        if zipfile.is_zipfile(path):
            if _is_in_zip(path, words):
                path.unlink()
                counts["files deleted"] += 1
        elif path.stat().st_size <= _LARGEST_IN_MEMORY:
            raw = path.read_bytes()
            if words.are_in(raw):
                with path.open("r+b") as stream:
                    stream.write(words.masked(raw))
                counts["files blanked"] += 1
    return counts


def delete_packages(person_ids: Iterable[str]) -> int:
    """Delete the packages made here for these people to take along; how many."""
    # Imported late: most commands do without it.
    from orchestration.lib.packages import ids

    made = [
        settings.folder("packages") / f"{ids.volunteer_id(each)}.zip" for each in person_ids
    ]
    there = [path for path in made if path.exists()]
    for path in there:
        path.unlink()
    return len(there)


def clean_landing_folder(words: Words) -> Counter[str]:
    """Have the landing folder's files hold what the archive does; of the same time as before."""
    counts: Counter[str] = Counter()
    for source_id, source in registry.sources().items():
        place = settings.landing_folder() / source_id
        if not place.is_dir():
            continue
        # What is pulled again is screened when it lands.
        counts["files deleted"] += hidden.drop(place)
        tool = declarations.tool_of(source)
        with connect("kith_privacy") as connection:
            found = screen.screen_of(connection, tool.name, source_id)
        if found is None:
            continue
        for path in folder.exports(place):
            counts["files looked in"] += 1
            with redact.redacted(
                path, folder.shown_name(path), tool, source.encoding, found, words
            ) as made:
                if made is not None:
                    screening.put(path, made.path)
                    counts["files rewritten"] += 1
    return counts


def _files(folders: list[Path]) -> Iterator[Path]:
    for place in folders:
        if place.is_file() and not place.is_symlink():
            yield place
        for path in sorted(place.rglob("*")) if place.is_dir() else ():
            if path.is_file() and not path.is_symlink():
                yield path


def _is_in_zip(path: Path, words: Words) -> bool:
    with zipfile.ZipFile(path) as opened:
        return any(words.are_in(opened.read(entry)) for entry in opened.infolist())
