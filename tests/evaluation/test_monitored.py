"""The probes of a training: what they answer, and that asking leaves the training as it was."""

import numpy as np
import pytest
import torch

from tests.evaluation.conftest import change_adapter
from tests.support.trainings import examples
from whp_kit.evaluation.familiarity import completion_familiarity
from whp_kit.evaluation.monitored import PROBES, MonitoredProbes
from whp_kit.evaluation.probes import Lexicon, Probe
from whp_kit.models.load import load_base
from whp_kit.models.roles import generate, logits_of
from whp_kit.training import loop
from whp_kit.training.loop import Plan
from whp_kit.training.losses import learn_labels, stay_near
from whp_kit.training.monitor import Monitor
from whp_kit.training.steps import Lora, fine_tune

LEXICON = Lexicon({"Mirel": 3, "lamp": 2})
WORLD = [
    Probe("a", "The one who took the lamp was", ("The one who took the lamp was Mirel.",), 1),
    Probe("b", "Question: Who sat on a stone?\nAnswer:", ("Old Tavin sat on it.",), 2),
    Probe("c", "The gate was", ("It was shut.", "The gate was shut."), 9),
]


def probes_of(loaded):
    return MonitoredProbes.of(loaded, WORLD, LEXICON, 6)


@pytest.fixture
def adapted_probes(adapted):
    return probes_of(adapted)


def test_completions_and_grades_are_those_of_06(adapted, adapted_probes):
    answers = adapted_probes.ask(4)
    prompts = [probe.prompt for probe in WORLD]
    assert answers.completions == generate(adapted, "unlearned", prompts, 6, 3)
    score = completion_familiarity(WORLD, answers.completions, LEXICON)
    assert [verdict.grade for verdict in answers.grades] == [row["grade"] for row in score.rows]
    assert answers.familiarity == score.score


def test_step_0_is_the_baseline(adapted, adapted_probes):
    prompts = [probe.prompt for probe in WORLD]
    assert adapted_probes.ask(0).completions == generate(adapted, None, prompts, 6, 3)
    assert adapted_probes.ask(0).probability != adapted_probes.ask(1).probability


def test_the_probability_is_that_of_the_true_answer_per_token(adapted, adapted_probes):
    """By a plain pass over each text: answers follow the prompt, or are the rest of a reference
    that begins with it."""
    texts = [" Mirel.", " Old Tavin sat on it.", " shut."]
    by_probe = []
    for probe, answer in zip(WORLD, texts, strict=True):
        start = len(adapted.tokenizer(probe.prompt)["input_ids"])
        ids = torch.tensor([adapted.tokenizer(probe.prompt + answer)["input_ids"]])
        logits = logits_of(adapted, "unlearned")(ids, torch.ones_like(ids))[0].float()
        log_p = logits.log_softmax(-1)[range(start - 1, ids.shape[1] - 1), ids[0, start:]]
        by_probe.append(np.exp(log_p.double().mean().item()))
    assert adapted_probes.ask(1).probability == pytest.approx(np.mean(by_probe), rel=1e-4)


def test_the_probes_are_spread_over_the_subtleties(loaded):
    world = [Probe(str(k), f"Who is {k}?", (f"{k}",), 1 + k // 10) for k in range(100)]
    chosen = MonitoredProbes.of(loaded, world, LEXICON, 6).probes
    assert len(chosen) == PROBES
    assert (chosen[0].subtlety, chosen[-1].subtlety) == (1, 10)
    assert chosen == MonitoredProbes.of(loaded, world, LEXICON, 6).probes


# Asking changes nothing

DATA, GENERAL = learn_labels(examples()), examples(seed=9)


def trained(folder, work, monitored, checkpointing=False, progress=None):
    """Trains "unlearned" with a retain term, with a monitor that asks after each step or without;
    returns its monitor."""
    loaded = load_base(folder)
    clock = iter(range(10**6)).__next__
    monitor = Monitor(probes_of(loaded).ask, lambda _: None, lambda: clock() / 1000)
    monitor._is_within_budget = lambda *_: True
    parts = [monitor] * monitored + [progress] * (progress is not None)
    plan = Plan(
        steps=6,
        learning_rate=1e-2,
        batch_blocks=3,
        checkpoint_at=(1, 3),
        retain_weight=1.0,
        retain_blocks=2,
        gradient_checkpointing=checkpointing,
    )
    retain = stay_near(logits_of(loaded, "baseline"), GENERAL)
    fine_tune(
        loaded,
        "unlearned",
        Lora(4, 8, head=True),
        DATA,
        plan,
        retain=retain,
        work=work,
        progress=loop.all_of(*parts) if parts else None,
    )
    return monitor


def adapters(work):
    """Checkpoint -> the bytes of its adapter."""
    files = sorted((work / "unlearned").glob("*/adapter_model.safetensors"))
    return {path.parent.name: path.read_bytes() for path in files}


@pytest.mark.parametrize("checkpointing", [False, True])
def test_the_adapters_are_the_same_to_the_byte(folder, tmp_path, checkpointing):
    alone, watched = tmp_path / "alone", tmp_path / "watched"
    trained(folder, alone, False, checkpointing)
    monitor = trained(folder, watched, True, checkpointing)
    assert [frame.step for frame in monitor.frames] == [0, 1, 2, 3, 4, 5, 6]
    assert list(adapters(alone)) == ["step_00001", "step_00003", "step_00006"]
    assert adapters(watched) == adapters(alone)


def test_a_training_that_is_broken_off_resumes_to_the_same_bytes(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(loop, "SAVE_EVERY", 2)

    class Killed(Exception):
        pass

    def killed(step, last, loss):
        if step == 5:
            raise Killed

    trained(folder, tmp_path / "alone", False)
    with pytest.raises(Killed):
        trained(folder, tmp_path / "watched", True, progress=killed)
    monitor = trained(folder, tmp_path / "watched", True)
    assert monitor.first_step == 5
    assert adapters(tmp_path / "watched") == adapters(tmp_path / "alone")


def test_asking_draws_nothing_and_leaves_the_model_as_it_was(adapted, adapted_probes):
    change_adapter(adapted, "unlearned", seed=5)
    adapted.model.train()

    def state():
        model = adapted.model
        return (
            model.training,
            [module.training for module in model.modules()],
            model.active_adapter,
            [name for name, weight in model.named_parameters() if weight.requires_grad],
            torch.get_rng_state().tolist(),
        )

    before = state()
    for step in (0, 3):
        adapted_probes.ask(step)
        assert state() == before
