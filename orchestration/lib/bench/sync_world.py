"""People whom tools tell facts of, and what must truly be at VAN of them in the end.

What is expected is said with each fact, in VAN's own words, and counted from what the stand-in
notes that it did; nothing of it is asked of the code that plans and sends.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from orchestration.lib.bench.sync_outbox import OTHER, THIRD, fact

# What is seen of one thing that was done: its kind, and what tells it apart.
Signature = tuple[str, ...]
Row = dict[str, Any]

_FIRST_DAY, _DAYS = date(2026, 11, 17), 4
# Eleven in the morning to half past eleven at night in New York, where it is winter.
_FIRST_HOUR, _HOURS = 16, 12.5
_PHONE, _WALK = "1", "2"
_REACHED_NOBODY = ("1", "13", "17", "18")
_CANVASSED, _DO_NOT_CALL = "14", "22"
_CODES = ("4500001", "4500002", "4500003")
_QUESTION, _ANSWERS = "401101", ("1600001", "1600002", "1600003")
_ROLE = "1"
# A sign-up's word moves from left to right: scheduled on the web, confirmed, and how it ended.
_STATUSES = (("30", "1"), ("11",), ("2", "5", "6"))
_SIGN_UPS = ("sign_up", "sign_up_changed")


class Event(NamedTuple):
    """An event's number at VAN, and its shift's."""

    event_id: str
    shift_id: str


@dataclass
class Person:
    """Somebody, with what is told of them now, and what must be there of it, each once.

    ``statuses``: the words of their sign-up so far. ``is_alike``: something is told of them twice.
    ``record_id``: their VANID as Kith knows it; ``spare_id``: that of the record they may be merged
    into.
    """

    number: int
    record_id: str
    spare_id: str
    rows: dict[str, Row] = field(default_factory=dict)
    expected: Counter[Signature] = field(default_factory=Counter)
    statuses: list[str] = field(default_factory=list)
    plain: tuple[str, date] | None = None
    is_alike: bool = False
    is_suppressed: bool = False
    is_merged: bool = False


class Counts(NamedTuple):
    """What is there too often, what isn't, and what somebody got who is suppressed."""

    doubled: int
    lost: int
    unwanted: int


class World:
    """Everybody so far. ``events``: those that people sign up for. Persons have two VANIDs each."""

    def __init__(self, chance: Random, events: Sequence[Event]) -> None:
        self.people: list[Person] = []
        self._chance, self._events = chance, events
        self._records = 0
        self._kinds: dict[Callable[[Person], None], int] = {
            self._reached_nobody: 30, self._talk: 10, self._alike: 10, self._unlike: 8,
            self._two_days: 6, self._late_at_night: 4, self._one_code: 8, self._codes_of_two: 5,
            self._details_of_two: 8, self._refusal: 4, self._sign_up: 12,
        }

    @property
    def facts(self) -> int:
        """How many facts were ever told."""
        return self._records

    def outbox(self) -> Iterable[Row]:
        """Every fact, as it is told now."""
        return (row for person in self.people for row in person.rows.values())

    def arrive(self, count: int) -> list[Person]:
        """So many more people, with what is told of each."""
        new = []
        for number in range(len(self.people) + 1, len(self.people) + count + 1):
            person = Person(number, str(2 * number - 1), str(2 * number))
            tell = self._chance.choices([*self._kinds], [*self._kinds.values()])[0]
            tell(person)
            new.append(person)
        self.people += new
        return new

    def suppress(self, person: Person) -> None:
        """They want nothing more; nothing of it was sent yet."""
        person.is_suppressed = True
        for key, row in person.rows.items():
            person.rows[key] = row | {"disposition_code": "suppressed"}

    def correct(self, person: Person) -> None:
        """Their one result was another, and is told so before it was sent."""
        (row,) = person.rows.values()
        other = self._chance.choice([each for each in _REACHED_NOBODY
                                     if each != row["result_code_id"]])
        person.rows.clear()
        person.expected.clear()
        person.plain = None
        self._attempt(person, row["local_date"], result=other)

    def tell_again(self, person: Person) -> None:
        """Another tool's late record of a result that was told before: VAN shows it once."""
        assert person.plain is not None
        result, day = person.plain
        person.is_alike = True
        self._tell(person, "contact_attempt", THIRD, day, _PHONE, result_code_id=result)

    def move_on(self, person: Person) -> None:
        """The word of their sign-up is the next one; its record tells no other any more."""
        words = _STATUSES[min(len(person.statuses), len(_STATUSES) - 1)]
        self._sign_up_as(person, self._chance.choice(words))

    def can_move_on(self, person: Person) -> bool:
        """Whether they have a sign-up that isn't over."""
        return bool(person.statuses) and len(person.statuses) < len(_STATUSES) and (
            not person.is_suppressed
        )

    def follow_merge(self, person: Person) -> None:
        """The build that knows of VAN's merge has their facts lead to the record that was kept."""
        person.record_id = person.spare_id
        for key, row in person.rows.items():
            person.rows[key] = _made(person, row)

    def count(self, effects: Iterable[Mapping[str, Any]]) -> Counts:
        """Compare what the stand-in notes with what must be there."""
        there: dict[int, Counter[Signature]] = {}
        words: dict[int, list[str]] = {}
        for effect in effects:
            if effect["method"] == "generated":
                continue
            person = (int(effect["record_id"]) + 1) // 2
            there.setdefault(person, Counter()).update(_signatures(effect))
            if effect["kind"] in _SIGN_UPS:
                words.setdefault(person, []).append(str(effect["result"]))
        doubled = lost = unwanted = 0
        for each in self.people:
            seen, told = there.get(each.number, Counter()), words.get(each.number, [])
            if each.is_suppressed:
                unwanted += seen.total() + len(told)
                continue
            doubled += (seen - each.expected).total() + _too_often(told, each.statuses)
            lost += (each.expected - seen).total() + (told[-1:] != each.statuses[-1:])
        return Counts(doubled, lost, unwanted)

    def _reached_nobody(self, person: Person) -> None:
        day, result = self._day(), self._chance.choice(_REACHED_NOBODY)
        self._attempt(person, day, result)

    def _attempt(self, person: Person, day: date, result: str) -> None:
        self._tell(person, "contact_attempt", OTHER, day, _PHONE, result_code_id=result)
        person.expected[_contact(day, _PHONE, result)] += 1
        person.plain = (result, day)

    def _talk(self, person: Person) -> None:
        """An attempt, an answer and a code of one talk at the door go as one."""
        day, answer = self._day(), self._chance.choice(_ANSWERS)
        together = {"effect_key": f"contact {person.number} {day} {_WALK} {OTHER}"}
        self._tell(person, "contact_attempt", OTHER, day, _WALK, result_code_id=_CANVASSED,
                   **together)
        self._tell(person, "survey_answer", OTHER, day, _WALK, survey_question_id=_QUESTION,
                   survey_response_id=answer, **together)
        self._tell(person, "activist_code", OTHER, day, _WALK, activist_code_id=_CODES[0],
                   **together)
        told = f"code {_CODES[0]}|survey {_QUESTION}={answer}"
        person.expected[_contact(day, _WALK, _CANVASSED, told)] += 1

    def _alike(self, person: Person) -> None:
        """Two tools tell the same of a day: VAN shows it once."""
        day, result = self._day(), self._chance.choice(_REACHED_NOBODY)
        for tool in (OTHER, THIRD):
            self._tell(person, "contact_attempt", tool, day, _PHONE, result_code_id=result)
        person.expected[_contact(day, _PHONE, result)] += 1
        person.is_alike = True

    def _unlike(self, person: Person) -> None:
        """Two tools tell of two calls of a day that came to different things: both are there."""
        day = self._day()
        for tool, result in zip((OTHER, THIRD), self._chance.sample(_REACHED_NOBODY, 2),
                                strict=True):
            self._tell(person, "contact_attempt", tool, day, _PHONE, result_code_id=result)
            person.expected[_contact(day, _PHONE, result)] += 1

    def _two_days(self, person: Person) -> None:
        """The same result on two days, and by two channels, is as many attempts."""
        days = self._chance.sample(range(_DAYS), 2)
        for place, channel in zip(days, (_PHONE, _WALK), strict=True):
            day = _FIRST_DAY + timedelta(days=place)
            self._tell(person, "contact_attempt", OTHER, day, channel, result_code_id="1")
            person.expected[_contact(day, channel, "1")] += 1

    def _late_at_night(self, person: Person) -> None:
        """A call whose day in New York isn't the one in London any more."""
        day = self._day()
        at = datetime(day.year, day.month, day.day, 23, 30, tzinfo=UTC) + timedelta(hours=5)
        self._tell(person, "contact_attempt", OTHER, day, _PHONE, result_code_id="18",
                   occurred_at=at)
        person.expected[_contact(day, _PHONE, "18")] += 1

    def _one_code(self, person: Person) -> None:
        day = self._day()
        self._tell(person, "activist_code", OTHER, day, "codes", activist_code_id=_CODES[0])
        person.expected["code", _CODES[0]] += 1

    def _codes_of_two(self, person: Person) -> None:
        """Two tools tell of codes of a day, one of them both: each is applied once."""
        day = self._day()
        together = {"effect_key": f"codes {person.number} {day}"}
        for tool, code in ((OTHER, _CODES[1]), (THIRD, _CODES[1]), (THIRD, _CODES[2])):
            self._tell(person, "activist_code", tool, day, "codes", activist_code_id=code,
                       **together)
        person.expected.update([("code", _CODES[1]), ("code", _CODES[2])])
        person.is_alike = True

    def _details_of_two(self, person: Person) -> None:
        """An email by one tool, a phone by another, go as one."""
        day = self._day()
        together = {"effect_key": f"details {person.number} {day}"}
        self._tell(person, "email", OTHER, day, "details", **together,
                   email=f"somebody{person.number}@mail.example")
        person.expected["email",] += 1
        if self._chance.random() < 1 / 2:
            self._tell(person, "phone", THIRD, day, "details", **together,
                       phone_e164=f"+141055501{person.number % 100:02d}")
            person.expected["phone",] += 1

    def _refusal(self, person: Person) -> None:
        day = self._day()
        self._tell(person, "do_not_contact", OTHER, day, _PHONE, result_code_id=_DO_NOT_CALL)
        person.expected[_contact(day, _PHONE, _DO_NOT_CALL)] += 1

    def _sign_up(self, person: Person) -> None:
        self._sign_up_as(person, self._chance.choice(_STATUSES[0]))

    def _sign_up_as(self, person: Person, status: str) -> None:
        event = self._events[person.number % len(self._events)]
        person.statuses.append(status)
        person.rows.clear()
        self._tell(
            person, "sign_up", OTHER, _FIRST_DAY, "sign_up", event_id=event.event_id,
            event_shift_id=event.shift_id, event_role_id=_ROLE, event_status_id=status,
            effect_key=f"sign_up {person.number} {OTHER}",
        )

    def _day(self) -> date:
        return _FIRST_DAY + timedelta(days=self._chance.randrange(_DAYS))

    def _tell(
        self, person: Person, kind: str, tool: str, day: date, channel: str, **told: Any
    ) -> None:  # fmt: skip
        self._records += 1
        at = datetime(day.year, day.month, day.day, _FIRST_HOUR, tzinfo=UTC) + timedelta(
            hours=self._chance.random() * _HOURS
        )
        row = {
            "source_id": tool, "record_id": str(self._records), "fact_type_code": kind,
            "fact_key": f"fact {self._records}", "local_date": day, "occurred_at": at,
            "effect_key": f"contact {person.number} {day} {channel} {tool}",
            **({"contact_type_id": channel} if channel in (_PHONE, _WALK) else {}), **told,
        }
        person.rows[str(row["fact_key"])] = _made(person, row)


def _made(person: Person, row: Mapping[str, Any]) -> Row:
    """The row as the outbox has it, with the record that it leads to now."""
    told = {name: value for name, value in row.items()
            if name not in ("content_version", "fact_type_code") and value is not None}
    told |= {"person_id": f"p_{person.number}", "target_record_id": person.record_id}
    return fact(person.number, str(row["fact_type_code"]), **told)


def _contact(day: date, channel: str, result: str, told: str = "") -> Signature:
    return ("contact", day.isoformat(), channel, result, told)


def _signatures(effect: Mapping[str, Any]) -> list[Signature]:
    """What the stand-in notes of a thing it did, in the same words as what is expected."""
    responses = sorted(effect["responses"])
    match effect["kind"]:
        case "canvass_response":
            told = "|".join(responses)
            return [("contact", str(effect["day"]), str(effect["channel"]), str(effect["result"]),
                     told)]
        case "activist_code":
            return [("code", each.removeprefix("code ")) for each in responses]
        case "email" | "phone":
            return [(effect["kind"],)]
    return []


def _too_often(there: Sequence[str], told: Sequence[str]) -> int:
    """How many words of a sign-up are there that weren't told, or not then, or again."""
    left = iter(told)
    return sum(1 for word in there if word not in left)
