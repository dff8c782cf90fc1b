"""What a plan, a push and a reconciling come to, as a person reads it and as data."""

from __future__ import annotations

import csv
import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from orchestration.lib import settings
from orchestration.lib.sync import settings as settings_of
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
    "rejected": "refused there",
    "dropped": "dropped just before it was sent",
}
_VERDICTS = {
    "confirmed": "confirmed: seen there, once",
    "missing": "missing: not seen there, so the next push asks, and sends again if it isn't there",
    "doubled": "doubled: seen there more often than it was sent; somebody has to look",
    "changed": "changed: seen there before, and another now; somebody there meant it so",
}
# What becomes of "send" after that: what is new is planned now, and the rest was before.
_REFUSED = "refused there"
_WHAT_HELPS = {
    "unmapped": "Which words: marts.sync_unmapped. What they are called there: "
    "seeds/registry/sync_codes.csv.",
    "several_matches": "Merge their records there, or say that they are two people's: ./kith "
    "review decide ONE OTHER no. Which records: the board Sync, or marts.sync_matches_in_doubt.",
    "doubtful_match": "Say whether the record there is theirs: ./kith review decide ONE OTHER yes, "
    "or no. Which records, and how sure it is: the board Sync, or marts.sync_matches_in_doubt.",
}
_WIDTH = 79


def plan_lines(planned: Planned, command: str) -> list[str]:
    """Each fact's disposition, the plans of those that go, and what they cost."""
    counts = planned.dispositions.total()
    lines = [f"{planned.destination_id}: {_facts(counts)} that other tools told", ""]
    lines += _new_facts(planned)
    lines += _dispositions(planned)
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
                "calls_one_by_one": plan.single_calls, "calls_in_bulk": plan.bulk_calls,
                "bulk_needs": _variables(planned.destination_id, plan),
                "content_sha256": plan.content_sha256,
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
    vocabularies = _meanings("sync_fact_types", "fact_type_code", "main_vocabulary_name")
    words = settings_of.words_of(destination_id)
    lines = [f"{destination_id}: {len(plans)} plan{'' if len(plans) == 1 else 's'} to approve"]
    for plan in plans:
        lines += ["", f"  {plan.told()}"]
        rows = [
            (f"  {count:,}", kinds.get(kind, kind), f"of {source}",
             _codes(codes, vocabularies.get(kind, ""), words))
            for source, kind, codes, count in waiting.content(destination_id, [plan.plan_id])
        ]
        lines += _table(rows, right={0}) if rows else []
        lines += [
            f"    Calls: {plan.call_count:,}. Seal of what would be sent: "
            f"{plan.content_sha256[:12]}",
            f"    Each of them, after a build: marts.sync_ledger, plan_id '{plan.plan_id}'",
        ]
    return [*lines, ""]


def _codes(
    codes: Mapping[str, str], vocabulary: str, words: Mapping[tuple[str, str], Sequence[str]]
) -> str:
    """The destination's codes, each with the word that it was reviewed for."""
    said = []
    for name in ("question", "answer", "result", "code", "event", "status"):
        if code := codes.get(name):
            of = "attendance_statuses" if name == "status" else vocabulary
            # A question's are its answers', and an event's are ids.
            known = [] if name in ("question", "event") else words.get((of, code), [])
            word = f" ({_plain(known[0])}{', …' if len({*known}) > 1 else ''})" if known else ""
            said.append(f"{name} {code}{word}")
    return ", ".join(said)


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
            lines += _wrapped(said + (f" ({reasons})" if reasons else ""), f"{count:>9,}  ")
    if pushed.is_closed:
        lines.append("It is down or refuses the key, so it was left alone. The next push goes on.")
    wait = "waits" if pushed.open_count == 1 else "wait"
    lines.append(f"{_effects(pushed.open_count)} {wait} for the next push."
                 if pushed.open_count else "Nothing waits.")
    if pushed.files_left:
        lines += _wrapped(
            f"{pushed.files_left:,} file{'' if pushed.files_left == 1 else 's'} of jobs that are "
            "over couldn't be taken away, with ids and phones: delete what is old at "
            f"${settings_of.variable(pushed.destination_id, 'upload_url')}."
        )
    if pushed.others_count:
        lines += _wrapped(
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
        "files_left": pushed.files_left, "seconds": round(pushed.seconds, 1),
    }


def reconcile_lines(found: Reconciled, command: str) -> list[str]:
    """What holds of all that was sent, and what of it is new."""
    lines = [f"{found.destination_id}: {_effects(found.verdicts.total())} by what landed since"]
    for code, said in _VERDICTS.items():
        if count := found.verdicts[code]:
            new = f" ({found.new[code]:,} new)" if found.new[code] else ""
            lines += _wrapped(f"{said}{new}", f"{count:>9,}  ")
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


def _new_facts(planned: Planned) -> list[str]:
    if not planned.new:
        return []
    kinds = _meanings("sync_fact_types", "fact_type_code", "fact_type_name")
    places = {kind: place for place, kind in enumerate(kinds)}
    rows = [
        (f"{count:,}", kinds.get(kind, kind), f"of {source}")
        for (source, kind), count in sorted(
            planned.new.items(), key=lambda each: (each[0][0], places.get(each[0][1], len(places)))
        )
    ]
    return ["New and to be sent, in facts", *_table(rows, right={0}), ""]


def _dispositions(planned: Planned) -> list[str]:
    """Of each disposition how many facts there are and of whom, but of those that are new."""
    meanings = _meanings("sync_dispositions", "disposition_code", "meaning")
    of: dict[str, Counter[str]] = defaultdict(Counter)
    for (source, _, code), count in planned.dispositions.items():
        of[code][source] += count
    for (source, _), count in planned.new.items():
        of["send"][source] -= count
    for (source, _), count in planned.refused.items():
        of["send"][source] -= count
        of[_REFUSED][source] += count
    said = {"send": "planned or sent before", _REFUSED: "as it was sent, and still open"}
    lines = []
    for code in (_REFUSED, *meanings):
        sources = {source: count for source, count in of[code].items() if count}
        if not sources:
            continue
        listed = ", ".join(f"{source} {count:,}" for source, count in sorted(sources.items()))
        meaning = said.get(code) or meanings[code][0].lower() + meanings[code][1:]
        lines += [
            *_wrapped(f"{_plain(code)}: {meaning}", f"{sum(sources.values()):>8,}  "),
            *_wrapped(listed, " " * 12),
            *(_wrapped(_WHAT_HELPS[code], " " * 12) if code in _WHAT_HELPS else []),
        ]
    return ["The other facts, by disposition", *lines, ""] if lines else []


def _plan_lines(plan: Plan, command: str, destination_id: str) -> list[str]:
    kinds = _meanings("sync_fact_types", "fact_type_code", "fact_type_name")
    lines = [f"Plan {plan.plan_id}: {_effects(plan.effect_count)} of {_facts(plan.fact_count)}"]
    lines += _table([
        (f"{count:,}", _plain(kind), "in bulk" if method == "bulk" else "one by one",
         "of " + ", ".join(
             name.lower() for code, name in kinds.items() if code in plan.fact_types[kind]
         ))
        for (kind, method), count in sorted(plan.effects.items())
    ], right={0})
    lines += _wrapped(_calls(plan, destination_id), "  ", "    ")
    where = f" --to {destination_id}"
    lines += _then(
        "  It waits for somebody's yes:", f"{command} approve{where} --plan {plan.plan_id} --yes"
    ) if plan.is_approval_needed else _then("  It may go:", f"{command} push{where}")
    return lines


def _calls(plan: Plan, destination_id: str) -> str:
    said = f"Calls: {plan.calls:,}"
    if plan.calls < plan.single_calls:
        said += f"; one by one it would be {plan.single_calls:,}"
    if needs := _variables(destination_id, plan):
        said += (
            f"; with bulk imports it would be {plan.bulk_calls:,}: set {' and '.join(needs)} "
            "before the next plan (docs/sync.md)"
        )
    return said


def _variables(destination_id: str, plan: Plan) -> list[str]:
    return [settings_of.variable(destination_id, name) for name in plan.bulk_needs]


def _lines_of_earlier(planned: Planned, command: str) -> list[str]:
    where = f" --to {planned.destination_id}"
    lines = [
        line for plan_id in planned.waiting for line in _then(
            f"Plan {plan_id} waits for somebody's yes:",
            f"{command} approve{where} --plan {plan_id} --yes",
        )
    ]
    if planned.may_go_count:
        lines += _then(f"{_effects(planned.may_go_count)} planned before may go:",
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
        *_wrapped(f"{count:,} {facts} refused there, and still open: {said}"),
        "  Which ones, after a build: marts.sync_ledger, state_code 'rejected'.",
        *_then("  Once what they lack is there:",
               f"{command} plan --to {destination_id} --again"),
    ]


def _refused_figures(refused: Mapping[tuple[str, str], int]) -> list[dict[str, Any]]:
    return [
        {"source_id": source, "reason_code": reason, "facts": count}
        for (source, reason), count in sorted(refused.items())
    ]


def _plain(code: str) -> str:
    return code.replace("_", " ")


def _effects(count: int) -> str:
    return f"{count:,} effect{'' if count == 1 else 's'}"


def _facts(count: int) -> str:
    return f"{count:,} fact{'' if count == 1 else 's'}"


def _then(said: str, command: str) -> list[str]:
    """What to do next, on a line with why or, where both are too long for one, on its own."""
    whole = f"{said} {command}"
    indent = " " * (len(said) - len(said.lstrip()))
    return [whole] if len(whole) <= _WIDTH else [said, f"{indent}  {command}"]


def _wrapped(said: str, first: str = "", others: str | None = None) -> list[str]:
    """It in lines that fit any terminal, ``first`` before it and as much room before the others."""
    return textwrap.wrap(
        said, _WIDTH, initial_indent=first,
        subsequent_indent=" " * len(first) if others is None else others,
        break_long_words=False, break_on_hyphens=False,
    )


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
