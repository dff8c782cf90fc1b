"""How much memory the warehouse's server holds while something goes on."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

from orchestration.lib.warehouse import connect


def peak_mb() -> float:
    """The most this process has held, in megabytes; 0 where the system doesn't say.

    Not ``ru_maxrss``, which begins at what the process that started this one held.
    """
    try:
        return int(_field(os.getpid(), "VmHWM")) / 1024
    except (OSError, StopIteration):
        return 0.0


class Watch:
    """Looks several times a second at what the server's processes hold by themselves.

    ``most_mb``: the most at any look, in megabytes; 0 where the server is another machine's or the
    system doesn't say (only Linux does).
    """

    def __init__(self) -> None:
        self.most_mb = 0.0
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._server = _server()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._is_over.set()
        self._thread.join()

    def _look(self) -> None:
        while self._server and not self._is_over.wait(0.3):
            self.most_mb = max(self.most_mb, _held(self._server))


def _server() -> int | None:
    """The process every backend is a child of, where it runs on this machine."""
    try:
        with connect() as connection:
            backend = connection.info.backend_pid
            return int(_field(backend, "PPid"))
    except (OSError, StopIteration, psycopg.Error):
        return None


def _held(server: int) -> float:
    """Megabytes that a process and its children don't share with files or each other."""
    held = 0
    for each in Path("/proc").iterdir():
        if each.name.isdigit():
            try:
                if int(each.name) == server or int(_field(int(each.name), "PPid")) == server:
                    held += int(_field(int(each.name), "RssAnon"))
            except (OSError, StopIteration):
                continue  # it has ended meanwhile
    return held / 1024


def _field(process: int, name: str) -> str:
    status = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(line.split()[1] for line in status if line.startswith(f"{name}:"))


