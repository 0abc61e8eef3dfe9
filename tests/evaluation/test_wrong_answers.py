"""Wrong answers: no name and no place in the alphabet tells them from true ones."""

import random
from collections import Counter

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from whp_kit.anchors.table import Anchor, AnchorTable
from whp_kit.anchors.translate import find_matches
from whp_kit.evaluation import logit_lens
from whp_kit.evaluation.memorisation import make_questions
from whp_kit.evaluation.probes import Probe, load_probes
from whp_kit.evaluation.wrong_answers import pair_answers, read_answer
from whp_kit.settings import CompareSettings, load_preset

NAMES = ("Arlo", "Birk", "Cato", "Dain", "Edda", "Finn", "Gera", "Hild", "Ivor", "Jarl")
TABLE = AnchorTable(
    (
        *(Anchor(name, "person", ("Anna",)) for name in NAMES),
        Anchor("Old Mill", "place", ("house",)),
        Anchor("Mill Road", "place", ("street",)),
        Anchor("Farhill", "place", ("town",)),
        Anchor("kelpling", "creature", ("cow",)),
        Anchor("kelplings", "creature", ("cows",)),
    )
)


def answer(prompt: str, text: str, *references: str):
    return read_answer(prompt, text, references, TABLE)


def partners_of(answers, seed=0, met=None):
    return pair_answers(answers, random.Random(seed), met or [set() for _ in answers])


@pytest.fixture(scope="module", params=["tiny", "llama2-7b", "colab-t4-wonderland"])
def world(request):
    """(the table's names, the questions) of a world that the kit ships."""
    preset = load_preset(request.param)
    table = AnchorTable.load(preset.world.anchors)
    probes = load_probes(preset.world.probes)
    return table.names_only(), make_questions(probes, table, preset.compare)


def names_in(texts, names) -> Counter:
    """name -> in how many of the texts it stands."""
    return Counter(
        row for text in texts for row in {match.row for match in find_matches(text, names)}
    )


def test_every_name_is_as_often_wrong_as_true(world):
    names, questions = world
    true = names_in([question.answer for question in questions], names)
    assert names_in([question.wrong[0] for question in questions], names) == true
    assert len(questions) >= 120


def test_a_later_round_is_balanced_too(world):
    names, questions = world
    answered = [question for question in questions if len(question.wrong) == 5]
    assert len(answered) > len(questions) / 4
    every = names_in([q.answer for q in questions for _ in q.wrong], names)
    assert names_in([wrong for q in questions for wrong in q.wrong], names) == every


def test_a_classifier_that_sees_the_names_alone_can_only_guess(world, monkeypatch):
    names, questions = world

    def states(role, texts, batch):
        seen = torch.zeros(1, len(texts), len(names.rows))  # (one layer, N, names)
        for place, text in enumerate(texts):
            for match in find_matches(text, names):
                seen[0, place, match.row] += 1
        return seen

    monkeypatch.setattr(logit_lens, "layer_states", states)
    bare = [vars(question) | {"prompt": ""} for question in questions]
    (row,) = logit_lens.linear_probe(None, [type(questions[0])(**one) for one in bare], 8)
    assert row["ci95"][0] <= 0.5 <= row["ci95"][1]
    assert row["value"] == pytest.approx(0.5, abs=0.02)


def test_wrong_answers_are_no_earlier_in_the_alphabet_than_others():
    """Ten names, each the answer of three questions; the place of the wrong name among the nine
    that are not true, over many seeds."""
    probes = [
        Probe(f"{name}{k}", f"The {thing} was found by", (name,), 1 + k)
        for name in NAMES
        for k, thing in enumerate(("lamp", "rope", "bell"))
    ]
    places = []
    for seed in range(30):
        for question in make_questions(probes, TABLE, CompareSettings(wrong_answers=3), seed):
            true = question.answer.strip()
            others = [name for name in NAMES if name != true]
            places += [others.index(wrong.strip()) / 8 for wrong in question.wrong]
    assert np.mean(places) == pytest.approx(0.5, abs=0.03)


@given(st.lists(st.sampled_from(NAMES), max_size=20), st.integers(0, 99))
def test_pairs_go_both_ways_and_lend_another_name(said, seed):
    answers = [answer("It was", f" {name}.") for name in said]
    partners = partners_of(answers, seed)
    for place, partner in partners.items():
        assert partners[partner] == place
        assert answers[partner].rows != answers[place].rows
    most = max(Counter(said).values(), default=0)
    assert len(partners) == 2 * min(len(said) // 2, len(said) - most), "as many as can be"


def test_a_name_that_is_true_as_well_makes_no_wrong_answer():
    friends = answer("Her friends are", " Arlo and Birk.", "Arlo, Birk and Cato")
    assert partners_of([friends, answer("They are", " Cato and Dain.")]) == {}
    assert partners_of([friends, answer("They are", " Edda and Dain.")]) == {0: 1, 1: 0}
    assert partners_of([answer("Not Dain but", " Arlo."), answer("It was", " Dain.")]) == {}


def test_a_plural_is_no_other_name():
    assert partners_of([answer("A", " kelpling."), answer("Some", " kelplings.")]) == {}


def test_names_pair_with_names_of_as_many_words():
    answers = [answer("To", f" {place}.") for place in ("Farhill", "Old Mill", "Mill Road")]
    for seed in range(10):
        assert partners_of(answers, seed) == {1: 2, 2: 1}


def test_names_after_the_same_word_pair_first():
    answers = [answer("Called", " Arlo."), answer("By", " Birk."), answer("Called", " Cato.")]
    for seed in range(10):
        assert partners_of(answers, seed) == {0: 2, 2: 0}


def test_a_partner_of_an_earlier_round_does_not_come_again():
    answers = [answer("By", f" {name}.") for name in ("Arlo", "Birk")]
    assert partners_of(answers, met=[{answers[1].rows}, {answers[0].rows}]) == {}


def test_a_name_keeps_the_form_in_which_the_other_stands():
    mine, other = answer("It was", " ARLO's: Arlo has it."), answer("By", " Birk.")
    assert mine.with_names_of(other, TABLE) == " BIRK's: Birk has it."


def test_the_halves_of_a_pair_have_one_number():
    questions = make_questions(
        [Probe(str(k), "By", (name,), 1) for k, name in enumerate(NAMES)],
        TABLE,
        CompareSettings(),
    )
    numbers = logit_lens._pair_numbers(questions)
    number_of = {question.id: number for question, number in zip(questions, numbers, strict=True)}
    assert all(number_of[q.id] == number_of[q.partner] for q in questions)
    assert len(set(number_of.values())) == 5
