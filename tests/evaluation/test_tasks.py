"""Tasks: accuracy against a slow and obvious computation, faults in the files, and the cache."""

import json
import os
import shutil
from pathlib import Path

import pytest
import torch
import yaml
from lm_eval.api.instance import Instance
from lm_eval.models.huggingface import HFLM
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from whp_kit.errors import InputError
from whp_kit.evaluation import tasks
from whp_kit.evaluation.intervals import wilson_ci95
from whp_kit.evaluation.other_methods import Combination, as_role
from whp_kit.evaluation.tasks import SHIPPED_TASKS, TaskCache, evaluate_role_tasks, evaluate_tasks
from whp_kit.models import adapters
from whp_kit.models.digest import role_digest

SHIPPED = Path(__file__).resolve().parents[2] / "data" / "tasks"
ITEMS = {
    "tiny_boolq": [
        ("Is ice cold?", ["yes", "no"], 0),
        ("Is fire cold?", ["yes", "no"], 1),
        ("Is rain wet?", ["yes", "no"], 0),
    ]
    * 3,
    "tiny_piqa": [
        (f"To open box {i},", ["lift the lid.", "boil an egg in it"], i % 2) for i in range(9)
    ],
    "tiny_arc_easy": [
        (f"Colour {i}:", ["red", "a deep blue", "green", "grey"], i % 4) for i in range(9)
    ],
}


@pytest.fixture(scope="module")
def tokenizer():
    made = Tokenizer(
        models.BPE(
            vocab={c: i + 2 for i, c in enumerate(sorted(pre_tokenizers.ByteLevel.alphabet()))}
            | {"<pad>": 0, "<s>": 1},
            merges=[],
        )
    )
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    made.post_processor = processors.TemplateProcessing(
        single="<s> $A", special_tokens=[("<s>", 1)]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=made, bos_token="<s>", pad_token="<pad>", model_max_length=64
    )


@pytest.fixture(scope="module")
def model():
    torch.manual_seed(1)
    config = LlamaConfig(
        vocab_size=258,
        hidden_size=32,
        intermediate_size=48,
        num_hidden_layers=2,
        num_attention_heads=4,
        max_position_embeddings=64,
        bos_token_id=1,
        pad_token_id=0,
        initializer_range=0.4,
    )
    return LlamaForCausalLM(config).eval()


@pytest.fixture
def tasks_folder(tmp_path):
    for name, items in ITEMS.items():
        (tmp_path / f"{name}.yaml").write_text(
            (SHIPPED / f"{name}.yaml").read_text(encoding="utf-8"), encoding="utf-8"
        )
        rows = [
            {"id": f"{name}-{i}", "context": c, "choices": choices, "answer": a}
            for i, (c, choices, a) in enumerate(items)
        ]
        (tmp_path / f"{name}.jsonl").write_text(
            "".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8"
        )
    return tmp_path


def obvious_accuracy(model, tokenizer, items, by_length=False):
    """One choice at a time, alone in its batch, summed token by token."""
    right = 0
    for context, choices, answer in items:
        scores = []
        for choice in choices:
            before, ids = (
                tokenizer(context)["input_ids"],
                tokenizer(context + " " + choice)["input_ids"],
            )
            with torch.no_grad():
                logs = torch.log_softmax(model(torch.tensor([ids])).logits[0], -1)  # (T, V)
            total = sum(
                logs[place - 1, ids[place]].item() for place in range(len(before), len(ids))
            )
            scores.append(total / len(choice) if by_length else total)
        right += scores.index(max(scores)) == answer
    return right / len(items)


@pytest.mark.parametrize("batch_size", [1, 5, 64])
def test_accuracy_is_that_of_the_obvious_computation(model, tokenizer, tasks_folder, batch_size):
    table = evaluate_tasks(model, tokenizer, tasks_folder, batch_size=batch_size)
    assert list(table) == [*sorted(ITEMS), "mean"]
    for name, items in ITEMS.items():
        row = table[name]
        assert row["acc"] == pytest.approx(obvious_accuracy(model, tokenizer, items))
        assert row["acc_norm"] == pytest.approx(
            obvious_accuracy(model, tokenizer, items, by_length=True)
        )
        assert row["hits"] == [int(obvious_accuracy(model, tokenizer, [item])) for item in items]
        by_length = [int(obvious_accuracy(model, tokenizer, [item], True)) for item in items]
        assert row["hits_norm"] == by_length
        assert row["n"] == 9 and row["ci95"] == wilson_ci95(round(row["acc"] * 9), 9)
    assert table["tiny_boolq"]["chance"] == 0.5 and table["tiny_arc_easy"]["chance"] == 0.25
    assert (
        table["mean"]["acc"] == pytest.approx(sum(table[name]["acc"] for name in ITEMS) / 3)
        and table["mean"]["n"] == 27
    )
    normalised = [table[name]["acc_norm"] for name in ITEMS]
    assert table["mean"]["acc_norm"] == pytest.approx(sum(normalised) / 3)
    json.dumps(table)  # plain numbers, ready for scores.json


@pytest.mark.parametrize("max_length", [None, 24])  # 24: contexts are cut from the left
def test_smaller_batches_give_the_harness_own_answers(model, tokenizer, max_length, monkeypatch):
    requests = [
        Instance("loglikelihood", {}, (context, " " + choice), 0)
        for items in ITEMS.values()
        for context, choices, _ in items
        for choice in choices
    ]
    longest = 24 if max_length else 32
    monkeypatch.setattr(tasks, "LOGITS_BYTES", 3 * 4 * longest * model.config.vocab_size)
    options = {"tokenizer": tokenizer, "batch_size": 7, "max_length": max_length}
    plain = HFLM(pretrained=model, **options)
    fitting = tasks.HarnessModel(model, **options)
    ours, theirs = fitting.loglikelihood(requests), plain.loglikelihood(requests)
    assert fitting.batch_size < 7
    assert [greedy for _, greedy in ours] == [greedy for _, greedy in theirs]
    assert [value for value, _ in ours] == pytest.approx([value for value, _ in theirs], abs=1e-4)


def test_the_model_keeps_its_mode(model, tokenizer, tasks_folder):
    model.train()
    try:
        evaluate_tasks(model, tokenizer, tasks_folder)
        assert model.training
    finally:
        model.eval()


def test_the_limit_takes_the_first_items_and_changed_data_are_read_anew(
    model, tokenizer, tasks_folder
):
    few = evaluate_tasks(model, tokenizer, tasks_folder, limit=2)
    assert few["tiny_piqa"]["n"] == 2 and few["tiny_piqa"]["acc"] == pytest.approx(
        obvious_accuracy(model, tokenizer, ITEMS["tiny_piqa"][:2])
    )
    assert evaluate_tasks(model, tokenizer, tasks_folder)["tiny_piqa"]["n"] == 9
    path = tasks_folder / "tiny_piqa.jsonl"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:4]))
    assert evaluate_tasks(model, tokenizer, tasks_folder)["tiny_piqa"]["n"] == 4
    with pytest.raises(InputError, match="below one"):
        evaluate_tasks(model, tokenizer, tasks_folder, limit=0)


def test_nothing_is_printed(model, tokenizer, tasks_folder, capfd, caplog):
    evaluate_tasks(model, tokenizer, tasks_folder)
    assert capfd.readouterr() == ("", "") and not caplog.records


def test_the_shipped_tasks_have_the_form_of_the_papers_seven():
    files = sorted(SHIPPED.glob("*.yaml"))
    assert sorted(path.stem for path in files) == sorted(SHIPPED_TASKS)
    for path in files:
        config = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert (
            config["task"] == path.stem
            and config["output_type"] == "multiple_choice"
            and config["target_delimiter"] == " "
        )
        assert (
            config["dataset_kwargs"]["data_files"] == {"test": f"{path.stem}.jsonl"}
            and os.sep not in config["dataset_kwargs"]["data_files"]["test"]
        )


ITEM = {"id": "a", "context": "It is", "choices": ["hot", "cold"], "answer": 0}


@pytest.mark.parametrize(
    "line, words",
    [
        (json.dumps({**ITEM, "answer": 2}), "not the index of a choice"),
        (json.dumps({**ITEM, "answer": -1}), "not the index of a choice"),
        (json.dumps({**ITEM, "choices": ["hot"]}), "two or more"),
        (json.dumps({**ITEM, "choices": ["hot", "hot"]}), "different texts"),
        (json.dumps(ITEM) + "\n" + json.dumps(ITEM), "earlier line"),
        ("", "holds no record"),
    ],
)
def test_faults_in_the_items(model, tokenizer, tasks_folder, line, words):
    (tasks_folder / "tiny_piqa.jsonl").write_text(line)
    with pytest.raises(InputError, match=words):
        evaluate_tasks(model, tokenizer, tasks_folder)


def test_what_is_too_long_is_told(model, tokenizer, tasks_folder):
    assert evaluate_tasks(model, tokenizer, tasks_folder, max_length=24)["tiny_piqa"]["cut"] == 9
    with pytest.raises(InputError, match="longer than what the model reads"):
        evaluate_tasks(model, tokenizer, tasks_folder, max_length=16)


def test_faults_in_the_folder(model, tokenizer, tasks_folder, tmp_path):
    with pytest.raises(InputError, match="missing or holds no YAML"):
        evaluate_tasks(model, tokenizer, tmp_path / "nowhere")
    (tasks_folder / "tiny_piqa.jsonl").unlink()
    with pytest.raises(InputError, match="data file of the task"):
        evaluate_tasks(model, tokenizer, tasks_folder)
    (tasks_folder / "tiny_piqa.yaml").write_text("task: tiny_piqa\n")
    with pytest.raises(InputError, match="does not name its data file"):
        evaluate_tasks(model, tokenizer, tasks_folder)


@pytest.fixture
def harness_calls(monkeypatch):
    """The limit of every call of the harness."""
    calls, real = [], tasks.evaluate_tasks

    def counted(*args, **options):
        calls.append(options["limit"])
        return real(*args, **options)

    monkeypatch.setattr(tasks, "evaluate_tasks", counted)
    return calls


@pytest.fixture
def two_tasks(tmp_path):
    """A folder with two of the shipped tasks."""
    place = tmp_path / "tasks"
    place.mkdir()
    for name in ("tiny_piqa", "tiny_boolq"):
        for end in ("yaml", "jsonl"):
            shutil.copy(SHIPPED / f"{name}.{end}", place)
    return place


def results_of(loaded, adapter, folder, cache, limit=3):
    return evaluate_role_tasks(loaded, adapter, folder, batch_size=8, limit=limit, cache=cache)


def test_the_same_evaluation_is_read_from_the_cache(loaded, two_tasks, tmp_path, harness_calls):
    cache = TaskCache(tmp_path / "cache")
    first = results_of(loaded, None, two_tasks, cache)
    again = results_of(loaded, "baseline", two_tasks, TaskCache(tmp_path / "cache"))
    assert again == first
    assert isinstance(again["mean"]["ci95"], tuple)
    assert harness_calls == [3]


def test_without_a_cache_nothing_is_kept(loaded, two_tasks, harness_calls):
    assert results_of(loaded, None, two_tasks, None) == results_of(loaded, None, two_tasks, None)
    assert harness_calls == [3, 3]


def test_another_limit_or_other_items_are_evaluated(loaded, two_tasks, tmp_path, harness_calls):
    cache = TaskCache(tmp_path / "cache")
    results_of(loaded, None, two_tasks, cache)
    results_of(loaded, None, two_tasks, cache, limit=2)
    file = two_tasks / "tiny_piqa.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[1:]), encoding="utf-8")
    results_of(loaded, None, two_tasks, cache)
    assert harness_calls == [3, 2, 3]


def test_an_adapter_is_evaluated_anew_only_when_it_is_on(
    loaded, two_tasks, tmp_path, harness_calls
):
    cache = TaskCache(tmp_path / "cache")
    results_of(loaded, None, two_tasks, cache)
    adapters.add_adapter(loaded, "one", 4, 8)
    results_of(loaded, None, two_tasks, cache)
    assert len(harness_calls) == 1, "an adapter that is off changes nothing"
    results_of(loaded, "one", two_tasks, cache)
    weights = dict(loaded.model.named_parameters())
    next(weight for name, weight in weights.items() if "lora_B.one" in name).data.add_(0.1)
    results_of(loaded, "one", two_tasks, cache)
    assert len(harness_calls) == 3


def test_a_damaged_file_of_the_cache_is_made_again(loaded, two_tasks, tmp_path, harness_calls):
    cache = TaskCache(tmp_path / "cache")
    first = results_of(loaded, None, two_tasks, cache)
    (file,) = cache.folder.iterdir()
    for damage in ("{torn", "[]", '{"results": {"mean": 1}}'):
        file.write_text(damage, encoding="utf-8")
        assert results_of(loaded, None, two_tasks, cache) == first
    assert len(harness_calls) == 4


def test_logits_put_together_are_not_looked_up(loaded, two_tasks, tmp_path, harness_calls):
    """A combination has the weights of its base: by them it would get the base's results."""
    cache = TaskCache(tmp_path / "cache")
    adapters.add_adapter(loaded, "reinforced", 4, 8)
    results_of(loaded, None, two_tasks, cache)
    combination = as_role(Combination(loaded, "reinforced", 1.0))
    for _ in range(2):
        results_of(combination.loaded, combination.adapter, two_tasks, cache)
    assert len(harness_calls) == 3


def test_a_digest_that_is_known_is_not_computed_again(loaded):
    assert role_digest(loaded, None, base="known") == "known"
