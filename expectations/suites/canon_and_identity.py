"""The second door: may the marts, and so the people who read them, see canon and identity?

Every row must lead back to a file and a record of a registered source, at a believable time, and
every record must be exactly one person's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import great_expectations.expectations as gxe
from great_expectations.expectations.expectation import Expectation

from expectations.suites.never_null import never_null
from expectations.suites.suite import CRITICAL, WARNING, Suite
from orchestration.lib.registry.gate_limits import limit, whole

# Provenance that no row may lack. The rest (origin, collected by) is where the tool can tell it.
NEVER_NULL = (
    "source_id", "tool", "record_type", "record_id", "is_record_id_minted", "received_at",
    "loaded_at", "method", "file_id", "file_row",
)
# Times of what has happened. Shifts, events and memberships may well lie ahead.
PAST = (
    "acted_at", "answered_at", "attempted_at", "changed_at", "collected_at", "created_at",
    "decided_at", "donated_at", "merged_at", "modified_at", "sent_at", "signed_up_at", "tagged_at",
)


def canon(relation: str, columns: Sequence[str]) -> Suite:
    """Ids, provenance and times of one canon relation with these columns."""
    earliest = datetime(whole("earliest_year"), 1, 1, tzinfo=UTC)
    latest = datetime.now(UTC) + timedelta(hours=limit("most_hours_ahead"))
    expectations: list[Expectation] = [
        *never_null(NEVER_NULL),
        gxe.ExpectColumnValuesToNotBeNull(
            column="registered_source_id",
            severity=CRITICAL,
            notes="Every row is of a registered source, with this tool.",
        ),
        gxe.ExpectColumnValueLengthsToBeBetween(
            column="record_id", min_value=1, severity=CRITICAL, notes="An id is never blank."
        ),
        gxe.ExpectColumnValuesToMatchRegex(
            column="file_id", regex="^[0-9a-f]{64}$", severity=CRITICAL,
            notes="Every row leads to a file in the archive, by its sha256.",
        ),
    ]
    for column in ("received_at", "loaded_at"):
        expectations.append(
            gxe.ExpectColumnValuesToBeBetween(
                column=column, min_value=earliest, max_value=latest, severity=CRITICAL,
                notes=_in_the_past(column, earliest),
            )
        )
    for column in PAST:
        if column in columns:
            expectations.append(
                gxe.ExpectColumnValuesToBeBetween(
                    column=column, min_value=earliest, max_value=latest, severity=CRITICAL,
                    mostly=limit("least_sane_share"),
                    notes=_in_the_past(column, earliest),
                )
            )
            expectations.append(
                gxe.ExpectColumnValuesToBeBetween(
                    column=column, min_value=earliest, max_value=latest, severity=WARNING
                )
            )
    return Suite(relation=f"canon.{relation}", query=_canon_query(relation, columns),
                 expectations=expectations)


def _in_the_past(column: str, earliest: datetime) -> str:
    """Such as: Nothing was signed up before 1990, nor in days to come."""
    done = column.removesuffix("_at").replace("_", " ")
    return f"Nothing was {done} before {earliest.year}, nor in days to come."


def _canon_query(relation: str, columns: Sequence[str]) -> str:
    wanted = [*NEVER_NULL, *(column for column in PAST if column in columns)]
    listed = ", ".join(f"rows.{column}" for column in wanted)
    return (
        f"select {listed}, sources.source_id as registered_source_id"  # noqa: S608 - our names
        f" from canon.{relation} as rows left join registry.sources as sources"
        " on sources.source_id = rows.source_id and sources.tool = rows.tool"
    )


def record_persons() -> Suite:
    """Each person record of canon is exactly one person's, and that person exists."""
    return Suite(
        relation="identity.record_persons",
        query=(
            "select coalesce(links.source_id, people.source_id) as source_id,"
            " coalesce(links.record_type, people.record_type) as record_type,"
            " coalesce(links.record_id, people.record_id) as record_id,"
            " links.person_id, people.record_id as canon_record_id,"
            " persons.person_id as known_person_id"
            " from identity.record_persons as links"
            " full join canon.people as people"
            " on people.source_id = links.source_id and people.record_type = links.record_type"
            " and people.record_id = links.record_id"
            " left join identity.person_ids as persons on persons.person_id = links.person_id"
        ),
        expectations=[
            *never_null(("source_id", "record_type", "record_id", "person_id")),
            gxe.ExpectColumnValuesToNotBeNull(
                column="known_person_id", severity=CRITICAL,
                notes="Every record is of a person there is.",
            ),
            gxe.ExpectColumnValuesToNotBeNull(
                column="canon_record_id", severity=WARNING,
                notes="A fact is about somebody whom the tool's people export doesn't hold.",
            ),
            gxe.ExpectColumnValueLengthsToBeBetween(
                column="person_id", min_value=1, severity=CRITICAL,
                notes="A person's id is never blank.",
            ),
            gxe.ExpectCompoundColumnsToBeUnique(
                column_list=["source_id", "record_type", "record_id"],
                severity=CRITICAL,
                notes="A record is one person's, never two people's.",
            ),
        ],
    )
