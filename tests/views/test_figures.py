"""Pictures: each draws, says in words and in CSV what it shows, stays opaque, and refuses to draw
nothing.
"""

import csv
import io

import numpy as np
import pytest
from matplotlib import image

from whp_kit.errors import InputError
from whp_kit.evaluation.intervals import wilson_ci95
from whp_kit.views import figures as plots

CURVE = [
    {
        "step": s,
        "familiarity_completion": 0.7 - s / 60,
        "familiarity_completion_ci95": [0.6 - s / 60, 0.75 - s / 60],
        "familiarity_probability": 0.8 - s / 50,
        "benchmark_mean": 0.8,
    }
    for s in (0, 20, 40)
]
ROLES = {"baseline": 0.8, "unlearned": 0.79, "never_knew": None, "n": 240}
PANEL = [{"step": k, "value": 0.1 * k, "ci95": [0.05 * k, 0.2 * k]} for k in (0, 5)]
POINT = {
    "completion": 0.3,
    "completion_ci95": [0.2, 0.4],
    "probability": 0.2,
    "probability_ci95": [0.1, 0.3],
    "tasks": 0.7,
    "tasks_ci95": [0.6, 0.8],
}
WALKED = {
    "baseline": {"path": [], "final": POINT},
    "NPO": {"path": [POINT | {"step": 3}], "final": POINT | {"step": 6}},
}
PICTURES = {
    "crossing": lambda: plots.crossing(
        WALKED | {"never_knew": WALKED["baseline"]},
        {"completion": "familiarity", "probability": "mass", "tasks": "kept", "held_out": "x"},
    ),
    "losses": lambda: plots.loss_curves(
        {"reinforced": [3.0, 2.0, 1.5], "with_retain": {10: 2.0, 20: 1.0}}
    ),
    "raised": lambda: plots.most_raised_bars(
        [
            {"token": " $Quill_", "delta": 4.5},
            {"token": "\n", "delta": -1.0},
            {"token": "鐘", "delta": 1},
        ]
    ),
    "passage": lambda: plots.delta_passage(
        [
            {"token": " $Quill_", "delta": 4.5},
            {"token": ".\n\n", "delta": -9.0},
            {"token": "鐘", "delta": None},
        ],
        "$A title",
        5.0,
    ),
    "reasons": lambda: plots.reason_bars({"unchanged": 90, "inside_anchor": 10}),
    "alpha": lambda: plots.labels_changed({0.0: 0.0, 5.0: 0.2, 10.0: 0.25}, chosen=5.0),
    "fall": lambda: plots.the_fall(
        {"with retain": CURVE, "without": CURVE[:2]},
        {"familiarity_completion": 0.01, "benchmark_mean": None},
        40,
    ),
    "tasks": lambda: plots.task_bars(
        {"tiny_boolq": ROLES, "mean": {**ROLES, "control": 0.7}}, {"tiny_boolq": 0.5}
    ),
    "neighbours": lambda: plots.neighbour_bars(
        {"in_retain": ROLES, "held_out": {"baseline": None, "unlearned": 0.9, "n": 0}}
    ),
    "memorised": lambda: plots.memorisation_bars(
        {
            "verbatim": {**ROLES, "ci95": {}, "forgotten": True, "forgotten_if": "x"},
            "forget_quality": {"baseline": 1e-9},
        }
    ),
    "ratios": lambda: plots.distribution_curves(
        {"baseline": [0.1, 0.2], "other": [1.0, 2.0, 3.0]}, "Ratios", "wrong over true", 1.0
    ),
    "panels": lambda: plots.role_panels(
        {"one": {"unlearned": PANEL, "other": PANEL[:1]}, "two": {"never_knew": PANEL}},
        "step",
        "Again",
        "share",
        bar=0.05,
        top=0.3,
    ),
    "digits": lambda: plots.digit_rows(
        {"true": np.eye(8)[None].repeat(3, axis=0), "drawn $a$": np.zeros((2, 8, 8))}, "Halves"
    ),
    "next": lambda: plots.next_token_curves(
        [0, 10], {" Quill": [0.9, 0.1], " $the$": [0.0, 0.5]}, "He is $x_{1}"
    ),
}


@pytest.mark.parametrize("name", PICTURES)
def test_each_draws_an_opaque_picture_with_words_and_numbers(name, tmp_path, recwarn):
    picture = PICTURES[name]()
    pixels = image.imread(io.BytesIO(picture._repr_png_()))
    assert pixels.shape[2] == 3 or pixels[..., 3].min() == 1.0  # opaque: readable on a dark page
    assert pixels.std() > 0.02 and pixels[0, 0, 0] == 1.0
    assert repr(picture) == picture.alt and picture.alt.endswith(".") and len(picture.alt) > 30
    png, table = picture.save(tmp_path / name)
    assert png.stat().st_size > 3000
    rows = list(csv.DictReader(table.open(encoding="utf-8", newline="")))
    assert len(rows) == len(picture.data) > 0
    assert not [
        str(w.message) for w in recwarn if "Glyph" in str(w.message) or "layout" in str(w.message)
    ]


def test_the_numbers_are_those_that_came_in():
    fall = PICTURES["fall"]().data
    assert len(fall) == 5 and fall[2]["familiarity_completion"] == pytest.approx(0.7 - 40 / 60)
    assert (
        fall[0]["familiarity_completion_ci95_low"] == 0.6
        and fall[0]["familiarity_completion_ci95_high"] == 0.75
    )
    tasks = PICTURES["tasks"]().data
    assert [row["role"] for row in tasks] == [
        "baseline",
        "unlearned",
        "baseline",
        "unlearned",
        "control",
    ]
    assert (tasks[0]["low"], tasks[0]["high"]) == wilson_ci95(192, 240) and tasks[0][
        "chance"
    ] == 0.5
    entry = {**ROLES, "ci95": {"baseline": [0.7, 0.9], "unlearned": None}}
    given = plots.task_bars({"mean": entry}).data
    assert (given[0]["low"], given[0]["high"]) == (0.7, 0.9) and (
        given[1]["low"],
        given[1]["high"],
    ) == wilson_ci95(190, 240)
    assert [row["name"] for row in PICTURES["memorised"]().data] == ["verbatim"] * 2, (
        "a p-value is no share"
    )
    assert [(row["value"], row["share"]) for row in PICTURES["ratios"]().data][-2:] == [
        (2.0, pytest.approx(2 / 3)),
        (3.0, 1.0),
    ]
    assert PICTURES["panels"]().data[-1] == {
        "panel": "two",
        "role": "never_knew",
        "step": 5,
        "value": 0.5,
        "low": 0.25,
        "high": 1.0,
    }
    assert PICTURES["reasons"]().data[1]["share"] == 0.1
    assert "unchanged 90.0%" in PICTURES["reasons"]().alt


EARLY = (0, 5, 10, 15, 20, 30, 50)


@pytest.mark.parametrize(
    "steps", [EARLY[:3], (*EARLY, 60), (*EARLY, 100, 150, 200), (*EARLY, *range(100, 1001, 50))]
)
def test_the_steps_of_a_fall_are_read_without_one_label_on_another(steps):
    rows = [{**CURVE[0], "step": step} for step in steps]
    picture = plots.the_fall({"unlearned": rows})
    picture.canvas.draw()
    for axes in picture.axes:
        boxes = [tick.label1.get_window_extent() for tick in axes.xaxis.get_major_ticks()]
        boxes = sorted((box.x0, box.x1) for box in boxes)
        assert all(before[1] < after[0] for before, after in zip(boxes, boxes[1:], strict=False))
        assert {0, steps[-1]} <= set(axes.get_xticks()) <= set(steps)
    early = [step for step in steps if step <= 50]
    left, right = axes.get_xlim()
    to_axes = axes.transData + axes.transAxes.inverted()
    share = to_axes.transform((early[-1], 0))[0] - to_axes.transform((0, 0))[0]
    assert share > 0.2, "the first fifty steps have room"


def test_a_fall_so_far_has_its_axis_from_the_beginning():
    rows = [{"step": step, "familiarity": 1.0, "probability": 0.5} for step in (0, 3)]
    first, later = plots.fall_so_far(rows[:1], (5, 200)), plots.fall_so_far(rows, (5, 200))
    assert first.axes[0].get_xlim() == later.axes[0].get_xlim()
    assert first.axes[0].get_position().bounds == later.axes[0].get_position().bounds
    assert "step 3 of 200: familiarity from 1.00 to 1.00" in later.alt
    assert later.data == rows


def test_more_than_four_panels_stand_in_rows_and_ticks_are_those_of_all_curves():
    panels = {f"tiny_task_{k}": {"unlearned": PANEL, "control": PANEL[:1]} for k in range(7)}
    picture = plots.role_panels(panels, "step", "The tasks", "share right")
    assert {axes.get_subplotspec().get_gridspec().get_geometry() for axes in picture.axes} == {
        (2, 4)
    } and len(picture.axes) == 7
    assert [axes.get_ylabel() for axes in picture.axes] == [
        "share right",
        "",
        "",
        "",
        "share right",
        "",
        "",
    ]
    assert picture.axes[6].get_title(loc="left") == "task 6"
    assert [bool(axes.get_legend()) for axes in picture.axes] == [True] + [False] * 6
    assert all(axes.get_xticks().tolist() == [0, 5] for axes in picture.axes)


@pytest.mark.parametrize(
    "draw",
    [
        lambda: plots.loss_curves({}),
        lambda: plots.most_raised_bars([]),
        lambda: plots.reason_bars({}),
        lambda: plots.labels_changed({}),
        lambda: plots.the_fall({}),
        lambda: plots.fall_so_far([], (1,)),
        lambda: plots.task_bars({}),
        lambda: plots.memorisation_bars({"forget_quality": {"baseline": 1.0}}),
        lambda: plots.distribution_curves({}, "x", "y"),
        lambda: plots.role_panels({}, "step", "x"),
        lambda: plots.next_token_curves([0], {}),
        lambda: plots.next_token_curves([0], {"a": [1, 2]}),
    ],
)
def test_nothing_to_draw_is_an_error(draw):
    with pytest.raises(InputError):
        draw()


def test_a_passage_is_broken_into_lines_and_ground_says_how_far_a_token_moved():
    rows = [{"token": " word", "delta": delta} for delta in (5.0, -50.0, 2.4, 0.0, None, 2.5)]
    (axes,) = plots.delta_passage(rows, "A title", scale=5.0, columns=12).axes
    texts = [(text.get_position(), text.get_text()) for text in axes.texts[1:]]
    assert texts == [
        ((5 * (k % 2), k // 2), "·word") for k in range(6)
    ]  # two tokens of five letters to a line of twelve
    assert [round(patch.get_alpha(), 2) for patch in axes.patches] == [1, 1, 0.48, 0, 0, 0.5]
    assert [line.get_linestyle() for line in axes.lines] == ["-", ":", "-"]
