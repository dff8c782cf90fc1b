"""Each example reaches exactly its level; without any one requirement, exactly the one below it."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration.lib.standard import told
from orchestration.lib.standard.conform import conform
from orchestration.lib.standard.requirements import requirements
from orchestration.tests.standard.exchange import (
    DAY,
    change,
    copied,
    example,
    rows,
    with_contract,
    with_value,
    without,
    write,
)

Break = Callable[[Path], object]


def _undecodable(folder: Path) -> None:
    path = folder / f"people_{DAY}.csv"
    path.write_bytes(path.read_bytes().replace(b"Silva", b"Silv\xe1"))


def _without_consents(records: list[dict[str, str]]) -> None:
    for record in records:
        for column in [column for column in record if "_consent_" in column]:
            del record[column]


def _widen(records: list[dict[str, str]]) -> None:
    for record in records:
        record["happened_from_at"] = record["happened_to_at"] = record.pop("happened_at")


def _half_a_window(folder: Path) -> None:
    change(folder, "interactions", _widen)
    with_value("interactions", 2, "happened_to_at", "")(folder)
    with_contract(lambda document: document["schema"][1]["properties"].extend(
        [{"name": "happened_from_at"}, {"name": "happened_to_at"}]
    ))(folder)  # fmt: skip


# Requirement -> what breaks it, and what is then said of where it is broken.
BROKEN: dict[str, tuple[Break, str]] = {
    "file_readable": (_undecodable, "in the file's encoding in 1 of 6 records (line 2)"),
    "values_only": (
        with_value("interactions", 4, "effort_name", '=HYPERLINK("http://x.example")'),
        "a formula in 1 of 9 records (line 4)",
    ),
    "record_id_given": (
        with_value("people", 3, "record_id", ""),
        "column record_id: empty in 1 of 6 records (line 3)",
    ),
    "record_id_unique": (
        with_value("people", 5, "record_id", "M-1001"),
        "column record_id: the id of an earlier record in 1 of 6 records (line 5)",
    ),
    "person_linked": (
        with_value("interactions", 2, "person_record_id", "0"),
        "column person_record_id: empty in 1 of 9 records (line 2)",
    ),
    "happened_at_given": (
        without("interactions", "happened_at"), "no column happened_at or happened_from_at",
    ),
    "windows_closed": (
        _half_a_window,
        "column happened_to_at: missing beside a value it belongs to in 1 of 9 records (line 2)",
    ),
    "created_at_given": (
        with_value("people", 7, "created_at", ""),
        "column created_at: empty in 1 of 6 records (line 7)",
    ),
    "modified_at_given": (without("people", "modified_at"), "no column modified_at"),
    "instants_zoned": (
        with_value("interactions", 2, "happened_at", "2026-05-01T18:00:00"),
        "column happened_at: not in the form asked for in 1 of 9 records (line 2)",
    ),
    "times_sane": (
        with_value("people", 2, "modified_at", "1970-01-01T00:00:00Z"),
        "column modified_at: in the future, or a date that stands for none in 1 of 6 records",
    ),
    "deletions_told": (without("people", "deleted_at"), "no column deleted_at"),
    "merges_told": (
        lambda folder: (folder / f"merges_{DAY}.csv").unlink(), "no table of merges",
    ),
    "merges_whole": (
        with_value("merges", 3, "merged_by", ""), "column merged_by: empty in 1 of 2 records",
    ),
    "source_named": (
        without("merges", "source_system", "source_instance"),
        "no columns source_system, source_instance",
    ),
    "origin_named": (
        with_value("people", 4, "origin_id", "N/A"),
        "column origin_id: empty in 1 of 6 records (line 4)",
    ),
    "collector_named": (without("interactions", "collected_by_id"), "no column collected_by_id"),
    "formats_shared": (
        with_value("people", 2, "phone", "(614) 555-0101"),
        "column phone: not in the form asked for in 1 of 6 records (line 2)",
    ),
    "consents_told": (
        lambda folder: change(folder, "people", _without_consents),
        "no column email_consent_code or phone_consent_code or text_consent_code or mail_",
    ),
    "consents_dated": (
        without("people", "text_consent_at"),
        "column text_consent_at: missing beside a value it belongs to in 4 of 6 records",
    ),
    "interactions_coded": (
        with_value("interactions", 9, "channel_code", "Door"),
        "column channel_code: empty, unknown or not a word of the list in 1 of 9 records (line 9)",
    ),
    "results_kept": (without("interactions", "result_raw"), "no column result_raw"),
    "answers_identified": (
        with_value("interactions", 5, "question_id", ""),
        "column question_id: missing beside a value it belongs to in 1 of 9 records (line 5)",
    ),
    "amounts_formed": (
        with_value("interactions", 10, "amount_cents", "25.00"),
        "column amount_cents: not in the form asked for in 1 of 9 records (line 10)",
    ),
    "amounts_with_currency": (
        with_value("interactions", 10, "currency_code", ""),
        "column currency_code: missing beside a value it belongs to in 1 of 9 records (line 10)",
    ),
    "owner_named": (without("people", "owner_organization_id"), "no column owner_organization_id"),
    "side_named": (
        with_value("interactions", 3, "side_code", "both"),
        "column side_code: empty, unknown or not a word of the list in 1 of 9 records (line 3)",
    ),
    "contract_published": (
        with_contract(lambda document: document.update(status="draft")), "status is not active",
    ),
    "contract_complete": (
        with_contract(lambda document: document["schema"][0]["properties"].pop(5)),
        "not named there: people.",
    ),
    "contract_roles": (
        with_contract(lambda document: document["team"]["members"].pop()),
        "team.members has no entry role: escalates",
    ),
    "contract_service": (
        with_contract(lambda document: document["slaProperties"].pop(1)),
        "slaProperties has no entry property: latency",
    ),
    "contract_stable": (
        with_contract(lambda document: document["customProperties"][2].update(value=7)),
        "customProperties has no entry property: noticeOfChangeDays",
    ),
}  # fmt: skip


@pytest.mark.parametrize("level", range(5))
def test_each_example_reaches_exactly_its_level(level: int) -> None:
    found = conform(example(level))
    assert found.level is not None
    assert found.level.rank == level
    assert (found.score == 100) == (level == 4)


@pytest.mark.parametrize("code", [each.code for each in requirements()])
def test_without_a_requirement_the_level_below_it_is_reached(code: str, tmp_path: Path) -> None:
    exchange = copied(4, tmp_path)
    damage, said = BROKEN[code]
    damage(exchange)
    found = conform(exchange)
    (broken,) = (each for each in requirements() if each.code == code)
    assert [each.code for each in requirements() if not found.is_met(each)] == [code]
    assert (found.level.rank if found.level else -1) == broken.level - 1
    text = told.told(found)
    assert said in text
    assert f"{broken.meaning} ({code})" in text
    assert f"→ {broken.advice}." in text
    assert found.score < 100


def test_every_level_scores_more_than_the_one_below() -> None:
    scores = [conform(example(level)).score for level in range(5)]
    assert scores == sorted(set(scores))


def _as_json_lines(folder: Path, table: str, records: list[dict[str, str]]) -> None:
    lines = [json.dumps({name: value or None for name, value in record.items()})
             for record in records]  # fmt: skip
    (folder / f"{table}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _as_json(folder: Path, table: str, records: list[dict[str, str]]) -> None:
    (folder / f"{table}.json").write_text(json.dumps(records, indent=1), encoding="utf-8")


def _as_parquet(folder: Path, table: str, records: list[dict[str, str]]) -> None:
    pq.write_table(pa.Table.from_pylist(records), folder / f"{table}.parquet")


def _as_gzip(folder: Path, table: str, records: list[dict[str, str]]) -> None:
    write(folder, table, records)
    plain = folder / f"{table}_{DAY}.csv"
    plain.with_suffix(".csv.gz").write_bytes(gzip.compress(plain.read_bytes()))
    plain.unlink()


@pytest.mark.parametrize("form", [_as_json_lines, _as_json, _as_parquet, _as_gzip])
def test_the_form_of_the_files_makes_no_difference(
    form: Callable[[Path, str, list[dict[str, str]]], None], tmp_path: Path
) -> None:
    exchange = copied(4, tmp_path)
    for table in ("people", "interactions", "merges"):
        records = rows(exchange, table)
        (exchange / f"{table}_{DAY}.csv").unlink()
        form(exchange, table, records)
    found = conform(exchange)
    assert (found.level.rank if found.level else -1, found.score) == (4, 100)


def test_an_archive_and_a_workbook_are_exchanges_of_one_file(tmp_path: Path) -> None:
    archive = shutil.make_archive(str(tmp_path / "export"), "zip", example(4))
    in_archive = conform(Path(archive))
    book = openpyxl.Workbook()
    for table in ("people", "interactions", "merges"):
        sheet = book.create_sheet(table)
        records = rows(example(3), table)
        sheet.append(list(records[0]))
        for record in records:
            sheet.append([value or None for value in record.values()])
    del book["Sheet"]
    book.save(tmp_path / "export.xlsx")
    in_workbook = conform(tmp_path / "export.xlsx")
    assert in_archive.level is not None
    assert in_archive.level.rank == 4
    assert in_workbook.level is not None
    assert in_workbook.level.rank == 3


def test_deletions_may_have_a_table_of_their_own(tmp_path: Path) -> None:
    exchange = copied(3, tmp_path)
    change(exchange, "people", lambda records: records.pop(4))
    for table in ("people", "interactions"):
        without(table, "deleted_at")(exchange)
    assert conform(exchange).next_level == conform(example(1)).next_level
    write(exchange, "deletions", [{
        "source_system": "rollcall", "source_instance": "county-organizers",
        "record_type": "member", "record_id": "M-1005", "deleted_at": "2026-04-30T21:12:00-04:00",
    }])  # fmt: skip
    found = conform(exchange)
    assert found.level is not None
    assert found.level.rank == 3


def test_a_word_that_says_nothing_is_not_told(tmp_path: Path) -> None:
    exchange = copied(3, tmp_path)
    with_value("interactions", 2, "program_code", "unknown")(exchange)
    text = told.told(conform(exchange))
    assert "column program_code: empty, unknown or not a word of the list in 1 of 9" in text


def test_a_window_is_as_good_as_an_instant(tmp_path: Path) -> None:
    exchange = copied(3, tmp_path)
    change(exchange, "interactions", _widen)
    found = conform(exchange)
    assert found.level is not None
    assert found.level.rank == 3


def test_an_export_without_people_and_interactions_is_judged_no_further(tmp_path: Path) -> None:
    shutil.copy(example(3) / f"merges_{DAY}.csv", tmp_path)
    found = conform(tmp_path)
    assert found.level is not None
    assert found.level.rank == 1
    assert "Give the whole folder" in told.told(found)
