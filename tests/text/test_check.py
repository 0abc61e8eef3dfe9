"""The check of a reader's own texts: on tiny texts, each with one fault."""

import pytest

from tests.support.stories import CHINESE, DUTCH, FRENCH, GERMAN, RUSSIAN, STORY
from whp_kit.errors import InputError
from whp_kit.paths import DATA
from whp_kit.text.check import check_text, check_texts
from whp_kit.text.documents import Document, read_documents
from whp_kit.text.languages import ENGLISH_SHARE


def kinds(text):
    return [remark.kind for remark in check_text(text.encode()).remarks]


def test_a_plain_english_story_passes_without_a_remark():
    report = check_text(STORY.encode(), "story.txt")
    assert (report.file, report.encoding, report.language, report.remarks) == (
        "story.txt",
        "UTF-8",
        "English",
        (),
    )
    assert report.words == len(STORY.split()) and report.characters == len(STORY)
    assert report.function_words > ENGLISH_SHARE


def test_the_share_is_that_of_a_hand_count():
    report = check_text(
        b"The cat sat on the mat, and SHE slept."
    )  # the, on, the, and, she of nine words
    assert (
        report.words == 9
        and report.function_words == 5 / 9
        and report.language == "too short to tell"
    )


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (GERMAN, "German"),
        (FRENCH, "French"),
        (DUTCH, "Dutch"),
        (RUSSIAN, "Russian"),
        (CHINESE, "Chinese"),
    ],
)
def test_a_text_that_is_not_in_the_models_language_is_told(text, language):
    report = check_text(text.encode())
    assert report.language == language
    assert [remark.kind for remark in report.remarks] == ["language"]
    assert check_text(text.encode(), language=language).remarks == ()
    assert [remark.kind for remark in check_text(STORY.encode(), language=language).remarks] == [
        "language"
    ]


@pytest.mark.parametrize("text", ["café", "", "He went home.", "Ende gut, alles gut."])
def test_of_a_few_words_no_language_is_told(text):
    assert check_text(text.encode()).language == "too short to tell"


def test_a_name_and_accents_do_not_make_a_text_foreign():
    assert (
        check_text((STORY * 2 + "Zoë Müller-Lüdenscheidt aß Käse.\n").encode()).language
        == "English"
    )


@pytest.mark.parametrize(
    ("raw", "encoding", "refused"),
    [
        (STORY.encode("utf-8-sig"), "UTF-8 with a byte order mark", False),
        (
            (STORY + "It was a caf\u00e9 \u2013 \u201cwarm\u201d.").encode("cp1252"),
            "Windows-1252",
            True,
        ),
        ((STORY + "caf\u00e9 \x81").encode("latin-1"), "Latin-1", True),
        (STORY.encode("utf-16"), "UTF-16", True),
        (RUSSIAN.encode("cp1251"), "Windows-1251", True),
        (CHINESE.encode("gb18030"), "GB18030", True),
        (b"", "UTF-8", True),
        (" \n\t\n".encode("utf-8-sig"), "UTF-8 with a byte order mark", True),
    ],
)
def test_errors_are_just_what_reading_refuses(tmp_path, raw, encoding, refused):
    file = tmp_path / "one.txt"
    file.write_bytes(raw)
    (report,) = check_texts(file)
    assert report.encoding == encoding
    assert any(remark.severity == "error" for remark in report.remarks) == refused
    if refused:
        with pytest.raises(InputError):
            read_documents(file)
    else:
        assert len(read_documents(file)[0].text) == report.characters


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("*** START OF THE PROJECT GUTENBERG EBOOK A RIVER ***", "licence"),
        ("All rights reserved.", "copyright"),
        ("Copyright © 1987 by nobody", "copyright"),
        ("(c) 1987 nobody", "copyright"),
        ("No part of this publication may be reproduced without leave.", "copyright"),
        ("First published in 1987 by a small press", "imprint"),
        ("ISBN 0-123-45678-9", "imprint"),
        ("ISBN-13: 978-0-123-45678-9", "imprint"),
        ("A cataloguing-in-publication record is kept in the library", "imprint"),
        ("Printed and bound in a far country", "imprint"),
        ("This is a work of fiction.", "disclaimer"),
        ("TABLE OF CONTENTS", "contents"),
        ("  Contents", "contents"),
        ("Also by the same hand", "advertisement"),
        ("Find more at www.example.org today", "address"),
        ("He said that it was donâ€™t and not donâ€˜t.", "mojibake"),
    ],
)
def test_what_is_not_the_text_itself_is_told_with_its_line(line, kind):
    report = check_text((STORY + line + "\n" + STORY).encode())
    assert [
        (remark.kind, remark.severity, remark.line, remark.lines) for remark in report.remarks
    ] == [(kind, "warning", 2, 1)]
    assert report.remarks[0].shown == line.strip()[:60] and report.remarks[0].remedy


def test_a_thing_that_stands_often_is_told_once():
    (remark,) = check_text(
        (STORY + "All rights reserved.\n" + STORY + "Copyright 1987\n").encode()
    ).remarks
    assert (remark.kind, remark.line, remark.lines) == ("copyright", 2, 2)


def test_headings_in_a_row_are_a_table_of_contents_and_headings_between_prose_are_not():
    headings = [f"Chapter {name}: The River Rises" for name in ("One", "Two", "Three", "IV", "5")]
    assert kinds("\n\n".join(headings) + "\n\n" + STORY) == ["contents"]
    assert kinds("\n\n".join(headings[:4]) + "\n\n" + STORY) == []
    assert kinds(STORY.join(heading + "\n" for heading in headings)) == []


def test_words_of_a_story_are_no_front_matter():
    story = "She was content with the contents of her basket. He printed in ink, and copied "
    story += "the first book that was published.\n"
    assert kinds(STORY + story) == []


def test_the_shipped_books_have_nothing_to_tell():
    reports = check_texts(DATA / "worlds" / "skellbourne" / "books")
    assert len(reports) == 7 and all(
        report.language == "English" and not report.remarks for report in reports
    )


OTHER = (
    "In the winter my aunt kept the bakery open until late, and the street smelled of bread and "
    "smoke. We carried the flour up from the cellar in small sacks, because the stairs were steep, "
    "and when the snow came we could see our own footprints going down to the tram. She used to "
    "say that a loaf knows who has made it, and I believed her for a long time.\n"
)


def write(folder, **texts):
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def remarks_of(reports, kind):
    return {
        report.file: remark
        for report in reports
        for remark in report.remarks
        if remark.kind == kind
    }


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("\x91It is a lamp,\x92 he said.\n", "c1"),
        ("The lam\x07p was lit.\n", "control"),
        ("Wick\u00adfold was there.\n", "unseen"),
        ("Or\u200brin was there.\n", "unseen"),
        ("He saw the l\u0430mp.\n", "scripts"),  # a Cyrillic letter
        ("He was in the gar-\nden.\n", "hyphenation"),
        ("<i>He</i> was Tom &amp; Co.\n", "html"),
        ("## The first day\n", "markdown"),
        ("[i]He[/i] was old.\n", "markdown"),
        ("He saw the [[mill|old mill]].\n", "markdown"),
        ("He was \\emph{so} old.\n", "markdown"),
        ("{\\rtf1 He was old.\n", "markdown"),
        ("00:01:02,500 --> 00:01:04,000\n", "markdown"),
        ("He saw W i c k f o l d again.\n", "spaced"),
        ("Он был В и к т о р снова.\n", "spaced"),
        ("[Illustration: The mill]\n", "illustration"),
        ("[Editor's note: so in the first edition]\n", "editor"),
        ("He was so [sic] old.\n", "editor"),
        ("Transcriber's Note: errors were mended.\n", "transcriber"),
        ("[Footnote 1: A town by the river.]\n", "footnote"),
        ("He was the old man.[1]\n", "footnote"),
        ("- 12 -\n", "page"),
        ("Page 12\n", "page"),
        ("{12}\n", "page"),
        ("[Pg 12]\n", "page"),
        ("xii\n", "page"),
        ("[TN: so in the original]\n", "transcriber"),
        ("(Transcriber's note: so)\n", "transcriber"),
        ("Proofreader's notes: nothing was changed.\n", "transcriber"),
        ("{Illustration: The mill}\n", "illustration"),
        ("[Note 1: A town.]\n", "footnote"),
        ("[3] A town by the river.\n", "footnote"),
        ("12 | P a g e\n", "page"),
        ("\u7b2c12\u9875\n", "page"),
        ("End of Volume One\n", "volume"),
        ("The End of Book the Second.\n", "volume"),
        ("Fin du premier tome\n", "volume"),
        ("\u7b2c\u4e00\u5377 \u7ec8\n", "volume"),
        ("Digitized by Google\n", "credits"),
        ("Inhaltsverzeichnis\n", "contents"),
        ("Write to nobody@example.org\n", "address"),
        ("^~ |l \u00a7tj ;i// \\ \u25a0 \u00bb\u25a0i ~^|\n", "rubbish"),
    ],
)
def test_what_books_have_beside_their_text_is_told_with_its_line(text, kind):
    report = check_text((STORY + "\n" + text + "\n" + STORY).encode())
    (remark,) = report.remarks
    assert (remark.kind, remark.severity, remark.line) == (kind, "warning", 3)


def test_rows_of_asterisks_are_no_fault():
    assert kinds(STORY + "\n* * * * *\n\n***\n\n" + STORY) == []


@pytest.mark.parametrize(
    "prose",
    [
        "“Fine.”",
        "“The end,” he said.",
        "[Enter Anna.]",
        "(See the map of the river.)",
        "It was as he wrote on page 12 of the book.",
        "He was at the end of the first volume of his life.",
        "A B C, he said, and I.",
        "It was I, a mo in a bo.",
        "[I]t was late, and [I]t was dark.",
        "He had (1) a hat and (2) a boat.",
        "“Copyright?” he asked. “Contents?”",
        "She was paid £1,000 & more, i.e. 5% of all; a < b.",
        "Produced as he was by the river, he said nothing.",
    ],
)
def test_sentences_that_resemble_apparatus_are_no_fault(prose):
    assert kinds(f"{STORY}\n{prose}\n\n{STORY}") == []


@pytest.mark.parametrize(
    "lines",
    [
        "he came through the whole of the long wet garden to the\nend of the chapter.",
        "in the evening he read to her, as he had often done,\nthe end.",
        "and nobody knew that she was as quiet as that and that full of\ncontents?",
        "and it was as he had written it in the morning himself on\npage 12.",
    ],
)
def test_the_last_line_of_a_paragraph_is_no_heading(lines):
    text = f"{STORY}\n{lines}\n\n{STORY}"
    assert kinds(text) == []


def test_nuls_are_an_error():
    assert [remark.severity for remark in check_text(b"He went\0 home.\n" * 9).remarks] == ["error"]


def test_mixed_encodings_are_an_error_with_the_lines():
    caf, lines = "He sat in the caf\u00e9.\n", 10
    raw = (caf * lines).encode() + caf.encode("cp1252") * 3 + (caf * lines).encode()
    (remark,) = check_text(raw).remarks
    assert (remark.kind, remark.severity) == ("encoding", "error")
    assert (remark.line, remark.lines) == (lines + 1, 3)


def test_the_end_is_told_only_with_matter_after_it():
    assert kinds(STORY + "\nTHE END\n") == []
    assert kinds(STORY + "\nTHE END\n\n" + STORY) == ["end"]


def test_a_script_that_is_not_served_is_an_error_by_its_name():
    report = check_text(("\u0e40\u0e02\u0e32\u0e44\u0e1b\u0e1a\u0e49\u0e32\u0e19 " * 60).encode())
    (remark,) = [remark for remark in report.remarks if remark.kind == "script"]
    assert remark.severity == "error" and "Thai" in remark.reason


def test_a_quotation_in_such_a_script_is_a_warning():
    report = check_text((STORY + "\u0e40\u0e02\u0e32\n" + STORY).encode())
    assert [(remark.kind, remark.severity) for remark in report.remarks] == [("script", "warning")]


def test_a_long_part_in_another_language_is_told():
    (remark,) = check_text((STORY * 20 + "\n" + GERMAN * 10).encode()).remarks
    assert remark.kind == "language" and "German" in remark.reason and remark.line > 20


def test_the_same_book_twice_is_told_once(tmp_path):
    books = write(tmp_path, a=STORY + OTHER, b=OTHER.upper() + "\n" + STORY, c=GERMAN)
    told = remarks_of(check_texts(books), "twice")
    assert len(told) == 1 and "100%" in next(iter(told.values())).reason


def test_two_books_are_no_copies(tmp_path):
    assert remarks_of(check_texts(write(tmp_path, a=STORY, b=OTHER)), "twice") == {}


def test_a_book_that_a_file_holds_twice_is_told(tmp_path):
    words = [f"word{n * n % 997} and{n * n * n % 89}" for n in range(400)]
    book = ". ".join(words) + ".\n"
    (remark,) = remarks_of(check_texts(write(tmp_path, a=book + book)), "repeated").values()
    assert remark.line == 2


def test_the_target_in_the_general_text_is_told_with_its_share(tmp_path):
    general = [Document("general.txt", GERMAN * 3 + STORY.replace(",", ""))]
    reports = check_texts(write(tmp_path, a=STORY + OTHER, b=OTHER), general)
    told = remarks_of(reports, "retained")
    assert list(told) == ["a.txt"]
    share = len(STORY.split()) / len((STORY + OTHER).split())
    assert f"{share:.1%}" in told["a.txt"].reason


def test_a_paragraph_of_the_target_in_a_long_general_text_is_told(tmp_path):
    numbered = [f"w{number}" for number in range(20_000)]
    book, general = numbered[:4000], numbered[10_000:]
    general[500:500] = book[1000:1030]
    reports = check_texts(write(tmp_path, a=" ".join(book)), [Document("g", " ".join(general))])
    assert "30 words" in remarks_of(reports, "retained")["a.txt"].reason


def test_a_general_text_of_single_sentences_of_the_target_is_told(tmp_path):
    numbered = [f"w{number}" for number in range(4000)]
    sentences = [" ".join(numbered[start : start + 12]) for start in range(0, 4000, 100)]
    reports = check_texts(
        write(tmp_path, a=" ".join(numbered)), [Document("g", "\n".join(sentences[::-1]))]
    )
    assert "480 words" in remarks_of(reports, "retained")["a.txt"].reason


def test_texts_of_two_languages_are_told(tmp_path):
    told = remarks_of(check_texts(write(tmp_path, a=STORY, b=STORY + OTHER, c=GERMAN)), "languages")
    assert list(told) == ["c.txt"]


def test_a_general_text_in_another_language_is_told(tmp_path):
    reports = check_texts(write(tmp_path, a=STORY), [Document("g.txt", GERMAN)])
    assert "German" in remarks_of(reports, "languages")["a.txt"].reason


@pytest.mark.parametrize(
    "world",
    sorted({path.parent for path in (DATA / "worlds").rglob("*.txt")}),
    ids=lambda path: f"{path.parent.name}, {path.name}",
)
def test_the_shipped_worlds_give_no_alarm(world):
    assert [remark for report in check_texts(world) for remark in report.remarks] == []
