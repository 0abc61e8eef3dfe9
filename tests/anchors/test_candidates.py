"""candidates: names, headings, words and phrases of an invented world."""

import pytest

from tests.support.invented_world import GENERAL, TARGET
from whp_kit.anchors.candidates import HEADING, NAME, PHRASE, TERM, find_candidates, find_names
from whp_kit.anchors.keyness import Corpora


@pytest.fixture(scope="module")
def candidates():
    return {one.term: one for one in find_candidates(Corpora.read(TARGET, GENERAL))}


@pytest.mark.parametrize(
    ("term", "kind"),
    [
        ("Zelvira", NAME),
        ("Glass Owl", NAME),
        ("glimstick", TERM),
        ("wumbat-eel", TERM),
        ("A Knock at Noon", HEADING),
    ],
)
def test_each_kind_is_found(candidates, term, kind):
    assert candidates[term].kind == kind


def test_a_repeated_phrase_is_found(candidates):
    phrases = [one.term for one in candidates.values() if one.kind == PHRASE]
    assert any("evening garden" in phrase for phrase in phrases)


def test_everyday_words_are_no_candidates(candidates):
    terms = {term.lower() for term in candidates}
    assert not terms & {"garden", "coat", "the", "said", "good morning", "she"}


def test_a_full_name_is_split_and_a_name_with_of_is_not():
    text = (
        "We met Ildo Vash. There was Ildo. He saw Aunt Ildo at the Hall of Stone. "
        "It was the Hall of Stone and an old stone hall. "
    )
    names = find_names(Corpora.read(text * 5, GENERAL), unreliable=set())
    assert {name.term for name in names} == {"Ildo", "Vash", "Hall of Stone"}


def test_capitals_in_unreliable_places_make_no_name():
    corpora = Corpora.read("We met Ildo Vash there. " * 5, GENERAL)
    everywhere = set(range(len(corpora.target)))
    assert find_names(corpora, unreliable=everywhere) == []
