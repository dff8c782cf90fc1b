"""The line drawn without labels, on pairs whose truth the tests know and the method doesn't."""

from __future__ import annotations

import math

import numpy as np
import pytest

from orchestration.lib.identity.probabilistic.model import Scored
from orchestration.lib.identity.probabilistic.threshold import calibrated

PAIRS = 6_000
# A birth date agrees for nearly all of one person's records, and for a thousandth of two people's.
AGREES, DIFFERS = math.log2(0.95 / 0.001), math.log2(0.05 / 0.999)


def _scored(
    middle: float, first_name: float, twins: float = 0.0
) -> tuple[Scored, np.ndarray]:
    """Pairs whose weights are off by `middle`, first names' part as given, and their truth."""
    dice = np.random.default_rng(7)
    rest = dice.uniform(middle - 15, middle + 15, PAIRS)
    is_one = dice.random(PAIRS) < 1 / (1 + np.exp2(-(rest - middle)))
    is_one &= first_name >= 0
    agrees = dice.random(PAIRS) < np.where(is_one, 0.95, 0.001)
    agrees |= ~is_one & (dice.random(PAIRS) < twins)
    part = DIFFERS + agrees * (AGREES - DIFFERS)
    keys = np.array([str(number) for number in range(PAIRS)])
    yes = np.ones(PAIRS, dtype=bool)
    scored = Scored(
        one=keys, other=keys, weight=rest + part,
        parts={"first_name": np.full(PAIRS, first_name), "birth_date": part},
        is_open=yes, is_open_without={"birth_date": yes},
    )
    return scored, is_one


@pytest.mark.parametrize("middle", [-8.0, 0.0, 12.0])
def test_the_middle_is_found_wherever_the_model_puts_it(middle: float) -> None:
    scored, _ = _scored(middle, first_name=5.0)
    _, curves = calibrated(scored)
    assert curves["agree"].middle == pytest.approx(middle, abs=1.0)


@pytest.mark.parametrize("middle", [-8.0, 12.0])
def test_links_drawn_at_eight_to_one_are_right_about_as_often(middle: float) -> None:
    scored, is_one = _scored(middle, first_name=5.0)
    odds, _ = calibrated(scored)
    linked = odds >= 3
    assert is_one[linked].mean() >= 8 / 9
    assert linked[is_one].mean() >= 0.85


def test_family_with_other_first_names_is_never_linked_twins_included() -> None:
    scored, _ = _scored(0.0, first_name=-4.0, twins=0.01)
    odds, _ = calibrated(scored)
    assert not (odds >= 0).any()


def test_mistyped_first_names_are_linked_where_all_else_shows_it() -> None:
    """The same pairs as one person's: there first names differ by mistake, and the data say so."""
    scored, is_one = _scored(0.0, first_name=5.0)
    scored.parts["first_name"][:] = -4.0
    odds, curves = calibrated(scored)
    assert curves["differ"].middle == pytest.approx(0.0, abs=1.0)
    assert is_one[odds >= 3].mean() >= 8 / 9


def test_nothing_is_linked_where_nobody_can_be_asked() -> None:
    scored, _ = _scored(0.0, first_name=5.0)
    few: dict[str, np.ndarray] = {"birth_date": np.arange(PAIRS) < 10}
    odds, curves = calibrated(Scored(
        scored.one, scored.other, scored.weight, scored.parts, scored.is_open, few
    ))
    assert curves == {}
    assert not (odds >= 0).any()
