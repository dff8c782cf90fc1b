"""Where the line is drawn, without anybody having labelled a pair.

A model's weights order pairs well and are badly calibrated: how many are right at a weight differs
from warehouse to warehouse. So each field that says who somebody is (birth date, id; where first
names agree also email and phone) is held out in turn: it is taken out of the weights, the
rules that use it are taken back, and pairs that only met by it are left aside. Then it is asked:
among pairs that all else holds to be so likely, how often does it agree as it does for one person's
records, and how often as for two people's? The logistic curve of two parameters that
answers best, over all fields and pairs, is the calibration; the line is where it says even odds,
which is about where F1 is highest.

Pairs whose first names agree, differ or are unknown have a curve each. Where a warehouse is full of
families, pairs whose first names differ turn out to be two people's however much else they share,
and where first names are merely mistyped they don't: the curve knows, no rule has to.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orchestration.lib.identity.probabilistic.model import Scored

# Beyond this a field's verdict is clear, and one badly estimated part must not outweigh the rest.
_CLEAREST_PART = 12.0
# A curve for fewer answers than these is a guess: no such pair is linked.
_FEWEST_ANSWERS = 30
_FEWEST_YES = 5
_MOST_ANSWERS = 200_000
_OF_HOUSEHOLDS = ("emails", "phones")


@dataclass(frozen=True)
class Curve:
    """How likely pairs are one person's: odds of 2 ** (slope * (weight - middle))."""

    middle: float
    slope: float

    def log_odds(self, weight: np.ndarray) -> np.ndarray:
        """Binary logarithm of the odds."""
        return self.slope * (weight - self.middle)


def calibrated(scored: Scored) -> tuple[np.ndarray, dict[str, Curve]]:
    """Each pair's calibrated log odds, below zero where it should not be linked, and the curves.

    Where first names differ, no single field may decide: twins have one birth date. There the
    weight without the one that says most has to be enough.
    """
    first = scored.parts.get("first_name", np.zeros(len(scored.weight)))
    odds = np.full(len(scored.weight), -np.inf)
    curves = {}
    for name, chosen in (("agree", first > 0), ("unknown", first == 0), ("differ", first < 0)):
        fields = [
            field for field in scored.is_open_without
            if name == "agree" or field not in _OF_HOUSEHOLDS
        ]
        curve = _learned(scored, chosen, fields)
        if curve is None:
            continue
        curves[name] = curve
        weight = scored.weight[chosen]
        if name == "differ":
            said = [np.maximum(scored.parts[field][chosen], 0) for field in fields]
            weight = weight - np.max(said, axis=0)
        odds[chosen] = curve.log_odds(weight)
    return odds, curves


def _learned(scored: Scored, chosen: np.ndarray, fields: list[str]) -> Curve | None:
    """The curve under which the held-out fields of the chosen pairs agree as they do."""
    rest, part = [np.empty(0)], [np.empty(0)]
    for field in fields:
        asked = chosen & scored.is_open_without[field] & (scored.parts[field] != 0)
        rest.append(scored.weight[asked] - scored.parts[field][asked])
        part.append(scored.parts[field][asked])
    rests, parts = np.concatenate(rest), np.concatenate(part)
    if len(rests) < _FEWEST_ANSWERS or (parts > 0).sum() < _FEWEST_YES:
        return None
    if len(rests) > _MOST_ANSWERS:
        sample = np.random.default_rng(1).choice(len(rests), _MOST_ANSWERS, replace=False)
        rests, parts = rests[sample], parts[sample]
    return _fitted(rests, np.exp2(np.clip(parts, -_CLEAREST_PART, _CLEAREST_PART)))


def _fitted(rest: np.ndarray, ratio: np.ndarray) -> Curve:
    """Maximum likelihood on a grid that is refined: no derivative, no start to choose."""
    middles, slopes = np.linspace(-40, 60, 41), np.geomspace(0.1, 1.0, 8)
    width, best = 2.5, (-np.inf, 0.0, 1.0)
    for _ in range(4):
        for slope in slopes:
            for middle in middles:
                share = 1 / (1 + np.exp2(np.clip(-slope * (rest - middle), -60, 60)))
                likelihood = float(np.log1p(share * (ratio - 1)).sum())
                best = max(best, (likelihood, float(middle), float(slope)))
        middles = best[1] + width * np.linspace(-1, 1, 9)
        slopes = np.clip(best[2] * np.geomspace(0.8, 1.25, 5), 0.1, 1.0)
        width /= 4
    return Curve(middle=best[1], slope=best[2])
