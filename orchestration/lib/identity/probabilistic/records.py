"""What the probabilistic tier reads from the warehouse: guarded records, pairs the rules judged."""

from __future__ import annotations

import io
from typing import Any

import psycopg
import pyarrow as pa
import pyarrow.csv as pa_csv

# Kinds of evidence that may be left out in turn, and by which compared field.
HELD_OUT = {
    "birth_date": "birth_date",
    "emails": "email",
    "phones": "phone",
    "identifiers": "identifier",
}

# A contact point that is no evidence (a crowd's, a role's, a placeholder) is not given at all;
# several come as one text, parted by a character that no value holds.
_RECORDS = """
with points as (
    select
        mentions.record_key,
        string_agg(contact_point, e'\\x1f' order by contact_point collate "C")
            filter (where mentions.match_type = 'email') as emails,
        string_agg(contact_point, e'\\x1f' order by contact_point collate "C")
            filter (where mentions.match_type = 'phone') as phones,
        string_agg(mentions.value_key::text, e'\\x1f' order by mentions.value_key)
            filter (where mentions.match_type = 'identifier') as identifiers
    from identity.match_keys as mentions
    left join identity.shared_values as shared using (judged_key)
    where coalesce(shared.is_evidence, true)
        and mentions.match_type in ('email', 'phone', 'identifier')
    group by mentions.record_key
)
select
    records.record_key,
    records.first_name_key as first_name,
    records.first_group_key as first_group,
    records.last_name_key as last_name,
    records.last_root_key as last_root,
    count(*) over (partition by records.first_name_key) as first_name_count,
    count(*) over (partition by records.last_root_key) as last_name_count,
    records.birth_date,
    records.postal_code,
    records.address_key as address,
    lower(people.street_address) as street,
    lower(people.city) as city,
    points.emails,
    points.phones,
    points.identifiers
from identity.person_records as records
left join canon.people using (source_id, record_type, record_id)
left join points using (record_key)
"""

# What the rules alone say, before any model: their weights of each kind added up, and of which
# that is each kind's that is left out in turn.
_RULED = f"""
with strongest as (
    select
        left_record_key,
        right_record_key,
        rules.kind_name,
        max(rules.weight) as weight
    from identity.record_pairs
    inner join registry.identity_rules as rules using (match_type, agreement_code)
    group by 1, 2, 3
)
select
    left_record_key as one,
    right_record_key as other,
    sum(weight)::int as weight,
    {", ".join(
        f"coalesce(sum(weight) filter (where kind_name = '{kind}'), 0)::int as {name}"
        for name, kind in HELD_OUT.items()
    )}
from strongest
group by 1, 2
"""

_CLAIMS = "select record_key, claim_type, claim_key from identity.exclusive_claims"


def records(connection: psycopg.Connection[Any]) -> pa.Table:
    """Person records as they are compared; texts, and null where nothing is known.

    In the order of their keys, whatever order the warehouse holds them in: of links equally
    strong the first holds, and the same records must give the same people.
    """
    found = _table(connection, _RECORDS, numbers=("first_name_count", "last_name_count"))
    return found.sort_by("record_key")


def ruled_pairs(connection: psycopg.Connection[Any]) -> pa.Table:
    """Pairs the rules weigh: one, other, weight, and of it what each kind of ``HELD_OUT`` adds.

    What speaks against a pair is not subtracted: claims do that, cluster by cluster.
    """
    return _table(connection, _RULED, numbers=("weight", *HELD_OUT))


def claims(connection: psycopg.Connection[Any]) -> pa.Table:
    """What a person has only one of: record_key, claim_type, claim_key."""
    return _table(connection, _CLAIMS)


def limit(connection: psycopg.Connection[Any], limit_id: str) -> float:
    """A limit of seeds/registry/identity_limits.csv."""
    query = "select limit_value from registry.identity_limits where limit_id = %s"
    row = connection.execute(query, [limit_id]).fetchone()
    assert row is not None, f"the seed identity_limits lacks {limit_id}"
    return float(row[0])


def _table(
    connection: psycopg.Connection[Any], query: str, numbers: tuple[str, ...] = ()
) -> pa.Table:
    """A query's rows by COPY: texts, but for the columns that are numbers."""
    buffer = io.BytesIO()
    command = f"copy ({query}) to stdout (format csv, header)"
    with connection.cursor().copy(command.encode()) as rows:
        for block in rows:
            buffer.write(block)
    buffer.seek(0)
    header = buffer.readline().decode().strip().split(",")
    buffer.seek(0)
    kinds = {name: pa.int64() if name in numbers else pa.string() for name in header}
    return pa_csv.read_csv(
        buffer,
        convert_options=pa_csv.ConvertOptions(
            column_types=kinds, strings_can_be_null=True, quoted_strings_can_be_null=False
        ),
        parse_options=pa_csv.ParseOptions(newlines_in_values=True),
    )
