"""What a process does that tests/test_killed.py kills: a fine-tune with accumulation and the retain term, on a tiny model.

    python tests/in_killed.py MODEL FOLDER

It prints each step as it is done. At the end the weights, the checkpoints and the record stand in FOLDER.
"""

import dataclasses
import json
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file

from whp_kit.models import adapters
from whp_kit.models.load import load_base
from whp_kit.models.roles import logits_of
from whp_kit.training import loop as training

STEPS = 12


def main(model: str, folder: str) -> None:
    """Trains, going on from what FOLDER keeps."""
    torch.set_num_threads(1)
    out, loaded = Path(folder), load_base(model)
    adapters.add_adapter(loaded, "unlearned", rank=4, alpha=8, seed=3)
    draw = torch.Generator().manual_seed(5)
    data, general = (
        training.Examples.next_token(ids, torch.ones_like(ids))
        for ids in torch.randint(3, 300, (2, 9, 20), generator=draw)
    )
    plan = training.Plan(
        steps=STEPS, learning_rate=1e-2, batch_blocks=2, accumulate=2, warmup_steps=3, final_rate=0.1, checkpoint_every=2,
        retain_weight=1.0, retain_blocks=2,
    )  # fmt: skip
    record = training.train(
        loaded.model, data, plan, retain=general, baseline=logits_of(loaded, "baseline"), target_tokens=[7, 8, 9],
        on_checkpoint=adapters.checkpoint_saver(loaded, "unlearned", out / "checkpoints"),
        state_file=out / "state.safetensors", progress=lambda step, *_: print(step, flush=True),
    )  # fmt: skip
    save_file(
        {
            key: weight.data
            for key, weight in loaded.model.named_parameters()
            if weight.requires_grad
        },
        out / "weights.safetensors",
    )
    (out / "record.json").write_text(json.dumps(dataclasses.asdict(record)), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
