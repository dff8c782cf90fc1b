"""Headers that the tool marks as those it was sent are not those that it adds."""

from __future__ import annotations

from pathlib import Path

import psycopg

from orchestration.lib.landing.lander import land_path
from orchestration.tests.conftest import Declare

DECLARED = """
      - name: things
        config: {meta: {files: ["things*"], header_prefix: ["col[0-9]+", sent]}}
        columns: [{name: sent_state}, {name: state}, {name: column}]
"""


def test_a_prefix_is_read_as_what_it_stands_for(
    declare: Declare, empty_landing: None, ledger: psycopg.Connection, tmp_path: Path
) -> None:
    declare(DECLARED)
    file = tmp_path / "things.txt"
    file.write_text("COL12-State\tSTATE\tColumn\tCOL3-Shoe\nNJ\tPA\tx\t9\n")
    (load,) = land_path(str(file), "toy_source")
    assert (load.status, load.records_landed) == ("landed", 1)
    landed = ledger.execute(
        "select sent_state, state, \"column\", _extra ->> 'COL3-Shoe' from landing.toy__things"
    ).fetchone()
    assert landed == ("NJ", "PA", "x", "9")
