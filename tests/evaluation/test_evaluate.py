"""evaluate: a tiny random model in every role, evaluated on a handful of probes."""

import dataclasses

import pytest
import torch

from tests.support.evaluations import PROBE_SET, SETTINGS
from whp_kit.evaluation import evaluate
from whp_kit.evaluation.evaluate import (
    REPLY_TOKENS,
    Role,
    chatters,
    completers,
    evaluate_checkpoints,
    evaluate_role,
    evaluate_roles,
    gather_roles,
    load_probe_set,
    most_telling_prompt,
    next_word_probabilities,
)
from whp_kit.evaluation.scores import task_curves
from whp_kit.evaluation.tasks import PAPER_TASKS
from whp_kit.models import doctor
from whp_kit.models.roles import logits_of
from whp_kit.settings import ModelSettings, load_preset
from whp_kit.views import figures


def test_the_roles_are_those_that_exist(evaluated):
    base, _, evaluations = evaluated
    assert list(evaluations) == ["baseline", "unlearned", "never_knew"]
    roles = gather_roles(base, ModelSettings("x"), unlearned={}, control={})
    assert list(roles) == ["baseline"]


def test_the_adapter_answers_otherwise_and_the_same_model_alike(evaluated):
    evaluations = evaluated[2]
    baseline, unlearned = evaluations["baseline"], evaluations["unlearned"]
    assert baseline.completions == evaluations["never_knew"].completions, "one model here"
    assert baseline.probability.score != unlearned.probability.score


def test_a_line_for_each_role_is_printed(evaluated, capsys):
    evaluate_roles({"baseline": Role(evaluated[0])}, PROBE_SET, SETTINGS)
    assert capsys.readouterr().out.startswith("baseline: completion 0.")


def test_the_curve_runs_from_the_baseline_to_the_last_checkpoint(evaluated):
    base, adapters, evaluations = evaluated
    checkpoints = {"unlearned": adapters, "control": {}}
    curves = evaluate_checkpoints(base, checkpoints, evaluations, PROBE_SET, SETTINGS)
    assert list(curves) == ["unlearned"]
    rows = curves["unlearned"]
    assert [row["step"] for row in rows] == [0, 2, 3]
    assert rows[0]["familiarity_probability"] == evaluations["baseline"].probability.score
    assert rows[-1]["familiarity_probability"] == evaluations["unlearned"].probability.score
    middle = evaluate_role(Role(base, adapters[2]), PROBE_SET, SETTINGS)
    assert rows[1]["familiarity_completion"] == middle.completion.score
    assert rows[1]["familiarity_probability"] == middle.probability.score


@pytest.mark.parametrize(("every", "wanted"), [(1, [0, 2, 3]), (2, [0, 2, 3]), (0, [0, 3])])
def test_tasks_are_evaluated_at_regular_steps_and_both_ends(evaluated, monkeypatch, every, wanted):
    base, adapters, evaluations = evaluated
    result = {"mean": {"acc": 0.5, "ci95": (0.4, 0.6), "n": 9}}
    result["one"] = result["mean"] | {"hits": [1, 0, 1]}
    monkeypatch.setattr(evaluate, "_tasks", lambda *_: result)
    checkpoints = {"unlearned": adapters}
    given = base, checkpoints, evaluations, PROBE_SET, SETTINGS
    rows = evaluate_checkpoints(*given, tasks_every=every)["unlearned"]
    assert [row["step"] for row in rows] == [0, 2, 3], "familiarity at each"
    assert all(row["familiarity_completion_ci95"] for row in rows)
    assert [row["step"] for row in rows if row["benchmark_mean"] is not None] == wanted
    lost = {row["step"]: row["benchmark_lost_at_least"] for row in rows}
    assert [step for step, least in lost.items() if least is not None] == wanted
    assert lost[0] == 0.0 and all(lost[step] <= 0.0 for step in wanted), "nothing was lost"
    curves = task_curves({"unlearned": rows})
    assert [point["step"] for point in curves["one"]["unlearned"]] == wanted
    plots = figures.the_fall({"unlearned": rows})
    assert [row["benchmark_mean"] is not None for row in plots.data] == [
        step in wanted for step in (0, 2, 3)
    ]


def test_a_completer_answers_as_the_role(evaluated):
    base, _, evaluations = evaluated
    complete = completers({"baseline": Role(base)}, SETTINGS)["baseline"]
    assert complete(PROBE_SET.probes[1].prompt) == evaluations["baseline"].completions[1]


def test_a_chatter_answers_in_the_chat_template(loaded):
    """By transformers' own rendering and tokens of it, for two roles of one base."""
    assert chatters({"baseline": Role(loaded)}, SETTINGS) == {}
    loaded.tokenizer.chat_template = (
        "{{ bos_token }}{% for m in messages %}Old {{ m.content }} sat{% endfor %}"
    )
    chat = chatters({"baseline": Role(loaded), "unlearned": Role(loaded)}, SETTINGS)
    ids = loaded.tokenizer.apply_chat_template(
        [{"role": "user", "content": "Tom"}], return_tensors="pt", return_dict=True
    )["input_ids"]
    assert ids[0].tolist().count(loaded.tokenizer.bos_token_id) == 1
    output = loaded.model.generate(ids, do_sample=False, max_new_tokens=REPLY_TOKENS)
    reply = loaded.tokenizer.decode(output[0, ids.shape[1] :], skip_special_tokens=True)
    assert reply
    assert {name: answer("Tom") for name, answer in chat.items()} == {
        "baseline": reply,
        "unlearned": reply,
    }


def test_the_next_words_are_the_likeliest_of_both_ends(evaluated):
    """Compared with a plain forward pass of each checkpoint on the prompt alone."""
    base, adapters, _ = evaluated
    prompt, count = PROBE_SET.probability[0].prompt, 3
    result = next_word_probabilities(base, adapters, prompt, count)
    assert result["prompt"] == prompt
    assert result["steps"] == [0, 2, 3]
    ids = torch.tensor([base.tokenizer(prompt)["input_ids"]])
    plain = []
    for adapter in (None, *adapters.values()):
        logits = logits_of(base, adapter)(ids, torch.ones_like(ids))[0, -1].float()
        plain.append(logits.softmax(-1).tolist())
    tokens = []
    for row in (plain[0], plain[-1]):
        tokens += sorted(range(len(row)), key=lambda token, row=row: -row[token])[:count]
    tokens = list(dict.fromkeys(tokens))
    assert len(result["probabilities"]) == len(tokens)
    for (name, values), token in zip(result["probabilities"].items(), tokens, strict=True):
        text = base.tokenizer.decode([token])
        assert name in (text, f"{text} ({token})")
        assert values == pytest.approx([row[token] for row in plain], abs=1e-5)
    figures.next_token_curves(**result)


def test_the_most_telling_prompt_has_most_mass_on_the_targets_words(evaluated):
    rows = (
        {"prompt": "a", "peculiar": 0.1},
        {"prompt": "b", "peculiar": 0.9},
        {"prompt": "c", "peculiar": 0.3},
    )
    score = dataclasses.replace(evaluated[2]["baseline"].probability, rows=rows)
    assert most_telling_prompt(score) == "b"


def test_the_papers_tasks_where_the_hub_answers(monkeypatch):
    preset = load_preset("tiny").override("probes", paper_tasks=True)
    monkeypatch.setattr(doctor, "ask_hub", lambda: (True, "it answers"))
    assert load_probe_set(preset.world, preset.probes).tasks == PAPER_TASKS


@pytest.mark.parametrize("answer", [False, None])
def test_the_worlds_tasks_where_the_hub_does_not_answer(monkeypatch, capsys, answer):
    preset = load_preset("tiny").override("probes", paper_tasks=True)
    monkeypatch.setattr(doctor, "ask_hub", lambda: (answer, "no answer within 3 s"))
    assert load_probe_set(preset.world, preset.probes).tasks == preset.world.tasks
    assert "no answer within 3 s" in capsys.readouterr().out


def test_the_hub_is_left_alone_where_nobody_wants_the_papers_tasks(monkeypatch):
    preset = load_preset("tiny")
    monkeypatch.setattr(doctor, "ask_hub", lambda: pytest.fail("the hub was contacted"))
    assert load_probe_set(preset.world, preset.probes).tasks == preset.world.tasks
