"""The catalogues are complete, and what is shown follows the reader's language."""

from datetime import UTC, date, datetime

import pytest
from babel.messages.catalog import Catalog

from web import i18n, messages
from web.views.profile import stretch


def test_every_text_has_every_translation() -> None:
    assert [str(fault) for fault in messages.faults()] == [], (
        "run `talent messages extract`, then fill in web/locale/<language>/messages.po"
    )


def test_french_and_arabic_are_there() -> None:
    assert {"en", "fr", "ar"} <= set(i18n.languages())


@pytest.mark.parametrize(
    ("text", "translation", "flags", "fault"),
    [
        ("New text", None, (), "missing"),
        ("Shown", "", (), "not translated"),
        ("Shown", "Montré", ("fuzzy",), "marked fuzzy"),
        ("Page %(page)s", "Page", (), "its placeholders differ"),
        (("%(n)s day", "%(n)s days"), ("un jour", "%(x)s jours"), (), "its placeholders differ"),
    ],
)
def test_each_fault_of_a_catalogue_is_found(
    text: str | tuple[str, str], translation: str | tuple[str, str] | None, flags: tuple[str, ...], fault: str
) -> None:
    source, catalogue = Catalog(), Catalog("fr")
    source.add(text)
    if translation is not None:
        catalogue.add(text, translation, flags=flags)

    assert fault in {found.what for found in messages.faults_of("fr", catalogue, source)}


def test_a_translation_that_nothing_uses_is_a_fault() -> None:
    catalogue = Catalog("fr")
    catalogue.add("Gone", "Parti")

    assert [found.what for found in messages.faults_of("fr", catalogue, Catalog())] == ["no longer used"]


@pytest.mark.parametrize(
    ("wishes", "accepted", "chosen"),
    [
        (("ar",), "fr", "ar"),
        ((None, "fr"), "ar", "fr"),
        ((None, None), "fr-CA,fr;q=0.9", "fr"),
        ((None, None), "nl,ar;q=0.3,fr;q=0.7", "fr"),
        ((None, None), "fr;q=0,ar;q=0.1", "ar"),
        (("xx", "ar-TN"), "", "ar"),
        ((), "nonsense;;q=,", "en"),
        ((), "fr;q=high,ar;q=0.1", "ar"),
        ((), "", "en"),
    ],
)
def test_which_language_is_chosen(wishes: tuple[str | None, ...], accepted: str, chosen: str) -> None:
    assert i18n.choose(*wishes, accept_language=accepted) == chosen


def test_direction_follows_the_language() -> None:
    assert [i18n.reader(code).direction for code in ("en", "fr", "ar")] == ["ltr", "ltr", "rtl"]


def test_numbers_dates_and_names_follow_the_language() -> None:
    french = i18n.reader("fr")

    assert french.number(1234.56) == "1\u202f234,6"
    assert french.percent(0.425, 1).replace("\xa0", " ").replace("\u202f", " ") in {"42,5%", "42,5 %"}
    assert french.date(date(2026, 11, 22)) == "22 novembre 2026"
    assert french.time(datetime(2026, 11, 22, 8, 5, tzinfo=UTC)) == "22 novembre 2026, 08:05"
    assert (french.country("TN"), french.country("de")) == ("Tunisie", "Allemagne")
    assert (french.language_name("bn"), french.language_name("zz-nonsense")) == ("bengali", "zz-nonsense")
    assert french.listing(["a", "b", "c"]) == "a, b et c"
    assert french.series(["a", "b"]) == "a, b"
    assert i18n.reader("ar").series(["a", "b"]) == "a، b"


def test_languages_are_named_in_their_own_words() -> None:
    assert [i18n.own_name(code) for code in ("en", "fr", "ar")] == ["English", "français", "العربية"]


@pytest.mark.parametrize(
    ("number", "text"), [(1, "لغة واحدة: x"), (2, "لغتان: x"), (5, "5 لغات: x"), (14, "14 لغة: x")]
)
def test_arabic_counts_as_arabic_does(number: int, text: str) -> None:
    i18n.use("ar")

    found = i18n.ngettext("%(n)s language: %(names)s", "%(n)s languages: %(names)s", number, names="x")

    assert found == text


@pytest.mark.parametrize(("language", "shown"), [("fr", "2016 – 2018"), ("ar", "\u200f2016 – 2018")])
def test_years_run_the_readers_way(language: str, shown: str) -> None:
    i18n.use(language)

    assert stretch("2016", "2018") == shown
    assert stretch(None, None) is None
