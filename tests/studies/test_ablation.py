"""ablation: the shipped record is of the preset as it is, and a run's own goes before it. (Making one: test_notebooks.)"""

import json

from whp_kit.anchors.table import AnchorTable
from whp_kit.runs.store import Run
from whp_kit.settings import load_preset
from whp_kit.studies.ablation import FILE, SHIPPED, USED, VARIANTS, _anchors, ablation_rows


def test_the_shipped_record_was_made_with_the_settings_and_anchors_of_today():
    origin = json.loads(SHIPPED.read_text(encoding="utf-8"))["origin"]
    now = json.loads(json.dumps(load_preset("tiny").as_dict()))
    assert origin["preset"] == "tiny" and all(
        origin["settings"][part] == now[part] for part in USED
    )
    assert set(now) - set(USED) == {
        "deltas",
        "compare",
        "stress",
        "methods",
        "hardware",
    }, "none of these changes a row"


def test_the_shipped_rows_hold_each_variant_that_is_shown(tmp_path, monkeypatch):
    monkeypatch.setenv("WHP_RUNS", str(tmp_path))
    rows, origin = ablation_rows(Run("mine"))
    assert [row["labels"] for row in rows] == ["the base", *VARIANTS]
    assert all(row["completion"] < rows[0]["completion"] for row in rows[1:]) and "ships" in origin


def test_a_runs_own_rows_go_first(tmp_path, monkeypatch):
    monkeypatch.setenv("WHP_RUNS", str(tmp_path))
    (tmp_path / "mine").mkdir()
    record = {"origin": {"preset": "p", "seed": 3}, "precision": "nf4", "rows": [{"labels": "x"}]}
    (tmp_path / "mine" / FILE).write_text(json.dumps(record))
    assert ablation_rows(Run("mine")) == (
        [{"labels": "x"}],
        "this run, by `whp-kit ablate --run mine`: preset p, seed 3, measured in nf4",
    )


def test_anchors_of_a_variant_are_the_tables_the_tables_names_or_nothing_but_suggestions():
    preset = load_preset("test")
    table = AnchorTable.load(preset.world.anchors)
    names, suggested = (_anchors(whose, table, preset, {}) for whose in ("names", "suggested"))
    assert _anchors("edited", table, preset, {}) is table
    assert (
        set(names.rows) == {row for row in table.rows if row.category != "phrase"} < set(table.rows)
    )
    assert {row.status for row in suggested.rows} == {"suggested"} and not set(
        suggested.rows
    ) & set(table.rows)
