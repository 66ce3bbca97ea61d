"""A letter of the tests' own, beside those of the product, and a mail server that the test starts itself."""

import asyncio
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader

from grantapp.extensions import mail
from grantapp.notifications.rules import Recipient

LETTERS = {
    "emails/test_letter/subject.en.txt": "News of {{ city }}",
    "emails/test_letter/subject.ja.txt": "【お知らせ】{{ city }}について",
    "emails/test_letter/body.en.txt": (
        "Dear {{ recipient_name }}\n\nThe amount is {{ amount|money_prose }}, due {{ due|moment(zone) }}.\n"
        "Open it here:\n{{ page }}\n\n\n\n{% if reason %}{{ reason }}{% endif %}\n"
        '{% include "emails/footer.en.txt" %}'
    ),
    "emails/test_letter/body.ja.txt": (
        "{{ recipient_name }} 様\n\n金額は{{ amount|money_prose }}、期限は{{ due|moment(zone) }}です。\n"
        "{{ page }}\n\n"
        '{% include "emails/footer.ja.txt" %}'
    ),
}
TACOMA = Recipient("jane@tacoma.example", "Jane Doe", "en", "America/Los_Angeles", 7)
KITAKYUSHU = Recipient("hanako@kitakyushu.example", "髙﨑 花子", "ja", "Asia/Tokyo")


@pytest.fixture
def letters(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """Return the application with one more letter."""
    loader = ChoiceLoader([DictLoader(LETTERS), app.jinja_loader])  # type: ignore[list-item]
    monkeypatch.setattr(app.jinja_env, "loader", loader)
    return app


@dataclass
class Mailbox:
    """What the mail server took; it may be told what to answer to a recipient or to the text."""

    taken: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    to_recipient: str = "250 OK"
    to_text: str = "250 taken"

    async def handle_RCPT(  # noqa: N802 - the name that the library calls
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        """Answer to a recipient."""
        if self.to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Take a letter."""
        if self.to_text.startswith("250"):
            self.taken.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return self.to_text


@dataclass(frozen=True)
class Authority:
    """A certificate authority of the test, and the certificate of 127.0.0.1 that it signed."""

    file: Path
    context: ssl.SSLContext


def make_authority(folder: Path, name: str = "127.0.0.1") -> Authority:
    """Return a new authority with a certificate for a name."""
    authority = trustme.CA()
    file = folder / f"authority-{name}.pem"
    authority.cert_pem.write_to_path(str(file))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name).configure_cert(context)
    return Authority(file, context)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """Return an authority whose certificate fits the test's mail server."""
    return make_authority(tmp_path)


class MailServer(Controller):  # type: ignore[misc]
    """A mail server that also hangs up where a killed worker left the line open."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.lines: list[SMTP] = []
        super().__init__(*args, **kwargs)

    def factory(self) -> SMTP:
        """Remember who called."""
        self.lines.append(super().factory())
        return self.lines[-1]

    def stop(self, no_assert: bool = False) -> None:
        """Close every line, then the server; a socket left open would fail whatever test comes later."""
        asyncio.run_coroutine_threadsafe(self._hang_up(), self.loop).result(10)
        super().stop(no_assert)

    async def _hang_up(self) -> None:
        for line in self.lines:
            if line.transport is not None:
                line.transport.abort()
        await asyncio.sleep(0.01)  # the loop closes the sockets in its next rounds


def serve(mailbox: Mailbox, authority: Authority, *, starttls: bool = False) -> MailServer:
    """Start a mail server on loopback, encrypted from the first byte or by STARTTLS."""
    options: dict[str, Any] = (
        {"tls_context": authority.context, "require_starttls": True}
        if starttls
        else {"ssl_context": authority.context}
    )
    controller = MailServer(mailbox, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    return controller


def free_port() -> int:
    """Return a port of loopback on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def server(letters: Flask, authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    """Return the mailbox of a running mail server that the application trusts."""
    mailbox = Mailbox()
    controller = serve(mailbox, authority)
    use_server(letters, monkeypatch, controller.port, MAIL_USE_SSL=True, MAIL_CA_FILE=str(authority.file))
    yield mailbox
    controller.stop()


def use_server(app: Flask, monkeypatch: pytest.MonkeyPatch, port: int, **settings: Any) -> None:
    """Let the application send through a mail server until the test ends."""
    chosen = {
        "MAIL_SERVER": "127.0.0.1",
        "MAIL_PORT": port,
        "MAIL_USE_SSL": False,
        "MAIL_USE_TLS": False,
        **settings,
    }
    for name, value in chosen.items():
        monkeypatch.setitem(app.config, name, value)
    monkeypatch.setitem(app.extensions, "mail", mail.init_mail(app.config, app.debug, app.testing))
