"""What VAN's endpoints share: keys and modes, errors, pages, times, and rows.

Rows are kept in the columns of VAN's pipeline tables (simulation/headers/van.txt), so that an
export of changed entities is a print of them, and a simulated county's files load as they are.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from standins.clock import Clock
from standins.limits import Limit
from standins.server import Refused, Request, Response, StandIn, basic_credentials
from standins.van import vocabulary

Row = dict[str, Any]
KEY = "00000000-0000-4000-8000-000000000001"
MY_VOTERS, MY_CAMPAIGN = 0, 1
# Each table's own number, and the first that the stand-in gives; VANIDs differ between the modes.
NUMBERS = {
    "contacts": ("vanid", 0),
    "contactsphones": ("contactsphoneid", 15_000_001),
    "contactsemails": ("contactsemailid", 16_000_001),
    "contactsaddresses": ("contactsaddressid", 17_000_001),
    "contactscontacts": ("contactscontactid", 900_000_001),
    "contactssurveyresponses": ("contactssurveyresponseid", 300_000_001),
    "contactsactivistcodes": ("contactsactivistcodeid", 400_000_001),
    "contactscontributions": ("contactscontributionid", 490_000_001),
    "contactsonlineforms": ("contactsonlineformid", 495_000_001),
    "contactscodes": ("contactscodeid", 450_000_001),
    "contactsnotes": ("contactsnoteid", 470_000_001),
    "contactsdeduped": ("contactsdedupedid", 480_000_001),
    "events": ("eventid", 750_000_001),
    "eventshifts": ("eventshiftid", 760_000_001),
    "eventsignups": ("eventsignupid", 770_000_001),
    "eventsignupseventstatuses": ("eventsignupseventstatusid", 780_000_001),
    "locations": ("locationid", 790_000_001),
    "codes": ("codeid", 20_001),
}
FIRST_VANID = {MY_VOTERS: 3_000_001, MY_CAMPAIGN: 100_000_001}


@dataclass
class Key:
    """An API key: the modes it is for, and patterns of "METHOD /v4/path" that it may not call."""

    guid: str = KEY
    modes: frozenset[int] = frozenset({MY_VOTERS, MY_CAMPAIGN})
    forbidden: set[str] = field(default_factory=set)

    def word(self, mode: int = MY_CAMPAIGN) -> str:
        """The key as VAN hands it out: a GUID, a bar, and the mode."""
        return f"{self.guid}|{mode}"


class VanBase(StandIn):
    """A VAN account: one committee, its two modes, its keys and its time zone.

    ``match_share`` is the chance that VAN's match with what was posted within the hour finds it;
    ``offers`` the changed entities that the account is offered (None: all the stand-in has); and
    ``is_exporting_us_times`` has them written 9/28/2026 3:07:00 PM.
    """

    root = "/v4/"

    def __init__(
        self, *, state: Path | None = None, seed: int = 0, clock: Clock | None = None,
        limits: Iterable[Limit] = (), keys: Iterable[Key] = (), zone: str = "America/New_York",
        match_share: float = 0.5, job_seconds: float = 0.0, part_kb: int | None = None,
        offers: Iterable[str] | None = None, is_exporting_us_times: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(state=state, seed=seed, clock=clock, limits=limits)
        self.keys = {key.guid: key for key in keys} or {KEY: Key()}
        self.zone = ZoneInfo(zone)
        self.match_share = match_share
        self.job_seconds = job_seconds
        self.part_kb = part_kb
        self.offers = None if offers is None else frozenset(offers)
        self.is_exporting_us_times = is_exporting_us_times

    @property
    def key(self) -> Key:
        """The first key."""
        return next(iter(self.keys.values()))

    @property
    def api_key(self) -> str:
        """The first key in MyCampaign mode, as a client is given it."""
        return self.key.word(MY_CAMPAIGN)

    def refuse(self, status: int, text: str, headers: dict[str, str] | None = None) -> Refused:
        """An error with the code that goes with its status."""
        codes = {401: "UNAUTHORIZED", 403: "FORBIDDEN", 404: "NOT_FOUND", 429: "TOO_MANY_REQUESTS"}
        return self.error(status, codes.get(status, "UNKNOWN_ERROR"), text, headers=headers)

    def error(
        self, status: int, code: str, text: str, *properties: str,
        headers: dict[str, str] | None = None,
    ) -> Refused:  # fmt: skip
        """VAN's standard error. Documented: docs.ngpvan.com/reference/errors."""
        error: Row = {"code": code, "text": text, "referenceCode": uuid.uuid4().hex[:12]}
        if properties:
            error["properties"] = list(properties)
        return Refused(Response(status, {"errors": [error]}, headers or {}))

    def invalid(self, text: str, *properties: str) -> Refused:
        """A value that isn't allowed. Documented: docs.ngpvan.com/reference/errors."""
        return self.error(400, "INVALID_PARAMETER", text, *properties)

    def caller_of(self, request: Request) -> None:
        """Basic authentication: application as user, ``GUID|mode`` as password.

        Documented: developers.ngpvan.com/van-api, Authentication; Parsons' `VANConnector` sends 0
        for MyVoters and 1 for the rest. A key sees its own mode only.
        """
        user, password = basic_credentials(request) or ("", "")
        guid, _, mode = password.partition("|")
        key = self.keys.get(guid)
        if key is None or mode not in {"0", "1"} or int(mode) not in key.modes:
            raise self.refuse(401, "The API key isn't valid.")
        request.caller, request.key, request.space = user, password, int(mode)
        name = f"{request.method} {request.path}"
        if any(fnmatchcase(name, pattern) for pattern in key.forbidden):
            raise self.refuse(403, "The API key has no permission for this.")

    def campaign_only(self, request: Request, code: str, text: str) -> None:
        """Refuse what MyVoters doesn't have. Documented: docs.ngpvan.com/reference/errors."""
        if request.space == MY_VOTERS:
            raise self.error(400, code, text)

    def page(self, request: Request, items: list[Any], most: int = 200) -> Response:
        """A page of a list: ``$top`` of them after ``$skip``, and the next page's address.

        Documented: docs.ngpvan.com/reference/pagination (items, count, nextPageLink).
        """
        top = min(int(request.one("$top") or 50), most)
        skip = int(request.one("$skip") or 0)
        link = None
        if skip + top < len(items):
            others = [
                f"{name}={value}"
                for name, values in request.query.items()
                if name.lower() not in {"$top", "$skip"}
                for value in values
            ]
            words = "&".join([*others, f"$top={top}", f"$skip={skip + top}"]).replace(" ", "%20")
            link = f"{self.address}{request.path}?{words}"
        shown = items[skip : skip + top]
        return Response(200, {"items": shown, "count": len(items), "nextPageLink": link})

    def moment(self, text: str, *properties: str) -> datetime:
        """An ISO-8601 time; one without an offset is in the account's time zone."""
        try:
            at = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", str(text)))
        except ValueError as error:
            raise self.invalid("A valid ISO 8601 time is required.", *properties) from error
        return (at if at.tzinfo else at.replace(tzinfo=self.zone)).astimezone(UTC)

    def naive(self, at: datetime) -> str:
        """A time as the pipeline tables have it: the account's, without an offset."""
        return at.astimezone(self.zone).strftime("%Y-%m-%d %H:%M:%S")

    def today(self) -> date:
        """Today, by the account's calendar."""
        return self.clock.now().astimezone(self.zone).date()

    def with_offset(self, naive: str | None) -> str | None:
        """A pipeline table's time as the API writes it, with its offset."""
        if not naive:
            return None
        return datetime.fromisoformat(naive).replace(tzinfo=self.zone).isoformat()

    def add(self, kind: str, row: Row, request: Request, **more: Any) -> int:
        """Write a new row of a table; returns the number it got."""
        column, first = NUMBERS[kind]
        if kind == "contacts":
            first = FIRST_VANID[request.space]
        number = self.store.next_id(f"{kind} {request.space}", first)
        now = self.clock.now()
        row = {
            column: number, "createdby": vocabulary.USER, "datecreated": self.naive(now), **row,
        }  # fmt: skip
        self.save(kind, row, request, **more)
        return number

    def save(self, kind: str, row: Row, request: Request) -> None:
        """Write a row again, as changed now by who calls."""
        now = self.clock.now()
        row["datemodified"] = self.naive(now)
        number = row[NUMBERS[kind][0]]
        self.store.put(
            kind, request.space, number, row, now, owner=row.get("vanid"), by=request.key
        )

    def row(self, kind: str, request: Request, number: Any, what: str) -> Row:
        """A row by its number. Raises 404 where there is none."""
        found = self.store.get(kind, request.space, whole(number))
        if found is None or found.get("datesuppressed"):
            raise self.refuse(404, f"{what} was not found.")
        return found


def is_active(row: Row) -> bool:
    """Whether a row is neither suppressed nor deleted."""
    return not row.get("datesuppressed") and not row.get("isdeleted")


def whole(value: Any) -> int:
    """A number given as one or as text; -1, which nothing has, for anything else."""
    try:
        return int(value)
    except (TypeError, ValueError):
        return -1


def digits(phone: Any) -> str:
    """A phone number's ten digits; anything else's digits as they are."""
    found = re.sub(r"\D", "", str(phone or ""))
    return found[1:] if len(found) == 11 and found.startswith("1") else found
