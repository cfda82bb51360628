"""Tricks in a CV gain nothing, in three languages; and who writes honestly is not taken for a cheat."""

from collections.abc import Mapping

import pytest

from matching.copying import Advertised
from matching.evidence import BARE, evidence
from matching.hidden import mask_hidden
from matching.mapping import Mapper
from matching.matcher import Matcher
from matching.ranking import Match
from matching.recency import until
from matching.text import Span, stems
from tests.factories.esco import mini
from web.benchmarks.adversarial import ATTACKS, INSTRUCTIONS, STUFFED, Means

EPSILON = 0.05
"""What an attack may gain. What a text is about as a whole has a say in which occupations its sentences speak of, and
among a dozen occupations that is coarse: `talent bench adversarial` measures it with the real model.
"""

ADS = {
    "en": (
        "Registered nurse\nYour profile\n- dress wounds of patients after operations in our surgical ward\n"
        "- help with personal hygiene\n- German B2\n- at least 2 years of experience as a nurse in a hospital"
    ),
    "fr": (
        "Infirmière diplômée\nVotre profil\n- soigner les plaies des patients après une opération dans notre service\n"
        "- aider à la toilette quotidienne\n- allemand B2\n- au moins 2 ans d'expérience d'infirmière à l'hôpital"
    ),
    "ar": (
        "ممرض مسجل\nالمؤهلات المطلوبة\n- تضميد جروح المرضى بعد العمليات الجراحية في قسم الجراحة لدينا\n"
        "- المساعدة في النظافة الشخصية\n- الألمانية B2\n- خبرة سنتين على الأقل في التمريض في مستشفى"
    ),
}
"""Invented. Each asks for a nurse."""

COOKS = {
    "en": "Cook, ten years in a hotel.\nI cook hot dishes and keep the kitchen clean.\nEnglish B2",
    "fr": "Cuisinier, dix ans dans un hôtel.\nJe prépare des plats chauds et range la cuisine.\nFrançais C1",
    "ar": "طباخ، عشر سنوات في فندق.\nأطبخ الأطباق الساخنة وأنظف المطبخ.\nالعربية اللغة الأم",
}
"""Invented, and honest."""


def keywords(language: str) -> list[str]:
    """As many as a list of keywords has: the labels of the mini taxonomy, and numbered inventions like them."""
    labels = [label for skill in mini()["skills"] for label in skill.get(language, [])]
    short = [label for label in labels if len(label.split()) <= BARE - 1]
    return [*labels, *(f"{short[n % len(short)]} {n}" for n in range(STUFFED - len(labels)))]


def matched(matcher: Matcher, advertisement: str, cv: str, language: str) -> Match:
    (match,) = matcher.rank_texts(advertisement, {"cook": cv}, language=language).matches
    return match


@pytest.mark.parametrize("language", ADS)
@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_gains_nothing(matcher: Matcher, attack: str, language: str) -> None:
    ad, honest = ADS[language], COOKS[language]
    handed_in = ATTACKS[attack](Means(honest, ad, keywords(language)))
    before = matched(matcher, ad, honest, language).score
    assert matched(matcher, ad, handed_in, language).score <= before + EPSILON


@pytest.mark.parametrize("language", ADS)
def test_what_was_copied_is_told(matcher: Matcher, language: str) -> None:
    found = matched(matcher, ADS[language], f"{COOKS[language]}\n\n{ADS[language]}", language)
    assert len(found.copied) >= 4
    assert all(piece.text in ADS[language] for piece in found.copied)
    assert not matched(matcher, ADS[language], COOKS[language], language).copied


def test_a_phrase_of_the_trade_is_no_copy(matcher: Matcher) -> None:
    nurse = "Registered nurse.\nI dress wounds of patients.\nHelp with personal hygiene\nGerman B2"
    assert matched(matcher, ADS["en"], nurse, "en").copied == ()


def test_the_same_words_in_another_order_are_no_copy() -> None:
    advertised = Advertised.of(["You dress wounds of patients after operations in our surgical ward"])
    assert advertised.copied(["In our surgical ward you dress wounds of patients after operations"]) == [
        False
    ]
    assert advertised.copied(["dress wounds of patients after operations in our surgical ward"]) == [True]


def test_a_list_copied_item_by_item_is_a_copy() -> None:
    items = ["dress wounds", "German B2", "personal hygiene", "two years in a hospital"]
    assert Advertised.of(["\n".join(["Nurse", *items])]).copied(items) == [True] * 4
    assert Advertised.of(["\n".join(["Nurse", *items])]).copied(items[:2]) == [False] * 2


def test_few_texts_are_looked_at_closely() -> None:
    advertised = Advertised.of([ADS["en"]])
    assert advertised.may_be_in([words(ADS["en"])])
    assert not advertised.may_be_in([words(COOKS["en"]), words("German B2")])
    assert advertised.may_be_in([words("G\u200berman B2")])


def words(text: str) -> tuple[str, frozenset[str]]:
    return text, stems(Span(0, len(text), text))


# --- lists and repetitions ------------------------------------------------------------------------------------


def test_a_list_of_ordinary_length_counts_in_full(mapper: Mapper) -> None:
    listed = "Nurse\n" + "\n".join(f"- {label}" for label in keywords("en")[:12])
    assert {piece.worth for piece in evidence(mapper.read(listed))} == {1.0}


def test_a_list_of_everything_says_nothing_but_what_is_told_beside_it_counts(mapper: Mapper) -> None:
    told = "For three years I have dressed the wounds of patients in a large hospital."
    found = evidence(mapper.read(f"{told}\n\n" + "\n".join(f"- {label}" for label in keywords("en"))))
    assert found[0].worth == 1.0
    assert all(piece.worth < 0.2 for piece in found[1:-1])


def test_what_is_said_again_is_said_once(mapper: Mapper) -> None:
    found = evidence(mapper.read("\n".join(["I dress wounds."] * 50 + ["I cook hot dishes."])))
    assert [piece.text for piece in found[:-1]] == ["I dress wounds.", "I cook hot dishes."]


# --- what a reader does not see ----------------------------------------------------------------------------

SECRET = "registered nurse"


@pytest.mark.parametrize(
    "markup",
    [
        '<div style="display:none">{}</div>', "<p hidden>{}</p>", "<template>{}</template>",
        '<span style="visibility: hidden;">{}</span>', '<span style="color:#FFFFFF">{}</span>',
        '<font color="white">{}</font>', '<b style="font-size: 0px">{}</b>', '<b style="font-size:1px">{}</b>',
        '<i style="opacity:0">{}</i>', '<div style="position:absolute; left:-9999px">{}</div>',
        '<div style="display:none"><div>x</div>{}</div>', '<div style="display: none">{}',
    ],
)  # fmt: skip
def test_hidden_words_are_not_read(markup: str) -> None:
    text = f"Cook. {markup.format(SECRET)}"
    shown = mask_hidden(text)
    assert SECRET not in shown
    assert len(shown) == len(text)
    assert shown.startswith("Cook. ")


@pytest.mark.parametrize(
    "markup",
    [
        "<p>{}</p>", '<p style="color:#333">{}</p>', '<p style="color:white;background:navy">{}</p>',
        '<p style="font-size:12px">{}</p>', '<p style="font-size:0.9em">{}</p>', '<p style="opacity:0.8">{}</p>',
        '<p style="display:block">{}</p>', '<div style="display:none">x</div>{}', '<p class="hidden-gems">{}</p>',
        '<p style="background-color:#fff">{}</p>', '<p style="font-size:10pt">{}</p>',
    ],
)  # fmt: skip
def test_visible_words_stay(markup: str) -> None:
    assert SECRET in mask_hidden(markup.format(SECRET))


def test_words_behind_what_is_hidden_are_read_at_their_place(mapper: Mapper) -> None:
    text = 'Cook <span style="display:none">registered nurse</span>\nI dress wounds.'
    found = evidence(mapper.read(text))
    assert [piece.text for piece in found[:-1]] == ["Cook", "I dress wounds."]
    assert text[found[1].start : found[1].end] == "I dress wounds."


def test_instructions_are_words_like_others(matcher: Matcher) -> None:
    cvs: Mapping[str, str] = {
        "instructs": "\n".join([COOKS["en"], *INSTRUCTIONS]),
        "nurse": "Registered nurse",
    }
    assert [m.candidate for m in matcher.rank_texts(ADS["en"], cvs).matches] == ["nurse", "instructs"]


# --- how long ago ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (["2009 – 2012: nurse in a hospital", "cook"], [2012, None]),
        (["01/2009 - 05/2012 nurse"], [2012]),
        (["2019 – today: nurse"], [None]),
        (["since 2014 nurse"], [None]),
        (["٢٠٠٩ – ٢٠١٢ ممرضة"], [2012]),
        (["2009–2012 nurse", "- dress wounds", "- help with hygiene"], [2012, 2012, 2012]),
        (["2009–2012 nurse", "2013–2020 cook", "- hot dishes"], [2012, 2020, 2020]),
    ],
)
def test_the_year_in_which_something_ended(lines: list[str], ends: list[int | None]) -> None:
    text, spans = "\n".join(lines), []
    for line in lines:
        words_only = line.removeprefix("- ")
        spans.append(
            (Span(text.index(words_only), text.index(words_only) + len(words_only), words_only), "en")
        )
    assert until(spans, text) == ends
