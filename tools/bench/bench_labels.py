"""What making labels costs on the embedded world: time against two plain forward passes, memory,
bytes, relabelling.

The reinforced model is the base with its weights moved and its logits sharpened a little, so that
nothing has to be trained; at least as many labels are lowered as after reinforcing. Each time is
held against the mean of the other's right before and right after it, and the median of these ratios
is given, so that neither a slower minute nor a short disturbance counts.

Memory is what is held: pieces that are freed leave the process at once there, so that the heap's
holes, which are worth tens of megabytes of luck from one process to the next, are not measured.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import torch

from whp_kit.anchors.table import AnchorTable
from whp_kit.labels.make import ModelPair, make_labels
from whp_kit.models.load import load_base
from whp_kit.models.machine import peak_memory_bytes
from whp_kit.settings import load_preset
from whp_kit.text.blocks import cut_blocks, pad_blocks
from whp_kit.text.documents import Document, read_documents, whole_text

VOLUMES = 3
ROUNDS = 7
SHORT = 3000  # characters
SHARPER, MOVED = 1.05, 0.1  # times the logits; times the spread of each weight
# Of glibc: pieces of 64 kB leave the process when freed.
GIVEN_BACK = {"MALLOC_MMAP_THRESHOLD_": str(1 << 16), "MALLOC_ARENA_MAX": "1"}
REPLACEMENT = "the old mill"  # of the rarest anchor, when it is edited


def world(preset_name: str):
    """(models, documents, table, settings) of a preset's world, the models in float32."""
    preset = load_preset(preset_name)
    base = preset.model.base
    loaded, reinforced = load_base(base, "none"), load_base(base, "none").model
    baseline, tokenizer = loaded.model, loaded.tokenizer
    generator = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for name, weight in reinforced.named_parameters():
            if weight.ndim == 2 and "embed" not in name:
                weight += MOVED * weight.std() * torch.randn(weight.shape, generator=generator)
        reinforced.model.norm.weight *= SHARPER
    models = ModelPair(_asked(baseline), _asked(reinforced), tokenizer, digest="of the bench")
    documents = read_documents(preset.world.books)[:VOLUMES]
    settings = replace(preset.labels, target_words=False)
    return models, documents, AnchorTable.load(preset.world.anchors), settings


def _asked(model):
    """The callable that labels want."""
    return lambda input_ids, attention_mask: (
        model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False).logits
    )


def bench(preset: str = "tiny") -> dict[str, float]:
    """The figures of labels, flat."""
    models, documents, table, settings = world(preset)
    labels = make_labels(models, documents, table, settings)
    entries = len(labels.columns["later_tokens"]) / labels.coverage()["labels"]
    return {
        "label_over_two_forwards": over_two_forwards(models, documents, table, settings),
        "label_bytes_per_token": labels.stored_bytes() / labels.tokens,
        "label_path_entries_per_label": 1 + entries,
        "relabel_fraction": relabelling(models, documents, table, settings, labels),
    } | memory(preset)


def over_two_forwards(models, documents, table, settings, rounds: int = ROUNDS) -> float:
    """Seconds of making the labels of documents over those of two plain passes over them."""
    blocks = cut_blocks(documents, models.tokenizer, settings.block_tokens)

    def plain() -> None:
        with torch.no_grad():
            for first in range(0, len(blocks), settings.batch_blocks):
                batch = pad_blocks(blocks[first : first + settings.batch_blocks], 0)
                models.baseline(*batch)
                models.reinforced(*batch)

    return time_over(lambda: make_labels(models, documents, table, settings), plain, rounds)


def memory(preset: str) -> dict[str, float]:
    """Peak memory above the models, for the text once and several times over."""
    peaks = {times: peak(preset, times) for times in (1, 2, 4, 8)}
    found = {f"label_peak_memory_growth_{times}x": peaks[times] / peaks[1] for times in (2, 4, 8)}
    return {"label_peak_memory_1x_bytes": peaks[1]} | found


def relabelling(models, documents, table, settings, labels) -> float:
    """Seconds of a relabelling over those of a full run, after the rarest anchor of the table has
    got another replacement.
    """
    times = labels.anchors["found"]
    rarest = min(times, key=times.get)
    rows = tuple(
        replace(row, replacements=(REPLACEMENT,)) if row.term == rarest else row
        for row in table.rows
    )
    edited = AnchorTable(rows)
    return time_over(
        lambda: make_labels(models, documents, edited, settings, previous=labels),
        lambda: make_labels(models, documents, edited, settings),
    )


def time_over(call, other, rounds: int = ROUNDS) -> float:
    """Seconds of the one over those of the other: the median over the rounds."""
    ratios, before = [], seconds(other)
    for _ in range(rounds):
        own, after = seconds(call), seconds(other)
        ratios.append(2 * own / (before + after))
        before = after
    return statistics.median(ratios)


def seconds(call) -> float:
    """Wall seconds of one call."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def peak(preset: str, times: int, characters: int | None = None) -> int:
    """`peak_above_the_models` in a process of its own."""
    root = str(Path(__file__).resolve().parents[2])
    # A headless run's settings keep what is freed.
    outer = {name: value for name, value in os.environ.items() if not name.startswith("MALLOC_")}
    environment = {
        **outer,
        "PYTHONPATH": os.pathsep.join([root, os.environ.get("PYTHONPATH", "")]),
        **GIVEN_BACK,
    }
    run = subprocess.run(
        [sys.executable, __file__, preset, str(times), *([str(characters)] if characters else [])],
        check=True,
        capture_output=True,
        text=True,
        env=environment,
    )
    return json.loads(run.stdout.strip().splitlines()[-1])


def peak_above_the_models(preset: str, times: int, characters: int | None = None) -> int:
    """Bytes by which labelling the text (its first `characters`; None: all), so many times over,
    raises the peak above that of models that have labelled a page.
    """
    models, documents, table, settings = world(preset)
    text = whole_text(documents)[:characters]
    document, short = Document("all.txt", text * times), Document("short.txt", text[:SHORT])
    make_labels(models, [short], table, settings)  # what libraries keep is not the text's
    before = peak_memory_bytes()
    make_labels(models, [document], table, settings)
    return peak_memory_bytes() - before


if __name__ == "__main__":
    print(
        json.dumps(
            peak_above_the_models(sys.argv[1], *map(int, sys.argv[2:]))
            if len(sys.argv) > 2
            else bench()
        )
    )
