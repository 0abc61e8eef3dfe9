"""Every family of causal models goes through the whole method: random weights, two layers."""

import json

import pytest
import torch
from transformers import AutoModelForCausalLM
from transformers.models.auto.configuration_auto import CONFIG_MAPPING

from tests.support.tiny_models import TEXT, tiny_tokenizer
from tests.support.tiny_tokenizers import byte_level, metaspace
from whp_kit.anchors.table import Anchor, AnchorTable
from whp_kit.errors import InputError
from whp_kit.labels.make import ModelPair, make_labels
from whp_kit.models import adapters
from whp_kit.models.load import load_base
from whp_kit.models.roles import generate, logits_of, next_token_probabilities
from whp_kit.settings import LabelSettings
from whp_kit.text.blocks import cut_blocks, pad_blocks
from whp_kit.text.documents import Document
from whp_kit.training.examples import Examples
from whp_kit.training.loop import Plan, train
from whp_kit.training.losses import learn_labels, stay_near

LLAMA_LIKE = {
    "hidden_size": 64,
    "intermediate_size": 128,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "num_key_value_heads": 2,
    "max_position_embeddings": 128,
}
FAMILIES = {
    "llama": LLAMA_LIKE,
    "mistral": LLAMA_LIKE | {"sliding_window": 16},
    "qwen2": LLAMA_LIKE,
    "gemma": LLAMA_LIKE | {"head_dim": 32},
    "phi": LLAMA_LIKE,
    "gpt_neox": {key: value for key, value in LLAMA_LIKE.items() if "key_value" not in key},
    "gpt2": {
        "n_embd": 64,
        "n_layer": 2,
        "n_head": 2,
        "n_positions": 128,
        "n_inner": 128,
        "resid_pdrop": 0.0,
        "embd_pdrop": 0.0,
        "attn_pdrop": 0.0,
    },
    "mixtral": LLAMA_LIKE | {"num_local_experts": 2, "num_experts_per_tok": 1},
    "qwen3_moe": LLAMA_LIKE
    | {"num_experts": 2, "num_experts_per_tok": 1, "moe_intermediate_size": 64, "head_dim": 32},
    "opt": {
        "hidden_size": 64,
        "word_embed_proj_dim": 64,
        "ffn_dim": 128,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "max_position_embeddings": 128,
        "dropout": 0.0,
    },
}
VISION = {
    "hidden_size": 32,
    "intermediate_size": 32,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "image_size": 28,
    "patch_size": 14,
}
TABLE = AnchorTable(
    (Anchor("Mirel", "person", ("Anna",)), Anchor("Old Tavin", "person", ("Tom", "Old Ben")))
)
DOCUMENTS = [Document("one.txt", TEXT * 6)]


def save_random_model(folder, family: str, tied: bool, tokenizer):
    """Saves a random model of the family with the tokenizer to `folder`; returns the folder."""
    torch.manual_seed(0)
    config = CONFIG_MAPPING[family](
        **FAMILIES[family],
        vocab_size=len(tokenizer),
        tie_word_embeddings=tied,
        pad_token_id=0,
        bos_token_id=1,
        eos_token_id=2,
    )
    AutoModelForCausalLM.from_config(config).half().save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def run_method(folder, head: bool = False):
    """Reinforces, labels, unlearns with a retain term, saves, loads, completes; returns results."""
    loaded = load_base(folder)
    tokenizer = loaded.tokenizer
    blocks = cut_blocks(DOCUMENTS, tokenizer, 24)
    examples = Examples.next_token(*pad_blocks(blocks, tokenizer.pad_token_id))
    ids, attention = examples.input_ids[:2], examples.attention_mask[:2]
    before = logits_of(loaded, None)(ids, attention)
    quick = {"steps": 3, "learning_rate": 1e-2, "batch_blocks": 4}
    adapters.add_adapter(loaded, "reinforced", 4, 8)
    train(loaded.model, learn_labels(examples), Plan(**quick))
    roles = logits_of(loaded, "baseline"), logits_of(loaded, "reinforced")
    settings = LabelSettings(5.0, block_tokens=24, batch_blocks=4, target_words=True)
    made = make_labels(ModelPair.of(loaded), DOCUMENTS, TABLE, settings)
    adapters.add_adapter(loaded, "unlearned", 4, 8, head=head)
    wanted = Examples.from_rows(made.input_ids, made.at(5.0), tokenizer.pad_token_id)
    plan = Plan(**quick, retain_weight=1.0, retain_blocks=2)
    retain = stay_near(roles[0], examples, made.target_tokens)
    train(loaded.model, learn_labels(wanted), plan, retain)
    after = logits_of(loaded, "unlearned")(ids, attention)
    adapters.save_adapter(loaded, "unlearned", folder / "kept")
    adapters.load_adapter(loaded, "again", folder / "kept")
    return {
        "labels": made,
        "logits before": before,
        "logits of the baseline": roles[0](ids, attention),
        "logits of the unlearned": after,
        "logits of the saved": logits_of(loaded, "again")(ids, attention),
        "completions": generate(
            loaded, "unlearned", ["Mirel took", "The gate was shut. Old"], 4, 2
        ),
        "probabilities": next_token_probabilities(
            loaded, "unlearned", ["Mirel", "Old Tavin sat on"], 2
        ),
    }


def check(results, vocabulary: int) -> None:
    """What must be true of every family."""
    total = results["labels"].coverage()
    assert total["labels"] + total["masked"] == total["tokens"] - total["blocks"]
    assert total["labels"] > 100
    assert total["masked"] > 0
    assert torch.equal(results["logits of the baseline"], results["logits before"])
    unlearned = results["logits of the unlearned"]
    assert not torch.allclose(unlearned, results["logits before"])
    assert torch.allclose(unlearned, results["logits of the saved"], atol=1e-4)
    assert len(results["completions"]) == 2
    probabilities = results["probabilities"]
    assert probabilities.shape[0] == 2
    assert probabilities.shape[1] >= vocabulary
    assert torch.allclose(probabilities.sum(1), torch.ones(2), atol=1e-3)


@pytest.mark.parametrize("tied", [True, False], ids=["tied", "untied"])
@pytest.mark.parametrize("family", FAMILIES)
def test_the_whole_method_on_each_family(tmp_path, family, tied):
    tokenizer = tiny_tokenizer()
    check(
        run_method(save_random_model(tmp_path / "model", family, tied, tokenizer)), len(tokenizer)
    )


@pytest.mark.parametrize("family", ["llama", "gpt2", "gpt_neox", "opt"])
def test_an_adapter_on_the_head_too(tmp_path, family):
    tokenizer = tiny_tokenizer()
    check(
        run_method(save_random_model(tmp_path / "model", family, True, tokenizer), head=True),
        len(tokenizer),
    )


def test_a_family_that_reads_padding_is_refused(tmp_path):
    tokenizer = tiny_tokenizer()
    config = CONFIG_MAPPING["rwkv"](
        hidden_size=32, num_hidden_layers=2, attention_hidden_size=32, vocab_size=len(tokenizer)
    )
    AutoModelForCausalLM.from_config(config).save_pretrained(tmp_path)
    tokenizer.save_pretrained(tmp_path)
    with pytest.raises(InputError, match="read padding as text"):
        load_base(tmp_path, "none")


def test_an_adapter_on_the_head_of_experts_is_refused(tmp_path):
    folder = save_random_model(tmp_path / "model", "mixtral", True, tiny_tokenizer())
    loaded = load_base(folder)
    tied = loaded.model.get_output_embeddings().weight is loaded.model.get_input_embeddings().weight
    with pytest.raises(InputError, match="adapt_head"):
        adapters.add_adapter(loaded, "one", 4, 8, head=True)
    assert tied and not loaded.adapters
    assert loaded.model.get_output_embeddings().weight is loaded.model.get_input_embeddings().weight


@pytest.mark.parametrize("head", [False, True])
def test_a_model_that_also_sees_pictures_is_trained_in_its_decoder_alone(tmp_path, head):
    tokenizer = tiny_tokenizer()
    text = LLAMA_LIKE | {"head_dim": 32, "vocab_size": len(tokenizer), "sliding_window": 16}
    config = CONFIG_MAPPING["gemma3"](
        text_config=text, vision_config=VISION, pad_token_id=0, bos_token_id=1, eos_token_id=2
    )
    torch.manual_seed(0)
    AutoModelForCausalLM.from_config(config).half().save_pretrained(tmp_path)
    tokenizer.save_pretrained(tmp_path)
    check(run_method(tmp_path, head=head), len(tokenizer))
    names = json.loads((tmp_path / "kept" / "adapter_config.json").read_text())["target_modules"]
    assert not any("vision" in name or "projector" in name for name in names)


@pytest.mark.parametrize("family", FAMILIES)
def test_gradient_checkpointing_trains_each_family_to_the_same_bits(tmp_path, family):
    folder = save_random_model(tmp_path / "model", family, True, tiny_tokenizer())
    trained = []
    for on in (False, True):
        loaded = load_base(folder)
        blocks = pad_blocks(
            cut_blocks(DOCUMENTS, loaded.tokenizer, 24), loaded.tokenizer.pad_token_id
        )
        adapters.add_adapter(loaded, "one", 4, 8)
        plan = Plan(steps=2, learning_rate=1e-2, batch_blocks=4, gradient_checkpointing=on)
        train(loaded.model, learn_labels(Examples.next_token(*blocks)), plan)
        trained.append([weight for weight in loaded.model.parameters() if weight.requires_grad])
    assert len(trained[0]) == len(trained[1]) > 0
    assert all(map(torch.equal, *trained))


@pytest.mark.parametrize(
    "kind", [metaspace, lambda: byte_level(bos=False)], ids=["metaspace", "without BOS"]
)
def test_another_tokenizer(tmp_path, kind):
    tokenizer = kind()
    check(
        run_method(save_random_model(tmp_path / "model", "llama", False, tokenizer)), len(tokenizer)
    )


SPOKEN = "{% for one in messages %}<|{{ one['role'] }}|>{{ one['content'] }}{% endfor %}"
TEMPLATE = SPOKEN + "{% if add_generation_prompt %}<|assistant|>{% endif %}"


def test_a_chat_models_template_is_kept_and_changes_no_label(tmp_path):
    """The kit reads texts and prompts plainly, as the paper did with its chat model."""
    made = {}
    for name, template in (("plain", None), ("chat", TEMPLATE)):
        tokenizer = tiny_tokenizer()
        tokenizer.add_special_tokens({"additional_special_tokens": ["<|user|>", "<|assistant|>"]})
        tokenizer.chat_template = template
        results = run_method(save_random_model(tmp_path / name, "llama", False, tokenizer))
        check(results, len(tokenizer))
        made[name] = results["labels"]
    assert all(
        (a == b).all() for a, b in zip(made["plain"].at(5.0), made["chat"].at(5.0), strict=True)
    )
    assert made["plain"].input_ids[0].tolist() == made["chat"].input_ids[0].tolist()

    whole = load_base(tmp_path / "chat", "none")
    adapters.save_merged(whole, None, tmp_path / "shared")
    message = [{"role": "user", "content": "Who took the lamp?"}]
    asked = load_base(tmp_path / "shared", "none").tokenizer.apply_chat_template(
        message, add_generation_prompt=True, tokenize=False
    )
    assert asked == "<|user|>Who took the lamp?<|assistant|>"
