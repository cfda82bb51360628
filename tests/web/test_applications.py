"""Applying on the pages: what the candidate is told before, what the timeline says after, what the employer does."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from talent import applications, consents, conversations, organisations, vacancies
from talent.actors import OPERATOR, Actor, Role
from talent.applications import Application, State
from talent.db import Database
from talent.organisations import Organisation, Vetting
from talent.profiles import Profile, TextDraft, TextKind
from talent.sections import Section
from talent.vacancies import Vacancy
from tests.databases import counted
from tests.factories.records import (
    PASSWORD,
    make_account,
    make_actor,
    make_employer,
    make_profile,
    make_vacancy,
)
from tests.web.conftest import FetchPage, Page, SignIn
from web.settings import Settings


@pytest.fixture(autouse=True)
def taxonomy(settings: Settings, prepared: Path) -> None:
    """The page of a candidate names concepts."""
    settings.taxonomy_path.symlink_to(prepared / "taxonomy.sqlite")


@pytest.fixture
def candidate(db: Session) -> Actor:
    return make_actor(db, display_name="Boring Nurse (invented)", email="nurse@people.example")


@pytest.fixture
def profile(db: Session, candidate: Actor) -> Profile:
    return make_profile(db, owner=candidate, shared={Section.SUMMARY, Section.LANGUAGES})


@pytest.fixture
def employer(db: Session) -> Actor:
    return make_employer(db, name="Boring Hospital (invented)")


@pytest.fixture
def vacancy(db: Session, employer: Actor) -> Vacancy:
    return make_vacancy(db, employer=employer)


@pytest.fixture
def application(db: Session, candidate: Actor, profile: Profile, vacancy: Vacancy) -> Application:
    return applications.apply(db, candidate, vacancy, note="Ich kann im Mai beginnen.", shares_identity=True)


def address_for_employer(application: Application) -> str:
    return f"/vacancies/{application.vacancy.code}/applications/{application.id}"


def buttons(page: Page) -> list[str]:
    return [form.get("action", "") for form in page.document.iter("form")]


def test_a_stranger_is_told_how_to_apply(page: FetchPage, db: Session, vacancy: Vacancy) -> None:
    db.commit()
    shown = page(f"/vacancies/{vacancy.code}")

    assert "To apply or to show interest you need an account" in shown.text
    assert f"/sign-in?next=%2Fvacancies%2F{vacancy.code}" in shown.links()


def test_who_has_no_profile_is_led_to_it(
    page: FetchPage, sign_in: SignIn, candidate: Actor, vacancy: Vacancy, client: TestClient
) -> None:
    sign_in(candidate)
    assert "/profile" in page(f"/vacancies/{vacancy.code}").links()
    led = client.get(f"/vacancies/{vacancy.code}/apply")
    assert (led.status_code, led.headers["location"]) == (303, f"/vacancies/{vacancy.code}#apply")
    assert client.post(f"/vacancies/{vacancy.code}/apply", data={"note": ""}).status_code == 409


def test_the_candidate_sees_first_what_the_employer_will_see(
    page: FetchPage, sign_in: SignIn, candidate: Actor, profile: Profile, vacancy: Vacancy
) -> None:
    sign_in(candidate)
    for way in ("interest", "apply"):
        assert f"/vacancies/{vacancy.code}/{way}" in page(f"/vacancies/{vacancy.code}").links()
        shown = page(f"/vacancies/{vacancy.code}/{way}")
        sees, kept = shown.text.split("It does not see, because you did not agree:")
        assert "Languages" in sees
        assert "About me and CV" in sees
        assert "Education" in kept
        assert "no right to enter or to stay in Germany" in shown.text
        assert "/profile/sharing" in shown.links()
    assert "It sees your name" in page(f"/vacancies/{vacancy.code}/apply").text


def test_what_is_missing_is_said_before_sending(
    page: FetchPage, sign_in: SignIn, db: Session, candidate: Actor, vacancy: Vacancy
) -> None:
    make_profile(db, owner=candidate, texts=(TextDraft(TextKind.SUMMARY, "Je suis infirmière.", "fr"),))
    sign_in(candidate)
    assert "names no work yet" in page(f"/vacancies/{vacancy.code}/apply").text


def test_applying_and_the_timeline(
    page: FetchPage, sign_in: SignIn, client: TestClient, candidate: Actor, profile: Profile, vacancy: Vacancy
) -> None:
    sign_in(candidate)
    assert "You have not applied yet" in page("/applications").text
    given = {"note": "Ich kann im Mai beginnen.", "identity": "yes"}
    sent = client.post(f"/vacancies/{vacancy.code}/apply", data=given)
    assert sent.status_code == 303
    shown = page(sent.headers["location"])

    assert "Your application is sent" in shown.text
    assert "You applied." in shown.text
    assert "Nothing to do now." in shown.text
    assert "You agreed that Boring Hospital (invented) may see your name" in shown.text
    assert "Ich kann im Mai beginnen." in shown.text
    assert "Pflegefachkraft" in page("/applications").text
    assert "See your application" in page(f"/vacancies/{vacancy.code}").text
    assert client.get(f"/vacancies/{vacancy.code}/apply").status_code == 303, "once is enough"


def test_interest_becomes_an_application(
    page: FetchPage, sign_in: SignIn, client: TestClient, candidate: Actor, profile: Profile, vacancy: Vacancy
) -> None:
    sign_in(candidate)
    sent = client.post(f"/vacancies/{vacancy.code}/interest")
    shown = page(sent.headers["location"])
    assert "You showed interest." in shown.text
    assert "Your name and e-mail address" not in shown.text

    page(f"/vacancies/{vacancy.code}/apply")
    assert client.post(f"/vacancies/{vacancy.code}/apply", data={"note": ""}).status_code == 303
    assert "You applied." in page(sent.headers["location"]).text


def test_nothing_is_sent_that_nobody_could_see(
    page: FetchPage, sign_in: SignIn, db: Session, candidate: Actor, profile: Profile, vacancy: Vacancy
) -> None:
    consents.withdraw(db, candidate, profile)
    sign_in(candidate)
    for way in ("interest", "apply"):
        shown = page(f"/vacancies/{vacancy.code}/{way}")
        assert "can see nothing of your profile yet" in shown.text
        assert (
            "Nothing was sent" in page(f"/vacancies/{vacancy.code}/{way}", data={"note": ""}, status=422).text
        )
    assert "You have not applied yet" in page("/applications").text


def test_a_note_too_long_is_kept_and_said(
    page: FetchPage, sign_in: SignIn, candidate: Actor, profile: Profile, vacancy: Vacancy
) -> None:
    sign_in(candidate)
    note = "x" * (applications.LONGEST_NOTE + 1)
    shown = page(f"/vacancies/{vacancy.code}/apply", data={"note": note, "identity": "yes"}, status=422)

    assert "#note" in shown.links()
    assert note in shown.text
    assert shown.field("identity").get("checked") is not None
    assert "You have not applied yet" in page("/applications").text


def test_withdrawing_undoing_and_applying_again(
    page: FetchPage, sign_in: SignIn, client: TestClient, candidate: Actor, application: Application
) -> None:
    sign_in(candidate)
    base = f"/applications/{application.id}"
    assert f"{base}/withdraw" in buttons(page(base))
    shown = page(client.post(f"{base}/withdraw").headers["location"])
    assert "The employer no longer sees your profile" in shown.text
    assert f"{base}/undo" in buttons(shown)
    assert f"/vacancies/{application.vacancy.code}/apply" in shown.links()

    shown = page(client.post(f"{base}/undo").headers["location"])
    assert "You took your withdrawal back." in shown.text
    assert f"{base}/undo" not in buttons(shown)
    client.post(f"{base}/withdraw")
    assert "Your earlier application for this job" in page(f"/vacancies/{application.vacancy.code}").text
    sent = client.post(f"/vacancies/{application.vacancy.code}/apply", data={"note": ""})
    assert sent.status_code == 303


def test_the_employer_reads_a_pseudonym_and_the_candidate_is_told(
    page: FetchPage,
    sign_in: SignIn,
    employer: Actor,
    candidate: Actor,
    profile: Profile,
    application: Application,
) -> None:
    sign_in(employer)
    assert f"/vacancies/{application.vacancy.code}/applications" in page("/received").links()
    listed = page(f"/vacancies/{application.vacancy.code}/applications")
    assert profile.code in listed.text
    shown = page(address_for_employer(application))
    page(address_for_employer(application))

    assert "J'ai travaillé six ans" in shown.text
    assert "Ich kann im Mai beginnen." in shown.text
    assert "Licence en sciences" not in shown.text, "the candidate keeps education back"
    for secret in ("Boring Nurse", "nurse@people.example"):
        assert secret not in shown.text
    sign_in(candidate)
    assert page(f"/applications/{application.id}").text.count("has opened your application") == 1
    assert "Boring Hospital (invented)" in page("/profile/who-saw").text


def test_name_and_contact_once_both_agree(
    page: FetchPage,
    sign_in: SignIn,
    client: TestClient,
    employer: Actor,
    candidate: Actor,
    application: Application,
) -> None:
    sign_in(employer)
    address = address_for_employer(application)
    shown = page(client.post(f"{address}/identity").headers["location"])
    assert "Boring Nurse (invented)" in shown.text
    assert "nurse@people.example" in shown.text

    sign_in(candidate)
    assert "agreed too, and now sees your name" in page(f"/applications/{application.id}").text
    kept = client.post(f"/applications/{application.id}/identity", data={"agree": "no"})
    assert "may not see your name any more" in page(kept.headers["location"]).text
    sign_in(employer)
    assert "nurse@people.example" not in page(address).text
    assert client.post(f"{address}/identity").status_code == 409
    sign_in(candidate)
    again = client.post(f"/applications/{application.id}/identity", data={"agree": "yes"})
    assert "as soon as it agrees too" in page(again.headers["location"]).text


def test_the_employer_decides_with_a_reason(
    page: FetchPage,
    sign_in: SignIn,
    client: TestClient,
    employer: Actor,
    candidate: Actor,
    application: Application,
) -> None:
    sign_in(employer)
    decide = f"{address_for_employer(application)}/decide"
    assert "#to" in page(decide, data={}, status=422).links()
    without = page(decide, data={"to": "declined", "words": "Leider"}, status=422)
    assert "#reason" in without.links()
    assert "Leider" in without.text
    assert "#words" in page(decide, data={"to": "declined", "reason": "other"}, status=422).links()
    assert client.post(decide, data={"to": "hired"}).status_code == 409
    given = {"to": "declined", "reason": "language", "words": "Bitte mit B2 wieder"}
    assert "Your step is noted" in page(client.post(decide, data=given).headers["location"]).text
    assert "the profile is not shown any more" in page(address_for_employer(application)).text

    sign_in(candidate)
    shown = page(f"/applications/{application.id}")
    assert "does not go on with your application" in shown.text
    assert "The languages are not yet at the level" in shown.text
    assert "Bitte mit B2 wieder" in shown.text


@pytest.mark.parametrize("to", [State.IN_REVIEW, State.INVITED, State.OFFERED])
def test_each_decision_says_what_comes_next(
    page: FetchPage,
    sign_in: SignIn,
    db: Session,
    employer: Actor,
    candidate: Actor,
    application: Application,
    to: State,
) -> None:
    applications.decide(db, employer, application, to)
    sign_in(candidate)
    shown = page(f"/applications/{application.id}")

    assert ("no right to enter" in shown.text) == (to is not State.IN_REVIEW)
    assert "1" in shown.text
    sign_in(employer)
    page(address_for_employer(application))


def test_a_vacancy_that_ended_is_told_kindly(
    page: FetchPage, sign_in: SignIn, db: Session, employer: Actor, candidate: Actor, application: Application
) -> None:
    vacancies.close(db, employer, application.vacancy)
    applications.close_ended(db)
    sign_in(candidate)

    assert "It says nothing about you" in page(f"/applications/{application.id}").text


def test_an_employer_that_was_not_checked_sees_no_application(
    page: FetchPage, sign_in: SignIn, db: Session, employer: Actor, candidate: Actor, application: Application
) -> None:
    db.get_one(Organisation, employer.organisation_id).vetting = Vetting.PENDING
    sign_in(employer)
    assert "as soon as the contact point has checked" in page("/received").text
    assert (
        "as soon as the contact point has checked"
        in page(f"/vacancies/{application.vacancy.code}/applications").text
    )
    page(address_for_employer(application), status=404)
    sign_in(candidate)
    assert "Employer not checked yet" in page(f"/applications/{application.id}").text


def test_an_unchecked_employer_is_named_so_before_applying(
    page: FetchPage, sign_in: SignIn, db: Session, candidate: Actor, profile: Profile
) -> None:
    unchecked = make_employer(db, vetting=Vetting.PENDING)
    vacancy = make_vacancy(db, employer=unchecked)
    sign_in(candidate)
    assert "sees nothing of you until" in page(f"/vacancies/{vacancy.code}/apply").text


def test_an_invented_vacancy_takes_no_application_of_a_person(
    page: FetchPage, sign_in: SignIn, db: Session, candidate: Actor, profile: Profile, vacancy: Vacancy
) -> None:
    vacancy.is_demonstration = True
    sign_in(candidate)
    assert "nobody would read your application" in page(f"/vacancies/{vacancy.code}").text


def test_an_application_belongs_to_its_vacancy(
    page: FetchPage, sign_in: SignIn, db: Session, employer: Actor, application: Application
) -> None:
    other = make_vacancy(db, employer=employer)
    sign_in(employer)
    page(f"/vacancies/{other.code}/applications/{application.id}", status=404)
    assert "Nobody has applied yet" in page(f"/vacancies/{other.code}/applications").text
    assert "See the applications" in page(f"/vacancies/{other.code}").text


def test_a_suspended_employer_loses_sight_at_once(
    page: FetchPage, sign_in: SignIn, db: Session, employer: Actor, application: Application
) -> None:
    organisations.vet(db, OPERATOR, application.vacancy.organisation, Vetting.SUSPENDED)
    sign_in(employer)
    page(address_for_employer(application), status=404)


def test_an_account_without_an_organisation_has_no_vacancy(
    page: FetchPage, client: TestClient, db: Session, application: Application
) -> None:
    account = make_account(db, Role.EMPLOYER)
    db.commit()
    client.post("/sign-in", data={"email": account.email, "password": PASSWORD})
    page(f"/vacancies/{application.vacancy.code}/applications", status=404)
    page("/received")


@pytest.mark.parametrize("many", [1, 4])
def test_lists_ask_the_database_the_same_few_questions(
    client: TestClient,
    sign_in: SignIn,
    db: Session,
    database: Database,
    employer: Actor,
    vacancy: Vacancy,
    many: int,
) -> None:
    for _ in range(many):
        somebody = make_actor(db)
        make_profile(db, owner=somebody)
        application = applications.apply(db, somebody, vacancy)
        conversations.send(db, somebody, conversations.about(db, somebody, application), "Guten Tag")
    sign_in(employer)
    db.expire_all()
    with counted(database) as sent:
        assert client.get(f"/vacancies/{vacancy.code}/applications").status_code == 200
    assert len(sent) <= 12, sent
    with counted(database) as sent:
        assert client.get("/conversations").status_code == 200
    assert len(sent) <= 12 + many, "one more for each: whether the name may be known"
