"""Each way tells over the wire, encrypted, in time, and without giving its secret away."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.lib import settings
from orchestration.lib.alerts import channels, mail, slack
from orchestration.lib.alerts.channels import AlertsMisset, Channel, ChannelFailed, chosen
from orchestration.lib.alerts.message import write
from orchestration.lib.alerts.news import OPENED, News
from orchestration.tests.alerts.sinks import MailSink, certificate, mail_server, webhook
from orchestration.tests.alerts.some import incident

MESSAGE = write("mail", "data@group.example", [News(incident(), (OPENED,))])


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("ALERTS", "SMTP_HOST", "SMTP_PORT", "SMTP_SECURITY", "SMTP_FROM", "SMTP_USER",
                 "SMTP_PASSWORD", "SLACK_WEBHOOK"):  # fmt: skip
        monkeypatch.delenv(f"KITH_{name}", raising=False)
    monkeypatch.setenv("KITH_HOME", str(tmp_path))


@pytest.fixture(scope="module")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("sink"))


@pytest.fixture
def sink(trusted: Path) -> Iterator[MailSink]:
    with mail_server(MailSink(trusted)) as listening:
        yield listening


def _mail(monkeypatch: pytest.MonkeyPatch, port: int, **more: str) -> Channel:
    said = {
        "ALERTS": "mail", "SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(port),
        "SMTP_FROM": "kith@group.example", "SMTP_USER": "kith", "SMTP_PASSWORD": "hush-hush",
    }  # fmt: skip
    for name, value in {**said, **more}.items():
        monkeypatch.setenv(f"KITH_{name}", value)
    (found,) = chosen()
    return found


def test_files_are_the_way_where_nothing_is_said() -> None:
    (files,) = chosen()
    files.send(MESSAGE)
    files.send(MESSAGE)
    (path,) = settings.folder("alerts").iterdir()
    assert path.read_text().startswith("Kith: van_one: Late\n\nvan_one: Late\n")
    assert settings.folder("alerts").stat().st_mode & 0o077 == 0


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "alerts").touch()
    with pytest.raises(ChannelFailed, match="could not be written"):
        chosen()[0].send(MESSAGE)


def test_mail_goes_out_encrypted(
    sink: MailSink, trusted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    _mail(monkeypatch, sink.port).send(MESSAGE)
    words = [line.split(" ")[0].upper() for line in sink.said]
    assert words.index("STARTTLS") < words.index("AUTH") < words.index("MAIL")
    (letter,) = sink.letters
    assert sink.recipients == ["data@group.example"]
    assert letter["Subject"] == "Kith: van_one: Late"
    assert letter["Message-ID"] == f"<{MESSAGE.key}@group.example>"
    assert letter["Auto-Submitted"] == "auto-generated"
    body, page = letter.get_body(("plain",)), letter.get_body(("html",))
    assert body and "./kith land FILE --source van_one" in body.get_content()
    assert page and "<code>./kith land FILE --source van_one</code>" in page.get_content()


def test_no_word_is_said_to_a_server_nobody_vouches_for(
    sink: MailSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ChannelFailed, match="SSLCertVerificationError"):
        _mail(monkeypatch, sink.port).send(MESSAGE)
    assert not sink.letters and not any(line.startswith("AUTH") for line in sink.said)


def test_no_word_is_said_to_a_server_that_cannot_encrypt(monkeypatch: pytest.MonkeyPatch) -> None:
    with mail_server(MailSink()) as plain:
        with pytest.raises(ChannelFailed, match="can't encrypt"):
            _mail(monkeypatch, plain.port).send(MESSAGE)
        assert not plain.letters and not any(line.startswith("AUTH") for line in plain.said)
        _mail(monkeypatch, plain.port, SMTP_SECURITY="none", SMTP_USER="").send(MESSAGE)
        assert len(plain.letters) == 1


def test_an_address_the_server_refuses_stops_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    refusing = MailSink(refuses=frozenset({"data@group.example"}))
    with mail_server(refusing):
        way = _mail(monkeypatch, refusing.port, SMTP_SECURITY="none", SMTP_USER="")
        with pytest.raises(ChannelFailed) as failed:
            way.send(MESSAGE)
        assert not failed.value.is_down
        way.send(write("mail", "other@group.example", [News(incident(), (OPENED,))]))
    assert refusing.recipients == ["other@group.example"]


@pytest.mark.parametrize("leave", ["421 too busy", "500 what?", ""])
def test_how_a_server_takes_its_leave_makes_no_mail_unsent(
    leave: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_server(MailSink(takes_leave=leave)) as sink:
        _mail(monkeypatch, sink.port, SMTP_SECURITY="none").send(MESSAGE)
    assert len(sink.letters) == 1


@pytest.mark.parametrize("is_silent", [True, False], ids=["silent", "gone"])
def test_a_server_that_does_not_answer_costs_little_time(
    is_silent: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "SECONDS", 0.2)
    with mail_server(MailSink(is_silent=is_silent)) as sink:
        port = sink.port
        if is_silent:
            with pytest.raises(ChannelFailed) as failed:
                _mail(monkeypatch, port).send(MESSAGE)
    if not is_silent:
        with pytest.raises(ChannelFailed) as failed:
            _mail(monkeypatch, port).send(MESSAGE)
    assert failed.value.is_down


def test_a_webhook_is_posted_to(monkeypatch: pytest.MonkeyPatch) -> None:
    with webhook() as sink:
        monkeypatch.setenv("KITH_ALERTS", "slack")
        monkeypatch.setenv("KITH_SLACK_WEBHOOK", sink.address)
        chosen()[0].send(MESSAGE)
    (posted,) = sink.posted
    assert posted["text"].startswith("Kith: van_one: Late\n\n")
    assert posted["unfurl_links"] is False


@pytest.mark.parametrize("status", [302, 307, 404, 429, 500])
def test_a_webhook_that_refuses_or_leads_elsewhere_has_failed(status: int) -> None:
    with webhook(status) as sink:
        with pytest.raises(ChannelFailed, match=str(status)) as failed:
            slack.Slack(sink.address).send(MESSAGE)
        assert len(sink.posted) == 1
    assert "a-secret" not in str(failed.value) and failed.value.__cause__ is None


def test_a_webhook_that_does_not_answer_costs_little_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slack, "SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        address = f"http://127.0.0.1:{deaf.getsockname()[1]}/services/a-secret"
        with pytest.raises(ChannelFailed) as failed:
            slack.Slack(address).send(MESSAGE)
    assert "a-secret" not in str(failed.value)


@pytest.mark.parametrize(
    "said",
    [
        {"ALERTS": "files,pigeon"}, {"ALERTS": "none,files"}, {"ALERTS": "mail"},
        {"ALERTS": "slack"}, {"ALERTS": "slack", "SLACK_WEBHOOK": "http://hooks.example/x"},
        {"ALERTS": "slack", "SLACK_WEBHOOK": "file:///etc/passwd"},
        {"ALERTS": "slack", "SLACK_WEBHOOK": "https://[broken/x"},
        {"ALERTS": "mail", "SMTP_HOST": "mail.example"},
        {"ALERTS": "mail", "SMTP_HOST": "mail.example", "SMTP_FROM": "Kith <kith@group.example>"},
        {"ALERTS": "mail", "SMTP_HOST": "mail.example", "SMTP_FROM": "k@g.example",
         "SMTP_SECURITY": "some"},
        {"ALERTS": "mail", "SMTP_HOST": "mail.example", "SMTP_FROM": "k@g.example",
         "SMTP_PORT": "x"},
        {"ALERTS": "mail", "SMTP_HOST": "mail.example", "SMTP_FROM": "k@g.example",
         "SMTP_SECURITY": "none", "SMTP_PASSWORD": "hush-hush"},
    ],
    ids=str,
)  # fmt: skip
def test_what_is_set_wrongly_is_said(
    said: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in said.items():
        monkeypatch.setenv(f"KITH_{name}", value)
    with pytest.raises(AlertsMisset) as wrong:
        chosen()
    assert "hush-hush" not in str(wrong.value) and "KITH_" in str(wrong.value)


def test_nothing_is_told_where_that_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KITH_ALERTS", "none")
    assert chosen() == []


def test_no_secret_is_in_what_is_shown_of_a_way(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "hush-hush" not in repr(_mail(monkeypatch, 25))
    assert "a-secret" not in repr(slack.Slack("https://hooks.example/a-secret"))
    assert slack.Slack("").addressee(None) == channels.EVERYBODY
