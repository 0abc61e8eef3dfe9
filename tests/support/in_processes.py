"""What each process does in tests/training/test_processes.py: labels and fine-tunes of a tiny
model.

    torchrun --nproc_per_node 2 tests/support/in_processes.py MODEL OUT

The first process writes what came out to OUT.
"""

import json
import sys
from pathlib import Path

import torch
from accelerate import Accelerator

from tests.support.tiny_models import TEXT
from whp_kit.anchors.table import Anchor, AnchorTable
from whp_kit.evaluation.monitored import MonitoredProbes
from whp_kit.evaluation.probes import Lexicon, Probe
from whp_kit.labels.make import ModelPair, make_labels
from whp_kit.models.adapters import add_adapter
from whp_kit.models.load import load_base
from whp_kit.models.roles import logits_of
from whp_kit.settings import LabelSettings
from whp_kit.text.documents import Document
from whp_kit.training.examples import Examples
from whp_kit.training.loop import Plan
from whp_kit.training.losses import learn_labels, stay_near
from whp_kit.training.monitor import Monitor
from whp_kit.training.steps import Lora, fine_tune, label_examples

TABLE = AnchorTable(
    (Anchor("Mirel", "person", ("Anna",)), Anchor("Old Tavin", "person", ("Tom", "Old Ben")))
)
EDITED = AnchorTable((Anchor("Mirel", "person", ("Anna",)), Anchor("plum", "food", ("pear",))))
DOCUMENTS = [Document("one.txt", TEXT * 5), Document("two.txt", TEXT[40:] * 3)]


def main(model: str, out: str) -> None:
    """Labels with an adapter of random weights, relabels after an edit, reinforces and unlearns."""
    torch.set_num_threads(1)
    accelerator = Accelerator(cpu=True)
    loaded = load_base(model)
    plain = Examples.of_text(DOCUMENTS, loaded.tokenizer, 24)
    add_adapter(loaded, "reinforced", 4, 8)
    draw = torch.Generator().manual_seed(1)
    for name, weight in loaded.model.named_parameters():
        if "lora_B" in name:  # the same in each process; those of a training differ by rounding
            weight.data = 0.1 * torch.randn(weight.shape, generator=draw)
    settings = LabelSettings(5.0, block_tokens=24, batch_blocks=4)
    pair = ModelPair.of(loaded)
    made = make_labels(pair, DOCUMENTS, TABLE, settings, accelerator=accelerator)
    again = make_labels(pair, DOCUMENTS, EDITED, settings, previous=made, accelerator=accelerator)
    reinforcing = fine_tune(
        loaded,
        "reinforced",
        Lora(4, 8),
        learn_labels(plain),
        Plan(steps=4, learning_rate=1e-2, batch_blocks=6, accumulate=2),
        accelerator=accelerator,
    )
    probe = Probe("a", "The gate was", ("The gate was shut.",), 1)
    probes = MonitoredProbes(loaded, [probe], Lexicon({"Mirel": 3}), 4)
    monitor = Monitor(probes.ask, lambda _: None)
    monitor._is_within_budget = lambda *_: True
    unlearning = fine_tune(
        loaded,
        "unlearned",
        Lora(4, 8),
        learn_labels(label_examples(loaded, made)),
        Plan(steps=4, learning_rate=1e-2, batch_blocks=6, retain_weight=1.0, retain_blocks=4),
        retain=stay_near(logits_of(loaded, "baseline"), plain),
        progress=monitor,
        accelerator=accelerator,
    )
    asked = [frame.step for frame in monitor.frames]
    if not accelerator.is_main_process:
        assert asked == [], "the first process alone asks"
    else:
        result = {
            "processes": accelerator.num_processes,
            "labels": made.digest(),
            "relabelled": again.digest(),
            "reinforcing": reinforcing.loss,
            "unlearning": unlearning.loss,
            "retain": unlearning.retain_kl,
            "asked": asked,
        }
        Path(out).write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
