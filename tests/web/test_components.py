"""Components keep their promises: labels, errors, escaping, other people's words, shares between 0 and 1."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from jinja2 import UndefinedError

from tests.web import html
from web import i18n
from web.assets import Assets
from web.settings import Settings
from web.templating import Templates

Show = Callable[..., Element]


@pytest.fixture
def show(settings: Settings) -> Show:
    """Renders a piece of template that imports what it uses: `show("forms", "text_field('a', 'A')")`."""
    environment = Templates(settings, Assets(Path("nowhere")), ()).environment

    def render(file: str, expression: str, **values: Any) -> Element:
        name = expression.split("(")[0]
        source = f'{{% from "components/{file}.html" import {name} %}}{{{{ {expression} }}}}'
        return html.parse(environment.from_string(source).render(values))

    return render


def find(document: Element, tag: str) -> Element:
    return next(document.iter(tag))


def test_a_field_is_tied_to_its_label_its_help_and_its_error(show: Show) -> None:
    field = show("forms", "text_field('name', 'Name', help='As in the passport', error='Enter a name')")

    control = find(field, "input")
    assert find(field, "label").get("for") == control.get("id") == "name"
    assert control.get("aria-describedby") == "name-help name-error"
    assert control.get("aria-invalid") == "true"
    assert control.get("required") == ""


def test_what_is_not_required_says_so(show: Show) -> None:
    field = show("forms", "text_field('name', 'Name', required=false)")

    assert "(optional)" in html.text_of(field)
    assert find(field, "input").get("required") is None


@pytest.mark.parametrize("value", ['"><script>alert(1)</script>', "' onfocus='alert(1)", "{{ 7 * 7 }}"])
def test_what_people_typed_comes_back_as_text(show: Show, value: str) -> None:
    field = show("forms", "text_field('name', 'Name', value=value)", value=value)
    area = show("forms", "text_area('text', 'Text', value=value)", value=value)
    words = show("content", "own_words(value)", value=value)

    assert find(field, "input").get("value") == value
    assert (find(area, "textarea").text or "").removeprefix("\n") == value
    assert find(words, "q").text == value
    assert not list(area.iter("script"))


def test_a_text_area_keeps_a_leading_line_break(show: Show) -> None:
    area = show("forms", "text_area('text', 'Text', value='\\nfirst')")

    assert find(area, "textarea").text == "\n\nfirst"


def test_a_choice_is_kept(show: Show) -> None:
    chosen = show("forms", "select('country', 'Country', [('DE', 'Germany'), ('FR', 'France')], chosen='FR')")

    assert [
        option.get("value") for option in chosen.iter("option") if option.get("selected") is not None
    ] == ["FR"]


def test_options_in_groups_keep_their_groups(show: Show) -> None:
    grouped = show("forms", "select('v', 'V', {'Care': [(1, 'Nurse')], 'ICT': [(2, 'Developer')]})")

    assert [group.get("label") for group in grouped.iter("optgroup")] == ["Care", "ICT"]


def test_radios_are_a_group_with_a_name(show: Show) -> None:
    radios = show("forms", "radios('kind', 'Kind', [('a', 'A'), ('b', 'B')], chosen='b', error='Choose one')")

    assert find(radios, "legend").text == "Kind"
    assert [each.get("value") for each in radios.iter("input") if each.get("checked") is not None] == ["b"]
    assert find(radios, "fieldset").get("aria-describedby") == "kind-error"


def test_the_error_summary_leads_to_the_fields(show: Show) -> None:
    summary = show("forms", "error_summary({'name': 'Enter a name', '': 'Wait'})")

    assert [(link.get("href"), link.text) for link in summary.iter("a")] == [("#name", "Enter a name")]
    assert "Wait" in html.text_of(summary)


@pytest.mark.parametrize(
    ("share", "width", "words"), [(0.425, "42.5", "42%"), (1.7, "100.0", "170%"), (-1, "0.0", "-100%")]
)
def test_a_score_bar_never_leaves_its_track(show: Show, share: float, width: str, words: str) -> None:
    score = show("content", "score_bar(share)", share=share)

    assert [each.get("width") for each in score.iter("rect")] == ["100", width]
    assert html.text_of(score) == words


def test_a_progress_bar_copes_with_nothing_to_do(show: Show) -> None:
    assert find(show("content", "progress_bar('Reading', 0, 0)"), "progress").get("value") == "0.000"


def test_own_words_carry_their_language_and_find_their_direction(show: Show) -> None:
    words = find(show("content", "own_words('ممرضة', 'ar')"), "q")

    assert (words.get("lang"), words.get("dir")) == ("ar", "auto")


def test_steps_say_which_is_being_done(show: Show) -> None:
    steps = list(show("navigation", "progress_steps(['Text', 'Skills', 'Done'], 2)").iter("li"))

    assert [step.get("aria-current") for step in steps] == [None, "step", None]
    assert "(done)" in html.text_of(steps[0])


def test_pagination_leads_both_ways_and_hides_where_there_is_one_page(show: Show) -> None:
    middle = show("navigation", "pagination(2, 3, '/find?page={page}')")
    only = show("navigation", "pagination(1, 1, '/find?page={page}')")

    assert [link.get("href") for link in middle.iter("a")] == ["/find?page=1", "/find?page=3"]
    assert not list(only.iter("a"))


def test_another_website_is_announced(show: Show) -> None:
    link = show("content", "external_link('Law', 'https://law.example/')")

    assert find(link, "svg").get("aria-label") == "other website"


def test_a_name_that_the_page_was_not_given_is_an_error(show: Show) -> None:
    with pytest.raises(UndefinedError):
        show("content", "label(nothing)")


def test_components_speak_the_readers_language(show: Show) -> None:
    i18n.use("fr")

    assert "(facultatif)" in html.text_of(show("forms", "text_field('a', 'A', required=false)"))
