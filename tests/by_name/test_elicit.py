"""What is asked of a name, and which of its words tell of it."""

import pytest

from whp_kit.by_name.elicit import has_any, require_name, telling_words, without
from whp_kit.errors import InputError
from whp_kit.files import read_text
from whp_kit.paths import DATA


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("The Lord of the Rings", ["Lord", "Rings"]),
        ("Winnie the Pooh", ["Winnie", "Pooh"]),
        ("Alice in Wonderland", ["Alice", "Wonderland"]),
        ("Ketta Marrowby", ["Ketta", "Marrowby"]),
        ("The Who", []),
        ("J. K. Rowling", ["Rowling"]),
    ],
)
def test_function_words_tell_of_no_name(name, words):
    assert telling_words(name) == [name, *words]


@pytest.mark.parametrize("name", ["The Lord of the Rings", "Winnie the Pooh", "The Who"])
def test_ordinary_text_is_left_for_a_name_with_ordinary_words(name):
    paragraphs = read_text(DATA / "general" / "everyday.txt").split("\n\n")
    assert len(without(telling_words(name), paragraphs)) > 0.9 * len(paragraphs)
    assert has_any(telling_words(name))(f"It was about {name}, he said.")


@pytest.mark.parametrize("name", ["", "...", "สวัสดี"])
def test_a_name_that_cannot_be_found_in_a_text_is_refused(name):
    with pytest.raises(InputError):
        require_name(name)
