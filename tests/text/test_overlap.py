"""Overlap: shared passages by hand-made texts of numbered words."""

import numpy as np

from whp_kit.text.overlap import (
    OF_BOOKS,
    OF_GENERAL,
    candidate_pairs,
    overlap,
    repetition,
    shingles_of,
)


def words(start, end):
    return [f"w{number}" for number in range(start, end)]


def shingles(*texts):
    return [shingles_of(text) for text in texts]


def test_the_same_words_have_the_same_shingles():
    one, other = shingles(words(0, 30), words(5, 30))
    assert np.array_equal(one[5:], other)


def test_a_shared_passage_is_found_with_its_places():
    target, general = shingles(
        words(0, 400), words(900, 1000) + words(100, 200) + words(2000, 2300)
    )
    found = overlap(target, general, OF_GENERAL)
    assert (found.words, found.share) == (100, 0.25)
    assert (found.first, found.first_in_other) == (100, 100)


def test_a_passage_with_a_few_other_words_is_one_passage():
    changed = [word if number % 20 else "other" for number, word in enumerate(words(0, 300))]
    target, general = shingles(words(0, 300), changed + words(5000, 9000))
    assert overlap(target, general, OF_BOOKS).words > 280


def test_phrases_in_another_order_are_no_passage():
    phrases = [words(start, start + 10) for start in range(0, 1000, 10)]
    others = [word for phrase in phrases[::-1] for word in phrase]
    target, general = shingles(words(0, 1000) + words(2000, 9000), others + words(9000, 20000))
    assert overlap(target, general, OF_GENERAL) is None


def test_a_text_of_other_words_shares_nothing():
    assert overlap(*shingles(words(0, 100), words(200, 300)), OF_GENERAL) is None
    assert overlap(*shingles([], words(0, 9)), OF_GENERAL) is None


def test_pairs_are_those_with_common_shingles():
    texts = shingles(words(0, 100), words(200, 300), words(50, 150), [])
    assert candidate_pairs(texts) == [(0, 2)]
    assert candidate_pairs(shingles([], [])) == []


def test_a_second_copy_is_found_where_it_begins():
    (own,) = shingles(words(0, 500) + words(0, 500))
    assert repetition(own).first == 500
    assert repetition(shingles(words(0, 1000))[0]) is None
