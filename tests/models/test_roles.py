"""The roles of one base: switching and coming back, completions, probabilities."""

import numpy as np
import pytest
import torch

from tests.models.test_families import save_random_model
from tests.support.tiny_models import batch
from tests.support.tiny_tokenizers import byte_level, metaspace
from whp_kit.errors import TrainingError
from whp_kit.models import adapters
from whp_kit.models.load import load_base
from whp_kit.models.roles import (
    generate,
    in_role,
    left_padded,
    logits_of,
    next_token_probabilities,
    token_log_probabilities,
)
from whp_kit.training.examples import Examples
from whp_kit.training.loop import Plan, train
from whp_kit.training.losses import learn_labels


@pytest.fixture
def adapted(loaded):
    """The model with a fresh adapter "one", and "two" after three steps of training."""
    adapters.add_adapter(loaded, "one", rank=4, alpha=8, seed=1)
    adapters.add_adapter(loaded, "two", rank=4, alpha=8, seed=2)
    examples = Examples.next_token(*batch(loaded))
    plan = Plan(steps=3, learning_rate=1e-2, batch_blocks=4)
    train(loaded.model, learn_labels(examples), plan)
    return loaded


def trainable(loaded):
    return {name for name, weight in loaded.model.named_parameters() if weight.requires_grad}


def test_the_baseline_is_the_model_without_its_adapters(folder, adapted):
    bare = load_base(folder)
    wanted = logits_of(bare, None)(*batch(bare))
    assert torch.equal(logits_of(adapted, "baseline")(*batch(adapted)), wanted)
    assert torch.equal(logits_of(adapted, "one")(*batch(adapted)), wanted), "a fresh adapter"
    assert not torch.allclose(logits_of(adapted, "two")(*batch(adapted)), wanted)


@pytest.mark.parametrize("name", ["baseline", "one", "two"])
def test_a_role_leaves_the_model_as_it_was(adapted, name):
    adapted.model.train()
    before = trainable(adapted)
    assert before and all(".two." in weight for weight in before)
    with in_role(adapted, name) as model:
        assert not model.training
    assert adapted.model.training
    assert adapted.model.active_adapter == "two"
    assert trainable(adapted) == before


def test_an_unknown_role_is_refused(loaded):
    with pytest.raises(TrainingError, match="three"):
        logits_of(loaded, "three")(*batch(loaded))


def test_a_completion_does_not_depend_on_the_batch(loaded):
    prompts = ["Anna took", "The gate was shut. Old", "A"]
    assert generate(loaded, None, prompts, 6, 3) == generate(loaded, None, prompts, 6, 1)


def test_a_completion_takes_the_likeliest_token_each_time(loaded):
    prompt = "Anna took"
    ids = loaded.tokenizer(prompt, return_tensors="pt").input_ids
    for _ in range(6):
        token = loaded.model(input_ids=ids).logits[0, -1].argmax()
        ids = torch.cat([ids, token.view(1, 1)], 1)
        if token == loaded.tokenizer.eos_token_id:
            break
    (completion,) = generate(loaded, None, [prompt], 6, 1)
    assert loaded.tokenizer.decode(ids[0], skip_special_tokens=True) == prompt + completion


def likeliest(loaded, prompt, count):
    """The `count` likeliest tokens after a prompt, one by one."""
    read, tokens = list(loaded.tokenizer(prompt)["input_ids"]), []
    for _ in range(count):
        with torch.no_grad():
            tokens.append(int(loaded.model(torch.tensor([read + tokens])).logits[0, -1].argmax()))
    return tokens


@pytest.mark.parametrize("kind", [byte_level, metaspace])
def test_a_completion_goes_on_where_the_prompt_ended_in_any_tokenizer(tmp_path, kind):
    """A tokenizer as of Llama 2 takes the space off the first word that it decodes."""
    tokenizer = kind()
    loaded = load_base(save_random_model(tmp_path / "m", "llama", False, tokenizer), "none")
    prompts = ["The wizard", "Harry Potter went to the", "Nobody came. The next"]
    for prompt, completion in zip(prompts, generate(loaded, None, prompts, 6, 3), strict=True):
        ids = tokenizer(prompt)["input_ids"] + likeliest(loaded, prompt, 6)
        assert prompt + completion == tokenizer.decode(ids, skip_special_tokens=True)


@pytest.mark.parametrize("by", ["tokenizer", "model"])
def test_a_completion_ends_where_the_tokenizer_or_the_model_says(loaded, by):
    prompt = "The gate was shut. Old"
    tokens = likeliest(loaded, prompt, 6)
    end = next(token for token in tokens if tokens.index(token) >= 1)
    loaded.model.generation_config.eos_token_id = [end] if by == "model" else None
    before = loaded.tokenizer.eos_token
    if by == "tokenizer":
        loaded.tokenizer.eos_token = loaded.tokenizer.convert_ids_to_tokens(end)
    try:
        (completion,) = generate(loaded, None, [prompt], 6, 1)
    finally:
        loaded.tokenizer.eos_token = before
    upto = tokens[: tokens.index(end)]
    assert loaded.tokenizer.decode(upto).strip() in completion
    assert len(completion) <= len(loaded.tokenizer.decode(upto + [end]))


def test_what_a_models_configuration_asks_for_is_switched_off(loaded):
    prompts = ["Mirel took", "The gate was shut. Old"]
    plain = [generate(loaded, None, prompts, 6, 2, temperature=one, seed=3) for one in (0.0, 1.0)]
    first = likeliest(loaded, prompts[0], 1)
    asked = {
        "bad_words_ids": [first],
        "sequence_bias": [[first, -50.0]],
        "forced_eos_token_id": first[0],
        "min_p": 0.9,
        "epsilon_cutoff": 0.5,
        "repetition_penalty": 9.0,
        "stop_strings": ["e"],
        "min_length": 30,
        "max_time": 1e-9,
        "return_dict_in_generate": True,
    }
    for name, value in asked.items():
        setattr(loaded.model.generation_config, name, value)
        again = [
            generate(loaded, None, prompts, 6, 2, temperature=one, seed=3) for one in (0.0, 1.0)
        ]
        setattr(loaded.model.generation_config, name, None)
        assert again == plain, name


def test_draws_go_by_their_seed_and_leave_the_generators_as_they_were(loaded):
    torch.manual_seed(3)
    wanted = torch.rand(1)
    torch.manual_seed(3)
    first = generate(loaded, None, ["Mirel took"], 6, 1, temperature=1.0, seed=1)
    assert torch.equal(torch.rand(1), wanted)
    assert generate(loaded, None, ["Mirel took"], 6, 1, temperature=1.0, seed=1) == first
    assert generate(loaded, None, ["Mirel took"], 6, 1, temperature=1.0, seed=2) != first


def test_padding_on_the_left_ends_every_text_at_the_last_column(loaded):
    texts = ["Anna took the", "Old"]
    ids, attention = left_padded(loaded.tokenizer, texts, "cpu")
    for row, text in enumerate(texts):
        assert ids[row][attention[row].bool()].tolist() == loaded.tokenizer(text)["input_ids"]
        assert attention[row].tolist() == sorted(attention[row].tolist())


def test_next_token_probabilities_are_those_of_the_prompt_alone(loaded):
    prompts = ["Anna took the", "Old"]
    probabilities = next_token_probabilities(loaded, None, prompts, 2)  # (2, V)
    assert probabilities.sum(-1) == pytest.approx(torch.ones(2))
    alone = loaded.model(**loaded.tokenizer(prompts[1], return_tensors="pt")).logits[0, -1]
    assert torch.allclose(probabilities[1], alone.softmax(-1), atol=1e-5)


def test_log_probabilities_are_those_of_each_text_alone(loaded):
    pairs = [("Anna took", " the lamp and walked"), ("Old", " Tom sat")]
    results = token_log_probabilities(loaded, None, pairs, 2)
    for (prompt, text), (log_p, likeliest) in zip(pairs, results, strict=True):
        ids = loaded.tokenizer(prompt + text, return_tensors="pt").input_ids
        start = len(loaded.tokenizer(prompt)["input_ids"])
        log_all = loaded.model(input_ids=ids).logits[0, start - 1 : -1].log_softmax(-1)  # (T, V)
        wanted = log_all.gather(1, ids[0, start:, None])[:, 0].numpy()
        assert np.allclose(log_p, wanted, atol=1e-5)
        assert (likeliest == (log_all.argmax(-1) == ids[0, start:]).numpy()).all()


def test_the_first_token_of_all_has_no_probability(loaded):
    loaded.tokenizer.backend_tokenizer.post_processor = None  # no BOS
    ((log_p, _),) = token_log_probabilities(loaded, None, [("", "Anna took")], 1)
    assert len(log_p) == len(loaded.tokenizer("Anna took")["input_ids"]) - 1
