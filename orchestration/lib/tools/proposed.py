"""The files a new tool begins with where exports of it are at hand: what ``infer`` proposes."""

from __future__ import annotations

from collections.abc import Sequence

from orchestration.lib.tools import draft, skeleton
from orchestration.lib.tools.errors import ToolError
from orchestration.lib.tools.references import Read
from orchestration.lib.tools.skeleton import Beginning
from orchestration.lib.tools.variables import Variables


def shapes(all_read: Sequence[Read]) -> list[str]:
    """The shapes that any of the tables can tell."""
    return list(dict.fromkeys(shape for each in all_read for shape in draft.shapes_of(each)))


def files(new: Beginning, all_read: Sequence[Read], said: Variables) -> dict[str, str]:
    """Declaration, models and their tests, as read from exports; the rest says nothing yet.

    Each shape is told by the first table that can tell it. Raises ``ToolError`` where two files
    give a record type one name, or a model has something only a person can say.
    """
    names = [each.record_type for each in all_read]
    if len(set(names)) < len(names):
        raise ToolError("Two files would give one record type: give each kind of export once.")
    folder = f"models/staging/{new.tool}"
    made = skeleton.files(new, said, is_simulated=False)
    made[f"{folder}/_{new.tool}.yml"] = skeleton.declaration(
        new, "".join(draft.declaration(new.tool, each) for each in all_read)
    )
    for shape in new.shapes:
        teller = next((each for each in all_read if shape in draft.shapes_of(each)), None)
        if teller is None:
            raise ToolError(f"No column of these files tells of {shape}; leave it out of --shapes.")
        path = f"{folder}/stg_{new.tool}__{shape}"
        made[f"{path}.sql"] = draft.model(new.tool, shape, teller, all_read)
        if draft.ASKS in made[f"{path}.sql"]:
            raise ToolError(
                f"Whose the records of {teller.record_type} are can't be told from these files: "
                "give the file of people as well, or leave --from out and write it yourself. "
                f"./kith tool infer {teller.table.file_name} says which column it is about."
            )
        made[f"{path}.yml"] = _unit_test(new.tool, shape, teller.record_type)
    return made


def _unit_test(tool: str, shape: str, record_type: str) -> str:
    return f"""\
# To do: rows shaped like the real export, and what becomes of them. No real person's.
unit_tests:
  - name: {tool}_{shape}_are_told
    model: stg_{tool}__{shape}
    given:
      - input: source('{tool}', '{record_type}')
        rows: [{{_source_id: s, _record_id: "1"}}]
    expect:
      rows: [{{record_type: {record_type}, record_id: "1"}}]
"""
