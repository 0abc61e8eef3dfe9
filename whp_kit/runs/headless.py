"""Runs the notebooks without a person: papermill over the chain, each into `runs/<run>/notebooks/`,
only where something changed.

A step is skipped while its notebook's code, the package's modules behind it, its parameters, its
preset and every file that it read are unchanged. Deciding that imports neither torch nor papermill.
Where a person has edited a file of a step by hand, the later steps are made again from it.
"""

import contextlib
import hashlib
import json
import logging
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from whp_kit.errors import ArtifactError, MissingArtifact, WhpError
from whp_kit.files import read_json, storage_errors, write_json
from whp_kit.models.config import is_on_hub
from whp_kit.paths import PRESETS
from whp_kit.runs import lock
from whp_kit.runs.notebooks import Notebook, find_notebooks
from whp_kit.runs.progress import Progress
from whp_kit.runs.store import Artifact, Run, staleness
from whp_kit.settings import Preset

STATE = "state.json"
# A panel of many widgets sends thousands of messages; on a busy machine the default of four seconds
# is not enough.
IOPUB_SECONDS = 300


class NotebookError(WhpError):
    """A cell failed. `what` names notebook and cell, `value` is the cell's own error, `path` the
    half-run notebook.
    """

    def __init__(self, what: str, *, value: object, remedy: str, path: Path):
        super().__init__(what, value=value, remedy=remedy)
        self.path = path

    def __str__(self) -> str:
        return f"{self.what}:\n{self.value}\nThe notebook, as far as it ran: {self.path}"


@dataclass
class Outcome:
    """What a headless run did: names of notebooks, wall seconds of those that ran, the folder of
    the run.
    """

    run: Run
    executed: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)


def run_notebooks(
    notebooks: list[Notebook],
    run_name: str,
    preset: Preset,
    *,
    seed: int = 0,
    overrides: dict[str, dict[str, object]] | None = None,
    force_from: str | None = None,
    progress: Progress | None = None,
    after_step: Callable[[], object] | None = None,
) -> Outcome:
    """Executes the notebooks in order into the run; those numbered `force_from` or later also where
    nothing changed.

    Writes the run's steps, `notebooks/` and its `state.json`. A failing cell raises NotebookError
    and leaves the steps before it in place. `after_step` is called after each executed notebook,
    also after one that fails. RunInUse if another process writes the run.
    """
    run = Run(run_name)
    outcome = Outcome(run)
    folder = run.folder / "notebooks"
    with (
        run.locked("whp-kit run"),
        progress or Progress(len(notebooks)) as shown,
        kernel_environment(is_offline(preset, overrides), run),
    ):
        with storage_errors(f"run '{run_name}' could not be written", folder):
            folder.mkdir(parents=True, exist_ok=True)
        state = _read_state(folder / STATE)
        for notebook in notebooks:
            parameters = _common(run_name, preset, seed) | (overrides or {}).get(notebook.name, {})
            fingerprint = _fingerprint(notebook, preset, parameters)
            forced = force_from is not None and notebook.number >= force_from
            reason = (
                "asked for"
                if forced
                else why_run(run, notebook.name, fingerprint, state.get(notebook.name), folder)
            )
            if reason is None:
                outcome.skipped.append(notebook.name)
                shown.finish(f"{notebook.name}: nothing changed")
                continue
            state.pop(notebook.name, None)
            write_json(folder / STATE, state)
            shown.start(notebook.name)
            began = time.monotonic()
            try:
                execute(notebook, folder / notebook.path.name, parameters, shown.cell)
                took = time.monotonic() - began
                manifest = _written_step(run, notebook.name).manifest
                state[notebook.name] = {
                    "fingerprint": fingerprint,
                    "seconds": round(took, 2),
                    "peak_memory_bytes": manifest["peak_memory_bytes"],
                }
                write_json(folder / STATE, state)
            except BaseException:
                if after_step is not None:
                    with contextlib.suppress(WhpError):  # the notebook's own error counts
                        after_step()
                raise
            if after_step is not None:
                after_step()
            outcome.executed.append(notebook.name)
            outcome.seconds[notebook.name] = took
            peak = manifest["peak_memory_bytes"] / 1e9
            shown.finish(
                f"{notebook.name}: {took:.0f} s, peak memory {peak:.2f} GB ({reason})"
                + went_on_from(manifest)
            )
    return outcome


def went_on_from(manifest: dict) -> str:
    """What a step took from a person's hand instead of from its preset, for the line about it."""
    names = [name for name, record in manifest["files"].items() if record.get("edited")]
    return f"; went on from {', '.join(names)}, edited by hand" if names else ""


def why_run(
    run: Run, name: str, fingerprint: dict, recorded: dict | None, folder: Path
) -> str | None:
    """Why the notebook must run, in a few words; None if nothing changed."""
    launched = recorded is not None and recorded.get("launched", False)
    if name not in run.steps() or not (launched or (folder / f"{name}.ipynb").is_file()):
        return "not run before"
    if recorded is None:
        return "not run to its end before"
    reasons = {
        "code": "the notebook changed",
        "package": "the package changed",
        "parameters": "other parameters",
    }
    for key, reason in reasons.items():
        if recorded["fingerprint"].get(key) != fingerprint[key]:
            return reason
    before = recorded["fingerprint"].get("preset")
    for section, digest in fingerprint["preset"].items():
        if not isinstance(before, dict) or before.get(section) != digest:
            return f"the preset changed: [{section}]"
    try:
        causes = staleness(run.peek(name))
    except WhpError as error:
        causes = [error]
    return causes[-1].what if causes else None


def _written_step(run: Run, name: str) -> Artifact:
    """The step that the notebook has just written; ArtifactError if it wrote none."""
    try:
        return run.peek(name)
    except MissingArtifact as error:
        raise ArtifactError(
            f"{name} ran to its end and wrote no step",
            value=str(error.value),
            remedy=f"let its last cell save the step '{name}' of the run that its parameter names",
        ) from error


def count_as_run(run: Run, name: str, preset: Preset, seed: int) -> None:
    """Records a step that `whp_kit.runs.launch` wrote as if its notebook of today had run without
    overrides, so that a headless run skips it. An executed notebook of an earlier run is removed,
    because it shows another step."""
    notebook = next(one for one in find_notebooks() if one.name == name)
    folder, manifest = run.folder / "notebooks", run.peek(name).manifest
    folder.mkdir(parents=True, exist_ok=True)
    (folder / notebook.path.name).unlink(missing_ok=True)
    fingerprint = _fingerprint(notebook, preset, _common(run.name, preset, seed))
    costs = {"seconds": manifest["seconds"], "peak_memory_bytes": manifest["peak_memory_bytes"]}
    write_json(
        folder / STATE,
        _read_state(folder / STATE)
        | {name: {"fingerprint": fingerprint, "launched": True} | costs},
    )


def execute(
    notebook: Notebook,
    output: Path,
    parameters: dict[str, object],
    on_cell: Callable[[int, int, str], None],
) -> None:
    """Runs one notebook by papermill in a new kernel; `on_cell(index, total, title)` is called as
    each code cell begins.
    """
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    from whp_kit.runs.kernel import OwnKernelManager

    logging.getLogger("papermill").addFilter(_is_news)
    titles = cell_titles(notebook.cells)
    begun = []

    def started(cell: dict, cell_index: int) -> None:
        if "injected-parameters" not in cell["metadata"].get("tags", []):
            begun.append(titles[len(begun)] if len(begun) < len(titles) else "")
            on_cell(len(begun), len(titles), begun[-1])

    def where() -> str:
        cell = f"code cell {len(begun)} of {len(titles)} ({begun[-1] if begun else 'starting'})"
        return f"{notebook.name} stopped at {cell}"

    again = "correct what it names and run the same command: the steps before it are kept"
    with storage_errors(f"{output.name} could not be written", output):
        try:
            papermill.execute_notebook(
                str(notebook.path),
                str(output),
                parameters=parameters,
                kernel_name="python3",
                kernel_manager_class=OwnKernelManager,
                progress_bar=False,
                cwd=str(output.parent),
                on_cell_execute=started,
                extra_arguments=["--log-level=CRITICAL"],
                iopub_timeout=IOPUB_SECONDS,
            )
        except PapermillExecutionError as error:
            # papermill's own count includes the cell that it injects
            raise NotebookError(
                where(), value=f"{error.ename}: {error.evalue}", remedy=again, path=output
            ) from error
        except DeadKernelError as error:
            raise NotebookError(
                where(),
                value="the kernel died, as it does when the machine runs out of memory",
                remedy="close other programs or take a smaller batch_blocks",
                path=output,
            ) from error
        except CellTimeoutError as error:
            raise NotebookError(where(), value=str(error), remedy=again, path=output) from error
        except RuntimeError as error:  # before the first cell
            raise NotebookError(
                f"the kernel of {notebook.name} did not start",
                value=f"{error}; this says why: {sys.executable} -m ipykernel_launcher",
                remedy=again,
                path=output,
            ) from error


def _is_news(record: logging.LogRecord) -> bool:
    """False for papermill's warning about unknown parameters: it cannot read `str | None`, and
    `parse_overrides` has already refused unknown ones."""
    return "unknown parameter" not in record.getMessage()


def cell_titles(cells: list[dict]) -> list[str]:
    """For each code cell that is not empty, the heading above it, or what its tag says."""
    titles, heading = [], ""
    for cell in cells:
        if cell["cell_type"] == "markdown":
            found = [
                line.lstrip("# ").strip()
                for line in cell["source"].splitlines()
                if line.startswith("#")
            ]
            heading = found[-1] if found else heading
        elif cell["cell_type"] == "code" and cell["source"].strip():
            tags = cell.get("metadata", {}).get("tags", [])
            titles.append(
                "parameters"
                if "parameters" in tags
                else heading or cell["source"].strip().splitlines()[0][:60]
            )
    return titles


@contextlib.contextmanager
def kernel_environment(offline: bool, run: Run | None = None) -> Iterator[None]:
    """The environment that kernels start in: all cores, a fixed hash seed, where `offline` no hub,
    and the lock that this process holds on `run`. Variables that are set already stay."""
    cores = (
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    )
    wanted = {
        "OMP_NUM_THREADS": str(cores),
        "PYTHONHASHSEED": "0",
        "TOKENIZERS_PARALLELISM": "false",
        "HF_HUB_DISABLE_PROGRESS_BARS": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "PYTHONWARNINGS": "ignore::FutureWarning",  # of libraries, about each other
    }
    if offline:
        wanted |= {"HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1"}
    if sys.platform == "linux":
        # glibc keeps freed memory instead of giving it back to the system: on a CPU, passes and
        # training were measured 17 to 30 % faster
        wanted |= {
            "MALLOC_MMAP_MAX_": "0",
            "MALLOC_TRIM_THRESHOLD_": "17179869184",
            "MALLOC_TOP_PAD_": "268435456",
        }
    added = {name: value for name, value in wanted.items() if name not in os.environ}
    if run is not None and (token := lock.token_of(run.folder)):
        added[lock.VARIABLE] = token  # also in place of the one of a run that started this one
    before = {name: os.environ[name] for name in added if name in os.environ}
    os.environ.update(added)
    try:
        yield
    finally:
        for name in added.keys() - before.keys():
            os.environ.pop(name, None)
        os.environ.update(before)


def is_offline(preset: Preset, overrides: Mapping[str, Mapping[str, object]] | None) -> bool:
    """Whether the notebooks need nothing of the hub: no model that they may load is there, and the
    tasks are not the paper's."""
    own = [preset.model.base, preset.model.never_knew, preset.general.model]
    given = [values.get("model") for values in (overrides or {}).values()]
    models = [str(name) for name in (*own, *given) if name]
    return not preset.probes.paper_tasks and not any(map(is_on_hub, models))


def _common(run_name: str, preset: Preset, seed: int) -> dict[str, object]:
    """The parameters that every notebook has."""
    return {
        "run": run_name,
        "preset": preset.name if preset.source.parent == PRESETS else str(preset.source),
        "seed": seed,
    }


def _fingerprint(
    notebook: Notebook, preset: Preset, parameters: dict[str, object]
) -> dict[str, object]:
    """What must be unchanged for a notebook to be skipped, beside the files that it read: of the
    preset, the sections that it declares."""
    sections = preset.as_dict()
    return notebook.fingerprint() | {
        "preset": {section: _digest(sections[section]) for section in notebook.sections},
        "parameters": _digest(parameters),
    }


def _read_state(path: Path) -> dict:
    """The record of the last headless run; a missing or damaged file only means that every step
    runs again.
    """
    if not path.is_file():
        return {}
    try:
        state = read_json(path, writable=True)
    except WhpError:
        return {}
    entries = list(state.values()) if isinstance(state, dict) else [None]
    valid = all(
        isinstance(entry, dict) and isinstance(entry.get("fingerprint"), dict) for entry in entries
    )
    return state if valid else {}


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
