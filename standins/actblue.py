"""A stand-in for ActBlue's CSV API: a report is ordered, made, and downloaded from a link.

Facts, from ActBlue's documentation of its CSV API (secure.actblue.com/docs/csv_api) and the public
clients that quote it (move-coop/parsons `parsons/actblue/actblue.py`):

- HTTP basic authentication: the client's UUID and secret;
- `POST csvs` with `csv_type`, `date_range_start` (inclusive) and `date_range_end` (exclusive)
  answers 202 with an `id`; six months are the most at once;
- `GET csvs/{id}` says `in_progress` without a `download_url`, then `complete` with one; it lives
  for ten minutes and needs no key;
- the types of reports and their columns (simulation/headers/actblue.txt), "Reserved" among them
  again and again.

Not documented, and chosen here: the bodies of errors; that a refund is of the day it was made.
"""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from simulation.write import csv_line, headers
from standins.server import Request, Response, StandIn, basic_credentials, endpoint

KEY = "3f0c2a52-0000-4000-8000-000000000001:secret"
_LONGEST = timedelta(days=184)
_LINK_LIVES = timedelta(minutes=10)
# The column whose day decides in which report a line is.
_DAY_OF = {
    "refunded_contributions": "Refund Date",
    "cancelled_recurring_contributions": "Cancelled On",
}


class ActBlue(StandIn):
    """One entity's reports. ``polls``: how often a report is said to be in progress first."""

    root = "/api/v1/"

    def __init__(self, *, polls: int = 1, **settings: Any) -> None:
        super().__init__(**settings)
        self.polls = polls

    def keep(self, csv_type: str, line: dict[str, Any]) -> None:
        """Have a line in the reports of a type, by column; another of the same id replaces it."""
        with self.store.transaction():
            name = "Receipt ID" if csv_type.startswith("cancelled") else "Lineitem ID"
            self.store.put(csv_type, 0, line[name], line, self.clock.now())

    def caller_of(self, request: Request) -> None:
        """Refuse who doesn't have the key."""
        if basic_credentials(request) != tuple(KEY.split(":")):
            raise self.refuse(401, "Unauthorized")
        request.caller = request.key = "client"

    @endpoint("POST", "csvs")
    def order(self, request: Request) -> Response:
        """Order a report."""
        asked = request.json()
        begin = date.fromisoformat(asked["date_range_start"])
        until = date.fromisoformat(asked["date_range_end"])
        if asked["csv_type"] not in headers("actblue"):
            raise self.refuse(422, "csv_type is not included in the list")
        if not begin < until <= begin + _LONGEST:
            raise self.refuse(422, "date range must be six months at most")
        number = str(uuid.UUID(int=self.chance.getrandbits(128), version=4))
        self.store.put("orders", 0, number, {**asked, "polls": self.polls}, self.clock.now())
        return Response(202, {"id": number})

    @endpoint("GET", "csvs/{number}")
    def look(self, request: Request, number: str) -> Response:
        """Say whether a report is made, and where it is."""
        order = self.store.get("orders", 0, number)
        if order is None:
            raise self.refuse(404, "Not Found")
        answer = {"id": number, "download_url": None, "status": "in_progress"}
        if order["polls"]:
            order["polls"] -= 1
            self.store.put("orders", 0, number, order, self.clock.now())
            return Response(200, answer)
        link = self.keep_file(
            f"{uuid.UUID(int=self.chance.getrandbits(128))}.csv",
            self._report(order),
            self.clock.now() + _LINK_LIVES,
        )
        return Response(200, {**answer, "status": "complete", "download_url": link})

    def _report(self, order: dict[str, str]) -> bytes:
        kind = order["csv_type"]
        columns = headers("actblue")[kind]
        day = _DAY_OF.get(kind, "Date")
        lines = [
            [line.get(column, "") for column in columns]
            for line in self.store.all(kind, 0)
            if order["date_range_start"] <= line[day] < order["date_range_end"]
        ]
        shown = [column.split("#")[0] for column in columns]
        return "".join(csv_line(each, len(columns)) + "\n" for each in [shown, *lines]).encode()
