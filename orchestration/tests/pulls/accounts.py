"""An account of a tool to pull from in a test: registered, keyed, with its stand-in's address."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from psycopg import sql

from orchestration.lib import registry, settings
from orchestration.lib.landing import folder, revisits
from orchestration.lib.landing.lander import land_file
from orchestration.lib.pulls import pull as pulling
from orchestration.lib.pulls.pull import Pulled
from orchestration.lib.warehouse import connect


@dataclass
class Account:
    """A registered account. ``waits``: how long pulls wanted to wait, in seconds; none did."""

    source_id: str
    waits: list[float] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        """Its landing folder."""
        return settings.landing_folder() / self.source_id

    def files(self) -> list[Path]:
        """The exports in its landing folder, oldest first."""
        return folder.exports(self.folder)

    def pull(self, *resource_names: str, is_full: bool = False) -> list[Pulled]:
        """Pull these resources, or all that are listed, and land what came."""
        done = pulling.pull(
            self.source_id, is_full=is_full, resource_names=resource_names or None,
            sleep=self.waits.append,
        )
        for path in self.files():
            land_file(path, self.source_id)
            path.unlink()
        revisits.catch_up(self.source_id)
        return done

    def landed(self, table: str, *columns: str) -> list[tuple[Any, ...]]:
        """What landed in a table, each version of each record, by these columns."""
        with connect() as connection:
            statement = sql.SQL("select {} from {} order by _record_id, _load_id, _row").format(
                sql.SQL(", ").join(map(sql.SQL, columns)), sql.Identifier("landing", table)
            )
            return connection.execute(statement).fetchall()


@contextmanager
def registered(
    monkeypatch: pytest.MonkeyPatch, folder: Path, tool: str, url: str, key: str,
    resource_names: list[str], account_id: str = "",
) -> Iterator[Account]:
    """An account whose resources are pulled hourly, an hour of overlap; forgotten afterwards."""
    source_id = f"pulled_{tool}"
    header = registry.registry_file().read_text().split("\n", 1)[0]
    values = {
        "source_id": source_id, "tool": tool, "organization_id": "county_organizers",
        "account_id": account_id, "time_zone": "America/New_York", "encoding": "utf-8",
    }  # fmt: skip
    line = ",".join(values.get(name, "") for name in header.split(","))
    (folder / "sources.csv").write_text(f"{header}\n{line}\n")
    lines = [f"{source_id},{name},60,60,30" for name in resource_names]
    header = "source_id,resource_name,every_minutes,overlap_minutes,full_every_days"
    (folder / "pulls.csv").write_text("\n".join([header, *lines, ""]))
    monkeypatch.setenv("KITH_SOURCES", str(folder / "sources.csv"))
    monkeypatch.setenv("KITH_PULLS", str(folder / "pulls.csv"))
    monkeypatch.setenv(f"KITH_{source_id.upper()}_URL", url)
    monkeypatch.setenv(f"KITH_{source_id.upper()}_API_KEY", key)
    account = Account(source_id)
    try:
        yield account
    finally:
        shutil.rmtree(account.folder, ignore_errors=True)
        with connect() as connection:
            for table in ("pull_cursors", "pulled_files"):
                statement = sql.SQL("delete from {} where source_id = %s")
                connection.execute(
                    statement.format(sql.Identifier("landing", table)), [source_id]
                )

