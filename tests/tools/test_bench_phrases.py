"""bench_phrases: its sets of runs on a text that can be counted by hand, and what it learns."""

import random

import pytest

from tests.support.invented_world import GENERAL
from tools.bench import bench_phrases as bench
from whp_kit.anchors.word_index import WordIndex


@pytest.fixture(scope="module")
def runs():
    text = WordIndex.read(
        "The boat had no oars. A boat had no oars, and Pim had no sail. We saw Pim."
    )
    names = {at for at, word in enumerate(text.words) if word == "Pim"}
    return bench.repeated_runs(text, names)


def test_runs_that_occur_twice_without_a_name(runs):
    assert runs["had", "no"] == [2, 7, 12]
    assert ("no", "oars") in runs
    assert ("pim",) not in runs
    assert ("the", "boat") not in runs


def test_a_maximal_run_is_in_no_longer_one_at_all_its_places(runs):
    assert bench.maximal_runs(runs) == {("boat", "had", "no", "oars"), ("had", "no")}


def test_a_phrase_and_the_longer_runs_with_the_same_places(runs):
    extents = bench.possible_extents(runs, {("no", "oars"), ("had", "no"), ("no", "sail")})
    assert set(extents) == {("no", "oars"), ("had", "no")}
    assert extents["had", "no"] == [("had", "no")]
    assert set(extents["no", "oars"]) == {
        ("boat", "had", "no", "oars"),
        ("had", "no", "oars"),
        ("no", "oars"),
    }


@pytest.fixture(scope="module")
def sentences():
    """150 sentences of six invented words, none in two of them."""
    drawn = random.Random(1)
    words = [
        "".join(drawn.choices("bcdfgklmnprstvz", k=2))
        + "a"
        + "".join(drawn.choices("bcdfgklmnprst", k=3))
        for _ in range(900)
    ]
    return [words[at : at + 6] for at in range(0, 900, 6)]


def phrases_learnt(sentences, phrases):
    """How many of the phrases are among the first 150 runs of a text that repeats each sentence."""
    text = WordIndex.read(" ".join(" ".join(one).capitalize() + "." for one in sentences * 3))
    runs = bench.repeated_runs(text, set())
    features = bench.RunFeatures(text, WordIndex.read(GENERAL), runs, set())
    first, _ = bench.learn_phrases(features, bench.possible_extents(runs, phrases), room=150)
    return first


def test_phrases_of_one_pattern_are_learnt(sentences):
    marked = [[*one[:2], "who", *one[2:4], "was", *one[4:]] for one in sentences]
    phrases = {("who", *one[2:4]) for one in sentences}
    assert phrases_learnt(marked, phrases) >= 100


def test_phrases_without_a_pattern_are_not_learnt(sentences):
    drawn = random.Random(2)
    phrases = set()
    for one in sentences:
        at = drawn.randrange(4)
        phrases.add(tuple(one[at : at + drawn.randint(2, 3)]))
    assert phrases_learnt(sentences, phrases) < 60
