"""Which values a model's configuration may have: what no model has is a damaged or a hostile file.

Read before transformers builds anything from them: a billion layers take all memory, and a model of
no layers answers.
"""

import math
from collections.abc import Iterator, Mapping

from whp_kit.errors import InputError

LAYERS = ("num_hidden_layers", "n_layer", "n_layers", "num_layers")
HEADS = ("num_attention_heads", "n_head", "n_heads", "num_heads", "num_key_value_heads")
WIDTHS = (
    "hidden_size",
    "n_embd",
    "d_model",
    "intermediate_size",
    "n_inner",
    "ffn_dim",
    "head_dim",
)
POSITIONS = ("max_position_embeddings", "n_positions", "n_ctx", "max_seq_len", "seq_length")
LARGEST = {  # far above any model
    **dict.fromkeys(LAYERS, 2_000),
    **dict.fromkeys(HEADS, 10_000),
    **dict.fromkeys(WIDTHS, 1_000_000),
    **dict.fromkeys(POSITIONS, 1_000_000_000),
    **dict.fromkeys(("num_experts", "num_local_experts", "n_routed_experts"), 10_000),
    "vocab_size": 10_000_000,
    "num_labels": 1_000_000,
    "r": 10_000,  # the rank of an adapter
}
SMALL = ("rms_norm_eps", "layer_norm_eps", "layer_norm_epsilon", "norm_eps", "norm_epsilon")
POSITIVE = ("rope_theta", "lora_alpha")
LARGEST_FACTOR = 1e12
BELOW = ("text_config", "rope_parameters", "rope_scaling")  # parts with values of their own
REMEDY = "download the model again, or save it again with save_pretrained"


def require_possible(config: Mapping, source: str) -> None:
    """InputError for a size that is no number from 1 to the LARGEST, or a factor that no model has.

    A configuration as its JSON file has it; what it does not name, or names null, is not looked at.
    """
    for name, value in _values(config):
        if not _is_possible(name, value):
            raise InputError(
                f"the configuration has an impossible value of {name}",
                value=f"{value!r} in {source}",
                remedy=REMEDY,
            )


def _values(config: Mapping) -> Iterator[tuple[str, object]]:
    """(name, value) of all that is named, also in the parts and in lists by layer."""
    for name, value in config.items():
        if name in BELOW and isinstance(value, Mapping):
            yield from _values(value)
        elif isinstance(value, list):
            yield from ((name, one) for one in value)
        elif value is not None:
            yield name, value


def _is_possible(name: str, value: object) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if name in LARGEST:
        return is_number and isinstance(value, int) and 1 <= value <= LARGEST[name]
    if name in SMALL:
        return is_number and 0 <= value < 1
    if name in POSITIVE:
        return is_number and math.isfinite(value) and 0 < value <= LARGEST_FACTOR
    if name.endswith("_implementation"):  # with a slash: compiled code on the hub
        return "/" not in str(value)
    return True
