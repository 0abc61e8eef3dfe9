"""Questions with wrong answers, passages with exchanged names, and what a tiny random model leaves
on them; what counts as forgotten."""

import json
import math
import random

import numpy as np
import pytest

from whp_kit.anchors.table import Anchor, AnchorTable
from whp_kit.errors import InputError
from whp_kit.evaluation.evaluate import Role
from whp_kit.evaluation.memorisation import (
    MEASURES,
    Traces,
    compare_traces,
    comparison_table,
    exchange_names,
    first_words,
    item_records,
    make_passages,
    make_questions,
    trace_roles,
)
from whp_kit.evaluation.probes import Probe
from whp_kit.models.names import COMPARED_ROLES
from whp_kit.models.roles import token_log_probabilities
from whp_kit.settings import CompareSettings
from whp_kit.text.documents import Document

PERSONS = tuple(Anchor(term, "person", ("Anna",)) for term in ("Mirel", "Tavin", "Orsa", "Pell"))
PLACES = tuple(Anchor(term, "place", ("town",)) for term in ("Gullspire", "Farhill"))
TABLE = AnchorTable(
    (
        *PERSONS,
        *PLACES,
        Anchor("Pim", "creature", ("dog",)),
        Anchor("old stone", "phrase", ("chair",)),
    )
)
ASKED = Probe(
    "a", "Question: Who took the lamp?\nAnswer:", ("Mirel took the lamp to Gullspire.",), 1
)
BEGUN = Probe(
    "b", "On a stone sat Mirel and", ("Two sat on a stone.", "On a stone sat Mirel and Tavin."), 7
)
PLAIN = Probe("c", "The gate was", ("The gate was shut.",), 4)
LOST = Probe("d", "Question: Who lost the lamp?\nAnswer:", ("Pell lost it at Farhill.",), 2)
STOOD = Probe("e", "By the gate stood", ("Orsa",), 9)
BARKED = Probe("f", "In the yard barked", ("Pim",), 3)
PROBES = [ASKED, BEGUN, PLAIN, LOST, STOOD, BARKED]
SETTINGS = CompareSettings(
    questions=10, wrong_answers=2, passages=3, prompt_words=4, continuation_words=5
)
BOOK = (
    "Mirel took the lamp and walked to the gate today.\n\nThe gate was shut.\n\n"
    "Old Tavin sat on a stone and ate a plum there."
)


@pytest.fixture(scope="module")
def questions():
    return make_questions(PROBES, TABLE, SETTINGS)


@pytest.fixture(scope="module")
def passages():
    return make_passages([Document("book.txt", BOOK)], TABLE, SETTINGS)


def test_a_probe_without_a_name_to_exchange_is_left_out(questions):
    assert [question.id for question in questions] == ["a", "b", "d", "e"], "Pim is alone"


def test_the_true_answer_continues_the_prompt(questions):
    answers = [question.answer for question in questions]
    assert answers[:2] == [" Mirel took the lamp to Gullspire.", " Tavin."]


def test_wrong_answers_have_the_names_of_another_question(questions):
    assert [question.partner for question in questions] == ["d", "e", "a", "b"]
    assert questions[0].wrong == (" Pell took the lamp to Farhill.",)
    assert questions[1].wrong == (" Orsa.",)


def test_the_same_seed_makes_the_same_questions(questions):
    assert make_questions(PROBES, TABLE, SETTINGS) == questions


def test_at_most_as_many_questions_as_are_wanted():
    few = make_questions(PROBES, TABLE, CompareSettings(questions=3, wrong_answers=2))
    assert {question.id for question in few} == {"a", "d"}, "a pair, which the easiest begins"


@pytest.mark.parametrize("probes", [[PLAIN], [ASKED, PLAIN, BARKED], [STOOD, STOOD]])
def test_probes_without_two_names_to_exchange_are_refused(probes):
    with pytest.raises(InputError, match="names of the same category"):
        make_questions(probes, TABLE, SETTINGS)


@pytest.mark.parametrize("seed", range(20))
def test_names_are_exchanged_throughout_and_for_none_that_is_there(seed):
    text = exchange_names(
        "Mirel's lamp. MIREL sat on an old stone with Tavin.",
        TABLE.names_only(),
        random.Random(seed),
    )
    first, rest = text.split("'s lamp. ")
    other = {"Orsa": "Pell", "Pell": "Orsa"}[first]
    assert rest == f"{first.upper()} sat on an old stone with {other}."


def test_passages_begin_paragraphs_and_lose_nothing(passages):
    assert [(passage.prompt, passage.continuation) for passage in passages] == [
        ("Mirel took the lamp", " and walked to the gate"),
        ("The gate was shut.", "\n\nOld Tavin sat on a"),
        ("Old Tavin sat on", " a stone and ate a"),
    ]
    start = int(passages[2].name.split()[-1])
    assert BOOK[start:].startswith("Old Tavin")


def test_the_counterpart_of_a_passage_has_other_names_and_as_many_words(passages):
    for passage in passages:
        assert passage.exchanged != passage.prompt + passage.continuation
        assert len(passage.exchanged.split()) == 9


def test_books_without_any_name_are_refused():
    with pytest.raises(InputError, match="No passage"):
        make_passages([Document("book.txt", "The gate was shut.")], TABLE, SETTINGS)


@pytest.fixture
def tiny_traces(adapted, questions, passages):
    roles = {
        "baseline": Role(adapted),
        "unlearned": Role(adapted, "unlearned"),
        "never_knew": Role(adapted),
    }
    return trace_roles(roles, questions, passages, 2)


def test_a_truth_ratio_is_that_of_the_answers_one_by_one(tiny_traces, adapted, questions):
    pairs = [(BEGUN.prompt, answer) for answer in (" Tavin.", *questions[1].wrong)]
    values = token_log_probabilities(adapted, None, pairs, 1)
    true, *wrong = [math.exp(log_probabilities.mean()) for log_probabilities, _ in values]
    ratio = tiny_traces["baseline"].truth_ratios[1]
    assert ratio == pytest.approx(np.mean(wrong) / true, rel=1e-3)


def test_each_role_has_its_own_traces(tiny_traces):
    baseline, unlearned, twin = tiny_traces.values()
    assert (baseline.truth_ratios == twin.truth_ratios).all(), "the same model"
    assert (baseline.truth_ratios != unlearned.truth_ratios).all()


def test_there_is_one_number_for_each_item(tiny_traces, questions, passages):
    for role_traces in tiny_traces.values():
        assert len(role_traces.truth_ratios) == len(role_traces.knowledge) == len(questions)
        assert len(role_traces.members) == len(role_traces.verbatim) == len(passages)


def test_item_records_are_plain(tiny_traces, questions, passages):
    records = item_records(questions, passages, tiny_traces)
    assert json.loads(json.dumps(records)) == records
    record = records["questions"][1]["baseline"]
    assert record["truth_ratio"] == tiny_traces["baseline"].truth_ratios[1]


def traces(knows: float, n: int = 60) -> Traces:
    """Traces of a model that has the share `knows` of the target."""
    draw = np.random.default_rng(int(10 * knows))
    knowledge, verbatim, extraction, exact = np.clip(
        draw.normal(0.1 + 0.8 * knows, 0.05, size=(4, n)), 0, 1
    )
    return Traces(
        truth_ratios=np.exp(draw.normal(-3 * knows, 0.2, n)),
        knowledge=knowledge,
        verbatim=verbatim,
        extraction_strength=extraction,
        exact_memorisation=exact,
        members=draw.normal(2 * knows, 1, n),
        non_members=draw.normal(0, 1, n),
        answers=("",) * n,
        continuations=("",) * n,
    )


@pytest.fixture(scope="module")
def forgotten():
    """The comparison of a model that has what the retrained model has."""
    twin = traces(0)
    return compare_traces({"baseline": traces(1), "unlearned": twin, "never_knew": twin})


def test_a_model_that_knows_most_has_forgotten_by_no_measure():
    roles = {"baseline": traces(1), "unlearned": traces(0.9), "never_knew": traces(0)}
    assert not any(entry["forgotten"] for entry in compare_traces(roles).values())


def test_a_model_like_the_retrained_one_has_forgotten_by_every_measure(forgotten):
    verdicts = {name: entry["forgotten"] for name, entry in forgotten.items()}
    assert verdicts.pop("ks_distance") is None, "the p-value beside it decides"
    assert all(verdicts.values())
    assert set(forgotten) == set(MEASURES) - {"epsilon_score"}, "F needs several seeds"


def test_privleak_is_below_zero_for_a_model_that_recognises_members(forgotten):
    assert forgotten["privleak"]["baseline"] < -50


def test_an_entry_has_every_role_and_its_interval(forgotten):
    for entry in forgotten.values():
        keys = {*COMPARED_ROLES, "n", "ci95", "difference", "forgotten", "forgotten_if"}
        assert set(entry) == keys
        assert entry["n"] == 60
        for role, interval in entry["ci95"].items():
            assert interval is None or interval[0] <= entry[role] <= interval[1]
    assert json.loads(json.dumps(forgotten)) == forgotten


def test_forgotten_goes_by_the_difference_of_the_same_items():
    """A model that is a little above the retrained one on every question: the two intervals
    overlap, the interval of the difference does not reach 0."""
    twin = traces(0)
    above = Traces(**{**vars(twin), "knowledge": twin.knowledge + 0.01 * (1 + twin.verbatim)})
    comparison = compare_traces({"baseline": traces(1), "unlearned": above, "never_knew": twin})
    entry = comparison["knowledge"]
    assert entry["ci95"]["unlearned"][0] < entry["ci95"]["never_knew"][1]
    assert entry["difference"]["value"] == pytest.approx(entry["unlearned"] - entry["never_knew"])
    assert entry["difference"]["ci95"][0] > 0
    assert not entry["forgotten"]
    assert comparison["verbatim"]["forgotten"]


def test_the_table_says_yes_and_leaves_out_what_there_is_not(forgotten):
    table = comparison_table(forgotten)
    assert [row["forgotten"] for row in table].count("yes") == len(forgotten) - 1
    assert table[1]["never_knew"] == "–", "a p-value is of two models"


def test_privleak_is_none_where_the_retrained_model_tells_all_members():
    twin = traces(0)
    odd = Traces(**{**vars(twin), "non_members": twin.members - 100})
    entry = compare_traces({"baseline": odd, "unlearned": odd, "never_knew": odd})["privleak"]
    assert entry["unlearned"] is None
    assert entry["forgotten"] is None


def test_without_a_retrained_model_there_is_no_verdict():
    comparison = compare_traces({"baseline": traces(1), "unlearned": traces(0.5)})
    assert not {"forget_quality", "ks_distance", "privleak"} & set(comparison)
    for entry in comparison.values():
        assert entry["forgotten"] is None
        assert entry["never_knew"] is None
    assert {row["never_knew"] for row in comparison_table(comparison)} == {"–"}


CHINESE = "很久以前，住在磨坊里的姑娘名叫爱丽丝。" * 40 + "\n\n"


@pytest.mark.parametrize(
    ("text", "count", "first"),
    [
        ("The gate, she said, was shut.", 3, "The gate, she"),
        ("  one\n\ntwo three", 2, "  one\n\ntwo"),
        ("one two", 5, "one two"),
        ("爱丽丝住在磨坊里。", 2, "爱丽丝住"),  # two characters are as long as a word
        ("爱丽，丝住", 2, "爱丽，丝住"),
    ],
)
def test_the_first_words(text, count, first):
    assert first_words(text, count) == first
    assert first_words("x " + text, count, 2) == first


def test_passages_of_a_text_without_spaces_are_as_short_as_others():
    table = AnchorTable(
        (Anchor("爱丽丝", "person", ("安娜",)), Anchor("张三", "person", ("李四",)))
    )
    settings = CompareSettings(passages=4, prompt_words=6, continuation_words=6)
    for passage in make_passages([Document("one", CHINESE * 4)], table, settings):
        assert 20 <= len(passage.prompt + passage.continuation) <= 30


def test_every_measure_says_what_it_is_and_where_it_comes_from():
    for measure in MEASURES.values():
        assert measure.title and measure.definition and measure.direction and measure.forgotten_if
        assert "arXiv" in measure.paper
