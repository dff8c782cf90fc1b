"""Finding a record: where it landed, why it didn't, and what a number came from."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from orchestration.lib.learn import county
from orchestration.lib.learn.exercise import Said, not_yet, number_of, right
from orchestration.lib.warehouse import connect

_PLACE = "select _load_id, _row from raw.spoke__tag where _source_id = %s and _record_id = %s"
_BUSIEST = """
    select program_code, month_date from marts.program_360
    group by program_code, month_date
    order by sum(interaction_count) desc, program_code, month_date limit 1
"""
_BEHIND = """
    select count(distinct file_id), count(distinct tool) from marts.interactions
    where program_code = %s and month_date = %s
"""
_SPOKE = "county_spoke"


def ask_where_it_landed() -> str:
    """Hands out Spoke's newest tags with one more."""
    path, tag = _tags_and_one_more()
    return (
        f"{path} is Spoke's newest export of tags, with one more, {tag}. Land it as {_SPOKE}'s. "
        f"In which load, and which row of its file, is tag {tag}?"
    )


def judge_where_it_landed(load: str, row: str) -> Said:
    """Compared with the landed row's envelope."""
    _, tag = _tags_and_one_more()
    with connect("kith_builder") as connection:
        places = connection.execute(_PLACE, [_SPOKE, tag]).fetchall()
    if not places:
        return not_yet(f"No tag {tag} is in raw.spoke__tag: land the file, and look at what the "
                       "first door says.")
    if (number_of(load), number_of(row)) in places:
        return right("Load and row lead to the file, and the file to its bytes in the archive.")
    return not_yet("The tag is there, elsewhere: look at _load_id and _row of raw.spoke__tag.")


def _tags_and_one_more() -> tuple[Path, str]:
    with (county.newest_export(_SPOKE) / "tag.csv").open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    tag = str(max(int(each["id"]) for each in rows) + 1)
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    # First, so that it isn't taken for the older file in full, whose rows would give way.
    writer.writerows([rows[0] | {"id": tag, "title": "Practice"}, *rows])
    return county.material(1, "tag.csv", written.getvalue()), tag


def ask_why_it_is_missing() -> str:
    """Names a person record that no reader can take."""
    broken = _broken_person()
    return (
        f"In {broken['source_id']}'s export of {broken['date']} was a record of "
        f"{broken['record_type']} that is in no table. Which file was it in, and on which line?"
    )


def judge_why_it_is_missing(file: str, line: str) -> Said:
    """Compared with what the simulation broke."""
    broken = _broken_person()
    if Path(file).name != broken["file"]:
        return not_yet(f"It is in another file: ./kith quarantine list --source "
                       f"{broken['source_id']}")
    if number_of(line) != int(broken["line"]):
        return not_yet("That is the file. The list names the line, counted from 1, the header's.")
    return right(f"Truly so: {broken['problem']}. Mended, it lands with ./kith quarantine retry.")


def _broken_person() -> dict[str, str]:
    """The first record of people that was broken, or of whatever was."""
    broken = county.truth("broken_records")
    people = [each for each in broken if each["record_type"] in ("contacts", "users")]
    return (people or broken)[0]


def ask_what_is_behind() -> str:
    """Names the busiest month of a program."""
    program, month = _busiest()
    return (
        f"What program_360 says of program_code={program} in month_date={month}: how many files "
        "of how many tools are its interactions in?"
    )


def judge_what_is_behind(files: str, tools: str) -> Said:
    """Compared with the provenance of the interactions counted there."""
    with connect("bi_reader") as connection:
        counted = connection.execute(_BEHIND, _busiest()).fetchone()
    if (number_of(files), number_of(tools)) == counted:
        return right("Each of these files is in the archive under its hash, and trace reads it.")
    return not_yet("The line of ./kith trace that begins with marts.interactions has both. Name "
                   "the program and the month, each with a --where of its own.")


def _busiest() -> tuple[str, str]:
    with connect("bi_reader") as connection:
        found = connection.execute(_BUSIEST).fetchone()
    if found is None:
        raise county.NoCounty("The marts are empty. Build them with: ./kith build")
    return found[0], f"{found[1]}"
