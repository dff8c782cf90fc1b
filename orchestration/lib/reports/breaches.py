"""What was promised of each source and what was measured, over a period: ``marts.breaches``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from orchestration.lib.errors import KithError
from orchestration.lib.warehouse import connect

# Without an organization each source counts once, as its owner's.
_BREACHES = r"""
    select
        breaches.vendor_name, breaches.source_id, types.promise_name, breaches.promise_code,
        min(breaches.promised_value), max(breaches.promised_value),
        case when breaches.promise_code like '%%\_level' then min(breaches.measured_value)
            else max(breaches.measured_value) end,
        sum(breaches.asked_count)::bigint, sum(breaches.met_count)::bigint,
        count(*) filter (where breaches.is_breached), count(*)
    from marts.breaches
    inner join registry.promise_types as types on types.promise_code = breaches.promise_code
    left join registry.organizations as vendors
        on vendors.organization_kind = 'vendor' and vendors.organization_name = vendor_name
    where month_date between %(since)s and %(until)s
        and case when %(organization)s::text is null then is_owner
            else breaches.organization_id = %(organization)s end
        and (%(vendor)s::text is null
            or lower(%(vendor)s) in (lower(vendor_name), tool, vendors.organization_id))
    group by 1, 2, 3, 4
    order by vendor_name, source_id, promise_code
"""
# What keeps a promise, or doesn't.
_ASKED = {
    "freshness_hours": "days", "completeness_share": "records", "response_hours": "incidents",
    "standard_level": "exports",
}  # fmt: skip
_KNOWN = {
    "organization": "select organization_id from registry.organizations",
    "vendor": "select distinct vendor_name from marts.breaches",
}


class NobodyOfThatName(KithError):
    """There is no such organization or vendor; the message lists those there are."""


class NotYetMeasured(KithError):
    """The marts that say it have not been built; the message says what to do."""


@dataclass(frozen=True)
class Kept:
    """How a source kept one promise over a period.

    ``least`` and ``most`` promised differ where the promise changed; values are hours or, of a
    promise whose code ends in ``share``, a share from 0 to 1, in ``level``, a level from 0 to 4 (-1
    where none is reached). ``breached_months`` of ``months``.
    """

    vendor: str
    source_id: str
    promise: str
    code: str
    least: float
    most: float
    worst: float
    asked: int
    met: int
    breached_months: int
    months: int

    @property
    def is_level(self) -> bool:
        """Whether it is a level of the standard that is promised."""
        return self.code.endswith("_level")

    @property
    def promised(self) -> str:
        """What was promised, in words."""
        if self.code.endswith("_share"):
            return f"{self.least:.1%} of records"
        if self.is_level:
            return f"level {self.least:.0f}"
        return f"{self.most:.0f} hours"

    @property
    def measured(self) -> str:
        """What was measured: the share over the period, or hours and levels at their worst."""
        if self.code.endswith("_share"):
            return f"{self.met / self.asked:.2%}"
        if self.is_level:
            return f"level {self.worst:.0f}" if self.worst >= 0 else "no level"
        return f"{self.worst:,.1f} hours"

    @property
    def kept(self) -> str:
        """How often it could be kept, and was."""
        return f"{self.met:,} of {self.asked:,} {_ASKED[self.code]}"

    @property
    def verdict(self) -> str:
        """`kept`, or in how many months it wasn't."""
        if not self.breached_months:
            return "kept"
        return "BREACHED" if self.months == 1 else (
            f"BREACHED in {self.breached_months} of {self.months} months"
        )


def read(
    since: date, until: date, organization: str | None = None, vendor: str | None = None
) -> list[Kept]:
    """Each source's promises over the months from ``since`` to ``until``, both included.

    ``organization``: only sources it may ask to account, its members' included. ``vendor``: a
    vendor's name or organization_id, or a tool's name. Raises ``NobodyOfThatName`` and
    ``NotYetMeasured``.
    """
    with connect("kith_builder") as connection:
        built = connection.execute("select to_regclass('marts.breaches')").fetchone()
        if built is None or built[0] is None:
            raise NotYetMeasured("Nothing has been measured yet. Build the marts: ./kith build")
        asked = {"since": since.replace(day=1), "until": until, "organization": organization,
                 "vendor": vendor}  # fmt: skip
        found = [Kept(*row) for row in connection.execute(_BREACHES, asked)]
        if not found:
            for kind, query in _KNOWN.items():
                known = [row[0] for row in connection.execute(query.encode())]
                _check(kind, asked[kind], known)
    return found


def _check(kind: str, name: object, known: Sequence[str]) -> None:
    if name is not None and str(name).lower() not in map(str.lower, known):
        raise NobodyOfThatName(
            f"There is no {kind} '{name}'. There are: {', '.join(sorted(known))}."
        )


def told(found: Sequence[Kept], since: date, until: date) -> str:
    """The sources with what each promised, measured and kept, and the sum of it in a sentence."""
    lines = []
    for number, each in enumerate(found):
        if not number or found[number - 1].source_id != each.source_id:
            lines.append(f"{each.source_id} ({each.vendor})")
        lines.append(
            f"  {each.promise:<22}{each.promised:<18}{each.measured:<13}{each.kept:<26}"
            f"{each.verdict}"
        )
    head = f"  {'':<22}{'promised':<18}{'measured':<13}{'kept':<26}"
    return "\n".join([*([head.rstrip(), *lines, ""] if lines else []), _sum(found, since, until)])


def _sum(found: Sequence[Kept], since: date, until: date) -> str:
    broken = [each for each in found if each.breached_months]
    months = dict.fromkeys([f"{since:%Y-%m}", f"{until:%Y-%m}"])
    period = " to ".join(months)
    if not found:
        return f"Nothing was measured in {period}."
    if not broken:
        return f"All {len(found)} promises were kept in {period}."
    sources = len({each.source_id for each in broken})
    return (
        f"{len(broken)} of {len(found)} promises were broken in {period}, "
        f"by {sources} source{'s' * (sources > 1)}."
    )
