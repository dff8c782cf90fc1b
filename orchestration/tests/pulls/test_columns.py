"""What a pulled row lacks that the file it stands beside has doesn't empty what was told before."""

from __future__ import annotations

import re

from orchestration.lib import settings
from orchestration.lib.landing import declarations
from orchestration.lib.landing.declarations import header_key
from orchestration.lib.pulls.tools import actblue, airtable, mailchimp, mobilize, van
from orchestration.lib.pulls.tools.action_network import CONNECTOR as action_network
from standins.van.changes import RESOURCES

_STAGING = settings.PROJECT_ROOT / "models" / "staging"
# Columns of VAN's pipeline tables that its API doesn't tell and staging reads: of all versions of
# a record, as they never change (stg_van__donations, stg_van__actions, stg_van__contact_attempts).
_OF_ALL_VERSIONS = {
    ("contactscontributions", "contactsonlineformid"),
    ("contactscontributions", "contactsrecurringcontributionid"),
    ("contactsactivistcodes", "contactscontactid"),
}


def test_what_vans_api_lacks_is_read_of_all_versions_or_not_at_all() -> None:
    told = {table: {header_key(each) for each in columns} for table, columns in RESOURCES.values()}
    models = {
        path: path.read_text() for path in (_STAGING / "van").glob("stg_van__*.sql")
    }
    read = {
        (kind.name, column.name)
        for kind in declarations.tools()["van"].record_types
        if kind.name in van.CONNECTOR.resources and kind.name in told
        for column in kind.columns
        if not told[kind.name].intersection(column.headers)
        for text in models.values()
        if f"'{kind.name}'" in text and re.search(rf"\b{column.name}\b", text)
    }
    assert read == _OF_ALL_VERSIONS


def test_of_other_tools_no_pulled_table_lands_where_a_file_of_other_columns_does() -> None:
    for connector in (action_network, mobilize.CONNECTOR, mailchimp.CONNECTOR, airtable.CONNECTOR):
        kinds = declarations.tools()[connector.tool].record_types
        for resource in connector.resources:
            taken = [
                kind for kind in kinds
                if any(_fits(resource, pattern) for pattern in kind.file_patterns)
                and any(".json" in pattern for pattern in kind.file_patterns)
            ]
            assert taken, resource
            assert not any(".csv" in each for kind in taken[:1] for each in kind.file_patterns)
    # ActBlue's API makes the very reports that its site does.
    names = {kind.name for kind in declarations.tools()["actblue"].record_types}
    assert {*actblue.CONNECTOR.resources} <= names


def _fits(resource: str, pattern: str) -> bool:
    return bool(re.fullmatch(pattern.replace(".", r"\.").replace("*", ".*"),
                             f"{resource}_20261101T000000Z.jsonl"))
