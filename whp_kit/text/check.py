"""The check of a reader's own texts: what `read_documents` would refuse (an *error*), and what
would be learnt along with the text (a *warning*).

Each file is looked at by itself (encoding, characters, front matter, notes, pages, language), and
then all of them together: a text that stands there twice, texts of several languages, and passages
of the target in the text that is to be retained. Nothing is changed here; clean.py mends copies.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from whp_kit.errors import InputError
from whp_kit.files import read_bytes
from whp_kit.text.characters import character_faults
from whp_kit.text.documents import Document, is_unserved, text_files
from whp_kit.text.encodings import decode
from whp_kit.text.faults import Fault, Lines
from whp_kit.text.front_matter import front_matter_faults
from whp_kit.text.languages import (
    ENGLISH,
    LANGUAGES,
    NOT_ENGLISH,
    TOO_SHORT,
    foreign_parts,
    function_word_share,
    language_of,
)
from whp_kit.text.notes import note_faults
from whp_kit.text.overlap import (
    OF_BOOKS,
    OF_GENERAL,
    Overlap,
    candidate_pairs,
    overlap,
    repetition,
    shingles_of,
)
from whp_kit.text.pages import end_faults, page_faults
from whp_kit.text.words import JOINED_WORDS, fold, unserved

SHOWN_CHARACTERS = 60  # of the line that a remark is about
NEARLY_ALL = 0.9  # share from which a text stands in another one

CUT = "cut it out of a copy of the file, or it will be learnt with the text"
FIXED = "--fix cuts it out of a copy of the file; else it will be learnt with the text"
MENDED = "--fix mends a copy of the file; else they will be learnt"
LOOK = "look at these lines: --fix leaves what is not certain"
CHARACTERS = {  # kind of fault -> what it is
    "nul": "characters without meaning (NUL)",
    "control": "control characters",
    "c1": "control characters in the place of quotation marks or other letters of Windows-1252",
    "mojibake": "letters that were once decoded wrongly",
    "lost": "signs of lost letters (U+FFFD)",
    "unseen": "characters that nobody sees (soft hyphens, zero-width spaces, marks of direction)",
    "scripts": "words with letters of two scripts",
    "hyphenation": "words that are parted at the end of a line",
    "html": "tags or entities of HTML",
}
UNCERTAIN = {  # kinds of which only lines are told
    "copyright": "a copyright notice",
    "imprint": "an imprint",
    "disclaimer": "a publisher's disclaimer",
    "contents": "a table of contents",
    "advertisement": "a page about the author or other books",
    "address": "a web address",
}
APPARATUS = {
    "licence": "a licence of Project Gutenberg",
    "credits": "a line that says who made the file",
    "markdown": "marks of Markdown or another markup",
    "transcriber": "a transcriber's note",
    "illustration": "marks of illustrations",
    "editor": "an editor's marks in brackets",
    "footnote": "footnotes or their marks",
    "page": "page numbers",
    "head": "running heads: the same line again and again",
    "volume": "the end of a volume, book or part",
    "end": "the end of the text, with other matter after it",
    "spaced": "words with a space after each letter, which nothing finds",
    "rubbish": "lines of signs, as from a bad scan",
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
    texts = [_Text(read_bytes(file, "text"), file.name) for file in text_files(path)]
    others = [_Text(other.text.encode(), other.name) for other in general]
    _compare_languages(texts, others)
    _compare_passages(texts, others)
    return [text.report(language) for text in texts]


def check_text(raw: bytes, name: str = "the text", language: str = ENGLISH) -> TextReport:
    """The report of one file, from its bytes. A text that is not UTF-8 is checked all the same."""
    return _Text(raw, name).report(language)


def find_faults(text: str) -> list[Fault]:
    """The faults of a text by itself, in order. Spans may overlap, but inside of a licence that is
    cut out only characters are looked at."""
    lines = Lines(text)
    faults = [*front_matter_faults(text, lines), *note_faults(text, lines)]
    faults += page_faults(text, lines)
    faults += end_faults(text, lines, faults)
    cut = [fault for fault in faults if fault.kind == "licence" and fault.right is not None]
    faults = [
        fault
        for fault in faults
        if not any(piece.start <= fault.start < piece.end and fault != piece for piece in cut)
    ]
    faults += character_faults(text, lines)
    return sorted(faults, key=lambda fault: (fault.start, -fault.end))


class _Text:
    """A file while it is checked, with the remarks on it so far."""

    def __init__(self, raw: bytes, name: str):
        self.name = name
        self.decoded = decode(raw)
        self.text = self.decoded.text
        self.folded = fold(self.text)
        self.words = JOINED_WORDS.findall(self.folded.text)
        self.language = language_of(self.text, self.words)
        self.lines = Lines(self.text)
        self.remarks: list[Remark] = []

    def report(self, model_language: str) -> TextReport:
        """Looks at the text by itself; what the others say about it stands before its faults."""
        compared, self.remarks = self.remarks, []
        self._check_encoding()
        self._check_script()
        self._check_language(model_language)
        self.remarks += compared
        self._check_faults()
        return TextReport(
            self.name,
            self.decoded.encoding,
            len(self.text),
            len(self.words),
            self.language,
            function_word_share(self.words),
            tuple(self.remarks),
        )

    def tell(
        self,
        kind: str,
        reason: str,
        remedy: str,
        places: Sequence[int] = (),
        left: int | None = None,
        severity: str = "warning",
    ) -> None:
        """Adds a remark about the characters `places`, or about the whole file."""
        lines = {self.lines.index_of(place) for place in places}
        first = min(lines, default=-1)
        shown = " ".join(self.lines[first].text.split())[:SHOWN_CHARACTERS] if lines else ""
        count = max(1, len(places))
        left = count if left is None else left
        self.remarks.append(
            Remark(kind, severity, first + 1, len(lines), reason, shown, remedy, count, left)
        )

    def place_of_word(self, index: int) -> int:
        """The character with which a word begins."""
        word = next(islice(JOINED_WORDS.finditer(self.folded.text), index, None))
        return self.folded.span(*word.span())[0]

    def line_of_word(self, index: int) -> int:
        """The number of the line on which a word stands, from 1."""
        return self.lines.index_of(self.place_of_word(index)) + 1

    def _check_encoding(self) -> None:
        again = "save it again as UTF-8; --fix does so in a copy"
        if strays := self.decoded.strays:
            reason = f"the file is UTF-8 but for {len(strays):,} characters"
            self.tell("encoding", reason, again, strays, 0, "error")
        elif not self.decoded.is_utf8:
            reason = f"the file is not UTF-8, perhaps {self.decoded.encoding}"
            self.tell("encoding", reason, again, left=0, severity="error")
        if not self.text.strip():
            remedy = "remove the file or put the text into it"
            self.tell("empty", "the file holds no text", remedy, severity="error")

    def _check_script(self) -> None:
        severity = "error" if is_unserved(self.text) else "warning"
        for script, letters, start in unserved(self.text):
            reason = f"{letters:,} letters are {script}, a script that is not served: the kit "
            reason += "cannot tell where its words begin and end"
            remedy = "take a text in a script with spaces between words, or in Chinese or Japanese"
            self.tell("script", reason, remedy, [start], severity=severity)

    def _check_language(self, model: str) -> None:
        if self.language not in (model, TOO_SHORT):
            is_named = self.language != NOT_ENGLISH
            reason = f"the text is probably {self.language if is_named else f'not {model}'}, "
            reason += f"and the model's language is {model}"
            if model == ENGLISH:
                share = function_word_share(self.words)
                reason += f": {share:.0%} of its words are English function words"
            remedy = "go on if this is meant: model, anchors, probes and general text must then be "
            remedy += "of that language too, and --language names it"
            self.tell("language", reason, remedy)
        parts = foreign_parts(self.words, self.language)
        if parts and self.language not in (TOO_SHORT, NOT_ENGLISH):
            words = sum(last - first for first, last, _ in parts)
            names = ", ".join(sorted({name for *_, name in parts}))
            reason = f"about {words:,} words in a row are probably {names}, the rest is "
            places = [self.place_of_word(first) for first, *_ in parts]
            self.tell("language", reason + self.language, CUT, places)

    def _check_faults(self) -> None:
        """One remark for each kind, in the order of their first lines."""
        by_kind: dict[str, list[Fault]] = defaultdict(list)
        for fault in find_faults(self.text):
            by_kind[fault.kind].append(fault)
        for kind, faults in by_kind.items():
            left = sum(fault.right is None for fault in faults)
            if kind in CHARACTERS:
                reason, remedy = f"there are {CHARACTERS[kind]}, {len(faults):,} of them", MENDED
            else:
                places = f"{len(faults):,} places look" if len(faults) > 1 else "this looks"
                reason = f"{places} like {(UNCERTAIN | APPARATUS)[kind]}"
                remedy = CUT if kind in UNCERTAIN else FIXED
            if kind not in UNCERTAIN and left:
                rest = f"{remedy}; it leaves {left:,} of which it is not certain"
                remedy = LOOK if left == len(faults) else rest
            severity = "error" if kind == "nul" else "warning"
            self.tell(kind, reason, remedy, [fault.start for fault in faults], left, severity)


# Several texts


def _compare_languages(texts: Sequence[_Text], general: Sequence[_Text]) -> None:
    """Tells texts whose language is not that of most words, or not that of the general text."""
    words = _words_by_language(texts)
    words_in_general = _words_by_language(general)
    for text in texts:
        if text.language not in words:
            continue
        most = words.most_common(1)[0][0]
        if text.language != most:
            reason = f"the text is {text.language}, and most of the others are {most}"
            remedy = "check texts of one language at a time, each for a model of that language"
            text.tell("languages", reason, remedy)
        elif words_in_general and text.language not in words_in_general:
            others = " and ".join(sorted(words_in_general))
            reason = f"the text is {text.language}, and the general text is {others}"
            text.tell("languages", reason, "take a general text in the language of the books")


def _words_by_language(texts: Sequence[_Text]) -> Counter[str]:
    words: Counter[str] = Counter()
    for text in texts:
        if text.language not in (TOO_SHORT, NOT_ENGLISH):
            words[text.language] += len(text.words)
    return words


def _compare_passages(texts: Sequence[_Text], general: Sequence[_Text]) -> None:
    """Tells what a text has twice, has in common with another one, or with the general text."""
    everything = [*texts, *general]
    shingles = [shingles_of(text.words) for text in everything]
    for text, own in zip(texts, shingles, strict=False):
        if again := repetition(own):
            reason = f"{again.words:,} words of the text ({again.share:.0%}) stand in it before, "
            reason += f"from line {text.line_of_word(again.first_in_other)} on"
            remedy = "keep them once, or they will be learnt more than the rest"
            text.tell("repeated", reason, remedy, [text.place_of_word(again.first)])
    copies: dict[int, list[tuple[Overlap, _Text]]] = defaultdict(list)
    leaks: dict[int, list[tuple[Overlap, _Text]]] = defaultdict(list)
    for first, second in candidate_pairs(shingles):
        of_first = overlap(shingles[first], shingles[second], OF_BOOKS)
        of_second = overlap(shingles[second], shingles[first], OF_BOOKS)
        if second >= len(texts):
            shared = overlap(shingles[first], shingles[second], OF_GENERAL)
            if first < len(texts) and shared:
                leaks[first].append((shared, everything[second]))
        elif of_first and (of_second is None or of_first.share > of_second.share):
            copies[first].append((of_first, texts[second]))
        elif of_second:
            copies[second].append((of_second, texts[first]))
    for index, found in copies.items():
        remedy = "take one of the two out, or it will be learnt twice"
        _tell_largest("twice", texts[index], found, "", remedy)
    for index, found in leaks.items():
        remedy = "take them out of the general text: it says what is to be retained"
        _tell_largest("retained", texts[index], found, "the general text ", remedy)


def _tell_largest(
    kind: str, text: _Text, found: Sequence[tuple[Overlap, _Text]], what: str, remedy: str
) -> None:
    """One remark, about the text that holds most of this one; `what` it is."""
    shared, holder = max(found, key=lambda one: one[0].share)
    share = f"{shared.share:.0%}" if shared.share >= NEARLY_ALL else f"{shared.share:.1%}"
    reason = f"{share} of the text ({shared.words:,} words) stand in {what}{holder.name} as well, "
    reason += f"there from line {holder.line_of_word(shared.first_in_other)} on"
    if len(found) > 1:
        reason += f"; so do parts of it in others ({len(found) - 1})"
    text.tell(kind, reason, remedy, [text.place_of_word(shared.first)])
