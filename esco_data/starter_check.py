"""Measures the starter against the official English package: how much of it is right."""

from dataclasses import asdict, dataclass

from esco_data.model import Concept, LabelKind
from esco_data.taxonomy import Taxonomy


@dataclass(slots=True)
class Score:
    """Of the concepts that both have: how many have exactly the official preferred label, and description.

    `alternatives` counts the starter's alternative labels, `alternatives_right` those that are official labels of
    the same concept, `alternatives_official` what the official package has.
    """

    what: str
    concepts: int = 0
    in_both: int = 0
    labels_right: int = 0
    descriptions_right: int = 0
    alternatives: int = 0
    alternatives_right: int = 0
    alternatives_official: int = 0

    def as_json(self) -> dict[str, object]:
        shares = {
            "label_share": _share(self.labels_right, self.in_both),
            "description_share": _share(self.descriptions_right, self.in_both),
            "alternative_precision": _share(self.alternatives_right, self.alternatives),
            "alternative_recall": _share(self.alternatives_right, self.alternatives_official),
        }
        return {**asdict(self), **shares}


def check(starter: Taxonomy, official: Taxonomy) -> list[Score]:
    """One score for each sort of concept, by the official package's sorting."""
    scores: dict[str, Score] = {}
    for concept in list(starter.concepts()):
        known = official.concept(concept.uri)
        what = _sort(known or concept)
        score = scores.setdefault(what, Score(what))
        score.concepts += 1
        if known and not known.obsolete:
            _compare(score, starter, official, concept.uri)
    return [scores[what] for what in sorted(scores)]


def _sort(concept: Concept) -> str:
    return "knowledge" if concept.skill_type == "knowledge" else str(concept.kind)


def _compare(score: Score, starter: Taxonomy, official: Taxonomy, uri: str) -> None:
    score.in_both += 1
    score.labels_right += _tidy(starter.label(uri)) == _tidy(official.label(uri))
    score.descriptions_right += _tidy(starter.description(uri) or "") == _tidy(
        official.description(uri) or ""
    )
    ours, theirs = _alternatives(starter, uri), _alternatives(official, uri)
    score.alternatives += len(ours)
    score.alternatives_right += len(ours & (theirs | {official.label(uri)}))
    score.alternatives_official += len(theirs)


def _alternatives(taxonomy: Taxonomy, uri: str) -> set[str]:
    return {label.text for label in taxonomy.labels(uri, "en") if label.kind is LabelKind.ALTERNATIVE}


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
