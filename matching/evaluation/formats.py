"""Reads each format that judged sets come in. A format is known by its files or by its columns, never by its name."""

import re
import tomllib
from ast import literal_eval
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from matching.evaluation.files import Row, grouped, header, judgements, read_csv, read_tsv
from matching.evaluation.sets import Element, EvaluationSet, Family, Parallel, Query, SetError
from matching.text import language_of

EXPECTED = "expected.toml"
_LANGUAGES_IN_NAME = re.compile(r"q_([a-z]{2})_c_([a-z]{2})")
_LANGUAGE_CODE = re.compile(r"[a-z]{2}")
_NO_SKILL = {"UNDERSPECIFIED", "LABEL NOT PRESENT", "UNK", ""}
_ENOUGH_TO_DETECT = 60  # queries


@dataclass(frozen=True, slots=True)
class Format:
    """`looked_for` tells people by what it is known."""

    looked_for: str
    known: Callable[[Path], bool]
    read: Callable[[Path, str], EvaluationSet]


# --- queries, a corpus and judgements: MELO, similar job titles ---------------------------------------------


def _file(folder: Path, *stems: str) -> Path | None:
    """The first of these there is, with or without an ending."""
    names = (folder / (stem + ending) for stem in stems for ending in (".tsv", ".txt", ""))
    return next((path for path in names if path.is_file()), None)


def _titles_files(folder: Path) -> tuple[Path, Path, Path] | None:
    found = (
        _file(folder, "queries"),
        _file(folder, "corpus_elements", "corpus_documents", "corpus"),
        _file(folder, "annotations", "qrels"),
    )
    return (found[0], found[1], found[2]) if found[0] and found[1] and found[2] else None


def _read_titles(folder: Path, name: str) -> EvaluationSet:
    """MELO where elements are mapped to concepts, else titles that stand for themselves. Languages are in the name
    (`…_q_de_c_en`, or a folder `de`); otherwise they are detected.
    """
    files = _titles_files(folder)
    assert files  # noqa: S101 - `known` has looked
    mapping = _file(folder, "concept_mapping")
    concepts = (
        {r["element"]: r["concept"] for r in read_tsv(mapping, "element", "concept")} if mapping else {}
    )
    corpus = tuple(
        Element(row["id"], row["text"], concepts.get(row["id"], row["id"]))
        for row in read_tsv(files[1], "id", "text")
    )
    queries, notes = _judged(
        {row["id"]: row["text"] for row in read_tsv(files[0], "id", "text")},
        judgements(files[2]),
        {element.id for element in corpus},
    )
    asked, ranked = _languages(folder.name, [q.text for q in queries], [e.text for e in corpus])
    family = Family.LINKING if mapping else Family.SIMILARITY
    return EvaluationSet(name, family, asked, ranked, queries, corpus, notes=notes)


def _languages(name: str, asked: list[str], ranked: list[str]) -> tuple[str, str]:
    if told := _LANGUAGES_IN_NAME.search(name):
        return told[1], told[2]
    if _LANGUAGE_CODE.fullmatch(name):
        return name, name
    return detected(asked), detected(ranked)


def detected(texts: Iterable[str]) -> str:
    """The language of most of the first texts together: one title says little about its language, many much."""
    return language_of("\n".join(text for _, text in zip(range(_ENOUGH_TO_DETECT), texts, strict=False)))


def _judged(
    asked: Mapping[str, str], judged: Iterable[tuple[str, str]], there: set[str]
) -> tuple[tuple[Query, ...], tuple[str, ...]]:
    """Queries with something relevant that is there, and notes on what was left out."""
    by_query = grouped(judged)
    found = {key: by_query.get(key, set()) & there for key in asked}
    missing = sum(len(these - there) for these in by_query.values())
    nothing, unknown = sum(not these for these in found.values()), len(by_query.keys() - asked.keys())
    notes = (
        (f"{missing} judgements name elements that are not there", missing),
        (f"{nothing} queries have nothing relevant and are left out", nothing),
        (f"{unknown} judged queries are not there", unknown),
    )
    queries = tuple(Query(key, asked[key], frozenset(these)) for key, these in found.items() if these)
    return queries, tuple(note for note, number in notes if number)


# --- tables of texts and concepts ---------------------------------------------------------------------------


def _has_columns(*columns: str) -> Callable[[Path], bool]:
    return lambda path: path.is_file() and path.suffix.lower() == ".csv" and header(path) >= set(columns)


def _table(
    name: str,
    family: Family,
    rows: Iterable[tuple[str, set[str]]],
    *,
    trained_on: bool = False,
    language: str = "",
) -> EvaluationSet:
    """Each text once, with all concepts of its rows. Texts without any are left out, as the published protocols do."""
    concepts: dict[str, set[str]] = {}
    for text, these in rows:
        concepts.setdefault(text, set()).update(these)
    queries = tuple(Query(text, text, frozenset(these)) for text, these in concepts.items() if these)
    left_out = len(concepts) - len(queries)
    notes = (f"{left_out} texts speak of no concept and are left out",) if left_out else ()
    code = language or detected(query.text for query in queries)
    return EvaluationSet(name, family, code, queries=queries, trained_on=trained_on, notes=notes)


def _read_spans(path: Path, name: str) -> EvaluationSet:
    """A row for each span: sentence, span, sub_span, label (an ESCO preferred label, or why there is none)."""
    rows = ((row["sentence"], {row["label"]} - _NO_SKILL) for row in read_csv(path))
    return _table(name, Family.SENTENCES, rows)


def _read_sentences(path: Path, name: str) -> EvaluationSet:
    """A row for each sentence; skills as a list of labels in Python's notation."""
    rows = ((row["sentence"], set(_list(row, "skills")) - _NO_SKILL) for row in read_csv(path))
    return _table(name, Family.SENTENCES, rows, trained_on=path.stem == "train")


def _list(row: Row, column: str) -> list[str]:
    try:
        found = literal_eval(row[column])
    except (ValueError, SyntaxError) as error:
        raise row.wrong(column, "is no list of labels in quotation marks") from error
    return [str(label) for label in found]


def _read_terms(path: Path, name: str) -> EvaluationSet:
    """A row for each pair: a term of a national vocabulary, the ESCO skill it was linked to, the language."""
    rows = list(read_csv(path))
    language = rows[0].values.get("lang", "") if rows else ""
    pairs = ((row["nationalSkill"], {row["escoSkillUri"]}) for row in rows)
    return _table(name, Family.TERMS, pairs, language=language)


def _read_vacancies(path: Path, name: str) -> EvaluationSet:
    """A row for each vacancy: its title, the ESCO occupation. Allowed for training, says the note on the set."""
    rows = ((row["vacancyTitle"], {row["conceptUri"]}) for row in read_csv(path))
    return _table(name, Family.VACANCIES, rows, trained_on=True)


# --- whole texts --------------------------------------------------------------------------------------------


def _text_folders(folder: Path) -> tuple[Path, Path, Path] | None:
    """(Advertisements, CVs, judgements), by our names or by TalentCLEF's."""
    if not folder.is_dir():
        return None
    asked = [path for path in (folder / "advertisements", folder / "queries") if path.is_dir()]
    offered = [folder / "cvs", *sorted(folder.glob("corpus*"))]
    offered = [path for path in offered if path.is_dir()]
    judged = _file(folder, "relevant", "qrels", "annotations")
    return (asked[0], offered[0], judged) if asked and offered and judged else None


def _read_people(folder: Path, name: str) -> EvaluationSet:
    """A text file for each advertisement and each CV; their names without ending are their ids."""
    found = _text_folders(folder)
    assert found  # noqa: S101 - `known` has looked
    asked, offered = _texts(found[0]), _texts(found[1])
    pairs = ((_stem(query), _stem(document)) for query, document in judgements(found[2]))
    queries, notes = _judged(asked, pairs, set(offered))
    corpus = tuple(Element(key, text, key) for key, text in offered.items())
    languages = detected(asked.values()), detected(offered.values())
    return EvaluationSet(name, Family.PEOPLE, *languages, queries, corpus, notes=notes)


def _texts(folder: Path) -> dict[str, str]:
    return {_stem(path.name): _text(path) for path in sorted(folder.iterdir()) if path.is_file()}


def _stem(name: str) -> str:
    return name.removesuffix(".txt")


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SetError(f"{path.parent.name}/{path.name}: byte {error.start} is not UTF-8.") from error


def _parallel_folders(folder: Path) -> list[Path]:
    """Those with a text in at least two languages and what is expected of them."""
    folders = [folder, *sorted(folder.iterdir())] if folder.is_dir() else []
    return [path for path in folders if (path / EXPECTED).is_file() and len(_by_language(path)) > 1]


def _by_language(folder: Path) -> dict[str, Path]:
    return {p.stem: p for p in sorted(folder.glob("*.txt")) if _LANGUAGE_CODE.fullmatch(p.stem)}


def _read_parallel(folder: Path, name: str) -> EvaluationSet:
    texts = tuple(_parallel(path) for path in _parallel_folders(folder))
    return EvaluationSet(name, Family.PARALLEL, parallel=texts)


def _parallel(folder: Path) -> Parallel:
    where = f"{folder.name}/{EXPECTED}"
    try:
        expected = tomllib.loads(_text(folder / EXPECTED))
    except tomllib.TOMLDecodeError as error:
        raise SetError(f"{where}: {error}.") from error
    skills, occupation = expected.get("skills"), expected.get("occupation")
    if not isinstance(skills, list) or not skills:
        raise SetError(f"{where}: `skills` is missing, a list of English preferred labels.")
    texts = {code: _text(path) for code, path in _by_language(folder).items()}
    return Parallel(folder.name, texts, occupation, tuple(map(str, skills)))


FORMATS = (
    Format(
        "queries, corpus_elements (or corpus_documents) and annotations (or qrels), tab-separated, with "
        "concept_mapping where elements are surfaces of concepts",
        lambda path: _titles_files(path) is not None,
        _read_titles,
    ),
    Format(
        "folders advertisements and cvs (or queries and corpus…) of text files, and relevant.tsv (or qrels.tsv)",
        lambda path: _text_folders(path) is not None,
        _read_people,
    ),
    Format(
        f"folders of one text in several languages (en.txt, fr.txt, …) with {EXPECTED}",
        lambda path: bool(_parallel_folders(path)),
        _read_parallel,
    ),
    Format(
        "a CSV file with columns sentence, span and label",
        _has_columns("sentence", "span", "label"),
        _read_spans,
    ),
    Format("… sentence and skills", _has_columns("sentence", "skills"), _read_sentences),
    Format("… nationalSkill and escoSkillUri", _has_columns("nationalSkill", "escoSkillUri"), _read_terms),
    Format("… vacancyTitle and conceptUri", _has_columns("vacancyTitle", "conceptUri"), _read_vacancies),
)
