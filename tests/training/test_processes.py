"""Several processes do what one does: labels to the byte, losses to rounding. Real torchrun."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from whp_kit.paths import PROJECT_ROOT

SCRIPT = PROJECT_ROOT / "tests/support/in_processes.py"


def launched(processes: int, folder: Path, out: Path) -> dict:
    """What the first of `processes` processes wrote."""
    environment = os.environ | {
        "OMP_NUM_THREADS": "1",
    }
    command = [
        sys.executable,
        "-m",
        "torch.distributed.run",
        "--standalone",
        "--nproc_per_node",
        str(processes),
        str(SCRIPT),
    ]
    run = subprocess.run(
        [*command, str(folder), str(out)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=900,
    )
    assert run.returncode == 0, run.stderr[-3000:]
    found = json.loads(out.read_text(encoding="utf-8"))
    assert found["processes"] == processes, (
        "the launch ran another number of processes than it was asked for"
    )
    return found


@pytest.mark.slow
def test_two_processes_do_what_one_does(folder, tmp_path):
    one, two = (launched(count, folder, tmp_path / f"{count}.json") for count in (1, 2))
    assert two["labels"] == one["labels"]
    assert two["relabelled"] == one["relabelled"]
    assert one["relabelled"] != one["labels"]
    assert one["asked"] == two["asked"] == [0, 1, 2, 3, 4]
    for name in ("reinforcing", "unlearning", "retain"):
        assert len(one[name]) == 4 and two[name] == pytest.approx(one[name], abs=1e-5), name
