"""Identity's models in a dbt project of their own, over canon rows that a test makes up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.lib.identity.small_world import World, make_world
from orchestration.tests.conftest import forget_models


@pytest.fixture(scope="module")
def project(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    """The project, its seeds loaded and its canon empty."""
    forget_models()
    return make_world(tmp_path_factory.mktemp("identity"))


@pytest.fixture
def world(project: World) -> Iterator[World]:
    """An empty world."""
    project.forget()
    yield project
    project.forget()
