"""Equation 1 and the labels of one block on numbers that are worked out by hand."""

import torch

from whp_kit.labels.generic import IGNORE, generic_labels, generic_logits, rise, set_aside

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
    assert torch.allclose(set_aside(B, forbidden), expected)


def test_labels_at_some_alphas():
    partner = torch.tensor([0])
    labels = [generic_labels(B, R, partner, NONE_FORBIDDEN, alpha) for alpha in (0.0, 1.0, 5.0)]
    assert torch.cat(labels).tolist() == [0, 1, 2]


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
