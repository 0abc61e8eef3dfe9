"""Pages of a printed book: page numbers and running heads between its lines, ends of volumes.

A bare number on a line may count pages or chapters, a line that stands often may be a running head
or a refrain. What tells them apart: a page ends inside a sentence, a chapter does not; pages are of
about one length. Not done here: heads that a scanner read differently each time.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median

import regex

from whp_kit.text.faults import SIGN, Fault, Lines, cut_if, goes_on
from whp_kit.text.front_matter import CHAPTER, LONGEST_HEADING
from whp_kit.text.sentences import ends_as_sentence

# Page numbers

PAGE = r"(?:page|pages|pg|p|pp|seite|s|página|pág|pagina|blz|sida|side|strona|str|стр|страница|с)"
ROMAN = (
    r"(?=[ivxlc])(?:x[lc]|l?x{0,4})(?:i[xv]|v?i{0,4})|c{1,3}(?:x[lc]|l?x{0,4})(?:i[xv]|v?i{0,4})"
)
NUMBER = rf"(?:\d{{1,4}}|{ROMAN})"
BRACKETED_PAGE = regex.compile(
    rf"\[\s*{PAGE}\.?\s*{NUMBER}\s*\]|\{{\s*(?:{PAGE}\.?\s*)?{NUMBER}\s*\}}", regex.IGNORECASE
)
NAMED_PAGE = regex.compile(
    rf"{SIGN}*(?:(?:page|pg|seite|página|pagina|sida|side|strona|страница|стр)\.?\s*{NUMBER}"
    rf"(?:\s*(?:of|/|von|de|di|из)\s*\d{{1,4}})?|\d{{1,4}}\s*(?:\||of|/)\s*(?:p\s?a\s?g\s?e|\d{{1,4}})"
    rf"|第\s*\d{{1,4}}\s*[页頁]|p\.?\s?\d{{1,4}}){SIGN}*",
    regex.IGNORECASE,
)
LONGEST_PAGE_LINE = 24  # characters
BARE_NUMBER = regex.compile(rf"{SIGN}*(?P<number>\p{{Nd}}{{1,4}}){SIGN}*")
BARE_ROMAN = regex.compile(rf"{SIGN}*(?P<number>{ROMAN}|{ROMAN.upper()}){SIGN}*")
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
SHORTEST_HEAD = 3  # characters, without its page number
HEAD_GAP = (300, 12_000)  # characters from one to the next, on each or every other page
ALIKE = 0.5, 1.6  # times the median distance
ALIKE_HEADS = 0.75  # share of distances that are so
HEAD_EDGES = " \t\f0123456789.,;:-–—|*·•~=_[](){}<>"  # around a head, with its page number

# Ends

VOLUME = (
    r"(?:volume|vol|book|part|tome|section|fascicule|chapter|canto|act|bande?s|buche?s|teile?s"
    r"|kapitels|livre|partie|tomo|libro|volumen|parte|cap[ií]tulo|capitolo|deel|boek|del|bok|tomu"
    r"|części|тома|книги|части)"
)
END_OF_VOLUME = regex.compile(
    rf"{SIGN}*(?:(?:the |here )?ends?(?: of)?(?: the)?|fin|ende|fine|fim|einde|slut|koniec|конец)"
    rf"(?:\s+\S+){{0,3}}?\s+{VOLUME}(?!\p{{L}})(?:[\s.,:]+[\p{{L}}\p{{N}}]+){{0,3}}{SIGN}*"
    rf"|{SIGN}*(?:第?\p{{Han}}{{1,3}}?[卷部册冊章回]|[上中下]卷)\s?[终終完了]{SIGN}*",
    regex.IGNORECASE,
)
UNQUOTED = "[^\\p{L}\\p{N}\"'“”‘’„«»]*"  # “Fine.” is what somebody says
THE_END = regex.compile(
    rf"{UNQUOTED}(?:the end|finis|fin|el fin|la fin|ende|das ende|(?-i:FINE|Fine$)|fim|einde|slut"
    rf"|koniec|конец|τέλος|完|終わり|终|終|끝){UNQUOTED}",
    regex.IGNORECASE,
)
ENOUGH_MATTER = 150  # characters after THE END


def page_faults(text: str, lines: Lines) -> list[Fault]:
    """Page numbers, then running heads, which are looked for beside them, and ends of volumes."""
    faults = _bracketed_pages(text) + _page_lines(lines)
    pages = {lines.index_of(fault.start): fault.right == "" for fault in faults}
    return [*faults, *_running_heads(lines, pages), *_volumes(lines)]


def end_faults(text: str, lines: Lines, others: Iterable[Fault]) -> list[Fault]:
    """The words "The end" with more after them than what the `others` cut out."""
    end = len(text.rstrip())
    for fault in sorted(others, key=lambda fault: -fault.end):
        if fault.right == "" and fault.end >= end:
            end = len(text[: fault.start].rstrip())
    return [
        Fault("end", line.start, line.end)
        for index, line in enumerate(lines)
        if len(line.text) <= LONGEST_HEADING
        and end - line.next_start >= ENOUGH_MATTER
        and THE_END.fullmatch(line.text)
        and lines.begins_anew(index)
    ]


def _bracketed_pages(text: str) -> list[Fault]:
    """[Pg 12] and {12}; a number in braces that stands twice is a footnote's."""
    matches = list(BRACKETED_PAGE.finditer(text))
    counts = Counter(match.group() for match in matches)
    return [
        Fault("page", *match.span(), "")
        for match in matches
        if match.group()[0] == "[" or counts[match.group()] == 1
    ]


def _page_lines(lines: Lines) -> list[Fault]:
    series: dict[str, list[tuple[int, int]]] = defaultdict(list)  # style -> (line, number)
    named = []
    for index, line in enumerate(lines):
        if not line.text or len(line.text) > LONGEST_PAGE_LINE or _ends_paragraph(lines, index):
            continue
        if match := BARE_NUMBER.fullmatch(line.text):
            series["arabic"].append((index, int(match["number"])))
        elif match := BARE_ROMAN.fullmatch(line.text):
            style = "small" if match["number"].islower() else "capitals"
            series[style].append((index, _roman(match["number"])))
        elif NAMED_PAGE.fullmatch(line.text):
            named.append(index)
    faults = []
    for index in named:  # one alone may belong to the line above
        above = lines[index - 1].text if index else ""
        is_certain = not above or len(named) >= ENOUGH_PAGES
        faults.append(Fault("page", lines[index].start, lines[index].end, cut_if(is_certain)))
    skipped = {index for numbers in series.values() for index, _ in numbers} | set(named)
    for style, numbers in series.items():
        faults += _series(style, numbers, lines, skipped)
    return faults


def _ends_paragraph(lines: Lines, index: int) -> bool:
    """Whether a short line ends a sentence, as "... as I wrote on" and "page 12." below it."""
    above = lines[index - 1].text if index else ""
    return goes_on(above, lines[index].text) and ends_as_sentence(lines[index].text)


def _roman(number: str) -> int:
    values = [ROMAN_DIGITS[letter] for letter in number.lower()]
    following = [*values[1:], 0]
    return sum(-one if one < after else one for one, after in zip(values, following, strict=True))


def _series(
    style: str, series: Sequence[tuple[int, int]], lines: Lines, skipped: set[int]
) -> list[Fault]:
    """Numbers alone on their lines as faults; none if they number chapters or verses."""
    numbers = [number for _, number in series]
    interrupting = _interrupting(lines, [index for index, _ in series], skipped)
    share = sum(interrupting) / len(series)
    steps = _gaps(numbers)
    rising = sum(0 < step <= LARGEST_STEP for step in steps) >= RISING * max(1, len(steps))
    if len(series) > 1 and not rising and share < INTERRUPTING:
        return []  # a sum, or numbers in a dialogue
    if not any(interrupting) and _may_count_chapters(style, series, lines):
        return []
    are_pages = rising and len(series) >= ENOUGH_PAGES and share >= INTERRUPTING
    may_be_chapters = len(series) >= ENOUGH_CHAPTERS and not any(interrupting)
    faults = []
    for (index, _), interrupts in zip(series, interrupting, strict=True):
        line = lines[index]
        decorated = DECORATED.fullmatch(line.text) and numbers[0] > 1 and not may_be_chapters
        apart = "" in (text.text for text in lines[max(0, index - 1) : index + 2])
        is_certain = are_pages or decorated or (interrupts and apart and share >= INTERRUPTING)
        faults.append(Fault("page", line.start, line.end, cut_if(is_certain)))
    return faults


def _may_count_chapters(style: str, series: Sequence[tuple[int, int]], lines: Lines) -> bool:
    """Whether numbers between sentences are years, or run on from 1 as those of chapters do."""
    numbers = [number for _, number in series]
    run_on = all(after in (before + 1, 1) for before, after in pairwise(numbers))
    gaps = _gaps([lines[index].start for index, _ in series])
    gap = median(gaps) if gaps else 0
    return (
        numbers[0] >= FIRST_YEAR
        or (style == "capitals" and (numbers[0] == 1 or run_on))
        or (run_on and gap > (SHORTEST_CHAPTER if numbers[0] == 1 else LONGEST_PAGE))
        or numbers == [1]
    )


def _running_heads(lines: Lines, pages: dict[int, bool]) -> Iterator[Fault]:
    """Lines that stand again and again, at about equal distances or with rising numbers.

    `pages`: {line: whether its page number is certain}.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        head = line.text.strip(HEAD_EDGES)
        is_head = len(head) >= SHORTEST_HEAD and len(line.text) <= LONGEST_HEADING
        if is_head and index not in pages and not CHAPTER.match(line.text):
            places[head].append(index)
    frequent = {head: found for head, found in places.items() if len(found) >= ENOUGH_HEADS}
    skipped = set(pages) | {index for found in frequent.values() for index in found}
    for found in frequent.values():
        gaps = _gaps([lines[index].start for index in found])
        low, high = (factor * median(gaps) for factor in ALIKE)
        alike = sum(low <= gap <= high for gap in gaps) / len(gaps) >= ALIKE_HEADS
        numbered = _have_rising_numbers([lines[index].text for index in found])
        if not HEAD_GAP[0] <= median(gaps) <= HEAD_GAP[1] or not (alike or numbered):
            continue
        share = sum(_interrupting(lines, found, skipped)) / len(found)
        beside = sum(any(pages.get(index + step) for step in (-2, -1, 1, 2)) for index in found)
        is_certain = share >= INTERRUPTING or (share > 0 and numbered)
        is_certain = is_certain or beside >= RISING * len(found)
        if is_certain or not ends_as_sentence(lines[found[0]].text):
            for index in found:
                yield Fault("head", lines[index].start, lines[index].end, cut_if(is_certain))


def _have_rising_numbers(heads: Sequence[str]) -> bool:
    """Whether most of them begin or end with a number that is larger than the one before."""
    numbers = [
        int(match.group()) for head in heads if (match := regex.search(r"^\p{Nd}+|\p{Nd}+$", head))
    ]
    return len(numbers) >= RISING * len(heads) and numbers == sorted(set(numbers))


def _gaps(numbers: Sequence[int]) -> list[int]:
    return [after - before for before, after in pairwise(numbers)]


def _interrupting(lines: Lines, indices: Sequence[int], skipped: set[int]) -> list[bool]:
    """Of each line whether it stands inside a sentence, empty and skipped lines left out."""
    kept = [index for index, line in enumerate(lines) if line.text and index not in skipped]
    result = []
    for index in indices:
        after = bisect_left(kept, index)
        before = lines[kept[after - 1]].text if after else ""
        result.append(goes_on(before, lines[kept[after]].text if after < len(kept) else ""))
    return result


def _volumes(lines: Lines) -> Iterator[Fault]:
    for index, line in enumerate(lines):
        if not line.text or len(line.text) > LONGEST_HEADING:
            continue
        if END_OF_VOLUME.fullmatch(line.text) and lines.begins_anew(index):
            yield Fault("volume", line.start, line.end, "")
