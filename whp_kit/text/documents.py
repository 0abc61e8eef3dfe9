"""Documents: reading a file or a folder of texts, and a check of a reader's own texts.

`read_documents` takes UTF-8 alone. `check_texts` reports what it would refuse (an *error*) and what
would be learnt along with the text (a *warning*): a licence, a table of contents, letters that were
decoded wrongly, another language. The check looks at the share of English function words and, line
by line, at phrases that are typical of front matter and licences.

Not done here: nothing is cleaned or cut out, line ends stay, and no other language is named.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from whp_kit.errors import InputError
from whp_kit.files import read_text
from whp_kit.text.function_words import FUNCTION_WORDS
from whp_kit.text.words import LETTERS_WORD

ENGLISH_SHARE = 0.30  # of function words: English prose has .4 to .6, related languages below .2
ENOUGH_WORDS, ENOUGH_LETTERS = 50, 200  # in a shorter text a share says nothing
FEW_ACCENTS = 0.02  # share of bytes beyond ASCII below which a text is in Latin letters
SHOWN_CHARACTERS = 60  # of the line that a remark is about
CONTENTS_LINES = 5  # this many headings in a row are a table of contents


@dataclass(frozen=True)
class Document:
    """One text with a name: that of its file, without the folder. Line ends are as in the file."""

    name: str
    text: str


def read_documents(path: str | Path) -> list[Document]:
    """Reads one text file, or every `.txt` file of a folder in the order of their names.

    InputError: nothing there, no `.txt` in the folder, a file that is empty or not UTF-8.
    """
    documents = []
    for file in text_files(path):
        text = read_text(file, "text")
        if not text.strip():
            raise InputError(
                "the text is empty",
                value=str(file),
                remedy="remove the file or put the text into it",
            )
        documents.append(Document(file.name, text))
    return documents


def read_all(*paths: Path | None) -> list[Document]:
    """`read_documents` of each path, one after the other; None (an absent text) is left out."""
    return [document for path in paths if path is not None for document in read_documents(path)]


def text_files(path: str | Path) -> list[Path]:
    """The file itself, or every `.txt` file of a folder by name.

    InputError: nothing there, or no `.txt` in the folder.
    """
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


def whole_text(documents: Iterable[Document]) -> str:
    """The texts as one, with an empty line between them."""
    return "\n\n".join(document.text for document in documents)


# The check of a reader's own texts


@dataclass(frozen=True)
class Remark:
    """One finding in a file, with its remedy.

    `severity`: "error" or "warning". `line` is the first line with it, from 1; 0 is the whole file.
    `lines`: how many lines have it. `shown`: the beginning of the first one.
    """

    kind: str
    severity: str
    line: int
    lines: int
    reason: str
    shown: str
    remedy: str


@dataclass(frozen=True)
class TextReport:
    """The check of one file.

    `language`: "English", "not English" or "too short to tell"; it rests on `function_words`, the
    share of English function words among the words, in [0, 1].
    """

    file: str
    encoding: str
    characters: int
    words: int
    language: str
    function_words: float
    remarks: tuple[Remark, ...]


def check_texts(path: str | Path) -> list[TextReport]:
    """A report of each file that `read_documents` would read; InputError as for `text_files`."""
    return [check_text(file.read_bytes(), file.name) for file in text_files(path)]


def check_text(raw: bytes, name: str = "the text") -> TextReport:
    """The report of one file, from its bytes. A text that is not UTF-8 is checked all the same."""
    encoding, text = _decode(raw)
    words = LETTERS_WORD.findall(text)
    share = function_word_share(words)
    language = _language(text, words, share)

    remarks = []
    if not encoding.startswith("UTF-8"):
        reason = f"the file is not UTF-8, perhaps {encoding}"
        remarks.append(Remark("encoding", "error", 0, 0, reason, "", "save it again as UTF-8"))
    if not text.strip():
        remedy = "remove the file or put the text into it"
        remarks.append(Remark("empty", "error", 0, 0, "the file holds no text", "", remedy))
    if language == "not English":
        reason = "the text is probably not English: "
        reason += f"{share:.0%} of its words are English function words"
        remedy = "go on if this is meant: anchors, probes and general text must then be of that "
        remedy += "language too"
        remarks.append(Remark("language", "warning", 0, 0, reason, "", remedy))
    remarks += _front_matter(text.splitlines())
    return TextReport(name, encoding, len(text), len(words), language, share, tuple(remarks))


def function_word_share(words: Sequence[str]) -> float:
    """The share of English function words among `words`, in [0, 1]; 0 without words."""
    return sum(word.lower() in FUNCTION_WORDS for word in words) / len(words) if words else 0.0


def _decode(raw: bytes) -> tuple[str, str]:
    """(name of the encoding, text).

    charset-normalizer takes English with a few curly quotes for Central European, so a text that is
    nearly all ASCII is Windows-1252, or Latin-1 where that cannot be.
    """
    from charset_normalizer import from_bytes

    try:
        text = raw.decode("utf-8-sig")
        return "UTF-8 with a byte order mark" if raw.startswith(b"\xef\xbb\xbf") else "UTF-8", text
    except UnicodeDecodeError:
        pass
    if sum(byte > 127 for byte in raw) < FEW_ACCENTS * len(raw) and b"\0" not in raw:
        try:
            return "Windows-1252", raw.decode("cp1252")
        except UnicodeDecodeError:
            return "Latin-1", raw.decode("latin-1")
    guess = from_bytes(raw).best()
    if guess is None:
        return "Latin-1", raw.decode("latin-1")
    return guess.encoding.replace("_", "-").upper().replace("CP125", "Windows-125"), str(guess)


def _language(text: str, words: Sequence[str], share: float) -> str:
    letters = [character for character in text if character.isalpha()]
    latin_letters = sum(letter.isascii() for letter in letters)
    if len(letters) >= ENOUGH_LETTERS and latin_letters < 0.8 * len(letters):
        return "not English"  # a script without spaces has hardly any words to count
    if len(words) < ENOUGH_WORDS:
        return "too short to tell"
    return "English" if share >= ENGLISH_SHARE else "not English"


HEADING = re.compile(r"(chapter|part|book)\s+(\d+|[ivxlc]+|[a-z]+)\b.{0,60}", re.IGNORECASE)
TABLE_OF_CONTENTS = ("contents", "a table of contents")
FRONT_MATTER = (  # (kind, what it is), pattern of a line that has it
    (("licence", "a licence of Project Gutenberg"), r"project gutenberg"),
    (
        ("copyright", "a copyright notice"),
        r"all rights reserved|copyright\s*(©|\(c\))|(©|\(c\)|copyright)\s*\d{4}"
        r"|no part of this (book|publication|work) may be",
    ),
    (
        ("imprint", "an imprint"),
        r"\bisbn\b\D{0,6}\d|catalogu?ing[- ]in[- ]publication|^\W*first published (in|by)\b"
        r"|^\W*(printed (and bound )?in|typeset (by|in)|cover (design|illustration) by)\b",
    ),
    (("disclaimer", "a publisher's disclaimer"), r"\bthis (book )?is a work of fiction\b"),
    (TABLE_OF_CONTENTS, r"^\W*(table of )?contents\W*$"),
    (
        ("advertisement", "a page about the author or other books"),
        r"^\W*(about the author|also by|by the same author)\b",
    ),
    (("address", "a web address"), r"https?://\S|\bwww\.\w"),
    (
        ("mojibake", "letters that were once decoded wrongly"),
        "\u00e2\u20ac|\u00c3[\u00a9\u00a8\u00bc\u00a4\u00b6]|\ufffd",
    ),
)
PATTERNS = [(finding, re.compile(pattern, re.IGNORECASE)) for finding, pattern in FRONT_MATTER]


def _front_matter(lines: Sequence[str]) -> list[Remark]:
    """One remark for each finding, at the first line that has it."""
    places = defaultdict(set)  # finding -> numbers of its lines
    for number, line in enumerate(lines, 1):
        for finding, pattern in PATTERNS:
            if pattern.search(line):
                places[finding].add(number)
    if headings := _headings_in_a_row(lines):
        places[TABLE_OF_CONTENTS].update(headings)

    remarks = []
    for (kind, what), numbers in places.items():
        first = min(numbers)
        shown = " ".join(lines[first - 1].split())[:SHOWN_CHARACTERS]
        reason = f"it looks as if there were {what}"
        remedy = "cut it out of a copy of the file, or it will be learnt with the text"
        if kind == "mojibake":
            remedy = "take a copy with sound quotation marks and accents, or these will be learnt"
        remarks.append(Remark(kind, "warning", first, len(numbers), reason, shown, remedy))
    return sorted(remarks, key=lambda remark: remark.line)


def _headings_in_a_row(lines: Sequence[str]) -> list[int]:
    """Line numbers of the first run of at least `CONTENTS_LINES` headings, blank lines aside."""
    run = []
    for number, line in enumerate(lines, 1):
        if HEADING.fullmatch(line.strip()):
            run.append(number)
        elif line.strip():
            if len(run) >= CONTENTS_LINES:
                return run
            run = []
    return run if len(run) >= CONTENTS_LINES else []
