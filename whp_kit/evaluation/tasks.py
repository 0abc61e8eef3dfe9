"""What the forgetting cost: multiple-choice tasks by the Language Model Evaluation Harness (METHOD 6).

The shipped tasks (`data/tasks`, in the form of the paper's seven) and the real ones go through the same harness code: it builds the
requests, picks the likeliest choice and averages. Two things are ours. The harness asks for log-likelihoods; `HarnessModel` answers
with logits at the choices' positions alone. And what does not depend on the model (tasks, requests, token ids) is kept between calls,
since one curve asks the same questions ten times.

Not done here: few-shot prompts, chat templates, generation tasks. The model is left as it was, training or not.
"""

import contextlib
import inspect
import io
import logging
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import torch
import yaml
from datasets import Dataset
from datasets import logging as datasets_logging
from lm_eval.api.instance import Instance
from lm_eval.api.task import ConfigurableTask, Task
from lm_eval.evaluator import evaluate
from lm_eval.models.huggingface import HFLM
from lm_eval.tasks import TaskManager

from whp_kit.errors import InputError
from whp_kit.evaluation.intervals import wilson_ci95
from whp_kit.files import read_jsonl, require_unique

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


def evaluate_tasks(
    model,
    tokenizer,
    tasks: str | Path | Sequence[str],
    *,
    batch_size: int = 64,
    limit: int | None = None,
    max_length: int | None = None,
) -> dict[str, dict]:
    """Accuracy of `model` on each task, and the mean over tasks.

    `tasks`: a folder of YAML tasks with their JSON Lines (read from disk, no network), or names the harness knows (their data are
    downloaded the first time). `limit`: the first so many items of each task. `max_length` in tokens, default the model's own.
    Returns {task: {"acc", "stderr", "ci95": (low, high), "acc_norm", "n", "chance", "cut", "hits"}, "mean": {"acc", "stderr", "ci95", "n",
    "chance"}}: shares in [0, 1]; `stderr` as the harness has it; `cut`: items whose context was too long and lost its beginning;
    `hits`: 1 or 0 for each item, in the file's order; "mean" weighs tasks alike, its n is the sum.
    """
    if limit is not None and limit < 1:
        raise InputError(
            "The limit of items per task is below one",
            value=limit,
            remedy="leave it out for all items, or give at least 1",
        )
    training = model.training
    model.eval()
    try:
        with _quiet():
            prepared = _prepare(tasks, limit)
            lm = HarnessModel(
                model, tokenizer, prepared.encoded_for(tokenizer), batch_size, max_length
            )
            found = evaluate(
                lm=lm,
                task_dict={"tasks": prepared.tasks},
                limit=limit,
                bootstrap_iters=0,
                log_samples=True,
            )
    finally:
        model.train(training)
    hits = {name: [int(one["acc"]) for one in found["samples"][name]] for name in prepared.tasks}
    table = {
        name: _row(found["results"][name], task, lm.cut) | {"hits": hits[name]}
        for name, task in prepared.tasks.items()
    }
    return {**table, "mean": _mean(table.values())}


class HarnessModel(HFLM):
    """The harness's own model class, quicker: logits only where a choice stands, one pass for choices that differ in their last token.

    `encoded` keeps (context, choice) -> token ids between calls. The answers are HFLM's, which a test holds it to.
    """

    def __init__(self, model, tokenizer, encoded: dict, batch_size: int, max_length: int | None):
        super().__init__(
            pretrained=model, tokenizer=tokenizer, batch_size=batch_size, max_length=max_length
        )
        self._encoded = encoded
        self.cut: set[tuple[str, str]] = set()  # (context, choice) that did not fit
        forward = getattr(model, "get_base_model", lambda: model)().forward
        self._keeps_some = "logits_to_keep" in inspect.signature(forward).parameters

    def _encode_pair(self, context: str, continuation: str) -> tuple[list[int], list[int]]:
        key = (context, continuation)
        if key not in self._encoded:
            self._encoded[key] = super()._encode_pair(context, continuation)
        return self._encoded[key]

    def _loglikelihood_tokens(
        self, requests, disable_tqdm: bool = False, override_bs: int | None = None
    ) -> list[tuple[float, bool]]:
        """(log-likelihood in nats of the continuation, whether it is the greedy one) for each (strings, context ids, continuation ids)."""
        groups: dict[
            tuple[int, ...], list[int]
        ] = {}  # what the model must read -> the requests that it answers
        for number, (strings, context, continuation) in enumerate(requests):
            if len(continuation) > self.max_length:
                raise InputError(
                    "A choice is longer than what the model reads",
                    value=strings[1],
                    remedy="shorten it, or raise max_length",
                )
            if len(context) + len(continuation) > self.max_length + 1:
                self.cut.add(strings)
            seen = tuple((context + continuation)[-(self.max_length + 1) : -1])
            groups.setdefault(seen, []).append(number)
        order = sorted(
            groups,
            key=lambda seen: (-len(seen), min(len(requests[n][2]) for n in groups[seen]), seen),
        )
        answers: list[tuple[float, bool]] = [(0.0, False)] * len(requests)
        step = override_bs or self.batch_size
        for start in range(0, len(order), step):
            batch = order[start : start + step]
            width = len(batch[0])
            first = min(
                len(seen) - len(requests[n][2]) for seen in batch for n in groups[seen]
            )  # first position that predicts a choice
            ids = torch.tensor(
                [seen + (0,) * (width - len(seen)) for seen in batch], device=self.device
            )  # (B, T), padded on the right
            logs = self._log_probabilities(ids, first)  # (B, T - first, V)
            best = logs.argmax(dim=-1).tolist()
            rows, columns, tokens, owners = [], [], [], []
            for row, seen in enumerate(batch):
                for n in groups[seen]:
                    wanted = requests[n][2]
                    place = len(seen) - len(wanted) - first
                    rows += [row] * len(wanted)
                    columns += range(place, place + len(wanted))
                    tokens += wanted
                    owners.append(
                        (n, len(wanted), best[row][place : place + len(wanted)] == wanted)
                    )
            picked = logs[rows, columns, tokens].double().cpu()
            for (n, _, greedy), part in zip(
                owners, picked.split([length for _, length, _ in owners]), strict=True
            ):
                answers[n] = (float(part.sum()), greedy)
        return answers

    def _log_probabilities(self, ids: torch.Tensor, first: int) -> torch.Tensor:
        """(B, T) ids -> (B, T - first, V) log-probabilities of the next token from `first` on. No mask: padding is on the right."""
        with torch.no_grad():
            if self._keeps_some:
                logits = self.model(
                    input_ids=ids, use_cache=False, logits_to_keep=ids.shape[1] - first
                ).logits
            else:
                logits = self.model(input_ids=ids, use_cache=False).logits[:, first:]
            return torch.log_softmax(logits.float(), dim=-1)


@dataclass
class Prepared:
    """Tasks with their requests, and the token ids of each tokenizer that has asked."""

    tasks: dict[str, Task]
    _encoded: dict[int, tuple[object, dict]] = field(default_factory=dict)

    def encoded_for(self, tokenizer) -> dict:
        """(context, choice) -> token ids, for this tokenizer; the tokenizer is held too, so that its id is not given to another."""
        return self._encoded.setdefault(id(tokenizer), (tokenizer, {}))[1]


_PREPARED: dict[tuple, Prepared] = {}


def _prepare(tasks: str | Path | Sequence[str], limit: int | None) -> Prepared:
    """Tasks from memory if nothing about them has changed since, else built anew."""
    if isinstance(tasks, (str, Path)):
        files = sorted(Path(tasks).glob("*.yaml"))
        if not files:
            raise InputError(
                "The folder of tasks is missing or holds no YAML task",
                value=str(tasks),
                remedy="point [world] tasks at data/tasks",
            )
        data = [_data_file(path) for path in files]
        stamps = tuple(
            (str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in [*files, *data]
        )
        key, build = (
            (stamps, limit),
            lambda: {task.config.task: task for task in map(_shipped_task, files, data)},
        )
    else:
        key, build = (tuple(tasks), limit), lambda: _known_tasks(tasks)
    if key not in _PREPARED:
        built = build()
        for task in built.values():
            if task.config.num_fewshot is None:
                task.set_config(key="num_fewshot", value=0)
            _build_once(task)
        _PREPARED[key] = Prepared(built)
    return _PREPARED[key]


def _shipped_task(path: Path, data: Path) -> ConfigurableTask:
    """A harness task from YAML, its items checked and given from memory: no cache on disk, no network, no machine's path in the YAML."""
    config = yaml.safe_load(path.read_text(encoding="utf-8"))
    items = read_jsonl(
        data, "task file", {"id": str, "context": str, "choices": list, "answer": int}
    )
    require_unique(items, "id")
    for where, item in items:
        choices = item["choices"]
        if (
            len(choices) < 2
            or len(set(map(str, choices))) < len(choices)
            or not all(isinstance(c, str) and c.strip() for c in choices)
        ):
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
    rows = [
        {name: item[name] for name in ("id", "context", "choices", "answer")} for _, item in items
    ]
    return ConfigurableTask(
        config={
            **config,
            "custom_dataset": lambda **_: {config["test_split"]: Dataset.from_list(rows)},
        }
    )


def _data_file(path: Path) -> Path:
    """The JSON Lines file that a task's YAML names, which stands beside it."""
    try:
        config = yaml.safe_load(path.read_text(encoding="utf-8"))
        data = path.parent / config["dataset_kwargs"]["data_files"][config["test_split"]]
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise InputError(
            "The task's YAML does not name its data file",
            value=str(path),
            remedy="write test_split: test and dataset_kwargs: {data_files: {test: NAME.jsonl}}",
        ) from error
    if not data.is_file():
        raise InputError(
            f"The data file of the task {path.name} does not exist",
            value=str(data),
            remedy="restore it, or take the YAML away",
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
        raise InputError(f"The data of the tasks could not be had: {error}", value=list(names),
                         remedy="connect to the network once, or point [world] tasks at data/tasks") from error  # fmt: skip
    other = [name for name, task in tasks.items() if task.OUTPUT_TYPE != "multiple_choice"]
    if other:
        raise InputError(
            "Not a multiple-choice task",
            value=other,
            remedy="leave it out; nothing else is measured here",
        )
    return tasks


def _build_once(task: Task) -> None:
    """Let the task keep its requests: the harness asks it to build them before each evaluation, and only the answers have gone stale."""
    build = task.build_all_requests

    def rebuild(**arguments):
        if getattr(task, "_instances", None) is None:
            build(**arguments)
        for instance in task._instances:
            instance.resps, instance.filtered_resps = [], {}

    task.build_all_requests = rebuild


def _row(result: dict, task: Task, cut: set[tuple[str, str]]) -> dict:
    items: dict[int, Instance] = {}
    for instance in task.instances:
        items[instance.doc_id] = max(
            items.get(instance.doc_id, instance), instance, key=lambda one: one.idx
        )
    n = len(items)
    acc = float(result["acc,none"])
    row = {
        "acc": acc,
        "stderr": math.sqrt(acc * (1 - acc) / (n - 1)) if n > 1 else None,
        "ci95": wilson_ci95(round(acc * n), n),
    }
    if "acc_norm,none" in result:
        row["acc_norm"] = float(result["acc_norm,none"])
    return {
        **row,
        "n": n,
        "chance": sum(1 / (one.idx + 1) for one in items.values()) / n,
        "cut": len({one.doc_id for one in task.instances if one.args in cut}),
    }


def _mean(rows: Iterable[dict]) -> dict:
    """The plain mean over tasks; its standard error takes the tasks' items as independent."""
    rows = list(rows)
    acc = sum(row["acc"] for row in rows) / len(rows)
    stderr = math.sqrt(sum((row["stderr"] or 0) ** 2 for row in rows)) / len(rows)
    return {
        "acc": acc,
        "stderr": stderr,
        "ci95": (max(0.0, acc - 1.96 * stderr), min(1.0, acc + 1.96 * stderr)),
        "n": sum(row["n"] for row in rows),
        "chance": sum(row["chance"] for row in rows) / len(rows),
    }


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """No banners, no bars: the harness writes both to standard error. Errors are raised as ever."""
    loggers = [logging.getLogger(name) for name in ("lm_eval", "datasets")]
    levels = [logger.level for logger in loggers]
    bars = datasets_logging.is_progress_bar_enabled()
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    datasets_logging.disable_progress_bar()
    try:
        with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
        if bars:
            datasets_logging.enable_progress_bar()
