"""Keeps the catalogues in step with the texts in code and templates: finds the texts, merges, checks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from web.i18n import LOCALE_FOLDER

WEB = Path(__file__).parent
METHODS = [("templates/**.html", "jinja2"), ("**.py", "python")]
OPTIONS = {"templates/**.html": {"trimmed": "true", "newstyle_gettext": "true"}}
KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "gettext": None, "N_": None, "ngettext": (1, 2)}

_PLACEHOLDER = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one text of one catalogue."""

    language: str
    text: str
    what: str

    def __str__(self) -> str:
        return f"{self.language}: {self.what}: {self.text!r}"


def extracted() -> Catalog:
    """Every text marked for translation, in the order of files and lines."""
    catalogue = Catalog(charset="utf-8")
    found = extract_from_dir(
        WEB, METHODS, OPTIONS, keywords=KEYWORDS, comment_tags=("translators:",), strip_comment_tags=True
    )
    for filename, line, message, comments, context in found:
        catalogue.add(message, locations=[(filename, line)], auto_comments=comments, context=context)
    return catalogue


def catalogue_paths() -> list[Path]:
    return sorted(LOCALE_FOLDER.glob("*/messages.po"))


def read(path: Path) -> Catalog:
    with path.open("rb") as source:
        return read_po(source, locale=path.parent.name)


def update(path: Path) -> None:
    """Adds new texts, empty, to the catalogue at `path`, and takes out those no longer used. Keeps the rest."""
    catalogue = read(path)
    created = catalogue.creation_date
    catalogue.update(extracted(), no_fuzzy_matching=True, keep_user_comments=True)
    catalogue.creation_date = created  # else every run would change every file
    catalogue.obsolete.clear()
    written = BytesIO()
    write_po(written, catalogue, width=110, sort_output=True, include_lineno=False, ignore_obsolete=True)
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(written.getvalue())
    part.replace(path)


def start(language: str) -> Path:
    """An empty catalogue for a further language."""
    path = LOCALE_FOLDER / language / "messages.po"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as target:
            write_po(target, _empty(language))
    update(path)
    return path


def _empty(language: str) -> Catalog:
    return Catalog(
        language,
        project="talent",
        version="1",
        header_comment=f"# The texts of the pages in the language {language}; see docs/frontend.md.",
        msgid_bugs_address="-",
        last_translator="-",
        language_team="-",
        creation_date=datetime.now(UTC),
        revision_date=datetime.now(UTC),
        fuzzy=False,
    )


def faults() -> list[Fault]:
    """What keeps the catalogues from being complete, over all languages."""
    source = extracted()
    return [fault for path in catalogue_paths() for fault in faults_of(path.parent.name, read(path), source)]


def faults_of(language: str, catalogue: Catalog, source: Catalog) -> Iterator[Fault]:
    """What differs between the texts in the code, `source`, and one catalogue."""
    for message in source:
        if message.id and not _has(catalogue, message):
            yield Fault(language, _text(message), "missing")
    for message in catalogue:
        if message.id:
            yield from (Fault(language, _text(message), what) for what in _wrong_with(message, source))


def _has(catalogue: Catalog, message: Message) -> bool:
    return catalogue.get(message.id, message.context) is not None


def _wrong_with(message: Message, source: Catalog) -> Iterator[str]:
    forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    translations = [form or "" for form in forms]
    if not _has(source, message):
        yield "no longer used"
    if message.fuzzy:
        yield "marked fuzzy"
    if not all(translations):
        yield "not translated"
    elif not _keeps_placeholders(message, translations):
        yield "its placeholders differ"


def _keeps_placeholders(message: Message, translations: Sequence[str]) -> bool:
    """The same ones; a plural form may leave some out ("one language", "no languages")."""
    if isinstance(message.id, str):
        return _placeholders(message.id) == _placeholders(translations[0])
    allowed = _placeholders(" ".join(message.id))
    return all(_placeholders(form) <= allowed for form in translations)


def _placeholders(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text))


def _text(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]
