"""`texts check` on the command line."""

import dataclasses
import json

import pytest

from tests.support.stories import GERMAN, STORY
from whp_kit.cli.main import main
from whp_kit.text.check import check_texts


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


def test_the_general_text_is_named_or_taken_from_a_preset(tmp_path, capsys):
    (tmp_path / "a.txt").write_text(STORY)
    (tmp_path / "g.txt").write_text(GERMAN + STORY)
    assert (
        main(["texts", "check", str(tmp_path / "a.txt"), "--against", str(tmp_path / "g.txt")]) == 0
    )
    assert "general text g.txt" in capsys.readouterr().out
    assert main(["texts", "check", "--preset", "tiny"]) == 0
    assert "01_the_drowned_bell.txt" in capsys.readouterr().out


def test_a_preset_whose_neighbours_have_no_texts(tmp_path, capsys):
    (tmp_path / "a.txt").write_text(STORY)
    (preset := tmp_path / "mine.toml").write_text(
        f"extends = 'tiny'\n[world]\nbooks = '{tmp_path}'\nneighbours = 'data:neighbours-real'\n"
    )
    assert main(["texts", "check", "--preset", str(preset)]) == 0
    assert "a.txt" in capsys.readouterr().out


@pytest.mark.parametrize("words", [[], ["a.txt", "--preset", "tiny"]])
def test_a_path_or_a_preset_is_needed(words, capsys):
    assert main(["texts", "check", *words]) == 1
    assert "--preset" in capsys.readouterr().err


def test_an_unknown_language_is_an_error_with_the_known_ones(tmp_path, capsys):
    (tmp_path / "a.txt").write_text(STORY)
    assert main(["texts", "check", str(tmp_path), "--language", "Germann"]) == 1
    assert "German" in capsys.readouterr().err


def test_fix_writes_copies_and_says_what_it_did(tmp_path, capsys):
    books, out = tmp_path / "books", tmp_path / "out"
    books.mkdir()
    raw = (STORY + "\n[Illustration]\n\nHe was so [sic] old.\n" + "caf\u00e9\n").encode("cp1252")
    (books / "a.txt").write_bytes(raw)
    assert main(["texts", "check", str(books), "--fix", str(out)]) == 0
    told = capsys.readouterr().out
    assert "encoding 1, illustration 1" in told and "editor 1" in told
    assert (books / "a.txt").read_bytes() == raw
    assert (out / "a.txt").read_text("utf-8") == STORY + "\nHe was so [sic] old.\ncaf\u00e9\n"


def test_fix_is_in_the_json(tmp_path, capsys):
    (tmp_path / "a.txt").write_text(STORY + "\n[Illustration]\n")
    assert main(["texts", "check", str(tmp_path), "--fix", str(tmp_path / "o"), "--json"]) == 0
    (report,) = json.loads(capsys.readouterr().out)
    assert (report["mended"], report["left"]) == ({"illustration": 1}, [])
