"""keyness: counts that agree with the matcher, and a log-likelihood worked out by hand."""

import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whp_kit.anchors.keyness import Words, entropy, log_likelihood, times_as_frequent
from whp_kit.anchors.matching import Matcher


def test_log_likelihood_by_hand():
    """10 of 100 words here, 10 of 900 there: one rate for both would give 2 and 18, so G2 = 2 (10 ln 5 + 10 ln 10/18)."""
    assert (
        log_likelihood(10, 100, 10, 900)
        == pytest.approx(2 * (10 * math.log(5) + 10 * math.log(10 / 18)))
        == pytest.approx(20.4330, abs=1e-4)
    )
    assert log_likelihood(10, 900, 10, 100) == pytest.approx(-20.4330, abs=1e-4), "rarer here"
    assert log_likelihood(5, 50, 10, 100) == pytest.approx(0.0, abs=1e-9), "the same rate"
    assert log_likelihood(3, 10, 0, 90) == pytest.approx(2 * 3 * math.log(10)), "never there"


def test_how_often_and_how_freely_by_hand():
    assert times_as_frequent(6, 100, 1, 300) == pytest.approx((6 / 100) / (1.5 / 300))
    assert (
        entropy(Counter("aabb")) == pytest.approx(math.log(2))
        and entropy(Counter("aaa")) == 0
        and entropy(Counter()) == 0
    )


def test_words_and_what_parts_them():
    words = Words.read('He said: "Salt-newt\u2019s tail."\nThe\n\nend')
    assert words.words == ("He", "said", "Salt", "newt", "s", "tail", "The", "end")
    assert words.opens == (True, False, True, False, False, False, True, True)
    assert words.joined == (False, True, False, True, True, True, False, False), (
        "a paragraph's end parts, a hyphen does not"
    )
    assert words.written(2, 5) == "Salt-newt's tail"
    assert Words.read("").words == () and Words.read(" - ").find("a") == []


ALPHABET = st.sampled_from(
    [
        "Ket",
        "ket",
        "KET",
        "bell",
        "Bell",
        "salt",
        "newt",
        "isn't",
        "42",
        "\u00e9",
        "e\u0301",
        "s",
        " ",
        " ",
        "-",
        "'",
        "\u2019",
        ".",
        "\n",
        "\n\n",
        '"',
    ]
)


@given(
    st.lists(ALPHABET, max_size=30).map("".join),
    st.sampled_from(
        ["ket", "Ket", "bell", "salt-newt", "Ket bell", "bell's", "ket ket", "Salt bell newt"]
    ),
)
def test_it_finds_what_the_matcher_finds(text, term):
    """Except where occurrences overlap, of which the matcher keeps the first."""
    words = Words.read(text)
    found = [words.starts[at] for at in words.find(term)]
    matched = [match.start for match in Matcher([term]).find(text)]
    assert set(matched) <= set(found)
    if len(set(term.lower().split())) == len(term.split()):
        assert matched == found
