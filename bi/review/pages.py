"""What the steward's page looks like: plain HTML, no script, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from urllib.parse import urlencode

from bi.review.records import FIELDS, Record
from bi.review.verdicts import verdict
from orchestration.lib.identity.reasons import picture
from orchestration.lib.identity.reasons.evidence import Evidence
from orchestration.lib.identity.reasons.explain import Comparison, Subject
from orchestration.lib.identity.stewards.decisions import NO, NOT_SURE, YES, Decision
from orchestration.lib.identity.stewards.review import KINDS, Item

DECISIONS = {YES: "Yes, one person", NO: "No, two people", NOT_SURE: "Not sure"}
LONGEST_PERSON = 12


def css() -> str:
    """The page's one stylesheet, the picture's included."""
    return (Path(__file__).parent / "review.css").read_text(encoding="utf-8") + picture.STYLE


def page(title: str, body: str, steward: str = "") -> str:
    """A whole page."""
    who = f"<span>Deciding as {escape(steward)}</span>" if steward else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)}</title><link rel="stylesheet" href="/review.css"></head><body>'
        f'<header><strong>Kith review</strong><a href="/">All that waits</a>{who}</header>'
        f"<main>{body}</main></body></html>"
    )


def entered() -> str:
    """What opens after the token: a page of ours leads on, so that the browser sends its cookie."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Kith review</title>'
        '<meta http-equiv="refresh" content="0; url=/"></head>'
        '<body><p><a href="/">Go on</a></p></body></html>'
    )


def told(sentence: str) -> str:
    """A page that says one thing."""
    return f"<p>{escape(sentence)}</p>"


def queue(items: Sequence[Item], kind: str, waiting: int, done: str) -> str:
    """The list: what waits for a steward, the most interactions first."""
    chosen = [("", "Everything"), *((name, name.capitalize()) for name in KINDS)]
    kinds = "".join(
        f'<li><a href="/?{urlencode({"kind": name})}"'
        f'{" aria-current=page" if name == kind else ""}>{title}</a></li>'
        for name, title in chosen
    )
    told = "".join(
        f'<li><a href="{pair_address(item)}"><span><b>{item.interactions:,}</b>'
        f"<small>interactions</small></span><span>{escape(_asked(item))}"
        f"<small>{item.kind}: {escape(item.because)}, weight {item.weight}</small>"
        f'<span class="key">{escape(item.left)}<br>{escape(item.right)}</span></span></a></li>'
        for item in items
    )
    about = KINDS.get(kind, "what a wrong answer would move most of comes first")
    return (
        f"{_done(done, waiting)}<h1>What waits for a steward</h1>"
        f'<p class="soft">{escape(about.capitalize())}.</p>'
        f'<ul class="kinds">{kinds}</ul>'
        + (f'<ul class="items">{told}</ul>' if items else "<p>Nothing waits.</p>")
    )


def pair(
    found: Comparison,
    records: Mapping[str, Record],
    item: Item | None,
    decided: Sequence[Decision],
    brings: Mapping[str, int],
    csrf: str,
    done: str,
    waiting: int,
) -> str:
    """Two records side by side, what speaks for and against, and the question."""
    left, right = str(found.one.record), str(found.other.record)
    said = found.evidence.get((min(left, right), max(left, right)), ())
    stands = "one person" if found.is_one_person else "two people"
    return "".join([
        _done(done, waiting),
        "<h1>Are these one person?</h1>",
        f'<p class="soft">Today they are {stands}. {escape(_stake(found, item))}</p>',
        _side_by_side(records, left, right, brings, said),
        '<div class="columns"><section><h2>What speaks for one person</h2>',
        _evidence([each for each in said if not each.is_negative], _by_way(found)),
        "</section><section><h2>What speaks against it</h2>",
        _against([each for each in said if each.is_negative], found.rivals),
        "</section></div>",
        _form(left, right, csrf, decided),
        _people(found, records),
        "<h2>How the records hang together</h2>",
        _figure(found),
        _history(decided),
    ])


def pair_address(item: Item) -> str:
    """Where an item's page is."""
    return escape("/pair?" + urlencode({"left": item.left, "right": item.right}))


def _asked(item: Item) -> str:
    if item.left_person != item.right_person:
        return "Two people. Are they one?"
    return "One person. Is it one?"


def _done(done: str, waiting: int) -> str:
    if not done:
        return ""
    more = {0: "", 1: " It waits for the next build."}.get(
        waiting, f" {waiting:,} decisions wait for the next build."
    )
    return f'<p class="done" role="status">{escape(done)}{more}</p>'


def _stake(found: Comparison, item: Item | None) -> str:
    if item is None:
        return ""
    moved = f"{item.moving_records} record{'s' * (item.moving_records != 1)} with " + (
        f"{item.interactions:,} interaction{'s' * (item.interactions != 1)}"
    )
    if found.is_one_person:
        return f"A no would part {moved}."
    return f"A yes would move {moved} to the other."


def _side_by_side(
    records: Mapping[str, Record], left: str, right: str, brings: Mapping[str, int],
    said: Sequence[Evidence],
) -> str:
    one, other = records[left], records[right]
    rows = []
    for field, title in FIELDS.items():
        values = one.said.get(field), other.said.get(field)
        if not any(values):
            continue
        kind, words = verdict(field, said, all(values))
        rows.append(_row(title, [value or "" for value in values], kind, words))
    counts = [f"{brings.get(key, 0):,}" for key in (left, right)]
    rows.append(_row("Interactions", counts, "", ""))
    heads = "".join(
        f"<th>{letter}: {escape(record.source_id)}<br>"
        f'<span class="key">{escape(record.key.removeprefix(record.source_id + "/"))}</span></th>'
        for letter, record in (("A", one), ("B", other))
    )
    return (
        '<table><colgroup><col class="field"><col><col><col class="verdict"></colgroup>'
        f"<thead><tr><th></th>{heads}<th></th></tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )


def _row(title: str, values: Sequence[str], kind: str, words: str) -> str:
    cells = "".join(f"<td>{escape(value) or '–'}</td>" for value in values)
    return f'<tr class="{kind}"><th>{title}</th>{cells}<td class="verdict">{words}</td></tr>'


def _form(left: str, right: str, csrf: str, decided: Sequence[Decision]) -> str:
    hidden = "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">'
        for name, value in (("left", left), ("right", right), ("csrf", csrf))
    )
    buttons = "".join(
        f'<button class="{code}" name="decision" value="{code}" accesskey="{code[0]}">{title}'
        "</button>"
        for code, title in DECISIONS.items()
    )
    before = (
        f'<p class="soft">Decided before: {escape(DECISIONS[decided[0].decision_code])}. '
        "A new decision takes its place.</p>" if decided else ""
    )
    return (
        f'<form class="decide" method="post" action="/decide" autocomplete="off">{hidden}{before}'
        '<label for="reason">Why? Kept for good, so without personal details</label>'
        '<input type="text" id="reason" name="reason" required maxlength="300" list="reasons">'
        '<datalist id="reasons"><option>I know them</option><option>Asked them</option>'
        "<option>A couple that shares an address</option><option>Parent and child</option>"
        "<option>Moved or changed a name</option><option>A slip in typing</option></datalist>"
        f'<div class="buttons">{buttons}</div></form>'
    )


def _evidence(said: Sequence[Evidence], otherwise: str) -> str:
    if not said:
        return f"<p>{otherwise}</p>"
    once = {each.rule_id: each for each in reversed(said)}
    return '<ul class="evidence">' + "".join(
        f'<li>{escape(each.meaning)} <span class="weight">{each.weight:+d}</span></li>'
        for each in said if once[each.rule_id] is each
    ) + "</ul>"


def _by_way(found: Comparison) -> str:
    if found.way:
        return f"Nothing links them directly; the way between them has {len(found.way)} links."
    return "Nothing links them directly."


def _against(said: Sequence[Evidence], rivals: Sequence[tuple[str, str]]) -> str:
    told = list(dict.fromkeys([each.meaning for each in said] + [meaning for _, meaning in rivals]))
    if not told:
        return "<p>Nothing known.</p>"
    return '<ul class="evidence">' + "".join(f"<li>{escape(each)}</li>" for each in told) + "</ul>"


def _people(found: Comparison, records: Mapping[str, Record]) -> str:
    """The other records of the person, or people, the two belong to."""
    subjects = [found.one] if found.is_one_person else [found.one, found.other]
    columns = "".join(f"<section>{_person(each, records)}</section>" for each in subjects)
    return f'<div class="columns">{columns}</div>'


def _person(subject: Subject, records: Mapping[str, Record]) -> str:
    count = len(subject.records)
    told = []
    for key in subject.records[:LONGEST_PERSON]:
        said = records[key].said if key in records else {}
        values = [said[field] for field in ("name", "email", "phone_e164", "birth_date", "city")
                  if field in said]
        told.append(f"<li>{escape(', '.join(values)) or 'says nothing'} "
                    f'<span class="key soft">{escape(key)}</span></li>')
    if count > LONGEST_PERSON:
        told.append(f"<li>and {count - LONGEST_PERSON:,} more</li>")
    title = f"{subject.person_id}: {count} record{'s' * (count != 1)}"
    return f'<h2>{escape(title)}</h2><ul class="members">{"".join(told)}</ul>'


def _figure(found: Comparison) -> str:
    drawn = found.picture(picture.SMALL)
    legend = "<br>".join(escape(line) for line in drawn.legend)
    return f'<figure>{drawn.inline()}<figcaption class="key">{legend}</figcaption></figure>'


def _history(decided: Sequence[Decision]) -> str:
    if not decided:
        return ""
    rows = "".join(
        f"<li>{each.decided_at:%Y-%m-%d %H:%M} UTC, {escape(each.decided_by)}: "
        f"{escape(DECISIONS[each.decision_code])}. {escape(each.reason)}</li>"
        for each in decided
    )
    return f'<h2>Decided so far</h2><ul class="members">{rows}</ul>'
