"""What is said before anything is trained: little to forget, an everyday word, or neither."""

import pytest

from whp_kit.anchors.table import AnchorTable
from whp_kit.by_name.look import Look, look
from whp_kit.by_name.world import NamedWorld
from whp_kit.evaluation.familiarity import completion_familiarity
from whp_kit.evaluation.probes import Lexicon, Probe
from whp_kit.settings import load_preset
from whp_kit.text.documents import Document

PROBES = [Probe(f"s{k}", "The friend of Mirel was", ("Tavin",), 7) for k in range(20)]


def seen(known, in_general=0, general=100):
    """A look where the model knows so many of twenty answers."""
    completions = ["Tavin."] * known + ["nobody."] * (20 - known)
    score = completion_familiarity(PROBES, completions, Lexicon({"Tavin": 3}))
    return Look("Mirel", ("Tavin",), score, ("Mirel sat.",) * in_general, general)


@pytest.mark.parametrize(("known", "little"), [(0, True), (1, False), (20, False)])
def test_next_to_nothing_is_less_than_one_in_twenty(known, little):
    one = seen(known)
    assert one.knows_little == little == ("nothing to forget" in str(one))
    assert f"{known / 20:.3f} [" in str(one)


@pytest.mark.parametrize(("passages", "everyday"), [(2, False), (3, True)])
def test_a_name_in_more_than_two_of_a_hundred_passages_is_everyday(passages, everyday):
    one = seen(10, passages)
    assert one.is_everyday == everyday == ("much else" in str(one))
    assert len(one.record()["in_general"]) <= 3


def test_a_world_without_probes_asks_nothing():
    empty = Document("a", "")
    world = NamedWorld("Mirel", (), empty, empty, AnchorTable(()), {"Mirel": 3}, [], [])
    one = look(None, world, ["Mirel sat.", "It rained."], load_preset("test").probes)
    assert one.knows_little and "no name" in str(one) and one.in_general == ("Mirel sat.",)
    assert one.record()["familiarity"] is None and one.record()["probes"] == 0
