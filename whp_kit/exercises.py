"""Checks for the exercises of the notebooks: a friendly verdict that does not give the answer away.

Each check works the right answer out from what it is given (the arrays, the table, the run) and
returns a hint where the answer differs. An answer of another kind, such as a text instead of a
number, gets a hint as well and never a traceback.
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import torch

from whp_kit.anchors.table import Anchor, AnchorTable
from whp_kit.anchors.translate import find_matches, translate
from whp_kit.errors import InputError, WhpError
from whp_kit.evaluation.intervals import wilson_ci95
from whp_kit.labels.generic import IGNORE, generic_logits

CHECKS: dict[str, Callable[..., "str | None"]] = {}
TOLERANCE = 0.03  # relative: an answer rounded to two figures is right


@dataclass(frozen=True)
class Verdict:
    """The reply to an answer. `right` is None where there is no answer yet."""

    number: str
    right: bool | None
    said: str

    @property
    def text(self) -> str:
        mark = {True: "✔ right", False: "✘ not yet", None: "… no answer yet"}[self.right]
        return f"{self.number} {mark}. {self.said}"

    def _repr_html_(self) -> str:
        edge = {True: "#009E73", False: "#D55E00", None: "#6a6a6a"}[self.right]
        style = f"color:#1b1b1b;background:#fff;padding:.5em .75em;border-left:5px solid {edge}"
        return f'<div style="{style}">{escape(self.text)}</div>'

    def __repr__(self) -> str:
        return self.text


def check(number: str, answer: object, **given: object) -> Verdict:
    """The verdict on the answer to an exercise ("00.1"); `given` is what the exercise passes on."""
    if number not in CHECKS:
        raise InputError(
            "There is no check for this exercise",
            value=number,
            remedy="it is open, or one of " + ", ".join(sorted(CHECKS)),
        )
    if answer is ... or answer is None:
        return Verdict(
            number, None, "Put your answer in the place of the three dots and run the cell again."
        )
    try:
        inspect.signature(CHECKS[number]).bind(answer, **given)
    except TypeError as error:
        raise InputError(
            f"Exercise {number} needs other arguments",
            value=str(error),
            remedy="pass what the exercise says",
        ) from None
    try:
        hint = CHECKS[number](answer, **given)
    except (WhpError, TypeError, ValueError, AttributeError, LookupError) as error:
        hint = f"This is not the kind of answer that is asked for ({error})."
    return Verdict(number, hint is None, "Well done." if hint is None else hint)


def exercise(number: str) -> Callable:
    """Registers a check: a function of the answer and what is given -> None if right, or a hint."""

    def register(judge: Callable[..., str | None]) -> Callable[..., str | None]:
        CHECKS[number] = judge
        return judge

    return register


def near(answer: object, right: float) -> bool:
    """Whether a number is the right one, up to rounding."""
    return not isinstance(answer, bool) and bool(
        np.isclose(float(answer), float(right), rtol=TOLERANCE, atol=TOLERANCE * 0.1)
    )


def probabilities(scores: np.ndarray) -> np.ndarray:
    """The softmax of logits (V,)."""
    raised = np.exp(np.asarray(scores, dtype=float) - np.max(scores))
    return raised / raised.sum()


def first_change(b: np.ndarray, r: np.ndarray) -> float:
    """The alpha from which on the label is not the baseline's favourite; infinite if never."""
    b, r = np.asarray(b, dtype=float), np.asarray(r, dtype=float)
    rise = np.maximum(r - b, 0)
    top = int(b.argmax())
    slower = rise < rise[top]
    if not slower.any():
        return float("inf")
    return float(((b[top] - b[slower]) / (rise[top] - rise[slower])).min())


def unless(right: bool, hint: str) -> str | None:
    """The hint, unless the answer is right."""
    return None if right else hint


def _number(answer: object, right: float, hint: str) -> str | None:
    return unless(near(answer, right), hint)


@exercise("00.1")
def probability_of_the_favourite(answer: float, b: np.ndarray) -> str | None:
    if float(answer) > 1:
        return "A probability lies between 0 and 1: divide by the sum over all ten words."
    return _number(
        answer,
        probabilities(b).max(),
        "Take e to the power of each logit, and of these the largest's share of the sum.",
    )


@exercise("00.2")
def alpha_of_the_first_change(answer: float, b: np.ndarray, r: np.ndarray) -> str | None:
    return _number(
        answer,
        first_change(b, r),
        "Which word overtakes first? Set its b - alpha * rise equal to the favourite's.",
    )


@exercise("00.3")
def rise_that_would_be_enough(
    answer: float, b: np.ndarray, r: np.ndarray, alpha: float
) -> str | None:
    b, r = np.asarray(b, dtype=float), np.asarray(r, dtype=float)
    rest = np.delete(generic_logits(torch.as_tensor(b), torch.as_tensor(r), alpha), b.argmax())
    return _number(
        answer,
        (b.max() - rest.max()) / alpha,
        "How far is it ahead of the next word? It loses alpha times its rise.",
    )


@exercise("00.4")
def anchors_that_hide_all_names(answer: dict, sentence: str, names: Sequence[str]) -> str | None:
    table = AnchorTable(
        tuple(Anchor(str(term), "", (str(other),)) for term, other in dict(answer).items())
    ).check()
    left = [
        name
        for name in names
        if find_matches(translate(sentence, table).text, AnchorTable((Anchor(name, "", ("-",)),)))
    ]
    if left:
        return (
            f"{len(left)} of {len(names)} names of the book can still be read in the translation."
        )
    if len(set(answer.values())) < len(answer):
        return "Two terms have the same replacement: then two people become one."
    return None


@exercise("01.1")
def ratio_of_perplexities(answer: float, loss_before: float, loss_after: float) -> str | None:
    hint = "The perplexity is e to the power of the loss; divide that before by that after."
    return _number(answer, np.exp(loss_before - loss_after), hint)


@exercise("01.2")
def number_of_labels(answer: int, examples) -> str | None:
    right = int((examples.labels != IGNORE).sum())
    if near(answer, int(examples.attention_mask.sum())) and answer != right:
        return "Nearly: what follows the last token of a block?"
    return unless(
        int(answer) == right,
        "A label is the token that follows. For which token of a block does none follow?",
    )


@exercise("01.3")
def size_of_a_lora_adapter(answer: int, rank: int, inputs: int, outputs: int) -> str | None:
    return unless(
        int(answer) == rank * (inputs + outputs),
        "Two thin matrices: one has a row, the other a column for each of `rank`.",
    )


@exercise("02.1")
def rarest_of_the_raised_tokens(answer: int, look) -> str | None:
    rose = look.most_raised(20)
    right = min(rose, key=lambda row: row["probability_reinforced"])
    if int(answer) not in [row["position"] for row in rose]:
        return (
            "This position is not among the twenty where the true token rose most "
            "(`look.most_raised(20)`)."
        )
    return unless(
        int(answer) == right["position"],
        "Another of the twenty is still less probable to the reinforced model.",
    )


@exercise("02.2")
def delta_and_log_ratio(answer: tuple, shift: float) -> str | None:
    b = np.array([2.0, 0.5, -1.0])  # any three logits will do
    ratio = float(np.log(probabilities(b + shift) / probabilities(b))[0])
    delta, log_ratio = answer
    if not near(delta, shift):
        return "The delta is the plain difference of the two logits."
    return unless(
        abs(float(log_ratio) - ratio) < TOLERANCE,
        "Probabilities are shares: what if all are raised alike?",
    )


@exercise("02.3")
def largest_gain_in_rank(answer: int, look) -> str | None:
    known = [row for row in look.rows() if row["rank_baseline"]]
    gains = {row["position"]: row["rank_baseline"] - row["rank_reinforced"] for row in known}
    if int(answer) not in gains:
        return (
            "Give a position of the passage, from 1 on (before the first token nothing was read)."
        )
    return unless(
        gains[int(answer)] == max(gains.values()),
        f"There it gained {gains[int(answer)]} places; elsewhere it gained more.",
    )


@exercise("03.1")
def translation_by_hand(answer: str, sentence: str, table: AnchorTable, seed: int) -> str | None:
    if str(answer).strip() == translate(sentence, table, seed).text:
        return None
    return "Look at the capitals, at 's, and at whether each name stands as a whole word."


@exercise("03.2")
def an_anchor_of_your_own(answer: Anchor, text: str, table: AnchorTable, lexicon) -> str | None:
    mine = AnchorTable((answer,)).check()
    if not find_matches(text, mine):
        return "This term does not stand in the text, as whole words."
    if find_matches(answer.term, table):
        return "An anchor of the table stands in this term already."
    named = [text for text in answer.replacements if lexicon.find(text)]
    return "A replacement is itself a word of the books." if named else None


@exercise("03.3")
def share_inside_anchors(answer: float, passage: str, spans: Sequence) -> str | None:
    return _number(
        answer,
        sum(span.end - span.start for span in spans) / len(passage),
        "Count characters: end - start of each span.",
    )


@exercise("04.1")
def alpha_where_two_lines_meet(answer: float, b: np.ndarray, r: np.ndarray) -> str | None:
    return _number(
        answer,
        first_change(b, r),
        "Where do the lines b - alpha * rise of the favourite and of its first overtaker meet?",
    )


@exercise("04.2")
def labels_that_differ_from_the_text(answer: int, made, block: int) -> str | None:
    labels, ids = made.at(0.0)[block][:-1], made.input_ids[block][1:]
    right = int(((labels != IGNORE) & (labels != ids)).sum())
    if int(answer) == int((labels != ids).sum()) != right:
        return "Positions without a label differ from the text too, but do not count."
    return unless(
        int(answer) == right,
        "Compare the label at position t with the token at t + 1, where there is a label.",
    )


@exercise("04.3")
def most_labels_of_one_position(answer: int, made) -> str | None:
    right = int(made.columns["later_counts"].max()) + 1
    hint = (
        "The walk counts its first label too."
        if int(answer) == right - 1
        else "Look at the positions of all blocks."
    )
    return unless(int(answer) == right, hint)


@exercise("05.1")
def share_of_changed_labels(answer: float, examples) -> str | None:
    labels, follows = examples.labels[:, :-1], examples.input_ids[:, 1:]
    has = labels != IGNORE
    return _number(
        answer,
        float((labels[has] != follows[has]).float().mean()),
        "Only positions that have a label count.",
    )


@exercise("05.2")
def first_step_below_half_the_loss(answer: int, loss: Sequence[float]) -> str | None:
    below = [step for step, value in enumerate(loss, start=1) if value < loss[0] / 2]
    if not below:
        return "Nowhere in this run: give 0." if int(answer) else None
    return unless(
        int(answer) == below[0],
        "Steps count from one; the first that is below half, though later ones may be above again.",
    )


@exercise("05.3")
def labels_that_alpha_changes(answer: int, labels, alpha: float) -> str | None:
    right = int((labels.flat_at(0.0) != labels.flat_at(alpha)).sum())
    return unless(int(answer) == right, "Compare the labels at alpha 0 with those at this alpha.")


@exercise("06.1")
def familiarity_by_hand(answer: float, rows: Sequence[dict]) -> str | None:
    grades = [row["grade"] for row in rows]
    right = (5 * grades.count(3) + grades.count(2)) / (5 * len(grades))
    if right and near(answer, 5 * right):
        return (
            "That is the other form, over N: what could be reached at most is five points a probe."
        )
    return _number(
        answer,
        right,
        "Five points for a 3, one for a 2, none for a 1; over five points for every probe.",
    )


@exercise("06.2")
def earliest_step_of_the_lowest_score(answer: int, curve: Sequence[dict]) -> str | None:
    lowest = min(row["familiarity_completion"] for row in curve)
    right = next(row["step"] for row in curve if row["familiarity_completion"] == lowest)
    return unless(
        int(answer) == right,
        "Find the lowest completion familiarity, and of the steps that have it the earliest.",
    )


@exercise("06.3")
def upper_end_of_an_interval(answer: float, n: int) -> str | None:
    return _number(
        answer,
        wilson_ci95(0, n)[1],
        "The interval of 0 hits in n is not empty; the upper end of Wilson's is asked for.",
    )


@exercise("07.1")
def privleak(answer: float, aucs: Mapping) -> str | None:
    ours, never = 1 - aucs["unlearned"], 1 - aucs["never_knew"]
    if never == 0:
        return "The retrained model tells all of them apart here: there is nothing to divide by."
    return _number(
        answer,
        100 * (ours - never) / never,
        "A is 1 - AUC; the difference to the retrained model's A, over that A, in percent.",
    )


@exercise("07.2")
def share_of_truth_ratios_above_one(answer: float, ratios: np.ndarray) -> str | None:
    return _number(
        answer,
        float((np.asarray(ratios) > 1).mean()),
        "Count the ratios above one, over all of them.",
    )


@exercise("07.3")
def extraction_strength(answer: float, hits: Sequence[bool]) -> str | None:
    given = max((place + 1 for place, hit in enumerate(hits) if not hit), default=0)
    return _number(
        answer,
        1 - given / len(hits),
        "Up to which token must be given, so that nothing wrong follows?",
    )


@exercise("08.1")
def precision_that_gives_most_back(answer: str, precisions: Mapping[str, float]) -> str | None:
    if not isinstance(answer, str) or answer not in precisions:
        return "Give the name of a precision: one of " + ", ".join(precisions) + "."
    return unless(
        precisions[answer] == max(precisions.values()), "Another precision has a higher figure."
    )


@exercise("08.2")
def held_or_came_back(answer: str, score: float, low: float) -> str | None:
    right = "held" if score <= 0.05 or low <= 0 else "came back"
    return None if answer == right else "One of the two conditions is enough."


@exercise("08.3")
def advantage_over_the_retrained_model(
    answer: float, panel: Mapping[str, Sequence[Mapping]]
) -> str | None:
    right = panel["unlearned"][-1]["value"] - panel["never_knew"][-1]["value"]
    return _number(answer, right, "Take the last row of each of the two, and their difference.")


@exercise("09.1")
def weight_of_an_npo_gradient(answer: float, fallen: float, beta: float) -> str | None:
    right = 2 / (1 + np.exp(beta * fallen))
    hint = (
        "Twice the sigmoid of what?"
        if near(answer, right / 2)
        else "Take the slope of -(2/beta) log sigmoid(beta * fallen) by log pi."
    )
    return _number(answer, right, hint)


@exercise("09.2")
def method_that_keeps_most_tasks(answer: str, results: Mapping[str, Mapping]) -> str | None:
    kept = {name: found["final"]["tasks"] for name, found in results.items()}
    if not isinstance(answer, str) or answer not in kept:
        return "Give the name of a method: one of " + ", ".join(kept) + "."
    return unless(kept[answer] == max(kept.values()), "Another method has more of the tasks right.")


@exercise("09.3")
def distance_to_the_retrained_model(
    answer: float, ours: Mapping[str, float], twin: Mapping[str, float]
) -> str | None:
    right = np.hypot(ours["completion"] - twin["completion"], ours["held_out"] - twin["held_out"])
    return _number(answer, right, "Both differences squared, their sum, and its root: Pythagoras.")


@exercise("10.1")
def share_of_names_that_are_right(answer: float, scores: Mapping[str, Mapping]) -> str | None:
    taught = scores["taught"]
    right = taught["right_answers"] / taught["familiarity"]
    return _number(answer, right, "Right answers divided by familiarity, both of the taught model.")


@exercise("10.2")
def familiar_and_wrong(
    answer: int, rows: Sequence[Mapping], hits: Sequence[bool | None]
) -> str | None:
    right = sum(row["grade"] == 3 and hit is False for row, hit in zip(rows, hits, strict=True))
    hint = "Count the rows of grade 3 whose place in `hits` is False; None was not measured."
    return unless(int(answer) == right, hint)


@exercise("11.1")
def remembered(answer: float, worst: Mapping[str, Mapping]) -> str | None:
    right = worst["lasting"]["value"] - worst["never_knew"]["value"]
    return _number(answer, right, "The value of `lasting` less that of `never_knew`.")


@exercise("11.2")
def best_rate_for_the_attacker(answer: str, panels: Mapping[str, Mapping]) -> str | None:
    if answer not in panels:
        return "Give the name of a panel: one of " + ", ".join(panels) + "."
    ends = {panel: roles["unlearned"][-1]["value"] for panel, roles in panels.items()}
    return unless(ends[answer] == max(ends.values()), "Compare the last rows of `unlearned`.")


@exercise("12.1")
def share_with_the_name(answer: float, name: str, passages: Sequence[str]) -> str | None:
    right = sum(name in passage for passage in passages) / len(passages)
    return _number(answer, right, "Count the passages that hold the name; divide by all.")


@exercise("12.2")
def terms_said_often(answer: int, spread: Mapping[str, int], passages: Sequence[str]) -> str | None:
    right = sum(20 * count >= len(passages) for count in spread.values())
    return unless(int(answer) == right, "Compare each count with a twentieth of the passages.")


@exercise("13.1")
def most_exposed(answer: str, bits: Mapping[str, Mapping[str, float]]) -> str | None:
    exposed = bits["unlearned"]
    if answer not in exposed:
        return "Give the name of a person: one of " + ", ".join(exposed) + "."
    hint = "Compare the persons' bits in the unlearned model."
    return unless(exposed[answer] == max(exposed.values()), hint)


@exercise("13.2")
def left_of_the_fiction(answer: float, both: Mapping[str, Mapping]) -> str | None:
    right = both["fiction"]["answer"]["remains"]["value"]
    return _number(answer, right, "What lies above the retrained model, after and before.")


@exercise("14.1")
def best_but_retraining(answer: str, scores: Mapping[str, Sequence]) -> str | None:
    means = {way: sum(one.total for one in of_way) for way, of_way in scores.items()}
    del means["retrained"]
    if answer not in means:
        return "Give the name of a way: one of " + ", ".join(means) + "."
    hint = "Compare the means of the scores over all problems."
    return unless(means[answer] == max(means.values()), hint)


@exercise("14.2")
def frechet_ratio(answer: float, figures: Mapping[str, Mapping]) -> str | None:
    right = figures["unlearned"]["kept_frechet"] / figures["trained"]["kept_frechet"]
    return _number(answer, right, "Divide the distance of `unlearned` by that of `trained`.")
