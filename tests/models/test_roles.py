"""The roles of one base: switching and coming back, completions, probabilities."""

import numpy as np
import pytest
import torch

from tests.support.tiny_models import batch
from whp_kit.errors import TrainingError
from whp_kit.models import adapters
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
    from whp_kit.models.load import load_base

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
