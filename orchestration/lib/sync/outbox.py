"""The outbox as it is published now, asked once more just before something is sent of it."""

from __future__ import annotations

from collections.abc import Sequence

from psycopg import sql
from psycopg.rows import dict_row

from orchestration.lib.sync.interface import Destination, Effect, Interface, Row
from orchestration.lib.sync.ledger import Connection, Intent, Key, refuse_amid_forgetting

_ROWS = """
    select * from {outbox}
    where destination_id = %s and fact_key = any(%s) order by occurred_at, fact_key
"""
# Taken back by whoever it is about since the marts were published.
_WITHDRAWN = """
    select source_id, record_type, record_id from landing.withdrawn_records as withdrawn
    inner join unnest(%s::text[], %s::text[], %s::text[])
        as told (source_id, record_type, record_id) using (source_id, record_type, record_id)
    where is_holder or organization_id = %s
"""

_RECORD = ("source_id", "record_type", "record_id")


class Outbox:
    """What the outbox says of some intents. A publication in between is noticed."""

    def __init__(
        self, connection: Connection, destination: Destination, how: Interface, key: Key
    ) -> None:
        self._connection, self._destination = connection, destination
        self._how, self._key = how, key
        self._published: object = None
        self._asked: set[str] = set()
        self._rows: dict[str, Row] = {}

    def look(self, intents: Sequence[Intent]) -> None:
        """Read the facts of these; ``effect`` and ``refusals`` are asked about them next."""
        self._asked = {each for intent in intents for each in intent.fact_keys}
        self._read()

    def look_if_new(self, intents: Sequence[Intent]) -> None:
        """The same, where their facts weren't read already."""
        if not self._asked.issuperset(each for intent in intents for each in intent.fact_keys):
            self.look(intents)

    def effect(self, intent: Intent) -> Effect | None:
        """What the intent would do by the facts as they are told now; None if one is no more."""
        rows = [self._rows[each] for each in intent.fact_keys if each in self._rows]
        if len(rows) < len(intent.fact_keys):
            return None
        # In the order in which they were planned.
        rows.sort(key=lambda row: (row["occurred_at"], row["fact_key"]))
        return self._how.effect(rows)

    def refusals(self, intents: Sequence[Intent]) -> dict[int, str]:
        """Which of these may not be sent any more, by number, and why, in a word.

        Of all of them by one publication: what comes amid it begins it anew. Raises ``Forgetting``.
        """
        while True:
            refuse_amid_forgetting(self._connection)
            if self._publication() != self._published:
                self._read()
            refused = {each.intent_id: why for each in intents if (why := self._refusal(each))}
            withdrawn = self._withdrawn()
            refused |= {
                each.intent_id: "withdrawn" for each in intents
                if each.intent_id not in refused and not withdrawn.isdisjoint(
                    _record(self._rows[key]) for key in each.fact_keys
                )
            }
            if self._publication() == self._published:
                return refused

    def _refusal(self, intent: Intent) -> str | None:
        effect = self.effect(intent)
        if effect is None:
            return "not_told"
        rows = [self._rows[each] for each in intent.fact_keys]
        for row in rows:
            if row["disposition_code"] != "send":
                return str(row["disposition_code"])
        if not intent.is_approved and any(row["is_approval_needed"] for row in rows):
            return "approval_needed"
        return None if self._key.payload(effect) == intent.payload_sha256 else "changed"

    def _withdrawn(self) -> set[tuple[str, ...]]:
        """The records of all these facts that were taken back."""
        records = [_record(row) for row in self._rows.values()]
        return {*self._connection.execute(_WITHDRAWN, [
            *([record[place] for record in records] for place in range(len(_RECORD))),
            self._destination.organization_id,
        ])}

    def _publication(self) -> object:
        """Which table is shown now: each publication brings another."""
        return self._connection.execute(
            "select to_regclass(%s)::oid", [f"marts.{self._how.outbox}"]
        ).fetchone()

    def _read(self) -> None:
        self._published = self._publication()
        query = sql.SQL(_ROWS).format(outbox=sql.Identifier("marts", self._how.outbox))
        with self._connection.cursor(row_factory=dict_row) as cursor:
            cursor.execute(query, [self._destination.destination_id, sorted(self._asked)])
            self._rows = {row["fact_key"]: row for row in cursor}


def _record(row: Row) -> tuple[str, ...]:
    return tuple(str(row[name]) for name in _RECORD)
