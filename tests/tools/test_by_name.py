"""The record and the page of forgetting by name."""

import pytest

from tools import by_name
from whp_kit.errors import InputError
from whp_kit.evaluation.familiarity import RecallScore
from whp_kit.files import read_json
from whp_kit.settings import load_preset


def test_the_page_shows_the_record():
    assert by_name.filled() == by_name.PAGE.read_text(encoding="utf-8"), "run `make figures`"


def test_both_models_have_all_figures():
    record = read_json(by_name.RECORD)
    assert set(record) == {"tiny", "smollm2-135m"}
    for figures in record.values():
        for name in ("completion", "completion_with_books", "tasks_drop", "neighbours_drop"):
            assert -1 <= figures[name] <= 1
        assert figures["seconds"] > 0 and figures["gflops"] > 0
        assert all("by_name" in by_role for by_role in figures["relearnt"].values())


def test_without_a_run_the_shipped_record_tells_of_the_books():
    figures = by_name.shipped(load_preset("smollm2-135m"), "_with_books")
    assert figures["completion_with_books"] == pytest.approx(0.01)
    assert figures["neighbours_drop_with_books"] == pytest.approx(0.014, abs=0.0005)
    with pytest.raises(InputError, match="no record tells"):
        by_name.shipped(load_preset("tiny"), "_with_books")


def test_all_facts_of_the_neighbours_weigh_the_same():
    groups = {
        "in_retain": {"recall": 1.0, "n": 1},
        "held_out": {"recall": 0.0, "n": 3},
        "none": {"recall": None, "n": 0},
    }
    assert by_name.recall(RecallScore(groups, {}, [])) == 0.25
