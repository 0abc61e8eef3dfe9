"""Anchor tables in and out of other forms: JSON, and the lists that a chat model writes.

A value that is read is a dictionary {term: replacement}, a list of objects or of pairs, a table by
rows or by columns (as pandas writes it), or one of these below the name of a category. In a text
"|" parts replacements as in the CSV file; in a list each text is one. No code is ever run. Every
entry that is left out is reported with its line.

Not done here: the CSV form (table), reading texts that are not quite JSON (literals, pair_lines),
judging the rows (validate).
"""

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from whp_kit.anchors.column_names import (
    CATEGORY,
    NOTE,
    REPLACEMENTS,
    STATUS,
    TERM,
    best_name,
    holds_rows,
    is_never_a_term,
    meaning_of,
)
from whp_kit.anchors.literals import LINE_END, SHOWN, Items, Node, Pairs, Plain, Reader, Text
from whp_kit.anchors.pair_lines import ARROW, Table, pair_lines, plain_pairs
from whp_kit.anchors.table import COLUMNS, OPTIONAL, Anchor, AnchorTable, split_replacements
from whp_kit.errors import InputError, shorten
from whp_kit.files import read_marked_text, write_text
from whp_kit.text.replies import without_thoughts
from whp_kit.text.tables import BYTE_ORDER_MARK, TableForm
from whp_kit.text.words import NEVER_SEEN

REPLIES = (".txt", ".md", ".py")
JSON, JSON_LINES = (".json",), (".jsonl", ".ndjson")
MOST_COLUMNS = 6  # keys of a row, if one of them names a column; more are terms
SPEAKERS, OTHERS = ("assistant", "model", "ai"), ("user", "system", "developer", "tool")
SAID = ("content", "text", "response")  # keys of what one of them says
TALKS = ("choices", "candidates", "messages", "message")  # keys of what holds it
NOTHING = ("", "None", "null", "NaN", "-NaN", "nan")

Scalar = Text | Plain


def read_any(path: str | Path) -> tuple[AnchorTable, list[str]]:
    """The table of a .csv or .tsv, a .json or .jsonl, or a reply (.txt, .md, .py), and one line for
    each entry that is left out. Endings count in any case.

    The rows are not judged. InputError: no such file, another ending, not UTF-8 and no mark of
    UTF-16, no row in it.
    """
    path = Path(path)
    ending = path.suffix.lower()
    if ending in (".csv", ".tsv"):
        return AnchorTable.read(path), []
    if ending not in (*JSON, *JSON_LINES, *REPLIES):
        raise InputError(
            "the ending is not known",
            value=str(path),
            remedy="name a .csv, .tsv, .json, .jsonl, .txt, .md or .py file",
        )
    text, _ = read_marked_text(path, "anchor file", if_missing="name a file that is there")
    parse = parse_reply if ending in REPLIES else parse_json
    return parse(text.lstrip(BYTE_ORDER_MARK), str(path))


def require_ending(path: Path) -> str:
    """The ending of a file of anchors; InputError for another one."""
    ending = path.suffix.lower()
    if ending not in (".csv", ".json"):
        raise InputError(
            "the ending is not known", value=str(path), remedy="write to a .csv or .json file"
        )
    return ending


def write_any(table: AnchorTable, path: str | Path) -> None:
    """Writes a .csv, with commas and in UTF-8, or a .json; a file that is there already is not
    touched (InputError).
    """
    path = Path(path)
    ending = require_ending(path)
    if os.path.lexists(path):
        raise InputError(
            "there is a file already",
            value=str(path),
            remedy="name another one, or move that one away",
        )
    if ending == ".csv":
        replace(table, form=TableForm(has_mark=table.form.has_mark)).save(path)
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
    """Rows of a JSON value in any of the forms above, or of several, one on each line.

    Rows of objects stay as they are; of pairs, further ones of a term add replacements.
    """
    _require_json(text, source)
    reader = Reader(text)
    rows = _Rows()
    for node in reader.nodes:
        rows.read(node)
    return rows.table(source, reader.oddities, joins=not rows.all_from_objects)


def parse_reply(text: str, source: str = "the reply") -> tuple[AnchorTable, list[str]]:
    """Rows of all whole pairs of all replies in a text, in order.

    Prose, fences, comments and thoughts around them do no harm, a repeated term adds replacements,
    and of what breaks off the whole pairs are read. Lists without quotes are read where there is
    nothing else.
    """
    answer = without_thoughts(NEVER_SEEN.sub("", text))
    reader = Reader(answer.text)
    oddities = list(reader.oddities)
    told = {line for line, _ in oddities}
    nodes, line_oddities = pair_lines(_without(answer.text, reader.spans), told)
    rows = _Rows()
    for node in sorted([*reader.nodes, *nodes], key=lambda node: node.line):
        rows.read(node)
    oddities += line_oddities
    if not rows.entries:
        nodes, line_oddities = plain_pairs(_without(answer.text, reader.spans))
        oddities += line_oddities
        for node in nodes:
            rows.read(node)
    if not (rows.entries or rows.left_out or oddities):
        lines = [(n, line.strip()) for n, line in enumerate(LINE_END.split(text), 1)]
        seen = [(n, f"no pair of texts: {shorten(line, SHOWN)!r}") for n, line in lines if line]
        oddities += seen[:1]
    for position in answer.unfinished:
        oddities.append((reader.line(position), "a thought that does not end is not read"))
    for position in answer.unopened:
        oddities.append((reader.line(position), "what stands before is taken for a thought"))
    return rows.table(source, oddities, joins=True)


def _require_json(text: str, source: str) -> None:
    """InputError unless the text is one JSON value, or has one on each line that is not empty."""
    try:
        json.loads(text)
        return
    except (ValueError, RecursionError) as error:
        fault = error
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    for place, (number, line) in enumerate(lines):
        try:
            json.loads(line)
        except (ValueError, RecursionError) as error:
            if place:  # what comes before are values, one on each line
                fault = f"line {number}: {error}"
            break
    else:
        if lines:
            return
    remedy = "if it is a chat model's reply, let its name end in .txt"
    raise InputError("the file is not JSON", value=f"{source}: {fault}", remedy=remedy)


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with spaces in place of the spans; line ends stay."""
    pieces, done = [], 0
    for start, end in spans:
        blank = "".join(char if char in "\r\n" else " " for char in text[start:end])
        pieces += [text[done:start], blank]
        done = end
    return "".join([*pieces, text[done:]])


@dataclass
class _Entry:
    """One row before it is joined with others of the same term."""

    term: str
    replacements: tuple[str, ...]
    category: str = ""
    note: str = ""
    status: str = ""
    extra: dict[str, str] = field(default_factory=dict)
    is_object: bool = False


class _Rows:
    """Collects rows from values of any form, and what is left out as (line, what)."""

    def __init__(self) -> None:
        self.entries: list[_Entry] = []
        self.left_out: list[tuple[int, str]] = []

    @property
    def all_from_objects(self) -> bool:
        """Whether no row comes from a pair."""
        return all(entry.is_object for entry in self.entries)

    def table(
        self, source: str, oddities: Iterable[tuple[int, str]], joins: bool
    ) -> tuple[AnchorTable, list[str]]:
        """The table, and the lines of what was left out. `joins`: one row a term, in the order of
        first mention. InputError where there is no row.
        """
        left_out = [f"line {line}: {what}" for line, what in sorted([*oddities, *self.left_out])]
        if not self.entries:
            raise InputError(
                "there is no row in it",
                value="; ".join([source, *left_out[:2]]),
                remedy='write terms as {"term": "replacement", ...}',
            )
        entries = _joined(self.entries) if joins else self.entries
        extra_columns = tuple(dict.fromkeys(name for entry in entries for name in entry.extra))
        rows = tuple(
            Anchor(
                entry.term,
                entry.category,
                entry.replacements,
                entry.note,
                entry.status,
                tuple(entry.extra.get(name, "") for name in extra_columns),
            )
            for entry in entries
        )
        return AnchorTable(rows, extra_columns, source), left_out

    def read(self, node: Node | Table, category: str = "") -> None:
        """Adds the rows of a value; `category` is that of rows that name none."""
        if isinstance(node, Table):
            self._read_table(node, category)
        elif isinstance(node, Pairs):
            self._read_pairs(node, category)
        elif isinstance(node, Items):
            self._read_items(node, category)
        elif isinstance(node, Text) and (sides := ARROW.split(node.value))[1:]:
            term, replacement = Text(sides[0], node.line), Text(" ".join(sides[1:]), node.line)
            self._add_pair(term, replacement, category)
        else:
            self.left_out.append((node.line, f"{node.value!r} has no text that replaces it"))

    def _read_table(self, table: Table, category: str) -> None:
        meanings = {meaning_of(name) for name in table.heading}
        if not {TERM, REPLACEMENTS} <= meanings and not table.names_order:
            names = ", ".join(table.heading)
            what = f"a table whose headings name no term and replacement: {names}"
            self.left_out.append((table.line, what))
            return
        for line, cells in table.rows:
            if not cells:
                continue  # broken off, which is told already
            texts = [Text(cell, line) for cell in cells]
            if {TERM, REPLACEMENTS} <= meanings:
                names = [Text(name, line) for name in table.heading]
                self._add_object(Pairs(line, list(zip(names, texts, strict=False))), category)
            else:
                self._add_pair(texts[0], texts[1], category)

    def _read_items(self, node: Items, category: str) -> None:
        items = node.items
        first = items[0].items if items and isinstance(items[0], Items) else []
        heading = [_string(cell) for cell in first]
        if {TERM, REPLACEMENTS} <= {meaning_of(name) for name in heading}:
            self._read_rows(heading, items[1:], category)
            return
        objects = [item for item in items if isinstance(item, Pairs)]
        keys = [_names(one) for one in objects]
        are_alike = len(keys) > 1 and len(keys[0]) > 1 and keys.count(keys[0]) == len(keys)
        are_flat = all(isinstance(value, Scalar) for one in objects for _, value in one.pairs)
        if (
            are_alike
            and are_flat
            and not any(_as_object(one) or _is_record(one) for one in objects)
        ):
            what = f"objects whose keys name no term and replacement: {', '.join(keys[0])}"
            self.left_out.append((node.line, what))
            return
        texts = [item.value for item in items if isinstance(item, Text)]
        if len(texts) == len(items) > 1 and not any(map(ARROW.search, texts)):
            self._leave_out(node, "a list of texts without any that replace them")
            return
        for item in items:
            if isinstance(item, Items) and _is_pair(item):
                self._add_pair(item.items[0], item.items[1], category)
            elif isinstance(item, Items) and all(isinstance(part, Scalar) for part in item.items):
                self._leave_out(item, f"a list of {len(item.items)} texts is no pair")
            else:
                self.read(item, category)

    def _read_rows(self, heading: list[str], rows: Iterable[Node], category: str) -> None:
        for row in rows:
            if not isinstance(row, Items):
                self.left_out.append((row.line, "not a row of cells"))
                continue
            names = [Text(name, row.line) for name in heading]
            pairs = list(zip(names, row.items, strict=False))
            self._add_object(Pairs(row.line, pairs), category)

    def _read_pairs(self, node: Pairs, category: str) -> None:
        if _is_record(node):
            self._read_record(node)
            return
        values = _by_name(node)
        heading, data = values.get("columns"), values.get("data")
        if isinstance(heading, Items) and isinstance(data, Items):
            self._read_rows([_string(name) for name in heading.items], data.items, category)
            return
        if isinstance(data, Items) and "schema" in values:
            self.read(data, category)
            return
        if _is_columns(node):
            self._read_columns(node, category)
            return
        row = _as_object(node)
        if row is not None:
            self._add_object(row, category)
            return
        names = _names(node)
        are_names = all(map(meaning_of, names)) and (len(names) > 1 or not node.is_whole)
        is_short_row = any(map(is_never_a_term, names)) and len(names) <= MOST_COLUMNS
        if _is_flat(node) and (are_names or is_short_row):
            what = f"an object without a term and a replacement: {', '.join(names)}"
            self._leave_out(node, what)
            return
        holds_lists = any(
            holds_rows(_string(key)) and not isinstance(value, Scalar) for key, value in node.pairs
        )
        label = values.get(best_name(names, CATEGORY) or "")
        if holds_lists and isinstance(label, Text):  # {"category": "place", "terms": {...}}
            category = label.value
        for key, value in node.pairs:
            if not (holds_lists and isinstance(value, Scalar) and meaning_of(_string(key))):
                self._read_entry(key, value, category)
            elif value is not label:
                what = f"{_string(key)!r} is the name of a column, not a term"
                self.left_out.append((key.line, what))

    def _read_record(self, node: Pairs) -> None:
        """The replies in the record of a talk with a chat model, such as a server's answer."""
        for reply in _said_in(node):
            try:
                table, left_out = parse_reply(reply.value)
            except InputError as error:
                left_out = [f"{error.what}: {error.value}"]
            else:
                for row in table.rows:
                    extra = dict(zip(table.extra_columns, row.extra, strict=True))
                    cells = (row.term, row.replacements, row.category, row.note, row.status)
                    self.entries.append(_Entry(*cells, extra))
            self.left_out += [(reply.line, f"in a reply, {what}") for what in left_out]

    def _read_entry(self, key: Node, value: Node, category: str) -> None:
        """A pair, a term with an object that tells its replacement, or the name of a category."""
        name = _string(key)
        is_row = isinstance(value, Pairs) and _as_object(value) is not None
        is_number = name.isdecimal() or not isinstance(key, Text)
        is_label = holds_rows(name) or meaning_of(name) or (is_row and is_number)
        if isinstance(value, Pairs) and _names_replacement(value) and not is_label:
            pairs = [(Text(TERM, key.line), key), *value.pairs]
            self._add_object(Pairs(key.line, pairs, value.is_whole), category)
        elif isinstance(value, Pairs) or _holds_values(value):
            self.read(value, category if is_label or is_row or is_number else name)
        elif is_never_a_term(name):
            self.left_out.append((key.line, f"{name!r} is the name of a column, not a term"))
        else:
            self._add_pair(key, value, category)

    def _read_columns(self, node: Pairs, category: str) -> None:
        """{column: [cells]} or {column: {row: cell}}."""
        columns: dict[str, dict[str, Node]] = {}
        for key, cells in node.pairs:
            if isinstance(cells, Items):
                columns[_string(key)] = {str(n): cell for n, cell in enumerate(cells.items)}
            elif isinstance(cells, Pairs):
                columns[_string(key)] = _by_name(cells)
        for row in dict.fromkeys(row for cells in columns.values() for row in cells):
            cells = [(name, column[row]) for name, column in columns.items() if row in column]
            pairs = [(Text(name, cell.line), cell) for name, cell in cells]
            self._add_object(Pairs(pairs[0][1].line, pairs), category)

    def _add_object(self, node: Pairs, category: str) -> None:
        """One row from an object whose keys name its cells."""
        values: dict[str, Node] = {}
        for key, value in node.pairs:
            values.setdefault(_string(key), value)
        used = {what: best_name(values, what) for what in (TERM, CATEGORY, NOTE, STATUS)}
        term = _cell(values.get(used[TERM]))
        replacements: list[str] = []
        for name, value in values.items():
            if meaning_of(name) == REPLACEMENTS:
                replacements += [text for text in _texts(value) or () if text not in replacements]
        if not term.strip() or not replacements:
            shown = f" of {term.strip()!r}" if term.strip() else ""
            lacks = "replacement" if term.strip() else "term"
            self._leave_out(node, f"a row without a {lacks}{shown}")
            return
        extra = {
            name: _cell(value)
            for name, value in values.items()
            if name not in used.values() and meaning_of(name) != REPLACEMENTS
        }
        entry = _Entry(
            term.strip(),
            tuple(replacements),
            _cell(values.get(used[CATEGORY])).strip() or category,
            _cell(values.get(used[NOTE])),
            _cell(values.get(used[STATUS])),
            extra,
            is_object=True,
        )
        self.entries.append(entry)

    def _leave_out(self, node: Pairs | Items, what: str) -> None:
        """Takes down what is left out; of what breaks off the reader has told already."""
        if node.is_whole:
            self.left_out.append((node.line, what))

    def _add_pair(self, key: Node, value: Node, category: str) -> None:
        replacements = _texts(value) if isinstance(value, Text | Items) else None
        if isinstance(key, Text) and key.value.strip() and replacements:
            self.entries.append(_Entry(key.value.strip(), replacements, category))
        else:
            fault = Pairs(key.line, is_whole=not isinstance(value, Items) or value.is_whole)
            self._leave_out(fault, f"{_string(key)!r} has no text that replaces it")


def _joined(entries: Iterable[_Entry]) -> list[_Entry]:
    """One entry a term; further ones add their replacements, and what the first one lacks."""
    joined: dict[str, _Entry] = {}
    for entry in entries:
        first = joined.setdefault(entry.term, entry)
        new = [words for words in entry.replacements if words not in first.replacements]
        joined[entry.term] = replace(
            first,
            replacements=(*first.replacements, *new),
            category=first.category or entry.category,
            note=first.note or entry.note,
            status=first.status or entry.status,
            extra={**entry.extra, **first.extra},
        )
    return list(joined.values())


def _is_flat(node: Pairs) -> bool:
    """Whether there are only texts, numbers and lists of texts in it."""
    return all(
        isinstance(value, Scalar)
        or (isinstance(value, Items) and all(isinstance(item, Scalar) for item in value.items))
        for _, value in node.pairs
    )


def _is_columns(node: Pairs) -> bool:
    """Whether the keys name columns, and the values are their cells."""
    columns = {
        meaning_of(_string(key))
        for key, value in node.pairs
        if isinstance(value, Items | Pairs) and not _holds_values(value)
    }
    return {TERM, REPLACEMENTS} <= columns


def _as_object(node: Pairs) -> Pairs | None:
    """The object itself where its keys name a term and a replacement among texts.

    Where they name a replacement and a single other key is unknown, that one is the term.
    """
    names = _names(node)
    meanings = [meaning_of(name) for name in names]
    are_known = any(map(is_never_a_term, names)) or 2 * meanings.count(None) <= len(names)
    if REPLACEMENTS not in meanings or not are_known or len(names) < 2:
        return None
    texts = [_string(key) for key, value in node.pairs if isinstance(value, Text)]
    if TERM in meanings:
        term = _by_name(node)[best_name(names, TERM)]
        return node if isinstance(term, Scalar) else None
    unknown = [name for name in texts if meaning_of(name) is None]
    if len(unknown) != 1 or not _is_flat(node):
        return None
    pairs = [
        (Text(TERM, key.line) if _string(key) == unknown[0] else key, value)
        for key, value in node.pairs
    ]
    return Pairs(node.line, pairs, node.is_whole)


def _names(node: Pairs) -> list[str]:
    return [_string(key) for key, _ in node.pairs]


def _by_name(node: Pairs) -> dict[str, Node]:
    """name -> value; of a repeated name the last one."""
    return {_string(key): value for key, value in node.pairs}


def _is_record(node: Pairs) -> bool:
    """Whether an object is one of a talk with a chat model, or a server's answer."""
    values = _by_name(node)
    has_talk = any(isinstance(values.get(name), Items | Pairs) for name in TALKS)
    is_said = _string(values.get("role")) in SPEAKERS + OTHERS and "content" in values
    return has_talk or is_said or {"model", "response", "done"} <= values.keys()


def _said_in(node: Node) -> Iterator[Text]:
    """What the chat model says in the record of a talk."""
    if isinstance(node, Items):
        for item in node.items:
            yield from _said_in(item)
    if not isinstance(node, Pairs):
        return
    if any(_string(key) == "role" and _string(value) in OTHERS for key, value in node.pairs):
        return
    for key, value in node.pairs:
        if isinstance(value, Text) and _string(key) in SAID:
            yield value
        else:
            yield from _said_in(value)


def _names_replacement(node: Pairs) -> bool:
    """Whether an object below a term tells its replacement, among texts only."""
    names = _names(node)
    meanings = [meaning_of(name) for name in names]
    are_known = None not in meanings or any(
        is_never_a_term(name) and meaning_of(name) == REPLACEMENTS for name in names
    )
    return _is_flat(node) and are_known and REPLACEMENTS in meanings and TERM not in meanings


def _is_pair(node: Items) -> bool:
    if len(node.items) != 2 or not isinstance(node.items[0], Text):
        return False
    second = node.items[1]
    return isinstance(second, Text) or (isinstance(second, Items) and bool(_texts(second)))


def _holds_values(node: Node) -> bool:
    """Whether a list holds dictionaries or lists."""
    return isinstance(node, Items) and any(isinstance(item, Pairs | Items) for item in node.items)


def _string(node: Node | None) -> str:
    return node.value if isinstance(node, Scalar) else ""


def _cell(node: Node | None) -> str:
    """The text of a cell; nothing for null and the like; a list or an object as JSON."""
    if node is None or (isinstance(node, Plain) and node.value in NOTHING):
        return ""
    if isinstance(node, Scalar):
        return node.value
    return json.dumps(_plain_value(node), ensure_ascii=False)


def _plain_value(node: Node) -> object:
    if isinstance(node, Pairs):
        return {_string(key): _plain_value(value) for key, value in node.pairs}
    return [_plain_value(item) for item in node.items] if isinstance(node, Items) else node.value


def _texts(node: Node) -> tuple[str, ...] | None:
    """The replacements in a text, parted by "|", or in a whole list of texts; None for others."""
    if isinstance(node, Text):
        return split_replacements(node.value) or None
    if isinstance(node, Plain):
        return (node.value,) if node.value not in NOTHING and not node.value.isalpha() else None
    if not isinstance(node, Items) or not node.is_whole:
        return None
    texts = tuple(item.value.strip() for item in node.items if isinstance(item, Text))
    return texts if texts and all(texts) and len(texts) == len(node.items) else None
