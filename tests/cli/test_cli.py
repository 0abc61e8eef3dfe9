"""The command line, in a process of its own over a project made here."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

from whp_kit.cli.main import main
from whp_kit.paths import DATA, NOTEBOOKS, PRESETS
from whp_kit.runs.notebooks import Notebook, find_steps, parse_overrides
from whp_kit.settings import load_preset

ONLY = """from whp_kit.files import write_json
from whp_kit.runs.store import Run
with Run(run).writing("06_probe_completions", settings={}, seed=seed) as out:
    completion = {"baseline": start, "unlearned": 0.0, "n": 300}
    scores = {"precision": "nf4", "familiarity": {"completion": completion}}
    write_json(out.path("scores.json"), scores)
"""


@pytest.fixture
def project(tmp_path, make_notebook, monkeypatch):
    """A folder with presets and one notebook, standing for the clone."""
    shutil.copytree(PRESETS, tmp_path / "data/presets")
    for name in ("worlds/skellbourne", "general", "neighbours", "tasks"):
        shutil.copytree(DATA / name, tmp_path / "data" / name)
    make_notebook("06_probe_completions", ONLY, parameters="start: float = 0.9")
    monkeypatch.setenv("WHP_ROOT", str(tmp_path))
    monkeypatch.delenv("WHP_RUNS", raising=False)
    return tmp_path


def whp_kit(*words):
    return subprocess.run(
        [sys.executable, "-m", "whp_kit", *words],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
        env=os.environ,
    )


def test_run_ends_with_the_table_and_the_report(project):
    done = whp_kit("run", "--run", "demo", "-p", "06.start=0.8")
    assert done.returncode == 0, done.stderr
    assert (
        "completion     0.800      0.000  300" in done.stdout
        and "1 executed, 0 unchanged" in done.stdout
    )
    report = project / "runs/demo/report.html"
    assert done.stdout.rstrip().endswith(f"report: {report}") and "0.800" in report.read_text()
    again = whp_kit("run", "--run", "demo", "-p", "06.start=0.8")
    assert "0 executed, 1 unchanged" in again.stdout and "0.800" in again.stdout
    assert "1 executed" in whp_kit("run", "--run", "demo", "-p", "06.start=0.8", "--force").stdout
    assert "0.800" in whp_kit("report", "--run", "demo").stdout


SLOW = """import time
from whp_kit.runs.store import Run
work = Run(run).work("06_probe_completions")
work.mkdir(parents=True, exist_ok=True)
(work / "begun").touch()
time.sleep(60)"""


def restore_interrupts():
    """A shell that starts the tests in the background makes them and their children deaf to it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
def begun(project, make_notebook):
    """A run whose notebook is at work, in a process group of its own."""
    make_notebook("06_probe_completions", SLOW, parameters="start: float = 0.9")
    command = [sys.executable, "-m", "whp_kit", "run", "--run", "demo"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    process = subprocess.Popen(
        command, start_new_session=True, preexec_fn=restore_interrupts, **pipes
    )
    signs = project / "runs/demo/work/06_probe_completions/begun"
    for _ in range(2400):
        if signs.exists():
            break
        time.sleep(0.05)
    assert signs.exists()
    yield process
    process.kill()
    process.communicate()


@pytest.mark.parametrize("send", [os.kill, os.killpg])
def test_an_interrupt_is_one_line_and_leaves_no_lock(begun, project, send):
    send(begun.pid, signal.SIGINT)
    out, err = begun.communicate(timeout=60)
    assert begun.returncode == 130
    assert err == "\nstopped: finished steps are kept, and the same command goes on from there\n"
    assert "Traceback" not in out
    assert not (project / "runs/demo/.lock").exists()


def test_a_second_run_of_the_name_is_refused_and_the_first_goes_on(begun, project):
    second = whp_kit("run", "--run", "demo")
    assert second.returncode == 1
    assert f"RunInUse: run 'demo' is in use (value: whp-kit run (process {begun.pid} on" in (
        second.stderr
    )
    assert begun.poll() is None
    assert (project / "runs/demo/work/06_probe_completions/begun").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--preset", "tinny"], "did you mean 'tiny'"),
        (["-p", "06.strat=1"], "did you mean 'start'"),
        (["--run", "../up"], "run's name"),
        (["--from", "09"], "unknown notebook"),
        (["--to", "09"], "--to: unknown notebook"),
        (["--only", "05"], "unknown notebook"),
    ],
)
def test_errors_are_told_in_one_paragraph(project, words, told):
    done = whp_kit("run", *words)
    assert done.returncode == 1 and told in done.stderr and "Traceback" not in done.stderr
    assert not (project / "runs").exists()


@pytest.fixture
def whole_chain(project, runs):
    """The kit's own notebooks in the place of the one; nothing of them may run."""
    shutil.rmtree(project / "notebooks")
    shutil.copytree(NOTEBOOKS, project / "notebooks")
    return runs


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["-p", "05.steps=0"], "finetune.steps is not allowed"),
        (["-p", "05.learning_rate=nan"], "finetune.learning_rate is not allowed"),
        (["-p", "05.lora_rank=100000"], "finetune.lora_rank is not allowed"),
        (["-p", "05.checkpoint_at=[5,-1]"], "finetune.checkpoint_at is not allowed"),
        (["-p", "05.alpha=-1"], "labels.alpha is not allowed"),
        (["-p", "04.alpha=-1"], "labels.alpha is not allowed"),
        (["-p", "04.alpha=inf"], "labels.alpha is not allowed"),
        (["-p", "07.batch=0"], "probes.batch is not allowed"),
        (["-p", "08.temperature=0"], "stress.temperature is not allowed"),
        (["-p", "03.anchors=no/such.csv"], "world.anchors is not allowed"),
        (["-p", "03.anchors=/no/such.csv"], "anchors of the world 'skellbourne' are not there"),
        (["-p", "03.anchors=data:worlds/skellbourne/lexicon.csv"], "column"),
        (["-p", "03.anchors=run"], "anchor file is missing"),
        (["--only", "09", "-p", "09.npo_beta=0"], "methods.npo_beta is not allowed"),
        (["--seed", "-1"], "seed is not allowed"),
        (["--seed", "4294967296"], "seed is not allowed"),
    ],
)
def test_a_parameter_that_a_later_notebook_would_refuse_is_refused_at_once(
    whole_chain, words, told
):
    done = whp_kit("run", *words)
    assert done.returncode == 1
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert not whole_chain.exists()


def test_parameters_in_range_pass_the_same_check():
    notebooks = find_steps()
    given = parse_overrides(
        ["05.steps=7", "04.alpha=2.5", "05.alpha=3", "03.anchors=run"], notebooks
    )
    made = {
        notebook.number: notebook.settings(load_preset("tiny"), given.get(notebook.name, {}))
        for notebook in notebooks
    }
    assert made["05"].finetune.steps == 7
    assert made["05"].labels.alpha == 3
    assert made["04"].labels.alpha == 2.5
    assert made["03"].world.anchors == load_preset("tiny").world.anchors


def test_a_readers_own_line_is_left_to_the_notebook(make_notebook):
    line = "settings = load_preset(preset).override('finetune', steps=mine)"
    notebook = Notebook(make_notebook("01_mine", "mine = 3", line))
    assert notebook.settings(load_preset("tiny"), {}) == load_preset("tiny")


def test_a_sweeps_points_and_seeds_are_checked_before_its_run_is_read(runs, capsys):
    assert main(["sweep", "-p", "steps=0"]) == 1
    assert "finetune.steps is not allowed" in capsys.readouterr().err
    assert main(["sweep", "--seeds", "0", "-1"]) == 1
    assert "seed is not allowed" in capsys.readouterr().err


def test_a_preset_of_ones_own_is_run_by_a_relative_path(project, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.toml").write_text('extends = "tiny"', encoding="utf-8-sig")
    done = whp_kit("run", "--preset", "mine.toml")
    assert done.returncode == 0, done.stderr
    executed = json.loads((project / "runs/demo/notebooks/06_probe_completions.ipynb").read_text())
    assert executed["metadata"]["papermill"]["parameters"]["preset"] == str(tmp_path / "mine.toml")


def test_a_failing_cell_gives_status_1_and_a_report_of_what_there_is(project, make_notebook):
    make_notebook("07_later", "raise ValueError('the reason')")
    done = whp_kit("run")
    assert done.returncode == 1
    assert "ValueError: the reason" in done.stderr
    assert "runs/demo/notebooks/07_later.ipynb" in done.stderr
    report = (project / "runs/demo/report.html").read_text()
    assert "0.900" in report
    assert "the reason" in report


def test_output_that_nobody_reads_gives_no_traceback(project):
    piped = subprocess.Popen(
        [sys.executable, "-m", "whp_kit", "texts", "check", str(DATA / "general")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    piped.stdout.close()  # before anything is written
    assert piped.stderr.read() == b""
    assert piped.wait() == 1


@pytest.mark.parametrize(
    "words",
    [["--help"], ["anchors", "check", "--help"], ["texts", "check", str(DATA / "general")]],
    ids=" ".join,
)
def test_a_reader_that_ends_early_gives_a_quiet_end(project, words):
    """As `| head -1`: the first line is read, then the pipe is closed."""
    piped = subprocess.Popen(
        [sys.executable, "-u", "-m", "whp_kit", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    piped.stdout.readline()
    piped.stdout.close()
    assert piped.stderr.read() == b""
    piped.wait()


def test_help_that_nobody_reads_gives_no_traceback(project):
    piped = subprocess.Popen(
        [sys.executable, "-m", "whp_kit", "--help"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    piped.stdout.close()
    assert piped.stderr.read() == b""
    piped.wait()


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "cp1252:strict"])
class TestALetterThatTheConsoleLacks:
    @pytest.fixture
    def greek(self, tmp_path, monkeypatch, encoding):
        monkeypatch.setenv("PYTHONIOENCODING", encoding)
        rows = "term,category,replacements\nΟδυσσέας,p,Γιάννης\nΟδυσσέας,p,Γιώργος\n"
        (tmp_path / "greek.csv").write_text(rows, encoding="utf-8")
        return str(tmp_path / "greek.csv")

    def test_a_table_is_printed_without_it(self, project, greek):
        done = whp_kit("anchors", "check", greek)
        assert done.stderr == ""
        assert "stands twice" in done.stdout
        assert "????????" in done.stdout

    def test_an_error_is_printed_without_it(self, project, greek, tmp_path):
        done = whp_kit("anchors", "check", str(tmp_path / "Οδυσσέας.csv"))
        assert "anchor file is missing" in done.stderr
        assert "Traceback" not in done.stderr

    def test_json_for_programs_holds_all_of_it(self, project, greek):
        done = whp_kit("anchors", "check", greek, "--json")
        assert json.loads(done.stdout)[0]["term"] == "Οδυσσέας"


def test_a_tokenizer_tells_of_common_first_tokens(project, tmp_path):
    tokenizer = DATA / "models" / "tiny-base"
    (tmp_path / "a.csv").write_text("term,category,replacements\nsplicing ropes,,washing plates\n")
    words = ("anchors", "check", str(tmp_path / "a.csv"), "--json")
    assert "common-first-token" not in whp_kit(*words).stdout
    done = whp_kit(*words, "--tokenizer", str(tokenizer))
    (found,) = [one for one in json.loads(done.stdout) if one["kind"] == "common-first-token"]
    assert "'hing' from later labels, and only right after 'was'" in found["reason"]
    lost = whp_kit(*words, "--tokenizer", str(tmp_path / "none"))
    assert "tokenizer could not be loaded" in lost.stderr and "Traceback" not in lost.stderr


def test_what_of_a_reply_breaks_off_is_told(project, tmp_path):
    (tmp_path / "replies.txt").write_text('{"Ketta": "Anna",\n "Pi\n\n{"Oat": "Rye"}\n')
    done = whp_kit("anchors", "convert", str(tmp_path / "replies.txt"), str(tmp_path / "MINE.CSV"))
    told = done.stdout.splitlines()
    assert told == [
        """left out: line 2: breaks off at '"Pi'""",
        f"2 rows in {tmp_path / 'MINE.CSV'}; 1 entries left out",
    ]


def test_developers_commands_name_the_tool(capsys, monkeypatch):
    from tools import badges

    monkeypatch.setattr(badges, "write_badges", list)
    assert main(["badges"]) == 0
    told = capsys.readouterr()
    assert told.out.split() == [badges.repository()]
    assert told.err == "now: python -m tools.badges\n"


def test_a_folder_without_data_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("WHP_ROOT", str(tmp_path))
    done = whp_kit("run")
    assert (
        done.returncode == 1
        and "WHP_ROOT has no data/presets" in done.stderr
        and "Traceback" not in done.stderr
    )


def test_the_command_line_starts_without_torch():
    code = (
        "import sys, whp_kit.cli.main; print([name for name in ('torch', 'transformers', "
        "'papermill', 'numpy') if name in sys.modules])"
    )
    assert (
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.strip()
        == "[]"
    )


def test_bench_collects_numbers(runs, tmp_path, monkeypatch):
    from tools.bench import runner as bench
    from whp_kit.errors import InputError, SettingsError

    folder = tmp_path / "bench"
    folder.mkdir()
    (folder / "bench_one.py").write_text("def bench():\n    return {'one_seconds': 0.5}\n")
    assert bench.run_bench("test", only=["one"], folder=folder) == {"one_seconds": 0.5}
    (folder / "bench_two.py").write_text("def bench():\n    return {'two_bytes': 3}\n")
    assert bench.run_bench("test", only=["two"], folder=folder) == {
        "one_seconds": 0.5,
        "two_bytes": 3,
    }
    (folder / "bench_three.py").write_text("def bench():\n    return {'two_bytes': 4}\n")
    with pytest.raises(SettingsError, match="same key: two and three"):
        bench.run_bench("test", only=["two", "three"], folder=folder)
    (folder / "bench_bad.py").write_text("def bench():\n    return {'x': 'y'}\n")
    with pytest.raises(InputError, match="other than a number"):
        bench.run_bench("test", only=["bad"], folder=folder)
    with pytest.raises(SettingsError, match="unknown bench"):
        bench.run_bench("test", only=["tow"], folder=folder)


def test_anchors_are_brought_in_and_checked(project, tmp_path):
    (tmp_path / "reply.txt").write_text(
        'Sure!\ntranslations = {"Ketta": "Anna", "Osk": "Osk",}\n', encoding="utf-8"
    )
    (tmp_path / "book.txt").write_text("Ketta went out.", encoding="utf-8")
    done = whp_kit("anchors", "convert", str(tmp_path / "reply.txt"), str(tmp_path / "mine.csv"))
    assert done.returncode == 0 and done.stdout.strip() == f"2 rows in {tmp_path / 'mine.csv'}", (
        done.stderr
    )
    again = whp_kit("anchors", "convert", str(tmp_path / "reply.txt"), str(tmp_path / "mine.csv"))
    assert again.returncode == 1 and "already" in again.stderr
    done = whp_kit(
        "anchors",
        "check",
        str(tmp_path / "mine.csv"),
        "--text",
        str(tmp_path / "book.txt"),
        "--json",
    )
    found = [(one["row"], one["severity"]) for one in json.loads(done.stdout)]
    assert done.returncode == 1 and (2, "error") in found and (2, "warning") in found, (
        "equal, and never found"
    )
    told = whp_kit("anchors", "check", str(tmp_path / "mine.csv"))
    assert told.returncode == 1 and "2 rows, 1 faults" in told.stdout


@pytest.fixture
def own_probes(tmp_path):
    """(probes, lexicon) in a folder: one answer that the lexicon sees, one that it does not."""
    answers = {"a": "O’Brien", "b": "somebody"}
    lines = [
        json.dumps({"id": name, "prompt": "It was", "references": [answer], "subtlety": 5})
        for name, answer in answers.items()
    ]
    (tmp_path / "own.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "own.csv").write_text("term,grade\nO'Brien,3\n", encoding="utf-8")
    return tmp_path / "own.jsonl", tmp_path / "own.csv"


def test_probes_are_checked_by_their_own_answers(own_probes):
    probes, lexicon = map(str, own_probes)
    words = ("probes", "check", "--probes", probes, "--lexicon", lexicon)
    done = whp_kit(*words, "--model", str(DATA / "models/tiny-base"))
    assert done.returncode == 0, done.stderr
    first, second = done.stdout.splitlines()[1:3]
    assert first.split()[:3] == ["a", "3", "o'brien"]
    assert second.split()[:2] == ["b", "0"] and "no term of the lexicon" in second
    assert "2 probes, their own answers: 1 graded 3, 0 graded 2, 0 graded 1, 1 graded 0" in (
        done.stdout
    )
    grades = [one["grade"] for one in json.loads(whp_kit(*words, "--json").stdout)]
    assert grades == [3, 0]


def test_a_lexicon_that_sees_no_answer_is_a_fault(own_probes):
    probes, lexicon = own_probes
    lexicon.write_text("term,grade\nElsby,3\n", encoding="utf-8")
    done = whp_kit("probes", "check", "--probes", str(probes), "--lexicon", str(lexicon))
    assert done.returncode == 1 and "sees none of the world's own answers" in done.stderr


def test_it_must_be_clear_which_probes_are_checked(own_probes):
    done = whp_kit("probes", "check", "--probes", str(own_probes[0]))
    assert done.returncode == 1 and "which probes are meant" in done.stderr


def test_a_run_begins_only_if_the_judge_sees_an_answer(project):
    (project / "data/worlds/skellbourne/lexicon.csv").write_text("term,grade\nElsby,3\n")
    done = whp_kit("run", "--run", "demo")
    assert done.returncode == 1 and "sees none of the world's own answers" in done.stderr
    assert not (project / "runs").exists()
