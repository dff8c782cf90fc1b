"""What ``./kith alerts`` says: what went out, or what would."""

from __future__ import annotations

from collections.abc import Sequence

from orchestration.lib.alerts import ledger
from orchestration.lib.alerts.channels import EVERYBODY
from orchestration.lib.alerts.tell import Due, Letter, Outcome
from orchestration.lib.warehouse import connect

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


def told_of_failures() -> list[str]:
    """A line per way that can't tell everybody, so that its silence isn't taken for peace."""
    with connect("kith_builder") as connection:
        return [
            f"Alerts by {channel} could not be sent: {reason} (last tried {tried_at:%Y-%m-%d %H:%M}"
            " UTC). They wait: ./kith alerts --dry-run"
            for channel, tried_at, reason in ledger.ways_that_fail(connection)
        ]


def _letter(letter: Letter) -> str:
    message = letter.message
    who = "" if message.addressee == EVERYBODY else f" to {message.addressee}"
    waits = f"\nWaits: {letter.waits}" if letter.waits else ""
    return f"By {letter.channel.code}{who}{waits}\n{message.subject}\n\n{message.text.rstrip()}"
