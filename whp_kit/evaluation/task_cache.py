"""Results of tasks, kept by who answered and what was asked: the base of ten runs is asked once, not ten times (METHOD 6).

Who answered is told by the weights themselves, as they are held in memory, the adapter's with them; a name tells nothing. What was asked:
the tasks' files to the byte (or their names, for those of the harness), the limit, the harness's version and our own code.
"""

import importlib.metadata
from collections.abc import Sequence
from pathlib import Path

from whp_kit.errors import InputError
from whp_kit.evaluation import tasks as benchmarks
from whp_kit.files import file_digest, read_json, tree_digests, write_json
from whp_kit.models.digest import json_digest, role_digest
from whp_kit.models.load import Loaded
from whp_kit.models.roles import in_role


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
    path = None if folder is None else folder / f"{json_digest(asked)}.json"
    if path is not None and path.is_file():
        try:
            return {task: _restored(row) for task, row in read_json(path)["found"].items()}
        except (InputError, KeyError, TypeError, AttributeError):
            pass
    with in_role(loaded, adapter) as model:
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


def _restored(row: dict) -> dict:
    """A row as `evaluate_tasks` gives it: JSON knows no tuples."""
    return row | {"ci95": tuple(row["ci95"])}
