"""Characters that do not belong to a text: those that nobody sees, control characters, letters of
two scripts in one word, HTML and other markup, words that are spaced out or parted at the end of a
line, and lines of signs.

Words are joined by the text's own vocabulary, since no list of words knows its names. Not done
here: HTML is not read as a document, only its inline tags and its entities are undone.
"""

import html
from collections import Counter
from collections.abc import Iterator

import regex

from whp_kit.text.encodings import wrong_letters
from whp_kit.text.faults import Fault, Lines
from whp_kit.text.function_words import FUNCTION_WORDS
from whp_kit.text.words import HELD_OPEN, JOINED_WORDS, fold, folded

HYPHEN, SOFT_HYPHEN, NOT_SIGN = "-", "\u00ad", "\u00ac"  # the last one as scanned pages have it
# Of C1 those that are no letters in Windows-1252 either, see `wrong_letters`
CONTROL = regex.compile(r"[\x00-\x08\x0e-\x1f\x7f\x81\x8d\x8f\x90\x9d]")
UNSEEN = regex.compile(  # but for the marks of numbers in Arabic, and of flags
    r"(?V1)[[\p{Cf}\u034f\u3164]--[\p{Prepended_Concatenation_Mark}\U000e0020-\U000e007f]]"
)
NEEDED_UNSEEN = regex.compile(  # joiners between letters that need them, and in pictures
    r"(?<=[\p{Arabic}\p{Syriac}\p{Devanagari}\p{Bengali}\p{Gurmukhi}\p{Gujarati}\p{Oriya}\p{Tamil}"
    r"\p{Telugu}\p{Kannada}\p{Malayalam}\p{Sinhala}\p{Mongolian}\p{So}\ufe0f\p{Emoji_Modifier}])"
    r"[\u200c\u200d]"
)
DIRECTIONS = regex.compile(r"\p{Bidi_Control}")
PARTING_HYPHEN = regex.compile(r"(?<=[\p{L}\p{M}])\u00ad[ \t]*(?:\r\n|[\n\r\u2028])[ \t]*\p{L}")
RIGHT_TO_LEFT = regex.compile(r"[\p{Hebrew}\p{Arabic}\p{Syriac}\p{Thaana}]")
TWO_SCRIPTS = regex.compile(r"\p{Latin}[\p{Cyrillic}\p{Greek}]|[\p{Cyrillic}\p{Greek}]\p{Latin}")
TAG = regex.compile(
    r"</?(?:p|br|hr|div|span|i|b|u|em|strong|small|big|sup|sub|font|a|img|h[1-6]|blockquote|center"
    r"|ul|ol|li|table|tr|td|th|pre|html|head|body|title|meta|link|style|script)(?:\s[^<>]{0,500})?/?>",
    regex.IGNORECASE,
)
INLINE_TAG = regex.compile(
    r"</?(?:span|i|b|u|em|strong|small|big|font|a)(?:\s[^<>]{0,500})?/?>", regex.IGNORECASE
)
ENTITY = regex.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
MARKDOWN = regex.compile(
    r"^#{1,6} +\S|(?<!\*)\*\*[^*\s][^*\n\r]*\*\*(?!\*)"
    r"|\[[^\[\]\n]{1,200}\]\([^\s()\[\]]{1,300}\)|^```"
    # BBCode, wikis, LaTeX, RTF, subtitles
    r"|\[/(?:i|b|u|s|url|img|quote|center|size|color)\]"
    r"|\[\[[^\[\]\n\r]{1,200}\]\]|\{\{[^{}\n\r]{1,200}\}\}"
    r"|\\(?:emph|text(?:it|bf|sc)|chapter|(?:sub)*section|footnote|begin|end|rtf1)(?!\p{L})"
    r"|^\d\d:\d\d:\d\d[.,]\d{3} -->",
    regex.MULTILINE,
)
SPACED_OUT = regex.compile(  # as old books emphasise a word
    r"(?<![^\s\p{P}])[\p{Latin}\p{Cyrillic}\p{Greek}]\p{M}*"
    r"(?:[ \xa0][\p{Latin}\p{Cyrillic}\p{Greek}]\p{M}*){4,}(?![^\s\p{P}])"
)
# The hyphen, the line end, the second part of the word with what is written to it; then space
PARTED = regex.compile(
    r"(?<=[\p{L}\p{M}'\u2019])(?P<hyphen>[-\u2010\u00ad\u00ac])[ \t]*"
    r"(?P<end>\r\n|[\n\r\u2028])[ \t\f]*"
    r"(?P<rest>(?P<second>[\p{L}\p{M}]++)[^\s]*+)(?P<space>[ \t]*(?:\r\n|[\n\r\u2028])|[ \t]+|)"
)
FIRST_PART = regex.compile(r"[\p{L}\p{M}'\u2019]{1,40}$")

RUBBISH_LINE = 12  # characters from which a line is looked at
RUBBISH_SIGNS = 0.4  # share of signs that prose has not
RUBBISH_KINDS = 6  # different characters that a line of ornaments has at most
RARE_SIGN = regex.compile(r"[^\p{L}\p{M}\p{Nd}\s.,;:!?'\"“”‘’„«»()…—–_*-]")


def character_faults(text: str, lines: Lines) -> list[Fault]:
    """All of them; those of several kinds may overlap."""
    faults = [*wrong_letters(text), *_unseen(text), *_html(text)]
    for match in CONTROL.finditer(text):
        faults.append(Fault("nul" if match.group() == "\0" else "control", *match.span(), ""))
    faults += [Fault("markdown", *match.span()) for match in MARKDOWN.finditer(text)]
    faults += [Fault("spaced", *match.span()) for match in SPACED_OUT.finditer(text)]
    if not text.isascii():
        faults += [Fault("scripts", *match.span()) for match in TWO_SCRIPTS.finditer(text)]
    return [*faults, *_parted_words(text), *_rubbish(lines)]


def _unseen(text: str) -> Iterator[Fault]:
    if text.isascii():
        return
    needed = {match.start() for match in NEEDED_UNSEEN.finditer(text)}
    is_right_to_left = RIGHT_TO_LEFT.search(text) is not None
    for match in UNSEEN.finditer(text):
        if match.start() in needed or (is_right_to_left and DIRECTIONS.match(match.group())):
            continue
        if not PARTING_HYPHEN.match(text, match.start()):
            yield Fault("unseen", *match.span(), "")


def _html(text: str) -> Iterator[Fault]:
    if "<" in text:
        for match in TAG.finditer(text):
            is_inline = INLINE_TAG.fullmatch(match.group()) is not None
            yield Fault("html", *match.span(), "" if is_inline else None)
    if "&" in text:
        for match in ENTITY.finditer(text):
            letter = html.unescape(match.group())
            if letter != match.group():
                yield Fault("html", *match.span(), letter)


# Words that are parted at the end of a line


def _parted_words(text: str) -> list[Fault]:
    """Each with its two parts joined, with or without the hyphen, as the rest of the text has it.

    The line then ends after the whole word. None: both parts are words of the text, and it has
    neither the joined nor the hyphenated one.
    """
    parted = [match for match in PARTED.finditer(text) if not _is_held_open(text, match)]
    if not parted:
        return []
    whole_lines = PARTED.sub(" ", text)
    whole = Counter(JOINED_WORDS.findall(fold(whole_lines).text))
    single: Counter[str] = Counter()
    for word, count in whole.items():
        for part in word.split(HYPHEN):
            single[part] += count
    faults = []
    for match in parted:
        first = FIRST_PART.search(text, max(0, match.start() - 40), match.start()).group()
        start = match.start() - len(first)
        right = _joined(first, match, whole, single)
        faults.append(Fault("hyphenation", start, match.end(), right))
    return faults


def _is_held_open(text: str, match: regex.Match) -> bool:
    """Whether a hyphen stands for a part that follows: "Salz-" and "und Pfeffer"."""
    is_hyphen = match["hyphen"] not in (SOFT_HYPHEN, NOT_SIGN)
    return is_hyphen and HELD_OPEN.match(text, match.start("second")) is not None


def _joined(first: str, match: regex.Match, whole: Counter, single: Counter) -> str | None:
    second = match["second"]
    with_hyphen = whole[folded(f"{first}-{second}")]
    without = whole[folded(first + second)]
    if match["hyphen"] in (SOFT_HYPHEN, NOT_SIGN):
        hyphen = ""
    elif without or with_hyphen:
        hyphen = HYPHEN if with_hyphen > without else ""
    elif (
        second[0].isupper()
        and not first.isupper()
        or all(single[folded(part)] or folded(part) in FUNCTION_WORDS for part in (first, second))
    ):
        return None
    else:
        hyphen = ""
    return first + hyphen + match["rest"] + (match["end"] if match["space"] else "")


def _rubbish(lines: Lines) -> Iterator[Fault]:
    """Lines of signs, as from a bad scan."""
    for line in lines:
        if len(line.text) < RUBBISH_LINE or len(set(line.text)) <= RUBBISH_KINDS:
            continue
        if len(RARE_SIGN.findall(line.text)) >= RUBBISH_SIGNS * len(line.text):
            yield Fault("rubbish", line.start, line.end)
