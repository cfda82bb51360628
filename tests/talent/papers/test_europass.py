"""Europass files of both schemas: fields as a draft, personal data apart, and the attachment of a Europass PDF."""

from pathlib import Path

import pytest

from talent.papers import (
    STANDARD,
    Education,
    Fault,
    Kind,
    Language,
    Note,
    Paper,
    Period,
    Personal,
    Unreadable,
    Work,
    read,
    reader,
)
from tests.factories import files

EXAMPLES = Path(__file__).parents[4] / "shared" / "europass" / "schema-v3.4.1" / "examples"

official = pytest.mark.skipif(
    not EXAMPLES.is_dir(), reason="the official Europass examples are not in ../shared/europass"
)

NURSE = "http://data.europa.eu/esco/occupation/9d5b5f52-ca83-4b03-9bd2-a4c2ef4bcd4b"

CANDIDATE = f"""<?xml version="1.0" encoding="UTF-8"?>
<Candidate xmlns="http://www.europass.eu/1.0" xmlns:hr="http://www.hr-xml.org/3"
  xmlns:oa="http://www.openapplications.org/oagis/9" xmlns:eures="http://www.europass_eures.eu/1.0">
 <CandidatePerson>
  <PersonName><oa:GivenName>Invented</oa:GivenName><hr:FamilyName>Person</hr:FamilyName></PersonName>
  <Communication><ChannelCode>Email</ChannelCode><oa:URI>invented@example.org</oa:URI></Communication>
  <Communication><Address><oa:AddressLine>1 Invented Street</oa:AddressLine><oa:CityName>Sfax</oa:CityName>
   <CountryCode>tn</CountryCode></Address></Communication>
  <NationalityCode>tn</NationalityCode><hr:BirthDate>1990-02-03</hr:BirthDate><GenderCode>female</GenderCode>
  <PrimaryLanguageCode name="NORMAL">ara</PrimaryLanguageCode>
 </CandidatePerson>
 <CandidateProfile languageCode="fr">
  <hr:ExecutiveSummary>&lt;p&gt;Infirmière diplômée&lt;/p&gt;</hr:ExecutiveSummary>
  <EmploymentHistory><EmployerHistory>
   <hr:OrganizationName>Hôpital inventé</hr:OrganizationName>
   <PositionHistory>
    <PositionTitle typeCode="URI" languageID="{NURSE}">Infirmière</PositionTitle>
    <eures:EmploymentPeriod><eures:StartDate><hr:FormattedDateTime>2019-03-01</hr:FormattedDateTime></eures:StartDate>
     <hr:CurrentIndicator>true</hr:CurrentIndicator></eures:EmploymentPeriod>
    <oa:Description>&lt;ol&gt;&lt;li&gt;Soins des plaies&lt;/li&gt;&lt;li&gt;&lt;/li&gt;&lt;/ol&gt;</oa:Description>
    <City>Sfax</City><Country>tn</Country>
   </PositionHistory>
  </EmployerHistory></EmploymentHistory>
  <EducationHistory><EducationOrganizationAttendance>
   <hr:OrganizationName>École inventée</hr:OrganizationName><EducationLevelCode>6</EducationLevelCode>
   <AttendancePeriod><StartDate><hr:FormattedDateTime>2008</hr:FormattedDateTime></StartDate>
    <EndDate><hr:FormattedDateTime>2011-06</hr:FormattedDateTime></EndDate></AttendancePeriod>
   <EducationDegree><hr:DegreeName>Licence en sciences infirmières</hr:DegreeName></EducationDegree>
  </EducationOrganizationAttendance></EducationHistory>
  <eures:Licenses><eures:License><hr:LicenseTypeCode>B</hr:LicenseTypeCode></eures:License></eures:Licenses>
  <PersonQualifications><PersonCompetency>
   <CompetencyID schemeName="NORMAL">ger</CompetencyID><hr:TaxonomyID>language</hr:TaxonomyID>
   <eures:CompetencyDimension><hr:CompetencyDimensionTypeCode>CEF-Understanding-Reading</hr:CompetencyDimensionTypeCode>
    <eures:Score><hr:ScoreText>B2</hr:ScoreText></eures:Score></eures:CompetencyDimension>
   <eures:CompetencyDimension><hr:CompetencyDimensionTypeCode>CEF-Speaking-Interaction</hr:CompetencyDimensionTypeCode>
    <eures:Score><hr:ScoreText>B1</hr:ScoreText></eures:Score></eures:CompetencyDimension>
  </PersonCompetency></PersonQualifications>
  <Skills><PersonCompetency><hr:TaxonomyID>Digital_Skill</hr:TaxonomyID>
   <hr:CompetencyName>Dossiers électroniques</hr:CompetencyName></PersonCompetency></Skills>
 </CandidateProfile>
</Candidate>""".encode()

PERSONAL = ("Invented", "Person", "invented@example.org", "1 Invented Street", "1990", "female")

PASSPORT = """<SkillsPassport xmlns="http://europass.cedefop.europa.eu/Europass" locale="el"><LearnerInfo>
<Identification><PersonName><FirstName>Invented</FirstName><Surname>Person</Surname></PersonName>
<ContactInfo><Address><Contact><AddressLine>1 Invented Street</AddressLine><Country><Code>EL</Code></Country></Contact>
</Address></ContactInfo><Demographics><Birthdate year="1990" month="--02" day="---03"/></Demographics>
<Photo><Data>AAAA</Data></Photo></Identification>
<WorkExperienceList><WorkExperience><Period><From year="2015" month="--04"/><To year="2019"/></Period>
<Position><Label>Νοσηλεύτρια</Label></Position></WorkExperience></WorkExperienceList>
<Skills><Linguistic><ForeignLanguageList><ForeignLanguage><Description><Code>en</Code><Label>Αγγλικά</Label></Description>
<ProficiencyLevel><Listening>C1</Listening><Writing>fluent</Writing></ProficiencyLevel></ForeignLanguage>
</ForeignLanguageList></Linguistic></Skills></LearnerInfo></SkillsPassport>""".encode()


def parsed(data: bytes) -> Paper:
    return reader.read(data, STANDARD)


def test_the_newer_schema_as_a_draft() -> None:
    draft = parsed(CANDIDATE).europass

    assert draft is not None
    assert (draft.locale, draft.summary, draft.driving_licences) == ("fr", "Infirmière diplômée", ("B",))
    place, period = {"place": "Sfax", "country": "TN"}, Period("2019-03-01", ongoing=True)
    assert draft.work == (
        Work(
            "Infirmière",
            "Hôpital inventé",
            **place,
            period=period,
            text="- Soins des plaies",
            occupation=NURSE,
        ),
    )
    title, school = "Licence en sciences infirmières", "École inventée"
    assert draft.education == (Education(title, school, level="6", period=Period("2008", "2011-06")),)
    assert draft.languages == (
        Language("ar", "ar", mother_tongue=True),
        Language("de", "de", reading="B2", interaction="B1"),
    )
    assert draft.skills == ("Dossiers électroniques",)


def test_the_older_schema_as_a_draft() -> None:
    draft = parsed(PASSPORT).europass

    assert draft is not None
    assert draft.work == (Work("Νοσηλεύτρια", period=Period("2015-04", "2019")),)
    assert draft.languages == (Language("en", "Αγγλικά", listening="C1"),)
    assert draft.personal == Personal(
        "Invented", "Person", "1990-02-03", address=("1 Invented Street",), country="GR", has_photo=True
    )


@pytest.mark.parametrize("data", [CANDIDATE, PASSPORT], ids=["newer", "older"])
def test_personal_data_is_in_no_text_and_in_no_log(data: bytes) -> None:
    paper = parsed(data)

    assert Note.PERSONAL_APART in paper.notes
    for shown in (paper.text, *paper.pages, repr(paper), repr(paper.europass)):
        assert [words for words in PERSONAL if words in shown] == []


def test_personal_data_is_a_draft_of_its_own() -> None:
    draft = parsed(CANDIDATE).europass

    assert draft is not None
    assert draft.personal == Personal(
        "Invented",
        "Person",
        "1990-02-03",
        "female",
        ("tn",),
        ("1 Invented Street", "Sfax"),
        "TN",
        ("invented@example.org",),
    )


def test_the_text_claims_of_a_language_no_more_than_its_lowest_level() -> None:
    assert "de: B1" in parsed(CANDIDATE).text.splitlines()


@pytest.mark.parametrize("data", [CANDIDATE, PASSPORT], ids=["newer", "older"])
def test_a_europass_pdf_is_read_from_its_attachment(data: bytes) -> None:
    paper = parsed(files.pdf_with_attachment("Invented Person\nas printed", "attachment.xml", data))

    assert (paper.kind, len(paper.pages), paper.notes) == (Kind.PDF, 1, (Note.PERSONAL_APART,))
    assert paper.europass == parsed(data).europass
    assert "as printed" not in paper.text


def test_a_broken_attachment_is_said_and_the_pages_are_read() -> None:
    paper = parsed(files.pdf_with_attachment("as printed", "cv.xml", CANDIDATE[:900]))

    assert (paper.text, paper.europass, paper.notes) == ("as printed", None, (Note.ATTACHMENT_UNREAD,))


@pytest.mark.parametrize(("name", "content"), [("invoice.xml", b"<invoice/>"), ("photo.jpg", CANDIDATE)])
def test_other_attachments_are_not_looked_into(name: str, content: bytes) -> None:
    paper = parsed(files.pdf_with_attachment("as printed", name, content))

    assert (paper.text, paper.notes) == ("as printed", ())


def test_the_answer_of_the_other_process_is_the_same() -> None:
    assert read(CANDIDATE, name="cv.xml") == parsed(CANDIDATE)


def test_europass_without_a_field_filled_in() -> None:
    with pytest.raises(Unreadable) as refused:
        parsed(b'<Candidate xmlns="http://www.europass.eu/1.0"><CandidateProfile/></Candidate>')

    assert refused.value.fault is Fault.NO_TEXT


@official
def test_the_official_example_of_a_cv() -> None:
    draft = parsed((EXAMPLES / "Europass_CV_V3.4.0_Example.xml").read_bytes()).europass

    assert draft is not None
    assert draft.headline == "Chuck Norris law enforcement"
    assert [(job.title, job.employer, job.country, str(job.period)) for job in draft.work] == [
        ("Martial Arts Instructor", "School of Ninjutsu", "JP", "2001 – …")
    ]
    assert [(one.level, one.field) for one in draft.education] == [("6", "Arts")]
    japanese = next(language for language in draft.languages if language.code == "ja")
    assert japanese == Language(
        "ja", "Japanese", False, *["C1"] * 5, ("Cambridge Proficiency", "Michigan Proficiency")
    )
    assert draft.driving_licences == ("A", "B", "BE")
    assert draft.personal.nationalities == ("US", "AU", "Citizen of the world")
    assert (draft.personal.country, draft.personal.birth_date) == ("GB", "1940-03-10")
    assert [words for words in ("NORRIS", "Strawberry", "1940", "chuck@") if words in draft.text] == []


@official
@pytest.mark.parametrize("name", ["CV_ESP_CL_LP", "CVwithCL", "LP"])
def test_every_official_example_with_a_person_in_it_is_read(name: str) -> None:
    (path,) = EXAMPLES.glob(f"Europass_{name}_V*.xml")

    paper = parsed(path.read_bytes())

    assert paper.europass is not None
    assert paper.europass.languages
