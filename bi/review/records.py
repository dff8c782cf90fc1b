"""What records say, personal values included: for the steward's page and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import psycopg

_NAMES = ("first_name", "middle_name", "last_name", "name_suffix")
FIELDS = {
    "name": "Name",
    "email": "Email",
    "phone_e164": "Phone",
    "birth_date": "Birth date",
    "gender": "Gender",
    "street_address": "Street",
    "city": "City",
    "region_code": "State",
    "postal_code": "Postal code",
    "language_code": "Language",
    "ids": "Ids",
    "created_at": "First seen",
}


@dataclass(frozen=True)
class Record:
    """A person record: which one it is, which source it comes from, and what it says by field."""

    key: str
    source_id: str
    said: dict[str, str]


def read(connection: psycopg.Connection[Any], keys: Iterable[str]) -> dict[str, Record]:
    """These records by key. One that only other rows name says nothing."""
    rows = connection.execute(
        """
        select
            found.record_key, found.source_id, first_name, middle_name, last_name,
            name_suffix, email, phone_e164, birth_date::text, gender, street_address, city,
            region_code, postal_code, language_code, created_at::date::text
        from identity.record_persons as found
        left join canon.people as people
            on found.source_id = people.source_id and found.record_type = people.record_type
            and found.record_id = people.record_id
        where found.record_key = any(%s)
        """,
        [sorted(set(keys))],
    ).fetchall()
    ids = _ids(connection, [row[0] for row in rows])
    columns = [*_NAMES, "email", "phone_e164", "birth_date", "gender", "street_address", "city",
               "region_code", "postal_code", "language_code", "created_at"]
    found = {}
    for key, source_id, *values in rows:
        told = {column: value for column, value in zip(columns, values, strict=True) if value}
        name = " ".join(told.pop(column) for column in _NAMES if column in told)
        extra = {"name": name, "ids": "\n".join(ids.get(key, ()))}
        said = {field: value for field, value in (told | extra).items() if value}
        found[key] = Record(key, source_id, said)
    return found


def _ids(connection: psycopg.Connection[Any], keys: list[str]) -> dict[str, list[str]]:
    """Further emails, phones and ids of these records, as `kind: value`."""
    rows = connection.execute(
        """
        select distinct found.record_key,
            replace(identifier_type, '_', ' ') || ': ' || identifier_value
        from identity.record_persons as found
        inner join canon.identifiers as ids
            on found.source_id = ids.source_id and found.record_type = ids.person_record_type
            and found.record_id = ids.person_record_id
        where found.record_key = any(%s) and identifier_value is not null
        order by 1, 2
        """,
        [keys],
    )
    found: dict[str, list[str]] = {}
    for key, told in rows:
        found.setdefault(key, []).append(told)
    return found
