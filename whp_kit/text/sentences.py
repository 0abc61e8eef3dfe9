"""Where paragraphs and sentences begin and end, in every script that is served and with any line
ends, in time linear in the text.

A sentence ends at a full stop of its script (`. ! ? … 。 ؟ । ...`) with the quotes, brackets and
footnote marks that close after it, before space and no small letter and no further stop (". . .");
in scripts without spaces at once. A number of one or two digits before a word is an ordinal and no
end ("3. Mai"), but not after a word such as "Chapter". Not done here: abbreviations beyond short
lists, so that a name after "approx." may begin a sentence, and full stops without space after them.
"""

from collections.abc import Iterable

import regex

from whp_kit.text.words import LINE_END, UNSPACED

Span = tuple[int, int]  # characters [start, end) of a text
EMPTY_LINE = "\n\n"  # between two paragraphs that are put together
EMPTY_LINES = regex.compile(r"\n[^\S\n]*\n[^\S\n]*\n\s*+")  # two or more
PARAGRAPH_BREAK = regex.compile(
    rf"{LINE_END}(?:[^\S\n\r\v\x85\u2028]|\p{{Cf}})*+{LINE_END}[\s\p{{Cf}}]*+|\u2029[\s\p{{Cf}}]*+"
)

# What ends a sentence, closes after the end, and opens before the next one
CLOSERS = (
    r"""(?:['"’”“‘»›«‹)\]』」】》〉）］_*\p{Cf}¹²³⁰⁴-⁹†‡]|\[\d{1,3}\])*+(?:[^\S\n]»(?!\S))?+"""
)
OPENERS = r"""['"“‘„‚«»‹›(\[—–―¿¡「『【（《〈_*\s\p{Cf}-]*+"""
UNSPACED_ENDS, UNSPACED_CLOSERS = "。！？｡", '"”’」』】》〉）］'
SMALL_LETTER = r"[\p{Lowercase}--\p{Georgian}]"  # Georgian has no capitals at the start
SENTENCE_BREAK = regex.compile(
    rf"(?V1)(?<=[.…;\p{{Sentence_Break=STerm}}]){CLOSERS}\s++(?!{OPENERS}{SMALL_LETTER}|\.)"
    # と goes on after what somebody said
    rf"|(?<=[{UNSPACED_ENDS}])(?!…|[{UNSPACED_ENDS}]|[{UNSPACED_CLOSERS}]+と)"
    rf"[{UNSPACED_CLOSERS}]*+\s*+"
    rf"|(?<=[{UNSPACED}][!?])[{UNSPACED_CLOSERS}]*+(?=[{UNSPACED}])"
)
ENDS_AS_SENTENCE = regex.compile(rf"[.…\p{{Sentence_Break=STerm}}]{CLOSERS}\Z")
LAST_CHARACTERS = 16  # of a sentence, in which an abbreviation is looked for

# Full stops that end no sentence: of a title, of an abbreviation, before a number, in an ordinal
TITLES = """Mr Mrs Ms Mx Messrs Dr Drs Dra St Ste Mt Prof Capt Cpt Cmdr Col Gen Lt Sgt Maj Adm Gov
    Sen Rev Hon Hr Hrn Fr Frl Mme Mmes Mlle Mgr Sr Sra Srta Sres Ud Uds Vd Vds Dña Sig Dott Avv Ing
    Sn Ул Проф Тов""".split()
ABBREVIATIONS = """mr mrs dr st prof vs cf bzw ca bspw vgl sog evtl ggf dhr mevr mgr św ks ul tzw np
    ул проф тов гг डॉ श्री""".split()
BEFORE_NUMBERS = """no nos nr nro núm fig figs vol vols pp pág ch chap art bd abb kap str tel sec
    стр гл рис""".split()
NUMBERED = """chapter number part book volume section question kapitel nummer teil band buch
    abschnitt frage capítulo parte libro tomo pregunta chapitre livre partie глава часть
    книга""".split()
LETTER = r"[\p{Lu}\p{Ll}\p{Arabic}\p{Hebrew}]"  # J. R. Smith, z. B., Arabic for "doctor"


def _one_of(words: Iterable[str]) -> str:
    return rf"(?<![\p{{L}}\p{{M}}'’])(?:{'|'.join(words)})\.\Z"


ABBREVIATION = regex.compile(
    _one_of([*TITLES, *(title.upper() for title in TITLES), *ABBREVIATIONS, LETTER])
)
BEFORE_NUMBER = regex.compile(_one_of(BEFORE_NUMBERS), regex.IGNORECASE)
ORDINAL = regex.compile(
    rf"(?<!(?:{'|'.join(NUMBERED)})\s)(?<![\p{{Nd}}.,:/-])\p{{Nd}}{{1,2}}\.\Z", regex.IGNORECASE
)
GREEK_QUESTION = regex.compile(r"\p{Greek}\p{M}*[;\u037e]\Z")
NUMBER = regex.compile(r"\p{Nd}")
WORD_START = regex.compile(r"\p{L}")
SEEN = r"[^\s\p{Cf}]"
FIRST_SEEN, LAST_SEEN = regex.compile(SEEN), regex.compile(rf"(?r){SEEN}")


def paragraphs(text: str) -> list[Span]:
    """The paragraphs, which empty lines part, without the space around them."""
    return _pieces(text, (0, len(text)), PARAGRAPH_BREAK.finditer(text))


def sentences(text: str, span: Span | None = None) -> list[Span]:
    """The sentences of a text, or of its characters `span`, without the space around them.

    An empty line ends a sentence too.
    """
    found = []
    start, end = span or (0, len(text))
    for first, last in _pieces(text, (start, end), PARAGRAPH_BREAK.finditer(text, start, end)):
        marks = SENTENCE_BREAK.finditer(text, first, last)
        found += _pieces(text, (first, last), (mark for mark in marks if _is_end(text, mark)))
    return found


def ends_as_sentence(text: str, span: Span | None = None) -> bool:
    """Whether a text, or its characters `span`, ends with a full stop; headings do not."""
    start, end = span or (0, len(text))
    last_characters = text[start:end].rstrip()[-LAST_CHARACTERS:]
    return ENDS_AS_SENTENCE.search(last_characters) is not None


def _is_end(text: str, mark: regex.Match) -> bool:
    """Whether a sentence ends at the full stop before a mark."""
    before = text[max(0, mark.start() - LAST_CHARACTERS) : mark.start()]
    if before.endswith((";", "\u037e")):
        return GREEK_QUESTION.search(before) is not None
    if not mark.group().strip("_*").isspace():  # a quotation ends too
        return True
    if ABBREVIATION.search(before):
        return False
    if BEFORE_NUMBER.search(before) and NUMBER.match(text, mark.end()):
        return False
    return not (ORDINAL.search(before) and WORD_START.match(text, mark.end()))


def _pieces(text: str, span: Span, marks: Iterable[regex.Match]) -> list[Span]:
    """The span cut after each mark, without the space around the pieces and without empty ones."""
    edges = [span[0], *(mark.end() for mark in marks), span[1]]
    pieces = []
    for first, last in zip(edges[:-1], edges[1:], strict=True):
        if start := FIRST_SEEN.search(text, first, last):
            pieces.append((start.start(), LAST_SEEN.search(text, first, last).end()))
    return pieces
