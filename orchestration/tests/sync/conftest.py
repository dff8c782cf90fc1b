"""An account to pass facts on to, with an outbox that tests write."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.lib.bench import sync_outbox
from orchestration.lib.warehouse.connection import connect
from orchestration.tests.conftest import forget_models
from orchestration.tests.sync.shelf import Shelf


@pytest.fixture
def account(
    warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """A destination's id; nothing was planned, and the outbox is empty."""
    monkeypatch.setenv("KITH_SOURCES", str(sync_outbox.registry(tmp_path)))
    monkeypatch.setenv("KITH_COUNTY_VAN_API_KEY", "a key")
    forget_models()
    sync_outbox.publish([])
    yield sync_outbox.DESTINATION
    sync_outbox.forget_sync()
    forget_models()
    with connect() as connection:
        connection.execute("delete from landing.withdrawn_records")


@pytest.fixture
def shelf() -> Shelf:
    """What a destination would have, kept in memory."""
    return Shelf()
