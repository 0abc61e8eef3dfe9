"""A training that is killed at any moment and started again ends with the same bytes."""

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.in_killed import STEPS
from whp_kit.paths import PROJECT_ROOT

SCRIPT = PROJECT_ROOT / "tests/support/in_killed.py"
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
    """Runs it to its end: the bytes of each file, and the record without its seconds."""
    with started(model, folder) as process:
        process.communicate(timeout=900)
    assert process.returncode == 0
    assert not (folder / "unlearned.state").exists()
    record = json.loads((folder / "record.json").read_text(encoding="utf-8"))
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*.safetensors"))
    }
    return files, {key: value for key, value in record.items() if key != "seconds"}


def killed(model: Path, folder: Path, step: int, seconds: float) -> None:
    """Starts it and kills it `seconds` after it printed that step or a later one."""
    with started(model, folder) as process:
        for line in process.stdout:
            if int(line) >= step:
                time.sleep(seconds)
                process.kill()
                break


@pytest.mark.slow
def test_a_run_that_is_killed_again_and_again_ends_with_the_same_bytes(folder, tmp_path):
    whole, record = ended(folder, tmp_path / "whole")
    assert f"unlearned/step_{STEPS:05d}/adapter_model.safetensors" in whole
    draw = random.Random(0)
    for step in sorted(draw.sample(range(2, STEPS), KILLS)):
        killed(folder, tmp_path / "broken", step, draw.choice((0.0, 0.005, 0.02)))
        assert not (tmp_path / "broken/weights.safetensors").exists(), "it was killed too late"
    resumed, again = ended(folder, tmp_path / "broken")
    assert record.pop("resumed_at") == 0
    assert again.pop("resumed_at") > 0
    assert again == record
    assert len(again["loss"]) == len(again["retain_kl"]) == STEPS
    assert resumed == whole
