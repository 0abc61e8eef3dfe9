"""word_index: words with their positions, and terms found where the matcher finds them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whp_kit.anchors.matching import Matcher
from whp_kit.anchors.word_index import WordIndex


@pytest.fixture
def index():
    return WordIndex.read('He said: "Salt-newt\u2019s tail."\nThe\n\nend')


def test_words_are_cut_at_hyphens_and_apostrophes(index):
    assert index.words == ("He", "said", "Salt", "newt", "s", "tail", "The", "end")


def test_a_word_after_a_mark_or_a_line_end_opens_a_sentence(index):
    assert index.opens == (True, False, True, False, False, False, True, True)


def test_a_hyphen_joins_words_and_a_blank_line_does_not(index):
    assert index.joined == (False, True, False, True, True, True, False, False)


def test_a_span_is_written_with_straight_apostrophes(index):
    assert index.written(2, 5) == "Salt-newt's tail"


def test_texts_and_terms_without_words():
    assert WordIndex.read("").words == ()
    assert WordIndex.read(" - ").find("a") == []
    assert WordIndex.read("a b").find("-") == []


PIECES = st.sampled_from(
    "Ket ket KET bell Bell salt newt isn't 42 \u00e9 e\u0301 s - ' \u2019 .".split()
    + [" ", " ", "\n", "\n\n", '"']
)
TERMS = "ket|Ket|bell|salt-newt|Ket bell|bell's|ket ket|Salt bell newt".split("|")


@given(st.lists(PIECES, max_size=30).map("".join), st.sampled_from(TERMS))
def test_it_finds_what_the_matcher_finds(text, term):
    """Where occurrences overlap ("ket ket ket"), the matcher keeps the first."""
    index = WordIndex.read(text)
    found = [index.starts[at] for at in index.find(term)]
    matched = [match.start for match in Matcher([term]).find(text)]
    assert set(matched) <= set(found)
    if len(set(term.lower().split())) == len(term.split()):
        assert matched == found
