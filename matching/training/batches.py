"""Draws the batches: what stands beside what, and which of the others must not count as wrong.

A batch of names is made of families of concepts that lie near each other, so that every concept has its hardest
rivals beside it. Everything about a batch follows from the seed and its number: training can stop and go on.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from matching.encoder import Stretch
from matching.training import texts
from matching.training.corpus import Corpus
from matching.training.sets import Labelled, Sets

FAMILY = 8
"""Concepts in a family: one drawn, and those nearest to it."""

SAME_LANGUAGE = 0.45
"""Share of the pairs whose two names are in one language."""

ENGLISH = 0.3
"""Share of the draws of a language that are English, which has most names and all descriptions."""

RIVALS = 3
"""Skills that no sentence asks for, near to the one that it does, beside each sentence."""


@dataclass(frozen=True, slots=True)
class Batch:
    """`right[i]` belongs to `left[i]`; `ignored`, shape (left, right), marks what else would not be wrong. `right` may
    be longer. `sentences` says that the left are to be compared word by word too; `stretches`, where it is known, what
    of each left the right beside it belongs to.
    """

    left: list[str]
    right: list[str]
    ignored: NDArray[np.bool_]
    sentences: bool = False
    stretches: tuple[Stretch, ...] = ()


@dataclass(frozen=True)
class Draw:
    """One kind of batch: its share of all batches, how many pairs it has, and what makes it."""

    share: float
    size: int
    make: Callable[[Generator, int], Batch]


class Batches:
    """`neighbours`, shape (concepts, FAMILY - 1): the nearest concepts of the same kind, by number."""

    def __init__(self, corpus: Corpus, sets: Sets, neighbours: NDArray[np.int64], seed: int) -> None:
        self.corpus, self.sets, self.neighbours, self.seed = corpus, sets, neighbours, seed
        self._usable = {kind: corpus.of_kind(occupations=kind) for kind in (True, False)}
        self._described = np.array(sorted(corpus.descriptions))
        self._narrower = np.array([n for n, wider in enumerate(corpus.broader) if wider])
        self._skilled = sorted(corpus.skills)
        self._draws = [draw for draw in self._kinds() if draw.share > 0]

    def batch(self, number: int) -> Batch:
        """The batch of this number; always the same."""
        rng = np.random.default_rng([self.seed, number])
        shares = np.array([draw.share for draw in self._draws])
        draw = self._draws[int(rng.choice(len(shares), p=shares / shares.sum()))]
        return draw.make(rng, draw.size)

    def _kinds(self) -> list[Draw]:
        """The recipe. Shares of what is not there go to the rest."""
        return [
            Draw(0.28, 256, self._occupation_names),
            Draw(0.29, 256, self._skill_names),
            Draw(0.05 * bool(len(self._described)), 96, self._descriptions),
            Draw(0.16 * bool(self.sets.sentences), 64, self._english_sentences),
            Draw(0.07 * bool(self.sets.written), 64, self._written_sentences),
            Draw(0.06 * bool(self._skilled), 64, self._composed_sentences),
            Draw(0.06 * bool(self.sets.titles), 192, self._titles),
            Draw(0.03 * bool(len(self._narrower)), 192, self._wider),
        ]

    # Names against names

    def _occupation_names(self, rng: Generator, size: int) -> Batch:
        return self._names(rng, size, occupations=True)

    def _skill_names(self, rng: Generator, size: int) -> Batch:
        return self._names(rng, size, occupations=False)

    def _names(self, rng: Generator, size: int, *, occupations: bool) -> Batch:
        concepts = self._families(rng, self._usable[occupations], size)
        written = texts.title if occupations else texts.skill
        left, right = [], []
        for concept in concepts:
            (one, language), (other, _) = self._two_names(rng, concept)
            left.append(written(rng, one, language))
            right.append(other)
        return Batch(left, right, self._same(concepts, concepts))

    def _two_names(self, rng: Generator, concept: int) -> tuple[tuple[str, str], tuple[str, str]]:
        """Two names of a concept with their languages, different ones where it has two."""
        names = self.corpus.names[concept]
        first = self._language(rng, names)
        second = first if rng.random() < SAME_LANGUAGE else self._language(rng, names)
        one = texts.pick(rng, names[first])
        others = [(name, second) for name in names[second] if name != one] or [
            (name, code) for code, some in names.items() for name in some if name != one
        ]
        other = others[int(rng.integers(len(others)))] if others else (one, first)
        return (one, first), other

    def _language(self, rng: Generator, names: dict[str, tuple[str, ...]]) -> str:
        if "en" in names and rng.random() < ENGLISH:
            return "en"
        return texts.pick(rng, tuple(names))

    def _name(self, rng: Generator, concept: int) -> str:
        """In English in two of three cases, since what it stands beside is English."""
        names = self.corpus.names[concept]
        language = "en" if "en" in names and rng.random() < 0.67 else texts.pick(rng, tuple(names))
        return texts.pick(rng, names[language])

    def _families(self, rng: Generator, usable: NDArray[np.int64], size: int) -> list[int]:
        """Half of a batch in families, half drawn freely; no concept twice."""
        chosen: dict[int, None] = {}
        for start in rng.permutation(usable)[:size]:
            chosen.update(dict.fromkeys([int(start), *self.neighbours[start].tolist()]))
            if len(chosen) >= size // 2:
                break
        chosen.update(dict.fromkeys(rng.permutation(usable)[:size].tolist()))
        return list(chosen)[:size]

    # Descriptions, titles of vacancies, wider skills

    def _descriptions(self, rng: Generator, size: int) -> Batch:
        """Of one kind at a time."""
        kind = bool(rng.random() < 0.35)
        concepts = self._families(rng, self._usable[kind], size)
        concepts = [c for c in concepts if c in self.corpus.descriptions]
        left = [texts.shortened(self.corpus.descriptions[c]) for c in concepts]
        return Batch(left, [self._name(rng, c) for c in concepts], self._same(concepts, concepts))

    def _titles(self, rng: Generator, size: int) -> Batch:
        chosen = [self.sets.titles[n] for n in rng.choice(len(self.sets.titles), size)]
        concepts = [title.concepts[0] for title in chosen]
        left = [texts.noisy(rng, title.text) for title in chosen]
        return Batch(left, [self._name(rng, c) for c in concepts], self._same(concepts, concepts))

    def _wider(self, rng: Generator, size: int) -> Batch:
        """A skill beside one that includes it: nearer than a stranger, and none of its relatives is wrong."""
        concepts = [int(n) for n in rng.choice(self._narrower, min(size, len(self._narrower)), replace=False)]
        wider = [int(rng.choice(sorted(self.corpus.broader[c]))) for c in concepts]
        left = [self._two_names(rng, c)[0][0] for c in concepts]
        return Batch(
            left, [self._name(rng, c) for c in wider], self._relatives([(c,) for c in concepts], wider)
        )

    # Sentences

    def _english_sentences(self, rng: Generator, size: int) -> Batch:
        return self._sentences(rng, _some(rng, self.sets.sentences, size))

    def _written_sentences(self, rng: Generator, size: int) -> Batch:
        return self._sentences(rng, _some(rng, self.sets.written, size))

    def _composed_sentences(self, rng: Generator, size: int) -> Batch:
        """Skills of one occupation in a sentence of our own, as advertisements and CVs list them."""
        made = []
        for _ in range(size):
            skills = self.corpus.skills[self._skilled[int(rng.integers(len(self._skilled)))]]
            few = rng.choice(skills, min(len(skills), int(rng.integers(1, 5))), replace=False).tolist()
            language = texts.pick(rng, tuple(texts.templates())) if rng.random() < 0.5 else "en"
            names = [self._named(rng, skill, language) for skill in few]
            text = texts.sentence(rng, names, language)
            made.append(Labelled(text, tuple(few), tuple(texts.stretch(text, name) for name in names)))
        return self._sentences(rng, made)

    def _named(self, rng: Generator, concept: int, language: str) -> str:
        names = self.corpus.names[concept]
        return texts.pick(rng, names.get(language) or names.get("en") or next(iter(names.values())))

    def _sentences(self, rng: Generator, sentences: Sequence[Labelled]) -> Batch:
        """Each beside one of its skills, and all beside rivals of those."""
        which = [int(rng.integers(len(sentence.concepts))) for sentence in sentences]
        asked = [sentence.concepts[n] for sentence, n in zip(sentences, which, strict=True)]
        rivals = [int(n) for c in asked for n in rng.choice(self.neighbours[c], RIVALS, replace=False)]
        offered = [*asked, *rivals]
        ignored = self._relatives([sentence.concepts for sentence in sentences], offered)
        return Batch(
            [s.text for s in sentences],
            [self._name(rng, c) for c in offered],
            ignored,
            sentences=True,
            stretches=tuple(s.stretches[n] for s, n in zip(sentences, which, strict=True) if s.stretches),
        )

    # What is not wrong

    def _same(self, left: Sequence[int], right: Sequence[int]) -> NDArray[np.bool_]:
        """Which of the right share a name with, or are, the concept on the left; but for its own partner."""
        return self._marked([self.corpus.twins[c] for c in left], right)

    def _relatives(self, left: Sequence[Sequence[int]], right: Sequence[int]) -> NDArray[np.bool_]:
        """The same for several concepts on the left, and for wider, narrower and related ones."""
        twins, related = self.corpus.twins, self.corpus.related
        return self._marked(
            [frozenset().union(*(twins[c] | related[c] for c in some)) for some in left], right
        )

    def _marked(self, fine: Sequence[frozenset[int]], right: Sequence[int]) -> NDArray[np.bool_]:
        marked = np.array([[c in some for c in right] for some in fine], bool).reshape(len(fine), len(right))
        np.fill_diagonal(marked, False)
        return marked


def _some(rng: Generator, sentences: Sequence[Labelled], size: int) -> list[Labelled]:
    """So many different ones, or all where there are fewer."""
    return [sentences[n] for n in rng.choice(len(sentences), min(size, len(sentences)), replace=False)]
