"""What an unlearning step costs beside a plain LoRA step, and how time grows with the text.

Both steps are taken on the base of the preset with the adapter that the preset asks for; the plain
one is the few lines that anybody would write with peft. They are taken in turns and the shortest of
each is reported, so that other work on the machine disturbs little; likewise the lengths of text.
"""

import json
import math
import statistics
import sys
import time

import torch

from whp_kit.anchors.table import AnchorTable
from whp_kit.models.adapters import activate, add_adapter
from whp_kit.models.load import Loaded, load_from_settings
from whp_kit.models.roles import logits_of
from whp_kit.settings import Preset, TrainSettings, load_preset
from whp_kit.text.documents import Document, read_all, read_documents
from whp_kit.training.examples import Examples, order
from whp_kit.training.loop import Plan
from whp_kit.training.losses import learn_labels, stay_near
from whp_kit.training.steps import Lora, fine_tune, label_examples, make_labels

STEPS, ROUNDS = 6, 4
PIECE = 24_000  # characters of a book: the 1x of the growth
TIMES = (1, 2, 4, 8)
TURNS = 2  # of all lengths


def bench(preset: str = "tiny") -> dict[str, float]:
    """The figures of training, flat."""
    return step_ratios(load_preset(preset)) | growth(load_preset(preset))


def step_ratios(preset: Preset, turns: int = ROUNDS) -> dict[str, float]:
    """Seconds of a step on labels, without and with the retain term, over a plain step's."""
    loaded, block_tokens = load_from_settings(preset.model), preset.labels.block_tokens
    documents, general = read_documents(preset.world.books)[:1], read_all(*preset.world.general)
    examples = Examples.of_text(documents, loaded.tokenizer, block_tokens)
    retain = Examples.of_text(general, loaded.tokenizer, block_tokens)
    weight = preset.finetune.retain_weight
    rounds = [
        (
            plain_step(loaded, examples, preset),
            unlearning_step(loaded, examples, retain, 0.0, preset),
            unlearning_step(loaded, examples, retain, weight, preset),
        )
        for _ in range(turns)
    ]
    plain, without, with_retain = (min(column) for column in zip(*rounds, strict=True))
    return {
        "plain_lora_step_seconds": plain,
        "unlearn_step_over_plain_lora_step": without / plain,
        "unlearn_step_with_retain_over_plain_lora_step": with_retain / plain,
    }


def plain_step(loaded: Loaded, examples: Examples, preset: Preset) -> float:
    """Seconds of a step of plain language modelling, as one would write it with peft."""
    settings = preset.finetune
    if "plain" not in loaded.adapters:
        lora = Lora.of(settings)
        add_adapter(loaded, "plain", lora.rank, lora.alpha, head=lora.head)
    activate(loaded, "plain")
    weights = [weight for weight in loaded.model.parameters() if weight.requires_grad]
    optimiser = torch.optim.AdamW(weights, lr=settings.learning_rate, weight_decay=0.0)
    loaded.model.train()
    started = 0.0
    for step in range(STEPS + 1):
        if step == 1:
            started = time.perf_counter()
        batch = examples[
            order(len(examples), step * settings.batch_blocks, settings.batch_blocks, 0)
        ]
        loss = loaded.model(
            input_ids=batch.input_ids,
            attention_mask=batch.attention_mask,
            labels=batch.input_ids.masked_fill(batch.attention_mask == 0, -100),
        ).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
    return (time.perf_counter() - started) / STEPS


def unlearning_step(
    loaded: Loaded, examples: Examples, retain: Examples, retain_weight: float, preset: Preset
) -> float:
    """Seconds of a step of the kit; the first step, with its checks, is left out."""
    clocks: list[float] = []
    plan = Plan.of(
        preset.finetune,
        preset.hardware,
        seed=0,
        steps=STEPS + 1,
        warmup_steps=0,
        retain_weight=retain_weight,
        checkpoint_every=0,
    )
    fine_tune(
        loaded,
        "unlearned",
        Lora.of(preset.finetune),
        learn_labels(examples),
        plan,
        retain=stay_near(logits_of(loaded, "baseline"), retain),
        progress=lambda *_: clocks.append(time.perf_counter()),
    )
    return (clocks[-1] - clocks[0]) / (len(clocks) - 1)


def growth(preset: Preset) -> dict[str, float]:
    """The exponent e of time ~ tokens ** e, from the whole method on 1, 2, 4 and 8 times a text."""
    loaded = load_from_settings(preset.model)
    text = read_documents(preset.world.books)[0].text[:PIECE]
    table = AnchorTable.load(preset.world.anchors)
    run_method(loaded, preset, Document("warm-up.txt", text[: PIECE // 8]), table)
    turns = [
        [run_method(loaded, preset, Document("text.txt", text * times), table) for times in TIMES]
        for _ in range(TURNS)
    ]
    least = [min(same) for same in zip(*turns, strict=True)]
    tokens, seconds = (list(map(math.log, column)) for column in zip(*least, strict=True))
    exponent = statistics.linear_regression(tokens, seconds).slope
    return {"growth_exponent": exponent} | {
        f"pipeline_seconds_{times}x": s for times, (_, s) in zip(TIMES, least, strict=True)
    }


def run_method(
    loaded: Loaded, preset: Preset, document: Document, table: AnchorTable
) -> tuple[int, float]:
    """(tokens, seconds) of one epoch of reinforcing, labelling, and one epoch on the labels."""
    started = time.perf_counter()
    examples = Examples.of_text([document], loaded.tokenizer, preset.reinforce.block_tokens)
    one_epoch(loaded, "reinforced", examples, preset.reinforce, preset)
    labels = make_labels(loaded, [document], table, preset, seed=0)
    one_epoch(loaded, "unlearned", label_examples(loaded, labels), preset.finetune, preset)
    return labels.tokens, time.perf_counter() - started


def one_epoch(
    loaded: Loaded, adapter: str, examples: Examples, settings: TrainSettings, preset: Preset
) -> None:
    """Trains a fresh adapter on each block once."""
    plan = Plan.of(
        settings,
        preset.hardware,
        seed=0,
        steps=-(-len(examples) // settings.batch_blocks),
        warmup_steps=0,
        retain_weight=0.0,
        checkpoint_every=0,
    )
    fine_tune(loaded, adapter, Lora.of(settings), learn_labels(examples), plan)


if __name__ == "__main__":
    print(json.dumps(bench(*sys.argv[1:])))
