"""Labels as rows, and how many of them an alpha changes."""

import numpy as np
import pytest
import torch

from tests.support.tiny_models import TEXT, tiny_tokenizer
from whp_kit.anchors.table import AnchorTable
from whp_kit.labels.make import make_labels
from whp_kit.text.documents import Document
from whp_kit.views.panels.widgets import label_rows, shares_changed


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
