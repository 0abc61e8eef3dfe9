"""How often the text's own token is the label, and the likeliest: beside loops over positions."""

import numpy as np
import pytest
import torch

from tests.support.tiny_models import TEXT
from whp_kit.anchors.table import Anchor, AnchorTable
from whp_kit.evaluation.agreement import label_rows, role_agreement
from whp_kit.evaluation.evaluate import Role
from whp_kit.labels.generic import IGNORE
from whp_kit.labels.make import ModelPair, make_labels
from whp_kit.models.roles import logits_of
from whp_kit.settings import LabelSettings
from whp_kit.text.documents import Document

DOCUMENTS = [Document("one", TEXT * 2)]
TABLE = AnchorTable((Anchor("Mirel", "person", ("Anna",)), Anchor("Tavin", "person", ("Tom",))))


@pytest.fixture
def labels(adapted):
    push = 4 * torch.rand(len(adapted.tokenizer), generator=torch.Generator().manual_seed(0))
    baseline = logits_of(adapted, None)
    pair = ModelPair(baseline, lambda ids, mask: baseline(ids, mask) + push, adapted.tokenizer)
    return make_labels(pair, DOCUMENTS, TABLE, LabelSettings(5.0, 24, 8))


def test_the_share_of_labels_that_are_the_texts_own(labels):
    for row in label_rows(labels, (0.0, 5.0)):
        hits = [
            int(label == ids[place + 1])
            for ids, of_block in zip(labels.input_ids, labels.at(row["alpha"]), strict=True)
            for place, label in enumerate(of_block)
            if label != IGNORE
        ]
        assert row["is the text's own"] == pytest.approx(np.mean(hits))


@pytest.mark.parametrize("adapter", [None, "unlearned"])
def test_the_likeliest_token_of_a_role(labels, adapted, adapter):
    found = role_agreement(Role(adapted, adapter), labels, 5.0, batch=3, blocks=10_000)
    logits_for, as_text, as_label = logits_of(adapted, adapter), [], []
    for ids, of_block in zip(labels.input_ids, labels.at(5.0), strict=True):
        row = torch.from_numpy(ids)[None]
        said = logits_for(row, torch.ones_like(row))[0].argmax(-1).tolist()
        for place, label in enumerate(of_block.tolist()):
            if label != IGNORE:
                as_text.append(said[place] == ids[place + 1])
                as_label.append(said[place] == label)
    assert found["is the text's own"] == pytest.approx(np.mean(as_text))
    assert found["is the label"] == pytest.approx(np.mean(as_label))
