"""What a gate found, and how it is told: counts, and never a value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

FIRST, SECOND = "first", "second"


@dataclass(frozen=True)
class Check:
    """One expectation's outcome. ``severity``: critical (blocks) or warning (is shown).

    ``sentence``: what was asked, and of how many rows it isn't so. ``advice``: what it means and
    what to do, a sentence for each table it is about.
    """

    relation: str
    expectation: str
    severity: str
    is_passed: bool
    checked_count: int | None
    unexpected_count: int | None
    advice: tuple[str, ...] = ()
    sentence: str = ""

    @property
    def is_blocking(self) -> bool:
        return not self.is_passed and self.severity != "warning"


@dataclass(frozen=True)
class GateResult:
    """What a gate found. ``subject``: the source, or what stands behind the second door.

    ``released`` and ``held`` are load ids; ``held`` includes those held earlier.
    """

    gate: str
    subject: str
    is_passed: bool
    checks: tuple[Check, ...] = ()
    released: tuple[int, ...] = ()
    held: tuple[int, ...] = ()
    reason: str | None = None
    seconds: float = 0.0

    def about(self, relation: str) -> GateResult:
        """The verdict on one relation; a gate that could not run failed for all of them."""
        checks = tuple(each for each in self.checks if each.relation in (relation, self.subject))
        failed = blocking(checks)
        return replace(
            self, subject=relation, checks=checks, is_passed=bool(checks) and not failed,
            reason=reason(failed) if failed else None if checks else "It was not examined.",
        )

    def told(self) -> str:
        """One line for a person."""
        failed = [check for check in self.checks if not check.is_passed]
        warnings = sum(not check.is_blocking for check in failed)
        said = f"{self.subject}: {'passed' if self.is_passed else 'HELD'}"
        if self.checks:
            said += f", {len(self.checks)} expectations checked"
        if self.released:
            said += f", {_loads(self.released)} released"
        if self.held:
            said += f", {_loads(self.held)} held"
        if warnings:
            said += f", {warnings} warning{'s' * (warnings > 1)}"
        return f"{said}. {self.reason}" if self.reason else f"{said}."


def blocking(checks: Iterable[Check]) -> list[Check]:
    """Those that hold back what was judged."""
    return [check for check in checks if check.is_blocking]


def crashed(relation: str, crash: Exception) -> Check:
    """That the gate could not run. The message may hold values; the kind of failure does not."""
    kind = f"{type(crash).__module__}.{type(crash).__qualname__}"
    sentence = f"The gate could not run ({kind})."
    return Check(
        relation, f"the_gate_could_run({kind})", "critical", False, None, None, sentence=sentence
    )


def reason(failed: Sequence[Check]) -> str:
    """Why something is held, by the first of what failed."""
    first = failed[0]
    more = f" And {len(failed) - 1} more failed; see the Data Docs." if len(failed) > 1 else ""
    return f"{first.relation}: {first.sentence}{more}"


def _loads(load_ids: Sequence[int]) -> str:
    return f"{len(load_ids)} load{'s' * (len(load_ids) > 1)}"
