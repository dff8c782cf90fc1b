"""A stand-in for what is read of Mailchimp's Marketing API.

Facts, from Mailchimp's reference (mailchimp.com/developer/marketing/api) and the public clients
that quote it (move-coop/parsons `parsons/mailchimp/mailchimp.py`):

- HTTP basic authentication: any user, the key as password, which ends in its data center;
- collections answer `{<name>: […], total_items: n}`, `count` records (10 by default, 1,000 at most)
  from `offset` on; `exclude_fields` leaves fields out;
- a member's `id` is the MD5 of the lower-case address; `since_last_changed`; those archived are
  listed only to who asks for that `status`;
- `campaigns` by `status` and `since_send_time`; reports of each: `sent-to`, `unsubscribed` (under
  the name `unsubscribes`) and `email-activity` (under the name `emails`);
- ten calls at a time, or 429; errors are problem documents (`type`, `title`, `status`, `detail`).
"""

from __future__ import annotations

from datetime import datetime
from hashlib import md5
from typing import Any

from standins.server import Refused, Request, Response, StandIn, basic_credentials, endpoint

KEY = "0123456789abcdef0123456789abcdef-us6"
_REPORTS = {"sent-to": "sent_to", "unsubscribed": "unsubscribes", "email-activity": "emails"}
_MOST = 1000


def member_id(address: str) -> str:
    """A member's id: the MD5 of the lower-case address."""
    return md5(address.lower().encode(), usedforsecurity=False).hexdigest()


class Mailchimp(StandIn):
    """One account's audiences, mailings and reports."""

    root = "/3.0/"

    def keep(self, kind: str, id: str, record: dict[str, Any], of: str | None = None) -> None:
        """Have a list, member, campaign, or line of a report (by its name, of a campaign)."""
        with self.store.transaction():
            self.store.put(kind, 0, f"{of}:{id}" if of else id, record, self.clock.now(), owner=of)

    def keep_member(self, list_id: str, address: str, **said: Any) -> None:
        """Have a member of an audience, changed now."""
        id = member_id(address)
        record = {
            "id": id, "email_address": address, "contact_id": id[::-1], "status": "subscribed",
            "merge_fields": {}, "timestamp_signup": "", "timestamp_opt": "", "language": "en",
            "last_changed": self.clock.now().isoformat(timespec="seconds"), "tags": [],
            "list_id": list_id, "_links": [], **said,
        }  # fmt: skip
        self.keep("members", id, record, of=list_id)

    def caller_of(self, request: Request) -> None:
        """Refuse who doesn't have the key."""
        user, password = basic_credentials(request) or ("", "")
        if password != KEY:
            raise self.refuse(401, "Your API key may be invalid.")
        request.caller = request.key = user

    def refuse(self, status: int, text: str, headers: dict[str, str] | None = None) -> Refused:
        """An error as Mailchimp words it."""
        problem = {"type": "about:blank", "title": text, "status": status, "detail": text}
        return Refused(Response(status, problem, headers or {}))

    @endpoint("GET", "lists")
    def lists(self, request: Request) -> Response:
        """The audiences."""
        return self._page(request, "lists", self.store.all("lists", 0))

    @endpoint("GET", "lists/{number}/members")
    def members(self, request: Request, number: str) -> Response:
        """The members of an audience."""
        self._known("lists", number)
        since, status = request.one("since_last_changed"), request.one("status")
        found = [
            member
            for _, member in self.store.of("members", 0, number)
            if (member["status"] == status if status else member["status"] != "archived")
            and _is_since(member["last_changed"], since)
        ]
        return self._page(request, "members", found)

    @endpoint("GET", "campaigns")
    def campaigns(self, request: Request) -> Response:
        """The mailings."""
        since, status = request.one("since_send_time"), request.one("status")
        found = [
            campaign
            for campaign in self.store.all("campaigns", 0)
            if campaign["status"] == (status or campaign["status"])
            and _is_since(campaign["send_time"], since)
        ]
        return self._page(request, "campaigns", found)

    @endpoint("GET", "reports/{number}/{name}")
    def report(self, request: Request, number: str, name: str) -> Response:
        """What became of a mailing."""
        self._known("campaigns", number)
        if name not in _REPORTS:
            raise self.refuse(404, "Resource Not Found")
        found = [line for _, line in self.store.of(_REPORTS[name], 0, number)]
        return self._page(request, _REPORTS[name], found)

    def _known(self, kind: str, number: str) -> None:
        if self.store.get(kind, 0, number) is None:
            raise self.refuse(404, "Resource Not Found")

    def _page(self, request: Request, name: str, found: list[dict[str, Any]]) -> Response:
        count, offset = int(request.one("count", "10")), int(request.one("offset", "0"))
        if count > _MOST:
            raise self.refuse(400, "Invalid Resource")
        left_out = {
            field.rpartition(".")[2] for field in request.one("exclude_fields").split(",") if field
        }
        shown = [
            {key: value for key, value in record.items() if key not in left_out}
            for record in found[offset : offset + count]
        ]
        return Response(200, {name: shown, "total_items": len(found)})


def _is_since(said: str, since: str) -> bool:
    """Whether a time is not before another, where there is one."""
    return not since or datetime.fromisoformat(said) >= datetime.fromisoformat(since)
