"""News on the page and by mail: in the reader's words, once, and stopped with one press."""

import datetime as dt
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from talent import applications, conversations, notifications, vacancies
from talent import db as records
from talent.accounts import Account
from talent.actors import Actor, Role
from talent.applications import Application, State
from talent.errors import NotFound
from talent.notifications import Choice, Kind, MailWay, Notification, Parcel
from talent.outbox import Mail
from tests.factories.records import make_actor, make_employer, make_profile, make_vacancy
from tests.web.conftest import FetchPage, SignIn
from tests.web.test_mail import Inbox, free_port
from web import herald, i18n, notification_words, postman, unsubscribing
from web.notification_words import Names
from web.platform import Platform


@pytest.fixture
def candidate(db: Session) -> Actor:
    return make_actor(db, email="nurse@people.example", locale="de")


@pytest.fixture
def employer(db: Session) -> Actor:
    return make_employer(db, name="Boring Hospital (invented)")


@pytest.fixture
def application(db: Session, candidate: Actor, employer: Actor) -> Application:
    make_profile(db, owner=candidate)
    return applications.apply(db, candidate, make_vacancy(db, employer=employer))


@pytest.fixture
def inbox(platform: Platform) -> Iterator[Inbox]:
    """A real mail server, to which the platform sends."""
    inbox = Inbox()
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    port = controller.server.sockets[0].getsockname()[1]
    changes = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_starttls": False}
    platform.settings = platform.settings.model_copy(update=changes | {"site_address": "https://t.example"})
    yield inbox
    controller.stop()


def deliver(platform: Platform, db: Session) -> None:
    db.commit()
    herald.tell(platform)
    while postman.deliver_one(platform):
        pass


def plain(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    text: str = body.get_content()
    return text


def test_the_news_stands_on_the_page(
    page: FetchPage,
    sign_in: SignIn,
    client: TestClient,
    db: Session,
    employer: Actor,
    application: Application,
    candidate: Actor,
) -> None:
    sign_in(candidate)
    assert "There is no news" in page("/notifications").text
    applications.open_one(db, employer, application)
    applications.decide(db, employer, application, State.INVITED)
    db.commit()

    shown = page("/notifications")
    assert "(2 new)" in shown.text
    assert "Boring Hospital (invented) has opened your application." in shown.text
    assert "Boring Hospital (invented) would like to talk with you." in shown.text
    assert f"/applications/{application.id}" in shown.links()
    one = next(
        form.get("action", "")
        for form in shown.document.iter("form")
        if form.get("action", "").endswith("/read")
    )
    assert client.post("/notifications/read").headers["location"] == "/notifications"
    assert one
    assert "new)" not in page("/notifications").text


def test_opening_the_application_marks_its_news(
    page: FetchPage, sign_in: SignIn, db: Session, employer: Actor, application: Application, candidate: Actor
) -> None:
    applications.open_one(db, employer, application)
    sign_in(candidate)
    assert "(1 new)" in page("/notifications").text
    assert "new)" not in page(f"/applications/{application.id}").text


def test_one_is_marked_and_nobody_elses(
    page: FetchPage, client: TestClient, sign_in: SignIn, db: Session, candidate: Actor
) -> None:
    notifications.notify(db, candidate.account_id or "", Kind.REPORT_ANSWERED, conversation="c", report="r")
    news = db.scalars(sa.select(Notification.id)).one()
    db.commit()
    address = f"/notifications/{news}/read"
    assert client.post(address).headers["location"].startswith("/sign-in")
    sign_in(make_actor(db, Role.EMPLOYER))
    assert client.post(address).status_code == 404
    sign_in(candidate)
    assert client.post(address).status_code == 303
    assert "new)" not in page("/notifications").text


def test_many_news_have_pages(page: FetchPage, sign_in: SignIn, db: Session, candidate: Actor) -> None:
    for number in range(51):
        notifications.notify(db, candidate.account_id or "", Kind.REPORT_MADE, report=f"r{number}")
    sign_in(candidate)
    assert "/notifications?page=2" in page("/notifications").links()
    assert "/notifications?page=1" in page("/notifications?page=2").links()


def test_what_is_told_can_be_chosen(
    page: FetchPage, client: TestClient, sign_in: SignIn, db: Session, candidate: Actor
) -> None:
    sign_in(candidate)
    shown = page("/notifications/settings")
    assert "Mails that keep your account safe" in shown.text
    assert "Somebody applies for your vacancy" not in shown.text
    given = {
        "mail-message": "weekly",
        "page-application-moved": "yes",
        "mail-application-moved": "off",
        "mail-x": "off",
    }
    saved = client.post("/notifications/settings", data=given | {"mail-identity-shared": "never"})

    assert "Your choice is saved." in page(saved.headers["location"]).text
    chosen = notifications.chosen(db, candidate.account_id or "")
    assert chosen[Kind.MESSAGE] == Choice(False, MailWay.WEEKLY)
    assert chosen[Kind.APPLICATION_MOVED] == Choice(True, MailWay.OFF)
    assert chosen[Kind.IDENTITY_SHARED] == Choice(True, MailWay.AT_ONCE)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/notifications"),
        ("POST", "/notifications/read"),
        ("GET", "/notifications/settings"),
        ("POST", "/notifications/settings"),
    ],
)
def test_a_stranger_has_no_news(client: TestClient, method: str, path: str) -> None:
    assert client.request(method, path).headers["location"].startswith("/sign-in")


@pytest.mark.parametrize("role", Role)
def test_every_role_has_its_own(page: FetchPage, sign_in: SignIn, db: Session, role: Role) -> None:
    sign_in(make_actor(db, role))
    page("/notifications")
    page("/notifications/settings")
    assert "/notifications" in page("/account").links()


# --- mails ------------------------------------------------------------------------------------------------


def test_a_message_is_told_by_mail_and_not_quoted(
    inbox: Inbox, platform: Platform, db: Session, employer: Actor, candidate: Actor, application: Application
) -> None:
    conversation = conversations.about(db, candidate, application)
    conversations.send(db, employer, conversation, "verysecretword")
    deliver(platform, db)
    deliver(platform, db)

    [mail] = [each for each in inbox.mails if each["to"] == "nurse@people.example"]
    assert "Boring Hospital (invented)" in mail["subject"]
    assert f"https://t.example/conversations/{conversation.id}" in plain(mail)
    assert "verysecretword" not in mail.as_string()
    assert mail["content-language"] == "de"


def test_a_digest_is_one_mail_when_its_hour_has_come(
    inbox: Inbox, platform: Platform, db: Session, candidate: Actor
) -> None:
    account = candidate.account_id or ""
    daily = {kind: Choice(True, MailWay.DAILY) for kind in Kind}
    notifications.choose(db, candidate, daily)
    for number in range(3):
        notifications.notify(db, account, Kind.REPORT_ANSWERED, conversation=f"c{number}", report="r")
    deliver(platform, db)
    assert inbox.mails == []
    db.execute(sa.update(Notification).values(mail_at=records.now() - dt.timedelta(minutes=1)))
    deliver(platform, db)
    deliver(platform, db)

    [mail] = inbox.mails
    assert "3" in mail["subject"]
    assert "https://t.example/notifications" in plain(mail).split()


def test_what_was_read_meanwhile_makes_no_mail(
    inbox: Inbox, platform: Platform, db: Session, candidate: Actor
) -> None:
    notifications.notify(db, candidate.account_id or "", Kind.REPORT_ANSWERED, conversation="c", report="r")
    notifications.mark_all_read(db, candidate)
    deliver(platform, db)
    assert inbox.mails == []
    assert db.scalars(sa.select(Notification.mail_at)).all() == [None]


def test_such_mails_are_stopped_with_one_press(
    inbox: Inbox, platform: Platform, db: Session, page: FetchPage, client: TestClient, candidate: Actor
) -> None:
    account = candidate.account_id or ""
    notifications.notify(db, account, Kind.REPORT_ANSWERED, conversation="c", report="r")
    deliver(platform, db)
    [mail] = inbox.mails
    link = mail["list-unsubscribe"].strip("<>").removeprefix("https://t.example")
    assert mail["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    assert link in plain(mail)

    assert "Stop these mails" in page(link).text
    assert notifications.chosen(db, account)[Kind.REPORT_ANSWERED].mail is MailWay.AT_ONCE, (
        "opening stops nothing"
    )
    pressed = client.post(link, data={"List-Unsubscribe": "One-Click"}, headers={"sec-fetch-site": ""})
    assert "These mails are stopped" in pressed.text
    db.expire_all()
    assert notifications.chosen(db, account)[Kind.REPORT_ANSWERED] == Choice(True, MailWay.OFF)
    assert notifications.chosen(db, account)[Kind.MESSAGE].mail is MailWay.AT_ONCE


@pytest.mark.parametrize("token", ["", "x", "äöü", "A" * 80])
def test_a_made_up_link_stops_nothing(page: FetchPage, platform: Platform, token: str) -> None:
    page(f"/notifications/stop?token={token}", status=404)
    page(f"/notifications/stop?token={token}", data={}, status=404)
    with pytest.raises(NotFound):
        unsubscribing.read(platform.seal, token)


def test_a_link_names_only_kinds_that_there_are(platform: Platform) -> None:
    token = unsubscribing.token(platform.seal, "a", [Kind.MESSAGE])
    assert unsubscribing.read(platform.seal, token) == ("a", [Kind.MESSAGE])


def test_a_vacancy_that_closes_is_told(
    inbox: Inbox, platform: Platform, db: Session, employer: Actor, application: Application
) -> None:
    vacancies.close(db, employer, application.vacancy)
    db.commit()
    herald.close_ended(platform)
    herald.close_ended(platform)
    deliver(platform, db)

    db.refresh(application)
    assert application.state is State.CLOSED
    [mail] = [each for each in inbox.mails if each["to"] == "nurse@people.example"]
    assert "Pflegefachkraft" in mail["subject"]


def test_an_account_that_is_gone_gets_no_mail(platform: Platform, db: Session, candidate: Actor) -> None:
    notifications.notify(db, candidate.account_id or "", Kind.REPORT_MADE, report="r")
    db.execute(sa.delete(Account))
    deliver(platform, db)
    assert db.scalars(sa.select(Mail)).all() == []


# --- words ------------------------------------------------------------------------------------------------

EVERYTHING = {
    "application": "a1",
    "state": "offered",
    "outcome": "confirmed",
    "vacancy": "V-1",
    "organisation": "o1",
    "conversation": "c1",
    "report": "r1",
    "search": "s1",
    "vacancies": 2,
}


@pytest.mark.parametrize("language", i18n.languages())
@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_words_and_a_name(kind: Kind, language: str) -> None:
    i18n.use(language)
    line = notification_words.line(kind, EVERYTHING, Names({"V-1": "Nurse"}, {"o1": "Hospital"}))
    assert line.text
    assert "%(" not in line.text
    assert line.address.startswith("/")
    assert notification_words.KIND_NAMES[kind]


@pytest.mark.parametrize("state", sorted(set(State) - {State.INTEREST, State.APPLIED, State.WITHDRAWN}))
def test_every_step_that_is_told_has_words(state: State) -> None:
    told = EVERYTHING | {"state": state.value}
    assert (
        "Hospital"
        in notification_words.line(
            Kind.APPLICATION_MOVED, told, Names({"V-1": "Nurse"}, {"o1": "Hospital"})
        ).text
    )


def test_what_has_left_is_named_all_the_same() -> None:
    line = notification_words.line(Kind.APPLICATION_MOVED, EVERYTHING, Names())
    assert line.text == "an employer that has left offers you the job."


def test_a_parcel_names_its_kinds_once(db: Session, candidate: Actor) -> None:
    news = [Notification(kind=Kind.MESSAGE), Notification(kind=Kind.MESSAGE)]
    parcel = Parcel(db.get_one(Account, candidate.account_id), news)
    assert parcel.kinds == (Kind.MESSAGE,)
