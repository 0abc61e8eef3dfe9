"""The judge looks at itself before any model is asked: would it see the world's own answers, and
does the model read each prompt to its end?

Not done here: reading the files (probes.py), what counts as a token (models/context.py).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from whp_kit.errors import InputError
from whp_kit.evaluation.familiarity import grade
from whp_kit.evaluation.probes import (
    Lexicon,
    Probe,
    load_harder,
    load_lexicon,
    load_neighbours,
    load_probability_probes,
    load_probes,
    rest_after,
)
from whp_kit.models.context import Context, context_at_hand
from whp_kit.settings import Preset, WorldSettings
from whp_kit.text.documents import read_all
from whp_kit.text.words import readable

NAMED = 5  # probes in a warning of one line
SHOWN_CHARACTERS = 60  # of an answer
WHY_NOT = {
    2: "only terms of grade 2",
    1: "only terms of grade 2, and the prompt names another term",
}
NO_TERM, ECHO = "no term of the lexicon", "only terms that the prompt names"


@dataclass(frozen=True)
class ProbeCheck:
    """What the judge would say to a probe's own answer, put after the prompt.

    `answer`: of several references the one with the best `grade`, without the prompt. `words` led
    to it, and `reason` says why it is not 3, "" if it is. `tokens`: of the prompt; None without a
    tokenizer.
    """

    id: str
    prompt: str
    answer: str
    grade: int
    words: tuple[str, ...]
    reason: str
    tokens: int | None


@dataclass(frozen=True)
class LongPrompt:
    """A prompt that the model cannot read to its end, or not complete: its `tokens` and the `new`
    ones are more than the model's."""

    id: str
    tokens: int
    new: int


def check_probes(
    probes: Sequence[Probe], lexicon: Lexicon, context: Context | None = None
) -> list[ProbeCheck]:
    """Grades the own answers of each probe."""
    return [_check(probe, lexicon, context) for probe in probes]


def _check(probe: Probe, lexicon: Lexicon, context: Context | None) -> ProbeCheck:
    answers = [rest_after(probe.prompt, text) or text for text in probe.references]
    verdicts = {answer: grade(answer, probe.prompt, lexicon) for answer in answers}
    best = max(verdicts, key=lambda answer: verdicts[answer].grade)
    verdict = verdicts[best]
    if verdict.grade == 0:
        reason = ECHO if any(map(lexicon.find, answers)) else NO_TERM
    else:
        reason = WHY_NOT.get(verdict.grade, "")
    tokens = None if context is None else context.count(probe.prompt)
    return ProbeCheck(probe.id, probe.prompt, best, verdict.grade, verdict.words, reason, tokens)


def check_rows(checks: Sequence[ProbeCheck]) -> list[dict]:
    """Rows of a table, one for each probe, with the tokens of the prompts if they were counted."""
    rows = []
    for check in checks:
        row = {"probe": check.id, "grade": check.grade}
        row["because of"] = ", ".join(check.words) or check.reason
        if check.grade in WHY_NOT:
            row["because of"] += f" ({check.reason})"
        row["answer"] = _shortened(check.answer)
        rows.append(row if check.tokens is None else row | {"tokens": check.tokens})
    return rows


def require_seen(checks: Sequence[ProbeCheck]) -> None:
    """InputError if no answer of all probes would earn a point."""
    if all(check.grade < 2 for check in checks):
        reasons = Counter(check.reason for check in checks)
        raise InputError(
            "the lexicon sees none of the world's own answers, so every model would count as one "
            "that has forgotten",
            value="; ".join(f"{count} answers: {reason}" for reason, count in reasons.items()),
            remedy="add the names and details of the answers to the lexicon, as the references "
            "write them; `whp-kit probes check` shows each probe",
        )


def unseen_answers(checks: Sequence[ProbeCheck]) -> str:
    """A line about the probes whose own answers would not be graded 3; "" if there are none."""
    unseen = [check for check in checks if check.grade < 3]
    if not unseen:
        return ""
    counts = Counter(check.grade for check in unseen)
    grades = ", ".join(f"{counts[value]} graded {value}" for value in (2, 1, 0) if counts[value])
    return (
        f"the judge would not grade 3 the own answers of {len(unseen)} of {len(checks)} probes "
        f"({grades}): {_first(check.id for check in unseen)}"
    )


def long_prompts(
    prompts: Iterable[tuple[str, str]], context: Context | None, new: int
) -> list[LongPrompt]:
    """Those of the (id, prompt) whose tokens, with `new` ones, are more than the model reads."""
    if context is None:
        return []
    counted = ((name, context.count(prompt)) for name, prompt in prompts)
    return [
        LongPrompt(name, tokens, new) for name, tokens in counted if tokens + new > context.tokens
    ]


def too_long(prompts: Sequence[LongPrompt], context: Context | None) -> str:
    """A line about prompts that are too long; "" if there are none."""
    if context is None:
        return "it is not known how many tokens the model reads, so prompts may be too long"
    if not prompts:
        return ""
    named = _first(f"{one.id} ({one.tokens} tokens and {one.new} new ones)" for one in prompts)
    return (
        f"{len(prompts)} prompts are too long for the model, which reads {context.tokens} tokens: "
        f"{named}"
    )


def check_world(preset: Preset) -> list[str]:
    """What is odd about the probes, the lexicon and the prompts of a preset's world, in lines.

    InputError for a file that cannot be read, a script that is not served, and a lexicon that sees
    none of the world's own answers.
    """
    world = preset.world
    probes, lexicon = load_probes(world.probes), load_lexicon(world.lexicon)
    checks = check_probes(probes, lexicon)
    require_seen(checks)
    context = context_at_hand(preset.model.base)
    long = world_long_prompts(preset, probes, context)
    lines = [unseen_answers(checks), too_long(long, context) if context else ""]
    lines.append(target_in_general(world, lexicon))
    return [line for line in lines if line]


def target_in_general(world: WorldSettings, lexicon: Lexicon) -> str:
    """A line about names of the target in the world's general text, which the retain term would
    keep the model saying; "" where there are none."""
    counts = Counter(
        term
        for document in read_all(*world.general_files)
        for _, _, term, term_grade in lexicon.find(document.text)
        if term_grade == 3
    )
    if not counts:
        return ""
    named = _first(f"{term} ({count})" for term, count in counts.most_common())
    return (
        f"the general text {', '.join(map(str, world.general_files))} says names of the target, "
        f"which the retain term would keep: {named}"
    )


def world_long_prompts(
    preset: Preset, probes: Sequence[Probe], context: Context | None
) -> list[LongPrompt]:
    """`long_prompts` of all prompts of a preset's world: of 06, of the next words, of neighbours.

    InputError for a file that cannot be read.
    """
    world = preset.world
    one_word = [(one.id, one.prompt) for one in load_probability_probes(world.probability)]
    if world.neighbours:
        facts = load_neighbours(world.neighbours / "probes.jsonl") + load_harder(world.neighbours)
        one_word += [(f"{one.neighbour}: {one.prompt[:30]}", one.prompt) for one in facts]
    completed = [(probe.id, probe.prompt) for probe in probes]
    if world.question:
        completed.append(("question", world.question))
    new = preset.probes.max_new_tokens
    return long_prompts(completed, context, new) + long_prompts(one_word, context, 1)


def _shortened(text: str) -> str:
    text = readable(text)
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"


def _first(names: Iterable[str]) -> str:
    names = list(names)
    return ", ".join(names[:NAMED]) + (", ..." if len(names) > NAMED else "")
