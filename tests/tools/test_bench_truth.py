"""What the bench of the rules counts, on blocks made by hand."""

from types import SimpleNamespace

import numpy as np

from tools.bench.bench_truth import commonest_tokens, is_the, share_forbidden


def prepared(partner, forbidden, never=(), **others):
    at = tuple(np.array(forbidden, dtype=np.int64).reshape(-1, 2).T)
    never = np.array(never, dtype=np.int64)
    return SimpleNamespace(partner=np.array(partner), forbidden=at, never=never, **others)


def test_shares_count_positions_with_a_label_once():
    blocks = [
        prepared([0, 1, -1, 2], [(0, 7), (0, 8), (2, 7), (3, 9)]),  # 2 has no label
        prepared([0, 1], []),
    ]
    assert share_forbidden(blocks, [7, 8]) == 1 / 5
    assert share_forbidden(blocks, [9, 7]) == 2 / 5
    assert share_forbidden([prepared([0, 1], [], never=[4])], [4]) == 1


def test_commonest_tokens_are_counted_outside_of_anchors():
    block = SimpleNamespace(offsets=np.array([[0, 0], [0, 2], [2, 4], [4, 6], [6, 8]]))
    translation = SimpleNamespace(spans=[SimpleNamespace(start=2, end=4)])
    one = prepared([0], [], o_ids=np.array([0, 5, 6, 5, 7]), block=block, translation=translation)
    found = commonest_tokens([one], np.array([0]))
    assert found[0] == 5 and set(found[:2]) == {5, 7}


def test_the_in_any_writing():
    assert all(is_the(token) for token in ("the", " the", "The", " THE"))
    assert not is_the("then") and not is_the("")
