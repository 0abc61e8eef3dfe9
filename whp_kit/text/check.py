"""The check of a reader's own texts: what `read_documents` would refuse (an *error*), and what
would be learnt along with the text (a *warning*).

Each file is looked at by itself (encoding, characters, apparatus, front matter, language), and then
all of them together: a text that stands there twice, texts of several languages, and passages of
the target in the text that is to be retained. Nothing is changed here; clean.py mends copies.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import regex

from whp_kit.errors import InputError
from whp_kit.text.apparatus import apparatus_faults
from whp_kit.text.characters import character_faults
from whp_kit.text.documents import Document, text_files
from whp_kit.text.encodings import Decoded, decode
from whp_kit.text.faults import Fault, Lines
from whp_kit.text.languages import (
    ENGLISH,
    LANGUAGES,
    NOT_ENGLISH,
    TOO_SHORT,
    foreign_parts,
    function_word_share,
    language_of,
)
from whp_kit.text.overlap import (
    ALL,
    PAGE_WORDS,
    PASSAGE_WORDS,
    Overlap,
    Vocabulary,
    candidate_pairs,
    overlap,
    repetition,
)
from whp_kit.text.words import JOINED_WORDS, fold, unserved

SHOWN_CHARACTERS = 60  # of the line that a remark is about
CONTENTS_LINES = 5  # this many headings in a row are a table of contents

CUT = "cut it out of a copy of the file, or it will be learnt with the text"
FIXED = "--fix cuts it out of a copy of the file; else it will be learnt with the text"
MENDED = "--fix mends a copy of the file; else they will be learnt"
LOOK = "look at these lines: --fix leaves what is not certain"
TOLD = {  # kind of fault -> what it is
    "nul": "characters without meaning (NUL)",
    "control": "control characters",
    "c1": "control characters in the place of quotation marks or other letters of Windows-1252",
    "mojibake": "letters that were once decoded wrongly",
    "lost": "signs of lost letters (U+FFFD)",
    "unseen": "characters that nobody sees (soft hyphens, zero-width spaces, marks of direction)",
    "scripts": "words with letters of two scripts",
    "hyphenation": "words that are parted at the end of a line",
    "html": "tags or entities of HTML",
    "markdown": "marks of Markdown",
    "credits": "a line that says who made the file",
    "transcriber": "a transcriber's note",
    "illustration": "marks of illustrations",
    "editor": "an editor's marks in brackets",
    "footnote": "footnotes or their marks",
    "page": "page numbers",
    "head": "running heads: the same line again and again",
    "volume": "the end of a volume, book or part",
    "end": "the end of the text, with other matter after it",
    "rubbish": "lines of signs, as from a bad scan",
}
ERRORS = {"nul"}
CHARACTERS = {
    "nul",
    "control",
    "c1",
    "mojibake",
    "lost",
    "unseen",
    "scripts",
    "hyphenation",
    "html",
}


@dataclass(frozen=True)
class Remark:
    """One finding in a file, with its remedy.

    `severity`: "error" or "warning". `line` is the first line with it, from 1; 0 is the whole file.
    `lines`: how many lines have it; `places`: how many places. `shown`: the beginning of the first
    line. `left`: how many places `--fix` leaves as they are.
    """

    kind: str
    severity: str
    line: int
    lines: int
    reason: str
    shown: str
    remedy: str
    places: int = 1
    left: int = 1


@dataclass(frozen=True)
class TextReport:
    """The check of one file.

    `language`: its name, "not English" where it has no name here, or "too short to tell".
    `function_words`: the share of English function words among the words, in [0, 1].
    """

    file: str
    encoding: str
    characters: int
    words: int
    language: str
    function_words: float
    remarks: tuple[Remark, ...]


def check_texts(
    path: str | Path | Sequence[Path],
    general: Iterable[Document] = (),
    language: str = ENGLISH,
) -> list[TextReport]:
    """A report of each file that `read_documents` would read.

    `general`: the text that is to be retained, which must not hold the texts. `language`: the one
    that the model knows. InputError: as for `text_files`, and for a file that cannot be read.
    """
    if language not in LANGUAGES:
        raise InputError(
            "the language of the model is not known",
            value=language,
            remedy=f"take one of {', '.join(LANGUAGES)}",
        )
    paths = [path] if isinstance(path, str | Path) else path
    files = [file for one in paths for file in text_files(one)]
    texts = [_Text(_read_bytes(file), file.name, language) for file in files]
    others = [_Text(other.text.encode(), other.name, language) for other in general]
    _compare(texts, others)
    return [text.report() for text in texts]


def check_text(raw: bytes, name: str = "the text", language: str = ENGLISH) -> TextReport:
    """The report of one file, from its bytes. A text that is not UTF-8 is checked all the same."""
    return _Text(raw, name, language).report()


class _Text:
    """A file while it is checked."""

    def __init__(self, raw: bytes, name: str, model_language: str):
        self.name = name
        self.decoded = decode(raw)
        self.text = self.decoded.text
        self.folded = fold(self.text)
        self.words = JOINED_WORDS.findall(self.folded.text)
        self.language = language_of(self.text, self.words)
        self.lines = Lines(self.text)
        self.remarks: list[Remark] = []
        self.model_language = model_language

    def report(self) -> TextReport:
        """Looks at the text by itself; what the others say about it stands first."""
        remarks = [
            *_encoding_remarks(self.decoded, self.lines),
            *_script_remarks(self.text, self.lines),
            *_language_remarks(self),
            *self.remarks,
        ]
        faults = [*character_faults(self.text), *apparatus_faults(self.text)]
        cut: set[int] = set()  # indices of the lines of licences
        for fault in faults:
            if fault.kind == "licence" and fault.right is not None:
                first, last = map(self.lines.index_of, (fault.start, max(0, fault.end - 1)))
                cut.update(range(first, last + 1))
        found = _fault_remarks([fault for fault in faults if fault.kind != "licence"], self.lines)
        found += _front_matter(self.text, self.lines, cut)
        remarks += sorted(found, key=lambda remark: remark.line)
        return TextReport(
            self.name,
            self.decoded.encoding,
            len(self.text),
            len(self.words),
            self.language,
            function_word_share(self.words),
            tuple(remarks),
        )

    def line_of_word(self, index: int) -> int:
        """The number of the line on which a word stands, from 1."""
        word = next(islice(JOINED_WORDS.finditer(self.folded.text), index, None))
        return self.lines.index_of(self.folded.span(*word.span())[0]) + 1

    def shown(self, line: int) -> str:
        """The beginning of a line."""
        return _shown(self.lines, line - 1)


def _read_bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise InputError(
            "the text cannot be read",
            value=f"{file}: {error.strerror}",
            remedy="give the path of a readable file",
        ) from error


def _shown(lines: Lines, index: int) -> str:
    return " ".join(lines[index].text.split())[:SHOWN_CHARACTERS] if lines else ""


def _encoding_remarks(decoded: Decoded, lines: Lines) -> list[Remark]:
    remarks = []
    again = "save it again as UTF-8; --fix does so in a copy"
    if decoded.strays:
        numbers = {lines.index_of(stray) for stray in decoded.strays}
        reason = f"{len(decoded.strays)} bytes on {len(numbers)} lines are not UTF-8, the rest is"
        first = min(numbers)
        shown = _shown(lines, first)
        remarks.append(
            Remark(
                "encoding",
                "error",
                first + 1,
                len(numbers),
                reason,
                shown,
                again,
                len(decoded.strays),
                0,
            )
        )
    elif not decoded.is_utf8:
        reason = f"the file is not UTF-8, perhaps {decoded.encoding}"
        remarks.append(Remark("encoding", "error", 0, 0, reason, "", again, left=0))
    if not decoded.text.strip():
        remedy = "remove the file or put the text into it"
        remarks.append(Remark("empty", "error", 0, 0, "the file holds no text", "", remedy))
    return remarks


def _script_remarks(text: str, lines: Lines) -> list[Remark]:
    return [
        Remark(
            "script",
            "error",
            lines.index_of(start) + 1,
            0,
            f"{letters:,} letters are {script}, a script that is not served: its words are found "
            "only with a dictionary",
            _shown(lines, lines.index_of(start)),
            "take a text in a script with spaces between words, or in Chinese or Japanese",
            letters,
            letters,
        )
        for script, letters, start in unserved(text)
    ]


def _language_remarks(text: _Text) -> list[Remark]:
    remarks = []
    model, language = text.model_language, text.language
    if language not in (model, TOO_SHORT):
        probably = "not English" if language == NOT_ENGLISH and model == ENGLISH else language
        if language == NOT_ENGLISH and model != ENGLISH:
            probably = f"not {model}"
        reason = f"the text is probably {probably}, and the model's language is {model}"
        if model == ENGLISH:
            share = function_word_share(text.words)
            reason = f"{reason}: {share:.0%} of its words are English function words"
        remedy = "go on if this is meant: model, anchors, probes and general text must then be of "
        remedy += "that language too, and --language names it"
        remarks.append(Remark("language", "warning", 0, 0, reason, "", remedy))
    parts = foreign_parts(text.words, language)
    if parts and language not in (TOO_SHORT, NOT_ENGLISH):
        words = sum(last - first for first, last, _ in parts)
        names = ", ".join(sorted({name for *_, name in parts}))
        line = text.line_of_word(parts[0][0])
        lines = sum(
            text.line_of_word(last - 1) - text.line_of_word(first) + 1 for first, last, _ in parts
        )
        reason = f"about {words:,} words in a row are probably {names}, the rest is {language}"
        remarks.append(
            Remark(
                "language",
                "warning",
                line,
                lines,
                reason,
                text.shown(line),
                CUT,
                len(parts),
                len(parts),
            )
        )
    return remarks


def _fault_remarks(faults: Iterable[Fault], lines: Lines) -> list[Remark]:
    """One remark for each kind, at the first line that has it."""
    by_kind = defaultdict(list)
    for fault in faults:
        by_kind[fault.kind].append(fault)
    remarks = []
    for kind, found in by_kind.items():
        numbers = {lines.index_of(fault.start) for fault in found}
        first = min(numbers)
        left = sum(fault.right is None for fault in found)
        if kind in CHARACTERS:
            reason = f"there are {TOLD[kind]}, {len(found):,} of them"
        else:
            places = f"{len(found):,} places look" if len(found) > 1 else "this looks"
            reason = f"{places} like {TOLD[kind]}"
        if left == len(found):
            remedy = LOOK
        else:
            remedy = MENDED if kind in CHARACTERS else FIXED
            remedy += f"; it leaves {left:,} of which it is not certain" if left else ""
        severity = "error" if kind in ERRORS else "warning"
        remarks.append(
            Remark(
                kind,
                severity,
                first + 1,
                len(numbers),
                reason,
                _shown(lines, first),
                remedy,
                len(found),
                left,
            )
        )
    return remarks


# What stands before and after a text

HEADING = regex.compile(
    r"(chapter|part|book)\s+(\d+|[ivxlc]+|[a-z]+)(?!\p{L}).{0,60}", regex.IGNORECASE
)
LICENCE = ("licence", "a licence of Project Gutenberg")
TABLE_OF_CONTENTS = ("contents", "a table of contents")
FRONT_MATTER = (  # (kind, what it is), pattern of a line that has it
    (LICENCE, r"project gutenberg"),
    (
        ("copyright", "a copyright notice"),
        r"all rights reserved|copyright\s*(©|\(c\))|(©|\(c\)|copyright)\s*\d{4}"
        r"|no part of this (book|publication|work) may be",
    ),
    (
        ("imprint", "an imprint"),
        r"(?<!\p{L})isbn(?!\p{L})\D{0,6}\d|catalogu?ing[- ]in[- ]publication"
        r"|^[^\p{L}\p{N}\n\r]*first published (in|by)(?!\p{L})"
        r"|^[^\p{L}\p{N}\n\r]*(printed (and bound )?in|typeset (by|in)"
        r"|cover (design|illustration) by)(?!\p{L})",
    ),
    (
        ("disclaimer", "a publisher's disclaimer"),
        r"(?<!\p{L})this (book )?is a work of fiction(?!\p{L})",
    ),
    (TABLE_OF_CONTENTS, r"^[^\p{L}\p{N}\n\r]*(table of )?contents[^\p{L}\p{N}\n\r]*$"),
    (
        ("advertisement", "a page about the author or other books"),
        r"^[^\p{L}\p{N}\n\r]*(about the author|also by|by the same author)(?!\p{L})",
    ),
    (("address", "a web address"), r"https?://\S|(?<!\p{L})www\.[\p{L}\p{Nd}]"),
)
PATTERNS = [
    (finding, regex.compile(pattern, regex.IGNORECASE | regex.MULTILINE))
    for finding, pattern in FRONT_MATTER
]


def _front_matter(text: str, lines: Lines, cut: set[int]) -> list[Remark]:
    """One remark for each finding, at the first line that has it; `cut`: the lines of licences,
    inside which nothing else is told."""
    places = defaultdict(set)  # finding -> indices of its lines
    for finding, pattern in PATTERNS:
        for match in pattern.finditer(text):
            index = lines.index_of(match.start())
            if index not in cut or finding == LICENCE:
                places[finding].add(index)
    if headings := _headings_in_a_row(lines):
        places[TABLE_OF_CONTENTS].update(headings)
    remarks = []
    for (kind, what), indices in places.items():
        left = len(indices - cut)
        reason = f"it looks as if there were {what}"
        shown = _shown(lines, min(indices))
        line, count = min(indices) + 1, len(indices)
        remedy = CUT if left else FIXED
        remarks.append(Remark(kind, "warning", line, count, reason, shown, remedy, count, left))
    return remarks


def _headings_in_a_row(lines: Lines) -> list[int]:
    """Indices of the first run of at least `CONTENTS_LINES` headings, blank lines aside."""
    run = []
    for index, line in enumerate(lines):
        if HEADING.fullmatch(line.text):
            run.append(index)
        elif line.text:
            if len(run) >= CONTENTS_LINES:
                return run
            run = []
    return run if len(run) >= CONTENTS_LINES else []


# Several texts


def _compare(texts: Sequence[_Text], general: Sequence[_Text]) -> None:
    """Adds to the texts' remarks what only shows beside the others."""
    _compare_languages(texts, general)
    vocabulary = Vocabulary()
    everything = [*texts, *general]
    shingles = [vocabulary.shingles(text.words) for text in everything]
    for text, own in zip(texts, shingles, strict=False):
        if again := repetition(own):
            reason = (
                f"{again.words:,} words of the text ({again.share:.0%}) stand in it before, from "
            )
            reason += f"line {text.line_of_word(again.first_in_other)} on"
            remedy = "keep them once, or they will be learnt more than the rest"
            _add_overlap(text, "repeated", again, reason, remedy)
    copies: dict[int, list[tuple[Overlap, _Text]]] = defaultdict(list)
    for first, second in candidate_pairs(shingles):
        if first >= len(texts):
            continue  # two general texts
        if second < len(texts):
            index, shared = _compare_books(first, second, everything, shingles)
            if shared:
                copies[index].append((shared, everything[second if index == first else first]))
        elif shared := overlap(shingles[first], shingles[second], PASSAGE_WORDS):
            _tell_leak(texts[first], everything[second], shared)
    for index, found in copies.items():
        _tell_copies(texts[index], found)


def _compare_books(
    first: int, second: int, texts: Sequence[_Text], shingles: Sequence
) -> tuple[int, Overlap | None]:
    """The index of the text of which the other holds the larger share; of equal ones the second."""
    of_first = overlap(shingles[first], shingles[second], PAGE_WORDS)
    of_second = overlap(shingles[second], shingles[first], PAGE_WORDS)
    if of_first and (of_second is None or of_first.share > of_second.share):
        return first, of_first
    if of_second and texts[first].text == texts[second].text:
        return second, replace(of_second, share=1.0, words=len(texts[second].words))
    return second, of_second


def _tell_copies(text: _Text, copies: Sequence[tuple[Overlap, _Text]]) -> None:
    """One remark, about the text that holds most of this one."""
    shared, holder = max(copies, key=lambda copy: copy[0].share)
    what = "the text stands" if shared.share >= ALL else f"{shared.words:,} words of the text stand"
    others = f", and others have parts of it ({len(copies) - 1})" if len(copies) > 1 else ""
    reason = f"{what} in {holder.name} as well ({shared.share:.0%}; there from line "
    reason += f"{holder.line_of_word(shared.first_in_other)} on){others}"
    remedy = "take one of the two out, or it will be learnt twice"
    _add_overlap(text, "twice", shared, reason, remedy)


def _tell_leak(text: _Text, general: _Text, shared: Overlap) -> None:
    reason = f"{shared.share:.1%} of the text ({shared.words:,} words) stand in the general text "
    reason += f"{general.name} as well, from line {general.line_of_word(shared.first_in_other)} on"
    remedy = "take them out of the general text: it says what is to be retained"
    _add_overlap(text, "retained", shared, reason, remedy)


def _add_overlap(text: _Text, kind: str, shared: Overlap, reason: str, remedy: str) -> None:
    line = text.line_of_word(shared.first)
    text.remarks.append(Remark(kind, "warning", line, 1, reason, text.shown(line), remedy))


def _compare_languages(texts: Sequence[_Text], general: Sequence[_Text]) -> None:
    """Texts whose language is not that of most words, or not that of the general text."""
    named = [text for text in texts if text.language not in (TOO_SHORT, NOT_ENGLISH)]
    words, words_in_general = Counter(), Counter()
    for text in named:
        words[text.language] += len(text.words)
    for text in general:
        if text.language not in (TOO_SHORT, NOT_ENGLISH):
            words_in_general[text.language] += len(text.words)
    for text in named:
        most = words.most_common(1)[0][0]
        if text.language != most:
            reason = f"the text is {text.language}, and most of the others are {most}"
            remedy = "check texts of one language at a time, each for a model of that language"
            text.remarks.append(Remark("languages", "warning", 0, 0, reason, "", remedy))
        elif words_in_general and text.language not in words_in_general:
            reason = f"the text is {text.language}, and the general text is "
            reason += " and ".join(sorted(words_in_general))
            remedy = "take a general text in the language of the books"
            text.remarks.append(Remark("languages", "warning", 0, 0, reason, "", remedy))
