"""What no pull reaches: what changed before the vendor's API looks back, until somebody brought it.

It is kept with the cursors (``landing.pull_cursors``) and told by each pull and ``./kith status``.
"""

from __future__ import annotations

from itertools import groupby

from orchestration.lib.pulls import cursors
from orchestration.lib.pulls.cursors import Cursor
from orchestration.lib.warehouse import connect

# The table was brought as a file that is newer than what lacks; what a pull brought doesn't count.
_BROUGHT = """
    update landing.pull_cursors as cursors set unreached_from = null, unreached_until = null
    where unreached_until is not null and exists (
        select from landing.loads
        inner join landing.load_parts using (load_id)
        where loads.source_id = cursors.source_id and record_type = cursors.resource_name
            and status = 'landed' and method <> 'api'
            and coalesce(exported_at, extracted_at) >= unreached_until
    )
"""


def lines(source_id: str | None = None) -> list[str]:
    """What lacks of the source, or of all, and what to do: a line per source and gap."""
    with connect("kith_lander") as connection:
        connection.execute(_BROUGHT.encode())
    lacking = [each for each in cursors.of_source(source_id) if each.unreached_until]
    lacking.sort(key=_gap)
    return [_told(gap, list(group)) for gap, group in groupby(lacking, key=_gap)]


def forget(source_id: str) -> None:
    """Somebody says that what lacks of the source isn't needed, or was brought another way."""
    with connect("kith_lander") as connection:
        connection.execute(
            "update landing.pull_cursors set unreached_from = null, unreached_until = null"
            " where source_id = %s", [source_id],
        )


def _gap(cursor: Cursor) -> tuple[str, str]:
    begins = f" since {cursor.unreached_from:%Y-%m-%d}" if cursor.unreached_from else ""
    return cursor.source_id, f"before {cursor.unreached_until:%Y-%m-%d}{begins}"


def _told(gap: tuple[str, str], lacking: list[Cursor]) -> str:
    source_id, when = gap
    names = ", ".join(sorted(each.resource_name for each in lacking))
    return (
        f"{source_id}: what changed {when} can't be pulled any more of {names}. Bring these tables "
        "once, whole, as files. If there is nothing older, or it is there in another form: "
        f"./kith pull {source_id} --without-older"
    )
