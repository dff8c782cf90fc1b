"""The dashboards for Superset: whole files that ask the marts for columns they promise."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import sqlglot
import yaml

from orchestration.lib.commands.superset import FOLDER, LOCK
from orchestration.tests.project.manifest import Manifest, check


@cache
def _files(kind: str) -> dict[str, Any]:
    """The files of databases, datasets, charts or dashboards, by their names."""
    found = {
        path.stem: yaml.safe_load(path.read_text()) for path in sorted((FOLDER / kind).glob("*"))
    }
    assert found, f"bi/superset/{kind} is empty"
    return found


def _dataset(chart: dict[str, Any]) -> dict[str, Any]:
    return next(
        each for each in _files("datasets").values() if each["uuid"] == chart["dataset_uuid"]
    )


def _names(expression: str) -> set[str]:
    """The columns an SQL expression names."""
    parsed = sqlglot.parse_one(expression, dialect="postgres")
    return {column.name for column in parsed.find_all(sqlglot.exp.Column)}


def _columns(dataset: dict[str, Any], calculated: bool) -> dict[str, dict[str, Any]]:
    return {
        column["column_name"]: column
        for column in dataset["columns"]
        if ("expression" in column) is calculated
    }


def _asked(chart: dict[str, Any]) -> Iterator[str]:
    """The columns and measures of its dataset that a chart names."""
    parameters = chart["params"]
    for name in ("groupby", "metrics", "all_columns", "metric", "x_axis", "x_axis_sort",
                 "timeseries_limit_metric", "column_config"):  # fmt: skip
        named = parameters.get(name) or []
        yield from [named] if isinstance(named, str) else named
    for ordered in parameters.get("order_by_cols", []):
        yield yaml.safe_load(ordered)[0]
    for condition in parameters["adhoc_filters"]:
        if condition["expressionType"] == "SQL":
            yield from _names(condition["sqlExpression"])
        else:
            yield condition["subject"]


def test_each_file_has_an_id_of_its_own() -> None:
    ids = Counter(
        each["uuid"]
        for kind in ("databases", "datasets", "charts", "dashboards")
        for each in _files(kind).values()
    )
    check([each for each, count in ids.items() if count > 1], "Files of bi/superset share a uuid:")


def test_no_file_holds_a_password_or_an_address() -> None:
    for database in _files("databases").values():
        place = urlsplit(database["sqlalchemy_uri"])
        assert place.password is None and place.hostname == "kith.invalid"
        assert not database["allow_dml"] and not database["expose_in_sqllab"]
    words = r"passw(or)?d\s*[:=]|://[^\s/]+:[^\s/]+@"
    check(
        [str(path) for path in FOLDER.rglob("*.yaml") if re.search(words, path.read_text())],
        "Passwords come from the environment:",
    )


def test_datasets_are_marts_with_the_columns_these_promise(manifest: Manifest) -> None:
    marts = {model.name: model.columns for model in manifest.layer("marts")}
    wrong = []
    for name, dataset in _files("datasets").items():
        assert dataset["schema"] == "marts" and dataset["table_name"] == name
        promised = {key: str(each["data_type"]).upper() for key, each in marts[name].items()}
        plain = _columns(dataset, calculated=False)
        wrong += [
            f"{name}.{key}: {column['type']}"
            for key, column in plain.items()
            if promised.get(key) != column["type"]
        ]
        worked_out = [*_columns(dataset, calculated=True).values(), *dataset["metrics"]]
        wrong += [
            f"{name}: {each}"
            for column in worked_out
            for each in _names(column["expression"]) - {*promised}
        ]
    check(wrong, "Datasets of bi/superset name columns or types no contract has:")


def test_datasets_name_nobody() -> None:
    """Drilling into a chart shows its dataset's columns, to whoever may see the chart."""
    personal = re.compile(r"person_id$|_contact$|record_id$|^(first|last|middle)_name$|_raw$")
    check(
        [
            f"{name}.{column}"
            for name, dataset in _files("datasets").items()
            for column in _columns(dataset, calculated=False)
            if personal.search(column)
        ],
        "Datasets of bi/superset are about numbers, not about one person:",
    )


def test_charts_ask_for_what_their_dataset_has() -> None:
    wrong = []
    for name, chart in _files("charts").items():
        dataset = _dataset(chart)
        there = {column["column_name"] for column in dataset["columns"]}
        there |= {measure["metric_name"] for measure in dataset["metrics"]}
        wrong += [f"{name}: {each}" for each in _asked(chart) if each not in there]
        assert chart["params"]["viz_type"] == chart["viz_type"] and chart["description"]
    check(wrong, "Charts of bi/superset ask for what their datasets don't have:")


def test_each_chart_is_on_one_dashboard_under_its_name() -> None:
    shown = [
        (part["meta"]["uuid"], part["meta"]["sliceName"])
        for dashboard in _files("dashboards").values()
        for part in dashboard["position"].values()
        if isinstance(part, dict) and part["type"] == "CHART"
    ]
    charts = [(chart["uuid"], chart["slice_name"]) for chart in _files("charts").values()]
    assert sorted(shown) == sorted(charts)


def test_each_dashboard_is_an_exposure_of_the_marts_it_reads(manifest: Manifest) -> None:
    charts = {chart["uuid"]: chart for chart in _files("charts").values()}
    exposures = {each["name"]: each for each in manifest.content["exposures"].values()}
    for slug, dashboard in _files("dashboards").items():
        read = {
            _dataset(charts[part["meta"]["uuid"]])["table_name"]
            for part in dashboard["position"].values()
            if isinstance(part, dict) and part["type"] == "CHART"
        }
        named = exposures[f"superset_{slug}"]["depends_on"]["nodes"]
        assert {manifest.by_id[each].name for each in named} == read


def test_each_dashboard_lays_out_what_it_has() -> None:
    for slug, dashboard in _files("dashboards").items():
        assert dashboard["slug"] == slug
        parts = {key: each for key, each in dashboard["position"].items() if isinstance(each, dict)}
        children = [child for part in parts.values() for child in part.get("children", [])]
        assert sorted(children) == sorted({*parts} - {"ROOT_ID", "HEADER_ID"})
        for part in parts.values():
            if part["type"] == "ROW":
                assert sum(parts[child]["meta"]["width"] for child in part["children"]) == 12
        numbers = [part["meta"]["chartId"] for part in parts.values() if part["type"] == "CHART"]
        assert len(numbers) == len({*numbers})


def test_the_lock_pins_what_is_asked_for_and_names_no_address() -> None:
    lock = LOCK.read_text()
    assert "://" not in lock and "index" not in lock
    packages = re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)
    asked = re.findall(r"^([\w-]+)", (FOLDER / "requirements.in").read_text(), re.MULTILINE)
    assert {*asked} <= {*packages}
    assert all("--hash=sha256:" in each for each in re.split(r"\n(?=[\w.-]+==)", lock.strip()))
