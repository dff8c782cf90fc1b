"""Several commands may start at the same moment; each prepares the warehouse first."""

from __future__ import annotations

import subprocess
import sys

import pytest

from orchestration.lib import settings

pytestmark = pytest.mark.usefixtures("warehouse")


def test_preparing_at_the_same_moment_is_harmless() -> None:
    command = [sys.executable, "-c", "from orchestration.lib.warehouse import prepare; prepare()"]
    running = [
        subprocess.Popen(command, cwd=settings.PROJECT_ROOT, stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    said = [process.communicate(timeout=60)[1] for process in running]
    assert [process.returncode for process in running] == [0, 0, 0, 0], said
