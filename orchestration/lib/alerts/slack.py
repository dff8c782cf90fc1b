"""Alerts into a Slack channel, by its incoming webhook. Its address is the secret."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPMessage
from typing import IO
from urllib.parse import urlsplit

from orchestration.lib.alerts.channels import EVERYBODY, AlertsMisset, ChannelFailed, needed
from orchestration.lib.alerts.message import Message

SECONDS = 20.0
_OWN_MACHINE = ("localhost", "127.0.0.1", "::1")


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A webhook answers; one that sends elsewhere is none."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str,
        headers: HTTPMessage, newurl: str,
    ) -> None:  # fmt: skip
        return None


@dataclass(frozen=True)
class Slack:
    """A channel of Slack."""

    webhook: str = field(repr=False)
    code = "slack"

    @classmethod
    def from_environment(cls) -> Slack:
        """The webhook in ``KITH_SLACK_WEBHOOK``. Raises ``AlertsMisset``."""
        webhook = needed("KITH_SLACK_WEBHOOK", "slack")
        try:
            parts = urlsplit(webhook)
            is_safe = parts.scheme == "https" or parts.hostname in _OWN_MACHINE
        except ValueError:
            is_safe = False
        if not is_safe or not webhook.isprintable() or " " in webhook:
            raise AlertsMisset("KITH_SLACK_WEBHOOK is an address that begins with https://")
        return cls(webhook)

    def addressee(self, contact: str | None) -> str | None:
        """All who read the channel."""
        return EVERYBODY

    def send(self, message: Message) -> None:
        """Post it. Raises ``ChannelFailed``."""
        request = urllib.request.Request(  # noqa: S310 - https, or this machine; see above
            self.webhook,
            data=json.dumps(payload(message)).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            with urllib.request.build_opener(_NoRedirects).open(request, timeout=SECONDS):
                return
        except urllib.error.HTTPError as failure:
            with failure:
                raise ChannelFailed(f"the webhook answered {failure.code}", True) from None
        except (OSError, HTTPException, ValueError) as failure:
            kind = type(getattr(failure, "reason", failure)).__name__
            raise ChannelFailed(f"no answer from the webhook ({kind})", True) from None


def payload(message: Message) -> dict[str, object]:
    """What is posted: plain text that names nobody to Slack and shows no other page."""
    return {
        "text": escaped(f"{message.subject}\n\n{message.text}"),
        "mrkdwn": False,
        "unfurl_links": False,
        "unfurl_media": False,
    }


def escaped(said: str) -> str:
    """Text in which nothing is a link or a mention: Slack reads three letters as more than text."""
    return said.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
