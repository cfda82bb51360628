"""One candidate on a page: what they show and nothing else, the same for an employer and in the preview."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from matching import store
from talent import access_log, consents, organisations, profiles
from talent.access_log import Access, Why
from talent.actors import Actor, Role
from talent.organisations import Membership
from talent.profiles import (
    ExperienceDraft,
    ExperienceKind,
    LanguageDraft,
    LanguageLevel,
    LicenceDraft,
    LicenceKind,
    Profile,
    QualificationDraft,
    Section,
    TextDraft,
    TextKind,
    Visibility,
)
from talent.vacancies import Vacancy
from tests.factories.esco import occupation_uri
from tests.factories.records import (
    make_account,
    make_actor,
    make_organisation,
    make_profile,
    make_vacancy,
)
from tests.web import html
from tests.web.conftest import FetchPage, Page, SignIn
from web.i18n import languages
from web.platform import Platform

pytestmark = pytest.mark.usefixtures("indexed")

WORDS = {
    Section.PERSONAL: "Kenya",
    Section.EXPERIENCE: "I carry out wound care after operations.",
    Section.EDUCATION: "Bachelor in nursing (invented)",
    Section.LANGUAGES: "Arabic",
    Section.LICENCES: "Driving licence, category B",
    Section.SUMMARY: "I administer prescribed medication every day.",
}
"""What a page shows of each section that the profile below fills in."""


@pytest.fixture
def owner(db: Session) -> Actor:
    account = make_account(db, email="nurse@people.example", display_name="Amal Unmistakable (invented)")
    return organisations.actor_of(db, account)


@pytest.fixture
def profile(db: Session, owner: Actor) -> Profile:
    """Who shows everything to Germany and to France."""
    profile = make_profile(
        db,
        owner=owner,
        residence="KE",
        texts=(TextDraft(TextKind.SUMMARY, WORDS[Section.SUMMARY], "en"),),
        experiences=(
            ExperienceDraft(
                kind=ExperienceKind.FORMAL,
                title="Nurse",
                employer="Hospital Unmistakable (invented)",
                country="TN",
                words=WORDS[Section.EXPERIENCE],
            ),
        ),
        qualifications=(
            QualificationDraft(
                WORDS[Section.EDUCATION], "TN", isced=6, occupation_uri=occupation_uri("nurse")
            ),
        ),
        languages=(LanguageDraft("ar", LanguageLevel.NATIVE),),
        licences=(LicenceDraft(LicenceKind.DRIVING, category="B", country="TN"),),
    )
    db.commit()
    return profile


@pytest.fixture
def employer(db: Session) -> Actor:
    return make_reader(db, "DE")


def make_reader(db: Session, country: str, **changes: object) -> Actor:
    account = make_account(db, Role.EMPLOYER)
    organisation = make_organisation(db, country=country, **changes)  # type: ignore[arg-type]
    db.add(Membership(account_id=account.id, organisation_id=organisation.id))
    db.commit()
    return organisations.actor_of(db, account)


def seen(page: Page) -> str:
    """The part that is the same for both."""
    parts = [each for each in page.document.iter("section") if each.get("aria-labelledby") == "candidate"]
    return html.text_of(parts[0])


def ledger(db: Session) -> list[tuple[str, str]]:
    return [(row.why, row.vacancy_id) for row in db.scalars(sa.select(Access).order_by(Access.last_at))]


def test_an_employer_sees_everything_that_is_shown_but_not_who_it_is(
    page: FetchPage, profile: Profile, employer: Actor, sign_in: SignIn
) -> None:
    sign_in(employer)
    shown = page(f"/candidates/{profile.code}")

    assert all(words in seen(shown) for words in WORDS.values())
    assert "Yes, recognition is needed (qualification from Tunisia)" in seen(shown)
    assert "does not show" not in shown.text
    assert shown.links().count("/received") == 2  # in the bar and below the profile
    for secret in ("Unmistakable", "nurse@people.example", profile.id, str(profile.account_id)):
        assert secret not in shown.text


@pytest.mark.parametrize("section", list(WORDS))
def test_a_section_that_is_withdrawn_is_gone_at_once(
    page: FetchPage,
    db: Session,
    owner: Actor,
    profile: Profile,
    employer: Actor,
    sign_in: SignIn,
    section: Section,
) -> None:
    sign_in(employer)
    page(f"/candidates/{profile.code}")
    consents.withdraw(db, owner, profile, country="DE", sections=[section])
    db.commit()
    shown = page(f"/candidates/{profile.code}")

    assert WORDS[section] not in seen(shown)
    assert all(words in seen(shown) for other, words in WORDS.items() if other is not section)
    assert ("recognition is needed" in shown.text) is (section is not Section.EDUCATION)
    assert "The candidate does not show:" in shown.text


def test_the_preview_is_what_an_employer_sees(
    page: FetchPage, db: Session, owner: Actor, profile: Profile, sign_in: SignIn
) -> None:
    consents.withdraw(db, owner, profile, country="DE", sections=[Section.EXPERIENCE, Section.WISHES])
    consents.withdraw(db, owner, profile, country="FR", sections=[Section.SUMMARY])
    db.commit()
    for country in ("DE", "FR"):
        sign_in(owner)
        preview = page(f"/profile/preview?country={country}")
        sign_in(make_reader(db, country))
        theirs = page(f"/candidates/{profile.code}")

        assert seen(preview) == seen(theirs).partition("The candidate does not show:")[0].strip()


def test_the_preview_says_what_is_hidden_and_why(
    page: FetchPage, db: Session, owner: Actor, profile: Profile, sign_in: SignIn
) -> None:
    consents.withdraw(db, owner, profile, country="DE", sections=[Section.EXPERIENCE])
    fresh = make_profile(db, owner=make_actor(db), shared=())
    db.commit()
    sign_in(owner)
    shown = page("/profile/preview?country=DE")
    today = f"{datetime.now(UTC):%Y}"

    assert "Checked employers in Germany find this page" in shown.text
    assert "Work experience: you withdrew it on" in shown.text
    assert today in shown.text
    assert "Your name, your e-mail address" in shown.text
    assert [each.get("value") for each in shown.document.iter("option")] == ["FR", "DE"]
    page("/profile/preview?country=NL", status=404)

    sign_in(Actor("one", fresh.account_id))
    shown = page("/profile/preview")
    assert "No employer in France finds you now" in shown.text
    assert shown.text.count("you have not ticked it") == len(Section)


def test_ones_own_page_is_the_preview(
    client: TestClient, profile: Profile, owner: Actor, sign_in: SignIn
) -> None:
    sign_in(owner)
    answer = client.get(f"/candidates/{profile.code}")

    assert (answer.status_code, answer.headers["location"]) == (303, "/profile/preview")


@pytest.mark.parametrize("visibility", [Visibility.PAUSED, Visibility.HIDDEN])
def test_who_is_switched_off_is_not_found(
    page: FetchPage, db: Session, profile: Profile, employer: Actor, sign_in: SignIn, visibility: Visibility
) -> None:
    profile.visibility = visibility
    db.commit()
    sign_in(employer)

    page(f"/candidates/{profile.code}", status=404)


def test_others_do_not_find_the_page(
    page: FetchPage, db: Session, owner: Actor, profile: Profile, sign_in: SignIn
) -> None:
    page(f"/candidates/{profile.code}", status=404)
    pending = make_reader(db, "DE", vetting=organisations.Vetting.PENDING)
    for actor in (pending, make_reader(db, "NL"), make_actor(db), make_actor(db, Role.ADMINISTRATOR)):
        db.commit()
        sign_in(actor)
        page(f"/candidates/{profile.code}", status=404)
    page("/candidates/T-22222", status=404)
    assert ledger(db) == []


def test_an_officer_sees_the_whole_and_is_in_the_ledger(
    page: FetchPage, db: Session, owner: Actor, profile: Profile, sign_in: SignIn
) -> None:
    consents.withdraw(db, owner, profile)
    officer = make_actor(db, Role.OFFICER)
    db.commit()
    sign_in(officer)

    assert all(words in seen(page(f"/candidates/{profile.code}")) for words in WORDS.values())
    assert [line.who for line in access_log.seen(db, owner, profile)] == ["authority"]


class TestFromTheList:
    @pytest.fixture
    def vacancy(self, db: Session) -> Vacancy:
        made = make_vacancy(db, title="Nurse", text="Nurse\n- carry out wound care", language="en")
        db.commit()
        return made

    def test_the_list_leads_to_the_page_and_both_are_in_the_ledger(
        self,
        page: FetchPage,
        db: Session,
        platform: Platform,
        profile: Profile,
        employer: Actor,
        vacancy: Vacancy,
        sign_in: SignIn,
    ) -> None:
        store.keep(db, store.read(db, platform.matcher.mapper, most=9))
        db.commit()
        sign_in(employer)
        listed = page(f"/find?vacancy={vacancy.code}")
        address = f"/candidates/{profile.code}?vacancy={vacancy.code}"
        assert address in listed.links()
        shown = page(address)

        assert f"/find?vacancy={vacancy.code}" in shown.links()
        assert ledger(db) == [(Why.SEARCH_RESULT, vacancy.id), (Why.PAGE_OPENED, vacancy.id)]

    def test_the_list_knows_nothing_of_what_is_hidden(
        self,
        page: FetchPage,
        db: Session,
        platform: Platform,
        owner: Actor,
        profile: Profile,
        employer: Actor,
        vacancy: Vacancy,
        sign_in: SignIn,
    ) -> None:
        store.keep(db, store.read(db, platform.matcher.mapper, most=9))
        db.commit()
        sign_in(employer)
        before = page(f"/find?vacancy={vacancy.code}").text
        hidden = [Section.EXPERIENCE, Section.EDUCATION]
        consents.withdraw(db, owner, profile, country="DE", sections=hidden)
        db.commit()
        after = page(f"/find?vacancy={vacancy.code}").text

        assert WORDS[Section.EXPERIENCE] in before
        assert "qualification from Tunisia" in before
        assert profile.code in after
        assert WORDS[Section.EXPERIENCE] not in after
        assert "qualification from Tunisia" not in after

    def test_an_unknown_vacancy_is_not_found(
        self, page: FetchPage, profile: Profile, employer: Actor, sign_in: SignIn
    ) -> None:
        sign_in(employer)
        page(f"/candidates/{profile.code}?vacancy=V-22222", status=404)


@pytest.mark.parametrize("language", languages())
def test_the_page_is_whole_in_every_language(page: FetchPage, db: Session, language: str) -> None:
    invented = make_profile(db, is_demonstration=True)
    db.commit()

    page(f"/candidates/{invented.code}?lang={language}")


def test_strangers_see_invented_people(page: FetchPage, db: Session) -> None:
    invented = make_profile(db, is_demonstration=True, shared=[Section.LANGUAGES])
    db.commit()
    shown = page(f"/candidates/{invented.code}")

    assert "Arabic" in seen(shown)
    assert "infirmière" not in shown.text
    assert set(profiles.sections_shown_to(db, organisations.actor_of(db, None))) == {invented.id}
