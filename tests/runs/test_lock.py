"""One process at a time writes a run; others are told who it is; a dead one stops nobody."""

import json
import os
import platform
import shutil
import subprocess
import sys
import time

import pytest

from whp_kit.errors import ArtifactError, RunInUse
from whp_kit.runs import lock
from whp_kit.runs.store import Run

STEP = "05_finetune_qlora"
SAME_LEASE = "from whp_kit.runs import lock; lock.LEASE_SECONDS, lock.PATIENCE_SECONDS = 2.0, 0.2"
HOLDS = f"""
import sys, time
{SAME_LEASE}
from whp_kit.runs.store import Run
Run("demo").work("05_finetune_qlora")
print("held", flush=True)
time.sleep(float(sys.argv[1]))
"""
WRITES = f"""
{SAME_LEASE}
from whp_kit.runs.store import Run
with Run("demo").writing("01_reinforce", settings={{}}, seed=0) as out:
    out.path("out.txt").write_text("x")
"""


@pytest.fixture
def run(runs, monkeypatch):
    """A run; nobody waits long for another holder, and a lease is short."""
    monkeypatch.setattr(lock, "PATIENCE_SECONDS", 0.2)
    monkeypatch.setattr(lock, "LEASE_SECONDS", 2.0)
    run = Run("demo")
    yield run
    lock._release_all()


def python(script, *words, **environment):
    return subprocess.Popen(
        [sys.executable, "-c", script, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | environment,
    )


@pytest.fixture
def other(run):
    """Another process that holds the run for a minute, unless it is killed."""
    process = python(HOLDS, "60")
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def save(run, step="01_reinforce"):
    with run.writing(step, settings={}, seed=0) as out:
        out.path("out.txt").write_text("x")


def names(run):
    return sorted(path.name for path in run.folder.iterdir())


def test_another_process_is_refused_and_told_who_and_since_when(run, other):
    for write in (lambda: save(run), lambda: run.work("01_reinforce")):
        with pytest.raises(RunInUse) as caught:
            write()
        assert f"run 'demo' is in use (value: {STEP} (process {other.pid} on " in str(caught.value)
        assert " since 20" in str(caught.value)
    assert run.steps() == []


def test_a_reader_is_not_refused(run):
    save(run)
    process = python(HOLDS, "60")
    assert process.stdout.readline() == "held\n"
    assert run.read("01_reinforce").path("out.txt").read_text() == "x"
    process.kill()
    process.communicate()


def test_the_lock_of_a_killed_process_is_free_at_once(run, other):
    other.kill()
    other.wait()
    save(run)
    assert names(run) == ["01_reinforce"]


def test_a_process_that_ends_leaves_no_lock(run):
    assert python(HOLDS, "0").wait() == 0
    assert names(run) == []


def test_a_step_in_progress_holds_the_run_until_it_is_saved(run):
    run.work(STEP).mkdir(parents=True)
    run.work(STEP)  # as a cell that is executed twice
    save(run)
    assert (run.folder / lock.LOCK).is_file(), "another step does not end it"
    save(run, STEP)
    assert names(run) == ["01_reinforce", STEP]


def test_a_failed_save_does_not_let_go_of_a_training(run):
    run.work(STEP)
    with pytest.raises(ZeroDivisionError), run.writing(STEP, settings={}, seed=0):
        raise ZeroDivisionError
    assert (run.folder / lock.LOCK).is_file()


def on_another_machine(run):
    """Makes the lock of this process look like that of a process on another machine."""
    run.work(STEP)
    marker, holder = run.folder / lock.LOCK, run.folder / lock.HOLDER
    text, said = marker.read_text(), json.loads(holder.read_text())
    lock._release_all()
    lines = [
        line if not line.startswith("host=") else "host=elsewhere" for line in text.split("\n")
    ]
    marker.write_text("\n".join(lines))
    holder.write_text(json.dumps(said | {"machine": "elsewhere"}))
    return marker


def test_a_dead_holder_on_another_machine_is_recognised_by_the_time_of_its_file(run):
    on_another_machine(run)
    began = time.monotonic()
    save(run)
    assert 1.5 < time.monotonic() - began < 6
    assert names(run) == ["01_reinforce"]


def test_a_live_holder_on_another_machine_is_refused_at_its_next_sign_of_life(run):
    marker = on_another_machine(run)
    touches = python(
        "import os, sys, time\nwhile True: time.sleep(0.3); os.utime(sys.argv[1])", str(marker)
    )
    with pytest.raises(RunInUse, match="process .* on elsewhere"):
        save(run)
    touches.kill()
    touches.communicate()
    assert marker.is_file()


def test_a_process_started_by_the_holder_writes_with_its_lock(run):
    with run.locked("whp-kit run"):
        token = lock.token_of(run.folder)
        assert python(WRITES, **{lock.VARIABLE: token}).wait() == 0
        assert (run.folder / lock.LOCK).is_file(), "it is not the child's to release"
        stranger = python(WRITES, **{lock.VARIABLE: "another"})
        assert "RunInUse" in stranger.communicate()[1]


def taken_by_another(run, token):
    """Makes the lock another file, as that of a process which took it while this one slept."""
    marker, holder = run.folder / lock.LOCK, run.folder / lock.HOLDER
    text, said = marker.read_text(), json.loads(holder.read_text())
    marker.rename(run.folder / "mine")
    marker.write_text(text)
    holder.write_text(json.dumps(said | {"token": token or said["token"]}))
    time.sleep(1.0)


def test_who_has_lost_the_lock_writes_nothing(run):
    run.work(STEP)
    taken_by_another(run, "another")
    with pytest.raises(ArtifactError, match="has lost the lock"):
        save(run, STEP)
    assert run.steps() == []
    (run.folder / lock.LOCK).unlink()
    save(run, STEP)
    assert run.steps() == [STEP]


def test_who_begins_anew_takes_a_lock_that_was_deleted(run):
    run.work(STEP)
    shutil.rmtree(run.folder)
    time.sleep(1.0)
    run.work(STEP)
    save(run, STEP)
    assert names(run) == [STEP]


def test_a_disk_that_changes_the_number_of_the_file_does_not_take_the_lock_away(run):
    run.work(STEP)
    taken_by_another(run, None)
    save(run, STEP)
    assert names(run) == [STEP, "mine"]


HOLDER = {"reason": "x", "machine": platform.node(), "since": "", "token": "x"}


@pytest.mark.parametrize("number", [os.getppid(), -1, 10**30, True, "1"])
def test_a_process_number_that_is_used_again_holds_nothing(run, other, number):
    record = (run.folder / lock.LOCK).read_text()
    other.kill()
    other.wait()
    (run.folder / lock.LOCK).write_text(record.replace(f"pid={other.pid}", f"pid={os.getppid()}"))
    (run.folder / lock.HOLDER).write_text(json.dumps(HOLDER | {"process": number}))
    began = time.monotonic()
    with run.locked("me"):
        assert time.monotonic() - began < 2


@pytest.mark.parametrize("content", ["", "\0" * 50, "{"])
@pytest.mark.parametrize("number", [10**30, -1, None])
def test_a_lock_that_says_nothing_stops_nobody_for_ever(run, content, number):
    """As a process leaves it that is killed between making the file and writing to it."""
    run.folder.mkdir(parents=True)
    (run.folder / lock.LOCK).write_text(content)
    (run.folder / lock.HOLDER).write_text(json.dumps(HOLDER | {"process": number}))
    with run.locked("me"):
        assert (run.folder / lock.LOCK).read_text() != content
