"""Where paragraphs and sentences begin and end, in every script that is served and with any line
ends, in time linear in the text.

A sentence ends at a full stop of its script (`. ! ? … 。 ؟ । ...`) with the quotes and brackets
that close after it, before space and no small letter; in scripts without spaces at once. A number
of two digits with a full stop ends none, as it may be an ordinal ("am 3. Mai"). Not done here:
abbreviations beyond a short list, so that a name after "approx." may begin a sentence.
"""

import regex

Span = tuple[int, int]  # characters [start, end) of a text
EMPTY_LINE = "\n\n"  # between two paragraphs that are put together

# What ends a sentence, closes after the end, and opens before the next one
ENDS = r"(?:[.…\u037e\p{Sentence_Break=STerm}]|(?<=\p{Greek}\p{M}*);)"
CLOSERS = r"""(?:["'”’“‘»«)\]』」】》〉›‹_*]|[^\S\n\r]»(?=\s))"""  # a French one after a space
OPENERS = r"""["'“‘„‚«»‹›(\[—–―¿¡「『【（《〈_*\s-]"""
UNSPACED_ENDS, UNSPACED_CLOSERS = "。！？｡", '"”’』」】》〉）'
LINE_END = r"(?>\r\n|[\n\r\v\f\x85\u2028])"
PARAGRAPH_BREAK = regex.compile(rf"{LINE_END}(?:\s*?{LINE_END})+\s*|\u2029\s*")
SENTENCE_BREAK = regex.compile(
    rf"(?<={ENDS}){CLOSERS}*+\s++(?!{OPENERS}*\p{{Lowercase}})"
    # と goes on after what somebody said
    rf"|(?<=[{UNSPACED_ENDS}])(?!…|[{UNSPACED_ENDS}])(?![{UNSPACED_CLOSERS}]+と)"
    rf"[{UNSPACED_CLOSERS}]*+\s*+"
)
ENDS_AS_SENTENCE = regex.compile(rf"{ENDS}{CLOSERS}*$")
LAST_CHARACTERS = 12  # of a sentence, in which an abbreviation is looked for
ABBREVIATION = regex.compile(
    r"(?<![\p{L}\p{M}\p{Nd}])(?:Mr|Mrs|Ms|Mx|Dr|Drs|St|Ste|Prof|Capt|Col|Gen|Lt|Sgt|Maj|Rev|Hon|No|vs"
    r"|cf|Hr|Fr|Frl|Nr|Str|bzw|usw|ca|bspw|vgl|Sr|Sra|Srta|Ud|Uds|Vd|Dña|Mme|Mlle|Mgr|Sig|Dott|Ing"
    r"|Bd|Kap|geb|núm|pág|Dra|[Уу]л|гг|стр|им|[Пп]роф|डॉ|श्री|\p{L}|\p{Nd}{1,2})\.$"
)


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
        breaks = (
            mark
            for mark in SENTENCE_BREAK.finditer(text, first, last)
            if not (mark.group().isspace() and _is_abbreviation(text, mark.start()))
        )
        found += _pieces(text, (first, last), breaks)
    return found


def ends_as_sentence(text: str, span: Span | None = None) -> bool:
    """Whether a text, or its characters `span`, ends with a full stop; headings do not."""
    start, end = span or (0, len(text))
    return (
        ENDS_AS_SENTENCE.search(text[max(start, end - LAST_CHARACTERS) : end].rstrip()) is not None
    )


def _is_abbreviation(text: str, end: int) -> bool:
    return ABBREVIATION.search(text[max(0, end - LAST_CHARACTERS) : end]) is not None


def _pieces(text: str, span: Span, marks) -> list[Span]:
    """The span cut after each mark, without the space around the pieces and without empty ones."""
    edges = [span[0], *(mark.end() for mark in marks), span[1]]
    pieces = []
    for first, last in zip(edges[:-1], edges[1:], strict=True):
        piece = text[first:last]
        if piece.strip():
            pieces.append((first + len(piece) - len(piece.lstrip()), first + len(piece.rstrip())))
    return pieces
