"""Anchor tables in and out of other forms: JSON, and the dictionaries that a chat model writes
(section 2.2).

No code in a reply is ever run: a reply is searched for pairs of literal texts, and only these are
read. Every entry that is left out is reported. Not done here: the CSV form (table), judging the
rows (validate).
"""

import ast
import json
import re
from collections.abc import Iterable
from pathlib import Path

import json_repair

from whp_kit.anchors.table import COLUMNS, OPTIONAL, Anchor, AnchorTable
from whp_kit.errors import InputError
from whp_kit.files import read_text, write_text

REPLIES = (".txt", ".md", ".py")
STRING = r"""(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')"""
STRINGS = rf"""[\[(]\s*{STRING}(?:\s*,\s*{STRING})*\s*,?\s*[\])]"""
# A quoted term and a colon, then a text or a list of texts, or something else, which is left out.
# (json_repair by itself loses repeated terms, makes texts of code, and takes prose in braces in.)
PAIR = re.compile(
    rf"(?P<term>{STRING})\s*:\s*(?:(?P<value>{STRING}|{STRINGS})(?=[ \t]*(?:[,}}#\r\n]|//|$)))?"
)

Pair = tuple[object, object, str]  # term, replacement or list of them, and where it stands


class _Object(list):
    """A JSON object as its (key, value) pairs, repeated keys included."""


def read_any(path: str | Path) -> tuple[AnchorTable, list[str]]:
    """The table of a .csv, a .json, or a reply (.txt, .md, .py), and one line for each entry that
    is left out.

    The rows are not judged. InputError: no such file, another ending, not UTF-8, no row in it.
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
    text = read_text(path, "anchor file", if_missing="name a file that is there")
    parse = parse_json if path.suffix == ".json" else parse_reply
    return parse(text, str(path))


def write_any(table: AnchorTable, path: str | Path) -> None:
    """Writes a .csv or .json; a file that is there already is not touched (InputError)."""
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
    objects = []
    for row in table.rows:
        cells = (row.term, row.category, row.replacements, row.note, row.status, *row.extra)
        objects.append(dict(zip(names, cells, strict=False)))
    return json.dumps(objects, ensure_ascii=False, indent=1) + "\n"


def parse_json(text: str, source: str = "the JSON text") -> tuple[AnchorTable, list[str]]:
    """Rows of a list of objects with the columns of the CSV file, or of one object {term:
    replacement or list of replacements}.
    """
    try:
        value = json.loads(text, object_pairs_hook=_Object)
    except (json.JSONDecodeError, RecursionError) as error:
        remedy = "if it is a chat model's reply, let its name end in .txt"
        raise InputError(
            "the file is not JSON", value=f"{source}: {error}", remedy=remedy
        ) from None
    if isinstance(value, _Object):
        numbered = enumerate(value, 1)
        pairs = [(term, words, f"key {number}") for number, (term, words) in numbered]
        return _table_of_pairs(pairs, source)
    if isinstance(value, list) and all(isinstance(entry, _Object) for entry in value):
        return _table_of_objects([dict(entry) for entry in value], source)
    raise InputError(
        "the JSON text is neither rows nor terms",
        value=source,
        remedy="give a list of objects, or one object",
    )


def parse_reply(text: str, source: str = "the reply") -> tuple[AnchorTable, list[str]]:
    """Rows of all pairs "term": "replacement" in a text, in order.

    Prose, comments and trailing commas around them do no harm, a repeated term adds replacements,
    and of a dictionary that breaks off the whole pairs are read. Where no term is quoted as in
    Python or JSON, json_repair reads what it can.
    """
    pairs: list[Pair] = []
    for match in PAIR.finditer(text):
        where = f"line {text.count(chr(10), 0, match.start()) + 1}"
        pairs.append((_literal(match["term"]), _literal(match["value"]), where))
    if not pairs:
        repaired = _repaired(text)
        pairs = [(term, words, f"{term!r}") for term, words in repaired]
    return _table_of_pairs(pairs, source)


def _literal(source: str | None) -> object:
    """The value of a quoted text or a list of them; None where it is none."""
    if source is None:
        return None
    try:
        return json.loads(source)
    except ValueError:
        pass
    try:
        return ast.literal_eval(source)
    except (ValueError, SyntaxError):
        return None


def _repaired(text: str) -> Iterable[tuple[object, object]]:
    """The pairs of the dictionaries that json_repair finds, such as those with curly quotes."""
    try:
        value = json_repair.loads(text)
    except (ValueError, RecursionError):  # nested too deeply
        return
    for entry in value if isinstance(value, list) else [value]:
        if isinstance(entry, dict):
            yield from entry.items()


def _table_of_objects(objects: list[dict], source: str) -> tuple[AnchorTable, list[str]]:
    known = (*COLUMNS, *OPTIONAL)
    extra_columns = tuple(
        dict.fromkeys(name for one in objects for name in one if name not in known)
    )
    rows, left_out = [], []
    for number, one in enumerate(objects, 1):
        replacements = _texts(one.get("replacements"))
        if not isinstance(one.get("term"), str) or replacements is None:
            left_out.append(f"entry {number}: no term with replacements")
            continue
        anchor = Anchor(
            one["term"],
            str(one.get("category", "")),
            replacements,
            str(one.get("note", "")),
            str(one.get("status", "")),
            tuple(str(one.get(name, "")) for name in extra_columns),
        )
        rows.append(anchor)
    return _table(rows, extra_columns, source), left_out


def _table_of_pairs(pairs: Iterable[Pair], source: str) -> tuple[AnchorTable, list[str]]:
    """One row a term, in the order of first mention; further values of a term become further
    replacements.
    """
    replacements_of: dict[str, list[str]] = {}
    left_out = []
    for term, value, where in pairs:
        replacements = _texts(value)
        if not isinstance(term, str) or not term.strip() or replacements is None:
            left_out.append(f"{where}: not a text with texts to replace it")
            continue
        known = replacements_of.setdefault(term.strip(), [])
        known += [words for words in replacements if words not in known]
    rows = [Anchor(term, "", tuple(words)) for term, words in replacements_of.items()]
    return _table(rows, (), source), left_out


def _table(rows: list[Anchor], extra_columns: tuple[str, ...], source: str) -> AnchorTable:
    if not rows:
        raise InputError(
            "there is no row in it",
            value=source,
            remedy='write terms as {"term": "replacement", ...}',
        )
    return AnchorTable(tuple(rows), extra_columns, source)


def _texts(value: object) -> tuple[str, ...] | None:
    """A text or a list of texts, without spaces around them; None for anything else."""
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list | tuple) or not texts:
        return None
    if not all(isinstance(text, str) for text in texts):
        return None
    return tuple(text.strip() for text in texts)
