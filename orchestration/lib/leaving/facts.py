"""What the warehouse alone knows of an organization's data: its ledger, decisions and person ids.

Each is a query that asks for the organization's own rows and no others, and a CSV file of the
package. What is said of two records is its own where both are.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from orchestration.lib.leaving.ownership import Owner

_OWN = sql.SQL("source_id = any(%(sources)s)")
_DESTINED = sql.SQL("destination_id = any(%(sources)s)")
_ANCHORED = sql.SQL("split_part(record_key, '/', 1) = any(%(sources)s)")
_BOTH_OWN = sql.SQL(
    "split_part(left_record_key, '/', 1) = any(%(sources)s)"
    " and split_part(right_record_key, '/', 1) = any(%(sources)s)"
)
_LOAD_COLUMNS = sql.SQL(
    "load_id, source_id, file_id, file_name, size_bytes, method, extracted_at, loaded_at, status,"
    " rule, message, advice, released_at, released_by, released_because, held_at, held_reason,"
    " dismissed_at, dismissed_by, dismissed_because, superseded_by_load_id,"
    " records_landed + records_unchanged + records_quarantined as records_read,"
    " records_landed, records_unchanged, records_quarantined"
)
_QUARANTINE_COLUMNS = sql.SQL(
    "quarantine_id, load_id, part, line, column_name, byte_start, byte_end, rule, status,"
    " created_at, resolved_at, resolved_by_load_id"
)
_MIXED = "select count(*) from landing.steward_decisions where not ({both})"
_RETRIED_PARTS = (
    "select load_id, to_jsonb(parts) from landing.load_parts as parts"
    " inner join landing.loads using (load_id) where {own} and method = 'retry'"
    " order by load_id, part"
)
_RETRIED_TABLES = (
    "select load_id, tool || '__' || record_type from landing.loads"
    " inner join landing.load_parts using (load_id)"
    " inner join landing.sources using (source_id)"
    " where {own} and method = 'retry' and record_type is not null"
    " group by 1, 2 order by 1, 2"
)
# Name of the file → the relation that has to be there, and the query.
FACTS = {
    "sources": (
        "landing.sources",
        "select source_id, registered_at from landing.sources where {own} order by source_id",
    ),
    "loads": (
        "landing.loads",
        "select {load_columns} from landing.loads where {own} order by load_id",
    ),
    "quarantine": (
        "landing.quarantine",
        "select {quarantine_columns} from landing.quarantine where {own}"
        " order by quarantine_id",
    ),
    # How many records of forgotten people were in an export, before they were taken out of it.
    "suppressed_parts": (
        "landing.load_parts",
        "select load_id, part, parts.records_suppressed from landing.load_parts as parts"
        " inner join landing.loads using (load_id) where {own} and parts.records_suppressed > 0"
        " order by load_id, part",
    ),
    # What the judge of the standard counted: which of it still counts depends on when it judged.
    "judged_loads": (
        "landing.judged_loads",
        "select judged.* from landing.judged_loads as judged"
        " inner join landing.loads using (load_id) where {own} order by load_id",
    ),
    "standard_results": (
        "landing.standard_results",
        "select results.* from landing.standard_results as results"
        " inner join landing.loads using (load_id) where {own}"
        " order by load_id, part, requirement_code",
    ),
    "imported_packages": (
        "landing.imported_packages",
        "select * from landing.imported_packages where {own} order by load_id",
    ),
    # Volunteers' grants of records that are the organization's, to it or onward.
    "grants": (
        "landing.grants",
        "select * from landing.grants where {anchored} and records_of_id = %(organization)s"
        " order by grant_id",
    ),
    "grant_revocations": (
        "landing.grant_revocations",
        "select * from landing.grant_revocations as revoked where {anchored} and ("
        "  records_of_id = %(organization)s or exists (select from landing.grants"
        "  where grants.grant_id = revoked.grant_id and records_of_id = %(organization)s))"
        " order by revocation_id",
    ),
    # What was passed on to the organization's accounts: without it, it would be passed on again.
    "sync_plans": (
        "landing.sync_plans",
        "select * from landing.sync_plans where {destined} order by plan_id",
    ),
    "sync_intents": (
        "landing.sync_intents",
        "select * from landing.sync_intents where {destined} order by intent_id",
    ),
    "sync_intent_facts": (
        "landing.sync_intent_facts",
        "select * from landing.sync_intent_facts where {destined} order by intent_id, fact_key",
    ),
    "sync_attempts": (
        "landing.sync_attempts",
        "select attempts.* from landing.sync_attempts as attempts"
        " inner join landing.sync_intents using (intent_id) where {destined} order by attempt_id",
    ),
    "sync_verdicts": (
        "landing.sync_verdicts",
        "select verdicts.* from landing.sync_verdicts as verdicts"
        " inner join landing.sync_intents using (intent_id) where {destined} order by verdict_id",
    ),
    "steward_decisions": (
        "landing.steward_decisions",
        "select left_record_key, right_record_key, decision_code, decided_by, decided_at, reason,"
        " evidence_key from landing.steward_decisions where {both} order by decision_id",
    ),
    "person_ids": (
        "identity.person_id_history",
        "select record_key, person_id, previous_person_id, run_number, run_id, valid_from_at"
        " from identity.person_id_history where {anchored}"
        ' order by run_number, record_key collate "C"',
    ),
    "ended_evidence": (
        "identity.assertions__ended",
        "select * from identity.assertions__ended where {both}"
        ' order by valid_to_at, assertion_key collate "C"',
    ),
}
# Said of the whole warehouse: an organization's own where no other has anything in it.
FACTS_OF_ALL = {
    "change_approvals": (
        "landing.change_approvals",
        "select changes_key, approved_by, approved_at, reason, merged_count, split_count"
        " from landing.change_approvals order by approval_id",
    ),
    "publications": (
        "landing.publications",
        "select tried_at, is_published, reason from landing.publications order by publication_id",
    ),
    "forgotten_people": (
        "landing.forgotten_people", "select * from landing.forgotten_people order by 1"
    ),
    "suppression_list": (
        "landing.suppression_list", "select * from landing.suppression_list order by 1, 2, 3"
    ),
    "person_columns": (
        "landing.person_columns", "select * from landing.person_columns order by 1, 2, 3, 4, 5, 8"
    ),
    "redacted_files": (
        "landing.redacted_files", "select * from landing.redacted_files order by 1, 2"
    ),
}


def write(connection: psycopg.Connection[Any], owner: Owner, folder: Path) -> None:
    """Write each as a CSV file into the folder; rows pass through one by one."""
    for name, (relation, query) in (FACTS | (FACTS_OF_ALL if owner.is_alone else {})).items():
        if not is_there(connection, relation):
            continue
        copied = sql.SQL("copy ({}) to stdout (format csv, header)").format(_asked(query))
        with (
            (folder / f"{name}.csv").open("wb") as file,
            connection.cursor() as cursor,
            cursor.copy(copied, _values(owner)) as copy,
        ):
            for piece in copy:
                file.write(piece)
    with (folder / "retried_records.jsonl").open("w", encoding="utf-8") as lines:
        for record in _retried(connection, owner):
            lines.write(json.dumps(record, ensure_ascii=False, sort_keys=True) + "\n")


def left_out(connection: psycopg.Connection[Any], owner: Owner) -> dict[str, int]:
    """How many rows of what may be another's stay behind, by what they are."""
    counts = {"steward_decisions": _count(connection, _asked(_MIXED), owner)}
    if not owner.is_alone:
        for name, (relation, _) in FACTS_OF_ALL.items():
            if not is_there(connection, relation):
                continue
            table = sql.Identifier(*relation.split("."))
            counts[name] = _count(
                connection, sql.SQL("select count(*) from {}").format(table), owner
            )
    return {name: count for name, count in counts.items() if count}


def is_forgetting(connection: psycopg.Connection[Any]) -> bool:
    """Whether somebody is on the list who isn't out of everything yet."""
    row = connection.execute(
        "select exists (select from landing.forgotten_people where done_at is null)"
    ).fetchone()
    return bool(row and row[0])


def has_forgotten(connection: psycopg.Connection[Any]) -> bool:
    """Whether anybody was forgotten here, whom the list of suppressions keeps out."""
    row = connection.execute("select exists (select from landing.forgotten_people)").fetchone()
    return bool(row and row[0])


def is_there(connection: psycopg.Connection[Any], relation: str) -> bool:
    """Whether there is a relation of that name."""
    row = connection.execute("select to_regclass(%s) is not null", [relation]).fetchone()
    return bool(row and row[0])


def _values(owner: Owner) -> dict[str, Any]:
    return {"sources": list(owner.sources), "organization": owner.organization_id}


def _asked(query: str) -> sql.Composed:
    return sql.SQL(query).format(
        own=_OWN, both=_BOTH_OWN, anchored=_ANCHORED, destined=_DESTINED,
        load_columns=_LOAD_COLUMNS, quarantine_columns=_QUARANTINE_COLUMNS,
    )


def _count(connection: psycopg.Connection[Any], query: sql.Composed, owner: Owner) -> int:
    row = connection.execute(query, _values(owner)).fetchone()
    return int(row[0]) if row else 0


def _retried(connection: psycopg.Connection[Any], owner: Owner) -> Iterator[dict[str, Any]]:
    """The parts and rows of records that landed once mended: no file holds these bytes."""
    asked = _values(owner)
    for load_id, part in connection.execute(_asked(_RETRIED_PARTS), asked).fetchall():
        yield {"load_id": load_id, "part": part}
    tables = connection.execute(_asked(_RETRIED_TABLES), asked).fetchall()
    for load_id, table in tables:
        rows = connection.execute(
            sql.SQL("select to_jsonb(landed) from {} as landed where _load_id = %s order by _row")
            .format(sql.Identifier("landing", table)),
            [load_id],
        )
        for (row,) in rows:
            yield {"load_id": load_id, "table": table, "row": row}
