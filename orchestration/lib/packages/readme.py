"""``README.md`` of a package: what it is, for anybody who opens it."""

from __future__ import annotations

from orchestration.lib.packages import layout
from orchestration.lib.packages.gather import Gathered
from orchestration.lib.packages.resume import told
from orchestration.lib.packages.tally import Service, Tally, counted


def readme(gathered: Gathered, tally: Tally, volunteer_name: str) -> str:
    """The page, in Markdown."""
    contacts = counted(tally.kinds[layout.CONTACT], "contact", "contacts")
    others = counted(tally.kinds[layout.OTHER], "other", "others")
    work = "\n\n".join(_work(tally.services[each]) for each in sorted(tally.services))
    return f"""# The volunteer work of {_plain(volunteer_name)}

This is yours. It holds what you did for the organizations below, and you may take it to the next
one. It is as of {gathered.as_of[:10]}.

{work or "No work is recorded in it."}

## What is in it

- `resume.json`: your service record, to show or to put on a page about you.
- `contacts/`: a card for an address book of {contacts} you brought.
- `data/`: every record.
  - `interactions`: {counted(tally.records["interactions"], "thing", "things")} you did
  - `relationships`: {counted(tally.records["relationships"], "tie", "ties")} you told of
  - `people`: you, your contacts, and {others} of whom you have nothing but a number
- `osdi/`: the same, for tools that speak OSDI.
- `provenance.json`: who made it, for whom, in which tool.
- `datapackage.json`: what each column means.
- `checksums.sha256`, `signature.json`: so that the next organization can see that nothing was
  changed.

## How to open it

Each table is there twice. `.csv` opens in any spreadsheet; `.jsonl` is for programs. Both hold the
values exactly as they are. A cell that begins with `=`, `+`, `-` or `@` may be taken for a formula:
import the columns as text if you don't know where a value comes from.

To bring it to the next organization, hand over the zip file as it is. If they use Kith:
`./kith bundle import FILE --source SOURCE`.

## What isn't in it, and why

- **Anything that names or reaches somebody you didn't bring.** It is theirs, not yours. You met
  them; their record here is an opaque number, which is another one in everybody else's package.
- **What licensed voter files say of anybody**: addresses, birth dates, voting history.
- **Tags, activist codes, lists and survey codes**: they are the organization's.
- **Notes by others, and what others did**, about your contacts too.
- **Who may not be contacted.** Somebody who said no, or died, isn't among your contacts any more.
- **Consent.** A yes was said to an organization. The next one has to ask: every person in here is
  `undecided`.

Whoever gave you this package can say how many values were left out, and by which rule.

Treat your contacts' details as you would want yours treated: they trusted you with them.
"""


def _work(service: Service) -> str:
    days = f", {service.first_day} to {service.last_day}" if service.first_day else ""
    lines = [f"**{_plain(service.name)}**{days}"]
    return "\n".join([*lines, "", *(f"- {each}" for each in told(service.counts))])


def _plain(name: str) -> str:
    """A name, so that it can't be Markdown or end the line."""
    return "".join(
        letter if letter.isalnum() or letter in " .'’,-" else " " for letter in name
    ).strip()
