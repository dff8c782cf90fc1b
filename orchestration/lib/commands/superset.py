"""`./kith superset`: Apache Superset on the marts, in an environment of its own, on loopback.

It comes in as ``bi_reader`` and is told nothing else of the warehouse. Its own tables are an SQLite
file; the dashboards are the files of bi/superset. What is here runs in Kith's Python, and what is
there in Superset's.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from orchestration.lib import settings
from orchestration.lib.errors import KithError
from orchestration.lib.warehouse.connection import url_in_role

FOLDER = settings.PROJECT_ROOT / "bi" / "superset"
LOCK = FOLDER / "requirements.lock"
PORT = 8088
USER = "kith"
_PYTHONS = ("3.12", "3.11")  # newer ones than the packages Superset pins were built for don't do
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")  # and no password but the reader's


class SupersetFailed(KithError):
    """Superset could not be installed or set up; the message says what to do."""


def install(say: Callable[[str], None]) -> None:
    """Make Superset's environment equal to its lock. Raises ``SupersetFailed``."""
    mark = _environment() / "requirements.lock"
    if mark.exists() and mark.read_bytes() == LOCK.read_bytes():
        return
    say("Setting up Apache Superset (once; a few minutes, 1 GB) …")
    pip = [str(_environment() / "bin" / "python"), "-m", "pip", "install", "--no-deps"]
    pip += ["--require-hashes", "--disable-pip-version-check", "--no-input", "-r", str(LOCK)]
    _run([_python(), "-m", "venv", "--clear", str(_environment())], "install", os.environ)
    _run(pip, "install", os.environ)
    shutil.copyfile(LOCK, mark)


def load(state: Path) -> None:
    """Bring Superset's own tables below ``state``, its user and the dashboards up to date.

    What people made in Superset themselves stays. Raises ``SupersetFailed``.
    """
    python = str(_environment() / "bin" / "python")
    _run([python, str(FOLDER / "load.py")], "load", environment(state))


def command(port: int) -> list[str]:
    """The command that serves Superset on 127.0.0.1:``port`` until it is stopped."""
    return [
        str(_environment() / "bin" / "gunicorn"), "--bind", f"127.0.0.1:{port}",
        "--worker-class", "gthread", "--threads", "8", "--timeout", "120",
        "--log-level", "warning", "superset.app:create_app()",
    ]  # fmt: skip


def environment(state: Path) -> dict[str, str]:
    """What Superset is told: where its tables are, its own secrets, and the reader's address."""
    passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return passed_on | {
        "SUPERSET_HOME": str(state),
        "SUPERSET_CONFIG_PATH": str(FOLDER / "config.py"),
        "KITH_SUPERSET_METADATA": str(state / "superset.db"),
        "KITH_SUPERSET_USER": USER,
        "KITH_SUPERSET_PASSWORD": password(),
        "KITH_SUPERSET_KEY": _secret("KITH_SUPERSET_KEY", "superset_key"),
        "KITH_BI_READER_URL": url_in_role("bi_reader", "postgresql+psycopg2"),
    }


def password() -> str:
    """The password of Superset's one user: ``$KITH_SUPERSET_PASSWORD``, or a random one."""
    return _secret("KITH_SUPERSET_PASSWORD", "superset")


def serve(say: Callable[[str], None]) -> None:
    """Set everything up, then become Superset; comes back only by raising ``SupersetFailed``."""
    state, port = settings.folder("superset"), int(os.environ.get("KITH_SUPERSET_PORT", PORT))
    install(say)
    load(state)
    for dashboard in sorted((FOLDER / "dashboards").glob("*.yaml")):
        say(f"http://127.0.0.1:{port}/superset/dashboard/{dashboard.stem}/")
    kept = "KITH_SUPERSET_PASSWORD"
    if kept not in os.environ:
        kept = str(settings.folder("secrets") / "superset")
    say(f"Log in as {USER} with the password in {kept}")
    say("It answers in about ten seconds. Stop it with Ctrl-C.")
    asked = command(port)
    os.execve(asked[0], asked, environment(state))


def _environment() -> Path:
    return settings.folder("superset") / "environment"


def _secret(variable: str, name: str) -> str:
    return os.environ.get(variable) or settings.secret(name)


def _python() -> str:
    names = [os.environ.get("KITH_SUPERSET_PYTHON"), *(f"python{each}" for each in _PYTHONS)]
    if f"{sys.version_info.major}.{sys.version_info.minor}" in _PYTHONS:
        names.insert(1, sys.executable)
    found = next(filter(None, (shutil.which(name) for name in names if name)), None)
    if found is None:
        raise SupersetFailed(
            f"Superset needs Python {' or '.join(_PYTHONS)}, and none was found. Install one, or "
            "name it in KITH_SUPERSET_PYTHON."
        )
    return found


def _run(words: list[str], what: str, environment: os._Environ[str] | dict[str, str]) -> None:
    path = settings.folder("logs") / f"superset-{what}.log"
    with path.open("wb") as log:
        done = subprocess.run(
            words, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False
        )
    if done.returncode:
        raise SupersetFailed(f"Superset could not be set up; {path} says why.")
