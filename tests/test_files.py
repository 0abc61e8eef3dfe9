"""Files are read with a clear error and written whole or not at all."""

import os
import stat
from pathlib import Path

import pytest
import torch

from whp_kit import files
from whp_kit.anchors.exchange import read_any
from whp_kit.cli.texts import need_new
from whp_kit.errors import ArtifactError, InputError, StorageError
from whp_kit.files import (
    DigestCache,
    file_digest,
    first_change,
    making_folder,
    read_json,
    read_jsonl,
    read_marked_text,
    read_text,
    replacing,
    require_unique,
    require_whole_tensors,
    save_tensors,
    tree_digests,
    write_json,
    write_jsonl,
    write_text,
)
from whp_kit.text.check import check_texts
from whp_kit.text.clean import clean_texts
from whp_kit.text.documents import read_documents


def test_line_ends_stay_and_the_byte_order_mark_goes_unless_it_is_asked_for(tmp_path):
    path = tmp_path / "story.txt"
    path.write_bytes(b"\xef\xbb\xbfone\r\ntwo\r")
    assert read_text(path) == "one\r\ntwo\r"
    assert read_marked_text(path) == ("\ufeffone\r\ntwo\r", "utf-8")


def test_a_file_that_is_missing_or_not_utf8_is_named_with_its_remedy(tmp_path):
    with pytest.raises(InputError, match="the diary is missing.*none.txt.*Remedy: write one"):
        read_text(tmp_path / "none.txt", "diary", if_missing="write one")
    (tmp_path / "latin.txt").write_bytes(b"one\ncaf\xe9\n")
    with pytest.raises(InputError, match="the diary is not UTF-8 at line 2.*xe9"):
        read_text(tmp_path / "latin.txt", "diary")
    with pytest.raises(InputError, match="cannot be read.*directory"):
        read_text(tmp_path)


def test_text_is_written_as_it_is(tmp_path):
    assert write_text(tmp_path / "a.txt", "é\r\n") == tmp_path / "a.txt"
    assert (tmp_path / "a.txt").read_bytes() == "é\r\n".encode()


@pytest.mark.parametrize("fault", ["in the block", "on the disk"])
def test_a_failed_write_leaves_the_old_file_and_nothing_beside_it(tmp_path, monkeypatch, fault):
    path = write_text(tmp_path / "a.txt", "old")
    if fault == "on the disk":
        monkeypatch.setattr("whp_kit.files.sync_file", lambda file: 1 / 0)
    with pytest.raises(ZeroDivisionError), replacing(path) as new_file:
        new_file.write_text("new")
        if fault == "in the block":
            raise ZeroDivisionError
    assert [file.name for file in tmp_path.iterdir()] == ["a.txt"]
    assert path.read_text() == "old"


def test_a_full_disk_is_a_storage_error(tmp_path):
    with pytest.raises(StorageError, match="a.txt could not be written.*free some space"):
        with replacing(tmp_path / "a.txt"):
            raise OSError(28, "No space left on device")


def test_json_lines_come_back_with_their_places(tmp_path):
    records = [{"id": "a", "n": 1, "text": "one\u2028line"}, {"id": "b", "n": 2, "text": "x"}]
    path = write_jsonl(tmp_path / "a.jsonl", records)
    fields = {"id": str, "n": int}
    assert [record for _, record in read_jsonl(path, "list", fields)] == records
    assert read_jsonl(path, "list", fields)[1][0] == f"list {path}, line 2"


def test_a_repeated_id_is_refused():
    with pytest.raises(InputError, match="id of line 2 stands on an earlier line"):
        require_unique([("line 1", {"id": "a"}), ("line 2", {"id": "a"})], "id")


def test_json_is_written_and_read(tmp_path):
    path = write_json(tmp_path / "a.json", {"é": [1, None, 0.5]})
    assert read_json(path) == {"é": [1, None, 0.5]}


@pytest.mark.parametrize("text", ['{"a": NaN}', "[Infinity]", '{"\\ud800": 1}', '["\\ud800"]'])
def test_what_could_not_be_written_again_is_no_json_of_a_run(tmp_path, text):
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(InputError, match="not JSON"):
        read_json(tmp_path / "a.json", writable=True)
    with pytest.raises(ArtifactError, match="what JSON cannot"):
        write_json(tmp_path / "b.json", read_json(tmp_path / "a.json"))
    assert not (tmp_path / "b.json").exists()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="there is no such system file")
def test_a_file_of_the_system_that_may_have_no_end_is_empty():
    assert read_text("/proc/self/status") == ""


def test_the_cache_of_digests_sees_every_change(tmp_path):
    path = write_text(tmp_path / "a.txt", "one")
    os.utime(path, (0, 0))
    cache = DigestCache()
    first = cache.file_digest(path)
    assert first == file_digest(path)
    path.write_text("two")
    assert cache.file_digest(path) == file_digest(path)
    assert cache.file_digest(path) != first


def test_hidden_files_and_caches_have_no_digest(tmp_path):
    write_text(tmp_path / "a.txt", "one")
    write_text(tmp_path / ".hidden", "two")
    (tmp_path / "__pycache__").mkdir()
    write_text(tmp_path / "__pycache__" / "b.txt", "three")
    assert tree_digests(tmp_path) == {"a.txt": file_digest(tmp_path / "a.txt")}
    assert tree_digests(tmp_path / "a.txt") == {"": file_digest(tmp_path / "a.txt")}


def test_a_folder_that_is_made_takes_its_place_when_it_is_whole(tmp_path):
    with making_folder(tmp_path / "new") as folder:
        (folder / "one").write_text("1")
        assert not (tmp_path / "new").exists()
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["one"]


def test_a_folder_that_fails_leaves_nothing(tmp_path):
    with pytest.raises(RuntimeError):
        with making_folder(tmp_path / "new") as folder:
            (folder / "one").write_text("1")
            raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_another_process_made_meanwhile_stays(tmp_path):
    with making_folder(tmp_path / "new"):
        (tmp_path / "new").mkdir()
        (tmp_path / "new" / "theirs").touch()
    assert [path.name for path in tmp_path.rglob("*")] == ["new", "theirs"]


@pytest.mark.parametrize(
    ("damage", "told", "remedy"),
    [
        (lambda whole: whole[: len(whole) // 2], "not readable", "download it again"),
        (lambda whole: whole[:-1], "not readable", "download it again"),
        (lambda whole: b"", "not readable", "download it again"),
        (lambda whole: b"version https://git-lfs.github.com/spec/v1\n", "pointer", "git lfs pull"),
    ],
)
def test_weights_that_are_not_whole_are_told(tmp_path, damage, told, remedy):
    file = save_tensors(tmp_path / "w.safetensors", {"a": torch.ones(8)})
    require_whole_tensors(file)
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(InputError, match=told) as caught:
        require_whole_tensors(file)
    assert caught.value.remedy == remedy


@pytest.fixture
def endless(tmp_path):
    """A pipe that nobody writes to, and a device that does not end."""
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "link.txt").symlink_to("/dev/zero")
    return [tmp_path / "pipe.txt", tmp_path / "link.txt"]


@pytest.mark.parametrize(
    "read",
    [
        files.read_text,
        files.read_marked_text,
        files.read_bytes,
        files.read_json,
        files.file_digest,
        files.load_tensors,
        files.require_whole_tensors,
        read_documents,
        check_texts,
        read_any,
        lambda path: clean_texts(path, path.parent / "cleaned"),
        lambda path: files.write_text(path, "new"),
        lambda path: need_new(path, overwrite=True),
    ],
)
def test_what_is_no_regular_file_is_neither_read_nor_replaced(read, endless):
    for path in endless:
        kind = stat.S_IFMT(path.lstat().st_mode)
        with pytest.raises(InputError, match="pipe"):
            read(path)
        assert stat.S_IFMT(path.lstat().st_mode) == kind


def test_overwrite_leaves_a_link_and_what_it_leads_to(tmp_path):
    (tmp_path / "mine.csv").write_text("mine")
    for target in ("mine.csv", "nowhere.csv"):
        link = tmp_path / f"to-{target}"
        link.symlink_to(target)
        with pytest.raises(InputError, match="link"):
            need_new(link, overwrite=True)
    need_new(tmp_path / "mine.csv", overwrite=True)


@pytest.mark.parametrize(
    "read", [read_json, lambda path: read_jsonl(path, "list", {}), read_text, read_marked_text]
)
def test_a_file_that_is_larger_than_any_of_the_kits_is_refused_unread(tmp_path, read):
    with (tmp_path / "a.json").open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(InputError, match="larger than any that the kit reads"):
        read(tmp_path / "a.json")


def test_first_change_agrees_with_the_digests(tmp_path):
    (tmp_path / "below").mkdir()
    for name in ("a.txt", "below/b.txt", ".hidden"):
        (tmp_path / name).write_text(name)
    digests = tree_digests(tmp_path)
    assert set(digests) == {"a.txt", "below/b.txt"}
    assert first_change(tmp_path, digests) is None
    assert first_change(tmp_path / "a.txt", {"": digests["a.txt"]}) is None
    assert first_change(tmp_path, {"a.txt": digests["a.txt"]}) == ("below/b.txt", "is new")
    assert first_change(tmp_path, digests | {"c": "0" * 64}) == ("c", "was deleted")
    assert first_change(tmp_path, digests | {"a.txt": "0" * 64}) == ("a.txt", "has changed")
    assert first_change(tmp_path / "none", {"": "0" * 64}) == ("", "was deleted")
