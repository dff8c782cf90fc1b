"""Which files in the landing folder a pull put there: ``landing.pulled_files``, until they land."""

from __future__ import annotations

from pathlib import Path

from orchestration.lib.warehouse import connect


def note(source_id: str, path: Path) -> None:
    """Note that a pull is about to give a file this name."""
    with connect("kith_lander") as connection:
        connection.execute(
            "insert into landing.pulled_files (source_id, file_name) values (%s, %s)"
            " on conflict do nothing", [source_id, path.name],
        )


def is_one(source_id: str, path: Path) -> bool:
    """Whether a pull put the file there."""
    with connect("kith_lander") as connection:
        return connection.execute(
            "select from landing.pulled_files where source_id = %s and file_name = %s",
            [source_id, path.name],
        ).fetchone() is not None


def landed(source_id: str, path: Path) -> None:
    """Forget the file: its load says from now on how it came."""
    with connect("kith_lander") as connection:
        connection.execute(
            "delete from landing.pulled_files where source_id = %s and file_name = %s",
            [source_id, path.name],
        )
