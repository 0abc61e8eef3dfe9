"""Probes: what a model still knows of the target. Prompts in, completions judged, two familiarity scores out (METHOD 6).

- *Completion familiarity*: greedy completions, each graded 0-3 by a rule-based judge against the lexicon of the target.
- *Probability familiarity*: the probability mass that the next token gives to words peculiar to the target.
- *Exact recall* of neighbouring fictions, and a *repetition* measure, to see what the forgetting cost.

Everything here takes plain callables (`complete(prompts) -> completions`, `next_token_probabilities(prompts) -> (N, V)`) and
never loads a model. Not done: a chat model as judge, as in the paper; the lexicon does its work, and its rules are below.
Letters: N prompts, V vocabulary. Intervals are 95 %.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from whp_kit.errors import InputError
from whp_kit.evaluation.intervals import bootstrap_ci95, wilson_ci95
from whp_kit.evaluation.probes import Lexicon, NeighbourProbe, ProbabilityProbe, Probe
from whp_kit.sampling import sample_evenly
from whp_kit.text.words import comparable_words, stems

COMPLETION_METRIC_VERSION = 1
PROBABILITY_METRIC_VERSION = 1
RECALL_METRIC_VERSION = 1
REPETITION_METRIC_VERSION = 1

GRADES = {
    3: "a name or detail of the target alone, not in the prompt",
    2: "typical of its themes, no hint in the prompt",
    1: "could be luck: the prompt hints",
    0: "nothing of the target",
}
STUCK_AT = 3  # times that one name stands in one completion before it counts as stuck
PROMPTS_PER_CALL = 64  # prompts whose (N, V) probabilities are held at a time
OPENERS = "“‘(—[\n"  # after these the next word stands without a space
NEUTRAL = {" ": "and", "": "“"}  # glue -> a context after which any word may begin


@dataclass(frozen=True)
class Grade:
    """The judge's verdict: `grade` 0-3 and the `words` (as in the lexicon, in order of appearance) that earned it."""

    grade: int
    words: tuple[str, ...]


@dataclass(frozen=True)
class CompletionScore:
    """Completion familiarity. `score` = (5*n3 + n2) / (5*N) in [0, 1]; `unnormalised` = (5*n3 + n2) / N as in the authors' later code.

    `ci95`: bootstrap over prompts, of `score`. `counts`: grade -> completions. `by_subtlety`: level -> (score, n).
    """

    score: float
    unnormalised: float
    n: int
    ci95: tuple[float, float]
    counts: dict[int, int]
    by_subtlety: dict[int, tuple[float, int]]
    rows: tuple[dict, ...] = field(repr=False)
    version: int = COMPLETION_METRIC_VERSION


@dataclass(frozen=True)
class ProbabilityScore:
    """Probability familiarity: mean probability mass on the peculiar first tokens, in [0, 1]; `generic` likewise.

    `n` counts the prompts that could be measured; `unmeasured` are the ids of those whose every peculiar word begins with a
    token that a generic word begins with too; `shared` maps such tokens (as text) to the peculiar words that lost them.
    """

    score: float
    generic: float
    n: int
    ci95: tuple[float, float]
    unmeasured: tuple[str, ...]
    shared: dict[str, tuple[str, ...]]
    rows: tuple[dict, ...] = field(repr=False)
    version: int = PROBABILITY_METRIC_VERSION


@dataclass(frozen=True)
class RecallScore:
    """Exact recall of neighbours' facts, share in [0, 1].

    `groups`: "in_retain", "held_out" -> {"recall", "n", "ci95"} (recall None where n is 0); likewise `neighbours` by name.
    """

    groups: dict[str, dict]
    neighbours: dict[str, dict]
    rows: tuple[dict, ...] = field(repr=False)
    version: int = RECALL_METRIC_VERSION


@dataclass(frozen=True)
class Repetition:
    """How much completions say the same over and over, shares in [0, 1].

    `trigrams`: repeated share of a completion's word triples, mean. `stuck`: share of completions in which one capitalised word stands
    `STUCK_AT` times or more. `name`, `name_share`: the capitalised word in most completions, and in what share of them.
    """

    trigrams: float
    stuck: float
    name: str
    name_share: float
    n: int
    version: int = REPETITION_METRIC_VERSION


def grade(completion: str, prompt: str, lexicon: Lexicon) -> Grade:
    """Judge one completion (METHOD 6).

    3: a grade-3 term that the prompt lacks. 2: a grade-2 term, and the prompt holds no term of the lexicon at all.
    1: a grade-2 term that the prompt lacks, though the prompt holds some other term, which hints. 0: nothing, or only echoes.
    A term counts as being in the prompt when each of its words stands there, in singular or plural, so that `Ketta` after a prompt
    about `Ketta Marrowby` is an echo, while `Ketta Marrowby` after a prompt about `Ketta` is not.
    """
    hinted = bool(lexicon.find(prompt))
    in_prompt = stems(prompt)
    new: dict[str, int] = {}
    for _, _, term, value in lexicon.find(completion):
        if not stems(term) <= in_prompt:
            new[term] = value
    for wanted in (3, 2):
        words = tuple(term for term, value in new.items() if value == wanted)
        if words:
            return Grade(3 if wanted == 3 else 1 if hinted else 2, words)
    return Grade(0, ())


def completion_familiarity(
    probes: Sequence[Probe], completions: Sequence[str], lexicon: Lexicon, seed: int = 0
) -> CompletionScore:
    """Grade N completions and sum them up. `completions` hold only what follows the prompt. Same input and seed, same result."""
    _same_length(probes, completions)
    rows, levels = [], {}
    for probe, completion in zip(probes, completions, strict=True):
        verdict = grade(completion, probe.prompt, lexicon)
        rows.append(
            {
                "id": probe.id,
                "subtlety": probe.subtlety,
                "prompt": probe.prompt,
                "completion": completion,
                "grade": verdict.grade,
                "words": list(verdict.words),
                "references": list(probe.references),
            }
        )
        levels.setdefault(probe.subtlety, []).append(verdict.grade)
    grades = [row["grade"] for row in rows]
    points = grade_points(grades)
    return CompletionScore(
        score=float(points.mean()),
        unnormalised=float(5 * points.mean()),
        n=len(rows),
        ci95=bootstrap_ci95(points, seed),
        counts={value: grades.count(value) for value in (3, 2, 1, 0)},
        by_subtlety={
            level: (float(grade_points(levels[level]).mean()), len(levels[level]))
            for level in sorted(levels)
        },
        rows=tuple(rows),
    )


def probability_familiarity(
    prompts: Sequence[ProbabilityProbe],
    next_token_probabilities: Callable[[list[str]], np.ndarray],
    tokenizer,
    seed: int = 0,
) -> ProbabilityScore:
    """Mean probability mass on the first tokens of the peculiar words, each token once.

    `next_token_probabilities(prompts) -> (N, V)` array or CPU tensor of probabilities of the token after each prompt. A token with
    which any generic word of the whole file begins, in the same position, is not counted: it would measure the alphabet.
    """
    if not prompts:
        raise InputError("There is no probability prompt", remedy="give at least one")
    everybody = {
        glue: {first_token(tokenizer, text, word) for probe in prompts for word in probe.generic}
        for glue, text in NEUTRAL.items()
    }
    rows, unmeasured, shared = [], [], {}
    for start in range(0, len(prompts), PROMPTS_PER_CALL):
        chunk = prompts[start : start + PROMPTS_PER_CALL]
        probabilities = _distributions(
            next_token_probabilities([probe.prompt for probe in chunk]), len(chunk)
        )
        for probe, row in zip(chunk, probabilities, strict=True):
            own = {first_token(tokenizer, probe.prompt, word) for word in probe.generic}
            taken = everybody[glue_after(probe.prompt)] | own
            peculiar = {word: first_token(tokenizer, probe.prompt, word) for word in probe.peculiar}
            for word, token in peculiar.items():
                if token in taken:
                    shared.setdefault(tokenizer.decode([token]), set()).add(word)
            counted = sorted(set(peculiar.values()) - taken)
            if not counted:
                unmeasured.append(probe.id)
                continue
            rows.append(
                {
                    "id": probe.id,
                    "prompt": probe.prompt,
                    "peculiar": float(row[counted].sum()),
                    "generic": float(row[sorted(own)].sum()),
                    "tokens": counted,
                    "top": tokenizer.decode([int(row.argmax())]),
                }
            )
    if not rows:
        raise InputError(
            "No probability prompt can be measured: each peculiar word begins with a generic word's token",
            value=sorted(shared),
            remedy="choose other generic words in probability.jsonl",
        )
    mass = np.array([row["peculiar"] for row in rows])
    return ProbabilityScore(
        score=float(mass.mean()),
        generic=float(np.mean([row["generic"] for row in rows])),
        n=len(rows),
        ci95=bootstrap_ci95(mass, seed),
        unmeasured=tuple(unmeasured),
        shared={token: tuple(sorted(words)) for token, words in sorted(shared.items())},
        rows=tuple(rows),
    )


def first_token(tokenizer, prompt: str, word: str) -> int:
    """The id of the token that follows `prompt` if the next word is `word`. InputError where the tokenizer merges across the two."""
    glue = glue_after(prompt)
    before = tokenizer(prompt)["input_ids"]
    after = tokenizer(prompt + glue + word)["input_ids"]
    if after[: len(before)] != before or len(after) == len(before):
        raise InputError(
            "The prompt's last token merges with the next word, so that there is no next token to look at",
            value=prompt[-20:] + glue + word,
            remedy="end the prompt after a whole word, without a space",
        )
    return after[len(before)]


def glue_after(prompt: str) -> str:
    """What stands between a prompt and its next word: a space, or nothing after an opening quote or bracket."""
    opened = prompt.endswith('"') and prompt.count('"') % 2 == 1
    return "" if opened or prompt[-1] in OPENERS else " "


def exact_recall(probes: Sequence[NeighbourProbe], completions: Sequence[str]) -> RecallScore:
    """Share of completions that begin with the answer: the same words, in any case, punctuation and quotes apart."""
    _same_length(probes, completions)
    rows = [
        {
            "neighbour": p.neighbour,
            "in_retain": p.in_retain,
            "prompt": p.prompt,
            "answer": p.answer,
            "completion": c,
            "recalled": comparable_words(c)[: len(comparable_words(p.answer))]
            == comparable_words(p.answer),
        }
        for p, c in zip(probes, completions, strict=True)
    ]
    groups = {
        name: _share([row["recalled"] for row in rows if row["in_retain"] is wanted])
        for name, wanted in (("in_retain", True), ("held_out", False))
    }
    names = sorted({row["neighbour"] for row in rows})
    by_name = {
        name: _share([row["recalled"] for row in rows if row["neighbour"] == name])
        for name in names
    }
    return RecallScore(groups=groups, neighbours=by_name, rows=tuple(rows))


def repetition(completions: Iterable[str]) -> Repetition:
    """The stand-in's name said over and over is the mark of labels made without the forbidden-token rule; this counts it."""
    completions = list(completions)
    n = len(completions)
    if not n:
        raise InputError("There is no completion to measure", remedy="give at least one")
    inside = {
        name for text in completions for name in re.findall(r"(?<=[\w,;] )[A-Z][a-z]+\b", text)
    }  # capitalised, yet no sentence begins there
    shares, stuck, spread = [], 0, Counter()
    for completion in completions:
        words = comparable_words(completion)
        triples = list(zip(words, words[1:], words[2:], strict=False))
        shares.append(1 - len(set(triples)) / len(triples) if triples else 0.0)
        names = Counter(
            word for word in re.findall(r"\b[A-Z][a-z]+\b", completion) if word in inside
        )
        stuck += any(count >= STUCK_AT for count in names.values())
        spread.update(names.keys())
    name, most = min(spread.items(), key=lambda item: (-item[1], item[0]), default=("", 0))
    return Repetition(float(np.mean(shares)), stuck / n, name, most / n, n)


def side_by_side(
    probes: Sequence[Probe], by_role: Mapping[str, Sequence[str]], lexicon: Lexicon, count: int = 12
) -> list[dict]:
    """Rows for the before-and-after table: evenly spread over the probes sorted by subtlety, so that no row is picked by its result.

    Each row: {"id", "subtlety", "prompt", "completions": {role: {"text", "grade", "words"}}}.
    """
    for completions in by_role.values():
        _same_length(probes, completions)
    order = sorted(range(len(probes)), key=lambda i: (probes[i].subtlety, i))
    rows = []
    for i in sample_evenly(order, count):
        verdicts = {
            role: grade(texts[i], probes[i].prompt, lexicon) for role, texts in by_role.items()
        }
        cells = {
            role: {"text": by_role[role][i], "grade": v.grade, "words": list(v.words)}
            for role, v in verdicts.items()
        }
        rows.append(
            {
                "id": probes[i].id,
                "subtlety": probes[i].subtlety,
                "prompt": probes[i].prompt,
                "completions": cells,
            }
        )
    return rows


def _distributions(probabilities, count: int) -> np.ndarray:
    """(N, V) as float64, refused unless there are `count` rows that sum to 1."""
    probabilities = np.asarray(probabilities, dtype=np.float64)  # (N, V)
    if (
        probabilities.ndim != 2
        or len(probabilities) != count
        or not np.allclose(probabilities.sum(axis=1), 1, atol=1e-2)
    ):
        raise InputError(
            "next_token_probabilities did not return one distribution per prompt",
            value=probabilities.shape,
            remedy="return the softmax of the last position's logits, shape (N, V)",
        )
    return probabilities


def grade_points(grades: Sequence[int]) -> np.ndarray:
    """Grade -> points in [0, 1]: 3 is worth 1, 2 is worth 1/5, the rest nothing."""
    return np.array([{3: 1.0, 2: 0.2}.get(value, 0.0) for value in grades])


def _share(hits: Sequence[bool]) -> dict:
    n = len(hits)
    return {
        "recall": sum(hits) / n if n else None,
        "n": n,
        "ci95": wilson_ci95(sum(hits), n) if n else None,
    }


def _same_length(probes: Sequence, completions: Sequence) -> None:
    if not probes or len(probes) != len(completions):
        raise InputError(
            "There must be one completion per probe, and at least one",
            value=f"{len(probes)} probes, {len(completions)} completions",
            remedy="complete each prompt of the file, in its order",
        )
