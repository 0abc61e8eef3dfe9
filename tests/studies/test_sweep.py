"""sweep: points as they are written, what several seeds tell, the difference to the base. (Real
points by papermill: test_notebooks.)
"""

import itertools
import time

import numpy as np
import pytest

from whp_kit.errors import InputError, SettingsError
from whp_kit.evaluation import metrics as forgetting
from whp_kit.paths import DATA
from whp_kit.runs.notebooks import Notebook
from whp_kit.runs.store import Run
from whp_kit.settings import load_preset
from whp_kit.studies import sweep
from whp_kit.studies.sweep import Point

NOTEBOOK = sweep.find_tuning()


def test_points_from_the_command_line_are_typed_and_named():
    first, second = sweep.parse_points(["retain_weight=5,steps=300", "alpha=3, seed=2"], NOTEBOOK)
    assert (
        first.given == {"retain_weight": 5.0, "steps": 300}
        and first.name == "retain_weight5-steps300"
    )
    assert second.given == {"alpha": 3.0, "seed": 2} and second.without_seed() == {"alpha": 3.0}
    assert isinstance(first.given["steps"], int) and Point({}).name == "default"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("retain_wieght=5", ["retain_wieght", "did you mean 'retain_weight'"]),
        ("steps=3.5", ["steps", "3.5", "int"]),
        ("steps", ["name=value", "-p retain_weight=5,steps=300"]),
        ("control=true", ["unknown parameter", "control"]),
        ("run=other", ["unknown parameter", "run"]),
    ],
)
def test_points_that_05_cannot_take_are_refused(text, parts):
    with pytest.raises(SettingsError) as caught:
        sweep.parse_points([text], NOTEBOOK)
    assert all(part in str(caught.value) for part in parts)


def test_a_value_out_of_range_is_refused_before_anything_runs():
    preset = load_preset("test")
    assert sweep.checked(Point({"steps": 7, "alpha": 2.0, "seed": 1}), preset).finetune.steps == 7
    with pytest.raises(SettingsError, match="lora_rank"):
        sweep.checked(Point({"lora_rank": 0}), preset)
    with pytest.raises(SettingsError, match="alpha"):
        sweep.checked(Point({"alpha": -1.0}), preset)


def test_a_file_of_points_is_a_list_then_a_grid(tmp_path):
    path = tmp_path / "points.toml"
    path.write_text("[[point]]\nalpha = 2\n\n[grid]\nsteps = [10, 20]\nretain_weight = [1.0, 2]\n")
    names = [point.name for point in sweep.load_points(path, NOTEBOOK)]
    assert names == [
        "alpha2",
        *(f"steps{steps}-retain_weight{weight}" for steps in (10, 20) for weight in (1, 2)),
    ]
    for text, told in (
        ("[grid]\nsteps = 3\n", "another form"),
        ("point = [false]\n", "another form"),
        ('point = ["steps"]\n', "another form"),
        ("[grids]\n", "did you mean 'grid'"),
        ("[", "cannot be read|not readable as TOML"),
    ):
        path.write_text(text)
        with pytest.raises((InputError, SettingsError), match=told):
            sweep.load_points(path, NOTEBOOK)
    with pytest.raises((InputError, SettingsError), match="cannot be read|missing"):
        sweep.load_points(tmp_path / "none.toml", NOTEBOOK)


@pytest.mark.parametrize(
    "path", sorted((DATA / "sweeps").glob("*.toml")), ids=lambda path: path.stem
)
def test_the_shipped_points_are_ones_that_the_preset_takes(path):
    points = sweep.load_points(path, NOTEBOOK)
    assert len({point.name for point in points}) == len(points) > 1
    for point in points:
        sweep.checked(point, load_preset(path.stem))


def test_seeds_multiply_points_and_the_base_runs_own_is_not_named():
    points = [Point({}), Point({"steps": 3})]
    assert [one.name for one in sweep.with_seeds(points, [], 0)] == ["default", "steps3"]
    assert [one.name for one in sweep.with_seeds(points, [0, 4], 0)] == [
        "default",
        "seed4",
        "steps3",
        "steps3-seed4",
    ]


def test_a_difference_is_taken_item_by_item():
    """Two models that differ in one item of ten: the difference is exact, and its interval much
    narrower than either share's.
    """
    base = {"hits": {"tasks": [1, 0] * 50}}
    row = {"hits": {"tasks": [0, 0, *([1, 0] * 49)]}}
    found = sweep.changes(base, row)["tasks"]
    assert found["value"] == pytest.approx(-0.01) and found["n"] == 100
    assert -0.04 <= found["ci95"][0] <= -0.01 <= found["ci95"][1] <= 0
    assert sweep.changes(base, base)["tasks"]["ci95"] == [0, 0]


def figures(value):
    return {key: {"value": value, "ci95": [0, 1], "n": 3} for key in sweep.FIGURES}


def test_over_seeds_needs_two_and_tells_the_range_and_f():
    twins = {
        f"{sweep.TWIN}-{label}": {"truth_ratios": [1.0 + k, 1.0, 3.0]}
        for k, label in enumerate(("default", "seed1"))
    }
    ours = {
        label: figures(0.1 * k) | {"truth_ratios": [0.0, 1.0, 2.0 + 2 * k]}
        for k, label in enumerate(("default", "seed1"))
    }
    groups = {"default": ["default", "seed1"], "alone": ["default"]}
    (entry,) = sweep.over_seeds(ours, groups).values()
    assert entry["seeds"] == 2 and set(entry) == {"seeds", *sweep.FIGURES}
    for key in sweep.FIGURES:
        assert entry[key]["mean"] == pytest.approx(0.05) and entry[key]["range"] == [0.0, 0.1]
        # Student's t of one degree: 12.706 standard errors of 0.05, cut to shares.
        assert entry[key]["ci95"] == pytest.approx([0.0, 0.05 + 12.706 * 0.05], abs=1e-3)
    found = sweep.over_seeds(ours | twins, groups)["default"]
    # By hand, delta apart: the first item parts the kinds (bin 13), the second never (epsilon 0,
    # bin 1), the third at best errs once in two on one side alone, which is no evidence (bin 1):
    # the mean of 2/2^13, 1 and 1.
    assert (
        found["forgetting_quality"] == pytest.approx((2 / 2**13 + 1 + 1) / 3)
        and found["items"] == 3
    )
    assert (
        found["apart"] == pytest.approx(2 / 2**13) and found["apart"] < found["forgetting_quality"]
    )


def test_the_calibration_of_few_seeds_is_that_of_every_way_to_part_them():
    draw = np.random.default_rng(2)
    ours, theirs = draw.normal(size=(3, 20)), draw.normal(1, 1, size=(3, 20))
    together, own = np.concatenate([ours, theirs]), forgetting.epsilon_score(ours, theirs)[0]
    scores = []
    for half in itertools.combinations(range(6), 3):
        rest = [k for k in range(6) if k not in half]
        scores.append(forgetting.epsilon_score(together[list(half)], together[rest])[0])
    found = sweep.calibration(ours, theirs)
    assert found["same"] == pytest.approx(np.mean(scores))
    assert found["p"] == pytest.approx(np.mean(np.array(scores) <= own + 1e-12))


def test_ten_seeds_take_seconds_and_not_all_92378_ways_to_part_them():
    draw = np.random.default_rng(0)
    began = time.monotonic()
    found = sweep.calibration(draw.normal(size=(10, 150)), draw.normal(2, 1, size=(10, 150)))
    assert time.monotonic() - began < 5
    assert found["p"] < 0.01, "hardly any of them parts so well"


def test_kinds_that_do_not_differ_score_as_the_calibration_says():
    """Over many draws of two kinds from one source, the mean of F is the mean of "same"."""
    draw = np.random.default_rng(0)
    pairs = [(draw.normal(size=(3, 40)), draw.normal(size=(3, 40))) for _ in range(12)]
    scores = [forgetting.epsilon_score(*pair)[0] for pair in pairs]
    same = [sweep.calibration(*pair)["same"] for pair in pairs]
    assert np.mean(scores) == pytest.approx(np.mean(same), abs=0.04) and np.mean(same) < 0.95


def test_twins_are_made_of_what_has_several_seeds(runs):
    points = [
        sweep.Point(given)
        for given in (
            {},
            {"seed": 1},
            {"alpha": 3.0},
            {"steps": 9, "seed": 1},
            {"seed": 2, "steps": 9},
        )
    ]
    own = [point.name for point in points]
    assert [
        label for label, _, _ in sweep._jobs(points, load_preset("tiny"), "sweep", False)
    ] == own
    found = {
        label: chosen
        for label, _, chosen in sweep._jobs(points, load_preset("tiny"), "sweep", True)
    }
    twins = [
        "never_knew-default",
        "never_knew-seed1",
        "never_knew-steps9-seed1",
        "never_knew-seed2-steps9",
    ]
    assert list(found) == own + twins
    assert {found[label].model.base for label in twins} == {load_preset("tiny").model.never_knew}


def test_a_step_is_copied_once_and_again_when_the_bases_changes(runs):
    base, point = Run("base"), Run("sweep-x")
    for text in ("first", "second"):
        with base.writing("01_first", settings={}, seed=0) as out:
            out.path("a.txt").write_text(text)
        with base.writing("02_second", settings={}, seed=0, reads=[base.read("01_first")]) as out:
            out.path("b.txt", editable=True).write_text(text)
        point.folder.mkdir(exist_ok=True)
        chain = sweep._chain(base.read("02_second"))
        assert [step.step for step in chain] == ["01_first", "02_second"]
        for step in chain:
            sweep._copy_step(step, point)
        stamp = point.read("02_second").path("b.txt").stat().st_ino
        for step in chain:
            sweep._copy_step(step, point)
        assert (
            point.read("02_second").path("b.txt").stat().st_ino == stamp
            and point.read("01_first").path("a.txt").read_text() == text
        )
    assert not list(point.folder.glob(".*"))


def test_the_notebook_takes_what_the_sweep_sets():
    assert isinstance(NOTEBOOK, Notebook) and set(sweep.TAKEN) <= set(NOTEBOOK.parameters)
    assert {"retain_weight", "steps", "alpha", "lora_rank", "seed"} <= set(NOTEBOOK.parameters)


def test_each_setting_has_a_name_of_its_own_that_a_run_may_have():
    given = [
        {"seed": 1234567},
        {"seed": 1234568},
        {"learning_rate": 0.00300001},
        {"learning_rate": 0.00300002},
        {"learning_rate": 1e-12},
        {"alpha": 1e20},
        dict.fromkeys(
            ("retain_weight", "learning_rate", "batch_blocks", "lora_rank", "alpha"), 1.5
        ),
        dict.fromkeys(("retain_weight", "learning_rate", "batch_blocks", "lora_rank", "seed"), 1.5),
    ]
    names = [sweep.Point(one).name for one in given]
    assert len(set(names)) == len(names)
    for name in names:
        Run(f"a-sweep-never_knew-{name}")
    assert sweep.Point({"steps": None}).name == "default"
    assert sweep.Point({"retain_weight": 5, "alpha": 2.5}).name == "retain_weight5-alpha2.5"


def test_more_points_than_anyone_trains_are_refused_before_they_are_made(tmp_path):
    path = tmp_path / "points.toml"
    values = list(range(1, 500))
    path.write_text(f"[grid]\nsteps = {values}\nlora_rank = {values}\nbatch_blocks = {values}\n")
    with pytest.raises(InputError, match="more than 1,000 points.*124,251,499"):
        sweep.load_points(path, NOTEBOOK)
