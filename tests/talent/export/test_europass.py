"""Europass files that we write: valid against the schema, whatever people typed, and read back as they were."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from talent import countries, papers
from talent.accounts import Account
from talent.export import cv, europass
from talent.export.cv import Course, Cv, Job, Spoken, Words
from tests.factories.europass import codes, faults
from tests.factories.nurse import CV, EMAIL, NAME, OCCUPATION, SUMMARY, WORK, make_nurse

MADE_AT = datetime(2026, 11, 22, 12, tzinfo=UTC)

EMPTY = Cv("en", "T-AAAAA", None, None, (), (), (), (), (), (), (), (), ())

NASTY = (
    "قلعة <b>&amp;</b> ]]> \x00\x01\x0b\x1f \ud800 \ufffe \U0001f642\U0001f469\u200d\u2695\ufe0f \u202e\u2066x\u2069 "
    "\t\r\n \u2028 \x85 %s {{7*7}} <!DOCTYPE x [<!ENTITY a 'b'>]> &a;"
)


@pytest.fixture
def nurse(db: Session) -> Cv:
    owner, profile = make_nurse(db)
    account = db.get_one(Account, owner.account_id)
    return cv.of(profile, language="en", name=lambda _uri: None, account=account)


def read_back(document: bytes) -> papers.Europass:
    found = papers.read(document, name="europass.xml").europass
    assert found is not None
    return found


def test_a_full_profile_is_valid(nurse: Cv) -> None:
    assert faults(europass.write(nurse, made_at=MADE_AT)) == []


@pytest.mark.parametrize("language", ["en", "fr", "ar", "es", "de", "uk"])
def test_in_every_language(nurse: Cv, language: str) -> None:
    assert faults(europass.write(replace(nurse, language=language), made_at=MADE_AT)) == []


def test_an_empty_profile_is_valid() -> None:
    assert faults(europass.write(EMPTY, made_at=MADE_AT)) == []


def test_what_was_written_is_read_back(nurse: Cv) -> None:
    found = read_back(europass.write(nurse, made_at=MADE_AT))

    job, unpaid = found.work
    assert (job.title, job.employer, job.country) == ("Infirmière", "Hôpital inventé", "TN")
    assert str(job.period) == "2019-03 – …"
    assert job.period.ongoing
    assert job.text == WORK
    assert (unpaid.title, str(unpaid.period)) == ("Care of a relative", "2016 – 2018")
    [course] = found.education
    assert course.title == "إجازة في علوم التمريض (Licence in nursing)"
    assert (course.institution, course.country, course.field) == ("École inventée", "TN", "ISCED-F 0913")
    assert str(course.period) == "2013 – 2016"
    assert found.headline == SUMMARY
    assert found.driving_licences == ("B",)
    assert found.skills == ("dress wounds", CV, "Life support (invented)", "AM")
    assert (found.personal.given_name, found.personal.contacts) == (NAME, (EMAIL,))


def test_languages_are_read_back_by_dimension(nurse: Cv) -> None:
    arabic, german, rwanda = read_back(europass.write(nurse, made_at=MADE_AT)).languages

    assert (arabic.code, arabic.mother_tongue) == ("ar", True)
    levels = german.listening, german.reading, german.interaction, german.production, german.writing
    assert levels == ("B2", "B2", "B1", "B1", "A2")
    assert german.certificates == ("Goethe B1 (invented)",)
    assert (rwanda.code, rwanda.name, rwanda.writing) == (None, "Kinyarwanda", "A2"), "no code in the schema"


def test_without_name_and_contact_there_is_neither(nurse: Cv) -> None:
    document = europass.write(replace(nurse, name=None, email=None), made_at=MADE_AT)

    assert faults(document) == []
    assert NAME.encode() not in document
    assert b"amina@" not in document
    assert b"Identification" not in document


def test_wishes_and_what_was_rejected_are_never_shown(nurse: Cv) -> None:
    document = europass.write(nurse, made_at=MADE_AT)

    assert b"2345" not in document
    assert b"cook" not in document


def test_without_a_summary_the_headline_is_the_occupation(nurse: Cv) -> None:
    document = europass.write(replace(nurse, summary=()), made_at=MADE_AT)

    assert faults(document) == []
    assert OCCUPATION.rpartition("/")[2].encode() in document
    assert read_back(document).headline == "nurse (invented)"


@pytest.mark.parametrize("text", [NASTY, "م" * 5000, "\x01", " "], ids=["nasty", "long", "control", "blank"])
def test_whatever_people_type_gives_a_valid_file(text: str) -> None:
    assert faults(europass.write(saying(text), made_at=MADE_AT)) == []


@settings(max_examples=60)
@given(st.text())
def test_any_text_gives_a_valid_file(text: str) -> None:
    assert faults(europass.write(saying(text), made_at=MADE_AT)) == []


def saying(text: str) -> Cv:
    """A CV that has the same words wherever words may be."""
    words = Words(text, "ar")
    return replace(
        EMPTY,
        name=text,
        email="a@b.example",
        summary=(words,),
        jobs=(Job(title=text, employer=text, country="TN", start="2019", words=words),),
        courses=(Course(title=text, gloss=text, institution=text, country="EG", level=3, field=text),),
        languages=(Spoken("ar", True), Spoken("fr", False, ("B1",) * 5, text, 2020)),
        more=(words,),
    )


def test_line_breaks_and_marks_of_html_survive() -> None:
    said = "a < b & c\n- one\n- two"

    assert read_back(europass.write(saying(said), made_at=MADE_AT)).work[0].text == said


def test_codes_that_the_schema_lacks_are_left_out() -> None:
    countries_known = codes("EuropassISOCountries*", "countryCode")
    ours = {
        europass.CODE_OF_COUNTRY.get(code, code) for code in countries.country_codes() - europass.NO_COUNTRY
    }
    assert ours <= countries_known
    assert europass.NO_COUNTRY.isdisjoint(countries_known)
    languages_known = codes("EuropassISOLanguages*", "motherCode")
    of_two = {code for code in countries.language_codes() if len(code) == 2}
    assert of_two - europass.NO_LANGUAGE <= languages_known
    assert europass.NO_LANGUAGE.isdisjoint(languages_known)


def test_every_country_and_language_of_ours_is_named() -> None:
    jobs = tuple(Job(title="x", country=code) for code in sorted(countries.country_codes()))
    spoken = tuple(Spoken(code, code < "m") for code in sorted(countries.language_codes()))
    document = europass.write(replace(EMPTY, jobs=jobs, languages=spoken), made_at=MADE_AT)

    assert faults(document) == []
    found = read_back(document)
    assert len(found.work) == len(jobs)
    assert all(language.name for language in found.languages)


def test_the_latest_work_comes_first_and_texts_of_none_last(db: Session) -> None:
    _owner, profile = make_nurse(db)
    shown = cv.of(profile, language="en", name={OCCUPATION: "infirmière"}.get)

    assert [job.title for job in shown.jobs] == ["Infirmière", "Care of a relative"]
    assert [skill.name for skill in shown.occupations] == ["infirmière"]
    assert [skill.name for skill in shown.skills] == ["dress wounds"]
    assert (shown.name, shown.email) == (None, None)
