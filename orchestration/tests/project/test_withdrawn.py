"""Every mart that shows single records says whether it leaves out those that were withdrawn."""

from __future__ import annotations

from orchestration.tests.project.manifest import Manifest, check

_RECORD = {"source_id", "record_type", "record_id"}
_LEFT_OUT = "left_out"
_KEPT = "kept: "


def _said(manifest: Manifest) -> dict[str, tuple[str, bool]]:
    """By mart: what its meta says of withdrawn records, and whether its rows name a record."""
    return {
        model.name: (
            str(model.node["config"]["meta"].get("withdrawn") or ""), {*model.columns} >= _RECORD
        )
        for model in manifest.layer("marts")
        if model.node["config"]["materialized"] != "ephemeral"
    }


def test_a_mart_of_records_says_whether_it_leaves_out_withdrawn_ones(manifest: Manifest) -> None:
    check(
        [
            name
            for name, (said, shows_records) in _said(manifest).items()
            if shows_records and said != _LEFT_OUT
            and not (said.startswith(_KEPT) and len(said) > len(_KEPT))
        ],
        "Its rows name records. Beside meta.trace: `withdrawn: left_out`, or why it shows what its "
        'author has withdrawn: `withdrawn: "kept: …"` (docs/grants.md):',
    )


def test_nothing_is_left_out_where_no_record_is_named(manifest: Manifest) -> None:
    check(
        [
            f"{name}: {said}"
            for name, (said, shows_records) in _said(manifest).items()
            if said and not shows_records
        ],
        "Without source_id, record_type and record_id nothing can be left out:",
    )
