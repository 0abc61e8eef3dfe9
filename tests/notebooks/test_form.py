"""The form of the notebooks: the same set-up cell, typed parameters, short, without outputs, found by glob."""

import ast
import json

import nbformat
import pytest

from whp_kit.paths import NOTEBOOKS
from whp_kit.runs.notebooks import COMMON, Notebook, find_notebooks

PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))
CODE_CELLS, CELL_LINES = 20, 20
LOGIC = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.While, ast.Lambda, ast.Try)
SHOWING = {"print", "display"}  # what a loop may call


def code_cells(path):
    return [
        cell
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "code"
    ]


def tree(cell):
    source = "".join(cell["source"])
    return ast.parse(
        "\n".join(line for line in source.splitlines() if not line.lstrip().startswith(("%", "!")))
    )


def test_the_chain_is_there():
    assert [notebook.number for notebook in find_notebooks()] == [
        "01",
        "02",
        "03",
        "04",
        "05",
        "06",
        "07",
        "08",
    ]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
class TestForm:
    def test_it_is_a_valid_notebook_for_python(self, path):
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        assert notebook.metadata["kernelspec"]["name"] == "python3"

    def test_outputs_and_widget_state_are_stripped(self, path):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        assert not {"widgets", "papermill"} & set(notebook["metadata"])
        for cell in code_cells(path):
            assert cell["outputs"] == [] and cell["execution_count"] is None
            assert not {"papermill", "execution"} & set(cell["metadata"])

    def test_parameters_are_typed_literals_with_units(self, path):
        notebook = Notebook(path)
        assert list(notebook.parameters)[:3] == list(COMMON)
        (cell,) = [
            cell for cell in code_cells(path) if "parameters" in cell["metadata"].get("tags", [])
        ]
        lines = [line for line in "".join(cell["source"]).splitlines() if line.strip()]
        assert len(lines) == len(notebook.parameters), "one line for each"
        for line, node in zip(lines, tree(cell).body, strict=True):
            ast.literal_eval(node.value)
            assert "#" in line or node.target.id in COMMON, f"a comment with the unit: {line}"

    def test_code_is_short_and_plain(self, path):
        cells = code_cells(path)
        assert len(cells) <= CODE_CELLS
        for cell in cells:
            source = "".join(cell["source"])
            assert len(source.splitlines()) <= CELL_LINES, source
            for node in ast.walk(tree(cell)):
                assert not isinstance(node, LOGIC), source
                if isinstance(node, ast.For):
                    calls = [
                        call.func.id
                        for call in ast.walk(ast.Module(node.body, []))
                        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
                    ]
                    assert (
                        all(isinstance(line, ast.Expr) for line in node.body)
                        and set(calls) & SHOWING
                    ), f"a loop may only show: {source}"
            for left_out in ("sys.exit", "os.chdir", "trust_remote_code"):
                assert left_out not in source, left_out

    def test_the_setup_cell_is_the_same_everywhere(self, path):
        first = "".join(code_cells(path)[0]["source"])
        assert "parameters" not in code_cells(path)[0]["metadata"].get("tags", [])
        assert first == "".join(code_cells(PATHS[0])[0]["source"])

    def test_prose_frames_the_code(self, path):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        assert cells[0]["cell_type"] == "markdown" and "".join(cells[0]["source"]).startswith("# ")
        first = "".join(cells[0]["source"])
        assert "**What you will learn.**" in first and "of yours" in first, (
            "what one learns, and the time that it takes"
        )
        prose = "\n".join(
            "".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"
        ).lower()
        for part in (
            "reads",
            "writes",
            "costs",
            "what you should have seen",
            "when not to believe it",
            "<details>",
        ):
            assert part in prose, part
