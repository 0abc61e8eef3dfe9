"""Every family of causal language models that the kit names goes through the whole method: random weights, two layers, offline."""

import pytest
import torch
from transformers import AutoModelForCausalLM
from transformers.models.auto.configuration_auto import CONFIG_MAPPING

from tests.support.tiny_models import TEXT, tiny_tokenizer
from tests.support.tokenizers_made_here import byte_level, metaspace
from whp_kit.anchors.table import Anchor, AnchorTable
from whp_kit.labels import make as labels
from whp_kit.models import adapters
from whp_kit.models.load import load_base
from whp_kit.models.roles import generate, logits_of, next_token_probabilities
from whp_kit.text.blocks import cut_blocks, pad_blocks
from whp_kit.text.documents import Document
from whp_kit.training import loop as training

LLAMA_LIKE = {
    "hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2, "num_attention_heads": 2, "num_key_value_heads": 2,
    "max_position_embeddings": 128,
}  # fmt: skip
FAMILIES = {
    "llama": LLAMA_LIKE,
    "mistral": LLAMA_LIKE | {"sliding_window": 16},
    "qwen2": LLAMA_LIKE,
    "gemma": LLAMA_LIKE | {"head_dim": 32},
    "phi": LLAMA_LIKE,
    "gpt_neox": {key: value for key, value in LLAMA_LIKE.items() if "key_value" not in key},
    "gpt2": {"n_embd": 64, "n_layer": 2, "n_head": 2, "n_positions": 128, "n_inner": 128},
    "opt": {
        "hidden_size": 64, "word_embed_proj_dim": 64, "ffn_dim": 128, "num_hidden_layers": 2, "num_attention_heads": 2,
        "max_position_embeddings": 128, "dropout": 0.0,
    },
}  # fmt: skip
TABLE = AnchorTable(
    (Anchor("Mirel", "person", ("Anna",)), Anchor("Old Tavin", "person", ("Tom", "Old Ben")))
)
DOCUMENTS = [Document("one.txt", TEXT * 6)]
DROPOUT = {"gpt2": {"resid_pdrop": 0.0, "embd_pdrop": 0.0, "attn_pdrop": 0.0}}


def saved(folder, family: str, tied: bool, tokenizer):
    """A random model of the family with a tokenizer, on disk."""
    torch.manual_seed(0)
    config = CONFIG_MAPPING[family](
        **FAMILIES[family], **DROPOUT.get(family, {}), vocab_size=len(tokenizer), tie_word_embeddings=tied,
        pad_token_id=0, bos_token_id=1, eos_token_id=2,
    )  # fmt: skip
    AutoModelForCausalLM.from_config(config).half().save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def through(folder, head: bool = False):
    """Reinforce, label, unlearn with a retain term, save, load, complete; returns what is worth looking at."""
    loaded = load_base(folder)
    tokenizer = loaded.tokenizer
    blocks = cut_blocks(DOCUMENTS, tokenizer, 24)
    examples = training.Examples.next_token(*pad_blocks(blocks, tokenizer.pad_token_id))
    ids, attention = examples.input_ids[:2], examples.attention_mask[:2]
    before = logits_of(loaded, None)(ids, attention)
    quick = {"steps": 3, "learning_rate": 1e-2, "batch_blocks": 4}
    adapters.add_adapter(loaded, "reinforced", 4, 8)
    training.train(loaded.model, examples, training.Plan(**quick))
    roles = logits_of(loaded, "baseline"), logits_of(loaded, "reinforced")
    made = labels.make_labels(
        *roles, tokenizer, DOCUMENTS, TABLE, block_tokens=24, batch_blocks=4, target_words=True
    )
    adapters.add_adapter(loaded, "unlearned", 4, 8, head=head)
    wanted = training.Examples.from_rows(made.input_ids, made.at(5.0), tokenizer.pad_token_id)
    plan = training.Plan(**quick, retain_weight=1.0, retain_blocks=2)
    training.train(
        loaded.model,
        wanted,
        plan,
        retain=examples,
        baseline=roles[0],
        target_tokens=made.target_tokens,
    )
    after = logits_of(loaded, "unlearned")(ids, attention)
    adapters.save_adapter(loaded, "unlearned", folder / "kept")
    adapters.load_adapter(loaded, "again", folder / "kept")
    return {
        "made": made,
        "baseline stays": before.equal(roles[0](ids, attention)),
        "unlearned is another": not torch.allclose(before, after),
        "saved is trained": torch.allclose(
            after, logits_of(loaded, "again")(ids, attention), atol=1e-4
        ),
        "texts": generate(loaded, "unlearned", ["Mirel took", "The gate was shut. Old"], 4, 2),
        "probabilities": next_token_probabilities(
            loaded, "unlearned", ["Mirel", "Old Tavin sat on"], 2
        ),
    }


def is_right(found, vocabulary: int) -> None:
    """The same for each family."""
    total = found["made"].coverage()["total"]
    assert total["labels"] + total["masked"] == total["tokens"] - total["blocks"]
    assert total["labels"] > 100 and total["masked"] > 0
    assert found["baseline stays"] and found["unlearned is another"] and found["saved is trained"]
    assert (
        len(found["texts"]) == 2
        and found["probabilities"].shape[0] == 2
        and found["probabilities"].shape[1] >= vocabulary
    )
    assert torch.allclose(found["probabilities"].sum(1), torch.ones(2), atol=1e-3)


@pytest.mark.parametrize("tied", [True, False], ids=["tied", "untied"])
@pytest.mark.parametrize("family", FAMILIES)
def test_the_whole_method_on_each_family(tmp_path, family, tied):
    tokenizer = tiny_tokenizer()
    is_right(through(saved(tmp_path / "model", family, tied, tokenizer)), len(tokenizer))


@pytest.mark.parametrize("family", ["llama", "gpt2", "gpt_neox", "opt"])
def test_an_adapter_on_the_head_too(tmp_path, family):
    tokenizer = tiny_tokenizer()
    is_right(through(saved(tmp_path / "model", family, True, tokenizer), head=True), len(tokenizer))


@pytest.mark.parametrize("family", FAMILIES)
def test_gradient_checkpointing_trains_each_family_to_the_same_bits(tmp_path, family):
    folder, ended = saved(tmp_path / "model", family, True, tiny_tokenizer()), []
    for on in (False, True):
        loaded = load_base(folder)
        blocks = pad_blocks(
            cut_blocks(DOCUMENTS, loaded.tokenizer, 24), loaded.tokenizer.pad_token_id
        )
        adapters.add_adapter(loaded, "one", 4, 8)
        plan = training.Plan(steps=2, learning_rate=1e-2, batch_blocks=4)
        training.train(
            loaded.model, training.Examples.next_token(*blocks), plan, gradient_checkpointing=on
        )
        ended.append([weight for weight in loaded.model.parameters() if weight.requires_grad])
    assert len(ended[0]) == len(ended[1]) > 0 and all(map(torch.equal, *ended))


@pytest.mark.parametrize(
    "kind", [metaspace, lambda: byte_level(bos=False)], ids=["metaspace", "without BOS"]
)
def test_another_tokenizer(tmp_path, kind):
    tokenizer = kind()
    is_right(through(saved(tmp_path / "model", "llama", False, tokenizer)), len(tokenizer))


SPOKEN = "{% for one in messages %}<|{{ one['role'] }}|>{{ one['content'] }}{% endfor %}"
TEMPLATE = SPOKEN + "{% if add_generation_prompt %}<|assistant|>{% endif %}"


def test_a_chat_models_template_is_kept_and_changes_no_label(tmp_path):
    """Texts and prompts are read plainly, as the paper did with its chat model; who asks the result in chat form finds the form there."""
    made = {}
    for name, template in (("plain", None), ("chat", TEMPLATE)):
        tokenizer = tiny_tokenizer()
        tokenizer.add_special_tokens({"additional_special_tokens": ["<|user|>", "<|assistant|>"]})
        tokenizer.chat_template = template
        found = through(saved(tmp_path / name, "llama", False, tokenizer))
        is_right(found, len(tokenizer))
        made[name] = found["made"]
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
