"""`./kith dbt --version` is answered on this machine."""

from __future__ import annotations

import os
from importlib import metadata
from unittest.mock import Mock

import pytest
from typer.testing import CliRunner

from orchestration.cli import app


@pytest.mark.parametrize("flag", ["--version", "-V", "-v"])
def test_the_version_is_told_without_dbt(flag: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """dbt would ask the package index whether there is a newer one."""
    started = Mock()
    monkeypatch.setattr(os, "execv", started)
    told = CliRunner().invoke(app, ["dbt", flag])
    assert told.exit_code == 0
    assert f"dbt-core {metadata.version('dbt-core')}" in told.stdout
    started.assert_not_called()
