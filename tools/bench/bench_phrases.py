"""How many of the phrases of a table that a person wrote could be suggested at all, word for word:
one figure for each kind of evidence.

A phrase is told from the words around it by places where it stands without them. Where a longer run
of words stands at all of its places, no count of the text (how often, with which neighbours, in how
many books) tells the two apart, and no model either that was taught both alike: what is left is
what phrases are like, which words begin and end them. So there are three questions:

1. which phrases are maximal repeats, that is, end on either side where their occurrences differ; 2.
given all the places of a phrase, how many runs of words could be meant; 3. what somebody finds who
has learned from the table itself what its phrases are like: a classifier that is shown nine tenths
of the
table and judges the runs of words in sentences that it has not been shown, by counts, neighbours,
small words and word endings. With
the places told, too: whether the phrase is among its first two choices, which is more than there is
room for. And with what the two
shipped models, of which only one has read the books, give each word of the run and the words beside
it, by log-probability.

The first is all that counting can find; the others are told things that a suggester never knows. No
figure here depends on `suggest`.
"""

import json
import random
import statistics
import sys
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import torch
from sklearn.ensemble import HistGradientBoostingClassifier
from transformers import AutoModelForCausalLM, AutoTokenizer

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]

from bench_suggest import ROOM, shipped  # noqa: E402

from whp_kit.anchors.candidates import covered_by, find_headings, find_names  # noqa: E402
from whp_kit.anchors.keyness import Words, entropy, times_as_frequent  # noqa: E402
from whp_kit.settings import load_preset  # noqa: E402
from whp_kit.text.words import PHRASE_STOPWORDS, WORD  # noqa: E402

LONGEST = 12  # words of a run; the longest phrase of the shipped table has nine
SHOWN = 6000  # runs that are no phrases, drawn at random, beside all the phrases
FOLDS = 10
WINDOW = 192  # tokens that a model sees at once
CHOICES = 2  # runs that are taken for each phrase when its places are told
COMMON = 60  # small words that the classifier knows by themselves, the commonest
ENDINGS = ("ing", "ed", "ly", "est", "er", "s")
OPENS = ".!?:\n"  # a sentence or what a colon introduces begins after one of these

Run = tuple[str, ...]


def repeats(text: Words, walls: set[int]) -> dict[Run, list[int]]:
    """Every run of words in small letters that stands twice or more -> which words begin it; none
    holds one of the words `walls`.
    """
    places: dict[Run, list[int]] = defaultdict(list)
    for first in range(len(text)):
        for last in range(first, min(first + LONGEST, len(text))):
            if last in walls or last > first and not text.joined[last]:
                break
            places[text.lower[first : last + 1]].append(first)
    return {run: here for run, here in places.items() if len(here) > 1}


def maximal(found: dict[Run, list[int]]) -> set[Run]:
    """The runs with which no longer one shares all places; of the longest, which nobody followed
    further, none.
    """
    inner = {
        part
        for run, here in found.items()
        for part in (run[1:], run[:-1])
        if part and len(found[part]) == len(here)
    }
    return {run for run in found.keys() - inner if len(run) < LONGEST}


def alike(found: dict[Run, list[int]], phrases: set[Run]) -> dict[Run, list[Run]]:
    """Phrase -> the runs that hold it and stand wherever it stands, itself among them; phrases that
    come back only.
    """
    meant: dict[Run, list[Run]] = defaultdict(list)
    for run, here in found.items():
        for part in {
            run[i:j] for i in range(len(run)) for j in range(i + 1, len(run) + 1)
        } & phrases:
            if len(found[part]) == len(here):
                meant[part].append(run)
    return dict(meant)


class Looks:
    """What can be said about a run of words without knowing the table: row of numbers, the first
    KINDS of them kinds of words.
    """

    KINDS = 8

    def __init__(
        self,
        text: Words,
        general: Words,
        found: dict[Run, list[int]],
        named: set[int],
        expected: np.ndarray | None = None,
    ):
        """expected: (models, words of the text) log-probabilities, for the looks that know models."""
        self.text, self.general, self.found, self.named, self.expected = (
            text,
            general,
            found,
            named,
            expected,
        )
        small = Counter({word: len(text.places.get(word, ())) for word in PHRASE_STOPWORDS})
        self.kinds = {word: 20 + i for i, (word, _) in enumerate(small.most_common(COMMON))}
        opens = [at == 0 or any(mark in text.gaps[at] for mark in OPENS) for at in range(len(text))]
        self.starts = np.maximum.accumulate(np.where(opens, np.arange(len(text)), 0))
        self.ends = np.append(np.flatnonzero(opens)[1:], len(text))[np.cumsum(opens) - 1]

    def sentence(self, run: Run) -> Run:
        """The words of the sentence where the run stands first."""
        first = self.found[run][0]
        return self.text.lower[self.starts[first] : self.ends[first]]

    def row(self, run: Run) -> list[float]:
        here, length = self.found[run], len(run)
        first, end = here[0], here[0] + length
        before, after = (
            Counter(self._beside(at, at - 1) for at in here),
            Counter(self._beside(at + length, at + length) for at in here),
        )
        left, right = before.most_common(1)[0][0], after.most_common(1)[0][0]
        rates = [self._rate(word) for word in run]
        general = sum(
            self.general.lower[at : at + length] == run
            for at in self.general.places.get(run[0], ())
        )
        start, stop = int(self.starts[first]), int(self.ends[first])
        inner = [len(self.found[part]) / len(here) if part else 0 for part in (run[1:], run[:-1])]
        named = [
            any(at in self.named for at in side)
            for side in ((first - 1,), (end,), range(start, first), range(end, stop))
        ]
        words = (
            run[0],
            run[-1],
            run[min(1, length - 1)],
            run[max(-2, -length)],
            left,
            right,
            self._beside(first - 1, first - 2),
            self._beside(end + 1, end + 1),
        )
        return [
            *map(self._kind, words), length, len(here), general, entropy(before), entropy(after), len(before), len(after),
            sum(word in PHRASE_STOPWORDS for word in run), rates[0], rates[-1], min(rates), max(rates), statistics.mean(rates), *inner,
            first - start, stop - end, stop - start, self._rate(left), self._rate(right), *named, *self._expected(here, length),
        ]  # fmt: skip

    def _expected(self, here: list[int], length: int) -> list[float]:
        """How each model, and the one that has read the books more than the other, expects the
        run's words and those beside it.
        """
        if self.expected is None:
            return []
        before, after = (
            np.maximum(np.array(here) - 1, 0),
            np.minimum(np.array(here) + length, len(self.text) - 1),
        )
        row = []
        for words in (*self.expected, self.expected[0] - self.expected[1]):
            inside = words[np.array(here)[:, None] + np.arange(length)].mean(0)
            row += [
                inside[0],
                inside[-1],
                inside.min(),
                inside.max(),
                inside.mean(),
                words[before].mean(),
                words[after].mean(),
            ]
        return row

    def _beside(self, gap: int, at: int) -> str:
        """Word `at`, or the mark that stands at the gap before word `gap`."""
        if 0 < gap < len(self.text) and self.text.joined[gap]:
            return self.text.lower[at]
        return self.text.gaps[gap].strip()[:1] if 0 <= gap < len(self.text.gaps) else ""

    def _kind(self, word: str) -> int:
        if not word[:1].isalnum():
            return ",.:;?!\"'-".find(word[:1]) + 1 if word else 0
        ending = next(
            (i for i, end in enumerate(ENDINGS) if word.endswith(end) and len(word) > len(end) + 2),
            len(ENDINGS),
        )
        return self.kinds.get(word, 11 if word in PHRASE_STOPWORDS else 12 + ending)

    def _rate(self, word: str) -> float:
        here, there = len(self.text.places.get(word, ())), len(self.general.places.get(word, ()))
        return float(
            np.log(times_as_frequent(here, len(self.text), there, len(self.general)) + 1e-9)
        )


def learned(looks: Looks, meant: dict[Run, list[Run]], room: int) -> tuple[int, int]:
    """(phrases among the first `room` runs, phrases among the first CHOICES of those that are
    meant) by a classifier that was not shown the sentences in question.

    Only SHOWN of the other runs are judged; each stands for as many as were left out, so that
    places in the order are as with all of them.
    """
    other = sorted(looks.found.keys() - meant.keys())
    drawn = random.Random(0).sample(other, min(SHOWN, len(other)))
    extents = sorted({run for runs in meant.values() for run in runs} - meant.keys())
    runs = [*sorted(meant), *drawn, *extents]
    rows, phrase = (
        np.array([looks.row(run) for run in runs]),
        np.array([run in meant for run in runs]),
    )
    sentences: dict[Run, int] = {}
    group = np.array([sentences.setdefault(looks.sentence(run), len(sentences)) for run in runs])
    fold = np.random.default_rng(0).integers(0, FOLDS, len(sentences))[group]
    sample = np.arange(len(runs)) < len(meant) + len(drawn)
    score = np.zeros(len(runs))
    for one in range(FOLDS):
        model = HistGradientBoostingClassifier(
            max_iter=120,
            learning_rate=0.06,
            max_leaf_nodes=8,
            min_samples_leaf=10,
            l2_regularization=5.0,
            early_stopping=False,
            categorical_features=list(range(Looks.KINDS)),
            random_state=0,
        )
        shown = sample & (fold != one)
        model.fit(rows[shown], phrase[shown])
        score[fold == one] = model.predict_proba(rows[fold == one])[:, 1]
    order = np.argsort(-score[sample], kind="stable")
    rank = np.cumsum(np.where(phrase[sample][order], 1.0, len(other) / len(drawn)))
    scores = dict(zip(runs, score, strict=True))
    chosen = sum(
        one in sorted(runs, key=lambda run: -scores[run])[:CHOICES] for one, runs in meant.items()
    )
    return int(phrase[sample][order][rank <= room].sum()), chosen


def log_probabilities(text: str, preset: str) -> np.ndarray:
    """(2, words) of the base and of the twin that never read it: each word's log-probability after
    what stands before it in its window.
    """
    model = load_preset(preset).model
    tokenizer = AutoTokenizer.from_pretrained(model.base)
    made = tokenizer(
        text, add_special_tokens=False, return_offsets_mapping=True, return_tensors="pt"
    )
    ids, ends = made["input_ids"][0], made["offset_mapping"][0, :, 1].numpy()
    spans = [match.span() for match in WORD.finditer(text)]
    first, last = (
        np.searchsorted(ends, edge)
        for edge in ([start + 1 for start, _ in spans], [end for _, end in spans])
    )
    half = WINDOW // 2
    windows = [ids[at : at + WINDOW] for at in range(0, len(ids), half)]
    found = np.zeros((2, len(ids) + 1))
    for one, path in zip(found, (model.base, model.never_knew), strict=True):
        answering = AutoModelForCausalLM.from_pretrained(path, dtype=torch.float32).eval()
        for at, window in enumerate(windows):
            with torch.inference_mode():
                shares = answering(input_ids=window[None]).logits[0, :-1].log_softmax(-1)
            told = shares.gather(-1, window[1:, None])[:, 0].numpy()
            new = half - 1 if at else 0  # the first half stood in the window before
            one[at * half + new + 2 : at * half + len(window) + 1] = told[new:]
        np.cumsum(one, out=one)
    return found[:, last + 1] - found[:, first]


def bench(preset: str = "tiny") -> dict[str, float]:
    """The figures of phrases, flat."""
    target, ordinary, table = shipped(preset)
    text, general = Words.read(target), Words.read(ordinary)
    phrases = {
        tuple(word.lower() for word in WORD.findall(row.term))
        for row in table.rows
        if row.category == "phrase"
    }
    names = find_names(
        text, general, {at for first, last in find_headings(text) for at in range(first, last + 1)}
    )
    named = covered_by(names, text)
    found = repeats(text, named)
    whole, meant = maximal(found), alike(found, phrases)
    rest = len(table.rows) - len(phrases)
    room = int(ROOM * len(table.rows)) - rest
    first, told = learned(Looks(text, general, found, named), meant, room)
    with_models, _ = learned(
        Looks(text, general, found, named, log_probabilities(target, preset)), meant, room
    )
    return {
        "suggest_phrase_repeats": len(found),
        "suggest_phrase_repeats_maximal": len(whole),
        "suggest_phrase_bound": len(phrases & whole) / len(phrases),
        "suggest_phrase_bound_any_repeat": len(meant) / len(phrases),
        "suggest_phrase_alike": statistics.median(len(runs) for runs in meant.values()),
        "suggest_phrase_bound_learned": first / len(phrases),
        "suggest_phrase_bound_learned_with_models": with_models / len(phrases),
        "suggest_phrase_bound_places_told": sum(
            min(CHOICES / len(runs), 1) for runs in meant.values()
        )
        / len(phrases),
        "suggest_phrase_bound_places_told_learned": told / len(phrases),
        "suggest_recall_bound": (rest + len(phrases & whole)) / len(table.rows),
        "suggest_recall_bound_learned": (rest + first) / len(table.rows),
        "suggest_recall_bound_learned_with_models": (rest + with_models) / len(table.rows),
        "suggest_recall_bound_places_told_learned": (rest + told) / len(table.rows),
    }


if __name__ == "__main__":
    print(json.dumps(bench(), indent=1))
