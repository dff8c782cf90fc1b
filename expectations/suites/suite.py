"""What every suite shares: its form, and how its results are told.

Great Expectations keeps examples of unexpected values by default. Kith keeps counts only,
so that no person's data ends up in a result, a log or the Data Docs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.metadata_types import FailureSeverity

CRITICAL, WARNING = FailureSeverity.CRITICAL, FailureSeverity.WARNING

RESULT_FORMAT = {
    "result_format": "SUMMARY",
    "partial_unexpected_count": 0,
    "include_unexpected_rows": False,
}

# These put values into their results whatever the result format says.
TELL_VALUES = frozenset(
    {
        "expect_column_most_common_value_to_be_in_set",
        "expect_column_distinct_values_to_be_in_set",
        "expect_column_distinct_values_to_contain_set",
        "expect_column_distinct_values_to_equal_set",
        "expect_column_max_to_be_between",
        "expect_column_min_to_be_between",
    }
)


class TellsValues(ValueError):
    """A suite uses an expectation whose result would hold values of the data."""


@dataclass(frozen=True)
class Suite:
    """Expectations on the rows of one query.

    ``relation``: what is examined, in a person's words, such as ``raw.mobilize__users``.
    ``query``: a select whose columns the expectations name. Raises ``TellsValues``.
    """

    relation: str
    query: str
    expectations: Sequence[Expectation]

    def __post_init__(self) -> None:
        for expectation in self.expectations:
            if expectation.expectation_type in TELL_VALUES:
                raise TellsValues(f"{self.relation}: {expectation.expectation_type}")


@dataclass(frozen=True)
class Measures:
    """Expectations on what one query counts: a row for each table of an export, few in all.

    The query runs once, and what it counted is judged. It names the table as ``relation``, and
    beside each ``share_of_something`` may stand ``count_of_something``: how many records it is.
    ``advice``: of a column that holds an export, a sentence with ``{count}``, ``{relation}`` and
    ``{load_id}`` that says what it means and what to do.
    """

    query: str
    expectations: Sequence[Expectation]
    advice: Mapping[str, str] = field(default_factory=dict)
