"""A Europass CV becomes items field by field; what it says of the person stays outside."""

import pytest

from talent.imports import FIELDS, Item, ItemKind, NotTaken, europass
from talent.papers import Education, Europass, Language, Period, Personal, Work
from talent.papers.europass import Schema

CV = Europass(
    Schema.CANDIDATE,
    locale="fr",
    headline="Infirmière",
    summary="Je soigne.",
    work=(
        Work(
            "Infirmière", "Hôpital inventé", "Sfax", "TN", Period("2019-03-01", None, ongoing=True), "Soins"
        ),
        Work(period=Period("2015", "2016-05-31")),
    ),
    education=(
        Education("Licence", "École inventée", None, "TN", "6", "Santé", Period("2008", "2011-06"), "Stage"),
    ),
    languages=(
        Language("ar", "Arabe", mother_tongue=True),
        Language("de", "Allemand", False, "B2", "B2", "B1", "B1", "A2", ("telc B1", "ÖSD")),
        Language(None, "Tamazight", certificates=()),
    ),
    driving_licences=("b", "B", "Forklift"),
    skills=("Calme", "Word"),
    personal=Personal("Invented", "Person", "1990-02-03", "female", ("TN",), ("1 Invented Street",), "TN"),
)


def of(kind: ItemKind) -> list[Item]:
    return [item for item in europass.items(CV) if item.kind is kind]


def test_headline_and_summary_describe_the_person_at_work() -> None:
    assert [item.values for item in of(ItemKind.SUMMARY)] == [{"words": "Infirmière\nJe soigne."}]


def test_work_with_dates_by_the_month() -> None:
    first, second = of(ItemKind.EXPERIENCE)
    assert first.values == {
        "title": "Infirmière",
        "organisation": "Hôpital inventé, Sfax",
        "country": "TN",
        "start": "2019-03",
        "current": "yes",
        "words": "Soins",
    }
    assert second.values == {"start": "2015", "end": "2016-05"}


def test_a_level_of_the_qualifications_framework_is_not_made_one_of_isced() -> None:
    (course,) = of(ItemKind.EDUCATION)
    assert course.values == {
        "title": "Licence",
        "organisation": "École inventée",
        "country": "TN",
        "start": "2008",
        "end": "2011-06",
        "words": "Santé\nEQF 6\nStage",
    }


def test_languages_by_dimension_and_as_a_whole_by_the_lowest() -> None:
    arabic, german, unknown = of(ItemKind.LANGUAGE)
    assert (arabic.said("language"), arabic.said("level")) == ("ar", "native")
    assert german.values == {
        "language": "de",
        "named": "Allemand",
        "level": "A2",
        "listening": "B2",
        "reading": "B2",
        "spoken_interaction": "B1",
        "spoken_production": "B1",
        "writing": "A2",
        "certificate": "telc B1, ÖSD",
    }
    assert unknown.values == {"named": "Tamazight"}


def test_licences_that_are_known_and_the_rest_in_words() -> None:
    assert [item.said("category") for item in of(ItemKind.DRIVING)] == ["B"]
    assert [item.said("words") for item in of(ItemKind.TEXT)] == ["Calme\n\nWord\n\nForklift"]


def test_who_the_person_is_is_named_and_not_taken() -> None:
    said = europass.not_taken(CV.personal)
    assert said == (
        NotTaken.NAME,
        NotTaken.BIRTH_DATE,
        NotTaken.GENDER,
        NotTaken.NATIONALITY,
        NotTaken.ADDRESS,
    )
    everything = " ".join(value for item in europass.items(CV) for value in item.values.values())
    assert not any(word in everything for word in ("Invented", "Person", "1990", "Street"))


def test_nothing_is_said_that_a_form_does_not_ask() -> None:
    for item in europass.items(CV):
        assert set(item.values) <= {*FIELDS[item.kind], "named"}


@pytest.mark.parametrize("cv", [Europass(Schema.CANDIDATE), Europass(Schema.SKILLS_PASSPORT)])
def test_an_empty_one_has_no_items(cv: Europass) -> None:
    assert europass.items(cv) == ()
    assert europass.not_taken(cv.personal) == ()
