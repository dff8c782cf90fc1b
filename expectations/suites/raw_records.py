"""The first door: may staging see what a source sent?

Two suites for each source: the ledger of its waiting loads (volume, share set aside, provenance
of the file), and the rows of each record type (ids and provenance). They are made from the
declarations in ``models/staging/<tool>/_<tool>.yml``; no tool is named here.
"""

from __future__ import annotations

from collections.abc import Sequence

import great_expectations.expectations as gxe
from great_expectations.expectations.expectation import Expectation

from expectations.suites.suite import CRITICAL, WARNING, Suite
from orchestration.lib.landing.absences import (
    FEWEST_VANISHED_FOR_A_SHARE,
    LARGEST_SHARE_VANISHED,
)
from orchestration.lib.landing.declarations import RecordType

# A full export with less than this share of the one before is more likely cut off than true.
SMALLEST_SHARE_OF_PREVIOUS = 0.5
# More than this share of a file set aside means the file is wrong, not its records.
LARGEST_SHARE_QUARANTINED = 0.2
# A day's changes may be three records; one bad one of them says nothing about the file.
FEWEST_RECORDS_FOR_A_SHARE = 20
# Two versions of one id in one file happen; many mean that the id is not an id.
SMALLEST_SHARE_WITH_UNIQUE_ID = 0.99

_LEDGER = """
    with parts as (
        select
            loads.load_id,
            loads.source_id,
            loads.extracted_at,
            parts.record_type,
            parts.records_read,
            parts.records_quarantined,
            loads.load_id in ({load_ids}) as is_judged
        from landing.loads
        inner join landing.load_parts as parts on parts.load_id = loads.load_id
        where loads.source_id = '{source_id}'
            and loads.status = 'landed'
            and loads.superseded_by_load_id is null
            and parts.record_type in ({record_types})
            and (loads.released_at is not null or loads.load_id in ({load_ids}))
    ),

    exports as (
        select
            record_type,
            extracted_at,
            sum(records_read) as records_read,
            sum(records_quarantined) as records_quarantined,
            bool_or(is_judged) as is_judged
        from parts
        group by record_type, extracted_at
    ),

    compared as (
        select
            *,
            records_read - records_quarantined as records_kept,
            lag(records_read - records_quarantined)
                over (partition by record_type order by extracted_at) as previous_records_kept
        from exports
    )

    select
        compared.record_type,
        compared.extracted_at,
        records_read,
        records_quarantined / greatest(records_read, {fewest_records}) as share_quarantined,
        case when compared.record_type in ({snapshots})
            then coalesce(records_kept / nullif(previous_records_kept, 0), 1)
        end as share_of_previous,
        case when compared.record_type in ({snapshots}) then records_kept end
            as records_in_snapshot,
        case when records_vanished >= {fewest_vanished}
            then records_vanished / coalesce(nullif(previous_records_kept, 0), records_vanished)
        end as share_vanished,
        (select count(*) from landing.sources where source_id = '{source_id}') as registered_count,
        extract(epoch from compared.extracted_at - clock_timestamp()) / 3600 as hours_in_the_future
    from compared
    left join landing.vanished_records(array[{load_ids}]::bigint[]) as vanished
        on vanished.record_type = compared.record_type
        and vanished.extracted_at = compared.extracted_at
    where is_judged
"""

_ROWS = """
    select
        '{table}' as raw_table,
        trim(landed._record_id) as record_id,
        landed._record_hash as record_hash,
        landed._row as file_row,
        loads.file_id,
        loads.source_id,
        loads.extracted_at,
        case when not {is_minted} and loads.load_id is not null
            then concat('{table} ', landed._load_id, ' ', landed._record_id)
        end as load_and_record_id
    from landing.{table} as landed
    left join landing.loads as loads
        on loads.load_id = landed._load_id and loads.source_id = '{source_id}'
    where landed._load_id in ({load_ids})
"""


def ledger(source_id: str, load_ids: Sequence[int], record_types: Sequence[RecordType]) -> Suite:
    """Is the volume of these loads sane, measured by the source's own history?

    One row per record type and export; the parts of an export split over files count together.
    """
    snapshots = [each.name for each in record_types if each.snapshot == "full"]
    query = _LEDGER.format(
        source_id=source_id,
        load_ids=_numbers(load_ids),
        record_types=", ".join(f"'{each.name}'" for each in record_types),
        snapshots=", ".join(f"'{name}'" for name in snapshots) or "null",
        fewest_records=FEWEST_RECORDS_FOR_A_SHARE,
        fewest_vanished=FEWEST_VANISHED_FOR_A_SHARE,
    )
    return Suite(
        relation=f"landing.{_named(record_types, 'loads')} of {source_id}",
        query=query,
        expectations=[
            gxe.ExpectColumnValuesToBeBetween(
                column="share_of_previous",
                min_value=SMALLEST_SHARE_OF_PREVIOUS,
                severity=CRITICAL,
                notes="A full export that shrinks by half may be cut off: nobody left overnight.",
            ),
            gxe.ExpectColumnValuesToBeBetween(
                column="share_vanished",
                max_value=LARGEST_SHARE_VANISHED,
                severity=CRITICAL,
                notes="So many records don't go at once: a part of the export is missing.",
            ),
            gxe.ExpectColumnValuesToBeBetween(
                column="records_in_snapshot",
                min_value=1,
                severity=WARNING,
                notes="An empty full export is believed only where the table was never filled.",
            ),
            gxe.ExpectColumnValuesToBeBetween(
                column="share_quarantined",
                max_value=LARGEST_SHARE_QUARANTINED,
                severity=CRITICAL,
                notes="So many records were set aside that the file itself must be wrong.",
            ),
            gxe.ExpectColumnValuesToBeBetween(
                column="hours_in_the_future",
                max_value=24,
                severity=CRITICAL,
                notes="An export from the future would hide every later one.",
            ),
            gxe.ExpectColumnValuesToBeBetween(
                column="registered_count",
                min_value=1,
                severity=CRITICAL,
                notes="Only registered sources may be seen.",
            ),
        ],
    )


def rows(source_id: str, load_ids: Sequence[int], record_types: Sequence[RecordType]) -> Suite:
    """Does each row of these loads say which record it is and where it comes from?

    All record types in one suite: a suite costs a tenth of a second, and a tool has twenty.
    """
    expectations: list[Expectation] = [
        gxe.ExpectColumnValuesToNotBeNull(column="record_id", severity=CRITICAL),
        gxe.ExpectColumnValueLengthsToBeBetween(
            column="record_id", min_value=1, severity=CRITICAL, notes="An id is never blank."
        ),
        gxe.ExpectColumnValuesToNotBeNull(column="record_hash", severity=CRITICAL),
        gxe.ExpectColumnValuesToNotBeNull(column="file_row", severity=CRITICAL),
        gxe.ExpectColumnValuesToNotBeNull(
            column="file_id", severity=CRITICAL, notes="Each row leads back to a file."
        ),
        gxe.ExpectColumnValuesToNotBeNull(column="source_id", severity=CRITICAL),
        gxe.ExpectColumnValuesToNotBeNull(column="extracted_at", severity=CRITICAL),
    ]
    if any(each.record_id for each in record_types):
        expectations += [
            gxe.ExpectColumnValuesToBeUnique(
                column="load_and_record_id",
                mostly=SMALLEST_SHARE_WITH_UNIQUE_ID,
                severity=CRITICAL,
                notes="Rows of one file that share an id replace each other.",
            ),
            gxe.ExpectColumnValuesToBeUnique(column="load_and_record_id", severity=WARNING),
        ]
    return Suite(
        relation=f"raw.{_named(record_types, 'rows')} of {source_id}",
        query="    union all".join(
            _ROWS.format(
                table=each.table,
                source_id=source_id,
                load_ids=_numbers(load_ids),
                is_minted="false" if each.record_id else "true",
            )
            for each in record_types
        ),
        expectations=expectations,
    )


def _named(record_types: Sequence[RecordType], several: str) -> str:
    return record_types[0].table if len(record_types) == 1 else several


def _numbers(load_ids: Sequence[int]) -> str:
    return ", ".join(str(int(load_id)) for load_id in load_ids)
