"""The connected_components materialization against networkx and a one-by-one greedy oracle."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import networkx as nx
import pytest

from orchestration.lib.bench.components import graph_project
from orchestration.lib.scratch.project import run_dbt
from orchestration.lib.warehouse.connection import connect

Edge = tuple[str, str, int, bool]


@pytest.fixture(scope="module")
def project(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with one model, whose nodes, edges and claims are plain tables."""
    folder = tmp_path_factory.mktemp("components")
    graph_project(folder)
    return folder


def _found(
    project: Path, nodes: list[str], edges: list[Edge], claims: list[tuple[str, str, str]]
) -> tuple[set[frozenset[str]], set[frozenset[str]]]:
    with connect("kith_builder") as connection, connection.cursor() as cursor:
        rows: dict[str, Sequence[tuple[object, ...]]] = {
            "nodes": [(node,) for node in nodes],
            "edges": edges,
            "claims": claims,
        }
        for table, values in rows.items():
            cursor.execute(f"truncate identity.given_{table}".encode())
            with cursor.copy(f"copy identity.given_{table} from stdin".encode()) as stream:
                for value in values:
                    stream.write_row(value)
    run_dbt(project, "run")
    with connect("kith_builder") as connection:
        answer = connection.execute(
            "select record_key, component_key, cluster_key from identity.found"
        ).fetchall()
    assert sorted(row[0] for row in answer) == sorted(nodes)
    return _grouped(answer, 1), _grouped(answer, 2)


def _grouped(answer: list[tuple[str, ...]], column: int) -> set[frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for row in answer:
        groups.setdefault(row[column], set()).add(row[0])
    return {frozenset(group) for group in groups.values()}


def _components(nodes: list[str], edges: list[Edge]) -> set[frozenset[str]]:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from((a, b) for a, b, _, _ in edges)
    return {frozenset(component) for component in nx.connected_components(graph)}


def _one_by_one(
    nodes: list[str], edges: list[Edge], claims: list[tuple[str, str, str]]
) -> set[frozenset[str]]:
    """Strongest edge first; an edge that would bring rival claims together is left out."""
    held: dict[str, dict[str, set[str]]] = {node: {} for node in nodes}
    for node, kind, value in claims:
        held[node].setdefault(kind, set()).add(value)
    group = {node: frozenset([node]) for node in nodes}
    claimed = {group[node]: held[node] for node in nodes}

    def place(edge: Edge) -> tuple[bool, int, str]:
        name = hashlib.md5(f"{edge[0]} {edge[1]}".encode(), usedforsecurity=False).hexdigest()
        return not edge[3], -edge[2], name

    for left, right, _, is_binding in sorted(edges, key=place):
        one, other = group[left], group[right]
        if one == other:
            continue
        mine, theirs = claimed[one], claimed[other]
        rival = any(not mine[kind] & theirs[kind] for kind in mine.keys() & theirs.keys())
        if rival and not is_binding:
            continue
        joined = one | other
        claimed[joined] = {
            kind: mine.get(kind, set()) | theirs.get(kind, set()) for kind in mine | theirs
        }
        group.update(dict.fromkeys(joined, joined))
    return set(group.values())


def _random_edges(draw: random.Random, nodes: list[str], count: int) -> list[Edge]:
    pairs = {tuple(sorted(draw.sample(nodes, 2))) for _ in range(count)}
    return [(a, b, draw.randint(5, 12), draw.random() < 0.02) for a, b in sorted(pairs)]


@pytest.mark.parametrize("seed", range(6))
def test_random_graphs(project: Path, seed: int) -> None:
    """Many graphs of every density side by side, with claims: one build judges them all."""
    draw = random.Random(seed)
    nodes: list[str] = []
    edges: list[Edge] = []
    claims: list[tuple[str, str, str]] = []
    for graph in range(60):
        size = draw.choice([2, 3, 5, 8, 13, 40])
        own = [f"{graph}/{number}" for number in range(size)]
        nodes += own
        edges += _random_edges(draw, own, int(size * draw.uniform(0.3, 2.5)))
        for node in own:
            for kind in ("birth_date_claim", "name_suffix_claim"):
                if draw.random() < 0.25:
                    claims.append((node, kind, draw.choice("ab")))
    components, clusters = _found(project, nodes, edges, claims)
    assert components == _components(nodes, edges)
    assert clusters == _one_by_one(nodes, edges, claims)
    turned = [(b, a, weight, binding) for a, b, weight, binding in edges]
    draw.shuffle(turned)
    assert _found(project, nodes[::-1], turned, [])[0] == components


def test_long_paths_stars_and_loners(project: Path) -> None:
    path = [f"path/{number:05}" for number in range(20_000)]
    star = [f"star/{number:05}" for number in range(10_000)]
    loners = [f"loner/{number}" for number in range(100)]
    edges = [(a, b, 9, False) for a, b in pairwise(path)]
    edges += [(star[0], leaf, 9, False) for leaf in star[1:]]
    components, clusters = _found(project, path + star + loners, edges, [])
    assert components == clusters == {
        frozenset(path), frozenset(star), *(frozenset([loner]) for loner in loners)
    }


def test_two_hundred_graphs_of_up_to_ten_thousand_nodes(project: Path) -> None:
    draw = random.Random(200)
    sizes = [10_000] * 4 + [int(10 ** draw.uniform(0.4, 3)) for _ in range(196)]
    nodes: list[str] = []
    edges: list[Edge] = []
    for graph, size in enumerate(sizes):
        own = [f"{graph}/{number}" for number in range(size)]
        nodes += own
        edges += _random_edges(draw, own, int(size * draw.uniform(0.3, 2)))
    components, clusters = _found(project, nodes, edges, [])
    assert components == clusters == _components(nodes, edges)
