"""The traps of recognition routing that other systems fall into, each as a test."""

from pathlib import Path

import pytest

import talent.recognition
from talent.recognition import Lane, Needed, ReasonCode, Status

DESTINATIONS = ("DE", "FR", "NL", "PL")
SECTORAL = ("nurse", "doctor")


def codes(answer):
    return {notice.code for notice in answer.notices}


@pytest.mark.parametrize("destination", DESTINATIONS)
@pytest.mark.parametrize("profession", SECTORAL)
@pytest.mark.parametrize("status", [None, *Status])
def test_no_automatic_recognition_of_a_third_country_diploma(asking, destination, profession, status):
    answer = asking(profession, destination, "TN", status=status)
    assert answer.needed is Needed.YES
    assert answer.lane is Lane.REGULATED
    assert "no-automatic-recognition" in codes(answer)
    assert len(answer.steps) > 1, "a third-country diploma is never waved through"


@pytest.mark.parametrize("profession", ["teacher", "nurse", "doctor"])
def test_the_regulated_flag_of_esco_is_not_believed(asking, profession):
    """ESCO 1.1.1 calls the school teacher unregulated."""
    assert asking(profession, "DE").needed is Needed.YES


def test_nothing_here_reads_the_regulated_flag_of_esco():
    package = Path(talent.recognition.__file__).parent
    for path in package.rglob("*.py"):
        assert "regulatedProfession" not in path.read_text("utf-8"), path.name


@pytest.mark.parametrize(
    ("isco88", "meant"), [("7137", "electrician"), ("2230", "nurse"), ("3231", "nurse"), ("2221", "doctor")]
)
def test_isco_88_codes_are_not_read_as_isco_08(book, isco88, meant):
    """2221 is a doctor in ISCO-88 and a nurse in ISCO-08: only the latter counts."""
    matched = book.profession_for(None, isco88)
    assert matched is None or matched.id != meant


@pytest.mark.parametrize("profession", ["nurse", "doctor", "teacher"])
def test_federal_states_are_not_ignored(asking, profession):
    without = asking(profession, "DE")
    assert without.authority is None
    assert "region-missing" in {change.code for change in without.would_change}
    named = {
        asking(profession, "DE", region=region).authority.id
        for region in ("DE-NW", "DE-HB" if profession != "nurse" else "DE-BY")
    }
    assert len(named) == 2


def test_a_land_without_a_known_authority_says_where_to_look(asking):
    answer = asking("nurse", "DE", region="SL")
    assert answer.authority is None
    assert "anerkennung-in-deutschland.de" in answer.finder.url


def test_time_limits_start_with_the_complete_file(book):
    limits = [
        step.time_limit
        for pack in book.packs.values()
        for procedure in pack.procedure
        for step in procedure.steps
        if step.time_limit
    ]
    assert limits
    assert {limit.starts for limit in limits} == {"complete-file"}


@pytest.mark.parametrize("destination", DESTINATIONS)
@pytest.mark.parametrize("profession", SECTORAL)
def test_comparability_is_not_shown_as_permission(asking, destination, profession):
    answer = asking(profession, destination)
    assert answer.lane is not Lane.COMPARABILITY
    assert "comparability-is-not-permission" in codes(answer)
    assert "statement-of-comparability" not in {step.kind for step in answer.steps}


@pytest.mark.parametrize("status", [Status.PROTECTION, Status.TEMPORARY_PROTECTION])
def test_the_passport_for_refugees_is_an_assessment(asking, status):
    answer = asking("doctor", "DE", "SY", status=status)
    notice = next(each for each in answer.notices if each.code == "eqpr-is-an-assessment")
    assert "not a recognition" in notice.text
    assert answer.needed is Needed.YES


@pytest.mark.parametrize("destination", [*DESTINATIONS, "IT"])
@pytest.mark.parametrize("profession", ["nurse", "software-developer", "truck-driver", "isco:9629"])
def test_a_job_offer_is_no_right_of_entry(asking, destination, profession):
    assert "no-right-of-entry" in codes(asking(profession, destination))


@pytest.mark.parametrize("destination", ["FR", "NL", "PL"])
def test_absence_from_a_list_is_unknown(asking, destination):
    answer = asking("software-developer", destination)
    assert answer.needed is Needed.UNKNOWN
    assert answer.reason.code == ReasonCode.NOT_LISTED


@pytest.mark.parametrize(
    ("profession", "destination", "reason"),
    [
        ("isco:9629", "DE", "profession-not-covered"),
        ("nurse", "ES", "destination-not-covered"),
        ("care-assistant", "DE", "no-rule-found"),
    ],
)
def test_no_rule_is_unknown_and_names_whom_to_ask(asking, profession, destination, reason):
    answer = asking(profession, destination)
    assert answer.needed is Needed.UNKNOWN
    assert answer.reason.code == reason
    assert answer.contact.url.startswith("https://")
    assert [step.kind for step in answer.steps] == ["ask-authority"]


def test_nigeria_has_no_partnership_flag(asking):
    """Partnerships belong to programmes with dates, never to a nationality."""
    one, other = asking("nurse", "NL", "NG"), asking("nurse", "NL", "TN")
    assert one.model_dump(exclude={"asked"}) == other.model_dump(exclude={"asked"})


def test_the_chamber_does_not_license_doctors_in_germany(book):
    licensing = [
        each
        for each in book.packs["DE"].authority
        if any("doctor" in competence.professions for competence in each.competence)
    ]
    assert len(licensing) >= 5
    assert not [each.id for each in licensing if "kammer" in each.native_name.lower()]


def test_a_nurse_is_no_care_assistant(book):
    assert book.profession_for(None, "2221").id == "nurse"
    assert book.profession_for(None, "3221").id == "associate-nurse"
    assert book.profession_for(None, "5321").id == "care-assistant"


class TestFirstRecognition:
    """A recognition in one Member State does not travel; after three years of practice other rules may apply."""

    @pytest.mark.parametrize("years", [None, 0, 1, 2])
    def test_france_looks_at_the_original_diploma(self, asking, years):
        answer = asking("nurse", "FR", "TN", recognised_in="BE", practice_years=years)
        assert answer.lane is Lane.REGULATED
        assert {"fr-earlier-recognition-does-not-bind", "first-recognition-does-not-travel"} <= codes(answer)
        assert "practice-years-missing" in {c.code for c in answer.would_change} or years is not None

    @pytest.mark.parametrize("destination", DESTINATIONS)
    @pytest.mark.parametrize("profession", ["nurse", "doctor"])
    def test_it_binds_nobody_else(self, asking, destination, profession):
        plain = asking(profession, destination)
        recognised = asking(profession, destination, recognised_in="BE", practice_years=2)
        assert recognised.needed is plain.needed is Needed.YES
        assert recognised.steps == plain.steps
        assert "first-recognition-does-not-travel" in codes(recognised) - codes(plain)

    @pytest.mark.parametrize("destination", DESTINATIONS)
    def test_three_years_open_the_other_lane_unverified(self, asking, destination):
        answer = asking("nurse", destination, recognised_in="BE", practice_years=3)
        assert answer.lane is Lane.EU_EVIDENCE
        assert answer.needed is Needed.YES
        assert not answer.verified
        assert "eu-evidence-depends-on-status" in codes(answer)

    def test_italy_is_not_covered(self, asking):
        answer = asking("nurse", "IT", recognised_in="BE", practice_years=1)
        assert answer.needed is Needed.UNKNOWN
