"""Replacements in completions, and neighbours in the order of their closeness."""

import pytest

from whp_kit.anchors.table import Anchor, AnchorTable
from whp_kit.errors import InputError
from whp_kit.evaluation.evaluate import Role
from whp_kit.evaluation.neighbour_facts import Fact
from whp_kit.evaluation.probes import Probe
from whp_kit.evaluation.side_effects import by_closeness, replacements_said
from whp_kit.settings import ProbeSettings
from whp_kit.text.documents import Document

SETTINGS = ProbeSettings(max_new_tokens=4, batch=2)
TABLE = AnchorTable((Anchor("Mirel", "person", ("Anna",)), Anchor("Tavin", "person", ("Tom",))))
NAMES = Probe("a", "Mirel went with", ("Mirel went with Tavin.",), 5)
PLAIN = Probe("b", "The gate was", ("The gate was shut.",), 5)


def test_a_replacement_in_a_completion_counts(loaded, monkeypatch):
    answers = {
        "unlearned": {"Mirel went with": " Tom to the gate", "Anna went with": " Tommy"},
        "never_knew": {"Mirel went with": " a dog", "Anna went with": " a dog"},
    }

    def complete(role, prompts, *_):
        return [answers[role.adapter][prompt] for prompt in prompts]

    monkeypatch.setattr(Role, "complete", complete)
    roles = {name: Role(loaded, name) for name in answers}
    original, translated = replacements_said(roles, [NAMES, PLAIN], TABLE, SETTINGS)
    assert original["unlearned"] == 1.0
    assert original["never_knew"] == 0.0
    assert translated["unlearned"] == 0.0, "Tommy is another word than Tom"
    assert original["n"] == 1, "the second probe names nothing"
    assert original["less never-knew"]["value"] == 1.0


def test_probes_without_names_are_refused(loaded):
    with pytest.raises(InputError, match="replacement"):
        replacements_said({"unlearned": Role(loaded)}, [PLAIN], TABLE, SETTINGS)


def test_a_replacement_is_seen_in_any_way_of_writing(loaded, monkeypatch):
    def complete(role, prompts, *_):
        return [" “_Tom’s_ gate”" for _ in prompts]

    monkeypatch.setattr(Role, "complete", complete)
    original, _ = replacements_said({"unlearned": Role(loaded)}, [NAMES], TABLE, SETTINGS)
    assert original["unlearned"] == 1.0


def test_no_triple_goes_over_the_end_of_a_sentence():
    books = [Document("book.txt", "She saw the cat.\r\nThen it ran.")]
    texts = [Document("near.txt", "the cat Tom it")]
    (row,) = by_closeness({"baseline": [Fact("near", "in_retain", 1.0, 0.5, 1.0)]}, texts, books)
    assert row["closeness"] == 0


def test_letters_without_capitals_are_no_names():
    books = [Document("book.txt", "他在花园里看见了一只猫。")]
    texts = [Document("near.txt", "明天早上我们去山上走走。")]
    (row,) = by_closeness({"baseline": [Fact("near", "in_retain", 1.0, 0.5, 1.0)]}, texts, books)
    assert row["closeness"] == 0


def test_neighbours_come_by_closeness():
    books = [Document("book.txt", "Mirel took the old lamp and went to the gate.")]
    texts = [
        Document("far.txt", "Somebody ate a plum by the sea."),
        Document("near.txt", "Anna took the old lamp and went home."),
    ]
    facts = [
        Fact("far", "held_out", 0.0, 0.5, 1.0),
        Fact("near", "in_retain", 1.0, 0.75, 1.0),
        Fact("near", "in_retain, harder", 0.0, 0.25, 1.0),
        Fact("without a text", "held_out", 0.0, 0.25, 1.0),
    ]
    near, far, unknown = by_closeness({"baseline": facts}, texts, books)
    assert (near["neighbour"], near["in the retain text"], near["n"]) == ("near", "yes", 2)
    assert near["baseline"] == near["baseline, recall"] == 0.5
    # The book has "* took the", "took the old", "the old lamp", "old lamp and" and "lamp and went",
    # but not "and went home".
    assert near["closeness"] == pytest.approx(5 / 6)
    assert (far["neighbour"], far["closeness"]) == ("far", 0.0)
    assert (unknown["neighbour"], unknown["closeness"]) == ("without a text", None)
    assert [row["closeness"] for row in by_closeness({"baseline": facts}, [], books)] == [None] * 3
