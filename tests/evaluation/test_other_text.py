"""The loss on another text, against the model's own, one block at a time."""

import numpy as np
import pytest
import torch

from whp_kit.evaluation import other_text
from whp_kit.evaluation.evaluate import Role
from whp_kit.evaluation.other_text import block_losses, loss_table
from whp_kit.models.roles import in_role
from whp_kit.text.blocks import cut_blocks
from whp_kit.text.documents import Document

TEXTS = [Document("a.txt", "Old Tavin sat by the gate. " * 30), Document("b.txt", "Anna sat.")]


@pytest.mark.parametrize("adapter", [None, "unlearned"])
def test_each_block_has_the_loss_that_the_model_itself_gives(adapted, adapter, monkeypatch):
    monkeypatch.setattr(other_text, "BLOCK_TOKENS", 24)
    losses = block_losses(Role(adapted, adapter), TEXTS)
    blocks = cut_blocks(TEXTS, adapted.tokenizer, 24)
    assert len(losses) == len(blocks) > 4
    for block, loss in zip(blocks, losses, strict=True):
        ids = torch.from_numpy(block.input_ids).long()[None]
        with in_role(adapted, adapter) as model, torch.no_grad():
            assert loss == pytest.approx(model(input_ids=ids, labels=ids).loss.item(), abs=1e-5)


def test_a_model_that_reads_less_than_a_block_gets_shorter_ones(adapted, monkeypatch):
    monkeypatch.setattr(other_text, "BLOCK_TOKENS", 10**9)
    assert np.isfinite(block_losses(Role(adapted), TEXTS)).all()


def test_the_table_has_the_perplexity_and_an_interval():
    [row] = loss_table({"baseline": np.array([1.0, 2.0, 3.0])})
    assert row["loss, nats per token"] == 2 and row["n"] == 3
    assert row["perplexity"] == pytest.approx(np.exp(2))
    low, high = row["95 % interval"]
    assert 1 <= low < 2 < high <= 3
