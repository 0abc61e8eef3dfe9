"""taskcache: nobody is asked twice, and whoever or whatever has changed is asked again."""

import shutil

import pytest

from whp_kit.evaluation import evaluate as measure
from whp_kit.evaluation import task_cache as taskcache
from whp_kit.evaluation import tasks as benchmarks
from whp_kit.evaluation.tasks import PAPER_TASKS
from whp_kit.models import adapters, doctor
from whp_kit.paths import DATA
from whp_kit.settings import load_preset


@pytest.fixture
def asked(monkeypatch):
    """How many rows of tasks were asked of a model so far, one entry for each call of the harness."""
    calls, real = [], benchmarks.evaluate_tasks
    monkeypatch.setattr(
        benchmarks,
        "evaluate_tasks",
        lambda *args, **rest: calls.append(rest["limit"]) or real(*args, **rest),
    )
    return calls


@pytest.fixture
def tasks(tmp_path):
    for name in ("tiny_piqa", "tiny_boolq"):
        for end in ("yaml", "jsonl"):
            (tmp_path / "tasks").mkdir(exist_ok=True)
            shutil.copy(DATA / "tasks" / f"{name}.{end}", tmp_path / "tasks")
    return tmp_path / "tasks"


def once(loaded, adapter, tasks, folder, limit=3):
    return taskcache.evaluate_once(loaded, adapter, tasks, batch_size=8, limit=limit, folder=folder)


def test_a_second_asking_reads_the_first_ones_answer(loaded, tasks, tmp_path, asked):
    first = once(loaded, None, tasks, tmp_path / "kept")
    again = once(loaded, "baseline", tasks, tmp_path / "kept")
    assert first == again and asked == [3] and isinstance(again["mean"]["ci95"], tuple)
    assert once(loaded, None, tasks, None) == first and asked == [3, 3], (
        "without a folder nothing is kept"
    )


def test_what_has_changed_is_asked_again(loaded, tasks, tmp_path, asked):
    kept = tmp_path / "kept"
    once(loaded, None, tasks, kept)
    once(loaded, None, tasks, kept, limit=2)
    file = tasks / "tiny_piqa.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[1:]), encoding="utf-8")
    once(loaded, None, tasks, kept)
    adapters.add_adapter(loaded, "one", 4, 8)
    once(loaded, None, tasks, kept)  # an adapter that is off changes nothing
    assert len(asked) == 3
    once(loaded, "one", tasks, kept)
    next(
        weight for name, weight in loaded.model.named_parameters() if "lora_B.one" in name
    ).data.add_(0.1)
    once(loaded, "one", tasks, kept)
    assert len(asked) == 5 and len(list(kept.iterdir())) == 5


def test_a_damaged_file_is_made_again(loaded, tasks, tmp_path, asked):
    first = once(loaded, None, tasks, tmp_path / "kept")
    (file,) = (tmp_path / "kept").iterdir()
    for damage in ("{torn", "[]", '{"found": {"mean": 1}}'):
        file.write_text(damage, encoding="utf-8")
        assert once(loaded, None, tasks, tmp_path / "kept") == first
    assert len(asked) == 4


def test_the_papers_tasks_are_asked_by_name_where_the_hub_answers_and_else_the_worlds(monkeypatch):
    preset, told = load_preset("tiny").override("probes", paper_tasks=True), []
    monkeypatch.setattr(doctor, "ask_hub", lambda: (True, "it answers"))
    assert (
        measure.load_probe_set(preset.world, preset.probes, tell=told.append).tasks == PAPER_TASKS
        and not told
    )
    for answer in (False, None):
        monkeypatch.setattr(
            doctor, "ask_hub", lambda answer=answer: (answer, "no answer within 3 s")
        )
        assert (
            measure.load_probe_set(preset.world, preset.probes, tell=told.append).tasks
            == preset.world.tasks
        )
    assert len(told) == 2 and "no answer within 3 s" in told[0]
    monkeypatch.setattr(doctor, "ask_hub", lambda: pytest.fail("nobody wanted the paper's"))
    assert (
        measure.load_probe_set(preset.world, load_preset("tiny").probes).tasks == preset.world.tasks
    )
