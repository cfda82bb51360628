"""What pieces say of languages, education and years, measured on sentences that a careful reader has judged."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from babel import Locale

from matching import cues
from matching.claims import Claims, LanguageClaim, claims, education, languages
from matching.denial import parts
from matching.durations import years
from matching.text import Span

THIS_YEAR = 2026
CASES = Path(__file__).with_name("cases")


@dataclass(frozen=True, slots=True)
class Case:
    """A judged sentence: see the head of its file for what the fields mean."""

    says: dict[str, Any]
    claims: Claims

    def __str__(self) -> str:
        judged = {key: value for key, value in self.says.items() if key not in ("text", "language")}
        return (
            f"  [{self.says['language']}] {self.says['text']}\n    judged {judged}\n    read   {self.claims}"
        )


@cache
def cases(name: str) -> tuple[Case, ...]:
    judged = tomllib.loads((CASES / f"{name}.toml").read_text("utf-8"))["case"]
    return tuple(Case(one, claims(one["text"], one["language"], this_year=THIS_YEAR)) for one in judged)


def check(found: list[Case], right: Callable[[Case], bool], floor: float) -> None:
    """At least a share of `floor` is right, and there is enough to say so."""
    missed = [case for case in found if not right(case)]
    share = 1 - len(missed) / len(found)
    assert len(found) >= 9
    assert share >= floor, f"{share:.3f} < {floor}; missed:\n" + "\n".join(map(str, missed))


def of_kind(name: str, kind: str) -> list[Case]:
    return [case for case in cases(name) if case.says["kind"] == kind]


def claims_the_language(case: Case) -> bool:
    read = [(c.code, "C2" if c.level == "native" else c.level) for c in case.claims.languages]
    return (case.says["code"], case.says.get("cefr")) in read


def asks_for_the_years(case: Case) -> bool:
    """No number where beginners are welcome, or where the sentence gives none."""
    return case.claims.years == (case.says.get("years") or None)


@pytest.mark.parametrize("name", ["requirements", "claims"])
def test_languages_and_their_levels(name: str) -> None:
    check(of_kind(name, "language"), claims_the_language, 0.95)


def test_education_asked_for_is_the_lowest_that_would_do() -> None:
    judged = of_kind("requirements", "education")
    check(judged, lambda case: case.claims.education[:1] == (case.says["level"],), 0.9)


def test_education_claimed_is_the_highest_named() -> None:
    judged = of_kind("claims", "education")
    check(judged, lambda case: case.claims.education[-1:] == (case.says["level"],), 0.9)


@pytest.mark.parametrize("name", ["requirements", "claims"])
def test_years(name: str) -> None:
    check(of_kind(name, "experience"), asks_for_the_years, 0.9)


def test_what_is_optional() -> None:
    judged = [case for case in cases("requirements") if case.says["kind"] != "boilerplate"]

    def right(case: Case) -> bool:
        return case.says["essential"] is not cues.said("optional", case.says["text"], case.says["language"])

    check(judged, right, 0.95)


def test_what_is_denied_or_only_wished_for() -> None:
    judged = [case for case in cases("claims") if case.says["kind"] != "nothing"]
    check(judged, lambda case: case.claims.denied is not case.says["claim"], 0.95)


def spoken(text: str, language: str) -> list[tuple[str, str | None]]:
    return [(claim.code, claim.level) for claim in languages(text, language)]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Deutschkenntnisse auf dem Niveau B2", "de", [("de", "B2")]),
        ("B2 in German, A2 in Polish", "en", [("de", "B2"), ("pl", "A2")]),
        ("Englisch von Vorteil", "de", [("en", None)]),
        ("Deutsch (B1), Englisch (C1) und Arabisch", "de", [("de", "B1"), ("en", "C1"), ("ar", None)]),
        ("Німецька В1, англійська А2", "uk", [("de", "B1"), ("en", "A2")]),  # Cyrillic letters
        ("Spanish: native", "es", [("es", "native")]),  # as a profile's own list says it
        ("Français : courant", "fr", [("fr", "C1")]),
        ("اللغة الألمانية: B1", "ar", [("de", "B1")]),
        ("Deutschland, Frankreich und die Türkei", "de", []),
        ("Stanowisko w Polsce, w Niemczech", "pl", []),
        ("Polska, Niemcy", "pl", []),
        ("France et Allemagne", "fr", []),
        ("Vitamin B2 für Patienten", "de", []),
        ("تركيب القسطرة الوريدية", "ar", []),  # fitting catheters, not Turkish
        ("اللغة التركية", "ar", [("tr", None)]),
        ("دال اور سبزی کی ترکیب", "ur", []),
        ("ترکی زبان", "ur", [("tr", None)]),
        ("", "de", []),
        ("Cocinera, otra persona, los fines de semana", "es", []),  # not Persian, not Finnish
        ("persa B1, finés A2", "es", [("fa", "B1"), ("fi", "A2")]),
        ("Володію набором інструментів у «Сів'ю Хаус»", "uk", []),  # not Wolof, not Hausa
        ("Володію англійською (B2) та німецькою (A2)", "uk", [("en", "B2"), ("de", "A2")]),
        ("італійською B2, польською — на рівні A2", "uk", [("it", "B2"), ("pl", "A2")]),
        ("ডাচ B1, পর্তুগিজ A2, তুর্কি A1", "bn", [("nl", "B1"), ("pt", "A2"), ("tr", "A1")]),
        ("ইতালীয় ভাষা B2 স্তরে ও পোলিশ ভাষা A2 স্তরে", "bn", [("it", "B2"), ("pl", "A2")]),
        ("B1 স্তরের নরওয়েজীয় বা ইংরেজি", "bn", [("no", "B1"), ("en", "B1")]),
        ("চাকা চেক করা, মেঝে পোলিশ করা", "bn", []),  # to check, to polish
        ("چیک A2 یا ڈچ B1", "ur", [("cs", "A2"), ("nl", "B1")]),
        ("تیل چیک کرنا", "ur", []),
        ("الإيطالية بمستوى B2 والبولندية بمستوى A2", "ar", [("it", "B2"), ("pl", "A2")]),
        ("إنكليزي B1 ألماني A2", "ar", [("en", "B1"), ("de", "A2")]),
        ("تقديم الطعام في صينية", "ar", []),  # a tray
        ("Polish metal surfaces", "en", []),
        ("I speak Polish", "en", [("pl", None)]),
        ("Czech A2, Danish A1, Maltese B1", "en", [("cs", "A2"), ("da", "A1"), ("mt", "B1")]),
        ("l'estonien ou le norvégien au niveau B1", "fr", [("et", "B1"), ("no", "B1")]),
        ("engl. B1 deutsch A2", "de", [("en", "B1"), ("de", "A2")]),
        ("Führerschein C1, Englisch B1", "de", [("en", "B1")]),  # C1 is a class of lorries
        ("Muttersprache Arabisch, gutes Deutsch", "de", [("ar", "native"), ("de", "B2")]),
        ("Arabic and good English", "en", [("ar", None), ("en", "B2")]),
        ("Fluent in English and German", "en", [("en", "C1"), ("de", "C1")]),
    ],
)
def test_which_languages(text: str, language: str, expected: list[tuple[str, str | None]]) -> None:
    assert spoken(text, language) == expected


def spoken_names() -> list[tuple[str, str]]:
    """Each of eight languages of texts, with each code that has a name of one word in it."""
    return [
        (language, code)
        for language in ("en", "fr", "de", "es", "ar", "bn", "ur", "uk")
        for code in ("no", "mt", "et", "da", "cs", "nl", "pl", "en", "de", "it", "sv", "tr")
    ]


@pytest.mark.parametrize(("language", "code"), spoken_names())
def test_languages_of_the_union_are_known_in_all_eight(language: str, code: str) -> None:
    name = Locale.parse(language).languages[code]
    assert spoken(f"{name}: B1", language) == [(code, "B1")]


def test_a_language_has_its_place_in_the_whole_text() -> None:
    assert languages("Englisch B1", "de", offset=100) == (LanguageClaim("en", "B1", 100, 108),)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Mindestens 2 Jahre Berufserfahrung", "de", 2),
        ("drei Jahre", "de", 3),
        ("sechs Monate", "de", 0.5),
        ("5+ years", "en", 5),
        ("3-5 years of experience", "en", 3),
        ("2   years", "en", 2),  # where tags were
        ("2.5 years", "en", 2.5),
        ("3,5 Jahre Erfahrung", "de", 3.5),
        ("two and a half years", "en", 2.5),
        ("anderthalb Jahre", "de", 1.5),
        ("deux ans et demi", "fr", 2.5),
        ("fifteen years as a baker", "en", 15),
        ("ثلاث عشرة سنة", "ar", 13),
        ("خمسة عشر عاماً", "ar", 15),
        ("عشرين سنة من الخبرة", "ar", 20),
        ("ثلاث سنوات", "ar", 3),
        ("سنتين ونصف", "ar", 2.5),
        ("وثلاث سنوات على الأقل", "ar", 3),
        ("خبرة سنة واحدة", "ar", 1),
        ("لا تقل عن سنتين", "ar", 2),
        ("منذ أربعين عاماً", "ar", None),  # forty, not four
        ("seit vierzig Jahren", "de", None),
        ("পনেরো বছরের অভিজ্ঞতা", "bn", 15),
        ("আড়াই বছর", "bn", 2.5),
        ("پندرہ سال کا تجربہ", "ur", 15),
        ("ڈھائی سال", "ur", 2.5),
        ("півтора року", "uk", 1.5),
        ("on beş yıllık deneyim", "tr", 15),
        ("पंद्रह साल का अनुभव", "hi", 15),
        ("cincisprezece ani de experiență", "ro", 15),
        ("خبرة ٥ سنوات", "ar", 5),
        ("خبرة سنتين", "ar", 2),
        ("৭ বছরের অভিজ্ঞতা", "bn", 7),
        ("2014–2020: Krankenhaus", "de", 6),
        ("01/2014 - 05/2018 Koch", "de", 4),
        ("2019 – heute: Station 3", "de", 7),
        ("من 2022 إلى اليوم: مستشفى", "ar", 4),
        ("من 2020 إلى 2022", "ar", 2),
        ("2015 থেকে 2020", "bn", 5),
        ("2018 à ce jour, CHU", "fr", 8),
        ("2016 – Krankenhaus Neustadt", "de", None),  # no open end: a year and a place
        ("2018 – Baccalauréat", "fr", None),
        ("im Jahr 2014", "de", None),
        ("80 years of tradition", "en", None),
        ("Haus mit 320 Betten", "de", None),
    ],
)
def test_how_many_years(text: str, language: str, expected: float | None) -> None:
    assert years(text, language, this_year=THIS_YEAR) == expected


def test_years_at_school_are_no_experience() -> None:
    assert claims("Bachelor of Nursing, 2014-2018", "en").years is None
    assert claims("Nurse, 2014-2018", "en").years == 4


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Ausbildung oder Studium", "de", (3, 6)),
        ("Laurea magistrale", "it", (7,)),  # and not also what "laurea" alone would be
        ("MBA", "en", (7,)),
        ("mbo-diploma op niveau 4", "nl", (4,)),
        ("Schulung im Haus", "de", ()),
        ("AUSBILDUNG", "de", ()),  # a heading
        ("Master's degree in mechanical engineering", "en", (7,)),
        ("Teacher at a primary school", "en", ()),
        ("Completed primary school", "en", (1,)),
        ("Maestra de primaria, colegio de primaria", "es", ()),
        ("Ingeniero/a mecánico/a", "es", ()),
        ("Grado o máster en Educación Primaria", "es", (6, 7)),
        ("Título en Informática", "es", (6,)),
        ("Máster en Ingeniería Mecánica", "es", (7,)),
        ("Ma formation de maçon, menée à terme en 2014", "fr", (3,)),
        ("Apprentissage 2012–2015", "fr", (3,)),
        ("L'apprentissage automatique", "fr", ()),
        ("Завершила професійне навчання", "uk", (3,)),
        ("Атестат про повну загальну середню освіту", "uk", (3,)),
        ("Магістерський диплом", "uk", (7,)),
        ("Диплом магістра", "uk", (7,)),
        ("أنهيت تدريباً مهنياً مدته ثلاث سنوات", "ar", (3,)),
        ("تلمذة مهنية 2012–2015", "ar", (3,)),
        ("شهادة الثانوية العامة", "ar", (3,)),
        ("30 يوم إجازة مدفوعة", "ar", ()),  # leave
        ("إجازة في اللغة الإنجليزية", "ar", (6,)),
        ("معلمة في مدرسة ابتدائية", "ar", ()),
        ("میں نے تین سال کی فنی تربیت مکمل کی", "ur", (3,)),
        ("شاگردی 2012–2015", "ur", (3,)),
        ("بیچلر یا ماسٹر کی ڈگری", "ur", (6, 7)),
        ("پرائمری سکول ٹیچر", "ur", ()),
        ("পাঁচ বছর প্রাথমিক বিদ্যালয়ে শিক্ষকতা", "bn", ()),
        ("উচ্চমাধ্যমিক সনদ", "bn", (3,)),
    ],
)
def test_which_education(text: str, language: str, expected: tuple[int, ...]) -> None:
    assert education(text, language) == expected


@pytest.mark.parametrize(
    ("text", "language", "denied"),
    [
        ("Keine Erfahrung in der Pflege", "de", True),
        ("لا أملك خبرة", "ar", True),
        ("Je n'ai jamais conduit", "fr", True),
        ("No experience yet", "bn", True),  # English among other languages
        ("I would like to become a nurse", "en", True),
        ("شیف بننا چاہتا ہوں", "ur", True),
        ("Erfahrung in der Pflege", "de", False),
        ("I know no fear of heights", "en", False),
    ],
)
def test_what_is_denied(text: str, language: str, denied: bool) -> None:
    assert claims(text, language).denied is denied


@pytest.mark.parametrize(
    "case",
    tomllib.loads((CASES / "denial.toml").read_text("utf-8"))["case"],
    ids=lambda case: case["text"][:40],
)
def test_denials_reach_as_far_as_they_are_meant_and_no_further(case: dict[str, Any]) -> None:
    text, language = case["text"], case["language"]
    cut = [part.text for part in parts(Span(0, len(text), text), language)]
    assert [part for part in cut if not claims(part, language).denied] == case["claims"]
    assert [part for part in cut if claims(part, language).denied] == case["denies"]


def test_the_parts_of_a_piece_lie_in_the_whole_text() -> None:
    text = "No experience with Java, but three years of Python"
    moved = parts(Span(100, 100 + len(text), text), "en")
    assert [text[part.start - 100 : part.end - 100] for part in moved] == [part.text for part in moved]
    assert len(moved) == 2


@pytest.mark.parametrize("language", cues.cues())
def test_the_quick_look_for_a_phrase_never_loses_one(language: str) -> None:
    """Most texts are not searched for phrases of which they lack a word."""
    table = tomllib.loads(resources.files("matching").joinpath("cues.toml").read_text("utf-8"))[language]
    for name in cues.LISTS:
        phrases = cues.of(language).lists[name]
        for cue in table[name]:
            filled = cue.replace(" … ", " aa bb ").replace("*", "xyz").replace("#", "12")
            for text in (filled, f"aa {filled} bb", f"و{filled}"):
                plain = cues.folded(text)
                assert bool(phrases.search(plain)) == bool(phrases.pattern.search(plain)), text


def test_every_language_has_every_list() -> None:
    """A missing table would be a KeyError for people of that language alone."""
    for language, known in cues.cues().items():
        assert set(known.lists) == set(cues.LISTS), language
        assert set(range(1, 21)) <= set(known.numbers.values()), language
        assert known.contrast, language
        assert {"native", "C1", "B2", "B1", "A2", "A1"} == {level for level, _ in known.levels}, language
