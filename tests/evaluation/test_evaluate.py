"""measure: a tiny random model in every role, asked a handful of questions; the form of scores.json."""

import dataclasses
import json

import pytest
import torch

from tests.support.tiny_models import tiny_llama
from whp_kit.evaluation import evaluate as measure
from whp_kit.evaluation.intervals import wilson_ci95
from whp_kit.evaluation.probes import Lexicon, NeighbourProbe, ProbabilityProbe, Probe
from whp_kit.models import adapters
from whp_kit.models.load import load_base
from whp_kit.models.names import COMPARED_ROLES
from whp_kit.models.roles import logits_of
from whp_kit.settings import ModelSettings, ProbeSettings
from whp_kit.training import loop as training
from whp_kit.views import figures as plots

SETTINGS = ProbeSettings(max_new_tokens=4, batch=2)
QUESTIONS = measure.ProbeSet(
    probes=[
        Probe("a", "Anna took the", ("Anna took the lamp.",), 1),
        Probe("b", "Old", ("Old Tavin sat.",), 9),
    ],
    probability=[ProbabilityProbe("q", "The gate was", ("shut",), ("open",))],
    lexicon=Lexicon({"Tavin": 3, "lamp": 2}),
    neighbours=[
        NeighbourProbe("school", True, "The school was", "open"),
        NeighbourProbe("gate", False, "The gate was", "shut"),
    ],
    tasks=None,
)


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """A base with two checkpoints of one training, and a folder with a model for the twin."""
    folder = tiny_llama(tmp_path_factory.mktemp("tiny"))
    loaded = load_base(folder)
    adapters.add_adapter(loaded, "unlearned", rank=4, alpha=8)
    ids = torch.randint(
        3, len(loaded.tokenizer), (4, 16), generator=torch.Generator().manual_seed(0)
    )
    examples = training.Examples.next_token(ids, torch.ones_like(ids))
    plan = training.Plan(steps=3, learning_rate=1e-2, batch_blocks=2, checkpoint_every=2)
    saved = tmp_path_factory.mktemp("checkpoints")
    kept = adapters.checkpoint_saver(loaded, "unlearned", saved)
    training.train(loaded.model, examples, plan, on_checkpoint=kept)
    return folder, saved, load_base(folder, dequantised=True)


@pytest.fixture(scope="module")
def measured(base):
    folder, saved, loaded = base
    steps = adapters.load_checkpoints(loaded, "unlearned", saved)
    assert list(steps) == [2, 3]
    roles = measure.gather_roles(
        loaded, ModelSettings(str(folder), str(folder)), unlearned=steps, control={}
    )
    told = []
    found = measure.evaluate_roles(roles, QUESTIONS, SETTINGS, tell=told.append)
    assert [line.split(":")[0] for line in told] == list(found)
    return loaded, steps, found


def test_the_roles_are_those_that_there_are(measured):
    loaded, _, found = measured
    assert list(found) == ["baseline", "unlearned", "never_knew"]
    assert list(measure.gather_roles(loaded, ModelSettings("x"), unlearned={}, control={})) == [
        "baseline"
    ]
    assert found["baseline"].completions == found["never_knew"].completions, (
        "here the twin is the same model"
    )
    assert found["baseline"].probability.score != found["unlearned"].probability.score


def test_the_curve_begins_with_the_baseline_and_ends_with_the_last_checkpoint(measured):
    loaded, steps, found = measured
    curves = measure.evaluate_checkpoints(
        loaded, {"unlearned": steps, "control": {}}, found, QUESTIONS, SETTINGS, tell=lambda _: None
    )
    assert list(curves) == ["unlearned"]
    rows = curves["unlearned"]
    assert [row["step"] for row in rows] == [0, 2, 3]
    assert rows[0]["familiarity_probability"] == found["baseline"].probability.score
    assert rows[-1]["familiarity_probability"] == found["unlearned"].probability.score
    afresh = measure.evaluate_role(measure.Role(loaded, steps[3]), QUESTIONS, SETTINGS)
    assert rows[-1]["familiarity_completion"] == afresh.familiarity.score


def test_scores_have_the_agreed_keys_and_are_plain(measured):
    loaded, steps, found = measured
    curves = measure.evaluate_checkpoints(
        loaded, {"unlearned": steps}, found, QUESTIONS, SETTINGS, tell=lambda _: None
    )
    scores = json.loads(json.dumps(measure.make_scores("mine", loaded.precision, found, curves)))
    assert scores["schema"] == 2 and scores["preset"] == "mine" and scores["precision"] == "nf4"
    assert set(scores["familiarity"]) == {"completion", "probability"}
    assert set(scores["familiarity"]["completion"]) == {
        "baseline",
        "unlearned",
        "never_knew",
        "n",
        "ci95",
    }
    assert scores["metric_versions"] == {
        "completion": 1,
        "probability": 1,
        "repetition": 1,
        "recall": 1,
    }
    familiar = found["baseline"].familiarity
    assert (
        scores["extra"]["completion_times_five"]["baseline"]
        == familiar.unnormalised
        == pytest.approx(5 * familiar.score)
    )
    assert scores["extra"]["by_subtlety"]["baseline"]["9"] == {
        "score": familiar.by_subtlety[9][0],
        "n": 1,
    }
    assert [(row["subtlety"], row["n"]) for row in measure.subtlety_rows(found)] == [(1, 1), (9, 1)]
    assert set(measure.subtlety_rows(found)[0]) == {"subtlety", "n", *found}
    assert scores["familiarity"]["completion"]["n"] == 2 and set(
        scores["familiarity"]["completion"]["ci95"]
    ) == set(COMPARED_ROLES)
    assert (
        set(scores["neighbours"]) == {"in_retain", "held_out"}
        and scores["neighbours"]["held_out"]["n"] == 1
    )
    recalled = found["baseline"].neighbours.groups["held_out"]
    assert (
        scores["neighbours"]["held_out"]["ci95"]["baseline"]
        == list(recalled["ci95"])
        == list(wilson_ci95(int(recalled["recall"]), 1))
    )
    assert [set(row) for row in scores["curve"]] == [
        {"step", "familiarity_completion", "familiarity_probability", "benchmark_mean"}
    ] * 3
    assert scores["task_curves"] == {} and scores["next_words"] is None, (
        "without tasks, and where nobody asked"
    )


def test_without_a_twin_its_places_hold_nothing(measured):
    loaded, steps, found = measured
    two = {name: found[name] for name in ("baseline", "unlearned")}
    curves = measure.evaluate_checkpoints(
        loaded, {"unlearned": steps}, two, QUESTIONS, SETTINGS, tell=lambda _: None
    )
    scores = measure.make_scores("mine", loaded.precision, two, curves)
    assert scores["familiarity"]["completion"]["never_knew"] is None
    assert scores["familiarity"]["probability"]["ci95"]["never_knew"] is None
    assert (
        scores["neighbours"]["in_retain"]["never_knew"]
        is scores["neighbours"]["in_retain"]["ci95"]["never_knew"]
        is None
    )


def test_tables_have_a_row_for_each_role_and_each_group(measured):
    _, _, found = measured
    assert [row["role"] for row in measure.familiarity_rows(found)] == list(found)
    assert [row["asked"] for row in measure.neighbour_rows(found)] == [
        "neighbours, in_retain",
        "neighbours, held_out",
    ]
    assert measure.task_rows(found) == []
    assert [row["id"] for row in measure.compare(found, QUESTIONS)] == ["a", "b"]
    answer = measure.completers({"baseline": measure.Role(measured[0])}, SETTINGS)["baseline"]
    assert answer(QUESTIONS.probes[1].prompt) == found["baseline"].completions[1]


def test_the_next_words_are_those_that_both_ends_hold_likeliest(measured):
    """Beside a plain forward pass of each checkpoint, prompt alone."""
    loaded, steps, _ = measured
    prompt, count = QUESTIONS.probability[0].prompt, 3
    found = measure.next_word_probabilities(loaded, steps, prompt, count)
    assert found["prompt"] == prompt and found["steps"] == [0, 2, 3]
    ids = torch.tensor([loaded.tokenizer(prompt)["input_ids"]])
    plain = []
    for name in (None, *steps.values()):
        logits = logits_of(loaded, name)(ids, torch.ones_like(ids))[0, -1].float()
        plain.append((logits.exp() / logits.exp().sum()).tolist())
    order = [
        sorted(range(len(row)), key=lambda i, row=row: -row[i])[:count]
        for row in (plain[0], plain[-1])
    ]
    wanted = list(dict.fromkeys(order[0] + order[1]))
    assert len(found["probabilities"]) == len(wanted)
    for (name, values), token in zip(found["probabilities"].items(), wanted, strict=True):
        assert name in (
            loaded.tokenizer.decode([token]),
            f"{loaded.tokenizer.decode([token])} ({token})",
        )
        assert values == pytest.approx([row[token] for row in plain], abs=1e-5)
    plots.next_token_curves(**found)


def test_the_telling_prompt_is_where_the_targets_words_have_most(measured):
    rows = (
        {"prompt": "a", "peculiar": 0.1},
        {"prompt": "b", "peculiar": 0.9},
        {"prompt": "c", "peculiar": 0.3},
    )
    assert (
        measure.most_telling_prompt(
            dataclasses.replace(measured[2]["baseline"].probability, rows=rows)
        )
        == "b"
    )


def test_tasks_one_by_one_over_the_steps():
    tasks = {
        name: {"acc": acc, "ci95": (0.1, 0.9), "n": 4}
        for name, acc in (("easy", 0.75), ("hard", 0.25), ("mean", 0.5))
    }
    curves = {
        "unlearned": [{"step": 0, "tasks": tasks}, {"step": 5, "tasks": tasks}],
        "control": [{"step": 0, "tasks": tasks}],
    }
    found = measure.task_curves(curves)
    assert list(found) == ["easy", "hard"] and found["hard"]["unlearned"][1] == {
        "step": 5,
        "value": 0.25,
        "ci95": [0.1, 0.9],
        "n": 4,
    }
    assert (
        len(found["easy"]["control"]) == 1
        and measure.task_curves({"unlearned": [{"step": 0, "tasks": {}}]}) == {}
    )


def test_tasks_have_their_intervals_beside_them(measured):
    one = {
        "easy": {"acc": 0.75, "ci95": (0.3, 0.95), "n": 4},
        "mean": {"acc": 0.75, "ci95": (0.33, 1.0), "n": 4},
    }
    found = {role: dataclasses.replace(row, tasks=one) for role, row in measured[2].items()}
    scores = measure.make_scores(
        "mine", "float32", found, {"unlearned": [{"step": 0, "tasks": {}}]}
    )
    assert scores["benchmarks"]["mean"] == {
        **dict.fromkeys(COMPARED_ROLES, 0.75),
        "n": 4,
        "ci95": dict.fromkeys(COMPARED_ROLES, [0.33, 1.0]),
    }
