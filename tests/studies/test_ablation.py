"""The shipped record is of the preset as it is, and a run's own rows go before it.

(Making one: tests/notebooks.)
"""

import json

import pytest

from whp_kit.anchors.table import AnchorTable
from whp_kit.runs.store import Run
from whp_kit.settings import load_preset
from whp_kit.studies.ablation import FILE, SECTIONS, SHIPPED, VARIANTS, _anchors, ablation_rows


def test_the_shipped_record_was_made_with_the_settings_of_today():
    origin = json.loads(SHIPPED.read_text(encoding="utf-8"))["origin"]
    settings = json.loads(json.dumps(load_preset("tiny").as_dict()))
    assert origin["preset"] == "tiny"
    for section in SECTIONS:
        assert origin["settings"][section] == settings[section], section


def test_the_shipped_rows_hold_each_variant(runs):
    rows, origin = ablation_rows(Run("mine"))
    assert [row["labels"] for row in rows] == ["the base", *VARIANTS]
    assert "ships" in origin


def test_a_runs_own_rows_go_first(runs):
    (runs / "mine").mkdir(parents=True)
    record = {"origin": {"preset": "p", "seed": 3}, "precision": "nf4", "rows": [{"labels": "x"}]}
    (runs / "mine" / FILE).write_text(json.dumps(record))
    rows, origin = ablation_rows(Run("mine"))
    assert rows == [{"labels": "x"}]
    assert "this run" in origin
    assert "seed 3" in origin


@pytest.fixture
def table():
    return AnchorTable.load(load_preset("test").world.anchors)


def test_names_alone_are_the_rows_that_are_no_phrases(table):
    names = _anchors("names", table, load_preset("test"), {})
    assert set(names.rows) == {row for row in table.rows if row.category != "phrase"}
    assert set(names.rows) < set(table.rows)


def test_suggested_anchors_are_none_of_the_tables_own(table):
    suggested = _anchors("suggested", table, load_preset("test"), {})
    assert {row.status for row in suggested.rows} == {"suggested"}
    assert not set(suggested.rows) & set(table.rows)


def test_edited_anchors_are_the_table(table):
    assert _anchors("edited", table, load_preset("test"), {}) is table
