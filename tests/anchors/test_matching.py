"""Matching against a slow and obvious reference, and the cases that a person would think of."""

import random
import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.timing import seconds
from tests.support.written_forms import written_otherwise
from whp_kit.anchors.matching import Matcher, find_each, in_form
from whp_kit.text.words import fold, folded

TERMS = [
    "Ron",
    "Ronald",
    "Harry",
    "Harry Potter",
    "owl post",
    "O'Dea",
    "X",
    "Élodie",
    "Drácula",
    "a b",
    "b",
    "Dorn-Vale",
    "salt-newt",
    "bread-and-butter fly",
    "McTavish",
    "哈利",
    "ハリー",
    "Гермиона",
    "Yahoo!",
    "😀",
]
PIECES = [
    *TERMS,
    "RON",
    "Owl post",
    "OWL POST",
    "Owl Post",
    "owl",
    "post",
    "ald",
    "harry",
    "DRACULA",
]
PIECES += [
    "Dorn-\nVale",
    "Mc-\nTavish",
    "salt-\nnewt",
    "Salt-\r\nnewt",
    "Har-\nry",
    "bread-and-\nbutter fly",
    "MCTAVISH",
]
PIECES += [
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
    "*",
]
PIECES += [
    "\u0301",
    "\u00ad",
    "\u200b",
    "\u00a0",
    "在",
    "ー",
    "é",
    "“",
    "A B",
    "ÉLODIE",
    "E\u0301lodie",
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
SOME_TERMS = st.lists(st.sampled_from(TERMS), min_size=1, max_size=8, unique=True)


# The reference: one folded character after the other


def kind_of_letter(character):
    """What no word edge parts from its like: letters and digits, katakana; "" for all else."""
    name = unicodedata.name(character, "")
    if name.startswith(("KATAKANA", "HALFWIDTH KATAKANA")):
        return "katakana"
    spaced = not name.startswith(("CJK", "HIRAGANA"))
    return "letter" if spaced and character.isalnum() else ""


def is_edge(text, place):
    """Whether a word may begin or end here in a folded text."""
    if place in (0, len(text)):
        return True
    if unicodedata.category(text[place]).startswith("M"):
        return False
    if re.match(r"'t(?![^\W_])", text[place:]) and text[place - 1] == "n":
        return False
    before = text[:place].rstrip("".join(c for c in text if unicodedata.category(c)[0] == "M"))
    kind = kind_of_letter(before[-1]) if before else ""
    return not kind or kind != kind_of_letter(text[place])


def capitals_fit(term, written):
    """Each word that has a capital in the term has one in the text."""
    wanted = re.split("[ '-]+", fold(term, keep_case=True).text)
    there = re.split("[ '-]+", fold(written, keep_case=True).text)
    return all(b[:1].isupper() or not a[:1].isupper() for a, b in zip(wanted, there, strict=True))


def stands_for(term, piece, written, any_case):
    """Whether the folded `piece`, written so in the text, is the term."""
    whole = folded(term)
    if piece != piece.strip():
        return False
    if piece != whole:
        bare = "".join(c for c in whole if not unicodedata.category(c).startswith("M"))
        for joint in ("-", "", None):
            if joint is not None:
                line = re.sub(r"[-\u2010\u00ad\u00ac]\s*[\r\n]+\s*", joint, written)
            else:
                line = written
            if folded(line) == whole or line.isupper() and folded(line) == bare:
                written = line
                break
        else:
            return False
    return any_case or capitals_fit(term, written)


def slow_find(text, terms, any_case=False):
    """(start, end) in the text: the first, and of those that begin together the longest."""
    whole = fold(text)
    found, free, at = [], 0, 0
    while at < len(whole.text):
        ends = []
        for end in range(at + 1, min(at + 30, len(whole.text)) + 1):
            start_in_text, end_in_text = whole.span(at, end)
            written = text[start_in_text:end_in_text]
            is_word = is_edge(whole.text, at) and is_edge(whole.text, end)
            if start_in_text >= free and is_word:
                piece = whole.text[at:end]
                if any(stands_for(term, piece, written, any_case) for term in terms):
                    ends.append((end, start_in_text, end_in_text))
        if ends:
            at, start_in_text, free = max(ends)
            found.append((start_in_text, free))
        else:
            at += 1
    return found


@settings(max_examples=300, deadline=None)
@given(TEXTS, SOME_TERMS, st.booleans())
def test_it_finds_what_the_slow_reference_finds(text, terms, any_case):
    matches = Matcher(terms, any_case=any_case).find(text)
    assert [(match.start, match.end) for match in matches] == slow_find(text, terms, any_case)
    assert all(match.term == terms[match.row] for match in matches)


@settings(max_examples=300, deadline=None)
@given(st.data(), st.sampled_from([term for term in TERMS if term not in ("Yahoo!", "😀")]))
def test_a_term_is_found_however_an_edition_writes_it(data, term):
    written = data.draw(written_otherwise(term, without={"lower case"}))
    assert [match.term for match in Matcher([term]).find(f"and {written}, she said")] == [term]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ron in Ronald, Ronalds and Aaron", ["Ron", "Ronald"]),
        ("Ron's, Ron’s, Ron‘s and RON'S", ["Ron", "Ron", "Ron", "RON"]),
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
        ("ハリーとハリーズ", ["ハリー"]),
        ("Гермиона, ГЕРМИОНА, Гермионы", ["Гермиона", "ГЕРМИОНА"]),
        ("Ron't Ron'd", ["Ron"]),
        ("_Ron_ *Harry* (X) “Ron”", ["Ron", "Harry", "X", "Ron"]),
        ("R\u00adon, Har\u200bry and \u2060X", ["R\u00adon", "Har\u200bry", "X"]),
        ("Har-\nry Pot\u00ad\r\nter", ["Har-\nry Pot\u00ad\r\nter"]),
        ("DRACULA, DRÁCULA, Dracula and drácula", ["DRACULA", "DRÁCULA"]),
        ("McTAVISH'S and MCTAVISH and Mctavish, mcTavish", ["McTAVISH", "MCTAVISH", "Mctavish"]),
        ("salt-newt, salt-\nnewt, saltnewt", ["salt-newt", "salt-\nnewt"]),
        (
            "bread-and-butter fly, bread-\nand-butter fly, bread-and-\nbut-\nter fly",
            ["bread-and-butter fly", "bread-\nand-butter fly"],
        ),
        ("Dorn-\nVale, DORN-\nVALE, Dorn\nVale", ["Dorn-\nVale", "DORN-\nVALE"]),
        ("Yahoo!s", ["Yahoo!"]),
    ],
)
def test_cases(text, expected):
    assert [text[m.start : m.end] for m in Matcher(TERMS).find(text)] == expected


@pytest.mark.parametrize(
    ("term", "written", "form"),
    [
        ("owl post", "owl post", "plain"),
        ("owl post", "Owl post", "capitalised"),
        ("owl post", "Owl Post", "title"),
        ("owl post", "_OWL_ POST", "upper"),
        ("the lantern that sings", "The-Lantern-That-Sings", None),
        ("the-lantern-that-sings", "The-Lantern-That-Sings", "title"),
        ("McTavish", "McTAVISH", "upper"),
        ("Drácula", "DRACULA", "upper"),
        ("salt-newt", "Salt-\nnewt", "capitalised"),
        ("salt-newt", "Salt-\nNewt", "title"),
        ("salt-newt", "SALT-\nNEWT", "upper"),
        ("l'oiseau", "L’Oiseau", "title"),
        ("哈利", "哈利", "plain"),
    ],
)
def test_the_form_tells_how_the_replacement_is_written(term, written, form):
    assert [match.form for match in Matcher([term]).find(f"x {written}.")] == (
        [form] if form else []
    )


def test_a_replacement_takes_the_form_of_the_term():
    forms = ("plain", "capitalised", "title", "upper")
    assert [in_form("bird mail", form) for form in forms] == [
        "bird mail",
        "Bird mail",
        "Bird Mail",
        "BIRD MAIL",
    ]


def test_any_case_takes_capitals_and_small_letters():
    matches = Matcher(["Rose", "iris"], any_case=True).find("rose, Rose, ROSE, IRIS")
    assert [match.term for match in matches] == ["Rose", "Rose", "Rose", "iris"]


@pytest.mark.parametrize(
    ("term", "others"),
    [
        ("Mr. Darcy", ["Mr Darcy"]),
        ("Mrs Figg", ["Mrs. Figg"]),
        ("St. Mungo's", ["St Mungo's", "St Mungo’s"]),
        ("J. R. Smith", ["J.R. Smith", "J R Smith", "J.R. Smith"]),
        ("J.R. Smith", ["J. R. Smith", "J R Smith"]),
    ],
)
@pytest.mark.parametrize("any_case", [False, True])
def test_titles_and_initials_may_have_a_full_stop_or_not(term, others, any_case):
    matcher = Matcher([term, "Darcy", "Smith"], any_case=any_case)
    for written in (term, *others, *(other.upper() for other in others)):
        (match,) = matcher.find(f"“Where is {written}?” asked Ada. See Mr. Ada.")
        assert match.term == term
        assert match.form == ("upper" if written.isupper() else "plain")


def test_a_full_stop_at_the_end_of_a_sentence_is_none_of_a_title():
    assert Matcher(["Plan B Smith"]).find("It was plan B. Smith left.") == []
    found = Matcher(["Mr. Darcy", "Mr Darcy"]).find("Mr Darcy and Mr. Darcy")
    assert [match.term for match in found] == ["Mr Darcy", "Mr. Darcy"]


def test_a_term_as_written_outranks_another_terms_capitals():
    matches = Matcher(["us", "US"]).find("us US Us")
    assert [(m.term, m.form) for m in matches] == [
        ("us", "plain"),
        ("US", "plain"),
        ("us", "capitalised"),
    ]


@pytest.mark.parametrize(
    ("matcher", "text"),
    [(Matcher([]), "Ron"), (Matcher(["Ron"]), ""), (Matcher(["Ron"], skip=[0]), "Ron")],
)
def test_nothing_to_find(matcher, text):
    assert matcher.find(text) == []


@settings(max_examples=100, deadline=None)
@given(st.lists(TEXTS.map(str.strip), max_size=6))
def test_many_texts_are_searched_as_each_alone(texts):
    matcher = Matcher(TERMS)
    assert find_each(matcher, texts) == [matcher.find(text) for text in texts]


def test_a_thousand_terms_take_a_moment():
    drawn = random.Random(0)
    names = ["".join(drawn.choices("abcdefghij", k=6)).capitalize() for _ in range(1500)]
    text = " ".join(drawn.choices([*names, *(name.lower() for name in names)], k=60_000))
    matcher = Matcher(names)
    assert len(matcher.find(text)) > 20_000
    assert seconds(lambda: matcher.find(text)) < 2.0
