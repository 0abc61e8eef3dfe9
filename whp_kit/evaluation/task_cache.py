"""Results of tasks, kept by who answered and what was asked: the base of ten runs is asked once, not ten times (METHOD 6).

Who answered is told by the weights themselves, as they are held in memory, the adapter's with them; a name tells nothing. What was asked:
the tasks' files to the byte (or their names, for those of the harness), the limit, the harness's version and our own code.
"""

import hashlib
import importlib.metadata
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch

from whp_kit.errors import InputError
from whp_kit.evaluation import tasks as benchmarks
from whp_kit.files import file_digest, read_json, tree_digests, write_json
from whp_kit.models import roles as models
from whp_kit.models.roles import Loaded

UNTOLD = (
    "_name_or_path",
    "name_or_path",
    "transformers_version",
    "tie_word_embeddings",
)  # of a configuration: changes no answer


def evaluate_once(
    loaded: Loaded,
    adapter: str | None,
    tasks: Path | Sequence[str],
    *,
    batch_size: int,
    limit: int | None,
    folder: Path | None = None,
) -> dict[str, dict]:
    """`benchmarks.evaluate_tasks` of a role. With `folder`, a result that stands there is read, and a new one is put there.

    A file that is damaged is made again. The model is left as it was.
    """
    asked = None if folder is None else asked_of(loaded, adapter, tasks, limit)
    path = None if folder is None else folder / f"{_digest(asked)}.json"
    if path is not None and path.is_file():
        try:
            return {task: _restored(row) for task, row in read_json(path)["found"].items()}
        except (InputError, KeyError, TypeError, AttributeError):
            pass
    with models.role(loaded, adapter) as model:
        found = benchmarks.evaluate_tasks(
            model, loaded.tokenizer, tasks, batch_size=batch_size, limit=limit
        )
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_json(path, {"asked": asked, "found": found})
    return found


def asked_of(
    loaded: Loaded, adapter: str | None, tasks: Path | Sequence[str], limit: int | None
) -> dict:
    """All that a result rests on, but for the size of a batch, which moves last digits alone."""
    given = isinstance(tasks, str | Path)
    return {
        "model": role_digest(loaded, adapter),
        "device": f"{loaded.device.name.partition(':')[0]}, {loaded.device.dtype}",
        "tasks": tree_digests(Path(tasks)) if given else list(tasks),
        "limit": limit,
        "harness": importlib.metadata.version("lm-eval"),
        "metric": benchmarks.BENCHMARK_METRIC_VERSION,
        "code": file_digest(Path(benchmarks.__file__)),
    }


def role_digest(loaded: Loaded, adapter: str | None) -> str:
    """Identity of what a role computes: configuration, tokenizer, weights as they are held, and the adapter's, whatever it is called."""
    held = loaded.model.state_dict()
    if loaded.base_digest is None:
        config = {
            name: value
            for name, value in loaded.model.config.to_dict().items()
            if name not in UNTOLD
        }
        base = {_bare(name): value for name, value in held.items() if ".lora_" not in name}
        told = {
            "config": config,
            "tokenizer": loaded.tokenizer.get_vocab(),
            "weights": _digests(base),
        }
        loaded.base_digest = _digest(told)
    if adapter is None or adapter == models.BASELINE:
        return loaded.base_digest
    models.need_adapter(loaded, adapter)
    end = f".{adapter}.weight"
    own = {
        _bare(name.removesuffix(end)): value
        for name, value in held.items()
        if ".lora_" in name and name.endswith(end)
    }
    return _digest(
        {"base": loaded.base_digest, "adapter": loaded.adapters[adapter], "weights": _digests(own)}
    )


def _bare(name: str) -> str:
    """A weight's name without what peft puts around it."""
    return name.removeprefix("base_model.model.").replace(".base_layer", "")


def _digests(weights: Mapping[str, torch.Tensor]) -> dict[str, str]:
    found = {}
    for name, weight in weights.items():
        if isinstance(weight, torch.Tensor):
            flat = weight.detach().cpu().contiguous().reshape(-1).view(torch.uint8)
            found[name] = (
                f"{weight.dtype} {list(weight.shape)} {hashlib.sha256(flat.numpy()).hexdigest()}"
            )
        else:
            found[name] = repr(weight)
    return found


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()


def _restored(row: dict) -> dict:
    """A row as `evaluate_tasks` gives it: JSON knows no tuples."""
    return row | {"ci95": tuple(row["ci95"])}
