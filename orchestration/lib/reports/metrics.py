"""The metrics of models/marts/metrics: which there are, and what MetricFlow answers of them.

MetricFlow plans a question and writes its SQL; it has no connection of its own. The SQL is run as
``bi_reader``, so that a metric reads marts and nothing else.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import psycopg

from orchestration.lib.errors import KithError

if TYPE_CHECKING:
    from metricflow.engine.metricflow_engine import MetricFlowEngine

GRAINS = ("day", "week", "month", "quarter", "year")
# Marts are built in the one schema and read in the other: schema/030_publication.sql.
_BUILT, _READ = "marts_next", "marts"


class Unanswerable(KithError):
    """There is no such metric, or it can't be cut like that; the message says what there is."""


@dataclass(frozen=True)
class Metric:
    """A number with a name: what it is called, and what it counts."""

    name: str
    label: str
    description: str


@dataclass(frozen=True)
class Answer:
    """The rows, what their columns are called, and the SQL that was run."""

    columns: list[str]
    rows: list[tuple[Any, ...]]
    sql: str


class Metrics:
    """The metrics of a project. Making one costs seconds; a question then costs its SQL."""

    def __init__(self, semantic_manifest: str) -> None:
        """``semantic_manifest``: the text of the file that dbt writes beside its manifest."""
        self._engine = _engine(_as_published(semantic_manifest))

    def listed(self) -> list[Metric]:
        """Every metric, by name."""
        return sorted(
            (
                Metric(each.name, each.label or each.name, each.description or "")
                for each in self._engine.list_metrics(include_dimensions=False)
            ),
            key=lambda metric: metric.name,
        )

    def cuts(self, names: Sequence[str]) -> list[str]:
        """By what all of these metrics can be cut, beside time. Raises ``Unanswerable``."""
        self._check(names)
        return sorted(
            {
                f"{dimension.entity_links[-1].element_name}__{dimension.name}"
                for dimension in self._engine.simple_dimensions_for_metrics(list(names))
                if dimension.entity_links
            }
        )

    def sql(
        self,
        names: Sequence[str],
        by: Sequence[str] = (),
        where: Sequence[str] = (),
        limit: int | None = None,
    ) -> str:
        """The SQL that answers it: ``names`` cut ``by`` grains of time and dimensions.

        A dimension may be named without its entity where only one has it. ``where`` holds
        ``dimension=value``. Raises ``Unanswerable``.
        """
        from metricflow.engine.metricflow_engine import (
            MetricFlowQueryRequest,
            OutputColumnOrderMode,
        )
        from metricflow_semantics.errors.error_classes import InformativeUserError

        cuts = self.cuts(names)
        groups = [_named(word, cuts) for word in by]
        request = MetricFlowQueryRequest.create(
            metric_names=list(names),
            group_by_names=groups,
            order_by_names=groups,
            where_constraints=[_condition(each, cuts) for each in where],
            limit=limit,
            output_column_order_mode=OutputColumnOrderMode.INPUT_ORDER,
        )
        try:
            return self._engine.explain(request).sql_statement.sql
        except InformativeUserError as error:
            raise Unanswerable(f"MetricFlow can't answer that: {error}") from error

    def ask(
        self,
        connection: psycopg.Connection[Any],
        names: Sequence[str],
        by: Sequence[str] = (),
        where: Sequence[str] = (),
        limit: int | None = None,
    ) -> Answer:
        """What ``sql`` of the same question gives on ``connection``. Raises ``Unanswerable``."""
        sql = self.sql(names, by, where, limit)
        found = connection.execute(sql.encode())
        return Answer([each.name for each in found.description or []], found.fetchall(), sql)

    def _check(self, names: Sequence[str]) -> None:
        unknown = sorted(set(names) - {metric.name for metric in self.listed()})
        if unknown or not names:
            raise Unanswerable(f"No metric is called {' or '.join(unknown)}. See: ./kith metrics")


def of_project() -> Metrics:
    """The metrics of the project as its files are now. Raises ``ProjectBroken``."""
    from orchestration.lib.build import dbt_process

    path = dbt_process.manifest_file().with_name("semantic_manifest.json")
    return Metrics(path.read_text())


def _as_published(semantic_manifest: str) -> str:
    """The same, of the tables as readers know them."""
    document: dict[str, Any] = json.loads(semantic_manifest)
    described = [*document["semantic_models"], *document["project_configuration"]["time_spines"]]
    for relation in (each["node_relation"] for each in described):
        if relation["schema_name"] == _BUILT:
            relation["schema_name"] = _READ
            relation["relation_name"] = f'"{_READ}"."{relation["alias"]}"'
    return json.dumps(document)


def _engine(semantic_manifest: str) -> MetricFlowEngine:
    # MetricFlow hashes the machine's network address to sign what it logs of itself. It sends that
    # nowhere; named like this, it doesn't look.
    os.environ.setdefault("METRICFLOW_CLIENT_EMAIL", "nobody")
    from metricflow.engine.metricflow_engine import MetricFlowEngine
    from metricflow.protocols.sql_client import SqlClient, SqlEngine
    from metricflow.sql.render.postgres import PostgresSQLSqlPlanRenderer
    from metricflow_semantics.model.dbt_manifest_parser import (
        parse_manifest_from_dbt_generated_manifest,
    )
    from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

    class Dialect:
        """All that planning asks of a database."""

        sql_engine_type = SqlEngine.POSTGRES
        sql_plan_renderer = PostgresSQLSqlPlanRenderer()

    manifest = parse_manifest_from_dbt_generated_manifest(semantic_manifest)
    return MetricFlowEngine(SemanticManifestLookup(manifest), cast(SqlClient, Dialect()))


def _named(word: str, cuts: Sequence[str]) -> str:
    """``month`` → ``metric_time__month``; ``tool`` → the one dimension of that name."""
    if word in GRAINS:
        return f"metric_time__{word}"
    found = [cut for cut in cuts if word == cut or cut.endswith(f"__{word}")]
    if len(found) == 1:
        return found[0]
    if word.startswith("metric_time__"):
        return word
    there_are = ", ".join([*GRAINS, *(found or cuts)])
    raise Unanswerable(f"{word} is not one thing to cut these metrics by. There are: {there_are}")


def _condition(given: str, cuts: Sequence[str]) -> str:
    dimension, is_given, value = given.partition("=")
    if not is_given or "{" in value:
        raise Unanswerable(f"Write a condition as dimension=value, not as {dimension}")
    quoted = value.replace("'", "''")
    return f"{{{{ Dimension('{_named(dimension, cuts)}') }}}} = '{quoted}'"
