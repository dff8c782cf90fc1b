"""The records of people and the links between them, as a graph small enough to walk through."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Link:
    """Two records (keys in order) that something links; ``refused_because`` where they aren't."""

    left: str
    right: str
    weight: int
    is_binding: bool = False
    refused_because: str | None = None

    @property
    def pair(self) -> tuple[str, str]:
        return self.left, self.right

    def other(self, record: str) -> str:
        """The record at the other end."""
        return self.right if record == self.left else self.left


def reach(start: str, links: Iterable[Link], without: Link | None = None) -> set[str]:
    """The records that links connect with ``start``, itself among them, ``without`` one of them."""
    around = _around(link for link in links if link != without)
    found, waiting = {start}, [start]
    while waiting:
        for link in around.get(waiting.pop(), ()):
            for record in (link.left, link.right):
                if record not in found:
                    found.add(record)
                    waiting.append(record)
    return found


def chain(start: str, end: str, links: Iterable[Link]) -> list[Link] | None:
    """The shortest way between two records, of equal ones the strongest; None without one."""
    around = _around(links)
    best: dict[str, tuple[int, int]] = {start: (0, 0)}
    came: dict[str, Link] = {}
    waiting = [(0, 0, start)]
    while waiting:
        steps, lightness, record = heapq.heappop(waiting)
        if record == end:
            break
        for link in around.get(record, ()):
            next_, cost = link.other(record), (steps + 1, lightness - link.weight)
            if next_ not in best or cost < best[next_]:
                best[next_], came[next_] = cost, link
                heapq.heappush(waiting, (*cost, next_))
    if end not in best:
        return None
    way: list[Link] = []
    while end != start:
        way.append(came[end])
        end = came[end].other(end)
    return way[::-1]


def nearest(start: str, links: Iterable[Link], count: int) -> list[str]:
    """At most ``count`` records around ``start``, nearest first, then by weight."""
    around = _around(links)
    found, waiting = [start], [start]
    while waiting and len(found) < count:
        record = waiting.pop(0)
        for link in sorted(around.get(record, ()), key=lambda link: (-link.weight, link.pair)):
            if (next_ := link.other(record)) not in found and len(found) < count:
                found.append(next_)
                waiting.append(next_)
    return found


def _around(links: Iterable[Link]) -> dict[str, list[Link]]:
    found: dict[str, list[Link]] = {}
    for link in links:
        found.setdefault(link.left, []).append(link)
        found.setdefault(link.right, []).append(link)
    return found
