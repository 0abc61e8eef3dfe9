"""Imports between the rooms go one way: the contracts of import-linter in pyproject.toml."""

import subprocess
import sys
from pathlib import Path

from whp_kit.paths import PROJECT_ROOT


def test_the_contracts_are_kept():
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=PROJECT_ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
