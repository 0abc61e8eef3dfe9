"""Folding keeps the way back; words are bounded and compared as each rule needs it."""

import numpy as np
import pytest

from whp_kit.text.words import (
    are_whole_words,
    comparable_words,
    fold,
    fold_term,
    folded,
    lower_in_place,
    stems,
)


def test_folding_keeps_the_way_back():
    text = "a \n b\n\nc’s"
    folded_text, codes, positions = fold(text)
    assert folded_text == "a b\nc's"
    assert len(codes) == len(folded_text)
    assert [text[p] for p in positions] == ["a", " ", "b", "\n", "c", "’", "s"]


def test_a_text_without_runs_of_space_keeps_its_positions():
    assert fold("a b\nc")[0] == "a b c"
    assert fold("a b\nc")[2] is None


@pytest.mark.parametrize("text", ["", "plain", "two  spaces", "it’s", "a\r\n\r\nb", "é\u3000x"])
def test_folded_is_the_text_of_fold(text):
    assert folded(text) == fold(text)[0]


@pytest.mark.parametrize(
    ("text", "start", "end", "whole"),
    [
        ("the owl sat", 4, 7, True),
        ("the owls sat", 4, 7, False),
        ("an owl's nest", 3, 6, True),
        ("don't go", 0, 3, False),
        ("snow-owl", 5, 8, True),
        ("哈利波特", 0, 2, True),  # a script without spaces has no word edges
        ("cafe\u0301", 0, 4, False),  # the accent belongs to the e
    ],
)
def test_word_edges(text, start, end, whole):
    codes = fold(text)[1]
    assert are_whole_words(codes, np.array([start]), np.array([end])).tolist() == [whole]


def test_lower_case_keeps_positions():
    assert lower_in_place("İSTANBUL ẞ") == "İstanbul ß"


def test_a_term_is_folded_for_the_lexicon():
    assert fold_term("  KETTA’s\n BELL's ") == "ketta’s bell"


def test_words_are_compared_without_case_possessives_and_plurals():
    assert comparable_words("Ketta’s well-known bells!") == ["ketta", "well-known", "bells"]
    assert stems("Ketta’s bells") == {"ketta", "bell"}
