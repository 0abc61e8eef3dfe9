"""Equation 1 and the labels of one block on numbers that are worked out by hand."""

import torch

from whp_kit.labels.generic import (
    IGNORE,
    exclude,
    generic_labels,
    generic_logits,
    level,
    rise,
    set_to_mean,
)

#                  magic  at   the  law  alone
B = torch.tensor([[4.0, 3.6, 3.1, 2.0, 1.0]])
R = torch.tensor([[6.5, 3.8, 3.0, 1.8, 1.1]])
NONE_FORBIDDEN = torch.zeros(1, 5, dtype=torch.bool)


def test_falls_count_as_no_rise():
    assert torch.allclose(rise(B, R), torch.tensor([[2.5, 0.2, 0.0, 0.0, 0.1]]))


def test_equation_1():
    v = generic_logits(B, R, 5.0)
    assert torch.allclose(v, torch.tensor([[-8.5, 2.6, 3.1, 2.0, 0.5]]))


def test_alpha_0_leaves_the_baseline():
    assert generic_logits(B, R, 0.0).equal(B)


def test_no_logit_is_ever_raised():
    b, r = torch.randn(50, 40), torch.randn(50, 40)
    assert (generic_logits(b, r, 3.0) <= b).all()


def test_a_forbidden_logit_becomes_the_mean_of_its_row():
    forbidden = torch.tensor([[True, False, False, False, False]])
    expected = torch.tensor([[13.7 / 5, 3.6, 3.1, 2.0, 1.0]])
    assert torch.allclose(set_to_mean(B, forbidden), expected)


def test_a_forbidden_token_is_never_the_label_and_set_to_the_mean_it_is():
    """b = 6, 0, -6 and every r 3 higher. Set to the mean, 0, token 2 rises by 3 too, and its line
    lies on that of token 1; with r still 3 - 6 = -3 it does not rise at all, and wins.
    """
    b = torch.tensor([[6.0, 0.0, -6.0]])
    r, forbidden = b + 3, torch.tensor([[False, False, True]])
    for alpha in (0.0, 2.0, 2.5, 10.0, 1e6):
        labels = generic_labels(b, r, torch.tensor([0]), forbidden, alpha)
        assert labels.tolist() == [0]
    authors = generic_logits(set_to_mean(b, forbidden), r, 2.5)
    assert authors.tolist() == [[-1.5, -7.5, 0.0]] and authors.argmax() == 2
    assert exclude(authors, forbidden).argmax() == 0
    assert generic_logits(b, r, 2.5).argmax() == 0  # without the rule token 2 never wins


def test_logits_that_differ_by_a_constant_give_the_same_labels():
    draw = torch.Generator().manual_seed(0)
    b, r = (torch.randn(300, 64, generator=draw) * 4 for _ in "br")
    forbidden = torch.rand(300, 64, generator=draw) < 0.2
    partner = torch.arange(300)
    for alpha in (0.0, 1.0, 5.0, 100.0):
        labels = generic_labels(b, r, partner, forbidden, alpha)
        assert not forbidden.gather(1, labels[:, None]).any()
        for drift in (-8.0, 4.0, 8.0, torch.randn(300, 1, generator=draw) * 10):
            assert generic_labels(b, r + drift, partner, forbidden, alpha).equal(labels)
            assert generic_labels(b + drift, r, partner, forbidden, alpha).equal(labels)


def test_level_moves_each_row_as_a_whole():
    b, r = torch.randn(20, 30), torch.randn(20, 30) + 5
    moved = level(b, r)
    assert torch.allclose(moved.mean(-1), r.mean(-1), atol=1e-5)
    assert torch.allclose(moved.softmax(-1), b.softmax(-1), atol=1e-6)


def test_labels_at_some_alphas():
    """R and B rise together by 0.52 on average, which counts for nothing: magic, the first, is
    behind at, which then falls, from alpha (4 - 3.6) / (2.5 - .52) = 0.202 on.
    """
    partner = torch.tensor([0])
    labels = [generic_labels(B, R, partner, NONE_FORBIDDEN, alpha) for alpha in (0.0, 0.2, 0.21)]
    assert torch.cat(labels).tolist() == [0, 0, 1]


def test_a_position_reads_the_row_of_its_partner_and_none_without():
    b = torch.tensor([[1.0, 0.0], [0.0, 1.0]])  # (S, V)
    r = torch.zeros(3, 2)  # (T, V)
    forbidden = torch.zeros(3, 2, dtype=torch.bool)
    labels = generic_labels(b, r, torch.tensor([1, -1, 0]), forbidden, 0.0)
    assert labels.tolist() == [1, IGNORE, 0]


def test_a_forbidden_favourite_gives_way():
    b = torch.tensor([[5.0, 4.0, 0.0]])
    forbidden = torch.tensor([[True, False, False]])
    assert generic_labels(b, b, torch.tensor([0]), forbidden, 5.0).tolist() == [1]
