"""A dbt project of two made-up tools, with Kith's own macros, that builds in a second."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import yaml
from psycopg import sql

from orchestration.lib import settings
from orchestration.lib.warehouse import connect

TOOLS = ("alpha", "beta")
_SCHEMA = {"alpha": "raw", "beta": "raw", "landing": "landing"}
_MODELS = {
    "staging/alpha/stg_alpha__things": "select word, amount from {{ source('alpha', 'things') }}",
    "staging/beta/stg_beta__things": "select word, amount from {{ source('beta', 'things') }}",
    "staging/landing/stg_landing__loads": """
        select load_id, source_id from {{ source('landing', 'loads') }}""",
    "canon/all_things": """
        select things.*, words.code from (
            select * from {{ ref('stg_alpha__things') }}
            union all select * from {{ ref('stg_beta__things') }}
        ) as things left join {{ ref('words') }} as words on words.word = things.word""",
    "canon/alpha_things": "select amount from {{ ref('stg_alpha__things') }}",
    "identity/persons": """
        select code, count(*) as thing_count from {{ ref('all_things') }} group by code""",
    "marts/people": "select code, thing_count from {{ ref('persons') }}",
    "marts/alpha_totals": "select sum(amount) as amount from {{ ref('alpha_things') }}",
    "marts/status": """
        select source_id, count(*) as load_count from {{ ref('stg_landing__loads') }}
        group by source_id""",
}
# An amount below zero fails a canon table; so does one above the seed it is compared with.
_TESTS = {
    "alpha_is_above_zero": "select 1 from {{ ref('alpha_things') }} where amount < 0",
    "alpha_stays_below_the_limit": """
        select 1 from {{ ref('alpha_things') }} cross join {{ ref('limits') }}
        where amount > most""",
}


def make(folder: Path) -> Path:
    """Write the project below the folder."""
    for name in ("macros", "profiles"):
        shutil.copytree(settings.PROJECT_ROOT / name, folder / name)
    project = yaml.safe_load((settings.PROJECT_ROOT / "dbt_project.yml").read_text())
    for layer in ("canon", "marts"):
        project["models"]["kith"][layer].pop("+contract")
    project["models"]["kith"].pop("+persist_docs")
    (folder / "dbt_project.yml").write_text(yaml.safe_dump(project))
    for path, query in _MODELS.items():
        _write(folder / "models" / f"{path}.sql", query)
    for name, query in _TESTS.items():
        _write(folder / "expectations" / "invariants" / f"{name}.sql", query)
    for tool in TOOLS:
        _declare(folder, tool, "things", f"{tool}__things", ["word", "amount"])
    _declare(folder, "landing", "loads", "loads", ["load_id", "source_id"])
    say(folder, "one", "1")
    _write(folder / "seeds" / "vocabulary" / "limits.csv", "most\n1000\n")
    with connect() as connection:
        for tool in TOOLS:
            connection.execute(
                f"create table if not exists raw.{tool}__things (word text, amount integer)"
            )
            connection.execute(f"truncate raw.{tool}__things")
            connection.execute(f"grant select on raw.{tool}__things to kith_builder")
            connection.execute(
                "insert into landing.sources values (%s, %s, 'toys', 'UTC') on conflict do nothing",
                [f"toy_{tool}", tool],
            )
    return folder


def remove() -> None:
    """Drop what ``make`` made in the warehouse."""
    with connect() as connection:
        connection.execute("delete from landing.sources where organization_id = 'toys'")
        for tool in TOOLS:
            connection.execute(f"drop table if exists raw.{tool}__things cascade")


def say(folder: Path, word: str, code: str) -> None:
    """Add or change a line of the vocabulary."""
    path = folder / "seeds" / "vocabulary" / "words.csv"
    lines = path.read_text().splitlines()[1:] if path.exists() else []
    known = dict(line.split(",") for line in lines) | {word: f"c{code}"}
    _write(path, "word,code\n" + "".join(f"{key},{known[key]}\n" for key in known))


def release(tool: str, word: str, amount: int) -> None:
    """A released load of one row."""
    with connect() as connection:
        connection.execute(
            sql.SQL("insert into raw.{} values (%s, %s)").format(sql.Identifier(f"{tool}__things")),
            [word, amount],
        )
        connection.execute(
            "with loaded as (insert into landing.loads (source_id, file_id, file_name, size_bytes,"
            " method, extracted_at, status, records_read, records_landed, released_at) values"
            " (%s, %s, 'things.csv', 1, 'file', now(), 'landed', 1, 1, now()) returning load_id)"
            " insert into landing.load_parts (load_id, part, record_type, records_read,"
            " records_landed, records_unchanged, records_quarantined, size_bytes, record_bytes,"
            " quarantined_bytes, structural_bytes)"
            " select load_id, 'things.csv', 'things', 1, 1, 0, 0, 1, 1, 0, 0 from loaded",
            [f"toy_{tool}", f"{random.getrandbits(64):x}"],
        )


def contents() -> dict[str, list[str]]:
    """The rows of every relation that dbt built, as text."""
    with connect() as connection:
        names = connection.execute(
            "select relnamespace::regnamespace::text, relname from pg_class where relkind = 'r'"
            " and relnamespace::regnamespace::text in"
            " ('vocabulary', 'staging', 'canon', 'identity', 'marts')"
        ).fetchall()
        query = sql.SQL("select told::text from {} as told order by 1")
        return {
            f"{schema}.{name}": [
                row[0] for row in connection.execute(query.format(sql.Identifier(schema, name)))
            ]
            for schema, name in names
        }


def _declare(folder: Path, tool: str, name: str, identifier: str, columns: list[str]) -> None:
    declared = [{"name": each} for each in columns]
    table = {"name": name, "identifier": identifier, "columns": declared}
    source = {"name": tool, "schema": _SCHEMA[tool], "tables": [table]}
    _write(
        folder / "models" / "staging" / tool / f"_{tool}.yml",
        yaml.safe_dump({"sources": [source]}),
    )


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
