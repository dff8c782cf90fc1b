"""The exercises, in the order in which one leads to the next."""

from __future__ import annotations

from orchestration.lib.errors import KithError
from orchestration.lib.learn import answering, changing, counting, finding, judging
from orchestration.lib.learn.exercise import Exercise

EXERCISES = (
    Exercise(1, "land-a-file", ("LOAD", "ROW"),
             finding.ask_where_it_landed, finding.judge_where_it_landed),
    Exercise(2, "why-not-a-person", ("FILE", "LINE"),
             finding.ask_why_it_is_missing, finding.judge_why_it_is_missing),
    Exercise(3, "trace-a-number", ("FILES", "TOOLS"),
             finding.ask_what_is_behind, finding.judge_what_is_behind),
    Exercise(4, "count-people-once", ("PEOPLE",),
             counting.ask_how_many_people, counting.judge_how_many_people),
    Exercise(5, "whose-word-counts", ("RECORD", "BECAUSE"),
             counting.ask_whose_word_counts, counting.judge_whose_word_counts),
    Exercise(6, "mend-a-drifted-column", (),
             changing.ask_to_mend_a_drifted_column, changing.judge_a_mended_column),
    Exercise(7, "add-a-column", (),
             changing.ask_to_add_a_column, changing.judge_an_added_column),
    Exercise(8, "part-two-people", (),
             changing.ask_to_part_two_people, changing.judge_parted_people),
    Exercise(9, "judge-an-export", ("LEVEL", "REQUIREMENT"),
             judging.ask_to_judge_an_export, judging.judge_a_judgement),
    Exercise(10, "who-is-up", ("FIXES", "ESCALATES"),
             answering.ask_who_is_up, answering.judge_who_is_up),
    Exercise(11, "hand-over-a-source", (),
             answering.ask_to_hand_a_source_over, answering.judge_a_handover),
)  # fmt: skip


class NoExercise(KithError):
    """No exercise has that number."""


def exercise(number: int) -> Exercise:
    """The exercise of that number. Raises ``NoExercise``."""
    for each in EXERCISES:
        if each.number == number:
            return each
    raise NoExercise(f"There is no exercise {number}: they go from 1 to {len(EXERCISES)}.")
