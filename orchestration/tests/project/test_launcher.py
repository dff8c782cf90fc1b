"""The launcher counts what it fetches so that the last count is the whole."""

from __future__ import annotations

import re
import subprocess

from orchestration.lib.settings import PROJECT_ROOT


def test_the_counter_ends_at_the_total_it_names() -> None:
    launcher = (PROJECT_ROOT / "kith").read_text()
    program = re.search(r"awk -v total=\"\$total\" '(.*?)'", launcher, re.DOTALL)
    assert program is not None
    # pip says Processing of what it finds as a file, and Ignoring of what isn't for this machine.
    log = [*["Ignoring it: markers"] * 2, *["Collecting it"] * 40, *["Processing it"] * 28]
    done = subprocess.run(
        ["/usr/bin/env", "awk", "-v", "total=70", program[1]],
        input="\n".join([*log, "Installing collected it"]),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert [line.strip() for line in done.stdout.splitlines()] == [
        "25 of 68 fetched", "50 of 68 fetched", "68 of 68 fetched", "installing",
    ]  # fmt: skip
