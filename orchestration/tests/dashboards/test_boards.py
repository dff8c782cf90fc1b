"""The boards in a real browser: what they say, to whom, at which width, and by keyboard alone."""

from __future__ import annotations

import http.client
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from psycopg import Connection

from bi.dashboards import server
from orchestration.lib.warehouse import connect
from orchestration.tests import browser
from orchestration.tests.browser import Page
from orchestration.tests.dashboards.conftest import fill

NOW = datetime.now(UTC).replace(microsecond=0)
MONTH = NOW.date().replace(day=1)
BEFORE = (MONTH - timedelta(days=1)).replace(day=1)
SUNDAY = datetime(2026, 10, 25, tzinfo=UTC)  # clocks of New York are four hours behind
NASTY = '<script>alert("x")</script>'
# What names the one person there is, or reaches her; some of it in marts that are not about people.
PERSONAL = ("Zoraida", "Quillfeather", "zq@mail.example", "+12125550143", "Elm Hollow")
BOARDS = (
    "/", "/?organization=county", "/weekend", "/origins", "/people", "/volunteers",
    "/overlap", "/sync", "/health", "/person?id=p_1",
)  # fmt: skip
MARTS = (
    "new_people_months", "program_360", "program_efforts", "program_freshness", "program_hours",
    "reached_people_months", "campaign_results", "recruiter_results", "cohort_counts",
    "cohort_measures", "organization_cohorts", "program_conversions", "program_overlaps",
    "program_totals", "collision_days", "contact_collisions", "over_contact_days",
    "unwanted_contact_days", "unwanted_contacts", "stage_months", "people", "person_names",
    "person_identifiers", "member_summaries", "member_milestones", "member_stage_periods",
    "person_suppressions", "interactions", "source_status", "vendor_scorecard", "source_days",
    "source_scorecard", "health", "incidents", "quality_exceptions",
    "volunteer_months", "volunteer_thanks",
    "sync_status", "sync_days", "sync_unmapped", "sync_matches_in_doubt",
)  # fmt: skip


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """One browser for all. A machine may have none, but the one that says what may land has."""
    if browser.program_of() is None and not os.environ.get("KITH_NEEDS_BROWSER"):
        pytest.skip(browser.LACKING)
    with browser.browser() as tab:
        yield tab


@contextmanager
def _serving(role: str) -> Iterator[server.Boards]:
    boards = server.Boards(role, 0, "a-token-of-the-tests")
    thread = threading.Thread(target=boards.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield boards
    finally:
        boards.shutdown()
        boards.server_close()
        thread.join()


@pytest.fixture(scope="module")
def county(empty_marts: None) -> Iterator[None]:
    """A small county, told by hand: three programs, and one person's whole story."""
    with connect("kith_builder") as connection:
        _tell_programs(connection)
        _tell_weekend(connection)
        _tell_origins(connection)
        _tell_cohorts(connection)
        _tell_volunteers(connection)
        _tell_overlap(connection)
        _tell_person(connection)
        _tell_sync(connection)
        _tell_health(connection)
    yield
    with connect("kith_builder") as connection:
        connection.execute(f"truncate {', '.join(f'marts.{name}' for name in MARTS)}".encode())


@pytest.fixture(scope="module")
def boards(county: None) -> Iterator[str]:
    """Where the boards are, as bi_reader; the browser comes in on its own."""
    with _serving("bi_reader") as found:
        yield f"http://127.0.0.1:{found.server_port}"


@pytest.fixture(scope="module")
def viewed(county: None) -> Iterator[str]:
    """The same, as bi_viewer."""
    with _serving("bi_viewer") as found:
        yield f"http://127.0.0.1:{found.server_port}"


def _tell_programs(connection: Connection[Any]) -> None:
    counts = dict.fromkeys((
        "attempt_count", "contact_count", "conversation_count", "mailing_sent_count",
        "action_count", "registration_count", "sign_up_count", "show_count", "flake_count",
        "donation_count", "donation_cents", "people_reached_count",
    ), 0)  # fmt: skip
    for code, month, said in (
        ("canvass", BEFORE, {"attempt_count": 1200, "contact_count": 300,
                             "conversation_count": 150, "sign_up_count": 20, "show_count": 8,
                             "flake_count": 2, "cost_cents": 60000}),
        ("canvass", MONTH, {"attempt_count": 10, "conversation_count": 7}),
        ("events", BEFORE, {"sign_up_count": 50, "show_count": 25}),
        ("donations", BEFORE, {"donation_count": 3, "donation_cents": 123456}),
    ):
        name = NASTY if code == "donations" else code.capitalize()
        fill(connection, "program_360", counts | said | {
            "organization_id": "county", "program_code": code, "program_name": name,
            "month_date": month,
        })
    # Of 60 people new by either program, 13 were new to another organization by the other.
    for organization, code, people in (
        ("county", "canvass", 31), ("county", "all", 31),
        ("all", "canvass", 40), ("all", "events", 20), ("all", "all", 47),
    ):  # fmt: skip
        fill(connection, "new_people_months", {
            "organization_id": organization, "program_code": code, "month_date": BEFORE,
            "new_people_count": people, "last_new_people_count": people})
    for days, converted in ((7, 10), (30, 35)):
        fill(connection, "program_conversions", {
            "organization_id": "county", "program_code": "canvass", "month_date": BEFORE,
            "window_days": days, "people_count": 100, "converted_people_count": converted,
        })


def _tell_weekend(connection: Connection[Any]) -> None:
    """A Sunday in New York, told until half past two in the afternoon by the phones' tool."""
    county = {"organization_id": "county", "program_code": "canvass"}
    day = {"time_zone": "America/New_York", "local_date": SUNDAY.date()}
    counts = dict.fromkeys((
        "interaction_count", "attempt_count", "contact_count", "conversation_count",
        "sign_up_count", "show_count"), 0)  # fmt: skip
    counts |= {f"compared_{name}": 0 for name in counts}
    for hour, now, before in ((10, 40, 30), (13, 25, 0), (14, 9, 70)):
        fill(connection, "program_hours", county | day | counts | {
            "hour_at": SUNDAY.replace(hour=hour + 4), "attempt_count": now,
            "compared_attempt_count": before})
    for source, at in (("s_van", SUNDAY.replace(hour=18, minute=30)),
                       ("s_spoke", NOW - timedelta(minutes=3))):
        program = "canvass" if source == "s_van" else "text"
        fill(connection, "program_freshness", county | {
            "program_code": program, "source_id": source, "tool": source.removeprefix("s_"),
            "last_export_at": at, "last_interaction_at": at})
    fill(connection, "program_efforts", county | {
        "source_id": "s_van", "tool": "van", "effort_id": "7", "effort_name": NASTY,
        "universe_count": 400, "people_attempted_count": 100, "people_contacted_count": 30,
        "first_at": NOW, "last_at": NOW})
    # Of 14 reached in both, 4 are the same people.
    for organization, people in (("county", 8), ("all", 10)):
        fill(connection, "reached_people_months", {
            "organization_id": organization, "program_code": "canvass", "month_date": BEFORE,
            "people_reached_count": people})


def _tell_origins(connection: Connection[Any]) -> None:
    counts = dict.fromkeys((
        "people_count", "action_count", "sign_up_count", "show_count", "registration_count",
        "donation_count", "donation_cents"), 0)  # fmt: skip
    county = {"organization_id": "county", "program_code": "digital"}
    for campaign, kind, month, done in (
        ("spring", "utm", BEFORE, 30), ("spring", "utm", MONTH, 11),
        ("unknown", "source_code", BEFORE, 9), ("no_code", "no_code", BEFORE, 50),
    ):  # fmt: skip
        fill(connection, "campaign_results", counts | county | {
            "campaign_code": campaign, "attribution_type_code": kind, "month_date": month,
            "interaction_count": done, "sign_up_count": done})
    fill(connection, "recruiter_results", counts | county | {
        "recruiter_person_id": "p_1", "people_count": 6, "interaction_count": 14,
        "show_count": 14})


def _tell_volunteers(connection: Connection[Any]) -> None:
    """One volunteer who is back and took the first answers, another who called a hundred."""
    county = {"organization_id": "county", "organization_name": "County", "last_worked_at": NOW}
    for person, rank, kind, recent, ever, number in (
        ("p_1", 1, "Answers taken", 3, 3, None), ("p_1", 2, "Attempts", 5, 60, None),
        ("p_2", 3, "Attempts", 12, 104, 100),
    ):  # fmt: skip
        fill(connection, "volunteer_thanks", county | {
            "person_id": person, "thanks_rank": rank, "authored_type_code": kind.lower(),
            "authored_type_name": kind, "recent_count": recent, "record_count": ever,
            "round_number_count": number, "is_first_work": recent == ever,
            "is_welcomed_back": person == "p_1"})
    for person, month, talked in (("p_1", BEFORE, 21), ("p_1", MONTH, 2), ("p_2", MONTH, 19)):
        fill(connection, "volunteer_months", {
            "organization_id": "county", "person_id": person, "program_code": "phone",
            "authored_type_code": "contact_attempt", "month_date": month, "record_count": 50,
            "contact_count": 30, "conversation_count": talked, "worked_day_count": 4,
            "last_worked_at": NOW})


def _tell_cohorts(connection: Connection[Any]) -> None:
    """A cohort of six that may be told, and one of two that may not."""
    large, small = ("county", "group/large/NJ", 6), ("hub", "hub/small/NJ", 2)
    for organization, cohort, many in (large, small):
        fill(connection, "organization_cohorts", {
            "organization_id": organization, "cohort_code": cohort,
            "cohort_organization_count": many, "needed_organization_count": 5})
        fill(connection, "cohort_counts", *[
            {"cohort_code": cohort, "program_code": program, "month_date": BEFORE,
             "measure_code": "show", "is_withheld": many < 5 or program == "phone"}
            for program in ("canvass", "phone", "text")
        ])  # fmt: skip
    fill(connection, "cohort_measures", {
        "cohort_code": "group/large/NJ", "program_code": "canvass", "month_date": BEFORE,
        "measure_code": "contact", "organization_count": 6, "lower_quartile_share": "0.10",
        "median_share": "0.20", "upper_quartile_share": "0.40"})


def _tell_overlap(connection: Connection[Any]) -> None:
    county = {"organization_id": "county"}
    fill(connection, "program_totals",
         county | {"program_code": "canvass", "people_count": 200},
         county | {"program_code": "events", "people_count": 80})
    fill(connection, "program_overlaps", county | {
        "program_code": "canvass", "later_program_code": "events", "people_count": 90,
        "active_people_count": 60, "median_days": 12,
    })
    pair = county | {"program_code": "canvass", "earlier_program_code": "events",
                     "earlier_organization_id": "hub", "local_date": NOW.date()}
    fill(connection, "collision_days", pair | {"people_count": 17})
    fill(connection, "contact_collisions", pair | {
        "person_id": "p_1", "first_contacted_at": NOW, "earlier_contacted_at": NOW})
    fill(connection, "over_contact_days", county | {
        "program_code": "canvass", "local_date": NOW.date(), "allowed_count": 3, "window_days": 7,
        "people_count": 4})
    unwanted = county | {"program_code": "canvass", "channel_code": "text", "source_id": "s_spoke",
                         "refused_source_id": "s_van", "local_date": NOW.date()}
    fill(connection, "unwanted_contact_days",
         unwanted | {"contact_count": 21, "people_count": 9},
         unwanted | {"source_id": "s_van", "contact_count": 5, "people_count": 5})
    fill(connection, "unwanted_contacts", unwanted | {
        "person_id": "p_1", "tool": "spoke", "record_type": "message", "record_id": "m-77",
        "occurred_at": NOW, "refused_code": "opted_out", "refused_at": NOW,
        "refused_record_type": "contact", "refused_record_id": "c-5"})


def _tell_person(connection: Connection[Any]) -> None:
    fill(connection, "people", {
        "person_id": "p_1", "first_name": "Zoraida", "last_name": "Quillfeather",
        "email": "zq@mail.example", "phone_e164": "+12125550143", "city": "Elm Hollow",
        "record_count": 3, "source_count": 2, "first_seen_at": NOW - timedelta(days=300)})
    fill(connection, "person_names",
         {"person_id": "p_1", "name_key": "quillfeather zoraida"})
    fill(connection, "member_summaries", {
        "person_id": "p_1", "current_stage_code": "supporter", "highest_stage_code": "activist",
        "interaction_count": 2, "program_count": 2, "tool_count": 2, "is_lapsed": False})
    place = {"person_id": "p_1", "tool": "van", "source_id": "s_van", "record_type": "contact"}
    for stage, rank, begun, ended in (("contact", 1, 300, None), ("supporter", 2, 200, None),
                                      ("activist", 3, 150, 60)):
        fill(connection, "member_stage_periods", place | {
            "record_id": f"c-{rank}", "stage_code": stage, "stage_rank": rank, "period_rank": 1,
            "entered_at": NOW - timedelta(days=begun),
            "left_at": NOW - timedelta(days=ended) if ended else None})
        fill(connection, "member_milestones", place | {
            "record_id": f"c-{rank}", "stage_code": stage, "milestone_rank": rank,
            "milestone_code": "stage_entered", "occurred_at": NOW - timedelta(days=begun)})
        fill(connection, "stage_months", {
            "stage_code": stage, "stage_name": stage.capitalize(), "stage_rank": rank,
            "month_date": BEFORE, "people_count": 1000 // rank})
    for number, (kind, topic) in enumerate((("contact_attempt", NASTY), ("attendance", "Rally"))):
        fill(connection, "interactions", place | {
            "record_id": f"r-{number}", "interaction_type_code": kind, "topic_name": topic,
            "program_code": "events", "occurred_at": NOW - timedelta(days=250 - number),
            "attribution_raw": "zq@mail.example"})
    fill(connection, "person_suppressions", place | {
        "channel_code": "text", "said_code": "opted_out", "said_at": NOW, "record_id": "c-9"})


def _tell_sync(connection: Connection[Any]) -> None:
    """Two days of texts: ten attempts, of which eight are in VAN; a gate that is on; a doubt."""
    van = {"destination_id": "s_van"}
    fill(connection, "sync_status",
         van | {"interface_code": "van", "last_sent_at": NOW - timedelta(minutes=34),
                "plans_waiting_count": 1, "effects_waiting_count": 2, "effects_unknown_count": 0},
         {"destination_id": "s_pen", "interface_code": "csv", "plans_waiting_count": 0,
          "effects_waiting_count": 0, "effects_unknown_count": 0})
    counts = dict.fromkeys((
        "told_count", "sent_count", "confirmed_count", "missing_count", "doubled_count",
        "changed_count", "to_send_count", "approval_count", "waiting_count", "unmapped_count",
        "doubtful_count", "already_there_count", "implied_count", "kept_back_count",
        "refused_count", "unmatched_count", "suppressed_count", "too_old_count",
        "there_count"), 0)  # fmt: skip
    texts = {"source_id": "s_spoke", "tool": "spoke", "fact_type_code": "contact_attempt"}
    for days, told in (
        (1, {"told_count": 8, "already_there_count": 1, "sent_count": 7, "confirmed_count": 6,
             "doubled_count": 1}),
        (2, {"told_count": 5, "to_send_count": 2, "approval_count": 2, "refused_count": 3}),
    ):
        fill(connection, "sync_days", counts | van | texts | told | {
            "local_date": NOW.date() - timedelta(days=days)})
    fill(connection, "sync_days", counts | van | texts | {
        "source_id": "s_van", "tool": "van", "local_date": NOW.date() - timedelta(days=1),
        "there_count": 23})
    record = {"source_id": "s_spoke", "record_type": "message", "record_id": "m-78",
              "fact_count": 5}
    fill(connection, "sync_unmapped", van | record | {
        "fact_type_code": "contact_attempt", "vocabulary_name": "contact_results",
        "word": f"{NASTY} zq@mail.example", "topic_name": "left_voicemail"})
    fill(connection, "sync_matches_in_doubt", van | record | {
        "one_source_id": "s_spoke", "one_record_type": "contact", "one_record_id": "c-7",
        "other_record_type": "contacts", "other_record_id": "101", "person_id": "p_1",
        "disposition_code": "several_matches", "match_confidence_share": "0.9731",
        "last_at": NOW})


def _tell_health(connection: Connection[Any]) -> None:
    for source, tool, late in (("s_van", "van", 0), ("s_spoke", "spoke", 5)):
        fill(connection, "source_status", {
            "source_id": source, "tool": tool, "responsible_contact": "data@group.example",
            "last_export_at": NOW - timedelta(days=late), "promised_freshness_hours": 26,
            "held_load_count": 0, "refused_file_count": 2, "records_read_count": 100,
            "records_landed_count": 90, "records_unchanged_count": 9,
            "records_quarantined_count": 1, "records_suppressed_count": 0,
            "open_quarantine_count": 1})
        fill(connection, "vendor_scorecard",
             {"tool": tool, "vendor_name": {"van": "NGP VAN", "spoke": "Spoke"}[tool]})
        fill(connection, "source_days", {
            "source_id": source, "day_date": NOW.date(), "records_read_count": 100})
        fill(connection, "source_scorecard", {
            "source_id": source, "kind_code": "people", "weight_share": 0.75})
    fill(connection, "health", {
        "concern_id": "text", "concern_name": "Texts sent", "concern_rank": 1, "trust_code": "no",
        "source_count": 1, "stale_share": 1})
    fill(connection, "incidents", {
        "incident_id": "i", "incident_type_name": "Late", "source_id": "s_spoke", "is_open": True,
        "is_overdue": True, "message": "Older than promised.", "advice": "Send it again.",
        "opened_at": NOW, "fixes_contact": "texts@group.example"})


def _enter(page: Page, address: str) -> None:
    page.open(f"{address}/?token=a-token-of-the-tests")


def _opened(page: Page, address: str, width: int = 1280) -> str:
    """What a board says, everything unfolded."""
    page.open(address, width=width)
    page.run("document.querySelectorAll('details').forEach(each => { each.open = true })")
    return page.text()


def test_programs_are_compared_and_followed_over_time(page: Page, boards: str) -> None:
    _enter(page, boards)
    assert page.run("location.href") == f"{boards}/", "the token stays in no address"
    told = _opened(page, f"{boards}/?measure=attempts")
    for part in ("1,210", "157", "Canvass", "1,210 attempts in 2 months", NASTY, "$1,235",
                 "$600", "$4.00", "$75.00", "10% of 100", "35% of 100", "Within 30 days", "80%"):
        assert part in told or part in _drawn(page), part
    # A month without a row is a month in which nothing happened.
    assert f"{MONTH:%B %Y} (so far)\t10" in told
    assert f"None: {NASTY}, Events." in told
    narrowed = _opened(page, f"{boards}/?organization=nobody's&months=99&measure=none")
    assert "Conversations by month" in narrowed, "what can't be chosen is as if nothing were"


def test_somebody_new_to_two_organizations_is_new_once_over_all(page: Page, boards: str) -> None:
    _enter(page, boards)
    over_all = _opened(page, f"{boards}/?measure=new_people")
    assert "47\nnew people" in over_all
    for part in ("40 new people in 2 months", "20 new people in 2 months"):
        assert part in _drawn(page), part
    assert "31\nnew people" in _opened(page, f"{boards}/?organization=county&measure=new_people")
    assert "31 new people in 2 months" in _drawn(page)


def test_somebody_whom_two_organizations_reach_counts_once_over_all(
    page: Page, boards: str
) -> None:
    _enter(page, boards)
    for chosen, people in (("", 10), ("&organization=county", 8)):
        _opened(page, f"{boards}/?measure=people_reached{chosen}")
        assert f"{people} people reached in 2 months" in _drawn(page)


def test_a_day_goes_by_the_hour_beside_the_same_hours_a_week_before(
    page: Page, boards: str
) -> None:
    _enter(page, boards)
    told = _opened(page, f"{boards}/weekend")
    assert "74 attempts in 15 hours" in _drawn(page)
    # The hour from two to three is not told whole: it is shown, and not compared.
    for part in ("65\nattempts (a week before 30)", "65 (30)", "13:59", "10:00\t40\t30",
                 "14:00 (so far)\t9\t70", "Spoke", f"{NASTY}, by canvass",
                 "100 (25%)", "30 (8%)"):
        assert part in told or part in _drawn(page), part
    lines = "document.querySelectorAll('svg .before').length"
    assert page.run(lines) == 2, "a line for each hour in which something was done a week before"
    assert re.search(r"\b\d+ min ago", told) and re.search(r"\d days ago", told)
    chosen = _opened(page, f"{boards}/weekend?organization=nobody&day=2026-02-30&measure=none")
    assert "Sunday, 25 October" in chosen and "Attempts by the hour" in chosen


def test_campaigns_and_recruiters_are_told_by_what_came_of_them(page: Page, boards: str) -> None:
    _enter(page, boards)
    told = _opened(page, f"{boards}/origins")
    for part in ("100\nthings people did of their own accord", "50 (50%)", "By UTM", "Spring",
                 "41\nby a code whose campaign is known", "41 things done in 2 months",
                 "Zoraida Quillfeather"):
        assert part in told or part in _drawn(page), part
    assert "No code" not in told


def test_groups_alike_are_compared_and_what_is_withheld_says_why(page: Page, boards: str) -> None:
    _enter(page, boards)
    told = _opened(page, f"{boards}/?organization=county")
    assert "6 organizations. 2 counts of the period are told, and 1 withheld" in told
    assert "Canvass: 10% to 40%, median 20%, the one chosen at 25%" in _drawn(page)
    assert "hub/small/NJ" not in told, "only the cohort of the organization chosen"
    told = _opened(page, f"{boards}/")
    assert "Withheld: all 3 figures of the period. This cohort has 2 organizations" in told
    assert "the one chosen" not in _drawn(page)


def _drawn(page: Page) -> str:
    return str(page.run("[...document.querySelectorAll('svg')].map(e => e.textContent).join(' ')"))


def test_a_person_is_found_and_their_story_read_by_keyboard(page: Page, boards: str) -> None:
    _enter(page, boards)
    page.open(f"{boards}/people")
    _tab_to(page, "words")
    page.write("quillf")
    page.follow("Enter")
    assert "1 found" in page.text()
    assert page.run("location.search") == "", "what is searched for stands in no address"
    _tab_to(page, "Zoraida Quillfeather")
    page.follow("Enter")
    told = _opened(page, page.run("location.href"))
    for part in ("Zoraida Quillfeather", "zq@mail.example", "Do not contact by", "opted out",
                 "Stages over time", "Reached: activist", "Rally", "van · s_van · contact r-1",
                 NASTY):
        assert part in told, part
    story = ("Reached: contact", NASTY, "Rally", "Reached: supporter")
    assert [told.index(part) for part in story] == sorted(told.index(part) for part in story)
    assert "Activist from" in _drawn(page) and "until" in _drawn(page)


def _tab_to(page: Page, words: str) -> None:
    """Press Tab until the focus is on what has this id or text; nothing else leads there."""
    for _ in range(40):
        page.press("Tab")
        here = page.run("[document.activeElement.id, document.activeElement.textContent]")
        if words in here:
            style = "getComputedStyle(document.activeElement)"
            assert page.run(f"{style}.outlineStyle") != "none", "the focus is seen"
            return
    raise AssertionError(f"no way to {words} by keyboard")


def test_overlap_and_collisions_name_the_programs_and_the_records(page: Page, boards: str) -> None:
    _enter(page, boards)
    told = _opened(page, f"{boards}/overlap")
    for part in ("45", "Canvass → Events", "Events → Canvass *", "17", "of two organizations",
                 "4 times somebody was contacted though they had had 3 contacts within 7 days",
                 "Spoke ← NGP VAN", "21 text", "spoke: message m-77", "s_van: contact c-5"):
        assert part in told, part
    assert page.run("document.querySelector('.heat4').textContent") == "45"


def test_what_tools_told_stands_beside_what_the_destination_shows(page: Page, boards: str) -> None:
    _enter(page, boards)
    told = _opened(page, f"{boards}/sync")
    for part in ("13\nfacts told", "3\nrefused there", "3 refused",
                 "1\nwere there already", "7\nsent", "2\nwait for approval", "1\nthere twice",
                 "never", NASTY, "message m-78",
                 "several matches", "Zoraida Quillfeather", "1 twice",
                 "97.31%", "s_spoke/contact/c-7", "s_van/contacts/101"):
        assert part in told, part
    assert re.search(r"\b\d+ min ago", told)
    drawn = _drawn(page)
    assert "13 facts told in 2 days" in drawn and "s_van itself: 23 facts there" in drawn
    assert page.run("document.querySelectorAll('svg .before').length") == 1, "seven of eight"
    other = _opened(page, f"{boards}/sync?destination=s_pen&days=14")
    assert "0\nfacts told" in other and "county" not in other


def test_volunteers_are_thanked_and_counted(page: Page, boards: str) -> None:
    _enter(page, boards)
    told = _opened(page, f"{boards}/volunteers")
    for part in ("Zoraida Quillfeather",
                 "Welcome back! Answers taken: 3 (their first); attempts: 5",
                 "Attempts: 12 (104 in all)", "p_2"):
        assert part in told, part
    # Over both months, and the one with more on top.
    leaders = "[...document.querySelectorAll('section')][1].querySelectorAll('tbody tr')"
    assert page.run(f"[...{leaders}].map(row => row.cells[1].textContent)") == ["23", "19"]


def test_health_says_what_came_and_what_is_wrong(page: Page, boards: str) -> None:
    _enter(page, boards)
    told = _opened(page, f"{boards}/health")
    for part in ("1 of 2\nsources on time", "2 of 2", "late by 3 days", "Texts sent", "overdue",
                 "Older than promised.", "Send it again.", "0.75"):
        assert part in told, part


@pytest.mark.parametrize("width", [390, 1280])
def test_boards_fit_a_phone_and_a_laptop_and_ask_nobody_else(
    page: Page, boards: str, width: int
) -> None:
    _enter(page, boards)
    page.asked.clear()
    for board in BOARDS:
        _opened(page, boards + board, width)
        assert page.run("document.documentElement.scrollWidth") <= width, f"{board} scrolls aside"
        assert page.run("document.querySelectorAll('main, h1').length") == 2
        named = "[...document.querySelectorAll('svg')].every(e => e.textContent && e.ariaLabelledBy"
        assert page.run(f"{named}Elements.length)"), f"{board} has a chart without words"
        assert page.run(_UNDER_BARS) == [], f"{board} has names under bars"
    assert {address.partition("/")[2].split("/")[1] for address in page.asked} == {
        boards.removeprefix("http://")
    }


# Names of a chart's lines that any of its bars covers.
_UNDER_BARS = """
[...document.querySelectorAll('svg')].flatMap(svg => {
    const bars = [...svg.querySelectorAll('.bar')].map(each => each.getBoundingClientRect())
    return [...svg.querySelectorAll('.name')].filter(name => {
        const box = name.getBoundingClientRect()
        return bars.some(bar => bar.width > 0 && box.right > bar.left && bar.right > box.left
            && box.bottom - 4 > bar.top && bar.bottom > box.top + 4)
    }).map(name => name.textContent)
})
"""


def test_whoever_may_not_see_names_sees_none(page: Page, viewed: str) -> None:
    _enter(page, viewed)
    for board in BOARDS:
        told = _opened(page, viewed + board) + page.run("document.documentElement.outerHTML")
        assert not [each for each in PERSONAL if each in told], board
    assert "Reached: activist" in told, "the story is there, without whose it is"
    page.open(f"{viewed}/people")
    assert "This login sees no names" in page.text()
    for typed, found in (("Zoraida", "Nobody has that id"), ("p_1", "1 found")):
        _tab_to(page, "words")
        page.write(typed)
        page.follow("Enter")
        assert found in page.text()
        page.open(f"{viewed}/people")


def test_boards_can_be_read_in_light_and_dark(page: Page, boards: str) -> None:
    """WCAG AA, of every word there is on them, as the browser works the colours out."""
    _enter(page, boards)
    for dark in (False, True):
        for board in BOARDS:
            page.open(boards + board, dark=dark)
            page.run("document.querySelectorAll('details').forEach(each => { each.open = true })")
            assert page.run(_FAINT) == [], f"{board}, {'dark' if dark else 'light'}"


# Each word's colour against what stands behind it: the nearest that has a ground of its own.
_FAINT = """
(() => {
    const parts = colour => colour.match(/[\\d.]+/g).map(Number)
    const light = colour => parts(colour).slice(0, 3).map(c => c / 255)
        .map(c => c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
        .reduce((sum, c, place) => sum + c * [.2126, .7152, .0722][place], 0)
    const ground = node => {
        for (let at = node; at; at = at.parentElement) {
            const found = getComputedStyle(at).backgroundColor
            if ((parts(found)[3] ?? 1) > 0) return found
        }
        return 'rgb(255, 255, 255)'
    }
    const faint = []
    for (const node of document.querySelectorAll('body *')) {
        const words = [...node.childNodes].some(e => e.nodeType === 3 && e.data.trim())
        if (!words || node.tagName === 'title' || node.tagName === 'OPTION') continue
        const style = getComputedStyle(node)
        const ink = node instanceof SVGElement ? style.fill : style.color
        const [low, high] = [light(ink), light(ground(node))].sort((a, b) => a - b)
        if ((high + .05) / (low + .05) < 4.5) faint.push([node.outerHTML.slice(0, 80), ink])
    }
    return faint
})()
"""


def test_nobody_else_gets_in(boards: str) -> None:
    for headers in ({}, {"Cookie": "kith_boards=x"}, {"Host": "elsewhere.example"}):
        for method, path in (("GET", "/"), ("GET", "/person?id=p_1"), ("GET", "/?token=wrong"),
                             ("POST", "/people")):
            connection = http.client.HTTPConnection(boards.removeprefix("http://"), timeout=5)
            connection.request(method, path, headers=headers)
            answer = connection.getresponse()
            told = answer.read().decode()
            assert answer.status == 403 and not [each for each in PERSONAL if each in told]
            connection.close()


def test_a_form_of_another_site_is_refused(boards: str) -> None:
    connection = http.client.HTTPConnection(boards.removeprefix("http://"), timeout=5)
    connection.request("GET", "/?token=a-token-of-the-tests")
    cookie = str(connection.getresponse().headers["Set-Cookie"])
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "a-token" not in cookie
    connection.close()
    for origin, status in (("http://elsewhere.example", 403), (boards, 200)):
        connection = http.client.HTTPConnection(boards.removeprefix("http://"), timeout=5)
        headers = {"Cookie": cookie.split(";")[0], "Origin": origin}
        connection.request("POST", "/people", body="words=zoraida", headers=headers)
        assert connection.getresponse().status == status
        connection.close()
