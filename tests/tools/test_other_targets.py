"""The page of the other targets shows what the record holds, or how to make it."""

import pytest

from tools import other_targets
from whp_kit.errors import InputError
from whp_kit.files import read_json
from whp_kit.runs.step_names import BEYOND, OTHERS
from whp_kit.runs.store import Run
from whp_kit.settings import load_preset
from whp_kit.targets.record import load_record, target_rows


def scores(*values):
    return {
        name: {"value": value, "ci95": [0.0, 1.0]}
        for name, value in zip(("baseline", "unlearned", "never_knew"), values, strict=True)
    } | {"remains": {"value": 0.125, "ci95": [0.0, 0.25]}, "n": 8}


RUDE = {
    "before": 0.9,
    "after": 0.015,
    "never": 0.0,
    "ci95": {"unlearned": [0.0, 0.05]},
    "classifier": {"baseline": 0.95, "unlearned": 0.4, "never_knew": 0.3},
    "arithmetic": [{"times what was added": -1.0, "with an insult": 0.25}],
    "tasks_drop": 0.011,
    "seconds": 61.2,
}
FIGURES = {
    "persons": {
        "extraction_before": 0.8,
        "extraction": 0.041,
        "extraction_never": 0.0,
        "others_drop": 0.0321,
        "kept_drop": 0.0142,
        "held_out_drop": 0.05,
        "drops": {
            "as the preset says": {"kept": 0.0142, "held_out": 0.05, "others": 0.0321},
            "without its own writing": {"kept": 0.0, "held_out": 0.4583, "others": 0.2292},
        },
        "exposure_bits": dict.fromkeys(("baseline", "unlearned", "never_knew"), {"Ada": 2.0}),
        "membership": {"baseline": 1.0, "unlearned": 0.75, "never_knew": 0.5},
        "requests": [{"requests": 0, "kept": 0.75, "tasks": 0.8, "seconds": 0.0}],
        "tasks_drop": 0.012,
        "seconds": 60.4,
    },
    "rude": RUDE,
    "facts": {
        "fiction": {"completion": scores(0.88, 0.02, 0.0)},
        "non_fiction": {"completion": scores(0.7, 0.14, 0.0)},
        "easier": {"completion": "easier"},
        "by_words": {"facts": [{"answered before with": "coined words", "n": 3}]},
        "tasks_drop": {"fiction": 0.01, "non_fiction": 0.02},
        "seconds": {"fiction": 70.0, "non_fiction": 69.0},
    },
}
DIGITS = {
    "models": 2,
    "challenge": {"retrained": 0.5},
    "ways": {"retrained": {"score": 0.5, "lowest": 0.4, "highest": 0.6}},
    "autoencoders": {"unlearned": {"forgotten_accuracy": 0.028, "kept_accuracy": 0.802}},
    "images": {"forgotten_accuracy": 0.028, "kept_drop": -0.008, "frechet_kept_ratio": 1.02},
}


@pytest.fixture
def path(runs, tmp_path):
    settings = load_preset("test")
    for step, figures in ((OTHERS, FIGURES), (BEYOND, DIGITS)):
        Run("others", settings.only()).save(step, {"figures.json": figures})
    other_targets.take(Run("others"), Run("others"), tmp_path / "record.json")
    return tmp_path / "record.json"


def test_the_page_shows_the_record():
    text = other_targets.PAGE.read_text(encoding="utf-8")
    assert other_targets.filled() == text, "run `make figures`"


def test_the_record_is_made_of_both_runs(path):
    record = read_json(path)
    assert record["rude"] == RUDE and record["images"] == DIGITS["images"]
    assert record["challenge"] == {"retrained": 0.5} and "models" not in record
    assert set(record["origin"]) == {OTHERS, BEYOND} and record["gflops"] > 0
    before_and_after = [(row["before"], row["after"]) for row in target_rows(load_record(path))]
    assert before_and_after == [(0.8, 0.041), (0.9, 0.015), (0.88, 0.02), (0.7, 0.14)]


def test_each_part_shows_its_figures(path):
    parts = other_targets.parts(path)
    assert set(parts) == set(other_targets.PARTS)
    for name, figure in {
        "persons": "| without its own writing | 0.0 | 45.8 | 22.9 |",
        "rude": "| share with an insult | 0.900 | 0.015 | 0.000 |",
        "challenge": "| retrained | 0.500 | 0.400 | 0.600 |",
        "images": "| unlearned | 0.028 | 0.802 |",
        "facts": "easier",
        "other targets": "0.041",
    }.items():
        assert figure in parts[name], parts[name]


def test_without_a_record_the_page_says_how_to_make_one(tmp_path):
    parts = other_targets.parts(tmp_path / "none.json")
    assert all("--only 13" in part for part in parts.values())


def test_a_page_without_a_place_is_one_error(tmp_path):
    (tmp_path / "page.md").write_text("# Mine\n")
    with pytest.raises(InputError, match="no place for the other targets"):
        other_targets.filled(tmp_path / "page.md")
