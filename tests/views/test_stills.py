"""Still pictures of the HTML views: what they hold is what the views hold, letter by letter where it must be, and data for each."""

import io

import pytest
import torch
from matplotlib import image

from tests.support.tiny_models import TEXT, tiny_tokenizer
from whp_kit.anchors.table import Anchor, AnchorTable
from whp_kit.anchors.translate import translate
from whp_kit.errors import InputError
from whp_kit.labels.deltas import text_deltas
from whp_kit.views import figures as plots
from whp_kit.views import html as views
from whp_kit.views import stills

WORDS, SCORES = ["$Quill_", "at"], {"b": [4.0, 3.5], "v": [-2.0, 3.5]}
STRIP = [
    {"token": " Quill", "label": " $girl_", "reason": "translated"},
    {"token": " of", "label": None, "reason": "inside_anchor"},
    {"token": " sat\n", "label": " sat\n", "reason": "unchanged"},
]
LONG = "Quill took the old quill-pen and then another word that is longer than anything before it\nand a line"
SAID = {"text": LONG, "words": ["Quill", "old quill-pen"], "grade": 3}
NOTHING = {"text": "", "words": [], "grade": 0}
ROWS = [
    {
        "prompt": "Who is\nit?",
        "subtlety": 3,
        "completions": {
            "baseline": SAID,
            "never_knew": {"text": " $x_1$", "words": [], "grade": 0},
        },
    },
    {
        "prompt": "And",
        "subtlety": 9,
        "completions": {
            "baseline": NOTHING,
            "never_knew": {"text": "x" * 90, "words": [], "grade": 1},
        },
    },
]
PICTURES = {
    "bars": lambda: stills.word_bars(WORDS, SCORES, "$After"),
    "strip": lambda: stills.label_strip(STRIP * 20, "Block $0"),
    "completions": lambda: stills.completions_table(ROWS),
}


@pytest.mark.parametrize("name", PICTURES)
def test_each_is_opaque_and_has_words_and_numbers(name, tmp_path):
    picture = PICTURES[name]()
    pixels = image.imread(io.BytesIO(picture.png()))
    assert pixels.shape[2] == 3 or pixels[..., 3].min() == 1.0
    assert pixels.std() > 0.02 and picture.alt.endswith(".") and len(picture.data) > 0
    assert [path.suffix for path in picture.save(tmp_path / name)] == [".png", ".csv"]


def texts(picture):
    return [text.get_text() for axes in picture.axes for text in axes.texts]


def test_the_highest_of_each_column_is_marked():
    picture = PICTURES["bars"]()
    assert [told for told in texts(picture) if "◀" in told] == [" 4.0 ◀", " 3.5 ◀"]
    assert picture.data == [
        {"word": "$Quill_", "b": 4.0, "v": -2.0},
        {"word": "at", "b": 3.5, "v": 3.5},
    ]
    assert "highest in v: at" in picture.alt
    with pytest.raises(InputError):
        stills.word_bars(WORDS, {"b": [1.0]})


def test_a_label_stands_under_its_token_and_tells_its_reason():
    picture = stills.label_strip(STRIP, "Block 0")
    (axes,) = picture.axes
    at = {text.get_text(): text.get_position() for text in axes.texts}
    assert (
        at["␣Quill"][0] == at["␣$girl_"][0]
        and at["␣$girl_"][1] == at["␣Quill"][1] + 1
        and at["–"][0] == at["␣of"][0]
    )
    bold = [text.get_text() for text in axes.texts if text.get_fontweight() == "bold"]
    assert (
        bold == ["␣$girl_"]
        and views.MARKS["translated"] in texts(picture)
        and "1 of 3 labels" in picture.alt
    )
    many = stills.label_strip(STRIP * 40, "Block 0", columns=60)
    assert (
        max(text.get_position()[0] + len(text.get_text()) for text in many.axes[0].texts[1:]) <= 60
    )
    with pytest.raises(InputError):
        stills.label_strip([])


def test_completions_are_whole_and_what_gave_the_grade_is_marked():
    picture = PICTURES["completions"]()
    marked = [text.get_text() for text in picture.axes[0].texts if text.get_fontweight() == "bold"]
    assert marked == ["Quill", "old", "quill-pen"]
    placed = stills._wrapped(LONG, [(0, 5)], 20)
    lines = {}
    for x, line, word, _ in placed:
        lines[line] = lines.get(line, "").ljust(x) + word
    assert (
        " ".join(lines.values()) == " ".join(LONG.split()) and max(map(len, lines.values())) <= 20
    )
    assert lines[max(lines)] == "and a line", "its own line ends are kept"
    quoted = stills._wrapped("“Quill, pen!”", [(1, 6)], 20)
    assert quoted == [
        (0, 0, "“", False),
        (1, 0, "Quill", True),
        (6, 0, ",", False),
        (8, 0, "pen!”", False),
    ]
    assert "".join(word for _, _, word, _ in stills._wrapped("x" * 90, [], 38)) == "x" * 90
    assert [row["grade"] for row in picture.data] == [3, 0, 0, 1] and picture.data[0][
        "because of"
    ] == "Quill; old quill-pen"
    assert "baseline 1.5, never-knew 0.5" in picture.alt
    with pytest.raises(InputError):
        stills.completions_table([])


@pytest.fixture(scope="module")
def read():
    """Twenty tokens of a text, read by two tables of random logits; two of the tokens are watched."""
    tokenizer = tiny_tokenizer()
    tables = [
        3
        * torch.randn(len(tokenizer), len(tokenizer), generator=torch.Generator().manual_seed(seed))
        for seed in (0, 1)
    ]
    models = [lambda ids, mask, table=table: table[ids] for table in tables]
    return text_deltas(
        *models,
        tokenizer,
        TEXT[:120],
        top=10,
        watch=tokenizer(" lamp gate", add_special_tokens=False)["input_ids"],
    )


def test_the_card_shows_what_both_models_would_say(read):
    picture = stills.token_card(read, 7, 5)
    assert [[label.get_text() for label in axes.get_yticklabels()] for axes in picture.axes] == [
        [plots.visible(row["token"]) for row in read.candidates(7, model)[:5]]
        for model in ("baseline", "reinforced")
    ]
    assert (
        len(picture.data) == 10
        and picture.data[0]["probability_baseline"] == read.candidates(7)[0]["probability_baseline"]
    )
    true = sum(row["id"] == read.input_ids[7] for row in picture.data)
    assert (
        sum("◀" in told for told in texts(picture)) == true
        and f"truly {plots.visible(read.tokens[7])}" in picture.alt
    )
    assert picture.png()[:4] == b"\x89PNG"


def test_strips_hold_each_watched_token_at_each_position(read):
    picture = stills.watch_strips(read)
    assert [row["token"] for row in picture.data[:: len(read.tokens)]] == [
        row["token"] for row in read.watch(5)
    ]
    assert (
        picture.data[5]["delta"] == pytest.approx(read.watch(5)[0]["delta"], abs=1e-5)
        and picture.png()[:4] == b"\x89PNG"
    )
    with pytest.raises(InputError):
        stills.watch_strips(
            text_deltas(
                *[lambda ids, mask: torch.zeros(*ids.shape, 320)] * 2, tiny_tokenizer(), "Anna took"
            )
        )


def test_a_translation_marks_terms_above_and_stand_ins_below():
    text = "Mirel took the lamp.\nOld Mirel sat."
    picture = stills.translation(
        text, translate(text, AnchorTable((Anchor("Mirel", "person", ("Anna",)),)))
    )
    assert [one.get_text() for one in picture.axes[0].texts if one.get_fontweight() == "bold"] == [
        "Mirel",
        "Mirel",
        "Anna",
        "Anna",
    ]
    assert (
        picture.data == [{"term": "Mirel", "stand-in": "Anna"}] * 2
        and "Mirel by Anna" in picture.alt
    )
