"""Whatever an edition does to its words, the judge, recall and ROUGE read the same, and a term that
one of them finds is found by all."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.written_forms import CASES, FORMS, written_otherwise
from whp_kit.anchors.matching import Matcher
from whp_kit.evaluation.familiarity import exact_recall, grade, repetition
from whp_kit.evaluation.metrics import rouge_l
from whp_kit.evaluation.probes import Lexicon, NeighbourProbe
from whp_kit.text.words import is_named_in

TERMS = {
    "Ketta": 3,
    "Ketta Marrowby": 3,
    "O'Brien": 3,
    "Élodie": 3,
    "Püttchen": 3,
    "salt-cat": 3,
    "Гермиона": 3,
    "fiddlefish": 2,
    "officer's bell": 2,
}
WORDS = [
    *TERMS,
    "Kettabel",
    "Brien",
    "salt",
    "the",
    "said",
    "she",
    "fish",
    "officer",
    "didn't",
    "été",
]
MARKS = [", ", ". ", " ", " ", " ", '" "', "! ", "; "]
TEXTS = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(MARKS)), max_size=8).map(
    lambda pieces: "".join(word + mark for word, mark in pieces).strip()
)
PLENTY = settings(max_examples=300, deadline=None)


@PLENTY
@given(st.data(), TEXTS, TEXTS)
def test_a_grade_does_not_depend_on_how_words_are_written(data, prompt, completion):
    plain = grade(completion, prompt, Lexicon(TERMS))
    lexicon = Lexicon({data.draw(written_otherwise(term)): value for term, value in TERMS.items()})
    verdict = grade(
        data.draw(written_otherwise(completion)), data.draw(written_otherwise(prompt)), lexicon
    )
    assert verdict.grade == plain.grade


@PLENTY
@given(st.data(), TEXTS, TEXTS)
def test_rouge_does_not_depend_on_how_words_are_written(data, reference, answer):
    otherwise = [data.draw(written_otherwise(text)) for text in (reference, answer)]
    assert rouge_l(*otherwise) == rouge_l(reference, answer)


@PLENTY
@given(st.data(), st.sampled_from(WORDS), TEXTS)
def test_recall_does_not_depend_on_how_words_are_written(data, answer, completion):
    def recalled(answer, completion):
        probe = NeighbourProbe("mill", True, "It was", answer)
        return exact_recall([probe], [completion]).rows[0]["recalled"]

    otherwise = [data.draw(written_otherwise(text)) for text in (answer, completion)]
    assert recalled(*otherwise) == recalled(answer, completion)


@PLENTY
@given(st.data(), st.lists(TEXTS, min_size=1, max_size=3))
def test_repetition_does_not_depend_on_how_words_are_written(data, completions):
    otherwise = [data.draw(written_otherwise(text, without=CASES)) for text in completions]
    assert repetition(otherwise).trigrams == repetition(completions).trigrams
    assert repetition(otherwise).stuck == repetition(completions).stuck


def test_a_name_with_a_capital_inside_may_be_parted_before_it():
    verdict = grade("and Mc-\nTavish came", "Then came the guest:", Lexicon({"McTavish": 3}))
    assert verdict.grade == 3


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("term", TERMS)
def test_a_term_is_seen_in_every_form(form, term):
    verdict = grade(f"and {FORMS[form](term)} came", "Then came the guest:", Lexicon({term: 3}))
    assert verdict.grade == 3


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("term", TERMS)
def test_an_echo_is_none_in_every_form(form, term):
    verdict = grade(f"and {term} came", f"Then {FORMS[form](term)} said", Lexicon({term: 3}))
    assert verdict.grade == 0


BEFORE = ["", " ", "d'", "L’", "“", "_", "Anglo-", "the ", "(", "x", "\u00ad", "—", "哈"]
AFTER = ["", " ", "'s", "’ll", "’d", "-like", "”", "_", "s", ".", "…", "bel", "\u0301", "—", "利"]
ALL_TERMS = [*TERMS, "Drácula", "哈利", "ハリー", "Dorn-Vale", "l'Enchanteur", "Straße", "Ёлка"]


@PLENTY
@given(
    st.data(),
    st.sampled_from(ALL_TERMS),
    st.sampled_from(BEFORE),
    st.sampled_from(AFTER),
    st.booleans(),
)
def test_a_term_that_one_finds_is_found_by_all(data, term, before, after, without_accents):
    text = before + data.draw(written_otherwise(term)) + after
    if without_accents:
        text = text.upper().replace("Á", "A").replace("É", "E").replace("Ü", "U")
    matches = Matcher([term], any_case=True).find(text)
    lexicon = Lexicon({term: 3})
    assert [match[:2] for match in lexicon.find(text)] == [match[:2] for match in matches]
    assert grade(text, "Then came", lexicon).grade == (3 if matches else 0)
    if matches:
        assert is_named_in(term, text)
        assert grade(f"and {term} went", text, lexicon).grade == 0
    if matches and matches[0].start == 0:
        probe = NeighbourProbe("mill", True, "It was", term)
        assert exact_recall([probe], [text]).rows[0]["recalled"]
