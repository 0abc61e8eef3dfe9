"""word_index: words with their positions, and terms found where the matcher finds them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.written_forms import written_otherwise
from whp_kit.anchors.matching import Matcher
from whp_kit.anchors.table import Anchor, AnchorTable
from whp_kit.anchors.term_counts import TermCounts
from whp_kit.anchors.word_index import WordIndex
from whp_kit.evaluation.probes import Lexicon


@pytest.fixture
def index():
    return WordIndex.read('He said: "Salt-newt\u2019s tail."\nThe\n\nend')


def test_words_are_cut_at_hyphens_and_apostrophes(index):
    assert index.words == ("He", "said", "Salt", "newt", "s", "tail", "The", "end")


def test_a_word_after_a_mark_or_a_line_end_opens_a_sentence(index):
    assert index.opens == (True, False, True, False, False, False, True, True)


def test_a_hyphen_joins_words_and_a_blank_line_does_not(index):
    assert index.joined == (False, True, False, True, True, True, False, False)


def test_a_span_is_written_with_straight_apostrophes(index):
    assert index.written(2, 6) == "Salt-newt's tail"


def test_texts_and_terms_without_words():
    assert WordIndex.read("").words == ()
    assert WordIndex.read(" - ").find("a") == []
    assert WordIndex.read("a b").find("-") == []


@pytest.mark.parametrize("mark", ". ! ? … 。 ？ । ؟ ۔ ։ : “ « ¿ \n \r \u2028 \u2029".split(" "))
def test_after_a_mark_of_any_script_a_capital_proves_nothing(mark):
    assert WordIndex.read(f"eins {mark} Zwei").opens == (True, True)


@pytest.mark.parametrize("mark", [",", ";", "—", "’", "(", "、"])
def test_after_another_mark_a_capital_tells_a_name(mark):
    assert WordIndex.read(f"eins {mark} Zwei").opens == (True, False)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\u2029", "\n\n"])
def test_a_line_begins_after_any_line_end(end):
    assert WordIndex.read(f"one{end}two three").begins_line == (True, True, False)


def test_a_hyphen_at_a_line_end_begins_no_line():
    index = WordIndex.read("Dorn-\nVale")
    assert (index.begins_line, index.opens, index.joined) == (
        (True, False),
        (True, False),
        (False, True),
    )


def test_words_are_shown_as_a_reader_would_type_them():
    index = WordIndex.read("_E\u0301lo\u00addie_ and the salt\u2010newt\u2019s")
    assert index.written(0, 6) == "Élodie and the salt-newt's"


def test_a_term_with_marks_is_found_with_its_marks():
    index = WordIndex.read("Yahoo! said Mr. Ket; yahoo, mr. Ket")
    assert (index.find("Yahoo!"), index.find("Mr. Ket")) == ([(0, 1)], [(2, 4)])


def test_a_compound_that_a_line_end_parts_is_one_word_long():
    index = WordIndex.read("a salt-\nnewt, a salt-newt")
    assert index.find("salt-newt") == [(1, 2), (3, 5)]


def test_chinese_terms_are_found():
    assert WordIndex.read("于是爱丽丝拿着灯").find("爱丽丝") == [(2, 5)]


PIECES = st.sampled_from(
    "Ket ket KET bell Bell salt newt isn't 42 \u00e9 e\u0301 s - ' \u2019 . _ \u00ad 灯".split()
    + ["salt-\nnewt", " ", " ", "\n", "\r\n", "\n\n", '"']
)
TERMS = "ket|Ket|bell|salt-newt|Ket bell|bell's|ket ket|Salt bell newt|Ket.|Ét|灯".split("|")


@given(st.lists(PIECES, max_size=30).map("".join), st.sampled_from(TERMS))
def test_it_finds_what_the_matcher_finds(text, term):
    """Where occurrences overlap ("ket ket ket"), the matcher keeps the first."""
    index = WordIndex.read(text)
    found = [index.starts[first] for first, _ in index.find(term)]
    matched = [match.start for match in Matcher([term]).find(text)]
    assert set(matched) <= set(found)
    if len(set(term.lower().split())) == len(term.split()):
        assert matched == found


NAMES = [
    "Ketta",
    "Ketta Marrowby",
    "O'Brien",
    "Élodie",
    "salt-newt",
    "McTavish",
    "Гермиона",
    "哈利",
]


@given(
    st.data(), st.sampled_from(NAMES), st.sampled_from(["", "'s", "’ll", "-like", ".", "s", "在"])
)
def test_a_term_that_one_finds_is_found_by_all(data, term, after):
    text = f"and {data.draw(written_otherwise(term, without={'lower case'}))}{after} came"
    matches = [match[:2] for match in Matcher([term]).find(text)]
    index = WordIndex.read(text)
    spans = [(index.starts[first], index.ends[end - 1]) for first, end in index.find(term)]
    counts = TermCounts(text, AnchorTable((Anchor(term, "", ("x",)),)))
    assert spans == matches
    assert counts.hits[term] == len(matches)
    assert [match[:2] for match in Lexicon({term: 3}).find(text)] == matches
