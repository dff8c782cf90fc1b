"""What a person sees who stops a long command: one sentence, whether by Ctrl-C or by a signal."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from orchestration.lib.errors import KithError

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_asked = threading.Event()


class Stopped(KithError):
    """Somebody stopped the command; the message says what that left, and how to go on."""


@contextmanager
def stoppable(said: str) -> Iterator[None]:
    """Let a signal to end unwind what is going on, as Ctrl-C does, and say ``said``.

    Unwinding gives the lease back and takes threads' semaphores down. Raises ``Stopped``.
    """
    before = {each: signal.signal(each, _interrupt) for each in _SIGNALS}
    _asked.clear()
    try:
        yield
    except KeyboardInterrupt:
        # What was half done may fail as it is taken down: of that nobody needs to hear.
        raise Stopped(said) from None
    finally:
        _asked.clear()
        for each, meaning in before.items():
            signal.signal(each, meaning)


def was_asked() -> bool:
    """Whether somebody has asked to stop: what takes interruptions for errors has to ask."""
    return _asked.is_set()


def _interrupt(*_: object) -> None:
    _asked.set()
    raise KeyboardInterrupt
