"""A table of texts as people have it: CSV with any separator, encoding with a mark, and line ends.

The separator is the one by which the first line names all columns that must be there; a line
`sep=;` before it, as Excel writes it, names it outright. Headings may be in any case and have
spaces around them; a column without a heading that holds nothing is left out, and so is the heading
where it stands again, as between two files that were joined. What was read can be written again in
the same form. InputError names the file, the line, the value and the remedy.

Not done here: what the cells mean, encodings without a mark other than UTF-8.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from whp_kit.errors import InputError
from whp_kit.files import IN_WORLD, read_marked_text
from whp_kit.text.words import folded

BYTE_ORDER_MARK = "\ufeff"
COMMON_SEPARATORS = (",", ";", "\t", "|")
BEGINNING = 200  # characters of a heading among which a rare separator is looked for
NEVER_SEPARATORS = "\"'\r\n "
MOST_COLUMNS, MOST_CELLS = 1000, 5_000_000  # a row that is cut short counts as a whole one
SEPARATOR_LINE = re.compile(r'"?sep=([^"\'\r\n ])"?[ \t;,]*(?:\r\n|\r|\n|$)', re.IGNORECASE)
FIRST_LINE = re.compile(r"(?:\s*[\r\n])?+([^\r\n]*+(\r\n|\r|\n|$))")  # that holds something
RULE = re.compile(r":?-+:?")  # a cell of the line below the heading of a Markdown table
RULED = re.compile(r"\s*+\|[^\r\n]*(?:\r\n|\r|\n)[|:\s]*+-[|: \t-]*+(?:[\r\n]|$)")
ESCAPED_BAR = re.compile(r'("(?:[^"]|"")*+")|\\\|')  # there it is part of a cell
BAR_IN_CELL = "\x1d"  # while the separator is a bar
COMMENT = re.compile(r" *+(?:#|//)(?:\s|$)")
LINE_ENDS = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class TableForm:
    """How a table stands in its file."""

    separator: str = ","
    encoding: str = "utf-8"
    has_mark: bool = False  # whether the file begins with BYTE_ORDER_MARK
    has_separator_line: bool = False  # whether a line `sep=;` comes before the heading
    line_end: str = "\n"


class TableRow(NamedTuple):
    """One row: the line of the file at which it ends, and its cells by column."""

    line: int
    cells: dict[str, str]


class TextTable(NamedTuple):
    """The columns in the order of the file, the rows that are not empty, and the form."""

    columns: tuple[str, ...]
    rows: list[TableRow]
    form: TableForm


def read_csv(
    path: str | Path, what: str, columns: Sequence[str]
) -> Iterable[tuple[str, dict[str, str]]]:
    """(where, row) of each row of a CSV file, cells without spaces around them; `where` is
    "<what> <path>, line <n>", for later errors.
    """
    text, encoding = read_marked_text(path, what, if_missing=IN_WORLD)
    for row in parse_table(text, columns, (), what, str(path), encoding).rows:
        cells = {name: cell.strip() for name, cell in row.cells.items()}
        yield f"{what} {path}, line {row.line}", cells


def parse_table(
    text: str,
    columns: Sequence[str],
    optional: Sequence[str],
    what: str,
    source: str,
    encoding: str = "utf-8",
) -> TextTable:
    """The table in the text of a file that `source` names.

    columns: those that must be there. Their headings, and those of `optional`, are returned as
    given here, others as in the file.
    """
    has_mark, text = text.startswith(BYTE_ORDER_MARK), text.lstrip(BYTE_ORDER_MARK)
    separator_line = SEPARATOR_LINE.match(text)
    skipped = 0
    if separator_line:
        text, skipped = text[separator_line.end() :], 1
    first_line = FIRST_LINE.match(text)
    heading = first_line[1] if first_line else ""
    separator = separator_line[1] if separator_line else _separator(heading, columns)
    is_ruled = separator == "|" and RULED.match(text) is not None
    if is_ruled:
        text = ESCAPED_BAR.sub(lambda found: found[1] or BAR_IN_CELL, text)
    form = TableForm(
        separator,
        encoding,
        has_mark,
        has_separator_line=separator_line is not None,
        line_end=(first_line and first_line[2]) or "\n",
    )
    lines = [
        (line + skipped, [cell.replace(BAR_IN_CELL, "|") for cell in cells] if is_ruled else cells)
        for line, cells in _lines(text, separator, what, source, skipped)
        if any(cell.strip() for cell in cells)
    ]
    _require_small(lines, what, source)
    names = _names(lines[0][1], columns, optional) if lines else []
    missing = [name for name in columns if name not in names]
    if missing:
        raise InputError(
            f"the {what} lacks a column",
            value=f"{source}: {', '.join(missing)}",
            remedy=f"the first line must name {', '.join(columns)}; it names "
            + (f"{', '.join(map(repr, names))}, parted by {separator!r}" if names else "nothing"),
        )
    rows = [
        (line, cells)
        for place, (line, cells) in enumerate(lines[1:])
        if _names(cells, columns, optional) != names
        and (place or not all(RULE.fullmatch(cell.strip()) for cell in cells if cell.strip()))
    ]
    filled = {place for _, cells in rows for place, cell in enumerate(cells) if cell.strip()}
    used = [place for place, name in enumerate(names) if name or place in filled]
    headings = [names[place] for place in used]
    for name, count in Counter(headings).items():
        if count > 1:
            raise InputError(
                f"a column stands twice in the {what}",
                value=f"{source}: {name!r} in {names}",
                remedy="remove or rename one of the two",
            )
    shortest = max(names.index(name) for name in columns) + 1
    table_rows = []
    for number, (line, cells) in enumerate(rows, 1):
        beyond = [cell for cell in cells[len(names) :] if cell.strip()]
        if beyond or len(cells) < shortest:
            raise InputError(
                f"a row of the {what} has another number of cells",
                value=f"{source}, row {number}, line {line}: {len(cells)} cells, "
                f"{len(names)} columns: {separator.join(cells)}",
                remedy=_remedy_for_number(cells, separator),
            )
        cells = cells + [""] * (len(names) - len(cells))
        table_rows.append(TableRow(line, {names[place]: cells[place] for place in used}))
    return TextTable(tuple(headings), table_rows, form)


def dump_table(lines: Iterable[Sequence[str]], form: TableForm) -> str:
    """The text of a file with these lines, the heading first, for `parse_table` to read again."""
    parts = [BYTE_ORDER_MARK] if form.has_mark else []
    if form.has_separator_line:
        parts.append(f"sep={form.separator}{form.line_end}")
    parts += [_line(cells, form) for cells in lines]
    return "".join(parts)


def _line(cells: Sequence[str], form: TableForm) -> str:
    """One line of the file.

    With "\\r\\n" as line end the csv module quotes cells that hold a carriage return or a newline.
    A cell that begins with a space is quoted, because `parse_table` skips spaces before cells, and
    one that begins like a comment.
    """
    quoting = csv.QUOTE_MINIMAL
    if any(cell[0] in (" ", BYTE_ORDER_MARK) or COMMENT.match(cell) for cell in cells if cell):
        quoting = csv.QUOTE_ALL
    line = io.StringIO(newline="")
    writer = csv.writer(line, delimiter=form.separator, lineterminator="\r\n", quoting=quoting)
    writer.writerow(cells)
    return line.getvalue().removesuffix("\r\n") + form.line_end


def _separator(heading: str, columns: Sequence[str]) -> str:
    """The separator with which a heading names most of the columns, or that it has at all.

    Any character of the heading's first cells may be it.
    """
    candidates = [*COMMON_SEPARATORS, *heading[:BEGINNING]]
    best, most = next((sign for sign in COMMON_SEPARATORS if sign in heading), ","), 0
    for separator in dict.fromkeys(candidates):
        if separator in NEVER_SEPARATORS:
            continue
        try:
            (cells,) = csv.reader([heading], delimiter=separator, skipinitialspace=True)
        except (csv.Error, ValueError):
            continue
        names = _names(cells, columns, ())
        if (named := sum(name in names for name in columns)) > most:
            best, most = separator, named
    return best


def _require_small(lines: Sequence[tuple[int, list[str]]], what: str, source: str) -> None:
    """InputError for more columns or cells than a table of texts has."""
    columns = len(lines[0][1]) if lines else 0
    for number, most, kind in (
        (columns, MOST_COLUMNS, "columns"),
        (columns * len(lines), MOST_CELLS, "cells"),
    ):
        if number > most:
            raise InputError(
                f"the {what} has more than {most:,} {kind}",
                value=f"{source}: {number:,}",
                remedy="take out what the table does not need, or split it into several files",
            )


def _names(cells: Sequence[str], columns: Sequence[str], optional: Sequence[str]) -> list[str]:
    known = {name: name for name in (*columns, *optional)}
    return [known.get(folded(cell), cell.strip()) for cell in cells]


def _lines(
    text: str, separator: str, what: str, source: str, skipped: int
) -> Iterable[tuple[int, list[str]]]:
    """(line, cells) of each line of the file. Spaces between a quote and a separator are dropped,
    which the csv module does not understand. InputError for a comment.
    """
    edge = re.escape(separator) + r"\r\n"
    quoted = re.compile(rf'(?:(?<=[{edge}])|^) *("(?:[^"]|"")*+") *(?=[{edge}]|$)')
    reader = csv.reader(
        io.StringIO(quoted.sub(r"\1", text), newline=""),
        delimiter=separator,
        skipinitialspace=True,
        strict=True,
    )
    written = LINE_ENDS.split(text)
    line = 0
    try:
        for cells in reader:
            if COMMENT.match(written[line]):
                raise InputError(
                    f"a line of the {what} is a comment",
                    value=f"{source}, line {line + 1 + skipped}: {written[line][:60]}",
                    remedy="delete the line; if it is a row, put quotes around its first cell",
                )
            line = reader.line_num
            yield line, cells
    except csv.Error as error:
        raise InputError(
            f"the {what} is not CSV",
            value=f"{source}, line {line + 1 + skipped}: {error}",
            remedy="look for a quote that is not closed, or not doubled inside quotes",
        ) from None


def _remedy_for_number(cells: Sequence[str], separator: str) -> str:
    others = [other for other in COMMON_SEPARATORS[:3] if other != separator and other in cells[0]]
    if len(cells) == 1 and others:
        return f"part its cells by {separator!r} as the first line does, not by {others[0]!r}"
    return f"put quotes around cells that hold {separator!r}, and write every cell of the row"
