"""Samples are evenly spaced, and never larger than what there is."""

from whp_kit.sampling import evenly_spaced, evenly_spaced_inside, sample_evenly


def test_both_ends_are_in_the_sample_and_the_gaps_are_alike():
    assert evenly_spaced(10, 4) == [0, 3, 6, 9]
    assert evenly_spaced(10, 1) == [0]


def test_few_items_are_all_taken_once():
    assert sample_evenly("abc", 9) == ["a", "b", "c"]
    assert sample_evenly([], 9) == []


def test_inside_leaves_both_ends_out_where_it_can():
    assert evenly_spaced_inside(11, 3) == [2, 5, 8]
    assert evenly_spaced_inside(0, 3) == []
