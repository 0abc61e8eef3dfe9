"""Trainings of all weights: what they learn, what they leave, and that each is made once."""

import pytest
import torch

from tests.support.trainings import examples
from whp_kit.models.load import load_base
from whp_kit.models.roles import logits_of
from whp_kit.training.loop import Record
from whp_kit.training.steps import label_examples
from whp_kit.training.whole import RECORD, damaged, imitate, trained_once, unlearn_whole


def test_all_weights_learn_the_labels_of_the_larger_alpha(loaded, folder, preset, labels):
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
    assert moved == set(before)
    batch = label_examples(student, labels, preset.last.alpha)
    assert not torch.equal(batch.labels, label_examples(student, labels, 0.0).labels)


def test_an_imitator_comes_near_its_teacher_and_the_teacher_stays(folder, preset):
    preset = preset.override("hardware", optimiser="adamw", gradient_checkpointing=False)
    preset = preset.override("last", steps=30, batch_blocks=2, warmup_steps=0)
    teacher, student = load_base(folder, "none"), load_base(folder, "none")
    with torch.no_grad():
        teacher.model.get_output_embeddings().weight.mul_(3.0)
    before = [weight.clone() for weight in teacher.model.parameters()]
    record = imitate(student, logits_of(teacher, None), examples(), preset, 0)
    assert record.retain_kl == [] and record.loss[-1] < 0.5 * record.loss[0]
    after = teacher.model.parameters()
    assert all(torch.equal(old, new) for old, new in zip(before, after, strict=True))


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
