"""The record of 11: means over the seeds, worked by hand."""

import pytest

from tools import last
from whp_kit.evaluation.lasting import HEADS, record_rows
from whp_kit.files import read_json
from whp_kit.paths import resolve
from whp_kit.runs.step_names import LAST
from whp_kit.runs.store import Run
from whp_kit.settings import load_preset


def figures(value, ci95=(0.0, 0.25)):
    return {key: {"value": value, "ci95": list(ci95)} for key in HEADS}


def curve(value):
    return [{"step": 0, "value": 0.0, "ci95": [0, 0]}, {"step": 20, "value": value, "ci95": [0, 1]}]


def saved(relearnt):
    return {
        "figures": {
            "baseline": figures(0.75),
            "never_knew": figures(0.125),
            "lasting": figures(0.5),
            "damaged": figures(0.25),
        },
        "relearnt": {
            "said": {
                "an adapter, rate 0.001": {"never_knew": curve(0.0), "damaged": curve(relearnt)},
                "an adapter, rate 0.003": {"never_knew": curve(0.25), "damaged": curve(0.125)},
                "all weights, rate 0.003": {"never_knew": curve(0.75), "damaged": curve(0.875)},
            },
            "right": {
                "an adapter, rate 0.001": {"never_knew": curve(0.0), "damaged": curve(0.0)},
                "all weights, rate 0.003": {"never_knew": curve(0.125), "damaged": curve(0.25)},
            },
        },
        "depth": {"damaged": 0.5},
        "tokens": {"lasting": 1000, "damaged": 3000, "oracle": 2000},
    }


@pytest.fixture
def record(runs):
    settings = load_preset("tiny").override("last", steps=10, retain_blocks=2)
    settings = settings.override("labels", block_tokens=50)
    made = []
    for seed, relearnt in enumerate((0.0, 0.375)):
        made.append(Run(f"demo-{seed}", settings.only("model", "labels", "last"), seed))
        made[-1].save(LAST, {"figures.json": saved(relearnt)})
    return last.make_record(made, "damaged")


def test_every_figure_is_the_mean_over_the_seeds(record):
    assert record["seeds"] == [0, 1] and record["model"] == "damaged"
    # at the rate that brings most back: .125 with the first seed, .375 with the second
    assert record["relearn_20"] == 0.25 and record["relearn_20_never_knew"] == 0.25
    assert record["best_of_6"] == 0.25 and record["best_of_6_never_knew_high"] == 0.25
    assert record["tasks_drop"] == record["held_out_drop"] == 50.0  # points: .75 before, .25 after
    assert record["models"]["lasting"]["in_retain_drop"] == 25.0
    assert [of["damaged"]["relearn_20"] for of in record["by_seed"]] == [0.125, 0.375]
    assert record["relearn_20_all_weights"] == 0.875
    assert record["relearn_20_all_weights_never_knew"] == 0.75
    assert record["right_20"] == 0.25 and record["right_20_never_knew"] == 0.125
    # .875 - .75 with the first seed, .375 - 0 with the second
    assert [of["damaged"]["above_twin_20"] for of in record["by_seed"]] == [0.125, 0.375]


def test_the_picture_has_both_measures_of_both_attackers_at_the_highest_rate(record):
    panels = record["curves"]
    assert list(panels) == [
        "an adapter: names said",
        "an adapter: right answers",
        "all weights: names said",
        "all weights: right answers",
    ]
    end = panels["an adapter: names said"]["damaged"][-1]
    assert end == {"step": 20, "value": 0.125, "ci95": [0.125, 0.125]}
    drawn = last.picture(record)
    assert "damaged from 0.00 to 0.25" in drawn.alt and len(drawn.data) == 4 * 2 * 2


def test_the_page_shows_the_record():
    assert last.filled() == last.PAGE.read_text(encoding="utf-8"), "run `make figures`"


def test_compute_is_told_in_forward_passes_of_a_retraining(record):
    # 1,000 tokens of labels at 3 passes and 10 * 2 * 50 of retain text at 4, then 2,000 at 4
    assert last.passes("lasting", saved(0)["tokens"], load_settings()) == 7_000
    assert last.passes("damaged", saved(0)["tokens"], load_settings()) == 15_000
    assert last.passes("oracle", saved(0)["tokens"], load_settings()) == 8_000
    read = read_json(resolve("data:models/tiny-never-knew") / "recipe.json")["tokens_seen"]
    assert record["compute_share"] == pytest.approx(15_000 / (3 * read))


def load_settings():
    return {
        "last": {"steps": 10, "accumulate": 1, "retain_blocks": 2},
        "labels": {"block_tokens": 50},
    }


def test_the_table_has_a_column_for_each_model(record):
    rows = {row["measure"]: row for row in record_rows(record)}
    assert set(rows["tasks, points lost"]) == {"measure", *record["models"]}
    assert rows["depth score"]["damaged"] == "0.500" and rows["depth score"]["lasting"] == "–"
