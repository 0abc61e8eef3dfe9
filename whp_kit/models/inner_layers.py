"""The layers of a decoder, and what the base makes of their states, in any family of models.

Families give their parts other names, and some scale or cap what comes out of the head. So the
parts are found by what they do, and the base itself reads a state out.

Letters: L layers (0: the embeddings), N prompts, H width of a state, V vocabulary.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import torch

from whp_kit.errors import InputError
from whp_kit.models.load import Loaded
from whp_kit.models.roles import in_role


def decoder_layers(loaded: Loaded) -> torch.nn.ModuleList:
    """The decoder's layers in order; InputError for a model without a list of them."""
    count = loaded.model.config.get_text_config().num_hidden_layers
    for module in loaded.model.modules():
        if isinstance(module, torch.nn.ModuleList) and len(module) == count:
            return module
    raise InputError(
        "the model's list of layers was not found",
        value=type(loaded.model).__name__,
        remedy="leave the inner layers out for this model",
    )


def read_out(loaded: Loaded, states: torch.Tensor) -> list[torch.Tensor]:
    """Next-token probabilities (N, V) of the base, without an adapter, from each layer's states
    (L + 1, N, H): through its last norm, its head and what follows. The last layer's states are
    after the norm."""
    probabilities = []
    with in_role(loaded, None) as model, torch.no_grad():
        token = torch.zeros((1, 1), dtype=torch.long, device=loaded.device.name)
        head = model.get_output_embeddings()
        norm, usual = _before_head(loaded, head, lambda: model(input_ids=token))
        for number, state in enumerate(states, start=1):
            state = state.to(usual)[:, None]  # (N, 1, H)
            read = state if number == len(states) else norm(state)
            with _hooked(head.register_forward_pre_hook(_giving(read))):
                logits = model(input_ids=token).logits[:, -1]
            probabilities.append(logits.float().softmax(-1).cpu())
    return probabilities


def _before_head(
    loaded: Loaded, head: torch.nn.Module, forward: Callable
) -> tuple[torch.nn.Module, torch.Tensor]:
    """The last norm, and what the head reads: the norm is the last module outside the layers that
    gives this very tensor. An identity for a family without one."""
    inner = {id(module) for module in decoder_layers(loaded).modules()}
    given: list[tuple[torch.nn.Module, torch.Tensor]] = []
    read: list[torch.Tensor] = []
    hooks = [head.register_forward_pre_hook(lambda _, inputs: read.append(inputs[0]))]
    for module in loaded.model.modules():
        if id(module) not in inner and not any(module.children()):
            keep = lambda module, _, output: given.append((module, output))  # noqa: E731
            hooks.append(module.register_forward_hook(keep))
    with _hooked(*hooks):
        forward()
    for module, output in reversed(given):
        if torch.is_tensor(output) and output.data_ptr() == read[0].data_ptr():
            return module, read[0]
    return torch.nn.Identity(), read[0]


def _giving(state: torch.Tensor) -> Callable:
    return lambda module, inputs: (state,)


@contextmanager
def _hooked(*hooks: torch.utils.hooks.RemovableHandle) -> Iterator[None]:
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()
