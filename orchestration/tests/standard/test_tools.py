"""An export of a declared tool is judged by the tool's own names, and by the standard's it adds."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from orchestration.lib.landing import declarations
from orchestration.lib.standard import report, told
from orchestration.lib.standard.conform import conform
from orchestration.lib.standard.verdict import Verdict
from orchestration.lib.tools import variables
from simulation import simulate, tools_beside

INSTANT = "2026-05-01T18:00:00-04:00"
# What VAN would have to add to be traceable, in the standard's own columns.
ADDED = {
    "source_system": "van", "source_instance": "oh-mycampaign-5512", "origin_system": "van",
    "origin_id": "1", "owner_organization_id": "5512", "side_code": "independent",
    "modified_at": INSTANT, "deleted_at": "", "interaction_type": "contact_attempt",
    "channel_code": "canvass", "direction_code": "to_them", "program_code": "canvass",
    "result_code": "canvassed", "result_raw": "14", "happened_at": INSTANT, "created_at": INSTANT,
    "text_consent_code": "opted_in", "text_consent_at": INSTANT, "collected_by_id": "77",
}  # fmt: skip


def _export(
    folder: Path, tool: str, record_type: str, values: dict[str, str], name: str = ""
) -> None:
    """A file of one record with every declared column, and those of ``values`` beside them."""
    (declared,) = (each for each in declarations.tools()[tool].record_types
                   if each.name == record_type)  # fmt: skip
    row = {column.name: "" for column in declared.columns} | values
    file_name = name or declared.file_patterns[0].replace("*", "").replace("?", "1")
    with (folder / file_name).open("w", newline="") as handle:
        writer = csv.DictWriter(handle, list(row))
        writer.writeheader()
        writer.writerow(row)


def _rank(verdict: Verdict) -> int:
    return verdict.level.rank if verdict.level else -1


def _van(folder: Path, added: dict[str, str], instant: str) -> Path:
    folder.mkdir()
    _export(folder, "van", "contacts", {
        "vanid": "100", "firstname": "Ana", "datecreated": instant, "datemodified": instant,
        **added,
    }, "contacts.csv")  # fmt: skip
    _export(folder, "van", "contactscontacts", {
        "contactscontactid": "500", "vanid": "100", "datecanvassed": instant,
        "datemodified": instant, "datecreated": instant, "resultid": "14", "canvassedby": "77",
        **added,
    }, "contactscontacts.csv")  # fmt: skip
    _export(folder, "van", "contactsdeduped", {
        "contactsdedupedid": "9", "vanid": "100", "dupvanid": "90", "datededuped": instant,
        "dedupedby": "77", **added,
    }, "contactsdeduped.csv")  # fmt: skip
    return folder


def test_a_tools_own_columns_are_called_as_it_calls_them(tmp_path: Path) -> None:
    found = conform(_van(tmp_path / "now", {}, "2026-05-01T18:00:00"), "van")
    text = told.told(found)
    assert _rank(found) == 1
    assert "judged as NGP VAN" in text
    assert "contactscontacts.csv, column datecanvassed: not in the form asked for" in text
    assert {table.label: table.kind for table in found.tables} == {
        "contacts.csv": "people",
        "contactscontacts.csv": "interactions",
        "contactsdeduped.csv": "merges",
    }


def test_raising_an_export_needs_no_new_declaration(tmp_path: Path) -> None:
    before = conform(_van(tmp_path / "before", {}, INSTANT), "van")
    after = conform(_van(tmp_path / "after", ADDED, INSTANT), "van")
    assert (_rank(before), _rank(after)) == (2, 3)
    assert after.score > before.score


def test_an_id_that_is_added_counts_at_once(tmp_path: Path) -> None:
    result = {"voter_id": "100", "voter_phone": "6145550101", "result": "Answered"}
    name = "2026-10-01-county-results.csv"
    _export(tmp_path, "thrutalk", "results", result, name)
    without = conform(tmp_path, "thrutalk")
    _export(tmp_path, "thrutalk", "results", result | {"record_id": "D-1"}, name)
    with_one = conform(tmp_path, "thrutalk")
    assert "no column record_id" in told.told(without)
    assert (_rank(without), _rank(with_one)) == (0, 1)


def test_a_table_of_the_standard_counts_beside_a_tools_own(tmp_path: Path) -> None:
    folder = _van(tmp_path / "export", {}, INSTANT)
    (folder / "contactsdeduped.csv").rename(folder / "merges.csv")
    (folder / "merges.csv").write_text(
        "record_id,kept_record_id,removed_record_id,merged_at,merged_by\n"
        f"9,100,90,{INSTANT},77\n"
    )
    kinds = {table.label: table.kind for table in conform(folder, "van").tables}
    assert kinds["merges.csv"] == "merges"


def test_an_export_that_lost_a_column_is_told_which(tmp_path: Path) -> None:
    folder = _van(tmp_path / "export", {}, INSTANT)
    path = folder / "contacts.csv"
    path.write_text(path.read_text().replace("datemodified", "touched", 1))
    text = told.told(conform(folder, "van"))
    assert "lacks declared columns of van contacts: datemodified" in text


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A day's exports of every tool that can be simulated, and the truth about its people."""
    place = tmp_path_factory.mktemp("standard") / "county"
    simulate(25, 1, place, days=1, tools=tools_beside())
    return place


def test_every_tools_exports_are_judged_and_nobody_is_named(county: Path) -> None:
    with (county / "truth" / "canaries.csv").open(newline="") as handle:
        private = [row["token"] for row in csv.DictReader(handle)]
    assert private
    reached = {}
    for folder in next((county / "days").iterdir()).iterdir():
        tool = folder.name.split("_", 1)[1]
        found = conform(folder, tool)
        reached[tool] = _rank(found)
        assert found.tables, tool
        shown = told.told(found) + json.dumps(found.figures()) + report.page(found)
        assert not [token for token in private if token in shown], tool
    assert reached.keys() <= variables.read().tools.keys()
    assert len(reached) > 30
    # What each is known for: ids without zones, and exports of a dialer's screen.
    assert (reached["van"], reached["thrutalk"], reached["catalist"]) == (1, 0, 0)
