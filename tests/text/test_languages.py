"""Languages: some lines of each are named."""

import pytest

from tests.support.stories import CHINESE, DUTCH, FRENCH, GERMAN, RUSSIAN, STORY
from whp_kit.text.languages import TOO_SHORT, foreign_parts, language_of
from whp_kit.text.words import find_words

SPANISH = (
    "El primer día de la primavera el viejo tomó su sombrero y bajó al río, donde su hermano lo "
    "esperaba con la barca. No dijeron nada, porque no había nada que decir.\n"
)
PORTUGUESE = (
    "No primeiro dia da primavera o velho pegou no chapéu e desceu ao rio, onde o irmão o esperava "
    "com o barco. Não disseram nada, pois não havia nada a dizer.\n"
)
JAPANESE = "春の最初の日、老人は帽子を取って川へ行った。"
GREEK = "Την πρώτη μέρα της άνοιξης ο γέρος πήρε το καπέλο του και κατέβηκε στο ποτάμι.\n"


def folded_words(text):
    return [word.text for word in find_words(text, joined=True)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (STORY, "English"),
        (GERMAN, "German"),
        (DUTCH, "Dutch"),
        (FRENCH, "French"),
        (SPANISH, "Spanish"),
        (PORTUGUESE, "Portuguese"),
        (RUSSIAN, "Russian"),
        (GREEK, "Greek"),
        (CHINESE, "Chinese"),
        (JAPANESE, "Japanese"),
    ],
)
def test_a_language_is_named(text, language):
    assert language_of(text * 20, folded_words(text * 20)) == language


def test_a_few_words_tell_nothing():
    assert language_of("He went home.", ["he", "went", "home"]) == TOO_SHORT


def test_a_part_in_another_language_has_its_words():
    words = folded_words(STORY * 10) + folded_words(GERMAN * 20)
    ((first, last, language),) = foreign_parts(words, "English")
    assert language == "German"
    assert abs(first - len(folded_words(STORY * 10))) < 200 and last > first
    assert foreign_parts(folded_words(STORY * 20), "English") == []
