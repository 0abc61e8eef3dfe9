"""Judges completions and sums them up: what a model still knows of the target.

- *Completion familiarity*: greedy completions, each graded 0 to 3 by a rule-based judge with the
  lexicon of the target.
- *Probability familiarity*: the probability of the next token on words peculiar to the target.
- *Exact recall* of neighbouring fictions and *repetition*, to see what the forgetting cost.

Follows arXiv 2310.02238, "Evaluation", where a chat model grades the completions; here the lexicon
does, by the rules of `grade`. No model is called here: the functions take completions, or a
function from prompts to probabilities. Letters: N prompts, V vocabulary. Intervals are 95 %.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from whp_kit.anchors.matching import Matcher
from whp_kit.errors import InputError
from whp_kit.evaluation.intervals import bootstrap_ci95, wilson_ci95
from whp_kit.evaluation.probes import (
    Lexicon,
    NeighbourProbe,
    ProbabilityProbe,
    Probe,
    spread_over_subtleties,
)
from whp_kit.text.words import (
    comparable_words,
    find_words,
    folded_between,
    is_named_in,
    readable,
    require_served,
    separator,
)

COMPLETION_METRIC_VERSION = 2  # 2: titles and initials with a full stop or without are one term
PROBABILITY_METRIC_VERSION = 2  # 2: a word whose first token is a bare space is not measured
RECALL_METRIC_VERSION = 1
REPETITION_METRIC_VERSION = 1

GRADES = {
    3: "a name or detail of the target alone, not in the prompt",
    2: "typical of its themes, no hint in the prompt",
    1: "could be luck: the prompt hints",
    0: "nothing of the target",
}
STUCK_AT = 3  # times that one name stands in one completion before it counts as stuck
PROMPTS_PER_CALL = 64  # so that (N, V) probabilities fit into memory
NEUTRAL = {" ": "and", "": "“"}  # separator -> a context after which any word may begin
INSIDE_SENTENCE = {" ", ", ", "; ", "-", "'"}  # between two words; a capital after it is a name's


@dataclass(frozen=True)
class Grade:
    """The judge's verdict: `grade` 0 to 3, and the `words` of the lexicon that led to it, in order
    of appearance."""

    grade: int
    words: tuple[str, ...]


@dataclass(frozen=True)
class CompletionScore:
    """Completion familiarity.

    `score` = (5*n3 + n2) / (5*N) in [0, 1], with n3 and n2 the completions of grade 3 and 2;
    `unnormalised` = (5*n3 + n2) / N as in the authors' later code. `ci95`: bootstrap over prompts,
    of `score`. `counts`: grade -> completions. `by_subtlety`: level -> (score, n).
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
    """Probability familiarity: mean probability of the peculiar words' first tokens, in [0, 1];
    `generic` is the same for the generic words.

    A token that begins a generic word too is not counted. `unmeasured`: ids of the prompts that
    have no other token; `n` counts the rest. `shared`: such token (as text) -> the peculiar words
    that it begins.
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
class CountedTokens:
    """The first tokens of one prompt's words.

    `peculiar`: those that count, in order. `generic`: of its generic words. `shared`: peculiar word
    -> its first token, where a generic word begins with that too.
    """

    peculiar: list[int]
    generic: list[int]
    shared: dict[str, int]


@dataclass(frozen=True)
class RecallScore:
    """Exact recall of neighbours' facts, shares in [0, 1].

    `groups`: "in_retain", "held_out" -> {"recall", "n", "ci95"} (recall None where n is 0).
    `neighbours`: the same by name.
    """

    groups: dict[str, dict]
    neighbours: dict[str, dict]
    rows: tuple[dict, ...] = field(repr=False)
    version: int = RECALL_METRIC_VERSION


@dataclass(frozen=True)
class Repetition:
    """How much completions repeat themselves, shares in [0, 1].

    `trigrams`: repeated share of a completion's word triples, mean. `stuck`: share of completions
    in which one name stands `STUCK_AT` times or more. `name`, `name_share`: the name that is in
    most completions, and its share of them. Names are told by their capitals: in scripts that have
    none, `stuck` and `name_share` are None.
    """

    trigrams: float
    stuck: float | None
    name: str
    name_share: float | None
    n: int
    version: int = REPETITION_METRIC_VERSION


def grade(completion: str, prompt: str, lexicon: Lexicon) -> Grade:
    """Grades one completion.

    3: it holds a grade-3 term that the prompt lacks. 2: a grade-2 term, and the prompt holds no
    term of the lexicon at all. 1: a grade-2 term that the prompt lacks, but the prompt holds
    another term, which hints. 0: none, or only echoes.

    A term is in the prompt if each of its words is, in singular or plural. So `Ketta` after a
    prompt about `Ketta Marrowby` is an echo; `Ketta Marrowby` after a prompt about `Ketta` is not.
    """
    require_served(prompt, "the prompt")
    new_terms: dict[str, int] = {}  # term -> its grade in the lexicon
    for _, _, term, value in lexicon.find(completion):
        if not is_named_in(term, prompt):
            new_terms[term] = value
    own = tuple(term for term, value in new_terms.items() if value == 3)
    typical = tuple(term for term, value in new_terms.items() if value == 2)
    if own:
        return Grade(3, own)
    if typical:
        prompt_hints = bool(lexicon.find(prompt))
        return Grade(1 if prompt_hints else 2, typical)
    return Grade(0, ())


def completion_familiarity(
    probes: Sequence[Probe], completions: Sequence[str], lexicon: Lexicon, seed: int = 0
) -> CompletionScore:
    """Grades N completions, each without its prompt, and sums them up.

    The same input and seed give the same result.
    """
    _require_same_length(probes, completions)
    rows: list[dict] = []
    grades_by_level: dict[int, list[int]] = {}
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
        grades_by_level.setdefault(probe.subtlety, []).append(verdict.grade)
    grades = [row["grade"] for row in rows]
    points = grade_points(grades)
    return CompletionScore(
        score=float(points.mean()),
        unnormalised=float(5 * points.mean()),
        n=len(rows),
        ci95=bootstrap_ci95(points, seed),
        counts={value: grades.count(value) for value in (3, 2, 1, 0)},
        by_subtlety={
            level: (float(grade_points(level_grades).mean()), len(level_grades))
            for level, level_grades in sorted(grades_by_level.items())
        },
        rows=tuple(rows),
    )


def probability_familiarity(
    prompts: Sequence[ProbabilityProbe],
    next_token_probabilities: Callable[[list[str]], np.ndarray],
    tokenizer,
    seed: int = 0,
) -> ProbabilityScore:
    """Mean probability of the first tokens of the peculiar words, each token once.

    `next_token_probabilities(prompts) -> (N, V)`: an array or CPU tensor with the probabilities of
    the token after each prompt. A token that begins a generic word of any prompt, in the same
    position, is not counted: it would measure how common a letter is.
    """
    tokens = counted_tokens(prompts, tokenizer)
    rows: list[dict] = []
    for start in range(0, len(prompts), PROMPTS_PER_CALL):
        chunk = slice(start, start + PROMPTS_PER_CALL)
        texts = [probe.prompt for probe in prompts[chunk]]
        probabilities = _distributions(next_token_probabilities(texts), len(texts))
        for probe, counted, row in zip(prompts[chunk], tokens[chunk], probabilities, strict=True):
            if counted.peculiar:
                rows.append(
                    {
                        "id": probe.id,
                        "prompt": probe.prompt,
                        "peculiar": float(row[counted.peculiar].sum()),
                        "generic": float(row[counted.generic].sum()),
                        "tokens": counted.peculiar,
                        "top": tokenizer.decode([int(row.argmax())]),
                    }
                )
    peculiar = np.array([row["peculiar"] for row in rows])
    shared: dict[str, set[str]] = {}
    for counted in tokens:
        for word, token in counted.shared.items():
            shared.setdefault(tokenizer.decode([token]), set()).add(word)
    return ProbabilityScore(
        score=float(peculiar.mean()),
        generic=float(np.mean([row["generic"] for row in rows])),
        n=len(rows),
        ci95=bootstrap_ci95(peculiar, seed),
        unmeasured=tuple(
            probe.id for probe, counted in zip(prompts, tokens, strict=True) if not counted.peculiar
        ),
        shared={token: tuple(sorted(words)) for token, words in sorted(shared.items())},
        rows=tuple(rows),
    )


def counted_tokens(prompts: Sequence[ProbabilityProbe], tokenizer) -> list[CountedTokens]:
    """For each prompt the tokens whose probability counts. InputError if no prompt has any."""
    if not prompts:
        raise InputError("There is no probability prompt", remedy="give at least one")
    generic_words = [word for probe in prompts for word in probe.generic]
    all_generic = {
        between: set(first_tokens(tokenizer, text, generic_words).values())
        for between, text in NEUTRAL.items()
    }
    tokens = []
    for probe in prompts:
        peculiar = first_tokens(tokenizer, probe.prompt, probe.peculiar)
        generic = set(first_tokens(tokenizer, probe.prompt, probe.generic).values())
        shared = {
            word: token
            for word, token in peculiar.items()
            if token in generic | all_generic[separator(probe.prompt, word)]
        }
        tokens.append(
            CountedTokens(
                peculiar=sorted(set(peculiar.values()) - set(shared.values())),
                generic=sorted(generic),
                shared=shared,
            )
        )
    if not any(counted.peculiar for counted in tokens):
        raise InputError(
            "No probability prompt can be measured: each peculiar word begins with the token of a "
            "generic word, or has none of its own",
            value=sorted({word for probe in prompts for word in probe.peculiar}),
            remedy="choose other generic words in probability.jsonl, and end the prompts after a "
            "whole word, without a space",
        )
    return tokens


def first_tokens(tokenizer, prompt: str, words: Iterable[str]) -> dict[str, int]:
    """word -> the id of the token that follows `prompt` if that is the next word.

    A word has none where the tokenizer merges the two, as it may after a hyphen, or where the token
    is a bare space, which begins any number.
    """
    words = list(dict.fromkeys(words))
    endings = [separator(prompt, word) + word for word in words]
    # In one call: a call for each word takes longer than the model's answers.
    before, *after = tokenizer([prompt, *(prompt + ending for ending in endings)])["input_ids"]
    firsts = {}
    for word, ids in zip(words, after, strict=True):
        follows = ids[: len(before)] == before and len(ids) > len(before)
        if follows and tokenizer.decode(ids[len(before)]).strip():
            firsts[word] = ids[len(before)]
    return firsts


def exact_recall(probes: Sequence[NeighbourProbe], completions: Sequence[str]) -> RecallScore:
    """Share of completions that begin with the words of the answer, in any case and without
    punctuation. InputError: an answer in a script that is not served."""
    _require_same_length(probes, completions)
    rows: list[dict] = []
    for probe, completion in zip(probes, completions, strict=True):
        require_served(probe.answer, "the answer")
        rows.append(
            {
                "neighbour": probe.neighbour,
                "in_retain": probe.in_retain,
                "prompt": probe.prompt,
                "answer": probe.answer,
                "completion": completion,
                "recalled": begins_with(completion, probe.answer),
            }
        )
    groups = {
        "in_retain": _recall([row for row in rows if row["in_retain"]]),
        "held_out": _recall([row for row in rows if not row["in_retain"]]),
    }
    by_name = {
        name: _recall([row for row in rows if row["neighbour"] == name])
        for name in sorted({row["neighbour"] for row in rows})
    }
    return RecallScore(groups=groups, neighbours=by_name, rows=tuple(rows))


def begins_with(text: str, answer: str) -> bool:
    """Whether the first words of a text are those of an answer, or the judge finds it there."""
    words = comparable_words(answer)
    if comparable_words(text)[: len(words)] == words:
        return True
    first_word, matches = find_words(text)[:1], Matcher([answer], any_case=True).find(text)
    return bool(first_word and matches) and matches[0].start <= first_word[0].start


def repetition(completions: Iterable[str]) -> Repetition:
    """How often completions repeat word triples or one name.

    A name that comes again and again is what labels without the forbidden-token rule may lead to.
    """
    completions = list(completions)
    n = len(completions)
    if not n:
        raise InputError("There is no completion to measure", remedy="give at least one")
    capitalised = [_capitalised_words(text) for text in completions]
    inside = {word.name for words in capitalised for word in words if word.is_inside}
    repeated_shares: list[float] = []
    stuck = 0
    completions_with: Counter = Counter()  # name -> completions that hold it
    for completion, words in zip(completions, capitalised, strict=True):
        said = comparable_words(completion)
        triples = list(zip(said, said[1:], said[2:], strict=False))
        repeated_shares.append(1 - len(set(triples)) / len(triples) if triples else 0.0)
        names = Counter(word.name for word in words if word.name in inside)
        stuck += any(count >= STUCK_AT for count in names.values())
        completions_with.update(names.keys())
    trigrams = float(np.mean(repeated_shares))
    if not _have_capitals(completions):
        return Repetition(trigrams, None, "", None, n)
    name, count = min(
        completions_with.items(), key=lambda item: (-item[1], item[0]), default=("", 0)
    )
    return Repetition(trigrams, stuck / n, name, count / n, n)


class CapitalisedWord(NamedTuple):
    """A word with a capital first and small letters behind it. `is_inside`: it begins no sentence,
    so that it is a name."""

    name: str
    is_inside: bool


def _capitalised_words(text: str) -> list[CapitalisedWord]:
    """The capitalised words of a text in order."""
    found, end = [], 0
    for word in find_words(text):
        written = text[word.start : word.end]
        if written[:1] != written[:1].lower() and not written.isupper():
            is_inside = end > 0 and folded_between(text[end : word.start]) in INSIDE_SENTENCE
            found.append(CapitalisedWord(readable(written), is_inside))
        end = word.end
    return found


def _have_capitals(texts: Sequence[str]) -> bool:
    """Whether most letters belong to scripts with capitals."""
    letters = [letter for text in texts for letter in text if letter.isalpha()]
    return 2 * sum(letter.lower() != letter.upper() for letter in letters) >= len(letters)


def side_by_side(
    probes: Sequence[Probe], by_role: Mapping[str, Sequence[str]], lexicon: Lexicon, count: int = 12
) -> list[dict]:
    """Rows of the before-and-after table, evenly spaced over the probes in order of subtlety, so
    that no row is picked by its result.

    Each row: {"id", "subtlety", "prompt", "completions": {role: {"text", "grade", "words"}}}.
    """
    for completions in by_role.values():
        _require_same_length(probes, completions)
    places = {probe.id: k for k, probe in enumerate(probes)}
    rows = []
    for probe in spread_over_subtleties(probes, count):
        cells = {}
        for role, completions in by_role.items():
            text = completions[places[probe.id]]
            verdict = grade(text, probe.prompt, lexicon)
            cells[role] = {"text": text, "grade": verdict.grade, "words": list(verdict.words)}
        rows.append(
            {
                "id": probe.id,
                "subtlety": probe.subtlety,
                "prompt": probe.prompt,
                "completions": cells,
            }
        )
    return rows


def _distributions(probabilities, count: int) -> np.ndarray:
    """(N, V) as float64. InputError unless there are `count` rows that sum to 1."""
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


def _recall(rows: Sequence[dict]) -> dict:
    n = len(rows)
    if not n:
        return {"recall": None, "n": 0, "ci95": None}
    hits = sum(row["recalled"] for row in rows)
    return {"recall": hits / n, "n": n, "ci95": wilson_ci95(hits, n)}


def _require_same_length(probes: Sequence, completions: Sequence) -> None:
    if not probes or len(probes) != len(completions):
        raise InputError(
            "There must be one completion per probe, and at least one",
            value=f"{len(probes)} probes, {len(completions)} completions",
            remedy="complete each prompt of the file, in its order",
        )
