"""What all tests share: runs go to a folder of the test's own, kernels find the package, whole
notebooks come last.
"""

import os

import nbformat
import pytest
from hypothesis import settings

from whp_kit.paths import PROJECT_ROOT

# Kernels and child processes run elsewhere: they find the package also where it is not installed.
os.environ["PYTHONPATH"] = os.pathsep.join(
    [str(PROJECT_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
)
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("HF_DATASETS_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

SHARED = "PYTEST_XDIST_WORKER" in os.environ  # this is one of several processes
if SHARED:
    os.environ.setdefault(
        "OMP_NUM_THREADS", "1"
    )  # before torch is imported: threads of two processes wait for each other
LONGEST = (
    "test_notebooks.py",
    "test_bare_world.py",
    "test_own_world.py",
    "test_by_name.py",
    "test_launch.py",
    "test_killed.py",
    "test_colab.py",
)

# The same examples in every run, and no deadline: neither chance nor a busy machine fails a test.
# `pytest --hypothesis-profile search` draws new examples.
settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None)
settings.load_profile("same")


def pytest_collection_modifyitems(items):
    """Unit tests first, then what is marked slow. Shared out by files, the longest files first: the
    processes then end together.
    """
    if SHARED:
        items.sort(
            key=lambda item: (
                LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST)
            )
        )
    else:
        items.sort(key=lambda item: item.get_closest_marker("slow") is not None)


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """A random two-layer Llama with its tokenizer, on disk; to be read only."""
    from tests.support.tiny_models import tiny_llama

    return tiny_llama(tmp_path_factory.mktemp("tiny"))


@pytest.fixture
def loaded(folder):
    """The same in NF4, fresh for each test."""
    from whp_kit.models.load import load_base

    return load_base(folder)


@pytest.fixture(scope="module")
def table(request):
    """The anchors of the world folder that the test's module calls WORLD; `lexicon` and `probes`
    likewise.
    """
    from whp_kit.anchors.table import AnchorTable

    return AnchorTable.load(request.module.WORLD / "anchors.csv")


@pytest.fixture(scope="module")
def lexicon(request):
    from whp_kit.evaluation.probes import load_lexicon

    return load_lexicon(request.module.WORLD / "lexicon.csv")


@pytest.fixture(scope="module")
def probes(request):
    from whp_kit.evaluation.probes import load_probes

    return load_probes(request.module.WORLD / "probes.jsonl")


@pytest.fixture
def runs(tmp_path, monkeypatch):
    """An empty folder in place of `runs/`."""
    folder = tmp_path / "runs"
    monkeypatch.setenv("WHP_RUNS", str(folder))
    return folder


@pytest.fixture
def make_notebook(tmp_path):
    """make(name, *code cells, parameters=...) writes a small notebook to tmp_path/notebooks and
    returns its path.
    """
    folder = tmp_path / "notebooks"
    folder.mkdir()

    def make(name, *cells, parameters=""):
        lines = 'run: str = "demo"\npreset: str = "tiny"\nseed: int = 0\n' + parameters
        made = [nbformat.v4.new_code_cell(lines, metadata={"tags": ["parameters"]})]
        for number, cell in enumerate(cells, start=1):
            made += [
                nbformat.v4.new_markdown_cell(f"## Part {number}"),
                nbformat.v4.new_code_cell(cell),
            ]
        notebook = nbformat.v4.new_notebook(
            cells=made,
            metadata={
                "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
            },
        )
        path = folder / f"{name}.ipynb"
        nbformat.write(notebook, path)
        return path

    return make
