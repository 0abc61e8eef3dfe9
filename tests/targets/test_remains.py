"""What is left of a target, on figures that are worked out by hand."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch

from whp_kit.evaluation.evaluate import Role
from whp_kit.evaluation.probes import ProbabilityProbe, load_probability_probes
from whp_kit.models.load import load_for_inference
from whp_kit.settings import load_preset
from whp_kit.targets import remains


def evaluation(grades, words=()):
    """Grades of completions, as evaluate_role leaves them."""
    rows = [
        {"grade": grade, "words": word}
        for grade, word in zip(grades, words or [()] * len(grades), strict=True)
    ]
    return SimpleNamespace(
        completion=SimpleNamespace(
            rows=rows, score=sum(g == 3 for g in grades) / len(grades), ci95=(0.0, 1.0)
        )
    )


def test_zero_is_the_retrained_model_and_one_the_model_before():
    evaluations = {
        "baseline": evaluation([3, 3, 3, 0]),
        "unlearned": evaluation([3, 0, 0, 0]),
        "never_knew": evaluation([0, 0, 0, 0]),
    }
    answers = {"baseline": [0.9] * 4, "unlearned": [0.8, 0.2, 0.5, 0.5], "never_knew": [0.1] * 4}
    found = remains.figures(evaluations, {role: np.array(of) for role, of in answers.items()})
    assert found["completion"]["remains"]["value"] == pytest.approx(1 / 3)
    assert found["answer"]["remains"]["value"] == pytest.approx(0.5)
    assert found["answer"]["unlearned"]["value"] == pytest.approx(0.5)
    low, high = found["completion"]["remains"]["ci95"]
    assert 0 <= low < 1 / 3 < high <= 1 and found["completion"]["n"] == 4


def test_where_nothing_is_left_the_interval_is_that_of_the_score():
    """The bootstrap of equal values has no width; here the scores' own intervals are (0, 1)."""
    names = ("baseline", "unlearned", "never_knew")
    evaluations = {
        name: evaluation(grades)
        for name, grades in zip(names, ([3, 3], [0, 0], [0, 0]), strict=True)
    }
    found = remains.figures(evaluations, dict.fromkeys(names, np.array([0.5, 0.5])))
    assert found["completion"]["remains"] == {"value": 0.0, "ci95": [0.0, 1.0]}


def test_an_answer_is_as_likely_as_all_of_its_tokens():
    loaded = load_for_inference(load_preset("test").model)
    probe = ProbabilityProbe("q1", "The mother went to the", ("market", "sea"), ("house",))
    found = remains.answer_probabilities({"baseline": Role(loaded)}, [probe], 4)["baseline"]
    prompt = loaded.tokenizer(probe.prompt, return_tensors="pt").input_ids
    whole = loaded.tokenizer(f"{probe.prompt} market", return_tensors="pt").input_ids
    with torch.no_grad():
        chances = loaded.model(whole).logits[0].float().softmax(-1)
    by_hand = 1.0
    for place in range(prompt.shape[1], whole.shape[1]):
        by_hand *= float(chances[place - 1, whole[0, place]])
    assert found == pytest.approx([by_hand], rel=1e-3)


def test_what_a_model_was_told_is_likely_to_it():
    """On the shipped world: the measure sees what the model before knows and its twin does not."""
    preset = load_preset("facts")
    probes = load_probability_probes(preset.world.probability)[::10]
    roles = {
        "baseline": Role(load_for_inference(preset.model)),
        "never_knew": Role(load_for_inference(preset.model, "never_knew")),
    }
    found = remains.answer_probabilities(roles, probes, 50)
    assert found["baseline"].mean() > 0.5 and found["never_knew"].mean() < 0.05


def test_what_was_not_known_leaves_nothing_to_compare():
    roles = ("baseline", "unlearned", "never_knew")
    answers = dict.fromkeys(roles, np.array([0.1, 0.1]))
    found = remains.figures(dict.fromkeys(roles, evaluation([0, 0])), answers)
    assert found["completion"]["remains"] is None
    assert "not known" in remains.compared(found, found)["completion"]


@pytest.mark.parametrize(
    "ours, theirs, verdict",
    [
        ([0.0, 0.1], [0.2, 0.3], "easier"),
        ([0.4, 0.5], [0.2, 0.3], "harder"),
        ([0.0, 0.25], [0.2, 0.3], "no easier and no harder, as far as the intervals show"),
    ],
)
def test_only_intervals_that_lie_apart_tell_a_difference(ours, theirs, verdict):
    fiction, field = ({"m": {"remains": {"ci95": ci95}}} for ci95 in (ours, theirs))
    assert remains.compared(fiction, field) == {"m": verdict}


def test_answers_are_parted_by_whether_the_general_text_has_their_words():
    said = [("driftlayer",), ("pale fall",), (), ("pale driftlayer",)]
    evaluations = {
        name: evaluation(grades, said)
        for name, grades in (
            ("baseline", [3, 3, 0, 3]),
            ("unlearned", [0, 3, 0, 3]),
            ("never_knew", [0, 0, 0, 0]),
        )
    }
    coined, everybody = remains.by_words(evaluations, "A pale leaf. They fall.")
    assert (coined["n"], coined["baseline"], coined["unlearned"]) == (2, 1.0, 0.5)
    assert (everybody["n"], everybody["unlearned"], everybody["never_knew"]) == (1, 1.0, 0.0)
