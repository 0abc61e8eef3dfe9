"""Overlap: which words of a text stand in another one as well.

Two texts have a *shingle* in common if eight folded words in a row are the same in both. Shingles
that follow each other in both texts, with small gaps where editions differ in a few words, are a
shared *passage*. Phrases that many texts have make no passage, since they stand in another order.
Not done here: a translation or a retelling is not found.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

SHINGLE = 8  # words
GAP = 24  # words from one shingle of a passage to the next
SHIFT = 8  # words that one of the texts has more in such a gap
FEWEST_SHINGLES = 3  # in common, for two texts to be compared
MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # odd, so that no bit of a hash is lost


@dataclass(frozen=True)
class Enough:
    """From which on an overlap is told: words of one passage (for short texts half a text, but not
    fewer than `least`), or the share of the shingles of the shorter text that both have."""

    words: int
    least: int
    share: float


OF_BOOKS = Enough(words=250, least=20, share=0.7)  # a song or a letter may stand in two books
OF_GENERAL = Enough(words=25, least=20, share=0.2)  # the target in a text that is to be retained


@dataclass(frozen=True)
class Overlap:
    """Of a text the `words` in shared passages, and their share of all words.

    `first`, `first_in_other`: the index of the word with which the longest passage begins, here and
    in the other text.
    """

    words: int
    share: float
    first: int
    first_in_other: int


def shingles_of(words: Sequence[str]) -> np.ndarray:
    """The hash of the words from each word on (W - SHINGLE + 1,) uint64, the same in this process
    alone."""
    codes = np.fromiter(map(hash, words), np.int64).astype(np.uint64)
    count = max(0, len(codes) - SHINGLE + 1)
    hashes = np.zeros(count, dtype=np.uint64)
    for place in range(SHINGLE):
        hashes = (hashes + codes[place : place + count]) * MULTIPLIER
        hashes ^= hashes >> np.uint64(29)
    return hashes


def overlap(shingles: np.ndarray, others: np.ndarray, enough: Enough) -> Overlap | None:
    """What a text with `shingles` and another one have in common; None if that is not enough."""
    if not len(shingles) or not len(others):
        return None
    known, places = np.unique(others, return_index=True)
    index = np.minimum(np.searchsorted(known, shingles), len(known) - 1)
    here = np.flatnonzero(known[index] == shingles)
    shorter = min(len(shingles), len(others)) + SHINGLE - 1
    enough_words = max(enough.least, min(enough.words, shorter // 2))
    distinct = min(len(np.unique(shingles)), len(known))
    if len(np.unique(shingles[here])) >= enough.share * distinct:
        enough_words = 0
    return _passages(here, places[index[here]], len(shingles), enough_words)


def repetition(shingles: np.ndarray) -> Overlap | None:
    """The long passages of a text that it has before."""
    _, first, inverse = np.unique(shingles, return_index=True, return_inverse=True)
    before = first[inverse]
    here = np.flatnonzero(before < np.arange(len(shingles)))
    return _passages(here, before[here], len(shingles), OF_BOOKS.words)


def _passages(
    here: np.ndarray, there: np.ndarray, shingles: int, enough_words: int
) -> Overlap | None:
    """Passages of `enough_words` from the places (P,) of the common shingles in either text; only
    words in common shingles count."""
    if not len(here):
        return None
    covered = np.append(0, np.cumsum(_covered(here, shingles)))
    steps, steps_there = np.diff(here), np.diff(there)
    ends = np.flatnonzero((steps > GAP) | (np.abs(steps_there - steps) > SHIFT))
    firsts, lasts = np.append(0, ends + 1), np.append(ends, len(here) - 1)
    lengths = covered[here[lasts] + SHINGLE] - covered[here[firsts]]
    words = int(min(covered[-1], lengths[lengths >= enough_words].sum()))
    if not words:
        return None
    longest = firsts[np.argmax(lengths)]
    return Overlap(words, words / (len(covered) - 1), int(here[longest]), int(there[longest]))


def _covered(here: np.ndarray, shingles: int) -> np.ndarray:
    """Which of the words (W,) are in one of the shingles that begin at the places (P,)."""
    edges = np.zeros(shingles + SHINGLE, dtype=np.int64)
    edges[here] += 1
    edges[here + SHINGLE] -= 1
    return np.cumsum(edges[:-1]) > 0


def candidate_pairs(texts: Sequence[np.ndarray]) -> list[tuple[int, int]]:
    """Pairs (i, j), i < j, of texts that have enough shingles in common to be compared."""
    from scipy.sparse import csr_matrix

    unique = [np.unique(shingles) for shingles in texts]
    if not any(map(len, unique)):
        return []
    columns = np.unique(np.concatenate(unique), return_inverse=True)[1]
    rows = np.repeat(np.arange(len(unique)), [len(shingles) for shingles in unique])
    matrix = csr_matrix((np.ones(len(rows), dtype=np.int32), (rows, columns)))
    common = (matrix @ matrix.T).tocoo()
    return sorted(
        (int(i), int(j))
        for i, j, count in zip(common.row, common.col, common.data, strict=True)
        if i < j and count >= FEWEST_SHINGLES
    )
