"""A small package, made by hand, which tests change before or after it is signed."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from orchestration.lib.packages import archive, layout, sign

VOLUNTEER = "v_" + "0" * 31 + "1"
EXPORTED_AT = "2026-05-02T04:00:00Z"
# What does harm where somebody lets it: each is a text like any other here.
HOSTILE = (
    "=HYPERLINK(\"https://bad.example\",\"x\")", "'; drop schema raw cascade; --",
    "{{ env_var('KITH_DATABASE_URL') }}", "{% raw %}", "@SUM(1+1)*cmd|' /C calc'!A0",
    "<script>alert(1)</script>", "\\copy landing.loads to '/tmp/x'", "${jndi:ldap://bad.example}",
)

Rows = dict[str, list[dict[str, str]]]
Files = dict[str, bytes]


def number(value: int) -> str:
    """An opaque id."""
    return f"{value:032x}"


def rows(volunteer: str = VOLUNTEER, exported_at: str = EXPORTED_AT, first: int = 0) -> Rows:
    """The records of a volunteer's package: two contacts, one of them recruited, and two others.

    ``first``: where the numbers of its records begin.
    """
    shared = {
        "source_system": "kith", "source_instance": volunteer, "origin_system": "spoke",
        "collected_by_type": "volunteer", "collected_by_id": volunteer,
        "exported_at": exported_at, "modified_at": "2026-05-01T18:00:00Z",
        "owner_organization_id": "county_organizers", "side_code": "independent",
    }
    no_consent = {f"{by}_consent_code": "undecided" for by in ("email", "phone", "text")}
    # The names of the second contact do nothing to whoever reads them.
    named = [
        ("volunteer", volunteer, {"first_name": "Imani", "last_name": "Brooks",
                                  "email": "imani@mail.example", "phone": "+16145550119"}),
        ("contact", number(first + 11), {"first_name": "Ana", "last_name": "Quinn",
                                         "email": "ana.quinn@mail.example"}),
        ("contact", number(first + 12), {"first_name": HOSTILE[0], "last_name": HOSTILE[1]}),
        ("person", number(first + 13), {}),
        ("person", number(first + 14), {}),
    ]
    people = [
        shared | no_consent | {"record_type": kind, "record_id": record,
                  "origin_id": number(first + 900 + n),
                  "created_at": "2026-03-01T14:30:00Z", **told}
        for n, (kind, record, told) in enumerate(named)
    ]
    subjects = [(kind, record) for kind, record, _ in named[1:]]
    interactions = [
        shared | {
            "record_type": "contact_attempt", "record_id": number(first + 100 + n),
            "origin_id": number(first + 800 + n), "happened_at": f"2026-05-01T1{n}:00:00Z",
            "person_record_type": kind, "person_record_id": record,
            "interaction_type": "contact_attempt", "channel_code": "text",
            "direction_code": "to_them", "program_code": "text", "result_code": "replied",
            "result_raw": "replied",
        }
        for n, (kind, record) in enumerate(subjects)
    ]
    interactions.append(shared | {
        "record_type": "survey_answer", "record_id": number(first + 200),
        "origin_id": number(first + 801), "happened_at": "2026-05-01T16:00:00Z",
        "person_record_type": "contact", "person_record_id": number(first + 11),
        "interaction_type": "survey_response", "channel_code": "text",
        "direction_code": "by_them", "program_code": "text", "question_id": number(1),
        "question_name": HOSTILE[2], "response_id": number(2), "response_name": HOSTILE[4],
    })
    relationships = [shared | {
        "record_type": "relationship", "record_id": number(first + 300),
        "origin_id": number(first + 802), "person_record_type": "contact",
        "person_record_id": number(first + 11), "related_record_type": "volunteer",
        "related_record_id": volunteer, "relationship_code": "recruited",
    }]
    return {"people": people, "interactions": interactions, "relationships": relationships,
            "merges": []}


def files(told: Rows, volunteer: str = VOLUNTEER, exported_at: str = EXPORTED_AT) -> Files:
    """Every file of the package but the checksums and the signature."""
    found: Files = {}
    for table in layout.TABLES:
        columns = layout.columns(table)
        whole = [{column: row.get(column, "") for column in columns} for row in told[table]]
        written = io.StringIO()
        writer = csv.DictWriter(written, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(whole)
        found[f"data/{table}.csv"] = written.getvalue().encode()
        if table in layout.WITH_LINES:
            found[f"data/{table}.jsonl"] = "".join(
                json.dumps({key: value or None for key, value in row.items()}) + "\n"
                for row in whole
            ).encode()
    for row in told["people"]:
        if row["record_type"] == "contact":
            found[f"contacts/{row['record_id']}.json"] = as_json(["vcard", [row["record_id"]]])
    found |= {"README.md": b"# A package\n", "resume.json": b"{}\n", "provenance.json": b"{}\n",
              "osdi/osdi_people.json": b"{}\n"}
    found["datapackage.json"] = as_json(manifest(found, volunteer, exported_at))
    return found


def manifest(found: Files, volunteer: str = VOLUNTEER, exported_at: str = EXPORTED_AT) -> Any:
    """What ``datapackage.json`` says of the tables."""
    return {
        "name": "package", "created": exported_at,
        "kith": {"format_version": layout.FORMAT_VERSION, "volunteer_id": volunteer},
        "resources": [
            {"name": path.partition("/")[2], "path": path, "bytes": len(content),
             "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}
            for path, content in sorted(found.items()) if path.startswith("data/")
        ],
    }


def as_json(said: Any) -> bytes:
    return (json.dumps(said, indent=2) + "\n").encode()


def signed(found: Files, change: Callable[[Files], object] = lambda _: None) -> Files:
    """The files with their checksums and the home's signature.

    ``change``: what is done between the two.
    """
    sums = "".join(
        f"{hashlib.sha256(found[path]).hexdigest()}  {path}\n" for path in sorted(found)
    )
    whole = found | {"checksums.sha256": sums.encode()}
    change(whole)
    return whole | {
        "signature.json": sign.rendered(sign.signature(whole["checksums.sha256"]))
    }


def packed(found: Files, folder: Path, name: str = "package.zip") -> Path:
    """The files as an archive, written as a package is."""
    place = folder / f"{name}.files"
    for path, content in found.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_bytes(content)
    archive.pack(place, folder / name)
    return folder / name


def package(folder: Path, name: str = "package.zip", **kwargs: Any) -> Path:
    """A package that is as it should be; see ``rows``."""
    told = rows(**kwargs)
    kwargs.pop("first", None)
    return packed(signed(files(told, **kwargs)), folder, name)
