"""A VAN with two people, and a client of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

import standins.van
from standins.van import Van

ANA, BO = 1001, 1002
PEOPLE = [
    {
        "vanid": ANA, "first_name": "Ana", "last_name": "Roe", "email": "ana@example.org",
        "phone": "(202) 555-0101", "birth_date": "1980-02-03", "street_address": "1 Mill St",
        "city": "Marlow", "state": "OH", "zip5": "45101",
    },
    {"vanid": BO, "first_name": "Bo", "last_name": "Li", "email": "bo@example.org"},
]  # fmt: skip

Call = Callable[..., requests.Response]


@pytest.fixture
def van() -> Iterator[Van]:
    """A VAN that knows Ana and Bo, and never finds what was posted within the hour."""
    with standins.van.running(PEOPLE, match_share=0) as running:
        yield running


@pytest.fixture
def call(van: Van) -> Iterator[Call]:
    """Calls VAN in MyCampaign mode, following no redirect."""
    with requests.Session() as session:
        session.auth = ("kith", van.api_key)

        def send(method: str, path: str, json: Any = None, **more: Any) -> requests.Response:
            return session.request(
                method, van.url + path, json=json, timeout=5, allow_redirects=False, **more
            )

        yield send
