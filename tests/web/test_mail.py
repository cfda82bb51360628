"""Mails reach a real mail server, or the mailbox page; what fails is tried again, and nothing tells whose it was."""

import datetime as dt
import logging
import socket
import ssl
from collections.abc import Iterator
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlalchemy import orm

from talent import db as records
from talent import outbox
from talent.outbox import Mail, MailKind
from tests.web.conftest import FetchPage
from web import mails, postman
from web.app import create_app
from web.platform import Platform
from web.settings import Settings


class Inbox:
    """What the mail server took. `answer`: what it says to the next mails instead of taking them."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.signed_in_as: list[bytes] = []
        self.encrypted: list[bool] = []
        self.answer = ""

    async def handle_RCPT(self, *given: Any) -> str:
        _server, _session, envelope, address, _options = given
        if not self.answer:
            envelope.rcpt_tos.append(address)
        return self.answer or "250 OK"

    async def handle_DATA(self, *given: Any) -> str:
        _server, session, envelope = given
        self.mails.append(BytesParser(EmailMessage, policy=default).parsebytes(envelope.content))
        self.encrypted.append(session.ssl is not None)
        return "250 OK"

    def authenticate(self, *given: Any) -> AuthResult:
        data = given[-1]
        right = isinstance(data, LoginPassword) and data.password == b"correct"
        if right:
            self.signed_in_as.append(data.login)
        return AuthResult(success=right)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def mail_server(inbox: Inbox) -> Iterator[Controller]:
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield controller
    controller.stop()


@pytest.fixture
def sending(platform: Platform, mail_server: Controller) -> Platform:
    """The platform with this mail server."""
    return _with(platform, mail_server)


def _with(platform: Platform, mail_server: Controller, **changes: Any) -> Platform:
    port = mail_server.server.sockets[0].getsockname()[1]
    changes = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_starttls": False} | changes
    platform.settings = platform.settings.model_copy(update=changes)
    return platform


def post(db: orm.Session, *, language: str = "en", recipient: str = "nurse@people.example") -> Mail:
    mail = outbox.post(db, recipient, MailKind.CONFIRM_EMAIL, language=language, token="secret-token")
    db.commit()
    return mail


def waiting(db: orm.Session) -> list[Mail]:
    db.expire_all()
    return list(db.scalars(sa.select(Mail)))


def make_due(db: orm.Session) -> None:
    db.execute(sa.update(Mail).values(due_at=records.now()))
    db.commit()


def test_a_mail_is_sent_and_forgotten(sending: Platform, inbox: Inbox, db: orm.Session) -> None:
    post(db)

    assert [postman.deliver_one(sending), postman.deliver_one(sending)] == [True, False]

    [mail] = inbox.mails
    assert (mail["to"], mail["subject"]) == ("nurse@people.example", "Confirm your e-mail address")
    assert waiting(db) == []


def test_a_mail_is_plain_text_and_html_with_the_same_link(
    sending: Platform, inbox: Inbox, db: orm.Session
) -> None:
    sending.settings = sending.settings.model_copy(update={"site_address": "https://talent.example/"})
    post(db)
    postman.deliver_one(sending)

    link = "https://talent.example/register/confirm?token=secret-token"
    plain, html = inbox.mails[0].get_body(("plain",)), inbox.mails[0].get_body(("html",))
    assert plain is not None
    assert html is not None
    assert link in plain.get_content()
    assert f'href="{link}"' in html.get_content()


def test_a_mail_speaks_the_recipients_language(sending: Platform, inbox: Inbox, db: orm.Session) -> None:
    post(db, language="ar")
    postman.deliver_one(sending)

    html = inbox.mails[0].get_body(("html",))
    assert html is not None
    assert '<html lang="ar" dir="rtl">' in html.get_content()
    assert inbox.mails[0]["content-language"] == "ar"


@pytest.mark.parametrize("kind", MailKind)
def test_every_kind_has_a_text(settings: Settings, kind: MailKind) -> None:
    issuer, day = "https://provider.example", "2026-12-01"
    data = {"token": "t", "lines": [], "names": {}, "issuer": issuer, "day": day}
    mail = Mail(id="1", recipient="nurse@people.example", kind=kind, language="fr")
    mail.created_at = records.now()

    made = mails.message(mail, data, settings)

    assert made["subject"]
    assert made["auto-submitted"] == "auto-generated"


def test_what_is_not_taken_is_tried_again_later(
    sending: Platform, inbox: Inbox, db: orm.Session, caplog: pytest.LogCaptureFixture
) -> None:
    post(db)
    inbox.answer = "451 come back later"
    with caplog.at_level(logging.INFO):
        postman.deliver_one(sending)
    assert postman.deliver_one(sending) is False, "it is not due yet"

    inbox.answer = ""
    make_due(db)
    postman.deliver_one(sending)

    assert len(inbox.mails) == 1
    assert waiting(db) == []
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("web")]
    assert len(ours) == 1
    assert "people.example" not in ours[0]


def test_what_is_refused_for_good_is_given_up(sending: Platform, inbox: Inbox, db: orm.Session) -> None:
    post(db)
    inbox.answer = "550 nobody of this name"
    postman.deliver_one(sending)

    assert waiting(db) == []


def test_a_server_that_is_not_there_loses_nothing(
    platform: Platform, mail_server: Controller, db: orm.Session
) -> None:
    post(db)
    postman.deliver_one(_with(platform, mail_server, smtp_port=free_port()))

    [mail] = waiting(db)
    assert (mail.tries, mail.sent_at) == (1, None)


def test_in_the_end_a_mail_is_given_up(sending: Platform, inbox: Inbox, db: orm.Session) -> None:
    post(db)
    inbox.answer = "451 come back later"
    for _ in range(outbox.MOST_TRIES):
        make_due(db)
        postman.deliver_one(sending)

    assert waiting(db) == []


def test_a_mail_that_cannot_be_written_does_not_stop_the_others(
    sending: Platform, inbox: Inbox, db: orm.Session
) -> None:
    post(db).kind = "of-a-later-version"
    db.commit()
    post(db, recipient="welder@people.example")
    while postman.deliver_one(sending):
        pass

    assert [mail["to"] for mail in inbox.mails] == ["welder@people.example"]


def test_a_mail_rolled_back_is_never_sent(sending: Platform, inbox: Inbox, db: orm.Session) -> None:
    outbox.post(db, "nurse@people.example", MailKind.CONFIRM_EMAIL, language="en", token="t")
    db.rollback()

    assert postman.deliver_one(sending) is False


def test_pauses_grow_and_end(db: orm.Session) -> None:
    pauses = [outbox.pause_after(tries) for tries in range(1, outbox.MOST_TRIES)]

    assert pauses == sorted(pauses)
    assert dt.timedelta(hours=12) < sum(pauses, dt.timedelta()) < dt.timedelta(hours=48)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1 that no authority has signed, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = records.now()
    address = x509.IPAddress(ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = tmp_path / "certificate.pem"
    path.write_bytes(private + made.public_bytes(pem))
    return path


@pytest.fixture
def secure_server(inbox: Inbox, certificate: Path) -> Iterator[Controller]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    controller = Controller(
        inbox,
        hostname="127.0.0.1",
        port=free_port(),
        tls_context=context,
        require_starttls=True,
        authenticator=inbox.authenticate,
        auth_required=True,
    )
    controller.start()
    yield controller
    controller.stop()


def test_the_way_is_encrypted_and_the_name_and_password_given(
    platform: Platform,
    secure_server: Controller,
    inbox: Inbox,
    db: orm.Session,
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))  # this machine trusts it
    secure = {"smtp_starttls": True, "smtp_user": "talent", "smtp_password": SecretStr("correct")}
    post(db)
    postman.deliver_one(_with(platform, secure_server, **secure))

    assert (inbox.encrypted, inbox.signed_in_as) == ([True], [b"talent"])


def test_a_certificate_that_nobody_vouches_for_gets_nothing(
    platform: Platform, secure_server: Controller, inbox: Inbox, db: orm.Session
) -> None:
    post(db)
    postman.deliver_one(_with(platform, secure_server, smtp_starttls=True))

    assert inbox.mails == []
    assert [mail.tries for mail in waiting(db)] == [1]


def test_without_a_mail_server_the_mailbox_shows_the_mail(
    platform: Platform, page: FetchPage, db: orm.Session
) -> None:
    assert "There is no mail yet" in page("/mailbox").text
    post(db, language="fr")
    postman.deliver_one(platform)

    shown = page("/mailbox")

    assert "nurse@people.example" in shown.text
    assert "/register/confirm?token=secret-token" in shown.links()


@pytest.mark.parametrize("changes", [{"environment": "production"}, {"smtp_host": "mail.example"}])
def test_the_mailbox_is_for_trying_out_only(
    settings: Settings, platform: Platform, changes: dict[str, Any]
) -> None:
    platform.settings = settings.model_copy(update=changes)

    with TestClient(create_app(platform.settings, platform=platform)) as client:
        assert client.get("/mailbox").status_code == 404


def test_the_thread_delivers_and_stops(own_database: Any, settings: Settings) -> None:
    parts = Platform(settings, own_database)
    with own_database.transaction() as db:
        outbox.post(db, "nurse@people.example", MailKind.NO_ACCOUNT, language="en")
    thread = postman.Postman(parts)
    thread.start()
    for _ in range(100):
        with own_database.transaction(writing=False) as db:
            if not outbox.is_waiting(db):
                break
        thread._stop.wait(0.05)
    thread.stop()

    with own_database.transaction(writing=False) as db:
        assert [mail.kind for mail in outbox.shown(db)] == [MailKind.NO_ACCOUNT]
