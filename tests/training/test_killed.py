"""A training that is killed at any moment and started again ends with the bytes of one that was left alone: real SIGKILL, on the CPU."""

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.in_killed import STEPS

SCRIPT = Path(__file__).with_name("in_killed.py")
KILLS = 3


def started(model: Path, folder: Path) -> subprocess.Popen:
    """The training in a process of its own."""
    folder.mkdir(exist_ok=True)
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    return subprocess.Popen(
        [sys.executable, str(SCRIPT), str(model), str(folder)],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )


def ended(model: Path, folder: Path) -> tuple[dict[str, bytes], dict]:
    """Runs it to its end: what it made, file by file, and its record less the seconds."""
    with started(model, folder) as process:
        process.communicate(timeout=900)
    assert process.returncode == 0 and not (folder / "state.safetensors").exists()
    record = json.loads((folder / "record.json").read_text(encoding="utf-8"))
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*.safetensors"))
    }
    return files, {key: value for key, value in record.items() if key != "seconds"}


def killed(model: Path, folder: Path, step: int, seconds: float) -> None:
    """Starts it and kills it so many seconds after it has told that step (if it tells it: one that began later is killed at once)."""
    with started(model, folder) as process:
        for line in process.stdout:
            if int(line) >= step:
                time.sleep(seconds)
                process.kill()
                break


@pytest.mark.slow
def test_a_run_that_is_killed_again_and_again_ends_with_the_same_bytes(folder, tmp_path):
    whole, told = ended(folder, tmp_path / "whole")
    assert (
        f"checkpoints/step_{STEPS:05d}/adapter_model.safetensors" in whole
        and told["resumed_at"] == 0
    )
    draw = random.Random(0)
    for step in sorted(draw.sample(range(2, STEPS), KILLS)):
        killed(folder, tmp_path / "broken", step, draw.choice((0.0, 0.005, 0.02)))
        assert not (tmp_path / "broken/weights.safetensors").exists(), (
            "it was killed too late to tell anything"
        )
    broken, again = ended(folder, tmp_path / "broken")
    assert again.pop("resumed_at") > 0 == told.pop("resumed_at")
    assert again == told and len(again["loss"]) == len(again["retain_kl"]) == STEPS
    assert broken == whole
