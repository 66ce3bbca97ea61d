"""Writing and sending letters: claim, send and mark are three steps; no transaction is open while sending."""

import logging
import smtplib
import ssl
from collections.abc import Callable
from email.utils import parseaddr
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import force_locale
from flask_mail import Connection, Message
from jinja2 import Environment, StrictUndefined, TemplateError
from werkzeug.routing import BuildError

from grantapp.core.policy import Actor
from grantapp.core.tokens import derive_token
from grantapp.core.words import LANGUAGES, Bilingual, isolated
from grantapp.database import db
from grantapp.jobs.registry import drained, is_ending
from grantapp.notifications import actions, queries, rules
from grantapp.notifications.documents import Written, tidy
from grantapp.notifications.models import Letter
from grantapp.notifications.rules import Link, TokenLink

log = logging.getLogger(__name__)
PERMANENT = 500
DEAD = "dead address"
Send = Callable[[Letter, Message], None]


class MissingFact(StrictUndefined):
    """A fact that a letter lacks: it may be asked for, but printing it refuses the letter."""

    def __bool__(self) -> bool:  # type: ignore[override]
        return False


@drained
def drain() -> int:
    """Send every letter that is due; return how many were taken by the mail server (or the folder)."""
    sent = 0
    with Postman() as postman:
        while not is_ending() and (claim := actions.claim_letter(Actor.system("letters"))) is not None:
            sent += deliver(claim, postman)
    return sent


def deliver(claim: actions.Claim, postman: "Postman") -> bool:
    """Write and send one claimed letter and mark what became of it; say whether it was taken."""
    letter = queries.get_letter(claim.letter_id)
    if queries.find_dead_address(letter.address) is not None:
        db.session.rollback()
        actions.mark_failed(Actor.system("letters"), claim, DEAD, for_good=True)
        return False
    try:
        message = message_of(letter)
        db.session.rollback()  # no transaction stays open while the mail server answers
        detail = postman.send(claim.letter_id, message)
    except Exception as error:  # noqa: BLE001 - whatever failed, the attempt is kept and the letter tried again
        db.session.rollback()
        postman.close()
        kind = type(error).__name__
        log.warning("letter %s was not sent at attempt %s: %s", claim.letter_id, claim.attempt, kind)
        actions.mark_failed(Actor.system("letters"), claim, detail_of(error), for_good=is_permanent(error))
        return False
    actions.mark_sent(Actor.system("letters"), claim, detail)
    return True


def write(letter: Letter) -> Written:
    """Return a letter in its recipient's language, links made absolute."""
    language = letter.language if letter.language in LANGUAGES else "en"
    environment = _environment()
    facts = {name: _address(value) for name, value in rules.unpack(letter.facts).items()}
    config = current_app.config
    about = {
        "recipient_name": isolated(letter.recipient_name), "is_office": letter.is_office, "language": language,
        "zone": letter.zone,
        "public_url": config["PUBLIC_URL"], "office_email": config[f"HELP_EMAIL_{language.upper()}"],
        "office_phone": config[f"HELP_PHONE_{language.upper()}"],
    }  # fmt: skip

    def part(name: str) -> str:
        return environment.get_template(f"emails/{letter.name}/{name}.{language}.txt").render(about | facts)

    with force_locale(language):
        return Written(" ".join(part("subject").split()), tidy(part("body")), language)


def shown(letter: Letter) -> Written:
    """Return a letter for a page that shows it; its name and what is wrong when it cannot be written."""
    try:
        return write(letter)
    except (TemplateError, BuildError, TypeError) as error:
        return Written(letter.name, detail_of(error), "en")


def subject_line(letter: Letter) -> str:
    """Return the subject of a letter, for lists."""
    return shown(letter).subject


def message_of(letter: Letter) -> Message:
    """Return the letter as a message: text, HTML made from the text, and a Message-ID that never changes."""
    written = write(letter)
    html = current_app.jinja_env.get_template("emails/layout.html").render(letter=written)
    sender = current_app.config["MAIL_DEFAULT_SENDER"]
    name = rules.header_name(letter.recipient_name)
    recipient = (name, letter.address) if name else letter.address
    message = Message(
        written.subject, [recipient], body=written.text, html=html, sender=sender,
        reply_to=current_app.config[f"HELP_EMAIL_{written.language.upper()}"],
        extra_headers={"Content-Language": written.language, "Auto-Submitted": "auto-generated"},
    )  # fmt: skip
    message.msgId = f"<{letter.message_id}@{parseaddr(sender)[1].rpartition('@')[2]}>"
    message.date = letter.created_at.timestamp()
    return message


class VerifiedConnection(Connection):
    """A connection to the mail server that verifies its certificate and waits ten seconds at most."""

    def configure_host(self) -> smtplib.SMTP:
        """Return the open, authenticated connection."""
        authority = current_app.config.get("MAIL_CA_FILE") or None
        context = ssl.create_default_context(cafile=authority)
        server, port, limit = self.mail.server, self.mail.port, rules.TIMEOUT_SECONDS
        host: smtplib.SMTP
        if self.mail.use_ssl:
            host = smtplib.SMTP_SSL(server, port, timeout=limit, context=context)
        else:
            host = smtplib.SMTP(server, port, timeout=limit)
        if self.mail.use_tls:
            host.starttls(context=context)
        if self.mail.username and self.mail.password:
            host.login(self.mail.username, self.mail.password)
        return host


class Postman:
    """Sends letters over one connection that is opened when needed; without a server he writes files."""

    def __init__(self) -> None:
        self._connection: VerifiedConnection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def send(self, letter_id: int, message: Message) -> str:
        """Hand a message over; return what to note of it."""
        if not current_app.config["MAIL_SERVER"]:
            return _write_file(letter_id, message)
        if self._connection is None:
            connection = VerifiedConnection(current_app.extensions["mail"])
            connection.host = connection.configure_host()
            self._connection = connection
        self._connection.send(message)
        return ""

    def close(self) -> None:
        """Say goodbye to the server, if it still listens."""
        connection, self._connection = self._connection, None
        if connection is not None and connection.host is not None:
            try:
                connection.host.quit()
            except (OSError, smtplib.SMTPException):
                connection.host.close()


def is_configured() -> bool:
    """Whether letters have a way out: a server, or in development a folder."""
    config = current_app.config
    return bool(config["MAIL_SERVER"] or (not config["PRODUCTION"] and config["MAIL_FOLDER"]))


def is_permanent(error: Exception) -> bool:
    """Whether the mail server refused this very letter for good."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= PERMANENT for code, _words in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= PERMANENT


def detail_of(error: Exception) -> str:
    """Return what is kept of a failure: never the text of the letter."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answers = (f"{code} {words.decode(errors='replace')}" for code, words in error.recipients.values())
        return "; ".join(answers)
    return f"{type(error).__name__}: {error}"


def _environment() -> Environment:
    known = current_app.extensions.get("letters")
    if known is None or known.loader is not current_app.jinja_env.loader:
        known = current_app.extensions["letters"] = current_app.jinja_env.overlay(undefined=MissingFact)
    return known


def _address(value: Any) -> Any:
    if isinstance(value, Link):
        return _absolute(value.endpoint, value.values)
    if isinstance(value, TokenLink):
        raw = derive_token(current_app.config["SECRET_KEY"], value.purpose, value.token_public_id)
        return _absolute(value.endpoint, {value.parameter: raw})
    if isinstance(value, Bilingual):
        return Bilingual(isolated(value.en), isolated(value.ja))
    return isolated(value) if isinstance(value, str) else value


def _absolute(endpoint: str, values: Any) -> str:
    public = urlsplit(current_app.config["PUBLIC_URL"])
    root = public.path or "/"
    adapter = current_app.url_map.bind(public.netloc, script_name=root, url_scheme=public.scheme)
    return adapter.build(endpoint, dict(values), force_external=True)


def _write_file(letter_id: int, message: Message) -> str:
    folder = Path(current_app.config["MAIL_FOLDER"])
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{letter_id:06d}.eml"
    path.write_bytes(message.as_bytes())
    return path.name
