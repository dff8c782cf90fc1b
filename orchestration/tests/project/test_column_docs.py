"""Every column is described, and one meaning has one wording: a doc block that its models share."""

from __future__ import annotations

from collections import defaultdict

from orchestration.tests.project.manifest import Manifest, Model, check

LAYERS = ["registry", "vocabulary", "weights", "canon", "identity", "timeline", "marts"]


def _plain(text: str) -> str:
    return " ".join(text.split())


def _columns(manifest: Manifest) -> list[tuple[Model, str, list[str], str]]:
    """Model, column, the doc blocks its description names, and the description in one line."""
    return [
        (
            model,
            name,
            [block.rpartition(".")[2] for block in column["doc_blocks"]],
            _plain(column["description"]),
        )
        for model in manifest.layer(*LAYERS)
        for name, column in model.columns.items()
    ]


def _blocks(manifest: Manifest) -> dict[str, str]:
    """The project's doc blocks in one line each, without the page that opens dbt's docs."""
    return {
        block["name"]: _plain(block["block_contents"])
        for block in manifest.content["docs"].values()
        if block["package_name"] == "kith" and not block["name"].startswith("__")
    }


def test_every_column_is_described_by_one_doc_block(manifest: Manifest) -> None:
    texts = _blocks(manifest)
    check(
        [
            f"{model.path}: {column}"
            for model, column, blocks, description in _columns(manifest)
            if len(blocks) != 1 or texts[blocks[0]] != description
        ],
        "Describe each column as \"{{ doc('column') }}\", and write the block once, in the "
        "_columns.md nearest to all models that have the column:",
    )


def test_a_doc_block_is_named_for_its_column(manifest: Manifest) -> None:
    check(
        [
            f"{model.path}: {column} is described as {block}"
            for model, column, blocks, _ in _columns(manifest)
            for block in blocks
            if block.split("_")[-2:] != column.split("_")[-2:]
            and not block.endswith(f"_{column}")
        ],
        "Name the block for the column, or end it with the column's last two words: "
        "day_landed_file_count describes landed_file_count of one day, detail_source_id the "
        "name_source_id and the email_source_id of a person:",
    )


def test_one_meaning_has_one_wording(manifest: Manifest) -> None:
    named = defaultdict(list)
    for name, text in _blocks(manifest).items():
        named[text.rstrip(".").lower()].append(name)
    check(
        [f"{', '.join(sorted(names))}: {text}" for text, names in named.items() if len(names) > 1],
        "These doc blocks say the same. Keep one of them, or say what the other means:",
    )


def test_no_doc_block_describes_nothing(manifest: Manifest) -> None:
    used = {block for _, _, blocks, _ in _columns(manifest) for block in blocks}
    used |= {
        block.rpartition(".")[2]
        for kind in ("nodes", "sources")
        for node in manifest.content[kind].values()
        for described in [node, *node["columns"].values()]
        for block in described.get("doc_blocks") or []
    }
    check(sorted(set(_blocks(manifest)) - used), "No model uses these doc blocks. Delete them:")
