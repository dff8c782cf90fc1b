"""dlt's client is used without its reports of use, which it would send to its maker."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

# A client is made: that is when dlt makes itself ready, its reports included.
_ASK = """
import orchestration.lib.pulls
from dlt.sources.helpers.rest_client.client import RESTClient
RESTClient("http://127.0.0.1:9/")
from dlt.common.runtime import anon_tracker, telemetry
print(telemetry.is_telemetry_started(), anon_tracker._ANON_TRACKER_ENDPOINT)
"""


def test_no_use_is_reported(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _ASK], env={"HOME": str(tmp_path), "PYTHONPATH": "."},
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert done.stdout.split() == ["True", "None"]
    assert not list(tmp_path.rglob("*"))
