"""What is read of a text, in which of its words, and what never is: who somebody is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import weights
from matching.encoder import StandInEncoder
from matching.evidence import evidence
from matching.index import ConceptIndex
from matching.mapping import LONGEST_TEXT, How, Mapper, Suggestion
from matching.matcher import Matcher
from tests.factories.esco import occupation_uri, skill_uri

VACANCY = "Registered nurse\nYour profile\n- dress wounds\n- German B2\n- 2 years of experience"

CV = """Full name: {name}
Nationality: {nationality}
Date of birth: {born}
Gender: {gender}
Marital status: {status}
Religion: {religion}
E-mail: {mail}
Phone: {phone}

Registered nurse with six years of experience.
I dress wounds and monitor patients' vital signs.
German B2"""

ONE = {
    "name": "Amina Invented", "nationality": "Tunisian", "born": "12 May 1990", "gender": "female",
    "status": "married", "religion": "none", "mail": "a@b.example", "phone": "+216 20 123 456",
}  # fmt: skip
OTHER = {
    "name": "Robert John Madeup the Third", "nationality": "Canadian and British", "born": "1 Jan 1961",
    "gender": "male", "status": "single", "religion": "of some kind", "mail": "robert.john@mail.madeup.example",
    "phone": "001 (555) 123-45-67",
}  # fmt: skip


def found(mapper: Mapper, text: str, language: str | None = None) -> dict[str, Suggestion]:
    return {s.uri: s for s in mapper.suggest(text, language=language)}


@pytest.mark.parametrize(
    ("text", "words", "uri", "how"),
    [
        ("Looking for work as Electrician today", "Electrician", occupation_uri("electrician"), How.EXACT),
        ("I am a registered nurse, and glad", "registered nurse", occupation_uri("nurse"), How.ALTERNATIVE),
        ("<p>Can <b>dress wounds</b></p>", "dress wounds", skill_uri("dress-wounds"), How.ALTERNATIVE),
        ("- verordnete Medikamente verabreichen", "verordnete Medikamente verabreichen",
         skill_uri("administer-medication"), How.EXACT),
        ("🙂 خبرتي: إعطاء الأدوية الموصوفة", "إعطاء الأدوية الموصوفة", skill_uri("administer-medication"), How.EXACT),
        ("PYTHON", "PYTHON", skill_uri("python"), How.EXACT),
    ],
)  # fmt: skip
def test_a_label_is_found_in_its_own_words(mapper: Mapper, text: str, words: str, uri: str, how: How) -> None:
    suggestion = found(mapper, text)[uri]
    assert (suggestion.text, suggestion.how) == (words, how)
    assert text[suggestion.start : suggestion.end] == words


def test_words_that_mean_nearly_the_same_are_near(mapper: Mapper) -> None:
    text = "I install the electrical wires of buildings."
    suggestion = found(mapper, text)[skill_uri("install-wiring")]
    assert suggestion.how is How.NEAR
    assert text[suggestion.start : suggestion.end] == suggestion.text


def test_each_part_of_a_list_in_a_sentence_is_read_for_itself(mapper: Mapper) -> None:
    text = "On the ward I dress wounds, monitor patients' vital signs, administer prescribed medication every day."
    suggested = found(mapper, text)
    for name, words in {
        "dress-wounds": "I dress wounds",
        "monitor-vital-signs": "monitor patients' vital signs",
        "administer-medication": "administer prescribed medication",
    }.items():
        assert words in suggested[skill_uri(name)].text or suggested[skill_uri(name)].text in words


def test_an_unsure_occupation_is_told_all_the_same(mapper: Mapper) -> None:
    told = [each for each in mapper.suggest("We were laying bricks.", language="en") if each.occupation]
    assert told[0].uri == occupation_uri("bricklayer")
    assert all(weights.TOLD_OCCUPATION <= each.probability < weights.TOLD for each in told)
    assert len(told) <= weights.TOLD_OCCUPATIONS


def test_each_concept_is_suggested_once_best_first(mapper: Mapper) -> None:
    suggestions = mapper.suggest("Electrician. Electrician! I dress wounds.\nElectrician")
    assert len({s.uri for s in suggestions}) == len(suggestions)
    scores = [s.score for s in suggestions]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


@pytest.mark.parametrize(
    "text",
    [
        "No experience: dress wounds.",
        "I would like to become an electrician.",
        "Keine Erfahrung: Python",
        "No experience with the care of many patients at night, with dressing wounds, with monitoring vital signs",
    ],
)
def test_what_is_denied_or_wished_for_is_not_suggested(mapper: Mapper, text: str) -> None:
    assert mapper.suggest(text) == []
    assert mapper.read(text).pieces  # it is read, and shown as denied


def test_who_somebody_is_changes_nothing(mapper: Mapper, matcher: Matcher) -> None:
    readings = [mapper.read(CV.format(**who)) for who in (ONE, OTHER)]
    assert len({len(reading.skipped) for reading in readings}) == 1
    assert len({tuple(p.span.text for p in reading.pieces) for reading in readings}) == 1
    suggested = [{u: s.score for u, s in found(mapper, r.text).items()} for r in readings]
    assert suggested[0] == suggested[1] != {}
    one, other = matcher.rank_texts(VACANCY, {"one": CV.format(**ONE), "other": CV.format(**OTHER)}).matches
    assert one.score == other.score > 0


@pytest.mark.parametrize("who", [ONE, OTHER])
def test_no_evidence_shows_who_somebody_is(mapper: Mapper, who: dict[str, str]) -> None:
    for piece in evidence(mapper.read(CV.format(**who))):
        assert not [value for value in who.values() if value in piece.text]


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("Geburtsdatum: 12.05.1990", "de"),
        ("Staatsangehörigkeit: tunesisch", "de"),
        ("Née le 12 mai 1990", "fr"),
        ("Nationalité : tunisienne", "fr"),
        ("الجنسية: تونسية", "ar"),
        ("تاريخ الميلاد: 1990/05/12", "ar"),
        ("জাতীয়তা: বাংলাদেশী", "bn"),
        ("قومیت: پاکستانی", "ur"),
        ("Дата народження: 12.05.1990", "uk"),
        ("Fecha de nacimiento: 12/05/1990", "es"),
        ("Data urodzenia: 12.05.1990", "pl"),
        ("Doğum tarihi: 12.05.1990", "tr"),
    ],
)
def test_personal_lines_are_skipped_in_every_language(mapper: Mapper, line: str, language: str) -> None:
    reading = mapper.read(f"{line}\nPython", language=language)
    assert [span.text for span in reading.skipped] == [line]
    assert [piece.span.text for piece in reading.pieces] == ["Python"]


@pytest.mark.parametrize(
    ("line", "language"),
    [
        (
            "Name des Programms, in dem ich sicher bin: SAP, Excel und die Pflegesoftware der Klinik in ihrer Art",
            "de",
        ),
        ("Experiencia: 5 años con personas de edad", "es"),
        ("15 años cuidando a personas de edad avanzada", "es"),
    ],
)
def test_other_lines_are_read(mapper: Mapper, line: str, language: str) -> None:
    assert mapper.read(line, language=language).skipped == ()


@pytest.mark.parametrize("text", ["", " \n\t", "...!?", "🙂🙂", "\ud800", "<p></p>", "\u200f"])
def test_a_text_that_says_nothing_has_nothing_in_it(mapper: Mapper, text: str) -> None:
    assert mapper.suggest(text) == []
    assert mapper.read(text).pieces == ()


def test_halves_of_characters_do_no_harm(mapper: Mapper) -> None:
    text = "\ud83d dress wounds \udc00"
    suggestion = found(mapper, text)[skill_uri("dress-wounds")]
    assert (suggestion.start, suggestion.end) == (2, 14)


def test_a_very_long_text_is_cut_and_says_so(mapper: Mapper) -> None:
    text = "I dress wounds. " * 12_500 + "Python"
    reading = mapper.read(text)
    assert len(text) >= 200_000
    assert reading.cut == LONGEST_TEXT
    assert reading.text == text
    assert max(piece.span.end for piece in reading.pieces) <= LONGEST_TEXT
    assert mapper.read("x" * LONGEST_TEXT).cut is None


def test_the_language_is_detected_or_taken_as_given(mapper: Mapper) -> None:
    text = "Ich bin seit vielen Jahren Pflegefachkraft im Krankenhaus."
    assert mapper.read(text).language == "de"
    assert mapper.read(text, language="nl").language == "nl"
    mixed = mapper.read(text + "\nПрацюю медичною сестрою вже шість років")
    assert [piece.language for piece in mixed.pieces] == ["de", "uk"]


class Counting(StandInEncoder):
    """Counts how often it is asked, and how many texts are its own concern to keep."""

    def __init__(self) -> None:
        self.calls: list[bool] = []

    def encode_queries(self, texts, *, public=False, progress=None):  # type: ignore[no-untyped-def]  # as in the protocol
        self.calls.append(public)
        return super().encode_queries(texts, public=public, progress=progress)


def test_many_texts_are_encoded_in_one_go_and_never_kept(index: ConceptIndex) -> None:
    encoder = Counting()
    readings = Mapper(index, encoder).read_many(["I dress wounds.", "", "Python", "I dress wounds."])
    assert encoder.calls == [False]
    assert [len(reading.pieces) for reading in readings] == [1, 0, 1, 1]


@settings(max_examples=40)
@given(
    st.lists(
        st.sampled_from(["dress wounds", "Python", "\n", ", ", "<b>", "🙂", "nurse", "\u202e", "لا"])
        | st.text(max_size=9),
        max_size=12,
    )
)
def test_every_place_is_in_the_text(mapper: Mapper, parts: list[str]) -> None:
    text = " ".join(parts)
    for piece in mapper.read(text).pieces:
        for hit in piece.concepts:
            assert piece.span.start <= hit.start < hit.end <= piece.span.end
    assert all(s.text == text[s.start : s.end] for s in mapper.suggest(text))


def test_concepts_of_one_kind_are_ranked_best_first_without_a_threshold(mapper: Mapper) -> None:
    texts = ["carry out wound care", "nothing of that sort", "I install electrical wires, and program"]
    for ranked in mapper.rank(texts, occupations=False, first=5):
        scores = [score for _, score in ranked]
        assert len({uri for uri, _ in ranked}) == len(ranked) == 5
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 1 for score in scores)
        assert all("/skill/" in uri for uri, _ in ranked)
    assert mapper.rank(texts[:1], occupations=False)[0][0][0] == skill_uri("dress-wounds")


def test_titles_are_ranked_among_occupations(mapper: Mapper) -> None:
    first, second = mapper.rank(
        ["Electrician (m/f/d)", "Krankenpfleger"], occupations=True, languages=["en", "de"]
    )
    assert first[0][0] == occupation_uri("electrician")
    assert second[0][0] == occupation_uri("nurse")
    assert mapper.rank([], occupations=True) == []
