"""Rows as a table, once for each medium: HTML, aligned text for a terminal, Markdown, CSV.

A row is a dict from heading to value. Formats: floats to a fixed number of places, pairs as [low,
high], None as a dash. By hand and not by pandas, whose HTML has no alignment of its own for each
column without a style sheet, and which takes longer to import than a command of the command line
takes to run.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from html import escape

from whp_kit.errors import InputError

NOTHING = "–"
# Control characters but for the tab and the line end, C1 too; what turns the direction of writing;
# other line ends.
ACTIVE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
FIGURE = re.compile(r"[-+–]?[\d\[(][-+–\d.,%\[\]() →e]*")  # 0.900 [0.870, 0.920]

# The table takes ink and ground from the page, so that it reads on a light and on a dark one.
TABLE = "border-collapse:collapse;color:inherit;background:transparent;"
CAPTION = "text-align:left;padding:.25em .6em;color:inherit;"
CELL = (
    "text-align:left;vertical-align:top;padding:.25em .6em;line-height:1.35;white-space:pre-wrap;"
    "overflow-wrap:anywhere;min-width:6em;border-bottom:1px solid rgba(128,128,128,.35);"
)
# After CELL:
NUMBER = "min-width:0;text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums;"
TIGHT = "min-width:0;padding:.12em .4em;"


class Html(str):
    """A cell that is HTML already; every other cell is escaped."""


def html_table(
    rows: Sequence[Mapping], caption: str = "", digits: int = 3, tight: bool = False
) -> str:
    """The rows as an HTML table with its styles inside. Numbers go to the right; `tight` for a
    table beside another.
    """
    heads, cells, numeric = _cells(rows, digits, caption)
    styles = [CELL + NUMBER * right + TIGHT * tight for right in numeric]

    def line(tag: str, row: Sequence[str]) -> str:
        parts = (
            f'<{tag} style="{style}">{cell if isinstance(cell, Html) else escape(cell)}</{tag[:2]}>'
            for cell, style in zip(row, styles, strict=True)
        )
        return f"<tr>{''.join(parts)}</tr>"

    title = f'<caption style="{CAPTION}">{escape(caption)}</caption>' if caption else ""
    body = "".join(line("td", row) for row in cells)
    head = line('th scope="col"', [head.replace("_", " ") for head in heads])
    return f'<table style="{TABLE}">{title}<thead>{head}</thead><tbody>{body}</tbody></table>'


def text_table(rows: Sequence[Mapping], digits: int = 3) -> str:
    """The rows as lines of text in columns, numbers to the right; a cell is one line."""
    heads, cells, numeric = _cells(rows, digits)
    lines = [[head.replace("_", " ") for head in heads], *cells]
    lines = [
        [printable(cell).replace("\n", "\\n").replace("\t", " ") for cell in line] for line in lines
    ]
    widths = [max(len(line[k]) for line in lines) for k in range(len(heads))]
    columns = list(zip(widths, numeric, strict=True))
    return "\n".join(
        "  ".join(
            cell.rjust(width) if right else cell.ljust(width)
            for cell, (width, right) in zip(line, columns, strict=True)
        ).rstrip()
        for line in lines
    )


def markdown_table(rows: Sequence[Mapping], digits: int = 3) -> str:
    """The rows as a Markdown table; a bar in a cell is escaped."""
    heads, cells, numeric = _cells(rows, digits)
    lines = [heads, ["--:" if right else "---" for right in numeric], *cells]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines
    )


def printable(text: str) -> str:
    """The text for a terminal: each character that does something there as a number, as \\x1b."""
    return ACTIVE.sub(_number, text)


def _number(match: re.Match) -> str:
    code = ord(match.group())
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"


def without_empty(rows: Sequence[Mapping]) -> list[dict]:
    """The rows without columns in which no cell holds anything."""
    full = {head for row in rows for head, value in row.items() if value not in (None, NOTHING)}
    return [{head: value for head, value in row.items() if head in full} for row in rows]


def csv_text(rows: Sequence[Mapping]) -> str:
    """Rows as CSV, the columns in order of appearance."""
    heads = list(dict.fromkeys(head for row in rows for head in row))
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, heads, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def format_value(value: object, digits: int = 3) -> str:
    """A value as a table shows it."""
    if value is None:
        return NOTHING
    if isinstance(value, float):
        return f"{value:.{digits}f}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(format_value(part, digits) for part in value) + "]"
    return value if isinstance(value, str) else str(value)


def _cells(
    rows: Sequence[Mapping], digits: int, caption: str = ""
) -> tuple[list[str], list[list[str]], list[bool]]:
    """The headings in order of appearance, the formatted cells, and which columns hold figures
    alone.
    """
    if not rows:
        raise InputError("There is no row to show", value=caption, remedy="give at least one")
    heads = list(dict.fromkeys(head for row in rows for head in row))
    cells = [[format_value(row.get(head), digits) for head in heads] for row in rows]
    numeric = [all(map(_is_figure, [row.get(head) for row in rows])) for head in heads]
    return heads, cells, numeric


def _is_figure(value: object) -> bool:
    if isinstance(value, str):
        return value == NOTHING or FIGURE.fullmatch(value) is not None
    return value is None or isinstance(value, int | float | tuple | list)
