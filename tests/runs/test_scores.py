"""published: scores.json is put together from the steps that are in order, whichever ran last."""

import pytest

from whp_kit.errors import ArtifactError, MissingArtifact
from whp_kit.files import read_json, write_json
from whp_kit.runs.scores import FILE, KEYS_OF_STEPS, publish, with_figures_of_steps
from whp_kit.runs.step_names import PROBE as STEP
from whp_kit.runs.store import Run

LATER = "07_compare_with_never_knew"


@pytest.fixture
def run(runs, tmp_path):
    """A run whose 07 rests on a file."""
    (tmp_path / "text.txt").write_text("as it was")
    return Run("demo")


def write(run, step, name, value, reads=(), shared=False):
    with run.writing(step, settings={}, seed=0, reads=reads) as out:
        write_json(out.path(name, shared=shared), value)


def probe(run):
    write(
        run,
        STEP,
        FILE,
        with_figures_of_steps(run, {"schema": 2, "familiarity": 0.5}) | run.costs(),
        shared=True,
    )
    return read_json(run.read(STEP).path(FILE))


def test_the_order_does_not_matter(run, tmp_path):
    keys = {key for names in KEYS_OF_STEPS.values() for key in names}
    first = probe(run)
    assert all(first[key] is None for key in keys) and first["familiarity"] == 0.5
    write(
        run,
        LATER,
        "figures.json",
        {"never_knew_comparison": {"a": 1}},
        reads=[tmp_path / "text.txt"],
    )
    assert publish(run) == run.folder / STEP / FILE
    found = read_json(run.read(STEP).path(FILE))  # and the step is in order
    assert (
        found["never_knew_comparison"] == {"a": 1}
        and set(found["seconds"]) == {STEP, LATER}
        and found["familiarity"] == 0.5
    )
    assert probe(run)["never_knew_comparison"] == {"a": 1}, "06 again: it takes up what is there"


def test_figures_that_are_out_of_date_are_not_shown(run, tmp_path):
    probe(run)
    write(
        run,
        LATER,
        "figures.json",
        {"never_knew_comparison": {"a": 1}},
        reads=[tmp_path / "text.txt"],
    )
    publish(run)
    (tmp_path / "text.txt").write_text("changed since")
    publish(run)
    assert read_json(run.read(STEP).path(FILE))["never_knew_comparison"] is None


def test_without_06_nothing_is_published(run):
    assert publish(run) is None


def test_only_a_shared_file_is_written_anew(run):
    write(run, "01_first", "numbers.json", {"a": 1})
    with pytest.raises(ArtifactError, match="not a file that other steps add to"):
        run.amend("01_first", "numbers.json", {"a": 2})
    with pytest.raises(MissingArtifact):
        run.amend("02_second", "numbers.json", {"a": 2})
    write(run, "01_first", "numbers.json", {"a": 1}, shared=True)
    run.amend("01_first", "numbers.json", {"a": 2})
    assert read_json(run.read("01_first").path("numbers.json")) == {"a": 2}
    run.folder.joinpath("01_first/numbers.json").write_text('{"a": 3}')
    with pytest.raises(ArtifactError, match="was changed after"):
        run.read("01_first")


def test_scores_that_were_altered_are_not_made_valid_again(run):
    probe(run)
    path = run.folder / STEP / FILE
    path.write_text(path.read_text().replace("0.5", "0.0"))
    before = path.read_text()
    with pytest.raises(ArtifactError, match="was changed after the step finished"):
        publish(run)
    assert path.read_text() == before and run.problems()


@pytest.mark.parametrize("text", ["[1]", "null", "7"])
def test_scores_of_another_shape_are_an_error(run, text):
    probe(run)
    (run.folder / STEP / FILE).write_text(text)
    with pytest.raises(ArtifactError):
        publish(run)
