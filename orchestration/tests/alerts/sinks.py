"""A mail server and a webhook on this machine, which keep what they are sent."""

from __future__ import annotations

import json
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any, cast

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def certificate(folder: Path) -> Path:
    """A certificate of 127.0.0.1 with its key, in one file that nobody else trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path = folder / "sink.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )  # fmt: skip
    return path


@dataclass
class MailSink:
    """What a mail server was sent. ``certificate``: it offers STARTTLS with it; None: it doesn't.

    ``takes_leave``: what it answers to QUIT; '' closes without a word.
    ``refuses``: addresses it takes no mail for. ``is_silent``: it never says a word.
    """

    certificate: Path | None = None
    refuses: frozenset[str] = frozenset()
    is_silent: bool = False
    takes_leave: str = "221 bye"
    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)


class _Session(socketserver.StreamRequestHandler):
    timeout = 5

    def handle(self) -> None:
        sink = cast(_MailServer, self.server).sink
        if sink.is_silent:
            self.rfile.read()
            return
        self._say("220 sink")
        while line := self.rfile.readline():
            said = line.decode().strip()
            word = said.split(" ", 1)[0].upper()
            sink.said.append(said)
            if word == "EHLO":
                offers = ["sink", "8BITMIME", "AUTH PLAIN"]
                offers += ["STARTTLS"] if sink.certificate else []
                for each in offers[:-1]:
                    self._say(f"250-{each}")
                self._say(f"250 {offers[-1]}")
            elif word == "STARTTLS" and sink.certificate:
                self._say("220 go on")
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(sink.certificate)
                try:
                    self.connection = context.wrap_socket(self.request, server_side=True)
                except OSError:
                    return
                self.rfile = self.connection.makefile("rb")
                self.wfile = self.connection.makefile("wb", 0)
            elif word == "AUTH":
                self._say("235 welcome")
            elif word == "RCPT":
                address = said.partition("<")[2].partition(">")[0]
                is_refused = address in sink.refuses
                self._say("550 nobody" if is_refused else "250 yes")
                if not is_refused:
                    sink.recipients.append(address)
            elif word == "DATA":
                self._say("354 go on")
                raw = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    raw += part.removeprefix(b".") if part.startswith(b"..") else part
                sink.letters.append(message_from_bytes(raw, policy=default))
                self._say("250 kept")
            elif word == "QUIT":
                if sink.takes_leave:
                    self._say(sink.takes_leave)
                return
            else:
                self._say("250 yes")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class _MailServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, sink: MailSink) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.sink = sink


@contextmanager
def mail_server(sink: MailSink) -> Iterator[MailSink]:
    """The sink, listening on a port of its own."""
    with _MailServer(sink) as server:
        sink.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield sink
        server.shutdown()
        thread.join()


@dataclass
class Webhook:
    """What a webhook was sent, and what it answers with."""

    status: int = 200
    posted: list[dict[str, Any]] = field(default_factory=list)
    address: str = ""


@contextmanager
def webhook(status: int = 200) -> Iterator[Webhook]:
    """A webhook on this machine. A redirection leads to itself."""
    sink = Webhook(status)

    class _Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            sink.posted.append(json.loads(self.rfile.read(length)))
            self.send_response(sink.status)
            if 300 <= sink.status < 400:
                self.send_header("Location", sink.address)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST

        def log_message(self, format: str, *arguments: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), _Handler) as server:
        sink.address = f"http://127.0.0.1:{server.server_port}/services/a-secret"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield sink
        server.shutdown()
        thread.join()
