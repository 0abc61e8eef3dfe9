"""The depth score against models that are cut in two by hand, and at its two ends."""

import copy

import numpy as np
import pytest
import torch

from tests.evaluation.conftest import change_adapter
from whp_kit.evaluation import depth_score as module
from whp_kit.evaluation.depth_score import depth_score
from whp_kit.evaluation.evaluate import Role
from whp_kit.evaluation.memorisation import Question
from whp_kit.models import adapters

ASKED = [("The gate was", " shut."), ("Old", " Tavin sat by the lamp."), ("Anna took", " the lamp")]
QUESTIONS = [
    Question(str(k), 1, prompt, answer, (" x",)) for k, (prompt, answer) in enumerate(ASKED)
]


@pytest.fixture
def roles(adapted):
    """The tiny model, and two adapters of it that say other things."""
    adapters.add_adapter(adapted, "other", rank=4, alpha=8)
    change_adapter(adapted, "other", seed=3)
    return Role(adapted), Role(adapted, "other"), Role(adapted, "unlearned")


def states(role, question):
    """All layers' states of one question with its answer, ids, and where the answer begins."""
    tokenizer = role.loaded.tokenizer
    ids = tokenizer(question.prompt + question.answer, return_tensors="pt")["input_ids"]
    begins = len(tokenizer(question.prompt)["input_ids"])
    kept = []
    with module._layers_of(role) as (model, layers), torch.no_grad():
        handles = [
            layer.register_forward_hook(lambda _, __, out: kept.append(module._hidden(out)))
            for layer in layers
        ]
        model(input_ids=ids)
        for handle in handles:
            handle.remove()
    return kept, ids, begins


def obvious_fall(knows, source, question, layer):
    """The upper layers alone, fed with the states of the lower ones, some of them exchanged."""
    own, ids, begins = states(knows, question)
    foreign, _, _ = states(source, question)
    mixed = own[layer].clone()
    mixed[0, begins - 1 : -1] = foreign[layer][0, begins - 1 : -1]

    def answer(hidden):
        with module._layers_of(knows) as (model, _), torch.no_grad():
            upper = copy.deepcopy(model.get_base_model())
            upper.model.layers = upper.model.layers[layer + 1 :]
            logits = upper(inputs_embeds=hidden).logits[0, begins - 1 : -1].log_softmax(-1)
        return logits.gather(1, ids[0, begins:, None]).mean().item()

    return answer(own[layer]) - answer(mixed)


def test_each_fall_is_that_of_a_model_cut_in_two(roles):
    knows, other, _ = roles
    falls = module._falls(knows, other, list(module._batches(knows, QUESTIONS, 2)))
    assert falls.shape == (2, 3) and np.abs(falls).max() > 0.01
    for layer in range(2):
        for number, question in enumerate(QUESTIONS):
            expected = obvious_fall(knows, other, question, layer)
            assert falls[layer, number] == pytest.approx(expected, abs=1e-4)


def test_who_knows_all_has_0_and_who_never_knew_has_1(roles, monkeypatch):
    """Layers of random models that raise the answer by chance would count as knowing nothing."""
    falls = module._falls
    monkeypatch.setattr(module, "_falls", lambda *given: np.abs(falls(*given)))
    knows, other, _ = roles
    assert depth_score(knows, other, knows, QUESTIONS, 2).value == 0
    assert depth_score(knows, other, other, QUESTIONS, 2).value == 1


def test_the_score_by_hand(monkeypatch):
    """Two layers, three questions; the third is held by no layer, the second by the first alone."""
    never_knew = np.array([[1.0, 2.0, 0.01], [3.0, 0.02, 0.0]])
    unlearned = np.array([[0.5, 9.0, 5.0], [-1.0, 1.0, 5.0]])
    falls = iter([never_knew, unlearned])
    monkeypatch.setattr(module, "_batches", lambda *_: [])
    monkeypatch.setattr(module, "_falls", lambda *_: next(falls))
    score = depth_score(None, None, None, QUESTIONS, 2)
    assert score.value == pytest.approx((0.5 / 4 + 1) / 2) and score.n == 2
    assert score.never_knew == pytest.approx((3.01 / 3, 3.02 / 3))
    assert score.ci95[0] <= score.value <= score.ci95[1]
    assert score.rows()[1]["never-knew's states"] == pytest.approx(3.02 / 3)


def test_beside_a_twin_that_knows_as_much_there_is_no_score(roles):
    score = depth_score(roles[0], roles[0], roles[2], QUESTIONS, 2)
    assert score.value is None and score.n == 0 and "no depth score" in str(score)


def test_the_model_is_left_as_it_was(roles):
    knows, other, unlearned = roles
    before = knows.complete(["The gate was"], 4, 1)
    depth_score(knows, other, unlearned, QUESTIONS, 2)
    assert knows.complete(["The gate was"], 4, 1) == before
    for layer in knows.loaded.model.get_base_model().model.layers:
        assert not layer._forward_hooks
