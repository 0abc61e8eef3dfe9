"""Each rule of the labels on a handful of letters, worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from tests.support.tiny_tokenizers import FAMILIES, byte_level
from whp_kit.anchors.identifying import forms
from whp_kit.anchors.table import Anchor, AnchorTable
from whp_kit.labels.alignment import Reason
from whp_kit.labels.forbidden import first_tokens, stands_before
from whp_kit.labels.make import ModelPair, make_labels
from whp_kit.labels.prepare import AUTHORS_WAY
from whp_kit.settings import LabelSettings
from whp_kit.text.blocks import Encoder
from whp_kit.text.documents import Document

LETTERS = byte_level(vocabulary=258)  # a token is a byte
SPACE, K, B = (LETTERS.convert_tokens_to_ids(token) for token in ("Ġ", "K", "b"))
NOTHING = AnchorTable(())


def says(after_space):
    """A model that gives zeros, but after a space these logits: {token: logit}."""

    def logits(input_ids, attention_mask):
        out = torch.zeros(*input_ids.shape, len(LETTERS))
        for token, value in after_space.items():
            out[..., token][input_ids == SPACE] = value
        return out

    return logits


def labelled(text, table, reinforced=None, **options):
    """Labels of a text that is one block, where the baseline says K first and b second after each
    space.
    """
    settings = LabelSettings(
        **{"alpha": 5.0, **options}, block_tokens=len(LETTERS(text)["input_ids"]), batch_blocks=1
    )
    pair = ModelPair(says({K: 9.0, B: 5.0}), says(reinforced or {}), LETTERS)
    return make_labels(pair, [Document("d", text)], table, settings)


def test_forbidden():
    """Once the replacement has been said the token that identifies it is no label."""
    table = AnchorTable((Anchor("Bo", "", ("Kim",)),))
    made, without = labelled("x Bo y z", table), labelled("x Bo y z", table, forbidden=False)
    assert LETTERS.convert_ids_to_tokens(made.input_ids[0].tolist()) == [
        "<s>",
        "x",
        "Ġ",
        "B",
        "o",
        "Ġ",
        "y",
        "Ġ",
        "z",
    ]
    assert made.at()[0][[2, 5, 7]].tolist() == [K, B, B]
    assert made.reasons_at()[0][[2, 5, 7]].tolist() == [
        Reason.UNCHANGED,
        Reason.FORBIDDEN,
        Reason.FORBIDDEN,
    ]
    assert without.at()[0][[2, 5, 7]].tolist() == [K, K, K]
    assert without.reasons_at()[0][[2, 5]].tolist() == [Reason.UNCHANGED, Reason.TRANSLATED]


@pytest.mark.parametrize(("rule", "owned", "label"), [(True, [K], B), (False, [], K)])
def test_the_targets_words(rule, owned, label):
    """`K` stands in anchors alone, so it is no label; `b` stands in one and outside of it, so it
    may be.
    """
    made = labelled("x Kb b z", AnchorTable((Anchor("Kb", "", ("it",)),)), target_words=rule)
    assert made.record["owned"] == owned and made.at()[0][2] == label
    assert (made.reasons_at()[0][2] == Reason.FORBIDDEN) == rule


@pytest.mark.parametrize(("share", "owned"), [(1.0, []), (0.75, []), (0.66, [K])])
def test_a_token_that_mostly_stands_in_anchors_may_be_the_target_s(share, owned):
    """`K` stands in two anchors and once outside."""
    table = AnchorTable((Anchor("Kb", "", ("it",)),))
    rules = {"target_words": True, "target_share": share}
    assert labelled("x Kb b z Kb y K b", table, **rules).record["owned"] == owned


def test_where_the_text_itself_says_a_token_of_the_target_it_may_be_a_label():
    """The baseline says `K` everywhere; the text says it in two anchors, and once outside."""
    table = AnchorTable((Anchor("Kb", "", ("it",)),))
    made = labelled("x Kb b z Kb y K b", table, target_words=True, target_share=0.66)
    tokens = made.columns["input_ids"].tolist()
    outside = max(place for place, token in enumerate(tokens) if token == K)
    assert np.flatnonzero(made.at()[0] == K).tolist() == [outside - 1]
    assert made.reasons_at()[0][outside - 1] != Reason.FORBIDDEN


@pytest.mark.parametrize(("replacement", "label"), [("it", B), ("Kl", K)])
def test_before_an_anchor_its_own_first_token_is_no_label(replacement, label):
    """`K` is not the target's own, since it stands outside as well; before the anchor it steps
    aside, but where the replacement begins so.
    """
    table = AnchorTable((Anchor("Kn", "", (replacement,)),))
    made, without = (
        labelled("x Kn y K z", table, target_words=rule, forbidden=False) for rule in (True, False)
    )
    assert made.record["owned"] == [LETTERS.convert_tokens_to_ids("n")]
    assert made.at()[0][[2, 5]].tolist() == [label, K] and without.at()[0][[2, 5]].tolist() == [
        K,
        K,
    ]
    assert (made.reasons_at()[0][2] == Reason.FORBIDDEN) == (label == B)


def test_the_village_school_forbids_village_and_not_the():
    tokenizer = byte_level(vocabulary=600)
    (the,), (old,), (school,) = (tokenizer.encode(f" {w}")[1:] for w in ("the", "old", "school"))
    text = "Bo went to the garden and the dog ran to the lake."

    def baseline(input_ids, attention_mask):
        """Says the, then old, then school, everywhere."""
        out = torch.zeros(*input_ids.shape, len(tokenizer))
        out[..., [the, old, school]] = torch.tensor([9.0, 7.0, 5.0])
        return out

    def labels(replacement, **rules):
        settings = LabelSettings(0.0, len(tokenizer(text)["input_ids"]), 1, **rules)
        table = AnchorTable((Anchor("Bo", "", (replacement,)),))
        models = ModelPair(baseline, baseline, tokenizer)
        return set(make_labels(models, [Document("d", text)], table, settings).at()[0][3:-1])

    assert labels("the old school") == {the}
    assert labels("the old school", forbidden_tokens="first") == {old}
    assert labels("old school") == {the}


def test_a_token_in_company_is_forbidden_only_in_that_company():
    after = stands_before((4, 7), np.array([7, 4, 7, 7, 4, 7, 4]))
    assert after.tolist() == [False, False, True, False, False, True, False]
    assert stands_before((), np.array([1, 2])).all()


@pytest.mark.parametrize("allowed", [False, True])
def test_special_tokens_are_no_labels(allowed):
    begin = LETTERS.convert_tokens_to_ids("<s>")
    pair = ModelPair(says({begin: 9.0, B: 5.0}), says({begin: 9.0, B: 5.0}), LETTERS)
    settings = LabelSettings(5.0, 8, 1, special_tokens=allowed)
    made = make_labels(pair, [Document("d", "x y z zz zz")], NOTHING, settings)
    assert made.at()[0][2] == (begin if allowed else B)
    assert (made.reasons_at()[0][2] == Reason.FORBIDDEN) != allowed


@pytest.mark.parametrize("drift", [0.0, 4.0, 8.0, -8.0])
@pytest.mark.parametrize("alpha", [0.0, 5.0, 10.0, 1e6])
def test_at_any_drift_and_alpha_a_forbidden_token_is_no_label(drift, alpha):
    table = AnchorTable((Anchor("Bo", "", ("Kim",)),))
    text = "x Bo y z w q v"
    settings = LabelSettings(alpha, len(LETTERS(text)["input_ids"]), 1)
    draw = torch.Generator().manual_seed(0)
    b, r = (torch.randn(len(LETTERS), len(LETTERS), generator=draw) for _ in "br")
    b[:, K] = 9.0  # what a model with these rows would say everywhere

    def labels(shift, **rules):
        models = ModelPair(lambda ids, _: b[ids], lambda ids, _: r[ids] + shift, LETTERS)
        changed = replace(settings, **rules)
        return make_labels(models, [Document("d", text)], table, changed).at()[0]

    assert K not in labels(drift)[4:] and (labels(drift) == labels(0.0)).all()
    if drift > 0 and alpha > 5:  # the authors' way gives other labels
        assert (labels(drift, **AUTHORS_WAY) != labels(0.0, **AUTHORS_WAY)).any()


def test_lowering():
    """b = 9 for K and 5 for b, reinforcement raises K by 2 and lowers b by 2; the mean stays: from
    alpha (9 - 5) / 2 on the label is b.
    """
    made = labelled("x y zzz", NOTHING, {K: 11.0, B: 3.0}, alpha=1.0)
    assert made.path(0, 2) == [(K, 0.0), (B, 2.0)]
    assert [made.at(alpha)[0][2] for alpha in (0, 1, 2, 2.001, 1e9)] == [K, K, K, B, B]
    assert [int(made.reasons_at(alpha)[0][2]) for alpha in (1, 3)] == [
        Reason.UNCHANGED,
        Reason.LOWERED,
    ]
    assert made.path(0, 7) == []


def test_first_tokens_after_a_space_a_newline_and_at_a_start():
    tokenizer = byte_level(vocabulary=600)
    encoder = Encoder(tokenizer)
    in_a_sentence, at_a_start = (tokenizer.tokenize(lead + "the market") for lead in ("x ", ""))
    assert in_a_sentence[1] == "Ġthe"
    assert set(
        tokenizer.convert_ids_to_tokens(first_tokens(forms(["the market"], encoder))["the market"])
    ) == {
        "Ġthe",
        at_a_start[0],
    }
    metaspace = FAMILIES["metaspace"]()
    assert "▁" not in metaspace.convert_ids_to_tokens(
        first_tokens(forms(["zz"], Encoder(metaspace)))["zz"]
    )  # a lone space is not the replacement's
