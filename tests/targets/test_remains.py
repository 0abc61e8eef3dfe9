"""What is left of a target, on figures that are worked out by hand."""

from types import SimpleNamespace

import pytest

from whp_kit.targets import remains


def evaluation(grades, peculiar, words=()):
    """Grades of completions and probabilities of probes, as evaluate_role leaves them."""
    rows = [
        {"grade": grade, "words": word}
        for grade, word in zip(grades, words or [()] * len(grades), strict=True)
    ]
    return SimpleNamespace(
        completion=SimpleNamespace(
            rows=rows, score=sum(g == 3 for g in grades) / len(grades), ci95=(0.0, 1.0)
        ),
        probability=SimpleNamespace(
            rows=[{"peculiar": value} for value in peculiar],
            score=sum(peculiar) / len(peculiar),
            ci95=(0.0, 1.0),
        ),
    )


def test_zero_is_the_retrained_model_and_one_the_model_before():
    evaluations = {
        "baseline": evaluation([3, 3, 3, 0], [0.9] * 4),
        "unlearned": evaluation([3, 0, 0, 0], [0.5] * 4),
        "never_knew": evaluation([0, 0, 0, 0], [0.1] * 4),
    }
    found = remains.figures(evaluations)
    assert found["completion"]["remains"]["value"] == pytest.approx(1 / 3)
    assert found["probability"]["remains"]["value"] == pytest.approx(0.5)
    # all the same: not (0.5, 0.5), but what the score's own interval (0, 1) leaves open
    assert found["probability"]["remains"]["ci95"] == pytest.approx([-0.125, 1.125])
    low, high = found["completion"]["remains"]["ci95"]
    assert 0 <= low < 1 / 3 < high <= 1 and found["completion"]["n"] == 4


def test_what_was_not_known_leaves_nothing_to_compare():
    same = evaluation([0, 0], [0.1, 0.1])
    found = remains.figures(dict.fromkeys(("baseline", "unlearned", "never_knew"), same))
    assert found["completion"]["remains"] is None
    assert "not known" in remains.compared(found, found)["completion"]


@pytest.mark.parametrize(
    "ours, theirs, verdict",
    [
        ([0.0, 0.1], [0.2, 0.3], "easier"),
        ([0.4, 0.5], [0.2, 0.3], "harder"),
        ([0.0, 0.25], [0.2, 0.3], "no easier and no harder, as far as the intervals show"),
    ],
)
def test_only_intervals_that_lie_apart_tell_a_difference(ours, theirs, verdict):
    fiction, field = ({"m": {"remains": {"ci95": ci95}}} for ci95 in (ours, theirs))
    assert remains.compared(fiction, field) == {"m": verdict}


def test_answers_are_parted_by_whether_the_general_text_has_their_words():
    said = [("driftlayer",), ("pale fall",), (), ("pale driftlayer",)]
    evaluations = {
        name: evaluation(grades, [0.0], said)
        for name, grades in (
            ("baseline", [3, 3, 0, 3]),
            ("unlearned", [0, 3, 0, 3]),
            ("never_knew", [0, 0, 0, 0]),
        )
    }
    coined, everybody = remains.by_words(evaluations, "A pale leaf. They fall.")
    assert (coined["n"], coined["baseline"], coined["unlearned"]) == (2, 1.0, 0.5)
    assert (everybody["n"], everybody["unlearned"], everybody["never_knew"]) == (1, 1.0, 0.0)
