import marimo

app = marimo.App(width="medium", app_title="Kith", css_file="board.css")


@app.cell
def _():
    import marimo as mo
    import psycopg

    from bi.dashboards import charts, parts
    from orchestration.lib.reports import dashboards

    return charts, dashboards, mo, parts, psycopg


@app.cell
def _(dashboards, psycopg):
    # Each question opens a connection of its own: a rebuilt warehouse never leaves a stale one.
    def ask(question, **values):
        with dashboards.reader() as connection:
            return dashboards.ask(connection, question, **values)

    try:
        latest_month = ask("latest_month")[0]["month_date"]
        trouble = None
    except psycopg.errors.UndefinedTable:
        latest_month, trouble = None, "Nothing has been built yet."
    except psycopg.OperationalError:
        latest_month, trouble = None, "The warehouse doesn't answer."
    return ask, latest_month, trouble


@app.cell
def _(latest_month, mo, parts, trouble):
    mo.stop(
        latest_month is not None,
        mo.md("# Kith"),
    )
    mo.vstack([mo.md("# Kith"), parts.nothing_yet(trouble)])
    return


@app.cell
def _(ask, latest_month, mo):
    mo.stop(latest_month is None)
    _names = [row["organization_id"] for row in ask("organizations")]
    organization = mo.ui.dropdown(
        {"All organizations": None} | {name.replace("_", " ").title(): name for name in _names},
        value="All organizations",
        label="Organization",
    )
    period = mo.ui.dropdown(
        {"3 months": 3, "12 months": 12, "24 months": 24},
        value="12 months",
        label="Period",
    )
    return organization, period


@app.cell
def _(charts, latest_month, mo):
    mo.stop(latest_month is None)
    measure = mo.ui.dropdown(charts.MEASURES, value="People reached", label="Show")
    return (measure,)


@app.cell
def _(latest_month, organization, period):
    _months = latest_month.year * 12 + latest_month.month - period.value
    first_month = latest_month.replace(year=_months // 12, month=_months % 12 + 1, day=1)
    scope = {"organization_id": organization.value, "first_month": first_month}
    return first_month, scope


@app.cell
def _(ask, scope):
    by_month = ask("programs_by_month", **scope)
    in_total = ask("programs_in_total", **scope)
    overlap = ask("programs_overlap", **scope)
    return by_month, in_total, overlap


@app.cell
def _(by_month, charts, in_total, measure, mo, organization, overlap, parts, period):
    programs = mo.vstack(
        [
            parts.navigation("Programs"),
            mo.hstack([organization, period, measure], justify="start", wrap=True),
            parts.cards(in_total),
            mo.md(f"## {measure.selected_key}, per program and month"),
            charts.per_month(by_month, measure.value, measure.selected_key),
            mo.md("## Programs in the whole period"),
            parts.programs_table(in_total),
            mo.md(
                "## People shared between programs\n\nOf the people a program (row) reached, the "
                "share that the other program (column) reached too."
            ),
            charts.overlap(overlap),
        ]
    )
    return (programs,)


@app.cell
def _(ask, first_month):
    funnel = ask("journey_funnel")
    entrants = ask("journey_entrants", first_month=first_month)
    return entrants, funnel


@app.cell
def _(latest_month, mo):
    mo.stop(latest_month is None)
    words = mo.ui.text(
        label="Find a person by name",
        placeholder="at least two letters, then Enter",
        full_width=True,
    )
    return (words,)


@app.cell
def _(ask, mo, words):
    _found = ask("people_found", words=words.value.strip()) if len(words.value.strip()) > 1 else []
    _choices = {f"{row['person_name']} ({row['person_id']})": row["person_id"] for row in _found}
    person = mo.ui.dropdown(
        _choices,
        value=next(iter(_choices), None),
        label=f"{len(_choices)} found" if len(_choices) < 20 else "The first 20",
        full_width=True,
    )
    return (person,)


@app.cell
def _(ask, parts, person, words):
    if person.value is not None:
        member = parts.member(
            ask("person_stages", person_id=person.value),
            ask("person_timeline", person_id=person.value),
        )
    else:
        member = parts.nobody(words.value)
    return (member,)


@app.cell
def _(charts, entrants, funnel, member, mo, parts, person, words):
    journeys = mo.vstack(
        [
            parts.navigation("Journeys"),
            mo.md("## How far people have come\n\nEverybody who ever reached each stage."),
            charts.funnel(funnel),
            mo.md("## New at each stage, per month"),
            charts.entrants(entrants),
            mo.md("## One person's journey"),
            words,
            person if person.options else mo.md(""),
            member,
        ]
    )
    return (journeys,)


@app.cell
def _(ask, latest_month, mo, parts):
    mo.stop(latest_month is None)
    sources = mo.vstack(
        [
            parts.navigation("Sources"),
            mo.md(
                "## Sources\n\nEach tool account, its newest export, and every record accounted for."
            ),
            parts.sources_table(ask("sources")),
            mo.md("## Open exceptions\n\nWhat somebody should look at, and what to do about it."),
            parts.exceptions_table(ask("exceptions")),
        ]
    )
    return (sources,)


@app.cell
def _(journeys, mo, programs, sources):
    # Plain links, not marimo's tabs: those lose the keyboard's focus inside their shadow root.
    mo.routes({"#/journeys": journeys, "#/sources": sources, mo.routes.CATCH_ALL: programs})
    return


if __name__ == "__main__":
    app.run()
