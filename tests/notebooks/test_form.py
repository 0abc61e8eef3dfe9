"""The form of the notebooks: the same set-up cell, typed parameters, no outputs, no definitions, no
plumbing.
"""

import ast
import json

import nbformat
import pytest

from whp_kit.paths import NOTEBOOKS
from whp_kit.runs.notebooks import COMMON, Notebook, find_notebooks
from whp_kit.settings import SECTIONS

PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
PLUMBING = {"os", "sys", "json", "shutil", "pathlib", "subprocess", "tempfile", "warnings"}


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
        ids = [cell["id"] for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]]
        assert len(set(ids)) == len(ids)

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

    def test_code_defines_nothing_and_needs_no_plumbing(self, path):
        for cell in code_cells(path)[1:]:
            for node in ast.walk(tree(cell)):
                assert not isinstance(node, DEFINITIONS), ast.unparse(node)
                if isinstance(node, ast.Import):
                    imported = {alias.name.split(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom):
                    imported = {node.module.split(".")[0]}
                else:
                    continue
                assert not imported & PLUMBING, ast.unparse(node)

    def test_the_setup_cell_is_the_same_everywhere(self, path):
        first = "".join(code_cells(path)[0]["source"])
        assert "parameters" not in code_cells(path)[0]["metadata"].get("tags", [])
        assert first == "".join(code_cells(PATHS[0])[0]["source"])

    def test_it_begins_with_a_title(self, path):
        first = json.loads(path.read_text(encoding="utf-8"))["cells"][0]
        assert first["cell_type"] == "markdown"
        assert "".join(first["source"]).startswith("# ")

    def test_a_step_declares_the_sections_that_it_reads(self, path):
        if Notebook(path).number != "00":
            assert set(Notebook(path).sections) < set(SECTIONS)
