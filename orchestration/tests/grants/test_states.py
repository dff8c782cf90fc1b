"""Whatever is given, passed on and taken back, records are withdrawn as a plain reading says."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import psycopg
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.lib.warehouse.connection import connect
from orchestration.tests.grants.conftest import COUNTY, HUB, _people

SOURCES = {"van": COUNTY, "spoke": COUNTY, "hub": HUB}
KINDS = ("message", "tag")
PERSONS = {"van/t/1": "p_ana", "spoke/t/1": "p_ana", "hub/t/1": "p_ana", "van/t/2": "p_bo"}
RECORDS = {"m": {"message"}, "t": {"tag"}, "b": {"message", "tag"}}


@dataclass(frozen=True)
class Line:
    """A default grant of a source. Days are counted from today."""

    source: str
    organization: str
    is_granted: bool
    types: str
    purposes: str
    since: int | None
    until: int | None


@dataclass(frozen=True)
class Given:
    """A grant. Times are hours from now; ``parent`` is the place of an earlier one."""

    record_key: str
    records_of: str
    organization: str
    types: str
    purposes: str
    starts: int
    ends: int | None
    revoked: bool
    parent: int | None
    is_onward: bool


@dataclass
class Ledger:
    """All that was ever said, and a plain reading of it."""

    lines: list[Line]
    given: list[Given]
    # Record key, holder, organization.
    refused: list[tuple[str, str, str]] = field(default_factory=list)
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def may_use(self, person: str, source: str, kind: str, organization: str) -> bool:
        """Whether anything lets the organization use such a record."""
        return self.by_default(person, source, kind, organization) or any(
            self.stands(place, person, source, kind)
            for place, each in enumerate(self.given)
            if each.organization == organization
        )

    def by_default(self, person: str, source: str, kind: str, organization: str,
                   for_whom: str = "organizing") -> bool:
        holder = SOURCES[source]
        refusals = {(PERSONS[key], *rest) for key, *rest in self.refused}
        if {(person, holder, organization), (person, holder, holder)} & refusals:
            return False
        if not self.line_stands(source, organization, kind, {"organizing", for_whom}):
            return False
        return organization == holder or self.line_stands(
            source, holder, kind, {"organizing", "onward"}
        )

    def line_stands(self, source: str, organization: str, kind: str, purposes: set[str]) -> bool:
        today = self.now.date()
        return any(
            line.is_granted and purposes <= {*line.purposes.split()}
            and kind in (line.types.split() or KINDS)
            and (line.since is None or today + timedelta(line.since) <= today)
            and (line.until is None or today <= today + timedelta(line.until))
            for line in self.lines
            if (line.source, line.organization) == (source, organization)
        )

    def stands(self, place: int, person: str, source: str, kind: str,
               purposes: frozenset[str] = frozenset({"organizing"})) -> bool:
        each, holder = self.given[place], SOURCES[source]
        if each.records_of != holder or each.revoked or each.starts > 0:
            return False
        if each.ends is not None and each.ends <= 0:
            return False
        if kind not in (each.types.split() or KINDS) or not purposes <= {*each.purposes.split()}:
            return False
        if each.parent is not None:
            return self.stands(each.parent, person, source, kind, purposes | {"onward"})
        if PERSONS[each.record_key] != person:
            return False
        return not each.is_onward or self.by_default(person, source, kind, holder, "onward")


def _write(owner: psycopg.Connection, told: Ledger) -> None:
    """The ledger as the warehouse has it, whatever would have been refused."""
    today = told.now.date()
    for line in told.lines:
        days = [None if each is None else today + timedelta(each)
                for each in (line.since, line.until)]
        owner.execute(
            "insert into registry.default_grants values"
            " ('source', %s, %s, %s, %s, %s, 'by_default', 1, %s, %s)",
            [line.source, line.organization, line.is_granted, line.types, line.purposes, *days],
        )
    numbers: list[int] = []
    for each in told.given:
        parent = None if each.parent is None else numbers[each.parent]
        row = owner.execute(
            "insert into landing.grants (record_key, records_of_id, organization_id, is_onward,"
            " parent_grant_id, authored_types, purposes, starts_at, ends_at, grant_text_id,"
            " grant_text_version, recorded_by) values (%s, %s, %s, %s, %s, %s, %s,"
            " now() + %s * interval '1 hour', now() + %s * interval '1 hour', 'to_organize', 1,"
            " 'test') returning grant_id",
            [each.record_key, each.records_of, each.organization, each.is_onward, parent,
             each.types, each.purposes, each.starts, each.ends],
        ).fetchone()
        assert row
        numbers.append(row[0])
        if each.revoked:
            owner.execute(
                "insert into landing.grant_revocations (record_key, grant_id, reason, recorded_by)"
                " values (%s, %s, 'asked', 'test')", [each.record_key, row[0]],
            )
    for key, holder, organization in told.refused:
        owner.execute(
            "insert into landing.grant_revocations (record_key, records_of_id, organization_id,"
            " reason, recorded_by) values (%s, %s, %s, 'asked', 'test')",
            [key, holder, organization],
        )


_words = st.sampled_from
_purposes = _words(["organizing onward", "organizing", "thanks", "organizing onward thanks"])
_types = _words(["", "", "message", "tag", "message tag"])


@st.composite
def _ledgers(draw: st.DrawFn) -> Ledger:
    lines = [
        Line(source, organization, draw(st.booleans()) or draw(st.booleans()), draw(_types),
             draw(_purposes), *draw(_words([(None, None), (None, -1), (None, 0), (1, None),
                                            (0, 0), (-3, 3)])))
        for source in SOURCES
        for organization in (COUNTY, HUB)
        if draw(st.booleans())
    ]
    given_: list[Given] = []
    for place in range(draw(st.integers(0, 5))):
        parent = draw(st.none() | st.integers(0, place - 1)) if place else None
        holder = given_[parent].records_of if parent is not None else draw(_words([COUNTY, HUB]))
        organization = draw(_words([COUNTY, HUB]))
        passed_on = organization != holder and (parent is not None or draw(st.booleans()))
        starts, ends = draw(_words([(-9, None), (-9, -1), (-9, 0), (-9, 5), (0, None), (2, 7)]))
        given_.append(Given(
            draw(_words(sorted(PERSONS))), holder, organization, draw(_types), draw(_purposes),
            starts, ends, draw(_words([False, False, True])), parent if passed_on else None,
            passed_on,
        ))  # fmt: skip
    refused = draw(st.lists(st.tuples(
        _words(sorted(PERSONS)), _words([COUNTY, HUB]), _words([COUNTY, HUB])), max_size=2))
    return Ledger(lines, given_, refused)


@settings(max_examples=60)
@given(told=_ledgers())
def test_records_are_withdrawn_as_a_plain_reading_says(granting: None, told: Ledger) -> None:
    with connect() as owner:
        _people(owner)
        row = owner.execute("select now()").fetchone()
        assert row
        told.now = row[0].astimezone(UTC)
        _write(owner, told)
        found = {
            tuple(row) for row in owner.execute(
                "select source_id, record_id, organization_id"
                " from marts_next.current_withdrawn_records()"
            )
        }
        owner.rollback()
    for key, person in PERSONS.items():
        source, _, number = key.split("/")
        for name, kinds in RECORDS.items():
            for organization in (COUNTY, HUB):
                usable = all(told.may_use(person, source, kind, organization) for kind in kinds)
                is_withdrawn = (source, f"{number}-{name}", organization) in found
                if organization == SOURCES[source]:
                    assert is_withdrawn == (not usable)
                else:
                    # Who never had it is not said to have lost it.
                    had = len(kinds) == 1 and any(
                        each.parent is None and each.organization == organization
                        and each.records_of == SOURCES[source] and each.starts <= 0
                        and PERSONS[each.record_key] == person
                        and kinds <= {*(each.types.split() or KINDS)}
                        for each in told.given
                    )
                    assert not (usable and is_withdrawn)
                    assert usable or is_withdrawn or not had
