"""The faults: what is done to a good export, and who has to notice."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass

from orchestration.tests.faults.exports import DAY, PLANTED, Export, history

FILE, RECORD, EXPORT = "the file", "the record", "the export"
LANDING, FIRST = "landing", "first door"


TOOLS = ("mobilize", "van")


@dataclass(frozen=True)
class Fault:
    """A fault of an export. ``caught``: what has to notice it, by its rule or expectation.

    ``held``: what has to be held back. ``level``: of the standard, that the source promises.
    """

    told: str
    tool: str
    plant: Callable[[Export], None]
    gate: str
    caught: str
    held: str
    level: int | None = None


# ── What landing refuses ──────────────────────────────────────────────────────────────────────


def _in_place_of(name: str, content: bytes, ending: str = "csv") -> Callable[[Export], None]:
    def plant(export: Export) -> None:
        export.tables, export.files = {}, {f"{name}_{DAY}.{ending}": content}

    return plant


def _cut_archive(export: Export) -> None:
    export.only("users")
    packed = gzip.compress(export.text("users").encode())
    _in_place_of("users", packed[: len(packed) // 2], "csv.gz")(export)


def _replaced(name: str, old: str, new: str) -> Callable[[Export], None]:
    return lambda export: export.spoil(name, old, new)


def _without_header(export: Export) -> None:
    export.only("users")
    body = export.text("users").split("\n", 1)[1]
    _in_place_of("users", body.encode())(export)


def _of_another_tool(export: Export) -> None:
    _in_place_of("users", b"contactscontactid,vanid,datecanvassed,resultid\n1,2,2026-01-01,3\n")(
        export
    )


def _forbidden(export: Export) -> None:
    export.only("users")
    header, rest = export.text("users").split("\n", 1)
    rows = "".join(f"{row},{PLANTED}\n" for row in rest.splitlines())
    _in_place_of("users", f"{header},ssn\n{rows}".encode())(export)


# ── What landing sets aside ───────────────────────────────────────────────────────────────────


def _added(name: str, line: str) -> Callable[[Export], None]:
    return lambda export: export.spoil(name, new=f"{line}\n")


def _bytes_added(line: bytes) -> Callable[[Export], None]:
    def plant(export: Export) -> None:
        export.only("contacts")
        _in_place_of("contacts", export.text("contacts").encode() + line)(export)

    return plant


def _second_header(export: Export) -> None:
    export.spoil("contacts", new=export.text("contacts").split("\n", 1)[0] + "\n")


def _another_id(value: str) -> Callable[[Export], None]:
    def plant(export: Export) -> None:
        export.only("contacts").append({"vanid": value, "firstname": PLANTED})

    return plant


# ── What is held for how much there is ────────────────────────────────────────────────────────


def _first_rows(name: str, count: int) -> Callable[[Export], None]:
    def plant(export: Export) -> None:
        del export.only(name)[count:]

    return plant


def _everything_at_once(export: Export) -> None:
    rows = export.only("contactscontacts")
    export.tables["contactscontacts"] = [
        row | {"contactscontactid": f"{row['contactscontactid']}{n}", "resultid": PLANTED,
               "datecreated": f"2025-11-{n:02d} 10:00:00"}
        for row in rows for n in range(1, 29)
    ]  # fmt: skip


def _many_broken_lines(export: Export) -> None:
    export.only("contacts")
    lines = export.text("contacts").splitlines()
    spoilt = [line + ",,," if at % 3 == 1 else line for at, line in enumerate(lines)]
    _in_place_of("contacts", "\n".join(spoilt).encode())(export)


def _of_day(day: str) -> Callable[[Export], None]:
    def plant(export: Export) -> None:
        export.only("users")
        export.day = day

    return plant


# ── What is held for its ids ──────────────────────────────────────────────────────────────────


def _one_id_for_many(export: Export) -> None:
    rows = export.only("contacts")
    for row in rows[:10]:
        row |= {"vanid": rows[0]["vanid"], "middlename": PLANTED}


def _ids_given_away(export: Export) -> None:
    for row in export.only("users")[:60]:
        row |= {
            "given_name": PLANTED, "family_name": f"Z{row['id']}", "phone_number": "860-555-0199",
            "email_address": f"{row['id']}@other.example", "created_date": "2025-12-30 01:00:00+00",
        }  # fmt: skip


def _contacts_given_away(export: Export) -> None:
    rows = export.only("contacts")
    for row in rows:
        row |= {
            "firstname": PLANTED, "lastname": f"Z{row['vanid']}", "dob": "2001-01-01",
            "datecreated": "2025-12-30 01:00:00",
        }  # fmt: skip


def _attempts_given_away(export: Export) -> None:
    rows = export.only("contactscontacts")
    for at, row in enumerate(rows):
        row |= {
            "contactscontactid": str(900_000 + at), "vanid": str(100_059 - at % 20),
            "resultid": PLANTED,
        }  # fmt: skip


def _people_numbered_anew(export: Export) -> None:
    rows = history("van")[-1].tables["contacts"]
    export.tables = {"contacts": [row | {"vanid": f"9{row['vanid']}"} for row in rows]}


def _some_numbered_anew(export: Export) -> None:
    rows = export.only("events")
    old = history("mobilize")[0].tables["events"]
    rows[:] = [row | {"id": f"9{row['id']}"} if at < 10 else row for at, row in enumerate(old)]


def _attempts_numbered_anew(export: Export) -> None:
    rows = history("van")[-1].tables["contactscontacts"]
    export.tables = {
        "contactscontacts": [
            row | {"contactscontactid": f"9{row['contactscontactid']}"} for row in rows
        ]
    }


def _ids_as_excel_writes_them(export: Export) -> None:
    for row in export.only("contacts"):
        row |= {"vanid": "1.00E+05", "middlename": PLANTED}


def _zeros_lost(export: Export) -> None:
    _people_numbered_anew(export)
    for row in export.tables["contacts"]:
        row["vanid"] = row["vanid"][-2:].lstrip("0") or "100"


def _doubled(export: Export) -> None:
    rows = export.only("contactscontacts")
    rows += [
        row | {"contactscontactid": f"8{row['contactscontactid']}"} for row in rows
    ]


def _of_another_account(export: Export) -> None:
    for row in export.only("users"):
        row |= {"membership_id": f"77{row['membership_id']}", "given_name": PLANTED}


def _all_deleted(export: Export) -> None:
    rows = history("van")[-1].tables["contacts"]
    export.tables = {"contacts": [row | {"datesuppressed": "2026-01-01 20:00:00"} for row in rows]}


# ── What is held for what it refers to ────────────────────────────────────────────────────────


def _changed(name: str, column: str, value: str) -> Callable[[Export], None]:
    """``{}`` in the value stands for what was there."""

    def plant(export: Export) -> None:
        for row in export.only(name):
            row[column] = value.format(row.get(column, ""))

    return plant


# ── What is held for its times and forms ──────────────────────────────────────────────────────


def _five_hours_on(export: Export) -> None:
    for row in export.only("users"):
        day, clock = row["created_date"].split(" ")
        row["created_date"] = f"{day} {(int(clock[:2]) + 5) % 24:02d}{clock[2:]}"


def _day_before_month(export: Export) -> None:
    for row in export.only("users"):
        year, month, rest = row["created_date"].split("-", 2)
        row["created_date"] = f"{year}-{rest[:2]}-{month}{rest[2:]}"


def _swapped(name: str, one: str, other: str) -> Callable[[Export], None]:
    def plant(export: Export) -> None:
        for row in export.only(name):
            row[one], row[other] = row[other], row[one]

    return plant


def _shifted(export: Export) -> None:
    rows = export.only("users")
    columns = list(rows[0])
    for row in rows:
        values = [row[column] for column in columns[2:]]
        row |= dict(zip(columns[2:], [values[-1], *values[:-1]], strict=True))


def _garbled(export: Export) -> None:
    for row in export.only("contacts")[::3]:
        row["lastname"] = "Muñoz".encode().decode("latin-1")


# ── What is held for a promise of the standard ────────────────────────────────────────────────


def _row_changed(name: str, **values: str) -> Callable[[Export], None]:
    def plant(export: Export) -> None:
        export.only(name)[-1].update(values)

    return plant


def _id_twice(export: Export) -> None:
    rows = export.only("contactscontacts")
    rows.append(rows[0] | {"resultid": PLANTED})


FAULTS = [
    Fault("An empty file", "mobilize", _in_place_of("users", b""),
          LANDING, "empty_file", FILE),
    Fault("A log-in page, saved as the export", "mobilize",
          _in_place_of("users", b"<!doctype html><html><body>Log in</body></html>"),
          LANDING, "web_page", FILE),
    Fault("A compressed file, cut off", "mobilize", _cut_archive, LANDING, "damaged_archive", FILE),
    Fault("A column is missing", "mobilize", _replaced("users", ",email_address,", ",e_m,"),
          LANDING, "missing_column", FILE),
    Fault("Two columns have one name", "mobilize",
          _replaced("users", ",globally_blocked_date", ",email_address"),
          LANDING, "repeated_column", FILE),
    Fault("No header line", "mobilize", _without_header, LANDING, "unknown_header", FILE),
    Fault("Another tool's export in the source's folder", "mobilize", _of_another_tool,
          LANDING, "unknown_header", FILE),
    Fault("A column of Social Security numbers", "mobilize", _forbidden,
          LANDING, "forbidden_column", FILE),
    Fault("A record without an id", "van", _another_id(""), LANDING, "no_record_id", RECORD),
    Fault("A record whose id is a word for none", "van", _another_id("null"),
          LANDING, "no_record_id", RECORD),
    Fault("A record with more fields than the header", "van",
          _added("contacts", f"77,{PLANTED}" + "," * 40), LANDING, "wrong_width", RECORD),
    Fault("A last line that was cut off", "van", _added("contacts", f"77,{PLANTED}"),
          LANDING, "wrong_width", RECORD),
    Fault("Letters in another encoding", "van",
          _bytes_added(b"77,Jos\xe9 " + PLANTED.encode() + b"," * 14 + b"\n"),
          LANDING, "undecodable", RECORD),
    Fault("A NUL byte within a field", "van",
          _bytes_added(b"77,\x00" + PLANTED.encode() + b"," * 14 + b"\n"),
          LANDING, "nul_byte", RECORD),
    Fault("Two exports in one file, header and all", "van",
          _second_header,
          LANDING, "repeated_header", RECORD),
    Fault("Half of a whole export", "mobilize", _first_rows("users", 90),
          FIRST, "share_of_previous", EXPORT),
    Fault("A whole export that holds a header alone", "mobilize", _first_rows("users", 0),
          FIRST, "share_of_previous", EXPORT),
    Fault("A whole export without its last tenth", "mobilize", _first_rows("users", 175),
          FIRST, "share_vanished", EXPORT),
    Fault("Everything there ever was, as if it were new", "van", _everything_at_once,
          FIRST, "times_largest", EXPORT),
    Fault("A third of the lines broken", "van", _many_broken_lines,
          FIRST, "share_quarantined", EXPORT),
    Fault("An export dated years ahead", "mobilize", _of_day("20990101"),
          FIRST, "hours_in_the_future", EXPORT),
    Fault("An export dated before its own records", "mobilize", _of_day("20250301"),
          FIRST, "is_time_past", EXPORT),
    Fault("One id on many records", "van", _one_id_for_many,
          FIRST, "load_and_record_id", EXPORT),
    Fault("Ids that a spreadsheet rounded", "van", _ids_as_excel_writes_them,
          FIRST, "load_and_record_id", EXPORT),
    Fault("Ids given to other people, in a whole export", "mobilize", _ids_given_away,
          FIRST, "share_other_person", EXPORT),
    Fault("Ids given to other people, in an export of changes", "van", _contacts_given_away,
          FIRST, "share_other_person", EXPORT),
    Fault("Contact attempts' ids given to other attempts", "van", _attempts_given_away,
          FIRST, "share_other_person", EXPORT),
    Fault("People numbered anew, nothing else changed", "van", _people_numbered_anew,
          FIRST, "share_renumbered", EXPORT),
    Fault("Contact attempts sent again under new ids", "van", _attempts_numbered_anew,
          FIRST, "share_renumbered", EXPORT),
    Fault("Ids without their leading zeros", "van", _zeros_lost,
          FIRST, "share_renumbered", EXPORT),
    Fault("Each contact attempt twice, under two new ids", "van", _doubled,
          FIRST, "share_doubled", EXPORT),
    Fault("Another account's people in place of this one's", "mobilize", _of_another_account,
          FIRST, "share_vanished", EXPORT),
    Fault("Everybody marked as deleted", "van", _all_deleted, FIRST, "share_deleted", EXPORT),
    Fault("A few events of a whole export numbered anew", "mobilize", _some_numbered_anew,
          FIRST, "share_renumbered", EXPORT),
    Fault("Contact attempts about people nobody has told of", "van",
          _changed("contactscontacts", "vanid", "55{}"), FIRST, "share_lost_person_record_id",
          EXPORT),
    Fault("Sign-ups about people nobody has told of", "van",
          _changed("eventsignups", "vanid", "MY{}"), FIRST, "share_lost_person_record_id", EXPORT),
    Fault("Sign-ups for events nobody has told of", "van",
          _changed("eventsignups", "eventid", "{}00"), FIRST, "share_lost_event_id", EXPORT),
    Fault("Records of a day that is still to come", "mobilize",
          _changed("users", "modified_date", "2031-05-01 10:00:00+00"),
          FIRST, "is_time_past", EXPORT),
    Fault("Records made in 1970", "van", _changed("contacts", "datecreated", "1970-01-01"),
          FIRST, "is_time_of_the_tool", EXPORT),
    Fault("Times in another time zone than before", "mobilize", _five_hours_on,
          FIRST, "share_moved", EXPORT),
    Fault("Day and month changed places", "mobilize", _day_before_month,
          FIRST, "share_moved", EXPORT),
    Fault("A column came empty: no emails any more", "mobilize",
          _changed("users", "email_address", ""), FIRST, "share_emptied", EXPORT),
    Fault("Email and phone changed places", "mobilize",
          _swapped("users", "email_address", "phone_number"), FIRST, "is_email_formed", EXPORT),
    Fault("Names and phones changed places", "mobilize",
          _swapped("users", "given_name", "phone_number"), FIRST, "is_name_formed", EXPORT),
    Fault("All columns but the ids shifted by one", "mobilize", _shifted,
          FIRST, "is_email_formed", EXPORT),
    Fault("Accents garbled by another program", "van", _garbled,
          FIRST, "is_name_whole", EXPORT),
    Fault("Level 1 promised, and one id stands twice", "van", _id_twice,
          FIRST, "share_record_id_unique", EXPORT, level=1),
    Fault("Level 1 promised, and an attempt names no person", "van",
          _row_changed("contactscontacts", vanid="", resultid=PLANTED),
          FIRST, "share_person_linked", EXPORT, level=1),
    Fault("Level 1 promised, and cells hold formulas", "van",
          _changed("contacts", "middlename", f"=1+1+{PLANTED}"), FIRST, "share_values_only",
          EXPORT, level=1),
    Fault("Level 2 promised, and times lack their zone", "van",
          _changed("contactscontacts", "resultid", PLANTED), FIRST, "share_instants_zoned",
          EXPORT, level=2),
]  # fmt: skip

# What all of the others are compared with: nothing is wrong, and nothing may be found.
WITHOUT_FAULT = [Fault(tool, tool, lambda export: None, "", "", "") for tool in TOOLS]
