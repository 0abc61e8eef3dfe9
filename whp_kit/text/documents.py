"""A look at the reader's own text files before anything is trained on them: encoding, size, language, and what is not the text itself.

An *error* is what `corpus.read_documents` refuses; a *warning* is what would be learnt along with the text (a licence, a page of contents).
Judged by simple marks, line by line: the share of English function words, and phrases that stand in front matter and licences.

Not done here: nothing is changed or cut out, and no other language is named; what is to go is for the reader to say.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from whp_kit.errors import InputError
from whp_kit.text.words import FUNCTION_WORDS, LETTERS_WORD

ENGLISH_SHARE = (
    0.30  # English prose has .4 to .6 of them, its neighbours among the languages less than .2
)
ENOUGH_WORDS, ENOUGH_LETTERS = 50, 200  # below, a share says nothing
SHOWN = 60  # characters of a line that a finding shows
CONTENTS_LINES = 5  # so many headings of chapters with nothing between them are a table of contents

HEADING = re.compile(r"(chapter|part|book)\s+(\d+|[ivxlc]+|[a-z]+)\b.{0,60}", re.IGNORECASE)
MARKS = tuple(  # kind, what it tells, a line that has it
    (kind, told, re.compile(pattern, re.IGNORECASE))
    for kind, told, pattern in (
        ("licence", "a licence of Project Gutenberg", r"project gutenberg"),
        (
            "copyright",
            "a copyright notice",
            r"all rights reserved|copyright\s*(©|\(c\))|(©|\(c\)|copyright)\s*\d{4}",
        ),
        ("copyright", "a copyright notice", r"no part of this (book|publication|work) may be"),
        (
            "imprint",
            "an imprint",
            r"\bisbn\b\D{0,6}\d|catalogu?ing[- ]in[- ]publication|^\W*first published (in|by)\b",
        ),
        (
            "imprint",
            "an imprint",
            r"^\W*(printed (and bound )?in|typeset (by|in)|cover (design|illustration) by)\b",
        ),
        ("disclaimer", "a publisher's disclaimer", r"\bthis (book )?is a work of fiction\b"),
        ("contents", "a table of contents", r"^\W*(table of )?contents\W*$"),
        (
            "advertisement",
            "a page about the author or other books",
            r"^\W*(about the author|also by|by the same author)\b",
        ),
        ("address", "a web address", r"https?://\S|\bwww\.\w"),
        (
            "mojibake",
            "letters that were once decoded wrongly",
            "\u00e2\u20ac|\u00c3[\u00a9\u00a8\u00bc\u00a4\u00b6]|\ufffd",
        ),
    )
)
REMEDIES = {
    "mojibake": "take a copy with sound quotation marks and accents, or it will be learnt like this",
    "language": "go on if this is meant: anchors, probes and general text must then be of that language too",
}
CUT = "cut it out of a copy of the file, or it will be learnt with the text"


@dataclass(frozen=True)
class Remark:
    """One thing seen in a file. `line` counts from 1, 0 is the whole file; `lines`: how many have it. `severity`: "error" or "warning"."""

    kind: str
    severity: str
    line: int
    lines: int
    reason: str
    shown: str
    remedy: str


@dataclass(frozen=True)
class TextReport:
    """One file. `language`: "English", "not English" or "too short to tell", by `function_words`, their share of the words in [0, 1]."""

    file: str
    encoding: str
    characters: int
    words: int
    language: str
    function_words: float
    remarks: tuple[Remark, ...]


def text_files(path: str | Path) -> list[Path]:
    """The file itself, or every `.txt` of a folder by name. InputError: nothing there, or no `.txt` in the folder."""
    path = Path(path)
    if not path.exists():
        raise InputError(
            "the text is missing",
            value=str(path),
            remedy="name a .txt file, or a folder that holds some",
        )
    files = sorted(path.glob("*.txt")) if path.is_dir() else [path]
    if not files:
        raise InputError(
            "the folder holds no .txt file",
            value=str(path),
            remedy="put the texts there, in UTF-8, with names that end in .txt",
        )
    return files


def check_texts(path: str | Path) -> list[TextReport]:
    """A report of each file that `corpus.read_documents` would read. Files are left unchanged; InputError as for `text_files`."""
    return [check_text(file.read_bytes(), file.name) for file in text_files(path)]


def check_text(raw: bytes, name: str = "the text") -> TextReport:
    """The same for the bytes of one file. What is not UTF-8 is an error, and is still looked at as what it seems to be."""
    encoding, text = _decoded(raw)
    remarks = []
    if not encoding.startswith("UTF-8"):
        reason = f"the file is not UTF-8, perhaps {encoding}"
        remarks.append(Remark("encoding", "error", 0, 0, reason, "", "save it again as UTF-8"))
    if not text.strip():
        remarks.append(
            Remark(
                "empty",
                "error",
                0,
                0,
                "the file holds no text",
                "",
                "remove the file or put the text into it",
            )
        )
    words = LETTERS_WORD.findall(text)
    share = function_word_share(words)
    language = _language(text, words, share)
    if language == "not English":
        reason = (
            f"the text is probably not English: {share:.0%} of its words are English function words"
        )
        remarks.append(Remark("language", "warning", 0, 0, reason, "", REMEDIES["language"]))
    return TextReport(
        name,
        encoding,
        len(text),
        len(words),
        language,
        share,
        (*remarks, *_marked(text.splitlines())),
    )


def function_word_share(words: list[str]) -> float:
    """The share in [0, 1] of the words that are English function words, in any case; 0 where there are no words."""
    return sum(word.lower() in FUNCTION_WORDS for word in words) / len(words) if words else 0.0


def _decoded(raw: bytes) -> tuple[str, str]:
    """(name of the encoding, text). Latin-1 takes any bytes, so it comes last."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16", raw.decode("utf-16", "replace")
    for name, codec in (("UTF-8", "utf-8-sig"), ("Windows-1252", "cp1252"), ("Latin-1", "latin-1")):
        try:
            text = raw.decode(codec)
        except UnicodeDecodeError:
            continue
        return name + (" with a byte order mark" if raw.startswith(b"\xef\xbb\xbf") else ""), text
    raise AssertionError("Latin-1 decodes any bytes")


def _language(text: str, words: list[str], share: float) -> str:
    letters = [char for char in text if char.isalpha()]
    if len(letters) >= ENOUGH_LETTERS and sum(char.isascii() for char in letters) < 0.8 * len(
        letters
    ):
        return "not English"  # so written, perhaps without spaces: there may be hardly any words
    if len(words) < ENOUGH_WORDS:
        return "too short to tell"
    return "English" if share >= ENGLISH_SHARE else "not English"


def _marked(lines: list[str]) -> list[Remark]:
    """One remark for each thing that some line tells, where it stands first."""
    found: dict[tuple[str, str], list[int]] = {}
    for number, line in enumerate(lines, 1):
        for kind, told in dict.fromkeys(
            (kind, told) for kind, told, pattern in MARKS if pattern.search(line)
        ):
            found.setdefault((kind, told), []).append(number)
    headings = _headings_in_a_row(lines)
    if headings:
        found.setdefault(("contents", "a table of contents"), []).extend(headings)
    out = []
    for (kind, told), numbers in found.items():
        first = min(numbers)
        shown = " ".join(lines[first - 1].split())[:SHOWN]
        remedy = REMEDIES.get(kind, CUT)
        out.append(
            Remark(
                kind,
                "warning",
                first,
                len(set(numbers)),
                f"it looks as if there were {told}",
                shown,
                remedy,
            )
        )
    return sorted(out, key=lambda remark: remark.line)


def _headings_in_a_row(lines: list[str]) -> list[int]:
    """Numbers of the lines of the first run of `CONTENTS_LINES` headings or more, blank lines apart."""
    run: list[int] = []
    for number, line in enumerate(lines, 1):
        if HEADING.fullmatch(line.strip()):
            run.append(number)
        elif line.strip():
            if len(run) >= CONTENTS_LINES:
                return run
            run = []
    return run if len(run) >= CONTENTS_LINES else []
