"""What a person sees who stops a long command: one sentence, whether by Ctrl-C or by a signal."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

from orchestration.lib.errors import KithError


class Stopped(KithError):
    """Somebody stopped the command; the message says what that left, and how to go on."""


@contextmanager
def stoppable(said: str) -> Iterator[None]:
    """Let a signal to end unwind what is going on, as Ctrl-C does, and say ``said``.

    Unwinding gives the lease back and takes threads' semaphores down. Raises ``Stopped``.
    """
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    except KeyboardInterrupt:
        # What was half done may fail as it is taken down: of that nobody needs to hear.
        raise Stopped(said) from None
    finally:
        signal.signal(signal.SIGTERM, before)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
