"""What no row may lack, each in a sentence of its own: a failure is told by it."""

from __future__ import annotations

from collections.abc import Iterable

import great_expectations.expectations as gxe
from great_expectations.expectations.expectation import Expectation

from expectations.suites.suite import CRITICAL

_SENTENCES = {
    "source_id": "Every row says which account it is from.",
    "tool": "Every row says which tool it is from.",
    "record_type": "Every row says what kind of record it is.",
    "record_id": "Every row says which record it is.",
    "is_record_id_minted": "Every row says whether the tool gave its record the id.",
    "extracted_at": "Every row says when its export was made.",
    "received_at": "Every row says when what it holds was sent.",
    "loaded_at": "Every row says when it landed.",
    "method": "Every row says by which way it came.",
    "file_id": "Every row leads back to a file.",
    "file_row": "Every row says where in its file it stood.",
    "record_hash": "Every row has a mark of what it said, so that a change is seen.",
    "person_id": "Every record is somebody's.",
}


def never_null(columns: Iterable[str]) -> list[Expectation]:
    """That these columns are filled in every row. Raises ``KeyError`` where one isn't told of."""
    return [
        gxe.ExpectColumnValuesToNotBeNull(
            column=column, severity=CRITICAL, notes=_SENTENCES[column]
        )
        for column in columns
    ]
