"""No book is committed by accident: every tracked file is checked by its size and kind, and by
whether it is prose."""

import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from whp_kit.paths import PROJECT_ROOT
from whp_kit.text.languages import function_word_share

LETTERS = re.compile(r"[^\W\d_]+")
OWN_PROSE = (  # written for this project; other tests check these files
    "tools/world/",
    "data/general/",
    "data/neighbours/",
    "data/tasks/",
    "data/worlds/skellbourne/",
    "data/worlds/persons/",
    "data/worlds/rude/",
    "data/worlds/facts/",
    "data/worlds/harry_potter/probes.jsonl",  # single sentences; test_worlds.py limits their length
    "data/worlds/wonderland/probes.jsonl",  # the same; test_wonderland.py
)
DOCUMENTS_AND_ARCHIVES = set(
    ".azw .azw3 .djvu .doc .docx .epub .fb2 .gz .lit .mobi .odt .pdf .rtf .zip".split()
)
PLAIN_TEXT = {".txt", ".text", ".asc", ""}
LARGEST = 50_000  # bytes of prose in one file, or in the text files of one folder: a long chapter
PROSE = 0.25  # share of English function words; code and tables have less

SENTENCE = (
    "Then the old man took his hat from the nail and went down to the river, where he sat until it "
    "was dark.\n"
)
BOOK = SENTENCE * 600  # 60 kB


def books(root, names):
    """path -> reason, for each file or folder of chapters that may be a book."""
    reasons, prose_bytes = {}, Counter()
    for name in names:
        path = Path(name)
        if name.startswith(OWN_PROSE):
            continue
        if path.suffix.lower() in DOCUMENTS_AND_ARCHIVES:
            reasons[name] = "an e-book, a document or an archive"
            continue
        raw = (root / name).read_bytes()
        text = raw.decode("utf-8", "replace")
        if not is_prose(text):
            continue
        if len(raw) > LARGEST:
            reasons[name] = f"{len(raw):,} bytes of prose"
        if path.suffix.lower() in PLAIN_TEXT and "\0" not in text:
            for folder in list(path.parents)[:-1] or [Path(".")]:
                prose_bytes[folder] += len(raw)
    for folder, size in prose_bytes.items():
        if size > LARGEST:
            reasons[f"{folder}/"] = f"{size:,} bytes of prose in text files"
    return reasons


def is_prose(text):
    words = LETTERS.findall(text.lower())
    return len(words) >= 200 and function_word_share(words) >= PROSE


def write(root, name, content):
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return name


def test_no_book_is_tracked():
    command = ["git", "-C", str(PROJECT_ROOT), "ls-files"]
    command += ["--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, capture_output=True, text=True, check=False)
    if listing.returncode != 0:
        pytest.skip("not a git clone: there is no list of tracked files")
    tracked = [name for name in listing.stdout.splitlines() if (PROJECT_ROOT / name).is_file()]
    assert len(tracked) > 50
    assert books(PROJECT_ROOT, tracked) == {}


@pytest.mark.parametrize(
    "name",
    [
        "book.txt",
        "data/worlds/harry_potter/books/1.txt",
        "notes/one.md",
        "data/worlds/x/all.jsonl",
        "BOOK",
        "tests/data.py",
    ],
)
def test_a_book_is_detected_under_any_name(tmp_path, name):
    reasons = books(tmp_path, [write(tmp_path, name, BOOK)])
    assert "bytes of prose" in reasons[name]


def test_a_book_in_chapters_is_detected_as_a_folder(tmp_path):
    names = [write(tmp_path, f"data/worlds/x/books/{k:02}.txt", SENTENCE * 60) for k in range(12)]
    assert "data/worlds/x/books/" in books(tmp_path, names)
    assert books(tmp_path, names[:6]) == {}


def test_other_encodings_are_detected(tmp_path):
    latin = write(tmp_path, "alt.txt", (BOOK + "é").encode("latin-1"))
    assert set(books(tmp_path, [latin])) == {latin, "./"}


def test_e_books_are_detected(tmp_path):
    assert set(books(tmp_path, [write(tmp_path, "mine.epub", b"PK\x03\x04")])) == {"mine.epub"}


@pytest.mark.parametrize(
    "name, content",
    [
        ("whp_kit/long.py", "def f(x):\n    return numpy.asarray(x, dtype=float)\n" * 2000),
        ("data/table.csv", "term,category,replacements\nKelp,plant,grass\n" * 3000),
        ("data/general/everyday.txt", BOOK),
        ("README.md", SENTENCE * 100),
    ],
)
def test_code_tables_and_own_prose_are_left_alone(tmp_path, name, content):
    assert books(tmp_path, [write(tmp_path, name, content)]) == {}
