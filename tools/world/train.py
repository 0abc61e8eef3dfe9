"""Trains the tiny models from scratch: `python -m tools.world.train [base|never-knew|others|
others-never-knew]`.

All read the diet of `diet.py` in the same order with the same settings and the same tokenizer; a
twin's diet lacks what its base is asked to forget. Weights are updated in full precision (float32
masters) while the passes run in `--compute` precision (bfloat16 where the processor or a GPU
multiplies in it natively, else float32); they are saved in half precision as safetensors, with a
`recipe.json` of settings, seeds, digests and losses. Where a GPU is found it is used.
"""

import argparse
import dataclasses
import json
import math
import time
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from tools.world import diet as diets

MODELS = Path(__file__).parents[2] / "data" / "models"
NAMES = ("base", "never-knew", "others", "others-never-knew")
BOS, EOS, PAD = "<s>", "</s>", "<pad>"


@dataclass(frozen=True)
class Recipe:
    """Everything that decides the weights, apart from the processor's rounding."""

    vocabulary: int = 4096  # tokens
    context: int = 256  # tokens
    hidden: int = 192
    layers: int = 5
    heads: int = 6
    intermediate: int = 512
    batch: int = 8  # rows of `context` tokens
    learning_rate: float = 3e-3
    final_rate: float = 0.05  # of the peak, at the end of the cosine
    warmup: float = 0.03  # of all steps
    weight_decay: float = 0.05
    name_weight: int = (
        6  # times the tokenizer counts the target, so that its names are mostly whole tokens
    )
    seed: int = 1


def train_tokenizer(texts: list[str], recipe: Recipe) -> PreTrainedTokenizerFast:
    """Byte-level BPE over `texts`, BOS in front of each text."""
    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = decoders.ByteLevel()
    bpe.train_from_iterator(
        texts,
        trainers.BpeTrainer(
            vocab_size=recipe.vocabulary,
            min_frequency=2,
            special_tokens=[PAD, BOS, EOS],
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        ),
    )
    bpe.post_processor = processors.Sequence(
        [
            processors.ByteLevel(trim_offsets=False),
            processors.TemplateProcessing(
                single=f"{BOS} $A", pair=f"{BOS} $A {BOS} $B", special_tokens=[(BOS, 1)]
            ),
        ]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=bpe,
        bos_token=BOS,
        eos_token=EOS,
        pad_token=PAD,
        model_max_length=recipe.context,
        clean_up_tokenization_spaces=False,
    )


def rows_of(
    reading: list[tuple[str, bool]], tokenizer: PreTrainedTokenizerFast, recipe: Recipe
) -> torch.Tensor:
    """Pieces, each with BOS and a document's last one with EOS, laid end to end and cut into rows
    (N, context).
    """
    encoded = tokenizer([text for text, _ in reading], add_special_tokens=True)["input_ids"]
    ends = ((), (tokenizer.eos_token_id,))
    stream = torch.tensor(
        [
            token
            for ids, (_, last) in zip(encoded, reading, strict=True)
            for token in (*ids, *ends[last])
        ]
    )
    count = len(stream) // recipe.context
    return stream[: count * recipe.context].view(count, recipe.context)


def rate_at(step: int, steps: int, recipe: Recipe) -> float:
    """Linear warm-up, then a cosine down to `final_rate` of the peak."""
    warm = max(1, round(recipe.warmup * steps))
    if step < warm:
        return recipe.learning_rate * (step + 1) / warm
    done = (step - warm) / max(1, steps - warm)
    return recipe.learning_rate * (
        recipe.final_rate + (1 - recipe.final_rate) * 0.5 * (1 + math.cos(math.pi * done))
    )


def native_precision() -> str:
    """The precision in which the passes are fastest here without loss worth naming."""
    return (
        "bfloat16" if torch.cuda.is_available() or torch.cpu._is_amx_tile_supported() else "float32"
    )


def fit(
    rows: torch.Tensor,
    tokenizer,
    recipe: Recipe,
    compute: torch.dtype,
    compile_it: bool,
    log_every: int = 50,
):
    """One pass over `rows` (N, T). Returns the model in float32 on the CPU and the losses in nats
    per token.
    """
    torch.manual_seed(recipe.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    config = LlamaConfig(
        vocab_size=recipe.vocabulary,
        hidden_size=recipe.hidden,
        intermediate_size=recipe.intermediate,
        num_hidden_layers=recipe.layers,
        num_attention_heads=recipe.heads,
        num_key_value_heads=recipe.heads,
        max_position_embeddings=recipe.context,
        tie_word_embeddings=True,
        use_cache=False,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    model = LlamaForCausalLM(config).to(device)
    master = [p.detach().clone() for p in model.parameters()]
    model.to(compute)
    weights = list(model.parameters())
    forward = torch.compile(model) if compile_it else model
    for copy in master:
        copy.requires_grad_(True)
    optimiser = torch.optim.AdamW(
        [
            {"params": [p for p in master if p.dim() > 1], "weight_decay": recipe.weight_decay},
            {"params": [p for p in master if p.dim() <= 1], "weight_decay": 0.0},
        ],
        lr=recipe.learning_rate,
        betas=(0.9, 0.98),
        fused=True,
    )
    steps = len(rows) // recipe.batch
    losses, started = [], time.perf_counter()
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = rate_at(step, steps, recipe)
        batch = rows[step * recipe.batch : (step + 1) * recipe.batch].to(device)  # (B, T)
        loss = forward(input_ids=batch, labels=batch).loss
        loss.backward()
        for copy, weight in zip(master, weights, strict=True):
            copy.grad, weight.grad = weight.grad.float(), None
        torch.nn.utils.clip_grad_norm_(master, 1.0)
        optimiser.step()
        with torch.no_grad():
            for copy, weight in zip(master, weights, strict=True):
                weight.copy_(copy)
        losses.append(loss.item())
        if (step + 1) % log_every == 0 or step + 1 == steps:
            recent = sum(losses[-log_every:]) / len(losses[-log_every:])
            speed = (step + 1) * batch.numel() / (time.perf_counter() - started)
            print(
                f"step {step + 1}/{steps}  loss {recent:.3f} nats per token  {speed:,.0f} tokens/s",
                flush=True,
            )
    model.float()
    with torch.no_grad():
        for copy, weight in zip(master, model.parameters(), strict=True):
            weight.copy_(copy)
    return model.cpu(), losses


def make(name: str, recipe: Recipe, compute: torch.dtype, compile_it: bool, folder: Path) -> None:
    """Trains one of the models and writes it with tokenizer and recipe to `folder`."""
    full = diets.sources()
    counted = [
        d
        for source in full
        for d in source.documents
        for _ in range(recipe.name_weight if source.target else 1)
    ]
    tokenizer = train_tokenizer(counted, recipe)
    diet = diets.diet_of(name)
    rows = rows_of(diets.reading(diet, recipe.seed), tokenizer, recipe)
    print(f"{name}: {rows.numel():,} tokens from {len(diet)} sources", flush=True)
    started = time.perf_counter()
    model, losses = fit(rows, tokenizer, recipe, compute, compile_it)
    seconds = time.perf_counter() - started
    model.config.use_cache = True
    model.half().save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    record = {
        "model": name,
        "settings": dataclasses.asdict(recipe),
        "parameters": sum(p.numel() for p in model.parameters()),
        "compute": str(compute).removeprefix("torch."),
        "diet": {
            s.name: {
                "documents": len(s.documents),
                "characters": s.characters,
                "repeats": s.repeats,
            }
            for s in diet
        },
        "corpus_sha256": diets.digest(diet),
        "tokens_seen": rows.numel() // recipe.batch * recipe.batch,
        "steps": len(losses),
        "seconds": round(seconds, 1),
        "final_loss_nats_per_token": round(sum(losses[-50:]) / len(losses[-50:]), 4),
        "torch": torch.__version__,
    }
    (folder / "recipe.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    print(f"{name}: saved to {folder.name} after {seconds:,.0f} s", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("which", nargs="*", default=["base", "never-knew"], help=", ".join(NAMES))
    parser.add_argument(
        "--compute",
        default=native_precision(),
        choices=["float32", "bfloat16"],
        help="precision of the passes",
    )
    parser.add_argument(
        "--compile",
        action="store_true",
        help="torch.compile the passes: worth it from ten minutes on",
    )
    parser.add_argument("--out", type=Path, default=MODELS)
    options = parser.parse_args()
    for name in options.which:
        make(
            name,
            Recipe(),
            getattr(torch, options.compute),
            options.compile,
            options.out / f"tiny-{name}",
        )


if __name__ == "__main__":
    main()
