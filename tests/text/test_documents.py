"""Reading a file or a folder of texts."""

import os

import pytest

from tests.support.stories import STORY
from whp_kit.errors import InputError
from whp_kit.paths import DATA
from whp_kit.settings import load_preset
from whp_kit.text.documents import (
    Document,
    neighbour_texts,
    read_all,
    read_documents,
    require_texts,
    text_files,
)


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


def test_hidden_files_are_left_out_and_endings_are_of_any_case(tmp_path):
    for name in ("._one.txt", ".x.txt", "one.txt", "TWO.TXT", "three.Txt", "four.text", "txt"):
        (tmp_path / name).write_text(STORY)
    assert [file.name for file in text_files(tmp_path)] == ["TWO.TXT", "one.txt", "three.Txt"]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\u2028"])
def test_any_line_end_is_read_as_it_is(tmp_path, line_end):
    text = line_end.join(["He went home.", "", "She stayed."])
    (tmp_path / "a.txt").write_bytes(text.encode())
    assert read_documents(tmp_path) == [Document("a.txt", text)]


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_an_encoding_of_several_bytes_without_a_mark_is_named(tmp_path, codec):
    (tmp_path / "a.txt").write_bytes(STORY.encode(codec))
    with pytest.raises(InputError, match=f"{codec.upper()} without") as caught:
        read_documents(tmp_path)
    assert "UTF-8" in caught.value.remedy


def test_a_text_with_nuls_is_refused_with_the_line(tmp_path):
    (tmp_path / "a.txt").write_text(STORY + "He went\0 home.\n")
    with pytest.raises(InputError, match="NUL") as caught:
        read_documents(tmp_path)
    assert "line 2" in caught.value.value


def test_a_folder_that_is_called_like_a_text_is_an_error(tmp_path):
    (tmp_path / "a.txt").write_text(STORY)
    (tmp_path / "x.txt").mkdir()
    with pytest.raises(InputError, match="called like a text") as caught:
        read_documents(tmp_path)
    assert "x.txt" in caught.value.value


def test_a_folder_with_such_a_name_may_be_given(tmp_path):
    folder = tmp_path / "books.txt"
    folder.mkdir()
    (folder / "a.txt").write_text(STORY)
    assert [document.name for document in read_documents(folder)] == ["a.txt"]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_cannot_be_read_is_an_error(tmp_path):
    (tmp_path / "a.txt").write_text(STORY)
    (tmp_path / "a.txt").chmod(0)
    with pytest.raises(InputError, match="cannot be read"):
        read_documents(tmp_path)


THAI = "เขาไปบ้าน "


def test_a_text_in_a_script_that_is_not_served_is_refused_by_its_name(tmp_path):
    (tmp_path / "a.txt").write_text(THAI * 20, encoding="utf-8")
    with pytest.raises(InputError, match=r"a\.txt.*Thai"):
        read_documents(tmp_path)


def test_a_quotation_in_such_a_script_is_read(tmp_path):
    (tmp_path / "a.txt").write_text(STORY + THAI + STORY, encoding="utf-8")
    assert THAI in read_documents(tmp_path)[0].text


def test_the_texts_of_a_world_are_read_before_anything_is_made_of_them(tmp_path):
    (tmp_path / "general.txt").write_bytes(STORY.encode("utf-16"))
    preset = load_preset("tiny")
    require_texts(preset.world)
    questions_alone = DATA / "neighbours-real"
    require_texts(preset.override("world", neighbours=questions_alone).world)
    with pytest.raises(InputError, match=r"general\.txt"):
        require_texts(preset.override("world", general=tmp_path).world)


def test_texts_of_neighbours_are_found_as_texts_are(tmp_path):
    (tmp_path / "._oz.txt").write_bytes(b"\0\5")
    assert neighbour_texts(tmp_path) is None, "a hidden file is no text"
    (tmp_path / "OZ.TXT").write_text("Dorothy went home.")
    assert neighbour_texts(tmp_path) == tmp_path
    assert neighbour_texts(tmp_path / "OZ.TXT") is None and neighbour_texts(None) is None
