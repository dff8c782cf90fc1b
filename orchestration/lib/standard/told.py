"""A verdict in words, for a person at a terminal. Names, counts and places; never a value."""

from __future__ import annotations

from collections.abc import Iterable

from orchestration.lib.standard.checks import Problem
from orchestration.lib.standard.requirements import (
    VERSION,
    Level,
    Requirement,
    levels,
    requirements,
)
from orchestration.lib.standard.verdict import Finding, Verdict

_MOST_TABLES, _MOST_LINES, _MOST_RANGES = 3, 12, 3


def told(verdict: Verdict) -> str:
    """The whole verdict."""
    parts = [
        [headline(verdict), ""],
        _table([(each.label, each.kind, count(each.records, "record")) for each in verdict.tables]),
        [f"{_listed(verdict.passed_over)}: passed over, it holds no records."]
        * bool(verdict.passed_over),
        [""] * bool(verdict.tables),
        _table([_level_line(verdict, level.rank) for level in levels()]),
        _next(verdict),
        _later(verdict),
    ]
    return "\n".join(line for part in parts for line in part).rstrip()


def headline(verdict: Verdict) -> str:
    """The level and the score, in a sentence."""
    whose = f", judged as {verdict.vendor}," if verdict.vendor else ""
    if verdict.level is None:
        reached = "reaches no level"
    else:
        reached = f"reaches level {verdict.level.rank}, {verdict.level.name}"
    return (
        f"{verdict.name}{whose} {reached}, of standard {VERSION}. Score: {verdict.score} of 100."
    )


def why_no_further(verdict: Verdict) -> str:
    """What else keeps it from the next level, where all that could be judged is met; or ''."""
    following = verdict.next_level
    if following is None or verdict.unmet(following):
        return ""
    return (
        "No table of people or interactions was found, without which nothing more can be judged. "
        "Give the whole folder, or name the files people and interactions."
    )


def requirements_of(level: Level) -> list[Requirement]:
    """What a level asks beyond those below it."""
    return [each for each in requirements() if each.level == level.rank]


def lines_of(findings: list[Finding]) -> list[str]:
    """What holds a requirement back: a line for each column, tables that lack the same in one."""
    lines = []
    lacking: dict[tuple[str, ...], list[str]] = {}
    for finding in findings:
        where = finding.table
        if finding.note:
            lines.append(f"{where}: {finding.note}" if where else finding.note)
        elif finding.missing:
            lacking.setdefault(finding.missing, []).append(where)
        lines += [
            f"{where}{_column(problem)}: {problem.why} in {problem.count:,} of "
            f"{count(finding.records, 'record')} ({_places(problem, finding.place)})"
            for problem in finding.problems
        ]
    for missing, tables in lacking.items():
        columns = "column" if len(missing) == 1 else "columns"
        more = f" and {len(tables) - _MOST_TABLES} more" if len(tables) > _MOST_TABLES else ""
        lines.append(f"{_listed(tables[:_MOST_TABLES])}{more}: no {columns} {_listed(missing)}")
    return lines


def _level_line(verdict: Verdict, rank: int) -> tuple[str, str, str]:
    level = levels()[rank]
    unmet = verdict.unmet(level)
    reached = verdict.level is not None and verdict.level.rank >= rank
    if reached:
        state = "reached"
    elif rank and not verdict.tables:
        state = "can't be judged"
    elif unmet:
        state = f"{len(unmet)} to meet"
    else:
        state = "waits for the level below" if verdict.has_records else "can't be judged"
    return f"{rank}  {level.name}", state, ""


def _next(verdict: Verdict) -> list[str]:
    following = verdict.next_level
    if following is None:
        return ["", "Nothing holds it back."]
    lines = ["", f"To reach level {following.rank}, {following.name}"]
    for each in verdict.unmet(following):
        lines += ["", *_requirement(verdict, each)]
    return lines + ["", why_no_further(verdict)] * (not verdict.unmet(following))


def _requirement(verdict: Verdict, requirement: Requirement) -> list[str]:
    found = [found for found in verdict.of(requirement) if not found.is_met]
    lines = lines_of(found)
    if len(lines) > _MOST_LINES:
        more = len(lines) - _MOST_LINES
        lines = [*lines[:_MOST_LINES], f"and {more} more like these (--html has them all)"]
    return [
        f"  {requirement.meaning} ({requirement.code})",
        *(f"    {line}" for line in lines),
        f"    → {requirement.advice}.",
    ]


def _later(verdict: Verdict) -> list[str]:
    following = verdict.next_level
    later = [
        each
        for level in levels()
        if following is not None and level.rank > following.rank
        for each in verdict.unmet(level)
    ]
    if not later or not verdict.tables:
        return []
    lines = _table([(f"  {each.level}", each.code, each.meaning) for each in later])
    return ["", "After that (--json and --html have it all)", "", *lines]


def _column(problem: Problem) -> str:
    return f", column {problem.column}" if problem.column else ""


def _places(problem: Problem, place: str) -> str:
    ranges, others = problem.places.first(_MOST_RANGES)
    shown = ", ".join(
        f"{first:,} to {last:,}" if last > first else f"{first:,}" for first, last in ranges
    )
    more = f" and {others:,} more" * bool(others)
    is_one = len(ranges) == 1 and ranges[0][0] == ranges[0][1]
    return f"{place}{'' if is_one else 's'} {shown}{more}"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)


def count(number: int, thing: str) -> str:
    """A number of things, in words: 1 record, 1,000 records."""
    return f"{number:,} {thing}{'s' * (number != 1)}"


def _table(rows: list[tuple[str, str, str]]) -> list[str]:
    widths = [max((len(row[at]) for row in rows), default=0) for at in range(2)]
    return [
        f"{row[0].ljust(widths[0])}  {row[1].ljust(widths[1])}  {row[2]}".rstrip() for row in rows
    ]
