"""Lands a volunteer's package: verified first, then by the ordinary way, as a source of its own.

A package lands whole, in the bytes that were signed, and with the time it was exported. Which one
it was, and by whose key, is noted in ``landing.imported_packages`` and in the audit trail.
"""

from __future__ import annotations

import csv
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from orchestration.lib import audit, registry, settings
from orchestration.lib.errors import KithError
from orchestration.lib.landing import containers, lander
from orchestration.lib.landing.load import Load
from orchestration.lib.packages import layout, sign, unpack
from orchestration.lib.packages.refusals import PackageRefused
from orchestration.lib.packages.verify import Package, verify
from orchestration.lib.warehouse.connection import connect

TOOL = "kith"


class NoSourceOfPackages(KithError):
    """The source isn't one that packages land as."""


@dataclass(frozen=True)
class Imported:
    """What became of a package. ``load``: as of any file that lands."""

    package: Package
    load: Load


def trusted_keys(also: Collection[str] = ()) -> frozenset[str]:
    """The ids of keys packages may be signed with: the home's own, the registry's, and these."""
    path = settings.PROJECT_ROOT / "seeds" / "registry" / "package_keys.csv"
    with path.open(newline="", encoding="utf-8") as handle:
        listed = {row["key_id"] for row in csv.DictReader(handle)}
    return frozenset({sign.key_id(sign.public_key()), *listed, *also})


def check(path: Path) -> tuple[Package, bool]:
    """The package at ``path``, and whether its key is trusted. Raises ``PackageRefused``."""
    if not containers.is_regular(path):
        raise lander.NotAFile("There is no plain file to read at that path.")
    package = verify(path)
    return package, package.key_id in trusted_keys()


def import_package(path: Path, source_id: str, by: str, also: Collection[str] = ()) -> Imported:
    """Verify the package at ``path`` and land it for a source of the tool ``kith``.

    ``by``: who does it, for the audit. ``also``: ids of keys to trust this once. Raises
    ``PackageRefused`` where anything is wrong with it; nothing of it is kept then.
    """
    source = registry.source(source_id)
    if source.tool != TOOL:
        raise NoSourceOfPackages(
            f"{source_id} is an account of {source.tool}. A package lands as a source of its own: "
            f"add one of the tool '{TOOL}' to seeds/registry/sources.csv."
        )
    check_size(path)
    trusted = trusted_keys(also)
    seen: list[Package] = []

    def checked(copy: Path) -> datetime:
        package = verify(copy, trusted)
        with connect("kith_lander") as connection:
            _check_unsigned(connection, source_id)
            _check_earlier(connection, source_id, package)
        seen.append(package)
        return package.exported_at

    load = lander.land_package(path, source_id, checked)
    if load.status == "landed":
        with connect("kith_lander") as connection:
            _note(connection, load, seen[0], by, is_explicit=seen[0].key_id in also)
            connection.commit()
    return Imported(seen[0], load)


def check_size(path: Path) -> None:
    """Refuse a file that is larger than any package, before a byte of it is read."""
    if path.is_file() and path.stat().st_size > unpack.MOST_PACKED:
        raise PackageRefused("too_large", f"It has more than {unpack.MOST_PACKED:,} bytes.")


def _check_unsigned(connection: psycopg.Connection[Any], source_id: str) -> None:
    """Refuse a package where something unsigned has landed: it could speak for the volunteer."""
    row = connection.execute(
        "select exists (select from landing.loads where source_id = %s and method <> 'bundle'"
        " and status = 'landed')", [source_id],
    ).fetchone()
    if row and row[0]:
        raise NoSourceOfPackages(
            f"Exports that nobody signed have landed as {source_id}. Packages land as a source of "
            f"their own: add another one of the tool '{TOOL}' to seeds/registry/sources.csv."
        )


def _check_earlier(
    connection: psycopg.Connection[Any], source_id: str, package: Package
) -> None:
    """Refuse an older package after a newer one, and whatever would speak for somebody else's."""
    earlier = connection.execute(
        "select key_id, exported_at from landing.imported_packages"
        " where source_id = %s and volunteer_id = %s order by exported_at desc",
        [source_id, package.volunteer_id],
    ).fetchall()
    if any(key_id != package.key_id for key_id, _ in earlier):
        raise PackageRefused(
            "another_signer", "An earlier package of this volunteer was signed with another key.",
            advice="If both are right, import this one as a source of its own.",
        )
    if earlier and package.exported_at < earlier[0][1]:
        raise PackageRefused(
            "replayed", "A newer package of this volunteer has been imported already.",
            advice="There is nothing to do: the newer one holds what this one did, as it is now.",
        )
    for table in layout.WITH_LINES:
        taken = connection.execute(
            sql.SQL(
                "select 1 from landing.{} as told"
                " inner join landing.loads on told._load_id = loads.load_id"
                " where loads.source_id = %s and told.record_id = any(%s)"
                " and told.source_instance is distinct from %s limit 1"
            ).format(sql.Identifier(f"{TOOL}__{table}")),
            [source_id, list(package.ids[table]), package.volunteer_id],
        ).fetchone()
        if taken:
            raise PackageRefused(
                "taken_id", "a record has the id of one that came in another's package.",
                file=f"data/{table}.csv",
            )


def _note(
    connection: psycopg.Connection[Any], load: Load, package: Package, by: str, is_explicit: bool
) -> None:
    is_first = connection.execute(
        "insert into landing.imported_packages"
        " (load_id, source_id, volunteer_id, key_id, exported_at, imported_by)"
        " values (%s, %s, %s, %s, %s, %s) on conflict (load_id) do nothing returning load_id",
        [
            load.load_id, load.source_id, package.volunteer_id, package.key_id,
            package.exported_at, by,
        ],
    ).fetchone()
    if is_first:
        audit.note(
            connection, "package_imported", f"{load.source_id}/people/{package.volunteer_id}", by,
            "The key was trusted this once." if is_explicit else "The key is trusted.",
            {"load_id": load.load_id, "key_id": package.key_id}
            | {table: len(package.ids[table]) for table in layout.WITH_LINES},
        )
