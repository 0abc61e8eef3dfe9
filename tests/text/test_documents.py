"""Reading texts, and the check of a reader's own: on tiny texts, each with one fault."""

import dataclasses
import json

import pytest

from whp_kit.cli.main import main
from whp_kit.errors import InputError
from whp_kit.paths import DATA
from whp_kit.text.documents import (
    ENGLISH_SHARE,
    Document,
    check_text,
    check_texts,
    read_all,
    read_documents,
)

STORY = (
    "On the first day of spring the old man took his hat from the nail and went down to the "
    "river, where his brother was waiting for him with the boat. They said nothing, for there "
    "was nothing to say, and the water was so high that it stood in the garden of the mill. "
    "At noon they ate bread and cheese under a tree, and then one of them slept while the "
    "other looked at the clouds.\n"
)
GERMAN = (
    "Am ersten Tag des Frühlings nahm der alte Mann seinen Hut vom Nagel und ging zum Fluss "
    "hinunter, wo sein Bruder mit dem Boot auf ihn wartete. Sie sagten nichts, denn es gab "
    "nichts zu sagen, und das Wasser war so hoch, dass es im Garten der Mühle stand. Am "
    "Mittag aßen sie Brot und Käse unter einem Baum, und dann schlief der eine, während der "
    "andere die Wolken betrachtete.\n"
)
FRENCH = (
    "Le premier jour du printemps, le vieil homme prit son chapeau et descendit à la rivière, "
    "où son frère l'attendait avec le bateau. Ils ne dirent rien, car il n'y avait rien à "
    "dire, et l'eau était si haute qu'elle couvrait le jardin du moulin. À midi ils mangèrent "
    "du pain et du fromage sous un arbre, puis l'un dormit pendant que l'autre regardait les "
    "nuages.\n"
)
DUTCH = (
    "Op de eerste dag van de lente nam de oude man zijn hoed van de spijker en ging naar de "
    "rivier, waar zijn broer met de boot op hem wachtte. Ze zeiden niets, want er was niets "
    "te zeggen, en het water was zo hoog dat het in de tuin van de molen stond. In de middag "
    "aten ze brood en kaas onder een boom, en toen sliep de een terwijl de ander naar de "
    "wolken keek.\n"
)
RUSSIAN = "Весной старик взял шляпу и пошёл к реке. " * 20
CHINESE = "春天老人去河边。" * 40


def test_a_folder_is_read_in_the_order_of_names_and_line_ends_stay(tmp_path):
    (tmp_path / "b.txt").write_bytes(b"zwei\r\nZeilen")
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfone")
    (tmp_path / "notes.md").write_text("not read")
    assert read_documents(tmp_path) == [
        Document("a.txt", "one"),
        Document("b.txt", "zwei\r\nZeilen"),
    ]
    assert read_documents(tmp_path / "b.txt") == [Document("b.txt", "zwei\r\nZeilen")]


def test_texts_that_a_world_has_not_are_passed_over(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"one")
    assert read_all(tmp_path, None, tmp_path / "a.txt") == [Document("a.txt", "one")] * 2


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (None, "missing"),
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"caf\xe9", "not UTF-8"),
        (b"\xff\xfeh\x00", "not UTF-8"),
    ],
)
def test_a_text_that_cannot_be_used_is_one_error_with_its_name(tmp_path, content, what):
    path = tmp_path / "story.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=what) as caught:
        read_documents(path)
    assert "story.txt" in str(caught.value) and caught.value.remedy


def test_a_folder_without_texts_is_an_error(tmp_path):
    with pytest.raises(InputError, match="no .txt"):
        read_documents(tmp_path)


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
    "text",
    [
        GERMAN,
        FRENCH,
        DUTCH,
        RUSSIAN,
        CHINESE,
    ],
)
def test_what_is_not_english_is_told(text):
    report = check_text(text.encode())
    assert report.language == "not English" and [remark.kind for remark in report.remarks] == [
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


def test_the_command_tells_each_file_and_leaves_all_as_it_was(tmp_path, capsys):
    (tmp_path / "b.txt").write_text("All rights reserved.\n" + STORY, encoding="utf-8")
    (tmp_path / "a.txt").write_text(STORY, encoding="utf-8")
    (tmp_path / "notes.md").write_text("no text of the folder", encoding="utf-8")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert main(["texts", "check", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert (
        told.index("a.txt") < told.index("b.txt")
        and "warning: b.txt, line 1: 'All rights reserved.'" in told
    )
    assert (
        f"2 files, {2 * len(STORY.split()) + 3} words, 0 faults" in told and "notes.md" not in told
    )
    assert before == {path.name: path.read_bytes() for path in tmp_path.iterdir()}


def test_the_command_ends_with_1_for_what_cannot_be_read(tmp_path, capsys):
    (tmp_path / "a.txt").write_bytes((STORY + "\u00e9").encode("latin-1"))
    assert main(["texts", "check", str(tmp_path), "--json"]) == 1
    reports = json.loads(capsys.readouterr().out)
    as_data = [dataclasses.asdict(report) for report in check_texts(tmp_path)]
    assert (
        reports == json.loads(json.dumps(as_data))
        and reports[0]["remarks"][0]["kind"] == "encoding"
    )
    assert main(["texts", "check", str(tmp_path / "nowhere")]) == 1
    assert "the text is missing" in capsys.readouterr().err
