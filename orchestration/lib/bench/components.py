"""Connected components of graphs of a million edges: in the database, and by a library beside it.

The first is what Kith's models do (the materialization connected_components); the other copies the
edges out, asks scipy and copies the answer back. Both start with tables and end with one, and both
must find the same.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from orchestration.lib.bench.county import say
from orchestration.lib.bench.memory import Watch, peak_mb
from orchestration.lib.errors import KithError
from orchestration.lib.scratch.project import make_project, run_dbt
from orchestration.lib.scratch.warehouse import scratch_warehouse
from orchestration.lib.settings import PROJECT_ROOT
from orchestration.lib.warehouse import connect

EDGES, SMALL_EDGES = 1_000_000, 20_000
MODEL = """
{{ config(
    materialized='connected_components', schema='identity', key='record_key',
    nodes='nodes', exclusive_claims='claims',
) }}
-- depends_on: {{ ref('nodes') }}
-- depends_on: {{ ref('claims') }}
select left_key, right_key, weight, is_binding from identity.given_edges
"""
_DIFFERING = """
with labelled as (
    select found.component_key, by_library.label
    from identity.found
    full join identity.by_library using (record_key)
)
select
    count(*) filter (where component_key is null or label is null)
    + count(distinct (component_key, label)) - count(distinct component_key)
    + count(distinct (component_key, label)) - count(distinct label)
from labelled
"""

Edges = tuple[np.ndarray, np.ndarray]


def graph_project(folder: Path) -> None:
    """A dbt project with one model, ``found``, whose nodes, edges and claims are plain tables."""
    make_project(folder)
    models = folder / "models"
    models.mkdir()
    (models / "found.sql").write_text(MODEL)
    for name in ("nodes", "claims"):
        (models / f"{name}.sql").write_text(
            "{{ config(materialized='view', schema='identity') }}\n"
            f"select * from identity.given_{name}\n"
        )
    with connect("kith_builder") as connection:
        connection.execute(
            "create table identity.given_nodes (record_key text);"
            "create table identity.given_claims (record_key text, claim_type text, claim_key text);"
            "create table identity.given_edges"
            " (left_key text, right_key text, weight integer, is_binding boolean)"
        )


def graphs(edges: int) -> dict[str, tuple[int, Callable[[np.random.Generator], Edges]]]:
    """Five kinds of graph of so many edges: how many nodes each has, and how it is drawn."""

    def drawn(nodes: int) -> Callable[[np.random.Generator], Edges]:
        return lambda draw: (draw.integers(0, nodes, edges), draw.integers(0, nodes, edges))

    def people(draw: np.random.Generator) -> Edges:
        one = draw.integers(0, edges, edges)
        return one, one // 4 * 4 + draw.integers(0, 4, edges)

    def path(draw: np.random.Generator) -> Edges:
        places = draw.permutation(edges + 1)
        return places[:-1], places[1:]

    def stars(draw: np.random.Generator) -> Edges:
        leaves = draw.permutation(edges)
        return leaves, leaves % 100

    return {
        "few_records_each": (edges, people),
        "sparse": (3 * edges, drawn(3 * edges)),
        "one_giant": (edges, drawn(edges)),
        "one_path": (edges + 1, path),
        "hundred_stars": (edges, stars),
    }


def run(small: bool) -> dict[str, Any]:
    """Of each graph: both ways' seconds and megabytes, their ratio, and how many components.

    Raises ``KithError`` where the two find different components.
    """
    edges = SMALL_EDGES if small else EDGES
    results: dict[str, Any] = {"bench": "components", "edges": edges}
    with scratch_warehouse() as home:
        folder = home / "graphs"
        folder.mkdir()
        graph_project(folder)
        for seed, (name, (nodes, draw)) in enumerate(graphs(edges).items()):
            _fill(nodes, *draw(np.random.default_rng(seed)))
            results[name] = {"nodes": nodes, **_compared(name, folder)}
            say(f"{name}: {results[name]}")
    return results


def _compared(name: str, folder: Path) -> dict[str, Any]:
    with Watch() as watch:
        built: Any = run_dbt(folder, "run")
    database = next(node for node in built.results if node.node.name == "found").execution_time
    finished = subprocess.run(
        [sys.executable, "-m", __name__], check=True, stdout=subprocess.PIPE, cwd=PROJECT_ROOT
    )
    library = json.loads(finished.stdout.splitlines()[-1])
    with connect("kith_builder") as connection:
        differing = connection.execute(_DIFFERING.encode()).fetchall()[0][0]
        count = connection.execute(
            b"select count(distinct component_key) from identity.found"
        ).fetchall()[0][0]
    if differing:
        raise KithError(f"{name}: the database and the library found different components.")
    return {
        "components": count,
        "database": {"seconds": round(database, 2), "memory_mb": round(watch.most_mb)},
        "library": library,
        "database_to_library_seconds": round(database / library["seconds"], 2),
    }


def _fill(nodes: int, one: np.ndarray, other: np.ndarray) -> None:
    """Write a graph into the given tables, its nodes named as records are."""
    names = np.char.add("source/record/", np.arange(nodes).astype(str))
    with connect("kith_builder") as connection:
        connection.execute("truncate identity.given_nodes, identity.given_edges")
        _copy(connection, "identity.given_nodes", pa.table({"record_key": names}))
        _copy(connection, "identity.given_edges", pa.table({
            "left_key": names[one], "right_key": names[other],
            "weight": np.full(len(one), 9), "is_binding": np.zeros(len(one), dtype=bool),
        }))
        connection.execute("analyze identity.given_nodes, identity.given_edges")


def _copy(connection: Any, name: str, rows: pa.Table) -> None:
    buffer = io.BytesIO()
    pa_csv.write_csv(rows, buffer, pa_csv.WriteOptions(include_header=False))
    with connection.cursor().copy(f"copy {name} from stdin (format csv)".encode()) as stream:
        stream.write(buffer.getvalue())


def _copied(connection: Any, query: str, names: list[str]) -> pa.Table:
    buffer = io.BytesIO()
    with connection.cursor().copy(f"copy ({query}) to stdout (format csv)".encode()) as stream:
        for block in stream:
            buffer.write(block)
    buffer.seek(0)
    return pa_csv.read_csv(
        buffer, pa_csv.ReadOptions(column_names=names),
        convert_options=pa_csv.ConvertOptions(column_types={name: pa.string() for name in names}),
    )


def main() -> None:
    """The library's way, in a process of its own: its seconds and megabytes as JSON."""
    import pyarrow.compute as pc

    from orchestration.lib.identity.probabilistic.clusters import components

    started = time.monotonic()
    with connect("kith_builder") as connection:
        keys = _copied(connection, "select record_key from identity.given_nodes", ["record_key"])
        edges = _copied(
            connection, "select left_key, right_key from identity.given_edges", ["one", "other"]
        )
        known = keys["record_key"].combine_chunks()
        one, other = (
            pc.index_in(edges[end].combine_chunks(), known).to_numpy() for end in ("one", "other")
        )
        labels = components(len(known), one, other)
        connection.execute("drop table if exists identity.by_library")
        connection.execute("create table identity.by_library (record_key text, label bigint)")
        _copy(connection, "identity.by_library", keys.append_column("label", pa.array(labels)))
    taken = time.monotonic() - started
    memory = peak_mb()
    print(json.dumps({"seconds": round(taken, 2), "memory_mb": round(memory)}))


if __name__ == "__main__":
    main()
