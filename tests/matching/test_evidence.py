"""What candidates' texts give: what they claim, piece by piece, and the whole of that."""

from matching.evidence import evidence
from matching.mapping import Mapper
from tests.factories.esco import skill_uri

CV = """Full name: Invented Person
Nurse for six years. Bachelor in nursing.
I dress wounds.
No experience: Python.
German B2
mail@example.org"""


def test_each_claim_is_evidence_and_the_whole_is_last(mapper: Mapper) -> None:
    found = evidence(mapper.read(CV))
    pieces, whole = found[:-1], found[-1]
    texts = ["Nurse for six years.", "Bachelor in nursing.", "I dress wounds.", "German B2"]
    assert [piece.text for piece in pieces] == texts
    assert not any(piece.whole for piece in pieces)
    assert whole.whole
    assert whole.text == "\n".join(texts)
    assert CV[whole.start : whole.end].startswith(texts[0])


def test_pieces_lie_in_the_text_and_carry_what_they_say(mapper: Mapper) -> None:
    nurse, bachelor, wounds, german, _ = evidence(mapper.read(CV))
    assert all(CV[piece.start : piece.end] == piece.text for piece in (nurse, bachelor, wounds, german))
    assert nurse.years == 6
    assert bachelor.education == 6
    assert skill_uri("dress-wounds") in dict(wounds.meaning.concepts)
    assert [(claim.code, claim.level) for claim in german.languages] == [("de", "B2")]


def test_the_whole_has_no_words_of_what_is_denied_or_personal(mapper: Mapper) -> None:
    words = evidence(mapper.read(CV))[-1].meaning.words
    assert "wound" in words
    assert not words & {"pytho", "inven", "perso", "examp"}


def test_a_text_that_claims_nothing_is_no_evidence(mapper: Mapper) -> None:
    assert evidence(mapper.read("")) == []
    assert evidence(mapper.read("No experience.")) == []
