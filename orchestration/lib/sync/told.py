"""What a plan, a push and a reconciling come to, as a person reads it and as data."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from orchestration.lib import settings
from orchestration.lib.sync import waiting
from orchestration.lib.sync.plan import Plan, Planned
from orchestration.lib.sync.push import Pushed
from orchestration.lib.sync.reconcile import Reconciled
from orchestration.lib.sync.waiting import Waiting

_VOCABULARY = settings.PROJECT_ROOT / "seeds" / "vocabulary"
_OUTCOMES = {
    "done": "done, as it says",
    "found": "unknown before, and found there",
    "queued": "handed in as a job that isn't done yet",
    "absent": "unknown before, and not there: sent again",
    "not_sent": "not sent after all: it asked to wait, or couldn't be reached",
    "unknown": "unknown: the next push asks before it sends again",
    "rejected": "refused by it",
    "dropped": "dropped just before it was sent",
}
_VERDICTS = {
    "confirmed": "confirmed: seen there, once",
    "missing": "missing: not seen there, so the next push asks, and sends again if it isn't there",
    "doubled": "doubled: seen there more often than it was sent; somebody has to look",
    "changed": "changed: seen there before, and another now; somebody there meant it so",
}
# Reasons whose code doesn't say enough; seeds/vocabulary/sync_dispositions.csv has all.
_WHY = {
    "send": "planned or sent before",
    "refused": "refused by it",
    "waiting": "waiting: more may come today",
    "echo": "echo: came from there",
    "unmapped": "unmapped: no reviewed code",
    "unmatched": "unmatched: nobody there",
}
_WHAT_HELPS = {
    "unmapped": "  Which words: marts.sync_unmapped; say what they are in "
    "seeds/registry/sync_codes.csv.",
    "several_matches": "  Several matches: merge their records there, or say that they are two "
    "people's: ./kith review\n  decide ONE OTHER no. Whose: marts.sync_matches_in_doubt",
    "doubtful_match": "  Doubtful match: say whether the record there is theirs: ./kith review "
    "decide\n  ONE OTHER yes, or no. ./kith review lists only links that are in doubt themselves.",
}


def plan_lines(planned: Planned, command: str) -> list[str]:
    """The facts that go, why others don't, and the plans with what they cost."""
    lines = [f"{planned.destination_id}: what other tools told, and what becomes of it", ""]
    lines += _facts_that_go(planned)
    lines += _facts_that_stay(planned)
    for plan in planned.plans:
        lines += [*_plan_lines(plan, command, planned.destination_id), ""]
    if not planned.plans:
        lines.append("Nothing new is to be sent.")
    lines += _lines_of_earlier(planned, command)
    lines += _refused_lines(planned.refused, command, planned.destination_id)
    return [*lines, ""]


def plan_figures(planned: Planned) -> dict[str, Any]:
    """The same as data."""
    return {
        "destination_id": planned.destination_id,
        "new_facts": [
            {"source_id": source, "fact_type_code": kind, "facts": count}
            for (source, kind), count in sorted(planned.new.items())
        ],
        "facts": [
            {"source_id": source, "fact_type_code": kind, "disposition_code": code, "facts": count}
            for (source, kind, code), count in sorted(planned.dispositions.items())
        ],
        "refused_before": _refused_figures(planned.refused),
        "plans_waiting": list(planned.waiting), "earlier_effects_that_may_go": planned.may_go_count,
        "plans": [
            {
                "plan_id": plan.plan_id, "is_approval_needed": plan.is_approval_needed,
                "facts": plan.fact_count, "calls": plan.calls,
                "calls_one_by_one": plan.single_calls, "content_sha256": plan.content_sha256,
                "effects": [
                    {"effect_type_code": kind, "method": method, "effects": count}
                    for (kind, method), count in sorted(plan.effects.items())
                ],
            }
            for plan in planned.plans
        ],
    }


def approval_lines(destination_id: str, plans: Sequence[Waiting]) -> list[str]:
    """Plans that wait for a yes, and what is in them: by source, kind and code, naming nobody."""
    kinds = _meanings("sync_fact_types", "fact_type_code", "fact_type_name")
    lines = [f"{destination_id}: {len(plans)} to approve"]
    for plan in plans:
        lines.append(f"  {plan.told()}")
        rows = [
            (f"  {count:,}", kinds.get(kind, kind), f"of {source}", codes)
            for source, kind, codes, count in waiting.content(destination_id, [plan.plan_id])
        ]
        lines += _table(rows, right={0}) if rows else []
        lines.append(
            f"    Each of them, after a build: marts.sync_ledger, plan_id '{plan.plan_id}'"
        )
    return lines


def push_lines(pushed: Pushed, command: str) -> list[str]:
    """What came of each effect, why, and what waits."""
    lines = [f"{pushed.destination_id}: {_effects(pushed.outcomes.total())} in "
             f"{pushed.seconds:.1f} s"]
    for code, said in _OUTCOMES.items():
        if count := pushed.outcomes[code]:
            reasons = ", ".join(
                f"{of:,} × {_plain(reason)}"
                for (outcome, reason), of in sorted(pushed.reasons.items()) if outcome == code
            )
            lines.append(f"{count:>9,}  {said}" + (f" ({reasons})" if reasons else ""))
    if pushed.is_closed:
        lines.append("It is down or refuses the key, so it was left alone. The next push goes on.")
    wait = "waits" if pushed.open_count == 1 else "wait"
    lines.append(f"{_effects(pushed.open_count)} {wait} for the next push."
                 if pushed.open_count else "Nothing waits.")
    if pushed.others_count:
        lines.append(
            f"{_effects(pushed.others_count)} planned with another installation's secret: only it "
            "can send them. Was this one restored without its secret? See docs/sync.md."
        )
    return lines + _refused_lines(pushed.refused, command, pushed.destination_id)


def push_figures(pushed: Pushed) -> dict[str, Any]:
    """The same as data."""
    return {
        "destination_id": pushed.destination_id,
        "outcomes": dict(sorted(pushed.outcomes.items())),
        "reasons": [
            {"outcome_code": outcome, "reason_code": reason, "effects": count}
            for (outcome, reason), count in sorted(pushed.reasons.items())
        ],
        "is_closed": pushed.is_closed, "open_effects": pushed.open_count,
        "effects_of_another_installation": pushed.others_count,
        "refused": _refused_figures(pushed.refused),
        "seconds": round(pushed.seconds, 1),
    }


def reconcile_lines(found: Reconciled, command: str) -> list[str]:
    """What holds of all that was sent, and what of it is new."""
    lines = [f"{found.destination_id}: {_effects(found.verdicts.total())} by what landed since"]
    for code, said in _VERDICTS.items():
        if count := found.verdicts[code]:
            new = f" ({found.new[code]:,} new)" if found.new[code] else ""
            lines.append(f"{count:>9,}  {said}{new}")
    if found.waiting:
        lines.append(f"{found.waiting:>9,}  sent, and not told by any export yet")
    if any(found.verdicts[each] for each in ("missing", "doubled", "changed")):
        lines.append("Which ones, after a build: marts.sync_ledger, by verdict_code")
    return lines + _refused_lines(found.refused, command, found.destination_id)


def reconcile_figures(found: Reconciled) -> dict[str, Any]:
    """The same as data."""
    return {
        "destination_id": found.destination_id,
        "verdicts": dict(sorted(found.verdicts.items())),
        "new": dict(sorted(found.new.items())), "waiting": found.waiting,
        "refused": _refused_figures(found.refused),
    }


def _facts_that_go(planned: Planned) -> list[str]:
    if not planned.new:
        return []
    kinds = _meanings("sync_fact_types", "fact_type_code", "fact_type_name")
    places = {kind: place for place, kind in enumerate(kinds)}
    rows = [
        (source, kinds.get(kind, kind), f"{count:,}")
        for (source, kind), count in sorted(
            planned.new.items(), key=lambda each: (each[0][0], places.get(each[0][1], len(places)))
        )
    ]
    return ["New, and to be sent (facts)", *_table(rows, right={2}), ""]


def _facts_that_stay(planned: Planned) -> list[str]:
    """A line a reason, with a column a source; what goes for the first time isn't here."""
    meanings = _meanings("sync_dispositions", "disposition_code", "meaning")
    counts: Counter[tuple[str, str]] = Counter()
    for (source, _, code), count in planned.dispositions.items():
        counts[code, source] += count
    for (source, _), count in planned.new.items():
        counts["send", source] -= count
    for (source, _), count in planned.refused.items():
        counts["send", source] -= count
        counts["refused", source] += count
    sources = _sources(planned)
    codes = [code for code in ("refused", *meanings) if any(counts[code, each] for each in sources)]
    if not codes:
        return []
    rows = [("", *sources, "in all")]
    rows += [
        (_WHY.get(code, code.replace("_", " ")),
         *(_count(counts[code, source]) for source in sources),
         _count(sum(counts[code, source] for source in sources)))
        for code in codes
    ]
    right = {place + 1 for place in range(len(sources) + 1)}
    notes = [note for code, note in _WHAT_HELPS.items() if code in codes]
    return ["Not to be sent now, and why (facts)", *_table(rows, right), *notes, ""]


def _plan_lines(plan: Plan, command: str, destination_id: str) -> list[str]:
    lines = [f"Plan {plan.plan_id}: {_effects(plan.effect_count)} of {plan.fact_count:,} facts"]
    lines += _table([
        (f"{count:,}", kind.replace("_", " "), "in bulk" if method == "bulk" else "one by one")
        for (kind, method), count in sorted(plan.effects.items())
    ], right={0})
    lines.append(f"  Calls: {plan.calls:,}" + (
        f"; one by one it would be {plan.single_calls:,}" if plan.calls < plan.single_calls else ""
    ))
    where = f" --to {destination_id}"
    lines.append(
        f"  It waits for somebody's yes: {command} approve{where} --plan {plan.plan_id} --yes"
        if plan.is_approval_needed else f"  It may go: {command} push{where}"
    )
    return lines


def _lines_of_earlier(planned: Planned, command: str) -> list[str]:
    where = f" --to {planned.destination_id}"
    lines = [
        f"Plan {plan_id} waits for somebody's yes: {command} approve{where} --plan {plan_id} --yes"
        for plan_id in planned.waiting
    ]
    if planned.may_go_count:
        lines.append(f"{_effects(planned.may_go_count)} planned before may go: "
                     f"{command} push{where}")
    return lines


def _refused_lines(
    refused: Mapping[tuple[str, str], int], command: str, destination_id: str
) -> list[str]:
    """What was refused stays told until somebody does something about it."""
    if not refused:
        return []
    reasons: Counter[str] = Counter()
    for (_, reason), count in refused.items():
        reasons[reason] += count
    said = ", ".join(f"{count:,} × {_plain(reason)}" for reason, count in sorted(reasons.items()))
    count = reasons.total()
    facts = "fact was" if count == 1 else "facts were"
    return [
        f"{count:,} {facts} refused by it, and still open: {said}",
        "  Which ones, after a build: marts.sync_ledger, where state_code is 'rejected'. Once what "
        f"they lack is there:\n  {command} plan --to {destination_id} --again",
    ]


def _refused_figures(refused: Mapping[tuple[str, str], int]) -> list[dict[str, Any]]:
    return [
        {"source_id": source, "reason_code": reason, "facts": count}
        for (source, reason), count in sorted(refused.items())
    ]


def _plain(code: str) -> str:
    return code.replace("_", " ")


def _sources(planned: Planned) -> list[str]:
    return sorted({source for source, _, _ in planned.dispositions})


def _effects(count: int) -> str:
    return f"{count:,} effect{'' if count == 1 else 's'}"


def _count(count: int) -> str:
    return f"{count:,}" if count else "–"


def _table(rows: Sequence[Sequence[str]], right: Iterable[int]) -> list[str]:
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    to_the_right = set(right)
    return [
        "  " + "  ".join(
            cell.rjust(width) if place in to_the_right else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _meanings(seed: str, key: str, value: str) -> Mapping[str, str]:
    with (_VOCABULARY / f"{seed}.csv").open(newline="", encoding="utf-8") as handle:
        return {row[key]: row[value] for row in csv.DictReader(handle)}
