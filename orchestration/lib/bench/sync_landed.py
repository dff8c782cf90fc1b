"""What lands of the stand-in's own records, read from the file it keeps them in.

As ``van_landed`` reads it from canon, once VAN's exports were landed and built: by their VANID of
today, and by those that were merged into it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from orchestration.lib.sync import van_effects
from orchestration.lib.sync.interface import Seen

_SPACE = 1


def seen(state: Path, targets: Sequence[str]) -> Iterator[Seen]:
    """The traces of these VANIDs."""
    with closing(sqlite3.connect(f"file:{state}?mode=ro", uri=True)) as connection:
        rows = {
            kind: [json.loads(data) for (data,) in connection.execute(
                "select data from records where kind = ? and space = ?", [kind, _SPACE])]
            for kind in ("contactsdeduped", "contactscontacts", "contactsactivistcodes",
                         "eventsignups", "contactsphones", "contactsemails")
        }
    known_as = {each: {each} for each in targets}
    for merge in rows["contactsdeduped"]:
        if (gone := str(merge["dupvanid"])) in known_as:
            known_as.setdefault(str(merge["vanid"]), set()).add(gone)
    for kind, row in _living(rows):
        for told in known_as.get(str(row["vanid"]), ()):
            yield _seen(kind, row, told)


def _living(rows: dict[str, list[dict[str, Any]]]) -> Iterator[tuple[str, dict[str, Any]]]:
    return (
        (kind, row) for kind, listed in rows.items() if kind != "contactsdeduped"
        for row in listed if not row.get("datesuppressed") and not row.get("isdeleted")
    )


def _seen(kind: str, row: dict[str, Any], vanid: str) -> Seen:
    match kind:
        case "contactscontacts":
            on = datetime.fromisoformat(row["datecanvassed"]).date()
            trace = van_effects.canvass_trace(vanid, row["contacttypeid"], row["resultid"], on)
            return Seen(trace, str(row["contactscontactid"]))
        case "contactsactivistcodes":
            trace = van_effects.code_trace(vanid, row["activistcodeid"])
            return Seen(trace, str(row["contactsactivistcodeid"]))
        case "eventsignups":
            trace = van_effects.sign_up_trace(
                vanid, row["eventid"], row["eventshiftid"], row["statusid"])
            return Seen(trace, str(row["eventsignupid"]))
        case "contactsphones":
            trace = van_effects.detail_trace(vanid, "phone", f"+1{row['phone']}")
            return Seen(trace, str(row["contactsphoneid"]))
    trace = van_effects.detail_trace(vanid, "email", str(row["email"]).lower())
    return Seen(trace, str(row["contactsemailid"]))
