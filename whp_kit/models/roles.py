"""One base model in its roles: baseline (adapters off), reinforced and unlearned (one adapter each).

Not done here: making and keeping adapters (adapters.py), training.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext

import numpy as np
import torch
from transformers import PreTrainedModel

from whp_kit.models.load import Loaded

BASELINE = "baseline"
REINFORCED = "reinforced"
UNLEARNED = "unlearned"
CONTROL = "control"  # unlearned without the retain term
NEVER_KNEW = "never_knew"  # the retrained model: another model, not an adapter

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


def generate(
    loaded: Loaded,
    name: str | None,
    prompts: Sequence[str],
    max_new_tokens: int,
    batch: int,
    temperature: float = 0.0,
    seed: int = 0,
) -> list[str]:
    """Completions of the prompts (without the prompts), in their order, answered as role `name`.

    Greedy at `temperature` 0; above it drawn from the whole distribution, by a generator of `seed`, torch's own state left as it was.
    """
    tokenizer, out = loaded.tokenizer, [""] * len(prompts)
    order = sorted(range(len(prompts)), key=lambda i: len(prompts[i]))
    drawing = (
        {"do_sample": True, "temperature": temperature, "top_k": 0, "top_p": 1.0}
        if temperature
        else {"do_sample": False}
    )
    with (
        in_role(loaded, name) as model,
        torch.no_grad(),
        _drawn(seed) if temperature else nullcontext(),
    ):
        for at in range(0, len(order), batch):
            rows = order[at : at + batch]
            ids, attention = left_padded(
                tokenizer, [prompts[i] for i in rows], loaded.device.name
            )  # (B, T) each
            done = model.generate(
                input_ids=ids,
                attention_mask=attention,
                **drawing,
                max_new_tokens=max_new_tokens,
                pad_token_id=tokenizer.pad_token_id,
                use_cache=True,
            )
            for i, text in zip(
                rows,
                tokenizer.batch_decode(done[:, ids.shape[1] :], skip_special_tokens=True),
                strict=True,
            ):
                out[i] = text
    return out


def next_token_probabilities(
    loaded: Loaded, name: str | None, prompts: Sequence[str], batch: int
) -> torch.Tensor:
    """Probabilities of the token after each prompt, (N, V) in float32, answered as role `name`."""
    rows = []
    with in_role(loaded, name) as model, torch.no_grad():
        for at in range(0, len(prompts), batch):
            ids, attention = left_padded(
                loaded.tokenizer, prompts[at : at + batch], loaded.device.name
            )
            positions = (attention.cumsum(-1) - 1).clamp(min=0)
            logits = model(input_ids=ids, attention_mask=attention, position_ids=positions).logits[
                :, -1
            ]  # (B, V)
            rows.append(logits.float().softmax(-1).cpu())
    return torch.cat(rows)


def token_log_probabilities(
    loaded: Loaded, name: str | None, pairs: Sequence[tuple[str, str]], batch: int
) -> list[tuple[np.ndarray, np.ndarray]]:
    """For each (prompt, text after it): the log-probabilities (T,) in nats of the text's tokens, each after all true ones before it, and
    whether each was the likeliest (T,) bool; answered as role `name`. A token that reaches back into the prompt counts to the text.
    """
    tokenizer, encoded = loaded.tokenizer, []
    for prompt, text in pairs:
        before, ids = tokenizer(prompt)["input_ids"], tokenizer(prompt + text)["input_ids"]
        shared = next(
            (i for i, (a, b) in enumerate(zip(before, ids, strict=False)) if a != b),
            min(len(before), len(ids)),
        )
        encoded.append((max(1, shared), ids))  # nothing stands before the first token
    out: list = [None] * len(pairs)
    order = sorted(range(len(pairs)), key=lambda i: len(encoded[i][1]))
    with in_role(loaded, name) as model, torch.no_grad():
        for at in range(0, len(order), batch):
            rows = order[at : at + batch]
            width = max(len(encoded[i][1]) for i in rows)
            ids = torch.full((len(rows), width), tokenizer.pad_token_id)  # (B, T)
            attention = torch.zeros_like(ids)
            for row, i in enumerate(rows):
                ids[row, : len(encoded[i][1])] = torch.tensor(encoded[i][1])
                attention[row, : len(encoded[i][1])] = 1
            logits = model(
                input_ids=ids.to(loaded.device.name),
                attention_mask=attention.to(loaded.device.name),
            ).logits  # (B, T, V)
            for row, i in enumerate(rows):
                start, tokens = encoded[i]
                found = (
                    logits[row, start - 1 : len(tokens) - 1].float().log_softmax(-1).cpu()
                )  # (T, V)
                wanted = torch.tensor(tokens[start:])
                own = found.gather(1, wanted[:, None])[:, 0]
                out[i] = (own.double().numpy(), (found.argmax(-1) == wanted).numpy())
    return out


@contextmanager
def _drawn(seed: int) -> Iterator[None]:
    """Inside, torch draws from `seed`; its generators are as before on leaving."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        yield


def left_padded(tokenizer, texts: Sequence[str], device: str) -> tuple[torch.Tensor, torch.Tensor]:
    """ids (B, T) and attention (B, T), padded on the left so that every last position is a real one."""
    encoded = [tokenizer(text)["input_ids"] for text in texts]
    width = max(map(len, encoded))
    ids = torch.full((len(encoded), width), tokenizer.pad_token_id)
    attention = torch.zeros_like(ids)
    for row, tokens in enumerate(encoded):
        ids[row, width - len(tokens) :] = torch.tensor(tokens)
        attention[row, width - len(tokens) :] = 1
    return ids.to(device), attention.to(device)
