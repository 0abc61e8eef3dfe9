"""Where methods are evaluated, with which plan, and that nothing finished is done twice.

(Whole curves: tests/notebooks.)
"""

from dataclasses import replace

import pytest

from tests.support.trainings import examples
from whp_kit.evaluation import method_curves as curves
from whp_kit.evaluation.evaluate import ProbeSet, Role
from whp_kit.evaluation.method_curves import Comparison, checkpoint_steps
from whp_kit.evaluation.probes import Lexicon, NeighbourProbe, ProbabilityProbe, Probe
from whp_kit.models.load import load_base
from whp_kit.settings import load_preset
from whp_kit.training import loop, steps


def questions(count=9):
    probes = [Probe(str(k), f"Old {k}", ("Tavin.",), 1 + k) for k in range(count)]
    facts = [
        NeighbourProbe("a" if k % 2 else "b", bool(k % 2), f"The gate {k}", "shut")
        for k in range(count)
    ]
    peculiar = [ProbabilityProbe("q", "The gate was", ("shut",), ("open",))]
    return ProbeSet(probes, peculiar, Lexicon({"Tavin": 3}), facts, None)


@pytest.fixture
def comparison(loaded, tmp_path):
    preset = load_preset("test").override("probes", max_new_tokens=2).override("methods", probes=3)
    data, work = examples(), tmp_path / "work"
    origin = {"labels": "abc"}
    return Comparison(preset, loaded, loaded, data, data, data, questions(), 0, work, origin)


def test_each_checkpoint_is_at_twice_the_steps():
    assert checkpoint_steps(200, 6) == [6, 12, 24, 48, 96, 200]
    assert checkpoint_steps(2, 6) == [1, 2]
    assert checkpoint_steps(1, 6) == [1]
    assert checkpoint_steps(100, 1) == [100]


def test_the_plan_is_that_of_05_but_for_checkpoints_and_general_text(comparison):
    finetune, settings = comparison.preset.finetune, comparison.preset.methods
    plan = curves.plan_of(comparison, "NPO")
    for name in ("steps", "learning_rate", "batch_blocks", "warmup_steps"):
        assert getattr(plan, name) == getattr(finetune, name), name
    assert plan.retain_weight == settings.retain_weight
    assert plan.retain_blocks == finetune.retain_blocks
    assert plan.checkpoints() == tuple(checkpoint_steps(plan.steps, settings.looks))


def test_gradient_ascent_has_no_retain_term(comparison):
    assert curves.plan_of(comparison, "gradient ascent").retain_weight == 0


def test_other_methods_retain_also_where_05_does_not(comparison):
    preset = comparison.preset.override("finetune", retain_blocks=0, retain_weight=0.0)
    plan = curves.plan_of(replace(comparison, preset=preset), "NPO")
    assert plan.retain_blocks == preset.finetune.batch_blocks


@pytest.fixture
def curve(comparison, monkeypatch):
    """A curve of two checkpoints whose completions all name Tavin, and the sizes of the batches."""
    sizes = []

    def complete(self, prompts, *_):
        sizes.append(len(prompts))
        return [" Tavin said so"] * len(prompts)

    monkeypatch.setattr(Role, "complete", complete)
    role = Role(comparison.inference)
    checkpoints = [({"step": 1}, role), ({"step": 5}, role)]
    return curves.evaluate_curve(comparison, "x", checkpoints, lambda _: None), sizes


def test_a_part_is_evaluated_on_the_way_and_everything_at_the_end(curve):
    result, sizes = curve
    assert sizes == [3, 3, 9, 9], "completions and neighbours' facts"
    assert [point["step"] for point in result["path"]] == [1]
    assert result["final"]["step"] == 5
    assert result["final"]["completion"] == 1.0
    assert result["final"]["held_out"] == 0.0
    assert len(result["completions"]) == 9


def test_the_table_shows_what_was_measured(curve):
    (row,) = curves.result_rows({"never_knew": curve[0]})
    assert row[""] == "never-knew"
    assert row["familiarity, completion"].startswith("1.000 [")
    assert "tasks, mean" not in row


def test_completions_are_of_probes_evenly_spaced(curve, comparison):
    (row,) = curves.completion_rows({"x": curve[0]}, comparison.questions, 2)
    assert row == {"": "x", "Old 0": " Tavin said so", "Old 8": " Tavin said so"}


def test_what_is_finished_is_used_again_unless_something_changed(comparison, monkeypatch):
    monkeypatch.setattr(Role, "complete", lambda self, prompts, *_: ["no"] * len(prompts))
    lines = []

    def evaluate(comparison):
        role = Role(comparison.inference)
        return curves.evaluate_final(comparison, "x", role, lines.append)

    first = evaluate(comparison)
    assert evaluate(comparison) == first
    evaluate(replace(comparison, seed=1))
    evaluate(replace(comparison, origin={"labels": "abd"}))
    evaluate(replace(comparison, preset=comparison.preset.override("methods", npo_beta=0.2)))
    monkeypatch.setattr(curves, "_code", lambda: "other code")
    evaluate(comparison)
    again = [line.endswith("made before") for line in lines]
    assert again == [False, True, False, False, False, False]


@pytest.fixture
def train_simnpo(folder, comparison, tmp_path, monkeypatch):
    """Trains SimNPO on fresh models in a work folder of that name; nothing is evaluated."""
    monkeypatch.setattr(curves, "_evaluate", lambda *_: {"final": {"tasks": 0.0}})

    def go(name):
        trained, inference, work = load_base(folder), load_base(folder), tmp_path / name
        fresh = replace(comparison, trained=trained, inference=inference, work=work)
        return curves.train_methods(fresh, ["SimNPO"], lambda _: None)["SimNPO"]

    return go


def test_an_interrupted_training_resumes(train_simnpo, tmp_path, monkeypatch):
    taken, gradients = [], loop._gradients

    def spy(model, objective, retain, plan, step, accelerator):
        taken.append(step)
        return gradients(model, objective, retain, plan, step, accelerator)

    monkeypatch.setattr(loop, "_gradients", spy)
    whole = train_simnpo("whole")
    assert taken == [0, 1]
    assert len(whole["loss"]) == 2
    assert not [path for path in (tmp_path / "whole").iterdir() if path.is_dir()]

    def broken_saver(*given):
        save = saver(*given)

        def broken(step):
            if step == 2:
                raise KeyboardInterrupt
            save(step)

        return broken

    saver = steps.checkpoint_saver
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(steps, "checkpoint_saver", broken_saver)
        train_simnpo("broken")
    taken.clear()
    assert train_simnpo("broken") == whole
    assert taken == [1], "one step was left"
