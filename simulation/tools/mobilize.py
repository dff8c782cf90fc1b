"""Mobilize as its SQL mirror gives it: events, shifts and who came, with a crosswalk to VAN.

Column facts come from the vendor's public SQL data dictionary. Times are timestamptz as text.
`user__*` columns hold a user's current values, `*_at_signup` what was typed then; `attended` is
empty until somebody takes attendance. Tables are whole every day.
"""

from __future__ import annotations

from typing import Any

from simulation import clock
from simulation.desk import Desk
from simulation.noise import card, phone_as_typed
from simulation.tools.van_vocabulary import COMMITTEE
from simulation.truth import Truth
from simulation.world import STATE, TOWNS, Household, Neighbourhood, Person, late
from simulation.write import headers

SOURCE = "county_mobilize"
ORGANIZATION = {
    "organization_id": 2_204,
    "organization__name": "Marlow County Organizers",
    "organization__slug": "marlow-county",
}
KINDS = (
    ("CANVASS", "Knock doors with us"),
    ("PHONE_BANK", "Phone bank, bring a charger"),
    ("TEXT_BANK", "Text bank from home"),
    ("COMMUNITY", "Neighborhood potluck"),
    ("TRAINING", 'Training: "hard conversations"'),
    ("HOUSE_PARTY", "House party"),
)
SHIFTS = ("CANVASS", "PHONE_BANK", "TEXT_BANK")


class Mobilize:
    """Writes one organization's Mobilize."""

    def __init__(self, desk: Desk, truth: Truth) -> None:
        self.truth = truth
        self.tables = {
            name: desk.table(
                SOURCE,
                "mobilize",
                name,
                f"{name}.csv",
                byte_order_mark=name == "affiliations",
                newline="\r\n" if name == "event_tags" else "\n",
            )
            for name in headers("mobilize")
        }

    def catalog(self) -> None:
        """The organization."""
        self.tables["organizations"].add(
            clock.START,
            {
                "id": ORGANIZATION["organization_id"],
                "name": ORGANIZATION["organization__name"],
                "slug": ORGANIZATION["organization__slug"],
                "committee_id": COMMITTEE,
            },
        )

    def neighbourhood(self, hood: Neighbourhood) -> None:
        """Leaders host two events most weeks, with one to three shifts each."""
        hood.notes["shifts"] = []
        for leader in (hood.organizer, *(p for p in hood.volunteers if p.level >= 4)):
            if not leader.mobilize_id and leader.stages[4] < clock.END:
                self._user(hood, leader, leader.stages[2])
        for half_week in range(6, 104):
            day = half_week * 7 // 2 + int(hood.rng.random() * 4)
            begins = clock.START + day * clock.DAY
            begins += (15 + int(hood.rng.random() * 8)) * clock.HOUR
            host = hood.outreacher(hood.rng, begins - 15 * clock.DAY)
            if host.stages[4] > begins - 15 * clock.DAY or not host.mobilize_id:
                host = hood.organizer
            self._event(hood, host, begins)

    def person(self, hood: Neighbourhood, household: Household, person: Person) -> None:
        """The person's user and sign-ups."""
        if not person.in_mobilize:
            return
        earliest = person.stages[2] if person.level >= 2 else person.stages[0]
        if earliest >= clock.END - 20 * clock.DAY:
            return
        created = earliest
        if not person.mobilize_id:
            self._user(hood, person, created)
        if person.vanid and person.chance(0.6):
            other = household.people[0].vanid
            vanid = other if other and person.chance(0.02) else person.vanid
            self.tables["van_persons"].add(
                created + clock.DAY,
                {
                    "id": hood.ids.next("mobilize crosswalk"),
                    "user_id": person.mobilize_id,
                    "van_id": vanid,
                    "committee_id": COMMITTEE,
                    **_stamps(created + clock.DAY),
                },
            )
        wanted = (1, 1, 3, 8, 14)[person.level]
        wanted = 1 + int(person.rng.random() * wanted)
        shifts = [s for s in hood.notes["shifts"] if s["begins"] > created + clock.DAY]
        shifts = [s for s in shifts if not person.gap[0] <= s["begins"] < person.gap[1]]
        if person.level < 3:
            shifts = [s for s in shifts if s["kind"] not in SHIFTS] or shifts
        for shift in sorted(
            person.rng.sample(shifts, min(wanted, len(shifts))), key=lambda s: int(s["begins"])
        ):
            self._participation(hood, person, shift)

    def _user(self, hood: Neighbourhood, person: Person, created: int) -> None:
        typed = card(hood, person, created, careless=0.3)
        email = typed.email.strip() if "@" in typed.email else ""
        if not email or not hood.take(SOURCE, email.lower()):
            email = ""
            if not typed.phone:
                typed.phone = person.mobile or person.landline
        user = person.mobilize_id = hood.ids.next("mobilize user")
        phone = phone_as_typed(person.rng, typed.phone).replace(" x2", "")
        values = {
            "user__email_address": email,
            "user__family_name": typed.family,
            "user__given_name": typed.given,
            "user__modified_date": clock.zoned(created),
            "user__phone_number": phone,
            "user__postal_code": typed.zip5,
        }
        edits: list[tuple[int, dict[str, Any]]] = []
        if person.chance(0.15):
            edited = late(person, created)
            now = {
                "user__family_name": person.family_at(edited),
                "user__modified_date": clock.zoned(edited),
                "user__phone_number": person.mobile or phone,
                "user__postal_code": person.address_at(edited).zip5,
            }
            edits = [(edited, now)]
        hood.notes[user] = values
        hood.notes["edits", user] = edits
        current = _without_prefix(values)
        organization = ORGANIZATION["organization_id"]
        self.tables["users"].add_changing(
            created,
            {
                "id": user,
                **current,
                "membership_id": hood.ids.next("mobilize membership"),
                "membership__organization_id": organization,
                "membership__permission_tier": "ORGANIZER" if person.level >= 4 else "",
                "membership__created_date": clock.zoned(created),
                "membership__modified_date": clock.zoned(created),
                "created_date": clock.zoned(created),
                "modified_date": clock.zoned(created),
            },
            [(at, _without_prefix(changed)) for at, changed in edits],
        )
        self.truth.record(created, SOURCE, "users", user, person)
        self.tables["affiliations"].add_changing(
            created,
            {
                "id": hood.ids.next("mobilize affiliation"),
                "organization_id": organization,
                "user_id": user,
                "source": "EVENT_SIGNUP",
                **hood.notes[user],
                "user__region": STATE,
                **_stamps(created),
            },
            edits,
        )
        if phone and person.chance(0.6):
            self.tables["sms_opt_ins"].add(
                created,
                {
                    "id": hood.ids.next("mobilize opt-in"),
                    "organization_id": organization,
                    "sms_opt_in_status": person.rng.choice(("OPT_IN", "OPT_IN", "OPT_OUT")),
                    "user__phone_number": phone,
                    "user_id": user,
                    **_stamps(created),
                },
            )

    def _event(self, hood: Neighbourhood, host: Person, begins: int) -> None:
        rng = hood.rng
        kind, title = KINDS[int(rng.random() * len(KINDS))]
        number = hood.ids.next("mobilize event")
        created = begins - 14 * clock.DAY
        city, zip5 = TOWNS[int(rng.random() * len(TOWNS))]
        profile = hood.notes[host.mobilize_id]
        person_values = _without_prefix(profile)
        del person_values["modified_date"]
        virtual = kind in ("TEXT_BANK", "PHONE_BANK")
        gone = begins - 3 * clock.DAY if rng.random() < 0.05 else 0
        values: dict[str, Any] = {
            "id": number,
            "title": title,
            "summary": title[:60],
            "description": f"{title}.\n\nEverybody welcome, no experience needed.",
            "event_type": kind,
            "approval_status": "APPROVED",
            "visibility": "PUBLIC",
            "timezone": "America/New_York",
            "is_virtual": _flag(virtual),
            "created_by_volunteer_host": _flag(host is not hood.organizer),
            "high_priority": "f",
            "creator_id": host.mobilize_id,
            "owner_id": host.mobilize_id,
            **{f"creator__{key}": value for key, value in person_values.items()},
            **{f"owner__{key}": value for key, value in person_values.items()},
            "contact__name": profile["user__given_name"],
            "contact__email_address": profile["user__email_address"],
            "contact__phone_number": profile["user__phone_number"],
            **ORGANIZATION,
            "organization__is_coordinated": "f",
            "organization__is_independent": "t",
            "organization__state": STATE,
            "registration_mode": "STANDARD",
            "van_name": title,
            **_stamps(created),
        }
        if not virtual:
            values |= {
                "location__venue": "Faith Hall, rear door",
                "location__address_line_1": "12 Canal St",
                "location__locality": city,
                "location__region": STATE,
                "location__postal_code": zip5,
                "location__country": "US",
                "location__is_private": "f",
            }
        changes: list[tuple[int, dict[str, Any]]] = []
        if gone:
            off = clock.zoned(gone)
            changes = [(gone, {"deleted_date": off, "modified_date": off})]
        self.tables["events"].add_changing(created, values, changes)
        host.reach(4, created)
        self.truth.did(host, "hosting", begins, SOURCE, undone=gone or None)
        if rng.random() < 0.5:
            self.tables["event_tags"].add(
                created,
                {
                    "id": hood.ids.next("mobilize tag"),
                    "event_id": number,
                    "tag_id": 11,
                    "tag__name": "Tenant law",
                    **_stamps(created),
                },
            )
        for shift in range(1 + int(rng.random() * 3)):
            starts = begins + shift * 3 * clock.HOUR
            slot = hood.ids.next("mobilize timeslot")
            self.tables["timeslots"].add_changing(
                created,
                {
                    "id": slot,
                    "event_id": number,
                    "start_date": clock.zoned(starts),
                    "end_date": clock.zoned(starts + 2 * clock.HOUR),
                    "max_attendees": rng.choice(("", 12, 30)),
                    **_stamps(created),
                },
                changes,
            )
            hood.notes["shifts"].append(
                {"event": number, "slot": slot, "begins": starts, "kind": kind, "gone": gone}
            )

    def _participation(self, hood: Neighbourhood, person: Person, shift: dict[str, Any]) -> None:
        rng = person.rng
        begins: int = shift["begins"]
        opened = max(begins - 12 * clock.DAY, person.stages[min(person.level, 2)])
        created = opened + int(rng.random() * max(begins - opened - clock.HOUR, 1))
        typed = card(hood, person, created, careless=0.5)
        changes: list[tuple[int, dict[str, Any]]] = []
        came = False
        after = begins + 30 * clock.HOUR
        known = 0
        reliable = (0.0, 0.0, 0.62, 0.75, 0.9)[person.level]
        draw = rng.random()
        if shift["gone"] or draw < 0.12:
            at = max(created + 60, shift["gone"] or begins - clock.HOUR)
            changes.append((at, {"status": "CANCELLED"}))
            known = at
        elif draw < 0.9:
            if rng.random() < 0.4:
                changes.append((max(created + 60, begins - clock.DAY), {"status": "CONFIRMED"}))
            helper = shift["kind"] in SHIFTS
            ready = person.level >= 3 and begins >= person.stages[3]
            came = rng.random() < reliable and (ready or not helper)
            changes.append((after, {"attended": _flag(came)}))
            known = after
        changes = [(at, {**c, "modified_date": clock.zoned(at)}) for at, c in changes]
        current = hood.notes[person.mobilize_id]
        for at, edit in hood.notes["edits", person.mobilize_id]:
            if at <= created:
                current = {**current, **edit}
            else:
                changes = sorted([*changes, (at, edit)], key=lambda change: change[0])
        fields = "{}"
        if rng.random() < 0.3:
            fields = '{"How did you hear?": "a friend, ' + person.token + '", "Car": null}'
        gone = late(person, created) if rng.random() < 0.012 else None
        self.tables["participations"].add_changing(
            created,
            {
                "id": hood.ids.next("mobilize participation"),
                "user_id": person.mobilize_id,
                "event_id": shift["event"],
                "timeslot_id": shift["slot"],
                "event_type_name": shift["kind"],
                "status": "REGISTERED",
                "email_at_signup": typed.email.strip(),
                "given_name_at_signup": typed.given,
                "family_name_at_signup": typed.family,
                "phone_number_at_signup": phone_as_typed(rng, typed.phone),
                "postal_code_at_signup": typed.zip5,
                **current,
                **ORGANIZATION,
                "affiliation_id": ORGANIZATION["organization_id"],
                "affiliation__name": ORGANIZATION["organization__name"],
                "affiliation__slug": ORGANIZATION["organization__slug"],
                "custom_field_values": fields,
                "referrer__utm_source": rng.choice(("", "email", "van, list")),
                "experience_feedback_text": 'Great day,\nwould "do it" again' if came else "",
                **_stamps(created),
            },
            changes,
            gone,
        )
        person.reach(0, created)
        self.truth.did(person, "sign_up", created, SOURCE, gone=gone)
        if known:
            outcome = "attendance" if came else "no_show"
            self.truth.did(person, outcome, begins, SOURCE, shown=known, gone=gone)
        if came and not (gone and clock.export_day(gone) <= clock.export_day(after)):
            person.reach(2, after)
            if shift["kind"] in SHIFTS:
                person.reach(3, after)


def _without_prefix(values: dict[str, Any]) -> dict[str, Any]:
    return {key.removeprefix("user__"): value for key, value in values.items()}


def _stamps(when: int) -> dict[str, str]:
    text = clock.zoned(when)
    return {"created_date": text, "modified_date": text}


def _flag(value: bool) -> str:
    return "t" if value else "f"
