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
"""


def write(reason: str | None) -> None:
    """Keep that the marts stay as they were, and why; ``None`` where they are let through."""
    with connect("kith_builder") as connection:
        connection.execute(_WRITE, {"reason": " ".join(reason.split()) if reason else None})
