"""Where Dagster keeps its own state, and how it behaves: no telemetry, one run at a time.

Beside the embedded warehouse that is SQLite below ``home()``; with an external PostgreSQL it is
the schema ``dagster`` there. Nothing is captured of what a step prints: a library may print a
value. What Kith itself says of a run is in Dagster's events.
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from orchestration.lib import settings
from orchestration.lib.warehouse import connect

_SETTINGS = """\
# Written by Kith (orchestration/lib/scheduler/dagster_home.py) at each start.
telemetry:
  enabled: false
nux:
  enabled: false
run_queue:
  max_concurrent_runs: 1
run_monitoring:
  enabled: true
  start_timeout_seconds: 300
  max_resume_run_attempts: 0
run_retries:
  enabled: true
  max_retries: 1
  # A dead machine is worth another try; a red gate or a broken model is not.
  retry_on_asset_or_op_failure: false
retention:
  schedule:
    purge_after_days: 90
  sensor:
    purge_after_days: {skipped: 7, failure: 30, success: 90}
freshness:
  enabled: true
compute_logs:
  module: dagster._core.storage.noop_compute_log_manager
  class: NoOpComputeLogManager
"""
_POSTGRES = """\
storage:
  postgres:
    postgres_url:
      env: KITH_DAGSTER_DATABASE_URL
"""


def environment() -> dict[str, str]:
    """What Dagster's programs need in their environment; writes ``dagster.yaml`` first.

    With an external warehouse, makes its schema ``dagster`` where it is missing.
    """
    folder = settings.folder("dagster")
    found = {
        "DAGSTER_HOME": str(folder),
        "DAGSTER_DISABLE_TELEMETRY": "1",
        "DO_NOT_TRACK": "1",
        "GX_ANALYTICS_ENABLED": "false",
    }
    text = _SETTINGS
    if (url := settings.external_database_url()) is not None:
        with connect() as connection:
            connection.execute("create schema if not exists dagster")
        text += _POSTGRES
        found["KITH_DAGSTER_DATABASE_URL"] = _in_schema_dagster(url)
    _write(folder / "dagster.yaml", text)
    return found


def prepare() -> Path:
    """Set this process up to speak to Dagster; returns its home."""
    os.environ.update(environment())
    return Path(os.environ["DAGSTER_HOME"])


def _in_schema_dagster(url: str) -> str:
    parts = urlsplit(url)
    option = f"options={quote('-c search_path=dagster')}"
    query = f"{parts.query}&{option}" if parts.query else option
    # SQLAlchemy's newer default driver can't run the NOTIFY that Dagster sends.
    return urlunsplit(("postgresql+psycopg2", parts.netloc, parts.path, query, ""))


def _write(path: Path, text: str) -> None:
    if not path.exists() or path.read_text() != text:
        path.write_text(text)
