"""The two losses of the method against direct computations."""

import pytest
import torch

from tests.support.trainings import examples, fresh
from whp_kit.labels.generic import IGNORE
from whp_kit.models.roles import logits_of
from whp_kit.training.examples import Examples
from whp_kit.training.losses import mean_loss, stay_near


@pytest.mark.parametrize("batch_blocks", [1, 2, 5])
def test_the_mean_loss_is_that_of_all_labels_whatever_the_batch(batch_blocks):
    logits = torch.randn(5, 4, 11, generator=torch.Generator().manual_seed(0))
    ids = torch.randint(0, 11, (5, 4), generator=torch.Generator().manual_seed(1))
    attention = torch.ones_like(ids)
    attention[2, 2:] = 0
    data = Examples.next_token(ids, attention)
    wanted = torch.nn.functional.cross_entropy(
        logits.reshape(-1, 11), data.labels.reshape(-1), ignore_index=IGNORE
    )
    batches = iter(logits.split(batch_blocks))
    loss = mean_loss(lambda ids, attention: next(batches), data, batch_blocks)
    assert loss == pytest.approx(float(wanted), abs=1e-6)


def test_the_retain_term_drops_the_targets_own_tokens_but_where_the_general_text_says_them(folder):
    general = examples(seed=9)
    present = int(general.input_ids[1, 3])
    absent = sorted(set(range(3, 300)) - set(general.input_ids.unique().tolist()))[:40]
    loaded = fresh(folder)
    baseline = logits_of(loaded, "baseline")
    retain = stay_near(baseline, general, [*absent, present])
    rows = range(len(general))
    with torch.no_grad():
        loss = float(retain.loss(loaded.model, general, rows)) / retain.size(rows)
    chances = baseline(general.input_ids, general.attention_mask).softmax(-1)  # (B, T, V)
    dropped = chances[..., absent].sum(-1) + chances[..., present]
    said = general.input_ids[:, 1:] == present
    assert said.any()
    dropped[:, :-1] -= said * chances[:, :-1, present]
    dropped[:, -1] -= (general.input_ids[:, 0] == present) * chances[:, -1, present]
    # A fresh adapter is the baseline: removing a mass m and renormalising costs -log(1 - m).
    wanted = -torch.log1p(-dropped[general.attention_mask.bool()]).mean()
    assert loss == pytest.approx(float(wanted), rel=1e-3)
    assert loss > 1e-3
