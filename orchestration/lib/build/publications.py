"""Since when readers see the marts of before, and why: ``landing.publications``.

A row is added only where that changes, so that the ledger doesn't grow with every build.
"""

from __future__ import annotations

from orchestration.lib.warehouse import connect

_WRITE = """
    insert into landing.publications (is_published, reason)
    select %(reason)s::text is null, %(reason)s::text
    where (%(reason)s::text is null) <> coalesce(
        (select is_published from landing.publications order by publication_id desc limit 1), true
    )
    returning publication_id
"""


def are_shown() -> bool:
    """Whether readers see the marts of the last build, and not those of one before."""
    with connect("kith_builder") as connection:
        row = connection.execute(
            "select is_published from landing.publications order by publication_id desc limit 1"
        ).fetchone()
    return row is None or bool(row[0])


def write(reason: str | None) -> int | None:
    """Keep that the marts stay as they were, and why; ``None`` where they are let through.

    Returns the number of the row, or ``None`` where nothing changed.
    """
    with connect("kith_builder") as connection:
        row = connection.execute(
            _WRITE, {"reason": " ".join(reason.split()) if reason else None}
        ).fetchone()
    return row[0] if row else None


def withdraw(publication_id: int | None) -> None:
    """Take a row back: the marts were let through, and then couldn't be built.

    So that what keeps failing is one time of standing still, and not one for each try.
    """
    with connect("kith_builder") as connection:
        connection.execute(
            "delete from landing.publications where publication_id = %s", [publication_id]
        )
