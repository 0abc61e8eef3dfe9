"""Terms and replacements on lines of a text: Markdown tables, CSV, arrows, lists with colons.

Each form is read where it can be nothing else. Lists with colons, dashes, bars, tabs or equals
signs, lines as of YAML, and terms without quotes in braces, look like prose; they are read only
where a text holds nothing else (`plain_pairs`). Oddities are named by line.

Not done here: texts in quotes (literals), what the cells mean (exchange).
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from whp_kit.anchors.column_names import REPLACEMENTS, TERM, meaning_of
from whp_kit.anchors.literals import FENCE, LINE_END, QUOTES, SHOWN, Items, Pairs, Text
from whp_kit.errors import shorten

# A run of spaces is looked at from its beginning alone, so that time stays linear.
BULLET = re.compile(r"\s*+(?:>\s*+)*(?:[-*+•·–—▪◦‣]\s++|\(?\d{1,4}[.)]\s++)+")
ARROW = re.compile(r"(?<!\s)\s*+(?:(?<![-=–—])[-=–—]++>|[→⇒⟶⟹➔➜➝↦])\s*+")
COLON = re.compile(r"(?<![\s*_`])[*_`]*+\s*+[:：][*_`]*+(?:\s++|(?<=：)|$)")
BETWEEN_DASHES = re.compile(r"(?<!\s)\s++[-–—]\s++")
IN_COLUMNS = [re.compile(rf"(?<! ) *+{mark}\s*+") for mark in (r"\t", r"\|", "=")]
FLOW_LIST = re.compile(r"\[([^\[\]{}]*)\]")
IN_BRACES = re.compile(r"\{([^{}\"'“”‘’()\[\]=*<>]*)\}")
TABLE_RULE = re.compile(r"\s*+\|?\s*+:?-++:?\s*+(?:\|\s*+:?-++:?\s*+)*+\|?\s*+")
BAR = re.compile(r"(?<!\\)\|")
SIDE_NOTE = re.compile(r"(.*\S)\s+\([^()]*\)$")
MOST_CHARACTERS = 200  # on each side of an arrow; more are prose
CODE = "{}[]()=;<>"
AROUND = "*_` " + "".join(dict.fromkeys("".join(QUOTES) + "".join(QUOTES.values())))
SENTENCE_ENDS = (".", "!", "?", "。", "！", "？", "…", ":")
MOST_WORDS = 8  # in a term or a replacement without quotes; more are prose


@dataclass
class Table:
    """Lines of cells below headings. `names_order`: two unknown headings are read by order."""

    line: int
    heading: list[str]
    rows: list[tuple[int, list[str]]] = field(default_factory=list)  # (line, cells)
    names_order: bool = False


Oddities = list[tuple[int, str]]


def pair_lines(text: str, skip: Sequence[int] = ()) -> tuple[list[Table | Pairs], Oddities]:
    """Tables and lines with an arrow, and what is odd; lines of `skip` (from 1) are passed over."""
    lines = text.splitlines() if "\n" not in text else LINE_END.split(text)
    nodes: list[Table | Pairs] = []
    oddities: Oddities = []
    last = max((place for place, line in enumerate(lines, 1) if line.strip()), default=0)
    number = 0
    while number < len(lines):
        table = _markdown_table(lines, number, oddities) or _csv_table(lines, number)
        if table:
            nodes.append(table)
            number = max((line for line, _ in table.rows), default=table.line + 1)
            continue
        number += 1
        line = lines[number - 1]
        if number in skip or not ARROW.search(line):
            continue
        pair, fault = _pair(ARROW.split(_without_bullet(line)))
        if pair:
            nodes.append(Pairs(number, [(Text(pair[0], number), Text(pair[1], number))]))
        else:
            what = "breaks off at" if number == last and fault == "empty" else "no pair of texts:"
            oddities.append((number, f"{what} {shorten(line.strip(), SHOWN)!r}"))
    return nodes, oddities


def plain_pairs(text: str) -> tuple[list[Pairs], Oddities]:
    """Pairs without quotes: in braces, as `Term:` and `Replacement:` on lines of their own, in
    lists all of whose lines are pairs, and in two columns.
    """
    nodes = []
    line, counted = 1, 0
    for braces in IN_BRACES.finditer(text):
        line += text.count("\n", counted, braces.start())
        counted = braces.start()
        pairs = [_pair(COLON.split(entry.strip())) for entry in re.split(r"[,\n]", braces[1])]
        read = [pair for pair, _ in pairs if pair]
        if read:
            nodes.append(Pairs(line, [(Text(a, line), Text(b, line)) for a, b in read]))
    if nodes:
        return nodes, []
    lines = list(enumerate(LINE_END.split(text), 1))
    nodes = _whole_records(lines)
    if nodes:
        return nodes, []
    oddities: Oddities = []
    for block in _blocks(lines):
        for separator in (COLON, BETWEEN_DASHES):
            pairs = _pairs_of_block(block, separator)
            if any(pairs):
                break
        if all(pair and not pair[1].endswith(SENTENCE_ENDS) for pair in pairs):
            nodes.append(_node(block, pairs))
        elif any(pairs):
            oddities.append((block[0][0], "a list that may be prose is not read"))
    if nodes or oddities:
        return nodes, oddities
    for separator in IN_COLUMNS:
        for block in _runs(lines, separator):
            pairs = _pairs_of_block(block, separator)
            if all(pairs):
                nodes.append(_node(block, pairs))
    return nodes, []


Lines = Sequence[tuple[int, str]]  # (number, line)


def _pairs_of_block(block: Lines, separator: re.Pattern) -> list[tuple[str, str] | None]:
    return [_pair(separator.split(line))[0] for _, line in block]


def _node(block: Lines, pairs: Sequence[tuple[str, str]]) -> Pairs:
    numbers = [number for number, _ in block]
    return Pairs(
        numbers[0],
        [(Text(a, line), Text(b, line)) for line, (a, b) in zip(numbers, pairs, strict=True)],
    )


def _pair(parts: Sequence[str]) -> tuple[tuple[str, str] | None, str]:
    """The two sides of an arrow or a colon, without explanations in brackets behind them; or None
    and why.
    """
    if len(parts) != 2 or max(map(len, parts)) > MOST_CHARACTERS:
        return None, "sides"
    sides = [part.strip().rstrip(",;") for part in parts]
    notes = [SIDE_NOTE.match(side) for side in sides]
    term, replacement = (note[1] if note else side for side, note in zip(sides, notes, strict=True))
    if not term or not replacement:
        return None, "empty"
    if _is_open(replacement):
        return None, "empty"
    term, replacement = term.strip(AROUND), replacement.strip(AROUND)
    for side in (term, replacement):
        if not side or len(side.split()) > MOST_WORDS or any(char in side for char in CODE):
            return None, "prose"
    if term.endswith(SENTENCE_ENDS) or COLON.search(term) or meaning_of(term):
        return None, "prose"
    return (term, replacement), ""


def _without_bullet(line: str) -> str:
    bullet = BULLET.match(line)
    return line[bullet.end() :] if bullet else line


def _is_open(side: str) -> bool:
    """Whether a quote is opened and not closed."""
    return side in QUOTES or (side[0] in QUOTES and side[-1] not in QUOTES[side[0]])


def _markdown_table(lines: Sequence[str], at: int, oddities: Oddities) -> Table | None:
    """The table whose heading is line `at` (from 0), with a rule below it."""
    if at + 1 >= len(lines) or "|" not in lines[at] or "|" not in lines[at + 1]:
        return None
    if not TABLE_RULE.fullmatch(lines[at + 1]):
        return None
    heading = _cells(lines[at])
    others = {meaning_of(name) for name in heading} - {TERM, REPLACEMENTS, None}
    table = Table(at + 1, heading, names_order=len(heading) == 2 and not others)
    is_closed = lines[at].rstrip().endswith("|")
    for number in range(at + 2, len(lines)):
        line = lines[number]
        if "|" not in line:
            break
        cells = _cells(line)
        is_last = "|" not in "".join(lines[number + 1 : number + 2])
        if len(cells) < len(heading) or (is_closed and is_last and not line.rstrip().endswith("|")):
            what = "breaks off at" if is_last else "a row with too few cells:"
            oddities.append((number + 1, f"{what} {shorten(line.strip(), SHOWN)!r}"))
            table.rows.append((number + 1, []))
            continue
        table.rows.append((number + 1, cells))
    return table


def _cells(line: str) -> list[str]:
    """The cells of a line of a Markdown table; an escaped bar parts replacements."""
    line = line.strip()
    inner = line[line.startswith("|") :]
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return [cell.strip(AROUND).replace("\\|", "|") for cell in BAR.split(inner)]


def _csv_table(lines: Sequence[str], at: int) -> Table | None:
    """The table whose heading is line `at`: each of its cells is the name of a known column."""
    for separator in (",", ";", "\t"):
        if separator not in lines[at]:
            continue
        heading = [cell.strip(AROUND) for cell in lines[at].split(separator)]
        meanings = [meaning_of(name) for name in heading]
        if None in meanings or not {TERM, REPLACEMENTS} <= set(meanings):
            continue
        table = Table(at + 1, heading)
        for number in range(at + 1, len(lines)):
            if not lines[number].strip() or lines[number].startswith(FENCE):
                break
            (cells,) = csv.reader([lines[number]], delimiter=separator, skipinitialspace=True)
            table.rows.append((number + 1, cells))
        return table
    return None


def _whole_records(lines: Lines) -> list[Pairs]:
    """The records, if one of them tells a term and its replacement; those that do not are told
    where they are read.
    """
    records = list(_records(lines))
    for record in records:
        record.pairs = [(key, value) for key, value in record.pairs if value != Items(value.line)]
    if not any({TERM, REPLACEMENTS} <= _meanings(record) for record in records):
        return []
    return [record for record in records if TERM in _meanings(record)]


def _records(lines: Lines) -> Iterator[Pairs]:
    """Dictionaries of lines such as `Term: Ketta` and `Replacement: Anna`; each begins with a term
    or with a name that the one before has. A value may be a list, as in YAML.
    """
    record: Pairs | None = None
    items: Items | None = None  # of the name before, if nothing stands behind its colon
    for number, line in lines:
        sides = COLON.split(_without_bullet(line).strip(), maxsplit=1)
        name = sides[0].strip(AROUND)
        if len(sides) == 1 and items and name and BULLET.match(line):
            items.items.append(Text(name, number))
        meaning = meaning_of(name)
        if len(sides) == 1 or not meaning:
            continue
        value = _value(sides[1], number)
        items = value if isinstance(value, Items) and not value.items else None
        if record is None or meaning in _meanings(record):
            if record:
                yield record
            record = Pairs(number)
        record.pairs.append((Text(name, number), value))
    if record:
        yield record


def _meanings(record: Pairs) -> set[str | None]:
    return {meaning_of(key.value) for key, _ in record.pairs}


def _value(text: str, line: int) -> Text | Items:
    """A text, or the list in brackets; an empty one where there is nothing."""
    listed = FLOW_LIST.fullmatch(text.strip())
    inside = [part.strip(AROUND) for part in (listed[1] if listed else text).split(",")]
    if listed or not text.strip(AROUND):
        return Items(line, [Text(part, line) for part in inside if part])
    return Text(text.strip(AROUND), line)


def _blocks(lines: Lines) -> Iterator[Lines]:
    """Runs of two or more lines that have bullets, or stand in a fence; without their bullets."""
    block: list[tuple[int, str]] = []
    in_fence = False
    for number, line in [*lines, (0, "")]:
        if line.strip().startswith(FENCE):
            in_fence = not in_fence
        elif line.strip() and (in_fence or BULLET.match(line)):
            block.append((number, _without_bullet(line).strip()))
            continue
        if len(block) > 1:
            yield block
        block = []


def _runs(lines: Lines, separator: re.Pattern) -> Iterator[Lines]:
    """Runs of two or more lines that have the separator, without their bullets."""
    run: list[tuple[int, str]] = []
    for number, line in [*lines, (0, "")]:
        line = _without_bullet(line).strip()
        if separator.search(line):
            run.append((number, line))
            continue
        if len(run) > 1:
            yield run
        run = []
