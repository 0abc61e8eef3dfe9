"""No book is committed by accident: what is tracked is looked at by its size, its kind and whether it is prose."""

import subprocess
from collections import Counter
from pathlib import Path

import pytest

from whp_kit.paths import PROJECT_ROOT
from whp_kit.text.documents import function_word_share
from whp_kit.text.words import LETTERS_WORD

MADE_HERE = (  # prose of our own, which other tests look at
    "tools/world/",
    "data/general/",
    "data/neighbours/",
    "data/tasks/",
    "data/worlds/skellbourne/",
    "data/worlds/harry_potter/probes.jsonl",  # single sentences; test_worlds.py holds their length
    "data/worlds/wonderland/probes.jsonl",  # the same; test_wonderland.py
)
E_BOOKS = {
    ".azw",
    ".azw3",
    ".djvu",
    ".doc",
    ".docx",
    ".epub",
    ".fb2",
    ".gz",
    ".lit",
    ".mobi",
    ".odt",
    ".pdf",
    ".rtf",
    ".zip",
}
LARGEST = 50_000  # bytes of prose in one file, or of all texts of one folder with what is below it: a long chapter
PROSE = 0.25  # share of English function words from which a file counts as prose; code and tables have less
PLAIN = {".txt", ".text", ".asc", ""}


def book_sized(root, tracked):
    """For each tracked path (or folder of chapters) that looks like a book, what it is; code and small prose are left alone."""
    found, chapters = {}, Counter()
    for name in tracked:
        path = Path(name)
        if name.startswith(MADE_HERE):
            continue
        if path.suffix.lower() in E_BOOKS:
            found[name] = "an e-book, a document or an archive"
            continue
        raw = (root / name).read_bytes()
        if (
            path.suffix.lower() in PLAIN
            and "\0" not in (text := raw.decode("utf-8", "replace"))
            and _is_prose(text)
        ):
            for folder in list(path.parents)[:-1] or [Path(".")]:
                chapters[folder] += len(raw)
        if len(raw) > LARGEST and _is_prose(raw.decode("utf-8", "replace")):
            found[name] = f"{len(raw):,} bytes of prose"
    for folder, size in chapters.items():
        if size > LARGEST:
            found[f"{folder}/"] = f"{size:,} bytes of prose in text files"
    return found


def _is_prose(text):
    words = LETTERS_WORD.findall(text)
    return len(words) >= 200 and function_word_share(words) >= PROSE


def write(root, name, content):
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return name


SENTENCE = "Then the old man took his hat from the nail and went down to the river, where he sat until it was dark.\n"
BOOK = SENTENCE * 600  # 63 kB


def test_nothing_book_sized_is_tracked():
    command = [
        "git",
        "-C",
        str(PROJECT_ROOT),
        "ls-files",
        "--cached",
        "--others",
        "--exclude-standard",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.skip("not a git clone: what is tracked is looked at where there is one")
    tracked = [name for name in done.stdout.splitlines() if (PROJECT_ROOT / name).is_file()]
    assert len(tracked) > 50 and book_sized(PROJECT_ROOT, tracked) == {}


PLACES = [
    "book.txt",
    "data/worlds/harry_potter/books/1.txt",
    "notes/one.md",
    "data/worlds/x/all.jsonl",
    "BOOK",
    "tests/data.py",
]


@pytest.mark.parametrize("name", PLACES)
def test_a_careless_book_is_found_wherever_it_lies(tmp_path, name):
    found = book_sized(tmp_path, [write(tmp_path, name, BOOK)])
    assert name in found and "bytes of prose" in found[name]


def test_a_book_in_chapters_is_found_as_a_folder(tmp_path):
    names = [write(tmp_path, f"data/worlds/x/books/{k:02}.txt", SENTENCE * 60) for k in range(12)]
    assert "data/worlds/x/books/" in book_sized(tmp_path, names)
    assert book_sized(tmp_path, names[:6]) == {}


def test_other_encodings_and_e_books_are_found(tmp_path):
    latin = write(tmp_path, "alt.txt", (BOOK + "é").encode("latin-1"))
    epub = write(tmp_path, "mine.epub", b"PK\x03\x04")
    assert set(book_sized(tmp_path, [latin, epub])) == {latin, epub, "./"}


def test_code_tables_and_what_is_made_here_are_left_alone(tmp_path):
    names = [
        write(
            tmp_path,
            "whp_kit/long.py",
            "def f(x):\n    return numpy.asarray(x, dtype=float)\n" * 2000,
        ),
        write(tmp_path, "data/table.csv", "term,category,replacements\nKelp,plant,grass\n" * 3000),
        write(tmp_path, "data/general/everyday.txt", BOOK),
        write(tmp_path, "README.md", SENTENCE * 100),
    ]
    assert book_sized(tmp_path, names) == {}
