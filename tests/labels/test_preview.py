"""What an edit would do: the blocks it touches, the translation as it will read, labels that
change, against making them all.
"""

import numpy as np
import pytest
import torch

from tests.support.tiny_models import TEXT, tiny_tokenizer
from whp_kit.anchors.table import Anchor, AnchorTable
from whp_kit.anchors.translate import translate
from whp_kit.errors import InputError
from whp_kit.labels.make import ModelPair
from whp_kit.labels.preview import LabelSample, blocks_of, labeller_of, preview_edit
from whp_kit.settings import LabelSettings
from whp_kit.text.documents import Document

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


def test_the_blocks_that_an_edit_changes_and_how_they_will_read():
    preview = preview_edit(BEFORE, AFTER, blocks_of(DOCUMENTS))
    assert preview.blocks == 4
    (changed,) = preview.changed
    assert changed.block.name == "a.txt:1.0"
    assert changed.after.text == translate(changed.block.text, AFTER).text
    assert "Emma" in changed.after.text
    assert "Emma" not in changed.before.text
    assert preview.sample is None
    assert preview.share_of_labels is None


def test_matches_are_counted_before_and_after():
    same = preview_edit(BEFORE, AFTER, blocks_of(DOCUMENTS))
    assert (same.matches_before, same.matches_after) == (66, 66)
    fewer = preview_edit(BEFORE, AnchorTable(AFTER.rows[:1]), blocks_of(DOCUMENTS))
    assert (fewer.matches_before, fewer.matches_after) == (66, 3)


def test_no_edit_changes_no_block():
    assert preview_edit(BEFORE, BEFORE, blocks_of(DOCUMENTS)).changed == ()


def test_a_table_with_errors_is_refused():
    with pytest.raises(InputError, match="no replacement"):
        preview_edit(BEFORE, AnchorTable((Anchor("Ron", "", ()),)), blocks_of(DOCUMENTS))


def test_a_rejection_gives_the_text_back():
    rejected = AnchorTable((BEFORE.rows[0], Anchor("Tavin", "person", ("Tom",), status="rejected")))
    preview = preview_edit(BEFORE, rejected, blocks_of(DOCUMENTS))
    assert len(preview.changed) == 2
    assert all("Tavin" in one.after.text for one in preview.changed)


def test_labels_of_changed_blocks_are_made_twice_and_compared():
    tokenizer = tiny_tokenizer()
    generator = torch.Generator().manual_seed(0)
    first, rise = (
        torch.randn(len(tokenizer), len(tokenizer), generator=generator) for _ in range(2)
    )
    models = [lambda ids, mask, logits=logits: logits[ids] for logits in (first, first + rise)]
    labeller = labeller_of(ModelPair(*models, tokenizer), LabelSettings(1.0, 64, 8))
    blocks = blocks_of(DOCUMENTS, tokenizer, 64)
    preview = preview_edit(BEFORE, AFTER, blocks, labeller=labeller, sample_blocks=100)
    texts = [changed.block for changed in preview.changed]
    old, new = (np.concatenate(labeller(table, texts)) for table in (BEFORE, AFTER))
    assert preview.sample.blocks == len(preview.changed) > 1
    assert preview.sample.labels == (old != -100).sum()
    assert preview.sample.changed == (old != new).sum() > 0
    share_in_sample = preview.sample.changed / preview.sample.labels
    assert preview.share_of_labels == share_in_sample * len(preview.changed) / len(blocks)
    few = preview_edit(BEFORE, AFTER, blocks, labeller=labeller, sample_blocks=1)
    assert few.sample.blocks == 1
    assert 0 < few.sample.labels < preview.sample.labels
    assert len(few.changed) == len(preview.changed)
    none = preview_edit(BEFORE, BEFORE, blocks, labeller=labeller)
    assert none.sample == LabelSample(0, 0, 0)
    assert none.share_of_labels == 0.0
