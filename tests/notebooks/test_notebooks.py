"""The notebooks from end to end on the preset `test`, through papermill, in a folder of their own;
found by glob.
"""

import csv
import io

import nbformat
import pytest

from whp_kit.beyond import challenge
from whp_kit.errors import SettingsError
from whp_kit.evaluation import lasting
from whp_kit.evaluation.method_curves import HEADS
from whp_kit.evaluation.monitored import PROBES
from whp_kit.evaluation.other_methods import METHODS, WHP
from whp_kit.files import read_json
from whp_kit.models.load import load_base
from whp_kit.runs import headless
from whp_kit.runs.headless import run_notebooks
from whp_kit.runs.notebooks import find_notebooks, find_steps
from whp_kit.runs.progress import Progress
from whp_kit.runs.report import write_report
from whp_kit.runs.step_names import BEYOND, LAST, OTHERS
from whp_kit.runs.store import Run
from whp_kit.settings import load_preset
from whp_kit.studies import sweep, tradeoff
from whp_kit.studies.ablation import run_ablation

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def chain(tmp_path_factory):
    """The run of all notebooks, once for this file."""
    folder = tmp_path_factory.mktemp("runs")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WHP_RUNS", str(folder))
        notebooks = find_notebooks()
        shown = io.StringIO()
        outcome = run_notebooks(
            notebooks, "chain", load_preset("test"), progress=Progress(len(notebooks), shown)
        )
        yield notebooks, outcome


def test_the_first_look_needs_no_run_and_leaves_none(runs, tmp_path):
    (notebook,) = find_notebooks(pattern="00_*.ipynb")
    headless.execute(
        notebook,
        tmp_path / "out.ipynb",
        {"run": "none", "preset": "test", "seed": 0},
        lambda *_: None,
    )
    text = (tmp_path / "out.ipynb").read_text(encoding="utf-8")
    assert (
        "labels: studies music at school" in text
        and "00.1 … no answer yet" in text
        and not runs.exists()
    )


def test_each_notebook_writes_its_step(chain):
    notebooks, outcome = chain
    names = [notebook.name for notebook in notebooks]
    assert outcome.executed == names and outcome.run.steps() == names
    for name in names:
        manifest = outcome.run.read(name).manifest  # and nothing is stale
        assert manifest["reads"] and manifest["headline"] and manifest["seconds"] > 0, name
        assert (
            all(manifest[key] is not None for key in ("seed", "device", "dtype", "quantisation"))
            or name == "03_edit_anchors"
        ), name


def test_a_second_run_does_nothing(chain):
    notebooks, _ = chain
    again = run_notebooks(
        notebooks, "chain", load_preset("test"), progress=Progress(len(notebooks), io.StringIO())
    )
    assert again.executed == []


def test_scores_have_the_agreed_form(chain):
    _, outcome = chain
    scores = read_json(outcome.run.read("06_probe_completions").path("scores.json"))
    assert scores["schema"] == 2 and scores["preset"] == "test" and scores["precision"] == "nf4"
    for measure in ("completion", "probability"):
        entry = scores["familiarity"][measure]
        assert {"baseline", "unlearned", "never_knew", "n", "ci95"} <= set(entry)
    assert "mean" in scores["benchmarks"] and len(scores["benchmarks"]) == 8
    assert {"in_retain", "held_out"} <= set(scores["neighbours"])
    assert scores["curve"][0]["step"] == 0
    assert all(
        {"step", "familiarity_completion", "familiarity_probability", "benchmark_mean"} <= set(row)
        for row in scores["curve"]
    )
    compared = scores["never_knew_comparison"].values()
    assert compared and all(
        {"baseline", "unlearned", "never_knew", "n", "ci95", "forgotten"} <= set(one)
        for one in compared
    )
    assert (
        set(scores["precisions"])
        == set(scores["precisions_never_knew"])
        == {"nf4", "int8", "bf16", "fp32"}
    )
    assert all({"trial", "n", "verdict"} <= set(row) for row in scores["stress"]["summary"])
    assert set(scores["seconds"]) == set(scores["peak_memory_bytes"]) == set(outcome.run.steps())


def test_the_training_is_watched_in_one_place_and_its_last_frame_stays(chain):
    _, outcome = chain
    notebook = nbformat.read(outcome.run.folder / "notebooks/05_finetune_qlora.ipynb", 4)
    (cell,) = [cell for cell in notebook.cells if "on_screen(" in cell.source]
    (frame,) = [one for one in cell.outputs if one.output_type == "display_data"]
    assert "Step 2 of 2" in frame.data["text/html"] and "data:image/png" in frame.data["text/html"]
    assert "step 0: familiarity" in frame.data["text/plain"]
    tuned = outcome.run.read("05_finetune_qlora")
    rows = list(csv.DictReader(tuned.path("watched.csv").read_text("utf-8").splitlines()))
    assert sorted({row["step"] for row in rows}) == ["0", "2"] and len(rows) == 2 * PROBES
    sources = [record.get("path", "") for record in tuned.manifest["reads"]]
    assert not [path for path in sources if "probes" in path or "lexicon" in path], (
        "an edited probe asks for no new training"
    )


def test_the_report_is_one_file(chain):
    notebooks, outcome = chain
    path = write_report(
        outcome.run,
        [outcome.run.folder / "notebooks" / notebook.path.name for notebook in notebooks],
    )
    text = path.read_text(encoding="utf-8")
    assert (
        all(f'id="{notebook.name}"' in text for notebook in notebooks)
        and "<script" not in text
        and "data:image/png;base64," in text
    )


def test_other_methods_are_run_by_name_and_told_in_the_report(chain):
    notebooks, outcome = chain
    assert [one.number for one in find_steps()] == [one.number for one in notebooks]
    made = run_notebooks(
        find_steps(["9"]), "chain", load_preset("test"), progress=Progress(1, io.StringIO())
    )
    assert made.executed == ["09_other_methods"]
    found = read_json(made.run.read("09_other_methods").path("figures.json"))["results"]
    assert set(found) == {"baseline", "never_knew", "unlearned", *METHODS, WHP}
    for one in found.values():
        for point in [*one["path"], one["final"]]:
            asked = [key for key in HEADS if key in point]
            assert asked[:2] == ["completion", "probability"] and set(one["final"]) >= set(HEADS)
            assert all(
                point[f"{key}_ci95"][0] <= point[key] + 1e-9
                and point[key] <= point[f"{key}_ci95"][1] + 1e-9
                for key in asked
            )
    assert [point["step"] for point in found["NPO"]["path"]] == [1] and found["NPO"]["final"][
        "step"
    ] == 2
    text = (made.run.folder / "09_other_methods" / "crossing.csv").read_text(encoding="utf-8")
    assert (
        text.startswith("method,point,")
        and not (made.run.folder / "work" / "09_other_methods").exists()
    )
    told = find_steps(made=made.run.folder / "notebooks")
    report = write_report(made.run, [made.run.folder / "notebooks" / one.path.name for one in told])
    assert 'id="09_other_methods"' in report.read_text(encoding="utf-8")
    again = run_notebooks(
        notebooks, "chain", load_preset("test"), progress=Progress(len(notebooks), io.StringIO())
    )
    assert again.executed == [], "it leaves the chain as it was"


def test_the_model_that_was_made_to_last_is_run_by_name(chain):
    made = run_notebooks(
        find_steps(["11"]), "chain", load_preset("test"), progress=Progress(1, io.StringIO())
    )
    assert made.executed == [LAST]
    step = made.run.read(LAST)
    found, last = read_json(step.path("figures.json")), load_preset("test").last
    models = {"unlearned", "never_knew", "reset", "grafted", "lasting", "damaged", "oracle"}
    assert set(found["depth"]) == models and set(found["figures"]) == models | {"baseline"}
    for name, figures in found["figures"].items():
        assert set(figures) == set(lasting.HEADS), name
    twin = found["figures"]["never_knew"]
    assert (twin["ks_distance"]["value"], twin["forget_quality"]["value"]) == (0, 1)
    steps = {name: [0, *last.relearn_looks, last.relearn_steps] for name in models}
    for panels in found["relearnt"].values():
        assert len(panels) == len(lasting.ATTACKERS) * len(last.relearn_rates)
        for by_role in panels.values():
            looks = {name: [row["step"] for row in rows] for name, rows in by_role.items()}
            assert looks == steps
    model = load_base(step.path("lasting"), "none")
    assert model.model.num_parameters() > 0
    assert not (made.run.folder / "work" / LAST).exists()


def test_beyond_text_is_run_by_name_and_needs_no_other_step(runs):
    given = {BEYOND: {"models": 2, "problems": 1, "forgotten": [1]}}

    def run():
        return run_notebooks(
            find_steps(["14"]),
            "digits",
            load_preset("test"),
            overrides=given,
            progress=Progress(1, io.StringIO()),
        )

    made = run()
    assert made.executed == [BEYOND] == made.run.steps()
    found = read_json(made.run.read(BEYOND).path("figures.json"))
    assert set(found["challenge"]) == set(challenge.WAYS)
    before = found["autoencoders"]["trained"]
    assert found["images"]["forgotten_accuracy"] < before["forgotten_accuracy"]
    assert run().executed == []


SMALL = """extends = "{name}"
[world]
books = "{folder}/books"
probes = "{folder}/probes.jsonl"
probability = "{folder}/probability.jsonl"
general = ["{folder}/general.txt"{written}]
unset = ["neighbours"{companion}]
{neighbours}
[general]
passages = 8
[reinforce]
steps = 2
batch_blocks = 4
warmup_steps = 0
[finetune]
steps = 2
batch_blocks = 4
retain_blocks = 2
warmup_steps = 0
[probes]
max_new_tokens = 12
task_limit = 2
"""


def small_preset(name, folder):
    """The preset with a few lines of each file of its world, in `folder`."""
    world = load_preset(name).world
    (folder / "books").mkdir(parents=True)
    for path in sorted(world.books.iterdir())[:3]:
        (folder / "books" / path.name).write_text(path.read_text("utf-8")[:3000], "utf-8")
    for path in (world.probes, world.probability, world.probes.with_name("people.jsonl")):
        if path.is_file():
            rows = path.read_text("utf-8").splitlines(keepends=True)
            chosen = rows[:: len(rows) // 12] if path.name != "people.jsonl" else rows
            (folder / path.name).write_text("".join(chosen), "utf-8")
    (folder / "general.txt").write_text(world.general_files[0].read_text("utf-8")[:20_000], "utf-8")
    neighbours, companion, written = "", "", ""
    if name == "persons":
        (folder / "neighbours").mkdir()
        facts = (world.neighbours / "probes.jsonl").read_text("utf-8").splitlines(keepends=True)
        (folder / "neighbours" / "probes.jsonl").write_text("".join(facts[::12]), "utf-8")
        neighbours, written = f'neighbours = "{folder}/neighbours"', ', "self"'
    if name == "fiction":
        companion = ', "companion"'
    text = SMALL.format(
        name=name, folder=folder, neighbours=neighbours, companion=companion, written=written
    )
    (folder / "small.toml").write_text(text, encoding="utf-8")
    return str(folder / "small.toml")


def test_other_targets_are_run_by_name_and_need_no_other_step(runs, tmp_path):
    names = ("persons", "rude", "facts", "fiction")
    paths = {name: small_preset(name, tmp_path / name) for name in names}
    preset = load_preset(paths.pop("persons"))
    given = {OTHERS: paths | {"requests": 3, "ranked": 1}}

    def run():
        return run_notebooks(
            find_steps(["13"]),
            "others",
            preset,
            overrides=given,
            progress=Progress(1, io.StringIO()),
        )

    made = run()
    assert made.executed == [OTHERS] == made.run.steps()
    found = read_json(made.run.read(OTHERS).path("figures.json"))
    assert {"persons", "rude", "facts"} == set(found)
    persons, rude, facts = found.values()
    assert {"extraction", "extraction_never", "others_drop", "tasks_drop"} <= set(persons)
    assert persons["extraction_never"] < persons["extraction_before"]
    assert {"before", "after", "never", "tasks_drop", "seconds"} <= set(rude)
    assert 0 <= rude["never"] < rude["before"] <= 1 and 0 <= rude["after"] <= 1
    assert [row["requests"] for row in persons["requests"]] == [0, 1, 2, 3]
    assert persons["membership"]["baseline"] > 0.8
    assert {"fiction", "non_fiction"} <= set(facts)
    for kind in ("fiction", "non_fiction"):
        for one in facts[kind].values():
            low, high = one["baseline"]["ci95"]
            assert low - 1e-9 <= one["baseline"]["value"] <= high + 1e-9
    assert not (made.run.folder / "work" / OTHERS).exists()
    assert run().executed == []


def test_a_rule_is_left_out_of_the_labels_of_a_run(chain):
    _, outcome = chain
    told = []

    def ablate(names, seeds):
        return read_json(run_ablation(outcome.run.name, "test", seeds, names, told.append))

    chosen = ["anchors only", "suggested anchors"]
    rows = {row["labels"]: row for row in ablate(chosen, [0])["rows"]}
    assert list(rows) == ["the base", *chosen] and len(told) == 2
    assert all(
        0 <= row[key]["mean"] <= 1
        for row in rows.values()
        for key in ("completion", "probability", "tasks", "stuck on a name")
    )
    record = ablate(["anchors only"], [0, 1])
    assert len(told) == 3, "what was made stays and is not made again"
    assert record["seeds"] == [0, 1]
    assert {row["labels"]: row["seeds"] for row in record["rows"]} == {
        "the base": 2,
        "anchors only": 2,
        "suggested anchors": 1,
    }
    with pytest.raises(SettingsError, match="anchors only"):
        run_ablation(outcome.run.name, "test", only=["anchors onli"])


def test_a_sweep_survives_a_failing_point_and_an_interruption_and_makes_nothing_twice(chain):
    _, outcome = chain
    preset, told = load_preset("test"), []
    broken = (
        Run("sweep-seed1").work_folder(sweep.TUNED).parent
    )  # a file where 05 keeps its checkpoints: this point cannot be made
    broken.parent.mkdir()
    broken.write_text("in the way")

    def run(tell=told.append):
        points = [sweep.Point({"seed": 1})]
        return read_json(sweep.run_sweep(outcome.run.name, preset, points, twins=True, report=tell))

    def stop(text):
        if text == "point never_knew-seed1":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(stop)
    assert not (Run("sweep").folder / sweep.FILE).exists()
    begun = Run("sweep-never_knew-default").read(sweep.TUNED).manifest["started"]
    record = run()
    assert (
        list(record["failed"]) == ["seed1"]
        and "05_finetune_qlora stopped at code cell" in record["failed"]["seed1"]
    )
    assert [row["point"] for row in record["points"]] == ["default"] and record["seeds"] == {}
    broken.unlink()
    record = run()
    assert record["failed"] == {} and [row["seed"] for row in record["points"]] == [0, 1]
    found = record["seeds"]["default"]
    assert (
        found["seeds"] == 2
        and 0 < found["apart"] <= found["forgetting_quality"] <= 1
        and found["items"] > 1
    )
    own = read_json(outcome.run.read("06_probe_completions").path("scores.json"))
    assert (
        record["points"][0]["completion"]["value"] == own["familiarity"]["completion"]["unlearned"]
    )
    assert record["baseline"]["tasks"]["value"] == own["benchmarks"]["mean"]["baseline"]
    change = record["points"][0]["change"]["tasks"]["value"]
    assert change == pytest.approx(
        own["benchmarks"]["mean"]["unlearned"] - own["benchmarks"]["mean"]["baseline"]
    )
    made = [
        Run(f"sweep-{name}")
        for name in ("default", "seed1", "never_knew-default", "never_knew-seed1")
    ]
    stamps = [
        one.read(step).manifest["started"] for one in made for step in (sweep.TUNED, sweep.MEASURED)
    ]
    assert (
        run() == record
        and Run("sweep-never_knew-default").read(sweep.TUNED).manifest["started"] == begun
    )
    assert [
        one.read(step).manifest["started"] for one in made for step in (sweep.TUNED, sweep.MEASURED)
    ] == stamps
    assert tradeoff.chosen_point(record, preset) == "default" and tradeoff.rows(record, "default")
