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
PAGE_WORDS = 250  # a shorter passage that two books share is not told: a song, a letter
PASSAGE_WORDS = 20  # the same for the target and the text that is to be retained
LEAST_WORDS = 20  # the same for two short books, of which half is enough
FEWEST_SHINGLES = 3  # in common, for two texts to be compared
MOST = 0.7  # share of words in common shingles, in any order, from which texts are the same
GAP = 24  # words from one shingle of a passage to the next
SHIFT = 8  # words that one of the texts has more in such a gap
MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # odd, so that no bit of a hash is lost


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


def overlap(shingles: np.ndarray, others: np.ndarray, enough_words: int) -> Overlap | None:
    """What a text with `shingles` and another one have in common: passages of at least
    `enough_words`, or nearly all; None if there is nothing of that kind."""
    if not len(shingles) or not len(others):
        return None
    known, places = np.unique(others, return_index=True)
    index = np.minimum(np.searchsorted(known, shingles), len(known) - 1)
    here = np.flatnonzero(known[index] == shingles)
    shorter = min(len(shingles), len(others)) + SHINGLE - 1
    enough_words = max(LEAST_WORDS, min(enough_words, shorter // 2))
    shared = _passages(here, places[index[here]], len(shingles), enough_words)
    covered = _covered(here, len(shingles))
    if covered.mean() < MOST:
        return shared
    first, there = (shared.first, shared.first_in_other) if shared else (0, 0)
    return Overlap(int(covered.sum()), float(covered.mean()), first, there)


def _covered(here: np.ndarray, shingles: int) -> np.ndarray:
    """Which of the words (W,) are in one of the shingles that begin at the places (P,)."""
    edges = np.zeros(shingles + SHINGLE, dtype=np.int64)
    edges[here] += 1
    edges[here + SHINGLE] -= 1
    return np.cumsum(edges[:-1]) > 0


def repetition(shingles: np.ndarray) -> Overlap | None:
    """The long passages of a text that it has before."""
    _, first, inverse = np.unique(shingles, return_index=True, return_inverse=True)
    before = first[inverse]
    here = np.flatnonzero(before < np.arange(len(shingles)))
    return _passages(here, before[here], len(shingles), PAGE_WORDS)


def _passages(
    here: np.ndarray, there: np.ndarray, shingles: int, enough_words: int
) -> Overlap | None:
    """Passages from the places (P,) of the shared shingles in either text."""
    if not len(here):
        return None
    steps, steps_there = np.diff(here), np.diff(there)
    ends = np.flatnonzero((steps > GAP) | (np.abs(steps_there - steps) > SHIFT))
    firsts, lasts = np.append(0, ends + 1), np.append(ends, len(here) - 1)
    lengths = here[lasts] - here[firsts] + SHINGLE
    if lengths.max() < enough_words:
        return None
    words = int(lengths[lengths >= enough_words].sum())
    longest = firsts[np.argmax(lengths)]
    share = words / (shingles + SHINGLE - 1)
    return Overlap(words, min(1.0, share), int(here[longest]), int(there[longest]))


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
