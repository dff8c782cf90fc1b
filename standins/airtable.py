"""A stand-in for what is read of Airtable's web API.

Facts, from Airtable's reference (airtable.com/developers/web/api: list records, get base schema,
rate limits):

- a bearer token; 401 without one, 404 for a base or table that isn't there or isn't shown to it;
- `GET meta/bases/{base}/tables` lists the tables, each with `id` and `name`;
- `GET {base}/{table}` lists records, `pageSize` at once (100 by default and at most) and an
  `offset` where more follow; a record has `id`, `createdTime` and `fields`, in which what is empty
  is left out;
- an offset expires, and is then refused with 422 `LIST_RECORDS_ITERATOR_NOT_AVAILABLE`;
- five calls a second of one base, then 429 for half a minute.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from standins.limits import Limit
from standins.server import Refused, Request, Response, StandIn, endpoint

KEY = "patstandin0000000.secret"
BASE = "appStandIn0000000"
_PAGE_SIZE = 100
_OFFSET_LIVES = timedelta(minutes=10)


class Airtable(StandIn):
    """One base's tables."""

    root = "/v0/"

    def __init__(self, **settings: Any) -> None:
        super().__init__(**{"limits": [Limit(5, 1.0, f"GET /v0/{BASE}/*")], **settings})

    def keep_table(self, id: str, name: str) -> None:
        """Have a table."""
        with self.store.transaction():
            self.store.put("tables", 0, id, {"id": id, "name": name}, self.clock.now())

    def keep(self, table: str, id: str, **fields: Any) -> None:
        """Have a record in a table."""
        created = f"{self.clock.now():%Y-%m-%dT%H:%M:%S.000Z}"
        with self.store.transaction():
            old = self.store.get("records", 0, id) or {"createdTime": created}
            record = {"id": id, "createdTime": old["createdTime"], "fields": fields}
            self.store.put("records", 0, id, record, self.clock.now(), owner=table)

    def delete(self, id: str) -> None:
        """Delete a record: nothing is told of it any more."""
        with self.store.transaction():
            self.store.remove("records", 0, id)

    def caller_of(self, request: Request) -> None:
        """Refuse who doesn't have the token."""
        if request.headers.get("authorization") != f"Bearer {KEY}":
            raise self.refuse(401, "AUTHENTICATION_REQUIRED")
        request.caller = request.key = "token"

    def refuse(self, status: int, text: str, headers: dict[str, str] | None = None) -> Refused:
        """An error as Airtable words it."""
        return Refused(Response(status, {"error": {"type": text}}, headers or {}))

    @endpoint("GET", "meta/bases/{base}/tables")
    def tables(self, request: Request, base: str) -> Response:
        """The tables of the base."""
        self._is_base(base)
        return Response(200, {"tables": self.store.all("tables", 0)})

    @endpoint("GET", "{base}/{table}")
    def records(self, request: Request, base: str, table: str) -> Response:
        """A page of a table's records."""
        self._is_base(base)
        if self.store.get("tables", 0, table) is None:
            raise self.refuse(404, "TABLE_NOT_FOUND")
        size = int(request.one("pageSize", str(_PAGE_SIZE)))
        if not 0 < size <= _PAGE_SIZE:
            raise self.refuse(422, "INVALID_PAGE_SIZE")
        first = self._place(request.one("offset"))
        found = [record for _, record in self.store.of("records", 0, table)]
        answer: dict[str, Any] = {"records": found[first : first + size]}
        if first + size < len(found):
            answer["offset"] = f"itr{self.chance.getrandbits(32):08x}"
            kept = {"place": first + size}
            self.store.put("offsets", 0, answer["offset"], kept, self.clock.now())
        return Response(200, answer)

    def _place(self, offset: str) -> int:
        if not offset:
            return 0
        kept, at = self.store.get("offsets", 0, offset), self.store.created("offsets", 0, offset)
        if kept is None or at is None or self.clock.now() > at + _OFFSET_LIVES:
            raise self.refuse(422, "LIST_RECORDS_ITERATOR_NOT_AVAILABLE")
        return int(kept["place"])

    def _is_base(self, base: str) -> None:
        if base != BASE:
            raise self.refuse(404, "NOT_FOUND")
