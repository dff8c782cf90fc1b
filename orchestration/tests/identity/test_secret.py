"""This installation's secret is in every hash of what records share, or there is no hash."""

from __future__ import annotations

import psycopg
import pytest

from orchestration.lib.scratch.world import World
from orchestration.lib.warehouse.connection import connect


def test_another_secret_hashes_all_anew_with_the_same_people(world: World) -> None:
    world.person("van/1", first_name="Ana", last_name="Roe", email="ana@mail.example")
    world.person("network/1", first_name="Ana", last_name="Roe", email="ana@mail.example")
    world.build()
    keys = "select array_agg(value_key order by record_key, match_type) from identity.match_keys"
    ids, ((before,),) = world.ids(), world.ask(keys)
    with connect(autocommit=True) as owner:
        owner.execute("update landing.installation set secret = md5(secret)")
    world.build()
    ((after,),) = world.ask(keys)
    assert len(before) == len(after) and not set(before) & set(after)
    assert world.ids() == ids


@pytest.mark.usefixtures("warehouse")
@pytest.mark.parametrize("loss", ["delete from landing.installation",
                                  "update landing.installation set secret = ''"])
def test_without_the_secret_nothing_is_hashed(loss: str) -> None:
    with connect() as owner:
        owner.execute(loss.encode())
        with pytest.raises(psycopg.errors.RaiseException, match="nothing is hashed"):
            owner.execute("select landing.installation_secret()")
        owner.rollback()


@pytest.mark.usefixtures("warehouse")
@pytest.mark.parametrize("role", ["kith_lander", "kith_steward", "bi_reader"])
def test_nobody_but_the_builder_is_told_it(role: str) -> None:
    with connect(role) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("select landing.installation_secret()")
