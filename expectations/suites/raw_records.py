"""The first door: does each row say which record it is, and can what it says be true?

Made from the declaration in ``models/staging/<tool>/_<tool>.yml`` and from what the standard calls
its columns; no tool is named here. Only the rows of the judged loads are read.
"""

from __future__ import annotations

from collections.abc import Sequence

import great_expectations.expectations as gxe
from great_expectations.expectations.expectation import Expectation

from expectations.suites.never_null import never_null
from expectations.suites.suite import CRITICAL, WARNING, Suite
from orchestration.lib.landing import declarations
from orchestration.lib.landing.declarations import RecordType
from orchestration.lib.registry.gate_limits import limit, whole
from orchestration.lib.standard.requirements import requirements
from orchestration.lib.standard.tables import meanings

# What a column must look like, where the standard's name for it is one of these.
_FORMS = {
    "is_email_formed": (("email",), "{} like '%@%'"),
    "is_phone_formed": (("phone",), "{0} not like '%@%' and {0} ~ '[0-9]'"),
    "is_name_formed": (
        ("first_name", "last_name"), "{0} not like '%@%' and {0} !~ '^[0-9 ()+.-]+$'",
    ),
    # What UTF-8 becomes when it is read as something else, and what becomes of what can't be read.
    "is_name_whole": (
        ("first_name", "last_name"), "{0} !~ '[\\u00c2\\u00c3][\\u0080-\\u00bf]|\\ufffd'",
    ),
}
_NOTES = {
    "is_email_formed": "What stands under email is no email address: columns may be swapped.",
    "is_phone_formed": "What stands under phone is no phone number: columns may be swapped.",
    "is_name_formed": "What stands under a name is none: columns may be swapped.",
    "is_name_whole": "Names were written in one encoding and read in another before they came.",
    "is_time_past": "No record is made or changed after its export: the file's time or the "
    "record's is wrong.",
    "is_time_of_the_tool": "No record is older than the tool it is from: such a date stands for "
    "none.",
}

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
        end as load_and_record_id{flags}
    from landing.{table} as landed
    left join landing.loads as loads
        on loads.load_id = landed._load_id and loads.source_id = '{source_id}'
    where landed._load_id in ({load_ids})
"""


def rows(source_id: str, load_ids: Sequence[int], record_types: Sequence[RecordType]) -> Suite:
    """Ids, provenance, times and forms of the rows of these loads.

    All record types in one suite: a suite costs a tenth of a second, and a tool has twenty.
    """
    expectations: list[Expectation] = [
        *never_null(
            ("record_id", "record_hash", "file_row", "file_id", "source_id", "extracted_at")
        ),
        gxe.ExpectColumnValueLengthsToBeBetween(
            column="record_id", min_value=1, severity=CRITICAL, notes="An id is never blank."
        ),
    ]
    if any(each.record_id for each in record_types):
        expectations += [
            gxe.ExpectColumnValuesToBeUnique(
                column="load_and_record_id",
                mostly=limit("least_unique_share"),
                severity=CRITICAL,
                notes="Rows of one file that share an id replace each other.",
            ),
            gxe.ExpectColumnValuesToBeUnique(column="load_and_record_id", severity=WARNING),
        ]
    flags = {each.name: _flags(each) for each in record_types}
    for flag, note in _NOTES.items():
        if any(flag in each for each in flags.values()):
            is_shape = flag.endswith("_formed")
            mostly = limit("least_formed_share" if is_shape else "least_sane_share")
            expectations += [
                gxe.ExpectColumnValuesToBeInSet(
                    column=flag, value_set=[True], mostly=mostly, severity=CRITICAL, notes=note
                ),
                gxe.ExpectColumnValuesToBeInSet(column=flag, value_set=[True], severity=WARNING),
            ]
    names = [flag for flag in _NOTES if any(flag in each for each in flags.values())]
    return Suite(
        relation=f"raw.{_named(record_types, 'rows')} of {source_id}",
        query="    union all".join(
            _ROWS.format(
                table=each.table,
                source_id=source_id,
                load_ids=", ".join(str(int(load_id)) for load_id in load_ids),
                is_minted="false" if each.record_id else "true",
                flags="".join(
                    f",\n        {flags[each.name].get(name, 'null::boolean')} as {name}"
                    for name in names
                ),
            )
            for each in record_types
        ),
        expectations=expectations,
    )


def _flags(record_type: RecordType) -> dict[str, str]:
    """What is asked of each row, as SQL: true, false, or null where it says nothing of it."""
    said = texts_said(record_type)
    found = {
        flag: _all(condition, [said[name] for name in names if name in said])
        for flag, (names, condition) in _FORMS.items()
        if any(name in said for name in names)
    }
    times = {name: said[name] for name in _times() if name in said}
    if times:
        last = f"interval '{whole('most_hours_ahead')} hours'"
        days = ", ".join(map(_day, times.values()))
        found["is_time_past"] = (
            f"greatest({days}) <= to_char("
            f"least(loads.extracted_at, clock_timestamp()) + {last}, 'YYYY-MM-DD')"
        )
    if created := times.get("created_at"):
        tool = declarations.tools()[record_type.tool]
        year = max(whole("earliest_year"), tool.since or 0)
        found["is_time_of_the_tool"] = f"{_day(created)} >= '{year}'"
    return found


def texts_said(record_type: RecordType) -> dict[str, str]:
    """The standard's columns -> the table's own, of those that hold text."""
    texts = {column.name for column in record_type.columns if column.data_type == "text"}
    return {name: own for name, own in meanings(record_type).items() if own in texts}


def _times() -> list[str]:
    """The times of what has happened, as the standard lists them."""
    return [
        name for each in requirements() if each.check == "sane"
        for name in each.columns if name != "exported_at"
    ]  # fmt: skip


def _all(condition: str, columns: Sequence[str]) -> str:
    filled = [f"nullif(trim(landed.{column}), '')" for column in columns]
    asked = " and ".join(f"coalesce({condition.format(column)}, true)" for column in filled)
    return f"case when coalesce({', '.join(filled)}) is not null then {asked} end"


def _day(column: str) -> str:
    """The day a text begins with, as 2026-05-01; null where it is written in no such way."""
    text = f"landed.{column}"
    return (
        f"(case when {text} like '____-__-__%' then left({text}, 10)"
        f" when {text} ~ '^\\d{{1,2}}/\\d{{1,2}}/\\d{{4}}' then regexp_replace("
        f"regexp_replace({text}, '^(\\d{{1,2}})/(\\d{{1,2}})/(\\d{{4}}).*$', '\\3-0\\1-0\\2'),"
        " '-0(\\d\\d)', '-\\1', 'g') end) collate \"C\""
    )


def _named(record_types: Sequence[RecordType], several: str) -> str:
    return record_types[0].table if len(record_types) == 1 else several
