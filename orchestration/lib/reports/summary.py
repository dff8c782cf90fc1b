"""The demo's closing words: what the warehouse knows, in a screenful."""

from __future__ import annotations

from typing import Any

import psycopg
from rich.console import Console
from rich.table import Table

from orchestration.lib.identity.accuracy.score import Score
from orchestration.lib.journeys.accuracy import Journeys
from orchestration.lib.journeys.authorship import Authorship
from orchestration.lib.reports import status
from orchestration.lib.warehouse import connect

_PEOPLE = """
    select
        count(*) as people,
        coalesce(sum(record_count), 0)::bigint as records,
        count(*) filter (where tool_count > 1) as in_several_tools
    from marts.people
"""
_STAGES = """
    select stage_code, count(*) from marts.member_journeys
    group by stage_code, stage_rank order by stage_rank
"""
_WORK = """
    select count(distinct person_id), coalesce(sum(record_count), 0)::bigint
    from marts.volunteer_months
"""
_PROGRAMS = """
    select
        program_code, sum(attempt_count)::bigint, sum(conversation_count)::bigint,
        sum(sign_up_count)::bigint, sum(show_count)::bigint,
        (
            select coalesce(sum(last_new_people_count), 0)::bigint
            from marts.new_people_months as months
            where months.organization_id = 'all' and months.program_code = program_360.program_code
        )
    from marts.program_360
    group by program_code order by 2 desc, 4 desc
"""


def show(
    console: Console,
    accuracy: Score | None = None,
    journeys: Journeys | None = None,
    authorship: Authorship | None = None,
) -> None:
    """Print people, accuracy where the truth is known, accounts, journeys, work and programs."""
    with connect("bi_reader") as connection:
        _people(console, connection, accuracy)
        console.print(status.accounts(status.sources()))
        _journeys(console, connection, journeys)
        _work(console, connection, authorship)
        _programs(console, connection)


def _people(console: Console, connection: psycopg.Connection[Any], accuracy: Score | None) -> None:
    found = connection.execute(_PEOPLE).fetchone()
    assert found is not None  # an aggregate always returns its one row
    people, records, in_several = found
    console.print(
        f"\n[bold]{people:,} people[/] from {records:,} records; "
        f"{in_several:,} of them are seen in more than one tool."
    )
    if accuracy:
        console.print(
            f"Against the simulated truth: precision {accuracy.precision:.3f}, "
            f"recall {accuracy.recall:.3f}, F1 {accuracy.f1:.3f} (pairs of records)."
        )


def _journeys(
    console: Console, connection: psycopg.Connection[Any], journeys: Journeys | None
) -> None:
    stages = connection.execute(_STAGES).fetchall()
    console.print("Journeys: " + " → ".join(f"{count:,} {stage}" for stage, count in stages))
    if journeys:
        console.print(
            f"Of {journeys.people:,} people whose records all matched, {journeys.same:.1%} have "
            f"just the journey simulated; of {journeys.recruited:,} of them who were recruited, "
            f"{journeys.same_recruiters:.1%} the true recruiter."
        )


def _work(
    console: Console, connection: psycopg.Connection[Any], authorship: Authorship | None
) -> None:
    found = connection.execute(_WORK).fetchone()
    assert found is not None  # an aggregate always returns its one row
    volunteers, records = found
    console.print(f"Work: {records:,} records that {volunteers:,} volunteers and staff made.")
    if authorship:
        console.print(
            f"Of {authorship.work:,} calls, texts and answers simulated, {authorship.recall:.2%} "
            f"are in the ledger of whoever truly made them; {authorship.in_several_tools:,} of "
            f"{authorship.authors:,} volunteers made them in several tools."
        )


def _programs(console: Console, connection: psycopg.Connection[Any]) -> None:
    table = Table(title="\nPrograms, all months", title_justify="left", box=None)
    for heading in ("Program", "Attempts", "Conversations", "Sign-ups", "Shows", "New people"):
        table.add_column(heading, justify="left" if heading == "Program" else "right")
    for program, *counts in connection.execute(_PROGRAMS):
        table.add_row(program, *(f"{count:,}" for count in counts))
    console.print(table)
