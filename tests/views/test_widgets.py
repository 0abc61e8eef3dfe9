"""Panels: worked without a screen, by plain calls and by setting `.value` and pressing buttons, and what they leave on disk."""

import numpy as np
import pytest
import torch

from tests.support.tiny_models import TEXT, tiny_tokenizer
from whp_kit.anchors.table import AnchorTable
from whp_kit.labels.make import make_labels
from whp_kit.text.blocks import Document
from whp_kit.views.panels.widgets import label_rows, prompt_box, shares_changed

NASTY = '<script>alert(1)</script>"=1+1,'


@pytest.fixture(scope="module")
def labels():
    tokenizer = tiny_tokenizer()
    generator = torch.Generator().manual_seed(0)
    first, rise = (
        torch.randn(len(tokenizer), len(tokenizer), generator=generator) for _ in range(2)
    )
    tables = [first, first + rise]
    table = AnchorTable.parse("term,category,replacements\nMirel,person,Anna\nTavin,person,Tom\n")
    models = [lambda ids, mask, logits=logits: logits[ids] for logits in tables]
    return make_labels(
        *models, tokenizer, [Document("a.txt", TEXT * 3)], table, alpha=1.0, block_tokens=64
    ), tokenizer


def test_label_rows_and_shares_are_those_of_the_label_set(labels):
    made, tokenizer = labels
    rows = label_rows(made, tokenizer, 0)
    ids, wanted = made.input_ids[0], made.at()[0]
    assert (
        "".join(row["token"] for row in rows) == tokenizer.decode(ids[1:])
        and len(rows) == len(ids) - 1
    )
    assert [row["label"] is None for row in rows] == [label == -100 for label in wanted[:-1]]
    assert {row["reason"] for row in rows} <= {
        "unchanged",
        "lowered",
        "translated",
        "forbidden",
        "repeat",
        "inside_anchor",
        "unaligned",
    }
    shares = shares_changed(made, [0.0, 0.5, 5.0])
    flat = [np.concatenate(made.at(alpha)) for alpha in (0.0, 0.5, 5.0)]
    assert (
        list(shares.values()) == [((f != flat[0]).sum() / (flat[0] != -100).sum()) for f in flat]
        and shares[0.0] == 0 < shares[5.0]
    )


def test_the_prompt_box_asks_every_role():
    asked = []

    def answer(role):
        return lambda prompt: asked.append((role, prompt)) or f" {role} says Quill {NASTY}"

    box = prompt_box(
        {"baseline": answer("baseline"), "never_knew": answer("never-knew")}, words=["quill"]
    )
    box.button.click()
    assert asked == [] and "first" in box.answers.value
    box.prompt.value = "Who is it? "
    box.button.click()
    assert asked == [("baseline", "Who is it?"), ("never-knew", "Who is it?")]
    assert (
        box.answers.value.count("<b><u>Quill</u></b>") == 2 and "<script" not in box.answers.value
    )
    box.prompt.value = "And <b>she</b>?"  # Enter
    box.button.click()
    assert len(asked) == 4, "what was just asked is not asked again"
    first, second = (box.answers.value.index(words) for words in ("And &lt;b&gt;she", "Who is it?"))
    assert first < second, "the latest stands above the earlier one"
    assert [prompt for prompt, _ in box.told] == ["And <b>she</b>?", "Who is it? "]
    assert prompt_box({}, prompt="Who?\nAnswer:").prompt.value == "Who?⏎Answer:"
    box.prompt.value = "Who?⏎Answer:"
    assert asked.pop(-2) == ("baseline", "Who?\nAnswer:") and asked.pop()
    static = box.static(["He is", "She is"])
    assert "He is" in static.text and "<script" not in static.html and len(asked) == 8
