"""Clears what PostgreSQL keeps of deleted rows: dead tuples, statistics, the write-ahead log.

On the embedded server all of it. On another, what the owner of the database may do; the rest is
for whoever runs that server, and the certificate says what.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from orchestration.lib import settings
from orchestration.lib.errors import KithError
from orchestration.lib.warehouse import embedded
from orchestration.lib.warehouse.connection import connect

# Tables that may hold what was deleted: all with dead rows, and those rows were taken out of.
_DEAD = """
    select nspname, relname from pg_class
    inner join pg_namespace on pg_namespace.oid = relnamespace
    where relkind = 'r' and nspname !~ '^pg_' and nspname <> 'information_schema'
        and relpersistence = 'p' and (
            pg_stat_get_dead_tuples(pg_class.oid) > 0
            or pg_stat_get_tuples_deleted(pg_class.oid) > 0
            or pg_stat_get_tuples_updated(pg_class.oid) > 0
        )
    order by 1, 2
"""
# The tables whose rows, indexes or long values these files hold.
_OF_FILES = """
    select distinct nspname, holder.relname from pg_class as file
    left join pg_index on indexrelid = file.oid
    left join pg_class as whole on whole.reltoastrelid = coalesce(indrelid, file.oid)
    inner join pg_class as holder on holder.oid = coalesce(whole.oid, indrelid, file.oid)
    inner join pg_namespace on pg_namespace.oid = holder.relnamespace
    where pg_relation_filenode(file.oid) = any(%s::oid[])
        and holder.relkind in ('r', 'm') and not holder.relisshared
    order by 1, 2
"""
_READERS = """
    select count(*) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()
        and coalesce(backend_xmin, backend_xid) is not null and xact_start < %s
"""
_LONGEST_READ = 60.0
_CATALOGS = ("pg_statistic", "pg_statistic_ext_data", "pg_description")
# Written anew so often, the log's old files are gone: each switch uses up one kept for later.
_MOST_SWITCHES = 512
LEFT_TO_OTHERS = (
    "the server's write-ahead log: checkpoint, and switch until its old files are gone",
    "archives of that log and its replicas",
    "backups: keep none longer than your rule says, and run ./kith forget --replay on one restored",
)


class TableInUse(KithError):
    """A table couldn't be written anew, since somebody else holds it."""


def clean() -> dict[str, Any]:
    """Clear what is left of deleted rows; what was done, in counts and plain words."""
    began = time.monotonic()
    tables = _rewrite(_DEAD)
    done: dict[str, Any] = {"tables written anew": tables}
    if settings.external_database_url() is None:
        done["log files used up"] = _renew_log()
        done["left to others"] = list(LEFT_TO_OTHERS[2:])
    else:
        done["left to others"] = list(LEFT_TO_OTHERS)
    return done | {"seconds": round(time.monotonic() - began, 1)}


def clean_again(files: Sequence[Path]) -> int:
    """Clear what a first time left in these files of the embedded server; how many tables.

    It counts late what others deleted, and keeps what a reader of before might still see.
    """
    _wait_for_readers()
    nodes = [
        int(path.name.split("_")[0].split(".")[0]) for path in files
        if path.parent.parent.name == "base" and path.name[:1].isdigit()
    ]
    tables = _rewrite(_OF_FILES, [nodes])
    _renew_log()
    return tables


def _wait_for_readers() -> None:
    url = embedded.superuser_url(embedded.DATABASE)
    began = time.monotonic()
    with psycopg.connect(url, autocommit=True) as connection:
        (now,) = connection.execute("select now()").fetchone() or (None,)
        while time.monotonic() - began < _LONGEST_READ:
            if connection.execute(_READERS, [now]).fetchone() == (0,):
                return
            time.sleep(0.2)


def _rewrite(which: LiteralString, values: Sequence[object] = ()) -> int:
    with connect(autocommit=True) as connection:
        # What this session has just done is counted with a delay.
        connection.execute("select pg_stat_force_next_flush()")
        connection.execute("set lock_timeout = '60s'")
        connection.execute("set default_statistics_target = 100")
        names = connection.execute(which, values).fetchall()
        if ("pg_catalog", "pg_statistic") in names:
            # Of a table that was emptied and filled anew they may be those of before.
            connection.execute("analyze")
        for schema, table in names:
            try:
                connection.execute(
                    sql.SQL("vacuum (full, analyze) {}").format(sql.Identifier(schema, table))
                )
            except psycopg.errors.LockNotAvailable:
                raise TableInUse(
                    f"They are out of all tables, but somebody holds {schema}.{table}, so that "
                    "what PostgreSQL keeps of deleted rows could not be cleared. Have them end it, "
                    "then: ./kith forget --go-on"
                ) from None
        for table in _CATALOGS:
            connection.execute(
                sql.SQL("vacuum (full) {}").format(sql.Identifier("pg_catalog", table))
            )
    return len(names)


def _renew_log() -> int:
    """Have the log's files of before deleted, and not kept to be written over one day."""
    url = embedded.superuser_url(embedded.DATABASE)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("alter system set wal_recycle = off")
        try:
            connection.execute("select pg_reload_conf()")
            time.sleep(0.2)
            connection.execute("checkpoint")
            before = _segments(connection)
            # Those that wait to be used next hold what they held before they were recycled.
            for _ in range(min(_MOST_SWITCHES, before + 2)):
                connection.execute("select pg_logical_emit_message(true, 'kith', 'switch')")
                connection.execute("select pg_switch_wal()")
            connection.execute("checkpoint")
        finally:
            connection.execute("alter system reset wal_recycle")
            connection.execute("select pg_reload_conf()")
    return before


def _segments(connection: psycopg.Connection[Any]) -> int:
    row = connection.execute("select count(*) from pg_ls_waldir()").fetchone()
    return int(row[0]) if row else 0
