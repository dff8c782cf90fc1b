"""Reading marts: counting people once, and whose word counts."""

from __future__ import annotations

from orchestration.lib.learn import county
from orchestration.lib.learn.exercise import Said, not_yet, number_of, right
from orchestration.lib.warehouse import connect

_MOST = """
    select program_code, count(distinct person_id), count(*)
    from marts.program_participations where is_reached
    group by program_code order by count(*) - count(distinct person_id) desc, program_code limit 1
"""
_CONTRADICTED = """
    select person_id, attribute_code from marts.person_attributes
    group by person_id, attribute_code having count(distinct claimed_value) > 1
    order by max(candidate_count) desc, count(distinct claimed_value) desc, person_id,
        attribute_code
    limit 1
"""
_COUNTED = """
    select concat_ws('/', source_id, record_type, record_id), ranked_because_code
    from marts.person_attributes where person_id = %s and attribute_code = %s and is_counted
"""


def ask_how_many_people() -> str:
    """Names the program that reaches the same people in most months."""
    program, _, _ = _reached()
    return f"How many people has the program {program} reached, all months together?"


def judge_how_many_people(people: str) -> Said:
    """Compared with distinct people; a sum of months gets its own hint."""
    _, once, by_month = _reached()
    said = number_of(people)
    if said == once:
        return right(f"Each once. The months add up to {by_month:,}, for many come again.")
    if said == by_month:
        return not_yet("That adds the months up: somebody reached in March and April counts twice.")
    return not_yet("Count distinct person_id of marts.program_participations, where is_reached.")


def _reached() -> tuple[str, int, int]:
    with connect("bi_reader") as connection:
        found = connection.execute(_MOST).fetchone()
    if found is None:
        raise county.NoCounty("The marts are empty. Build them with: ./kith build")
    return found[0], found[1], found[2]


def ask_whose_word_counts() -> str:
    """Names a person of whom records contradict each other."""
    person, attribute = _contradicted()
    return (
        f"Records contradict each other about one detail of {person}: {attribute}. Which record's "
        "word counts (source/type/id), and because of what (ranked_because_code)?"
    )


def judge_whose_word_counts(record: str, because: str) -> Said:
    """Compared with the claim that counts."""
    with connect("bi_reader") as connection:
        counted = connection.execute(_COUNTED, _contradicted()).fetchone()
    if counted == (record, because):
        return right("All other claims stay, each with its source and its time.")
    if counted and counted[0] == record:
        return not_yet("That record it is, for another reason: ranked_because_code of its row.")
    return not_yet("In marts.person_attributes, one row of that detail has is_counted; its key is "
                   "source_id/record_type/record_id.")


def _contradicted() -> tuple[str, str]:
    with connect("bi_reader") as connection:
        found = connection.execute(_CONTRADICTED).fetchone()
    if found is None:
        raise county.NoCounty("The marts are empty. Build them with: ./kith build")
    return found[0], found[1]
