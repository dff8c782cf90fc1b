"""The score against counting every pair by hand."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from orchestration.lib.identity.accuracy import score


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=25))
def test_shares_are_those_of_all_pairs(people: list[tuple[int, int]]) -> None:
    found = {("s", "t", str(n)): str(a) for n, (a, _) in enumerate(people)}
    truth = {("s", "t", str(n)): str(b) for n, (_, b) in enumerate(people)}
    pairs = list(combinations(people, 2))
    said = [pair for pair in pairs if pair[0][0] == pair[1][0]]
    real = [pair for pair in pairs if pair[0][1] == pair[1][1]]
    both = [pair for pair in said if pair in real]
    scored = score.of(found, truth)
    assert scored.precision == (len(both) / len(said) if said else 1.0)
    assert scored.recall == (len(both) / len(real) if real else 1.0)


def test_people_found_exactly_and_mixed_ones_are_counted() -> None:
    truth = {("s", "t", str(n)): person for n, person in enumerate("aabbc")}
    found = {("s", "t", str(n)): person for n, person in enumerate("xxyyy")}
    scored = score.of(found, truth)
    assert (scored.cluster_precision, scored.cluster_recall) == (1 / 2, 1 / 3)
    assert (scored.mixed_clusters, scored.largest_mixed) == (1, 3)
