"""replacements: gender, number, article and pattern of what stands for a term."""

import pytest

from tests.support.invented_world import GENERAL, TARGET
from whp_kit.anchors.candidates import PHRASE
from whp_kit.anchors.categories import Categories
from whp_kit.anchors.keyness import Corpora
from whp_kit.anchors.pool import Pool
from whp_kit.anchors.replacements import ReplacementPicker, gender, is_plural, pattern
from whp_kit.anchors.suggest import suggest_anchors
from whp_kit.anchors.word_index import WordIndex


@pytest.fixture(scope="module")
def suggestions():
    return {one.term: one for one in suggest_anchors(TARGET, GENERAL)}


@pytest.fixture(scope="module")
def text():
    return WordIndex.read(
        "Quomba took her hat. Ildo lost his way. The zorns were here. A zorn is here. "
        "The Vrom were late. An ulk is ill."
    )


@pytest.mark.parametrize(("name", "wanted"), [("Quomba", "woman"), ("Ildo", "man"), ("ulk", "")])
def test_gender_by_the_pronouns_that_follow(text, name, wanted):
    assert gender(name, text) == wanted


@pytest.mark.parametrize(("term", "wanted"), [("zorns", True), ("Vrom", True), ("zorn", False)])
def test_number_by_the_singular_and_the_verb(text, term, wanted):
    assert is_plural(term, text) == wanted


@pytest.mark.parametrize(("name", "wanted"), [("Zelvira", "woman"), ("Thrackmor", "man")])
def test_people_keep_their_gender(suggestions, name, wanted):
    forms = {entry.word: entry.form for entry in Pool.load().words if entry.category == "person"}
    assert forms[suggestions[name].replacement] == wanted


def test_a_place_gets_the_name_of_a_place(suggestions):
    names = {
        entry.word
        for entry in Pool.load().words
        if (entry.category, entry.form) == ("place", "name")
    }
    assert suggestions["Umberglen"].replacement in names


def test_after_an_the_replacement_begins_with_a_vowel(suggestions):
    assert suggestions["ippogrund"].replacement[0] in "aeiou"


def test_a_plural_gets_the_plural_of_its_singulars_replacement():
    sentences = "A zorn slept by the fire. The zorns slept by the fire. He fed the zorn and zorns. "
    corpora, pool = Corpora.read(sentences * 5, GENERAL), Pool.load()
    guesses = Categories.learn(corpora.general, pool).guess(["zorn", "zorns"], corpora.target)
    picker = ReplacementPicker(corpora, pool, ["zorn", "zorns"])
    pair = tuple(picker.for_word(term, guesses[term]) for term in ("zorn", "zorns"))
    assert pair in {(entry.word, entry.plural) for entry in pool.words}


def test_a_pattern_keeps_function_words_and_endings():
    assert pattern(("the", "waiting", "wolf"), endings=True) == ("the", "-ing", "-")
    assert pattern(("the", "waiting", "wolf"), endings=False) == ("the", "-", "-")


def test_phrases_get_runs_of_general_text(suggestions):
    general = " ".join(GENERAL.split()).lower()
    phrases = [one for one in suggestions.values() if one.kind == PHRASE]
    assert phrases
    assert all(one.replacement in general for one in phrases)


def test_some_run_has_the_pattern_of_its_phrase(suggestions):
    assert any(
        pattern(one.term.split(), endings=False) == pattern(one.replacement.split(), endings=False)
        for one in suggestions.values()
        if one.kind == PHRASE
    )


def test_what_is_to_be_avoided_is_no_replacement(suggestions):
    first = suggestions["Zelvira"].replacement
    others = {one.term: one for one in suggest_anchors(TARGET, GENERAL, avoid=[first])}
    assert others["Zelvira"].replacement != first
