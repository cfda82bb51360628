"""Suggestions from a profile's own words: each concept once, beside its words, and never one that was decided."""

import pytest

from matching import skill_suggestions
from matching.encoder import StandInEncoder
from matching.index import ConceptIndex
from matching.mapping import Mapper, Reading
from matching.skill_suggestions import Suggester, by_meaning
from talent.profiles import Piece
from talent.sections import Section
from tests.factories.esco import occupation_uri, skill_uri

WOUNDS, MEDICATION, NURSE = (
    skill_uri("dress-wounds"),
    skill_uri("administer-medication"),
    occupation_uri("nurse"),
)

CV = Piece(
    Section.SUMMARY, "profile_texts", "1", "Registered nurse\nI administer prescribed medication.", "en"
)
JOB = Piece(Section.EXPERIENCE, "experiences", "2", "تضميد الجروح، إعطاء الأدوية الموصوفة", "ar")


class CountingMapper(Mapper):
    """Counts the texts that it is given to read."""

    texts = 0

    def read_many(self, texts, **options) -> list[Reading]:  # type: ignore[no-untyped-def]
        self.texts += len(texts)
        return super().read_many(texts, **options)


@pytest.fixture
def mapper(index: ConceptIndex) -> CountingMapper:
    return CountingMapper(index, StandInEncoder())


@pytest.fixture
def suggester(mapper: CountingMapper) -> Suggester:
    return Suggester(mapper)


def uris(suggester: Suggester, *pieces: Piece, decided: frozenset[str] = frozenset()) -> set[str]:
    groups = suggester.suggest(pieces, decided).groups
    return {each.uri for group in groups for each in group.suggestions}


def test_words_of_each_piece_give_their_concepts(suggester: Suggester) -> None:
    first, second = suggester.suggest([CV, JOB], frozenset()).groups
    assert (first.piece, second.piece) == (CV, JOB)
    assert {NURSE, MEDICATION} <= {each.uri for each in (*first.suggestions, *second.suggestions)}
    [wounds] = [each for each in second.suggestions if each.uri == WOUNDS]
    assert wounds.text == "تضميد الجروح" == JOB.text[wounds.start : wounds.end]


def test_a_concept_comes_once_beside_the_words_that_show_it_best(suggester: Suggester) -> None:
    found = [each.uri for group in suggester.suggest([CV, JOB], set()).groups for each in group.suggestions]
    assert len(found) == len(set(found))
    assert MEDICATION in found


def test_what_was_decided_is_not_suggested(suggester: Suggester) -> None:
    assert WOUNDS in uris(suggester, CV, JOB)
    assert uris(suggester, CV, JOB, decided=frozenset({WOUNDS})) == uris(suggester, CV, JOB) - {WOUNDS}


def test_decided_concepts_and_languages_are_not_read(suggester: Suggester, mapper: CountingMapper) -> None:
    claim = Piece(Section.SKILLS, "skill_claims", "3", "carry out wound care", "en")
    language = Piece(Section.LANGUAGES, "profile_languages", "fr", "French: B2", "en")
    assert uris(suggester, claim, language) == set()
    assert mapper.texts == 0


def test_without_words_there_are_none(suggester: Suggester) -> None:
    assert suggester.suggest([], set()).groups == ()


def test_the_likeliest_come_first_and_the_others_when_these_are_answered(
    suggester: Suggester, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = suggester.suggest([CV, JOB], set())
    monkeypatch.setattr(skill_suggestions, "MOST", 1)
    cut = suggester.suggest([CV, JOB], set())
    [[first]] = [group.suggestions for group in cut.groups]
    assert first.probability == max(e.probability for g in whole.groups for e in g.suggestions)
    assert (cut.number, cut.left_out) == (1, whole.number - 1)
    assert uris(suggester, CV, JOB, decided=frozenset({first.uri})) != {first.uri}


def test_what_was_read_is_remembered_without_its_words(suggester: Suggester, mapper: CountingMapper) -> None:
    before = suggester.suggest([CV, JOB], set())
    assert mapper.texts == 2
    assert suggester.suggest([CV, JOB], set()) == before
    assert mapper.texts == 2
    remembered = repr(suggester.__dict__["_found"])
    assert "medication" not in remembered
    assert "الجروح" not in remembered


def test_the_oldest_are_forgotten(
    suggester: Suggester, mapper: CountingMapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(skill_suggestions, "REMEMBERED", 1)
    for piece in (CV, JOB, CV):
        suggester.suggest([piece], set())
    assert mapper.texts == 3


def test_the_same_words_in_two_pieces_are_read_once(suggester: Suggester, mapper: CountingMapper) -> None:
    twin = Piece(Section.EDUCATION, "qualifications", "4", CV.text, "en")
    found = suggester.suggest([CV, twin], set())
    assert mapper.texts == 1
    assert [group.piece for group in found.groups] == [CV]


def test_occupations_come_first(suggester: Suggester) -> None:
    [group] = suggester.suggest([CV], set()).groups
    kinds = [each.occupation for each in group.suggestions]
    assert kinds == sorted(kinds, reverse=True)
    assert kinds[0] != kinds[-1]


def test_an_occupation_that_is_denied_is_not(suggester: Suggester) -> None:
    denied = Piece(Section.SUMMARY, "profile_texts", "1", "No experience: registered nurse.", "en")
    assert NURSE not in uris(suggester, denied)


def test_words_that_are_no_name_lead_to_what_they_mean(mapper: CountingMapper) -> None:
    assert by_meaning(mapper, "administering of prescribed medications") == [MEDICATION]
    assert by_meaning(mapper, "xqxqxqxq") == []
