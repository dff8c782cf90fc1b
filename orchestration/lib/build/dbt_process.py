"""dbt inside this process: parsed once, run many times, saying nothing a log may not hold.

Starting dbt costs seconds, a warm run tenths. dbt's own console, log file and run results quote
the database's error messages, and those can quote a person's data; so all three are off here
and each node's outcome is handed on through ``failures``.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from orchestration.lib import settings, stopped
from orchestration.lib.build import dbt_runner
from orchestration.lib.errors import KithError
from orchestration.lib.failures import told_by_dbt

_QUIET = [
    "--quiet", "--no-print", "--log-level", "none", "--log-level-file", "none",
    "--no-version-check", "--no-use-colors",
]
_CODE = ("models/**/*", "macros/**/*", "seeds/**/*.yml", "expectations/invariants/**/*",
         "*.yml", "profiles/*.yml")
_SEEDS = ("seeds/**/*.csv",)


class ProjectBroken(KithError):
    """dbt can't read the project; the message is dbt's own, about the project's files."""


@dataclass(frozen=True)
class Node:
    """What became of one model, seed or test.

    ``status``: success, pass, warn, fail, error or skipped. ``message`` holds no values.
    """

    unique_id: str
    status: str
    seconds: float
    rows: int | None
    failures: int | None
    message: str

    @property
    def name(self) -> str:
        return self.unique_id.split(".")[2]

    @property
    def kind(self) -> str:
        return self.unique_id.split(".", 1)[0]

    @property
    def is_ok(self) -> bool:
        return self.status in ("success", "pass", "warn", "no-op")

    @property
    def is_test(self) -> bool:
        return self.kind in ("test", "unit_test")


@dataclass
class Outcome:
    """What a dbt run did, node by node. ``error``: why it could not run at all.

    ``code``: the ``code_fingerprint`` of what it ran.
    """

    nodes: list[Node] = field(default_factory=list)
    error: str | None = None
    code: str = ""

    @property
    def failed(self) -> list[Node]:
        """Nodes that failed, without those merely skipped because of them."""
        return [node for node in self.nodes if not node.is_ok and node.status != "skipped"]

    @property
    def is_ok(self) -> bool:
        return self.error is None and not self.failed


class Dbt:
    """The project, parsed. Runs one command at a time: dbt can't do two in one process."""

    _one_at_a_time = threading.Lock()

    def __init__(self) -> None:
        self._manifest: Any = None
        self._parsed: str | None = None
        self.code = ""

    def manifest(self) -> Any:
        """dbt's manifest of the project as it now is. Raises ``ProjectBroken``."""
        now = fingerprint()
        if self._manifest is None or self._parsed != now:
            self.code = code_fingerprint()
            self._manifest, self._parsed = _parse(), now
            _remember(now)
        return self._manifest

    def build(
        self,
        select: Iterable[str],
        exclude: Iterable[str] = (),
        with_tests_of_selected: bool = True,
        on_node: Callable[[Node], None] = lambda node: None,
        on_count: Callable[[int], None] = lambda total: None,
    ) -> Outcome:
        """``dbt build`` of what is selected, its data tests included, its unit tests not.

        ``with_tests_of_selected`` False runs exactly what is selected. ``on_node`` is told of
        each node as it finishes, ``on_count`` of how many there are.
        """
        command = ["build", "--no-write-json", "--exclude-resource-type", "unit_test",
                   "--indirect-selection", "buildable" if with_tests_of_selected else "empty",
                   "--select", *select]
        if excluded := list(exclude):
            command += ["--exclude", *excluded]
        from dbt.artifacts.schemas.run import RunExecutionResult

        def hear(event: Any) -> None:
            if event.info.name == "NodeFinished":
                on_node(_node(event.data))
            elif event.info.name == "ConcurrencyLine":
                on_count(int(event.data.node_count))

        manifest = self.manifest()
        outcome = Outcome(code=self.code)
        with self._one_at_a_time:
            os.environ.update(dbt_runner.environment())
            told = _invoke(command, manifest, [hear])
        if isinstance(told.result, RunExecutionResult):
            outcome.nodes = [_from_result(result) for result in told.result.results]
        elif told.exception is not None:
            outcome.error = told_by_dbt(f"Runtime Error\n{type(told.exception).__name__}")
        return outcome

    def write_docs(self) -> Path:
        """dbt's documentation site as one file below ``home()``; returns its path.

        Raises ``ProjectBroken``.
        """
        manifest = self.manifest()
        # dbt's site is made from the file, which a home that is new to this process lacks.
        manifest_file()
        with self._one_at_a_time:
            os.environ.update(dbt_runner.environment())
            told = _invoke(["docs", "generate", "--static", "--no-compile"], manifest)
        if not told.success:
            raise ProjectBroken(
                "dbt could not write its documentation. See: ./kith dbt docs generate"
            )
        return target() / "static_index.html"


def target() -> Path:
    """Where dbt keeps its manifest and what it compiled."""
    return Path(dbt_runner.environment()["DBT_TARGET_PATH"])


def manifest_file() -> Path:
    """``manifest.json`` of the project as it now is, parsed only where something changed.

    Raises ``ProjectBroken``.
    """
    path, now = target() / "manifest.json", fingerprint()
    mark = target() / "manifest.fingerprint"
    if not (path.exists() and mark.exists() and mark.read_text() == now):
        _parse()
        _remember(now)
    return path


def fingerprint() -> str:
    """A hash of every file dbt reads: the same hash, the same project."""
    return _hash_of_files(*_CODE, *_SEEDS)


def code_fingerprint() -> str:
    """A hash of dbt itself and of all it reads but the seeds' rows."""
    return f"{version('dbt-core')} {version('dbt-postgres')} {_hash_of_files(*_CODE)}"


def _hash_of_files(*patterns: str) -> str:
    digest = hashlib.sha256()
    for pattern in patterns:
        for path in sorted(settings.PROJECT_ROOT.glob(pattern)):
            if path.is_file():
                digest.update(str(path.relative_to(settings.PROJECT_ROOT)).encode() + b"\0")
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def read_manifest() -> dict[str, Any]:
    """The project's manifest as plain data. Raises ``ProjectBroken``."""
    document: dict[str, Any] = json.loads(manifest_file().read_text())
    return document


def _parse() -> Any:
    with Dbt._one_at_a_time:
        os.environ.update(dbt_runner.environment())
        told = _invoke(["parse"])
    if not told.success:
        raise ProjectBroken(f"dbt can't read the project: {told.exception}")
    return told.result


def _remember(parsed: str) -> None:
    (target() / "manifest.fingerprint").write_text(parsed)


def _invoke(
    command: Sequence[str], manifest: Any = None, callbacks: Sequence[Callable[[Any], None]] = ()
) -> Any:
    # A run marks ephemeral models as already woven in, and the next run would leave them out.
    fresh = manifest.deepcopy() if manifest else None
    told = dbt_runner.runner(fresh, callbacks).invoke([*_QUIET, *command])
    if isinstance(told.exception, KeyboardInterrupt) or stopped.was_asked():
        # dbt has taken its connections down, and may call it an error of the database. Whoever
        # stopped it means all that is going on.
        raise KeyboardInterrupt
    return told


def _node(data: Any) -> Node:
    result = data.run_result
    rows = dict(result.adapter_response).get("rows_affected")
    return Node(
        unique_id=data.node_info.unique_id,
        status=str(data.node_info.node_status),
        seconds=round(result.execution_time, 3),
        rows=_count(rows),
        failures=result.num_failures,
        message=told_by_dbt(result.message),
    )


def _from_result(result: Any) -> Node:
    return Node(
        unique_id=result.node.unique_id,
        status=str(getattr(result.status, "value", result.status)),
        seconds=round(result.execution_time, 3),
        rows=_count((result.adapter_response or {}).get("rows_affected")),
        failures=result.failures,
        message=told_by_dbt(result.message),
    )


def _count(rows: Any) -> int | None:
    """PostgreSQL's answer to a statement without rows is -1."""
    return int(rows) if rows is not None and int(rows) >= 0 else None
