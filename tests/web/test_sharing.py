"""Who may see what: ticked, given and withdrawn in one press, undone, told later; the switch; who saw; the way back."""

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from talent import access_log, consents
from talent.access_log import Why
from talent.accounts import Account
from talent.consents import SUGGESTED, Agreed
from talent.organisations import actor_of
from talent.outbox import Mail
from talent.profiles import Profile, Section, Visibility
from talent.retention import RetentionStep
from tests.factories.records import PASSWORD, make_account, make_actor, make_employer, make_profile
from tests.web.conftest import FetchPage, Page
from web import mails
from web.i18n import languages
from web.pages.who_saw import LINES
from web.settings import Settings

PAGES = ("/profile/sharing", "/profile/sharing/history", "/profile/who-saw")


@pytest.fixture
def account(db: Session) -> Account:
    account = make_account(db, email="nurse@people.example")
    db.commit()
    return account


@pytest.fixture
def profile(db: Session, account: Account) -> Profile:
    """Named Germany and France, agreed to nothing."""
    countries = frozenset({"DE", "FR"})
    profile = make_profile(db, owner=actor_of(db, account), destinations=countries, shared=())
    db.commit()
    return profile


@pytest.fixture
def signed_in(client: TestClient, account: Account, profile: Profile) -> TestClient:
    sign_in(client, account.email)
    return client


def sign_in(client: TestClient, email: str) -> None:
    client.post("/sign-in", data={"email": email, "password": PASSWORD})


def given(db: Session, profile: Profile) -> Agreed:
    db.expire_all()
    return consents.given(db, profile)


def post(client: TestClient, path: str, **data: object) -> str:
    answer = client.post(f"/profile/sharing{path}", data=data)
    assert answer.status_code == 303, answer.text[:500]
    return answer.headers["location"]


def ticked(page: Page) -> set[str]:
    boxes = [each for each in page.document.iter("input") if each.get("name") == "share"]
    assert len(boxes) == 2 * len(Section)
    return {each.get("value", "") for each in boxes if each.get("checked") is not None}


@pytest.mark.usefixtures("signed_in")
class TestTicks:
    def test_nothing_is_ticked_beforehand(self, page: FetchPage) -> None:
        shown = page("/profile/sharing")

        assert ticked(shown) == set()
        assert "No employer can find you" in shown.text
        assert shown.text.count("nothing given") == 2

    def test_what_is_ticked_is_given_and_what_is_not_is_withdrawn(
        self, signed_in: TestClient, page: FetchPage, db: Session, profile: Profile
    ) -> None:
        post(signed_in, "", share=["DE:skills", "DE:education", "FR:skills"])
        where = post(signed_in, "", share=["DE:skills"])

        assert given(db, profile) == {"DE": {Section.SKILLS}}
        shown = page(where)
        assert ticked(shown) == {"DE:skills"}
        assert "Your choice is saved" in shown.text
        assert f"can find you, under the code {profile.code} and without your name: Germany." in shown.text
        assert "words of version 2026-11" in shown.text

    @pytest.mark.parametrize("wrong", ["NL:skills", "XX:skills", "DE:secrets", "skills", ""])
    def test_a_tick_that_is_none_changes_nothing(
        self, signed_in: TestClient, page: FetchPage, db: Session, profile: Profile, wrong: str
    ) -> None:
        post(signed_in, "", share=["DE:skills"])
        shown = page("/profile/sharing", data={"share": ["FR:skills", wrong]}, status=422)

        assert "The list of countries has changed" in shown.text
        assert given(db, profile) == {"DE": {Section.SKILLS}}

    @pytest.mark.parametrize(
        ("what", "sections"), [("everything", frozenset(Section)), ("suggested", SUGGESTED)]
    )
    def test_giving_in_one_press(
        self,
        signed_in: TestClient,
        page: FetchPage,
        db: Session,
        profile: Profile,
        what: str,
        sections: frozenset[Section],
    ) -> None:
        assert "Give everything for Germany" in page("/profile/sharing").text
        post(signed_in, "/give", country="DE", what=what)

        assert given(db, profile) == {"DE": sections}
        assert ("Give everything for Germany" in page("/profile/sharing").text) is (what == "suggested")

    def test_a_country_that_was_not_named_is_refused(self, page: FetchPage) -> None:
        page("/profile/sharing/give", data={"country": "NL", "what": "everything"}, status=422)

    def test_withdrawing_is_one_press_too_and_can_be_undone(
        self, signed_in: TestClient, page: FetchPage, db: Session, profile: Profile
    ) -> None:
        for country in ("DE", "FR"):
            post(signed_in, "/give", country=country, what="everything")
        whole = given(db, profile)
        assert "Withdraw everything for all countries" in page("/profile/sharing").text
        where = post(signed_in, "/withdraw", country="")
        assert given(db, profile) == {}
        assert "Undo" in page(where).text

        assert "as it was before" in page(post(signed_in, "/undo")).text
        assert given(db, profile) == whole
        post(signed_in, "/withdraw", country="DE")
        assert set(given(db, profile)) == {"FR"}

    def test_the_words_that_were_agreed_to_can_be_read_later_in_their_language(
        self, signed_in: TestClient, page: FetchPage
    ) -> None:
        assert "You have not agreed to anything yet" in page("/profile/sharing/history").text
        page("/profile/sharing?lang=fr")
        post(signed_in, "/give", country="DE", what="suggested")
        page("/profile/sharing?lang=en")
        post(signed_in, "/withdraw", country="DE")
        shown = page("/profile/sharing/history")

        assert shown.text.index("Withdrawn") < shown.text.index("Given")
        assert "J’accepte que les employeurs de ce pays (Allemagne)" in shown.text
        assert "Les compétences que vous avez confirmées." in shown.text
        assert "Le pays où vous vivez" not in shown.text


@pytest.mark.usefixtures("signed_in")
class TestSwitch:
    @pytest.mark.parametrize("visibility", list(Visibility))
    def test_each_position(
        self, signed_in: TestClient, page: FetchPage, db: Session, profile: Profile, visibility: Visibility
    ) -> None:
        post(signed_in, "/give", country="DE", what="everything")
        post(signed_in, "/visibility", visibility=visibility)
        shown = page("/profile/sharing")

        db.refresh(profile)
        assert profile.visibility is visibility
        assert ("can find you, under the code" in shown.text) is (visibility is Visibility.VISIBLE)
        chosen = [each for each in shown.document.iter("input") if each.get("type") == "radio"]
        assert [each.get("value") for each in chosen if each.get("checked") is not None] == [visibility]

    def test_there_is_no_fourth(self, page: FetchPage) -> None:
        page("/profile/sharing/visibility", data={"visibility": "loud"}, status=422)


@pytest.mark.parametrize("language", languages())
def test_the_pages_are_whole_in_every_language(
    signed_in: TestClient, page: FetchPage, db: Session, profile: Profile, language: str
) -> None:
    post(signed_in, "/give", country="DE", what="everything")
    access_log.record(db, make_employer(db), [profile.id], why=Why.PAGE_OPENED)
    db.commit()
    for path in (*PAGES, "/profile/preview"):
        page(f"{path}?lang={language}")


def test_without_a_profile_the_pages_say_what_to_do(
    client: TestClient, page: FetchPage, account: Account
) -> None:
    sign_in(client, account.email)

    assert "/profile" in page("/profile/sharing").links()
    page("/profile/sharing/history")
    assert "Nobody saw your profile yet" in page("/profile/who-saw").text
    for path in ("/profile/sharing/give", "/profile/sharing/withdraw", "/profile/sharing/undo"):
        page(path, data={"country": "DE"}, status=404)


def test_without_a_country_the_page_leads_there(
    client: TestClient, page: FetchPage, account: Account, db: Session
) -> None:
    make_profile(db, owner=actor_of(db, account), destinations=frozenset(), shared=())
    db.commit()
    sign_in(client, account.email)

    assert "/profile/destinations" in page("/profile/sharing").links()
    assert "You have not chosen a country yet" in page("/profile/preview").text


@pytest.mark.parametrize("path", [*PAGES, "/profile/preview"])
def test_they_are_for_candidates(client: TestClient, page: FetchPage, db: Session, path: str) -> None:
    assert client.get(path).status_code == 303
    employer = make_employer(db)
    email = db.get_one(Account, employer.account_id).email
    db.commit()
    sign_in(client, email)

    page(path, status=403)


@pytest.mark.usefixtures("signed_in")
class TestLedger:
    def test_who_saw_why_and_how_often(self, page: FetchPage, db: Session, profile: Profile) -> None:
        employer = make_employer(db, name="Clinic (invented)")
        for _ in range(2):
            access_log.record(db, employer, [profile.id], why=Why.SEARCH_RESULT)
        visitor = make_actor(db, is_demonstration=True)
        access_log.record(db, visitor, [profile.id], why=Why.PAGE_OPENED)
        db.commit()
        shown = page("/profile/who-saw")

        assert "Clinic (invented), Germany Organisation checked" in shown.text
        assert "You were in a list of candidates. " in shown.text
        assert "2 times on that day" in shown.text
        assert shown.text.index("Somebody trying the platform") < shown.text.index("Clinic")

    def test_long_ledgers_have_pages(self, page: FetchPage, db: Session, profile: Profile) -> None:
        for number in range(LINES + 1):
            actor = make_employer(db, name=f"Works {number} (invented)")
            access_log.record(db, actor, [profile.id], why=Why.PAGE_OPENED)
        db.commit()

        assert "Works 0 (invented)" not in page("/profile/who-saw").text
        assert "Works 0 (invented)" in page("/profile/who-saw?page=2").text
        page("/profile/who-saw?page=3", status=404)


class TestKeeping:
    @pytest.fixture
    def token(self, db: Session, account: Account) -> str:
        from talent.accounts.throttle import digest

        made = account.active_at
        step = {"account_id": account.id, "active_at": made, "kind": "remind", "months": 6}
        db.add(RetentionStep(**step, token_digest=digest("the token")))
        db.commit()
        return "the token"

    def test_the_link_asks_and_the_button_keeps(
        self, client: TestClient, page: FetchPage, db: Session, account: Account, token: str
    ) -> None:
        before = account.active_at
        assert "Keep your profile" in page(f"/profile/keep?token={token}").title
        db.refresh(account)
        assert account.active_at == before, "programs that read mails follow links by themselves"
        answer = client.post("/profile/keep", data={"token": token})

        assert "Your profile is kept" in page(answer.headers["location"]).title
        db.refresh(account)
        assert account.active_at > before

    def test_an_unknown_link_is_not_found(self, page: FetchPage) -> None:
        page("/profile/keep?token=another", status=404)
        page("/profile/keep", data={"token": "another"}, status=404)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("kind", ["reminder", "hidden", "warning", "erased"])
def test_the_mails_are_written_in_every_language(settings: Settings, language: str, kind: str) -> None:
    data = {"token": "the-token", "day": "2027-03-01"}
    mail = Mail(recipient="nurse@people.example", kind=f"retention-{kind}", language=language)
    letter = mails.write(mail, data, settings)

    assert letter.link is not None
    assert ("token=the-token" in letter.link.address) is (kind != "erased")
    assert letter.subject


def test_no_route_of_these_tells_of_another(signed_in: TestClient, page: FetchPage, db: Session) -> None:
    other = make_profile(db, owner=make_actor(db))
    db.commit()

    assert all(other.code not in page(path).text for path in PAGES)
    assert db.scalar(sa.select(sa.func.count()).select_from(Profile)) == 2
