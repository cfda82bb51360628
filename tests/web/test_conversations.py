"""Messages on the pages: who is verified, what is warned of, blocking, and what is reported to contact points."""

import logging

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from talent import applications, conversations
from talent.actors import Actor, Role
from talent.applications import Application
from talent.conversations import Conversation, talking
from talent.organisations import Vetting
from tests.factories.records import make_actor, make_employer, make_profile, make_vacancy
from tests.web.conftest import FetchPage, SignIn
from web import conversation_words, i18n


@pytest.fixture
def candidate(db: Session) -> Actor:
    return make_actor(db, display_name="Boring Nurse (invented)")


@pytest.fixture
def employer(db: Session) -> Actor:
    return make_employer(db, name="Boring Hospital (invented)")


@pytest.fixture
def application(db: Session, candidate: Actor, employer: Actor) -> Application:
    make_profile(db, owner=candidate)
    return applications.apply(db, candidate, make_vacancy(db, employer=employer))


@pytest.fixture
def conversation(db: Session, candidate: Actor, application: Application) -> Conversation:
    return conversations.about(db, candidate, application)


def test_a_conversation_begins_at_an_application(
    page: FetchPage, client: TestClient, sign_in: SignIn, candidate: Actor, application: Application
) -> None:
    sign_in(candidate)
    empty = page("/conversations")
    assert "You have no messages yet" in empty.text
    assert "/applications" in empty.links()
    begun = client.post("/conversations", data={"application": application.id})
    shown = page(begun.headers["location"])

    assert shown.title == "Messages with Boring Hospital (invented)"
    assert "Verified by the contact point of Germany on" in shown.text
    assert "There are no messages yet." in shown.text
    assert f"/applications/{application.id}" in shown.links()


def test_both_sides_write(
    page: FetchPage,
    client: TestClient,
    sign_in: SignIn,
    candidate: Actor,
    employer: Actor,
    application: Application,
    conversation: Conversation,
) -> None:
    address = f"/conversations/{conversation.id}"
    sign_in(employer)
    client.post(address, data={"text": "<b>Guten Tag</b> — https://pay.example/now"})
    shown = page(address)
    assert f"Messages with Candidate {application.profile.code}" == shown.title
    assert "Nobody has checked it" not in shown.text, "it is their own"

    sign_in(candidate)
    assert "1 new message" in page("/conversations").text
    assert "/notifications" in page("/").links()
    assert "You have a message from Boring Hospital (invented)." in page("/notifications").text
    shown = page(address)
    assert "<b>Guten Tag</b>" in shown.text, "markup is text"
    assert "https://pay.example/now" not in shown.links()
    assert "This message names a website. Nobody has checked it." in shown.text
    assert "1 new message" not in page("/conversations").text
    assert client.post(address, data={"text": "Danke"}).headers["location"] == f"{address}?notice=sent"
    sign_in(employer)
    assert "You have a message about “Pflegefachkraft (m/w/d)”." in page("/notifications").text


def test_a_known_name_is_shown_to_the_employer(
    page: FetchPage,
    sign_in: SignIn,
    db: Session,
    candidate: Actor,
    employer: Actor,
    application: Application,
    conversation: Conversation,
) -> None:
    applications.agree_to_identity(db, candidate, application)
    applications.share_identity(db, employer, application)
    sign_in(employer)
    assert page(f"/conversations/{conversation.id}").title == "Messages with Boring Nurse (invented)"


@pytest.mark.parametrize("text", ["", "x" * 2001])
def test_what_cannot_be_sent_is_kept_and_said(
    page: FetchPage, sign_in: SignIn, candidate: Actor, conversation: Conversation, text: str
) -> None:
    sign_in(candidate)
    shown = page(f"/conversations/{conversation.id}", data={"text": text}, status=422)
    assert "#text" in shown.links()
    assert text in shown.text


def test_too_many_messages(
    page: FetchPage,
    sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
    candidate: Actor,
    conversation: Conversation,
) -> None:
    monkeypatch.setattr(talking, "MESSAGES_PER_ACCOUNT", 0)
    sign_in(candidate)
    shown = page(f"/conversations/{conversation.id}", data={"text": "kept words"}, status=429)
    assert "Wait 15 minutes" in shown.text
    assert "kept words" in shown.text


def test_who_was_not_checked_is_named_so_and_cannot_write_first(
    page: FetchPage, sign_in: SignIn, db: Session, candidate: Actor
) -> None:
    unchecked = make_employer(db, vetting=Vetting.PENDING)
    make_profile(db, owner=candidate)
    application = applications.apply(db, candidate, make_vacancy(db, employer=unchecked))
    address = f"/conversations/{conversations.about(db, candidate, application).id}"
    sign_in(unchecked)
    shown = page(address)
    assert "you can only answer" in shown.text
    assert not any(form.get("action") == address for form in shown.document.iter("form"))
    page(address, data={"text": "Hello"}, status=409)
    sign_in(candidate)
    shown = page(address)
    assert "Not verified" in shown.text
    assert "Be careful: nobody has checked who writes here" in shown.text


def test_blocking_and_unblocking(
    page: FetchPage,
    client: TestClient,
    sign_in: SignIn,
    candidate: Actor,
    employer: Actor,
    conversation: Conversation,
) -> None:
    address = f"/conversations/{conversation.id}"
    sign_in(candidate)
    shown = page(client.post(f"{address}/block").headers["location"])
    assert "It is not told" in shown.text
    assert "To write to it, unblock it first" in shown.text
    sign_in(employer)
    client.post(address, data={"text": "Hallo?"})
    shown = page(address)
    assert "Hallo?" in shown.text
    assert "block" not in shown.text.lower()
    sign_in(candidate)
    assert "Hallo?" not in page(address).text
    assert (
        "You get messages from this organisation again"
        in page(client.post(f"{address}/unblock").headers["location"]).text
    )


def test_reporting_and_what_becomes_of_it(
    page: FetchPage,
    client: TestClient,
    sign_in: SignIn,
    db: Session,
    candidate: Actor,
    employer: Actor,
    conversation: Conversation,
) -> None:
    point = make_actor(db, Role.CONTACT_POINT)
    conversations.send(db, employer, conversation, "500 Euro, bitte")
    address = f"/conversations/{conversation.id}"
    sign_in(candidate)
    page(f"{address}/report")
    assert "#concern" in page(f"{address}/report", data={"words": "kept"}, status=422).links()
    assert "#words" in page(f"{address}/report", data={"concern": "money"}, status=422).links()
    given = {"concern": "money", "words": "They want 500 euros."}
    shown = page(client.post(f"{address}/report", data=given).headers["location"])
    assert "You reported this conversation on" in shown.text

    sign_in(point)
    assert "A conversation was reported." in page("/notifications").text
    assert "/reports" in page("/account").links()
    listed = page("/reports")
    [report] = [link for link in listed.links() if link.startswith("/reports/")]
    shown = page(report)
    assert "They want 500 euros." in shown.text
    assert "500 Euro, bitte" in shown.text
    assert "(1" not in page("/").text, "the news is read"
    assert "#to" in page(report, data={}, status=422).links()
    long = {"to": "acted", "answer": "x" * 2001}
    assert "#answer" in page(report, data=long, status=422).links()
    client.post(report, data={"to": "acted", "answer": "The employer is suspended."})
    assert "Measures were taken" in page(report).text

    sign_in(candidate)
    assert "There is news about your report." in page("/notifications").text
    assert "The employer is suspended." in page(address).text
    sign_in(employer)
    assert "report" not in page(address).text.replace("Report this conversation", "")


def test_too_many_reports(
    page: FetchPage,
    sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
    candidate: Actor,
    conversation: Conversation,
) -> None:
    monkeypatch.setattr(conversations.reports, "REPORTS_PER_ACCOUNT", 0)
    sign_in(candidate)
    given = {"concern": "money", "words": "kept words"}
    assert "kept words" in page(f"/conversations/{conversation.id}/report", data=given, status=429).text


def test_nothing_to_report_is_said(page: FetchPage, sign_in: SignIn, db: Session) -> None:
    sign_in(make_actor(db, Role.CONTACT_POINT))
    assert "There are no reports" in page("/reports").text


ROUTES = (
    ("GET", "/conversations/{id}"),
    ("POST", "/conversations/{id}"),
    ("POST", "/conversations/{id}/block"),
    ("POST", "/conversations/{id}/unblock"),
    ("GET", "/conversations/{id}/report"),
    ("POST", "/conversations/{id}/report"),
)


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_every_route_by_everyone_else(
    client: TestClient, sign_in: SignIn, db: Session, conversation: Conversation, method: str, path: str
) -> None:
    address = path.format(id=conversation.id)
    db.commit()
    assert client.request(method, address).headers["location"].startswith("/sign-in")
    for actor in (make_employer(db), *(make_actor(db, role) for role in Role)):
        sign_in(actor)
        assert client.request(method, address, data={"text": "x"}).status_code == 404, actor.roles


def test_only_those_concerned_begin_a_conversation(
    client: TestClient, sign_in: SignIn, db: Session, application: Application
) -> None:
    db.commit()
    given = {"application": application.id}
    assert client.post("/conversations", data=given).headers["location"].startswith("/sign-in")
    for actor in (make_employer(db), *(make_actor(db, role) for role in Role)):
        sign_in(actor)
        assert client.post("/conversations", data=given).status_code == 404


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.CONTACT_POINT}))
def test_reports_are_for_contact_points(client: TestClient, sign_in: SignIn, db: Session, role: Role) -> None:
    db.commit()
    assert client.get("/reports").headers["location"].startswith("/sign-in")
    sign_in(make_actor(db, role))
    for method, path in (("GET", "/reports"), ("GET", "/reports/x"), ("POST", "/reports/x")):
        assert client.request(method, path).status_code == 403


def test_an_employer_cannot_block_a_candidate(
    client: TestClient, sign_in: SignIn, employer: Actor, conversation: Conversation
) -> None:
    sign_in(employer)
    assert client.post(f"/conversations/{conversation.id}/block").status_code == 404


def test_no_word_of_a_message_reaches_a_log_or_an_address(
    client: TestClient,
    sign_in: SignIn,
    caplog: pytest.LogCaptureFixture,
    candidate: Actor,
    conversation: Conversation,
) -> None:
    sign_in(candidate)
    with caplog.at_level(logging.DEBUG):
        sent = client.post(f"/conversations/{conversation.id}", data={"text": "verysecretword"})
    assert "verysecretword" not in caplog.text + sent.headers["location"]


@pytest.mark.parametrize(
    ("text", "has"),
    [
        ("see https://x.example", True),
        ("www.jobs.example", True),
        ("pay at quick-visa.com", True),
        ("Ich komme am 3. Mai. Danke", False),
        ("e.g. B.Sc. in nursing, 3.5 years", False),
    ],
)
def test_links_are_noticed(text: str, has: bool) -> None:
    assert conversation_words.has_link(text) is has


def test_a_sender_without_a_kept_date_is_verified_all_the_same(db: Session, application: Application) -> None:
    i18n.use("en")
    organisation = application.vacancy.organisation
    organisation.vetting = Vetting.SUSPENDED
    assert conversation_words.standing(db, organisation) == ("Suspended by the contact point", "error")
    new = make_vacancy(db, employer=make_employer(db, vetting=Vetting.PENDING)).organisation
    new.vetting = Vetting.VERIFIED
    assert conversation_words.standing(db, new) == ("Verified by the contact point of Germany", "success")
