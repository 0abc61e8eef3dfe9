"""tradeoff: bars, front, picture and page from records worked by hand; and the shipped record, its
picture and page in step.
"""

import copy

import pytest
from PIL import Image

from whp_kit.errors import InputError
from whp_kit.files import write_json
from whp_kit.paths import RECORDS
from whp_kit.settings import load_preset
from whp_kit.studies import tradeoff

OVER_SEEDS = {"mean": 0.01, "ci95": [0.0, 0.02], "range": [0.007, 0.013]}


def figure(value, half=0.01):
    return {"value": value, "ci95": [value - half, value + half], "n": 100}


def measured(completion, tasks=0.0, in_retain=0.0, held_out=0.0):
    changes = {"tasks": tasks, "in_retain": in_retain, "held_out": held_out}
    shares = {name: figure(0.7 + value) for name, value in changes.items()}
    told = {"completion": figure(completion), "probability": figure(completion), **shares}
    return told | {"stuck": 0.0, "change": {name: figure(value) for name, value in changes.items()}}


def a_record(**points):
    preset = load_preset("tiny")
    tune = preset.finetune
    settings = {
        "retain_weight": tune.retain_weight,
        "steps": tune.steps,
        "lora_rank": tune.lora_rank,
        "alpha": preset.labels.alpha,
    }
    rows = [
        {"point": name, "settings": dict(settings), "seed": 0, "seconds": 1.0, **row}
        for name, row in points.items()
    ]
    origin = {"run": "demo", "preset": "tiny", "seed": 0, "device": "cpu"}
    record = {
        "origin": origin,
        "precision": "nf4",
        "baseline": measured(0.9),
        "never_knew": measured(0.0, 0.01),
    }
    return record | {"points": rows, "seeds": {}, "failed": {}}


@pytest.mark.parametrize(
    ("row", "short"),
    [
        (measured(0.02, -0.005, -0.02, -0.05), []),  # on each bar
        (measured(0.021), ["completion"]),
        (measured(0.0, -0.0051, 0.01, 0.01), ["tasks"]),
        (measured(0.5, 0.0, -0.021, -0.06), ["completion", "in_retain", "held_out"]),
    ],
)
def test_each_bar_by_itself(row, short):
    assert tradeoff.missed(row) == short


def test_what_was_not_measured_reaches_no_bar():
    row = measured(0.0)
    del row["change"]["held_out"]
    assert tradeoff.missed(row) == ["held_out"]


def test_the_front_holds_whom_nobody_beats():
    record = a_record(
        good=measured(0.01, -0.01),
        better=measured(0.01, -0.005),
        kept=measured(0.3, 0.0),
        twin=measured(0.01, -0.005),
    )
    assert tradeoff.front(record) == ["better", "kept", "twin"]


def test_the_presets_point_is_found_by_its_settings_and_seed():
    record = a_record(first=measured(0.01), second=measured(0.02), third=measured(0.03))
    record["points"][0]["seed"] = 3
    record["points"][1]["settings"]["steps"] += 1
    assert tradeoff.chosen_point(record, load_preset("tiny")) == "third"
    record["points"].pop()
    assert tradeoff.chosen_point(record, load_preset("tiny")) is None


def test_seeds_are_of_ones_own_sweep_or_else_of_the_shipped_one(runs):
    shipped, whose = tradeoff.seed_rows()
    assert "that the kit ships" in whose and [row["setting"] for row in shipped] == list(
        tradeoff.load_record()["seeds"]
    )
    record = a_record(default=measured(0.007), seed1=measured(0.001))
    (runs / "sweep").mkdir(parents=True)
    write_json(runs / "sweep/sweep.json", record)
    assert tradeoff.seed_rows() == (shipped, whose), "without seeds there is nothing to tell"
    record["seeds"] = {
        "default": {"seeds": 2, "completion": OVER_SEEDS, "forgetting_quality": 0.25}
    }
    write_json(runs / "sweep/sweep.json", record)
    rows, whose = tradeoff.seed_rows()
    assert rows == [
        {
            "setting": "default",
            "seeds": "2",
            "completion": "0.010 [0.000, 0.020], 0.007 to 0.013",
            "forgetting_quality": "0.250",
        }
    ]
    assert "runs/sweep" in whose


def test_the_picture_and_the_page_say_what_the_record_holds(tmp_path):
    record = a_record(default=measured(0.007, -0.0065), other=measured(0.01, -0.003))
    score = {"forgetting_quality": 0.1, "items": 9, "same": 0.5, "apart": 0.0}
    record["seeds"] = {"default": {"seeds": 3, "completion": OVER_SEEDS} | score}
    png, table, page = tradeoff.write_all(record, "default", tmp_path)
    with Image.open(png) as image:
        assert (
            "All bars are reached by other; the preset has default." in image.text["Description"]
            and image.width > 900
        )
    assert (
        table.read_text().splitlines()[1].startswith("default,")
        and len(table.read_text().splitlines()) == 3
    )
    text = page.read_text()
    assert (
        "tasks, mean -0.65 points" in text
        and "It misses: tasks." in text
        and "Reached by 1 of 2 points: `other`." in text
    )
    assert (
        "0.007 to 0.013" in text
        and "*forgetting_quality*" in text
        and "default (the preset's)" in text
    )
    rows = tradeoff.rows(record, "default")
    assert [row["misses"] for row in rows] == [None, None, "tasks", "none"] and len(
        {tuple(row) for row in rows}
    ) == 1
    assert "other settings than any" in tradeoff.page(record, None)


def test_a_file_that_is_no_record_is_an_error(tmp_path):
    for value in ({"points": []}, [], a_record()):
        with pytest.raises(InputError, match="no record of a sweep"):
            tradeoff.load_record(write_json(tmp_path / "x.json", value))


@pytest.fixture(scope="module")
def shipped():
    return tradeoff.load_record()


def test_the_shipped_picture_and_page_show_the_shipped_record(shipped):
    chosen = tradeoff.chosen_point(shipped, load_preset("tiny"))
    picture = tradeoff.pareto(shipped, chosen)
    assert (RECORDS / "sweep.csv").read_text(encoding="utf-8") == picture.csv(), (
        "run `make figures`"
    )
    assert (RECORDS / "sweep.md").read_text(encoding="utf-8") == tradeoff.page(shipped, chosen), (
        "run `make figures`"
    )
    with Image.open(RECORDS / "sweep.png") as image:
        assert image.text["Description"] == picture.alt
    other = copy.deepcopy(shipped)
    other["points"][0]["completion"]["value"] += 0.001
    assert tradeoff.page(other, chosen) != tradeoff.page(shipped, chosen)


def test_the_shipped_record_was_made_with_the_settings_of_today(shipped):
    """All but the fine-tune's own, which is what a sweep is to choose, and what 07 and 08 alone
    read.
    """
    now, then = load_preset("tiny").as_dict(), shipped["origin"]["settings"]
    changed = {
        part
        for part, values in then.items()
        for name, value in values.items()
        if now[part][name] != value
    }
    assert changed <= {"finetune", "stress"}
    assert tradeoff.chosen_point(shipped, load_preset("tiny")), (
        "the preset has settings that the shipped sweep did not try"
    )
