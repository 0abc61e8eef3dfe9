"""What a few pages bring back: names that they teach, and right answers, by each attacker."""

from types import SimpleNamespace

import pytest

from whp_kit.evaluation import lasting
from whp_kit.evaluation.probes import Lexicon, Probe
from whp_kit.settings import load_preset
from whp_kit.text.documents import Document


@pytest.fixture
def ground(folder):
    preset = load_preset("test").override("model", base=str(folder))
    preset = preset.override("labels", block_tokens=24)
    preset = preset.override("stress", probes=2, relearn_blocks=8, relearn_batch=8)
    preset = preset.override("last", relearn_rates=[2e-2], relearn_steps=20, relearn_looks=[1, 10])
    probes = [
        Probe("a", "The gate was shut. Old", ("Old Tavin sat.",), 5),
        Probe("b", "On a stone sat", ("On a stone sat Glimmox.",), 9),
    ]
    probe_set = SimpleNamespace(probes=probes, lexicon=Lexicon({"Tavin": 3, "Glimmox": 3}))
    return lasting.Ground(probe_set, (), (), preset, 0)


def test_names_that_the_pages_teach_are_familiar_and_right_only_where_they_belong(folder, ground):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    pages = [Document("t", "Tavin sat. " * 60)]
    found = lasting.relearn_at_rates({"one": folder, "other": folder}, pages, ground)
    panels = ["an adapter, rate 0.02", "all weights, rate 0.02"]
    assert list(found[lasting.SAID]) == list(found[lasting.RIGHT]) == panels
    for panel in panels:
        said, right = (found[measure][panel] for measure in (lasting.SAID, lasting.RIGHT))
        assert said["one"] == said["other"], "each is loaded anew"
        assert [row["step"] for row in said["one"]] == [0, 1, 10, 20]
        assert said["one"][0]["value"] == 0.0 < right["one"][-1]["value"]
    assert said["one"][-1]["value"] == 1.0
    assert right["one"][-1]["value"] == 0.5, "Tavin is no answer to the second"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_where_no_probe_asks_for_a_name_nothing_is_right(folder, ground):
    ground.probe_set.probes[:] = [Probe("a", "On a stone sat", ("it.",), 1)]
    found = lasting.relearn_at_rates({"one": folder}, [Document("t", "Tavin sat. " * 60)], ground)
    assert found[lasting.RIGHT] == {} and len(found[lasting.SAID]) == 2


def test_the_distance_from_the_twin_is_taken_at_equal_rates():
    def curve(value):
        return [{"step": 0, "value": 0.0, "ci95": None}, {"step": 20, "value": value, "ci95": None}]

    panels = {
        "an adapter, rate 1": {"never_knew": curve(0.0), "a": curve(0.3), "b": curve(0.1)},
        "all weights, rate 1": {"never_knew": curve(0.8), "a": curve(0.9), "b": curve(0.7)},
    }
    above = lasting.above_twin(panels, 20)
    assert {role: round(row["value"], 3) for role, row in above.items()} == {
        "never_knew": 0.0,
        "a": 0.3,
        "b": 0.1,
    }
    assert above["a"]["panel"] == "an adapter, rate 1"
    assert lasting.worst_relearnt(panels, 20)["a"]["value"] == 0.9
    assert list(lasting.panels_of(panels, "all weights")) == ["all weights, rate 1"]
    rows = lasting.worst_rows(panels, [0, 20])
    assert rows[1] == {"steps": 20, "never_knew": "0.800", "a": "0.900", "b": "0.700"}
