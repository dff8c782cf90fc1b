"""What an OSDI 1.1.1 server has in common: resources, collections by page, links and filters.

Documented: actionnetwork.org/docs/v2 (Resources, Collections, Paging, Searching and filtering) and
opensupporter.github.io/osdi-docs.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from standins.server import Request, Response, StandIn

Resource = dict[str, Any]
PER_PAGE = 25
_CONDITION = re.compile(r"\s*(\w+)\s+(eq|ne|gt|ge|lt|le)\s+'((?:[^']|'')*)'\s*")
_COMPARE: dict[str, Callable[[str, str], bool]] = {
    "eq": lambda value, bound: value == bound,
    "ne": lambda value, bound: value != bound,
    "gt": lambda value, bound: value > bound,
    "ge": lambda value, bound: value >= bound,
    "lt": lambda value, bound: value < bound,
    "le": lambda value, bound: value <= bound,
}


class Osdi(StandIn):
    """Resources by uuid, kept as they are shown; ``system`` is the prefix of the own identifier."""

    system = "osdi"
    without_totals = frozenset({"people"})

    def fresh_uuid(self) -> str:
        """A new uuid, by the seed's chance."""
        return str(uuid.UUID(int=self.chance.getrandbits(128), version=4))

    def iso(self) -> str:
        """The time as resources have it."""
        return f"{self.clock.now():%Y-%m-%dT%H:%M:%SZ}"

    def own_id(self, resource: Resource) -> str:
        """A resource's uuid, from its identifiers."""
        words: list[str] = resource["identifiers"]
        prefix = f"{self.system}:"
        return next(word.removeprefix(prefix) for word in words if word.startswith(prefix))

    def keep(self, kind: str, resource: Resource, owner: str | None = None) -> Resource:
        """Write a resource; a new one gets an identifier, its times and a link to itself."""
        prefix = f"{self.system}:"
        identifiers = list(resource.get("identifiers") or [])
        if not any(word.startswith(prefix) for word in identifiers):
            identifiers.insert(0, prefix + self.fresh_uuid())
        resource = {
            "created_date": self.iso(), **resource, "identifiers": identifiers,
            "modified_date": self.iso(),
        }  # fmt: skip
        number = self.own_id(resource)
        links = {"self": {"href": f"{self.url}{kind}/{number}"}}
        resource["_links"] = {**links, **resource.get("_links", {})}
        self.write(kind, resource, owner)
        return resource

    def write(self, kind: str, resource: Resource, owner: str | None = None) -> None:
        """Write a resource as it is."""
        number = self.own_id(resource)
        with self.store.transaction():
            self.store.put(kind, 0, number, resource, self.clock.now(), owner=owner)
            for word in resource["identifiers"]:
                self.store.lead(0, "identifier", word, number)

    def resource(self, kind: str, number: str) -> Resource:
        """A resource by its uuid or any ``system:id`` of it. Raises 404 where there is none."""
        found = self.store.get(kind, 0, number)
        for other in self.store.look_up(0, "identifier", number) if found is None else ():
            found = found or self.store.get(kind, 0, other)
        if found is None:
            raise self.refuse(404, f"Couldn't find {kind} with id = {number}")
        return found

    def collection(self, request: Request, kind: str, resources: list[Resource]) -> Response:
        """A page of at most 25; people come without totals and in no order that means anything.

        Documented: actionnetwork.org/docs/v2 (Paging) and .../people.
        """
        kept = [r for r in resources if self._fits(r, request.one("filter"))]
        size = min(int(request.one("per_page") or PER_PAGE), PER_PAGE)
        page = max(int(request.one("page") or 1), 1)
        shown = kept[(page - 1) * size : page * size]
        others = "".join(
            f"&{name}={value}".replace(" ", "%20").replace("'", "%27")
            for name, values in request.query.items() if name != "page"
            for value in values
        )  # fmt: skip
        here = f"{self.address}{request.path}"
        links: Resource = {
            "self": {"href": f"{here}?page={page}{others}"},
            f"osdi:{kind}": [r["_links"]["self"] for r in shown],
        }
        if page * size < len(kept):
            links["next"] = {"href": f"{here}?page={page + 1}{others}"}
        content: Resource = {"per_page": size, "page": page}
        if kind not in self.without_totals:
            content["total_records"] = len(kept)
            content["total_pages"] = -(-len(kept) // size)
        content |= {"_links": links, "_embedded": {f"osdi:{kind}": shown}}
        return Response(200, content)

    def _fits(self, resource: Resource, words: str) -> bool:
        """Whether a resource fits an OData filter: conditions joined by ``and``."""
        for condition in re.split(r"\band\b", words) if words else ():
            found = _CONDITION.fullmatch(condition)
            if found is None:
                raise self.refuse(400, "The filter couldn't be read.")
            field, operator, bound = found.groups()
            bound = bound.replace("''", "'")
            if field.endswith("_date"):
                bound = _moment(bound)
            if not any(_COMPARE[operator](v, bound) for v in _values(resource, field)):
                return False
        return True


def _moment(text: str) -> str:
    at = datetime.fromisoformat(text)
    return f"{at if at.tzinfo is None else at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _values(resource: Resource, field: str) -> list[str]:
    """The values a filter's field has: of the resource, its addresses, phones or identifiers."""
    lists = {
        "email_address": ("email_addresses", "address"),
        "phone_number": ("phone_numbers", "number"),
        "postal_code": ("postal_addresses", "postal_code"),
        "region": ("postal_addresses", "region"),
    }
    if field == "identifier":
        return list(resource["identifiers"])
    if field in lists:
        name, key = lists[field]
        return [str(item.get(key, "")) for item in resource.get(name) or []]
    return [str(resource.get(field, ""))]
