"""Notes of transcribers and editors, marks of illustrations, and footnotes with their marks.

A bracket is cut out whole if its first word says what it is. A footnote is certain if its mark
stands in the text as well, and the text does not number its own paragraphs. Not done here: a note
of several paragraphs without brackets, of which only the first is found; endnotes without marks.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from string import ascii_letters

import regex

from whp_kit.text.faults import LINE_END, SIGN, Fault, Lines, cut_if
from whp_kit.text.sentences import Span, paragraphs
from whp_kit.text.words import APOSTROPHES, WORD_CHARACTER

QUOTE = f"[{''.join(sorted(APOSTROPHES))}]"

# Brackets

BRACKET = regex.compile(r"[\[\](){}]")
CLOSING = {"]": "[", ")": "(", "}": "{"}
LONGEST_BRACKET = 5_000  # characters between [ and ]
NOTE_OF_TRANSCRIBER = (
    rf"(?:original )?(?:transcriber|proof-?reader|digiti[sz]er|scanner|e-?(?:text|book) (?:producer"
    rf"|preparer|editor))s?{QUOTE}?s?{QUOTE}?\s+(?:end\s?)?notes?"
    r"|transcription notes?"
    r"|notes?\s+(?:of|by|from)\s+the\s+(?:transcriber|editor of this e-?(?:book|text))"
    r"|notes? (?:du|de la|sur la) transcript\p{L}+|notas? del? (?:la )?transcrip\p{L}+"
    r"|notas? d[oae] transcri\p{L}+|not[ae] (?:del|di) trascri\p{L}+"
    r"|anmerkung(?:en)? (?:zur transkription|de[rs] (?:bearbeiter|transkri)\p{L}*)"
    r"|opmerkingen? van de (?:bewerker|transcri\p{L}+)"
    r"|примечани[ея] (?:переписчика|корректора)"
)
TRANSCRIBER = regex.compile(
    rf"{SIGN}{{0,80}}+(?P<note>{NOTE_OF_TRANSCRIBER})(?P<rest>\P{{L}}.*)?",
    regex.IGNORECASE | regex.DOTALL,
)
BOX = regex.compile(r"[|+│┌└╔╚║].*|.*[|│║]")
ILLUSTRATION = (
    "illustrations?|illus|frontispiece|engraving|abbildung|ilustraci[oó]n|grabado|l[aá]mina"
    "|illustrazione|ilustraç[aã]o|gravura|gravure|afbeelding|illustratie|kuvitus|ilustracja"
    "|иллюстрация|插图|插圖|挿絵"
)
PICTURE = (  # other words for one, which may also begin a sentence
    "plate|picture|image|img|photo|photograph|map|figure|fig|drawing|decoration|ornament|music|bild"
    "|figura|kuva|рисунок|図|图|圖"
)
SIDENOTE = r"side-?notes?|blank page|page intentionally left blank"
EDITOR = (
    r"editor|ed|note|n\.b|publisher|translator|sic|illegible|unclear|missing|text missing|lacuna"
    r"|words? missing|greek|hebrew|latin|arabic|(?:later|earlier|other|some) editions?|handwritten"
    r"|symbol|correction|errata|asterism|to be continued|omitted|deleted|continued"
)
FOOTNOTE = (
    r"(?i:(?:foot|end)-?note|note(?=\s*\d)|fn|fußnote|anmerkung(?=\s*\d)|note de bas de page"
    r"|nota al pie|nota(?=\s*\d)|nota a piè di pagina|voetnoot|сноска)(?!\p{L})"
)
BRACKET_WORD = regex.compile(
    r"(?P<bracket>[\[({])\s*+_?(?P<word>\p{L}[^\[\](){}\r\n]{0,40}|[.…?!]{1,3}(?=\]))"
)
BRACKETED = (  # kind, whether it is certain, how the text behind the bracket begins
    ("illustration", True, rf"(?:{ILLUSTRATION})(?!\p{{L}})"),
    ("transcriber", True, rf"(?:{NOTE_OF_TRANSCRIBER}|transcri\p{{L}}+|tn)(?!\p{{L}})"),
    ("footnote", True, FOOTNOTE),
    ("illustration", True, rf"(?:{PICTURE})(?!\p{{L}})(?!\s+(?-i:\p{{Ll}}))"),
    ("editor", True, rf"(?:{SIDENOTE})(?=[:.,]|$)"),
    ("illustration", False, rf"(?:{PICTURE})(?!\p{{L}})"),
    ("editor", False, rf"(?:{EDITOR})(?!\p{{L}})|(?-i:\p{{Lu}})[\p{{L}} '’]{{1,30}}:|[.…?!]+$"),
)
IN_ANY_BRACKET = 2  # so many of them are also told in parentheses and braces
COMPILED = [
    (kind, is_certain, regex.compile(pattern, regex.IGNORECASE))
    for kind, is_certain, pattern in BRACKETED
]

# Footnotes without a word for them: [1], [^1], {1}, (1), *, ¹

BRACKETED_LABEL = (
    r"\[(?:\d{1,3}|[*†‡§]{1,3}|[A-Za-z]|\^[\p{L}\p{N}-]{1,20})\](?!\p{Ll})|\{\d{1,3}\}"
    r"|\((?:\d{1,2}|[*†‡§])\)"
)
BARE_LABEL = r"[*†‡§]{1,3}|[¹²³⁴-⁹]{1,3}"
BODY = regex.compile(rf"(?P<label>{BRACKETED_LABEL}|{BARE_LABEL}):?[ \t]*[\p{{L}}\p{{N}}\"'“‘«(_]")
MARK = regex.compile(
    rf"(?P<label>{BRACKETED_LABEL}|(?<=[\p{{L}}\p{{M}}.,;:!?\"'”’»)])(?:{BARE_LABEL})"
    r"(?=[\s.,;:!?)\"'”’»—-]|$))"
)
ENDS_WORD = regex.compile(r"[\p{L}\p{M}\p{N}.,;:!?)”’»]")
NAMED_BODY = regex.compile(rf"{FOOTNOTE}\s*(?:\d{{1,3}}|[*†‡§A-Z])\s*[:.)]", regex.IGNORECASE)
NOTES_HEADING = regex.compile(
    rf"{SIGN}{{0,20}}+(?:(?:foot|end)-?notes?|fußnoten|notes de bas de page){SIGN}{{0,20}}",
    regex.IGNORECASE,
)
OWN_NUMBERING = 0.2  # share of paragraphs with a number from which they are the text's own
EMPHASIS = regex.compile(r"(\*+)\S[^*]*\S?\1(?!\*)")
LONGEST_LINE = 500  # characters before an asterisk
OPENED_EMPHASIS = regex.compile(r"(?<!\S)[(\"'“‘«]*\*[^\s*][^*]*$")


def note_faults(text: str, lines: Lines) -> list[Fault]:
    """All places; marks and bodies of footnotes each by itself."""
    spans = paragraphs(text)
    return [
        *_transcriber(text, spans, lines),
        *_brackets(text),
        *_named_footnotes(text, spans),
        *_footnotes(text, spans),
    ]


def _transcriber(text: str, spans: Sequence[Span], lines: Lines) -> Iterator[Fault]:
    """A note goes to the end of its paragraph or box; how far one goes that has a heading
    of its own is not certain."""
    for first, last in spans:
        match = TRANSCRIBER.match(text, first, last)
        if match is None or BRACKET.search(text, first, match.start("note")):
            continue  # of a bracket `_brackets` tells
        if BOX.fullmatch(lines[lines.index_of(first)].text):
            index = lines.index_of(first)
            while index + 1 < len(lines) and BOX.fullmatch(lines[index + 1].text):
                index += 1
            yield Fault("transcriber", first, lines[index].end, "")
        else:
            has_body = WORD_CHARACTER.search(match["rest"] or "")
            yield Fault("transcriber", first, last, cut_if(has_body))


def _brackets(text: str) -> Iterator[Fault]:
    closings = _closing_brackets(text)
    taken = 0
    for match in BRACKET_WORD.finditer(text):
        if match.start() < taken:
            continue
        patterns = COMPILED if match["bracket"] == "[" else COMPILED[:IN_ANY_BRACKET]
        for kind, is_certain, pattern in patterns:
            if pattern.match(match["word"]):
                closing = closings.get(match.start())
                taken = closing or match.end()
                yield Fault(kind, match.start(), taken, cut_if(is_certain and closing))
                break


def _closing_brackets(text: str) -> dict[int, int]:
    """{place of an opening bracket: the place after the one that closes it}."""
    closing: dict[int, int] = {}
    opened: dict[str, list[int]] = defaultdict(list)
    for match in BRACKET.finditer(text):
        if match.group() not in CLOSING:
            opened[match.group()].append(match.start())
        elif starts := opened[CLOSING[match.group()]]:
            start = starts.pop()
            if match.end() - start <= LONGEST_BRACKET:
                closing[start] = match.end()
    return closing


def _named_footnotes(text: str, spans: Sequence[Span]) -> Iterator[Fault]:
    for first, last in spans:
        if NAMED_BODY.match(text, first, last):
            yield Fault("footnote", first, last, "")
        elif NOTES_HEADING.fullmatch(text, first, last):
            yield Fault("footnote", first, last)


def _footnotes(text: str, spans: Sequence[Span]) -> Iterator[Fault]:
    """Paragraphs that begin with a label, and the same label elsewhere, which is the mark."""
    bodies: dict[str, list[Span]] = defaultdict(list)
    for first, last in spans:
        match = BODY.match(text, first, last)
        if match and not EMPHASIS.match(text, first, last):
            bodies[match["label"]].append((first, last))
    starts = {first for places in bodies.values() for first, _ in places}
    marks: dict[str, list[Span]] = defaultdict(list)
    for match in MARK.finditer(text):
        if match.start() not in starts and not _closes_emphasis(text, match):
            marks[match["label"]].append(match.span())

    numbered = sum(len(places) for label, places in bodies.items() if label[0] == "[")
    is_own = numbered > max(3, OWN_NUMBERING * len(spans))
    for label in {**bodies, **marks}:
        noted, marked = bodies.get(label, []), marks.get(label, [])
        if noted and marked:
            if label[0] in "[{":
                is_certain = not is_own
            else:  # numbers in parentheses may count, asterisks may part a text
                is_certain = label[0] != "(" and len(noted) == len(marked)
            for span in [*noted, *marked]:
                yield Fault("footnote", *span, cut_if(is_certain))
        elif label[0] == "[" and label[1] not in ascii_letters:
            for span in [*noted, *marked]:
                is_attached = not noted and ENDS_WORD.match(text, span[0] - 1)
                yield Fault("footnote", *span, cut_if(is_attached))


def _closes_emphasis(text: str, mark: regex.Match) -> bool:
    """Whether an asterisk that opens stands before this one on its line."""
    if mark["label"][0] != "*":
        return False
    line = LINE_END.split(text[max(0, mark.start() - LONGEST_LINE) : mark.start()])[-1]
    return OPENED_EMPHASIS.search(line) is not None
