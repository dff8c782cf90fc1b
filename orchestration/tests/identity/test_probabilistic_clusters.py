"""Joining by links, strongest first: what never happens, whatever the links."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from orchestration.lib.identity.probabilistic.clusters import (
    HELD,
    RIVALS,
    TOO_THIN,
    Clusters,
    components,
    resolved,
)

NODES = 12
links_between = st.lists(
    st.tuples(
        st.integers(0, NODES - 1), st.integers(0, NODES - 1), st.integers(1, 9).map(float)
    ).filter(lambda link: link[0] != link[1]),
    max_size=40,
)
claims_of = st.lists(
    st.tuples(st.integers(0, NODES - 1), st.sampled_from("de"), st.sampled_from("xyz")),
    max_size=10,
    unique_by=lambda claim: claim[:2],
)


def _clusters(claims: list[tuple[int, str, str]], density: float) -> Clusters:
    return Clusters(dict.fromkeys(range(NODES), 1), claims, density)


@given(links_between, claims_of)
def test_no_cluster_holds_two_exclusive_claims(
    links: list[tuple[int, int, float]], claims: list[tuple[int, str, str]]
) -> None:
    clusters = _clusters(claims, density=0)
    clusters.join(links)
    told: dict[tuple[int, str], set[str]] = {}
    for node, kind, key in claims:
        told.setdefault((clusters.of(node), kind), set()).add(key)
    assert all(len(keys) == 1 for keys in told.values())


@given(links_between, claims_of, st.randoms())
def test_the_order_in_which_links_come_changes_nothing(
    links: list[tuple[int, int, float]], claims: list[tuple[int, str, str]], dice: object
) -> None:
    def partition(given_links: list[tuple[int, int, float]]) -> set[frozenset[int]]:
        clusters = _clusters(claims, density=0.5)
        clusters.join(given_links)
        found: dict[int, set[int]] = {}
        for node in range(NODES):
            found.setdefault(clusters.of(node), set()).add(node)
        return {frozenset(nodes) for nodes in found.values()}

    shuffled = list(links)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert partition(shuffled) == partition(links)


@given(links_between)
def test_without_claims_or_density_clusters_are_components(
    links: list[tuple[int, int, float]],
) -> None:
    clusters = _clusters([], density=0)
    assert set(clusters.join(links)) <= {HELD}
    graph = nx.Graph()
    graph.add_nodes_from(range(NODES))
    graph.add_edges_from((one, other) for one, other, _ in links)
    for one, other in combinations(range(NODES), 2):
        assert (clusters.of(one) == clusters.of(other)) == nx.has_path(graph, one, other)
    ends = np.array([link[:2] for link in links], dtype=np.int64).reshape(-1, 2)
    labels = components(NODES, ends[:, 0], ends[:, 1])
    for one, other in combinations(range(NODES), 2):
        assert (labels[one] == labels[other]) == nx.has_path(graph, one, other)


@given(links_between, claims_of)
def test_splitting_only_components_in_conflict_gives_what_joining_all_does(
    links: list[tuple[int, int, float]], claims: list[tuple[int, str, str]]
) -> None:
    clusters = _clusters(claims, density=0)
    clusters.join(links)
    one, other, weight = (np.array(column) for column in zip(*links, strict=True)) if links else (
        np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), np.empty(0)
    )
    table = pa.table({
        "node": pa.array([claim[0] for claim in claims], pa.int64()),
        "claim_type": pa.array([claim[1] for claim in claims], pa.string()),
        "claim_key": pa.array([claim[2] for claim in claims], pa.string()),
    })
    labels = resolved(NODES, one, other, weight, table)
    for a, b in combinations(range(NODES), 2):
        assert (labels[a] == labels[b]) == (clusters.of(a) == clusters.of(b))


def test_one_coincidence_does_not_join_two_people_of_many_records() -> None:
    clusters = Clusters({1: 4, 2: 5}, [], density=0.2)
    assert clusters.join([(1, 2, 9.0)]) == [TOO_THIN]
    clusters = Clusters({1: 4, 2: 5}, [], density=0.2)
    assert clusters.join([(1, 2, 9.0), (1, 2, 8.0), (1, 2, 7.0), (1, 2, 6.0)]) == [HELD] * 4


def test_a_link_across_two_claims_says_so_and_joins_nothing() -> None:
    clusters = _clusters([(0, "born", "1950"), (1, "born", "1980")], density=0)
    assert clusters.join([(0, 1, 20.0), (0, 2, 3.0), (1, 2, 2.0)]) == [RIVALS, HELD, RIVALS]
