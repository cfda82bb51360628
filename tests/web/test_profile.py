"""The reader's profile, step by step: saved, kept while it is not finished, taken out and put back."""

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from talent import organisations, profiles
from talent.accounts import Account
from talent.accounts.registration import Joining
from talent.actors import Actor, Role
from talent.profiles import Profile, ProfileText, TextDraft, TextKind, UnfinishedForm
from tests.factories.records import PASSWORD, make_account, make_profile
from tests.web.conftest import FetchPage, Page

STEPS = (
    "personal",
    "experience",
    "education",
    "languages",
    "licences",
    "destinations",
    "wishes",
    "summary",
    "programmes",
)
LISTS = ("experience", "education", "languages", "licences", "destinations", "programmes")
WORK = {
    "title": "ممرضة",
    "kind": "informal",
    "words": "أعتني بالمرضى في البيت.",
    "start": "03/2019",
    "end": "2021",
}


@pytest.fixture
def account(db: Session) -> Account:
    account = make_account(db, email="nurse@people.example", display_name="Boring Nurse (invented)")
    db.add(Joining(account_id=account.id, residence="TN", destination="DE", facts_version="of a test"))
    db.commit()
    return account


@pytest.fixture
def me(db: Session, account: Account) -> Actor:
    return organisations.actor_of(db, account)


def profile_of(db: Session, account: Account) -> Profile:
    db.expire_all()
    return db.scalars(sa.select(Profile).where(Profile.account_id == account.id)).one()


def post(client: TestClient, path: str, **fields: object) -> str:
    """Sends a form that is right, and returns where it leads."""
    answer = client.post(f"/profile/{path}", data=fields)
    assert answer.status_code == 303, answer.text[:3000]
    return str(answer.headers["location"])


def actions(page: Page, ending: str) -> list[str]:
    found = [form.get("action", "") for form in page.document.iter("form")]
    return [action for action in found if action.endswith(ending)]


@pytest.mark.usefixtures("signed_in")
class TestPages:
    @pytest.mark.parametrize("step", STEPS)
    def test_every_step_says_why_and_leads_on(self, page: FetchPage, step: str) -> None:
        shown = page(f"/profile/{step}")
        assert "Why we ask" in shown.text
        assert "/profile" in shown.links()

    @pytest.mark.parametrize("slug", LISTS)
    def test_the_form_of_a_new_entry(self, page: FetchPage, slug: str) -> None:
        shown = page(f"/profile/{slug}/new-entry")
        assert actions(shown, f"/profile/{slug}/new-entry")

    def test_the_overview_leads_to_the_next_step(self, page: FetchPage) -> None:
        shown = page("/profile")
        assert "Next: Work experience" in shown.text
        assert {f"/profile/{step}" for step in STEPS} <= set(shown.links())

    def test_looking_writes_nothing(self, page: FetchPage, db: Session) -> None:
        for step in ("", *(f"/{step}" for step in STEPS)):
            page(f"/profile{step}")
        assert db.scalars(sa.select(Profile.id)).all() == []

    def test_header_and_account_lead_to_it(self, page: FetchPage) -> None:
        assert page("/account").links().count("/profile") == 2


class TestSteps:
    def test_work_is_kept_in_the_words_it_was_told_in(
        self, signed_in: TestClient, db: Session, account: Account, page: FetchPage
    ) -> None:
        assert post(signed_in, "experience/new-entry", **WORK) == "/profile/experience?notice=saved"
        [row] = profile_of(db, account).experiences
        assert (row.title, row.kind, row.start, row.end) == ("ممرضة", "informal", "2019-03", "2021")
        shown = page("/profile/experience")
        assert "أعتني بالمرضى" in shown.text
        assert "Paid, without a contract" in shown.text

    def test_a_later_wording_leaves_the_first_one_to_be_read(
        self, signed_in: TestClient, db: Session, account: Account, page: FetchPage
    ) -> None:
        post(signed_in, "experience/new-entry", **WORK)
        [row] = profile_of(db, account).experiences
        for words in ("Second wording.", "Third wording."):
            post(signed_in, f"experience/{row.id}", **(WORK | {"words": words}))
        shown = page(f"/profile/experience/{row.id}")
        assert "As you first wrote it" in shown.text
        assert "أعتني بالمرضى" in shown.text
        assert shown.field("words").text == "\nThird wording."
        assert len(profile_of(db, account).texts) == 2

        signed_in.post(actions(shown, "/remove")[-1])
        assert [text.text for text in profile_of(db, account).texts] == ["Third wording."]

    def test_everything_of_a_qualification(
        self, signed_in: TestClient, db: Session, account: Account, page: FetchPage
    ) -> None:
        said = {
            "title": "الإجازة في علوم التمريض",
            "country": "TN",
            "institution": "Institut (invented)",
            "isced": "6",
            "year": "2016",
            "start_year": "٢٠١٣",
            "workload": "180",
            "unit": "credits",
            "licence_number": "TN-123",
            "licence_until": "2030-01-31",
            "gloss": "Bachelor of nursing",
        }
        post(signed_in, "education/new-entry", **said)
        [row] = profile_of(db, account).qualifications
        assert (row.title, row.isced, row.start_year, row.unit) == (said["title"], 6, 2013, "credits")
        again = page(f"/profile/education/{row.id}")
        assert again.field("licence_until").get("value") == "2030-01-31"
        assert again.field("licence_number").get("value") == "TN-123"

    def test_a_language_by_dimensions(self, signed_in: TestClient, db: Session, account: Account) -> None:
        post(
            signed_in,
            "languages/new-entry",
            language="de",
            level="B1",
            listening="B2",
            certificate="Goethe B1",
        )
        [row] = profile_of(db, account).languages
        assert (row.language, row.level, row.listening, row.writing) == ("de", "B1", "B2", None)
        again = signed_in.post("/profile/languages/new-entry", data={"language": "de", "level": "A1"})
        assert again.status_code == 422
        assert "in your profile already" in again.text

    def test_newari_is_a_language_and_no_new_entry(
        self, signed_in: TestClient, page: FetchPage, db: Session, account: Account
    ) -> None:
        post(signed_in, "languages/new-entry", language="new", level="native")
        assert page("/profile/languages/new").field("level").get("aria-invalid") is None
        post(signed_in, "languages/new", language="new", level="B2")
        assert [row.level for row in profile_of(db, account).languages] == ["B2"]

    def test_licences(self, signed_in: TestClient, db: Session, account: Account, page: FetchPage) -> None:
        post(signed_in, "licences/new-entry", kind="driving", category="CE", valid_until="2031-05-01")
        post(signed_in, "licences/new-entry", kind="other", name="Forklift", category="B")
        assert [(row.category, row.name) for row in profile_of(db, account).licences] == [
            ("CE", None),
            (None, "Forklift"),
        ]
        assert "Driving licence, category CE" in page("/profile/licences").text

    def test_destinations_begin_with_the_one_of_joining(
        self, signed_in: TestClient, db: Session, account: Account, page: FetchPage
    ) -> None:
        post(signed_in, "destinations/new-entry", country="FR")
        assert profile_of(db, account).destinations == {"DE", "FR"}
        offered = [option.get("value") for option in page("/profile/destinations/new-entry").field("country")]
        assert not {"DE", "FR", "DK", "TN"} & set(offered)
        assert "NL" in offered

    def test_regions_of_a_destination_are_chosen_and_read_by_name(
        self, signed_in: TestClient, db: Session, account: Account, page: FetchPage
    ) -> None:
        post(signed_in, "destinations/new-entry", country="IT")
        assert "Lombardia" in page("/profile/destinations/IT").text
        post(signed_in, "destinations/IT", country="IT", regions=["IT-25", "IT-34"])
        chosen = {row.country: row.regions for row in profile_of(db, account).destination_rows}
        assert chosen["IT"] == ["IT-25", "IT-34"]
        assert "Lombardia and Veneto" in page("/profile/destinations").text

    def test_wishes(self, signed_in: TestClient, db: Session, account: Account, page: FetchPage) -> None:
        wishes = {
            "earliest_start": "2027-03-01",
            "family": "later",
            "pay_floor": "2 500,50",
            "currency": "EUR",
            "pay_period": "month",
            "contracts": ["permanent", "seasonal"],
        }
        post(signed_in, "wishes", **wishes)
        row = profile_of(db, account).wishes
        assert row is not None
        assert (str(row.pay_floor), row.contracts) == ("2500.50", ["permanent", "seasonal"])
        assert page("/profile/wishes").field("pay_floor").get("value") == "2500.50"

    def test_a_programme_is_not_confirmed_by_who_names_it(
        self, signed_in: TestClient, db: Session, account: Account, page: FetchPage
    ) -> None:
        said = {"kind": "talent-partnership", "name": "THAMM (invented)", "country": "TN"}
        post(signed_in, "programmes/new-entry", **said, confirmed_at="2026-01-01", is_confirmed="yes")
        [row] = profile_of(db, account).programmes
        assert not row.is_confirmed
        assert "Waiting for the issuer" in page("/profile/programmes").text

    def test_nobody_gets_a_programme_by_where_they_live(
        self, signed_in: TestClient, db: Session, account: Account
    ) -> None:
        for residence in ("NG", "TN"):
            post(signed_in, "personal", display_name="A", residence=residence, locale="fr")
            assert profile_of(db, account).programmes == []

    def test_the_description_of_oneself(self, signed_in: TestClient, db: Session, account: Account) -> None:
        post(signed_in, "summary", text="Je soigne.")
        post(signed_in, "summary", text="Je soigne bien.")
        assert [row.text for row in profile_of(db, account).current_texts] == ["Je soigne bien."]


class TestMoving:
    def test_name_residence_and_language(self, signed_in: TestClient, db: Session, account: Account) -> None:
        post(signed_in, "personal", display_name="New Name", residence="MA", locale="ar")
        assert profile_of(db, account).residence == "MA"
        db.refresh(account)
        assert (account.display_name, account.locale) == ("New Name", "ar")

    def test_moving_to_the_union_is_refused_kindly(
        self, signed_in: TestClient, db: Session, account: Account, page: FetchPage
    ) -> None:
        post(signed_in, "personal", display_name="A", residence="TN", locale="fr")
        shown = page(
            "/profile/personal", status=422, data={"display_name": "A", "residence": "FR", "locale": "fr"}
        )
        assert "EURES" in shown.text
        assert "/account/erase" in shown.links()
        assert profile_of(db, account).residence == "TN"

    def test_an_account_that_did_not_join_says_where_it_lives(self, client: TestClient, db: Session) -> None:
        account = make_account(db)
        db.commit()
        client.post("/sign-in", data={"email": account.email, "password": PASSWORD})
        assert (
            client.post("/profile/languages/new-entry", data={"language": "de", "level": "B1"}).status_code
            == 409
        )
        for path in ("/profile/languages", "/profile/wishes", "/profile/languages/new-entry"):
            assert client.get(path).headers["location"] == "/profile/personal"
        assert (
            "Fill in this field" in client.post("/profile/personal?autosave=true", data={"locale": ""}).text
        )
        post(client, "personal", display_name="A", residence="TN", locale="en")
        post(client, "languages/new-entry", language="de", level="B1")
        assert profile_of(db, account).residence == "TN"


class TestNothingIsLost:
    @pytest.mark.usefixtures("signed_in")
    def test_values_stay_where_something_is_wrong(self, page: FetchPage, db: Session) -> None:
        shown = page("/profile/experience/new-entry", status=422, data=WORK | {"end": "2018"})
        assert shown.field("title").get("value") == "ممرضة"
        assert "before the beginning" in shown.text
        assert shown.field("end").get("aria-invalid") == "true"
        assert db.scalars(sa.select(UnfinishedForm.form)).all() == ["experience/new-entry"]

    def test_a_new_entry_that_saves_itself_waits_as_a_draft(
        self, signed_in: TestClient, db: Session, account: Account, page: FetchPage
    ) -> None:
        answer = signed_in.post("/profile/experience/new-entry?autosave=true", data={"title": "Half a"})
        assert answer.status_code == 200
        assert "Kept as a draft at" in answer.text
        assert len(answer.content) < 1000
        assert profile_of(db, account).experiences == []

        assert "/profile/experience" in page("/profile").links()
        assert "Go on with the entry you began" in page("/profile/experience").text
        assert page("/profile/experience/new-entry").field("title").get("value") == "Half a"

        post(signed_in, "experience/new-entry", **WORK)
        assert page("/profile/experience/new-entry").field("title").get("value") == ""

    def test_it_goes_on_on_another_device(
        self, signed_in: TestClient, account: Account, page: FetchPage
    ) -> None:
        signed_in.post("/profile/wishes?autosave=true", data={"pay_floor": "plenty"})
        signed_in.cookies.clear()
        signed_in.post("/sign-in", data={"email": account.email, "password": PASSWORD})
        assert page("/profile/wishes").field("pay_floor").get("value") == "plenty"

    @pytest.mark.usefixtures("signed_in")
    def test_a_form_sent_empty_leaves_no_draft(self, page: FetchPage) -> None:
        page("/profile/languages/new-entry", data={"language": "", "level": " "}, status=422)
        assert "did not finish" not in page("/profile/languages/new-entry").text

    def test_a_month_is_shown_as_the_form_asks_for_it(
        self, signed_in: TestClient, db: Session, account: Account, page: FetchPage
    ) -> None:
        post(signed_in, "experience/new-entry", **WORK)
        shown = page(f"/profile/experience/{profile_of(db, account).experiences[0].id}")
        assert [shown.field(name).get("value") for name in ("start", "end")] == ["03/2019", "2021"]

    def test_what_is_there_saves_itself(self, signed_in: TestClient, db: Session, account: Account) -> None:
        answer = signed_in.post("/profile/summary?autosave=true", data={"text": "I lay bricks."})
        assert "Saved at" in answer.text
        assert [row.text for row in profile_of(db, account).texts] == ["I lay bricks."]

    def test_saving_itself_says_what_is_wrong_and_keeps_it(
        self, signed_in: TestClient, db: Session, account: Account, page: FetchPage
    ) -> None:
        post(signed_in, "languages/new-entry", language="de", level="B1")
        answer = signed_in.post(
            "/profile/languages/de?autosave=true",
            data={"language": "de", "level": "B2", "certificate_year": "last"},
        )
        assert "#certificate_year" in answer.text
        assert profile_of(db, account).languages[0].level == "B1"
        shown = page("/profile/languages/de")
        assert shown.field("certificate_year").get("value") == "last"

        signed_in.post(actions(shown, "/discard")[0])
        assert page("/profile/languages/de").field("certificate_year").get("value") == ""

    def test_what_was_removed_is_put_back_as_it_was(
        self, signed_in: TestClient, db: Session, account: Account, page: FetchPage
    ) -> None:
        post(signed_in, "experience/new-entry", **WORK)
        [before] = profile_of(db, account).experiences
        key, text_id = before.id, before.text_id
        assert post(signed_in, f"experience/{key}/remove") == "/profile/experience?notice=removed"
        assert profile_of(db, account).experiences == []
        assert db.scalars(sa.select(ProfileText.id)).all() == []

        [undo] = actions(page("/profile/experience"), "/put-back")
        signed_in.post(undo)
        [after] = profile_of(db, account).experiences
        assert (after.id, after.text_id, after.start) == (key, text_id, "2019-03")
        assert signed_in.post(undo).status_code == 404


class TestOthers:
    def test_nobody_changes_the_entry_of_another(self, signed_in: TestClient, db: Session) -> None:
        other = make_account(db)
        db.add(Joining(account_id=other.id, residence="MA", destination="FR", facts_version="of a test"))
        db.flush()
        theirs = profiles.add(
            db, organisations.actor_of(db, other), profiles.LicenceDraft(profiles.LicenceKind.OTHER, name="A")
        )
        db.commit()
        for path in (f"licences/{theirs.id}", f"licences/{theirs.id}/remove"):
            assert signed_in.post(f"/profile/{path}", data={"kind": "other", "name": "B"}).status_code == 404
        db.refresh(theirs)
        assert theirs.name == "A"

    def test_employers_have_none(self, client: TestClient, db: Session) -> None:
        employer = make_account(db, Role.EMPLOYER)
        db.commit()
        client.post("/sign-in", data={"email": employer.email, "password": PASSWORD})
        assert client.get("/profile").status_code == 403
        assert client.post("/profile/summary", data={"text": "x"}).status_code == 403

    def test_strangers_are_led_to_sign_in(self, client: TestClient) -> None:
        assert client.get("/profile/experience").headers["location"].startswith("/sign-in")


@pytest.mark.parametrize(
    ("kind", "step"),
    [(TextKind.CV, "summary"), (TextKind.EDUCATION, "education")],
    ids=["summary", "education"],
)
def test_words_from_a_cv_are_read_and_removed_where_their_owner_looks(
    signed_in: TestClient,
    page: FetchPage,
    db: Session,
    account: Account,
    me: Actor,
    kind: TextKind,
    step: str,
) -> None:
    make_profile(db, owner=me, texts=(TextDraft(kind, "Ich pflege seit 2015.", "de"),))
    db.commit()
    elsewhere = {"summary": "education", "education": "summary"}[step]
    assert "Ich pflege seit 2015." not in page(f"/profile/{elsewhere}").text

    shown = page(f"/profile/{step}")
    assert "Ich pflege seit 2015." in shown.text
    done = signed_in.post(actions(shown, "/remove")[-1])

    assert done.headers["location"] == f"/profile/{step}?notice=removed"
    gone = page(done.headers["location"])
    assert not profile_of(db, account).texts
    signed_in.post(actions(gone, "/put-back")[-1])
    assert "Ich pflege seit 2015." in page(f"/profile/{step}").text
