"""Small slices of judged sets that the real model answers in seconds, cut when they are needed and never kept."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from esco_data import Taxonomy
from esco_data.importer import import_packages
from matching import indexing
from matching.encoder import Encoder
from matching.evaluation.finding import opened
from matching.evaluation.judging import IN_TAXONOMY, resolved
from matching.evaluation.sets import EvaluationSet
from matching.evaluation.subject import Subject
from matching.evaluation.tasks import measure
from matching.index import ConceptIndex
from matching.matcher import Matcher
from tests.factories.esco_package import columns

ROOT = Path(__file__).parents[3]
SHARED = ROOT.parent / "shared"
PARALLEL = ROOT / "docs" / "examples" / "parallel"
TEXTS = ("ad-cook", "ad-nurse", "cv-nurse")
"""Parallel texts whose skills the invented mini taxonomy knows, at least some of them."""

QUERIES = 40
EVERY_ELEMENT, EVERY_SKILL, EVERY_OCCUPATION = 25, 40, 100
"""Of what no query asks for, one in so many stays, so that there is something to be mistaken for."""

Values = Mapping[str, float]
"""By the names under which floors are kept."""


def shared_sets() -> list[EvaluationSet]:
    """Two of MELO and both of sentences, forty queries of each at most."""
    names = ("melo-dev/usa_q_en_c_en", "melo-dev/deu_q_de_c_en", "house_validation", "tech_validation")
    with opened([SHARED / "eval"]) as found:
        read = [each.read() for each in found if any(name in each.name for name in names)]
    return [_fewer(each) for each in read]


def _fewer(found: EvaluationSet) -> EvaluationSet:
    queries = found.queries[:: max(len(found.queries) // QUERIES, 1)][:QUERIES]
    wanted = {element for query in queries for element in query.relevant}
    corpus = tuple(e for row, e in enumerate(found.corpus) if row % EVERY_ELEMENT == 0 or e.id in wanted)
    return replace(found, queries=queries, corpus=corpus)


def reduced_package(folder: Path, skills: Iterable[str]) -> Path:
    """The official English package with these skills, by preferred label, and a few others; without relations."""
    (source,) = (SHARED / "esco").glob("*classification - en*.zip")
    target = folder / source.name
    kept = {label.casefold() for label in skills}
    with zipfile.ZipFile(source) as whole, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as part:
        for name in whole.namelist():
            if name.endswith(".csv"):
                part.writestr(name, _reduced(Path(name).name, whole.read(name).decode("utf-8-sig"), kept))
    return target


def _reduced(name: str, text: str, kept: set[str]) -> str:
    reader = csv.DictReader(io.StringIO(text))
    out = io.StringIO()
    writer = csv.DictWriter(out, reader.fieldnames or columns(name))
    writer.writeheader()
    writer.writerows(_rows(name, reader, kept))
    return out.getvalue()


def _rows(name: str, rows: Iterable[dict[str, str]], kept: set[str]) -> Iterator[dict[str, str]]:
    every = {"skills_en.csv": EVERY_SKILL, "occupations_en.csv": EVERY_OCCUPATION, "ISCOGroups_en.csv": 1}
    if name not in every:
        return
    for number, row in enumerate(rows):
        if number % every[name] == 0 or row["preferredLabel"].casefold() in kept:
            yield row


def subject_of(taxonomy: Taxonomy, encoder: Encoder, folder: Path) -> Subject:
    """With a whole index, made in the folder."""
    place = indexing.folder_for(folder, taxonomy, encoder)
    indexing.build(place, taxonomy, encoder, lambda *_: None)
    return Subject.of(Matcher(ConceptIndex(place), encoder), taxonomy)


def shared_values(encoder: Encoder, folder: Path) -> Values:
    sets = shared_sets()
    labels = {label for each in sets if not each.corpus for query in each.queries for label in query.relevant}
    import_packages([reduced_package(folder, labels)], folder / "reduced.sqlite")
    subject = subject_of(Taxonomy.open(folder / "reduced.sqlite"), encoder, folder)
    return _values(sets, subject)


def parallel_values(taxonomy: Taxonomy, encoder: Encoder, folder: Path) -> Values:
    """Of the texts that the project itself has, with the skills that the taxonomy knows."""
    with opened([PARALLEL]) as found:
        (read,) = (each.read() for each in found)
    subject = subject_of(taxonomy, encoder, folder)
    texts = tuple(
        replace(text, skills=tuple(s for s in text.skills if s.casefold() in subject.labels.skills))
        for text in read.parallel
        if text.name in TEXTS
    )
    values = _values([replace(read, parallel=tuple(text for text in texts if text.skills))], subject)
    return {name: value for name, value in values.items() if "occupation" not in name}


def _values(sets: Iterable[EvaluationSet], subject: Subject) -> Values:
    return {
        f"{row.set.rsplit('/', 1)[-1]}, {row.languages}, {row.measure}": row.estimate.value
        for each in sets
        for row in measure(resolved(each, subject.taxonomy, subject.labels), subject, baselines=False)
        if row.measure != IN_TAXONOMY  # most of the taxonomy is left out of these slices
    }
