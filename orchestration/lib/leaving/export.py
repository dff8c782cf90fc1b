"""`./kith export-all`: everything an organization owns, in a folder or a zip of open formats."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg
import yaml

from orchestration.lib import audit, settings
from orchestration.lib.build import dbt_process
from orchestration.lib.grants import shares
from orchestration.lib.landing import archive
from orchestration.lib.landing.crashpoints import crashpoint
from orchestration.lib.leaving import facts, ownership, package, readme, rebuilt, replay, seeds
from orchestration.lib.leaving.errors import CannotLeave
from orchestration.lib.leaving.ownership import Owner
from orchestration.lib.progress import Meter, note, step
from orchestration.lib.warehouse import connect

_PIECE = 1 << 20
# Tables as CSV and Parquet, and the database they are written from, for each byte that landed.
_TABLES_PER_BYTE = 12
_SPARE_BYTES = 200 << 20


@dataclass(frozen=True)
class Exported:
    """What was written: where, what of, and how much stays behind because it may be another's."""

    target: Path
    package_id: str
    owner: Owner
    files: int
    size_bytes: int
    rows: int
    left_out: dict[str, int]


def export(organization_id: str, target: Path, actor: str, with_tables: bool = True) -> Exported:
    """Write all that the organization owns to the target: a folder, or a zip where it says .zip.

    Nothing is under that name before all of it is. Raises ``CannotLeave``.
    """
    with package.unfinished(target.absolute()) as folder:
        with connect() as connection, step("Writing the ledger, decisions and the registry"):
            # One moment for all of it, however long it takes.
            connection.execute("set transaction isolation level repeatable read")
            owner = ownership.owner(connection, organization_id)
            if facts.is_forgetting(connection):
                raise CannotLeave(
                    "Somebody is being forgotten and isn't out of everything yet. Finish that "
                    "first: ./kith forget --go-on"
                )
            files = _files(connection, owner)
            _ask_for_room(folder, files, with_tables)
            left_out = _write_facts(connection, owner, folder)
        crashpoint("facts_written")
        with step(f"Copying {len(files):,} original files of {len(owner.sources)} sources"):
            _copy_archive(files, folder)
        found = _write_tables(owner, folder, left_out) if with_tables else {}
        _describe(owner, folder, left_out, found)
        package_id = package.seal(folder)
        written = [path for path in folder.rglob("*") if path.is_file()]
        size = sum(path.stat().st_size for path in written)
        # Before it is there: what is handed over is always known of.
        _note(owner, package_id, len(written), actor)
        with step("Packing" if target.suffix == ".zip" else "Putting it in place"):
            package.deliver(folder, target.absolute(), Meter("Packing"))
    rows = sum(count for count, _ in found.get("fingerprints", {}).values())
    return Exported(target, package_id, owner, len(written), size, rows, left_out)


def _note(owner: Owner, package_id: str, files: int, actor: str) -> None:
    with connect() as connection:
        shares.note(connection, "export_all", owner.organization_id, actor, None)
        audit.note(
            connection, "exported_all", None, actor, "An organization took along what it owns.",
            {"organization_id": owner.organization_id, "package_id": package_id,
             "file_count": files, "source_count": len(owner.sources)},
        )


@dataclass(frozen=True)
class _File:
    file_id: str
    size: int
    is_needed: bool


def _files(connection: psycopg.Connection[Any], owner: Owner) -> list[_File]:
    """The files the archive has to have of the organization, and those it may have."""
    rows = connection.execute(
        "select file_id, max(size_bytes) filter (where method <> 'retry'),"
        " bool_or(status = 'landed' and method <> 'retry')"
        " from landing.loads where source_id = any(%s) group by file_id order by file_id",
        [list(owner.sources)],
    )
    return [_File(file_id, size or 0, bool(needed)) for file_id, size, needed in rows]


def _ask_for_room(folder: Path, files: list[_File], with_tables: bool) -> None:
    size = sum(file.size for file in files)
    needed = size * (2 + (_TABLES_PER_BYTE if with_tables else 0)) + _SPARE_BYTES
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise CannotLeave(
            f"There is room for {free >> 20:,} MB there, and up to {needed >> 20:,} MB may be "
            "needed. Export to another disk, or --without-tables."
        )


def _copy_archive(files: list[_File], folder: Path) -> None:
    meter = Meter("Copying")
    for number, file in enumerate(files, start=1):
        kept = archive.place(file.file_id)
        if kept.exists():
            copy = folder / replay.place_in_archive(file.file_id)
            copy.parent.mkdir(parents=True, exist_ok=True)
            digest = hashlib.sha256()
            with kept.open("rb") as read, copy.open("wb") as written:
                while piece := read.read(_PIECE):
                    digest.update(piece)
                    written.write(piece)
            if digest.hexdigest() != file.file_id:
                raise CannotLeave(
                    f"The archive's file {file.file_id[:12]} is not what landed: put it back from "
                    "a copy of the archive, then export again."
                )
            crashpoint("file_copied")
        elif file.is_needed:
            raise CannotLeave(
                f"The archive lacks the file {file.file_id[:12]}, which landed. Export where the "
                "archive is, or put it back from a copy."
            )
        meter(number, len(files))


def _write_facts(
    connection: psycopg.Connection[Any], owner: Owner, folder: Path
) -> dict[str, int]:
    ledger = folder / replay.LEDGER
    ledger.mkdir(parents=True)
    facts.write(connection, owner, ledger)
    for name, text in seeds.own(owner):
        place = folder / "rebuild" / "seeds" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    if owner.is_alone and facts.has_forgotten(connection):
        # Without the key nobody could tell whom its list of forgotten people is about.
        key = folder / package.SUPPRESSION_KEY
        key.parent.mkdir(mode=0o700)
        key.write_text(settings.secret("suppression"))
    return facts.left_out(connection, owner)


def _write_tables(owner: Owner, folder: Path, left_out: dict[str, int]) -> dict[str, Any]:
    """The tables, from a warehouse made of what was written so far and of nothing else."""
    _describe(owner, folder, left_out, {})
    package.seal(folder)
    tables = folder.with_name(f"{folder.name}-tables")
    shutil.rmtree(tables, ignore_errors=True)
    tables.mkdir(mode=0o700)
    try:
        note("Building what is handed over once, in a warehouse of its own:")
        found = rebuilt.write_tables(folder, tables)
        for part in sorted(tables.iterdir()):
            part.rename(folder / part.name)
    finally:
        shutil.rmtree(tables, ignore_errors=True)
    return found


def _describe(
    owner: Owner, folder: Path, left_out: dict[str, int], found: dict[str, Any]
) -> None:
    """Write what the package is: for programs, for a Data Package's readers, for people."""
    manifest = {
        "format": package.FORMAT,
        "organization_id": owner.organization_id,
        "organization_name": owner.name,
        "sources": list(owner.sources),
        "kith_version": _kith_version(),
        "dbt_version": version("dbt-core"),
        "project_fingerprint": dbt_process.code_fingerprint().rsplit(" ", 1)[-1],
        "is_alone": owner.is_alone,
        "left_out": left_out,
        "fingerprints": found.get("fingerprints", {}),
    }
    _write_json(folder / package.MANIFEST, manifest)
    if found:
        _write_json(folder / "datapackage.json", {
            "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
            "name": owner.organization_id.replace("_", "-"),
            "title": f"Everything {owner.name} owns in Kith",
            "description": "Canon and marts, made of this organization's own data alone.",
            "version": "1.0.0",
            "resources": found["resources"],
        })
    (folder / "README.md").write_text(readme.text(manifest, bool(found)), encoding="utf-8")


def _kith_version() -> str:
    project = yaml.safe_load((settings.PROJECT_ROOT / "dbt_project.yml").read_text())
    return str(project["version"])


def _write_json(place: Path, told: dict[str, Any]) -> None:
    text = json.dumps(told, indent=1, ensure_ascii=False, sort_keys=True)
    place.write_text(f"{text}\n", encoding="utf-8")


def told(exported: Exported) -> Iterator[str]:
    """What somebody reads at the end."""
    owner = exported.owner
    yield (
        f"{exported.target}: all that {owner.name} owns, {exported.files:,} files, "
        f"{exported.size_bytes / (1 << 20):,.1f} MB before packing."
    )
    if exported.rows:
        yield f"{exported.rows:,} rows of canon and marts are in it, as CSV and Parquet."
    for name, count in sorted(exported.left_out.items()):
        yield f"{count:,} {name.replace('_', ' ')} stay: they are another's too. See its README.md"
    yield f"Elsewhere: ./kith import-all {exported.target.name}"
