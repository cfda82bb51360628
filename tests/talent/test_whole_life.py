"""A candidate who did everything that can be done here: nothing forgotten in the export, nothing left after erasure."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from talent import access_log, applications, conversations, erasure, export, saved_searches
from talent.access_log import Why
from talent.actors import Actor
from talent.conversations import Concern, reports
from talent.saved_searches import Alert
from tests.factories import nurse
from tests.factories.marked import traces
from tests.factories.records import make_employer, make_vacancy

NOTE = "Zqnote: I can begin in May (invented)"
MESSAGE = "Zqmessage: when may I visit? (invented)"
ANSWER = "Zqanswer: in June (invented)"
REPORT = "Zqreport: they asked for money (invented)"
SEARCH = "Zqsearch (invented)"

SAID = (NOTE, MESSAGE, ANSWER, REPORT, SEARCH, nurse.NAME, nurse.EMAIL, nurse.SUMMARY, nurse.WORK, nurse.CV)
"""Whatever the person wrote, was written to, or is known by."""


@dataclass(frozen=True)
class Life:
    candidate: Actor
    employer: Actor
    profile_id: str
    code: str


@pytest.fixture
def life(db: Session) -> Life:
    candidate, profile = nurse.make_nurse(db)
    employer = make_employer(db)
    application = applications.apply(db, candidate, make_vacancy(db, employer=employer), note=NOTE)
    applications.open_one(db, employer, application)
    talk(db, candidate, employer, application)
    saved_searches.save(db, candidate, SEARCH, {"q": "Zqsearch"}, Alert.DAILY)
    access_log.record(db, employer, [profile.id], why=Why.PAGE_OPENED)
    db.flush()
    return Life(candidate, employer, profile.id, profile.code)


def talk(db: Session, candidate: Actor, employer: Actor, application: applications.Application) -> None:
    conversation = conversations.about(db, candidate, application)
    conversations.send(db, candidate, conversation, MESSAGE)
    conversations.send(db, employer, conversation, ANSWER)
    reports.make(db, candidate, conversation, Concern.MONEY, REPORT)
    conversations.block(db, candidate, conversation)


def stored(words: str) -> Iterator[str]:
    """As rows hold it, and as JSON in them does."""
    yield words
    yield json.dumps(words)[1:-1]


def test_nothing_is_forgotten_in_the_export(db: Session, life: Life) -> None:
    document = export.everything(db, life.candidate)
    text = json.dumps(document.as_json(), ensure_ascii=False)
    for words in SAID:
        assert json.dumps(words, ensure_ascii=False)[1:-1] in text, words
    for table in (
        "applications",
        "application_events",
        "messages",
        "reports",
        "blocks",
        "accesses",
        "consents",
    ):
        assert document.tables[table], table
    assert document.names["organisations"], "who saw them, by name"


def test_nothing_is_left_after_erasure(db: Session, life: Life) -> None:
    for words in SAID:
        assert any(traces(db, *stored(words))), f"{words} was never stored: this test proves nothing"
    erasure.erase(db, life.candidate, life.candidate.account_id or "")

    for words in (*SAID, life.code):
        assert list(traces(db, *stored(words))) == []


def test_the_employer_goes_on(db: Session, life: Life) -> None:
    erasure.erase(db, life.candidate, life.candidate.account_id or "")

    assert conversations.listed(db, life.employer) == []
    assert export.everything(db, life.employer).tables["accounts"]


def test_an_employer_who_leaves_takes_no_words_from_the_candidate(db: Session, life: Life) -> None:
    erasure.erase(db, life.employer, life.employer.account_id or "")
    tables = export.everything(db, life.candidate).tables

    assert [row["text"] for row in tables["messages"]] == [MESSAGE, ANSWER]
    assert tables["accesses"], "who saw them stays theirs to know"
