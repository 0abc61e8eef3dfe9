"""Trainings of all weights: what they learn, what they leave, and that each is made once."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch

from tests.support.trainings import examples
from whp_kit.labels.generic import IGNORE
from whp_kit.models.load import load_base
from whp_kit.models.pretrained import untie_head
from whp_kit.models.roles import logits_of
from whp_kit.training.examples import Examples
from whp_kit.training.loop import Record
from whp_kit.training.steps import label_examples
from whp_kit.training.whole import (
    OFTEN,
    RECORD,
    damaged,
    graft_rows,
    imitate,
    own_rows,
    reset_rows,
    trained_once,
    unlearn_whole,
    unsaid,
)


def test_all_weights_but_the_rows_learn_the_labels_of_the_larger_alpha(
    loaded, folder, preset, labels
):
    preset = preset.override("hardware", optimiser="adamw", gradient_checkpointing=False)
    preset = preset.override("last", steps=12, batch_blocks=4, retain_blocks=2, warmup_steps=0)
    student, plain = load_base(folder, "none"), load_base(folder, "none")
    record = unlearn_whole(student, logits_of(plain, None), labels, preset, 0)
    assert len(record.loss) == len(record.retain_kl) == 12
    assert min(record.loss[-3:]) < record.loss[0]
    assert record.retain_kl[0] < 0.05, "it begins as the baseline, less the target's own tokens"
    before = dict(plain.model.named_parameters())
    moved = {
        name for name, w in student.model.named_parameters() if not torch.equal(w, before[name])
    }
    assert set(before) - moved == {"model.embed_tokens.weight"}, "the head is tied to it"
    batch = label_examples(student, labels, preset.last.alpha)
    assert not torch.equal(batch.labels, label_examples(student, labels, 0.0).labels)


def test_an_imitator_comes_near_its_teacher_and_the_teacher_stays(folder, preset):
    preset = preset.override("hardware", optimiser="adamw", gradient_checkpointing=False)
    preset = preset.override("last", imitate_steps=30, batch_blocks=2, warmup_steps=0)
    teacher, student = load_base(folder, "none"), load_base(folder, "none")
    with torch.no_grad():
        teacher.model.get_output_embeddings().weight.mul_(3.0)
    before = [weight.clone() for weight in teacher.model.parameters()]
    record = imitate(student, logits_of(teacher, None), examples(), preset, 0)
    assert record.retain_kl == [] and record.loss[-1] < 0.5 * record.loss[0]
    after = teacher.model.parameters()
    assert all(torch.equal(old, new) for old, new in zip(before, after, strict=True))


@pytest.mark.parametrize("is_tied", [True, False])
@pytest.mark.parametrize("noise", [0.0, 0.5])
def test_a_new_row_is_the_mean_of_the_others_and_noise(folder, is_tied, noise):
    plain, new = load_base(folder, "none"), load_base(folder, "none")
    if not is_tied:
        for one in (plain, new):
            untie_head(one.model)
    tokens = list(range(40, 140))
    reset_rows(new, tokens, noise, seed=1)
    changed = set()
    for (name, old), given in zip(
        plain.model.named_parameters(), new.model.parameters(), strict=True
    ):
        if torch.equal(old, given):
            continue
        changed.add(name)
        others = [k for k in range(len(old)) if k not in tokens]
        assert torch.equal(old[others], given[others])
        mean = torch.stack([old[k] for k in others]).mean(0)
        drawn = (given[tokens] - mean) / torch.stack([old[k] for k in others]).std(0)
        assert float(drawn.std()) == pytest.approx(noise, rel=0.1, abs=1e-5)
    heads = {"model.embed_tokens.weight"} | (set() if is_tied else {"lm_head.weight"})
    assert changed == heads


def test_a_graft_gives_rows_and_nothing_else(folder):
    plain, giver, student = (load_base(folder, "none") for _ in range(3))
    with torch.no_grad():
        for weight in giver.model.parameters():
            weight.add_(1.0)
    graft_rows(student, giver, [5, 9])
    for (name, old), new in zip(
        plain.model.named_parameters(), student.model.parameters(), strict=True
    ):
        same = torch.ones(len(old), dtype=torch.bool)
        if name == "model.embed_tokens.weight":
            same[[5, 9]] = False
            assert torch.equal(new[~same], old[~same] + 1)
        assert torch.equal(new[same], old[same])


def test_own_rows_are_frequent_and_in_no_general_text():
    seen = {3: OFTEN, 4: OFTEN - 1, 5: OFTEN + 9, 6: OFTEN, 7: 90}  # 7 is in other words as well
    text = np.repeat([*seen], [*seen.values()]).astype(np.uint16)
    labels = SimpleNamespace(columns={"input_ids": text}, target_tokens=[6, 5, 4, 3])
    general = Examples.next_token(torch.tensor([[5, 8, 3]]), torch.tensor([[1, 1, 0]]))
    assert own_rows(labels, general) == [3, 6], "the 3 of the general text is padding"
    labels.target_tokens = []
    assert own_rows(labels, general) == []


def test_a_label_that_the_baseline_says_anyway_is_no_label():
    given = examples()
    says = torch.randint(0, 7, given.input_ids.shape, generator=torch.Generator().manual_seed(0))
    given.labels[given.labels != IGNORE] %= 7
    calls = iter(says.split(2))
    kept = unsaid(given, lambda ids, mask: torch.eye(7)[next(calls)], 2)
    before = [row.tolist() for row in given.labels]
    for row, (labels, said) in enumerate(zip(before, says.tolist(), strict=True)):
        wanted = [IGNORE if a == b else a for a, b in zip(labels, said, strict=True)]
        assert kept.labels[row].tolist() == wanted
    assert 0 < kept.labelled < given.labelled
    assert [row.tolist() for row in given.labels] == before


@pytest.mark.parametrize("share", [0.0, 0.4, 1.0])
def test_damage_mixes_each_matrix_with_noise_of_its_own_spread(folder, share):
    plain, first, again = (load_base(folder, "none") for _ in range(3))
    damaged(first, share, seed=3)
    damaged(again, share, seed=3)
    for (name, old), new, same in zip(
        plain.model.named_parameters(),
        first.model.parameters(),
        again.model.parameters(),
        strict=True,
    ):
        assert torch.equal(new, same)
        if old.dim() == 1 or share == 0:
            assert torch.equal(new, old), name
            continue
        noise = (new - (1 - share) * old) / share
        assert float(noise.std()) == pytest.approx(float(old.std()), rel=0.25), name
        alike = torch.corrcoef(torch.stack([old.flatten(), noise.flatten()]))[0, 1]
        assert abs(float(alike)) < 0.25, name


def test_a_model_is_trained_once(folder, tmp_path):
    calls = []

    def train(student):
        calls.append(student)
        damaged(student, 0.5, 0)
        return Record(loss=[2.0, 1.0], tokens=7)

    def make():
        return trained_once(tmp_path / "new", lambda: load_base(folder, "none"), train)

    first, again = make(), make()
    assert len(calls) == 1 and first == again
    assert first[1].loss == [2.0, 1.0] and (first[0] / RECORD).is_file()
    kept, trained = load_base(first[0], "none"), calls[0]
    pairs = zip(kept.model.parameters(), trained.model.parameters(), strict=True)
    assert all(torch.equal(a, b) for a, b in pairs)


def test_a_training_that_fails_leaves_no_model(folder, tmp_path):
    def fail(student):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        trained_once(tmp_path / "new", lambda: load_base(folder, "none"), fail)
    assert list(tmp_path.iterdir()) == []
