"""What a process does that tests/training/test_killed.py kills: a fine-tune with the retain term.

    python tests/support/in_killed.py MODEL FOLDER

It prints each step as it is done. At the end the weights, the checkpoints and the record are in
FOLDER.
"""

import dataclasses
import json
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file

from whp_kit.models.load import load_base
from whp_kit.models.roles import logits_of
from whp_kit.training.examples import Examples
from whp_kit.training.loop import Plan
from whp_kit.training.losses import learn_labels, stay_near
from whp_kit.training.steps import Lora, fine_tune

STEPS = 12


def main(model: str, folder: str) -> None:
    """Trains, resuming from what FOLDER keeps."""
    torch.set_num_threads(1)
    out, loaded = Path(folder), load_base(model)
    draw = torch.Generator().manual_seed(5)
    data, general = (
        Examples.next_token(ids, torch.ones_like(ids))
        for ids in torch.randint(3, 300, (2, 9, 20), generator=draw)
    )
    plan = Plan(
        steps=STEPS,
        learning_rate=1e-2,
        batch_blocks=2,
        accumulate=2,
        warmup_steps=3,
        final_rate=0.1,
        checkpoint_every=2,
        retain_weight=1.0,
        retain_blocks=2,
    )
    record = fine_tune(
        loaded,
        "unlearned",
        Lora(4, 8),
        learn_labels(data),
        plan,
        retain=stay_near(logits_of(loaded, "baseline"), general, [7, 8, 9]),
        work=out,
        progress=lambda step, *_: print(step, flush=True),
    )
    trained = {
        key: weight.data for key, weight in loaded.model.named_parameters() if weight.requires_grad
    }
    save_file(trained, out / "weights.safetensors")
    (out / "record.json").write_text(json.dumps(dataclasses.asdict(record)), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
