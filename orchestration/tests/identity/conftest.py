"""Identity's models in a dbt project of their own, over canon rows that a test makes up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.lib.scratch.world import RECORD_TYPE, World, make_world, record_key
from orchestration.lib.warehouse.connection import connect
from orchestration.tests.conftest import forget_models


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where all files' projects are, one after the other, so that dbt reads them once."""
    return tmp_path_factory.mktemp("identity")


@pytest.fixture(scope="module")
def project(warehouse: Path, folder: Path) -> World:
    """The project, its seeds loaded and its canon empty."""
    forget_models()
    return make_world(folder)


@pytest.fixture
def world(project: World) -> Iterator[World]:
    """An empty world."""
    project.forget()
    yield project
    project.forget()


def tell_interactions(counts: dict[str, int]) -> None:
    """Fill the timeline with so many actions of each record, told as `source/number`."""
    people = "select record_key, person_id from identity.record_persons"
    with connect("kith_builder") as connection:
        connection.execute(
            "create table if not exists marts.interactions"
            " (source_id text, record_type text, record_id text, person_id text)"
        )
        connection.execute(
            "create table if not exists canon.events (source_id text, record_type text,"
            " record_id text, host_record_type text, host_record_id text)"
        )
        connection.execute("truncate marts.interactions, canon.actions")
        person_of = dict(connection.execute(people).fetchall())
        for record, count in counts.items():
            source, number = record.split("/")
            for action in range(count):
                told = [source, "action", f"{number}-{action}"]
                connection.execute(
                    "insert into canon.actions (source_id, record_type, record_id,"
                    " person_record_type, person_record_id) values (%s, %s, %s, %s, %s)",
                    [*told, RECORD_TYPE, number],
                )
                connection.execute(
                    "insert into marts.interactions values (%s, %s, %s, %s)",
                    [*told, person_of[record_key(record)]],
                )
