"""Whoever stops a build is told in a sentence, and it leaves nothing behind that warns or waits."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from orchestration.lib.stopped import Stopped, stoppable, was_asked

STOPPED_WHILE_BUILDING = """
import os, signal, sys, threading, time
from multiprocessing import get_context
from types import SimpleNamespace
from orchestration import cli
from orchestration.lib import warehouse
from orchestration.lib.build import dbt_process, run

def invoke(arguments):
    # As dbt does: it holds semaphores, and takes what interrupted it for an error at times.
    lock = get_context("spawn").RLock()
    try:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(60)
    except BaseException as stopped:
        failed = stopped if how == "handed on" else RuntimeError("database")
        return SimpleNamespace(result=None, exception=failed)

warehouse.prepare = lambda: None
dbt_process.Dbt.manifest = lambda self: None
dbt_process.dbt_runner.environment = dict
dbt_process.dbt_runner.runner = lambda *_: SimpleNamespace(invoke=invoke)
run.build = lambda: dbt_process.Dbt().build(["all"])
how, sys.argv = sys.argv[1], ["kith", "build"]
cli.main()
"""


@pytest.mark.parametrize("how", ["handed on", "taken for an error"])
def test_a_build_that_is_stopped_says_so_and_nothing_else(how: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", STOPPED_WHILE_BUILDING, how],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    said = "kith: Stopped. Nothing half was published; ./kith build goes on from here.\n"
    assert (done.returncode, done.stderr) == (1, said)


def test_what_was_a_signals_meaning_is_its_meaning_again() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(Stopped, match="as it was"), stoppable("All is as it was."):
        os.kill(os.getpid(), signal.SIGTERM)
        signal.pause()
    assert signal.getsignal(signal.SIGTERM) is before
    # The next command of this process is not stopped as well.
    assert not was_asked()
