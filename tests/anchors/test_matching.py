"""Matching against a slow and obvious reference, and the cases that a person would think of."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whp_kit.anchors.matching import Matcher

TERMS = [
    "Ron",
    "Ronald",
    "Harry",
    "Harry Potter",
    "owl post",
    "O'Dea",
    "X",
    "Élodie",
    "a b",
    "b",
    "Dorn-Vale",
    "哈利",
    "Yahoo!",
    "😀",
]
PIECES = [
    *TERMS,
    "RON",
    "Owl post",
    "OWL POST",
    "Owl Post",
    "O’Dea",
    "’s",
    "'s",
    "'t",
    "n",
    " ",
    "  ",
    "\n",
    "\r\n",
    "\n\n",
    "\t",
    "-",
    ".",
    "_",
]
PIECES += [
    "harry",
    "Potter",
    "owl",
    "post",
    "ald",
    "\u0301",
    "在",
    "ÉLODIE",
    "E\u0301lodie",
    "A B",
    "é",
    "\u00a0",
]


def forms(term):
    """Every way in which a term may stand, for the reference."""
    title = " ".join(word[:1].upper() + word[1:] for word in term.split(" "))
    return {
        term: "plain",
        term[:1].upper() + term[1:]: "capitalised",
        title: "title",
        term.upper(): "upper",
    }


def is_letter(character):
    import unicodedata

    spaced = not ("\u4e00" <= character <= "\u9fff")
    return spaced and (character.isalnum() or unicodedata.category(character).startswith("M"))


def pattern_at(text, at, wanted):
    """Where `wanted` ends when it stands in `text` at `at`, or None: whitespace for whitespace,
    apostrophe for apostrophe.
    """
    place = at
    for character in wanted:
        if place >= len(text):
            return None
        if character == " ":
            run = place
            while run < len(text) and text[run].isspace():
                run += 1
            breaks = text[place:run].replace("\r\n", "\n").replace("\r", "\n").count("\n")
            if run == place or breaks > 1:
                return None
            place = run
        elif character == text[place] or (character == "'" and text[place] in "’‘ʼ'"):
            place += 1
        else:
            return None
    return place


def slow_find(text, terms):
    """Leftmost, then longest, whole words; one character after the other."""
    import unicodedata

    found, at = [], 0
    while at < len(text):
        best = None
        for row, term in enumerate(terms):
            for shown in forms(term):
                for wanted in {
                    shown,
                    unicodedata.normalize("NFC", shown),
                    unicodedata.normalize("NFD", shown),
                }:
                    end = pattern_at(text, at, wanted)
                    if end is None:
                        continue
                    if at and is_letter(text[at - 1]) and is_letter(text[at]):
                        continue
                    after = text[end : end + 1]
                    if after and (
                        unicodedata.category(after).startswith("M")
                        or (is_letter(text[end - 1]) and is_letter(after))
                    ):
                        continue
                    if (
                        text[end - 1] in "nN"
                        and after in ("'", "’", "‘", "ʼ")
                        and text[end + 1 : end + 2] in ("t", "T")
                    ):
                        continue
                    if best is None or end > best[1]:
                        best = (at, end, row)
        if best:
            found.append(best)
            at = best[1]
        else:
            at += 1
    return found


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    st.lists(st.sampled_from(PIECES), max_size=14).map("".join),
    st.lists(st.sampled_from(TERMS), min_size=1, max_size=8, unique=True),
)
def test_it_finds_what_the_slow_reference_finds(text, terms):
    # A pattern that two rows share goes to one of them: compare places, and the row where only one
    # has the pattern.
    found = [(m.start, m.end) for m in Matcher(terms).find(text)]
    assert found == [(start, end) for start, end, _ in slow_find(text, terms)]
    for match in Matcher(terms).find(text):
        assert match.term == terms[match.row]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ron in Ronald, Ronalds and Aaron", ["Ron", "Ronald"]),
        ("Ron's, Ron’s and RON'S", ["Ron", "Ron", "RON"]),
        (
            "the owl post. Owl post! OWL POST, Owl Post, owl posts",
            ["owl post", "Owl post", "OWL POST", "Owl Post"],
        ),
        ("Harry Potter, Harry", ["Harry Potter", "Harry"]),
        (
            "Harry\nPotter; Harry \r\n Potter; Harry\n\nPotter",
            ["Harry\nPotter", "Harry \r\n Potter", "Harry"],
        ),
        ("ron and harry are lower case", []),
        ("O’Dea and O'Dea", ["O’Dea", "O'Dea"]),
        ("E\u0301lodie, Élodie, Élodie\u0301", ["E\u0301lodie", "Élodie"]),
        ("他是哈利在", ["哈利"]),
        ("Ron't Ron'd", ["Ron"]),
        ("_Ron_ *Harry* (X) “Ron”", ["Ron", "Harry", "X", "Ron"]),
        ("Yahoo!s", ["Yahoo!"]),
    ],
)
def test_cases(text, expected):
    assert [text[m.start : m.end] for m in Matcher(TERMS).find(text)] == expected


def test_a_term_as_written_outranks_another_terms_capitals():
    matches = Matcher(["us", "US"]).find("us US Us")
    assert [(m.term, m.form) for m in matches] == [
        ("us", "plain"),
        ("US", "plain"),
        ("us", "capitalised"),
    ]


def test_nothing_to_find():
    assert (
        Matcher([]).find("Ron") == []
        and Matcher(["Ron"]).find("") == []
        and Matcher(["Ron"], skip=[0]).find("Ron") == []
    )


def test_a_thousand_terms_take_a_moment():
    drawn = random.Random(0)
    names = ["".join(drawn.choices("abcdefghij", k=6)).capitalize() for _ in range(1500)]
    text = " ".join(drawn.choices([*names, *(name.lower() for name in names)], k=60_000))
    matcher = Matcher(names)
    started = time.process_time()
    assert len(matcher.find(text)) > 20_000
    assert time.process_time() - started < 2.0
