"""Many effects as one bulk import: a zipped CSV file where VAN can fetch it, a job, its results.

Documented at docs.ngpvan.com/reference/bulk-import (a file of 100 MB, vanid first, results with a
status per row); Parsons' `bulk_apply_canvass_results` and `bulk_apply_activist_codes`.
"""

from __future__ import annotations

import csv
import hmac
import io
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from orchestration.lib.sync.http import Caller, word
from orchestration.lib.sync.interface import Answer, Bulk, Effect, NotAnswered
from orchestration.lib.sync.settings import Access

# The file is put, the job made, asked after about twice, its results fetched, the file taken away.
_CALLS = 6
_MOST_ROWS = 20_000
_OVER = ("completed", "complete")
_FAILED = ("error", "failed", "canceled", "cancelled")
_DONE = ("processed", "success")
_GONE = (404, 410)


class _Kind(NamedTuple):
    resource: str
    mapping: str
    columns: tuple[str, ...]
    # Of a result file, which says of each row how it went.
    result_column: str


_KINDS = {
    "canvass_result": _Kind(
        "Contacts", "CanvassResults",
        ("vanid", "contacttypeid", "resultid", "datecanvassed", "canvassedby", "phone"),
        "canvassresults",
    ),
    "activist_code": _Kind(
        "ContactsActivistCodes", "ActivistCode", ("vanid", "activistcodeid"), "activistcode"
    ),
}


class Jobs:
    """Bulk imports of one account, where it is set where their files can be put."""

    def __init__(self, caller: Caller, access: Access, zone: ZoneInfo) -> None:
        self._caller, self._access, self._zone = caller, access, zone

    def rule(self, type_code: str) -> Bulk | None:
        """How effects of the type go together; None where they don't, or nothing is set for it."""
        is_known = type_code in _KINDS and not self._lacking(type_code)
        return Bulk(_MOST_ROWS, _CALLS) if is_known else None

    def rule_if_set(self, type_code: str) -> tuple[Bulk, tuple[str, ...]] | None:
        """The same, were it set what isn't, and what that is."""
        lacking = self._lacking(type_code)
        is_told = type_code in _KINDS and lacking
        return (Bulk(_MOST_ROWS, _CALLS), lacking) if is_told else None

    def _lacking(self, type_code: str) -> tuple[str, ...]:
        # Only of results VAN is told in whose name they are.
        needs = ("upload_url", "user_id") if type_code == "canvass_result" else ("upload_url",)
        return tuple(name for name in needs if not getattr(self._access, name))

    def hand_in(self, effects: Sequence[Effect], key: str) -> Answer:
        """Put the file, make the job. Until the job is asked for nothing can have been done."""
        kind = _KINDS[effects[0].type_code]
        name = self._name(key)
        put = self._caller.call(
            "PUT", self._address(self._access.upload_url, name), data=self._file(kind, effects, key)
        )
        if not put.is_good:
            return Answer("not_sent", put.status, "no_upload", is_closed=True)
        source = self._access.download_url or self._access.upload_url
        reply = self._caller.call("POST", "bulkImportJobs", json={
            "description": key,
            "file": {
                "columnDelimiter": "csv", "columns": [{"name": each} for each in kind.columns],
                "fileName": f"{key}.csv", "hasHeader": "True", "hasQuotes": "True",
                "sourceUrl": self._address(source, name),
            },
            "actions": [{
                "resultFileSizeKbLimit": 100_000, "resourceType": kind.resource,
                "actionType": "loadMappedFile", "mappingTypes": [{"name": kind.mapping}],
            }],
        })
        if reply.is_good and isinstance(reply.body, Mapping) and reply.body.get("jobId"):
            return Answer("queued", reply.status, job_id=f"{reply.body['jobId']}/{key}")
        answer = reply.answer(reason=reason)
        if answer.outcome_code == "done":
            return Answer("unknown", reply.status, "no_job")
        return answer

    def results(self, job_id: str, effects: Sequence[Effect]) -> Sequence[Answer] | None:
        """What came of each row; None while the job goes on. Raises ``NotAnswered``."""
        number = job_id.partition("/")[0]
        reply = self._caller.call("GET", f"bulkImportJobs/{number}")
        if not (reply.is_good and isinstance(reply.body, Mapping)):
            raise NotAnswered
        status = str(reply.body.get("status") or "").lower()
        if status in _FAILED:
            # How far it came nobody says.
            return [Answer("unknown", reason_code="job_failed")] * len(effects)
        if status not in _OVER:
            return None
        told: dict[str, list[Answer]] = defaultdict(list)
        for file in reply.body.get("resultFiles") or []:
            for row in self._rows(str(file.get("url"))):
                told[row.get("primarykey", "")].append(_answer(row))
        return _of_each(effects, told)

    def take_away(self, job_id: str) -> bool:
        """Delete a job's file, which holds VANIDs and phones; whether it is gone."""
        if not self._access.upload_url:
            return False
        name = self._name(job_id.rpartition("/")[2])
        reply = self._caller.call("DELETE", self._address(self._access.upload_url, name))
        return reply.is_good or reply.status in _GONE

    def _rows(self, url: str) -> Iterator[Mapping[str, str]]:
        reply = self._caller.call("GET", url)
        if not (reply.is_good and isinstance(reply.body, bytes)):
            raise NotAnswered
        for row in csv.DictReader(io.StringIO(reply.body.decode("utf-8-sig"))):
            yield {name.lower(): value or "" for name, value in row.items() if name}

    def _file(self, kind: _Kind, effects: Sequence[Effect], key: str) -> bytes:
        text = io.StringIO()
        writer = csv.DictWriter(text, kind.columns, quoting=csv.QUOTE_ALL, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(self._row(effect) for effect in effects)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"{key}.csv", text.getvalue())
        return packed.getvalue()

    def _row(self, effect: Effect) -> dict[str, Any]:
        context = effect.payload["canvassContext"]
        row = {
            "vanid": effect.target_record_id, "datecanvassed": context["dateCanvassed"],
            "contacttypeid": context.get("contactTypeId"), "canvassedby": self._access.user_id,
            "phone": (context.get("phone") or {}).get("phoneNumber"),
            "resultid": effect.payload.get("resultCodeId"),
        }
        for response in effect.payload.get("responses") or []:
            row["activistcodeid"] = response["activistCodeId"]
        return row

    def _name(self, key: str) -> str:
        """A file's name, which is all that keeps it to whom it is told: nobody can guess it."""
        return hmac.digest(self._access.api_key.encode(), key.encode(), "sha256").hex() + ".zip"

    @staticmethod
    def _address(folder: str, name: str) -> str:
        return folder.rstrip("/") + "/" + name


def _of_each(effects: Sequence[Effect], told: Mapping[str, Sequence[Answer]]) -> list[Answer]:
    """What is told of each effect: a row names its person only, and rows are in no told order.

    So of who has several it is known where all of them went alike.
    """
    count = Counter(each.target_record_id or "" for each in effects)
    unknown = Answer("unknown", reason_code="not_in_results")
    return [
        rows[0] if len(rows := told.get(target, ())) == count[target] and len({*rows}) == 1
        else unknown
        for target in (each.target_record_id or "" for each in effects)
    ]


def _answer(row: Mapping[str, str]) -> Answer:
    """Of a row of a results file: its keys, and a column for the action with its status."""
    status = next((value for name, value in row.items() if name.endswith("status")), None)
    if status is None:
        plain = ("bulkuploaddataid", "ulfileid", "primarykey", "primarykeytype")
        status = next((value for name, value in row.items() if name not in plain), "")
    if status.lower() in _DONE:
        return Answer("done")
    return Answer("rejected", reason_code=word(status) or "row_refused")


def reason(body: Any) -> str | None:
    """VAN's code for what is wrong: errors[0].code. Its text may repeat what was sent."""
    errors = body.get("errors") if isinstance(body, dict) else None
    first = errors[0] if isinstance(errors, list) and errors else None
    return str(first.get("code") or "") if isinstance(first, dict) else None
