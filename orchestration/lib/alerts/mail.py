"""Alerts by e-mail: one message to one address over SMTP, encrypted unless that is turned off."""

from __future__ import annotations

import os
import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import localtime

from orchestration.lib.alerts.channels import AlertsMisset, ChannelFailed, needed
from orchestration.lib.alerts.message import Message, one_line

SECONDS = 20.0
# Stricter than the standard of mail: nothing that ends an address, a header or a command of SMTP,
# and nothing that looks like an encoded word.
_ADDRESS = re.compile(
    r"(?=.{3,254}\Z)[A-Za-z0-9_+'-]+(?:\.[A-Za-z0-9_+'-]+)*"
    r"@[A-Za-z0-9][A-Za-z0-9-]*(?:\.[A-Za-z0-9][A-Za-z0-9-]*)*"
)
_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_OWN_MACHINE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Mail:
    """A mail server. ``security``: ``starttls``, ``tls`` from the first byte, or ``none``."""

    host: str
    port: int
    security: str
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    code = "mail"

    @classmethod
    def from_environment(cls) -> Mail:
        """The server of ``KITH_SMTP_HOST`` and its siblings. Raises ``AlertsMisset``."""
        security = os.environ.get("KITH_SMTP_SECURITY", "starttls").strip()
        if security not in _PORTS:
            raise AlertsMisset(f"KITH_SMTP_SECURITY is one of {', '.join(_PORTS)}.")
        port = os.environ.get("KITH_SMTP_PORT", "").strip() or str(_PORTS[security])
        if not port.isdigit() or not 0 < int(port) < 65536:
            raise AlertsMisset("KITH_SMTP_PORT is a number from 1 to 65535.")
        found = cls(
            host=needed("KITH_SMTP_HOST", "mail"), port=int(port), security=security,
            sender=needed("KITH_SMTP_FROM", "mail"),
            user=os.environ.get("KITH_SMTP_USER", ""),
            password=os.environ.get("KITH_SMTP_PASSWORD", ""),
        )  # fmt: skip
        if not is_address(found.sender):
            raise AlertsMisset("KITH_SMTP_FROM is no e-mail address, such as kith@group.example.")
        if security == "none" and found.password and found.host not in _OWN_MACHINE:
            raise AlertsMisset(
                "KITH_SMTP_SECURITY is none, so KITH_SMTP_PASSWORD would cross the network for all "
                "to read. Use starttls or tls."
            )
        return found

    def addressee(self, contact: str | None) -> str | None:
        """The contact, where it is an address."""
        return contact if contact and is_address(contact) else None

    def send(self, message: Message) -> None:
        """Hand it to the server. Raises ``ChannelFailed``."""
        try:
            letter, server = self.letter(message), self._connected()
            try:
                server.send_message(letter, self.sender, [message.addressee])
                # It is out; how the server takes its leave changes nothing.
                with suppress(OSError, smtplib.SMTPException):
                    server.quit()
            finally:
                server.close()
        except smtplib.SMTPRecipientsRefused:
            raise ChannelFailed("the server takes no mail for that address") from None
        except smtplib.SMTPAuthenticationError:
            raise ChannelFailed("the server refuses the user or the password", True) from None
        except smtplib.SMTPNotSupportedError:
            raise ChannelFailed("the server can't encrypt, or asks for no user", True) from None
        except smtplib.SMTPResponseException as failure:
            raise ChannelFailed(f"the server answered {failure.smtp_code}") from None
        except (OSError, smtplib.SMTPException, ValueError) as failure:
            raise ChannelFailed(f"no answer by SMTP ({type(failure).__name__})", True) from None

    def letter(self, message: Message) -> EmailMessage:
        """The message as mail: a header can't be broken, whatever its words are."""
        found = EmailMessage(policy=SMTP)
        # What looks like an encoded word would be decoded, a line's end within it too.
        found["Subject"] = one_line(message.subject).replace("=?", "= ?")
        found["From"] = Address("Kith", addr_spec=self.sender)
        found["To"] = Address(addr_spec=message.addressee)
        found["Date"] = localtime()
        # The same message has the same id, so that a mailbox may see that it came twice.
        found["Message-ID"] = f"<{message.key}@{self.sender.partition('@')[2]}>"
        found["Auto-Submitted"] = "auto-generated"
        found.set_content(message.text)
        found.add_alternative(message.html, subtype="html")
        return found

    def _connected(self) -> smtplib.SMTP:
        trusted = ssl.create_default_context()
        if self.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=SECONDS, context=trusted
            )
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=SECONDS)
        try:
            if self.security == "starttls":
                server.starttls(context=trusted)
            if self.user:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server


def is_address(contact: str) -> bool:
    """Whether a contact is one plain e-mail address and nothing more."""
    return _ADDRESS.fullmatch(contact) is not None
