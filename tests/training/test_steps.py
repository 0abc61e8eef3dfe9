"""The three steps: a fresh adapter each time, and always the hardware settings of the preset."""

import shutil
import subprocess
import sys
import textwrap

import pytest
import torch

from tests.support.trainings import examples, weights
from tests.training.conftest import DOCUMENTS
from whp_kit.errors import MissingArtifact
from whp_kit.evaluation import attacks, method_curves
from whp_kit.evaluation.evaluate import ProbeSet
from whp_kit.evaluation.probes import Lexicon, Probe
from whp_kit.models.adapters import missing_checkpoints
from whp_kit.models.load import load_base
from whp_kit.models.roles import logits_of
from whp_kit.paths import PROJECT_ROOT
from whp_kit.runs import launch
from whp_kit.studies import ablation
from whp_kit.training import distributed, steps
from whp_kit.training.loop import Plan, Record
from whp_kit.training.losses import learn_labels
from whp_kit.training.steps import Lora


@pytest.fixture
def plans(monkeypatch):
    """The plans that `train` is given, in order; nothing is trained."""
    given = []

    def train(model, objective, plan, retain=None, *, on_checkpoint=None, **_):
        given.append(plan)
        for step in plan.checkpoints():
            if on_checkpoint:
                on_checkpoint(step)
        return Record(loss=[1.0] * plan.steps)

    monkeypatch.setattr(steps, "train", train)
    return given


def check_hardware(plans, count):
    """All of `count` plans have the hardware settings of the fixture `preset`."""
    assert len(plans) == count
    assert {plan.optimiser for plan in plans} == {"paged_adamw8bit"}
    assert {plan.gradient_checkpointing for plan in plans} == {True}


def test_the_three_steps_use_the_presets_hardware(loaded, preset, labels, plans):
    steps.reinforce(loaded, examples(), preset, 0)
    steps.unlearn(loaded, labels, preset, 0)
    steps.unlearn_control(loaded, labels, preset, 0)
    check_hardware(plans, 3)
    assert [plan.retain_weight for plan in plans] == [0.0, 1.0, 0.0]


def test_the_launch_uses_the_presets_hardware(preset, plans, runs):
    run = launch.Launch(preset, "mine", 0, distributed.join(1))
    run.reinforce()
    check_hardware(plans, 1)


def test_the_ablation_uses_the_presets_hardware(loaded, folder, preset, labels, plans):
    inference = load_base(folder, dequantised=True)
    ablation._unlearned(inference, loaded, labels, preset, 0)
    check_hardware(plans, 1)


def test_the_relearning_trials_use_the_presets_hardware(folder, preset, plans):
    judge = attacks.Judge(Lexicon({"Glimmox": 3}), preset.probes)
    probes = [Probe("a", "The gate was", ("shut",), 1)]
    preset = preset.override("probes", max_new_tokens=2)
    texts = {"target": DOCUMENTS}
    attacks.relearn({"unlearned": folder}, texts, preset, probes, judge, lambda _: None)
    check_hardware(plans, 1)


def test_the_other_methods_use_the_presets_hardware(
    loaded, folder, preset, labels, plans, tmp_path, monkeypatch
):
    monkeypatch.setattr(method_curves, "_evaluate", lambda *_: {"final": {}})
    inference = load_base(folder, dequantised=True)
    probe_set = ProbeSet([], [], Lexicon({"Tavin": 3}), [], None)
    comparison = method_curves.prepare(
        preset, labels, loaded, inference, probe_set, 0, tmp_path / "work", {}
    )
    method_curves.train_methods(comparison, report=lambda _: None)
    check_hardware(plans, len(method_curves.METHODS))


def test_unlearning_does_not_depend_on_what_was_trained_before(folder, preset, labels):
    preset = preset.override("hardware", optimiser="adamw", gradient_checkpointing=False)
    alone, after = load_base(folder), load_base(folder)
    steps.unlearn(alone, labels, preset, 0)
    steps.unlearn(after, labels, preset, 1)
    steps.unlearn(after, labels, preset, 0)
    first, second = weights(alone), weights(after)
    assert first.keys() == second.keys()
    assert all(torch.equal(first[name], second[name]) for name in first)


def test_a_training_leaves_the_baseline_as_it_was(loaded, preset, labels):
    preset = preset.override("hardware", optimiser="adamw", gradient_checkpointing=False)
    batch = examples()
    before = logits_of(loaded, "baseline")(batch.input_ids, batch.attention_mask)
    steps.unlearn(loaded, labels, preset, 0)
    after = logits_of(loaded, "baseline")(batch.input_ids, batch.attention_mask)
    assert torch.equal(before, after)


def test_checkpoints_are_saved_and_those_of_another_plan_removed(loaded, preset, labels, tmp_path):
    preset = preset.override("hardware", optimiser="adamw", gradient_checkpointing=False)
    (tmp_path / "unlearned" / "step_00009").mkdir(parents=True)
    steps.unlearn(loaded, labels, preset, 0, work=tmp_path)
    saved = sorted(path.name for path in (tmp_path / "unlearned").iterdir())
    plan = steps.unlearn_plan(preset, 0)
    assert saved == [f"step_{step:05d}" for step in plan.checkpoints()]
    assert not list(tmp_path.glob("*.state"))


class Stopped(Exception):
    """What a test raises to break off a training."""


LORA = Lora(4, 8)
SHORT = Plan(steps=4, learning_rate=1e-2, batch_blocks=2, checkpoint_every=1)


def stop_at_3(step, *_):
    if step == 3:
        raise Stopped


@pytest.fixture
def interrupted(folder, tmp_path):
    """A work folder with a training of SHORT, saved after its second step."""
    with pytest.raises(Stopped):
        train_again(load_base(folder), tmp_path, progress=stop_at_3)
    return tmp_path


def train_again(loaded, work, lora=LORA, **options):
    objective = learn_labels(examples())
    return steps.fine_tune(loaded, "unlearned", lora, objective, SHORT, work=work, **options)


def test_an_interrupted_training_is_resumed(folder, interrupted, capsys):
    assert train_again(load_base(folder), interrupted).resumed_at == 2
    assert "anew" not in capsys.readouterr().out


@pytest.mark.parametrize("lora", [Lora(4, 16), Lora(4, 8, head=True)])
def test_another_adapter_begins_anew_and_says_so(folder, interrupted, lora, capsys):
    assert train_again(load_base(folder), interrupted, lora).resumed_at == 0
    assert "adapter. This one begins anew" in capsys.readouterr().out


def test_another_base_of_the_same_shapes_begins_anew_and_says_so(folder, interrupted, capsys):
    other = load_base(folder)
    with torch.no_grad():
        other.model.get_input_embeddings().weight[7] += 1.0
    assert train_again(other, interrupted).resumed_at == 0
    assert "the saved training differs in: base. This one begins anew" in capsys.readouterr().out


def test_a_checkpoint_that_is_lost_is_made_again(folder, interrupted, capsys):
    shutil.rmtree(interrupted / "unlearned" / "step_00001")
    assert train_again(load_base(folder), interrupted).resumed_at == 0
    assert "steps [1] are missing" in capsys.readouterr().out
    assert missing_checkpoints(interrupted / "unlearned", SHORT.checkpoints()) == []


def test_a_checkpoint_that_another_process_removed_is_an_error(folder, tmp_path):
    def remove(step, *_):
        if step == 3:
            shutil.rmtree(tmp_path / "unlearned")

    with pytest.raises(MissingArtifact, match=r"none after steps \[1, 2\]"):
        train_again(load_base(folder), tmp_path, progress=remove)


def test_a_full_disk_in_training_leaves_whole_checkpoints(folder, tmp_path):
    """The limit on a file's size stands for the full disk, from the second checkpoint on."""
    script = textwrap.dedent("""
        import resource, signal, sys
        from pathlib import Path
        from tests.training.test_steps import train_again
        from whp_kit.errors import StorageError
        from whp_kit.models.load import load_base
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        def fill(step, *_):
            if step == 2:
                resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, 5_000))
        try:
            train_again(load_base(sys.argv[1]), Path(sys.argv[2]), progress=fill)
        except StorageError as error:
            print(error)
    """)
    command = [sys.executable, "-c", script, str(folder), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=PROJECT_ROOT)
    assert "step_00002 could not be written: File too large" in done.stdout
    assert "free some space" in done.stdout
    assert [path.name for path in (tmp_path / "unlearned").iterdir()] == ["step_00001"]
    assert train_again(load_base(folder), tmp_path).resumed_at == 1
