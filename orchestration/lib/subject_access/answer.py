"""The answer to somebody who asks what is held of them: one file, for people and for machines."""

from __future__ import annotations

import csv
import io
import json
import os
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from orchestration.lib import audit
from orchestration.lib.errors import KithError
from orchestration.lib.packages import archive, sign
from orchestration.lib.subject_access import opaque, records, verify
from orchestration.lib.subject_access.opaque import Opaque
from orchestration.lib.subject_access.records import Held, Row
from orchestration.lib.subject_access.verify import Identifier, Refused, Shown
from orchestration.lib.warehouse import connect

# The same words whether nobody is known by it or it is shared: who asks learns neither.
TO_WHOM_ASKED = (
    "We can't give anything out by what you sent us. That says nothing about whether we hold "
    "something of you. Please show us another address or number that is yours alone, or an account "
    "of yours in a tool we use."
)
_TYPES = {
    "boolean": "boolean", "integer": "integer", "bigint": "integer", "numeric": "number",
    "date": "date", "timestamp with time zone": "datetime",
}
_ENVELOPE = ("_record_hash", "_load_id", "_time_zone", "_is_record_id_minted")
_JOURNEY = {"occurred_at": "timestamp with time zone"}


class NotClean(KithError):
    """The answer would have told of somebody else, so there is none."""


@dataclass(frozen=True)
class Answer:
    """What was written: where, of how many records, and what was left out, by why."""

    path: Path
    record_count: int
    tables: dict[str, int]
    left_out: dict[str, int]
    made_opaque: int


def give(given: Sequence[Identifier], target: Path, asked_by: str, reason: str) -> Answer:
    """Write what is held of the person whom these identifiers show, and note that it was given.

    ``asked_by``: who at the organization answers. Nothing is written over: what is there may be the
    answer to another. Raises ``Refused``, which is noted too, ``NotClean`` and ``AlreadyThere``.
    """
    archive.refuse_what_is_there(target)
    methods = sorted({each.method_code for each in given})
    with connect("kith_privacy") as connection:
        try:
            shown = verify.show(connection, given)
        except Refused as refused:
            connection.rollback()
            audit.note(connection, "subject_access_refused", None, asked_by, reason,
                       {"because": refused.reason_code, "verified_by": methods})
            connection.commit()
            raise
        held = records.read(connection, shown.because)
        hide = opaque.of(connection, shown.because, held, [each.value for each in given])
        found = _write(held, shown, hide, target, methods)
        for person_id in shown.person_ids:
            audit.note(
                connection, "subject_access_given", person_id, asked_by, reason,
                {"verified_by": methods, "record_count": found.record_count,
                 "left_out_count": sum(shown.left_out.values())},
            )
    return found


def _write(
    held: Held, shown: Shown, hide: Opaque, target: Path, methods: Sequence[str]
) -> Answer:
    tables: dict[str, tuple[list[Row], dict[str, str]]] = {}
    for shape, rows in held.canon.items():
        hidden = [
            hide.row((row["source_id"], row["record_type"], row["record_id"]), row) for row in rows
        ]
        tables[shape] = hidden, held.types[shape]
    journey = held.journey = [
        hide.row((row["source_id"], row["record_type"], row["record_id"]), row)
        for row in held.journey
    ]
    tables["journey"] = journey, dict.fromkeys(journey[0] if journey else (), "text") | _JOURNEY
    why = [{"record": key, "why_it_is_yours": hide.text(text)}
           for key, text in sorted(shown.because.items())]
    tables["identity"] = why, dict.fromkeys(why[0], "text")
    left_out = [{"linked_by": text, "record_count": count}
                for text, count in sorted(shown.left_out.items())]
    tables["left_out"] = left_out, {"linked_by": "text", "record_count": "integer"}
    raw = {
        table: [_raw(hide.row(record, row, table)) for record, row in rows]
        for table, rows in held.raw.items()
    }
    with tempfile.TemporaryDirectory(dir=target.absolute().parent, prefix=".kith-") as place:
        folder = Path(place)
        for name, (rows, types) in tables.items():
            _put(folder / "data" / f"{name}.csv", _csv(rows, types))
            _put(folder / "data" / f"{name}.jsonl", _lines(rows))
        for name, found in raw.items():
            _put(folder / "raw" / f"{name}.jsonl", _lines(found))
        counts = {name: len(rows) for name, (rows, _) in tables.items()}
        counts |= {f"raw {name}": len(rows) for name, rows in raw.items()}
        _put(folder / "README.md", _readme(held, shown, hide, counts, methods))
        _put(folder / "datapackage.json", _manifest(tables, raw))
        if foreign := sum(hide.foreign_in(path.read_text()) for path in folder.rglob("*.*")):
            raise NotClean(
                f"{foreign} addresses or numbers of others were still in it: nothing was written. "
                "Please report this."
            )
        _put(folder / sign.SIGNED, archive.checksums(folder))
        signature = sign.signature((folder / sign.SIGNED).read_bytes())
        _put(folder / "signature.json", sign.rendered(signature).decode())
        archive.pack(folder, target)
    return Answer(target, len(held.records()), counts, shown.left_out, hide.count)


def _raw(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in _ENVELOPE}


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream:
        stream.write(text)


def _csv(rows: Iterable[Row], types: dict[str, str]) -> str:
    told = io.StringIO()
    writer = csv.writer(told, lineterminator="\n")
    writer.writerow(types)
    writer.writerows(["" if row[name] is None else _said(row[name]) for name in types]
                     for row in rows)
    return told.getvalue()


def _lines(rows: Iterable[Row]) -> str:
    return "".join(
        json.dumps(row, ensure_ascii=False, default=_said, sort_keys=True) + "\n" for row in rows
    )


def _said(value: Any) -> str:
    """A value as text: instants in UTC, dates as ISO has them."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _manifest(tables: dict[str, tuple[list[Row], dict[str, str]]], raw: Iterable[str]) -> str:
    resources: list[dict[str, Any]] = [
        {
            "name": name.replace("_", "-"), "path": f"data/{name}.csv", "type": "table",
            "format": "csv", "mediatype": "text/csv", "encoding": "utf-8",
            "schema": {
                "fields": [{"name": column, "type": _TYPES.get(kind, "string")}
                           for column, kind in types.items()],
                "missingValues": [""],
            },
        }
        for name, (_, types) in tables.items()
    ]
    resources += [
        {"name": f"{name.replace('_', '-')}-{folder}-lines", "path": f"{folder}/{name}.jsonl",
         "type": "file", "format": "jsonl", "mediatype": "application/jsonl", "encoding": "utf-8"}
        for folder, names in (("data", tables), ("raw", raw)) for name in names
    ]
    return json.dumps({
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "what-is-held-of-you", "title": "What is held of you",
        "description": "README.md says in words what is in it and what isn't.",
        "created": _said(datetime.now(UTC).replace(microsecond=0)),
        "resources": resources,
    }, indent=2, ensure_ascii=False) + "\n"


def _readme(
    held: Held, shown: Shown, hide: Opaque, counts: dict[str, int], methods: Sequence[str]
) -> str:
    known = verify.methods()
    sources = sorted({(row["tool"], row["source_id"]) for rows in held.canon.values()
                      for row in rows})
    told = _details(held)
    consents = [
        f"- {_said(row['decided_at'])[:10] if row['decided_at'] else 'no date'}: "
        f"{row['channel_code']}: {row['status_code']} ({row['tool']} {row['record_id']})"
        for row in held.canon.get("consents", [])
    ]
    steps = [
        f"- {_said(row['occurred_at'])[:10] if row['occurred_at'] else 'no date'}: "
        f"{str(row['interaction_type_code']).replace('_', ' ')}"
        + (f", {str(row['result_code']).replace('_', ' ')}" if row["result_code"] else "")
        + f" ({row['tool']} {row['record_type']} {row['record_id']})"
        for row in held.journey
    ]
    lines = [
        "# What is held of you", "",
        "You asked what we hold of you. This is all of it that we could show to be yours, as of "
        f"{datetime.now(UTC):%Y-%m-%d}.", "",
        "You showed that it is you: " + "; ".join(known[code]["meaning"] for code in methods) + ".",
        "", "## What is in it", "",
        "- `data/`: our reading of it, a table a subject, as CSV and as JSON Lines. Each row names "
        "the tool, the record there, and the file and row it came in.",
        "- `raw/`: the same records as each tool sent them, every version we kept.",
        "- `data/identity.csv`: why we hold each record to be yours.", "",
        *(f"- {name}: {count:,}" for name, count in counts.items()), "",
        "## Where it comes from", "", *(f"- {tool}, account {source}" for tool, source in sources),
        "", "## What they say of you", "", *told, "", "## How you want to be contacted", "",
        *(consents or ["Nothing was ever noted."]), "", "## What happened, in order", "",
        *(steps or ["Nothing was ever noted."]), "", "## What is not in it", "",
        f"- Other people. Whoever wrote something down, recruited you or lives with you stands "
        f"here as `person-` and a number; {hide.count:,} times.",
        *(f"- {count:,} record{'s' * (count != 1)} that we hold to be yours and that nothing you "
          f"showed us proves to be. What links them: {why}. Show us another address, number or "
          "account of yours, and ask again." for why, count in sorted(shown.left_out.items())),
        "- What you made as a volunteer: calls, texts, answers, contacts. Ask for your package, or "
        "look at your own page; who may use it is there, too.",
        "- Lines of files that no program could read: nobody can say whose they are.",
        "- Notes and other records that their tool has deleted since. They stand in the exports we "
        "keep, and nothing reads them; forgetting you takes them out, too.", "",
        "`checksums.sha256` and `signature.json` show that nothing was changed since.", "",
    ]
    return hide.text("\n".join(lines))


def _details(held: Held) -> list[str]:
    shown = ("first_name", "middle_name", "last_name", "name_suffix", "email", "phone_e164",
             "birth_date", "gender", "street_address", "city", "region_code", "postal_code",
             "language_code")
    return [
        f"- {row['tool']} {row['record_type']} {row['record_id']}: "
        + (", ".join(f"{name.replace('_', ' ')} {_said(row[name])}" for name in shown
                     if row.get(name) is not None) or "nothing but that it is there")
        for row in held.canon.get("people", [])
    ]
