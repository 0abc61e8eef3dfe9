"""What a word is: how texts are folded for comparison, where words begin and end, which scripts are
served. All rooms compare texts and cut them into words by these functions alone.

*Folding* takes away what the same word may differ in from one edition to the next: case; straight,
curly and typed apostrophes and quotes; composed and decomposed accents; characters that nobody sees
(soft hyphens, zero-width characters, marks of direction); `_` and `*` of plain-text emphasis;
ligatures and full-width letters; vowel points of Arabic and Hebrew; the dots of Cyrillic ё and of
Turkish i; line ends, also inside a word that a hyphen parts there.

*Words* are bounded by Unicode's rules (UAX 29). In scripts without spaces each character is a word,
but a run of katakana is one. Scripts whose words are found only with a dictionary (Thai, Burmese,
Tibetan, ...) are not served, and `require_served` refuses them by name.

Not done here: sentences and paragraphs (sentences.py), stems beyond the s of a plural.
"""

import re
import unicodedata
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
ALPHABETIC = r"\p{L}\p{M}\p{Nd}\p{Nl}"  # not ² and ½, which follow a word as marks
LETTER = rf"[[{ALPHABETIC}]--[{IDEOGRAPHS}{KATAKANA}]]"
UNSERVED = regex.compile(
    rf"(?V1)[\p{{L}}--[{SPACED}{IDEOGRAPHS}{KATAKANA}\p{{Common}}\p{{Inherited}}]]"
)


class Unserved(NamedTuple):
    """A script that is not served: its name, how many letters of it, and where the first is."""

    script: str
    letters: int
    start: int


def unserved(text: str) -> list[Unserved]:
    """The scripts of a text that are not served, in the order of their first letters."""
    found: dict[str, Unserved] = {}
    if text.isascii():
        return []
    for match in UNSERVED.finditer(text):
        script = unicodedata.name(match.group(), "an unknown script").split(" ")[0].capitalize()
        _, letters, start = found.get(script, (script, 0, match.start()))
        found[script] = Unserved(script, letters + 1, start)
    return list(found.values())


def require_served(text: str, what: str) -> None:
    """InputError if a letter of `text` belongs to a script that is not served.

    `what` names the text in the error, such as "the term in lexicon.csv, line 3".
    """
    for script, letters, start in unserved(text):
        piece = " ".join(text[start : start + 20].split())
        raise InputError(
            f"{what} is in a script that is not served: {script}, whose words are found only with "
            "a dictionary",
            value=f"{piece!r}, {letters} letters of it",
            remedy="take a text in a script with spaces between words, or in Chinese or Japanese",
        )


def separator(before: str, after: str) -> str:
    """What stands between a text and its next word: a space, or nothing.

    Nothing stands after an opening quote or bracket, after a line end, and between two characters
    of scripts without spaces.
    """
    opened = before.endswith('"') and before.count('"') % 2 == 1
    if not before or opened or before[-1] in OPENERS:
        return ""
    return "" if UNSPACED_EDGE.search(before) and UNSPACED_START.match(after) else " "


OPENERS = "“‘„«‹¿¡(—[「『（《〈\n\r\u2028\u2029"
UNSPACED_EDGE = regex.compile(rf"[{IDEOGRAPHS}{KATAKANA}。！？、，：；」』）》〉…]\p{{M}}*$")
UNSPACED_START = regex.compile(rf"[{IDEOGRAPHS}{KATAKANA}]")

# Folding

APOSTROPHES = set("'\u2018\u2019\u201a\u201b\u02b9\u02bb\u02bc\u02bd\u2032\u2039\u203a`\u00b4")
APOSTROPHES |= set("\uff07\u055a\u05f3\ua78c\x91\x92")
QUOTES = set('"\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\u301d\u301e\u301f\uff02\u05f4\x93\x94')
HYPHENS = set("-\u2010\u2011\u2043\u2212\ufe63\uff0d")
EMPHASIS = set("*\uff0a")
ALIKE = {  # one letter in two ways of writing
    "ı": "i",  # Turkish, where casefold makes i of I
    "\u0649": "\u06cc",  # Arabic and Persian ye
    "\u064a": "\u06cc",
    "\u0643": "\u06a9",  # Arabic and Persian kaf
}
SPELLED_OUT = {"compat", "wide", "narrow", "font", "isolated", "initial", "medial", "final"}
MOST_LETTERS = 4  # that one character is spelled out to
UNSEEN_MARKS = regex.compile(  # vowel points, stretched lines, variation selectors
    r"(?V1)[\u0640\u034f\p{Variation_Selector}[\p{Mn}&&[\p{Arabic}\p{Hebrew}\u064b-\u0655\u0670]]]"
)
DOTS = re.compile("(?<=[iIıİ])\u0307|(?<=[\u0435\u0415])\u0308")  # of Turkish i, of Cyrillic ё
WORD_CHARACTER = regex.compile(rf"[{ALPHABETIC}]")
UNDERSCORED = regex.compile(
    rf"(?V1)(?:(?<![{ALPHABETIC}])_+[{ALPHABETIC}_]*|[{ALPHABETIC}]+[{ALPHABETIC}_]*_(?![{ALPHABETIC}]))"
)
SEVERAL_MARKS = regex.compile(r"\p{M}{2,}")
# A hyphen, a soft one, or the ¬ of scanned pages, and one line end
PARTED = re.compile(
    "([-\u2010\u00ad\u00ac])[ \t]*(?:\r\n|[\r\n\u2028])[ \t]*(?=[^\\s\u00ad\u200b-\u200d])"
)
# A line end with no indent after it; it parts nothing between characters without spaces
LINE_END_BEFORE_UNSPACED = regex.compile(rf"(?:\r\n|[\r\n\u2028])(?=[{IDEOGRAPHS}{KATAKANA}])")
SPACE, NEWLINE, CARRIAGE_RETURN, PARAGRAPH_SEPARATOR = 0x20, 0x0A, 0x0D, 0x2029
LINE_ENDS = (NEWLINE, 0x0B, 0x85, 0x2028, PARAGRAPH_SEPARATOR)  # beside the carriage return


@dataclass(frozen=True)
class Folded:
    """A folded text and the way back.

    `codes` (C,): its code points. `positions` (C,): for each of them the character of the original
    that it comes from; None where they are the same.
    """

    text: str
    codes: np.ndarray
    positions: np.ndarray | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The characters of the original behind [start, end) of the folded text, not empty."""
        if self.positions is None:
            return start, end
        return int(self.positions[start]), int(self.positions[end - 1]) + 1


class FoldingTable:
    """For each character what it is folded to; a character is looked up when it is first seen.

    `lengths` (U,) counts its letters, `letters` (MOST_LETTERS, U) are their code points, for U code
    points in all.
    """

    def __init__(self, keep_case: bool):
        self.keep_case = keep_case
        self.is_known = np.zeros(0x110000, dtype=bool)
        self.lengths = np.zeros(0x110000, dtype=np.uint8)
        self.letters = np.zeros((MOST_LETTERS, 0x110000), dtype=np.uint32)

    def learn(self, codes: np.ndarray) -> None:
        """Looks up the characters that are new."""
        for code in np.unique(codes[~self.is_known[codes]]).tolist():
            letters = _fold_character(chr(code), self.keep_case)[:MOST_LETTERS]
            self.lengths[code] = len(letters)
            self.letters[: len(letters), code] = [ord(letter) for letter in letters]
            self.is_known[code] = True


FOLDING = {keep_case: FoldingTable(keep_case) for keep_case in (False, True)}


def fold(text: str, keep_case: bool = False) -> Folded:
    """The text as it is compared with others (see the head of this file).

    A run of space becomes one space, or one newline where it holds an empty line: a name may go on
    over the end of a line, but not over the end of a paragraph.
    """
    table = FOLDING[keep_case]
    is_ascii = text.isascii()  # one byte for a character is a quarter of the work
    codec, dtype = ("ascii", np.uint8) if is_ascii else ("utf-32-le", np.uint32)
    codes = np.frombuffer(text.encode(codec, "surrogatepass"), dtype=dtype)
    table.learn(codes)

    lengths = table.lengths[codes]
    for start, end in _left_out(text):
        lengths[start:end] = 0
    if (lengths == 1).all():
        positions, originals = None, codes
        codes = table.letters[0][originals].astype(dtype)
    else:
        positions = np.repeat(np.arange(len(codes)), lengths)
        originals = codes[positions]
        first_letters = np.cumsum(lengths, dtype=np.int64) - lengths
        letter = np.arange(len(positions)) - np.repeat(first_letters, lengths)
        codes = table.letters[letter, originals].astype(dtype)

    spaces = codes == SPACE
    repeated = np.zeros_like(spaces)
    repeated[1:] = spaces[1:] & spaces[:-1]
    if repeated.any():
        kept = np.flatnonzero(~repeated)
        line_ends = _line_ends(originals, np.flatnonzero(spaces))
        runs = np.searchsorted(kept, line_ends, side="right") - 1
        codes = codes[kept]
        codes[runs[1:][runs[1:] == runs[:-1]]] = NEWLINE
        positions = kept if positions is None else positions[kept]
    folded_text = codes.tobytes().decode(codec, "surrogatepass")
    if not is_ascii:
        folded_text = SEVERAL_MARKS.sub(_in_order, folded_text)
        codes = np.frombuffer(folded_text.encode(codec, "surrogatepass"), dtype=dtype)
    return Folded(folded_text, codes, positions)


@lru_cache(maxsize=1 << 14)
def folded(text: str, keep_case: bool = False) -> str:
    """The folded text without space around it: two texts are the same words if these are equal."""
    return fold(text, keep_case).text.strip()


def folded_with_case(text: str) -> str:
    """`folded`, but capitals stay: anchors tell "Rose" from "rose"."""
    return folded(text, keep_case=True)


def readable(text: str) -> str:
    """The text as a reader would type it: in its own case and accents, on one line, with straight
    apostrophes, without emphasis and characters that nobody sees."""
    for start, end in reversed(_left_out(text)):
        text = text[:start] + text[end:]
    characters = (
        "'" if character in APOSTROPHES else character
        for character in unicodedata.normalize("NFC", text)
        if character not in EMPHASIS
        and (unicodedata.category(character) != "Cf" or character in JOINERS)
    )
    return " ".join("".join(characters).split())


JOINERS = "\u200c\u200d"  # which letters of Persian and of Indian scripts need


def _fold_character(character: str, keep_case: bool) -> str:
    """What one character becomes, whatever stands beside it; "" for what nobody sees."""
    if character.isspace() or character == "_":
        return " "  # an underscore inside a word parts it, see _left_out
    if character in EMPHASIS or unicodedata.category(character) in ("Cf", "Cs"):
        return "" if unicodedata.category(character) != "Cs" else character
    kind = unicodedata.decomposition(character).partition(">")[0].removeprefix("<")
    whole = unicodedata.normalize("NFD", character)
    if kind in SPELLED_OUT and WORD_CHARACTER.match(character):
        spelled_out = unicodedata.normalize("NFKD", character)
        whole = spelled_out if len(spelled_out) <= MOST_LETTERS else whole
    if not keep_case:
        whole = unicodedata.normalize("NFD", whole.casefold())
    whole = UNSEEN_MARKS.sub("", DOTS.sub("", whole))
    return "".join(_typed(letter) for letter in whole)


def _typed(letter: str) -> str:
    """The mark of a keyboard for one of print."""
    if letter in APOSTROPHES:
        return "'"
    if letter in QUOTES:
        return '"'
    return "-" if letter in HYPHENS else ALIKE.get(letter, letter)


def _left_out(text: str) -> list[tuple[int, int]]:
    """What folding leaves out because of what stands beside it: line ends inside a word, with the
    hyphen, which only stays between a small letter and a capital, as in a double name; line ends in
    a text without spaces; underscores before, behind and in an emphasised word; dots."""
    spans = []
    for match in PARTED.finditer(text):
        before, after = text[max(0, match.start() - 1) : match.start()], text[match.end()]
        if WORD_CHARACTER.match(before) and WORD_CHARACTER.match(after):
            stays = match[1] in HYPHENS and before.islower() and after.isupper()
            spans.append((match.start() + stays, match.end()))
    if not text.isascii():
        for match in LINE_END_BEFORE_UNSPACED.finditer(text):
            if UNSPACED_EDGE.search(text, max(0, match.start() - 2), match.start()):
                spans.append(match.span())
    if "_" in text:
        for match in UNDERSCORED.finditer(text):
            underscores = re.finditer("_+", match.group())
            spans += [
                (match.start() + one.start(), match.start() + one.end()) for one in underscores
            ]
    if "\u0307" in text or "\u0308" in text:
        spans += [match.span() for match in DOTS.finditer(text)]
    return sorted(spans)


def _line_ends(codes: np.ndarray, spaces: np.ndarray) -> np.ndarray:
    """Positions of the line ends among the `spaces`; the end of a paragraph counts as two."""
    here, behind = codes[spaces], np.append(codes, 0)[spaces + 1]
    ends = np.isin(here, LINE_ENDS) | (here == CARRIAGE_RETURN) & (behind != NEWLINE)
    return np.sort(np.concatenate([spaces[ends], spaces[here == PARAGRAPH_SEPARATOR]]))


def _in_order(marks: regex.Match) -> str:
    """Several marks of one letter in Unicode's order; as they are where their number would change."""
    ordered = unicodedata.normalize("NFD", marks.group())
    return ordered if len(ordered) == len(marks.group()) else marks.group()


# Word edges

APOSTROPHE = ord("'")
NO_WORD, IN_WORD, IN_KATAKANA, ALONE, MARK = range(5)  # kinds of characters
KINDS = (
    (MARK, regex.compile(r"\p{M}")),
    (IN_KATAKANA, regex.compile(f"[{KATAKANA}]")),
    (IN_WORD, regex.compile(rf"(?V1)[{LETTER}--{UNSERVED.pattern.removeprefix('(?V1)')}]")),
    (ALONE, WORD_CHARACTER),
)


@lru_cache(maxsize=1 << 16)
def kind_of(code: int) -> int:
    """Which kind of character it is, for `are_whole_words`."""
    return next((kind for kind, pattern in KINDS if pattern.match(chr(code))), NO_WORD)


def are_whole_words(codes: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Which of the pieces [start, end) (N,) of a folded text begin and end at an edge of a word."""
    around = np.concatenate([[SPACE], codes, [SPACE, SPACE, SPACE]])  # around[i + 1] is codes[i]
    kinds = np.zeros(int(around.max(initial=0)) + 1, dtype=np.uint8)
    for code in np.unique(around[np.concatenate([starts, starts + 1, ends, ends + 1])]).tolist():
        kinds[code] = kind_of(code)

    def kind_at(places: np.ndarray) -> np.ndarray:
        """The kinds of characters; a mark has that of the letter on which it stands."""
        found = kinds[around[places]]
        for index in np.flatnonzero(found == MARK).tolist():
            place = int(places[index])
            while place and (kind := kind_of(int(around[place]))) == MARK:
                place -= 1
            found[index] = IN_WORD if kind == MARK else kind
        return found

    first, after = kinds[around[starts + 1]], kinds[around[ends + 1]]
    splits_mark = (first == MARK) | (after == MARK)
    inside_word = np.zeros(len(starts), dtype=bool)
    before, last = kind_at(starts), kind_at(ends)
    for kind in (IN_WORD, IN_KATAKANA):
        inside_word |= (before == kind) & (first == kind) | (last == kind) & (after == kind)
    negation = (  # "don't" does not hold the word "don"
        (around[ends] == ord("n"))
        & (around[ends + 1] == APOSTROPHE)
        & (around[ends + 2] == ord("t"))
    )
    return ~(inside_word | splits_mark | negation)


# Words

UNSPACED_WORD = rf"[{KATAKANA}][{KATAKANA}\p{{M}}]*|[{IDEOGRAPHS}]\p{{M}}*"
PLAIN_WORDS = regex.compile(  # a hyphen parts words, "n't" belongs to its verb
    rf"(?V1)(?!\p{{M}}){LETTER}+(?:(?<=n)'t(?!{LETTER}))?|{UNSPACED_WORD}"
)
JOINED_WORDS = regex.compile(  # a hyphen or an apostrophe joins the parts of a word
    rf"(?V1)(?!\p{{M}}){LETTER}+(?:['-](?!\p{{M}}){LETTER}+)*|{UNSPACED_WORD}"
)
UNSPACED_RUN = regex.compile(rf"(?:{UNSPACED_WORD})+")
POSSESSIVE = re.compile(r"'s$")
PLURAL_S = regex.compile(rf"(?V1)(?<={LETTER}{{3}})s$")


class Word(NamedTuple):
    """Characters [start, end) of a text are the word `text`, which is folded."""

    start: int
    end: int
    text: str


def find_words(text: str, joined: bool = False) -> list[Word]:
    """The words of a text in order. `joined`: a hyphen or an apostrophe joins the parts of a word.

    The s of a possessive is a word of its own unless `joined`.
    """
    folded_text = fold(text)
    pattern = JOINED_WORDS if joined else PLAIN_WORDS
    if folded_text.positions is None:
        return [Word(*match.span(), match.group()) for match in pattern.finditer(folded_text.text)]
    return [
        Word(*folded_text.span(*match.span()), match.group())
        for match in pattern.finditer(folded_text.text)
    ]


@lru_cache(maxsize=1 << 14)
def comparable_words(text: str) -> tuple[str, ...]:
    """The folded words of a text without possessive 's and hyphens, for recall and echo."""
    words = JOINED_WORDS.findall(fold(text).text)
    return tuple(POSSESSIVE.sub("", word).replace("-", "") for word in words)


def stems(text: str) -> set[str]:
    """The words of a text without the s of a plural, to find a word in either number."""
    return {PLURAL_S.sub("", word) for word in comparable_words(text)}


def is_named_in(term: str, text: str) -> bool:
    """Whether each word of a term stands in a text, in singular or plural, in any order.

    In scripts without spaces whole runs of the term are looked for.
    """
    runs = UNSPACED_RUN.findall(folded(term))
    characters = {word for run in runs for word in comparable_words(run)}
    if not all(run in folded(text) for run in runs):
        return False
    return stems(term) - characters <= stems(text)


def fold_term(term: str) -> str:
    """A term as the lexicon keeps and shows it: folded, accents composed, no possessive 's."""
    return unicodedata.normalize("NFC", POSSESSIVE.sub("", folded(term)))


# Replaced one after the other by the functions above

WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*(?:(?<=n)['\u2019]t(?![^\W_]))?")
JOINED_WORD = re.compile(r"\w+(?:['’-]\w+)*")
LETTERS_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")


def lower_in_place(text: str) -> str:
    """Lower case, character by character, so that positions stay those of `text`."""
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)
