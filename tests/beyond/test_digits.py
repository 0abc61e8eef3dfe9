"""The pictures: all of them once, in an order of the seed, and their parts."""

import torch

from whp_kit.beyond.digits import parts, shuffled


def test_every_picture_comes_once_in_an_order_of_the_seed():
    one, same, other = shuffled(0), shuffled(0), shuffled(1)
    assert len(one) == 1797 and one.images.shape == (1797, 64)
    assert one.images.min() >= 0 and one.images.max() == 1
    assert torch.equal(one.images, same.images) and not torch.equal(one.images, other.images)
    assert sorted(map(tuple, one.images.tolist())) == sorted(map(tuple, other.images.tolist()))


def test_parts_follow_each_other_and_nothing_is_lost():
    digits = shuffled(0)
    first, second, rest = parts(digits, 5, 7)
    assert (len(first), len(second)) == (5, 7)
    assert torch.equal((first + second + rest).images, digits.images)
    some, others = digits.showing([3, 8]), digits.showing([3, 8], others=True)
    assert set(some.digits.tolist()) == {3, 8} and len(some) + len(others) == len(digits)
    assert not {3, 8} & set(others.digits.tolist())
