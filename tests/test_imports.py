"""The table in CONTRIBUTING.md is the law: every file of the package has a row, and imports only what the row lists."""

import ast
import re

import pytest

from whp_kit.paths import PROJECT_ROOT

PACKAGE = PROJECT_ROOT / "whp_kit"
MODULES = sorted(path.stem for path in PACKAGE.glob("*.py") if not path.stem.startswith("__"))
HEAVY = set(
    "IPython accelerate ahocorasick bitsandbytes datasets huggingface_hub ipywidgets lm_eval matplotlib mistune nbclient pandas papermill "
    "peft safetensors tokenizers torch transformers".split()
)


def table():
    """module -> (imports of ours, heavy libraries), in the order of the rows."""
    rows = {}
    for line in (PROJECT_ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").splitlines():
        found = re.fullmatch(r"\| `(\w+)` \|.*\| ([^|]*) \| ([^|]*) \|", line)
        if found:
            name, ours, heavy = found.groups()
            allowed = set(rows) if ours == "any above" else {word.strip() for word in ours.split(",")} - {"-"}
            rows[name] = (allowed, {word.strip() for word in heavy.split(",")} - {"-"})
    return rows


def imports(source):
    """(modules of ours, names of other top packages) that a source imports anywhere, also inside its functions."""
    tree = ast.parse(source)
    ours, others = set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative import"
            if node.module == "whp_kit":
                ours |= {alias.name for alias in node.names} - {"__version__"}
            elif node.module.startswith("whp_kit."):
                ours.add(node.module.split(".")[1])
            else:
                others.add(node.module.split(".")[0])
        elif isinstance(node, ast.Import):
            for alias in node.names:
                top, *rest = alias.name.split(".")
                ours |= set(rest[:1]) if top == "whp_kit" else set()
                others |= {top} - {"whp_kit"}
    return ours, others


def test_the_table_and_the_package_have_the_same_files():
    assert set(table()) == set(MODULES)


def test_rows_list_only_rows_above():
    above = set()
    for name, (ours, heavy) in table().items():
        assert ours <= above, f"{name} lists {ours - above}, which stand below it or nowhere"
        assert heavy <= HEAVY
        above.add(name)


@pytest.mark.parametrize("name", MODULES)
def test_imports_are_those_of_the_row(name):
    ours, others = imports((PACKAGE / f"{name}.py").read_text(encoding="utf-8"))
    allowed, heavy = table()[name]
    assert ours <= allowed, f"{name} imports {ours - allowed}: mend it, or the table"
    assert others & HEAVY <= heavy, f"{name} imports {others & HEAVY - heavy}"


def test_the_top_imports_nothing():
    assert imports((PACKAGE / "__init__.py").read_text(encoding="utf-8")) == (set(), set())
    assert imports((PACKAGE / "__main__.py").read_text(encoding="utf-8")) == ({"errors", "cli"}, {"sys"})


@pytest.mark.parametrize("path", sorted(PACKAGE.glob("*.py")) + sorted((PROJECT_ROOT / "tests").rglob("*.py")), ids=lambda path: path.name)
def test_files_are_short_and_have_no_drawers(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400
    assert path.stem not in ("utils", "helpers", "common", "misc")


def test_nothing_reads_a_pickle_or_remote_code():
    for path in PACKAGE.glob("*.py"):
        source = path.read_text(encoding="utf-8")
        assert not re.search(r"trust_remote_code\s*=\s*True|torch\.load\(", source), path.name
        assert "pickle" not in imports(source)[1], path.name
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ExceptHandler):
                assert node.type is not None, f"{path.name}:{node.lineno}: bare except"
