"""Steps are written whole or not at all, and refuse what has changed beneath them."""

import calendar
import json
import os
import subprocess
import sys
import textwrap
import time
from types import SimpleNamespace

import pytest
import torch

from whp_kit.errors import (
    ArtifactError,
    InputError,
    MissingArtifact,
    SettingsError,
    StaleArtifact,
    StorageError,
)
from whp_kit.files import file_digest, load_metadata, load_tensors, save_tensors, write_json
from whp_kit.runs.headless import went_on_from
from whp_kit.runs.store import MANIFEST, Run, staleness
from whp_kit.settings import load_preset


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("WHP_RUNS", str(tmp_path / "runs"))
    return Run("demo")


def write(run, step, name="out.txt", text="x", reads=(), editable=False):
    with run.writing(step, settings={"a": 1}, seed=3, reads=reads) as out:
        out.path(name, editable=editable).write_text(text)
        out.headline(size=len(text))
    return run.read(step)


def test_a_step_started_when_its_run_was_opened(run, monkeypatch):
    run.started -= 3600  # an hour of work
    manifest = write(run, "01_reinforce").manifest
    started = calendar.timegm(time.strptime(manifest["started"], "%Y-%m-%dT%H:%M:%SZ"))
    assert time.time() - started == pytest.approx(3600, abs=60)
    assert started + manifest["seconds"] == pytest.approx(time.time(), abs=60)


def test_a_step_is_written_with_its_manifest(run, tmp_path):
    (tmp_path / "book.txt").write_text("book")
    with run.writing(
        "01_reinforce",
        settings={"steps": 2},
        seed=7,
        reads=[tmp_path / "book.txt", None, "org/model"],
        device="cpu",
        dtype="float32",
        quantisation="nf4",
    ) as out:
        out.path("adapter/weights.txt").write_text("w")
        out.headline(loss=torch.tensor(0.5))
    artifact = run.read("01_reinforce")
    assert artifact.path("adapter/weights.txt").read_text() == "w"
    assert artifact.path("adapter").is_dir()
    manifest = artifact.manifest
    assert {
        "settings",
        "seed",
        "versions",
        "commit",
        "dirty",
        "device",
        "dtype",
        "quantisation",
        "reads",
        "seconds",
        "peak_memory_bytes",
        "headline",
    } <= set(manifest)
    assert (
        manifest["headline"] == {"loss": 0.5}
        and manifest["seed"] == 7
        and manifest["peak_memory_bytes"] > 0
    )
    assert manifest["reads"][0]["files"] == {"": file_digest(tmp_path / "book.txt")} and manifest[
        "reads"
    ][1] == {"name": "org/model"}
    assert [path.name for path in run.folder.iterdir()] == ["01_reinforce"]


def test_missing_step_names_the_remedy(run):
    with pytest.raises(MissingArtifact, match="run 01_reinforce with run='demo' first"):
        run.read("01_reinforce")
    write(run, "01_reinforce")
    with pytest.raises(MissingArtifact, match="has no other.txt"):
        run.read("01_reinforce").path("other.txt")


@pytest.mark.parametrize("name", ["", "../x", "a/b", ".hidden", "x" * 65, None])
def test_run_names(name):
    with pytest.raises(SettingsError, match="run's name"):
        Run(name)


def test_an_error_while_writing_changes_nothing(run):
    before = write(run, "01_reinforce", text="first")
    with pytest.raises(KeyError), run.writing("01_reinforce", settings={}, seed=0) as out:
        out.path("out.txt").write_text("second")
        raise KeyError("x")
    assert run.read("01_reinforce").manifest == before.manifest
    assert before.path("out.txt").read_text() == "first"
    assert [path.name for path in run.folder.iterdir()] == ["01_reinforce"]


def test_a_step_replaces_the_former_whole(run):
    write(run, "01_reinforce", name="old.txt")
    write(run, "01_reinforce", name="new.txt")
    assert sorted(path.name for path in (run.folder / "01_reinforce").iterdir()) == [
        MANIFEST,
        "new.txt",
    ]


def test_edited_anchors_make_the_labels_stale(run):
    anchors = write(run, "03_edit_anchors", "anchors.csv", "a,b", editable=True)
    labels = write(run, "04_generate_labels", "labels.txt", reads=[anchors])
    tuned = write(run, "05_finetune_qlora", "adapter.txt", reads=[labels])
    assert staleness(tuned) == []
    anchors.path("anchors.csv").write_text("a,c")
    assert (
        run.read("03_edit_anchors").path("anchors.csv").read_text() == "a,c"
    )  # a person may edit this one
    for step in ("04_generate_labels", "05_finetune_qlora"):
        with pytest.raises(
            StaleArtifact,
            match="04_generate_labels is out of date: 03_edit_anchors/anchors.csv has "
            "changed.*run 04_generate_labels",
        ):
            run.read(step)
    write(run, "04_generate_labels", "labels.txt", text="y", reads=[run.read("03_edit_anchors")])
    with pytest.raises(
        StaleArtifact,
        match="05_finetune_qlora is out of date: 04_generate_labels/labels.txt has changed",
    ):
        run.read("05_finetune_qlora")


def test_a_table_edited_by_hand_is_kept_when_its_step_is_made_again(run):
    anchors = write(run, "03_edit_anchors", "anchors.csv", "a,b", editable=True)
    write(run, "03_edit_anchors", "anchors.csv", "a,b", editable=True)
    assert not (run.folder / "kept").exists()
    anchors.path("anchors.csv").write_text("by hand")
    write(run, "03_edit_anchors", "anchors.csv", "a,b", editable=True)
    (kept,) = (run.folder / "kept" / "03_edit_anchors").iterdir()
    assert kept.read_text() == "by hand" and kept.name.endswith("-anchors.csv")


def test_a_changed_added_or_removed_input_file_is_named(run, tmp_path):
    books = tmp_path / "books"
    books.mkdir()
    (books / "1.txt").write_text("one")
    write(run, "01_reinforce", reads=[books])
    (books / "2.txt").write_text("two")
    with pytest.raises(StaleArtifact, match="books/2.txt is new"):
        run.read("01_reinforce")
    (books / "2.txt").unlink()
    run.read("01_reinforce")
    (books / "1.txt").write_text("another")
    with pytest.raises(StaleArtifact, match="books/1.txt has changed"):
        run.read("01_reinforce")
    (books / "1.txt").unlink()
    with pytest.raises(StaleArtifact, match="books/1.txt was deleted"):
        run.read("01_reinforce")


def test_a_payload_changed_or_cut_short_is_refused(run):
    artifact = write(run, "01_reinforce", text="whole")
    artifact.path("out.txt").write_text("who")
    with pytest.raises(
        StaleArtifact, match="01_reinforce/out.txt was changed after the step finished"
    ):
        run.read("01_reinforce")
    artifact.path("out.txt").unlink()
    with pytest.raises(StaleArtifact, match="is gone"):
        run.read("01_reinforce")


def test_a_missing_read_is_refused_before_anything_is_written(run, tmp_path):
    with (
        pytest.raises(InputError, match="missing"),
        run.writing("01_reinforce", settings={}, seed=0, reads=[tmp_path / "none"]),
    ):
        raise AssertionError
    assert not run.folder.exists()


def test_a_step_writes_something_and_stays_inside(run):
    with (
        pytest.raises(ArtifactError, match="wrote no file"),
        run.writing("01_reinforce", settings={}, seed=0),
    ):
        pass
    for name in ("../x", MANIFEST):
        with (
            pytest.raises(ArtifactError, match="inside its step"),
            run.writing("01_reinforce", settings={}, seed=0) as out,
        ):
            out.path(name)


def test_a_full_disk_leaves_the_former_step(run):
    """The limit on a file's size stands for the full disk: the system refuses the write in the same
    place.
    """
    before = write(run, "02_inspect_logit_deltas", "out.bin", "small")
    script = textwrap.dedent("""
        import resource, signal, sys, torch
        from whp_kit.files import save_tensors
        from whp_kit.runs.store import Run
        from whp_kit.errors import StorageError
        run = Run("demo")
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
        try:
            with run.writing("02_inspect_logit_deltas", settings={}, seed=0) as out:
                if sys.argv[1] == "bytes":
                    out.path("out.bin").write_bytes(bytes(1_000_000))
                else:
                    save_tensors(out.path("out.safetensors"), {"x": torch.zeros(1_000_000)})
        except StorageError as error:
            print(error)
    """)
    for way in ("bytes", "tensors"):
        done = subprocess.run(
            [sys.executable, "-c", script, way],
            capture_output=True,
            text=True,
            env=os.environ,
            check=True,
        )
        assert (
            "could not be written: File too large" in done.stdout and "untouched" in done.stdout
        ), done
    assert run.read("02_inspect_logit_deltas").manifest == before.manifest
    assert before.path("out.bin").read_text() == "small"


def test_no_space_left_while_the_manifest_is_written(run, monkeypatch):
    before = write(run, "01_reinforce", text="first")

    def full(path):
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr("whp_kit.files.sync_file", full)
    with (
        pytest.raises(StorageError, match="No space left on device.*free some space"),
        run.writing("01_reinforce", settings={}, seed=0) as out,
    ):
        out.path("out.txt").write_text("second")
    assert (
        run.read("01_reinforce").manifest == before.manifest
        and before.path("out.txt").read_text() == "first"
    )


def test_a_failed_swap_puts_the_former_back(run, monkeypatch):
    write(run, "01_reinforce", text="first")
    real = os.rename

    def rename(source, target, *rest, **words):
        if ".writing." in str(source):
            raise OSError(5, "Input/output error")
        return real(source, target, *rest, **words)

    monkeypatch.setattr(os, "rename", rename)
    with pytest.raises(OSError, match="Input/output"):
        write(run, "01_reinforce", text="second")
    assert run.read("01_reinforce").path("out.txt").read_text() == "first"


def test_a_kill_between_the_renames_is_mended(run):
    write(run, "01_reinforce", text="first")
    (run.folder / "01_reinforce").rename(run.folder / ".01_reinforce.old")
    dead = run.folder / ".01_reinforce.writing.99999999"
    dead.mkdir()
    with pytest.raises(MissingArtifact, match="rename .*.01_reinforce.old to 01_reinforce"):
        run.read("01_reinforce")
    with pytest.raises(RuntimeError), run.writing("01_reinforce", settings={}, seed=0):
        raise RuntimeError
    assert run.read("01_reinforce").path("out.txt").read_text() == "first"
    assert not dead.exists()


def test_reading_moves_nothing_while_another_process_swaps(run):
    write(run, "01_reinforce", text="first")
    (run.folder / "01_reinforce").rename(run.folder / ".01_reinforce.old")
    assert run.steps() == []
    assert (run.folder / ".01_reinforce.old").is_dir()


def test_a_damaged_manifest_is_refused(run):
    write(run, "01_reinforce")
    (run.folder / "01_reinforce" / MANIFEST).write_text("{")
    with pytest.raises(InputError, match="not JSON"):
        run.read("01_reinforce")
    write_json(run.folder / "01_reinforce" / MANIFEST, {"schema": 99})
    with pytest.raises(ArtifactError, match="not one that this version reads"):
        run.read("01_reinforce")


@pytest.mark.parametrize(
    "damage",
    ["{", "[]", '{"schema": 99}', None, "files", "reads", "seconds"],
)
def test_a_step_with_a_damaged_manifest_is_set_aside_and_written_again(run, damage, capsys):
    write(run, "03_edit_anchors", "anchors.csv", "by hand", editable=True)
    path = run.folder / "03_edit_anchors" / MANIFEST
    if damage is None:
        path.unlink()
    elif damage in json.loads(path.read_text()):
        path.write_text(json.dumps(json.loads(path.read_text()) | {damage: [1]}))
    else:
        path.write_text(damage)
    with pytest.raises((InputError, ArtifactError)):
        run.read("03_edit_anchors")
    assert run.manifests() == {} and run.costs()["seconds"] == {}
    assert list(run.problems()) == ([] if damage is None else ["03_edit_anchors"])
    artifact = write(run, "03_edit_anchors", "anchors.csv", "made again", editable=True)
    assert artifact.path("anchors.csv").read_text() == "made again"
    (aside,) = (run.folder / "kept" / "03_edit_anchors").iterdir()
    assert (aside / "anchors.csv").read_text() == "by hand"
    assert f"that step is now in {aside}" in capsys.readouterr().out


def test_problems_name_what_was_altered_after_the_step_finished(run):
    first = write(run, "01_reinforce")
    write(run, "02_inspect_logit_deltas", reads=[first])
    assert run.problems() == {}
    first.path("out.txt").write_text("altered")
    problems = run.problems()
    assert problems["01_reinforce"] == ("01_reinforce/out.txt was changed after the step finished")
    assert "02_inspect_logit_deltas is out of date" in problems["02_inspect_logit_deltas"]


class TestGoingOn:
    """Where 03 begins: with the table that a person has edited, or with the world's."""

    STEP, NAME = "03_edit_anchors", "anchors.csv"

    @pytest.fixture
    def world(self, tmp_path):
        path = tmp_path / "world.csv"
        path.write_text("of the world")
        return path

    def make(self, start, meanwhile=None, own=False):
        """Makes 03 as its notebook does; returns the table that it saves."""
        run = Run("demo", load_preset("test"))
        start = run.folder / self.STEP / self.NAME if own else start
        source = run.going_on(self.STEP, self.NAME, start)
        text = source.read_text()
        if meanwhile:
            self.path.write_text(meanwhile)
        with run.writing(self.STEP, settings={}, seed=0) as out:
            out.path(self.NAME, editable=True).write_text(text)
        return self.path.read_text()

    @property
    def path(self):
        return Run("demo").folder / self.STEP / self.NAME

    def kept(self):
        return [path.read_text() for path in Run("demo").folder.glob("kept/*/*")]

    def test_the_worlds_is_taken_while_nobody_has_edited(self, run, world, capsys):
        assert self.make(world) == "of the world"
        world.write_text("of the world, corrected")
        assert self.make(world) == "of the world, corrected"
        assert capsys.readouterr().out == ""

    def test_an_edited_one_stays_however_often_the_step_is_made(self, run, world, capsys):
        self.make(world)
        self.path.write_text("by hand")
        for _ in range(3):
            assert self.make(world) == "by hand"
            manifest = Run("demo").peek(self.STEP).manifest
            assert went_on_from(manifest) == "; went on from anchors.csv, edited by hand"
            assert "goes on from anchors.csv of this run, which was edited by hand" in (
                capsys.readouterr().out
            )
        assert self.kept() == []

    def test_another_source_replaces_it_and_says_where_it_is(self, run, world, tmp_path, capsys):
        self.make(world)
        self.path.write_text("by hand")
        self.make(world)
        (tmp_path / "mine.csv").write_text("mine")
        assert self.make(tmp_path / "mine.csv") == "mine"
        assert self.kept() == ["by hand"]
        assert "which was edited by hand, is kept in" in capsys.readouterr().out
        assert self.make(tmp_path / "mine.csv") == "mine"

    def test_the_runs_own_stays_the_edited_one(self, run, world):
        self.make(world)
        self.path.write_text("by hand")
        assert self.make(None, own=True) == "by hand"
        assert self.make(world) == "by hand"

    @pytest.mark.parametrize("edited_before", [True, False])
    def test_an_edit_while_the_step_runs_stays(self, run, world, edited_before, capsys):
        self.make(world)
        if edited_before:
            self.path.write_text("by hand")
        assert self.make(world, meanwhile="newer") == "newer"
        assert "was edited while the step ran: the edited one stays" in capsys.readouterr().out
        assert self.make(world) == "newer"

    def test_a_damaged_manifest_does_not_lose_the_table(self, run, world):
        self.make(world)
        self.path.write_text("by hand")
        (self.path.parent / MANIFEST).write_text("{")
        assert self.make(world) == "by hand"

    def test_a_kill_between_the_renames_does_not_lose_the_table(self, run, world):
        self.make(world)
        self.path.write_text("by hand")
        self.path.parent.rename(run.folder / f".{self.STEP}.old")
        assert self.make(world) == "by hand"


@pytest.mark.parametrize("is_file", [True, False])
def test_leftovers_go_whatever_they_are_and_whatever_process_number_they_bear(
    run, tmp_path, is_file
):
    """On a shared disk the number of a dead process may be that of a living one here."""
    run.folder.mkdir(parents=True)
    (run.folder / f".01_reinforce.writing.{os.getpid()}").mkdir()
    (run.folder / ".01_reinforce.writing.not-a-number").mkdir()
    (run.folder / ".01_reinforce.writing.a file").write_text("x")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/kept.txt").write_text("x")
    (run.folder / ".01_reinforce.writing.link").symlink_to(tmp_path / "elsewhere")
    old = run.folder / ".01_reinforce.old"
    old.write_text("a file") if is_file else old.symlink_to(tmp_path / "elsewhere")
    write(run, "01_reinforce")
    write(run, "01_reinforce")
    assert (tmp_path / "elsewhere/kept.txt").exists()
    assert [path.name for path in run.folder.iterdir()] == ["01_reinforce"]


def test_costs_come_from_the_manifests(run):
    write(run, "01_reinforce")
    costs = run.costs()
    assert list(costs["seconds"]) == list(costs["peak_memory_bytes"]) == ["01_reinforce"]
    assert all(value > 0 for value in costs["peak_memory_bytes"].values())


def test_tensors_keep_values_and_bytes(tmp_path):
    tensors = {"b": torch.arange(6).reshape(2, 3).T, "a": torch.ones(2, dtype=torch.bfloat16)}
    for name in ("one", "two"):
        save_tensors(tmp_path / name, tensors, metadata={"z": 1, "a": [1, "é"], "m": None})
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    loaded = load_tensors(tmp_path / "one")
    assert torch.equal(loaded["b"], tensors["b"]) and torch.equal(loaded["a"], tensors["a"])
    assert load_metadata(tmp_path / "one") == {"z": 1, "a": [1, "é"], "m": None}


def test_a_pickle_is_not_read(tmp_path):
    torch.save({"a": torch.ones(1)}, tmp_path / "weights.bin")
    with pytest.raises(InputError, match="not readable as safetensors"):
        load_tensors(tmp_path / "weights.bin")


def test_json_refuses_what_is_not_finite(tmp_path):
    with pytest.raises(ArtifactError, match="curve.1.mean = nan"):
        write_json(tmp_path / "x.json", {"curve": [{"mean": 1.0}, {"mean": float("nan")}]})
    assert list(tmp_path.iterdir()) == []
    write_json(tmp_path / "x.json", {"a": torch.tensor(2), "p": tmp_path})
    assert json.loads((tmp_path / "x.json").read_text()) == {"a": 2, "p": str(tmp_path)}


def test_what_is_under_way_is_kept_until_the_step_is_written(run, tmp_path):
    work = run.work("05_finetune_qlora")
    (work / "unlearned" / "step_00010").mkdir(parents=True)
    (work / "unlearned" / "step_00010" / "adapter.txt").write_text("a")
    with pytest.raises(RuntimeError):
        with run.writing("05_finetune_qlora", settings={}, seed=0) as out:
            out.take(work / "unlearned")
            raise RuntimeError
    assert (work / "unlearned" / "step_00010" / "adapter.txt").is_file()
    with run.writing("05_finetune_qlora", settings={}, seed=0) as out:
        assert out.take(work / "unlearned").name == "unlearned"
    assert run.read("05_finetune_qlora").path("unlearned/step_00010/adapter.txt").read_text() == "a"
    assert not work.parent.exists() and run.steps() == ["05_finetune_qlora"]


class Model:
    """What `save` asks of a loaded model."""

    device = SimpleNamespace(name="cpu", dtype="float32")
    quantisation = "nf4"


class Text:
    """Content that saves itself, as pictures and tables do."""

    def save(self, path):
        path.write_text("saved itself")


@pytest.fixture
def project(run):
    return Run("demo", load_preset("test"), seed=3)


def test_save_writes_content_of_each_kind(project, tmp_path):
    (tmp_path / "adapter").mkdir()
    (tmp_path / "adapter" / "weights.txt").write_text("w")
    files = {
        "text.txt": Text(),
        "adapter": tmp_path / "adapter",
        "copy.txt": tmp_path / "adapter/weights.txt",
        "rows.json": [1],
        "none.json": None,
    }
    folder = project.save("01_reinforce", files, Model(), headline={"loss": torch.tensor(0.5)})
    written = {p.relative_to(folder).as_posix(): p.read_text() for p in folder.rglob("*.*")}
    manifest = json.loads(written.pop(MANIFEST))
    assert written == {
        "text.txt": "saved itself",
        "adapter/weights.txt": "w",
        "copy.txt": "w",
        "rows.json": "[\n  1\n]\n",
    }
    found = [manifest[key] for key in ("device", "dtype", "quantisation", "seed", "headline")]
    assert found == ["cpu", "float32", "nf4", 3, {"loss": 0.5}]
    assert manifest["settings"] == json.loads(json.dumps(load_preset("test").as_dict()))


def test_save_records_what_was_read_as_it_was_then(project, tmp_path):
    book = tmp_path / "book.txt"
    book.write_text("book")
    project.uses(book, None, "org/model")
    anchors = {"anchors.csv": Text()}
    project.save("03_edit_anchors", anchors, editable=["anchors.csv"])
    anchors = project.read("03_edit_anchors").path("anchors.csv")
    anchors.write_text("edited while the labels are made")
    project.save("04_generate_labels", {"labels.json": []}, more_settings={"alpha": 2.0})
    assert project.peek("04_generate_labels").manifest["settings"]["alpha"] == 2.0
    with pytest.raises(StaleArtifact, match="03_edit_anchors/anchors.csv has changed since"):
        project.read("04_generate_labels")
    project.read("03_edit_anchors")
    project.save("04_generate_labels", {"labels.json": []})
    reads = project.read("04_generate_labels").manifest["reads"]
    assert [sorted(record) for record in reads] == [["files", "path"], ["name"], ["files", "step"]]
    project.save("03_edit_anchors", {"anchors.csv": Text()})
    assert "03_edit_anchors" not in [
        record.get("step") for record in project.peek("03_edit_anchors").manifest["reads"]
    ], "a step is no source of its own"


class TestWhatAForeignManifestNames:
    """A source may be anything on this machine: it is told, and neither waited for nor read
    through."""

    @pytest.fixture
    def check(self, run, tmp_path):
        """Puts a source with its record into the manifest of a step; returns what is told."""
        write(run, "01_reinforce")
        path = run.folder / "01_reinforce" / MANIFEST

        def of(source, files):
            record = {"path": str(source), "files": files}
            manifest = json.loads(path.read_text())
            path.write_text(json.dumps(manifest | {"reads": [record]}))
            began = time.process_time()
            (told,) = Run("demo").problems().values()
            with pytest.raises(ArtifactError):
                Run("demo").read("01_reinforce")
            assert time.process_time() - began < 5
            return told

        return of

    @pytest.mark.parametrize("files", [{}, {"etc/passwd": "0" * 64}, {"": "0" * 64}], ids=str)
    def test_the_root_of_the_disk(self, check, files):
        assert "is new since" in check("/", files)

    @pytest.mark.parametrize("path", ["/dev/zero", "/dev/tty"])
    def test_a_device(self, check, path):
        assert "cannot be checked" in check(path, {"": "0" * 64})

    @pytest.mark.parametrize("in_folder", [True, False])
    def test_a_pipe(self, check, tmp_path, in_folder):
        os.mkfifo(tmp_path / "pipe")
        told = check(*((tmp_path, {}) if in_folder else (tmp_path / "pipe", {"": "0" * 64})))
        assert "is new" in told if in_folder else "cannot be checked" in told

    def test_a_link_to_a_pipe_that_is_recorded(self, check, tmp_path):
        (tmp_path / "books").mkdir()
        os.mkfifo(tmp_path / "pipe")
        (tmp_path / "books/one.txt").symlink_to(tmp_path / "pipe")
        assert "cannot be checked" in check(tmp_path / "books", {"one.txt": "0" * 64})

    @pytest.mark.parametrize("bytes_", [1 << 34, 1 << 41], ids=["16 GiB", "2 TiB"])
    def test_a_file_of_holes(self, check, tmp_path, bytes_):
        with (tmp_path / "book.txt").open("wb") as file:
            file.write(b"one page")
            file.truncate(bytes_)
        assert "cannot be checked" in check(tmp_path / "book.txt", {"": "0" * 64})

    def test_a_file_whose_digest_is_none(self, check, tmp_path):
        with (tmp_path / "book.txt").open("wb") as file:
            file.truncate(1 << 20)
        assert "has changed" in check(tmp_path / "book.txt", {"": "x"})

    def test_a_file_of_the_system_that_has_no_end(self, check):
        assert "has changed" in check("/proc/kmsg", {"": "0" * 64})

    @pytest.mark.parametrize("path", ["/" + "x" * 5000, "/x" * 3000, "~nobody/x"])
    def test_a_path_that_cannot_be(self, check, path):
        told = check(path, {"": "0" * 64})
        assert "was deleted" in told or "cannot be checked" in told

    def test_the_smallest_file_is_read_first_and_the_rest_not_where_it_differs(
        self, check, tmp_path, monkeypatch
    ):
        (tmp_path / "books").mkdir()
        for name, size in (("a", 3000), ("b", 10), ("c", 2000)):
            (tmp_path / "books" / name).write_bytes(bytes(size))
        digested = []
        monkeypatch.setattr(
            "whp_kit.files.DigestCache.file_digest",
            lambda self, path: digested.append(path.name) or "1" * 64,
        )
        assert "books/b has changed" in check(tmp_path / "books", dict.fromkeys("abc", "0" * 64))
        assert not {"a", "c"} & set(digested)

    def test_more_sources_than_a_step_has(self, run):
        write(run, "01_reinforce")
        path = run.folder / "01_reinforce" / MANIFEST
        sources = [{"path": f"/usr/{number}", "files": {}} for number in range(10_000)]
        path.write_text(json.dumps(json.loads(path.read_text()) | {"reads": sources}))
        with pytest.raises(ArtifactError, match="not one that this version reads"):
            run.read("01_reinforce")


def test_steps_that_share_their_sources_again_and_again_are_looked_at_once(run):
    names = [f"{number:02d}_step" for number in range(26)]
    for number, name in enumerate(names):
        earlier = [Run("demo").peek(one) for one in names[max(0, number - 2) : number]]
        with run.writing(name, settings={}, seed=0, reads=earlier) as out:
            out.path("out.txt").write_text("x")
    began = time.process_time()
    assert staleness(run.peek(names[-1])) == []
    assert time.process_time() - began < 2
    (run.folder / names[0] / "out.txt").write_text("y")
    assert names[0] in staleness(run.peek(names[-1]))[0].what


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("[1, 2]", True),
        ("[]", True),
        ('["1"]', False),
        ("[true]", False),
        ("{}", False),
        ("{", False),
    ],
)
def test_a_file_of_the_payload_is_read_by_its_shape(run, text, fits):
    step = write(run, "01_reinforce", "a.json", text)
    if fits:
        assert step.read_json("a.json", list[int]) == json.loads(text)
    else:
        with pytest.raises(ArtifactError, match="is not what the step wrote.*run 01_reinforce"):
            step.read_json("a.json", list[int])


def test_a_link_or_a_pipe_in_the_place_of_a_file_of_the_payload_is_refused(run, tmp_path):
    step = write(run, "01_reinforce", "a.json", "[1]")
    (step.folder / "a.json").rename(tmp_path / "a.json")
    (step.folder / "a.json").symlink_to(tmp_path / "a.json")
    with pytest.raises(ArtifactError, match="a link"):
        step.read_json("a.json", list[int])
    (step.folder / "a.json").unlink()
    os.mkfifo(step.folder / "a.json")
    with pytest.raises(ArtifactError, match="a pipe"):
        step.read_json("a.json", list[int])


def test_a_setting_of_another_kind_is_an_error(run):
    step = write(run, "01_reinforce")
    assert step.setting("a", kind=int) == 1
    for names in (("b",), ("a",), ("a", "b")):
        with pytest.raises(ArtifactError, match="the settings in the manifest of 01_reinforce"):
            step.setting(*names)
