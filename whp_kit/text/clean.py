"""Cleaning: copies of a reader's own texts without what the check of them finds and is certain of.

A copy is UTF-8 without a mark. Faults are mended or cut out until none is left that is certain; a
clean text stays as it is, to the byte. Where a cut stood inside a sentence, the sentence goes on on
the next line; else one empty line stays. Not done here: nothing that is uncertain is touched, nor
front matter outside a licence (check.py tells it).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from whp_kit.errors import InputError
from whp_kit.files import read_bytes, storage_errors, write_text
from whp_kit.text.check import Remark, check_text, find_faults
from whp_kit.text.documents import is_text_name, text_files
from whp_kit.text.encodings import decode
from whp_kit.text.faults import Fault, Lines, goes_on

SINGLE_CHARACTERS = {"unseen", "control", "nul", "html"}  # kinds that leave the space around them
BEHIND_SPACE = ("", *" \t\r\n.,;:!?)")  # before these a cut takes the space before it


@dataclass(frozen=True)
class Cleaned:
    """A cleaned text: what was mended {kind: how often}, and what is left."""

    file: str
    text: str
    mended: dict[str, int]
    left: tuple[Remark, ...]


def clean_texts(path: str | Path | Sequence[Path], out: str | Path) -> list[Cleaned]:
    """Writes a cleaned copy of each text into the new folder `out`, under the same names.

    InputError, before anything is written: `out` is a file or holds something, is the folder of the
    texts or above it; two texts have one name; as for `text_files`.
    """
    files, out = text_files(path), Path(out)
    _need_new_folder(out, files)
    cleaned = [clean_text(read_bytes(file, "text"), file.name) for file in files]
    with storage_errors("the cleaned texts could not be written", out):
        out.mkdir(parents=True, exist_ok=True)
    for text in cleaned:
        write_text(out / text.file, text.text)
    return cleaned


def clean_text(raw: bytes, name: str = "the text") -> Cleaned:
    """The cleaned text of one file, from its bytes."""
    decoded = decode(raw)
    text = decoded.text
    mended: Counter[str] = Counter()
    if decoded.encoding != "UTF-8":
        mended["encoding"] = max(1, len(decoded.strays))
    while faults := _certain(text):
        mended.update(fault.kind for fault in faults)
        text = _mend(text, faults)
    return Cleaned(name, text, dict(mended), check_text(text.encode("utf-8"), name).remarks)


def _need_new_folder(out: Path, files: Sequence[Path]) -> None:
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        what = "is not empty" if out.is_dir() else "is a file"
        raise InputError(
            f"the folder for the cleaned texts {what}", value=str(out), remedy="name a new folder"
        )
    if is_text_name(out.name):
        raise InputError(
            "the folder for the cleaned texts is called like a text",
            value=str(out),
            remedy="name a folder without the ending .txt",
        )
    names = Counter(file.name.lower() for file in files)
    twice = [file for file in files if names[file.name.lower()] > 1]
    if twice:
        raise InputError(
            "two texts would become one cleaned text",
            value=", ".join(map(str, twice)),
            remedy="rename one, or clean them one after the other into two folders",
        )


def _certain(text: str) -> list[Fault]:
    """The faults that are mended, in order, without those inside another."""
    certain: list[Fault] = []
    for fault in find_faults(text):
        if fault.right is not None and (not certain or fault.start >= certain[-1].end):
            certain.append(fault)
    return certain


def _mend(text: str, faults: Sequence[Fault]) -> str:
    """The text with each fault replaced by what is right."""
    lines = Lines(text)
    pieces, start = [], 0
    for first, last, right in _spans(text, faults, lines):
        if first >= start:  # else its lines are cut already
            pieces += [text[start:first], right]
            start = last
    return "".join([*pieces, text[start:]])


def _spans(text: str, faults: Sequence[Fault], lines: Lines) -> list[tuple[int, int, str]]:
    """(start, end, replacement); cuts with only space between are one, lines go whole."""
    spans: list[list] = []
    for fault in faults:
        is_cut = fault.right == "" and fault.kind not in SINGLE_CHARACTERS
        if is_cut and spans and spans[-1][3] and not text[spans[-1][1] : fault.start].strip():
            spans[-1][1] = fault.end
        else:
            spans.append([fault.start, fault.end, fault.right, is_cut])
    return [
        (*_cut(text, first, last, lines), "") if is_cut else (first, last, right)
        for first, last, right, is_cut in spans
    ]


def _cut(text: str, first: int, last: int, lines: Lines) -> tuple[int, int]:
    """A piece of a line with the space before it, or whole lines with empty ones: one of these
    stays between two paragraphs, none where the sentence goes on."""
    top, bottom = lines.index_of(first), lines.index_of(last - 1)
    start, end = lines[top].start, lines[bottom].next_start
    if text[start:first].strip():
        has_space = text[first - 1] in " \t" and text[last : last + 1] in BEHIND_SPACE
        return first - has_space, last
    if text[last : lines[bottom].end].strip():
        return first, last + (text[last] in " \t")
    above = next((index for index in range(top - 1, -1, -1) if lines[index].text), None)
    below = next((index for index in range(bottom + 1, len(lines)) if lines[index].text), None)
    next_text = len(text) if below is None else lines[below].start
    if above is None:
        return 0, next_text
    if below is None or goes_on(lines[above].text, lines[below].text):
        return lines[above].next_start, next_text
    return start, next_text if above < top - 1 else end
