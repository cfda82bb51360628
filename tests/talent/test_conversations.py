"""Conversations: who may read and write what, what is told of it, blocking that nobody notices, and reports."""

from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from talent import applications, conversations, notifications, organisations
from talent.accounts import Refusal
from talent.actors import OPERATOR, STRANGER, Actor, Role
from talent.applications import Application
from talent.conversations import Concern, Conversation, Message, Report, ReportState, reports, talking
from talent.errors import Conflict, NotAllowed, NotFound, RuleBroken
from talent.notifications import Kind, Notification
from talent.organisations import Vetting
from tests.factories.records import make_actor, make_employer, make_profile, make_vacancy


@dataclass(frozen=True)
class World:
    candidate: Actor
    employer: Actor
    application: Application
    conversation: Conversation
    others: tuple[Actor, ...]


def make_world(db: Session, vetting: Vetting = Vetting.VERIFIED) -> World:
    candidate, employer = make_actor(db), make_employer(db, vetting=vetting)
    make_profile(db, owner=candidate)
    application = applications.apply(db, candidate, make_vacancy(db, employer=employer))
    others = (
        make_actor(db),
        make_employer(db),
        make_actor(db, Role.OFFICER),
        make_actor(db, Role.CONTACT_POINT),
        STRANGER,
    )
    conversation = conversations.about(db, candidate, application)
    return World(candidate, employer, application, conversation, others)


@pytest.fixture
def world(db: Session) -> World:
    return make_world(db)


def send(db: Session, actor: Actor, world: World, text: str = "Guten Tag") -> Message:
    sent = conversations.send(db, actor, world.conversation, text)
    assert isinstance(sent, Message)
    return sent


def texts(db: Session, actor: Actor, world: World) -> list[str]:
    return [message.text for message in conversations.messages(db, actor, world.conversation)]


def unread(db: Session, actor: Actor) -> list[int]:
    return [listed.unread for listed in conversations.listed(db, actor)]


def told(db: Session, actor: Actor) -> list[Notification]:
    news = notifications.newest(db, actor, most=20)
    return [each for each in news if each.kind == Kind.MESSAGE]


def test_both_sides_write_and_read(db: Session, world: World) -> None:
    assert conversations.about(db, world.employer, world.application) is world.conversation
    assert unread(db, world.candidate) == [], "without a message there is nothing to list"
    send(db, world.candidate, world, "Guten Tag")
    send(db, world.employer, world, "Willkommen")

    for actor in (world.candidate, world.employer):
        assert texts(db, actor, world) == ["Guten Tag", "Willkommen"]
        assert (unread(db, actor), conversations.is_unread(db, actor, world.conversation)) == ([1], True)
        conversations.seen(db, actor, world.conversation)
        assert (unread(db, actor), conversations.is_unread(db, actor, world.conversation)) == ([0], False)


def test_the_other_side_is_told_that_there_is_a_message_and_never_which(db: Session, world: World) -> None:
    send(db, world.employer, world, "Please send me 500 euros")
    send(db, world.candidate, world)

    [of_candidate], [of_employer] = told(db, world.candidate), told(db, world.employer)
    vacancy = world.application.vacancy
    assert of_candidate.data == {
        "conversation": world.conversation.id,
        "vacancy": vacancy.code,
        "organisation": vacancy.organisation_id,
    }
    assert set(of_employer.data) == {"conversation", "vacancy"}


def test_nobody_else_reads_or_writes(db: Session, world: World) -> None:
    send(db, world.candidate, world)
    for actor in world.others:
        with pytest.raises(NotFound):
            conversations.get(db, actor, world.conversation.id)
        with pytest.raises(NotFound):
            conversations.about(db, actor, world.application)
        for verb in (conversations.messages, conversations.seen, conversations.block, conversations.unblock):
            with pytest.raises(NotFound):
                verb(db, actor, world.conversation)
        with pytest.raises(NotFound):
            conversations.send(db, actor, world.conversation, "Hello")
        with pytest.raises(NotFound):
            reports.make(db, actor, world.conversation, Concern.MONEY, "Hello")
    assert unread(db, world.others[1]) == []
    with pytest.raises(NotAllowed):
        conversations.listed(db, STRANGER)
    with pytest.raises(NotFound):
        conversations.get(db, world.candidate, "nobody's")


@pytest.mark.parametrize("text", ["", "  \n ", "x" * (talking.LONGEST_MESSAGE + 1), "a\0b"])
def test_what_is_no_message(db: Session, world: World, text: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        conversations.send(db, world.candidate, world.conversation, text)
    assert broken.value.field == "text"


def test_who_was_not_checked_cannot_write_first(db: Session) -> None:
    world = make_world(db, Vetting.PENDING)
    with pytest.raises(Conflict, match="not-verified"):
        send(db, world.employer, world)
    send(db, world.candidate, world)
    send(db, world.employer, world, "Antwort")
    assert texts(db, world.candidate, world) == ["Guten Tag", "Antwort"]


def test_who_is_suspended_cannot_write(db: Session, world: World) -> None:
    send(db, world.candidate, world)
    organisations.vet(db, OPERATOR, world.application.vacancy.organisation, Vetting.SUSPENDED)
    with pytest.raises(Conflict, match="suspended"):
        send(db, world.employer, world)


def test_after_a_withdrawal_the_employer_writes_no_more(db: Session, world: World) -> None:
    applications.withdraw(db, world.candidate, world.application)
    with pytest.raises(Conflict, match="withdrawn"):
        send(db, world.employer, world)
    send(db, world.candidate, world)


def test_blocking_is_not_told(db: Session, world: World) -> None:
    for _ in range(2):
        conversations.block(db, world.candidate, world.conversation)
    assert conversations.may_write(db, world.employer, world.conversation) is None
    send(db, world.employer, world, "Hallo?")

    assert texts(db, world.employer, world) == ["Hallo?"]
    assert (texts(db, world.candidate, world), told(db, world.candidate)) == ([], [])
    assert unread(db, world.candidate) == []
    with pytest.raises(Conflict, match="blocked"):
        send(db, world.candidate, world)


def test_unblocking_lets_the_next_message_in(db: Session, world: World) -> None:
    conversations.block(db, world.candidate, world.conversation)
    send(db, world.employer, world, "unwanted")
    conversations.unblock(db, world.candidate, world.conversation)
    send(db, world.employer, world, "wanted")

    assert texts(db, world.candidate, world) == ["wanted"]


def test_an_employer_cannot_block(db: Session, world: World) -> None:
    with pytest.raises(NotFound):
        conversations.block(db, world.employer, world.conversation)


def test_writing_too_much_is_refused(db: Session, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talking, "MESSAGES_PER_ACCOUNT", 1)
    send(db, world.candidate, world)
    assert conversations.send(db, world.candidate, world.conversation, "more") is Refusal.TOO_MANY
    send(db, world.employer, world)


def test_words_are_not_rewritten(db: Session, world: World) -> None:
    message = send(db, world.candidate, world)
    message.text = "otherwise"
    with pytest.raises(TypeError, match="written once"):
        db.flush()


def test_all_goes_with_the_candidate(db: Session, world: World) -> None:
    send(db, world.candidate, world)
    conversations.block(db, world.candidate, world.conversation)
    reports.make(db, world.candidate, world.conversation, Concern.OTHER, "words")
    db.execute(sa.text("DELETE FROM profiles"))
    for table in ("conversations", "messages", "blocks", "reports"):
        assert db.scalar(sa.text(f"SELECT count(*) FROM {table}")) == 0  # noqa: S608  names from the line above


def test_a_member_who_leaves_takes_no_message_away(db: Session, world: World) -> None:
    send(db, world.employer, world, "Willkommen")
    db.execute(sa.text("DELETE FROM accounts WHERE id = :id"), {"id": world.employer.account_id})
    db.expire_all()
    assert texts(db, world.candidate, world) == ["Willkommen"]


# --- reports ----------------------------------------------------------------------------------------------


@pytest.fixture
def report(db: Session, world: World) -> Report:
    made = reports.make(db, world.candidate, world.conversation, Concern.MONEY, "They want 500 euros.")
    assert isinstance(made, Report)
    return made


def contact_point(world: World) -> Actor:
    return world.others[3]


def test_contact_points_are_told_and_read_what_was_reported(
    db: Session, world: World, report: Report
) -> None:
    send(db, world.employer, world, "500 euros, please")
    point = contact_point(world)

    [news] = notifications.newest(db, point, most=5)
    assert (news.kind, news.data) == (Kind.REPORT_MADE, {"report": report.id})
    assert reports.inbox(db, point) == [report]
    assert reports.get(db, point, report.id) is report
    assert [message.text for message in reports.reported_messages(db, report)] == ["500 euros, please"]


def test_nobody_else_sees_a_report(db: Session, world: World, report: Report) -> None:
    for actor in (
        world.candidate,
        world.employer,
        *(each for each in world.others if each != contact_point(world)),
    ):
        with pytest.raises(NotAllowed):
            reports.inbox(db, actor)
        with pytest.raises(NotAllowed):
            reports.get(db, actor, report.id)
        with pytest.raises(NotAllowed):
            reports.move(db, actor, report, ReportState.ACTED)
    assert reports.own(db, world.employer, world.conversation) == []
    with pytest.raises(NotFound):
        reports.get(db, contact_point(world), "nobody's")


def test_a_published_password_reads_no_report_of_people_who_exist(db: Session, report: Report) -> None:
    known = make_actor(db, Role.CONTACT_POINT, is_demonstration=True)
    assert reports.inbox(db, known) == []
    with pytest.raises(NotFound):
        reports.get(db, known, report.id)


def test_who_reported_sees_what_became_of_it(db: Session, world: World, report: Report) -> None:
    point = contact_point(world)
    reports.move(db, point, report, ReportState.LOOKED_INTO)
    reports.move(db, point, report, ReportState.ACTED, answer="The employer is suspended.")

    [seen] = reports.own(db, world.candidate, world.conversation)
    assert (seen.state, seen.answer) == (ReportState.ACTED, "The employer is suspended.")
    kinds = [news.kind for news in notifications.newest(db, world.candidate, most=5)]
    assert kinds.count(Kind.REPORT_ANSWERED) == 2


@pytest.mark.parametrize("start", ReportState)
@pytest.mark.parametrize("to", ReportState)
def test_a_report_moves_as_the_table_says(
    db: Session, world: World, report: Report, start: ReportState, to: ReportState
) -> None:
    report.state = start
    if to in reports.MOVES[start]:
        reports.move(db, contact_point(world), report, to)
        assert report.state is to
    else:
        with pytest.raises(Conflict):
            reports.move(db, contact_point(world), report, to)


def test_a_report_says_what_happened(db: Session, world: World) -> None:
    with pytest.raises(RuleBroken) as broken:
        reports.make(db, world.employer, world.conversation, Concern.INSULT, " ")
    assert broken.value.field == "words"


def test_reporting_too_much_is_refused(db: Session, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports, "REPORTS_PER_ACCOUNT", 0)
    assert reports.make(db, world.candidate, world.conversation, Concern.MONEY, "again") is Refusal.TOO_MANY
