"""Every family's layers are found, and its last layer is read out as the model itself does it."""

import pytest
import torch

from tests.models.test_families import FAMILIES, LLAMA_LIKE, save_random_model
from tests.support.tiny_models import tiny_tokenizer
from whp_kit.evaluation.depth_score import depth_score
from whp_kit.evaluation.evaluate import Role
from whp_kit.evaluation.logit_lens import layer_states
from whp_kit.evaluation.memorisation import Question
from whp_kit.models import adapters
from whp_kit.models.inner_layers import decoder_layers, read_out
from whp_kit.models.load import load_base
from whp_kit.models.roles import next_token_probabilities

# These scale or cap the logits, or have no layer norm of the usual name.
OTHERS = {
    "cohere": LLAMA_LIKE | {"logit_scale": 0.0625},
    "granite": LLAMA_LIKE | {"logits_scaling": 8.0},
    "gemma2": LLAMA_LIKE | {"head_dim": 32, "final_logit_softcapping": 3.0},
    "falcon": {"hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 2},
    "mpt": {"d_model": 64, "n_layers": 2, "n_heads": 2, "max_seq_len": 128},
}
PROMPTS = ["Mirel took the", "The gate was shut. Old"]


@pytest.fixture(params=FAMILIES | OTHERS)
def loaded(request, tmp_path, monkeypatch):
    """A model whose logits are large, so that a forgotten scale shows, with an adapter that must
    not."""
    monkeypatch.setitem(FAMILIES, request.param, (FAMILIES | OTHERS)[request.param])
    folder = save_random_model(tmp_path / "model", request.param, False, tiny_tokenizer())
    loaded = load_base(folder, "none")
    with torch.no_grad():
        loaded.model.get_output_embeddings().weight.mul_(20)
    adapters.add_adapter(loaded, "unlearned", 4, 8)
    return loaded


def test_the_last_layer_is_the_model_itself(loaded):
    states = layer_states(Role(loaded), PROMPTS, 2)
    assert len(states) == 1 + len(decoder_layers(loaded)) == 3
    read = read_out(loaded, states)
    own = next_token_probabilities(loaded, None, PROMPTS, 2)
    assert torch.allclose(read[-1], own, atol=1e-4)
    assert (read[0] - own).abs().max() > 1e-3, "the embeddings say something else"


def test_the_norm_is_found(loaded):
    """The last layer's own state, before the norm, is read out as the model reads it."""
    kept = []
    keep = decoder_layers(loaded)[-1].register_forward_hook(
        lambda module, _, output: kept.append(output[0] if isinstance(output, tuple) else output)
    )
    own = next_token_probabilities(loaded, None, PROMPTS[:1], 1)
    keep.remove()
    before_norm = kept[0][:, -1]
    read = read_out(loaded, torch.stack([before_norm, before_norm]))[0]
    assert torch.allclose(read, own, atol=1e-4)


def test_a_depth_score_is_measured(loaded):
    questions = [Question("q", 1, "The gate was", " shut", (" open",))]
    score = depth_score(Role(loaded), Role(loaded), Role(loaded, "unlearned"), questions, 1)
    assert score.never_knew == (0.0, 0.0), "its own states change nothing"
