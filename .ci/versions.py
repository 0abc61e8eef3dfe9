"""The whole pipeline with the oldest and with the newest versions that pyproject.toml allows: make
versions, or python3 .ci/versions.py

Each set gets an environment of its own below runs/versions/, made by .ci/setup: `oldest` holds
every package that pyproject.toml names at its lowest version, `newest` takes what pip finds today.
In each the notebooks run on the preset `test` and the model families go through the whole method; a
table tells what was installed and how it went, and the status is 1 if anything failed. An
environment that is there is used again: remove it to begin anew.

    python3 .ci/versions.py                            both, with this Python
    python3 .ci/versions.py newest --python python3.13 one set, another Python (3.11 or newer)
"""

import argparse
import json
import os
import re
import subprocess
import sys
import time
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SETS = ("oldest", "newest")
SHOWN = ("torch", "transformers", "peft", "accelerate", "numpy")
PYTEST = ["-m", "pytest", "-q", "-p", "no:cacheprovider"]
CHECKS = {
    "notebooks": ["-m", "whp_kit", "run", "--preset", "test", "--run", "versions", "--force"],
    "families": [
        *PYTEST,
        "tests/models/test_families.py",
        "tests/models/test_roles.py",
        "tests/models/test_adapters.py",
    ],
    "panels": [*PYTEST, "tests/views"],
}


def floors(pyproject: Path = ROOT / "pyproject.toml") -> list[str]:
    """'name==version' of the lowest version of everything that the package needs."""
    project = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
    return [re.sub(r">=([\d.]+).*", r"==\1", one) for one in project["dependencies"]]


def check(which: str, python: str) -> dict[str, str]:
    """Makes the environment, runs CHECKS in it; the row of the table."""
    version = _printed(python, "import sys; print('%d.%d' % sys.version_info[:2])")
    venv = ROOT / "runs/versions" / f"{which}-{version}"
    venv.parent.mkdir(parents=True, exist_ok=True)
    held = venv.with_suffix(venv.suffix + ".txt")
    held.write_text(
        "".join(f"{line}\n" for line in floors()) if which == "oldest" else "", encoding="utf-8"
    )
    environment = os.environ | {
        "PYTHON": python,
        "CONSTRAINTS": str(held),
        "WHP_RUNS": str(venv / "runs"),
        "PYTHONPATH": str(ROOT),
    }
    row = {"set": which, "Python": version}
    if subprocess.run(
        ["sh", str(ROOT / ".ci/setup"), str(venv)], env=environment, check=False
    ).returncode:
        return row | {"installed": "no"}
    program = (
        f"import json, importlib.metadata as m; "
        f"print(json.dumps({{name: m.version(name) for name in {SHOWN}}}))"
    )
    row |= json.loads(_printed(venv / "bin/python", program))
    for name, words in CHECKS.items():
        began = time.monotonic()
        done = subprocess.run([venv / "bin/python", *words], cwd=ROOT, env=environment, check=False)
        row[name] = f"{'failed' if done.returncode else 'passed'}, {time.monotonic() - began:.0f} s"
    return row


def _printed(python: str | Path, program: str) -> str:
    return subprocess.run(
        [python, "-c", program], capture_output=True, text=True, check=True
    ).stdout.strip()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", nargs="*", metavar="set", help=" or ".join(SETS))
    parser.add_argument("--python", default=sys.executable)
    arguments = parser.parse_args()
    if unknown := set(arguments.sets) - set(SETS):
        parser.error(f"no such set: {', '.join(unknown)}; there are {', '.join(SETS)}")
    rows = [check(which, arguments.python) for which in arguments.sets or SETS]
    heads = ["set", "Python", *SHOWN, *CHECKS]
    lines = [heads, *([row.get(head, "-") for head in heads] for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(heads))]
    for line in lines:
        print(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        )
    return int(any(not row.get(name, "").startswith("passed") for row in rows for name in CHECKS))


if __name__ == "__main__":
    sys.exit(main())
