"""The questions about real fiction: enough of them, each once, and none that holds its answer."""

from collections import Counter

from whp_kit.evaluation.probes import load_harder, load_neighbours
from whp_kit.paths import DATA
from whp_kit.text.words import is_named_in

FOLDER = DATA / "neighbours-real"


def test_some_two_hundred_in_six_groups_and_none_answers_itself():
    probes = load_neighbours(FOLDER / "probes.jsonl")
    assert len(probes) == len({probe.prompt for probe in probes}) >= 200
    assert all(count >= 25 for count in Counter(probe.neighbour for probe in probes).values())
    assert not any(probe.in_retain for probe in probes)
    given = [probe.prompt for probe in probes if is_named_in(probe.answer, probe.prompt)]
    assert given == []
    assert load_harder(FOLDER) == []
