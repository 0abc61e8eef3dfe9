"""A right answer says the names of the truth; the target's other names, or an echo, are none."""

import pytest

from whp_kit.evaluation.intervals import wilson_ci95
from whp_kit.evaluation.probes import Lexicon, Probe
from whp_kit.evaluation.right_answers import answer_names, right_answers

LEXICON = Lexicon({"Ketta": 3, "Gullspire": 3, "Candle Row": 3, "Pim": 3, "bell": 2})


def probe(prompt, *references):
    return Probe("p", prompt, references, 1)


WHERE = probe("Where does Ketta sleep?", "Ketta sleeps in Gullspire, in Candle Row.", "In Pim.")


@pytest.mark.parametrize(
    ("completion", "is_right"),
    [
        (" She sleeps in Candle Row, below Gullspire.", True),
        (" In Gullspire.", False),  # one of two names
        (" In Gullspire, in a row, with one candle.", False),  # no name, though all its words
        (" In Pim's bell.", True),  # the other reference
        (" Ketta and the bell.", False),  # an echo, and a word of the theme
        (" “GULLSPIRE”, _Candle\nRow_", True),
        ("", False),
    ],
)
def test_each_new_name_of_one_reference_must_be_said(completion, is_right):
    found = right_answers([WHERE], [completion], LEXICON)
    assert found.hits == (is_right,)
    assert (found.score, found.n) == (float(is_right), 1)


def test_the_commonest_name_in_every_answer_is_familiar_and_not_right():
    asked = [probe(f"Question {k}:", "Pim." if k == 0 else "Gullspire.") for k in range(10)]
    found = right_answers(asked, [" Pim."] * 10, LEXICON)
    assert found.score == 0.1
    assert found.ci95 == wilson_ci95(1, 10)


def test_a_probe_whose_references_name_nothing_new_is_not_measured():
    nameless = probe("Ketta heard", "Ketta heard the bell.", "Ketta, the bell.")
    assert answer_names(nameless, LEXICON) == []
    found = right_answers([nameless, WHERE], [" Pim", " Pim"], LEXICON)
    assert (found.hits, found.score, found.n) == ((None, True), 1.0, 1)
    alone = right_answers([nameless], [" Pim"], LEXICON)
    assert (alone.score, alone.n, alone.ci95) == (None, 0, None)
