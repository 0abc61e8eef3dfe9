"""Literal values in a text that is not quite Python or JSON: dictionaries, lists, texts, numbers.

A chat model's reply holds prose, comments, several dictionaries, curly quotes, missing or trailing
commas, code, and dictionaries that break off. Each whole value is read and each oddity is named by
its line; nothing is ever run. After a break the search goes on behind it. Time is linear in the
text.

By hand and not by json_repair, which keeps one of several repeated keys, makes keys of prose, and
does not say what it has repaired. Not done here: what the values mean (exchange).
"""

import ast
import json
import re
import warnings
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field

MAX_DEPTH = 30  # of nesting that is read
MAX_CODE = 2000  # characters in which code in brackets, or a comment, must end
MOST_ENDLESS = 20  # codes in brackets that do not end; later ones end with their line
SHOWN = 40  # characters of an oddity that are shown
FENCE = "```"
# An opening quote, and those that may close it.
QUOTES = {
    '"': '"',
    "'": "'",
    "`": "`",
    "“": '”“"',
    "”": "”",
    "„": '“”"',
    "‟": '”"',
    "‘": "’'",
    "‚": "‘’'",
    "«": "»",
    "»": "«",
    "‹": "›",
    "「": "」",
    "『": "』",
    "＂": "＂",
}
APOSTROPHES = "'’"  # closing quotes that may also stand inside a word
BRACKETS = {"{": "}", "[": "]", "(": ")"}
COMMENT = rf"\#[^\r\n]*|//[^\r\n]*|/\*.{{0,{MAX_CODE}}}?\*/"
BLANKS = re.compile(rf"(?:\s|{COMMENT})*", re.DOTALL)
SEPARATORS = re.compile(rf"(?:\s|[,，;、]|{COMMENT})*", re.DOTALL)
BLANKS_IN_LINE = re.compile(rf"(?:[^\S\r\n]|/\*[^\r\n]{{0,{MAX_CODE}}}?\*/)*")
LINE_END = re.compile(r"\r\n|\r|\n")
EMPTY_LINE = re.compile(rf"(?:{LINE_END.pattern})[ \t]*(?:{LINE_END.pattern})")
BETWEEN = re.compile(r"\s*(?::|：|=>|->|→|⇒)")  # a term and what replaces it
COLON = (":", "：")
ASSIGNED = re.compile(r"[ \t]*=(?!=)")
BARE_KEY = re.compile(r"[^\s\"'`{}\[\](),:;#=*<>]+(?=\s*[:：]\s*[\"'“‘\[{\d-])")
PLAIN = re.compile(
    r"(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|None|null|-?NaN|nan|-?Infinity|[Tt]rue|[Ff]alse)"
    r"(?=\s*(?:[,，;:}\])#]|//|$)|[ \t]*[\r\n])"
)
VALUE_ENDS = re.compile(rf"$|[,，;}}\])#\r\n]|//|{FENCE}")
OPENS = re.compile("[" + re.escape("".join({**QUOTES, **BRACKETS})) + "]")
BEFORE_ENTRY = " \t\r\n-*•·–—|>,"  # what may stand between lines' beginnings and a loose pair


@dataclass
class Text:
    """A quoted text, or a key without quotes."""

    value: str
    line: int


@dataclass
class Plain:
    """A number, a truth value, or nothing ("null"), as it is written."""

    value: str
    line: int


@dataclass
class Pairs:
    """A dictionary: its pairs in order, repeated keys too. `is_whole`: it does not break off."""

    line: int
    pairs: list[tuple["Node", "Node"]] = field(default_factory=list)
    is_whole: bool = True


@dataclass
class Items:
    """A list or a tuple. `is_whole`: it does not break off."""

    line: int
    items: list["Node"] = field(default_factory=list)
    is_whole: bool = True


Node = Text | Plain | Pairs | Items


class BreaksOff(Exception):
    """Something does not end; `position`: a character of the line, `shown`: the end of it."""

    def __init__(self, position: int, shown: str):
        super().__init__(shown)
        self.position, self.shown = position, shown


class Reader:
    """All values of a text: `nodes` in order, `spans` of the text where they stand, and `oddities`
    as (line, what).
    """

    def __init__(self, text: str):
        self.text = text
        self.nodes: list[Node] = []
        self.spans: list[tuple[int, int]] = []
        self.oddities: list[tuple[int, str]] = []
        self._at = 0
        self._texts = 0  # that were read, whole or not
        self._open: list[str] = []  # the closing brackets that are awaited
        self._endless = 0  # codes in brackets that did not end
        self._closings: dict[str, tuple[int, int, bool]] = {}  # see `_closing`
        self._last: tuple[int, str] = (-1, "")  # a line's end and its last character
        self._line_starts = [0, *(match.end() for match in LINE_END.finditer(text))]
        while opening := OPENS.search(text, self._at):
            self._at = opening.start()
            if opening[0] in BRACKETS:
                self._read_bracket()
            else:
                self._read_loose_pair()

    def line(self, position: int) -> int:
        """The line of a character, from 1."""
        return bisect_right(self._line_starts, position)

    # Outside of brackets

    def _read_bracket(self) -> None:
        """Reads a dictionary or a list; prose in brackets, which has no text in quotes, is none."""
        start = self._at
        if self.text[start] == "(" and self._char_after(start + 1) not in {*QUOTES, *BRACKETS}:
            self._at += 1
            return
        texts, oddities = self._texts, len(self.oddities)
        node = self._empty_node()
        is_whole = self._guarded(self._fill, node)
        is_list = self._texts > texts or (not is_whole and self._ends_line(start))
        if not is_list:
            del self.oddities[oddities:]
            return
        assigned = ASSIGNED.match(self.text, self._at)
        if assigned and isinstance(node, Items) and len(node.items) == 1:  # terms["a"] = "b"
            self._at = assigned.end()
            pairs = Pairs(node.line)
            self._guarded(self._read_value, pairs, node.items[0])
            node = pairs
        self.nodes.append(node)
        self.spans.append((start, self._at))

    def _read_loose_pair(self) -> None:
        """Reads a pair of texts without brackets around it; several in a row are one dictionary."""
        start = self._at
        self._at += 1
        if start and self.text[start - 1] not in BEFORE_ENTRY + "".join(BRACKETS):
            return
        quoted = self._quoted(start)
        between = quoted and BETWEEN.match(self.text, quoted[1])
        if not between or LINE_END.search(between[0]):
            return
        begin = self._line_starts[self.line(start) - 1]
        before = self.text[max(begin, start - SHOWN) : start]
        begins_line = not before.strip(BEFORE_ENTRY + "0123456789.)")
        next_char = self._char_after(between.end())
        if next_char not in {*QUOTES, "["} and not (begins_line and between[0].strip() in COLON):
            return
        self._at = between.end()
        node = Pairs(self.line(start))
        self._guarded(self._read_value, node, Text(quoted[0], node.line))
        if not node.pairs:
            return
        if self.nodes and isinstance(self.nodes[-1], Pairs):
            last_start, last_end = self.spans[-1]
            gap = self.text[last_end:start]
            was_loose = self.text[last_start] in QUOTES
            if was_loose and not gap.strip(BEFORE_ENTRY) and not EMPTY_LINE.search(gap):
                self.nodes[-1].pairs += node.pairs
                self.spans[-1] = (last_start, self._at)
                return
        self.nodes.append(node)
        self.spans.append((start, self._at))

    def _guarded(self, read: Callable, *arguments) -> bool:
        """Reads, and takes down where it breaks off; returns whether it does not."""
        try:
            read(*arguments)
            return True
        except BreaksOff as cut:
            self.oddities.append((self.line(cut.position), f"breaks off at {cut.shown!r}"))
            return False
        finally:
            self._open.clear()

    # Inside

    def _empty_node(self) -> Pairs | Items:
        line = self.line(self._at)
        kind = Pairs if self.text[self._at] == "{" else Items
        return kind(line, is_whole=False)

    def _fill(self, node: Pairs | Items) -> None:
        """Reads a dictionary or a list from its opening bracket to the closing one."""
        closing = BRACKETS[self.text[self._at]]
        self._open.append(closing)
        self._at += 1
        while True:
            separators = SEPARATORS.match(self.text, self._at)[0]
            self._at += len(separators)
            char = self.text[self._at : self._at + 1]
            if not char or self.text.startswith(FENCE, self._at):
                raise self._cut()
            if char in BRACKETS.values():
                if char == closing or char not in self._open:  # else it closes one around this one
                    self._at += 1
                self._open.pop()
                node.is_whole = True
                return
            if isinstance(node, Pairs):
                self._read_pair(node, separators)
            else:
                self._read_item(node, separators)

    def _read_pair(self, node: Pairs, separators: str) -> None:
        key = self._key()
        if key is None:
            self._require_entry(separators)
            self._skip_code(None)
            return
        between = BETWEEN.match(self.text, self._at)
        if between:
            self._at = between.end()
            self._read_value(node, key)
            return
        end = BLANKS_IN_LINE.match(self.text, self._at).end()
        if self.text[end : end + 1] in ("", "\r", "\n"):
            raise self._cut()
        self._skip_code(key)

    def _key(self) -> Node | None:
        if self.text[self._at] in QUOTES:
            return self._text()
        plain = self._plain()
        bare = BARE_KEY.match(self.text, self._at)
        if plain or not bare:
            return plain
        self._at = bare.end()
        return Text(bare[0], self.line(bare.start()))

    def _read_value(self, node: Pairs, key: Node) -> None:
        """Reads what follows a colon; a value that is code, or followed by code, is left out."""
        limit = min(len(self.text), self._at + MAX_CODE)
        blanks = BLANKS.match(self.text, self._at, limit)
        if blanks.end() == limit or EMPTY_LINE.search(blanks[0]):
            raise self._cut()
        self._at = blanks.end()
        count = len(node.pairs)
        value = self._value(lambda empty: node.pairs.append((key, empty)))
        if value is None and LINE_END.search(blanks[0]):
            self._at = blanks.start()
            raise self._cut()
        if value is not None and len(node.pairs) == count:
            node.pairs.append((key, value))
        if value is None or not self._ends(value):
            del node.pairs[count:]
            self._skip_code(key)

    def _read_item(self, node: Items, separators: str) -> None:
        count = len(node.items)
        value = self._value(node.items.append)
        if value is None:
            self._require_entry(separators)
            self._skip_code(None)
            return
        if len(node.items) == count:
            node.items.append(value)
        between = BETWEEN.match(self.text, self._at)
        if between and isinstance(value, Text):
            self._at = between.end()
            pairs = node.items[-1] = Pairs(value.line)
            self._read_value(pairs, value)
        elif not self._ends(value):
            del node.items[count:]
            self._skip_code(value)

    def _value(self, attach: Callable) -> Node | None:
        """The value at the place, or None for code. A dictionary or a list is given to `attach`
        before it is read, so that what it holds is there also where it breaks off.
        """
        if self.text[self._at] in QUOTES:
            return self._text()
        if self.text[self._at] in BRACKETS and len(self._open) < MAX_DEPTH:
            node = self._empty_node()
            attach(node)
            self._fill(node)
            return node
        return self._plain()

    def _plain(self) -> Plain | None:
        plain = PLAIN.match(self.text, self._at)
        if plain is None:
            return None
        self._at = plain.end()
        return Plain(plain[0], self.line(plain.start()))

    def _ends(self, value: Node) -> bool:
        """Whether a value is over: before a comma, a bracket, a line's end, or the next entry."""
        end = BLANKS_IN_LINE.match(self.text, self._at).end()
        if VALUE_ENDS.match(self.text, end):
            return True
        if self.text[end] == "{":
            return isinstance(value, Pairs)
        quoted = self._quoted(end) if self.text[end] in QUOTES else None
        return quoted is not None and BETWEEN.match(self.text, quoted[1]) is not None

    # Texts

    def _text(self) -> Text:
        start = self._at
        quoted = self._quoted(start)
        self._texts += 1
        if quoted is None:
            self._at = self._line_end(start)
            raise BreaksOff(start, self._shown(start, self._at))
        self._at = quoted[1]
        return Text(quoted[0], self.line(start))

    def _quoted(self, start: int) -> tuple[str, int] | None:
        """The text in quotes that begins at `start`, and where it ends; None where its line ends
        before.
        """
        opening = self.text[start]
        begin, end, is_closed = self._closings.get(opening, (0, 0, False))
        if not begin <= start < end:
            end, is_closed = self._closing(start)
            self._closings[opening] = start, end, is_closed
        return (_content(self.text[start : end + 1]), end + 1) if is_closed else None

    def _closing(self, start: int) -> tuple[int, bool]:
        """Where the text in quotes that begins at `start` is closed, or its line ends; and whether
        it is closed. The same holds for each such quote between the two places.
        """
        text, at = self.text, start + 1
        while stop := STOPS[text[start]].search(text, at):
            if stop[0] == "\\":
                at = stop.end() + 1
            elif stop[0] in "\r\n":
                return stop.start(), False
            elif stop[0] in APOSTROPHES and self._in_word(stop.start()):
                at = stop.end()
            else:
                return stop.start(), True
        return len(text), False

    def _in_word(self, at: int) -> bool:
        """Whether an apostrophe stands between two letters."""
        return self.text[at - 1].isalpha() and self.text[at + 1 : at + 2].isalpha()

    # Oddities

    def _require_entry(self, separators: str) -> None:
        """BreaksOff where what comes next belongs to no dictionary: what follows an empty line,
        the next dictionary, or prose on a line of its own.
        """
        first, last = self.text[self._at], self._last_of_line(self._at)
        begins_line = LINE_END.search(separators) is not None
        is_prose = begins_line and last not in ",，" and first not in "*.…"
        if first in "{[" or is_prose or EMPTY_LINE.search(separators):
            raise self._cut()

    def _skip_code(self, key: Node | None) -> None:
        """Goes to the next comma, bracket or line, and takes down what is left out. BreaksOff where
        the next dictionary begins.
        """
        start = at = self._at
        is_patient = self._endless < MOST_ENDLESS
        limit = min(len(self.text), start + MAX_CODE) if is_patient else self._line_end(start)
        depth, first_end = 0, None
        while at < limit:
            char = self.text[at]
            if char in "\r\n":
                if depth == 0:
                    break
                first_end = first_end or at
            elif char in QUOTES and not self.text[at - 1].isalpha():
                quoted = self._quoted(at)
                at = quoted[1] if quoted else self._line_end(at)
                continue
            elif char in BRACKETS:
                if depth == 0 and char != "(":
                    before = self.text[start:at].rstrip()
                    if before[-1:] in ("=", ":", ""):
                        cut = self._cut()
                        self._at = at
                        raise cut
                depth += 1
            elif char in BRACKETS.values():
                if depth == 0:
                    break
                depth -= 1
            elif char in ",，" and depth == 0:
                break
            at += 1
        if depth:  # it does not end
            self._endless += 1
            at = first_end or self._line_end(start)
        self._at = at
        if isinstance(key, Text):
            self.oddities.append((key.line, f"{key.value!r} has no text that replaces it"))
        else:
            shown = self._shown(start, at)
            self.oddities.append((self.line(start), f"no pair of texts: {shown!r}"))

    def _cut(self) -> BreaksOff:
        """A break at the place: the line before it is shown."""
        last = min(self._at, len(self.text)) - 1
        while last > 0 and self.text[last].isspace():
            last -= 1
        begin = self._line_starts[self.line(last) - 1]
        return BreaksOff(last, self.text[max(begin, last + 1 - SHOWN) : last + 1].strip())

    def _ends_line(self, start: int) -> bool:
        """Whether a bracket is the last character of its line, or stands in the last line."""
        end = self._line_end(start)
        return end == len(self.text) or BLANKS_IN_LINE.match(self.text, start + 1).end() >= end

    def _last_of_line(self, at: int) -> str:
        """The last character of a line that is no space."""
        end = self._line_end(at)
        if self._last[0] != end:  # else a line of brackets would be looked at again for each
            self._last = end, self.text[at:end].rstrip()[-1:] or self.text[at]
        return self._last[1]

    def _line_end(self, at: int) -> int:
        """Where the characters of a line end, before its line end."""
        next_line = self.line(at)
        if next_line == len(self._line_starts):
            return len(self.text)
        end = self._line_starts[next_line] - 1
        return end - (self.text[end - 1 : end + 1] == "\r\n" and end > at)

    def _shown(self, start: int, end: int) -> str:
        """A piece of the text, shortened."""
        piece = self.text[start : min(end, start + SHOWN + 1)].strip()
        return piece if len(piece) <= SHOWN else piece[: SHOWN - 3] + "..."

    def _char_after(self, at: int) -> str:
        """The next character that is no blank; "" where none is near."""
        end = BLANKS.match(self.text, at, at + MAX_CODE).end()
        return self.text[end : end + 1] if end < at + MAX_CODE else ""


# What may end a text in quotes, or must be looked at.
STOPS = {
    opening: re.compile("[\r\n" + re.escape(closing) + (r"\\" if opening in "\"'" else "") + "]")
    for opening, closing in QUOTES.items()
}


def _content(quoted: str) -> str:
    """The text without its quotes and with its escapes resolved, as JSON or Python knows them."""
    inside = quoted[1:-1]
    if quoted[0] not in "\"'" or "\\" not in inside:
        return inside
    try:
        value = json.loads(quoted)
    except ValueError:
        try:
            with warnings.catch_warnings(action="ignore"):
                value = ast.literal_eval(quoted)
        except (ValueError, SyntaxError):
            return inside
    return value.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
