"""Who is responsible for a source: whom to write to, and handing it over."""

from __future__ import annotations

from orchestration.lib.learn import county
from orchestration.lib.learn.exercise import Said, not_yet, right
from orchestration.lib.warehouse import connect

_CONTACTS = """
    select source_id, responsible_contact, fixes_contact, escalates_contact
    from registry.source_contacts
    order by (responsible_contact <> fixes_contact) desc, source_id desc limit 1
"""
_RESPONSIBLE = "select responsible_contact from registry.source_contacts where source_id = %s"
_HELD = """
    select is_due from marts.handover_items where task_code = %s and holder_contact = %s
"""
_SOURCE, _TASK, _NEW = "county_mobilize", "land_export", "newcomer@county-organizers.example"


def ask_who_is_up() -> str:
    """Names a source whose export doesn't come."""
    source, *_ = _contacts()
    return (
        f"Nothing has come of {source} for two days. To whom do you write so that it is mended, "
        "and whom do you tell if it isn't in the promised time?"
    )


def judge_who_is_up(fixes: str, escalates: str) -> Said:
    """Compared with the nearest lines of the registry."""
    source, responsible, mends, told = _contacts()
    if (fixes, escalates) == (mends, told):
        return right("The incident names them too, and the alert goes there by itself.")
    if fixes == responsible != mends:
        return not_yet(f"{responsible} is responsible for {source}; somebody else mends it.")
    return not_yet(f"Look at registry.source_contacts where source_id = '{source}': it has the "
                   "line of seeds/registry/roles.csv that is nearest to the source.")


def _contacts() -> tuple[str, str, str, str]:
    with connect("kith_builder") as connection:
        found = connection.execute(_CONTACTS).fetchone()
    if found is None:
        raise county.NoCounty("The registry was not built yet. Build it with: ./kith build")
    return found[0], found[1], found[2], found[3]


def ask_to_hand_a_source_over() -> str:
    """Says which source, and to whom."""
    return (
        f"{_NEW} takes {_SOURCE} over: from today on they are responsible, and today you watched "
        f"them do the task {_TASK}. Write both down where Kith reads it, and bring it up to date."
    )


def judge_a_handover() -> Said:
    """Looks at what the registry says of the source, and the checklist of the newcomer."""
    with connect("kith_builder") as connection:
        responsible = connection.execute(_RESPONSIBLE, [_SOURCE]).fetchone()
        held = connection.execute(_HELD, [_TASK, _NEW]).fetchone()
    if responsible is None or responsible[0] != _NEW:
        who = responsible[0] if responsible else "nobody"
        return not_yet(f"Still {who} is responsible for {_SOURCE}: change its line in "
                       "seeds/registry/roles.csv, then build source_contacts.")
    if held is None:
        return not_yet(f"{_NEW} isn't in marts.handover_items for {_TASK}: a line of theirs in "
                       "seeds/registry/handover.csv, then build handover_items.")
    if held[0]:
        return not_yet("They are on the list, and nobody has seen them do it: practised_date.")
    return right("Two people can do it now. Keep the one who leaves on the list until they left.")
