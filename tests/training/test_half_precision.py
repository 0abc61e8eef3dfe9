"""In float16 gradients are those of float32, also where one label's share of a mean is tiny."""

import pytest
import torch

from whp_kit.models import adapters
from whp_kit.models.load import load_base
from whp_kit.models.machine import Device
from whp_kit.paths import DATA
from whp_kit.training.examples import Examples
from whp_kit.training.loop import Plan, train
from whp_kit.training.losses import learn_labels


def gradients(monkeypatch, dtype):
    """The gradients of all B factors in one step over 2,048 labels, as one vector."""
    loaded = load_base(DATA / "models/tiny-base", "none", Device("cpu", dtype, ""))
    adapters.add_adapter(loaded, "one", 8, 16)
    ids = torch.randint(5, 2000, (16, 64), generator=torch.Generator().manual_seed(1))  # (B, T)
    examples = Examples(ids, torch.roll(ids, -1, 1), torch.ones_like(ids))
    found = []
    take = torch.optim.AdamW.step

    def step(optimiser, *args, **kwargs):
        found.extend(
            w.grad.flatten().float()
            for name, w in loaded.model.named_parameters()
            if w.requires_grad and "lora_B" in name
        )
        return take(optimiser, *args, **kwargs)

    monkeypatch.setattr(torch.optim.AdamW, "step", step)
    plan = Plan(steps=1, learning_rate=1e-3, batch_blocks=4, accumulate=8, max_grad_norm=1e9)
    train(loaded.model, learn_labels(examples), plan)
    monkeypatch.undo()
    return torch.cat(found)


def test_gradients_in_half_precision_are_those_of_single(monkeypatch):
    single, half = gradients(monkeypatch, "float32"), gradients(monkeypatch, "float16")
    error = float((half - single).norm() / single.norm())
    assert error == pytest.approx(
        0, abs=0.002
    )  # 0.009 where shares of the mean go back through float16
