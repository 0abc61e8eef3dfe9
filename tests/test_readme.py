"""The README's file tree is the table of contents: it names what is there, all of it and nothing else."""

import re
import subprocess

import pytest

from whp_kit.paths import NOTEBOOKS, PROJECT_ROOT

README = (PROJECT_ROOT / "README.md").read_text(encoding="utf-8")
NOT_SHOWN = {".gitignore"}


def tree():
    """The names in the README's tree: "whp_kit/" -> {"errors.py", ...}, and "" -> those at the top."""
    block = re.search(r"## Files\n.*?```\n(.*?)```", README, flags=re.DOTALL).group(1)
    found, folder = {"": set()}, ""
    for line in block.splitlines():
        name = line.split()[0] if line.strip() else ""
        if name and not line.startswith(" "):
            folder = name
            found[""].add(name)
        elif name:
            found.setdefault(folder, set()).add(name)
    return found


def tracked():
    """Paths that belong to the repository: known to git, or new and not ignored."""
    command = [
        "git",
        "-C",
        str(PROJECT_ROOT),
        "ls-files",
        "--cached",
        "--others",
        "--exclude-standard",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.skip("not a git clone: the tree is compared where there is one")
    return [path for path in done.stdout.splitlines() if (PROJECT_ROOT / path).exists()]


def test_the_top_level():
    top = {path.split("/")[0] + ("/" if "/" in path else "") for path in tracked()}
    assert tree()[""] == top - NOT_SHOWN


@pytest.mark.parametrize("folder", ["whp_kit/", "notebooks/", "data/"])
def test_the_folders_that_are_opened(folder):
    below = {path.removeprefix(folder) for path in tracked() if path.startswith(folder)}
    names = {name.split("/")[0] + ("/" if "/" in name else "") for name in below} - {
        "__init__.py",
        "__main__.py",
    }
    assert tree().get(folder, set()) == names


@pytest.mark.parametrize(
    "page", ["README.md", "GLOSSARY.md", "TEACHING.md", "CONTRIBUTING.md", "LAUNCH.md"]
)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)\)", (PROJECT_ROOT / page).read_text(encoding="utf-8")):
        assert target.startswith("https://") or (PROJECT_ROOT / target).exists(), target


def test_the_lesson_names_exercises_that_exist():
    prose = "\n".join(
        path.read_text(encoding="utf-8") for path in sorted(NOTEBOOKS.glob("*.ipynb"))
    )
    for number in re.findall(
        r"\b0\d\.\d\b", (PROJECT_ROOT / "TEACHING.md").read_text(encoding="utf-8")
    ):
        assert f"**{number} (" in prose, number


def test_the_commands_are_in_the_makefile():
    makefile = (PROJECT_ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`make ([a-z]+)`", README):
        assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE), target
