"""The loop against a slow one, resuming to the bit, and the checks of the first step."""

import dataclasses
from types import SimpleNamespace

import pytest
import torch
from accelerate import Accelerator

from tests.support.trainings import examples, fresh, weights
from whp_kit.errors import TrainingError
from whp_kit.labels.generic import IGNORE
from whp_kit.models.load import load_base
from whp_kit.models.roles import logits_of
from whp_kit.settings import load_preset, preset_names
from whp_kit.training import loop
from whp_kit.training.examples import Examples, order
from whp_kit.training.loop import Plan, train
from whp_kit.training.losses import learn_labels, stay_near
from whp_kit.training.steps import unlearn_plan

WIDE = 64  # rank of an adapter: bitsandbytes keeps tensors below 4,096 numbers in 32 bits
OBJECTIVE = learn_labels(examples())


class Killed(Exception):
    """What a test raises to break off a training."""


def killed_at(step):
    """A `progress` that breaks off the training as it reports this step."""

    def progress(now, last, loss):
        if now == step:
            raise Killed

    return progress


def is_equal(first, second):
    """Whether two models have the same trainable weights, to the bit."""
    first, second = weights(first), weights(second)
    return all(torch.equal(first[name], second[name]) for name in first)


def test_a_step_is_the_mean_over_the_labels_of_the_whole_step(folder):
    data, plan = examples(), Plan(steps=1, learning_rate=1e-3, batch_blocks=2, accumulate=3)
    loaded, slow = fresh(folder), fresh(folder)
    record = train(loaded.model, learn_labels(data), plan)

    batch = data[order(len(data), 0, 6, plan.seed)]
    slow.model.train()
    logits = slow.model(input_ids=batch.input_ids, attention_mask=batch.attention_mask).logits
    loss = torch.nn.functional.cross_entropy(
        logits.flatten(0, 1), batch.labels.flatten(), ignore_index=IGNORE
    )
    loss.backward()
    trainable = [weight for weight in slow.model.parameters() if weight.requires_grad]
    torch.nn.utils.clip_grad_norm_(trainable, 1.0)
    torch.optim.AdamW(trainable, lr=1e-3, weight_decay=0.0).step()
    assert record.loss[0] == pytest.approx(loss.item(), rel=1e-5)
    got, wanted = weights(loaded), weights(slow)
    assert max(float((got[name] - wanted[name]).abs().max()) for name in got) < 1e-5


def test_the_retain_term_keeps_the_model_near_its_baseline(folder):
    general = examples(seed=9)
    plan = Plan(steps=12, learning_rate=1e-2, batch_blocks=4, retain_weight=5.0, retain_blocks=4)
    loose, near = fresh(folder), fresh(folder)
    train(loose.model, OBJECTIVE, dataclasses.replace(plan, retain_weight=0.0))
    retain = stay_near(logits_of(near, "baseline"), general)
    record = train(near.model, OBJECTIVE, plan, retain)

    def divergence(loaded):
        ids, attention = general.input_ids, general.attention_mask
        wanted = logits_of(loaded, "baseline")(ids, attention).log_softmax(-1)
        got = logits_of(loaded, "one")(ids, attention).log_softmax(-1)
        return float((wanted.exp() * (wanted - got)).sum(-1)[attention.bool()].mean())

    assert record.retain_kl[0] == pytest.approx(0.0, abs=1e-6), "at first it is its baseline"
    assert len(record.retain_kl) == 12
    assert record.retain_kl[-1] > 0
    assert divergence(near) < divergence(loose)


# Resuming


@pytest.mark.parametrize(
    ("stopped_at", "every", "optimiser"), [(2, 2, "adamw"), (4, 0, "adamw"), (4, 2, "adamw8bit")]
)
def test_a_training_that_is_resumed_ends_with_the_same_weights(
    folder, tmp_path, monkeypatch, stopped_at, every, optimiser
):
    monkeypatch.setattr(loop, "SAVE_EVERY", 2)
    plan = Plan(
        steps=6,
        learning_rate=1e-2,
        batch_blocks=3,
        checkpoint_every=every,
        warmup_steps=3,
        optimiser=optimiser,
    )
    whole, again = fresh(folder, WIDE), fresh(folder, WIDE)
    straight = train(whole.model, OBJECTIVE, plan)
    state = tmp_path / "one.state"
    with pytest.raises(Killed):
        progress = killed_at(stopped_at + 1)
        train(fresh(folder, WIDE).model, OBJECTIVE, plan, state_file=state, progress=progress)
    record = train(again.model, OBJECTIVE, plan, state_file=state)
    assert record.resumed_at == stopped_at
    assert record.loss == straight.loss
    assert is_equal(whole, again)
    assert not list(tmp_path.iterdir()), "nothing is left behind"


@pytest.fixture
def state(folder, tmp_path):
    """The state of a training after its second step, and its plan."""
    path = tmp_path / "one.state"
    plan = Plan(steps=4, learning_rate=1e-2, batch_blocks=3, checkpoint_every=1)
    with pytest.raises(Killed):
        train(fresh(folder).model, OBJECTIVE, plan, state_file=path, progress=killed_at(3))
    return path, plan


@pytest.mark.parametrize("change", [{"learning_rate": 2e-2}, {"optimiser": "adamw8bit"}])
def test_the_state_of_another_plan_is_not_used(folder, state, change):
    path, plan = state
    plan = dataclasses.replace(plan, **change)
    assert train(fresh(folder).model, OBJECTIVE, plan, state_file=path).resumed_at == 0


def test_the_state_of_other_examples_is_not_used(folder, state):
    path, plan = state
    other = learn_labels(examples(seed=5))
    assert train(fresh(folder).model, other, plan, state_file=path).resumed_at == 0


def test_gradient_checkpointing_may_be_switched_on_to_resume(folder, state):
    path, plan = state
    plan = dataclasses.replace(plan, gradient_checkpointing=True)
    assert train(fresh(folder).model, OBJECTIVE, plan, state_file=path).resumed_at == 2


@pytest.mark.parametrize("length", [0, 5, 400])
def test_a_torn_state_is_not_used(folder, state, length):
    path, plan = state
    path.write_bytes(path.read_bytes()[:length])
    assert train(fresh(folder).model, OBJECTIVE, plan, state_file=path).resumed_at == 0


def test_a_training_that_stops_early_is_the_beginning_of_the_whole(folder):
    plan = Plan(
        steps=6,
        learning_rate=1e-2,
        batch_blocks=3,
        checkpoint_every=2,
        warmup_steps=3,
        final_rate=0.1,
    )
    short, checkpoints = dataclasses.replace(plan, stop_after=3), []
    record = train(fresh(folder).model, OBJECTIVE, short, on_checkpoint=checkpoints.append)
    assert record.loss == train(fresh(folder).model, OBJECTIVE, plan).loss[:3]
    assert checkpoints == [2, 3]
    assert short.epochs(OBJECTIVE.examples) == plan.epochs(OBJECTIVE.examples) / 2


# Memory


def bytes_for_gradients(run) -> int:
    """Bytes that autograd keeps while `run` runs, base weights and all, each storage once."""
    storages = {}

    def keep(tensor):
        storages[tensor.untyped_storage().data_ptr()] = tensor.untyped_storage().nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        run()
    return sum(storages.values())


def test_gradient_checkpointing_trains_to_the_same_bits(folder):
    data, general, ended = examples(count=8, length=64), examples(seed=9), {}
    for on in (False, True):
        loaded = fresh(folder)
        plan = Plan(
            steps=3,
            learning_rate=1e-2,
            batch_blocks=8,
            retain_weight=1.0,
            retain_blocks=2,
            gradient_checkpointing=on,
        )
        retain = stay_near(logits_of(loaded, "baseline"), general)
        record = train(loaded.model, learn_labels(data), plan, retain)
        ended[on] = loaded, record.loss, record.retain_kl
    assert ended[True][1:] == ended[False][1:]
    assert is_equal(ended[True][0], ended[False][0])
    modules = ended[True][0].model.modules()
    assert not any(getattr(part, "gradient_checkpointing", False) for part in modules), "off again"


def test_gradient_checkpointing_keeps_less(folder):
    objective, kept = learn_labels(examples(count=8, length=64)), {}
    for on in (False, True):
        model = fresh(folder).model
        plan = Plan(steps=1, learning_rate=1e-2, batch_blocks=8, gradient_checkpointing=on)
        kept[on] = bytes_for_gradients(lambda: train(model, objective, plan))  # noqa: B023
    assert kept[True] < 0.8 * kept[False]


def test_an_optimiser_in_eight_bits_learns_nearly_the_same(folder):
    losses = {}
    for kind in ("adamw", "adamw8bit"):
        plan = Plan(steps=8, learning_rate=1e-2, batch_blocks=4, optimiser=kind)
        losses[kind] = train(fresh(folder, WIDE).model, OBJECTIVE, plan).loss
    assert losses["adamw"] != losses["adamw8bit"]
    assert losses["adamw8bit"] == pytest.approx(losses["adamw"], rel=0.05)


def test_a_paged_optimiser_is_not_paged_on_a_cpu_and_says_so(folder):
    losses = []
    for kind in ("adamw8bit", "paged_adamw8bit"):
        plan = Plan(steps=2, learning_rate=1e-2, batch_blocks=4, optimiser=kind)
        model = fresh(folder, WIDE).model
        if kind == "adamw8bit":
            losses.append(train(model, OBJECTIVE, plan).loss)
        else:
            with pytest.warns(UserWarning, match="needs a GPU"):
                losses.append(train(model, OBJECTIVE, plan).loss)
    assert losses[0] == losses[1]


# The plan


def test_the_plan_names_its_checkpoints():
    plan = Plan(steps=7, learning_rate=1, batch_blocks=1)
    assert plan.checkpoints() == (7,)
    assert dataclasses.replace(plan, checkpoint_every=3).checkpoints() == (3, 6, 7)
    assert dataclasses.replace(plan, checkpoint_every=7).checkpoints() == (7,)
    assert dataclasses.replace(plan, checkpoint_at=(0, 2, 5, 9)).checkpoints() == (2, 5, 7)


@pytest.mark.parametrize(
    ("steps", "every", "wanted"),
    [
        (3, 50, (3,)),
        (60, 10, (5, 10, 15, 20, 30, 40, 50, 60)),
        (150, 50, (5, 10, 15, 20, 30, 50, 100, 150)),
        (140, 20, (5, 10, 15, 20, 30, 40, 50, 60, 80, 100, 120, 140)),
        (1000, 200, (5, 10, 15, 20, 30, 50, 200, 400, 600, 800, 1000)),
        (1000, 0, (5, 10, 15, 20, 30, 50, 1000)),
    ],
)
def test_checkpoints_stand_close_together_at_the_beginning(steps, every, wanted):
    preset = load_preset("tiny").override("finetune", steps=steps, checkpoint_every=every)
    assert unlearn_plan(preset, 0).checkpoints() == wanted


@pytest.mark.parametrize("name", preset_names())
def test_every_preset_looks_where_familiarity_falls(name):
    preset = load_preset(name)
    plan = unlearn_plan(preset, 0)
    early = {step for step in (5, 10, 15, 20, 30, 50) if step <= plan.steps}
    assert early < {*plan.checkpoints(), 0}


def test_the_reader_gives_a_list_of_checkpoints():
    finetune = {"steps": 40, "checkpoint_every": 0, "checkpoint_at": [2, 8]}
    plan = unlearn_plan(load_preset("tiny").override("finetune", **finetune), 0)
    assert plan.checkpoints() == (2, 8, 40)


def test_the_rate_rises_and_falls_as_the_plan_says():
    plan = Plan(steps=11, learning_rate=2.0, batch_blocks=1, warmup_steps=2, final_rate=0.1)
    rates = [plan.rate_at(step) for step in range(11)]
    assert (rates[0], rates[5], rates[10]) == pytest.approx((1.0, 1.1, 0.2))
    assert rates[1:] == sorted(rates[1:], reverse=True)


def test_without_warm_up_and_decay_the_rate_is_constant():
    plan = Plan(steps=5, learning_rate=2.0, batch_blocks=1)
    assert {plan.rate_at(step) for step in range(5)} == {2.0}


# Refusals


def test_a_retain_term_without_a_text_is_an_error(folder):
    plan = Plan(steps=1, learning_rate=1e-2, batch_blocks=4, retain_weight=1.0, retain_blocks=2)
    empty = torch.zeros((0, 0), dtype=torch.int64)
    empty = stay_near(lambda *_: None, Examples(empty, empty, empty))
    for retain in (None, empty):
        with pytest.raises(TrainingError, match="no text"):
            train(fresh(folder).model, OBJECTIVE, plan, retain)
    without = dataclasses.replace(plan, retain_weight=0.0)
    assert train(fresh(folder).model, OBJECTIVE, without, empty).retain_kl == []


def test_progress_is_called_in_the_main_process_alone(folder, monkeypatch):
    calls, plan = [], Plan(steps=2, learning_rate=1e-2, batch_blocks=4)
    for is_main in (True, False):
        monkeypatch.setattr(Accelerator, "is_main_process", property(lambda self: is_main))  # noqa: B023
        train(fresh(folder).model, OBJECTIVE, plan, progress=lambda *now: calls.append(now[0]))
    assert calls == [1, 2]


def test_fewer_blocks_than_processes_are_refused(folder):
    plan = Plan(steps=1, learning_rate=1e-2, batch_blocks=3, retain_weight=1.0, retain_blocks=2)
    retain = stay_near(lambda *_: None, examples())
    many = SimpleNamespace(num_processes=3)
    with pytest.raises(TrainingError, match="2 blocks, 3 processes"):
        train(fresh(folder).model, OBJECTIVE, plan, retain, accelerator=many)


def test_a_layer_without_gradients_is_an_error(folder):
    loaded = fresh(folder)
    layer = loaded.model.base_model.model.model.layers[0].mlp
    layer.register_forward_hook(lambda module, inputs, output: output.detach())
    with pytest.raises(TrainingError, match="did not change in the first step"):
        train(loaded.model, OBJECTIVE, Plan(steps=1, learning_rate=1e-2, batch_blocks=4))


def test_a_frozen_weight_that_changes_is_an_error(folder):
    loaded = fresh(folder)
    norm = loaded.model.base_model.model.model.norm

    def meddle(module, inputs, output):
        norm.weight.data.add_(1.0)

    norm.register_forward_hook(meddle)
    with pytest.raises(TrainingError, match="frozen weights changed"):
        train(loaded.model, OBJECTIVE, Plan(steps=1, learning_rate=1e-2, batch_blocks=4))


def test_nothing_to_learn_is_an_error(folder):
    data = examples()
    none = Examples(data.input_ids, torch.full_like(data.labels, IGNORE), data.attention_mask)
    plan = Plan(steps=1, learning_rate=1e-2, batch_blocks=4)
    with pytest.raises(TrainingError, match="no position has a label"):
        train(fresh(folder).model, learn_labels(none), plan)


def test_nothing_to_train_is_an_error(folder):
    plan = Plan(steps=1, learning_rate=1e-2, batch_blocks=4)
    with pytest.raises(TrainingError, match="nothing is trainable"):
        train(load_base(folder).model, OBJECTIVE, plan)


def test_a_loss_that_is_not_finite_is_an_error(folder):
    plan = Plan(steps=4, learning_rate=1e30, batch_blocks=4)
    with pytest.raises(TrainingError, match="not finite"):
        train(fresh(folder).model, OBJECTIVE, plan)
