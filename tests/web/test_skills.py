"""Skills as pages: words give suggestions, answers count, what was removed stays so, and nothing is anybody else's."""

from html import unescape
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from talent import organisations, profiles, skill_claims
from talent.accounts import Account
from talent.accounts.registration import Joining
from talent.actors import Actor, Role
from talent.db import Database
from talent.profiles import Profile, TextDraft, TextKind
from talent.skill_claims import ClaimKind, ClaimSource, ClaimStatus, Decision
from tests.databases import counted
from tests.factories.esco import group_uri, occupation_uri, skill_uri
from tests.factories.records import PASSWORD, make_account, make_profile
from tests.web import html
from tests.web.conftest import FetchPage, Page
from web.i18n import languages
from web.settings import Settings

pytestmark = pytest.mark.usefixtures("indexed")

CV = """Registered nurse
I administer prescribed medication.
I carry out wound care."""

WOUNDS, MEDICATION, NURSE = (
    skill_uri("dress-wounds"),
    skill_uri("administer-medication"),
    occupation_uri("nurse"),
)
COOK = occupation_uri("cook")


@pytest.fixture
def account(db: Session) -> Account:
    account = make_account(db)
    db.commit()
    return account


@pytest.fixture
def actor(db: Session, account: Account) -> Actor:
    return organisations.actor_of(db, account)


@pytest.fixture
def profile(db: Session, actor: Actor) -> Profile:
    profile = make_profile(db, owner=actor, texts=(TextDraft(TextKind.CV, CV, "en"),), qualifications=())
    db.commit()
    return profile


@pytest.fixture
def signed_in(signed_in: TestClient, profile: Profile) -> TestClient:
    """Of somebody with a profile."""
    return signed_in


def sign_in(client: TestClient, account: Account) -> None:
    given = {"email": account.email, "password": PASSWORD}
    assert client.post("/sign-in", data=given).status_code == 303


def confirm(db: Session, actor: Actor, uri: str, kind: ClaimKind = ClaimKind.SKILL) -> str:
    """The id of the claim."""
    profile = profiles.own(db, actor)
    assert profile is not None
    made = Decision(uri, kind, "invented label", ClaimStatus.CONFIRMED)
    skill_claims.decide(db, actor, profile, [made], source=ClaimSource.PICKED)
    db.commit()
    return next(claim.id for claim in skill_claims.of(db, profile) if claim.concept_uri == uri)


def statuses(db: Session, profile: Profile) -> dict[str, str]:
    db.expire_all()
    return {claim.concept_uri: claim.status for claim in skill_claims.of(db, profile)}


def suggested(page: Page) -> set[str]:
    names = [each.get("name", "") for each in page.document.iter("input")]
    return {name.removeprefix("answer:") for name in names if name.startswith("answer:")}


def fields_of(page: Page, uri: str) -> dict[str, str]:
    """What a browser sends of the row when yes is chosen."""
    return {f"answer:{uri}": "yes", f"quote:{uri}": page.field(f"quote:{uri}").get("value", "")}


def found(page: Page) -> list[str]:
    return [each.get("value", "") for each in page.document.iter("button") if each.get("name") == "uri"]


class TestSuggestions:
    @pytest.mark.usefixtures("signed_in")
    def test_words_give_suggestions_with_the_words(self, page: FetchPage) -> None:
        shown = page("/profile/skills")
        assert {WOUNDS, MEDICATION, NURSE} <= suggested(shown)
        assert shown.field(f"quote:{WOUNDS}").get("value") in CV
        assert "likely" in shown.text

    def test_a_yes_and_a_no_are_kept_and_not_asked_again(
        self, signed_in: TestClient, page: FetchPage, db: Session, profile: Profile
    ) -> None:
        given = fields_of(page("/profile/skills"), WOUNDS) | {f"answer:{MEDICATION}": "no"}
        answered = signed_in.post("/profile/skills", data=given)

        assert (answered.status_code, answered.headers["location"]) == (303, "/profile/skills?notice=saved")
        assert statuses(db, profile) == {WOUNDS: "confirmed", MEDICATION: "rejected"}
        shown = page("/profile/skills?notice=saved")
        assert not {WOUNDS, MEDICATION} & suggested(shown)
        assert "In your profile: 1 skill, 0 occupations." in shown.text
        assert "What you removed (1)" in shown.text

    def test_the_words_and_their_place_are_kept(
        self, signed_in: TestClient, page: FetchPage, db: Session, profile: Profile
    ) -> None:
        signed_in.post("/profile/skills", data=fields_of(page("/profile/skills"), WOUNDS))
        [claim] = skill_claims.of(db, profile)
        assert (claim.source, claim.label) == (ClaimSource.SUGGESTED, "carry out wound care")
        assert claim.quote
        assert claim.quote in CV
        assert claim.piece_id == profile.texts[0].id

    def test_an_occupation_is_confirmed_too(
        self, signed_in: TestClient, page: FetchPage, db: Session, profile: Profile
    ) -> None:
        signed_in.post("/profile/skills", data=fields_of(page("/profile/skills"), NURSE))
        [claim] = skill_claims.of(db, profile)
        assert claim.kind is ClaimKind.OCCUPATION
        assert f"/profile/skills/occupation?uri={quote(NURSE)}" in page("/profile/skills").links()

    def test_a_no_can_be_taken_back_in_its_row(
        self, signed_in: TestClient, page: FetchPage, db: Session, profile: Profile
    ) -> None:
        for answer in ("no", "open"):
            signed_in.post("/profile/skills", data={f"answer:{WOUNDS}": answer})
        assert statuses(db, profile) == {}
        assert WOUNDS in suggested(page("/profile/skills"))

    def test_what_was_removed_is_not_suggested_by_a_new_text(
        self, signed_in: TestClient, page: FetchPage, db: Session, actor: Actor
    ) -> None:
        signed_in.post("/profile/skills", data={f"answer:{WOUNDS}": "no"})
        again = "I am good at it: I carry out wound care, I dress wounds."
        make_profile(db, owner=actor, texts=(TextDraft(TextKind.CV, again, "en"),), qualifications=())
        db.commit()
        shown = page("/profile/skills")
        assert WOUNDS not in suggested(shown)
        assert "What you removed (1)" in shown.text

    @pytest.mark.parametrize("language", languages())
    @pytest.mark.usefixtures("signed_in")
    def test_in_every_language(self, page: FetchPage, language: str) -> None:
        page(f"/profile/skills?lang={language}")

    def test_without_a_profile_the_way_to_one_is_shown(
        self, client: TestClient, page: FetchPage, account: Account
    ) -> None:
        sign_in(client, account)
        assert "/profile" in page("/profile/skills").links()

    def test_the_first_skill_begins_the_profile(
        self, client: TestClient, page: FetchPage, db: Session, account: Account, actor: Actor
    ) -> None:
        db.add(Joining(account_id=account.id, residence="TN", destination="DE", facts_version="invented"))
        db.commit()
        sign_in(client, account)
        assert client.post("/profile/skills/pick", data={"uri": WOUNDS}).status_code == 303
        profile = profiles.own(db, actor)
        assert profile is not None
        assert profile.visibility == "hidden"
        assert "carry out wound care" in page("/profile/skills").text

    def test_the_number_of_statements_does_not_grow_with_the_skills(
        self, signed_in: TestClient, db: Session, database: Database, actor: Actor
    ) -> None:
        numbers = []
        for uri in (WOUNDS, MEDICATION, NURSE):
            confirm(db, actor, uri)
            with counted(database) as statements:
                signed_in.get("/profile/skills")
            numbers.append(len(statements))
        assert len(set(numbers)) == 1, numbers


class TestRemoving:
    def test_it_is_removed_and_put_back(
        self, signed_in: TestClient, page: FetchPage, db: Session, actor: Actor, profile: Profile
    ) -> None:
        claim = confirm(db, actor, WOUNDS)
        removed = signed_in.post("/profile/skills/remove", data={"claim": claim})
        assert removed.headers["location"] == "/profile/skills?notice=removed#removed"
        assert statuses(db, profile) == {WOUNDS: "rejected"}
        assert "carry out wound care" in page("/profile/skills?notice=removed").text

        back = signed_in.post("/profile/skills/restore", data={"claim": claim})
        assert "It is in your list again" in page(back.headers["location"]).text
        assert statuses(db, profile) == {WOUNDS: "confirmed"}

    def test_a_suggestion_that_was_refused_is_open_again(
        self, signed_in: TestClient, page: FetchPage, db: Session, profile: Profile
    ) -> None:
        signed_in.post("/profile/skills", data={f"answer:{WOUNDS}": "no"})
        [claim] = skill_claims.of(db, profile)
        back = signed_in.post("/profile/skills/restore", data={"claim": claim.id})
        assert "no longer removed" in page(back.headers["location"]).text
        assert WOUNDS in suggested(page("/profile/skills"))


class TestDetails:
    def test_level_years_and_proof_are_kept(
        self, signed_in: TestClient, page: FetchPage, db: Session, actor: Actor
    ) -> None:
        address = f"/profile/skills/claims/{confirm(db, actor, WOUNDS)}"
        assert page(address).title == "carry out wound care"
        given = {"level": "alone", "years": "٦", "link": "https://work.example/me", "words": "شهادة"}
        assert signed_in.post(address, data=given).headers["location"] == "/profile/skills?notice=described"

        shown = page(address)
        assert shown.field("years").get("value") == "6"
        assert "شهادة" in shown.text
        overview = page("/profile/skills").text
        assert "I do it on my own. 6 years. With proof." in overview

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"years": "six"}, "years"),
            ({"years": "999"}, "years"),
            ({"years": "1" * 5000}, "years"),
            ({"link": "javascript:alert(1)"}, "link"),
            ({"link": "my page"}, "link"),
            ({"words": "x" * 1001}, "words"),
        ],
    )
    @pytest.mark.usefixtures("signed_in")
    def test_what_makes_no_sense_is_named_at_its_field_and_kept(
        self,
        page: FetchPage,
        db: Session,
        actor: Actor,
        given: dict[str, str],
        field: str,
    ) -> None:
        address = f"/profile/skills/claims/{confirm(db, actor, WOUNDS)}"
        shown = page(address, data=given, status=422)
        assert f"#{field}" in shown.links()
        assert given[field] in (shown.field(field).get("value") or html.text_of(shown.field(field)))

    def test_an_unknown_level_is_none(
        self, signed_in: TestClient, db: Session, actor: Actor, profile: Profile
    ) -> None:
        address = f"/profile/skills/claims/{confirm(db, actor, WOUNDS)}"
        assert signed_in.post(address, data={"level": "genius"}).status_code == 303
        db.expire_all()
        assert [claim.level for claim in skill_claims.of(db, profile)] == [None]


class TestPicker:
    @pytest.mark.parametrize(
        ("language", "typed"),
        [
            ("en", "wound"),
            ("en", "carry out wuond care"),  # a typing error
            ("en", "change bandages"),  # an alternative label
            ("de", "Wunden vers"),
            ("de", "Wundne versorgen"),
            ("ar", "العناية بالجروح"),
            ("ar", "تضميد"),
            ("fr", "soigner les plaies"),
            ("en", "Wunden versorgen"),  # in a language that is not the page's
        ],
    )
    @pytest.mark.usefixtures("signed_in")
    def test_it_finds_by_all_names_in_any_language(self, page: FetchPage, language: str, typed: str) -> None:
        shown = page(f"/profile/skills/pick?lang={language}&name={quote(typed)}")
        assert WOUNDS in found(shown)

    @pytest.mark.usefixtures("signed_in")
    def test_the_names_are_in_the_reader_s_language(self, page: FetchPage) -> None:
        shown = page("/profile/skills/pick?lang=ar&name=wound")
        assert "العناية بالجروح" in shown.text

    def test_a_language_without_names_gets_english_ones_and_is_told(
        self, signed_in: TestClient, page: FetchPage
    ) -> None:
        shown = page("/profile/skills/pick?lang=uk&name=wound")
        [name] = [each for each in shown.document.iter("bdi") if html.text_of(each) == "carry out wound care"]
        assert name.get("lang") == "en"
        assert "ecl-notification--info" in html_of(signed_in, "/profile/skills/pick?lang=uk")
        assert "ecl-notification--info" not in html_of(signed_in, "/profile/skills/pick?lang=de")

    def test_choosing_adds_it(
        self, signed_in: TestClient, page: FetchPage, db: Session, profile: Profile
    ) -> None:
        chosen = signed_in.post("/profile/skills/pick", data={"uri": WOUNDS})
        assert chosen.headers["location"] == "/profile/skills/pick?notice=added"
        assert statuses(db, profile) == {WOUNDS: "confirmed"}
        page(chosen.headers["location"])
        assert "In your profile" in page("/profile/skills/pick?name=wound").text

    def test_only_choosing_it_brings_back_what_was_removed(
        self, signed_in: TestClient, page: FetchPage, db: Session, profile: Profile
    ) -> None:
        signed_in.post("/profile/skills", data={f"answer:{WOUNDS}": "no"})
        assert "You removed this before" in page("/profile/skills/pick?name=wound").text
        signed_in.post("/profile/skills/pick", data={"uri": WOUNDS})
        assert statuses(db, profile) == {WOUNDS: "confirmed"}

    def test_choosing_instead_removes_the_other(
        self, signed_in: TestClient, page: FetchPage, db: Session, profile: Profile
    ) -> None:
        address = f"/profile/skills/pick?instead={quote(MEDICATION)}"
        assert "Perhaps one of these" in page(address).text
        assert MEDICATION not in found(page(address))
        chosen = signed_in.post("/profile/skills/pick", data={"uri": WOUNDS, "instead": MEDICATION})
        assert chosen.headers["location"] == "/profile/skills?notice=added"
        assert statuses(db, profile) == {WOUNDS: "confirmed", MEDICATION: "rejected"}

    def test_choosing_the_same_instead_keeps_it(
        self, signed_in: TestClient, db: Session, profile: Profile
    ) -> None:
        signed_in.post("/profile/skills/pick", data={"uri": WOUNDS, "instead": WOUNDS})
        assert statuses(db, profile) == {WOUNDS: "confirmed"}

    @pytest.mark.usefixtures("signed_in")
    def test_words_that_are_no_name_find_what_they_mean(self, page: FetchPage) -> None:
        shown = page(f"/profile/skills/pick?name={quote('administering of prescribed medications')}")
        assert "Near in meaning" in shown.text
        assert found(shown) == [MEDICATION]

    @pytest.mark.usefixtures("signed_in")
    def test_without_an_index_names_alone_are_searched(self, page: FetchPage, settings: Settings) -> None:
        (settings.data / "index").unlink()
        assert WOUNDS in found(page("/profile/skills/pick?name=wound"))
        assert "still being prepared" in page("/profile/skills").text

    @pytest.mark.parametrize("typed", ["xqxqxqxq", "<script>", "\0", "'\"*:()-", "%" * 400, "ل" * 5000])
    @pytest.mark.usefixtures("signed_in")
    def test_hostile_searches_find_nothing_and_break_nothing(self, page: FetchPage, typed: str) -> None:
        assert found(page(f"/profile/skills/pick?name={quote(typed)}")) == []


def html_of(client: TestClient, path: str) -> str:
    return unescape(client.get(path).text)


class TestChecklist:
    def test_the_skills_of_an_occupation_are_ticked(
        self, signed_in: TestClient, page: FetchPage, db: Session, actor: Actor, profile: Profile
    ) -> None:
        confirm(db, actor, NURSE, ClaimKind.OCCUPATION)
        address = f"/profile/skills/occupation?uri={quote(NURSE)}"
        assert {WOUNDS, MEDICATION} <= suggested(page(address))
        given = {f"answer:{WOUNDS}": "yes", f"answer:{MEDICATION}": "no"}
        assert signed_in.post(address, data=given).status_code == 303

        assert statuses(db, profile) == {NURSE: "confirmed", WOUNDS: "confirmed", MEDICATION: "rejected"}
        shown = page(f"{address}&notice=saved")
        assert "You said yes to 1 skill of this list" in shown.text
        ticked = {
            each.get("name"): each.get("value")
            for each in shown.document.iter("input")
            if "checked" in each.attrib
        }
        assert ticked == {f"answer:{WOUNDS}": "yes", f"answer:{MEDICATION}": "no"}

        signed_in.post(address, data={f"answer:{WOUNDS}": "open"})
        assert WOUNDS not in statuses(db, profile)

    @pytest.mark.parametrize("uri", [COOK, WOUNDS, "", "x", "\0", "http://people.example/" + "x" * 250])
    def test_only_of_an_occupation_that_was_confirmed(
        self, signed_in: TestClient, page: FetchPage, db: Session, actor: Actor, uri: str
    ) -> None:
        confirm(db, actor, WOUNDS)
        page(f"/profile/skills/occupation?uri={quote(uri)}", status=404)
        assert signed_in.post(f"/profile/skills/occupation?uri={quote(uri)}").status_code == 404


class TestHostileForms:
    @pytest.mark.parametrize(
        "uri",
        [
            group_uri("S3"),
            "http://people.example/skill",
            "x",
            "",
            "\0",
            "http://data.europa.eu/esco/isco/C2221",
        ],
    )
    def test_what_is_no_skill_is_not_kept(
        self, signed_in: TestClient, db: Session, profile: Profile, uri: str
    ) -> None:
        for path, data in (
            ("/profile/skills", {f"answer:{uri}": "yes"}),
            ("/profile/skills/pick", {"uri": uri}),
            ("/profile/skills/pick", {"uri": WOUNDS, "instead": uri or "x"}),
        ):
            assert signed_in.post(path, data=data).status_code == 422
        assert statuses(db, profile) == {}

    @pytest.mark.parametrize(
        "given",
        [
            {},
            {f"answer:{WOUNDS}": "maybe"},
            {f"quote:{WOUNDS}": "I carry out wound care"},
            {"answer": "yes"},
        ],
    )
    def test_what_is_no_answer_changes_nothing(
        self, signed_in: TestClient, db: Session, profile: Profile, given: dict[str, str]
    ) -> None:
        assert signed_in.post("/profile/skills", data=given).status_code == 303
        assert statuses(db, profile) == {}

    def test_a_file_for_an_answer_changes_nothing(
        self, signed_in: TestClient, db: Session, profile: Profile
    ) -> None:
        sent = signed_in.post("/profile/skills", files={f"answer:{WOUNDS}": ("yes", b"yes")})
        assert sent.status_code == 303
        assert statuses(db, profile) == {}

    def test_invented_words_are_not_kept(self, signed_in: TestClient, db: Session, profile: Profile) -> None:
        invented = {f"answer:{WOUNDS}": "yes", f"quote:{WOUNDS}": "<script>alert(1)</script>"}
        signed_in.post("/profile/skills", data=invented)
        assert [claim.quote for claim in skill_claims.of(db, profile)] == [None]

    @pytest.mark.parametrize("path", ["/profile/skills/remove", "/profile/skills/restore"])
    @pytest.mark.parametrize("claim", ["", "nobody's"])
    def test_what_is_not_there_is_not_removed(self, signed_in: TestClient, path: str, claim: str) -> None:
        assert signed_in.post(path, data={"claim": claim}).status_code == 404

    def test_claims_of_somebody_else_are_not_found(
        self, signed_in: TestClient, page: FetchPage, db: Session
    ) -> None:
        other = organisations.actor_of(db, make_account(db))
        make_profile(db, owner=other)
        theirs = confirm(db, other, WOUNDS)
        page(f"/profile/skills/claims/{theirs}", status=404)
        assert signed_in.post(f"/profile/skills/claims/{theirs}", data={"years": ""}).status_code == 404
        for path in ("/profile/skills/remove", "/profile/skills/restore"):
            assert signed_in.post(path, data={"claim": theirs}).status_code == 404


ROUTES = (
    ("GET", "/profile/skills"),
    ("POST", "/profile/skills"),
    ("POST", "/profile/skills/remove"),
    ("POST", "/profile/skills/restore"),
    ("GET", "/profile/skills/claims/any"),
    ("POST", "/profile/skills/claims/any"),
    ("GET", "/profile/skills/pick"),
    ("POST", "/profile/skills/pick"),
    ("GET", "/profile/skills/occupation"),
    ("POST", "/profile/skills/occupation"),
)


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
def test_who_keeps_no_profile_has_no_skills(client: TestClient, db: Session, route: tuple[str, str]) -> None:
    stranger = client.request(*route)
    assert (stranger.status_code, stranger.headers["location"].split("?")[0]) == (303, "/sign-in")
    account = make_account(db, Role.EMPLOYER)
    db.commit()
    sign_in(client, account)
    assert client.request(*route).status_code == 403
