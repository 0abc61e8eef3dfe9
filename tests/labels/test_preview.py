"""What an edit would do: the blocks it touches, the translation as it will read, labels that change, against making them all."""

import numpy as np
import pytest
import torch

from tests.support.tiny_models import TEXT, tiny_tokenizer
from whp_kit.anchors.table import Anchor, AnchorTable
from whp_kit.anchors.translate import translate
from whp_kit.errors import InputError
from whp_kit.labels.preview import blocks_of, consequences, labeller_of
from whp_kit.text.blocks import Document

BEFORE = AnchorTable((Anchor("Mirel", "person", ("Anna",)), Anchor("Tavin", "person", ("Tom",))))
AFTER = AnchorTable((Anchor("Mirel", "person", ("Emma",)), Anchor("Tavin", "person", ("Tom",))))
PLAIN = "The rain fell on the hill all day, and nobody went out. "
DOCUMENTS = [Document("a.txt", "\n\n".join([PLAIN * 12, TEXT * 3, PLAIN * 12, "Tavin sat. " * 60]))]


def test_blocks_of_paragraphs_hold_the_whole_text():
    blocks = blocks_of(DOCUMENTS)
    assert "".join("".join(block.text.split()) for block in blocks) == "".join(
        DOCUMENTS[0].text.split()
    )
    assert len(blocks) == 4 and [block.name for block in blocks] == [
        f"a.txt:{number}.0" for number in range(4)
    ]


def test_the_blocks_that_an_edit_touches_and_how_they_will_read():
    found = consequences(BEFORE, AFTER, blocks_of(DOCUMENTS))
    assert (
        found.blocks == 4
        and [one.block.name for one in found.touched] == ["a.txt:1.0"]
        and found.labels is None
    )
    (one,) = found.touched
    assert (
        one.after.text == translate(one.block.text, AFTER).text
        and "Emma" in one.after.text
        and "Emma" not in one.before.text
    )
    assert found.matches == (66, 66) and consequences(
        BEFORE, AnchorTable(AFTER.rows[:1]), blocks_of(DOCUMENTS)
    ).matches == (66, 3)
    assert consequences(BEFORE, BEFORE, blocks_of(DOCUMENTS)).touched == ()
    with pytest.raises(InputError, match="no replacement"):
        consequences(BEFORE, AnchorTable((Anchor("Ron", "", ()),)), blocks_of(DOCUMENTS))


def test_a_rejection_gives_the_text_back():
    rejected = AnchorTable((BEFORE.rows[0], Anchor("Tavin", "person", ("Tom",), status="rejected")))
    found = consequences(BEFORE, rejected, blocks_of(DOCUMENTS))
    assert len(found.touched) == 2 and all("Tavin" in one.after.text for one in found.touched)


def test_labels_of_touched_blocks_are_made_twice_and_compared():
    tokenizer = tiny_tokenizer()
    generator = torch.Generator().manual_seed(0)
    first, rise = (
        torch.randn(len(tokenizer), len(tokenizer), generator=generator) for _ in range(2)
    )
    models = [lambda ids, mask, logits=logits: logits[ids] for logits in (first, first + rise)]
    labeller = labeller_of(*models, tokenizer, alpha=1.0, block_tokens=64)
    blocks = blocks_of(DOCUMENTS, tokenizer, 64)
    found = consequences(BEFORE, AFTER, blocks, labeller=labeller, sample=100)
    texts = [one.block for one in found.touched]
    old, new = (np.concatenate(labeller(table, texts)) for table in (BEFORE, AFTER))
    assert (
        found.sampled == len(found.touched) > 1
        and found.labels == (old != -100).sum()
        and found.labels_changed == (old != new).sum() > 0
    )
    assert found.share_of_labels == found.labels_changed / found.labels * len(found.touched) / len(
        blocks
    )
    few = consequences(BEFORE, AFTER, blocks, labeller=labeller, sample=1)
    assert (
        few.sampled == 1
        and 0 < few.labels < found.labels
        and len(few.touched) == len(found.touched)
    )
    none = consequences(BEFORE, BEFORE, blocks, labeller=labeller)
    assert (none.sampled, none.labels, none.share_of_labels) == (0, 0, 0.0)
