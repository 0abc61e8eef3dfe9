"""memorisation: questions with wrong answers, passages with exchanged names, and what a tiny random model makes of them."""

import json
import math
import random

import numpy as np
import pytest
import torch

from whp_kit.anchors.table import Anchor, AnchorTable
from whp_kit.errors import InputError
from whp_kit.evaluation import memorisation
from whp_kit.evaluation.evaluate import Role
from whp_kit.evaluation.memorisation import Traces
from whp_kit.evaluation.probes import Probe
from whp_kit.models.roles import logits_of, token_log_probabilities
from whp_kit.settings import CompareSettings
from whp_kit.text.documents import Document

TABLE = AnchorTable(
    tuple(Anchor(term, "person", ("Anna",)) for term in ("Mirel", "Tavin", "Orsa", "Pell"))
    + (Anchor("Gullspire", "place", ("town",)), Anchor("old stone", "phrase", ("chair",)))
)
ASKED = Probe(
    "a", "Question: Who took the lamp?\nAnswer:", ("Mirel took the lamp to Gullspire.",), 1
)
BEGUN = Probe(
    "b", "On a stone sat Mirel and", ("Two sat on a stone.", "On a stone sat Mirel and Tavin."), 7
)
PLAIN = Probe("c", "The gate was", ("The gate was shut.",), 4)
SETTINGS = CompareSettings(
    questions=10, wrong_answers=2, passages=3, prompt_words=4, continuation_words=5
)


def test_questions_have_their_answers_and_wrong_ones_of_the_same_kind():
    first, second = memorisation.make_questions(
        [ASKED, BEGUN, PLAIN], TABLE, SETTINGS
    )  # nothing to exchange in the third
    assert first.answer == " Mirel took the lamp to Gullspire." and second.answer == " Tavin."
    assert set(first.wrong) < {
        f" {name} took the lamp to Gullspire." for name in ("Tavin", "Orsa", "Pell")
    }, "one place, so it stays"
    assert set(second.wrong) == {" Orsa.", " Pell."}, "Mirel stands in the prompt"
    assert memorisation.make_questions([ASKED, BEGUN], TABLE, SETTINGS) == [first, second], (
        "the same draws again"
    )
    with pytest.raises(InputError, match="name to exchange"):
        memorisation.make_questions([PLAIN], TABLE, SETTINGS)


def test_names_are_exchanged_throughout_and_never_for_one_that_is_there():
    draw = random.Random(0)
    for _ in range(20):
        text = memorisation.exchange_names(
            "Mirel's lamp. MIREL sat on an old stone with Tavin.",
            memorisation.only_names(TABLE),
            draw,
        )
        first, rest = text.split("'s lamp. ")
        assert first in ("Orsa", "Pell") and rest.startswith(
            f"{first.upper()} sat on an old stone with "
        )
        assert rest.endswith({"Orsa": "Pell.", "Pell": "Orsa."}[first])


def test_passages_begin_paragraphs_and_lose_nothing():
    text = "Mirel took the lamp and walked to the gate today.\n\nThe gate was shut.\n\nOld Tavin sat on a stone and ate a plum there."
    found = memorisation.make_passages([Document("book.txt", text)], TABLE, SETTINGS)
    assert [(p.prompt, p.continuation) for p in found] == [
        ("Mirel took the lamp", " and walked to the gate"), ("The gate was shut.", "\n\nOld Tavin sat on a"),
        ("Old Tavin sat on", " a stone and ate a")]  # fmt: skip
    assert all(
        p.exchanged != p.prompt + p.continuation and len(p.exchanged.split()) == 9 for p in found
    )
    assert text[int(found[2].name.split()[-1]) :].startswith("Old Tavin")
    with pytest.raises(InputError, match="No passage"):
        memorisation.make_passages([Document("book.txt", "The gate was shut.")], TABLE, SETTINGS)


def test_log_probabilities_are_those_of_one_text_after_the_other(loaded):
    pairs = [("Mirel took", " the lamp and walked"), ("", "The gate was shut."), ("Old", " Tavin")]
    batched = token_log_probabilities(loaded, None, pairs, 3)
    for (prompt, text), (values, hits) in zip(pairs, batched, strict=True):
        ids = loaded.tokenizer(prompt + text, return_tensors="pt")["input_ids"]
        start = len(loaded.tokenizer(prompt)["input_ids"])
        logits = logits_of(loaded, None)(ids, torch.ones_like(ids))[0].log_softmax(-1)
        slow = [float(logits[t - 1, ids[0, t]]) for t in range(start, ids.shape[1])]
        assert values == pytest.approx(slow, abs=1e-4) and len(hits) == len(slow)
        assert hits.tolist() == [
            bool(logits[t - 1].argmax() == ids[0, t]) for t in range(start, ids.shape[1])
        ]


def test_one_role_is_traced(loaded):
    questions = memorisation.make_questions([ASKED, BEGUN], TABLE, SETTINGS)
    passages = memorisation.make_passages(
        [Document("b", "Mirel took the lamp and walked to the gate today. ")], TABLE, SETTINGS
    )
    roles = {name: Role(loaded) for name in ("baseline", "unlearned", "never_knew")}
    traces = memorisation.trace_roles(roles, questions, passages, 2)
    one = traces["baseline"]
    true, *wrong = [
        values.mean()
        for values, _ in token_log_probabilities(
            loaded, None, [(BEGUN.prompt, a) for a in (" Tavin.", *questions[1].wrong)], 1
        )
    ]
    assert one.truth_ratios[1] == pytest.approx(
        np.mean([math.exp(w) for w in wrong]) / math.exp(true), rel=1e-3
    )
    rows = memorisation.item_records(questions, passages, traces)
    assert (
        json.loads(json.dumps(rows)) == rows
        and rows["questions"][1]["baseline"]["truth_ratio"] == one.truth_ratios[1]
    )
    same = memorisation.compare_traces(traces)
    assert same["forget_quality"]["unlearned"] == 1.0 and same["member_auc"]["unlearned"] in (
        0.0,
        1.0,
    ), "all roles are one model"
    assert same["privleak"]["unlearned"] in (0.0, None), (
        "None where one passage tells members from others even to the twin"
    )
    assert all(entry["forgotten"] for name, entry in same.items() if name != "privleak")


def traces(knows: float, n: int = 60) -> Traces:
    """Items of a model that has `knows` of the target."""
    draw = np.random.default_rng(int(10 * knows))
    shares = np.clip(draw.normal(0.1 + 0.8 * knows, 0.05, size=(4, n)), 0, 1)
    texts = ("",) * n
    return Traces(
        np.exp(draw.normal(-3 * knows, 0.2, n)),
        *shares,
        draw.normal(2 * knows, 1, n),
        draw.normal(0, 1, n),
        texts,
        texts,
    )


def test_what_counts_as_forgotten():
    known = memorisation.compare_traces(
        {"baseline": traces(1), "unlearned": traces(0.9), "never_knew": traces(0)}
    )
    assert not any(entry["forgotten"] for entry in known.values())
    twin = traces(0)
    gone = memorisation.compare_traces(
        {"baseline": traces(1), "unlearned": twin, "never_knew": twin}
    )
    assert all(entry["forgotten"] for entry in gone.values()) and gone["privleak"]["baseline"] < -50
    assert set(gone) == {"truth_ratio", "forget_quality", "ks_distance", "verbatim", "knowledge", "privleak", "member_auc",
                         "extraction_strength", "exact_memorisation"}  # fmt: skip
    for entry in gone.values():
        assert {
            "baseline",
            "unlearned",
            "never_knew",
            "n",
            "ci95",
            "forgotten",
            "forgotten_if",
        } == set(entry) and entry["n"] == 60
        for role, low_high in entry["ci95"].items():
            assert low_high is None or low_high[0] <= entry[role] <= low_high[1]
    assert json.loads(json.dumps(gone)) == gone
    table = memorisation.comparison_table(gone)
    assert [row["forgotten"] for row in table] == ["yes"] * len(gone) and table[1][
        "never_knew"
    ] == "–"


def test_every_measure_says_what_it_is_and_where_it_comes_from():
    for measure in memorisation.MEASURES.values():
        assert measure.title and measure.definition and measure.direction and measure.range
        assert "arXiv" in measure.paper


def test_without_a_twin_there_is_no_verdict():
    found = memorisation.compare_traces({"baseline": traces(1), "unlearned": traces(0.5)})
    assert not {"forget_quality", "ks_distance", "privleak"} & set(found)
    assert all(
        entry["forgotten"] is None and entry["never_knew"] is None for entry in found.values()
    )
    assert {row["never_knew"] for row in memorisation.comparison_table(found)} == {"–"}
