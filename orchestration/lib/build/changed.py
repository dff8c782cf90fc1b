"""What a build can leave out: the seeds and models that would come out as they are.

A node's inputs are the project's code, and the inputs of all it reads: a seed's file, the released
loads of a raw table, the rows of a table of the ledger. Their hash is remembered in the warehouse
once the node was built and its tests passed, and forgotten in the transaction of whatever builds
it again (macros/engine/forget_build.sql). The same hash, the same rows.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Collection, Iterable
from functools import cached_property
from typing import Any

from psycopg import sql

from orchestration.lib import settings
from orchestration.lib.build.dbt_process import Dbt, Outcome
from orchestration.lib.warehouse import connect

SEEDS, STAGING, CANON, MARTS = "seeds", "staging", "canon and identity", "marts"
_LAYER_OF_FOLDER = {
    "registry": SEEDS, "vocabulary": SEEDS, "standard": SEEDS,
    # What the ledger tells of sources is wanted before canon, as what their tools tell is.
    "staging": STAGING, "weights": STAGING,
    "canon": CANON, "identity": CANON, "timeline": MARTS, "marts": MARTS,
}  # fmt: skip
_ORDER = (SEEDS, STAGING, CANON, MARTS)
_READS_THE_CLOCK = re.compile(r"\b(current_(timestamp|date|time)|now\(\)|clock_timestamp)")

_RELEASED = """
    select sources.tool || '__' || load_parts.record_type, md5(string_agg(concat_ws(
        '|', loads.load_id, loads.source_id, loads.file_id, loads.method, loads.extracted_at,
        loads.loaded_at, sources.time_zone, load_parts.part, load_parts.records_landed
    ), ',' order by loads.load_id, load_parts.part))
    from landing.released_loads as loads
    inner join landing.sources on sources.source_id = loads.source_id
    inner join landing.load_parts on load_parts.load_id = loads.load_id
    where load_parts.record_type is not null and load_parts.records_landed > 0
    group by 1
"""


class Inputs:
    """What every node of the project would now be made from, and what each was last made from.

    Read it after one layer is built and before the next: what an earlier layer failed to build is
    taken for what it still is.
    """

    def __init__(self, dbt: Dbt, layer: str = SEEDS) -> None:
        self._manifest = manifest = dbt.manifest()
        self._code = dbt.code
        self._nodes = {
            unique_id: node
            for unique_id, node in manifest.nodes.items()
            if node.resource_type in ("seed", "model")
        }
        self._settled = set(_ORDER[: _ORDER.index(layer)])
        self._known = _remembered()
        self._keys: dict[str, str] = {}
        # A relation that nobody vouches for is like no other, nor is what is made from it.
        self._unlike_any_other = uuid.uuid4().hex

    def layer(self, name: str, tools: Collection[str] | None = None) -> list[str]:
        """The nodes of a layer that have a relation; of staging, only these tools' where given.

        A retired tool's are left out, for nothing reads them.
        """
        return [
            unique_id
            for unique_id, node in self._nodes.items()
            if _layer(node) == name
            and node.config.materialized != "ephemeral"
            and (name != STAGING or self._is_read(unique_id))
            and (tools is None or _tool(node) in tools)
        ]

    def _is_read(self, unique_id: str) -> bool:
        return any(child in self._nodes for child in self._manifest.child_map[unique_id])

    def behind(self, names: Collection[str]) -> set[str]:
        """The nodes so named and all that they are made from."""
        waiting = [each for each, node in self._nodes.items() if node.name in names]
        found: set[str] = set()
        while waiting:
            if (each := waiting.pop()) in self._nodes and each not in found:
                found.add(each)
                waiting += self._nodes[each].depends_on_nodes
        return found

    def told_to(self, names: Collection[str], writes: str) -> str:
        """A hash of what seeds and staging tell to these models, but for the tables so named.

        For a step between models that reads some of them and writes what others read.
        """
        return _hash([self._code, *(
            self.key(each)
            for each in sorted(self.behind(names))
            if _layer(self._nodes[each]) in (SEEDS, STAGING)
            and not any(f".{writes}" in parent for parent in self._nodes[each].depends_on_nodes)
        )])

    def knows(self, step: str, inputs: str) -> bool:
        """Whether the step was last taken with these inputs."""
        return self._known.get(step) == inputs

    def is_changed(self, nodes: Iterable[str]) -> bool:
        """Whether any of the nodes would come out different, the clock aside."""
        return any(self._known.get(node) != self.key(node) for node in nodes)

    def changed(self, nodes: Collection[str]) -> list[str]:
        """Those of the nodes to build: with new inputs, or after one that reads the clock."""
        return [node for node in nodes
                if self._known.get(node) != self.key(node) or node in self._after_the_clock]

    def overtaken(self, layer: str) -> list[str]:
        """Nodes of the layer that go by the clock and were built in no hour like this one.

        Fifty minutes ago: what is asked for once an hour was built some minutes after the hour.
        """
        with connect("kith_builder") as connection:
            rows = connection.execute(
                "select node from landing.built where built_at > now() - interval '50 minutes'"
            ).fetchall()
        fresh = {row[0] for row in rows}
        return [
            each for each in self.layer(layer)
            if each in self._after_the_clock and each in self._known and each not in fresh
        ]

    def of_the_ledger(self) -> list[str]:
        """The marts of accountability that can be told whatever becomes of canon and other marts.

        They are made from the ledger, seeds and marts that are there.
        """
        return [each for each in self.layer(MARTS) if self._is_of_the_ledger(each)]

    def _is_of_the_ledger(self, unique_id: str) -> bool:
        node = self._nodes[unique_id]
        parents = [each for each in node.depends_on_nodes if each in self._nodes]
        return node.fqn[2] == "accountability" and all(
            _layer(self._nodes[each]) in (SEEDS, STAGING)
            or (_layer(self._nodes[each]) == MARTS
            and (self._is_of_the_ledger(each) or self._is_published(each)))
            for each in parents
        )

    def _is_published(self, unique_id: str) -> bool:
        node = self._nodes[unique_id]
        return node.alias in self._published and node.fqn[2] != "accountability"

    @cached_property
    def _published(self) -> set[str]:
        """The marts that readers see, of whichever build."""
        with connect("kith_builder") as connection:
            rows = connection.execute(
                "select relname from pg_class where relnamespace = 'marts'::regnamespace"
            )
            return {row[0] for row in rows}

    def key(self, unique_id: str) -> str:
        """A hash of what the node would be made from, or still is where its layer is done."""
        if unique_id not in self._keys:
            self._keys[unique_id] = self._read(unique_id)
        return self._keys[unique_id]

    def comparisons(self, layer: str, nodes: Collection[str]) -> list[str]:
        """The tests of several relations that can run once these nodes of the layer are built.

        dbt itself leaves out those that compare with something that the nodes aren't made from.
        """
        last, later = _ORDER.index(layer), set(self.changed(self.layer(layer))) - set(nodes)
        return [
            test
            for test, parents in self._parents_of_tests.items()
            if len(parents) > 1 and not parents.isdisjoint(nodes) and parents.isdisjoint(later)
            and max(_ORDER.index(_layer(self._nodes[each])) for each in parents) == last
        ]

    def selector(self, unique_id: str) -> str:
        """dbt's words for exactly this node: two folders may share a name."""
        return f"fqn:{'.'.join(self._manifest.nodes[unique_id].fqn)}"

    def remember(self, outcome: Outcome) -> None:
        """Keep the inputs of what was built well, and of nothing that a failed test is about."""
        doubted = {
            parent
            for node in outcome.nodes
            if node.is_test and not node.is_ok
            for parent in self._manifest.nodes[node.unique_id].depends_on_nodes
        }
        good = [
            node.unique_id
            for node in outcome.nodes
            if node.is_ok and node.unique_id in self._nodes
            # Somebody may have changed the project just before.
            and outcome.code == self._code and not outcome.error
            # The marts are published together or not at all.
            and not (outcome.failed and _layer(self._nodes[node.unique_id]) == MARTS)
        ]
        kept = [
            each for each in good
            if each not in doubted and self._nodes[each].config.materialized != "ephemeral"
        ]
        # What was built beside a table that is told by its rows was made from just these rows.
        self._known |= {each: self.key(each) for each in kept}
        self._keys.clear()
        rows = []
        for each in kept:  # in the order in which they were built
            self._known[each] = self.key(each)
            rows.append((each, self._nodes[each].relation_name, self._known[each]))
        with connect("kith_builder") as connection:
            connection.execute("delete from landing.built where node = any(%s)", [list(doubted)])
        remember(rows)

    def _read(self, unique_id: str) -> str:
        if unique_id in self._manifest.sources:
            return self._source(self._manifest.sources[unique_id])
        node = self._nodes[unique_id]
        is_ephemeral = node.config.materialized == "ephemeral"
        if _layer(node) in self._settled and not is_ephemeral:
            return self._known.get(unique_id, self._unlike_any_other)
        parents = {*node.depends_on_nodes, *self._compared_with.get(unique_id, ())}
        own = [unique_id, self._code, _seed_file(node)]
        return _hash([*own, *(self._told_by(parent) for parent in sorted(parents))])

    def _told_by(self, unique_id: str) -> str:
        """What a node tells those made from it: its inputs, or its rows where it says so and is
        what they make. A few rows that mostly come out the same are cheaper to read than to follow.
        """
        key = self.key(unique_id)
        node = self._nodes.get(unique_id)
        if node is None or not node.config.meta.get("is_told_by_rows"):
            return key
        if self._known.get(unique_id) != key:
            return key
        return _hash([unique_id, *_digest(node.schema, node.alias, [])])

    def _source(self, source: Any) -> str:
        if source.schema == "raw":
            return _hash([source.unique_id, self._released.get(source.identifier, "")])
        return _hash([
            source.unique_id, *_digest(source.schema, source.identifier, source.columns)
        ])

    @cached_property
    def _released(self) -> dict[str, str]:
        """Of each raw table, what staging may see of it."""
        with connect("kith_builder") as connection:
            return dict(connection.execute(_RELEASED).fetchall())

    @cached_property
    def _compared_with(self) -> dict[str, set[str]]:
        """What a node's tests read of earlier layers: where that changed, they run again."""
        found: dict[str, set[str]] = {}
        for parents in self._parents_of_tests.values():
            place = {each: _ORDER.index(_layer(self._nodes[each])) for each in parents}
            for each in parents:
                found.setdefault(each, set()).update(
                    other for other in parents if place[other] < place[each]
                )
        return found

    @cached_property
    def _parents_of_tests(self) -> dict[str, set[str]]:
        return {
            unique_id: {each for each in node.depends_on_nodes if each in self._nodes}
            for unique_id, node in self._manifest.nodes.items()
            if node.resource_type == "test"
        }

    @cached_property
    def _after_the_clock(self) -> set[str]:
        waiting = [each for each in self._nodes if self._reads_the_clock(self._nodes[each])]
        found: set[str] = set()
        while waiting:
            if (each := waiting.pop()) in self._nodes and each not in found:
                found.add(each)
                waiting += self._manifest.child_map[each]
        return found

    def _reads_the_clock(self, node: Any) -> bool:
        waiting, seen = [*node.depends_on_macros], set()
        texts = [getattr(node, "raw_code", "")]
        while waiting:
            name = waiting.pop()
            # dbt's own macros stamp what they write; ours alone decide what is in it.
            if name.startswith("macro.kith.") and name not in seen:
                seen.add(name)
                macro = self._manifest.macros[name]
                texts.append(macro.macro_sql)
                waiting += macro.depends_on.macros
        return any(_READS_THE_CLOCK.search(text) for text in texts)


def remember(rows: Iterable[tuple[str, str, str]]) -> None:
    """Keep, of each (node or step, relation, inputs), what the relation was made from."""
    with connect("kith_builder") as connection:
        connection.cursor().executemany(
            "insert into landing.built (node, relation, inputs)"
            " values (%s, %s::regclass, %s) on conflict (node) do update"
            " set relation = excluded.relation, inputs = excluded.inputs, built_at = now()",
            list(rows),
        )


def _digest(schema: str, name: str, columns: Collection[str]) -> tuple[str, ...]:
    """What tells a relation's rows, in these columns or all, from others."""
    wanted = sql.SQL(", ").join(map(sql.Identifier, columns)) if columns else sql.SQL("*")
    query = sql.SQL(
        "select concat_ws('|', count(*), sum(hashtextextended(told::text, 0)))"
        " from (select {} from {}) as told"
    ).format(wanted, sql.Identifier(schema, name))
    with connect("kith_builder") as connection:
        return connection.execute(query).fetchone() or ()


def _layer(node: Any) -> str:
    return _LAYER_OF_FOLDER[node.fqn[1]]


def _tool(node: Any) -> str:
    """Whose a node of staging is; the weights come from the ledger, as its own staging does."""
    return str(node.fqn[2]) if node.fqn[1] == "staging" else "landing"


def _seed_file(node: Any) -> str:
    """A hash of a seed's rows; dbt's own leaves out what is in larger files."""
    if node.resource_type != "seed":
        return ""
    rows = (settings.PROJECT_ROOT / node.original_file_path).read_bytes()
    return hashlib.sha256(rows).hexdigest()


def _hash(parts: Iterable[object]) -> str:
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()


def _remembered() -> dict[str, str]:
    """By node, what it was last made from, where its relation is still that one."""
    with connect("kith_builder") as connection:
        rows = connection.execute(
            "select built.node, built.inputs from landing.built"
            " inner join pg_class on pg_class.oid = built.relation"
        )
        return dict(rows.fetchall())
