"""What advertisements ask for: not what they offer, not who they are, and optional only where they say so."""

from pathlib import Path

import pytest

from matching.mapping import Mapper
from matching.ranking import Kind, Requirement
from matching.requirements import MOST_SKILLS, occupations, requirements
from tests.factories.esco import occupation_uri

NURSE_AD = Path(__file__).parents[2] / "docs" / "examples" / "nurse-de.txt"

ADS = {
    "de": """Pflegefachkraft (m/w/d)
Seit 12 Jahren sind wir für Sie da.

Ihre Aufgaben
- verordnete Medikamente verabreichen

Ihr Profil
- deutsche Berufserlaubnis
- Deutsch B2
- Ausbildung in der Pflege; ein Studium ist willkommen
- 3 Jahre Erfahrung

Von Vorteil:
- Englisch A2
- Python

Wir bieten
- Deutschkurse C1 und Medikamente geben lernen
- 30 Jahre Erfahrung im Team

Über uns
- Wir suchen auch: Python""",
    "fr": """Infirmier en soins généraux
Vos missions
- donner les médicaments
Votre profil
- français courant
- licence en soins infirmiers
- trois ans d'expérience
Serait un plus :
- anglais B1
Nous offrons
- cours de soudure et de français C2
Qui sommes-nous
- Python depuis 10 ans""",
    "pl": """Pielęgniarka
Obowiązki:
- Python
Wymagania:
- język polski B2
- wykształcenie wyższe
- 2 lata doświadczenia
Mile widziane:
- angielski B1
Oferujemy:
- kurs niemieckiego C1, Python
O nas:
- od 14 lat na rynku""",
}


def asked(mapper: Mapper, language: str) -> list[Requirement]:
    return requirements(mapper.read(ADS[language], language=language))


def of_kind(found: list[Requirement], kind: Kind) -> list[Requirement]:
    return [requirement for requirement in found if requirement.kind is kind]


@pytest.mark.parametrize(
    ("language", "languages", "education", "years"),
    [
        ("de", [("de", "B2", True), ("en", "A2", False)], 3, 3),
        ("fr", [("fr", "C1", True), ("en", "B1", False)], 6, 3),
        ("pl", [("pl", "B2", True), ("en", "B1", False)], 6, 2),
    ],
)
def test_particulars(
    mapper: Mapper, language: str, languages: list[tuple[str, str, bool]], education: int, years: int
) -> None:
    found = asked(mapper, language)
    assert [(r.language, r.level, r.essential) for r in of_kind(found, Kind.LANGUAGE)] == languages
    assert [(r.education, r.essential) for r in of_kind(found, Kind.EDUCATION)] == [(education, True)]
    assert [(r.years, r.essential) for r in of_kind(found, Kind.EXPERIENCE)] == [(years, True)]


@pytest.mark.parametrize("language", ADS)
def test_the_occupation_is_first_and_the_whole_last(mapper: Mapper, language: str) -> None:
    kinds = [requirement.kind for requirement in asked(mapper, language)]
    assert kinds[0] is Kind.OCCUPATION
    assert kinds[-1] is Kind.WHOLE
    assert kinds.count(Kind.OCCUPATION) == kinds.count(Kind.WHOLE) == 1


@pytest.mark.parametrize("language", ADS)
def test_what_is_offered_and_who_they_are_ask_for_nothing(mapper: Mapper, language: str) -> None:
    unasked = ADS[language].partition(
        {"de": "Wir bieten", "fr": "Nous offrons", "pl": "Oferujemy:"}[language]
    )[2]
    lines = {line.strip("- ") for line in unasked.splitlines() if line.startswith("-")}
    assert len(lines) >= 2
    for requirement in asked(mapper, language):
        assert not [line for line in lines if line in requirement.text]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Deutsch B2; Englisch von Vorteil", {"de": True, "en": False}),
        ("Englisch von Vorteil, Deutsch B2", {"de": True, "en": False}),
        ("Von Vorteil: Englisch, Polnisch", {"en": False, "pl": False}),
        ("Deutsch B2, Englisch A2", {"de": True, "en": True}),
    ],
)
def test_each_language_of_a_line_is_optional_or_not_by_itself(
    mapper: Mapper, line: str, expected: dict[str, bool]
) -> None:
    reading = mapper.read(f"Pflegefachkraft\nIhr Profil\n- {line}", language="de")
    found = of_kind(requirements(reading), Kind.LANGUAGE)
    assert {str(r.language): r.essential for r in found} == expected


def test_skills_under_an_optional_heading_are_optional(mapper: Mapper) -> None:
    skills = {r.text: r.essential for r in of_kind(asked(mapper, "de"), Kind.SKILL)}
    assert skills["Python"] is False
    assert skills["verordnete Medikamente verabreichen"] is True


def test_a_confirmed_occupation_counts_alone(mapper: Mapper) -> None:
    reading = mapper.read(ADS["de"], language="de")
    found = requirements(reading, occupation=occupation_uri("welder"))
    assert found[0].meaning.concepts == ((occupation_uri("welder"), 1.0),)
    assert found[0].text == "Pflegefachkraft (m/w/d)"


def test_the_title_says_which_occupation_it_is(mapper: Mapper) -> None:
    reading = mapper.read("Electrician\nWe also have a cook and a welder.")
    assert occupations(reading)[0].uri == occupation_uri("electrician")


def test_a_sentence_that_offers_asks_for_nothing_wherever_it_stands(mapper: Mapper) -> None:
    found = requirements(mapper.read("Electrician\nRequirements:\n- Python\n- We offer courses in databases"))
    assert [r.text for r in of_kind(found, Kind.SKILL)] == ["Python"]


def test_no_more_skills_than_the_most(mapper: Mapper) -> None:
    text = "Electrician\nRequirements:\n" + "\n".join(
        f"- dress wounds of kind {n}" for n in range(2 * MOST_SKILLS)
    )
    assert len(of_kind(requirements(mapper.read(text)), Kind.SKILL)) == MOST_SKILLS


@pytest.mark.parametrize("text", ["", "\n\n", "We offer:\n- a car"])
def test_an_advertisement_that_asks_for_nothing(mapper: Mapper, text: str) -> None:
    assert requirements(mapper.read(text)) == []


def test_the_example_for_a_nurse(mapper: Mapper) -> None:
    found = requirements(mapper.read(NURSE_AD.read_text("utf-8")))
    languages = [(r.language, r.level, r.essential) for r in of_kind(found, Kind.LANGUAGE)]
    assert languages == [("de", "B2", True), ("en", None, False)]
    assert [(r.education, r.essential) for r in of_kind(found, Kind.EDUCATION)] == [(3, True)]
    assert [(r.years, r.essential) for r in of_kind(found, Kind.EXPERIENCE)] == [(2.0, True)]
    texts = "\n".join(r.text for r in found if r.kind is not Kind.WHOLE)
    assert "Jobrad" not in texts
    assert "Unterlagen" not in texts
    assert "Schwerbehinderte" not in texts


def test_line_ends_of_other_systems_make_no_difference(mapper: Mapper) -> None:
    text = NURSE_AD.read_text("utf-8")

    def asked(advertisement: str) -> list[tuple[Kind, bool]]:
        return [(r.kind, r.essential) for r in requirements(mapper.read(advertisement, language="de"))]

    assert asked(text.replace("\n", "\r\n")) == asked(text)
