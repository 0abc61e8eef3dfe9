"""training: the loop against a slow one written here, resumption to the byte, and the checks of the first step."""

import dataclasses
from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from whp_kit.errors import TrainingError
from whp_kit.models import adapters
from whp_kit.models.load import load_base
from whp_kit.models.machine import Device, pick_device
from whp_kit.models.roles import logits_of
from whp_kit.text.blocks import pad_blocks
from whp_kit.training import loop as training
from whp_kit.training.loop import IGNORED, Examples, Plan, order, train
from whp_kit.training.optimiser import optimiser_class

WIDE = 64  # columns of an adapter: bitsandbytes keeps smaller tensors than 4,096 numbers in 32 bits


def fresh(folder, rank=4):
    loaded = load_base(folder)
    adapters.add_adapter(loaded, "one", rank=rank, alpha=8, seed=3)
    return loaded


def examples(count=7, length=20, seed=0):
    generator = torch.Generator().manual_seed(seed)
    ids = torch.randint(3, 300, (count, length), generator=generator)
    attention = torch.ones_like(ids)
    attention[0, length // 2 :] = 0  # one short block
    made = Examples.next_token(ids, attention)
    made.labels[:, ::5] = IGNORED
    return made


def weights(loaded):
    return {
        key: weight.detach().clone()
        for key, weight in loaded.model.named_parameters()
        if weight.requires_grad
    }


def test_next_token_labels_by_hand():
    made = Examples.next_token(torch.tensor([[1, 5, 6, 0]]), torch.tensor([[1, 1, 1, 0]]))
    assert made.labels.tolist() == [[5, 6, IGNORED, IGNORED]]
    assert made.labelled == 2


def test_the_order_visits_every_block_once_an_epoch_and_does_not_depend_on_where_it_starts():
    whole = order(5, 0, 15, seed=1)
    assert [sorted(whole[i : i + 5]) for i in (0, 5, 10)] == [[0, 1, 2, 3, 4]] * 3
    assert order(5, 4, 7, seed=1) == whole[4:11]
    assert order(5, 0, 15, seed=2) != whole


def test_one_step_is_the_mean_over_the_labelled_tokens_of_the_whole_step(folder):
    data, plan = examples(), Plan(steps=1, learning_rate=1e-3, batch_blocks=2, accumulate=3)
    loaded = fresh(folder)
    record = train(loaded.model, data, plan)
    slow = fresh(folder)
    rows = order(len(data), 0, 6, plan.seed)
    slow.model.train()
    logits = slow.model(
        input_ids=data.input_ids[rows], attention_mask=data.attention_mask[rows]
    ).logits
    loss = torch.nn.functional.cross_entropy(
        logits.flatten(0, 1), data.labels[rows].flatten(), ignore_index=IGNORED
    )
    loss.backward()
    optimiser = torch.optim.AdamW(
        [w for w in slow.model.parameters() if w.requires_grad], lr=1e-3, weight_decay=0.0
    )
    torch.nn.utils.clip_grad_norm_([w for w in slow.model.parameters() if w.requires_grad], 1.0)
    optimiser.step()
    assert record.loss[0] == pytest.approx(loss.item(), rel=1e-5)
    got, wanted = weights(loaded), weights(slow)
    assert max(float((got[k] - wanted[k]).abs().max()) for k in got) < 1e-5


def test_the_retain_term_is_the_divergence_from_the_baseline_and_pulls_back(folder):
    data, general = examples(), examples(seed=9)
    plan = Plan(steps=12, learning_rate=1e-2, batch_blocks=4, retain_weight=5.0, retain_blocks=4)
    loose, held = fresh(folder), fresh(folder)
    ids, attention = general.input_ids, general.attention_mask
    train(loose.model, data, Plan(steps=12, learning_rate=1e-2, batch_blocks=4))
    record = train(held.model, data, plan, retain=general, baseline=logits_of(held, "baseline"))
    assert record.retain_kl[0] == pytest.approx(0.0, abs=1e-6), (
        "at the start the model is its baseline"
    )
    assert len(record.retain_kl) == 12 and record.retain_kl[-1] > 0

    def divergence(loaded):
        wanted = logits_of(loaded, "baseline")(ids, attention).log_softmax(-1)
        got = logits_of(loaded, "one")(ids, attention).log_softmax(-1)
        return float((wanted.exp() * (wanted - got)).sum(-1)[attention.bool()].mean())

    assert divergence(held) < divergence(loose)


def test_the_retain_term_lets_go_of_the_targets_own_tokens_that_the_retain_text_does_not_hold(
    folder,
):
    general = examples(seed=9)
    held = int(general.input_ids[1, 3])
    never = sorted(set(range(3, 300)) - set(general.input_ids.unique().tolist()))[:40]
    plan = Plan(steps=1, learning_rate=1e-2, batch_blocks=4, retain_weight=1.0, retain_blocks=7)
    loaded = fresh(folder)
    baseline = logits_of(loaded, "baseline")
    record = train(
        loaded.model,
        examples(),
        plan,
        retain=general,
        baseline=baseline,
        target_tokens=[*never, held],
    )
    chances = baseline(general.input_ids, general.attention_mask).softmax(-1)[
        general.attention_mask.bool()
    ]
    # At the first step model and baseline are one; taking out a mass m and scaling up the rest is a divergence of -log(1 - m).
    lost = -torch.log1p(-chances[:, never].sum(-1))
    assert (
        record.retain_kl[0] == pytest.approx(float(lost.mean()), rel=1e-3)
        and record.retain_kl[0] > 1e-3
    )


@pytest.mark.parametrize(
    ("stopped_at", "every", "optimiser"), [(2, 2, "adamw"), (4, 0, "adamw"), (4, 2, "adamw8bit")]
)
def test_a_run_that_is_killed_and_resumed_ends_with_the_same_bytes(
    folder, tmp_path, monkeypatch, stopped_at, every, optimiser
):
    monkeypatch.setattr(training, "KEEP_EVERY", 2)
    data, plan = (
        examples(),
        Plan(steps=6, learning_rate=1e-2, batch_blocks=3, checkpoint_every=every, warmup_steps=3),
    )
    train = partial(training.train, optimiser=optimiser_class(optimiser, pick_device()))
    whole = fresh(folder, WIDE)
    straight = train(whole.model, data, plan)

    class Killed(Exception):
        pass

    def kill(step, steps, loss):
        if step == stopped_at + 1:
            raise Killed

    state, broken = tmp_path / "state.safetensors", fresh(folder, WIDE)
    with pytest.raises(Killed):
        train(broken.model, data, plan, state_file=state, progress=kill)
    assert state.is_file()
    again = fresh(folder, WIDE)
    record = train(again.model, data, plan, state_file=state)
    assert record.resumed_at == stopped_at and record.loss == straight.loss
    assert not state.exists(), "nothing is left behind"
    first, second = weights(whole), weights(again)
    assert all(torch.equal(first[key], second[key]) for key in first)


def test_a_state_of_another_plan_or_a_torn_one_is_not_used(folder, tmp_path):
    data, state = examples(), tmp_path / "state.safetensors"

    def stop(step, steps, loss):
        if step == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(
            fresh(folder).model,
            data,
            Plan(steps=4, learning_rate=1e-2, batch_blocks=3, checkpoint_every=1),
            state_file=state,
            progress=stop,
        )
    assert (
        train(
            fresh(folder).model,
            data,
            Plan(steps=4, learning_rate=2e-2, batch_blocks=3),
            state_file=state,
        ).resumed_at
        == 0
    )
    state.write_bytes(b"\x10torn")
    assert (
        train(
            fresh(folder).model,
            data,
            Plan(steps=2, learning_rate=1e-2, batch_blocks=3),
            state_file=state,
        ).resumed_at
        == 0
    )


def test_the_state_of_another_optimiser_is_not_used(folder, tmp_path):
    data, state = examples(), tmp_path / "state.safetensors"
    plan = Plan(steps=4, learning_rate=1e-2, batch_blocks=3, checkpoint_every=1)

    def stop(step, *_):
        if step == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(fresh(folder).model, data, plan, state_file=state, progress=stop)
    other = optimiser_class("adamw8bit", pick_device())
    assert train(fresh(folder).model, data, plan, state_file=state, optimiser=other).resumed_at == 0


def test_an_optimiser_in_eight_bits_learns_nearly_the_same_and_a_paged_one_says_that_it_is_not_paged_here(
    folder,
):
    data, plan, told, losses = examples(), Plan(steps=8, learning_rate=1e-2, batch_blocks=4), [], {}
    for kind in ("adamw", "adamw8bit", "paged_adamw8bit"):
        made = optimiser_class(kind, Device("cpu", "float32", ""), told.append)
        losses[kind] = train(fresh(folder, WIDE).model, data, plan, optimiser=made).loss
    assert (
        losses["adamw"]
        != losses["adamw8bit"]
        == losses["paged_adamw8bit"]
        == pytest.approx(losses["adamw"], rel=0.05)
    )
    assert len(told) == 1 and "a paged optimiser needs a GPU" in told[0]


def test_a_retain_term_without_a_text_is_an_error(folder):
    plan = Plan(steps=1, learning_rate=1e-2, batch_blocks=4, retain_weight=1.0, retain_blocks=2)
    none = Examples.next_token(*pad_blocks([], 0))
    for retain in (None, none):
        with pytest.raises(TrainingError, match="no text"):
            train(fresh(folder).model, examples(), plan, retain=retain, baseline=lambda *_: None)
    assert (
        train(
            fresh(folder).model,
            examples(),
            dataclasses.replace(plan, retain_weight=0.0),
            retain=none,
        ).retain_kl
        == []
    )


def test_fewer_blocks_than_processes_are_refused(folder):
    many, plan = (
        SimpleNamespace(num_processes=3),
        Plan(steps=1, learning_rate=1e-2, batch_blocks=3, retain_weight=1.0, retain_blocks=2),
    )
    with pytest.raises(TrainingError, match="2 blocks, 3 processes"):
        train(
            fresh(folder).model,
            examples(),
            plan,
            retain=examples(),
            baseline=lambda *_: None,
            accelerator=many,
        )


def kept_for_gradients(train_once) -> int:
    """Bytes that autograd keeps while a training runs, base weights and all, each storage once."""
    storages = {}

    def keep(tensor):
        storages[tensor.untyped_storage().data_ptr()] = tensor.untyped_storage().nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        train_once()
    return sum(storages.values())


def test_gradient_checkpointing_trains_to_the_same_bits_and_keeps_less(folder):
    data, general = examples(count=8, length=64), examples(seed=9)
    ended, held = {}, {}
    for on in (False, True):
        loaded = fresh(folder)
        passes = logits_of(loaded, "baseline")
        plan = Plan(steps=3, learning_rate=1e-2, batch_blocks=8, retain_weight=1.0, retain_blocks=2)
        record = train(
            loaded.model, data, plan, retain=general, baseline=passes, gradient_checkpointing=on
        )
        ended[on] = weights(loaded), record.loss, record.retain_kl
        assert not any(
            getattr(part, "gradient_checkpointing", False) for part in loaded.model.modules()
        ), "it is off again"
        another, one = fresh(folder), Plan(steps=1, learning_rate=1e-2, batch_blocks=8)
        held[on] = kept_for_gradients(
            partial(train, another.model, data, one, gradient_checkpointing=on)
        )
    assert ended[True][1:] == ended[False][1:]
    assert all(torch.equal(ended[True][0][key], ended[False][0][key]) for key in ended[False][0])
    assert held[True] < 0.8 * held[False]


def test_what_does_not_change_in_the_first_step_is_an_error(folder):
    data = examples()
    cut = fresh(folder)
    layer = cut.model.base_model.model.model.layers[0].mlp
    layer.register_forward_hook(
        lambda module, args, out: out.detach()
    )  # as checkpointing without input gradients does
    with pytest.raises(TrainingError, match="did not change in the first step"):
        train(cut.model, data, Plan(steps=1, learning_rate=1e-2, batch_blocks=4))
    meddled = fresh(folder)
    norm = meddled.model.base_model.model.model.norm

    def meddle(module, args, out):
        norm.weight.data.add_(1.0)

    norm.register_forward_hook(meddle)
    with pytest.raises(TrainingError, match="frozen weights changed"):
        train(meddled.model, data, Plan(steps=1, learning_rate=1e-2, batch_blocks=4))


def test_nothing_to_learn_and_nothing_to_train_are_errors(folder):
    data = examples()
    none = Examples(data.input_ids, torch.full_like(data.labels, IGNORED), data.attention_mask)
    with pytest.raises(TrainingError, match="no position has a label"):
        train(fresh(folder).model, none, Plan(steps=1, learning_rate=1e-2, batch_blocks=4))
    with pytest.raises(TrainingError, match="nothing is trainable"):
        train(load_base(folder).model, data, Plan(steps=1, learning_rate=1e-2, batch_blocks=4))
    with pytest.raises(TrainingError, match="not finite"):
        train(fresh(folder).model, data, Plan(steps=4, learning_rate=1e30, batch_blocks=4))


def test_rows_that_stand_at_their_places_are_only_padded():
    rows = [np.array([1, 5, 6], dtype=np.uint16), np.array([1, 7], dtype=np.uint16)]
    labels = [np.array([9, -100, 3]), np.array([8, -100])]
    examples = training.Examples.from_rows(rows, labels, pad_id=0)
    assert examples.input_ids.tolist() == [[1, 5, 6], [1, 7, 0]]
    assert examples.labels.tolist() == [[9, -100, 3], [8, -100, -100]]
    assert examples.attention_mask.tolist() == [[1, 1, 1], [1, 1, 0]] and examples.labelled == 3


def test_a_spread_of_examples_holds_both_ends():
    ids = torch.arange(10)[:, None].repeat(1, 3)
    examples = training.Examples.next_token(ids, torch.ones_like(ids))
    assert examples.spread(4).input_ids[:, 0].tolist() == [0, 3, 6, 9]
    assert len(examples.spread(50)) == 10


def test_the_mean_loss_is_that_of_all_labels_whatever_the_batch():
    logits = torch.randn(5, 4, 11, generator=torch.Generator().manual_seed(0))
    ids = torch.randint(0, 11, (5, 4), generator=torch.Generator().manual_seed(1))
    attention = torch.ones_like(ids)
    attention[2, 2:] = 0
    examples = training.Examples.next_token(ids, attention)
    wanted = torch.nn.functional.cross_entropy(
        logits.reshape(-1, 11), examples.labels.reshape(-1), ignore_index=-100
    )
    served = iter(())

    def model(input_ids, attention_mask):
        return next(served)

    for batch in (1, 2, 5):
        served = iter(logits.split(batch))
        assert training.mean_loss(model, examples, batch) == pytest.approx(float(wanted), abs=1e-6)


def test_the_plan_names_its_checkpoints():
    assert training.Plan(
        steps=7, learning_rate=1, batch_blocks=1, checkpoint_every=3
    ).checkpoints() == (3, 6, 7)
    assert training.Plan(
        steps=6, learning_rate=1, batch_blocks=1, checkpoint_every=3
    ).checkpoints() == (3, 6)
    assert training.Plan(steps=6, learning_rate=1, batch_blocks=1).checkpoints() == (6,)


def test_the_rate_rises_and_falls_as_the_plan_says():
    plan = Plan(steps=11, learning_rate=2.0, batch_blocks=1, warmup_steps=2, final_rate=0.1)
    rates = [plan.rate_at(step) for step in range(11)]
    assert (
        rates[0] == pytest.approx(1.0)
        and rates[5] == pytest.approx(1.1)
        and rates[10] == pytest.approx(0.2)
    )
    assert all(high > low for high, low in zip(rates[1:], rates[2:], strict=False))
    assert {
        Plan(steps=5, learning_rate=2.0, batch_blocks=1).rate_at(step) for step in range(5)
    } == {2.0}


def test_a_run_that_is_broken_off_is_the_beginning_of_the_whole(folder):
    data, plan = (
        examples(),
        Plan(
            steps=6,
            learning_rate=1e-2,
            batch_blocks=3,
            checkpoint_every=2,
            warmup_steps=3,
            final_rate=0.1,
        ),
    )
    short = dataclasses.replace(plan, stop_after=3)
    kept = []
    assert (
        train(fresh(folder).model, data, short, on_checkpoint=kept.append).loss
        == train(fresh(folder).model, data, plan).loss[:3]
    )
    assert (
        kept == list(short.checkpoints()) == [2, 3] and short.epochs(data) == plan.epochs(data) / 2
    )
