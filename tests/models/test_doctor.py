"""What `whp-kit doctor` says of the machine, the hub and the presets."""

import http.server
import socket
import subprocess
import sys
import threading

import pytest

from whp_kit.models.config import read_shape
from whp_kit.models.doctor import (
    ask_hub,
    duration,
    examine,
    preset_row,
    training_seconds,
    training_tokens,
)
from whp_kit.settings import load_preset

GB = 1_000_000_000


def whp(*words):
    """Runs the command line."""
    command = [sys.executable, "-m", "whp_kit", *words]
    return subprocess.run(
        command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
    )


def test_training_takes_four_operations_for_each_parameter_and_token():
    shape = read_shape(load_preset("tiny").model.base)
    parameters = shape.linear_parameters + shape.vocabulary * shape.hidden
    expected = 4 * parameters * 1000 / 0.3e9
    assert training_seconds(shape, 1000, 1e9) == pytest.approx(expected)


def test_a_duration_is_rounded_to_what_people_say():
    said = [duration(seconds) for seconds in (0.2, 600, 7200, 260_000)]
    assert said == ["about 1 s", "about 10 min", "about 2 h", "about 3 days"]


def test_the_tokens_are_those_of_both_finetunes_and_the_control():
    tiny = load_preset("tiny").override("finetune", control=False)
    first, last = tiny.reinforce, tiny.finetune
    expected = first.steps * first.batch_blocks * first.block_tokens
    expected += last.steps * (last.batch_blocks + last.retain_blocks) * tiny.labels.block_tokens
    assert training_tokens(tiny) == expected
    control = tiny.override("finetune", control=True, control_steps=10)
    more = 10 * last.batch_blocks * tiny.labels.block_tokens
    assert training_tokens(control) == expected + more


def test_a_row_names_the_books_that_are_missing(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    preset = load_preset("colab-t4-wonderland")
    books = tmp_path / "whp/books/wonderland"
    assert str(books) in preset_row(preset, 1e12, True, free=15 * GB)["to bring"]
    books.mkdir(parents=True)
    (books / "one.txt").write_text("It was late.")
    assert str(books) not in preset_row(preset, 1e12, True, free=15 * GB)["to bring"]


def test_a_row_says_that_the_hub_is_silent():
    row = preset_row(load_preset("colab-t4"), 1e12, False, free=15 * GB)
    assert row["fits"] == "yes"
    assert "does not answer" in row["to bring"]


def test_a_row_says_what_does_not_fit():
    row = preset_row(load_preset("colab-t4"), 1e12, True, free=2 * GB)
    assert row["fits"].startswith("no: this does not fit")


def test_the_default_preset_needs_nothing():
    row = preset_row(load_preset("tiny"), 1e12, None, free=15 * GB)
    assert (row["fits"], row["to bring"]) == ("yes", "")


def test_the_size_of_an_unknown_model_is_not_known_without_the_hub(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('extends = "tiny"\n[model]\nbase = "some/model"\n')
    assert "not known" in preset_row(load_preset(str(path)), 1e12, False)["fits"]


def test_a_silent_hub_is_given_up():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        answers, message = ask_hub(f"http://127.0.0.1:{silent.getsockname()[1]}", seconds=0.3)
    assert answers is False
    assert "does not answer within 0.3 s" in message


def test_an_address_that_is_none_does_not_answer():
    assert ask_hub("no address", seconds=0.2)[0] is False


def test_the_hub_is_not_asked_offline(monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    assert ask_hub() == (None, "not asked: HF_HUB_OFFLINE is set")


@pytest.mark.parametrize("status", [200, 404])
def test_any_status_is_an_answer_of_the_hub(status):
    class Answer(http.server.BaseHTTPRequestHandler):
        def do_HEAD(self):
            self.send_response(status)
            self.end_headers()

        def log_message(self, *words):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        assert ask_hub(f"http://127.0.0.1:{server.server_port}", seconds=5.0)[0] is True


def test_machine_and_preset_are_examined():
    machine, (row,) = examine(["tiny"])
    assert {"cores", "main memory free", "computes on", "versions"} <= dict(machine).keys()
    assert row["preset"] == "tiny"


def test_the_command_prints_machine_and_preset():
    done = whp("doctor", "--preset", "tiny")
    assert done.returncode == 0, done.stderr
    for part in ("main memory free: ", "the hub: not asked", "tiny: fits: yes"):
        assert part in done.stdout


def test_an_unknown_preset_is_an_error_that_names_the_nearest():
    done = whp("doctor", "--preset", "tinny")
    assert done.returncode == 1
    assert "did you mean 'tiny'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_run_without_its_books_ends_at_once(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("WHP_RUNS", str(tmp_path / "runs"))
    done = whp("run", "--preset", "colab-t4-wonderland")
    assert done.returncode == 1
    assert str(tmp_path / "whp/books/wonderland") in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "runs").exists()
