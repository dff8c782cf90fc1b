"""The answers: the true person of every record, what was merged, broken and marked.

Files in `truth/`: `records.csv` (who every person-bearing record is), `people.csv` (everybody,
with the first date their records show each stage), `doings.csv` (what happened with whom and when,
as far as the exports show it), `merges.csv` (vendors' merges, some wrong),
`broken_records.csv` (lines no reader can take) and `canaries.csv` (tokens and phone numbers that
must never appear in a log).
"""

from __future__ import annotations

from simulation import clock
from simulation.desk import Desk
from simulation.world import STAGES, Household, Person


class Truth:
    """Writers of the truth files."""

    def __init__(self, desk: Desk) -> None:
        self._end = clock.export_time(desk.days - 1)
        self.records = desk.plain(
            "truth",
            "records.csv",
            ("source_id", "record_type", "record_id", "person"),
            at_end=True,
        )
        self.people = desk.plain(
            "truth", "people.csv", ("person", "culture", "household", *STAGES), at_end=True
        )
        self.doings = desk.plain(
            "truth",
            "doings.csv",
            ("person", "doing", "happened_at", "source_id", "role", "recruiter", "author"),
            at_end=True,
        )
        self.merges = desk.plain(
            "truth",
            "merges.csv",
            (
                "source_id",
                "record_type",
                "kept_id",
                "removed_id",
                "merged_at",
                "kept_person",
                "removed_person",
            ),
            at_end=True,
        )
        self.broken = desk.plain(
            "truth",
            "broken_records.csv",
            ("source_id", "date", "file", "line", "problem", "record_type", "record_id"),
            at_end=True,
        )
        self.canaries = desk.plain(
            "truth", "canaries.csv", ("token", "person", "field"), at_end=True
        )

    def record(
        self, when: int, source: str, kind: str, record_id: int | str, person: Person
    ) -> None:
        """A record, first exported after a time, is this person's."""
        self.records.add(
            when,
            {
                "source_id": source,
                "record_type": kind,
                "record_id": record_id,
                "person": person.id,
            },
        )

    def did(
        self,
        person: Person,
        doing: str,
        at: int,
        source: str,
        *,
        shown: int | None = None,
        gone: int | None = None,
        undone: int | None = None,
        role: str = "",
        recruiter: str = "",
        author: str = "",
    ) -> None:
        """Something happened with a person at a time.

        `doing` is one of Kith's interaction types, or `note`. `shown`: when the source's records
        first said so, where that was later. `gone`: when they vanished, so that later exports
        lack them. `undone`: when the source took it back. `role`: host, where they led it.
        `recruiter`: the person who won them for it, as the record says. `author`: the person
        under whose login it was noted.
        """
        shown = at if shown is None else shown
        if gone is not None and clock.export_day(gone) <= clock.export_day(shown):
            return
        if undone is not None and undone < self._end:
            return
        self.doings.add(
            shown,
            {
                "person": person.id,
                "doing": doing,
                "happened_at": clock.iso(at),
                "source_id": source,
                "role": role,
                "recruiter": recruiter,
                "author": author,
            },
        )

    def merge(
        self,
        when: int,
        source: str,
        kind: str,
        kept: tuple[int | str, Person],
        removed: tuple[int | str, Person],
    ) -> None:
        """A vendor merged two records, rightly or not."""
        self.merges.add(
            when,
            {
                "source_id": source,
                "record_type": kind,
                "kept_id": kept[0],
                "removed_id": removed[0],
                "merged_at": clock.iso(when),
                "kept_person": kept[1].id,
                "removed_person": removed[1].id,
            },
        )

    def household(self, household: Household) -> None:
        """Everybody in a household, once their year is written."""
        canary = self.canaries.add
        for person in household.people:
            first = clock.END * 2
            dates: list[str] = []
            for reached in reversed(person.reached):
                first = min(first, reached)
                dates.append(clock.date(first) if first < self._end else "")
            values = {"person": person.id, "culture": person.name.culture}
            values["household"] = household.token
            self.people.add(0, values | dict(zip(STAGES, reversed(dates), strict=True)))
            for place in ("email", "note") if person.email else ("note",):
                canary(0, {"token": person.token, "person": person.id, "field": place})
            for number in (person.mobile, person.old_mobile, person.landline):
                if number:
                    canary(0, {"token": number, "person": person.id, "field": "phone"})
        head = household.people[0]
        canary(0, {"token": household.token, "person": head.id, "field": "address"})
        if head.new_address is not None:
            token = head.new_address.token
            canary(0, {"token": token, "person": head.id, "field": "address"})
