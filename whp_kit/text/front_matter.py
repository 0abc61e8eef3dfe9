"""Front and back matter: licences, who made the file, imprints, contents, advertisements.

A licence of Project Gutenberg is cut at its marks, and lines of credits go whole. How far the rest
reaches is not certain, so that only its lines are told. Not done here: phrases of languages other
than the large ones of Europe; lists of notes, tables and indexes.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

import regex

from whp_kit.text.faults import Fault, Lines
from whp_kit.text.sentences import paragraphs

LICENCE_START = regex.compile(
    r"\*\*\* ?START OF (?:THE|THIS) PROJECT GUTENBERG [^*]{0,300}\*\*\*|"
    r"\*END\*? ?THE SMALL PRINT!.{0,200}?\*END\*",
    regex.IGNORECASE | regex.DOTALL,
)
LICENCE_END = regex.compile(
    r"^[ \t]*(?:\*\*\* ?)?E(?i:nd of (?:the |this )?project gutenberg)\P{L}", regex.MULTILINE
)
LONGEST_LICENCE = 40_000  # characters before or after a book
LICENCE = regex.compile("project gutenberg", regex.IGNORECASE)  # which any piece of one names
CREDITS = regex.compile(
    r"\(?(?:(?:this )?(?:e-?(?:book|text)|file|transcription) (?:was )?)?"
    r"(?:produced|prepared|transcribed|scanned|proof-?read|typed|digiti[sz]ed) (?:by|from)\s",
    regex.IGNORECASE,
)
LONGEST_CREDITS = 600  # characters
CREDITS_WITHIN = 3_000  # characters of the beginning
STAMP = regex.compile(  # on each page of a scan
    r"^[ \t]*digiti[sz]ed by (?:\S*google\S*|microsoft\S*|the internet archive\S*)[^\n\r]{0,60}$",
    regex.IGNORECASE | regex.MULTILINE,
)

CHAPTER = regex.compile(
    r"(?:chapter|part|book|volume|canto|act|scene|section|letter|kapitel|teil|buch|chapitre|partie"
    r"|cap[ií]tulo|capitolo|libro|livre|parte|hoofdstuk|deel|глава|часть|том)(?!\p{L}).*",
    regex.IGNORECASE,
)
LONGEST_HEADING = 80  # characters
CONTENTS_LINES = 5  # this many headings in a row are a table of contents

BEGIN = r"^[^\p{L}\p{N}\n\r]*"
END = r"[^\p{L}\p{N}\n\r]*$"
PATTERNS = {  # kind -> a piece of a line that has it
    "licence": LICENCE.pattern,
    "copyright": r"all rights reserved|copyright\s*(?:©|\(c\))|(?:©|\(c\)|copyright)\s*\d{4}"
    r"|no part of this (?:book|publication|work) may be|alle rechte (?:vorbehalten|voorbehouden)"
    r"|tous droits réservés|(?:todos los derechos|todos os direitos) reservados"
    r"|tutti i diritti riservati|все права защищены",
    "imprint": r"(?<!\p{L})isbn(?!\p{L})\D{0,6}\d|catalogu?ing[- ]in[- ]publication"
    rf"|{BEGIN}(?:first published (?:in|by)|(?:printed (?:and bound )?in|typeset (?:by|in)"
    r"|cover (?:design|illustration) by))(?!\p{L})"
    rf"|{BEGIN}(?:release date|posting date|character set encoding):",
    "disclaimer": r"(?<!\p{L})this (?:book )?is a work of fiction(?!\p{L})",
    "address": r"https?://\S|(?<!\p{L})www\.[\p{L}\p{Nd}]"
    r"|(?<=[\p{L}\p{Nd}])@[\p{L}\p{Nd}-]+\.\p{L}",
}
HEADINGS = {  # the same for lines of their own
    "contents": rf"{BEGIN}(?:(?:table of )?contents|list of (?:illustrations|plates|maps)"
    r"|inhalt(?:sverzeichnis)?|table des matières|sommaire|[ií]ndice|sumário|inhoud(?:sopgave)?"
    rf"|содержание|оглавление|目[录錄次]){END}",
    "advertisement": rf"{BEGIN}(?:about the author|also by|(?:other )?books by|by the same author"
    r"|über (?:den autor|die autorin)|du même auteur)(?!\p{L})",
}
COMPILED = {
    kind: regex.compile(pattern, regex.IGNORECASE | regex.MULTILINE)
    for kind, pattern in (PATTERNS | HEADINGS).items()
}


def front_matter_faults(text: str, lines: Lines) -> list[Fault]:
    """Pieces that are cut out, and one fault for each line that has something else."""
    pieces = [*_licences(text), *(Fault("credits", *m.span(), "") for m in STAMP.finditer(text))]
    faults = [*pieces, *_credits(text, [piece.end for piece in pieces])]
    found = {("contents", index) for index in _headings_in_a_row(lines)}
    for kind, pattern in COMPILED.items():
        for match in pattern.finditer(text):
            index = lines.index_of(match.start())
            if kind not in HEADINGS or lines.begins_anew(index):
                found.add((kind, index))
    for kind, index in sorted(found):
        faults.append(Fault(kind, lines[index].start, lines[index].end))
    return faults


def _licences(text: str) -> Iterator[Fault]:
    """What stands before the first mark of a start, and from each mark of an end to the next start.

    A piece that is longer than any licence, or names no Project Gutenberg, may hold another book.
    """
    starts = [(match.start(), match.end(), True) for match in LICENCE_START.finditer(text)]
    ends = [(match.start(), match.end(), False) for match in LICENCE_END.finditer(text)]
    opened = 0 if starts and (not ends or starts[0] < ends[0]) else None
    for first, last, is_start in [*sorted(starts + ends), (len(text), len(text), True)]:
        if is_start and opened is not None:
            is_licence = opened or LICENCE.search(text, 0, first) or not text[:first].strip()
            if is_licence and last - opened <= LONGEST_LICENCE:
                yield Fault("licence", opened, last, "")
            opened = None
        elif not is_start and opened is None:
            opened = first


def _credits(text: str, bodies: Sequence[int]) -> Iterator[Fault]:
    """Short paragraphs near the beginning of a file, or of a book of it, that name its makers."""
    edges = sorted([0, *bodies])
    for first, last in paragraphs(text):
        body = edges[bisect_right(edges, first) - 1]
        is_near = first <= body + CREDITS_WITHIN and last - first <= LONGEST_CREDITS
        if is_near and CREDITS.match(text, first, last):
            yield Fault("credits", first, last, "")


def _headings_in_a_row(lines: Lines) -> list[int]:
    """Indices of the first run of at least `CONTENTS_LINES` headings, blank lines aside."""
    run: list[int] = []
    for index, line in enumerate(lines):
        if len(line.text) <= LONGEST_HEADING and CHAPTER.fullmatch(line.text):
            run.append(index)
        elif line.text:
            if len(run) >= CONTENTS_LINES:
                return run
            run = []
    return run if len(run) >= CONTENTS_LINES else []
