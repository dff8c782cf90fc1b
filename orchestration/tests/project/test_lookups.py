"""A member's page asks by person: whatever it may ask of has an index that begins with one."""

from __future__ import annotations

from orchestration.tests.project.manifest import Manifest, Model, check


def _first_columns(model: Model) -> set[str]:
    """The first column of each index of a table, its primary key among them."""
    indexes = [index["columns"] for index in model.node["config"].get("indexes") or []]
    keys = [
        constraint["columns"]
        for constraint in model.node["constraints"]
        if constraint["type"] == "primary_key"
    ]
    return {columns[0] for columns in [*indexes, *keys] if columns}


def test_journeys_and_people_are_found_by_person_without_reading_a_whole_table(
    manifest: Manifest,
) -> None:
    check(
        [
            model.path
            for model in manifest.layer("marts")
            if model.path.split("/")[2] in ("journey", "people")
            and model.node["config"]["materialized"] != "ephemeral"
            and "person_id" in model.columns
            and "person_id" not in _first_columns(model)
        ],
        "Give it an index on person_id (config: indexes), as a member's page asks by person:",
    )
