"""Selection, dates, verification: on small books made for the case, and on the real one."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talent.recognition import Needed, Query, Route, RuleBook, Status, Verification, route, summary
from talent.recognition.kinds import Match, ReasonCode
from talent.recognition.schema import Need, When
from talent.recognition.selection import facets_of, fits

BOOK = RuleBook.load()
TODAY = date(2026, 11, 22)
NURSE = "http://data.europa.eu/esco/occupation/8d3e8aaa-791b-4c75-a465-f3f827028f50"
DEVELOPER = "http://data.europa.eu/esco/occupation/f2b15a0e-e65a-438a-affb-29b9d50b77d1"

uris = st.sampled_from([None, *(uri for each in BOOK.professions for uri in each.esco)])
iscos = st.one_of(
    st.none(), st.sampled_from([code for each in BOOK.professions for code in each.isco]), st.just("9629")
)
queries = st.builds(
    Query,
    destination=st.sampled_from(["DE", "FR", "NL", "PL", "IT", "XK"]),
    qualification_country=st.sampled_from(["TN", "BD", "GB", "RO", "DE", "PL", "NG"]),
    on=st.dates(date(1990, 1, 1), date(2040, 1, 1)),
    uri=uris,
    isco=iscos,
    region=st.sampled_from([None, "DE-BY", "DE-NW", "DE-HE", "DE-SL"]),
    status=st.sampled_from([None, *Status]),
    recognised_in=st.sampled_from([None, "BE", "RO"]),
    practice_years=st.sampled_from([None, 0, 2, 3, 10]),
    as_recorded=st.sampled_from([None, date(2026, 11, 21), TODAY]),
)


def ask(**changes: object) -> Route:
    plain = Query(destination="DE", qualification_country="TN", on=TODAY, uri=NURSE)
    return route(BOOK, replace(plain, **changes))


@given(queries)
def test_whatever_is_asked_the_answer_is_whole(query: Query):
    answer = route(BOOK, query)
    assert answer.steps
    assert all(step.legal_basis for step in answer.steps)
    assert answer.contact.url
    assert answer.reason.text
    assert answer.needed is not Needed.NO or answer.legal_basis
    assert Route.model_validate_json(answer.model_dump_json()) == answer
    short = summary(answer)
    assert short.steps == len(answer.steps)
    assert short.days is None or short.days[0] <= short.days[1]


@given(queries)
def test_no_is_only_said_with_verified_evidence(query: Query):
    answer = route(BOOK, query)
    if answer.needed is Needed.NO:
        assert any(citation.read_on for citation in answer.legal_basis)


@given(queries)
def test_verified_means_that_every_step_is(query: Query):
    answer = route(BOOK, query)
    assert answer.verified is (answer.verification is Verification.VERIFIED)
    if answer.verified:
        assert all(step.verified for step in answer.steps)
        assert answer.authority is None or answer.authority.verified


class TestConditions:
    facets = facets_of(BOOK, Query("DE", "TN", TODAY, region="DE-BY", recognised_in="BE", practice_years=2))

    @pytest.mark.parametrize(
        "condition",
        [
            {},
            {"regions": ("DE-BY", "DE-NW")},
            {"origin": "third-country"},
            {"origin_countries": ("TN",)},
            {"statuses": ("third-country-national-abroad",)},
            {"recognised_earlier": True},
            {"practice_years_from": 2, "practice_years_below": 3},
        ],
    )
    def test_holds(self, condition):
        assert fits(When(**condition), self.facets)

    @pytest.mark.parametrize(
        "condition",
        [
            {"regions": ("DE-NW",)},
            {"origin": "directive-area"},
            {"origin_countries": ("MA",)},
            {"statuses": ("eu-citizen",)},
            {"recognised_earlier": False},
            {"practice_years_from": 3},
            {"practice_years_below": 2},
        ],
    )
    def test_does_not_hold(self, condition):
        assert not fits(When(**condition), self.facets)

    def test_a_condition_on_regions_does_not_hold_without_a_region(self):
        assert not fits(When(regions=("DE-BY",)), replace(self.facets, region=None))


class TestTwoTimeLines:
    need = Need(
        id="an-example",
        professions=("nurse",),
        needed="yes",
        reason="regulated-profession",
        text="An example.",
        lane="regulated-recognition",
        cites=("somewhere",),
        verified=False,
        checked_on=TODAY,
        valid_from=date(2020, 1, 1),
        valid_to=date(2020, 12, 31),
        recorded_at=date(2021, 6, 1),
        withdrawn_at=date(2022, 6, 1),
    )

    @pytest.mark.parametrize("on", [date(2020, 1, 1), date(2020, 12, 31)])
    def test_first_and_last_day_are_in_force(self, on):
        assert self.need.holds(on, date(2021, 6, 1))
        assert not self.need.holds(on - timedelta(366), date(2021, 6, 1))
        assert not self.need.holds(on + timedelta(366), date(2021, 6, 1))

    def test_known_from_recording_until_withdrawal(self):
        on = date(2020, 6, 1)
        assert not self.need.holds(on, date(2021, 5, 31))
        assert self.need.holds(on, date(2022, 5, 31))
        assert not self.need.holds(on, date(2022, 6, 1))

    def test_what_was_withdrawn_is_not_said_today(self):
        assert not self.need.holds(date(2020, 6, 1), None)


class TestReplay:
    """The answer of a past day is the old one."""

    def test_the_polish_permission_of_the_minister_since_30_december_2020(self):
        steps = [
            {step.id for step in ask(destination="PL", on=day).steps}
            for day in (date(2020, 12, 29), date(2020, 12, 30))
        ]
        assert steps[1] - steps[0] == {"conditional"}

    def test_the_authority_of_hessen_changed_with_2023(self):
        names = [ask(region="DE-HE", on=day).authority.id for day in (date(2022, 12, 31), date(2023, 1, 1))]
        assert names == ["he-rp-darmstadt", "he-hlfgp-nurse"]

    def test_the_directive_on_drivers_was_recast_on_12_january_2023(self):
        for country in ("DE", "FR", "NL", "PL"):
            cited = [
                {
                    each.id
                    for each in ask(destination=country, uri=None, isco="8332", on=day).legal_basis
                    if each.id.startswith("dir-")
                }
                for day in (date(2023, 1, 11), date(2023, 1, 12))
            ]
            assert "dir-2003-59" in cited[0] - cited[1]
            assert "dir-2022-2561" in cited[1] - cited[0]

    def test_before_the_packs_knew_it_they_said_nothing(self):
        before = ask(as_recorded=date(2026, 11, 21))
        assert before.needed is Needed.UNKNOWN
        assert before.reason.code is ReasonCode.NOT_IN_FORCE
        assert ask(as_recorded=TODAY).needed is Needed.YES

    def test_the_united_kingdom_left(self):
        before, after = (
            ask(qualification_country="GB", on=date(2020, 12, 31)),
            ask(qualification_country="GB"),
        )
        assert "no-automatic-recognition" not in {each.code for each in before.notices}
        assert "no-automatic-recognition" in {each.code for each in after.notices}


class TestByIscoGroup:
    def test_the_reason_says_that_it_is_not_certain(self):
        answer = ask(uri=None, isco="2221")
        assert answer.needed is Needed.YES
        assert answer.profession.how is Match.ISCO_GROUP
        assert "ISCO group only" in answer.reason.text
        assert "occupation-inexact" in {each.code for each in answer.would_change}
        assert not answer.verified

    def test_no_is_not_said_of_a_group_that_the_evidence_does_not_cover(self):
        pack = BOOK.packs["DE"]
        narrow = [each.model_copy(update={"covers_group": False}) for each in pack.need]
        changed = pack.model_copy(update={"need": tuple(narrow)})
        book = replace(BOOK, packs={**BOOK.packs, "DE": changed})
        asked = Query("DE", "TN", TODAY, isco="2512")
        answer = route(book, asked)
        assert answer.needed is Needed.UNKNOWN
        assert answer.reason.code is ReasonCode.NOT_REGULATED_INEXACT
        assert route(book, replace(asked, uri=DEVELOPER)).needed is Needed.NO

    def test_an_occupation_that_is_known_to_be_other_work_is_not_guessed(self):
        meter = "http://data.europa.eu/esco/occupation/fddb7bd8-f176-4dc8-9d12-32b6072452c9"
        assert BOOK.match(meter, "7411") is None

    def test_the_exact_occupation_wins_over_the_group(self):
        assert BOOK.match(NURSE, "5321").profession.id == "nurse"


class TestSummary:
    def test_sequential_times_add_up(self):
        short = summary(ask(destination="NL"))
        assert short.days == (180, 550)
        assert not short.days_complete
        assert short.authority == "CIBG, BIG register (Ministry of Health)"
        assert short.verified

    def test_a_parallel_step_counts_only_where_it_is_longer(self):
        answer = ask(destination="NL")
        timed = next(step for step in answer.steps if step.typical_time)
        shorter = timed.typical_time.model_copy(update={"minimum_days": 10, "maximum_days": 600})
        beside = timed.model_copy(update={"parallel": True, "typical_time": shorter})
        short = summary(answer.model_copy(update={"steps": (timed, beside)}))
        assert short.days == (180, 600)
        assert short.days_complete

    def test_without_any_time_there_is_no_range(self):
        assert summary(ask(destination="IT")).days is None


class TestAuthority:
    def test_steps_go_to_the_competent_authority_unless_they_say_otherwise(self):
        steps = {step.id: step.authority for step in ask(region="DE-NW").steps}
        assert steps["apply"].id == "nw-zag-pug"
        assert steps["counselling"] is None

    def test_a_step_can_name_another(self):
        steps = {step.id: step.authority for step in ask(destination="PL").steps}
        assert steps["right"].id == "oipip"
        assert steps["conditional"].id == "mz"

    def test_it_can_depend_on_where_the_qualification_is_from(self):
        teacher = BOOK.profession("teacher").esco[0]
        decides = {
            origin: ask(uri=teacher, region="DE-NW", qualification_country=origin).authority.id
            for origin in ("UA", "PL")
        }
        assert decides == {"UA": "nw-detmold", "PL": "nw-arnsberg"}


class TestStatus:
    def test_an_open_need_is_not_answered_with_the_steps_of_a_regulated_one(self):
        teacher = BOOK.profession("teacher").esco[0]
        asked = {"uri": teacher, "destination": "FR", "qualification_country": "RO"}
        answer = ask(**asked, status=Status.EU_CITIZEN)
        assert answer.needed is Needed.UNKNOWN
        assert [step.id for step in answer.steps] == ["ask"]

    def test_the_assumed_status_is_said(self):
        assert "status-assumed" in {each.code for each in ask().would_change}
        assert "status-assumed" not in {each.code for each in ask(status=Status.BLUE_CARD).would_change}

    def test_an_eu_citizen_with_an_eu_diploma_is_shown_the_other_route(self):
        answer = ask(status=Status.EU_CITIZEN, qualification_country="RO")
        assert answer.reason.code is ReasonCode.EU_ROUTE
        assert "outside-scope-eu-citizen" in {each.code for each in answer.notices}

    def test_an_electrician_needs_recognition_to_come_not_to_work(self):
        abroad = ask(uri=None, isco="7411")
        resident = ask(uri=None, isco="7411", status=Status.LONG_TERM_RESIDENT)
        assert (abroad.needed, abroad.reason.code) == (Needed.YES, ReasonCode.ADMISSION)
        assert (resident.needed, resident.reason.code) == (Needed.UNKNOWN, ReasonCode.DEPENDS)
