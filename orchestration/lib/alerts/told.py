"""What ``./kith alerts`` says: what went out, or what would."""

from __future__ import annotations

from collections.abc import Sequence

from orchestration.lib.alerts.channels import EVERYBODY
from orchestration.lib.alerts.tell import Due, Letter, Outcome

_NOTHING = "There is nothing new to tell."


def told_of_run(outcomes: Sequence[Outcome]) -> str:
    """A line per message."""
    return "\n".join(outcome.told() for outcome in outcomes) or _NOTHING


def told_of_dry_run(due: Due) -> str:
    """Every message as it would go out, and who can't be told."""
    said = [_letter(letter) for letter in due.letters] or [_NOTHING]
    said += [
        f"Nobody can be told of {name} by mail: seeds/registry/roles.csv names no address "
        "for it."
        for name in due.unheard
    ]
    return "\n\n".join(said)


def _letter(letter: Letter) -> str:
    message = letter.message
    who = "" if message.addressee == EVERYBODY else f" to {message.addressee}"
    waits = f"\nWaits: {letter.waits}" if letter.waits else ""
    return f"By {letter.channel.code}{who}{waits}\n{message.subject}\n\n{message.text.rstrip()}"
