"""What a role computes, as a digest of configuration, tokenizer, weights and adapter.

Names say nothing here: the same weights from another folder, or the same adapter under another
name, give the same digest.
"""

import hashlib
import json
from collections.abc import Mapping

import torch

from whp_kit.files import json_digest
from whp_kit.models.load import Loaded
from whp_kit.models.names import BASELINE

# Entries of a configuration that change no logit.
NO_EFFECT = ("_name_or_path", "name_or_path", "transformers_version", "tie_word_embeddings")


def base_digest(loaded: Loaded) -> str:
    """Digest of the base model without adapters, with its weights as they are stored in memory.

    Reads every weight: about two seconds for each gigabyte.
    """
    config = loaded.model.config.to_dict()
    weights = loaded.model.state_dict()
    base = {_bare(name): value for name, value in weights.items() if ".lora_" not in name}
    return json_digest(
        {
            "config": {name: value for name, value in config.items() if name not in NO_EFFECT},
            "tokenizer": _tokenizer_rules(loaded.tokenizer),
            "weights": _weight_digests(base),
        }
    )


def role_digest(loaded: Loaded, adapter: str | None, base: str | None = None) -> str:
    """Digest of a role: of the base (`adapter` None or "baseline"), or of the base with adapter.

    `base`: the `base_digest` of the model, where the caller has it already.
    """
    base = base or base_digest(loaded)
    if adapter is None or adapter == BASELINE:
        return base
    loaded.require_adapter(adapter)
    end = f".{adapter}.weight"
    weights = {
        _bare(name.removesuffix(end)): value
        for name, value in loaded.model.state_dict().items()
        if ".lora_" in name and name.endswith(end)
    }
    return json_digest(
        {
            "base": base,
            "adapter": loaded.adapters[adapter],
            "weights": _weight_digests(weights),
        }
    )


def _tokenizer_rules(tokenizer) -> object:
    """How the tokenizer cuts a text: of a fast one all rules, since the same vocabulary may be cut
    by other merges or begin each text with another token."""
    if not tokenizer.is_fast:
        return tokenizer.get_vocab()
    rules = json.loads(tokenizer.backend_tokenizer.to_str())
    # Set by each call, not by the tokenizer.
    return {name: rule for name, rule in rules.items() if name not in ("padding", "truncation")}


def _bare(name: str) -> str:
    """A weight's name without the parts that peft adds."""
    return name.removeprefix("base_model.model.").replace(".base_layer", "")


def _weight_digests(weights: Mapping[str, torch.Tensor]) -> dict[str, str]:
    digests = {}
    for name, weight in weights.items():
        if isinstance(weight, torch.Tensor):
            flat = weight.detach().cpu().contiguous().reshape(-1).view(torch.uint8)
            digest = hashlib.sha256(flat.numpy()).hexdigest()
            digests[name] = f"{weight.dtype} {list(weight.shape)} {digest}"
        else:
            digests[name] = repr(weight)
    return digests
