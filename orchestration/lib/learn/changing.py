"""Changing the warehouse: a column that drifted, a new one, and two people made one."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from math import isclose
from pathlib import Path
from typing import Any

from orchestration.lib.learn import county
from orchestration.lib.learn.exercise import Said, not_yet, right
from orchestration.lib.warehouse import connect

_MOBILIZE, _TIMESLOTS, _OLD, _NEW = "county_mobilize", "timeslots.csv", "start_date", "begins"
_LOADS = "select status, message, held_at is null from landing.loads where file_id = %s"
_COLUMN = "open_quarantine_share"
_HAS_COLUMN = """
    select from information_schema.columns
    where table_schema = 'marts' and table_name = 'source_status' and column_name = %s
"""
_SHARES = f"""
    select {_COLUMN}, open_quarantine_count, records_read_count from marts.source_status
"""  # noqa: S608 - a name of this file
_PERSONS = """
    select concat_ws('/', source_id, record_type, record_id), person_id
    from identity.record_persons
"""
_PARTED = """
    select decided.left_record_key, decided.right_record_key
    from landing.steward_decisions as decided
    where decided.decision_code = 'no' and not exists (
        select from landing.steward_decisions as later
        where later.left_record_key = decided.left_record_key
            and later.right_record_key = decided.right_record_key
            and later.decided_at > decided.decided_at
    ) and exists (
        select from identity.person_id_history as one
        inner join identity.person_id_history as other using (person_id)
        where one.record_key = decided.left_record_key
            and other.record_key = decided.right_record_key
    )
"""


def ask_to_mend_a_drifted_column() -> str:
    """Hands out an export one of whose columns has a new name."""
    return (
        f"{_drifted()} is Mobilize's newest export of timeslots, as it would be had the vendor "
        f"renamed a column. Land it as {_MOBILIZE}'s: it is refused. Mend what Kith knows of "
        "Mobilize, not the file, and land it again."
    )


def judge_a_mended_column() -> Said:
    """Looks at what became of just that file."""
    sha256 = hashlib.sha256(_drifted().read_bytes()).hexdigest()
    with connect("kith_builder") as connection:
        loads = connection.execute(_LOADS, [sha256]).fetchall()
    if any(status == "landed" for status, _, _ in loads):
        return right("It landed as it is; older exports, under the old name, still do.")
    if loads:
        return not_yet(f"So far it is refused: {loads[-1][1]}")
    return not_yet("That file has not been landed: ./kith learn show 6 says where it is.")


def _drifted() -> Path:
    text = (county.newest_export(_MOBILIZE) / _TIMESLOTS).read_text(encoding="utf-8")
    header, newline, rows = text.partition("\n")
    renamed = ",".join(_NEW if name == _OLD else name for name in header.split(","))
    return county.material(6, _TIMESLOTS, renamed + newline + rows)


def ask_to_add_a_column() -> str:
    """Says which."""
    return (
        f"Give marts.source_status a column {_COLUMN}: the part of all records read of a source "
        "that still waits in quarantine, 0 to 1, empty where none was read."
    )


def judge_an_added_column() -> Said:
    """Works the column out beside what is in it."""
    with connect("bi_reader") as connection:
        if connection.execute(_HAS_COLUMN, [_COLUMN]).fetchone() is None:
            return not_yet(f"marts.source_status has no column {_COLUMN}: its .sql, its .yml with "
                           "type and words, then ./kith dbt build -s source_status")
        shares = connection.execute(_SHARES.encode()).fetchall()
    wrong = sum(not _is_share(*row) for row in shares)
    if wrong:
        return not_yet(f"Of {wrong} sources it isn't open_quarantine_count by records_read_count. "
                       "Whole numbers divided give a whole number.")
    return right("And nobody's report broke: a mart may gain columns, and keeps their meaning.")


def _is_share(share: Any, part: int, whole: int) -> bool:
    if not whole:
        return share is None
    return share is not None and isclose(share, part / whole, abs_tol=1e-4)


def ask_to_part_two_people() -> str:
    """Names somebody who is truly several."""
    mixed = _mixed()
    who = f"one is {min(mixed)}" if mixed else "there is none left"
    return (
        f"Kith holds {len(mixed)} people to be one who are truly several: {who}. Look at the "
        "records, decide on two that are different people's, and build. You needn't get them all."
    )


def judge_parted_people() -> Said:
    """Looks for a no between records that were one person's, are two people's, and truly are."""
    truth, found = _true_persons(), _found_persons()
    with connect("kith_builder") as connection:
        decided = connection.execute(_PARTED).fetchall()
    if not decided:
        return not_yet("No steward has said no about two records that were one person's: "
                       "./kith review decide RECORD RECORD no --because WHY")
    wrong = 0
    for one, other in decided:
        if truth.get(one) == truth.get(other):
            wrong += 1
        elif found.get(one) != found.get(other):
            return right("Two people again. Each has an id; the old one stays with one of them.")
    if wrong == len(decided):
        return not_yet("In truth those records are one person's: say yes about them, and look at "
                       "another person.")
    return not_yet("It is decided, and takes effect with the next ./kith build. If it was built: "
                   "other records still hold the two together; decide on those, too.")


def _mixed() -> set[str]:
    """The people found whose records are truly several people's."""
    truth = _true_persons()
    several: dict[str, set[str]] = defaultdict(set)
    for record, person in _found_persons().items():
        if record in truth:
            several[person].add(truth[record])
    return {person for person, true in several.items() if len(true) > 1}


def _true_persons() -> dict[str, str]:
    return {
        "/".join((row["source_id"], row["record_type"], row["record_id"])): row["person"]
        for row in county.truth("records")
    }


def _found_persons() -> dict[str, str]:
    with connect("kith_builder") as connection:
        return dict(connection.execute(_PERSONS).fetchall())
