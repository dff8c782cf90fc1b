"""Every limit of the gates is in the seed, every one there is used, and none has a default."""

from __future__ import annotations

import csv
import re

import pytest

from orchestration.lib.registry.gate_limits import UnknownLimit, limit, whole
from orchestration.lib.settings import PROJECT_ROOT
from orchestration.tests.project.manifest import check

_USED = re.compile(r"\"((?:least|most|fewest|earliest|usual|busy)_\w+)\"")


def _listed() -> set[str]:
    path = PROJECT_ROOT / "seeds" / "registry" / "gate_limits.csv"
    with path.open(newline="", encoding="utf-8") as handle:
        return {row["limit_id"] for row in csv.DictReader(handle)}


def test_the_seed_holds_what_the_gates_ask_for_and_no_more() -> None:
    suites = [*(PROJECT_ROOT / "expectations" / "suites").glob("*.py"),
              PROJECT_ROOT / "orchestration" / "lib" / "landing" / "absences.py"]  # fmt: skip
    used = {name for path in suites for name in _USED.findall(path.read_text())}
    check(
        sorted(_listed() ^ used),
        "A limit stands in seeds/registry/gate_limits.csv or is asked for, but not both:",
    )


def test_a_limit_that_is_missing_is_an_error() -> None:
    assert limit("most_vanished_share") < 1 <= whole("fewest_vanished")
    with pytest.raises(UnknownLimit, match="Put its line back"):
        limit("none_of_them")
