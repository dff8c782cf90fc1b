"""Superset in a browser: each chart shows what SQL says, and nothing outside marts is shown.

Needs a built warehouse in this home (`./kith demo`), Chromium, and once Superset's environment.
`./kith test bi/superset` runs it; pictures of what was seen are in the home's superset/seen.
"""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

from bi.superset.in_sql import IN_SQL
from orchestration.lib import settings
from orchestration.lib.commands import superset
from orchestration.lib.warehouse import connect, prepare
from orchestration.tests.browser import Page, browser

Rows = list[tuple[Any, ...]]
PATIENCE = 120  # seconds until a page is whole, on a busy machine
DASHBOARDS = sorted(path.stem for path in (superset.FOLDER / "dashboards").glob("*.yaml"))
CHARTS = {
    path.stem: yaml.safe_load(path.read_text())
    for path in sorted((superset.FOLDER / "charts").glob("*.yaml"))
}
# How many colours a drawn chart has at least: its ground, and shades of text and of one bar.
FEWEST_COLOURS = 10
# Nothing need be wrong; of everything else each warehouse that was built holds something.
MAY_BE_EMPTY = {"open_incidents"}


@dataclass(frozen=True)
class Seen:
    """A chart in the browser: its words, the colours it is drawn in, and the rows it was given."""

    words: str
    colours: int
    rows: list[dict[str, Any]]


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where this Superset keeps its tables."""
    return tmp_path_factory.mktemp("superset")


@pytest.fixture(scope="module")
def address(state: Path) -> Iterator[str]:
    """A Superset with tables of its own, told of the dashboards twice, as at a second start."""
    prepare()
    superset.install(print)
    superset.load(state)
    superset.load(state)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (state / "log").open("wb") as log:
        process = subprocess.Popen(
            superset.command(port), env=superset.environment(state), stdout=log, stderr=log
        )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture(scope="module")
def page(address: str) -> Iterator[Page]:
    """A browser in which somebody has logged in."""
    _until(lambda: _answers(address))
    with browser() as page:
        page.open(f"{address}/login/")
        _until(lambda: page.run("!!document.querySelector('[data-test=username-input]')"))
        for field, words in {"username": superset.USER, "password": superset.password()}.items():
            page.run(f"document.querySelector('[data-test={field}-input]').focus()")
            page.write(words)
        page.follow()
        yield page


@pytest.fixture(scope="module")
def seen(page: Page, address: str) -> dict[str, Seen]:
    """Every chart of every dashboard, by its name."""
    pictures = settings.folder("superset") / "seen"
    pictures.mkdir(exist_ok=True)
    found: dict[str, Seen] = {}
    for name in DASHBOARDS:
        page.open(f"{address}/superset/dashboard/{name}/", width=1400, height=2100)
        found |= _look(page, name)
        # A window that grows for its picture makes Superset draw anew, later than that.
        page.picture(pictures / f"{name}.png", whole=False)
    return found


def _answers(address: str) -> bool:
    place = urlsplit(address)
    assert place.hostname
    with socket.socket() as asking:
        return asking.connect_ex((place.hostname, place.port)) == 0


def _until(is_so: Callable[[], Any]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, "Superset took too long"
        time.sleep(0.5)


def _look(page: Page, dashboard: str) -> dict[str, Seen]:
    """The charts of the dashboard that is open, once all of them have been drawn."""
    layout = yaml.safe_load((superset.FOLDER / "dashboards" / f"{dashboard}.yaml").read_text())
    count = sum(1 for part in layout["position"].values() if "chartId" in str(part))
    script = """[...document.querySelectorAll('[data-test-chart-name]')].map(chart => [
        chart.dataset.testChartId, chart.dataset.testChartName, chart.innerText,
        Math.max(0, ...[...chart.querySelectorAll('canvas')].map(canvas => new Set(
            new Uint32Array(canvas.getContext('2d').getImageData(
                0, 0, canvas.width, canvas.height).data.buffer)).size))])"""

    def is_whole() -> bool:
        waiting = "document.querySelectorAll('[data-test=loading-indicator], .loading').length"
        return not page.run(waiting) and len(_given(page)) == count

    _until(is_whole)
    time.sleep(2)  # charts grow into their place
    given = _given(page)
    return {
        name: Seen(words, colours, given[int(number)])
        for number, name, words, colours in page.run(script)
    }


def _data(answer: dict[str, Any]) -> Any:
    assert "result" in answer, answer
    return answer["result"][0]["data"]


def _given(page: Page) -> dict[int, list[dict[str, Any]]]:
    """The rows each chart of the open page was given, by the chart's number."""
    return {
        json.loads(parse_qs(urlsplit(address).query)["form_data"][0])["slice_id"]: _data(answer)
        for address, answer in page.answers("/api/v1/chart/data?form_data")
    }


def _rows(chart: dict[str, Any], given: list[dict[str, Any]]) -> Rows:
    """A chart's rows as SQL gives them: a series in a column of its own becomes a row a value."""
    parameters = chart["params"]
    spread = len(parameters.get("metrics", [])) > 1 or bool(parameters.get("groupby"))
    if not (chart["viz_type"].startswith("echarts_timeseries") and spread):
        return [tuple(value for key, value in row.items() if key != "rank") for row in given]
    return [
        (row[parameters["x_axis"]], series, value)
        for row in given
        for series, value in row.items()
        if series != parameters["x_axis"] and value is not None
    ]


def _plain(rows: Rows) -> list[str]:
    """Rows that compare, whichever way numbers and times were written, in one order."""
    return sorted(repr([_same(value) for value in row]) for row in rows)


def _same(value: Any) -> Any:
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day, tzinfo=UTC)
    if isinstance(value, datetime):
        value = value.timestamp() * 1000
    return round(float(value), 6) if isinstance(value, int | float | Decimal) else value


def test_every_chart_is_seen_and_asked_in_sql(seen: dict[str, Seen]) -> None:
    assert {*seen} == {chart["slice_name"] for chart in CHARTS.values()}
    assert {*IN_SQL} == {*CHARTS}


@pytest.mark.parametrize("name", sorted(CHARTS))
def test_a_chart_shows_what_sql_says(name: str, seen: dict[str, Seen]) -> None:
    chart = CHARTS[name]
    shown = seen[chart["slice_name"]]
    with connect("bi_reader") as connection:
        said: Rows = connection.execute(IN_SQL[name].encode()).fetchall()
    assert _plain(_rows(chart, shown.rows)) == _plain(said)
    assert said or name in MAY_BE_EMPTY
    if not said:
        assert "No results were returned" in shown.words
    elif chart["viz_type"] == "big_number_total":
        assert f"{said[0][0]:,}" in shown.words.split("\n")
    elif chart["viz_type"] == "table":
        assert all(str(row[0]) in shown.words for row in said)
    else:
        assert shown.colours >= FEWEST_COLOURS


def test_what_is_outside_marts_is_refused(page: Page, address: str) -> None:
    page.open(f"{address}/superset/welcome/")
    page.run(
        """window.token = null; window.ask = (method, path, body) => {
            const asking = new XMLHttpRequest()
            asking.open(method, '/api/v1/' + path, false)
            asking.setRequestHeader('Content-Type', 'application/json')
            if (window.token) asking.setRequestHeader('X-CSRFToken', window.token)
            asking.send(body && JSON.stringify(body))
            return [asking.status, JSON.parse(asking.responseText)]
        }; window.token = ask('GET', 'security/csrf_token/')[1].result; null"""
    )

    def ask(*words: Any) -> tuple[int, dict[str, Any]]:
        status, answer = page.run(f"ask(...{json.dumps(words)})")
        return status, answer

    database = ask("GET", "database/")[1]["result"][0]["id"]

    def count(schema: str, table: str) -> tuple[int, dict[str, Any]]:
        """Draw a chart that counts a table's rows, on a dataset made for it."""
        made = {"database": database, "schema": schema, "table_name": table}
        dataset = ask("POST", "dataset/", made)[1]["id"]
        measure = {"expressionType": "SQL", "sqlExpression": "count(*)", "label": "rows"}
        source = {"id": dataset, "type": "table"}
        answer = ask(
            "POST", "chart/data", {"datasource": source, "queries": [{"metrics": [measure]}]}
        )
        ask("DELETE", f"dataset/{dataset}")
        return answer

    status, answer = count("marts", "people")
    assert status == 200 and answer["result"][0]["data"][0]["rows"]
    for schema in ("canon", "identity", "landing", "raw", "staging"):
        with connect("kith_builder") as connection:
            table = connection.execute(
                "select relname from pg_class where relnamespace = %s::regnamespace"
                " and relkind in ('r', 'v') limit 1", [schema],
            ).fetchone()  # fmt: skip
        assert table
        status, answer = count(schema, table[0])
        assert status == 400 and f"permission denied for schema {schema}" in str(answer)


def test_no_request_left_the_machine(page: Page, seen: dict[str, Seen], address: str) -> None:
    """Superset's pages ask for a picture from elsewhere; the policy they come with stops that."""
    asked = {each for each in page.asked if each.startswith(("http:", "https:", "ws:", "wss:"))}
    assert {each for each in asked if not each.startswith(f"{address}/")} == {*page.stopped}


def test_supersets_own_tables_hold_no_password(address: str, state: Path) -> None:
    password = settings.login_password("bi_reader")
    assert password and (state / "superset.db").exists()
    for path in (each for each in state.rglob("*") if each.is_file()):
        assert password.encode() not in path.read_bytes()
