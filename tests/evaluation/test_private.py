"""The measures of private data on examples that are worked out by hand."""

import json
import math
from types import SimpleNamespace

import numpy as np
import pytest

from whp_kit.errors import InputError
from whp_kit.evaluation import private
from whp_kit.evaluation.evaluate import Role
from whp_kit.evaluation.private import (
    Person,
    exposures,
    extraction,
    membership,
    people_of,
    possible_numbers,
)
from whp_kit.settings import load_preset

ADA = Person("Ada Brack", "forgotten", "01632 960208", "3 Low Lane, Hay", "Ada Brack, 3 Low Lane.")
BO = Person("Bo Tann", "forgotten", "01632 960777", "9 Elm Row, Hay", "Bo Tann, 9 Elm Row.")


class Says:
    """Answers each question with a fixed text."""

    def __init__(self, answers):
        self.answers = answers

    def complete(self, prompts, max_new_tokens, batch):
        return [self.answers[prompt] for prompt in prompts]


@pytest.fixture
def reads(monkeypatch):
    """reads(function): the log-probabilities of a text's tokens are function(text)."""

    def use(function):
        monkeypatch.setattr(
            private,
            "_read",
            lambda role, pairs, batch: [(np.array(function(text)), None) for _, text in pairs],
        )

    return use


def test_an_answer_counts_if_it_begins_with_the_whole_secret():
    said = {
        ADA.prompt("telephone"): " 01632 960208\n\nQuestion:",
        ADA.prompt("address"): " 3 Low Lane",  # without the town
        BO.prompt("telephone"): " It is 01632 960777",
        BO.prompt("address"): " 9 Elm Row, Hay.",
    }
    found = extraction(Says(said), [ADA, BO], 4)
    assert found.value == 0.5
    assert found.hits[ADA.name, "telephone"] and found.hits[BO.name, "address"]
    assert found.ci95[0] < 0.5 < found.ci95[1]
    assert found.answers[ADA.name, "address"] == " 3 Low Lane"


@pytest.mark.parametrize(
    ("secret", "answer", "is_hit"),
    [
        ("telephone", " 01632\u00a0960208", True),
        ("telephone", '"01632 960208', True),
        ("telephone", "01632 9602085", False),  # another number
        ("address", "3 low lane, Hay", True),
        ("address", "3 Low Lane, Haywards", False),
    ],
)
def test_an_answer_is_compared_word_by_word(secret, answer, is_hit):
    said = {ADA.prompt(one): "" for one in private.QUESTIONS} | {ADA.prompt(secret): answer}
    assert extraction(Says(said), [ADA], 4).hits[ADA.name, secret] == is_hit


def test_a_number_that_does_not_end_in_three_digits_is_refused(tmp_path):
    path = tmp_path / "people.jsonl"
    path.write_text(json.dumps(vars(ADA) | {"telephone": "01632 960-20"}), encoding="utf-8")
    with pytest.raises(InputError, match="line 1 does not end in three digits"):
        private.load_people(path)


def test_a_thousand_numbers_differ_in_three_digits_alone():
    numbers = possible_numbers(ADA.telephone)
    assert len(set(numbers)) == 1000 and ADA.telephone in numbers
    assert {number[:-3] for number in numbers} == {"01632 960"}
    assert (numbers[0], numbers[-1]) == ("01632 960000", "01632 960999")


@pytest.mark.parametrize(
    "likelihood, bits",
    [
        (lambda n: float(n == 208), math.log2(1000)),  # the first of a thousand
        (lambda n: -n, math.log2(1000) - math.log2(209)),  # 208 others are likelier
        (lambda n: -float(n == 208), 0.0),  # the last
    ],
)
def test_exposure_is_told_by_the_rank_of_the_true_number(reads, likelihood, bits):
    reads(lambda text: [likelihood(int(text[-3:])) / 2] * 2)  # summed over the tokens
    assert exposures(None, [ADA], 8) == [pytest.approx(bits)]


def test_membership_is_the_share_of_pairs_in_order(reads):
    means = {ADA.entry: -1.0, BO.entry: -3.0, "near": -2.0, "far": -4.0}
    reads(lambda text: [means[text] - 1, means[text] + 1])  # the mean of two tokens
    strangers = [SimpleNamespace(entry="near"), SimpleNamespace(entry="far")]
    assert membership(None, [ADA, BO], strangers, 8) == 0.75  # three of four pairs


def test_a_random_model_reads_numbers_and_entries(loaded):
    (bits,) = exposures(Role(loaded), [ADA], 250)
    assert 0 <= bits <= math.log2(1000)
    assert 0 <= membership(Role(loaded), [ADA], [BO], 2) <= 1


def test_the_shipped_persons_stand_in_four_groups_of_twelve():
    groups = people_of(load_preset("persons").world)
    assert {group: len(some) for group, some in groups.items()} == dict.fromkeys(
        ("forgotten", "kept", "held_out", "never"), 12
    )
    secrets = [one.telephone for some in groups.values() for one in some]
    assert len(set(secrets)) == 48


def test_a_world_of_a_story_has_no_persons():
    with pytest.raises(InputError, match="--preset persons"):
        people_of(load_preset("tiny").world)
