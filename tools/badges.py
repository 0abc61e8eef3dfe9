"""What makes a notebook open on Colab: the badge below its title and the set-up cell, written into
all of them from here.

The repository's address stands in `pyproject.toml` alone ([project.urls] Repository). While its
owner is PLACEHOLDER, there is no badge, and the cell takes the kit from the reader's Drive instead.
Nothing else of a notebook is changed.
"""

import argparse
import json
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path

from whp_kit.errors import InputError, SettingsError
from whp_kit.paths import NOTEBOOKS, PROJECT_ROOT

BRANCH = "main"
BADGE = re.compile(r"\[!\[Open in Colab\]\([^)]*\)\]\([^)]*\)")
PLACEHOLDER = "OWNER"
FETCH = """\
import os, sys
if "google.colab" in sys.modules:  # only on Colab: install the kit, keep results in your Drive
    os.system("test -d ~/whp-kit || git clone -q --depth 1 {address} ~/whp-kit")
    sys.path.insert(0, os.path.expanduser("~/whp-kit"))
    from whp_kit.colab import set_up; set_up(drive=True)"""
UNPACK = """\
import os, shutil, sys
if "google.colab" in sys.modules:  # only on Colab: install the kit, keep results in your Drive
    from google.colab import drive
    drive.mount(place := os.environ.get("WHP_DRIVE", "/content/drive"))
    kit, packed = os.path.expanduser("~/whp-kit"), place + "/MyDrive/whp-kit.zip"
    if not os.path.isdir(kit):
        assert os.path.isfile(packed), "put whp-kit.zip, made by `whp-kit pack`, into your Drive"
        shutil.unpack_archive(packed, kit + ".new"); os.rename(kit + ".new", kit)
    sys.path.insert(0, kit)
    from whp_kit.colab import set_up; set_up(drive=True)"""


def repository(pyproject: Path = PROJECT_ROOT / "pyproject.toml") -> str:
    """The address of the repository, "https://github.com/<owner>/<name>"; SettingsError where it is
    of another form.
    """
    address = (
        tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
        .get("urls", {})
        .get("Repository", "")
    )
    if not re.fullmatch(r"https://github\.com/[\w.-]+/[\w.-]+", address):
        raise SettingsError(
            "[project.urls] Repository in pyproject.toml is not an address that Colab opens "
            "notebooks from",
            value=address,
            remedy="write it as https://github.com/<owner>/<name>",
        )
    return address


def leads_nowhere(address: str) -> bool:
    """Whether the address is still the one that the kit came with."""
    return address.split("/")[-2] == PLACEHOLDER


def setup_cell(address: str) -> str:
    """The set-up cell: clones the repository, or unpacks what `whp-kit pack` wrote."""
    return UNPACK if leads_nowhere(address) else FETCH.format(address=address)


def badge(name: str, address: str) -> str | None:
    """Markdown: a picture that opens `notebooks/<name>.ipynb` of the repository on Colab; None
    while the address leads nowhere.
    """
    if leads_nowhere(address):
        return None
    path = address.removeprefix("https://github.com/")
    target = f"https://colab.research.google.com/github/{path}/blob/{BRANCH}/notebooks/{name}.ipynb"
    return f"[![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)]({target})"


def write_badges(folder: Path = NOTEBOOKS, address: str | None = None) -> list[Path]:
    """Puts badge and set-up cell into every notebook of `folder`, or takes the badge away; returns
    those that were changed. A second call changes none.
    """
    address = address or repository()
    changed = []
    for path in sorted(folder.glob("[0-9][0-9]_*.ipynb")):
        before = path.read_text(encoding="utf-8")
        notebook = json.loads(before)
        first, setup = _parts(path, notebook["cells"])
        title, *rest = "".join(first["source"]).split("\n")
        rest = [line for line in rest if not BADGE.fullmatch(line)]
        shown = badge(path.stem, address)
        lines = [title, *(["", shown] if shown else []), "", *rest]
        first["source"] = _lines(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)))
        setup["source"] = _lines(setup_cell(address))
        after = json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"
        if after != before:
            path.write_text(after, encoding="utf-8")
            changed.append(path)
    return changed


def _parts(path: Path, cells: list[dict]) -> tuple[dict, dict]:
    """The first cell, which holds the title, and the set-up cell, the first with code."""
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    if (
        not code
        or not "".join(cells[0]["source"]).startswith("# ")
        or "parameters" in code[0]["metadata"].get("tags", [])
    ):
        raise InputError(
            f"{path.name} does not begin with a title and a set-up cell",
            value=str(path),
            remedy="begin it as the others begin",
        )
    return cells[0], code[0]


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def main(words: Sequence[str] | None = None) -> None:
    """`python -m tools.badges`: prints the repository and the notebooks that were changed."""
    argparse.ArgumentParser(prog="badges", description=__doc__.splitlines()[0]).parse_args(words)
    print("\n".join([repository(), *(path.name for path in write_badges())]))


if __name__ == "__main__":
    main()
