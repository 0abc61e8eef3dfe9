"""Texts in English and in other languages, as the rules of English grammar see them."""

import pytest

from tests.support.german_world import WORLD
from whp_kit.paths import DATA
from whp_kit.text.english import may_be_english

SPANISH = "La niña salió de la casa y bajó al río con su hermano, que no quería ir. " * 5
ENGLISH = "The girl left the house and went down to the river with her brother. " * 5


@pytest.mark.parametrize("text", [ENGLISH, "There was an owl.", "", "Das ist kurz."])
def test_english_and_short_texts_may_be_english(text):
    assert may_be_english(text)


@pytest.mark.parametrize(
    "file", sorted((WORLD / "books").glob("*.txt")), ids=lambda file: file.stem
)
def test_german_is_not_english(file):
    assert not may_be_english(file.read_text(encoding="utf-8"))


def test_spanish_is_not_english():
    assert not may_be_english(SPANISH)


@pytest.mark.parametrize("file", sorted((DATA / "neighbours").glob("*.txt")), ids=lambda f: f.stem)
def test_the_texts_of_the_kit_are_english(file):
    assert may_be_english(file.read_text(encoding="utf-8"))
