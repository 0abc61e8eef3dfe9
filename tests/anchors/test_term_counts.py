"""Counts and places of terms in a text, by hand and against the matcher."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whp_kit.anchors.table import Anchor, AnchorTable
from whp_kit.anchors.term_counts import TermCounts

TERMS = ["Ron", "Harry Potter", "Harry", "owl", "O'Dea", "Élodie", "us", "US"]
PIECES = [*TERMS, "a", "an", "the", "ron", "OWL", "O’Dea", "'s", ".", ",", "\n", "\n\n", "Potter"]
TEXT = "An owl saw Ron. A Ron and the Ron.\n\nThen Ron met an\nowl. Ron left."


def table(terms):
    return AnchorTable(tuple(Anchor(term, "", ("x",)) for term in terms))


def test_counts_by_hand():
    counts = TermCounts(TEXT, table(["Ron", "owl"]))
    assert counts.hits == {"Ron": 5, "owl": 2}
    assert counts.after_a == {"Ron": 1}
    assert counts.after_an == {"owl": 2}
    assert counts.bare == {"Ron": 2}, "after 'saw' and 'Then'; not at a start, not after 'the'"
    assert counts.per_million("Ron") == 5 / len(TEXT) * 1e6


@pytest.mark.parametrize("before", ["“the ", "‘the ", "(the ", "o’the ", "by-the ", "—the\n"])
def test_an_article_after_a_mark_is_an_article(before):
    assert TermCounts(f"He saw {before}Ron.", table(["Ron"])).bare == {}


@pytest.mark.parametrize("before", ["“a ", "(a ", "—a "])
def test_an_indefinite_article_after_a_mark_is_counted(before):
    assert TermCounts(f"He saw {before}Ron.", table(["Ron"])).after_a == {"Ron": 1}


def test_places_by_hand():
    first, second = TermCounts(TEXT, table(["Ron", "owl"])).places("owl", around=12)
    assert first == ("An ", "owl", " saw Ron. A")
    assert second.before.endswith("met an\n")
    assert "".join(second) in TEXT


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join))
def test_hits_are_the_matches_of_the_table(text):
    counts = TermCounts(text, table(TERMS))
    matches = table(TERMS).matcher.find(text)
    for term in TERMS:
        assert counts.hits[term] == sum(match.term == term for match in matches)
        assert len(counts.places(term, count=100)) == counts.hits[term]
