"""Joining clusters by links, the strongest first, where nothing speaks against it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import duckdb
import numpy as np
import pyarrow as pa
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

# A link between two clusters, and its weight.
Link = tuple[int, int, float]
HELD, TOO_THIN, RIVALS = "held", "too_thin", "rivals"


class Clusters:
    """Clusters that links join one by one under two rules.

    No cluster holds two claims of which a person has only one. And of all pairs across two
    clusters at least a share must be links too: one coincidence doesn't make two people one.
    """

    def __init__(
        self, sizes: Mapping[int, int], claims: Iterable[tuple[int, str, str]], density: float
    ) -> None:
        """``sizes``: records by cluster. ``claims``: cluster, type, key. ``density``: 0 to 1."""
        self._size = dict(sizes)
        self._into = {cluster: cluster for cluster in sizes}
        self._claims: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for cluster, kind, key in claims:
            self._claims[cluster][kind].add(key)
        self._density = density
        self._across: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))

    def of(self, cluster: int) -> int:
        """The cluster that one of the first ones has become a part of."""
        while self._into[cluster] != cluster:
            self._into[cluster] = self._into[self._into[cluster]]
            cluster = self._into[cluster]
        return cluster

    def join(self, links: Sequence[Link]) -> list[str]:
        """Take the links in, strongest first; what became of each, in the order given.

        A link whose ends a stronger one has joined holds as well.
        """
        for one, other, _ in links:
            self._across[one][other] += 1
            self._across[other][one] += 1
        verdicts = [HELD] * len(links)
        for place in sorted(range(len(links)), key=lambda place: (-links[place][2], links[place])):
            a, b = self.of(links[place][0]), self.of(links[place][1])
            if a == b:
                continue
            if self._are_rivals(a, b):
                verdicts[place] = RIVALS
            elif self._across[a][b] < self._density * self._size[a] * self._size[b]:
                verdicts[place] = TOO_THIN
            else:
                self._merge(a, b)
        # What was too thin by itself may since have been joined by others.
        return [
            HELD if self.of(one) == self.of(other) else verdict
            for (one, other, _), verdict in zip(links, verdicts, strict=True)
        ]

    def _are_rivals(self, a: int, b: int) -> bool:
        one, other = self._claims.get(a, {}), self._claims.get(b, {})
        return any(kind in other and not keys & other[kind] for kind, keys in one.items())

    def _merge(self, a: int, b: int) -> None:
        if len(self._across[a]) < len(self._across[b]):
            a, b = b, a
        self._into[b] = a
        self._size[a] += self._size.pop(b)
        for kind, keys in self._claims.pop(b, {}).items():
            self._claims[a][kind] |= keys
        for neighbour, count in self._across.pop(b, {}).items():
            self._across[neighbour].pop(b, None)
            if neighbour != a:
                self._across[a][neighbour] += count
                self._across[neighbour][a] += count


def components(nodes: int, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The connected component of each of so many nodes, given the edges' ends."""
    edges = coo_matrix((np.ones(len(one), dtype=np.int8), (one, other)), shape=(nodes, nodes))
    labels: np.ndarray = connected_components(edges, directed=False)[1]
    return labels.astype(np.int64)


def resolved(
    nodes: int, one: np.ndarray, other: np.ndarray, weight: np.ndarray, claims: pa.Table
) -> np.ndarray:
    """The cluster of each node: its component, split where that holds two exclusive claims.

    ``claims`` are node, claim_type and claim_key. Cost is linear but for the components split.
    """
    labels = components(nodes, one, other)
    with duckdb.connect() as connection:
        connection.register("claims", claims)
        connection.register("labels", pa.table({"node": np.arange(nodes), "label": labels}))
        split = connection.sql("""
            with conflicts as (
                select distinct label from claims inner join labels using (node)
                group by label, claim_type having min(claim_key) <> max(claim_key)
            )
            select node from labels semi join conflicts using (label) order by node
        """).fetchnumpy()["node"]
        connection.register("split", pa.table({"node": split}))
        told = connection.sql(
            "select node, claim_type, claim_key from claims semi join split using (node)"
        ).fetchall()
    is_split = np.zeros(nodes, dtype=bool)
    is_split[split] = True
    clusters = Clusters({int(node): 1 for node in split}, told, density=0)
    chosen = is_split[one]
    clusters.join(list(zip(
        one[chosen].tolist(), other[chosen].tolist(), weight[chosen].tolist(), strict=True
    )))
    labels[split] = [nodes + clusters.of(int(node)) for node in split]
    return labels
