"""The files a new tool begins with: they build, their tests pass, and they say nothing yet."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill
from typing import NamedTuple

from orchestration.lib.tools.variables import Variables

# Where files go without which the tool works: those that teach the pretend county to speak it.
OPTIONAL = "simulation/"


class Beginning(NamedTuple):
    """A tool to begin with: its name, who makes it, and the shapes it can tell."""

    tool: str
    vendor: str
    shapes: list[str]

    @property
    def class_name(self) -> str:
        """The name of its writer in the simulation."""
        return "".join(word.title() for word in self.tool.split("_"))


def files(new: Beginning, variables: Variables, is_simulated: bool = True) -> dict[str, str]:
    """Every file of the tool, by its path in the project.

    ``is_simulated``: with those that teach the pretend county to speak it.
    """
    folder = f"models/staging/{new.tool}"
    found = {f"{folder}/_{new.tool}.yml": declaration(new, _tables(new))}
    for shape in new.shapes:
        path = f"{folder}/stg_{new.tool}__{shape}"
        found[f"{path}.sql"] = model(
            new.tool, shape, shape, "", lacks(shape, variables)
        )
        found[f"{path}.yml"] = _unit_test(new, shape, variables)
    found[f"seeds/vocabulary/words/{new.tool}_words.csv"] = "vocabulary,word,code,meaning\n"
    found[f"docs/tools/{new.tool}.md"] = _page(new)
    if is_simulated:
        found[f"{OPTIONAL}headers/{new.tool}.txt"] = _headers(new)
        found[f"{OPTIONAL}tools/{new.tool}.py"] = _writer(new)
    return found


def _tables(new: Beginning) -> str:
    return "".join(
        f"""\
      - name: {shape}
        identifier: {new.tool}__{shape}
        config: {{meta: {{files: ["{shape}*.csv"], record_id: [id], snapshot: full}}}}
        columns: [{{name: id}}]
"""
        for shape in new.shapes
    )


def declaration(new: Beginning, tables: str) -> str:
    """The tool's declaration around those of its tables."""
    return f"""\
# To do: the files that {new.vendor} really exports, their columns, and which of them is the id.
sources:
  - name: {new.tool}
    schema: raw
    config: {{meta: {{vendor: "{new.vendor}"}}}}
    tables:
{tables}"""


def lacks(shape: str, variables: Variables) -> list[str]:
    """Names for every column a tool has to tell, whole groups by theirs."""
    by_us = {*variables.provenance} - {*variables.named(["origin", "collector", "collected_at"])}
    columns = [column for column in variables.columns(shape) if column not in by_us]
    names: list[str] = []
    for column in columns:
        name = next(
            (group for group, members in variables.groups.items()
             if column in members and set(members) <= set(columns)),
            column,
        )  # fmt: skip
        if name not in names:
            names.append(name)
    return names


def model(
    tool: str,
    shape: str,
    record_type: str,
    columns: str,
    missing: list[str],
    checked: Sequence[str] = (),
) -> str:
    """A staging model: what it selects beside the envelope, what it lacks, what it checks."""
    listed = fill(", ".join(f"'{name}'" for name in missing), 100,
                  initial_indent="    ", subsequent_indent="    ")  # fmt: skip
    named = f", checked=[{', '.join(repr(column) for column in checked)}]" if checked else ""
    text = f"""\
-- One row per record of {tool}'s {record_type} that tells of {shape.replace("_", " ")}.
with renamed as (
    select
        {{{{ envelope('{record_type}') }}}}{columns}
    from ({{{{ latest_records(source('{tool}', '{record_type}')) }}}}) as latest
)

{{{{ conform('{tool}', '{shape}', from='renamed', lacks=[
{listed},
]{named}) }}}}
"""  # noqa: S608 - a file's text: nothing runs it
    return text


def _unit_test(new: Beginning, shape: str, variables: Variables) -> str:
    nothing = ", ".join(f"{column}: null" for column in variables.shapes[shape])
    return f"""\
unit_tests:
  - name: {new.tool}_{shape}_are_told
    model: stg_{new.tool}__{shape}
    given:
      - input: source('{new.tool}', '{shape}')
        rows: [{{_source_id: s, _record_id: "1", id: "1"}}]
    expect:
      rows:
        - {{record_type: {shape}, record_id: "1", {nothing}}}
"""


def _headers(new: Beginning) -> str:
    tables = "".join(f"{shape}: id\n" for shape in new.shapes)
    return f"""\
# Columns of {new.vendor}'s exports, in file order.
# To do: the real ones, and the sources they come from.
{tables}"""


def _writer(new: Beginning) -> str:
    first = new.shapes[0]
    is_person = first == "people"
    truth = f'\n            self.truth.record(at, SOURCE, "{first}", record, person)' * is_person
    return f'''\
"""{new.vendor} as it exports itself. To do: its files, its times and its traps."""

from __future__ import annotations

from simulation.desk import Desk
from simulation.truth import Truth
from simulation.world import Household, Neighbourhood, Person
from simulation.write import headers

SOURCE = "county_{new.tool}"


class {new.class_name}:
    """Writes one account."""

    def __init__(self, desk: Desk, truth: Truth) -> None:
        self.truth = truth
        self.tables = {{
            name: desk.table(SOURCE, "{new.tool}", name, f"{{name}}.csv")
            for name in headers("{new.tool}")
        }}

    def catalog(self) -> None:
        """What is the same for everybody."""

    def neighbourhood(self, hood: Neighbourhood) -> None:
        """What belongs to a neighbourhood."""

    def person(self, hood: Neighbourhood, household: Household, person: Person) -> None:
        """The person, if the tool knows them."""
        if person.chance(0.3):
            at, record = person.stages[0], hood.ids.next("{new.tool} {first}")
            self.tables["{first}"].add(at, {{"id": record}}){truth}


WRITER = {new.class_name}
'''


def _page(new: Beginning) -> str:
    rows = "".join(f"| {shape} | |\n" for shape in new.shapes)
    return f"""\
# {new.vendor}

The declarations are in
[`models/staging/{new.tool}/_{new.tool}.yml`](../../models/staging/{new.tool}/_{new.tool}.yml).

## What to bring

To do: which exports, and how to get them. Then `./kith land FOLDER --source YOUR_SOURCE`.

## What it fills

| Shape | From |
|---|---|
{rows}
## Traps, and what Kith does

To do.

## What {new.vendor} can't tell

To do; and how sure we are of the export's form.
"""
