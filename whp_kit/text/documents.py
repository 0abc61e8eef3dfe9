"""Documents: reading a file or a folder of texts.

`read_documents` takes UTF-8 alone, with any line ends, and refuses what would be trained on without
a word: empty files, texts full of NULs, and texts in a script that is not served. Not done here:
nothing is cleaned or cut out (clean.py), and nothing is looked for in a text (check.py).
"""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from whp_kit.errors import InputError
from whp_kit.files import read_bytes, read_text
from whp_kit.settings import WorldSettings
from whp_kit.text.sentences import EMPTY_LINE
from whp_kit.text.words import require_served, unserved

TEXT_ENDING = ".txt"  # in any case
FEW_LETTERS = 0.1  # share of a text up to which a script that is not served is a quotation
SAVE_AGAIN = "save it again as UTF-8, or let `whp-kit texts check FILE --fix FOLDER` do so"


@dataclass(frozen=True)
class Document:
    """One text with a name: that of its file, without the folder. Line ends are as in the file."""

    name: str
    text: str


def read_documents(path: str | Path) -> list[Document]:
    """Reads one text file, or every `.txt` file of a folder in the order of their names.

    InputError: as for `text_files`, and for a file that is empty, not UTF-8, holds NULs, or is in a
    script that is not served.
    """
    return [Document(file.name, _read(file)) for file in text_files(path)]


def read_all(*paths: Path | None) -> list[Document]:
    """`read_documents` of each path, one after the other; None (an absent text) is left out."""
    return [document for path in paths if path is not None for document in read_documents(path)]


def require_texts(world: WorldSettings) -> None:
    """An error for the first file of a world that is missing or a text that cannot be read, before
    a model is loaded."""
    world.need_files()
    neighbours = neighbour_texts(world.neighbours)
    read_all(world.books, world.companion, *world.general_files, neighbours, world.other_text)


def neighbour_texts(folder: Path | None) -> Path | None:
    """The folder of a world's neighbours; None where it holds questions about them and no text."""
    is_folder = folder is not None and folder.is_dir()
    has_texts = is_folder and any(is_text_name(path.name) for path in folder.iterdir())
    return folder if has_texts else None


def text_files(path: str | Path | Sequence[Path]) -> list[Path]:
    """The file itself, or every `.txt` file of a folder by name, without hidden ones; of several
    paths one after the other.

    InputError: nothing there, a folder that cannot be read or holds no `.txt`, or a folder in it
    that is called like a text.
    """
    if not isinstance(path, str | Path):
        return [file for one in path for file in text_files(one)]
    path = Path(path)
    if not path.exists():
        raise InputError(
            "the text is missing",
            value=str(path),
            remedy="name a .txt file, or a folder that holds some",
        )
    if not path.is_dir():
        return [path]
    try:
        names = sorted(os.listdir(path))
    except OSError as error:
        raise InputError(
            "the folder of texts cannot be read",
            value=f"{path}: {error.strerror}",
            remedy="give the path of a readable folder",
        ) from error
    files = [path / name for name in names if is_text_name(name)]
    if not files:
        raise InputError(
            "the folder holds no .txt file",
            value=str(path),
            remedy="put the texts there, in UTF-8, with names that end in .txt",
        )
    for file in files:
        if file.is_dir():
            raise InputError(
                "a folder is called like a text",
                value=str(file),
                remedy="rename it, or move the texts that it holds one folder up",
            )
    return files


def is_text_name(name: str) -> bool:
    """Whether a file of this name is read from a folder; `._one.txt` of macOS is not."""
    return name[-len(TEXT_ENDING) :].lower() == TEXT_ENDING and not name.startswith(".")


def is_unserved(text: str) -> bool:
    """Whether more than a quotation of the text is in scripts that are not served."""
    return sum(script.letters for script in unserved(text)) > FEW_LETTERS * len(text)


def whole_text(documents: Iterable[Document]) -> str:
    """The texts as one, with an empty line between them."""
    return EMPTY_LINE.join(document.text for document in documents)


def _read(file: Path) -> str:
    text = read_text(file, "text")
    if not text.strip():
        raise InputError(
            "the text is empty",
            value=str(file),
            remedy="remove the file or put the text into it",
        )
    if "\0" in text:
        from whp_kit.text.encodings import decode  # which imports charset_normalizer

        encoding = decode(read_bytes(file, "text")).encoding
        what = f"is {encoding}" if encoding.startswith("UTF-") and "8" not in encoding else ""
        raise InputError(
            f"the text {what or 'holds NUL characters'}",
            value=f"{file}, line {text[: text.index(chr(0))].count(chr(10)) + 1}",
            remedy=SAVE_AGAIN,
        )
    if is_unserved(text):
        require_served(text, f"the text {file}")
    return text
