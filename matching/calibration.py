"""Measures where the cosines of an encoder lie: what strangers have in common, and what synonyms have."""

import numpy as np

from esco_data import ConceptKind, LabelKind, Taxonomy
from matching.centring import Centring, centred_by_language
from matching.encoder import Encoder, Vectors
from matching.index import Calibration

SAMPLE = 400
"""Pairs of names; with four times as many pairs of strangers."""

LEAST_APART = 0.1
"""Between strangers and synonyms, where a taxonomy is too small to tell the two apart."""


def measure(taxonomy: Taxonomy, encoder: Encoder, centring: Centring, labels: Vectors) -> Calibration:
    """From different preferred labels at random (`labels`, centred; the cosine that 95 of 100 pairs stay under), and
    from labels with an alias.
    """
    strangers = _strangers(labels)
    pairs = _synonyms(taxonomy)
    if not pairs:
        return Calibration(strangers, max(1.0, strangers + LEAST_APART))
    both = encoder.encode_queries([text for side in zip(*pairs, strict=True) for text in side], public=True)
    names, aliases = np.split(centred_by_language(both, ["en"] * len(both), centring), 2)
    synonyms = float(np.mean(np.sum(names * aliases, axis=1)))
    return Calibration(strangers, max(synonyms, strangers + LEAST_APART))


def _strangers(labels: Vectors) -> float:
    """Never a label with itself: among a dozen labels that would be every twelfth pair."""
    if len(labels) < 2:
        return 0.0
    chance = np.random.default_rng(0)
    left = chance.integers(0, len(labels), 4 * SAMPLE)
    right = (left + chance.integers(1, len(labels), 4 * SAMPLE)) % len(labels)
    return float(np.percentile(np.sum(labels[left] * labels[right], axis=1), 95))


def _synonyms(taxonomy: Taxonomy) -> list[tuple[str, str]]:
    """Pairs (preferred label, one alias) in English, from concepts spread over the taxonomy."""
    kinds = (ConceptKind.SKILL, ConceptKind.OCCUPATION)
    alias = {
        s.uri: s.text
        for s in taxonomy.surfaces(languages=("en",), kinds=kinds, label_kinds=(LabelKind.ALTERNATIVE,))
    }
    uris = sorted(alias)
    chosen = uris[:: max(1, len(uris) // SAMPLE)]
    return [
        (taxonomy.label(uri, "en"), alias[uri]) for uri in chosen if alias[uri] != taxonomy.label(uri, "en")
    ]
