"""What an unlearning step costs beside a plain LoRA step of the same batch, and how the whole method's time grows with the text.

Both steps are taken on the base of the preset with the adapter that the preset asks for; the plain one is the few lines that anybody would
write with peft. They are taken in turns and the shortest of each is kept, so that other work on the machine disturbs little; the lengths of
text, too.
"""

import json
import math
import sys
import time

import torch

from whp_kit.anchors.table import AnchorTable
from whp_kit.labels import make as labels
from whp_kit.models import adapters
from whp_kit.models.load import Loaded, load_from_settings
from whp_kit.models.roles import logits_of
from whp_kit.settings import Preset, load_preset
from whp_kit.text.blocks import cut_blocks, pad_blocks
from whp_kit.text.documents import Document, read_all, read_documents
from whp_kit.training import loop as training

STEPS, ROUNDS = 6, 4
PIECE = 24_000  # characters of a book: the 1x of the growth
TIMES = (1, 2, 4, 8)
TURNS = 2  # of all lengths


def bench(preset: str = "tiny") -> dict[str, float]:
    """The figures of training, flat."""
    return step_ratios(load_preset(preset)) | growth(load_preset(preset))


def step_ratios(preset: Preset) -> dict[str, float]:
    """Seconds of a step on labels, without and with the retain term, over those of a plain language-modelling step."""
    loaded = fresh(preset)
    documents = read_documents(preset.world.books)[:1]
    general = read_all(preset.world.general)
    examples, retain = (
        plain_examples(loaded, texts, preset.labels.block_tokens) for texts in (documents, general)
    )
    tune = preset.finetune

    def ours(weight: float):
        plan = training.Plan.of(
            tune, 0, steps=STEPS + 1, warmup_steps=0, retain_weight=weight, checkpoint_every=0
        )
        return lambda: steps_of(loaded, examples, plan, retain)

    def plain() -> float:
        weights = [weight for weight in loaded.model.parameters() if weight.requires_grad]
        optimiser = torch.optim.AdamW(weights, lr=tune.learning_rate, weight_decay=0.0)
        loaded.model.train()
        started = 0.0
        for step in range(STEPS + 1):
            if step == 1:
                started = time.perf_counter()
            rows = training.order(len(examples), step * tune.batch_blocks, tune.batch_blocks, 0)
            ids, attention = examples.input_ids[rows], examples.attention_mask[rows]
            loss = loaded.model(
                input_ids=ids,
                attention_mask=attention,
                labels=ids.masked_fill(attention == 0, -100),
            ).loss
            loss.backward()
            torch.nn.utils.clip_grad_norm_(weights, 1.0)
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
        return (time.perf_counter() - started) / STEPS

    rounds = [(plain(), ours(0.0)(), ours(tune.retain_weight)()) for _ in range(ROUNDS)]
    least = [min(column) for column in zip(*rounds, strict=True)]
    return {
        "plain_lora_step_seconds": least[0],
        "unlearn_step_over_plain_lora_step": least[1] / least[0],
        "unlearn_step_with_retain_over_plain_lora_step": least[2] / least[0],
    }


def steps_of(loaded: Loaded, examples, plan: training.Plan, retain) -> float:
    """Seconds of one step; the first, with its checks of what changed, is left out."""
    at = []
    training.train(
        loaded.model, examples, plan, retain=retain, baseline=logits_of(loaded, "baseline"),
        progress=lambda *_: at.append(time.perf_counter()),
    )  # fmt: skip
    return (at[-1] - at[0]) / (len(at) - 1)


def growth(preset: Preset) -> dict[str, float]:
    """The exponent e of time ~ tokens ** e, from reinforcing, labelling and unlearning a text and the same text eight times over."""
    loaded = load_from_settings(preset.model)
    adapters.add_adapter(
        loaded, "reinforced", preset.reinforce.lora_rank, preset.reinforce.lora_alpha
    )
    adapters.add_adapter(
        loaded,
        "unlearned",
        preset.finetune.lora_rank,
        preset.finetune.lora_alpha,
        head=preset.finetune.adapt_head,
    )
    text = read_documents(preset.world.books)[0].text[:PIECE]
    table = AnchorTable.load(preset.world.anchors)
    once(loaded, preset, Document("warm-up.txt", text[: PIECE // 8]), table)
    turns = [
        [once(loaded, preset, Document("text.txt", text * times), table) for times in TIMES]
        for _ in range(TURNS)
    ]
    found = [min(same) for same in zip(*turns, strict=True)]
    tokens, seconds = (list(map(math.log, column)) for column in zip(*found, strict=True))
    middle = sum(tokens) / len(tokens)
    slope = sum((x - middle) * y for x, y in zip(tokens, seconds, strict=True)) / sum(
        (x - middle) ** 2 for x in tokens
    )
    return {"growth_exponent": slope} | {
        f"pipeline_seconds_{times}x": s for times, (_, s) in zip(TIMES, found, strict=True)
    }


def once(
    loaded: Loaded, preset: Preset, document: Document, table: AnchorTable
) -> tuple[int, float]:
    """(tokens, seconds) of one epoch of reinforcing, labelling, and one epoch on the labels."""
    started = time.perf_counter()
    adapters.activate(loaded, "reinforced")
    examples = plain_examples(loaded, [document], preset.reinforce.block_tokens)
    epoch(loaded, examples, preset.reinforce)
    made = labels.make_labels(
        logits_of(loaded, "baseline"), logits_of(loaded, "reinforced"), loaded.tokenizer, [document], table,
        block_tokens=preset.labels.block_tokens, batch_blocks=preset.labels.batch_blocks,
    )  # fmt: skip
    adapters.activate(loaded, "unlearned")
    epoch(
        loaded,
        training.Examples.from_rows(
            made.input_ids, made.at(preset.labels.alpha), loaded.tokenizer.pad_token_id
        ),
        preset.finetune,
    )
    return made.tokens, time.perf_counter() - started


def epoch(loaded: Loaded, examples: training.Examples, settings) -> None:
    """Each block once."""
    steps = -(-len(examples) // settings.batch_blocks)
    plan = training.Plan.of(
        settings,
        0,
        steps=steps,
        warmup_steps=0,
        retain_weight=0.0,
        checkpoint_every=0,
        stop_after=0,
    )
    training.train(loaded.model, examples, plan)


def fresh(preset: Preset) -> Loaded:
    """The base with an adapter as 05 attaches it."""
    loaded = load_from_settings(preset.model)
    adapters.add_adapter(
        loaded,
        "unlearned",
        preset.finetune.lora_rank,
        preset.finetune.lora_alpha,
        head=preset.finetune.adapt_head,
    )
    return loaded


def plain_examples(loaded: Loaded, documents, block_tokens: int) -> training.Examples:
    """Next-token examples of the documents."""
    blocks = cut_blocks(documents, loaded.tokenizer, block_tokens)
    return training.Examples.next_token(*pad_blocks(blocks, loaded.tokenizer.pad_token_id))


if __name__ == "__main__":
    print(json.dumps(bench(*sys.argv[1:])))
