"""The ``kith`` command: a thin face over ``orchestration.lib``, a module per group of commands.

Each command imports what it needs when it runs, so that `kith --help` answers at once.
"""

from __future__ import annotations

import sys

# In the order in which --help lists them.
from orchestration.cli import play  # isort: skip
from orchestration.cli import data_in, pulls, van  # isort: skip
from orchestration.cli import people, trust, tools, marts, practice, warehouse  # isort: skip
from orchestration.cli import volunteers, bundles, grants, subject_access, privacy, leaving, audit  # isort: skip
from orchestration.cli.shared import app

__all__ = [
    "app", "audit", "bundles", "data_in", "grants", "leaving", "main", "marts", "people", "play",
    "practice", "privacy", "pulls", "subject_access", "tools", "trust", "van", "volunteers",
    "warehouse",
]


def main() -> None:
    """Run the command line; a failure is one line that says what to do, and holds no value."""
    from orchestration.lib import failures
    from orchestration.lib.errors import KithError

    try:
        app(prog_name="./kith")
    except KithError as error:
        said = str(error)
    except OSError as error:
        said = failures.told_of_file(error) or failures.written_down(error)
    except Exception as error:
        said = failures.written_down(error)
    else:
        return
    print(f"kith: {said}", file=sys.stderr)
    raise SystemExit(1)
