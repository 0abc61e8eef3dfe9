"""Views: everything is escaped, nothing runs or is fetched, and the plain text says the same."""

import re
from html.parser import HTMLParser

import numpy as np
import pytest

from whp_kit.anchors.table import Anchor, AnchorTable
from whp_kit.anchors.translate import translate
from whp_kit.errors import InputError
from whp_kit.labels.deltas import Compared, Deltas
from whp_kit.runs.report import inert
from whp_kit.views import html as views

NASTY = "<script>alert(1)</script>\"'&\n=1+1 \u202etxet 🔔"


def elements(html):
    """(tag, attributes) of a piece of HTML, and its text."""
    found, text = [], []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            found.append((tag, dict(attrs)))

        def handle_data(self, data):
            text.append(data)

    Reader().feed(html)
    return found, "".join(text)


def _declarations(element):
    """The style of an element as a set of declarations, in one spelling."""
    style = element[1].get("style", "")
    return {re.sub(r"\s|!important", "", part) for part in style.split(";") if part.strip()}


def deltas_of(tokens):
    t = np.arange(len(tokens), dtype=float)
    starts = np.cumsum([0, *map(len, tokens)])
    offsets = tuple(zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True))
    column, ids = t[:, None], np.zeros((len(tokens), 1), dtype=int)
    ones, ranks = np.ones_like(column), column.astype(int)
    true = Compared(ranks, 0 * column, column, column / 10, column / 5, ranks, ranks)
    both = Compared(ids, ones, ones, ones, ones, ids + 1, ids + 2)
    text = "".join(tokens)
    others = [both] * 4
    return Deltas(text, offsets, true, t, t, *others, {0: NASTY}, t.astype(int))


SIDE = [
    {
        "id": "a",
        "subtlety": 3,
        "prompt": NASTY,
        "completions": {
            "baseline": {
                "text": "It was Quill\n<b>Tarrow</b>, quillon & co",
                "grade": 3,
                "words": ["quill"],
            },
            "never_knew": {"text": NASTY, "grade": 0, "words": []},
        },
    }
]

VIEWS = {
    "words": lambda: views.word_bars(
        [NASTY, "a"], {"b": [1.5, -9.0], NASTY: [0.0, 2.0]}, NASTY, {"b": (0, 2)}
    ),
    "table": lambda: views.table(
        [
            {"name": NASTY, "share": 0.51234, "n": 3, "ci95": (0.1, 0.2)},
            {"name": "b", "share": None, "n": 12},
        ],
        NASTY,
    ),
    "side": lambda: views.completions_table(SIDE, NASTY),
    "heat": lambda: views.token_heat(
        [NASTY, " a", "b"], [9.0, -9.0, float("nan")], [NASTY] * 3, NASTY
    ),
    "deltas": lambda: views.delta_text(deltas_of([NASTY, " Quill"])),
    "one measure": lambda: views.delta_text(deltas_of([NASTY, " Quill"]), "kl", 1, {0}),
    "card": lambda: views.token_card(deltas_of([NASTY, " Quill"]), 1),
    "watched": lambda: views.watch_strips(deltas_of([NASTY, " Quill"])),
    "translation": lambda: views.translation(NASTY, translate(NASTY, AnchorTable(()))),
    "columns": lambda: views.label_columns(
        [
            {
                "tokens": [
                    {"position": 0, "token": NASTY, "label": "a", "reason": NASTY},
                    {"position": 1, "token": "b", "label": None, "reason": "inside_anchor"},
                ],
                "translated": [NASTY, "x"],
            }
        ],
        NASTY,
        0,
    ),
    "strip": lambda: views.label_strip(
        [
            {"token": NASTY, "label": None, "reason": "repeat"},
            {"token": "a", "label": NASTY, "reason": NASTY},
        ],
        NASTY,
    ),
}


@pytest.mark.parametrize("name", VIEWS)
def test_nothing_in_a_view_runs_or_is_fetched(name):
    view = VIEWS[name]()
    found, text = elements(view._repr_html_())
    assert {tag for tag, _ in found} <= {
        "table",
        "thead",
        "tbody",
        "caption",
        "tr",
        "th",
        "td",
        "div",
        "span",
        "br",
        "b",
        "u",
        "i",
    }
    assert {key for _, attributes in found for key in attributes} <= {"style", "title", "scope"}
    assert "url(" not in view.html and "http" not in view.html
    squeezed = re.sub(r"[⏎␣\s]", "", text)
    assert re.sub(r"\s", "", NASTY.split("\n")[0]) in squeezed
    assert str(view) == repr(view) == view.text and len(view.text) > 5
    ground = "background:transparent" if found[0][0] == "table" else "background:#ffffff"
    assert ground in found[0][1]["style"]  # the page's ink and ground, or its own
    kept, kept_text = elements(inert(view.html))  # the report's filter takes nothing out
    assert kept_text == text
    assert [tag for tag, _ in kept] == [tag for tag, _ in found]
    assert list(map(_declarations, kept)) == list(map(_declarations, found))


def test_the_table_lines_up_and_rounds():
    view = views.table(
        [{"name": "a", "share": 0.51234, "n": 3}, {"name": "bb", "share": None, "n": 12}], "Shares"
    )
    assert view.text == "Shares\nname  share   n\na     0.512   3\nbb        –  12"
    found, _ = elements(view.html)
    assert ["right" in a["style"] for tag, a in found if tag == "td"] == [0, 1, 1, 0, 1, 1]


def test_the_words_that_gave_the_grade_are_marked():
    marked = views.marked("Quill's, QUILL, quillon <i>", ["quill"])
    assert marked == "<b><u>Quill</u></b>&#x27;s, <b><u>QUILL</u></b>, quillon &lt;i&gt;"
    html = VIEWS["side"]().html
    assert (
        html.count("<b><u>") == 1
        and "3 knows" in html
        and "0 nothing" in html
        and "subtlety 3" in html
    )


def test_heat_says_by_line_what_it_says_by_colour():
    found, _ = elements(
        views.token_heat(["up", "down", "little", "none"], [8, -8, 1, float("nan")]).html
    )
    styles = [a["style"] for tag, a in found if tag == "span"][2:]  # the first two are the legend's
    assert "rgb(230,159,0)" in styles[0] and styles[0].endswith("underline;")
    assert "rgb(86,180,233)" in styles[1] and "dotted" in styles[1]
    assert "underline" not in styles[2] and "background" not in styles[3]
    same = views.token_heat(["up"], [800]).html.split("<span")[-1]
    assert "rgb(230,159,0)" in same  # one fixed scale, full at its end


def test_the_strip_marks_what_is_unlike_the_text():
    view = views.label_strip(
        [
            {"token": " a", "label": " a", "reason": "unchanged"},
            {"token": " b", "label": " c", "reason": "lowered"},
        ]
    )
    assert (
        view.html.count("<b><u>") == 1
        and 'title="lowered"' in view.html
        and view.text == "↓ lowered\n a b>␣c"
    )


def test_words_side_by_side_mark_the_highest_and_cut_bars_not_figures():
    view = views.word_bars(["law", "at"], {"b": [1.0, -50.0], "r": [0.0, 0.5]})
    assert (
        view.html.count("◀") == 2
        and "<b><u>1.0</u></b> ◀" in view.html
        and "<b><u>0.5</u></b> ◀" in view.html
    )
    assert (
        "left:0.0%;width:27.3%" in view.html and "-50.0" in view.html
    )  # from the end of the span to its zero
    assert view.text.splitlines()[-1] == "highest in b: law; highest in r: at"


@pytest.mark.parametrize(
    "draw",
    [
        lambda: views.word_bars([], {}),
        lambda: views.table([]),
        lambda: views.completions_table([]),
        lambda: views.token_heat(["a"], [1, 2]),
    ],
)
def test_nothing_to_show_is_an_error(draw):
    with pytest.raises(InputError):
        draw()


def test_terms_and_stand_ins_are_marked_where_they_stand():
    table = AnchorTable(
        (Anchor("Quill", "person", ("Anna",)), Anchor("Mosswick Hall", "place", ("the inn",)))
    )
    text = "Quill's <bag> lay in Mosswick Hall."
    html = views.translation(text, translate(text, table)).html
    assert "<b><u>Quill</u></b>&#x27;s &lt;bag&gt; lay in <b><u>Mosswick Hall</u></b>." in html
    assert "<b><u>Anna</u></b>&#x27;s &lt;bag&gt; lay in <b><u>the inn</u></b>." in html
