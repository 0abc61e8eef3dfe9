"""What the forgetting cost: multiple-choice tasks by the Language Model Evaluation Harness.

The shipped tasks (`data/tasks`, in the form of the paper's seven) and the real ones go through the
same code of the harness: it builds the requests, picks the likeliest choice and averages. The paper
reports these tasks beside the familiarity scores (arXiv 2310.02238, "Evaluation").

Results can be kept in a folder (`TaskCache`), since the same baseline is evaluated in every run.
Not done here: few-shot prompts, chat templates, tasks with generated answers.
"""

import contextlib
import importlib.metadata
import io
import logging
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from weakref import WeakKeyDictionary

import numpy as np
import yaml
from datasets import Dataset
from datasets import logging as datasets_logging
from lm_eval.api.task import ConfigurableTask, Task
from lm_eval.evaluator import evaluate
from lm_eval.models.huggingface import HFLM
from lm_eval.tasks import TaskManager
from peft import PeftModel
from transformers import PreTrainedModel

from whp_kit.errors import InputError
from whp_kit.evaluation.intervals import wilson_ci95
from whp_kit.files import (
    file_digest,
    json_digest,
    read_json,
    read_jsonl,
    read_text,
    require_unique,
    tree_digests,
    write_json,
)
from whp_kit.models.digest import base_digest, role_digest
from whp_kit.models.load import Loaded
from whp_kit.models.machine import versions
from whp_kit.models.roles import in_role

BENCHMARK_METRIC_VERSION = 1
PAPER_TASKS = (
    "winogrande",
    "hellaswag",
    "arc_easy",
    "arc_challenge",
    "boolq",
    "piqa",
    "openbookqa",
)
SHIPPED_TASKS = tuple(f"tiny_{name}" for name in PAPER_TASKS)
LOGITS_BYTES = 2**28  # of the float32 logits (B, T, V) of one batch

Tasks = Path | str | Sequence[str]  # a folder of YAML tasks, or names that the harness knows


def evaluate_tasks(
    model,
    tokenizer,
    tasks: Tasks,
    *,
    batch_size: int = 64,
    limit: int | None = None,
    max_length: int | None = None,
) -> dict[str, dict]:
    """Accuracy of `model` on each task, and the mean over tasks.

    `tasks`: a folder of YAML tasks with their JSON Lines (no network), or names that the harness
    knows (their data are downloaded the first time). `limit`: at most this many items of each task,
    the first ones. `max_length` in tokens, default the model's own. The model stays in train or
    eval mode as it was.

    Returns {task: {"acc", "stderr", "ci95", "acc_norm", "n", "chance", "cut", "hits",
    "hits_norm"}, "mean": {"acc", "acc_norm", "stderr", "ci95", "n", "chance"}}; shares in [0, 1].
    `acc_norm`: the choice that is likeliest for each of its characters, not as a whole; the plain
    figure where a task does not ask for it. `cut`: how many items lost the beginning of a context
    that was too long. `hits`, `hits_norm`: 1 or 0 for each item, in the file's order. "mean" gives
    each task the same weight; its n is the sum.
    """
    if limit is not None and limit < 1:
        raise InputError(
            "The limit of items per task is below one",
            value=limit,
            remedy="leave it out for all items, or give at least 1",
        )
    was_training = model.training
    model.eval()
    results = {}
    try:
        with _quiet():
            harness = HarnessModel(model, tokenizer, batch_size, max_length)
            for name, task in load_tasks(tasks).items():
                output = evaluate(
                    lm=harness,
                    task_dict={name: task},
                    limit=limit,
                    bootstrap_iters=0,
                    log_samples=True,
                )
                results[name] = _task_result(
                    output["results"][name], output["samples"][name], harness.cut
                )
    finally:
        model.train(was_training)
    return {**results, "mean": _mean(results.values())}


class HarnessModel(HFLM):
    """The harness's model class, with smaller batches where the logits would not fit.

    The harness computes the logits of every position: 32 questions of `boolq` with 900 tokens each
    and a vocabulary of 49,152 would take 5.7 GB, more than a small GPU has beside the model.
    """

    def __init__(self, model, tokenizer, batch_size: int, max_length: int | None = None):
        super().__init__(
            pretrained=model, tokenizer=tokenizer, batch_size=batch_size, max_length=max_length
        )
        self.largest_batch = batch_size
        self.vocabulary = model.config.get_text_config().vocab_size
        self.cut: set[tuple[str, str]] = set()  # (context, choice) that did not fit

    def _loglikelihood_tokens(self, requests, *args, **options) -> list[tuple[float, bool]]:
        """As in the harness; `requests` are ((context, choice), context ids, choice ids)."""
        longest = 1
        for texts, context, choice in requests:
            if len(choice) > self.max_length:
                raise InputError(
                    "A choice is longer than what the model reads",
                    value=texts[1],
                    remedy="shorten it, or raise max_length",
                )
            if len(context) + len(choice) > self.max_length + 1:
                self.cut.add(texts)
            longest = max(longest, min(len(context) + len(choice), self.max_length))
        rows_that_fit = max(1, LOGITS_BYTES // (4 * longest * self.vocabulary))
        self.batch_size_per_gpu = min(self.largest_batch, rows_that_fit)
        return super()._loglikelihood_tokens(requests, *args, **options)


@dataclass(frozen=True)
class TaskCache:
    """Results of tasks, kept in `folder` for all runs: the same baseline is evaluated once.

    A result is found again by the weights that answered (a name says nothing) and by what was
    evaluated: the tasks' files to the byte, or their names; the limit; the versions of the harness
    and of the libraries that compute; this file. The batch size is no part of it: it changes last
    digits only.
    """

    folder: Path
    # Reading all base weights takes about two seconds for each gigabyte, and a base model does not
    # change: its digest is computed once for each model in memory.
    _base_digests: WeakKeyDictionary = field(
        default_factory=WeakKeyDictionary, repr=False, compare=False
    )

    def read(self, key: dict) -> dict[str, dict] | None:
        """The results that were kept under the key; None if there are none or they are damaged."""
        path = self._path(key)
        if not path.is_file():
            return None
        try:
            results = read_json(path)["results"]
            return {task: row | {"ci95": tuple(row["ci95"])} for task, row in results.items()}
        except (InputError, KeyError, TypeError, AttributeError):
            return None

    def write(self, key: dict, results: dict[str, dict]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        write_json(self._path(key), {"key": key, "results": results})

    def key(self, loaded: Loaded, adapter: str | None, tasks: Tasks, limit: int | None) -> dict:
        """What the results of a role depend on."""
        if loaded.model not in self._base_digests:
            self._base_digests[loaded.model] = base_digest(loaded)
        is_folder = isinstance(tasks, str | Path)
        return {
            "model": role_digest(loaded, adapter, base=self._base_digests[loaded.model]),
            "device": f"{loaded.device.name.partition(':')[0]}, {loaded.device.dtype}",
            "tasks": tree_digests(Path(tasks)) if is_folder else list(tasks),
            "limit": limit,
            "harness": importlib.metadata.version("lm-eval"),
            "versions": versions(),
            "metric": BENCHMARK_METRIC_VERSION,
            "code": file_digest(Path(__file__)),
        }

    def _path(self, key: dict) -> Path:
        return self.folder / f"{json_digest(key)}.json"


def evaluate_role_tasks(
    loaded: Loaded,
    adapter: str | None,
    tasks: Tasks,
    *,
    batch_size: int,
    limit: int | None,
    cache: TaskCache | None = None,
) -> dict[str, dict]:
    """`evaluate_tasks` of a role; with `cache`, read from there if it was evaluated before.

    Only a model whose weights say all (transformers' own, or peft's) is looked up in the cache:
    two models whose logits are put together have the weights of one.
    """
    if not isinstance(loaded.model, PreTrainedModel | PeftModel):
        cache = None
    key = cache.key(loaded, adapter, tasks, limit) if cache else None
    results = cache.read(key) if cache else None
    if results is None:
        with in_role(loaded, adapter) as model:
            results = evaluate_tasks(
                model, loaded.tokenizer, tasks, batch_size=batch_size, limit=limit
            )
        if cache:
            cache.write(key, results)
    return results


def hits_of(results: Mapping[str, dict], column: str = "hits") -> dict[str, list[int]]:
    """Task -> whether each item was right, 0 or 1, from the results of `evaluate_tasks`."""
    return {name: row[column] for name, row in results.items() if name != "mean"}


def task_points(tasks: Mapping[str, Sequence[int]]) -> np.ndarray:
    """The hits of all tasks' items, weighted so that their mean is the mean of the tasks."""
    total = sum(len(hits) for hits in tasks.values())
    return np.concatenate(
        [np.array(hits) * total / (len(tasks) * len(hits)) for hits in tasks.values()]
    )


def load_tasks(tasks: Tasks) -> dict[str, Task]:
    """name -> the harness's task, without examples in the prompt."""
    loaded = _shipped_tasks(Path(tasks)) if isinstance(tasks, str | Path) else _known_tasks(tasks)
    for task in loaded.values():
        if task.config.num_fewshot is None:
            task.set_config(key="num_fewshot", value=0)
    return loaded


def _shipped_tasks(folder: Path) -> dict[str, Task]:
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise InputError(
            "The folder of tasks is missing or holds no YAML task",
            value=str(folder),
            remedy="point [world] tasks at data/tasks",
        )
    tasks = [_shipped_task(path) for path in files]
    return {task.config.task: task for task in tasks}


def _shipped_task(path: Path) -> ConfigurableTask:
    """A task from a YAML file. Its items are checked and passed in memory, so that the harness
    needs no cache on the disk, no network and no absolute path in the YAML."""
    config = _read_yaml(path)
    items = read_jsonl(
        _data_file(path, config),
        "task file",
        {"id": str, "context": str, "choices": list, "answer": int},
    )
    require_unique(items, "id")
    for where, item in items:
        _check_item(item, where)
    columns = ("id", "context", "choices", "answer")
    dataset = Dataset.from_list([{name: item[name] for name in columns} for _, item in items])
    split = config["test_split"]
    return ConfigurableTask(config={**config, "custom_dataset": lambda **_: {split: dataset}})


def _read_yaml(path: Path) -> dict:
    try:
        config = yaml.safe_load(read_text(path, "task"))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        config = str(error)
    if not isinstance(config, dict):
        raise InputError(
            "The task is no YAML of names and values",
            value=f"{path}: {config}",
            remedy="write task, test_split and dataset_kwargs as the shipped tasks do",
        )
    return config


def _check_item(item: dict, where: str) -> None:
    choices = item["choices"]
    all_texts = all(isinstance(choice, str) and choice.strip() for choice in choices)
    if len(choices) < 2 or not all_texts or len(set(choices)) < len(choices):
        raise InputError(
            f"The choices must be two or more different texts in {where}",
            value=choices,
            remedy="fill them in",
        )
    if not 0 <= item["answer"] < len(choices):
        raise InputError(
            f"The answer is not the index of a choice in {where}",
            value=item["answer"],
            remedy="count from 0",
        )


def _data_file(path: Path, config: dict) -> Path:
    """The JSON Lines file that a task's YAML names; it lies beside it."""
    try:
        data = path.parent / config["dataset_kwargs"]["data_files"][config["test_split"]]
    except (KeyError, TypeError) as error:
        raise InputError(
            "The task's YAML does not name its data file",
            value=str(path),
            remedy="write test_split: test and dataset_kwargs: {data_files: {test: NAME.jsonl}}",
        ) from error
    if not data.is_file():
        raise InputError(
            f"The data file of the task {path.name} does not exist",
            value=str(data),
            remedy="restore it, or remove the YAML",
        )
    return data


def _known_tasks(names: Sequence[str]) -> dict[str, Task]:
    manager = TaskManager()
    unknown = [name for name in names if name not in manager.all_tasks]
    if unknown or not names:
        raise InputError(
            "The harness knows no such task",
            value=unknown,
            remedy=f"take some of {', '.join(PAPER_TASKS)}, or a folder of YAML tasks",
        )
    try:
        tasks = manager.load(list(names))["tasks"]
    except OSError as error:
        raise InputError(
            f"The data of the tasks could not be loaded: {error}",
            value=list(names),
            remedy="connect to the network once, or point [world] tasks at data/tasks",
        ) from error
    other = [name for name, task in tasks.items() if task.OUTPUT_TYPE != "multiple_choice"]
    if other:
        raise InputError(
            "Not a multiple-choice task",
            value=other,
            remedy="leave it out; only multiple-choice tasks are evaluated here",
        )
    return tasks


def _task_result(result: dict, samples: list[dict], cut: set[tuple[str, str]]) -> dict:
    """One task's row from the harness's averages and its log of the items."""
    samples = sorted(samples, key=lambda sample: sample["doc_id"])
    n = len(samples)
    acc = float(result["acc,none"])
    row = {
        "acc": acc,
        "stderr": math.sqrt(acc * (1 - acc) / (n - 1)) if n > 1 else None,
        "ci95": wilson_ci95(round(acc * n), n),
    }
    normalised = "acc_norm" if "acc_norm,none" in result else "acc"
    choices = [[tuple(texts) for texts in sample["arguments"]] for sample in samples]
    return row | {
        "n": n,
        "chance": sum(1 / len(texts) for texts in choices) / n,
        "cut": sum(not cut.isdisjoint(texts) for texts in choices),
        "acc_norm": float(result[f"{normalised},none"]),
        "hits": [int(sample["acc"]) for sample in samples],
        "hits_norm": [int(sample[normalised]) for sample in samples],
    }


def _mean(rows: Iterable[dict]) -> dict:
    """The plain mean over tasks; its standard error takes the tasks' items as independent."""
    rows = list(rows)
    acc = sum(row["acc"] for row in rows) / len(rows)
    stderr = math.sqrt(sum((row["stderr"] or 0) ** 2 for row in rows)) / len(rows)
    return {
        "acc": acc,
        "acc_norm": sum(row["acc_norm"] for row in rows) / len(rows),
        "stderr": stderr,
        "ci95": (max(0.0, acc - 1.96 * stderr), min(1.0, acc + 1.96 * stderr)),
        "n": sum(row["n"] for row in rows),
        "chance": sum(row["chance"] for row in rows) / len(rows),
    }


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Inside, the harness prints no banners and no progress bars; errors are raised as usual."""
    loggers = [logging.getLogger(name) for name in ("lm_eval", "datasets")]
    levels = [logger.level for logger in loggers]
    had_bars = datasets_logging.is_progress_bar_enabled()
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    datasets_logging.disable_progress_bar()
    try:
        with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
        if had_bars:
            datasets_logging.enable_progress_bar()
