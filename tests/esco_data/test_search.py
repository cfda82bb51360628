"""Search: beginnings, typing errors, alternative labels, any language; and the order of what is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esco_data import ConceptKind, LabelKind, Taxonomy
from esco_data.search import Candidate, score
from esco_data.searchindex import shortenings
from esco_data.spellings import forms
from esco_data.words import search_key
from tests.factories.esco import isco_uri, occupation_uri, skill_uri

WORDS_BEGIN_SO = 0.4
"""Score above which a label has the words as typed, not only nearly."""


@pytest.mark.parametrize(
    ("typed", "language", "key"),
    [
        ("nu", "en", "nurse"),
        ("NURSE resp", "en", "nurse"),
        ("registered nurse", "en", "nurse"),
        ("care nurse", "en", "nurse"),
        ("nusre", "en", "nurse"),
        ("regstered nrse", "en", "nurse"),
        ("electrcian", "en", "electrician"),
        ("elektirker", "de", "electrician"),
        ("schweisser", "de", "welder"),
        ("SCHWEIẞER", "de", "welder"),
        ("krankenschw", "fr", "nurse"),
        ("maçon", "fr", "bricklayer"),
        ("macon", "fr", "bricklayer"),
        ("infirmière", "fr", "nurse"),
        ("كهربائي", "ar", "electrician"),
        ("كَهْرَبَائِيّ", "ar", "electrician"),
        ("كهربئي", "ar", "electrician"),
        ("ممرضه مسجله", "ar", "nurse"),
        ("طاهٍ", "ar", "cook"),
        ("الكهربائي", "ar", "electrician"),
        ("والممرضة المسجّلة", "ar", "nurse"),
        ("lorry driver", "en", "truck-driver"),
    ],
)
def test_an_occupation_is_found_as_people_type_it(
    mini: Taxonomy, typed: str, language: str, key: str
) -> None:
    hits = mini.search(typed, language=language, kind=ConceptKind.OCCUPATION)
    assert hits[0].uri == occupation_uri(key)


@pytest.mark.parametrize(
    ("typed", "language", "key"),
    [
        ("جروح", "ar", "dress-wounds"),
        ("عناية جروح", "ar", "dress-wounds"),
        ("تضميد جروح", "ar", "dress-wounds"),
        ("أدوية موصوفة", "ar", "administer-medication"),
        ("ادويه", "ar", "administer-medication"),
        ("العلامات حيوية", "ar", "monitor-vital-signs"),
        ("مرضى", "ar", "transfer-patients"),
        ("Vitalzeichen ueberwachen", "de", "monitor-vital-signs"),
        ("Verbaende", "de", "dress-wounds"),
        ("Koerperpflege", "de", "help-with-hygiene"),
        ("medicaments prescrits", "fr", "administer-medication"),
    ],
)
def test_a_skill_is_found_with_and_without_article_umlaut_and_accents(
    mini: Taxonomy, typed: str, language: str, key: str
) -> None:
    """As a beginning of words, which comes before whatever is only spelt nearly so."""
    best = mini.search(typed, language=language, kind=ConceptKind.SKILL)[0]

    assert best.uri == skill_uri(key)
    assert best.score > WORDS_BEGIN_SO


def test_only_german_readers_type_ae_for_an_umlaut() -> None:
    assert forms(("baecker", "steuer"), "de") == (("baecker", "steuer"), ("backer", "steuer"))
    assert forms(("baecker",), "es") == (("baecker",),)


def test_a_short_word_keeps_what_looks_like_an_article() -> None:
    assert forms(("الات",), "ar") == (("الات",), ("الات",))


def test_a_hit_shows_the_readers_label_and_what_matched(mini: Taxonomy) -> None:
    hit = mini.search("Krankenschwester", language="fr")[0]
    assert hit.label.startswith("infirmier responsable de soins généraux")
    assert (hit.text, hit.language, hit.label_kind) == ("Krankenschwester", "de", LabelKind.ALTERNATIVE)


def test_each_concept_comes_once_and_the_best_first(mini: Taxonomy) -> None:
    hits = mini.search("e", language="en", limit=50)
    assert len({hit.uri for hit in hits}) == len(hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_kind_and_limit(mini: Taxonomy) -> None:
    assert {hit.kind for hit in mini.search("p", kind=ConceptKind.SKILL)} == {ConceptKind.SKILL}
    assert mini.search("nursing prof", kind=ConceptKind.ISCO_GROUP)[0].uri == isco_uri("2221")
    assert mini.search("nursing professionals") == []
    assert len(mini.search("a", limit=3)) == 3
    assert mini.search("a", limit=0) == []


@pytest.mark.parametrize(
    "typed", ["", "   ", "?!", "xyzzyqqq", '"', "nurse\0", "' OR 1=1 --", "NEAR(", "*", "nurse AND"]
)
def test_nonsense_finds_nothing_or_something_but_never_fails(mini: Taxonomy, typed: str) -> None:
    assert isinstance(mini.search(typed), list)


def test_an_empty_answer_is_honest(mini: Taxonomy) -> None:
    assert mini.search("astronaut") == []
    assert mini.search("zz") == []


@given(text=st.text(max_size=60))
def test_any_text_can_be_searched_for(mini: Taxonomy, text: str) -> None:
    assert all(0 < hit.score <= 1 for hit in mini.search(text))


def test_signs_of_programming_languages_count(mini: Taxonomy) -> None:
    assert search_key("C++ / C#") == "c++ c#"
    assert mini.search("python")[0].uri == skill_uri("python")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Éléctricien", "electricien"),
        ("Straße", "STRASSE"),
        ("أحمد", "احمد"),
        ("сім’я", "сім'я"),
        ("l'état", "l état"),
    ],
)
def test_what_a_reader_would_not_tell_apart_is_the_same(one: str, other: str) -> None:
    assert search_key(one) == search_key(other)


def _score(typed: str, folded: str, *, kind: int = 0, language: str = "en") -> float:
    return score([tuple(typed.split())], Candidate(1, 1, language, kind, folded), "en")


def test_the_order_of_ways_to_match() -> None:
    ordered = [
        _score("cook", "cook"),
        _score("cook", "cook fish"),
        _score("cook", "cook", kind=1),
        _score("cook", "cook meat", kind=1),
        _score("cook", "head cook"),
        _score("cook", "kitchen cook", kind=1),
        _score("cook", "coop"),
        _score("cook", "coop", kind=1),
        _score("cook", "nurse"),
    ]
    assert ordered == sorted(ordered, reverse=True)
    assert len(set(ordered)) == len(ordered)
    assert ordered[-1] == 0


def test_the_readers_language_comes_first_among_equals() -> None:
    assert _score("cook", "cook", language="en") > _score("cook", "cook", language="nl")


@given(word=st.text(alphabet="abcdefgh", min_size=6, max_size=6), places=st.tuples(*[st.integers(0, 5)] * 2))
def test_two_spellings_within_two_errors_share_a_shortening(word: str, places: tuple[int, int]) -> None:
    other = list(word)
    for place in places:
        other[place] = "x"
    assert shortenings(word) & shortenings("".join(other))


@given(word=st.text(alphabet="abcdefgh", min_size=6, max_size=6), place=st.integers(0, 4))
def test_a_swap_and_a_lost_letter_share_a_shortening_too(word: str, place: int) -> None:
    swapped = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    assert shortenings(word) & shortenings(swapped)
    assert shortenings(word) & shortenings(word[:place] + word[place + 1 :])
