"""An installation's secrets are minted once, whoever asks first."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from orchestration.lib import settings


def test_whoever_asks_at_once_gets_the_same_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KITH_HOME", str(tmp_path / "home"))
    folder = settings.folder("secrets")
    together = Barrier(8)

    def ask(number: int) -> str:
        together.wait()
        return settings.secret(f"key_{number}")

    for number in range(20):
        with ThreadPoolExecutor(8) as pool:
            (one,) = {*pool.map(ask, [number] * 8)}
        assert one
        path = folder / f"key_{number}"
        assert path.read_text() == one and path.stat().st_mode & 0o777 == 0o600
    assert len([*folder.iterdir()]) == 20
