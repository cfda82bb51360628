"""Names of our own beside those of a taxonomy: where it has none in a language, they stand for the preferred ones."""

from collections.abc import Iterable

import pytest

from esco_data import ConceptKind, LabelKind, Surface, Taxonomy, written
from matching import tables
from tests.factories.esco import BASE, mini, occupation_uri, skill_uri


def write(monkeypatch: pytest.MonkeyPatch, names: Iterable[tuple[str, ConceptKind, str]]) -> None:
    """Names by URI, kind and language, in place of those that are shipped."""
    made = [Surface(uri, kind, language, LabelKind.ALTERNATIVE, "…") for uri, kind, language in names]
    monkeypatch.setattr(written, "names", lambda: iter(made))


def test_a_name_stands_for_a_preferred_label_only_where_there_is_none(
    taxonomy: Taxonomy, monkeypatch: pytest.MonkeyPatch
) -> None:
    uri = skill_uri("dress-wounds")
    write(monkeypatch, [(uri, ConceptKind.SKILL, code) for code in ("en", "ur")])
    assert [(name.language, name.label_kind) for name in tables.written_names(taxonomy)] == [
        ("en", LabelKind.ALTERNATIVE),
        ("ur", LabelKind.PREFERRED),
    ]


def test_names_of_what_the_taxonomy_lacks_are_left_out(
    taxonomy: Taxonomy, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(monkeypatch, [(f"{BASE}/skill/nowhere", ConceptKind.SKILL, "ur")])
    assert list(tables.written_names(taxonomy)) == []


def test_a_language_has_names_when_nearly_all_concepts_have_one_whoever_wrote_it(
    taxonomy: Taxonomy, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = [
        (concept.uri, concept.kind, "ur") for kind in tables.KINDS for concept in taxonomy.concepts(kind)
    ]
    concepts = [concept for kind in tables.KINDS for concept in taxonomy.concepts(kind)]
    write(monkeypatch, [name for name in every if name[1] is ConceptKind.OCCUPATION])
    assert "ur" in tables.named(taxonomy, concepts)["occupation"]
    assert "ur" not in tables.named(taxonomy, concepts)["skill"]
    one = occupation_uri(mini()["occupations"][0]["key"])
    write(monkeypatch, [(one, ConceptKind.OCCUPATION, "ur")] * len(every))  # many names, of one
    assert "ur" not in tables.named(taxonomy, concepts)["occupation"]
