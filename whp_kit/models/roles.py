"""One base model in its roles: baseline (no adapter), reinforced and unlearned (one adapter each).

Not done here: making and keeping adapters (adapters.py), training.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext

import numpy as np
import torch
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from whp_kit.models.chat_template import Frame
from whp_kit.models.load import Loaded
from whp_kit.models.names import BASELINE

# What a model's own generation_config.json may ask for when it chats, switched off: a completion
# shows what the model gives, and no token is made rarer or forced.
PLAIN = {
    "repetition_penalty": 1.0,
    "no_repeat_ngram_size": 0,
    "min_new_tokens": 0,
    "num_beams": 1,
    "top_k": 0,
    "top_p": 1.0,
    "typical_p": 1.0,
    "min_length": 0,
    "return_dict_in_generate": False,
    "suppress_tokens": [],
    "begin_suppress_tokens": [],
} | dict.fromkeys(
    "bad_words_ids sequence_bias forced_bos_token_id forced_eos_token_id stop_strings max_time "
    "exponential_decay_length_penalty encoder_repetition_penalty penalty_alpha guidance_scale "
    "min_p epsilon_cutoff eta_cutoff top_h prompt_lookup_num_tokens watermarking_config".split()
)
# ids (B, T), attention (B, T) -> logits (B, T, V)
Logits = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]


@contextmanager
def in_role(loaded: Loaded, name: str | None) -> Iterator[PreTrainedModel]:
    """Inside, the model is role `name`: "baseline" (or None) without adapters, else that adapter.

    On leaving, the active adapter, what is trainable, and train or eval mode are as before.
    """
    name = name or BASELINE
    if name != BASELINE:
        loaded.require_adapter(name)
    model = loaded.model
    was_training = model.training
    active = model.active_adapter if loaded.adapters else None
    trainable = [weight for weight in model.parameters() if weight.requires_grad]
    without_adapters = nullcontext()
    if name != BASELINE:
        model.set_adapter(name)
    elif loaded.adapters:
        without_adapters = model.disable_adapter()
    model.eval()
    try:
        with without_adapters:
            yield model
    finally:
        if active is not None:
            model.set_adapter(active)
        model.requires_grad_(False)
        for weight in trainable:
            weight.requires_grad_(True)
        model.train(was_training)


def logits_of(loaded: Loaded, name: str | None) -> Logits:
    """Returns the function from ids (B, T) and attention (B, T) to a role's logits (B, T, V).

    No gradients are kept.
    """

    def forward(input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        device = loaded.device.name
        with in_role(loaded, name) as model, torch.no_grad():
            output = model(input_ids=input_ids.to(device), attention_mask=attention_mask.to(device))
            return output.logits

    return forward


def logits_of_row(model: Logits, ids: Sequence[int] | np.ndarray) -> torch.Tensor:
    """A role's logits (T, V) of one row of ids (T,), in float32 on the CPU."""
    row = torch.as_tensor(ids, dtype=torch.int64)[None]  # (1, T)
    with torch.no_grad():
        return model(row, torch.ones_like(row))[0].float().cpu()


def generate(
    loaded: Loaded,
    name: str | None,
    prompts: Sequence[str],
    max_new_tokens: int,
    batch: int,
    *,
    temperature: float = 0.0,
    seed: int = 0,
    frame: Frame | None = None,
) -> list[str]:
    """Completes the prompts as role `name`; returns the completions without the prompts.

    Greedy at `temperature` 0. Above 0, tokens are drawn from the whole distribution with `seed`;
    the state of torch's generators does not change. `frame`: what the model's chat template puts
    around each prompt, so that the model answers it.
    """
    tokenizer = loaded.tokenizer
    sampling = {"do_sample": False}
    if temperature:
        sampling = {"do_sample": True, "temperature": temperature}
    by_length = sorted(range(len(prompts)), key=lambda i: len(prompts[i]))  # less padding
    completions = [""] * len(prompts)
    generators = _seeded(seed) if temperature else nullcontext()
    with in_role(loaded, name) as model, torch.no_grad(), generators:
        for at in range(0, len(by_length), batch):
            chosen = by_length[at : at + batch]
            texts = [prompts[i] for i in chosen]
            ids, attention = left_padded(tokenizer, texts, loaded.device.name, frame)  # (B, T) each
            output = model.generate(
                input_ids=ids,
                attention_mask=attention,
                **PLAIN,
                **sampling,
                max_new_tokens=max_new_tokens,
                pad_token_id=tokenizer.pad_token_id,
                eos_token_id=_ends(model, tokenizer),
                use_cache=True,
            )
            # Decoded together: some tokenizers take the space off the beginning of a text.
            read, whole = (
                tokenizer.batch_decode(rows, skip_special_tokens=True) for rows in (ids, output)
            )
            for i, prompt, text in zip(chosen, read, whole, strict=True):
                completions[i] = text[_shared_prefix(prompt, text) :]
    return completions


def _ends(model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase) -> list[int] | None:
    """The tokens that end a text, by the model and by the tokenizer."""
    by_model = model.generation_config.eos_token_id
    ends = by_model if isinstance(by_model, list) else [by_model]
    return sorted({*ends, tokenizer.eos_token_id} - {None}) or None


def next_token_probabilities(
    loaded: Loaded, name: str | None, prompts: Sequence[str], batch: int
) -> torch.Tensor:
    """Probabilities of the token after each of N prompts as role `name`: (N, V) in float32."""
    probabilities = []
    with in_role(loaded, name) as model, torch.no_grad():
        for at in range(0, len(prompts), batch):
            texts = prompts[at : at + batch]
            ids, attention = left_padded(loaded.tokenizer, texts, loaded.device.name)
            positions = (attention.cumsum(-1) - 1).clamp(min=0)
            output = model(input_ids=ids, attention_mask=attention, position_ids=positions)
            probabilities.append(output.logits[:, -1].float().softmax(-1).cpu())  # (B, V)
    return torch.cat(probabilities)


def token_log_probabilities(
    loaded: Loaded, name: str | None, pairs: Sequence[tuple[str, str]], batch: int
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Reads each text after its prompt as role `name`, each token after the true ones before it.

    For each (prompt, text): the log-probabilities (T,) of the text's tokens in nats, and whether
    each was the likeliest token, (T,) bool. A token that spans the end of the prompt belongs to the
    text.
    """
    tokenizer, device = loaded.tokenizer, loaded.device.name
    sequences, starts = answer_positions(tokenizer, pairs)
    by_length = sorted(range(len(pairs)), key=lambda i: len(sequences[i]))  # less padding
    results: list = [None] * len(pairs)
    with in_role(loaded, name) as model, torch.no_grad():
        for at in range(0, len(by_length), batch):
            chosen = by_length[at : at + batch]
            padded = tokenizer.pad(
                {"input_ids": [sequences[i] for i in chosen]},
                padding_side="right",
                return_tensors="pt",
            ).to(device)
            output = model(input_ids=padded["input_ids"], attention_mask=padded["attention_mask"])
            for logits, i in zip(output.logits, chosen, strict=True):  # (T, V)
                start, ids = starts[i], sequences[i]
                log_p = logits[start - 1 : len(ids) - 1].float().log_softmax(-1).cpu()
                true = torch.tensor(ids[start:])
                log_p_true = log_p.gather(1, true[:, None])[:, 0]
                likeliest = log_p.argmax(-1) == true
                results[i] = (log_p_true.double().numpy(), likeliest.numpy())
    return results


def answer_positions(
    tokenizer: PreTrainedTokenizerBase, pairs: Sequence[tuple[str, str]]
) -> tuple[list[list[int]], list[int]]:
    """The ids of each prompt with its text, and where the text's tokens begin among them."""
    sequences = [tokenizer(prompt + text)["input_ids"] for prompt, text in pairs]
    starts = []
    for (prompt, _), ids in zip(pairs, sequences, strict=True):
        shared = _shared_prefix(tokenizer(prompt)["input_ids"], ids)
        starts.append(max(1, shared))  # no token precedes the first one, so it has no probability
    return sequences, starts


def left_padded(
    tokenizer: PreTrainedTokenizerBase,
    texts: Sequence[str],
    device: str,
    frame: Frame | None = None,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Returns ids (B, T) and attention (B, T); padding on the left, so that texts end together.

    A `frame` around the texts brings the special tokens that begin them.
    """
    batch = tokenizer(
        [text if frame is None else frame.around(text) for text in texts],
        add_special_tokens=frame is None,
        padding=True,
        padding_side="left",
        return_tensors="pt",
    )
    return batch["input_ids"].to(device), batch["attention_mask"].to(device)


def _shared_prefix(first: Sequence, second: Sequence) -> int:
    """How many ids or characters the two have in common at their start."""
    for i, (a, b) in enumerate(zip(first, second, strict=False)):
        if a != b:
            return i
    return min(len(first), len(second))


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """Inside, torch draws with `seed`; on leaving, its generators are as before."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        yield
