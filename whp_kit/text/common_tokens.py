"""Which tokens are common, alone or in a row, so that they do not tell what a text is about.

Two sources say so, since a text may be short, or in another language than English: how often
tokens stand in the text itself, and a list of English function words.
"""

from collections.abc import Sequence

import numpy as np

from whp_kit.text.blocks import Encoder
from whp_kit.text.function_words import COMMON_WORDS
from whp_kit.text.words import folded

COMMONEST = 100  # a token is common if it stands as often as the one of this rank,
LEAST = 10  # and at least so often
BETWEEN = -1  # in the place of tokens that are not counted

Run = tuple[int, ...]  # tokens in a row


class CommonTokens:
    """The common tokens of a text; without a text those that are English function words."""

    def __init__(self, encoder: Encoder, ids: np.ndarray | Sequence[int] = ()):
        """ids (N,): the text's tokens in order, BETWEEN where one is not to be counted."""
        self._encoder = encoder
        self._ids = np.asarray(ids, dtype=np.int64)
        self._counts = np.bincount(self._ids[self._ids >= 0])  # of each token
        self._least = LEAST
        if len(self._counts) > COMMONEST:
            self._least = max(LEAST, int(np.partition(self._counts, -COMMONEST)[-COMMONEST]))
        often = np.flatnonzero(self._counts >= self._least).tolist()
        self._writings = COMMON_WORDS.union(map(self._writing, often))
        self._known_runs: dict[Run, bool] = {}

    def __contains__(self, run: Run) -> bool:
        """Whether the tokens are common in a row: one of them in any case, with or without space,
        several if they stand in a row as often as the hundredth commonest token does.
        """
        if run not in self._known_runs:
            if len(run) == 1:
                self._known_runs[run] = self._writing(run[0]) in self._writings
            else:
                self._known_runs[run] = self._is_frequent(run)
        return self._known_runs[run]

    def _writing(self, token: int) -> str:
        return folded(self._encoder.text(token).strip())

    def _is_frequent(self, run: Run) -> bool:
        # A run stands no more often than its rarest token, and most runs have a rare one.
        if max(run) >= len(self._counts) or self._counts[list(run)].min() < self._least:
            return False
        starts = len(self._ids) - len(run) + 1
        stands = np.ones(max(starts, 0), dtype=bool)
        for place, token in enumerate(run):
            stands &= self._ids[place : place + starts] == token
        return int(stands.sum()) >= self._least


def tokens_outside(text: str, spans: Sequence[tuple[int, int]], encoder: Encoder) -> np.ndarray:
    """The tokens of a text, line by line, BETWEEN where one covers a character of a span."""
    covered = np.zeros(len(text) + 1, dtype=np.int64)
    for start, end in spans:
        covered[start:end] = 1
    before = np.concatenate([[0], covered.cumsum()])  # covered characters before each
    lines = text.splitlines(keepends=True)
    at, pieces = 0, [np.zeros(0, dtype=np.int64)]
    for line, (ids, offsets) in zip(lines, encoder.encode(lines), strict=True):
        low, high = (at + offsets).T if len(ids) else (np.zeros(0, int), np.zeros(0, int))
        pieces += [np.where(before[high] > before[low], BETWEEN, ids), [BETWEEN]]
        at += len(line)
    return np.concatenate(pieces)
