"""Benchmarks: the harness's accuracy against a slow and obvious one, our model class against the harness's own, and faults at the door."""

import json
import os
from pathlib import Path

import pytest
import torch
import yaml
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from whp_kit.errors import InputError
from whp_kit.evaluation import tasks as benchmarks
from whp_kit.evaluation.intervals import wilson_ci95
from whp_kit.evaluation.tasks import SHIPPED_TASKS, evaluate_tasks

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
def folder(tmp_path):
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
def test_accuracy_is_that_of_the_obvious_computation(model, tokenizer, folder, batch_size):
    table = evaluate_tasks(model, tokenizer, folder, batch_size=batch_size)
    assert list(table) == [*sorted(ITEMS), "mean"]
    for name, items in ITEMS.items():
        row = table[name]
        assert row["acc"] == pytest.approx(obvious_accuracy(model, tokenizer, items))
        assert row["acc_norm"] == pytest.approx(
            obvious_accuracy(model, tokenizer, items, by_length=True)
        )
        assert row["hits"] == [int(obvious_accuracy(model, tokenizer, [item])) for item in items]
        assert row["n"] == 9 and row["ci95"] == wilson_ci95(round(row["acc"] * 9), 9)
    assert table["tiny_boolq"]["chance"] == 0.5 and table["tiny_arc_easy"]["chance"] == 0.25
    assert (
        table["mean"]["acc"] == pytest.approx(sum(table[name]["acc"] for name in ITEMS) / 3)
        and table["mean"]["n"] == 27
    )
    json.dumps(table)  # plain numbers, ready for scores.json


@pytest.mark.parametrize("max_length", [None, 24])  # 24: contexts are cut from the left
def test_answers_are_those_of_the_harness_own_model_class(model, tokenizer, max_length):
    """Every request of the tasks, several choices that differ in the last token only, and a context cut from the left."""
    pairs = [
        (context, " " + choice)
        for items in ITEMS.values()
        for context, choices, _ in items
        for choice in choices
    ]
    pairs += [("Same start", f" en{last}") for last in "dsz"]
    requests = [benchmarks.Instance("loglikelihood", {}, pair, 0) for pair in pairs]
    with benchmarks._quiet():
        lm = benchmarks.HarnessModel(model, tokenizer, {}, 7, max_length)
        ours = lm.loglikelihood(requests)
        theirs = benchmarks.HFLM(
            pretrained=model, tokenizer=tokenizer, batch_size=7, max_length=max_length
        ).loglikelihood(requests)
    assert bool(lm.cut) == (max_length == 24)
    assert [greedy for _, greedy in ours] == [greedy for _, greedy in theirs]
    torch.testing.assert_close(
        torch.tensor([x for x, _ in ours]),
        torch.tensor([x for x, _ in theirs]),
        atol=1e-4,
        rtol=1e-5,
    )


def test_a_second_call_asks_the_new_model_with_the_kept_requests(model, tokenizer, folder):
    evaluate_tasks(model, tokenizer, folder)
    torch.manual_seed(9)
    other = LlamaForCausalLM(model.config)
    assert other.training
    table = evaluate_tasks(other, tokenizer, folder)
    assert other.training  # left as it was
    other.eval()
    for name, items in ITEMS.items():
        assert table[name]["acc"] == pytest.approx(obvious_accuracy(other, tokenizer, items))


def test_the_limit_takes_the_first_items_and_changed_data_are_read_anew(model, tokenizer, folder):
    few = evaluate_tasks(model, tokenizer, folder, limit=2)
    assert few["tiny_piqa"]["n"] == 2 and few["tiny_piqa"]["acc"] == pytest.approx(
        obvious_accuracy(model, tokenizer, ITEMS["tiny_piqa"][:2])
    )
    assert evaluate_tasks(model, tokenizer, folder)["tiny_piqa"]["n"] == 9
    path = folder / "tiny_piqa.jsonl"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:4]))
    assert evaluate_tasks(model, tokenizer, folder)["tiny_piqa"]["n"] == 4
    with pytest.raises(InputError, match="below one"):
        evaluate_tasks(model, tokenizer, folder, limit=0)


def test_nothing_is_printed(model, tokenizer, folder, capfd, caplog):
    evaluate_tasks(model, tokenizer, folder)
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
def test_faults_in_the_items(model, tokenizer, folder, line, words):
    (folder / "tiny_piqa.jsonl").write_text(line)
    with pytest.raises(InputError, match=words):
        evaluate_tasks(model, tokenizer, folder)


def test_what_is_too_long_is_told(model, tokenizer, folder):
    assert evaluate_tasks(model, tokenizer, folder, max_length=24)["tiny_piqa"]["cut"] == 9
    with pytest.raises(InputError, match="longer than what the model reads"):
        evaluate_tasks(model, tokenizer, folder, max_length=16)


def test_faults_in_the_folder(model, tokenizer, folder, tmp_path):
    with pytest.raises(InputError, match="missing or holds no YAML"):
        evaluate_tasks(model, tokenizer, tmp_path / "nowhere")
    (folder / "tiny_piqa.jsonl").unlink()
    with pytest.raises(InputError, match="data file of the task"):
        evaluate_tasks(model, tokenizer, folder)
    (folder / "tiny_piqa.yaml").write_text("task: tiny_piqa\n")
    with pytest.raises(InputError, match="does not name its data file"):
        evaluate_tasks(model, tokenizer, folder)
