"""A declared column of JSON may stand deeper in the record than its own keys."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from orchestration.lib.landing.declarations import DeclarationError
from orchestration.tests.conftest import Declare
from orchestration.tests.landing.toy import land, latest, quarantined

pytestmark = pytest.mark.usefixtures("empty_landing")

_DECLARATION = """\
      - name: visits
        config: {meta: {files: ["visits*.json*"], record_id: [id]}}
        columns:
          - name: id
          - {name: guest, data_type: jsonb}
          - {name: guest_id, config: {meta: {at: guest.id}}}
          - {name: emails, data_type: jsonb, config: {meta: {at: guest.reached.emails}}}
"""


def test_what_stands_deeper_lands_as_it_was_sent(
    declare: Declare, ledger: psycopg.Connection, tmp_path: Path
) -> None:
    declare(_DECLARATION)
    emails = '[{"at": "é@mail.example", "weight": 1.50}, null, true]'
    load = land(
        tmp_path, "visits.json",
        (
            '[{"id": 1, "guest": {"id": 12345678901234567890, "reached": {"emails": '
            + emails
            + '}}}, {"id": 2, "guest": {"id": null, "reached": "nobody"}},'
            ' {"id": 3, "guest": null}, {"id": 4, "guest": {"id": {"of": "a"}}}]'
        ).encode(),
    )  # fmt: skip
    assert quarantined(ledger, load) == []
    told = [row[:-1] for row in latest(ledger, "visits", "guest_id, emails::text")]
    assert told == [
        ("1", "12345678901234567890", emails),
        ("2", None, None),
        ("3", None, None),
        ("4", '{"of": "a"}', None),
    ]


def test_a_record_is_not_known_by_what_stands_deeper(declare: Declare) -> None:
    with pytest.raises(DeclarationError, match="guest_id"):
        declare(_DECLARATION.replace("record_id: [id]", "record_id: [guest_id]"))
