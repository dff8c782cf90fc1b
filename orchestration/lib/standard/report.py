"""A verdict as one page that needs nothing else: for a screen, light or dark, and for paper."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape

from orchestration.lib.standard import told
from orchestration.lib.standard.requirements import VERSION, Level, Requirement, levels
from orchestration.lib.standard.verdict import Verdict, share_of

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>Conformance of {name}</title>
<style>
:root {{ color-scheme: light dark; --page: #fff; --ink: #1c2126; --soft: #57606a; --line: #d0d7de;
    --good: #1a6b3c; --good-back: #e3f4e9; --bad: #9a3412; --bad-back: #fdeee4; }}
@media (prefers-color-scheme: dark) {{
    :root {{ --page: #14181d; --ink: #e4e8ec; --soft: #9aa4af; --line: #3a424b;
        --good: #7fd8a0; --good-back: #16301f; --bad: #f5b48a; --bad-back: #3a2115; }}
}}
* {{ box-sizing: border-box; }}
body {{ font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page);
    max-width: 54rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere; }}
h1 {{ font-size: 1.6rem; line-height: 1.25; margin: 0 0 .25rem; }}
h2 {{ font-size: 1.15rem; margin: 2rem 0 .5rem; padding-bottom: .25rem;
    border-bottom: 1px solid var(--line); break-after: avoid; }}
p {{ margin: .25rem 0; }}
.soft {{ color: var(--soft); }}
.ladder {{ display: flex; gap: .5rem; list-style: none; margin: 1.5rem 0; padding: 0; }}
.ladder li {{ flex: 1; min-width: 0; padding: .5rem .6rem; border: 1px solid var(--line);
    border-radius: .4rem; overflow-wrap: normal; }}
.ladder b {{ display: block; font-size: 1.3rem; line-height: 1.2; }}
.ladder .reached {{ background: var(--good-back); border-color: var(--good); color: var(--good); }}
.ladder .next {{ border: 2px solid var(--bad); }}
.asked {{ margin: .6rem 0; padding-left: 1.6rem; position: relative; break-inside: avoid; }}
.asked::before {{ position: absolute; left: 0; font-weight: 700; }}
.met::before {{ content: "✓"; color: var(--good); }}
.unmet::before {{ content: "✗"; color: var(--bad); }}
.not_asked::before {{ content: "–"; color: var(--soft); }}
.unmet ul {{ margin: .35rem 0; padding: .5rem .75rem .5rem 1.75rem; background: var(--bad-back);
    border-radius: .4rem; }}
code {{ font-size: .85em; color: var(--soft); }}
table {{ border-collapse: collapse; width: 100%; }}
th, td {{ text-align: left; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid var(--line);
    vertical-align: top; overflow-wrap: normal; }}
td:first-child {{ overflow-wrap: anywhere; }}
.number {{ text-align: right; font-variant-numeric: tabular-nums; padding-right: 0; }}
@media (max-width: 34rem) {{ .ladder {{ flex-wrap: wrap; }} .ladder li {{ flex: 1 1 40%; }} }}
@media print {{
    :root {{ color-scheme: light; --page: #fff; --ink: #000; --soft: #444; --line: #999;
        --good: #000; --good-back: #fff; --bad: #000; --bad-back: #fff; }}
    @page {{ margin: 16mm; }}
    body {{ font-size: 10pt; max-width: none; margin: 0; padding: 0; }}
    .unmet ul {{ border: 1px solid var(--line); }}
    .ladder .reached {{ border-width: 2px; font-weight: 700; }}
    .ladder .next {{ border-style: dashed; }}
}}
</style>
</head>
<body>
<main>
<h1>{headline}</h1>
<p class="soft">Judged {day} from the export alone by <code>./kith conform</code>. No value of a
record is shown.</p>
<ol class="ladder" aria-label="Levels">
{ladder}
</ol>
{note}
{open}
<h2>What was read</h2>
<table>
<thead><tr><th>table</th><th>holds</th><th class="number">records</th></tr></thead>
<tbody>
{tables}
</tbody>
</table>
{reached}
<p class="soft">The standard, version {version}: docs/standard of Kith. The score is the points of
each requirement times the part of records that pass, of 100.</p>
</main>
</body>
</html>
"""


def page(verdict: Verdict) -> str:
    """The report."""
    note = told.why_no_further(verdict)
    best = -1 if verdict.level is None else verdict.level.rank
    reached = [level for level in levels() if level.rank <= best]
    return PAGE.format(
        name=escape(verdict.name),
        headline=escape(told.headline(verdict)),
        day=datetime.now(UTC).date().isoformat(),
        ladder="\n".join(_step(verdict, level) for level in levels()),
        note=f"<p>{escape(note)}</p>" if note else "",
        tables="\n".join(
            f"<tr><td>{escape(each.label)}</td><td>{each.kind}</td>"
            f'<td class="number">{each.records:,}</td></tr>'
            for each in verdict.tables
        ),
        open="\n".join(_level(verdict, level) for level in levels() if level not in reached),
        reached="\n".join(_level(verdict, level) for level in reached),
        version=VERSION,
    )


def _step(verdict: Verdict, level: Level) -> str:
    reached = verdict.level is not None and verdict.level.rank >= level.rank
    state = "reached" if reached else "next" if level == verdict.next_level else "later"
    unmet = len(verdict.unmet(level))
    said = "reached" if reached else f"{unmet} to meet" if unmet else "waits"
    return f'<li class="{state}"><b>{level.rank}</b>{escape(level.name)}<br>{said}</li>'


def _level(verdict: Verdict, level: Level) -> str:
    asked = "\n".join(
        _requirement(verdict, each)
        for each in sorted(told.requirements_of(level), key=verdict.is_met)
    )
    return (
        f"<h2>Level {level.rank}: {escape(level.name)}</h2>\n"
        f'<p class="soft">{escape(level.meaning)}.</p>\n{asked}'
    )


def _requirement(verdict: Verdict, requirement: Requirement) -> str:
    found = verdict.of(requirement)
    state = "not_asked" if not found else "met" if verdict.is_met(requirement) else "unmet"
    said = f"{escape(requirement.meaning)} <code>{requirement.code}</code>"
    if not found:
        return f'<div class="asked {state}">{said} <span class="soft">nothing to judge</span></div>'
    passing = f"{share_of(found):.1%}".replace(".0%", "%")
    if state == "met":
        return f'<div class="asked {state}">{said} <span class="soft">{passing}</span></div>'
    held = [each for each in found if not each.is_met]
    lines = "".join(f"<li>{escape(line)}</li>" for line in told.lines_of(held))
    return (
        f'<div class="asked {state}">{said} <span class="soft">{passing} pass</span>'
        f"<ul>{lines}</ul><p>{escape(requirement.advice)}.</p></div>"
    )
