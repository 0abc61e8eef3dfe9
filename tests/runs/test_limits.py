"""What came back, in words: with its figures, and named where it was not measured."""

import pytest

from tests.support.reports import SCORES
from whp_kit.runs.limits import failed_trials, on_baseline, on_measures, on_trials

TRIALS = [
    {"trial": "plain", "unlearned": "0.000", "never_knew": "0.000", "n": 9, "verdict": "held"},
    {
        "trial": "10 steps",
        "unlearned": "0.109 [0.047, 0.188]",
        "never_knew": "0.000 [0.000, 0.056]",
        "n": 9,
        "verdict": "came back",
    },
    {"trial": "lens", "unlearned": "0.173", "never_knew": None, "n": 9, "verdict": "still there"},
    {"trial": "replacements", "n": 9, "verdict": "more than never-knew"},
    {"trial": "0 steps", "unlearned": "0.000", "n": 9, "verdict": "no attack"},
    {"trial": "linear probe", "n": 9, "verdict": "tells nothing: it finds nothing"},
    {"trial": "neighbours", "n": 9, "verdict": "kept"},
]
MEASURES = {
    "truth_ratio": {"forgotten": False},
    "knowledge": {"forgotten": True},
    "member_auc": {"forgotten": False},
    "privleak": {"forgotten": None},
}


def scores(trials, measures):
    return SCORES | {"stress": {"summary": trials}, "never_knew_comparison": measures}


def test_trials_that_did_not_hold_have_their_figures_and_the_retrained_models():
    assert on_trials(scores(TRIALS, MEASURES)) == "3 of the 5 trials of 08 did not hold."
    rows = failed_trials(scores(TRIALS, MEASURES))
    assert list(rows[0].values()) == [
        "10 steps",
        "0.109 [0.047, 0.188]",
        "0.000 [0.000, 0.056]",
        9,
        "came back",
    ]
    assert [row["trial"] for row in rows] == ["10 steps", "lens", "replacements"]


def test_measures_that_find_the_target_are_named_and_those_that_cannot_say_are_not_counted():
    assert on_measures(scores(TRIALS, MEASURES)) == (
        "2 of the 3 measures of 07 still tell the unlearned model from a retrained one: "
        "truth ratio, member auc."
    )


def test_where_there_was_nothing_to_forget_it_is_said():
    def with_baseline(value):
        completion = SCORES["familiarity"]["completion"] | {"baseline": value}
        return {"familiarity": {"completion": completion}}

    assert "(completion familiarity 0.007)" in on_baseline(with_baseline(0.007))
    assert on_baseline(with_baseline(0.9)) == ""


def test_without_a_retrained_model_no_measure_is_judged():
    told = on_measures(scores(TRIALS, {"knowledge": {"forgotten": None}}))
    assert told == "Without a retrained model the measures of 07 give no verdict."


def test_nothing_came_back():
    held = scores(TRIALS[:1], {"knowledge": {"forgotten": True}})
    assert on_trials(held) == "0 of the 1 trials of 08 did not hold."
    assert on_measures(held).endswith("from a retrained one.") and "0 of the 1" in on_measures(held)
    assert failed_trials(held) == []


@pytest.mark.parametrize(
    "missing", [SCORES, SCORES | {"stress": None, "never_knew_comparison": None}]
)
def test_what_was_not_measured_is_named(missing):
    assert on_trials(missing).startswith("08_stress_the_forgetting was not run, or is out of date:")
    assert on_measures(missing).startswith("07_compare_with_never_knew was not run, or is out of")
