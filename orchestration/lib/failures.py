"""What may be said of a failure. A database's error message can hold a person's data.

``invalid input syntax for type integer: "…"`` and ``Key (email)=(…) already exists`` quote the
row that failed. Everything Kith logs or shows of a failure goes through here first.
"""

from __future__ import annotations

import os
import re
import traceback
from datetime import UTC, datetime

import psycopg

from orchestration.lib import settings
from orchestration.lib.errors import KithError

# Messages of PostgreSQL that quote names of ours, never values.
_QUOTES_NAMES_ONLY = re.compile(
    r'(?:violates (?:\S+ )?(?:unique |check |foreign key |exclusion )?constraint "\w+"'
    r'|violates not-null constraint|could not create unique index "\w+"'
    r'|(?:relation|column|schema|function|type|role) \S+(?: of relation \S+)? does not exist'
    r'|permission denied for \w+ \w+'
    r'|The \w+ lease was lost: [a-z ;]+'
    r'|The \w+ lease is held by [^\n"\']{1,80} since [-+:. 0-9]+ \(until [-+:. 0-9]+\)'
    r'|This build would merge \d+ and split \d+ of \d+ people, [a-zA-Z :./]+'
    r'|canceling statement due to [a-z ]+'
    r'|invalid input syntax for type [a-z ]+|date/time field value out of range'
    r'|(?:smallint|integer|bigint|timestamp|interval|numeric|value|time zone)[a-z ]* out of range'
    r'|division by zero|numeric field overflow|value too long for type [a-z ]+'
    r'|deadlock detected|more than one row returned by a subquery|syntax error at or near'
    r'|operator does not exist|could not determine data type|must appear in the GROUP BY clause'
    r'|ON CONFLICT DO UPDATE command cannot affect row a second time'
    r'|(?:connection|server) [a-z ]*(?:refused|closed|terminated|timed out|reset)[a-z ]*'
    r'|(?:could not extend|No space left)[^\n"\']*)'
)
# What is said of a warehouse that could not be asked, which has no state.
_OF_THE_SERVER = re.compile(
    r"Connection refused|No such file or directory|could not translate host name"
    r"|failed to resolve host|timeout expired|password authentication failed|no password supplied"
    r"|(?:database|role) \S+ does not exist|server closed the connection unexpectedly"
)
_UNSAID = "its message could quote a record, so it is not shown; run the model by hand to read it"
_PLACE = re.compile(r"\bLINE (\d+):")
_MODEL = re.compile(r"in (model|test|seed|snapshot|unit_test|operation) (\S+)")


def told(failure: BaseException) -> str:
    """A failure in one line without any value of the data: what, where, and the SQL state."""
    if isinstance(failure, KithError):
        return str(failure)
    kind = type(failure).__name__
    if isinstance(failure, psycopg.Error):
        diagnosis = failure.diag
        unheard = None if failure.sqlstate else _OF_THE_SERVER.search(str(failure))
        parts = [unheard.group(0) if unheard else f"sqlstate {failure.sqlstate or 'none'}"]
        parts += [
            f"{word} {value}"
            for word, value in (
                ("relation", diagnosis.table_name),
                ("constraint", diagnosis.constraint_name),
                ("column", diagnosis.column_name),
            )
            if value
        ]
        kind = f"{kind} ({', '.join(parts)})"
    return f"{kind} at {_place(failure)}"


def told_of_file(failure: OSError) -> str | None:
    """A file or folder that can't be read or written, in one line; None where none is named."""
    if not isinstance(failure.filename, str | bytes | os.PathLike):
        return None
    # A name that is no valid UTF-8 can't be printed as it is.
    path = os.fsencode(failure.filename).decode(errors="replace")
    return f"{path}: {failure.strerror or type(failure).__name__}"


def written_down(failure: BaseException) -> str:
    """``told``, with the path of a log file below ``home()`` that holds where it came from.

    Only kinds of errors and the lines of code they passed through are written: no message, no
    line's text and no variable, for each of them could hold a value of a record.
    """
    log = settings.folder("logs") / f"failure-{datetime.now(UTC):%Y%m%dT%H%M%S%f}.log"
    lines: list[str] = []
    each: BaseException | None = failure
    while each:
        lines.append(type(each).__qualname__)
        frames = traceback.extract_tb(each.__traceback__)
        lines += [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
        each = each.__cause__ or each.__context__
    log.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return f"{told(failure)}. Nothing more can be said without values; where it was: {log}"


def told_by_dbt(message: str | None) -> str:
    """A dbt node's message without any value of the data."""
    message = message or "no message"
    if "Database Error" not in message and "Runtime Error" not in message:
        return message.strip()
    named = _MODEL.search(message)
    what = _QUOTES_NAMES_ONLY.search(message)
    said = what.group(0) if what else _UNSAID
    line = _PLACE.search(message)
    where = f" at line {line.group(1)} of its SQL" if line else ""
    return f"Database error{f' in {named.group(2)}' if named else ''}{where}: {said}"


def _place(failure: BaseException) -> str:
    """The innermost line of Kith's own code the failure passed through."""
    frames = traceback.extract_tb(failure.__traceback__)
    ours = [frame for frame in frames if frame.filename.startswith(str(settings.PROJECT_ROOT))
            and "site-packages" not in frame.filename]
    if not ours:
        return "an unknown place"
    inner = ours[-1]
    return f"{inner.filename.removeprefix(str(settings.PROJECT_ROOT) + '/')}:{inner.lineno}"
