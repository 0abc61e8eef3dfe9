"""categories: guessed from the words around a term, its last word, and its place beside names."""

import pytest

from tests.support.invented_world import GENERAL, TARGET
from whp_kit.anchors.candidates import NAME, find_candidates
from whp_kit.anchors.categories import Categories, guess_all, other_numbers
from whp_kit.anchors.keyness import Corpora
from whp_kit.anchors.pool import Pool
from whp_kit.anchors.word_index import WordIndex


@pytest.fixture(scope="module")
def categories():
    return Categories.learn(WordIndex.read(GENERAL), Pool.load())


@pytest.fixture(scope="module")
def guesses(categories):
    candidates = find_candidates(Corpora.read(TARGET, GENERAL))
    return guess_all(candidates, WordIndex.read(TARGET), categories)


@pytest.mark.parametrize(
    ("term", "category"),
    [
        ("Zelvira", "person"),
        ("Quomba", "person"),
        ("Thrackmor", "person"),
        ("Umberglen", "place"),
        ("glimstick", "object"),
        ("wumbat-eel", "creature"),
        ("ippogrund", "creature"),
    ],
)
def test_a_category_is_guessed_from_the_words_around(guesses, term, category):
    assert guesses[term].category == category


def test_what_a_thing_is_said_to_be_counts(categories):
    text = WordIndex.read("They saw the Zorn. The Zorn is a small bird. " * 4)
    occurrences = [("Zorn", at) for at in text.find("Zorn")]
    assert categories.guess(["Zorn"], text)["Zorn"].category == "creature"
    assert categories.hints("Zorn", occurrences, text) == {"creature": 1.0}


@pytest.mark.parametrize("term", ["Vrim Gate", "Gate of Vrim"])
def test_the_noun_of_a_name_counts(categories, term):
    text = WordIndex.read(f"We went through the {term}. ")
    assert categories.hints(term, [], text) == {"place": 1.0}


def test_a_word_called_out_is_a_spell(categories):
    text = WordIndex.read('"Vrimba!" said Tom, and then "Vrimba!" again. ')
    occurrences = [("Vrimba", at) for at in text.find("Vrimba")]
    assert categories.hints("Vrimba", occurrences, text) == {"spell": 1.0}


def test_surnames_and_titles_by_their_place_beside_names(categories):
    text = (
        "Then Ildo said no. " * 9
        + "Then Ildo Vash said so. " * 6
        + "Then Dom Quim said so, and Dom Quim left. " * 6
    )
    corpora = Corpora.read(text, GENERAL)
    names = [one for one in find_candidates(corpora) if one.kind == NAME]
    guesses = guess_all(names, corpora.target, categories)
    assert (guesses["Vash"].category, guesses["Vash"].form) == ("person", "surname")
    assert guesses["Dom"].form == "title"
    assert guesses["Quim"].category == "person"


def test_general_text_without_words_of_the_pool_gives_no_category():
    text = WordIndex.read("Zelvira went there.")
    categories = Categories.learn(WordIndex.read("nothing of it"), Pool.load())
    assert categories.guess(["Zelvira"], text)["Zelvira"].category == "word"


def test_learning_more_leaves_the_first_as_they_were(categories, guesses):
    before = categories.guess(["Zelvira"], WordIndex.read(TARGET))
    categories.with_examples({"Zelvira": guesses["Zelvira"]}, WordIndex.read(TARGET))
    assert categories.guess(["Zelvira"], WordIndex.read(TARGET)) == before


def test_the_other_number_of_a_noun():
    assert other_numbers("zorns")[-1] == "zorn"
    assert "zorns" in other_numbers("zorn")
