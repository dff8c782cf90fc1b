"""What every suite shares: its form, and how its results are told.

Great Expectations keeps examples of unexpected values by default. Kith keeps counts only,
so that no person's data ends up in a result, a log or the Data Docs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
