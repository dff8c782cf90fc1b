"""Who may read what: the layers of models/, from tools to marts."""

from __future__ import annotations

from pathlib import Path

from orchestration.lib.build.run import MODEL_READS
from orchestration.tests.project.manifest import Manifest, Model, check

# Layer -> the layers it may read. "landing" is models/staging/landing: Kith's own ledger.
MAY_READ = {
    "registry": {"registry", "seeds"},
    "vocabulary": {"seeds"},
    "staging": {"staging of its own tool", "registry", "seeds"},
    "weights": {"landing", "registry", "weights", "seeds"},
    "canon": {"staging", "landing", "vocabulary", "seeds"},
    "identity": {"weights", "canon", "identity", "landing", "seeds"},
    "timeline": {"canon", "timeline", "seeds"},
    "marts": {
        "weights", "canon", "identity", "timeline", "marts", "landing", "registry", "seeds"
    },
}


def _kind(reader: Model, parent: Model) -> str:
    if parent.layer == "staging" == reader.layer and parent.folder == reader.folder:
        return "staging of its own tool"
    if parent.layer == "staging" and parent.folder == "landing":
        return "landing"
    return parent.layer


def test_only_staging_reads_sources(manifest: Manifest) -> None:
    check(
        [
            f"{model.path} reads {parent}"
            for model in manifest.models
            for parent in model.parents
            if parent.startswith("source.") and model.layer != "staging"
        ],
        "source() belongs in models/staging. Stage the table there and ref() the staging model:",
    )


def test_staging_reads_only_its_own_tool(manifest: Manifest) -> None:
    check(
        [
            f"{model.path} reads {parent}"
            for model in manifest.layer("staging")
            for parent in model.parents
            if parent.startswith("source.") and parent.split(".")[2] != model.folder
        ],
        "A tool's folder reads that tool's sources and no other. Move the model to the folder of "
        "the tool it speaks for:",
    )


def test_each_layer_reads_only_what_it_may(manifest: Manifest) -> None:
    check(
        [
            f"{model.path} reads {manifest.by_id[parent].path}"
            for model in manifest.models
            for parent in model.parents
            if parent in manifest.by_id
            and _kind(model, manifest.by_id[parent]) not in MAY_READ[model.layer]
        ],
        f"A layer reads only the layers before it: {MAY_READ}. Read from the layer above, or "
        "move the model:",
    )


def test_a_models_schema_is_its_folder(manifest: Manifest) -> None:
    # Marts are built in a schema of their own and moved to `marts` when all have passed.
    built_in = {"marts": "marts_next"}
    nodes = [(model.node, built_in.get(model.layer, model.layer)) for model in manifest.models]
    nodes += [(seed, Path(seed["original_file_path"]).parts[1]) for seed in manifest.seeds]
    check(
        [
            f"{node['original_file_path']} builds into {node['schema']}"
            for node, folder in nodes
            if node["schema"] != folder and folder != "demo"
        ],
        "Top folder = PostgreSQL schema = Dagster group. Set the schema by folder in "
        "dbt_project.yml and nowhere else:",
    )


def test_what_the_probabilistic_model_reads_is_there(manifest: Manifest) -> None:
    assert set(MODEL_READS) <= {model.name for model in manifest.layer("identity")}
