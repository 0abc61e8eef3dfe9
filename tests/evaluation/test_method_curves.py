"""walks: where a method is looked at, with what plan, and that nothing finished is done twice. (Whole walks: test_notebooks.)"""

from dataclasses import replace

import pytest

from tests.training.test_loop import examples
from whp_kit.evaluation import method_curves as walks
from whp_kit.evaluation.evaluate import ProbeSet, Role
from whp_kit.evaluation.method_curves import Ground, stops
from whp_kit.evaluation.other_methods import METHODS
from whp_kit.evaluation.probes import Lexicon, NeighbourProbe, ProbabilityProbe, Probe
from whp_kit.models import adapters
from whp_kit.models.load import load_base
from whp_kit.settings import load_preset
from whp_kit.training import loop as training


def questions(count=9):
    probes = [Probe(str(k), f"Old {k}", ("Tavin.",), 1 + k) for k in range(count)]
    facts = [
        NeighbourProbe("a" if k % 2 else "b", bool(k % 2), f"The gate {k}", "shut")
        for k in range(count)
    ]
    peculiar = [ProbabilityProbe("q", "The gate was", ("shut",), ("open",))]
    return ProbeSet(probes, peculiar, Lexicon({"Tavin": 3}), facts, None)


@pytest.fixture
def ground(loaded, tmp_path):
    preset = load_preset("test").override("probes", max_new_tokens=2).override("methods", probes=3)
    data = examples()
    return Ground(
        preset,
        loaded,
        loaded,
        data,
        data,
        data,
        questions(),
        0,
        tmp_path / "work",
        {"labels": "abc"},
    )


def test_each_look_is_at_twice_the_steps():
    assert stops(200, 6) == [6, 12, 24, 48, 96, 200]
    assert stops(2, 6) == [1, 2] and stops(1, 6) == [1] and stops(100, 1) == [100]


def test_the_plan_is_that_of_05_but_for_looks_and_general_text(ground):
    tune = ground.preset.finetune
    plan = walks.plan_of(ground, METHODS["NPO"])
    assert (plan.steps, plan.learning_rate, plan.batch_blocks, plan.warmup_steps) == (
        tune.steps, tune.learning_rate, tune.batch_blocks, tune.warmup_steps,
    )  # fmt: skip
    assert (
        plan.retain_weight == ground.preset.methods.retain_weight
        and plan.retain_blocks == tune.retain_blocks
    )
    assert walks.plan_of(ground, METHODS["gradient ascent"]).retain_weight == 0
    paper = replace(
        ground, preset=ground.preset.override("finetune", retain_blocks=0, retain_weight=0.0)
    )
    assert walks.plan_of(paper, METHODS["NPO"]).retain_blocks == tune.batch_blocks, (
        "05 may hold on to nothing; these methods do"
    )
    reached = set(plan.checkpoints())
    assert set(stops(plan.steps, ground.preset.methods.looks)) <= reached


def test_a_part_is_asked_on_the_way_and_everything_at_the_end(ground, monkeypatch):
    asked = []
    monkeypatch.setattr(
        Role,
        "complete",
        lambda self, prompts, *_: asked.append(len(prompts)) or [" Tavin said so"] * len(prompts),
    )
    found = walks.walk(
        ground,
        "x",
        [({"step": 1}, Role(ground.passes)), ({"step": 5}, Role(ground.passes))],
        lambda _: None,
    )
    assert asked == [3, 3, 9, 9], "completions and neighbours' facts"
    assert [point["step"] for point in found["path"]] == [1] and found["final"]["step"] == 5
    assert (
        found["final"]["completion"] == 1.0
        and found["final"]["held_out"] == 0.0
        and len(found["completions"]) == 9
    )
    (row,) = walks.result_rows({"never_knew": found})
    assert (
        row[""] == "never-knew"
        and row["familiarity, completion"].startswith("1.000 [")
        and "tasks, mean" not in row
    )
    (one,) = walks.said({"x": found}, ground.questions, 2)
    assert one == {"": "x", "Old 0": " Tavin said so", "Old 8": " Tavin said so"}


def test_what_is_finished_is_taken_up_again_unless_something_changed(ground, monkeypatch):
    monkeypatch.setattr(Role, "complete", lambda self, prompts, *_: ["no"] * len(prompts))
    told = []

    def go(base):
        return walks.walk(base, "x", [({}, Role(base.passes))], told.append)

    first = go(ground)
    assert go(ground) == first and [line.endswith("made before") for line in told] == [False, True]
    go(replace(ground, seed=1))
    go(replace(ground, origin={"labels": "abd"}))
    go(replace(ground, preset=ground.preset.override("methods", npo_beta=0.2)))
    assert (
        not any(line.endswith("made before") for line in told[2:])
        and len(list(ground.work.iterdir())) == 4
    )


def test_an_interrupted_training_goes_on_where_it_was(folder, ground, tmp_path, monkeypatch):
    taken, step = [], training._step
    monkeypatch.setattr(training, "_step", lambda *given: taken.append(given[-3]) or step(*given))
    monkeypatch.setattr(walks, "evaluate_role", lambda role, *_: role)
    monkeypatch.setattr(walks, "_figures", lambda role: {"tasks": 0.0})
    monkeypatch.setattr(Role, "completions", [], raising=False)

    def go(work):
        fresh = replace(
            ground,
            trained=load_base(folder),
            passes=load_base(folder),
            work=tmp_path / work,
        )
        return walks.train_methods(fresh, ["SimNPO"], lambda _: None)["SimNPO"]

    whole = go("whole")
    assert (
        taken == [0, 1]
        and len(whole["loss"]) == 2
        and not [path for path in (tmp_path / "whole").iterdir() if path.is_dir()]
    )
    save = adapters.save_adapter

    def broken(loaded, name, path):
        if path.name == adapters.checkpoint_name(2):
            raise KeyboardInterrupt
        save(loaded, name, path)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(adapters, "save_adapter", broken)
        go("broken")
    taken.clear()
    assert go("broken") == whole and taken == [1], "one step was left"
