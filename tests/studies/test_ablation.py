"""The shipped record is of the preset as it is, and a run's own rows go before it; a row tells mean
and range over seeds.

(Making one: tests/notebooks.)
"""

import json

import pytest

from whp_kit.anchors.table import AnchorTable
from whp_kit.runs.store import Run
from whp_kit.settings import as_dict, load_preset, make_section
from whp_kit.studies import ablation
from whp_kit.studies.ablation import (
    FILE,
    METHOD,
    SECTIONS,
    SHIPPED,
    VARIANTS,
    _anchors,
    ablation_rows,
    table_rows,
)


def test_the_shipped_record_was_made_with_the_settings_of_today():
    origin = json.loads(SHIPPED.read_text(encoding="utf-8"))["origin"]
    settings = json.loads(json.dumps(load_preset("tiny").as_dict()))
    assert origin["preset"] == "tiny"
    for section in SECTIONS:
        recorded = make_section(section, origin["settings"][section], "the record")
        assert json.loads(json.dumps(as_dict(recorded))) == settings[section], section


def test_the_shipped_rows_hold_each_variant_with_three_seeds(runs):
    rows, origin = ablation_rows(Run("mine"))
    assert [row["labels"] for row in rows] == ["the base", *VARIANTS]
    assert {row["seeds"] for row in rows} == {3}
    assert "ships" in origin


def measured(name, seed, completion, tasks=None):
    return {"labels": name, "seed": seed, "completion": completion, "tasks": tasks}


def record(*rows):
    made = {(row["labels"], row["seed"]): row for row in rows}
    return ablation._record({"preset": "p"}, "nf4", made)


def test_a_runs_own_rows_go_first(runs):
    (runs / "mine").mkdir(parents=True)
    own = record(measured(METHOD, 3, 0.25))
    (runs / "mine" / FILE).write_text(json.dumps(own))
    rows, origin = ablation_rows(Run("mine"))
    assert [row["labels"] for row in rows] == [METHOD]
    assert "this run" in origin
    assert "seeds 3" in origin


def test_a_row_is_the_mean_and_the_range_over_its_seeds():
    made = record(measured(METHOD, 0, 0.25), measured(METHOD, 1, 1.0), measured(METHOD, 2, 0.25))
    assert made["seeds"] == [0, 1, 2]
    assert made["rows"] == [
        {
            "labels": METHOD,
            "seeds": 3,
            "completion": {"mean": 0.5, "range": [0.25, 1.0]},
            "tasks": None,
        }
    ]


@pytest.mark.parametrize(
    ("others", "told"),
    [((0.5, 0.75), "completion"), ((0.25, 0.75), "–"), ((0.0, 0.1), "completion")],
)
def test_a_row_is_apart_from_the_method_where_their_ranges_share_no_value(others, told):
    rows = [measured(METHOD, 0, 0.125), measured(METHOD, 1, 0.25)]
    rows += [measured("anchors only", seed, value) for seed, value in enumerate(others)]
    table = {row["labels"]: row for row in table_rows(record(*rows))}
    assert table["anchors only"]["apart from the method in"] == told
    assert table[METHOD]["apart from the method in"] == "–"


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
