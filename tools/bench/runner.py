"""`make bench`: one timed run from nothing, and what each file in `tools/bench/` measures, as one
flat file name -> number.

Each `tools/bench/bench_*.py` has a function `bench() -> dict[str, number]`; it runs in a process of
its own, so that its peak memory is its own. Keys are cited elsewhere: a key never changes its
meaning.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from whp_kit.errors import InputError, SettingsError
from whp_kit.files import read_json, write_json
from whp_kit.models.machine import peak_memory_bytes
from whp_kit.paths import PROJECT_ROOT, runs_root
from whp_kit.runs.headless import kernel_environment, run_notebooks
from whp_kit.runs.notebooks import find_notebooks
from whp_kit.runs.report import write_report
from whp_kit.runs.store import Run
from whp_kit.settings import load_preset, unknown_name
from whp_kit.views.tables import text_table

BENCHES = PROJECT_ROOT / "tools" / "bench"
RUN = "bench"
CALL = (
    "import json, runpy, sys; values = runpy.run_path(sys.argv[1])['bench'](); "
    "json.dump(values, open(sys.argv[2], 'w'))"
)


def run_bench(
    preset_name: str = "tiny", only: list[str] | None = None, folder: Path = BENCHES
) -> dict[str, float]:
    """Measures, writes `runs/bench/bench.json` and prints it; `only` names parts ("run", or a file
    without "bench_"), the rest is kept.
    """
    parts = {"run": None} | {
        path.stem.removeprefix("bench_"): path for path in sorted(folder.glob("bench_*.py"))
    }
    for name in only or []:
        if name not in parts:
            raise unknown_name("bench", name, parts, "--only")
    chosen = only or list(parts)
    path = runs_root() / RUN / "bench.json"
    values: dict[str, float] = read_json(path) if only and path.is_file() else {}
    measured: dict[str, str] = {}
    for name in chosen:
        print(f"bench: {name}", flush=True)
        found = (
            _timed_run(preset_name) if name == "run" else _in_own_process(parts[name], preset_name)
        )
        for key, value in found.items():
            if key in measured:
                raise SettingsError(
                    f"two benches give the same key: {measured[key]} and {name}",
                    value=key,
                    remedy="rename one",
                )
            if type(value) not in (int, float):
                raise InputError(
                    f"bench {name} gives something other than a number for {key}",
                    value=value,
                    remedy="return a number",
                )
            measured[key] = name
            values[key] = value
        path.parent.mkdir(parents=True, exist_ok=True)
        write_json(path, values)
    print(text_table([{"key": key, "value": f"{value:.6g}"} for key, value in values.items()]))
    print(path)
    return values


def main(words: Sequence[str] | None = None) -> None:
    """`python -m tools.bench`."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.bench", description=__doc__.split(":")[0]
    )
    parser.add_argument("--preset", default="tiny")
    parser.add_argument(
        "--only",
        action="append",
        metavar="NAME",
        help="this part alone: 'run', or a file of tools/bench without 'bench_'",
    )
    arguments = parser.parse_args(words)
    run_bench(arguments.preset, arguments.only)


def _timed_run(preset_name: str) -> dict[str, float]:
    """All notebooks into a fresh `runs/bench`: wall seconds, and the largest memory of this process
    and one kernel together.
    """
    run = Run(RUN)
    for folder in [path for path in run.folder.glob("*") if path.is_dir()]:
        shutil.rmtree(folder)  # bench.json stays
    began = time.monotonic()
    notebooks = find_notebooks()
    run_notebooks(notebooks, RUN, load_preset(preset_name), force_from="00")
    write_report(run, [run.folder / "notebooks" / notebook.path.name for notebook in notebooks])
    seconds = time.monotonic() - began
    costs = run.costs()
    size = sum(file.stat().st_size for file in run.folder.rglob("*") if file.is_file())
    found = {
        "run_seconds": seconds,
        "run_peak_memory_bytes": peak_memory_bytes() + max(costs["peak_memory_bytes"].values()),
        "run_bytes": size,
    }
    return found | {f"run_seconds_{step}": value for step, value in costs["seconds"].items()}


def _in_own_process(path: Path, preset_name: str) -> dict[str, float]:
    base = load_preset(preset_name).model.base
    with tempfile.TemporaryDirectory() as folder, kernel_environment([str(base)]):
        answer = Path(folder) / "values.json"
        done = subprocess.run(
            [sys.executable, "-c", CALL, str(path), str(answer)],
            cwd=PROJECT_ROOT,
            env=dict(os.environ),
            check=False,
        )
        if done.returncode != 0:
            raise InputError(
                f"{path.name} stopped with status {done.returncode}",
                value=str(path),
                remedy=f"run it alone: python -m tools.bench.{path.stem}",
            )
        values = json.loads(answer.read_text())
    if not isinstance(values, dict):
        raise InputError(
            f"{path.name}: bench() gave no dict", value=values, remedy="return {name: number}"
        )
    return values
