"""What the paper's run costs on a GPU: Llama-2-7B in NF4 through the whole method.

The weights are random: they do not matter to time and memory, so none are downloaded. On a machine
with a GPU the figures, with card and date, are also written to data/bench/; on a CPU the same lines
run on a toy of the same architecture, and its figures (`gpu_toy_...`) only say that they work. A
stage's share of the card: two operations per weight, token and pass (a LoRA step passes forward and
back to the activations; labelling passes each of two models once) over what a plain product of
matrices reaches there in the same dtype; attention and unpacking count as nothing.
"""

import dataclasses
import json
import re
import sys
import tempfile
import time
from pathlib import Path

import torch
from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM

from whp_kit.anchors.table import AnchorTable
from whp_kit.files import write_json
from whp_kit.models.config import shipped_configs
from whp_kit.models.load import Loaded, load_base
from whp_kit.models.machine import Device, measure_speed, peak_memory_bytes, pick_device, versions
from whp_kit.paths import DATA
from whp_kit.settings import HardwareSettings, Preset, TrainSettings, load_preset
from whp_kit.text.blocks import cut_blocks
from whp_kit.text.documents import Document, read_documents, whole_text
from whp_kit.training.examples import Examples
from whp_kit.training.loop import Plan
from whp_kit.training.losses import learn_labels
from whp_kit.training.steps import Lora, fine_tune, label_examples, make_labels

PRESET, MODEL = "llama2-7b", "meta-llama/Llama-2-7b-chat-hf"
BOOK_TOKENS, EPOCHS = 3_100_000, 3  # the paper's text, and how often reinforcing reads it
UNLEARN_STEPS = 150  # of the paper's longest fine-tune
PASSES = 2  # of a LoRA step: forward, and back to the activations; of labelling: one of each model
FOLDER = DATA / "bench"


@dataclasses.dataclass(frozen=True)
class Size:
    """A model's configuration, and how much is run: `steps` after a first one to warm up."""

    config: dict
    block_tokens: int
    batch_blocks: int
    accumulate: int
    steps: int
    label_blocks: int


def paper() -> Size:
    """The preset of the paper's model, a step of 128 blocks."""
    step = load_preset(PRESET).reinforce
    return Size(
        shipped_configs()[MODEL],
        step.block_tokens,
        step.batch_blocks,
        step.accumulate,
        steps=2,
        label_blocks=128,
    )


def toy() -> Size:
    """The same architecture in a second."""
    small = {
        "hidden_size": 64,
        "intermediate_size": 128,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 4,
        "vocab_size": 4096,
    }
    config = shipped_configs()[MODEL] | small
    return Size(config, 32, 2, 4, steps=1, label_blocks=8)


def bench(preset: str = "tiny") -> dict[str, float]:
    """The figures, flat. `preset` is not looked at: the size follows from the machine."""
    device = pick_device()
    if device.name == "cpu":
        return {f"gpu_toy_{name}": value for name, value in measure(toy(), device).items()}
    found = measure(paper(), device)
    print(write(found, torch.cuda.get_device_name(device.name), time.strftime("%Y-%m-%d"), FOLDER))
    return {f"gpu_{name}": value for name, value in found.items()}


def measure(size: Size, device: Device) -> dict[str, float]:
    """Each stage's speed and share of the card, peak memory, and hours of the paper's run."""
    preset, table = load_preset(PRESET), AnchorTable.load(load_preset("tiny").world.anchors)
    preset = preset.override("labels", block_tokens=size.block_tokens)
    with tempfile.TemporaryDirectory() as folder:
        loaded = load_base(random_model(size, device, Path(folder)), "nf4", device)
    forget_peak(device)
    text = whole_text(read_documents(load_preset("tiny").world.books))
    document = Document("text.txt", text)
    examples = Examples.of_text([document], loaded.tokenizer, size.block_tokens)
    rate, weights = measure_speed(device), passed_weights(loaded)
    hardware = HardwareSettings()
    cost = trained(loaded, "reinforced", examples, preset.reinforce, hardware, size)
    figures = {"matrix_flops": rate} | stage("reinforce", *cost, weights, rate)

    blocks = cut_blocks([document], loaded.tokenizer, size.block_tokens)
    piece = Document("text.txt", text[: blocks[min(size.label_blocks, len(blocks)) - 1].end])
    began = clock(device)
    labels = make_labels(loaded, [piece], table, preset, seed=0)
    figures |= stage("label", labels.tokens, clock(device) - began, weights, rate)

    examples = label_examples(loaded, labels)
    cost = trained(loaded, "unlearned", examples, preset.finetune, hardware, size)
    figures |= stage("unlearn", *cost, weights, rate)
    figures["peak_memory_bytes"] = peak(device)
    figures["peak_memory_bytes_one_block"] = least_memory(loaded, examples, preset, size, device)
    return figures | {"hours": hours(figures, size)}


def random_model(size: Size, device: Device, folder: Path) -> Path:
    """A Llama of that size with random weights and the tiny model's tokenizer, in `folder`."""
    tokenizer = AutoTokenizer.from_pretrained(load_preset("tiny").model.base)
    special = {
        name: getattr(tokenizer, name) for name in ("pad_token_id", "bos_token_id", "eos_token_id")
    }
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.bfloat16 if device.name != "cpu" else torch.float32)
    try:
        with torch.device(device.name):
            LlamaForCausalLM(LlamaConfig(**size.config, **special)).save_pretrained(folder)
    finally:
        torch.set_default_dtype(before)
    tokenizer.save_pretrained(folder)
    return folder


def passed_weights(loaded: Loaded) -> int:
    """The weights that each token passes: all but the embeddings, unless they are the head too."""
    table = loaded.model.get_input_embeddings().weight
    head = loaded.model.get_output_embeddings().weight
    return loaded.parameters - (0 if head is table else table.numel())


def trained(
    loaded: Loaded,
    adapter: str,
    examples: Examples,
    settings: TrainSettings,
    hardware: HardwareSettings,
    size: Size,
) -> tuple[int, float]:
    """(tokens, seconds) of `size.steps` steps; the first one, with its checks, is left out."""
    clocks: list[float] = []
    plan = Plan.of(
        settings,
        hardware,
        seed=0,
        steps=size.steps + 1,
        batch_blocks=size.batch_blocks,
        accumulate=size.accumulate,
        warmup_steps=0,
        retain_weight=0.0,
        checkpoint_every=0,
    )
    lora = Lora(settings.lora_rank, settings.lora_alpha)

    def progress(*_) -> None:
        clocks.append(clock(loaded.device))

    record = fine_tune(loaded, adapter, lora, learn_labels(examples), plan, progress=progress)
    return record.tokens * size.steps // (size.steps + 1), clocks[-1] - clocks[0]


def least_memory(
    loaded: Loaded, examples: Examples, preset: Preset, size: Size, device: Device
) -> int:
    """Peak memory with one block at a time: the setting for cards of 15 GB."""
    forget_peak(device)
    size = dataclasses.replace(size, batch_blocks=1, accumulate=4, steps=1)
    trained(loaded, "unlearned", examples, preset.finetune, HardwareSettings(), size)
    return peak(device)


def forget_peak(device: Device) -> None:
    """Resets the peak of a GPU's memory."""
    if device.name != "cpu":
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats(device.name)


def peak(device: Device) -> int:
    """Peak bytes: what torch reserved on the GPU, on a CPU the process's resident set."""
    return (
        peak_memory_bytes() if device.name == "cpu" else torch.cuda.max_memory_reserved(device.name)
    )


def clock(device: Device) -> float:
    """Seconds, after the device has finished its work."""
    if device.name != "cpu":
        torch.cuda.synchronize(device.name)
    return time.perf_counter()


def stage(name: str, tokens: int, seconds: float, weights: int, rate: float) -> dict[str, float]:
    """One stage's figures."""
    return {
        f"{name}_tokens_per_second": tokens / seconds,
        f"{name}_share_of_matrix_rate": 2 * PASSES * weights * tokens / seconds / rate,
    }


def hours(found: dict[str, float], size: Size) -> float:
    """Of the paper's run at these speeds: EPOCHS over its text, its labels once, its fine-tune."""
    step = size.batch_blocks * size.accumulate * size.block_tokens
    tokens = {
        "reinforce": EPOCHS * BOOK_TOKENS,
        "label": BOOK_TOKENS,
        "unlearn": UNLEARN_STEPS * step,
    }
    return sum(count / found[f"{name}_tokens_per_second"] for name, count in tokens.items()) / 3600


def write(found: dict[str, float], card: str, date: str, folder: Path) -> Path:
    """The figures with card, date and versions, as folder/<card>-<date>.json."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{re.sub(r'[^a-z0-9]+', '-', card.lower()).strip('-')}-{date}.json"
    write_json(
        path,
        {
            "card": card,
            "date": date,
            "model": MODEL,
            "versions": versions(),
            "figures": found,
        },
    )
    return path


if __name__ == "__main__":
    print(json.dumps(bench(*sys.argv[1:])))
