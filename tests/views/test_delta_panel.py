"""Panels over what was computed once: they show what they were given, react at once, and have a
form that needs no kernel.
"""

import re
import time

import pytest
import torch
from tokenizers import processors

from tests.support.tiny_models import TEXT, tiny_tokenizer
from whp_kit.anchors.table import Anchor, AnchorTable
from whp_kit.errors import InputError
from whp_kit.labels.deltas import text_deltas
from whp_kit.views import html as views
from whp_kit.views.html import View
from whp_kit.views.panels import deltas as viewer
from whp_kit.views.panels.deltas import TokenButtons

FRAMES = {value: View(f"<p>{value:g}</p>", f"{value:g}") for value in (0.0, 0.25, 5.0)}


def test_the_slider_shows_the_picture_of_its_value():
    panel = viewer.frame_slider(FRAMES, start=5.0)
    assert panel.view.value == "<p>5</p>"
    panel.slider.value = 0.25
    assert panel.view.value == "<p>0.25</p>"
    assert [label for label, _ in panel.slider.options] == ["0", "0.25", "5"]
    assert (
        panel.static([0.0, 5.0]).html == "<p>0</p><p>5</p>"
        and panel.static([0.0, 5.0]).text == "0\n\n5"
    )


def test_a_start_without_a_picture_is_refused():
    with pytest.raises(InputError, match="0.25"):
        viewer.frame_slider(FRAMES, start=1.0)


@pytest.fixture(scope="module")
def deltas():
    """About 512 tokens, read by two tables of random logits."""
    tokenizer = tiny_tokenizer()
    tables = [
        torch.randn(len(tokenizer), len(tokenizer), generator=torch.Generator().manual_seed(seed))
        * 3
        for seed in (0, 1)
    ]
    read = [lambda ids, mask, table=table: table[ids] for table in tables]
    text = TEXT * 20
    words = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)["offset_mapping"]
    watch = tokenizer(" lamp gate", add_special_tokens=False)["input_ids"]
    return text_deltas(*read, tokenizer, text[: words[511][1]], watch=watch)


def test_a_first_token_that_no_model_expects_is_shown_and_selected_without_figures():
    bare = tiny_tokenizer()
    bare.backend_tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    table = torch.randn(len(bare), len(bare), generator=torch.Generator().manual_seed(0))
    reads = [lambda ids, mask, factor=factor: factor * table[ids] for factor in (1, 2)]
    deltas = text_deltas(*reads, bare, TEXT)
    panel = viewer.delta_viewer(deltas, TABLE)
    assert 0 not in panel.filter()
    assert views.FIRST in panel.select(0).html and views.FIRST in views.delta_notes(deltas)[0]
    assert "nan" not in panel.static().html


TABLE = AnchorTable((Anchor("Mirel", "person", ("Anna",)), Anchor("Old Tavin", "person", ("Tom",))))


def test_it_opens_and_reacts_fast_enough(deltas):
    """Processor seconds, best of three: a busy machine is not the panel's fault."""
    assert len(deltas.tokens) == 512
    opened, reacted = [], []
    for _ in range(3):
        start = time.process_time()
        panel = viewer.delta_viewer(deltas, TABLE)
        opened.append(time.process_time() - start)
        start = time.process_time()
        panel.tokens.value = panel.filter()[17]
        reacted.append(time.process_time() - start)
    assert min(opened) <= 1.0 and min(reacted) <= 0.1, (opened, reacted)


def test_the_list_is_sorted_and_a_choice_shows_both_models(deltas):
    panel = viewer.delta_viewer(deltas)
    order = panel.filter()
    values = [deltas.delta[t] for t in order]
    assert (
        values == sorted(values, reverse=True)
        and panel.position == order[0] == deltas.most_raised(1)[0]["position"]
    )
    panel.tokens.value = order[5]
    row = deltas.rows()[order[5]]
    assert f"rank {row['rank_baseline']} → {row['rank_reinforced']}" in panel.card.value
    best = deltas.candidates(order[5], "reinforced")[0]
    assert f"{best['logit_reinforced']:.3f}" in panel.card.value and panel.text.value == order[5]
    panel.order.value = "position"
    assert list(dict(panel.tokens.options).values()) == sorted(order) and panel.position == order[5]


def test_filters_leave_what_they_say(deltas):
    panel = viewer.delta_viewer(deltas, TABLE)
    panel.least.value = 5.0
    assert panel.filter() and all(abs(deltas.delta[t]) >= 5 for t in panel.filter())
    panel.least.value, panel.beside.value = 0.0, True
    named = {
        at for found in re.finditer("Mirel|Old Tavin", deltas.text) for at in range(*found.span())
    }  # characters
    inside = [not named.isdisjoint(range(*span)) for span in deltas.offsets]
    assert sorted(panel.filter()) == [t for t in range(512) if inside[t] or (t and inside[t - 1])]
    panel.least.max = panel.least.value = 1e6
    assert panel.filter() == []
    assert panel.position is None
    assert panel.card.value == ""


def test_one_measure_at_a_time_on_one_scale(deltas):
    panel = viewer.delta_viewer(deltas)
    before = panel.text.legend.value
    panel.measure.value = "log_ratio"
    after = panel.text.legend.value
    assert after != before and "nats" in after and "+5 or more" in after and "+5 or more" in before


def test_a_click_in_the_passage_selects_what_the_list_would(deltas):
    panel = viewer.delta_viewer(deltas)
    panel.least.value = 2.0
    inside, outside = panel.filter()[-1], next(t for t in range(512) if t not in panel.filter())
    for place, listed in ((inside, inside), (outside, None)):
        panel.text.buttons.index = place  # what a click sends
        assert (
            panel.position == place
            and panel.tokens.value == listed
            and panel.term.value == viewer.word_at(deltas, place)
        )
        assert views.token_card(deltas, place).html == panel.card.value
        assert (
            f":nth-child({place + 1})" in panel.text.mark.value
            and panel.text.mark.value.count("nth-child") == 1
        )
    panel.tokens.value = inside
    assert panel.text.buttons.index == inside
    panel.order.value = "position"
    assert panel.position == inside, "a filter keeps what it leaves"
    assert (
        "".join(label for label, _ in panel.text.buttons.options).replace("·", " ") == deltas.text
    )


def test_only_what_the_filters_leave_has_a_ground(deltas):
    panel = viewer.delta_viewer(deltas)
    panel.least.value = 4.0
    grounds = re.findall(
        r":nth-child\((\d+)\)\)\{background:(rgb\([^)]*\))", panel.text.legend.value
    )
    assert {int(place) - 1 for place, _ in grounds} == set(panel.filter())
    shown = dict(
        re.findall(
            r"background:(rgb[^;]*);[^>]*>(.*?)</span>",
            views.delta_text(deltas, kept=panel.filter()).html,
        )[2:]
    )
    assert {colour for _, colour in grounds} == set(shown), "the same as in the still form"


def test_lines_break_after_line_ends():
    made = TokenButtons(["One", " two\n", "three", "", "\n"])
    assert [label for label, _ in made.buttons.options] == ["One", "·two⏎", "three", "∅", "⏎"]
    made.colour([0.0] * 5, "rise")
    assert made.legend.value.split("{clear:left}")[0].endswith(":is(:nth-child(3))")
    other = TokenButtons(["One"])
    assert made.own != other.own


def test_watched_tokens_are_chosen(deltas):
    panel = viewer.delta_viewer(deltas)
    both = panel.strips.value
    panel.watch.value = panel.watch.value[:1]
    assert 0 < len(panel.strips.value) < len(both)
    panel.watch.value = ()
    assert panel.strips.value == ""


def test_a_word_becomes_a_row_of_an_anchor_table(deltas, tmp_path):
    panel = viewer.delta_viewer(deltas, suggestions=tmp_path / "suggested_anchors.csv")
    panel.tokens.value = next(
        t
        for t, (start, _) in enumerate(deltas.offsets)
        if deltas.text[start:].lstrip().startswith("Mirel")
    )
    assert panel.term.value == "Mirel"
    assert panel.make_anchor("Anna", "person") == Anchor(
        "Mirel", "person", ("Anna",), "suggested by its delta"
    )
    panel.replacement.value = "the lodge"
    panel.term.value, panel.category.value = "gate", "place"
    panel.button.click()
    panel.make_anchor("Mary", "person", "Mirel")  # a second thought takes the place of the first
    rows = AnchorTable.load(tmp_path / "suggested_anchors.csv").rows
    assert [(row.term, row.replacements) for row in rows] == [
        ("gate", ("the lodge",)),
        ("Mirel", ("Mary",)),
    ]
    assert "gate,place,the lodge" in panel.said.value
    panel.replacement.value = ""
    panel.button.click()
    assert (
        "Not done" in panel.said.value
        and len(AnchorTable.load(tmp_path / "suggested_anchors.csv").rows) == 2
    )


def test_the_static_form_has_all_of_it(deltas):
    view = viewer.delta_viewer(deltas).static(5)
    assert (
        view.html.count("<table") == 3
        and "truly" in view.html
        and "most before" in view.html
        and "<script" not in view.html
    )
