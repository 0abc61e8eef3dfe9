"""What the tests of this room share."""

import pytest
import torch

from whp_kit.models import adapters
from whp_kit.models.load import load_base


def change_adapter(loaded, name: str, seed: int = 0) -> None:
    """Gives the adapter random weights, so that it changes much."""
    with torch.no_grad():
        for key, weight in loaded.model.named_parameters():
            if f"lora_B.{name}." in key:
                generator = torch.Generator().manual_seed(len(key) + seed)
                weight.normal_(std=0.2, generator=generator)


@pytest.fixture
def adapted(loaded):
    """The tiny model in NF4 with an adapter "unlearned"."""
    adapters.add_adapter(loaded, "unlearned", rank=4, alpha=8, head=True)
    change_adapter(loaded, "unlearned")
    return loaded


@pytest.fixture(scope="session")
def evaluated(folder):
    """(base, step -> adapter, role -> evaluation) of a tiny model with checkpoints after steps 2
    and 3; the retrained model is the same base again."""
    from tests.support.evaluations import PROBE_SET, SETTINGS
    from whp_kit.evaluation.evaluate import evaluate_roles, gather_roles
    from whp_kit.settings import ModelSettings

    base = load_base(folder)
    checkpoints = {2: "unlearned_2", 3: "unlearned_3"}
    for step, name in checkpoints.items():
        adapters.add_adapter(base, name, rank=4, alpha=8)
        change_adapter(base, name, seed=step)
    settings = ModelSettings(str(folder), str(folder))
    roles = gather_roles(base, settings, unlearned=checkpoints, control={})
    return base, checkpoints, evaluate_roles(roles, PROBE_SET, SETTINGS)
