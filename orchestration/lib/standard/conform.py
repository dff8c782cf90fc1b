"""How far an export meets the standard, judged from its files alone: no database, no network."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from orchestration.lib.errors import KithError
from orchestration.lib.landing import containers, folder
from orchestration.lib.landing.containers import Part
from orchestration.lib.landing.declarations import Tool
from orchestration.lib.landing.problems import FileRefused
from orchestration.lib.standard import contract, formulas, meaning
from orchestration.lib.standard.checks import Check, Problem
from orchestration.lib.standard.judge import Judge
from orchestration.lib.standard.places import Places
from orchestration.lib.standard.requirements import Requirement, requirements
from orchestration.lib.standard.tables import Table, table, tool_of
from orchestration.lib.standard.verdict import Finding, TableRead, Verdict
from orchestration.lib.tools.errors import ToolError

Progress = Callable[[int, int], None]
_MANIFEST = "datapackage.json"
_LARGEST_MANIFEST = 1 << 22
# Beside an export and no table of it: what describes it, and what people wrote about it.
_DESCRIPTION = re.compile(r"datapackage\.json|.*\.md|(readme|license|changelog)(\.[a-z]+)?")


class NothingToJudge(KithError):
    """There is no file at the path, or none that could be an export."""


@dataclass
class _Exchange:
    """What is gathered file by file."""

    tool: Tool | None
    progress: Progress | None
    size: int
    done: int = 0
    tables: list[Table] = field(default_factory=list)
    read: list[TableRead] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    contracts: list[tuple[str, bytes]] = field(default_factory=list)
    # The tables that a manifest names and that are there; without them every file may be a table.
    named: frozenset[str] = frozenset()


def conform(path: Path, tool: str | None = None, progress: Progress | None = None) -> Verdict:
    """Judge a file, an archive or a folder of exports; ``tool``: whose they are, where declared.

    ``progress`` is called with bytes done and bytes in all. Raises ``NothingToJudge``, and
    ``ToolError`` for a tool nobody has declared. A file that can't be read is no exception: it is
    what holds the export back.
    """
    declared = tool_of(tool) if tool else None
    files = _files(path)
    exchange = _Exchange(declared, progress, sum(each.stat().st_size for each in files))
    if path / _MANIFEST in files:
        named = _named_tables((path / _MANIFEST).read_bytes())
        there = {each.relative_to(path).as_posix() for each in files}
        exchange.named = named if named <= there else frozenset()
    for each in files:
        label = each.relative_to(path).as_posix() if path.is_dir() else each.name
        _read_file(exchange, each, _shown(label))
        exchange.done += each.stat().st_size
    _judge_exchange(exchange)
    return Verdict(
        name=_shown(path.resolve().name),
        vendor=declared.vendor if declared else "",
        tables=tuple(exchange.read),
        findings=tuple(exchange.findings),
        passed_over=tuple(exchange.passed_over),
    )


def _named_tables(raw: bytes) -> frozenset[str]:
    """The paths of the tables that a ``datapackage.json`` names; none where it can't be read."""
    try:
        return frozenset(str(each["path"]) for each in json.loads(raw)["resources"])
    except (ValueError, KeyError, TypeError):
        return frozenset()


def _files(path: Path) -> list[Path]:
    if path.is_dir() and not path.is_symlink():
        found = folder.exports(path)
    elif containers.is_regular(path):
        found = [path]
    else:
        raise NothingToJudge(
            f"{_shown(str(path))} is not a plain file or folder that can be read: a link, a pipe, "
            "or not there."
        )
    if not found:
        raise NothingToJudge(f"{_shown(str(path))} holds no file that could be an export.")
    return found


def _read_file(exchange: _Exchange, path: Path, label: str) -> None:
    try:
        parts = containers.parts(path, path.name)
    except FileRefused as refused:
        exchange.findings.append(_unread(label, refused.message, refused.advice))
        return
    manifest = next((part for part in parts if part.name == _MANIFEST), None)
    if manifest is not None:
        # An archive's parts are known by the last part of their path.
        told = _named_tables(manifest.head(_LARGEST_MANIFEST))
        named = frozenset(each.rpartition("/")[2] for each in told)
        exchange.named = named if named <= {each.name for each in parts} else frozenset()
    for part in parts:
        of_part = f"{label}/{_shown(part.name)}" if part.name else label
        try:
            _read_part(exchange, part, of_part, path if formulas.is_workbook(path) else None)
        except FileRefused as refused:
            exchange.findings.append(_unread(of_part, refused.message, refused.advice))
        except ToolError as unclear:
            said = str(unclear).removeprefix(f"{part.file_name}: ")
            exchange.findings.append(_unread(of_part, said, ""))


def _read_part(exchange: _Exchange, part: Part, label: str, workbook: Path | None) -> None:
    if contract.is_contract(part.file_name):
        exchange.contracts.append((label, part.head(contract.LARGEST + 1)))
        return
    is_named = not exchange.named or (part.name or label) in exchange.named
    if _DESCRIPTION.fullmatch(part.file_name.lower()) or not is_named:
        exchange.passed_over.append(label)
        return
    found = table(label, part, exchange.tool)
    if found is None and exchange.named and part.file_name.lower().endswith(".jsonl"):
        # JSON Lines have no header: of a table that the manifest names, there are no records.
        exchange.passed_over.append(label)
        return
    if found is None:
        exchange.findings.append(_unread(label, "The file holds nothing, not even a header.", ""))
        return
    judge = Judge(found)
    judge.read(lambda size: _tell(exchange, size))
    exchange.tables.append(found)
    exchange.read.append(TableRead(label, found.kind, judge.records, _told(found)))
    exchange.findings += found_by(judge, found)
    if workbook is not None:
        _note_formulas(exchange, label, formulas.without_results(workbook, part.name))


def found_by(judge: Judge, found: Table) -> list[Finding]:
    """What the judge, who has read it, found of a table."""
    return [_finding(found, judge, check) for check in judge.checks if not check.is_idle]


def _finding(found: Table, judge: Judge, check: Check) -> Finding:
    requirement = check.requirement
    problems, failing, place = check.problems(), check.failing, found.place
    if requirement.check == "readable":
        problems, failing = judge.aside(is_about_ids=False), judge.unread
    if requirement.columns == ("record_id",) and requirement.check == "given":
        problems, failing = judge.aside(is_about_ids=True), judge.without_id
    if requirement.check in ("readable", "given") and requirement.columns in ((), ("record_id",)):
        # Landing tells the line on which what it sets aside begins, in JSON too.
        place = "line" if place == "record" else place
    return Finding(
        requirement, found.label, judge.records, failing, tuple(check.missing),
        tuple(_named(each, found) for each in problems), place=place,
    )  # fmt: skip


def _named(problem: Problem, found: Table) -> Problem:
    """The problem, its column called as the export calls it."""
    own = found.said.get(problem.column, "")
    if problem.column == "record_id" and not own:
        own = ", ".join(found.record_type.record_id)
    return Problem(
        _shown(found.headers.get(own, own)) or problem.column, problem.why, problem.count,
        problem.places,
    )  # fmt: skip


def _note_formulas(exchange: _Exchange, label: str, rows: Iterable[int]) -> None:
    problem = Problem("", "a formula without its result", places=Places(rows))
    problem.count = sum(last - first + 1 for first, last in problem.places)
    if not problem.count:
        return
    exchange.findings = [
        replace(found, failing=max(found.failing, problem.count), place="row",
                problems=(*found.problems, problem))
        if found.table == label and found.requirement.check == "values_only" else found
        for found in exchange.findings
    ]  # fmt: skip


def _judge_exchange(exchange: _Exchange) -> None:
    kinds = {found.kind for found in exchange.tables}
    if meaning.DELETIONS in kinds:
        # Told in a table of their own: no column is needed for them.
        exchange.findings = [
            found for found in exchange.findings if found.requirement.check != "deletions"
        ]
    for requirement in requirements():
        if requirement.check == "deletions" and meaning.DELETIONS in kinds:
            exchange.findings.append(Finding(requirement, ""))
        if requirement.check == "table":
            wanted = requirement.columns[0]
            note = "" if wanted in kinds else f"no table of {wanted}"
            exchange.findings.append(Finding(requirement, "", note=note))
        if requirement.check in ("contract", "contract_complete"):
            exchange.findings.append(_of_contract(exchange, requirement))


def _of_contract(exchange: _Exchange, requirement: Requirement) -> Finding:
    if not exchange.contracts:
        return Finding(requirement, "", note="no contract (a file that ends in .odcs.yaml)")
    if len(exchange.contracts) > 1:
        return Finding(requirement, "", note="more than one contract: send one")
    label, raw = exchange.contracts[0]
    try:
        document = contract.read(raw)
    except contract.ContractUnreadable as unreadable:
        return Finding(requirement, label, note=f"the contract {unreadable}")
    if requirement.check == "contract_complete":
        left_out = contract.leaves_out(document, exchange.tables)
        told = f"not named there: {contract.shortened(left_out)}" if left_out else ""
    else:
        told = contract.shortened(contract.lacks(requirement.code, document))
    return Finding(requirement, label, note=told)


def _unread(label: str, message: str, advice: str) -> Finding:
    readable = next(each for each in requirements() if each.check == "readable")
    return Finding(readable, label, note=" ".join([message, advice]).strip())


def _told(found: Table) -> dict[str, str]:
    return {name: _shown(found.headers.get(own, own)) for name, own in found.said.items()}


def _tell(exchange: _Exchange, size: int) -> None:
    if exchange.progress:
        exchange.progress(min(exchange.done + size, exchange.size), exchange.size)


def _shown(name: str) -> str:
    """A name out of an export, so that it can't speak to a terminal or fill it."""
    plain = "".join(letter if letter.isprintable() else "\ufffd" for letter in name)
    return plain if len(plain) <= 80 else f"{plain[:79]}…"
