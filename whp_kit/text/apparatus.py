"""The apparatus of a book: licences, notes of a transcriber, bracketed marks, footnotes, page
numbers, running heads, ends of volumes: what a printer, a scanner or an editor has put there.

A bare number on a line may count pages or chapters, a line that stands often may be a running head
or a refrain. What tells them apart: a page ends inside a sentence, a chapter does not; pages are of
about one length. Not done here: tables, indexes, and lists of notes at the end of a book, of which
only the heading is told.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from statistics import median
from string import ascii_letters

import regex

from whp_kit.text.faults import LINE_END, Fault, Lines
from whp_kit.text.sentences import ends_as_sentence, paragraphs
from whp_kit.text.words import ALPHABETIC, WORD_CHARACTER

Span = tuple[int, int]
NO_WORD = rf"[^{ALPHABETIC}]"
BRACKET = regex.compile(r"[\[\]]")
LONGEST_BRACKET = 5_000  # characters between [ and ]

# Licence of Project Gutenberg

LICENCE_START = regex.compile(
    r"\*\*\* ?START OF (?:THE|THIS) PROJECT GUTENBERG [^*]{0,300}\*\*\*|"
    r"\*END\*? ?THE SMALL PRINT!.{0,200}?\*END\*",
    regex.IGNORECASE | regex.DOTALL,
)
LICENCE_END = regex.compile(
    r"^[ \t]*(?:\*\*\* ?)?END OF (?:THE |THIS )?PROJECT GUTENBERG\P{L}",
    regex.IGNORECASE | regex.MULTILINE,
)
CREDITS = regex.compile(
    r"(?:produced|e-?text prepared|transcribed|(?:this )?e-?(?:book|text) (?:was )?"
    r"(?:produced|prepared|transcribed))\s+(?:by|from)\s",
    regex.IGNORECASE,
)
LONGEST_LICENCE = 40_000  # characters before or after a book
CREDITS_WITHIN = 3_000  # characters of the beginning

# Notes of a transcriber or an editor

TRANSCRIBER = regex.compile(
    rf"{NO_WORD}{{0,80}}+(?P<note>transcribers?['’]?s?['’]?\s+(?:end\s?)?notes?"
    r"|transcription notes?"
    r"|notes?\s+(?:of|by|from)\s+the\s+(?:transcriber|editor of this e-?(?:book|text))"
    r"|notes? (?:du|de la|sur la) transcript\p{L}+|notas? del? (?:la )?transcrip\p{L}+"
    r"|notas? d[oae] transcri\p{L}+|not[ae] (?:del|di) trascri\p{L}+"
    r"|anmerkung(?:en)? (?:zur transkription|de[rs] (?:bearbeiter|transkri)\p{L}*)"
    r"|opmerkingen? van de (?:bewerker|transcri\p{L}+)|примечани[ея] (?:переписчика|корректора)"
    r")(?P<rest>\P{L}.*)?",
    regex.IGNORECASE | regex.DOTALL,
)
BOX = regex.compile(r"[|+│┌└╔╚║].*|.*[|│║]")
PICTURE = (
    "illustrations?|illus|frontispiece|plate|picture|image|photo|photograph|map|figure|fig|drawing"
    "|engraving|decoration|ornament|music|abbildung|bild|ilustraci[oó]n|grabado|l[aá]mina"
    "|illustrazione|figura|ilustraç[aã]o|gravura|gravure|afbeelding|illustratie|kuva|иллюстрация"
    "|рисунок|插图|插圖|挿絵|図|图|圖"
)
EDITOR = (
    r"side-?note|editor|editor['’]s note|ed|note|n\.b|blank page|publisher['’]s note"
    r"|page intentionally left blank"
)
DOUBTFUL = (
    r"sic|illegible|unclear|missing|text missing|words? missing|lacuna|greek|hebrew|latin|arabic"
    r"|(?:later|earlier|other|some) editions?|handwritten|printed|symbol|correction|errata"
    r"|asterism|signed|to be continued|omitted|deleted|original|continued"
)
NOTE_NAME = (
    r"(?i:foot-?note|fn|fußnote|note de bas de page|nota al pie|nota a piè di pagina|voetnoot"
    r"|сноска)(?!\p{L})"
)
BRACKET_WORD = regex.compile(r"\[\s*+_?(?P<word>\p{L}[^\[\]\r\n]{0,40}|[.…?!]{1,3}(?=\]))")
BRACKETS = (  # what is certain, and what only looks like it; by what stands behind the bracket
    ("illustration", True, regex.compile(rf"(?:{PICTURE})(?!\p{{L}})", regex.IGNORECASE)),
    ("transcriber", True, regex.compile("transcri", regex.IGNORECASE)),
    ("editor", True, regex.compile(rf"(?:{EDITOR})(?=[:.,]|$)", regex.IGNORECASE)),
    ("editor", False, regex.compile(rf"(?:{DOUBTFUL})(?!\p{{L}})", regex.IGNORECASE)),
    ("editor", False, regex.compile(rf"(?!{NOTE_NAME})\p{{Lu}}[\p{{L}} '’]{{1,30}}:|[.…?!]+$")),
)

# Footnotes

NAMED_NOTE = regex.compile(rf"\[\s*{NOTE_NAME}", regex.IGNORECASE)
BARE_NAMED_NOTE = regex.compile(rf"{NOTE_NAME}\s*(?:\d{{1,3}}|[*†‡§A-Z])\s*[:.)]", regex.IGNORECASE)
NOTE_LABEL = r"\d{1,3}|[*†‡§]{1,3}|[A-Za-z]"
NOTE_BODY = regex.compile(rf"\[(?P<label>{NOTE_LABEL})\][ \t]*(?=\S)")
NOTE_MARK = regex.compile(rf"(?P<space>[ \t]?)\[(?P<label>{NOTE_LABEL})\]")
STAR_BODY = regex.compile(r"(?P<label>[*†‡§]{1,3}|[¹²³⁴-⁹]{1,3})[ \t]?(?=[\p{L}\"'“‘«(])")
STAR_MARK = regex.compile(
    r"(?<=[\p{L}\p{M}.,;:!?\"'”’»)])(?P<label>[*†‡§]{1,3}|[¹²³⁴-⁹]{1,3})(?=[\s.,;:!?)\"'”’»—-]|$)"
)
NOTES_HEADING = regex.compile(
    rf"{NO_WORD}{{0,20}}+(?:(?:foot|end)-?notes?|fußnoten|notes de bas de page){NO_WORD}{{0,20}}",
    regex.IGNORECASE,
)
OWN_NUMBERING = 0.2  # share of paragraphs with a number from which they are the text's own

# Page numbers

PAGE_WORD = (
    r"(?:page|pages|pg|p|pp|seite|s|página|pág|pagina|blz|sida|side|strona|str|стр|страница|с)"
)
ROMAN = (
    r"(?=[ivxlc])(?:x[lc]|l?x{0,4})(?:i[xv]|v?i{0,4})|c{1,3}(?:x[lc]|l?x{0,4})(?:i[xv]|v?i{0,4})"
)
BRACKETED_PAGE = regex.compile(
    rf"\[\s*{PAGE_WORD}\.?\s*(?:\d{{1,4}}|{ROMAN})\s*\]|\{{\s*(?:{PAGE_WORD}\.?\s*)?"
    rf"(?:\d{{1,4}}|{ROMAN})\s*\}}",
    regex.IGNORECASE,
)
PAGE_LINE = regex.compile(
    rf"[^\p{{L}}\p{{Nd}}]*(?:(?:page|pg|seite|página|pagina|sida|side|strona|страница|стр)\.?\s*"
    rf"(?:\d{{1,4}}|{ROMAN})(?:\s*(?:of|/|von|de|di|из)\s*\d{{1,4}})?|第\s*\d{{1,4}}\s*[页頁]"
    rf"|p\.?\s?\d{{1,4}})[^\p{{L}}\p{{Nd}}]*",
    regex.IGNORECASE,
)
BARE_NUMBER = regex.compile(r"[^\p{L}\p{N}]*(?P<number>\p{Nd}{1,4})[^\p{L}\p{N}]*")
BARE_ROMAN = regex.compile(
    rf"[^\p{{L}}\p{{N}}]*(?P<number>{ROMAN}|{ROMAN.upper()})[^\p{{L}}\p{{N}}]*"
)
DECORATED = regex.compile(r"[-–—~·•*|=<(\[]\s*[\p{Nd}ivxlcIVXLC]+\s*[-–—~·•*|=>)\]]")
ROMAN_DIGITS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
RISING = 0.7  # share of steps from one number to the next that a series of pages has
LARGEST_STEP = 20  # from one page number to the next
INTERRUPTING = 0.3  # share of page numbers that stand inside a sentence; of chapters none does
ENOUGH_PAGES = 3
ENOUGH_CHAPTERS = 5  # numbers of which none stands inside a sentence
SHORTEST_CHAPTER = 1_500  # characters; if they are longer than the longest page they are chapters
LONGEST_PAGE = 6_000
FIRST_YEAR = 1000  # a number from here on between sentences is a year

# Running heads

ENOUGH_HEADS = 4
LONGEST_HEAD = 80  # characters
HEAD_GAP = (
    300,
    12_000,
)  # characters from one to the next, for one head on each or every other page
ALIKE = 0.5, 1.6  # times the median distance
ALIKE_HEADS = 0.75  # share of distances that are so
HEADING = regex.compile(
    r"(?:chapter|part|book|volume|canto|act|scene|section|letter|kapitel|teil|buch|chapitre"
    r"|cap[ií]tulo|capitolo|libro|livre|hoofdstuk|глава|часть|том)(?!\p{L}).*",
    regex.IGNORECASE,
)
HEAD_EDGES = " \t\f0123456789.,;:-–—|*·•~=_[](){}<>"  # around a head, with its page number

# Ends

VOLUME_WORD = (
    r"(?:volume|vol|book|part|tome|section|fascicule|chapter|canto|act|bande?s|buche?s|teile?s"
    r"|kapitels|livre|partie|tomo|libro|volumen|parte|cap[ií]tulo|capitolo|deel|boek|тома|книги|части)"
)
END_OF_VOLUME = regex.compile(
    rf"{NO_WORD}*(?:(?:here )?ends?(?: of)?(?: the)?|fin|ende|fine|fim|einde|конец)"
    rf"(?:\s+\S+){{0,3}}?\s+"
    rf"{VOLUME_WORD}(?!\p{{L}})(?:[\s.,:]+[\p{{L}}\p{{N}}]+){{0,3}}{NO_WORD}*",
    regex.IGNORECASE,
)
THE_END = regex.compile(
    rf"{NO_WORD}*(?:the end|finis|fin|ende|fine|fim|el fin|la fin|das ende|einde|koniec|конец|τέλος"
    rf"|完|終わり|终|終|끝){NO_WORD}*",
    regex.IGNORECASE,
)
ENOUGH_MATTER = 150  # characters after THE END

RUBBISH_LINE = 12  # characters from which a line is looked at
RUBBISH_SIGNS = 0.4  # share of signs that prose has not
RARE_SIGN = regex.compile(r"[^\p{L}\p{M}\p{Nd}\s.,;:!?'\"“”‘’„«»()…—–_*-]")


def apparatus_faults(text: str) -> list[Fault]:
    """All places, in order. Spans may overlap."""
    lines = Lines(text)
    spans = paragraphs(text)
    closings = _closing_brackets(text)
    faults = [*_licence(text, spans), *_transcriber(text, spans, lines)]
    faults += [*_brackets(text, closings)] if closings or "[" in text else []
    faults += [*_footnotes(text, spans, closings), *_page_numbers(text, lines)]
    pages = {
        lines.index_of(fault.start): fault.right == "" for fault in faults if fault.kind == "page"
    }
    faults += [*_running_heads(lines, pages), *_ends(text, lines, faults), *_rubbish(lines)]
    return sorted(faults, key=lambda fault: (fault.start, -fault.end))


def _certain(is_certain: bool) -> str | None:
    return "" if is_certain else None


def _licence(text: str, spans: Sequence[Span]) -> Iterator[Fault]:
    """What stands before the first mark of a start, and from each mark of an end to the next start.

    A piece that is longer than any licence may hold another book: it is told, and not cut.
    """
    starts = [(match.start(), match.end(), True) for match in LICENCE_START.finditer(text)]
    ends = [(match.start(), match.end(), False) for match in LICENCE_END.finditer(text)]
    opened = 0 if starts and (not ends or starts[0] < ends[0]) else None
    bodies = [0]
    for first, last, is_start in sorted(starts + ends):
        if is_start and opened is not None:
            yield Fault("licence", opened, last, _certain(last - opened <= LONGEST_LICENCE))
            bodies.append(last)
            opened = None
        elif not is_start and opened is None:
            opened = first
    if opened is not None:
        end = len(text)
        yield Fault("licence", opened, end, _certain(end - opened <= LONGEST_LICENCE))
    for first, last in spans:
        body = bodies[bisect_left(bodies, first + 1) - 1]
        if first <= body + CREDITS_WITHIN and CREDITS.match(text, first, last):
            yield Fault("credits", first, last, "")


def _transcriber(text: str, spans: Sequence[Span], lines: Lines) -> Iterator[Fault]:
    """A note goes to the end of its paragraph or box; how far one goes that has a heading
    of its own is not certain."""
    for first, last in spans:
        match = TRANSCRIBER.match(text, first, last)
        if match is None:
            continue
        if "[" in text[first : match.start("note")]:
            continue  # a bracket, which `_brackets` finds
        has_body = WORD_CHARACTER.search(match["rest"] or "") is not None
        if BOX.fullmatch(lines[lines.index_of(first)].text):
            yield Fault("transcriber", first, _end_of_box(first, lines), "")
        else:
            yield Fault("transcriber", first, last, _certain(has_body))


def _end_of_box(first: int, lines: Lines) -> int:
    index = lines.index_of(first)
    while index + 1 < len(lines) and BOX.fullmatch(lines[index + 1].text):
        index += 1
    return lines[index].end


def _closing_brackets(text: str) -> dict[int, int]:
    """{place of an opening bracket: the place after the one that closes it}."""
    closing, opened = {}, []
    for match in BRACKET.finditer(text):
        if match.group() == "[":
            opened.append(match.start())
        elif opened and match.end() - (opening := opened.pop()) <= LONGEST_BRACKET:
            closing[opening] = match.end()
    return closing


def _brackets(text: str, closings: dict[int, int]) -> Iterator[Fault]:
    taken = 0
    for match in BRACKET_WORD.finditer(text):
        opening = match.start()
        if opening < taken:
            continue
        for kind, is_certain, pattern in BRACKETS:
            if pattern.match(match["word"]):
                closing = closings.get(opening)
                taken = closing or match.end()
                yield Fault(kind, opening, taken, _certain(is_certain and closing))
                break


# Footnotes


def _footnotes(text: str, spans: Sequence[Span], closings: dict[int, int]) -> Iterator[Fault]:
    """Bodies, then marks. Numbers before a large part of the paragraphs are the text's own."""
    bodies, labels, headings = [], set(), []
    for first, last in spans:
        if match := NOTE_BODY.match(text, first, last):
            bodies.append((first, last))
            labels.add(match["label"])
        elif BARE_NAMED_NOTE.match(text, first, last):
            yield Fault("footnote", first, last, "")
        elif NOTES_HEADING.fullmatch(text, first, last):
            headings.append((first, last))
    numbered = len(bodies) > max(3, OWN_NUMBERING * len(spans))
    for first, last in bodies:
        yield Fault("footnote", first, last, _certain(not numbered))
    starts = {first for first, _ in bodies}
    for match in NAMED_NOTE.finditer(text):
        closing = closings.get(match.start())
        yield Fault("footnote", match.start(), closing or match.end(), _certain(closing))
    for match in NOTE_MARK.finditer(text):
        bracket = match.end("space")
        line_start = bracket == 0 or text[bracket - 1] in "\n\r\u2028\u2029"
        if bracket in starts or match["label"] in ascii_letters and match["label"] not in labels:
            continue
        has_body = match["label"] in labels
        attached = not match["space"] and not line_start
        if has_body or not line_start:
            yield Fault("footnote", bracket, match.end(), _certain(has_body or attached))
    yield from _starred_notes(text, spans)
    for first, last in headings:
        yield Fault("footnote", first, last, None)


def _starred_notes(text: str, spans: Sequence[Span]) -> Iterator[Fault]:
    """Paragraphs that begin with an asterisk or a raised figure, with words that end so."""
    bodies = defaultdict(list)
    for first, last in spans:
        if (match := STAR_BODY.match(text, first, last)) and not _is_emphasis(text[first:last]):
            bodies[match["label"]].append((first, last))
    if not bodies:
        return
    marks = defaultdict(list)
    for match in STAR_MARK.finditer(text):
        if match["label"] in bodies and not _closes_emphasis(text, match.start()):
            marks[match["label"]].append(match.span())
    for label, places in bodies.items():
        if marks[label]:
            certain = _certain(len(marks[label]) == len(places))
            for span in [*places, *marks[label]]:
                yield Fault("footnote", *span, certain)


def _is_emphasis(paragraph: str) -> bool:
    return regex.match(r"(\*+)\S[^*]*\S?\1(?!\*)", paragraph) is not None


def _closes_emphasis(text: str, star: int) -> bool:
    """Whether an asterisk that opens stands before this one on its line."""
    line = LINE_END.split(text[max(0, star - 500) : star])[-1]
    return regex.search(r"(?<!\S)[(\"'“‘«]*\*[^\s*][^*]*$", line) is not None


# Page numbers and running heads


def _page_numbers(text: str, lines: Lines) -> list[Fault]:
    faults = [Fault("page", *match.span(), "") for match in BRACKETED_PAGE.finditer(text)]
    bare: dict[str, list[tuple[int, int]]] = defaultdict(list)  # style -> (line, number)
    labelled = []
    for index, line in enumerate(lines):
        if not line.text or len(line.text) > 24:
            continue
        if match := BARE_NUMBER.fullmatch(line.text):
            bare["arabic"].append((index, int(match["number"])))
        elif match := BARE_ROMAN.fullmatch(line.text):
            style = "small" if match["number"].islower() else "capitals"
            bare[style].append((index, _roman(match["number"])))
        elif PAGE_LINE.fullmatch(line.text):
            labelled.append(index)
    faults += [Fault("page", lines[index].start, lines[index].end, "") for index in labelled]
    skipped = {index for series in bare.values() for index, _ in series} | set(labelled)
    for style, series in bare.items():
        faults += _series(style, series, lines, skipped)
    return faults


def _roman(number: str) -> int:
    values = [ROMAN_DIGITS[letter] for letter in number.lower()]
    following = [*values[1:], 0]
    return sum(-one if one < after else one for one, after in zip(values, following, strict=True))


def _series(
    style: str, series: Sequence[tuple[int, int]], lines: Lines, skipped: set[int]
) -> list[Fault]:
    """Numbers alone on their lines as faults; none if they number chapters or verses."""
    interrupting = _interrupting(lines, [index for index, _ in series], skipped)
    share = sum(interrupting) / len(series)
    numbers = [number for _, number in series]
    gaps = _gaps([lines[index].start for index, _ in series])
    gap = median(gaps) if gaps else 0
    steps = [after - before for before, after in zip(numbers, numbers[1:], strict=False)]
    rising = sum(0 < step <= LARGEST_STEP for step in steps) >= RISING * max(1, len(steps))
    counts_chapters = all(
        step == 1 or after == 1 for step, after in zip(steps, numbers[1:], strict=True)
    )
    if len(series) > 1 and not rising and share < INTERRUPTING:
        return []  # a sum, or numbers in a dialogue
    if not any(interrupting):
        if numbers[0] >= FIRST_YEAR:
            return []
        if style == "capitals" and (numbers[0] == 1 or counts_chapters):
            return []
        if counts_chapters and gap > (SHORTEST_CHAPTER if numbers[0] == 1 else LONGEST_PAGE):
            return []
        if len(series) == 1 and numbers[0] == 1:
            return []
    are_pages = rising and len(series) >= ENOUGH_PAGES
    are_pages = are_pages and share >= INTERRUPTING
    may_be_chapters = len(series) >= ENOUGH_CHAPTERS and not any(interrupting)
    faults = []
    for (index, _), interrupts in zip(series, interrupting, strict=True):
        line = lines[index]
        decorated = DECORATED.fullmatch(line.text) and numbers[0] > 1 and not may_be_chapters
        sure = are_pages or decorated or (interrupts and share >= INTERRUPTING)
        faults.append(Fault("page", line.start, line.end, _certain(sure)))
    return faults


def _running_heads(lines: Lines, pages: dict[int, bool]) -> Iterator[Fault]:
    places: dict[str, list[int]] = defaultdict(list)
    numbers: dict[str, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        if not 3 <= len(line.text) <= LONGEST_HEAD or index in pages or HEADING.match(line.text):
            continue
        head = line.text.strip(HEAD_EDGES)
        if len(head) >= 3:
            places[head].append(index)
            if len(head) != len(line.text) and (figures := regex.findall(r"\p{Nd}+", line.text)):
                numbers[head].append(
                    int(figures[-1] if line.text.endswith(figures[-1]) else figures[0])
                )
    frequent = {head: found for head, found in places.items() if len(found) >= ENOUGH_HEADS}
    skipped = set(pages) | {index for found in frequent.values() for index in found}
    for head, found in frequent.items():
        gaps = _gaps([lines[index].start for index in found])
        middle = median(gaps)
        low, high = (factor * middle for factor in ALIKE)
        alike = sum(low <= gap <= high for gap in gaps) / len(gaps)
        figures = numbers[head]
        numbered = len(figures) >= RISING * len(found) and figures == sorted(set(figures))
        if not HEAD_GAP[0] <= middle <= HEAD_GAP[1] or (alike < ALIKE_HEADS and not numbered):
            continue
        share = sum(_interrupting(lines, found, skipped)) / len(found)
        beside_page = sum(
            any(pages.get(index + step) for step in (-2, -1, 1, 2)) for index in found
        )
        sure = share >= INTERRUPTING or (share > 0 and numbered)
        sure = sure or beside_page >= RISING * len(found)
        if not sure and ends_as_sentence(lines[found[0]].text):
            continue
        for index in found:
            yield Fault("head", lines[index].start, lines[index].end, _certain(sure))


def _gaps(starts: Sequence[int]) -> list[int]:
    return [after - before for before, after in zip(starts, starts[1:], strict=False)]


def _interrupting(lines: Lines, indices: Sequence[int], skipped: set[int]) -> list[bool]:
    """Of each line whether it stands inside a sentence, empty and skipped lines left out."""
    kept = [index for index, line in enumerate(lines) if line.text and index not in skipped]
    result = []
    for index in indices:
        after = bisect_left(kept, index)
        before = lines[kept[after - 1]].text if after else ""
        result.append(goes_on(before, lines[kept[after]].text if after < len(kept) else ""))
    return result


def goes_on(before: str, after: str) -> bool:
    """Whether a sentence goes on from the end of a text to the beginning of the next one."""
    if not before or not after or ends_as_sentence(before):
        return False
    first = regex.search(r"[\p{L}\p{N}]", after[:3])
    return bool(first and first.group().islower()) or (
        len(before) >= 40 and regex.search(r"[,;\p{Ll}\p{Lo}-]$", before) is not None
    )


# Ends and rubbish


def _ends(text: str, lines: Lines, others: Iterable[Fault]) -> Iterator[Fault]:
    end = len(text.rstrip())
    for fault in sorted(others, key=lambda fault: -fault.end):
        if fault.right == "" and fault.end >= end:
            end = len(text[: fault.start].rstrip())
    for line in lines:
        if not line.text or len(line.text) > LONGEST_HEAD:
            continue
        if END_OF_VOLUME.fullmatch(line.text):
            yield Fault("volume", line.start, line.end, "")
        elif THE_END.fullmatch(line.text) and end - line.next_start >= ENOUGH_MATTER:
            yield Fault("end", line.start, line.end, None)


def _rubbish(lines: Lines) -> Iterator[Fault]:
    for line in lines:
        if len(line.text) < RUBBISH_LINE:
            continue
        signs = len(RARE_SIGN.findall(line.text))
        if signs >= RUBBISH_SIGNS * len(line.text) and len(set(line.text)) > 6:
            yield Fault("rubbish", line.start, line.end, None)
