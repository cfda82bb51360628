"""Programmes from both sides: the issuer reads as little as it needs and decides; the candidate sees what and why."""

import io
import json

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from pypdf import PdfReader
from sqlalchemy.orm import Session

from matching import store
from talent import consents, notifications, profiles, programmes
from talent import db as records
from talent.access_log import Access, Why
from talent.actors import Actor, Role
from talent.profiles import (
    Profile,
    Programme,
    ProgrammeDraft,
    ProgrammeReason,
    ProgrammeState,
    Section,
    Visibility,
)
from tests.factories.records import make_actor, make_employer, make_issuer, make_profile, make_vacancy
from tests.web import html
from tests.web.conftest import FetchPage, Page, ReadAll, SignIn
from web.platform import Platform

NAME = "Unmistakable Person (invented)"
NUMBER = "P-4711 (invented)"
NAMED = ProgrammeDraft("Partnership of ports (invented)", "DE", reference=NUMBER, start="2021", end="2022-06")
OFFICE = "Office for Partnerships (invented)"


@pytest.fixture
def issuer(db: Session) -> Actor:
    return make_issuer(db, name=OFFICE)


@pytest.fixture
def candidate(db: Session) -> Actor:
    return make_actor(db, display_name=NAME)


@pytest.fixture
def profile(db: Session, candidate: Actor) -> Profile:
    return make_profile(db, owner=candidate)


@pytest.fixture
def programme(db: Session, candidate: Actor, profile: Profile) -> Programme:
    row: Programme = profiles.add(db, candidate, NAMED)
    db.commit()
    return row


def again(db: Session, programme: Programme) -> Programme:
    db.expire_all()
    return db.get_one(Programme, programme.id)


def decide(client: TestClient, programme: Programme, what: str, **fields: str) -> str:
    """Sends a decision that is right, and returns where it leads."""
    fields = {"asked_at": programme.asked_at.isoformat()} | fields
    answer = client.post(f"/programmes/{programme.id}/{what}", data=fields)
    assert answer.status_code == 303, answer.text[:2000]
    return answer.headers["location"]


def confirm(db: Session, issuer: Actor, programme: Programme) -> None:
    programmes.confirm(db, issuer, programme, seen=programme.asked_at)
    db.commit()


class TestTheList:
    @pytest.mark.usefixtures("programme")
    def test_what_waits_stands_first_and_names_nobody(
        self, db: Session, page: FetchPage, sign_in: SignIn, issuer: Actor, candidate: Actor
    ) -> None:
        other = profiles.add(db, candidate, ProgrammeDraft("Exchange (invented)", "DE"))
        confirm(db, issuer, other)
        sign_in(issuer)
        assert "/programmes" in page("/account").links()
        shown = page("/programmes")
        titles = [html.text_of(each) for each in shown.document.iter("h2")]
        assert titles == [NAMED.name, "Exchange (invented)"]
        assert "All (2)" in shown.text
        assert "To be checked (1)" in shown.text
        assert NAME not in shown.text
        assert NUMBER not in shown.text
        assert accesses(db) == []

    def test_only_one_state(
        self, page: FetchPage, sign_in: SignIn, issuer: Actor, programme: Programme
    ) -> None:
        sign_in(issuer)
        assert programme.name in page("/programmes?state=waiting").text
        empty = page("/programmes?state=declined")
        assert "Nothing here" in empty.text
        assert "/programmes" in empty.links()
        assert programme.name in page("/programmes?state=nonsense").text
        page("/programmes?page=2", status=404)

    @pytest.mark.usefixtures("profile")
    def test_pages(
        self, db: Session, page: FetchPage, sign_in: SignIn, issuer: Actor, candidate: Actor
    ) -> None:
        for n in range(30):
            profiles.add(db, candidate, ProgrammeDraft(f"{n} (invented)", "DE"))
        sign_in(issuer)
        first, second = page("/programmes"), page("/programmes?page=2")
        assert [len(list(each.document.iter("article"))) for each in (first, second)] == [25, 5]
        assert "/programmes?state=&page=2" in first.links()

    def test_nothing_yet_and_no_authority(
        self, db: Session, page: FetchPage, sign_in: SignIn, issuer: Actor
    ) -> None:
        sign_in(issuer)
        assert "No candidate has named a programme of your country yet" in page("/programmes").text
        sign_in(make_actor(db, Role.CONTACT_POINT))
        assert "Your account decides for no authority" in page("/programmes").text

    @pytest.mark.usefixtures("profile")
    def test_the_issuer_hears_of_what_waits_until_it_looks(
        self, client: TestClient, page: FetchPage, sign_in: SignIn, issuer: Actor, candidate: Actor
    ) -> None:
        sign_in(candidate)
        said = {"kind": "bilateral", "name": "Exchange (invented)", "country": "DE"}
        for path, fields in (
            ("sharing/visibility", {"visibility": "hidden"}),
            ("programmes/new-entry", said),
            ("sharing/visibility", {"visibility": "visible"}),
        ):
            assert client.post(f"/profile/{path}", data=fields).status_code == 303
        sign_in(issuer)
        assert "There are programmes to confirm." in page("/notifications").text
        assert "(1 new)" in page("/notifications").text
        page("/programmes")
        assert "new)" not in page("/notifications").text


class TestDeciding:
    def test_the_least_is_shown_and_the_name_on_request(
        self, page: FetchPage, sign_in: SignIn, issuer: Actor, profile: Profile, programme: Programme
    ) -> None:
        sign_in(issuer)
        shown = page(f"/programmes/{programme.id}")
        for said in (NAMED.name, NUMBER, "2021", "Jun 2022", "EU Talent Partnership", "Germany"):
            assert said in shown.text
        for hidden in (NAME, profile.code, "infirmière", "Tunisia"):
            assert hidden not in shown.text
        assert NAME in page(f"/programmes/{programme.id}?name=shown").text

    def test_the_candidate_sees_who_looked_and_when_the_name_was_read(
        self,
        db: Session,
        page: FetchPage,
        sign_in: SignIn,
        issuer: Actor,
        candidate: Actor,
        programme: Programme,
    ) -> None:
        sign_in(issuer)
        page(f"/programmes/{programme.id}")
        page(f"/programmes/{programme.id}?name=shown")
        assert accesses(db) == [Why.NAME_READ, Why.PROGRAMME_CHECK]
        sign_in(candidate)
        told = page("/profile/who-saw").text
        assert OFFICE in told
        assert "A programme that you named was checked." in told
        assert "Your name was read, to check a programme that you named." in told

    def test_confirming_and_undoing(
        self,
        db: Session,
        client: TestClient,
        page: FetchPage,
        sign_in: SignIn,
        issuer: Actor,
        programme: Programme,
    ) -> None:
        sign_in(issuer)
        shown = page(decide(client, programme, "confirm"))
        assert "Confirmed. The candidate is told." in shown.text
        assert again(db, programme).is_confirmed
        shown = page(decide(client, programme, "undo"))
        assert "It waits again" in shown.text
        assert again(db, programme).state is ProgrammeState.WAITING

    def test_undoing_ends(
        self,
        db: Session,
        client: TestClient,
        page: FetchPage,
        sign_in: SignIn,
        issuer: Actor,
        programme: Programme,
    ) -> None:
        confirm(db, issuer, programme)
        programme.decided_at = records.now() - programmes.UNDO_FOR
        sign_in(issuer)
        address = f"/programmes/{programme.id}"
        actions = [form.get("action") for form in page(address).document.iter("form")]
        assert f"{address}/undo" not in actions
        assert f"{address}/decline" in actions
        assert client.post(f"{address}/undo").status_code == 409

    def test_declining_needs_a_reason_and_keeps_what_was_typed(
        self, db: Session, page: FetchPage, sign_in: SignIn, issuer: Actor, programme: Programme
    ) -> None:
        sign_in(issuer)
        address, seen = f"/programmes/{programme.id}/decline", {"asked_at": programme.asked_at.isoformat()}
        shown = page(address, status=422, data=seen | {"answer": "Kept (invented)"})
        assert "Choose a reason. The candidate reads it." in shown.text
        assert shown.field("answer").get("value") == "Kept (invented)"
        shown = page(address, status=422, data=seen | {"reason": "other"})
        assert "Write the reason in your own words." in shown.text
        page(address, status=422, data=seen | {"reason": "other", "answer": "x" * 301})
        assert again(db, programme).state is ProgrammeState.WAITING

    def test_a_confirmation_is_taken_back(
        self,
        db: Session,
        client: TestClient,
        page: FetchPage,
        sign_in: SignIn,
        issuer: Actor,
        programme: Programme,
    ) -> None:
        confirm(db, issuer, programme)
        sign_in(issuer)
        assert "Take the confirmation back" in page(f"/programmes/{programme.id}").text
        decide(client, programme, "decline", reason="mistake")
        shown = page(f"/programmes/{programme.id}").text
        assert "We confirmed it by mistake" in shown
        assert again(db, programme).reason is ProgrammeReason.MISTAKE

    @pytest.mark.parametrize("seen", ["", "yesterday", "2020-01-01T00:00:00", "2020-01-01T00:00:00+00:00"])
    def test_what_was_not_read_is_not_confirmed(
        self, db: Session, client: TestClient, sign_in: SignIn, issuer: Actor, programme: Programme, seen: str
    ) -> None:
        sign_in(issuer)
        assert client.post(f"/programmes/{programme.id}/confirm", data={"asked_at": seen}).status_code == 409
        assert again(db, programme).state is ProgrammeState.WAITING

    def test_the_issuer_is_told_that_it_changed(
        self,
        db: Session,
        page: FetchPage,
        sign_in: SignIn,
        issuer: Actor,
        candidate: Actor,
        programme: Programme,
    ) -> None:
        confirm(db, issuer, programme)
        profiles.change(db, candidate, programme, ProgrammeDraft("Reworded (invented)", "DE"))
        sign_in(issuer)
        assert "Changed since the decision" in page("/programmes").text
        assert "What is below is what counts now." in page(f"/programmes/{programme.id}").text


class TestTheCandidate:
    def test_what_the_issuer_does_is_told(
        self,
        db: Session,
        page: FetchPage,
        sign_in: SignIn,
        issuer: Actor,
        candidate: Actor,
        programme: Programme,
    ) -> None:
        sign_in(candidate)
        assert "The issuer in Germany checks it." in page("/profile/programmes").text
        confirm(db, issuer, programme)
        assert "The issuer confirmed a programme that you named." in page("/notifications").text
        shown = page("/profile/programmes")
        assert f"Confirmed by {OFFICE} on" in shown.text
        assert "/profile/sharing" in shown.links()
        assert notifications.unread(db, candidate.account_id or "") == 0

    def test_a_refusal_says_why_and_what_to_do(
        self,
        db: Session,
        page: FetchPage,
        sign_in: SignIn,
        issuer: Actor,
        candidate: Actor,
        programme: Programme,
    ) -> None:
        reason, answer = ProgrammeReason.OTHER_FACTS, "It ended in May (invented)"
        programmes.decline(db, issuer, programme, reason, seen=programme.asked_at, answer=answer)
        sign_in(candidate)
        shown = page("/profile/programmes").text
        assert "Correct them here: then it is checked again." in shown
        assert answer in shown

    def test_a_change_is_warned_of_and_explained(
        self,
        db: Session,
        client: TestClient,
        page: FetchPage,
        sign_in: SignIn,
        issuer: Actor,
        candidate: Actor,
        programme: Programme,
    ) -> None:
        sign_in(candidate)
        form = f"/profile/programmes/{programme.id}"
        assert "it is checked again" not in page(form).text
        confirm(db, issuer, programme)
        assert "The issuer confirmed this entry. If you change it, it is checked again" in page(form).text
        assert "If you change the name, the programme is checked again." in page("/profile/personal").text
        said = {"kind": "bilateral", "name": "Other (invented)", "country": "DE"}
        assert client.post(form, data=said).status_code == 303
        assert "so it is checked again" in page("/profile/programmes").text
        assert again(db, programme).state is ProgrammeState.WAITING

    def test_who_is_hidden_is_told_that_nobody_checks(
        self, page: FetchPage, sign_in: SignIn, candidate: Actor, profile: Profile, programme: Programme
    ) -> None:
        profile.visibility = Visibility.HIDDEN
        sign_in(candidate)
        shown = page("/profile/programmes").text
        assert "Your profile is hidden, so the issuer does not see this." in shown
        assert programme.name in shown
        assert "checks it" not in shown

    def test_the_exports_say_how_it_stands(
        self,
        db: Session,
        client: TestClient,
        sign_in: SignIn,
        issuer: Actor,
        candidate: Actor,
        programme: Programme,
    ) -> None:
        sign_in(candidate)
        [row] = exported(client)["tables"]["programmes"]["rows"]
        assert (row["state"], row["decided_at"]) == ("waiting", None)
        assert NAMED.name not in pdf_text(client)

        confirm(db, issuer, programme)
        document = exported(client)
        [row] = document["tables"]["programmes"]["rows"]
        assert row["state"] == "confirmed"
        assert document["names"]["organisations"][row["organisation_id"]] == OFFICE
        assert any(event["kind"] == "profile.programme-moved" for event in document["history"]["events"])
        told = " ".join(pdf_text(client).split())
        assert f"{NAMED.name}, Germany, Confirmed by {OFFICE} on" in told


@pytest.mark.usefixtures("indexed")
class TestEmployers:
    """An unconfirmed flag gives no advantage, and a confirmed one no place: it is shown, and nothing else."""

    @pytest.fixture
    def employer(self, db: Session) -> Actor:
        return make_employer(db)

    def shown(self, page: FetchPage, profile: Profile) -> str:
        found: Page = page(f"/candidates/{profile.code}")
        return found.text

    def test_they_see_what_is_confirmed_and_shared_without_its_number(
        self,
        db: Session,
        page: FetchPage,
        sign_in: SignIn,
        employer: Actor,
        issuer: Actor,
        candidate: Actor,
        profile: Profile,
        programme: Programme,
    ) -> None:
        confirm(db, issuer, programme)
        sign_in(employer)
        shown = self.shown(page, profile)
        assert NAMED.name in shown
        assert f"Confirmed by {OFFICE} on" in shown
        assert NUMBER not in shown
        consents.withdraw(db, candidate, profile, country="DE", sections=[Section.PROGRAMMES])
        db.commit()
        assert NAMED.name not in self.shown(page, profile)

    @pytest.mark.parametrize("state", [ProgrammeState.WAITING, ProgrammeState.DECLINED])
    def test_what_is_not_confirmed_changes_no_page_of_theirs(
        self,
        db: Session,
        page: FetchPage,
        sign_in: SignIn,
        read_all: ReadAll,
        employer: Actor,
        issuer: Actor,
        candidate: Actor,
        profile: Profile,
        state: ProgrammeState,
    ) -> None:
        vacancy = make_vacancy(db, employer=employer)
        make_profile(db)
        read_all()
        sign_in(employer)
        pages = (f"/candidates/{profile.code}", f"/find?vacancy={vacancy.code}")
        before = [page(address).text for address in pages]
        row = profiles.add(db, candidate, NAMED)
        if state is ProgrammeState.DECLINED:
            programmes.decline(db, issuer, row, ProgrammeReason.NOT_OURS, seen=row.asked_at)
        db.commit()
        read_all()
        assert [page(address).text for address in pages] == before

    def test_no_flag_is_read_by_the_ranking(
        self,
        db: Session,
        platform: Platform,
        read_all: ReadAll,
        issuer: Actor,
        profile: Profile,
        programme: Programme,
    ) -> None:
        read_all()
        revision = profile.revision
        confirm(db, issuer, programme)
        assert profile.revision == revision
        assert all(NAMED.name not in piece.text for piece in profiles.pieces(profile))
        assert store.unread(db, platform.matcher.mapper, most=10) == []

    def test_nobody_is_found_by_a_programme_alone(
        self, db: Session, page: FetchPage, sign_in: SignIn, employer: Actor, issuer: Actor
    ) -> None:
        other = make_actor(db)
        hidden = make_profile(db, owner=other, shared={Section.PROGRAMMES})
        confirm(db, issuer, profiles.add(db, other, NAMED))
        sign_in(employer)
        page(f"/candidates/{hidden.code}", status=404)


def accesses(db: Session) -> list[str]:
    return sorted(db.scalars(sa.select(Access.why)))


def exported(client: TestClient) -> dict[str, dict[str, dict[str, list[dict[str, str]]]]]:
    return dict(json.loads(client.post("/account/export", data={"what": "json"}).content))


def pdf_text(client: TestClient) -> str:
    made = client.post("/account/export", data={"what": "pdf"})
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(made.content)).pages)
