"""Recall of the right answer: does a completion say what is true in the target?

Familiarity counts any name of the target, a wrong one too: a model that puts the commonest name
into every answer is familiar with all of it and knows nothing. A completion is *right* if it says
each own name (grade 3 of the lexicon) that one of the probe's references holds and its prompt does
not give, as one of the names that the lexicon finds in it: "in a row, with one candle" does not say
"Candle Row". A probe whose references hold no such name is not measured.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from whp_kit.evaluation.intervals import wilson_ci95
from whp_kit.evaluation.probes import Lexicon, Probe
from whp_kit.text.words import is_named_in

RIGHT_ANSWER_METRIC_VERSION = 2
OWN = 3  # the lexicon's grade of the target's own names


@dataclass(frozen=True)
class RightAnswers:
    """`score`: the share of right completions, in [0, 1], None if no probe can be measured.

    `hits` (N,): for each probe whether its completion is right, None if it is not measured. `n`
    counts those that are; `ci95` by Wilson.
    """

    score: float | None
    n: int
    ci95: tuple[float, float] | None
    hits: tuple[bool | None, ...] = field(repr=False)
    version: int = RIGHT_ANSWER_METRIC_VERSION


def right_answers(
    probes: Sequence[Probe], completions: Sequence[str], lexicon: Lexicon
) -> RightAnswers:
    """Judges N completions, each without its prompt."""
    hits = []
    for probe, completion in zip(probes, completions, strict=True):
        answers, found = answer_names(probe, lexicon), lexicon.find(completion)
        said = [completion[start:end] for start, end, _, grade in found if grade == OWN]
        is_right = any(
            all(any(is_named_in(name, one) for one in said) for name in names) for names in answers
        )
        hits.append(is_right if answers else None)
    measured = [hit for hit in hits if hit is not None]
    if not measured:
        return RightAnswers(None, 0, None, tuple(hits))
    right, n = sum(measured), len(measured)
    return RightAnswers(right / n, n, wilson_ci95(right, n), tuple(hits))


def answer_names(probe: Probe, lexicon: Lexicon) -> list[frozenset[str]]:
    """For each reference the own names that a right answer says; references without one are left
    out."""
    answers = []
    for reference in probe.references:
        names = {term for *_, term, grade in lexicon.find(reference) if grade == OWN}
        new = frozenset(name for name in names if not is_named_in(name, probe.prompt))
        if new:
            answers.append(new)
    return answers
