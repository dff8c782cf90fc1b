"""How dbt is run: its environment, what it must never do (telemetry), and runs in this process."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from orchestration.lib import settings
from orchestration.lib.warehouse.connection import BUILDER_OPTIONS, database_url


def environment() -> dict[str, str]:
    """The variables profiles.yml reads, and where dbt finds the project and writes."""
    url = urlsplit(database_url())
    query = parse_qs(url.query)
    return {
        "KITH_PGHOST": url.hostname or "127.0.0.1",
        "KITH_PGPORT": str(url.port or 5432),
        "KITH_PGUSER": unquote(url.username or ""),
        "KITH_PGPASSWORD": unquote(url.password or "") or os.environ.get("PGPASSWORD", ""),
        "KITH_PGDATABASE": url.path.lstrip("/"),
        "KITH_PGSSLMODE": query.get("sslmode", ["prefer"])[0],
        "PGOPTIONS": _server_options(),
        "DBT_PROJECT_DIR": str(settings.PROJECT_ROOT),
        "DBT_PROFILES_DIR": str(settings.PROJECT_ROOT / "profiles"),
        "DBT_TARGET_PATH": os.environ.get("DBT_TARGET_PATH", str(settings.folder("target"))),
        "DBT_LOG_PATH": os.environ.get("DBT_LOG_PATH", str(settings.folder("logs"))),
        "DO_NOT_TRACK": "1",
        # The database's errors can quote a value: the console shows them, no file keeps them.
        "DBT_LOG_LEVEL_FILE": "none",
    }


def _server_options() -> str:
    """Yours where you have set some, then the builder's; dbt's driver reads them from here."""
    yours = os.environ.get("PGOPTIONS", "")
    return yours if BUILDER_OPTIONS in yours else f"{yours} {BUILDER_OPTIONS}".strip()


def runner(manifest: Any = None, callbacks: Sequence[Callable[[Any], None]] = ()) -> Any:
    """What runs one dbt command in this process, on a parsed project where one is given."""
    # dbt costs more than a second to import.
    from dbt.adapters.base import impl
    from dbt.cli.main import dbtRunner
    from dbt_common.behavior_flags import BehaviorFlagRendered

    # Each run adds the adapter's flags to this list of dbt's once more, and for each flag in it
    # reads the source of the whole call stack to say whose flag it is, though all are dbt's: a
    # third of what a run costs that has little to build.
    flags = impl.DEFAULT_BASE_BEHAVIOR_FLAGS
    flags[:] = {flag["name"]: flag for flag in flags}.values()
    BehaviorFlagRendered._default_source = staticmethod(lambda: "dbt")  # type: ignore[method-assign]
    return dbtRunner(manifest=manifest, callbacks=list(callbacks))


def program() -> str:
    """The dbt program of Kith's own virtual environment."""
    return str(Path(sys.executable).parent / "dbt")


def versions() -> str:
    """Which dbt is installed, a line a package. (dbt's own answer asks the package index first.)"""
    return "\n".join(f"{name} {metadata.version(name)}" for name in ("dbt-core", "dbt-postgres"))
