"""Notebooks as files: which there are, their parameters, the modules of the package they import.

Nothing is run here.
"""

import ast
import hashlib
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from whp_kit.errors import InputError, SettingsError
from whp_kit.files import parse_json
from whp_kit.paths import NOTEBOOKS
from whp_kit.settings import SECTIONS, Preset, unknown_name

CHAIN = "0[1-8]_*.ipynb"  # the method and its measures, in order
STEPS = "[0-9][0-9]_*.ipynb"  # those after 08 are run by name
PACKAGE = Path(__file__).parents[1]
EXERCISE = "exercise"  # the tag of cells that hold a reader's answers
COMMON = ("run", "preset", "seed")  # parameters of every notebook, each with an option of its own


@dataclass(frozen=True)
class Notebook:
    """One notebook file, read as JSON."""

    path: Path

    @property
    def name(self) -> str:
        """The step that it makes: the file's name without its ending."""
        return self.path.stem

    @property
    def number(self) -> str:
        """Its two digits."""
        return self.name[:2]

    @cached_property
    def cells(self) -> list[dict]:
        """The cells as plain dicts, `source` as one text."""
        try:
            cells = parse_json(self.path.read_text(encoding="utf-8"))["cells"]
            return [_checked(cell) for cell in cells]
        except (OSError, AttributeError, ValueError, KeyError, TypeError) as error:
            raise InputError(
                "not a readable notebook",
                value=f"{self.path}: {error}",
                remedy="restore the file from the repository",
            ) from error

    @cached_property
    def code(self) -> list[str]:
        """The sources of the code cells, in order, without the reader's cells (tag `exercise`).

        InputError for one that is no Python.
        """
        sources = [
            cell["source"]
            for cell in self.cells
            if cell["cell_type"] == "code" and EXERCISE not in _tags(cell)
        ]
        for source in sources:
            self._parsed(source)
        return sources

    @cached_property
    def parameters(self) -> dict[str, str]:
        """name -> annotation, from the cell tagged `parameters`."""
        return {line.target.id: ast.unparse(line.annotation) for line in self._parameter_lines}

    @cached_property
    def defaults(self) -> dict[str, object]:
        """name -> value, from the same cell."""
        return {line.target.id: ast.literal_eval(line.value) for line in self._parameter_lines}

    @cached_property
    def _parameter_lines(self) -> list[ast.AnnAssign]:
        tagged = [cell for cell in self.cells if "parameters" in _tags(cell)]
        if len(tagged) != 1:
            raise InputError(
                f"{self.name} needs one cell tagged 'parameters'",
                value=len(tagged),
                remedy="tag the cell that holds its parameters",
            )
        lines = self._parsed(tagged[0]["source"]).body
        for line in lines:
            if not _is_typed_literal(line):
                raise InputError(
                    f"a line of {self.name}'s parameters cell is not a typed literal",
                    value=ast.unparse(line),
                    remedy="write 'name: type = value'",
                )
        return lines

    def _parsed(self, source: str) -> ast.Module:
        """The syntax tree of a cell; InputError where it is no Python."""
        try:
            return ast.parse(_without_magic(source))
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            raise InputError(
                f"a cell of {self.name} is no Python",
                value=f"{error}, in the cell that begins {source.strip()[:60]!r}",
                remedy="correct the cell, or restore the notebook from the repository",
            ) from error

    @cached_property
    def sections(self) -> tuple[str, ...]:
        """The sections of a preset that its result depends on, from its call of `Preset.only`; all
        where it calls none.
        """
        for node in ast.walk(ast.parse(_without_magic("\n".join(self.code)))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", None) == "only":
                with suppress(ValueError):  # names that are not written out may be any
                    return tuple(ast.literal_eval(section) for section in node.args)
        return tuple(SECTIONS)

    def settings(self, preset: Preset, given: Mapping[str, object]) -> Preset:
        """What the notebook's own line `... = load_preset(preset).override(...)` makes of the
        preset with the parameters `given`.

        SettingsError where one is out of range. A notebook without such a line has the preset's.
        """
        names = {"load_preset": lambda name: preset} | self.defaults | given
        for node in ast.walk(ast.parse(_without_magic("\n".join(self.code)))):
            if isinstance(node, ast.Assign) and "load_preset(" in ast.unparse(node.value):
                line = compile(ast.Expression(node.value), self.path.name, "eval")
                try:
                    return eval(line, {"__builtins__": {}}, names)
                except NameError:  # a line of the reader's own, which is checked when it runs
                    break
        return preset

    def fingerprint(self) -> dict[str, str]:
        """Digests of the notebook's code and of the package's modules behind it."""
        package = {name: _file(name).read_bytes() for name in modules_behind(self.code)}
        return {
            "code": hashlib.sha256("\0".join(self.code).encode()).hexdigest(),
            "package": hashlib.sha256(
                b"\0".join(name.encode() + b"\0" + package[name] for name in sorted(package))
            ).hexdigest(),
        }


def find_notebooks(folder: Path = NOTEBOOKS, pattern: str = CHAIN) -> list[Notebook]:
    """The notebooks of the chain in order; InputError if there are none or two share a number."""
    notebooks = [Notebook(path) for path in sorted(folder.glob(pattern))]
    if not notebooks:
        raise InputError(
            "no notebook was found",
            value=str(folder / pattern),
            remedy="run from a whole clone, or set WHP_ROOT to one",
        )
    numbers = [notebook.number for notebook in notebooks]
    if len(set(numbers)) < len(numbers):
        raise InputError(
            "two notebooks have the same number",
            value=[notebook.name for notebook in notebooks],
            remedy="rename one",
        )
    return notebooks


def find_steps(only: list[str] | None = None, made: Path | None = None) -> list[Notebook]:
    """The notebooks of the chain; with `only` those of these numbers, also after 08; with `made`, a
    folder of executed notebooks, the chain and what else was executed there.
    """
    chain = find_notebooks()
    known = chain + [one for one in find_notebooks(pattern=STEPS) if one.number > chain[-1].number]
    if only is None:
        return [one for one in known if one in chain or (made and (made / one.path.name).is_file())]
    numbers = [one.number for one in known]
    for which in only:
        if which.zfill(2) not in numbers:
            raise unknown_name("notebook", which, numbers, "--only")
    return [one for one in known if one.number in {which.zfill(2) for which in only}]


def parse_overrides(texts: list[str], notebooks: list[Notebook]) -> dict[str, dict[str, object]]:
    """["05.steps=60"] -> {"05_finetune_qlora": {"steps": 60}}; unknown names and wrong types are
    refused.
    """
    found: dict[str, dict[str, object]] = {}
    for text in texts:
        shaped = re.fullmatch(r"(\w+)\.(\w+)=(.*)", text, flags=re.DOTALL)
        if not shaped:
            raise SettingsError(
                "an override is not of the form NN.name=value",
                value=text,
                remedy="write it as '-p 05.steps=60'",
            )
        which, name, value = shaped.groups()
        notebook = next(
            (one for one in notebooks if which.zfill(2) in (one.number, one.name)), None
        )
        if notebook is None:
            raise unknown_name("notebook", which, [one.number for one in notebooks], f"-p {text}")
        if name in COMMON:
            raise SettingsError(
                f"-p {text}: '{name}' is the same for all notebooks",
                value=value,
                remedy=f"use the option --{name}",
            )
        if name not in notebook.parameters:
            own = [one for one in notebook.parameters if one not in COMMON]
            raise unknown_name(f"parameter of {notebook.name}", name, own, f"-p {text}")
        found.setdefault(notebook.name, {})[name] = parse_value(
            value, notebook.parameters[name], f"-p {text}"
        )
    return found


def parse_value(text: str, annotation: str, where: str) -> object:
    """The value that `text` means for a parameter of that annotation ("int", "float | None", "str",
    "bool", "list[int]": whole numbers with commas between them).
    """
    kinds = {part.strip() for part in annotation.split("|")}
    lowered = text.strip().lower()
    if "None" in kinds and lowered in ("none", "null", ""):
        return None
    if "bool" in kinds and lowered in ("true", "false"):
        return lowered == "true"
    for kind, make in (("int", int), ("float", float)):
        if kind in kinds:
            try:
                return make(text)
            except ValueError:
                pass
    if "list[int]" in kinds:
        items = lowered.removeprefix("[").removesuffix("]").split(",")
        try:
            return [int(item) for item in items if item.strip()]
        except ValueError:
            pass
    if "str" in kinds:
        return text
    raise SettingsError(
        f"{where}: the value is of another type",
        value=text,
        remedy=f"give one of type {annotation}",
    )


def modules_behind(sources: list[str]) -> set[str]:
    """Dotted names of this package's modules that the sources import, and those that these import,
    and so on; a room's own file is among them.
    """
    found: set[str] = set()
    waiting = list(sources)
    while waiting:
        for name in _imported(waiting.pop()) - found:
            found.add(name)
            waiting.append(_file(name).read_text(encoding="utf-8"))
    return found


def _file(module: str) -> Path | None:
    """The file of a module of this package; None if there is none of that name."""
    place = PACKAGE.joinpath(*module.split(".")[1:])
    return next(
        (path for path in (place.with_suffix(".py"), place / "__init__.py") if path.is_file()), None
    )


def _checked(cell: dict) -> dict:
    """A cell with its `source` as one text; TypeError, KeyError, ValueError for what is no cell."""
    tags = cell.get("metadata", {}).get("tags", []) if isinstance(cell, dict) else None
    if not isinstance(tags, list) or not isinstance(cell["cell_type"], str):
        raise TypeError(f"{str(cell)[:60]} is no cell")
    return cell | {"source": "".join(cell["source"])}


def _is_typed_literal(line: ast.stmt) -> bool:
    """Whether it is `name: type = value`."""
    is_typed = isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name)
    if not is_typed or line.value is None:
        return False
    try:
        ast.literal_eval(line.value)
    except ValueError:
        return False
    return True


def _tags(cell: dict) -> list[str]:
    return cell.get("metadata", {}).get("tags", [])


def _without_magic(source: str) -> str:
    """The source without IPython's own lines."""
    lines = source.splitlines()
    return "\n".join(line for line in lines if not line.lstrip().startswith(("%", "!")))


def _imported(source: str) -> set[str]:
    named: set[str] = set()
    for node in ast.walk(ast.parse(_without_magic(source))):
        if isinstance(node, ast.Import):
            named |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            named |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    own = {name for name in named if name.split(".")[0] == PACKAGE.name}
    parents = {
        ".".join(name.split(".")[:depth]) for name in own for depth in range(1, name.count(".") + 1)
    }
    return {name for name in own | parents if _file(name)}
