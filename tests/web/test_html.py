"""The checker of pages finds what it is there to find."""

import pytest

from tests.web import html

GOOD = (
    '<!DOCTYPE html><html lang="en" dir="ltr"><head><title>A</title></head>'
    "<body><header></header><main><h1>A</h1>%s</main><footer></footer></body></html>"
)


def test_a_good_page_has_no_faults() -> None:
    assert html.faults(html.parse(GOOD % '<p id="a"><a href="#a">up</a></p>')) == []


@pytest.mark.parametrize(
    ("markup", "fault"),
    [
        ("<h3>B</h3>", "a heading jumps from level 1 to 3"),
        ("<h1>B</h1>", "there are 2 <h1>"),
        ('<p id="a"></p><p id="a"></p>', "the id 'a' is used 2 times"),
        ('<input name="q">', "<input name='q'> has no label"),
        (
            '<form action="https://elsewhere.example/"><button>Go</button></form>',
            "a form's action is not a path",
        ),
        ('<form action="/find"></form>', "the form to /find has no button"),
        ('<a href="/x"></a>', "the link to /x has no name"),
        ('<img src="/x.png">', "has no alternative text"),
        ("<svg></svg>", "a drawing is neither hidden nor named"),
        ('<p style="color: red">B</p>', "<p> has the inline attribute style"),
        ("<script>alert(1)</script>", "inline <script>"),
        ('<p aria-describedby="nobody">B</p>', 'aria-describedby="nobody" points at nothing'),
    ],
)
def test_each_fault_is_named(markup: str, fault: str) -> None:
    assert any(fault in found for found in html.faults(html.parse(GOOD % markup)))


@pytest.mark.parametrize("markup", ["<p><b>x</p></b>", "<div>", '<p id="a" id="b"></p>'])
def test_markup_that_browsers_would_mend_is_refused(markup: str) -> None:
    with pytest.raises(html.NotWellFormed):
        html.parse(markup)
