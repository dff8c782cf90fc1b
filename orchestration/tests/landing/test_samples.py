"""Payloads and exports the tools themselves publish land, where the project has them beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.lib import settings
from orchestration.lib.landing import declarations
from orchestration.lib.landing.lander import land_file
from orchestration.lib.landing.matching import by_name

SAMPLES = settings.PROJECT_ROOT.parent / "shared" / "samples"
# A header that lacks the first name: Spoke refuses it too.
BROKEN = "two_contacts_broken.csv"

pytestmark = [
    pytest.mark.usefixtures("empty_landing"),
    pytest.mark.skipif(not SAMPLES.is_dir(), reason="no samples beside the project"),
]


def _declared(folder: str, tool: str) -> list[Path]:
    """The samples of a kind that is declared for the tool."""
    found = sorted((SAMPLES / folder).glob("*")) if SAMPLES.is_dir() else []
    return [path for path in found if by_name(path.name, declarations.tools()[tool])]


@pytest.mark.parametrize("path", _declared("osdi", "action_network"), ids=lambda path: path.name)
def test_osdi_payloads_land(path: Path) -> None:
    load = land_file(path, "county_action_network")
    assert (load.status, load.message) == ("landed", None)
    assert load.records_landed + load.records_quarantined == load.records_read > 0
    assert load.records_quarantined == 0


def test_a_saved_list_of_van_lands() -> None:
    load = land_file(SAMPLES / "van" / "saved_list_export.csv", "county_van")
    assert (load.status, load.records_landed, load.records_quarantined) == ("landed", 20, 0)


def test_uploads_to_spoke_land() -> None:
    for path in sorted((SAMPLES / "spoke").glob("*.csv")):
        load = land_file(path, "county_spoke")
        if path.name == BROKEN:
            assert (load.status, load.rule) == ("refused", "missing_column")
        else:
            assert load.status == "landed"
            assert load.records_landed == load.records_read > 0
