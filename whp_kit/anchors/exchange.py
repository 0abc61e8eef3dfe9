"""Anchor tables in and out of other forms: JSON, and the dictionaries that a chat model writes (`translations = {...}`).

Nothing that is read is ever run: a dictionary is parsed as syntax, and only its strings are taken. What is left out is told.
Not done here: the CSV form (anchors), judging the rows (`anchors.validate`).
"""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

from whp_kit.anchors.table import COLUMNS, OPTIONAL, Anchor, AnchorTable
from whp_kit.errors import InputError
from whp_kit.files import read_text, write_text

REPLIES = (".txt", ".md", ".py")
CLOSERS = {"{": "}", "[": "]", "(": ")"}
CUTS = 50  # places at which a dictionary that breaks off is cut, from its end, until it can be read


class _Pairs(list):
    """A JSON object as its (key, value) pairs, repeated keys and all."""


def read_any(path: str | Path) -> tuple[AnchorTable, list[str]]:
    """The table of a .csv, a .json, or a reply (.txt, .md, .py), by the ending of its name; and what was left out, one line each.

    The rows are not judged. InputError: no such file, another ending, not UTF-8, nothing in it that could be a row.
    """
    path = Path(path)
    if path.suffix == ".csv":
        return AnchorTable.read(path), []
    if path.suffix not in (".json", *REPLIES):
        raise InputError(
            "the ending is not known",
            value=str(path),
            remedy="name a .csv, .json, .txt, .md or .py file",
        )
    text = read_text(path, "anchor file")
    return parse_json(text, str(path)) if path.suffix == ".json" else parse_replies(text, str(path))


def write_any(table: AnchorTable, path: str | Path) -> None:
    """Write a .csv or .json; a file that is there already is not touched (InputError)."""
    path = Path(path)
    if path.suffix not in (".csv", ".json"):
        raise InputError(
            "the ending is not known", value=str(path), remedy="write to a .csv or .json file"
        )
    if path.exists():
        raise InputError(
            "there is a file already",
            value=str(path),
            remedy="name another one, or move that one away",
        )
    if path.suffix == ".csv":
        table.save(path)
    else:
        write_text(path, dump_json(table))


def dump_json(table: AnchorTable) -> str:
    """A list of objects with the columns of the CSV file; `parse_json` gives back the same rows."""
    names = (*COLUMNS, *OPTIONAL, *table.extra_columns)
    rows = [
        dict(
            zip(
                names,
                (row.term, row.category, list(row.replacements), row.note, row.status, *row.extra),
                strict=False,
            )
        )
        for row in table.rows
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def parse_json(text: str, source: str = "the JSON text") -> tuple[AnchorTable, list[str]]:
    """Rows of a list of objects with the columns of the CSV file, or of an object term -> replacement or list of replacements."""
    try:
        found = json.loads(text, object_pairs_hook=_Pairs)
    except (json.JSONDecodeError, RecursionError) as error:
        remedy = "if it is a chat model's reply, let its name end in .txt"
        raise InputError(
            "the file is not JSON", value=f"{source}: {error}", remedy=remedy
        ) from None
    if isinstance(found, _Pairs):
        return _of_pairs(
            [(term, value, f"key {number}") for number, (term, value) in enumerate(found, 1)],
            [],
            source,
        )
    if isinstance(found, list) and all(isinstance(entry, _Pairs) for entry in found):
        return _of_objects([dict(entry) for entry in found], source)
    raise InputError(
        "the JSON text is neither rows nor terms",
        value=source,
        remedy="give a list of objects, or one object",
    )


def parse_replies(text: str, source: str = "the reply") -> tuple[AnchorTable, list[str]]:
    """Rows of every dictionary in a text, in order: comments, trailing commas and prose around them do no harm, a repeated key with another
    value adds a replacement, and of a dictionary that breaks off the whole pairs are taken."""
    pairs, left_out = [], []
    for line, tree in _blocks(text):
        if tree is None:
            left_out.append(f"line {line}: braces that hold no dictionary")
            continue
        for key, value in zip(tree.keys, tree.values, strict=True):
            where = f"line {line + value.lineno - 1}"
            pairs.append((_strings(key), _strings(value), where))
    flat = [
        (key[0] if key and len(key) == 1 else None, value, where) for key, value, where in pairs
    ]
    return _of_pairs(flat, left_out, source)


def _of_objects(entries: list[dict], source: str) -> tuple[AnchorTable, list[str]]:
    known, rows, left_out = (*COLUMNS, *OPTIONAL), [], []
    extra = tuple(dict.fromkeys(name for entry in entries for name in entry if name not in known))
    for number, entry in enumerate(entries, 1):
        words = _words(entry.get("replacements"))
        if not isinstance(entry.get("term"), str) or words is None:
            left_out.append(f"entry {number}: no term with replacements")
            continue
        cells = [str(entry.get(name, "")) for name in ("category", *OPTIONAL, *extra)]
        rows.append(Anchor(entry["term"], cells[0], words, cells[1], cells[2], tuple(cells[3:])))
    return _table(rows, extra, source), left_out


def _of_pairs(pairs, left_out: list[str], source: str) -> tuple[AnchorTable, list[str]]:
    """One row a term, in the order of first mention; further values of a term become further replacements."""
    rows: dict[str, list[str]] = {}
    for term, value, where in pairs:
        words = _words(value)
        if not isinstance(term, str) or not term.strip() or words is None:
            left_out.append(f"{where}: not a text with texts to replace it")
            continue
        own = rows.setdefault(term.strip(), [])
        own += [word for word in words if word not in own]
    return _table(
        [Anchor(term, "", tuple(words)) for term, words in rows.items()], (), source
    ), left_out


def _table(rows: list[Anchor], extra: tuple[str, ...], source: str) -> AnchorTable:
    if not rows:
        raise InputError(
            "there is no row in it",
            value=source,
            remedy='write terms as {"term": "replacement", ...}',
        )
    return AnchorTable(tuple(rows), extra, source)


def _words(value) -> tuple[str, ...] | None:
    """A text or a list of texts as stripped texts; None for anything else."""
    words = [value] if isinstance(value, str) else value
    if (
        not isinstance(words, list | tuple)
        or not words
        or not all(isinstance(word, str) for word in words)
    ):
        return None
    return tuple(word.strip() for word in words)


def _strings(node: ast.expr | None) -> list[str] | None:
    """The text of a literal, or the texts of a list of literals; None for anything that would have to be computed."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.List | ast.Tuple):
        parts = [_strings(part) for part in node.elts]
        return (
            [part[0] for part in parts]
            if parts and all(part and len(part) == 1 for part in parts)
            else None
        )
    return None


def _blocks(text: str) -> Iterator[tuple[int, ast.Dict | None]]:
    """(line, dictionary) of each outermost pair of braces, None where they hold none. One that breaks off ends with its last whole pair."""
    at = 0
    while (start := text.find("{", at)) >= 0:
        commas, stop = _scan(text, start)
        tree = _parsed(
            [text[start:stop]]
            if stop
            else [text[start:comma] + "}" for comma in commas[: -CUTS - 1 : -1]]
        )
        if tree is not None or stop:
            yield text.count("\n", 0, start) + 1, tree
        if tree is not None and not stop:
            return
        at = stop or start + 1


def _scan(text: str, start: int) -> tuple[list[int], int | None]:
    """Commas between the pairs of the brace at `start`, and where it closes; quotes and comments are passed over."""
    open_ones, quote, commas, at = [], "", [], start
    while at < len(text):
        character = text[at]
        if quote:
            if character == "\\":
                at += 1
            elif (
                character == quote or character == "\n"
            ):  # a text does not go over lines: a stray apostrophe ends there
                quote = ""
        elif character in "'\"":
            quote = character
        elif character == "#":
            at = text.find("\n", at)
            if at < 0:
                break
        elif character in CLOSERS:
            open_ones.append(CLOSERS[character])
        elif open_ones and character == open_ones[-1]:
            open_ones.pop()
            if not open_ones:
                return commas, at + 1
        elif character == "," and len(open_ones) == 1:
            commas.append(at)
        at += 1
    return commas, None


def _parsed(candidates: list[str]) -> ast.Dict | None:
    """The first candidate that is a dictionary, as syntax."""
    for candidate in candidates:
        try:
            tree = ast.parse(candidate, mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        if isinstance(tree, ast.Dict) and all(tree.keys):
            return tree
    return None
