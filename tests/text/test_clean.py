"""Cleaned copies: what is certain is mended, prose stays to the byte, twice is as once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.stories import STORY
from whp_kit.errors import InputError
from whp_kit.text.check import check_text
from whp_kit.text.clean import clean_text, clean_texts

PIECES = [
    "He took his hat",
    "and went down to the river",
    "where nobody was",
    "the well-known mill",
    "‘It is late,’ said Anna",
    "it cost 12 or 13 pence",
    "Zoë sat in the café",
    "_never_ and *always*",
]
MARKS = [
    "[Illustration: a mill]",
    "[12]",
    "- 12 -",
    "{13}",
    "Page 14",
    "Wick\u00adfold",
    "gar-\nden",
    "\x93so\x94",
    "â€™",
    "\0",
    "&amp;amp;",
    "<i>a</i>",
    "[Footnote 1: no]",
    "End of Volume One",
    "*** START OF THE PROJECT GUTENBERG EBOOK A ***",
    "*** END OF THE PROJECT GUTENBERG EBOOK A ***",
    "THE MILL",
    "* so",
    "word*",
    "[Transcriber's note",
    "]",
    "\r\n",
    "\n\n",
    "xii",
]
SENTENCES = st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map(
    lambda pieces: ", ".join(pieces) + "."
)
PROSE = st.tuples(
    st.lists(st.lists(SENTENCES, min_size=1, max_size=4), min_size=1, max_size=8),
    st.sampled_from([" ", "\n", "\r\n", "\r", "\u2028"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
).map(lambda parts: (parts[2] * 2).join(parts[1].join(one) for one in parts[0]) + parts[2])


def cleaned(text):
    return clean_text(text.encode()).text


@given(PROSE)
def test_prose_stays_as_it_is(text):
    assert cleaned(text) == text


@given(st.lists(st.sampled_from([*PIECES, *MARKS, " ", "\n", "\n\n"]), max_size=30).map("".join))
def test_cleaning_twice_is_as_cleaning_once(text):
    once = cleaned(text)
    assert cleaned(once) == once


@given(st.lists(st.sampled_from([*PIECES, *MARKS, "\n", "\n\n"]), max_size=20).map("".join))
def test_what_is_left_in_a_copy_is_left_on_purpose(text):
    once = clean_text(text.encode())
    assert once.left == check_text(once.text.encode()).remarks
    assert all(remark.left == remark.places for remark in once.left)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (STORY.encode("utf-8-sig"), STORY),
        (STORY.encode("utf-16"), STORY),
        (STORY.encode("utf-16-le"), STORY),
        (
            (STORY + "caf\u00e9 \u201cso\u201d\n").encode("cp1252"),
            STORY + "caf\u00e9 \u201cso\u201d\n",
        ),
        (
            "caf\u00e9 \u00e0 \u00e9\n".encode() + b"caf\xe9\n",
            "caf\u00e9 \u00e0 \u00e9\ncaf\u00e9\n",
        ),
        (b"He \0went\x07 home.\n", "He went home.\n"),
        (
            "\x93So\x94, \x91he\x92 said\x85\n".encode(),
            "\u201cSo\u201d, \u2018he\u2019 said\u2026\n",
        ),
        ("donâ€™t go to the cafÃ©\n".encode(), "don\u2019t go to the caf\u00e9\n"),
        ("Wick\u00adfold and Or\u200brin\n".encode(), "Wickfold and Orrin\n"),
    ],
)
def test_bytes_and_letters_are_mended(raw, text):
    assert clean_text(raw).text == text


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("He sat in the gar-\nden and sang.\n", "He sat in the garden\nand sang.\n"),
        ("a well-known man, a well-\nknown hat.\n", "a well-known man, a well-known\nhat.\n"),
        ("the garden, and the gar-\r\nden\r\n", "the garden, and the garden\r\n"),
        ("the old mill and the mill-\nold thing\n", "the old mill and the mill-\nold thing\n"),
        ("Es gab Salz-\nund Pfeffertöpfe.\n", "Es gab Salz-\nund Pfeffertöpfe.\n"),
        ("the Wick\u00ad\nfold lamp\n", "the Wickfold\nlamp\n"),
    ],
)
def test_parted_words_are_joined_by_the_texts_own_words(text, right):
    assert cleaned(text) == right


@pytest.mark.parametrize(
    "note",
    [
        "[Illustration]",
        "[Illustration: The mill\nby the [old] river]",
        "[Sidenote: A town.]",
        "[Transcriber's note: one page\n\nis missing.]",
        "Transcriber's Note: errors were\nmended.",
        "+------+\n| Transcriber's note: |\n+------+",
        "[Footnote 3: A town.]",
        "End of Book Two",
        "Page 12",
        "- 12 -",
    ],
)
def test_a_paragraph_that_is_no_text_is_cut_with_one_empty_line(note):
    assert cleaned(f"{STORY}\n{note}\n\n{STORY}") == f"{STORY}\n{STORY}"


def test_marks_of_notes_are_cut_out_of_their_line():
    text = "He[1] went home [Pg 12]with her.[2]\n\n[1] The man.\n\n[2] The aunt.\n"
    assert cleaned(text) == "He went home with her.\n"


@pytest.mark.parametrize("mark", ["[1]", "[^1]", "[^mill]", "{1}", "[A]", "*", "\u2020", "\u00b9"])
def test_a_note_is_cut_with_its_mark(mark):
    text = f"He went home{mark} with her.\n\n{mark} A town.\n\nShe stayed.\n"
    assert cleaned(text) == "He went home with her.\n\nShe stayed.\n"


@pytest.mark.parametrize("mark", ["[1]", "{1}", "(1)", "[I]", "*"])
def test_a_paragraph_without_a_mark_elsewhere_is_not_cut(mark):
    text = f"He went home with her.\n\n{mark} A town by the river.\n"
    assert "A town by the river." in cleaned(text)


def test_a_note_of_markdown_is_cut_with_its_mark():
    text = "He went home[^1] with her.\n\n[^1]: A town.\n\nShe stayed.\n"
    assert cleaned(text) == "He went home with her.\n\nShe stayed.\n"


def test_a_fiction_of_an_editor_stays():
    text = "[Editor's note: here the diary ends.]\n\nHe went home.\n"
    assert cleaned(text) == text


def test_a_starred_note_is_cut_with_its_mark_and_emphasis_stays():
    text = "He went *home* to the river*.\n\n* It was dry.\n\n*She* stayed.\n"
    assert cleaned(text) == "He went *home* to the river.\n\n*She* stayed.\n"


def test_a_numbered_text_keeps_its_numbers():
    text = "\n\n".join(f"[{number}] And he said so." for number in range(1, 30)) + "\n"
    assert cleaned(text) == text


def pages(between):
    """A story on pages of 12 lines, which end inside sentences."""
    lines = [f"and line {number} of the long story went on" for number in range(120)]
    whole = "\n".join(lines) + "\n"
    parts = [lines[start : start + 12] for start in range(0, 120, 12)]
    paged = "".join(
        "\n".join(part) + "\n" + between.format(number) for number, part in enumerate(parts, 9)
    )
    return paged, whole


@pytest.mark.parametrize(
    "between", ["\n{}\n\n", "\n- {} -\n\n", "THE LONG STORY   {}\n\n", "\n[Pg {}]\n", "\f{}\n"]
)
def test_page_numbers_and_heads_are_cut_and_the_sentence_goes_on(between):
    paged, whole = pages(between)
    assert cleaned(paged) == whole


def test_numbers_of_chapters_stay():
    text = "".join(f"{number}\n\n{STORY * 8}\n" for number in range(1, 7))
    assert cleaned(text) == text
    assert check_text(text.encode()).remarks == ()


@pytest.mark.parametrize("heading", ["{}", "- {} -", "Day {}", "186{}", "ANNA"])
def test_headings_that_stand_inside_no_sentence_stay(heading):
    text = "".join(f"{heading.format(number)}\n\n{STORY * 3}\n" for number in range(2, 9))
    assert cleaned(text) == text


def test_a_licence_is_cut_around_each_of_several_books():
    start = (
        "The Project Gutenberg eBook of {}\n\n*** START OF THE PROJECT GUTENBERG EBOOK {} ***\n\n"
    )
    end = (
        "\nEnd of Project Gutenberg's {}\n\n*** END OF THE PROJECT GUTENBERG EBOOK {} ***\n\nfree\n"
    )
    text = "".join(start.format(n, n) + STORY + n + "\n" + end.format(n, n) for n in ("A", "B"))
    assert cleaned(text) == f"{STORY}A\n\n{STORY}B\n"


def test_a_book_between_two_marks_of_a_start_stays():
    start = "*** START OF THE PROJECT GUTENBERG EBOOK {} ***\n\n"
    text = start.format("A") + STORY + "\n" + start.format("B") + STORY
    assert STORY.strip() in cleaned(text).partition("B ***")[0]


def test_a_book_before_the_mark_of_another_is_not_cut():
    text = STORY * 200 + "\n*** START OF THE PROJECT GUTENBERG EBOOK B ***\n\n" + STORY
    assert cleaned(text) == text


def test_copies_go_to_a_new_folder_and_originals_stay(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"caf\xe9\n")
    clean_texts(tmp_path, tmp_path / "deep" / "out")
    assert (tmp_path / "a.txt").read_bytes() == b"caf\xe9\n"
    assert (tmp_path / "deep" / "out" / "a.txt").read_bytes() == "café\n".encode()


@pytest.mark.parametrize("out", [".", "a.txt", "full", "new.txt"])
def test_a_folder_that_would_do_harm_is_refused(tmp_path, out):
    (tmp_path / "a.txt").write_text(STORY)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("x")
    with pytest.raises(InputError, match="folder"):
        clean_texts(tmp_path / "a.txt", tmp_path / out)
    assert (tmp_path / "a.txt").read_text() == STORY
