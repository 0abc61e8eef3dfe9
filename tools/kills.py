"""A run that is killed again and again at random moments ends with the bytes of one that was not.

    python -m tools.kills --preset test --kills 200
    python -m tools.kills --preset test --name "Ketta Marrowby" --kills 10

It runs the command line once to its end, `whp-kit run`, or with a name `whp-kit forget`. It puts
that run aside and makes it again in the same place, where it kills it with SIGKILL: at moments
drawn over the length of a notebook, or while a step is saved; the command with its kernel, the
command alone (its kernel lives on and must write nothing), or the kernel alone; and in a share of
the trials with two commands on the one run. The kills are written down as they are made, so that
the tool, stopped, goes on from there. At the end every file is compared byte by byte. Linux and
macOS.

What may differ: in a manifest, in `notebooks/state.json` and in the scores the times and the memory
(VOLATILE), and the files of SPOKEN with their digests, which show times, memory and progress as
they were.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from whp_kit.files import file_digest, read_json, write_json
from whp_kit.paths import PROJECT_ROOT, RUNS_VARIABLE, runs_root
from whp_kit.runs.scores import FILE as SCORES
from whp_kit.runs.step_names import FINETUNE
from whp_kit.runs.store import MANIFEST

RUN = "killed"  # the same name for both, since a manifest holds it
VOLATILE = ("started", "seconds", "peak_memory_bytes", "peak_device_memory_bytes")
WATCHED = "watched.html"  # of 05: what was asked in the training, as often as its time allowed
SPOKEN = ("report.html", "notebooks/", f"{FINETUNE}/{WATCHED}")
WAYS = ("command and kernel", "command", "kernel")
TWO_AT_ONCE = 0.35  # of the trials
AT_A_SAVE = 0.12
STARTUP_SECONDS = 5.0  # of the command, before its first notebook
LONGEST_SECONDS = 3600.0  # after which a run hangs


@dataclass
class Plan:
    """Which command is killed, and where the runs and the record of the kills are."""

    words: tuple[str, ...]  # of the command line, without the run
    folder: Path
    seed: int

    def command(self, output: Path) -> subprocess.Popen:
        """The command line in a process group of its own; what it prints goes to `output`."""
        with output.open("wb") as file:
            return subprocess.Popen(
                [sys.executable, "-m", "whp_kit", *self.words, "--run", RUN],
                env=os.environ | {RUNS_VARIABLE: str(self.killed.parent)},
                cwd=PROJECT_ROOT,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def whole(self) -> Path:
        """The run that was left alone."""
        return self.folder / "whole" / RUN

    @property
    def killed(self) -> Path:
        """The run that is killed."""
        return self.folder / "runs" / RUN


@dataclass
class Record:
    """The kills so far, in a file that is written after each trial."""

    path: Path
    trials: int = 0
    kills: Counter = field(default_factory=Counter)  # way -> kills
    moments: Counter = field(default_factory=Counter)  # what the run was doing -> kills
    compared: int = 0  # runs that came to their end and were compared
    faults: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, path: Path) -> "Record":
        """The record of a tool that was stopped; an empty one where there is none."""
        if not path.is_file():
            return cls(path)
        values = read_json(path)
        counted = {name: Counter(values.pop(name)) for name in ("kills", "moments")}
        return cls(path, **values, **counted)

    def save(self) -> None:
        """Writes the record."""
        values = {name: value for name, value in vars(self).items() if name != "path"}
        write_json(self.path, values)


def trial(plan: Plan, record: Record, longest: float) -> None:
    """Starts the run, once or twice at once, and kills what has not ended by its moment."""
    draw = random.Random(f"{plan.seed} {record.trials}")
    outputs = plan.folder / "output"
    outputs.mkdir(exist_ok=True)
    is_double = draw.random() < TWO_AT_ONCE
    processes = []
    for which in range(2 if is_double else 1):
        output = outputs / f"{record.trials:04d}-{which}.txt"
        wait = longest * draw.random() ** 3  # often soon, and now and then after a step
        at_a_save = draw.random() < AT_A_SAVE
        way = draw.choices(WAYS, (6, 3, 1))[0]
        if which == 1:
            time.sleep(draw.uniform(0, 4))  # the first may have begun, or not
            wait /= 3
        process = plan.command(output)
        processes.append((process, output, way, wait, at_a_save, draw.uniform(0, 0.3)))
    try:
        for process, output, way, wait, at_a_save, after in processes:
            if at_a_save:
                _wait_for_a_save(plan, process, 4 * longest)
                time.sleep(after)
            else:
                _wait(process, wait)
            moment = _moment(plan.killed, output)
            if process.poll() is None and (way := _kill(process, way)):
                record.kills[way] += 1
                record.moments[moment] += 1
                _say(f"kill {record.kills.total()}: {way}, {moment}" + ", two at once" * is_double)
            if way == "kernel":
                _wait(process, 120)  # it tells that the kernel died
                _kill(process, WAYS[0])
            process.wait()
            text = output.read_text(encoding="utf-8", errors="replace")
            expected = ("the kernel died", "did not start") if way == "kernel" else ()
            expected += ("RunInUse", "lost the lock") if is_double else ()
            if process.returncode > 0 and not any(words in text for words in expected):
                record.faults.append(f"{output.name}: {text.strip()[-600:]}")
                _say(f"FAULT: {record.faults[-1]}")
            elif process.returncode == 0:
                _say("a run came to its end")
    finally:  # also where the tool itself is stopped
        for process, *_ in processes:
            _kill(process, WAYS[0])
    record.trials += 1


def finish(plan: Plan, record: Record) -> None:
    """Lets the run come to its end, and compares it with the one that was left alone."""
    output = plan.folder / "output" / f"{record.trials:04d}-end.txt"
    output.parent.mkdir(exist_ok=True)
    process = plan.command(output)
    _wait(process, LONGEST_SECONDS)
    if process.poll() != 0:
        text = output.read_text(encoding="utf-8", errors="replace")
        _kill(process, WAYS[0])
        record.faults.append(f"{output.name}: exit {process.wait()}: {text.strip()[-600:]}")
        _say(f"FAULT: {record.faults[-1]}")
        return
    differences = list(compare(plan.whole, plan.killed))
    record.compared += 1
    for line in differences:
        record.faults.append(line)
        _say(f"DIFFERENCE: {line}")
    _say(f"compared run {record.compared}: {len(differences)} differences")
    place = plan.folder / f"compared-{record.compared}"
    shutil.rmtree(place, ignore_errors=True)
    if differences:
        plan.killed.rename(place)
    else:
        shutil.rmtree(plan.killed)


def compare(whole: Path, killed: Path) -> Iterator[str]:
    """What differs between two runs, one line each: files that one alone has, and bytes."""
    before, after = (
        {path.relative_to(run).as_posix(): path for path in run.rglob("*") if not path.is_dir()}
        for run in (whole, killed)
    )
    for name in sorted(before.keys() - after.keys()):
        yield f"{name} is missing"
    for name in sorted(after.keys() - before.keys()):
        yield f"{name} is left over"
    for name in sorted(before.keys() & after.keys()):
        if _content(name, before[name]) != _content(name, after[name]):
            yield f"{name} differs"
    for folder in sorted(path for path in killed.rglob("*") if path.is_dir()):
        if not (whole / folder.relative_to(killed)).is_dir():
            yield f"{folder.relative_to(killed).as_posix()}/ is left over"


def _content(name: str, path: Path) -> object:
    """What must be the same in both runs."""
    if path.name == MANIFEST:
        manifest = read_json(path)
        for record in [manifest, *manifest["reads"]]:
            for told in (WATCHED, SCORES):
                record.get("files", {}).pop(told, None)
        return {key: value for key, value in manifest.items() if key not in VOLATILE}
    if path.name == SCORES:
        return {key: value for key, value in read_json(path).items() if key not in VOLATILE}
    if name == "notebooks/state.json":
        return {step: entry["fingerprint"] for step, entry in read_json(path).items()}
    if name.startswith(SPOKEN):
        return None
    return file_digest(path)


def _kill(process: subprocess.Popen, way: str) -> str:
    """Kills in one of WAYS, the command where it has no kernel yet; returns what was killed, ""
    for nothing."""
    try:
        whole = psutil.Process(process.pid)
        kernels = [one for one in whole.children(recursive=True) if "ipykernel" in _words(one)]
    except psutil.NoSuchProcess:
        return ""
    if way == "kernel" and kernels:
        kernels[0].kill()
        return way
    try:
        os.killpg(process.pid, 9)  # the group of the command; a kernel has a session of its own
    except ProcessLookupError:
        return ""
    process.wait()
    if way != "command":
        for kernel in kernels:
            try:
                kernel.kill()
            except psutil.NoSuchProcess:
                continue
    return way if kernels and way != "kernel" else "command"


def _words(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def _wait(process: subprocess.Popen, seconds: float) -> None:
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return


def _wait_for_a_save(plan: Plan, process: subprocess.Popen, seconds: float) -> None:
    """Until a folder of a step that is being written appears, or the process ends."""
    end = time.monotonic() + seconds
    former = set(plan.killed.glob(".*.writing.*"))
    while process.poll() is None and time.monotonic() < end:
        if set(plan.killed.glob(".*.writing.*")) - former:
            return
        time.sleep(0.002)


def _moment(run: Path, output: Path) -> str:
    """What the run was at when it was killed: the step, and whether it was being saved."""
    lines = output.read_text(encoding="utf-8", errors="replace").splitlines()
    cells = [line.strip() for line in lines if line.strip().startswith(("cell ", "["))]
    steps = [line.split("] ")[1][:2] for line in cells if "] " in line]
    if not steps:
        return "start-up"
    saving = " saving" if any(run.glob(f".{steps[-1]}*")) else ""
    return f"{steps[-1]}{saving}"


def _say(line: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {line}", flush=True)


def main(words: list[str] | None = None) -> int:
    """Makes the kills; 1 if a run differs from the whole one, or ended with an error of its own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], allow_abbrev=False)
    parser.add_argument("--preset", default="test")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument(
        "--wait", type=float, help="seconds; the longest wait for a kill (default: that of a step)"
    )
    parser.add_argument("--minutes", type=float, default=600, help="no kill is begun after them")
    parser.add_argument("--to", default="08", metavar="NN", help="the last notebook")
    parser.add_argument("--name", help="kill `whp-kit forget NAME` instead, with all its steps")
    parser.add_argument("--model", default="data:models/tiny-base", help="that forgets the name")
    parser.add_argument("--passages", type=int, default=100, help="that it writes of the name")
    parser.add_argument("--folder", type=Path, default=None, help="default: kills of the runs")
    parser.add_argument("--seed", type=int, default=0, help="of the moments")
    given = parser.parse_args(words)
    folder = (given.folder or runs_root() / "kills").absolute()
    folder.mkdir(parents=True, exist_ok=True)
    words = ("run", "--preset", given.preset, "--to", given.to)
    if given.name:
        words = ("forget", given.name, "--model", given.model, "--preset", given.preset, "--yes")
        words += ("--passages", str(given.passages))
    plan = Plan(words, folder, given.seed)
    record = Record.read(folder / "kills.json")
    if not plan.whole.is_dir():
        shutil.rmtree(plan.killed, ignore_errors=True)  # of a tool that was stopped
        if plan.command(folder / "whole.txt").wait() != 0:
            print((folder / "whole.txt").read_text(encoding="utf-8", errors="replace")[-2000:])
            return 1
        plan.whole.parent.mkdir(exist_ok=True)
        plan.killed.rename(plan.whole)
    state = read_json(plan.whole / "notebooks/state.json")
    steps = [entry["seconds"] for entry in state.values()]
    longest = given.wait or STARTUP_SECONDS + max(steps)
    _say(f"the whole run is there; waits are up to {longest:.0f} s")
    end = time.monotonic() + 60 * given.minutes
    while record.kills.total() < given.kills and time.monotonic() < end:
        trial(plan, record, longest)
        record.save()
        done = plan.killed / "notebooks/state.json"
        if done.is_file() and len(json.loads(done.read_text() or "{}")) == len(state):
            finish(plan, record)
            record.save()
    if plan.killed.is_dir():
        finish(plan, record)
        record.save()
    ways = ", ".join(f"{way} {number}" for way, number in record.kills.most_common())
    moments = ", ".join(f"{moment} {number}" for moment, number in sorted(record.moments.items()))
    print(
        f"{record.kills.total()} kills ({ways}) in {record.trials} trials; {record.compared} runs "
        f"came to their end and were compared; {len(record.faults)} faults\nat: {moments}"
    )
    for fault in record.faults:
        print(fault)
    return 1 if record.faults else 0


if __name__ == "__main__":
    sys.exit(main())
