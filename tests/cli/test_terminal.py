"""What reaches a terminal is text, and an error that nobody foresaw is one line with a log."""

import contextlib
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from whp_kit.cli.main import main
from whp_kit.paths import DATA
from whp_kit.views import terminal

TITLE, RED, BACK = "\x1b]0;owned\x07", "\x1b[31m", "\x9b2J\u202e"
ACTIVE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def written(text, moves=terminal.CLEARS):
    stream = io.StringIO()
    terminal.Terminal(stream, moves).write(text)
    return stream.getvalue()


class TestTerminal:
    def test_each_active_character_is_shown_as_its_number(self):
        assert written(f"{RED}a\tb\n{BACK}c\r") == "\\x1b[31ma\tb\n\\x9b2J\\u202ec\\x0d"

    def test_ordinary_letters_stay(self):
        text = "naïve Οδυσσέας 🧙‍♂️ עברית – “x” \u200e\n"
        assert written(text) == text

    def test_a_bar_of_the_kit_clears_its_line_and_no_text_goes_back(self):
        assert written("\r   \r") == "\r   \r"
        assert written("\rnew") == "\\x0dnew"

    def test_a_bar_of_a_library_goes_back_but_no_line_of_it_moves_the_cursor(self):
        assert written(f"\r 10%{RED}", terminal.BAR) == "\r 10%\\x1b[31m"


@pytest.fixture
def hostile(tmp_path):
    """A folder with control characters in file names and in what the files hold."""
    rows = f'term,category,replacements\n{TITLE}Ketta{RED},p,=1+1\n"=A\nB",{BACK},Anna\n'
    (tmp_path / f"an{RED}chors.csv").write_text(rows, encoding="utf-8")
    reply = f'{{"Ket{TITLE}ta": "Anna"}}\n{{"Pi{RED}'
    (tmp_path / f"re{RED}ply.txt").write_text(reply, encoding="utf-8")
    (tmp_path / "texts").mkdir()
    text = f"Ketta{RED} went out.{TITLE} She saw \x00{BACK}.\n" * 20
    (tmp_path / "texts" / f"bo{RED}ok.txt").write_text(text, encoding="utf-8")
    (tmp_path / "probes.jsonl").write_text(
        '{"id": "a\\u001b[31m", "prompt": "It \\u009b2J", "references": ["Ketta\\u001b"], '
        '"subtlety": 5}\n'
    )
    (tmp_path / "lexicon.csv").write_text(f"term,grade\nKetta{RED},3\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "words",
    [
        ("anchors", "check", f"an{RED}chors.csv"),
        ("anchors", "check", f"none{RED}.csv"),
        ("anchors", "convert", f"re{RED}ply.txt", f"new{RED}.csv"),
        ("texts", "check", "texts"),
        ("texts", "check", f"no{RED}where"),
        ("probes", "check", "--probes", "probes.jsonl", "--lexicon", "lexicon.csv"),
        ("report", "--run", f"no{RED}such"),
        (f"com{TITLE}mand",),
        ("doctor", "--preset", f"pre{BACK}set"),
    ],
    ids=lambda words: " ".join(words[:2]).encode("unicode_escape").decode(),
)
def test_nothing_active_reaches_the_terminal(hostile, words, capsys, monkeypatch):
    monkeypatch.chdir(hostile)
    with contextlib.suppress(SystemExit):  # argparse, for a word that is no command
        main(words)
    shown = "".join(capsys.readouterr())
    assert shown
    assert not ACTIVE.search(shown)


def test_a_cell_is_one_line_of_a_table(hostile, capsys, monkeypatch):
    monkeypatch.chdir(hostile)
    main(("anchors", "check", f"an{RED}chors.csv"))
    assert "=A\\nB" in capsys.readouterr().out


class TestErrors:
    def told(self, capsys, monkeypatch, error):
        def fail(*_):
            raise error

        monkeypatch.setattr("whp_kit.cli.machine.load_preset", fail)
        assert main(["doctor", "--preset", "tiny"]) == 1
        return capsys.readouterr().err

    def test_one_that_nobody_foresaw_is_a_line_and_its_traceback_is_in_a_log(
        self, capsys, monkeypatch
    ):
        told = self.told(capsys, monkeypatch, KeyError(f"odd\n{RED}key")).strip()
        assert "\n" not in told
        assert told.startswith("KeyError: ")
        log = Path(told.rsplit(" ", 1)[1])
        text = log.read_text(encoding="utf-8")
        log.unlink()
        assert "Traceback" in text
        assert "in fail" in text

    def test_without_a_place_for_the_log_the_traceback_is_shown(self, capsys, monkeypatch):
        monkeypatch.setattr("tempfile.tempdir", "/no/such/folder")
        assert "Traceback" in self.told(capsys, monkeypatch, KeyError("odd"))

    def test_a_path_that_cannot_be_used_is_told_without_a_log(self, capsys, monkeypatch):
        error = PermissionError(13, "Permission denied", "/secret/book.txt")
        told = self.told(capsys, monkeypatch, error)
        assert "InputError: a file or a folder cannot be used" in told
        assert "/secret/book.txt: Permission denied" in told
        assert ".log" not in told

    def test_a_run_that_was_never_made_is_not_made_by_its_report(
        self, capsys, tmp_path, monkeypatch
    ):
        monkeypatch.setenv("WHP_RUNS", str(tmp_path / "runs"))
        (tmp_path / "runs/demo").mkdir(parents=True)
        assert main(["report", "--run", "dmo"]) == 1
        assert "did you mean 'demo'" in capsys.readouterr().err
        assert not (tmp_path / "runs/dmo").exists()

    @pytest.mark.parametrize("form", ["[" * 100_000, '{"a":' * 100_000, '{"a": ' + "9" * 5000])
    def test_json_that_is_too_deep_or_too_large(self, capsys, tmp_path, form):
        (tmp_path / "probes.jsonl").write_text(form + "\n")
        (tmp_path / "lexicon.csv").write_text("term,grade\nKetta,3\n")
        files = ("--probes", f"{tmp_path}/probes.jsonl", "--lexicon", f"{tmp_path}/lexicon.csv")
        assert main(["probes", "check", *files]) == 1
        assert "InputError: Not JSON in probe file" in capsys.readouterr().err

    def test_a_new_file_in_a_folder_that_is_not_there(self, capsys, tmp_path):
        table = str(DATA / "worlds/skellbourne/anchors.csv")
        assert main(["anchors", "convert", table, str(tmp_path / "none/new.csv")]) == 1
        assert f"no folder for the new file (value: {tmp_path}/none/new.csv)" in (
            capsys.readouterr().err
        )


class TestOutput:
    def models(self, **streams):
        return subprocess.run(
            [sys.executable, "-m", "whp_kit", "models"],
            text=True,
            check=False,
            env=os.environ,
            **{"stderr": subprocess.PIPE, **streams},
        )

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="only on Linux")
    def test_a_full_disk_is_one_line(self):
        with open("/dev/full", "w") as full:
            done = self.models(stdout=full)
        assert done.returncode == 1
        assert done.stderr.strip() == ("the output could not be written: No space left on device")

    def test_an_output_that_is_closed_is_none(self):
        done = self.models(preexec_fn=lambda: os.close(1))
        assert (done.returncode, done.stderr) == (0, "")
