"""How many phrases of a table that a person wrote could be suggested at all, word for word.

A phrase shows itself by occurrences where the words around it differ. If a longer run of words
occurs at all of the same places, no count separates the two, and no model either that was taught
both alike; only the pattern of phrases is left, such as the words that begin and end them. So
there are three bounds, each given more than a suggester knows:

1. which phrases are maximal repeats: no longer run occurs at all of their places;
2. given all places of a phrase, how many runs of words it could be;
3. how many a classifier finds that was trained on nine tenths of the table and scores runs in other
   sentences, by counts, neighbours, function words and endings; the same given the places, too; and
   the same with the log-probabilities of the two shipped models, of which one has read the books.

No figure here depends on `suggest`. Run it alone with `python -m tools.bench.bench_phrases`.
"""

import json
import random
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable

import numpy as np
import torch
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import PredefinedSplit
from transformers import AutoModelForCausalLM, AutoTokenizer

from tools.bench.bench_suggest import ROOM, shipped_world
from whp_kit.anchors.candidates import Run, covered_by, find_names, heading_spans
from whp_kit.anchors.keyness import Corpora, entropy, frequency_ratio
from whp_kit.anchors.word_index import WordIndex, words_of
from whp_kit.settings import load_preset
from whp_kit.text.function_words import PHRASE_STOPWORDS
from whp_kit.text.words import find_words

MAX_WORDS = 12  # of a run; the longest phrase of the shipped table has nine
NEGATIVES = 6000  # runs that are no phrases, drawn at random, beside all phrases
FOLDS = 10
WINDOW_TOKENS = 192  # that a model sees at once
CHOICES = 2  # runs that are taken for each phrase when its places are given
OWN_CODES = 60  # the most frequent function words have a code of their own
ENDINGS = ("ing", "ed", "ly", "est", "er", "s")
OPENING_MARKS = ".!?:"  # a sentence, or what a colon introduces, begins after one of these


def repeated_runs(text: WordIndex, names: set[int]) -> dict[Run, list[int]]:
    """Each run of folded words that occurs twice or more, and the positions where it begins.

    names: positions of words that no run may hold.
    """
    firsts: dict[Run, list[int]] = defaultdict(list)
    for first in range(len(text)):
        for last in range(first, min(first + MAX_WORDS, len(text))):
            if last in names or (last > first and not text.joined[last]):
                break
            firsts[text.folded[first : last + 1]].append(first)
    return {run: positions for run, positions in firsts.items() if len(positions) > 1}


def maximal_runs(runs: dict[Run, list[int]]) -> set[Run]:
    """The runs that no longer run contains at all their places.

    Runs of MAX_WORDS are left out, as longer ones were not collected.
    """
    contained = {
        part
        for run, positions in runs.items()
        for part in (run[1:], run[:-1])
        if part and len(runs[part]) == len(positions)
    }
    return {run for run in runs.keys() - contained if len(run) < MAX_WORDS}


def possible_extents(runs: dict[Run, list[int]], phrases: set[Run]) -> dict[Run, list[Run]]:
    """Repeated phrase -> the runs that contain it at all its places, itself among them."""
    extents: dict[Run, list[Run]] = defaultdict(list)
    for run, positions in runs.items():
        pieces = {run[i:j] for i in range(len(run)) for j in range(i + 1, len(run) + 1)}
        for piece in pieces & phrases:
            if len(runs[piece]) == len(positions):
                extents[piece].append(run)
    return dict(extents)


class RunFeatures:
    """What is known of a run of words without the table, as a row of numbers.

    The first WORD_CODES numbers are codes of words, the others counts and rates.
    """

    WORD_CODES = 8

    def __init__(
        self,
        text: WordIndex,
        general: WordIndex,
        runs: dict[Run, list[int]],
        names: set[int],
        log_probabilities: np.ndarray | None = None,
    ):
        """log_probabilities: (models, words of the text), or None to do without models."""
        self.text, self.general, self.runs, self.names = text, general, runs, names
        self.log_probabilities = log_probabilities
        frequency = Counter({word: text.count(word) for word in PHRASE_STOPWORDS})
        most_frequent = frequency.most_common(OWN_CODES)
        self.codes = {word: 20 + number for number, (word, _) in enumerate(most_frequent)}
        opens = [
            text.begins_line[at] or any(mark in text.gaps[at] for mark in OPENING_MARKS)
            for at in range(len(text))
        ]
        # first and end position of the sentence of each word
        self.starts = np.maximum.accumulate(np.where(opens, np.arange(len(text)), 0))
        self.ends = np.append(np.flatnonzero(opens)[1:], len(text))[np.cumsum(opens) - 1]

    def sentence(self, run: Run) -> Run:
        """The words of the sentence where the run occurs first."""
        first = self.runs[run][0]
        return self.text.folded[self.starts[first] : self.ends[first]]

    def row(self, run: Run) -> list[float]:
        """All numbers of one run."""
        positions, length = self.runs[run], len(run)
        first, end = positions[0], positions[0] + length
        start, stop = int(self.starts[first]), int(self.ends[first])
        before = Counter(self._neighbour(at, at - 1) for at in positions)
        after = Counter(self._neighbour(at + length, at + length) for at in positions)
        left, right = before.most_common(1)[0][0], after.most_common(1)[0][0]
        words = (
            *(run[0], run[-1], run[min(1, length - 1)], run[max(-2, -length)]),
            *(left, right),
            self._neighbour(first - 1, first - 2),
            self._neighbour(end + 1, end + 1),
        )
        general_count = sum(
            self.general.folded[at : at + length] == run
            for at in self.general.positions.get(run[0], ())
        )
        rates = [self._log_ratio(word) for word in run]
        parts_count = [
            len(self.runs[part]) / len(positions) if part else 0 for part in (run[1:], run[:-1])
        ]
        sides = ((first - 1,), (end,), range(start, first), range(end, stop))
        return [
            *(self._code(word) for word in words),
            *(length, len(positions), general_count),
            *(entropy(before), entropy(after), len(before), len(after)),
            sum(word in PHRASE_STOPWORDS for word in run),
            *(rates[0], rates[-1], min(rates), max(rates), statistics.mean(rates)),
            *parts_count,
            *(first - start, stop - end, stop - start),
            *(self._log_ratio(left), self._log_ratio(right)),
            *(any(at in self.names for at in side) for side in sides),
            *self._of_models(positions, length),
        ]

    def _of_models(self, positions: list[int], length: int) -> list[float]:
        """The log-probabilities of the run's words and its neighbours, by each model.

        The difference of the two models counts as a third.
        """
        if self.log_probabilities is None:
            return []
        firsts = np.array(positions)
        before = np.maximum(firsts - 1, 0)
        after = np.minimum(firsts + length, len(self.text) - 1)
        first_model, second_model = self.log_probabilities
        row = []
        for of_words in (first_model, second_model, first_model - second_model):
            inside = of_words[firsts[:, None] + np.arange(length)].mean(0)  # (length,)
            row += [inside[0], inside[-1], inside.min(), inside.max(), inside.mean()]
            row += [of_words[before].mean(), of_words[after].mean()]
        return row

    def _neighbour(self, gap: int, at: int) -> str:
        """Word `at`, or the mark in the gap before word `gap`."""
        if 0 < gap < len(self.text) and self.text.joined[gap]:
            return self.text.folded[at]
        return self.text.gaps[gap].strip()[:1] if 0 <= gap < len(self.text.gaps) else ""

    def _code(self, word: str) -> int:
        """0 nothing, 1-9 a mark, 11 a function word, 12-18 a word by its ending, 20- its own."""
        if not words_of(word):
            return ",.:;?!\"'-".find(word[:1]) + 1 if word else 0
        if word in PHRASE_STOPWORDS:
            return self.codes.get(word, 11)
        fitting = (
            number
            for number, ending in enumerate(ENDINGS)
            if word.endswith(ending) and len(word) > len(ending) + 2
        )
        return 12 + next(fitting, len(ENDINGS))

    def _log_ratio(self, word: str) -> float:
        """How much more frequent than in general text a word is, as a logarithm."""
        count, general_count = self.text.count(word), self.general.count(word)
        ratio = frequency_ratio(count, len(self.text), general_count, len(self.general))
        return float(np.log(ratio + 1e-9))


def learn_phrases(
    features: RunFeatures, extents: dict[Run, list[Run]], room: int
) -> tuple[int, int]:
    """Trains a classifier on the phrases and lets it judge sentences that it was not trained on.

    Returns how many phrases are among the `room` runs with the highest scores, and how many are
    among the first CHOICES of their `possible_extents`. Of the other runs only NEGATIVES are
    judged; each counts for as many as were left out, so that ranks are as with all of them.
    """
    others = sorted(features.runs.keys() - extents.keys())
    negatives = random.Random(0).sample(others, min(NEGATIVES, len(others)))
    longer = sorted({run for runs in extents.values() for run in runs} - extents.keys())
    runs = [*sorted(extents), *negatives, *longer]
    rows = np.array([features.row(run) for run in runs])
    is_phrase = np.array([run in extents for run in runs])
    in_sample = np.arange(len(runs)) < len(extents) + len(negatives)
    scores = np.zeros(len(runs))
    for train, test in PredefinedSplit(_folds(features.sentence(run) for run in runs)).split():
        model = HistGradientBoostingClassifier(
            max_iter=120,
            learning_rate=0.06,
            max_leaf_nodes=8,
            min_samples_leaf=10,
            l2_regularization=5.0,
            early_stopping=False,
            categorical_features=list(range(RunFeatures.WORD_CODES)),
            random_state=0,
        )
        train = train[in_sample[train]]
        model.fit(rows[train], is_phrase[train])
        scores[test] = model.predict_proba(rows[test])[:, 1]
    order = np.argsort(-scores[in_sample], kind="stable")
    phrase_in_order = is_phrase[in_sample][order]
    rank = np.cumsum(np.where(phrase_in_order, 1.0, len(others) / len(negatives)))
    score_of = dict(zip(runs, scores, strict=True))
    chosen = 0
    for phrase, possible in extents.items():
        best = sorted(possible, key=lambda run: -score_of[run])[:CHOICES]
        chosen += phrase in best
    return int(phrase_in_order[rank <= room].sum()), chosen


def _folds(sentences: Iterable[Run]) -> np.ndarray:
    """A random fold for each sentence, so that no sentence is in two folds."""
    numbers: dict[Run, int] = {}
    group = [numbers.setdefault(sentence, len(numbers)) for sentence in sentences]
    return np.random.default_rng(0).integers(0, FOLDS, len(numbers))[group]


def word_log_probabilities(text: str, preset: str) -> np.ndarray:
    """(2, words): the log-probability of each word by the base and by the retrained model.

    Each token is predicted from the half window before it at least.
    """
    model_settings = load_preset(preset).model
    tokenizer = AutoTokenizer.from_pretrained(model_settings.base)
    encoded = tokenizer(
        text, add_special_tokens=False, return_offsets_mapping=True, return_tensors="pt"
    )
    input_ids = encoded["input_ids"][0]  # (T,)
    token_ends = encoded["offset_mapping"][0, :, 1].numpy()
    spans = np.array([(word.start, word.end) for word in find_words(text)])  # (words, 2)
    first_tokens = np.searchsorted(token_ends, spans[:, 0] + 1)
    last_tokens = np.searchsorted(token_ends, spans[:, 1])
    half = WINDOW_TOKENS // 2
    sums = np.zeros((2, len(input_ids) + 1))  # sums[:, i] of the first i tokens
    for of_model, path in zip(sums, (model_settings.base, model_settings.never_knew), strict=True):
        model = AutoModelForCausalLM.from_pretrained(path, dtype=torch.float32).eval()
        for start in range(0, len(input_ids), half):
            window = input_ids[start : start + WINDOW_TOKENS]
            with torch.inference_mode():
                log_probs = model(input_ids=window[None]).logits[0, :-1].log_softmax(-1)  # (T, V)
            of_tokens = log_probs.gather(-1, window[1:, None])[:, 0].numpy()
            known = half - 1 if start else 0  # the first half was scored in the window before
            of_model[start + known + 2 : start + len(window) + 1] = of_tokens[known:]
        np.cumsum(of_model, out=of_model)
    return sums[:, last_tokens + 1] - sums[:, first_tokens]


def bench(preset: str = "tiny") -> dict[str, float]:
    """All figures of phrases."""
    target, general, table = shipped_world(preset)
    corpora = Corpora.read(target, general)
    text = corpora.target
    phrases = {words_of(row.term) for row in table.rows if row.category == "phrase"}
    headings = {at for span in heading_spans(text) for at in range(*span)}
    names = covered_by(find_names(corpora, headings), text)
    runs = repeated_runs(text, names)
    maximal, extents = maximal_runs(runs), possible_extents(runs, phrases)
    other_rows = len(table.rows) - len(phrases)
    room = int(ROOM * len(table.rows)) - other_rows
    features = RunFeatures(text, corpora.general, runs, names)
    learnt, chosen = learn_phrases(features, extents, room)
    log_probabilities = word_log_probabilities(target, preset)
    features = RunFeatures(text, corpora.general, runs, names, log_probabilities)
    with_models, _ = learn_phrases(features, extents, room)
    by_chance = sum(min(CHOICES / len(possible), 1) for possible in extents.values())
    return {
        "suggest_phrase_repeats": len(runs),
        "suggest_phrase_repeats_maximal": len(maximal),
        "suggest_phrase_bound": len(phrases & maximal) / len(phrases),
        "suggest_phrase_bound_any_repeat": len(extents) / len(phrases),
        "suggest_phrase_alike": statistics.median(len(possible) for possible in extents.values()),
        "suggest_phrase_bound_learned": learnt / len(phrases),
        "suggest_phrase_bound_learned_with_models": with_models / len(phrases),
        "suggest_phrase_bound_places_told": by_chance / len(phrases),
        "suggest_phrase_bound_places_told_learned": chosen / len(phrases),
        "suggest_recall_bound": (other_rows + len(phrases & maximal)) / len(table.rows),
        "suggest_recall_bound_learned": (other_rows + learnt) / len(table.rows),
        "suggest_recall_bound_learned_with_models": (other_rows + with_models) / len(table.rows),
        "suggest_recall_bound_places_told_learned": (other_rows + chosen) / len(table.rows),
    }


if __name__ == "__main__":
    print(json.dumps(bench(), indent=1))
