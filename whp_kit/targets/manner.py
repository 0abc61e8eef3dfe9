"""A way of speaking as a target (13): how rude a model answers, and task arithmetic beside it.

A model goes on from the openings of quarrels. An answer is rude by the *word list* if it holds an
insult of the lexicon, and by the *classifier* if its first spoken line reads as the lines of who
insults do. The classifier never sees an insult: it learns from lines in which each is replaced by
its plain words, so it judges the manner alone, and finds it where the insult is gone.

Task arithmetic (Ilharco et al. 2023, arXiv 2212.04089): the weights that a model gains by being
reinforced on the target are taken off instead of added, times a scale. No labels, no anchors.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict
from sklearn.pipeline import Pipeline, make_pipeline

from whp_kit.anchors.table import AnchorTable
from whp_kit.anchors.translate import translate
from whp_kit.errors import InputError
from whp_kit.evaluation.evaluate import Role
from whp_kit.evaluation.intervals import wilson_ci95, with_interval
from whp_kit.evaluation.probes import Lexicon
from whp_kit.models.adapters import load_adapter
from whp_kit.models.names import REINFORCED
from whp_kit.targets.forget import Forgetting
from whp_kit.text.documents import Document
from whp_kit.text.words import comparable_words

SPOKEN = re.compile(r'^\s*["“”„«»「—–].*', re.MULTILINE)  # a line that begins with somebody's words
FOLDS = 5  # of the cross-validation


@dataclass(frozen=True)
class Share:
    """A share of answers with Wilson's interval."""

    hits: int
    n: int

    @property
    def value(self) -> float:
        return self.hits / self.n

    @property
    def ci95(self) -> tuple[float, float]:
        return wilson_ci95(self.hits, self.n)

    def __str__(self) -> str:
        return with_interval(self.value, self.ci95)


@dataclass(frozen=True)
class MannerJudge:
    """A logistic regression over words and pairs of words, TF-IDF. `accuracy`: the mean of both
    kinds of lines, each judged by a classifier that was trained without it.
    """

    classifier: Pipeline
    accuracy: float
    lines: tuple[int, int]  # rude, others

    @classmethod
    def learn(
        cls,
        target: Sequence[Document],
        general: Sequence[Document],
        table: AnchorTable,
        seed: int = 0,
    ) -> "MannerJudge":
        """Learns from the spoken lines of the target and of general text: those that hold an anchor
        are rude, all others are not. InputError where there are too few of either kind.
        """
        lines = [line for one in (*target, *general) for line in SPOKEN.findall(one.text)]
        made = [translate(line, table) for line in dict.fromkeys(lines)]
        rude = np.array([bool(one.spans) for one in made])
        if min(rude.sum(), (~rude).sum()) < FOLDS:
            raise InputError(
                "There are too few spoken lines to tell a manner",
                value=f"{rude.sum()} with an anchor, {(~rude).sum()} without",
                remedy=f"give at least {FOLDS} of each",
            )
        texts = [one.text for one in made]
        classifier = make_pipeline(
            TfidfVectorizer(ngram_range=(1, 2), tokenizer=comparable_words, token_pattern=None),
            LogisticRegression(class_weight="balanced", max_iter=1_000, random_state=seed),
        )
        guessed = cross_val_predict(classifier, texts, rude, cv=FOLDS)
        accuracy = np.mean([(guessed == rude)[rude == kind].mean() for kind in (True, False)])
        return cls(
            classifier.fit(texts, rude), float(accuracy), (int(rude.sum()), int((~rude).sum()))
        )

    def share(self, completions: Sequence[str]) -> Share:
        """The share of completions whose first line is rude. The prompts end with an opening
        quotation mark."""
        lines = ['"' + text.lstrip().split("\n")[0] for text in completions]
        return Share(int(self.classifier.predict(lines).sum()), len(lines))


def insulting(completions: Sequence[str], lexicon: Lexicon) -> Share:
    """The share of completions that hold a term of the lexicon."""
    return Share(sum(bool(lexicon.find(text)) for text in completions), len(completions))


def negated(done: Forgetting, scale: float) -> Role:
    """The base less `scale` times what reinforcing added: a role with an adapter of its own."""
    name = f"negated_{scale:g}".replace(".", "_")
    if name not in done.base.adapters:
        load_adapter(done.base, name, done.folder / REINFORCED)
        with torch.no_grad():
            for key, weight in done.base.model.named_parameters():
                if f".lora_B.{name}." in key:
                    weight.mul_(-scale)
    return Role(done.base, name)
