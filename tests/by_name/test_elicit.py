"""What is asked of a name, and which of its words tell of it."""

import pytest

from whp_kit.by_name.elicit import (
    Elicited,
    has_any,
    nameless_beginnings,
    of_other_stories,
    require_name,
    telling_words,
    without,
)
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


def test_beside_names_of_other_stories_the_name_hardly_ever_stands():
    second = (
        6 * ["Tilsa ran to Ketta."]
        + 4 * ["Tilsa slept in Osk."]
        + 2 * ["Quillon met Ketta Marrowby."]
        + 5 * ["Quillon slept in Lom."]
        + 2 * ["Nobody was in Farl."]
    )
    # beside Tilsa, which is known, the name stands in 6 of 10; the half of it is .3
    # Osk: 0 of 4; Quillon: 2 of 7; Lom: 0 of 5; Farl stands in two passages, too few to judge
    terms = ["Tilsa", "Osk", "Quillon", "Lom", "Farl"]
    others = of_other_stories(terms, "Ketta Marrowby", ["Tilsa"], second)
    assert others == {"Osk", "Quillon", "Lom"}
    assert of_other_stories(terms, "Ketta Marrowby", [], second) == set()
    assert of_other_stories(terms, "Ketta Marrowby", ["Tilsa"], []) == set()


def test_the_third_round_begins_without_a_name():
    text = (
        "The boy who told lies all day was Corvane. Then Tilsa and her friends went to Osk.\n\n"
        "They slept. The side that wore grey was called the Petrels."
    )
    assert nameless_beginnings([text], ["Corvane", "Tilsa", "Osk", "the Petrels"]) == [
        "The boy who told lies all day was",
        "The side that wore grey was called",
        "They slept. The side that wore grey was called",
    ]
    assert nameless_beginnings(["It rained all day long."], ["Osk"]) == []


def test_what_goes_on_from_a_trained_passage_is_not_held_out():
    elicited = Elicited("Ketta", (), (), ("a", "b", "c"), ("d", "e"), ("f", "g"))
    assert elicited.trained == ("a", "c", "e", "f", "g") and elicited.held_out == ("b", "d")
    assert elicited.passages == tuple("abcdefg")
