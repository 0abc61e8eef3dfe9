"""What each of several processes does in tests/test_processes.py: labels and a fine-tune of a tiny model; the first writes what came out.

torchrun --nproc_per_node 2 tests/in_processes.py MODEL OUT
"""

import json
import sys
from pathlib import Path

import torch
from accelerate import Accelerator

from tests.support.tiny_models import TEXT
from whp_kit.anchors.table import Anchor, AnchorTable
from whp_kit.labels import make as labels
from whp_kit.models import adapters
from whp_kit.models.load import load_base
from whp_kit.models.roles import logits_of
from whp_kit.text.blocks import cut_blocks, pad_blocks
from whp_kit.text.documents import Document
from whp_kit.training import loop as training

TABLE = AnchorTable(
    (Anchor("Mirel", "person", ("Anna",)), Anchor("Old Tavin", "person", ("Tom", "Old Ben")))
)
EDITED = AnchorTable((Anchor("Mirel", "person", ("Anna",)), Anchor("plum", "food", ("pear",))))
DOCUMENTS = [Document("one.txt", TEXT * 5), Document("two.txt", TEXT[40:] * 3)]


def main(model: str, out: str) -> None:
    """Label with an adapter of drawn weights, relabel after an edit, reinforce, unlearn with a retain term; what came out goes to `out`."""
    torch.set_num_threads(1)
    accelerator = Accelerator(cpu=True)
    loaded = load_base(model)
    pad = loaded.tokenizer.pad_token_id
    plain = training.Examples.next_token(
        *pad_blocks(cut_blocks(DOCUMENTS, loaded.tokenizer, 24), pad)
    )
    adapters.add_adapter(loaded, "reinforced", 4, 8)
    draw = torch.Generator().manual_seed(1)
    for name, weight in loaded.model.named_parameters():
        if "lora_B" in name:
            weight.data = 0.1 * torch.randn(
                weight.shape, generator=draw
            )  # the same in each process; a training's would differ by rounding
    roles = logits_of(loaded, "baseline"), logits_of(loaded, "reinforced")
    made = labels.make_labels(
        *roles,
        loaded.tokenizer,
        DOCUMENTS,
        TABLE,
        block_tokens=24,
        batch_blocks=4,
        accelerator=accelerator,
    )
    again = labels.relabel(
        made, *roles, loaded.tokenizer, DOCUMENTS, EDITED, accelerator=accelerator
    )
    plan = training.Plan(steps=4, learning_rate=1e-2, batch_blocks=6, accumulate=2)
    reinforcing = training.train(loaded.model, plain, plan, accelerator=accelerator)
    adapters.add_adapter(loaded, "unlearned", 4, 8)
    wanted = training.Examples.from_rows(made.input_ids, made.at(5.0), pad)
    plan = training.Plan(
        steps=4, learning_rate=1e-2, batch_blocks=6, retain_weight=1.0, retain_blocks=4
    )
    unlearning = training.train(
        loaded.model, wanted, plan, retain=plain, baseline=roles[0], accelerator=accelerator
    )
    if accelerator.is_main_process:
        found = {
            "processes": accelerator.num_processes, "labels": made.digest(), "relabelled": again.digest(), "computed": again.computed,
            "reinforcing": reinforcing.loss, "unlearning": unlearning.loss, "retain": unlearning.retain_kl,
        }  # fmt: skip
        Path(out).write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
