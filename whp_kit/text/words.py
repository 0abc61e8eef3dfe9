"""What a word is: how texts are folded for comparison, where words begin and end, which scripts are
served. All rooms compare texts and cut them into words by these functions alone.

*Folding* takes away what the same word may differ in from one edition to the next: case; straight,
curly and typed apostrophes and quotes; composed and decomposed accents; characters that nobody sees
(soft hyphens, zero-width characters, marks of direction); the marks of emphasis in plain text and
HTML; ligatures, full-width letters, long s; vowel points and hamza of Arabic, points of Hebrew; the
dots of Cyrillic ё and of Turkish i, between the names of a foreigner in Chinese and Japanese;
comma and cedilla of Romanian; line ends, also inside a word that a hyphen parts there.

*Words* are bounded by Unicode's rules (UAX 29), but a full stop, a comma and an underscore part
words everywhere. In scripts without spaces each character is a word, but a run of katakana is one.
Scripts whose words this cannot find (Thai, Burmese, Tibetan, ...) are not served, and
`require_served` refuses them by name.

Not done here: sentences and paragraphs (sentences.py), stems beyond the s of a plural, traditional
and simplified characters as one, capitals without their accents (anchors/matching.py).
"""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import regex

from whp_kit.errors import InputError

# Scripts

SPACED = (
    r"\p{Latin}\p{Greek}\p{Cyrillic}\p{Armenian}\p{Georgian}\p{Hebrew}\p{Arabic}\p{Syriac}"
    r"\p{Thaana}\p{Ethiopic}\p{Cherokee}\p{Mongolian}\p{Devanagari}\p{Bengali}\p{Gurmukhi}"
    r"\p{Gujarati}\p{Oriya}\p{Tamil}\p{Telugu}\p{Kannada}\p{Malayalam}\p{Sinhala}\p{Hangul}"
)
IDEOGRAPHS = r"\p{Han}\p{Hiragana}\p{Bopomofo}\u3005-\u3007"
KATAKANA = r"\p{Katakana}\u30fc"
UNSPACED = IDEOGRAPHS + KATAKANA
ALPHABETIC = r"\p{L}\p{M}\p{Nd}\p{Nl}"  # not ² and ½, which follow a word as marks
LETTER = rf"[[{ALPHABETIC}]--[{UNSPACED}]]"
UNSERVED = regex.compile(rf"(?V1)[\p{{L}}--[{SPACED}{UNSPACED}\p{{Common}}\p{{Inherited}}]]")
AFTER_SCRIPT = re.compile(  # in the names of letters
    " (?:LETTER|CHARACTER|SYLLABLE|VOWEL|CONSONANT|INDEPENDENT|TONE|SIGN|HIEROGLYPH)"
)


class Unserved(NamedTuple):
    """A script that is not served: its name, how many letters of it, and where the first is."""

    script: str
    letters: int
    start: int


def unserved(text: str) -> list[Unserved]:
    """The scripts of a text that are not served, in the order of their first letters."""
    if text.isascii():
        return []
    scripts: dict[str, Unserved] = {}
    for character, letters in Counter(text).items():
        if UNSERVED.match(character):
            script = AFTER_SCRIPT.split(unicodedata.name(character, "Unknown"))[0].title()
            _, others, start = scripts.get(script, (script, 0, len(text)))
            start = min(start, text.index(character))
            scripts[script] = Unserved(script, others + letters, start)
    return sorted(scripts.values(), key=lambda one: one.start)


def require_served(text: str, what: str) -> None:
    """InputError if a letter of `text` belongs to a script that is not served.

    `what` names the text in the error, such as "the term in lexicon.csv, line 3".
    """
    for script, letters, start in unserved(text):
        piece = " ".join(text[start : start + 20].split())
        raise InputError(
            f"{what} is in a script that is not served: {script}, in which the kit cannot tell "
            "where words begin and end",
            value=f"{piece!r}, {letters} letters of it",
            remedy="take a text in a script with spaces between words, or in Chinese or Japanese",
        )


# Between two words

QUOTE_MARKS = "\"'“”„‟‘’‚‛«»‹›"
BRACKETS = r"(\[{¿¡/「『《〈【〔（［｛"
DASHES = "—―–-"
OPENS_WORD = regex.compile(  # at the end of a text: the next word follows at once
    rf"(?:^|[\s{BRACKETS}])[{QUOTE_MARKS}]+\Z"  # an opening quote
    rf"|[{DASHES}](?![’”])[{QUOTE_MARKS}]+\Z"  # but “I did not mean--” closes
    rf"|[{BRACKETS}，。！？、：；」』》〉】〕）］｝]\Z"
    rf"|(?:^|[^ \t])[{DASHES}]+\Z"
    r"|(?<![\p{L}\p{M}'’])(?:\p{L}|\p{L}*qu|\p{L}*ll|un)['’]\Z",  # French l', Italian dell'
    regex.IGNORECASE,
)
SPACED_QUOTE = regex.compile(r"«\s[^«»]*\s»\Z")  # French « Oui »
UNSPACED_END = regex.compile(rf"[{UNSPACED}，。！？、：；」』》〉】〕）］｝][\p{{P}}\p{{M}}]*\Z")
UNSPACED_START = regex.compile(rf"[{UNSPACED}]")


def separator(before: str, after: str) -> str:
    """What stands between a text and its next word: a space, or nothing.

    Nothing stands after space, an opening quote (one that follows space, a bracket or a dash), a
    bracket, a hyphen or an elided article, and between two characters of scripts without spaces.
    """
    if not before or not after or before[-1].isspace():
        return ""
    if OPENS_WORD.search(before) and not SPACED_QUOTE.search(before):
        return ""
    return "" if UNSPACED_END.search(before) and UNSPACED_START.match(after) else " "


# Folding

APOSTROPHES = set(
    "'`\u00b4\u2018\u2019\u201a\u201b\u2032\u2035\u2039\u203a\u275b\u275c\u02b9\u02bb"
)
APOSTROPHES |= set("\u02be\u02bf\u02c8\u02ca\u02cb\u0384\ua78b")
APOSTROPHES |= set("\u02bc\u02bd\u055a\u05f3\u1fbd\u1fbf\u1ffe\ua78c\x91\x92")
QUOTES = set('"\u00ab\u00bb\u201c\u201d\u201e\u201f\u2033\u2036\u275d\u275e\u301d\u301e\u301f')
QUOTES |= set("\u02ba\u02ee\u05f4\x93\x94")
HYPHENS = set("-\u058a\u05be\u2010\u2011\u2012\u2013\u2043\u2212\u2e17\ufe63")
MIDDLE_DOTS = set("\u00b7\u2022\u2027\u2219\u22c5\u25cf\u30fb")  # 哈利·波特
ALIKE = {  # one letter in two ways of writing
    "Æ": "Ae",
    "æ": "ae",
    "Œ": "Oe",
    "œ": "oe",
    "ı": "i",  # Turkish, where casefold makes i of I
    "\u0326": "\u0327",  # Romanian ș and ț, which older texts write with a cedilla
    "\u0649": "\u06cc",  # Arabic and Persian ye, kaf, alef
    "\u064a": "\u06cc",
    "\u0643": "\u06a9",
    "\u0671": "\u0627",
    "\u09ce": "\u09a4\u09cd",  # Bengali and Malayalam letters that were typed with a joiner before
    "\u0d7a": "\u0d23\u0d4d",
    "\u0d7b": "\u0d28\u0d4d",
    "\u0d7c": "\u0d30\u0d4d",
    "\u0d7d": "\u0d32\u0d4d",
    "\u0d7e": "\u0d33\u0d4d",
    "\u0d7f": "\u0d15\u0d4d",
}
WIDTHS = {"wide", "narrow"}
SPELLED_OUT = {"compat", "font", "isolated", "initial", "medial", "final"}  # where it is a letter
MOST_LETTERS = 4  # that one character is spelled out to
INVISIBLE = regex.compile(r"[\p{Cf}\p{Default_Ignorable_Code_Point}]")
JOINERS = "\u200c\u200d"  # which letters of Persian and of Indian scripts need
NEVER_SEEN = regex.compile(rf"(?V1)[{INVISIBLE.pattern}--[{JOINERS}]]")
UNSEEN_MARKS = regex.compile(  # vowel points, stretched lines
    r"(?V1)[\u0640[\p{Mn}&&[\p{Arabic}\p{Hebrew}\p{Syriac}\u064b-\u0655\u0670]]]"
)
DOTS = regex.compile(  # of Turkish i, of Cyrillic ё
    rf"[iIıİ]\K(?:\u0307|{INVISIBLE.pattern})+|[еЕёЁ]\K(?:\u0308|{INVISIBLE.pattern})+"
)
WORD_CHARACTER = regex.compile(rf"[{ALPHABETIC}]")
SEVERAL_MARKS = regex.compile(r"\p{M}{2,}")

# The end of a page is none, since sentences go on behind it
LINE_END = r"(?>\r\n|[\n\r\v\x85\u2028])"

# Emphasis; an asterisk between spaces is the mark of a list
PARTS_TOKEN = regex.compile(rf"[^{ALPHABETIC}]")
STARS = regex.compile(r"(?<![*＊])[*＊]++(?=\S)|(?<=[^\s*＊])[*＊]++")
AROUND_MARKS = (
    regex.escape(QUOTE_MARKS + BRACKETS.replace("/", "") + DASHES + "])}<>_*.,;:!?…") + r"\s"
)
IN_MARKS = regex.compile(  # =Ketta=, /Ketta Marrowby/, but no path and no "either/or"
    rf"(?<![^{AROUND_MARKS}])(?P<first>([/=+~])\2?)(?=[\p{{L}}_*<])"
    rf"(?:(?!\2)[^\n\r\v\x85\u2028\u2029]|{LINE_END}(?![^\S\n]*{LINE_END})){{1,200}}"
    rf"(?<=\S)(?P<last>(?P=first))(?![^{AROUND_MARKS}])"
)
LONE_MARK = regex.compile(
    rf"(?<=[{AROUND_MARKS}])[/=+~]{{1,2}}(?=[\p{{L}}_*<])|(?<=[\p{{L}}\p{{M}}_*>])[/=+~]{{1,2}}(?=[{AROUND_MARKS}])"
)
TAGS = regex.compile(r"</?(?:i|b|u|em|strong|small|cite)>", regex.IGNORECASE)

# Line ends
TYPED = re.compile("[A-Za-z0-9'-]+(?: [A-Za-z0-9'-]+)*")  # changes in nothing but its case
SPACE, NEWLINE, CARRIAGE_RETURN, PARAGRAPH_SEPARATOR = 0x20, 0x0A, 0x0D, 0x2029
LINE_ENDS = (NEWLINE, 0x0B, 0x85, 0x2028, PARAGRAPH_SEPARATOR)  # beside the carriage return
LONGEST_CLUSTER = 12  # a letter with its marks and what nobody sees
HYPHENS_AT_LINE_END = "-\u2010\u2e17"
PARTED = regex.compile(  # a hyphen, a soft one, or the ¬ of scanned pages, and one line end
    rf"([{HYPHENS_AT_LINE_END}\u00ad\u00ac])[\p{{Cf}} \t\xa0]*{LINE_END}[\p{{Cf}} \t\f\xa0]*(?=\S)"
)
LAST_LETTER = regex.compile(r"([\p{L}\p{Nd}\p{Nl}])[\p{M}\p{Cf}]*\Z")
HELD_OPEN = regex.compile(  # "Salz-" before the end of a line and "und Pfeffer" after it
    r"(?:and|or|und|oder|sowie|bzw|et|ou|och|eller|og|oraz|lub|albo|czy|nebo|és|vagy|или|або"
    r"|[yeouiaийіа])(?![\p{L}\p{M}'’-])",
    regex.IGNORECASE,
)
LINE_BEFORE_UNSPACED = regex.compile(rf"{LINE_END}(?=[{UNSPACED}])")
LAST_UNSPACED = regex.compile(rf"([{UNSPACED}])[\p{{M}}\p{{Cf}}]*\Z")
IS_KATAKANA = regex.compile(rf"[{KATAKANA}]")


NOT_LOOKED_UP = 255  # in tables of characters


@dataclass(frozen=True)
class Folded:
    """A folded text and the way back.

    `codes` (C,): its code points. `starts`, `ends` (C,): for each of them the characters of the
    original that it comes from, with accents and points after it that folding leaves out; None
    where folded text and original have the same positions.
    """

    text: str
    codes: np.ndarray
    starts: np.ndarray | None
    ends: np.ndarray | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The characters of the original behind [start, end) of the folded text, not empty."""
        if self.starts is None:
            return start, end
        return int(self.starts[start]), int(self.ends[end - 1])

    def spans(self, starts: np.ndarray, ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """`span` of many pieces: starts (N,) and ends (N,) in the original."""
        if self.starts is None:
            return starts, ends
        return self.starts[starts], self.ends[ends - 1]


class FoldingTable:
    """For each character what it is folded to; a character is looked up when it is first seen.

    `lengths` (U,) counts its letters, `letters` (MOST_LETTERS, U) are their code points, `is_mark`
    (U,) tells marks on letters, for U code points in all.
    """

    def __init__(self, keep_case: bool):
        self.keep_case = keep_case
        self.is_mark = np.zeros(0x110000, dtype=bool)
        self.lengths = np.full(0x110000, NOT_LOOKED_UP, dtype=np.uint8)
        self.letters = np.zeros((MOST_LETTERS, 0x110000), dtype=np.uint32)
        self.lengths_of(np.arange(128))

    def lengths_of(self, codes: np.ndarray) -> np.ndarray:
        """How many letters each character is folded to (C,), all of them looked up."""
        lengths = self.lengths[codes]
        new = lengths == NOT_LOOKED_UP
        if not new.any():
            return lengths
        for code in np.unique(codes[new]).tolist():
            letters = fold_character(chr(code), self.keep_case)
            self.lengths[code] = len(letters)
            self.letters[: len(letters), code] = [ord(letter) for letter in letters]
            self.is_mark[code] = unicodedata.category(chr(code)).startswith("M")
        return self.lengths[codes]


# One byte for a character of ASCII is a quarter of the work
CODECS = {True: ("ascii", np.uint8), False: ("utf-32-le", np.uint32)}


def encode(text: str) -> np.ndarray:
    """The code points of a text (C,), one byte for each in ASCII."""
    codec, dtype = CODECS[text.isascii()]
    return np.frombuffer(text.encode(codec, "surrogatepass"), dtype=dtype)


def decode(codes: np.ndarray) -> str:
    """The text of `encode`."""
    codec, _ = CODECS[codes.dtype == np.uint8]
    return codes.tobytes().decode(codec, "surrogatepass")


def look_up(table: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """`table[codes]` as characters (C,); for ASCII by bytes.translate, five times as fast."""
    if codes.dtype != np.uint8:
        return table[codes]
    return np.frombuffer(codes.tobytes().translate(table[:256].astype(np.uint8)), np.uint8)


def fold(text: str, keep_case: bool = False) -> Folded:
    """The text as it is compared with others (see the head of this file).

    A run of space becomes one space, or one newline where it holds an empty line: a name may go on
    over the end of a line, but not over the end of a paragraph.
    """
    table = FOLDING[keep_case]
    is_ascii, originals = text.isascii(), encode(text)
    left_out = [*_left_out(text), *_dots(text)]
    one_for_one = is_ascii and not left_out
    if not one_for_one:
        lengths = table.lengths_of(originals)
        for start, end in left_out:
            lengths[start:end] = 0
        one_for_one = (lengths == 1).all()
    if one_for_one:
        starts = None
        codes = look_up(table.letters[0], originals)
    else:
        starts = np.repeat(np.arange(len(originals)), lengths)
        first_letters = np.cumsum(lengths, dtype=np.int64) - lengths
        letter = np.arange(len(starts)) - first_letters[starts]
        codes = table.letters[letter, originals[starts]].astype(originals.dtype)

    folded_text = decode(codes)
    if "  " in folded_text or chr(PARAGRAPH_SEPARATOR) in text:
        spaces = codes == SPACE
        repeated = np.zeros_like(spaces)
        repeated[1:] = spaces[1:] & spaces[:-1]
        kept = np.flatnonzero(~repeated)
        here = np.flatnonzero(spaces)
        line_ends = here[_line_ends(originals, here if starts is None else starts[here])]
        runs = np.searchsorted(kept, line_ends, side="right") - 1
        codes = codes[kept]
        codes[runs[1:][runs[1:] == runs[:-1]]] = NEWLINE
        starts = kept if starts is None else starts[kept]
        folded_text = decode(codes)

    if not is_ascii:
        folded_text = SEVERAL_MARKS.sub(_in_order, folded_text)
        codes = encode(folded_text)
    if starts is None:
        return Folded(folded_text, codes, None, None)
    if is_ascii:
        return Folded(folded_text, codes, starts, starts + 1)
    left_out_marks = (lengths == 0) & table.is_mark[originals]
    return Folded(folded_text, codes, starts, _after(starts, left_out_marks))


@lru_cache(maxsize=1 << 14)
def folded(text: str, keep_case: bool = False) -> str:
    """The folded text without space around it: two texts are the same words if these are equal."""
    if TYPED.fullmatch(text):  # as most terms are: a tenth of the time
        return text if keep_case else text.lower()
    return fold(text, keep_case).text.strip()


def folded_with_case(text: str) -> str:
    """`folded`, but capitals stay: anchors tell "Rose" from "rose"."""
    return folded(text, keep_case=True)


def on_one_line(text: str) -> str:
    """The text on one line, in its own case and quotes, with composed accents, without emphasis and
    characters that nobody sees: a prompt for a model that has read it."""
    left_out = _left_out(text)
    starts, ends = [0, *(end for _, end in left_out)], [*(start for start, _ in left_out), None]
    text = "".join(text[start:end] for start, end in zip(starts, ends, strict=True))
    return " ".join(NEVER_SEEN.sub("", unicodedata.normalize("NFC", text)).split())


def readable(text: str) -> str:
    """The text as a reader would type it: `on_one_line` with straight apostrophes."""
    return "".join("'" if letter in APOSTROPHES else letter for letter in on_one_line(text))


def fold_character(character: str, keep_case: bool = False) -> str:
    """What one character becomes, whatever stands beside it; "" for what nobody sees."""
    if character.isspace() or character == "_":
        return " "  # inside a name of a program; _left_out takes away those of emphasis
    if INVISIBLE.match(character):
        return ""
    kind = unicodedata.decomposition(character).partition(">")[0].removeprefix("<")
    whole = unicodedata.normalize("NFD", character)
    if kind in WIDTHS or kind in SPELLED_OUT and WORD_CHARACTER.match(character):
        spelled_out = unicodedata.normalize("NFKD", character)
        whole = spelled_out if len(spelled_out) <= MOST_LETTERS else whole
    if not keep_case:
        whole = unicodedata.normalize("NFD", whole.casefold())
    return "".join(map(_typed, UNSEEN_MARKS.sub("", DOTS.sub("", whole))))


def _typed(letter: str) -> str:
    """The mark of a keyboard for one of print."""
    if letter in APOSTROPHES:
        return "'"
    if letter in QUOTES:
        return '"'
    if letter in MIDDLE_DOTS:
        return "·"
    return "-" if letter in HYPHENS else ALIKE.get(letter, letter)


FOLDING = {keep_case: FoldingTable(keep_case) for keep_case in (False, True)}


def _left_out(text: str) -> list[tuple[int, int]]:
    """What folding leaves out because of what stands beside it, from left to right."""
    spans = []
    if any(line_end in text for line_end in "\n\r\v\x85\u2028"):
        spans += [span for match in PARTED.finditer(text) for span in _inside_word(text, match)]
    if "_" in text:
        spans += _underscores(text)
    if "*" in text or "＊" in text:
        spans += [match.span() for match in STARS.finditer(text)]
    if any(mark in text for mark in "/=+~"):
        for match in IN_MARKS.finditer(text):
            spans += [match.span("first"), match.span("last")]
    if "<" in text:
        spans += [match.span() for match in TAGS.finditer(text)]
    if not text.isascii():
        for match in LINE_BEFORE_UNSPACED.finditer(text):
            spans += _between_unspaced(text, match)
    return sorted(spans)


def _between_unspaced(text: str, line_end: regex.Match) -> list[tuple[int, int]]:
    """A line end, with the space before it, between characters of scripts without spaces.

    Two lines of katakana may be two names, and stay apart.
    """
    start = line_end.start()
    while text[start - 1 : start] in (" ", "\t"):
        start -= 1
    before = LAST_UNSPACED.search(text[max(0, start - LONGEST_CLUSTER) : start])
    if before is None or IS_KATAKANA.match(before[1]) and IS_KATAKANA.match(text, line_end.end()):
        return []
    return [(start, line_end.end())]


def _dots(text: str) -> list[tuple[int, int]]:
    """The dots that stand as characters of their own."""
    if "\u0307" in text or "\u0308" in text:
        return [match.span() for match in DOTS.finditer(text)]
    return []


def _inside_word(text: str, hyphen: regex.Match) -> list[tuple[int, int]]:
    """A line end that parts a word, with its hyphen; nothing between two words.

    The hyphen stays between a small letter and a capital, as in a double name, and beside digits.
    """
    before = LAST_LETTER.search(text[max(0, hyphen.start() - LONGEST_CLUSTER) : hyphen.start()])
    after = text[hyphen.end()]
    if before is None or not WORD_CHARACTER.match(after):
        return []
    letter, stays = before[1], False
    if hyphen[1] in HYPHENS_AT_LINE_END:
        if HELD_OPEN.match(text, hyphen.end()):
            return []
        stays = letter.islower() and after.isupper() or letter.isdecimal() or after.isdecimal()
    return [(hyphen.start() + stays, hyphen.end())]


def _underscores(text: str) -> list[tuple[int, int]]:
    """The underscores of emphasis: around words, and the one in a word whose part is emphasised.

    Those that part the words of a name, as in a program, are not among them.
    """
    tokens: list[list[tuple[int, int]]] = []  # the runs of underscores in each of them
    for run in re.finditer("_+", text):
        if tokens and not PARTS_TOKEN.search(text, tokens[-1][-1][1], run.start()):
            tokens[-1].append(run.span())
        else:
            tokens.append([run.span()])
    spans = []
    for runs in tokens:
        start, end = runs[0][0], runs[-1][1]
        before = [] if WORD_CHARACTER.match(text[max(0, start - 1) : start]) else runs[:1]
        behind = [] if WORD_CHARACTER.match(text, end) else runs[-1:]
        is_part = len(runs) == 2 and len(before + behind) == 1
        spans += runs if is_part else before + behind
    return spans


def _line_ends(originals: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Which of the `places` (N,) are line ends, by index; the end of a paragraph counts as two."""
    here, behind = originals[places], np.append(originals, 0)[places + 1]
    ends = np.isin(here, LINE_ENDS) | (here == CARRIAGE_RETURN) & (behind != NEWLINE)
    return np.sort(np.append(np.flatnonzero(ends), np.flatnonzero(here == PARAGRAPH_SEPARATOR)))


def _in_order(marks: regex.Match) -> str:
    """Marks of one letter in Unicode's order; as they are where their number would change."""
    ordered = unicodedata.normalize("NFD", marks.group())
    return ordered if len(ordered) == len(marks.group()) else marks.group()


def _after(starts: np.ndarray, left_out_marks: np.ndarray) -> np.ndarray:
    """Where each character ends, with the marks behind it that folding leaves out.

    `starts` (C,) is as in Folded; `left_out_marks` (characters of the original,).
    """
    if not left_out_marks.any():
        return starts + 1
    no_mark = np.append(np.flatnonzero(~left_out_marks), len(left_out_marks))
    return no_mark[np.searchsorted(no_mark, starts + 1)]


# Word edges

EDGE, BETWEEN_TEXTS = "\x1f", "\x1e"  # marks in folded texts, which hold no such space themselves
NO_WORD, IN_WORD, IN_KATAKANA, ALONE, MARK = range(5)  # kinds of characters
PATTERNS_OF_KINDS = {
    MARK: regex.compile(r"\p{M}"),
    IN_KATAKANA: IS_KATAKANA,
    IN_WORD: regex.compile(rf"(?V1){LETTER}"),
    ALONE: WORD_CHARACTER,
}
KIND_OF = np.full(0x110000, NOT_LOOKED_UP, dtype=np.uint8)  # of each code point, see `kinds_of`


def kinds_of(codes: np.ndarray) -> np.ndarray:
    """The kind of each character (C,); a character is looked up when it is first seen."""
    kinds = look_up(KIND_OF, codes)
    new = kinds == NOT_LOOKED_UP
    if not new.any():
        return kinds
    for code in np.unique(codes[new]).tolist():
        fitting = (kind for kind, form in PATTERNS_OF_KINDS.items() if form.match(chr(code)))
        KIND_OF[code] = next(fitting, NO_WORD)
    return look_up(KIND_OF, codes)


def word_edges(codes: np.ndarray) -> np.ndarray:
    """Where words may begin and end in a folded text (C + 1,): before its characters and behind.

    Inside a word there is none, nor between a letter and its mark, nor in the "n't" of "don't".
    """
    kinds = np.pad(kinds_of(codes), 1, constant_values=NO_WORD)
    before, after = kinds[:-1], kinds[1:]
    is_mark = before == MARK
    if is_mark.any():  # a mark is of the kind of its letter
        before = before[np.maximum.accumulate(np.where(is_mark, 0, np.arange(len(before))))]
    inside = (before == after) & ((after == IN_WORD) | (after == IN_KATAKANA))
    edges = ~(inside | (after == MARK))
    apostrophes = np.flatnonzero(codes == ord("'"))
    apostrophes = apostrophes[(apostrophes > 0) & (apostrophes < len(codes) - 1)]
    before, after = codes[apostrophes - 1], codes[apostrophes + 1]
    negations = apostrophes[(before == ord("n")) & (after == ord("t")) & edges[apostrophes + 2]]
    edges[negations] = edges[negations + 1] = False
    return edges


def mark_edges(folded_text: str) -> tuple[str, np.ndarray]:
    """A folded text with EDGE before and behind each word, to look for words in; see `unmarked`.

    EDGE takes the place of a space; elsewhere it is put in, so that it stands in both "a b" and
    "a-b". Also returns the places in the marked text where it is put in (P,).
    """
    codes = encode(folded_text)
    edges, spaces = word_edges(codes), codes == SPACE
    edges[:-1] &= ~spaces
    edges[1:] &= ~spaces
    put_in = np.flatnonzero(edges)
    marked = np.insert(codes - spaces, put_in, ord(EDGE))  # EDGE is one less than a space
    return decode(marked), put_in + np.arange(len(put_in))


def mark_each(folded_texts: list[str]) -> list[str]:
    """`mark_edges` of many short texts, in one pass over all of them."""
    marked = mark_edges(BETWEEN_TEXTS.join(folded_texts))[0]
    return marked.split(BETWEEN_TEXTS) if folded_texts else []


def unmarked(put_in: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> tuple[np.ndarray, ...]:
    """Pieces [start, end) of a marked text that begin and end with EDGE, as pieces of the folded
    text without these two. (N,) each; `put_in` (P,) as of `mark_edges`."""
    first, last = starts + 1, ends - 1
    return first - np.searchsorted(put_in, first), last - np.searchsorted(put_in, last)


# Words

UNSPACED_WORD = rf"[{KATAKANA}][{KATAKANA}\p{{M}}]*|[{IDEOGRAPHS}]\p{{M}}*"
PLAIN_WORDS = regex.compile(  # a hyphen parts words, "n't" belongs to its verb
    rf"(?V1)(?!\p{{M}}){LETTER}+(?:(?<=n)'t(?!{LETTER}))?|{UNSPACED_WORD}"
)
# A hyphen or an apostrophe joins the parts of a word
JOINED_WORD = rf"(?!\p{{M}}){LETTER}+(?:['-](?!\p{{M}}){LETTER}+)*"
JOINED_WORDS = regex.compile(rf"(?V1){JOINED_WORD}|{UNSPACED_WORD}")
PARTS_OF_TERM = regex.compile(rf"(?V1){JOINED_WORD}|(?:{UNSPACED_WORD})+")
CHARACTERS_PER_WORD = 2  # in scripts without spaces, where a length is counted in words
PIECE = regex.compile(rf"[{UNSPACED}][^\s\p{{L}}\p{{N}}]*|[^\s{UNSPACED}]+")
UNSPACED_RUN = regex.compile(rf"(?:{UNSPACED_WORD})+")
POSSESSIVE = re.compile(r"'s\Z")
PARTS_OF_WORD = re.compile("['-]")
ACCENTS = re.compile("[\u0300-\u036f]")
PLURAL_S = regex.compile(rf"(?V1)(?<={LETTER}{{3}})s\Z")


class Word(NamedTuple):
    """Characters [start, end) of a text are the word `text`, which is folded."""

    start: int
    end: int
    text: str


def find_words(text: str, joined: bool = False) -> list[Word]:
    """The words of a text in order, folded.

    `joined`: a hyphen or an apostrophe joins the parts of a word. Else the s of a possessive is a
    word of its own.
    """
    folded_text = fold(text)
    spans = word_spans(folded_text.text, joined)
    starts, ends = folded_text.spans(*np.array(spans, dtype=np.int64).reshape(-1, 2).T)
    words = (folded_text.text[start:end] for start, end in spans)
    return [Word(*word) for word in zip(starts.tolist(), ends.tolist(), words, strict=True)]


def word_spans(folded_text: str, joined: bool = False) -> list[tuple[int, int]]:
    """Characters [start, end) of the words of a text that is folded already."""
    pattern = JOINED_WORDS if joined else PLAIN_WORDS
    return [match.span() for match in pattern.finditer(folded_text)]


def parts_of_term(term: str) -> list[str]:
    """The folded words of a term; in scripts without spaces whole runs, such as a given name."""
    return PARTS_OF_TERM.findall(folded(term))


def end_of_words(text: str, count: int, start: int = 0) -> int | None:
    """Where the `count`-th word from `start` on ends, with the marks beside it; None where there
    are fewer. Of a script without spaces CHARACTERS_PER_WORD characters are a word."""
    left = float(count)
    for piece in PIECE.finditer(text, start):
        left -= 1 / CHARACTERS_PER_WORD if is_unspaced(piece[0]) else 1
        if left <= 0:
            return piece.end()
    return None


def is_unspaced(text: str) -> bool:
    """Whether a text begins in a script without spaces."""
    return UNSPACED_START.match(text) is not None


@lru_cache(maxsize=1 << 14)
def folded_between(text: str) -> str:
    """The folded text between two words, whose emphasis begins and ends at letters."""
    return fold(without_lone_marks(f"a{text}a")).text[1:-1]


def without_lone_marks(text: str) -> str:
    """A piece of a text without the marks of emphasis whose other half stands outside of it."""
    return LONE_MARK.sub("", text)


@lru_cache(maxsize=1 << 14)
def comparable_words(text: str) -> tuple[str, ...]:
    """The folded words of a text without possessive 's and hyphens, for recall."""
    return tuple(word.replace("-", "") for word in _joined_words(text))


@lru_cache(maxsize=1 << 14)
def stems(text: str) -> frozenset[str]:
    """The words of a text without the s of a plural, to find a word in either number.

    A word with a hyphen or an apostrophe is there as a whole and in its parts.
    """
    return frozenset(stem for word in _joined_words(text) for stem in _stems_of(word))


def is_named_in(term: str, text: str) -> bool:
    """Whether each word of a term stands in a text, in singular or plural, in any order.

    A word with a hyphen may stand there in its parts, and a word in capitals without its accents.
    In scripts without spaces whole runs of the term are looked for.
    """
    runs, words = _runs_and_words(term)
    if not all(run in folded(text) for run in runs):
        return False
    there, in_capitals = stems(text), frozenset()
    if without_accents(folded(term)) != folded(term):
        written = (text[word.start : word.end] for word in find_words(text, joined=True))
        in_capitals = frozenset().union(*(stems(word) for word in written if word.isupper()))

    def is_there(stem: str) -> bool:
        return stem in there or without_accents(stem) in in_capitals

    return all(is_there(whole) or parts and all(map(is_there, parts)) for whole, *parts in words)


@lru_cache(maxsize=1 << 14)
def _runs_and_words(term: str) -> tuple[list[str], list[list[str]]]:
    """The runs of a term in scripts without spaces, and the stems of each of its other words."""
    words = _joined_words(UNSPACED_RUN.sub(" ", folded(term)))
    return UNSPACED_RUN.findall(folded(term)), [_stems_of(word) for word in words]


def without_accents(folded_text: str) -> str:
    """A folded text as capitals are often written."""
    return ACCENTS.sub("", folded_text)


def _joined_words(text: str) -> list[str]:
    return [POSSESSIVE.sub("", word) for word in JOINED_WORDS.findall(fold(text).text)]


def _stems_of(word: str) -> list[str]:
    """A word without hyphens, then its parts if it has several; all without the s of a plural."""
    parts = PARTS_OF_WORD.split(word)
    forms = [word.replace("-", ""), *(parts if len(parts) > 1 else ())]
    return [PLURAL_S.sub("", form) for form in forms]


def fold_term(term: str) -> str:
    """A term as the lexicon keeps and shows it: folded, accents composed, no possessive 's."""
    return unicodedata.normalize("NFC", POSSESSIVE.sub("", folded(term)))
