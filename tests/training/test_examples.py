"""Labels by hand, padding, and an order that visits every block."""

import numpy as np
import torch

from whp_kit.labels.generic import IGNORE
from whp_kit.training.examples import Examples, order


def test_next_token_labels_by_hand():
    made = Examples.next_token(torch.tensor([[1, 5, 6, 0]]), torch.tensor([[1, 1, 1, 0]]))
    assert made.labels.tolist() == [[5, 6, IGNORE, IGNORE]]
    assert made.labelled == 2
    assert made.tokens == 3


def test_rows_are_padded_to_the_longest():
    rows = [np.array([1, 5, 6], dtype=np.uint16), np.array([1, 7], dtype=np.uint16)]
    labels = [np.array([9, IGNORE, 3]), np.array([8, IGNORE])]
    made = Examples.from_rows(rows, labels, pad_id=0)
    assert made.input_ids.tolist() == [[1, 5, 6], [1, 7, 0]]
    assert made.labels.tolist() == [[9, IGNORE, 3], [8, IGNORE, IGNORE]]
    assert made.attention_mask.tolist() == [[1, 1, 1], [1, 1, 0]]


def test_a_spread_of_examples_holds_both_ends():
    ids = torch.arange(10)[:, None].repeat(1, 3)
    made = Examples.next_token(ids, torch.ones_like(ids))
    assert made.spread(4).input_ids[:, 0].tolist() == [0, 3, 6, 9]
    assert len(made.spread(50)) == 10


def test_each_epoch_visits_every_block_once():
    stream = order(5, 0, 15, seed=1)
    for start in (0, 5, 10):
        assert sorted(stream[start : start + 5]) == [0, 1, 2, 3, 4]
    assert order(5, 0, 15, seed=2) != stream


def test_the_order_does_not_depend_on_where_it_starts():
    assert order(5, 4, 7, seed=1) == order(5, 0, 15, seed=1)[4:11]
