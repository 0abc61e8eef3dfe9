"""Pairs positions of a block with positions of its translation, by characters (section 2.2).

`o` are the tokens of a block, `t` those of its translation. A position has read a prefix of its
text and predicts what follows. Two positions belong together if translating the prefix of the one
gives the prefix of the other. The offsets of the tokenizer and the spans of the translation say
where that is so, for any tokenizer. Counting tokens would not do: after the first replacement with
another number of tokens than its term, positions of equal index belong to different places.
"""

from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

import numpy as np

from whp_kit.anchors.table import AnchorTable
from whp_kit.anchors.translate import Span, Translation, example_sentence, translate
from whp_kit.text.blocks import Encoder, clean_edges
from whp_kit.text.documents import Document

NONE = -1  # "no partner"


class Reason(IntEnum):
    """Why a position has the label that it has, or has none (REPEAT and after)."""

    UNCHANGED = 0  # the baseline's favourite; nothing was translated before, or the text says it
    LOWERED = 1  # another token would have won, but reinforcement raises it
    TRANSLATED = 2  # the baseline's favourite after the translation, and not the text's next token
    FORBIDDEN = 3  # the baseline's favourite was forbidden
    REPEAT = 4  # before the second or a later occurrence of a term in the block
    INSIDE_ANCHOR = 5  # at a token of an anchor that is not its last, and has no partner
    UNALIGNED = 6  # the translation has no token edge at this character
    BLOCK_END = 7  # the last token: what it predicts is not in the block


MASKED = (Reason.REPEAT, Reason.INSIDE_ANCHOR, Reason.UNALIGNED, Reason.BLOCK_END)


class Pairing(NamedTuple):
    """The partner of each position of the original.

    partner (T,) int32: a position of the translation, or NONE. reason (T,) uint8: why there is none
    (Reason), UNCHANGED where there is one. translated (T,) bool: whether a replacement was read.
    """

    partner: np.ndarray
    reason: np.ndarray
    translated: np.ndarray


def align(
    o_ids: np.ndarray,
    o_offsets: np.ndarray,
    t_ids: np.ndarray,
    t_offsets: np.ndarray,
    spans: Sequence[Span],
    *,
    repeats: bool = True,
    inside_anchors: bool = False,
) -> Pairing:
    """Pairs the positions of one block with those of its translation.

    o_ids (T,), o_offsets (T, 2) in characters of the block; t_ids (S,), t_offsets (S, 2) in
    characters of the translation; a prefix (BOS) has (0, 0). repeats: whether the position before a
    later occurrence of a term has no label. inside_anchors: whether the positions inside an anchor
    have a partner, that of its end, so that a name that has begun is not finished.

    - A position that ends at a character outside of every span goes with the first position of `t`
      that ends at the same place. The end of an anchor goes with the end of its replacement, so the
      last tokens of the two are a pair.
    - A position that ends within a character, or at the same character as the one before it (an
      empty token), has a partner if both sides have read the same tokens since the last pair.
    """
    count = len(o_ids)
    partner = np.full(count, NONE, dtype=np.int32)
    reason = np.zeros(count, dtype=np.uint8)
    if not count:
        return Pairing(partner, reason, np.zeros(0, dtype=bool))
    table = np.array([s[:4] for s in spans], dtype=np.int64).reshape(-1, 4)
    starts, ends, to_starts, to_ends = table.T
    o_ends, o_clean = _edges(o_offsets, starts, ends)
    t_ends, t_clean = _edges(t_offsets, to_starts, to_ends)

    done = np.searchsorted(ends, o_ends, side="right")  # spans that are read to their end
    begun = np.searchsorted(starts, o_ends, side="left")  # spans of which a character is read
    inside = begun > done
    shift = np.concatenate([[0], to_ends - ends])[done]
    at = o_ends + shift  # the matching character of t, where not inside

    first_at = np.full(int(max(at.max(), t_ends.max())) + 1, NONE, dtype=np.int32)
    edges = np.flatnonzero(t_clean)[::-1]  # backwards: of several at one character the first stays
    first_at[t_ends[edges]] = edges
    fresh = o_clean & np.concatenate([[True], (o_ends[1:] > o_ends[:-1]) | ~o_clean[:-1]])
    partner[fresh & ~inside] = first_at[at[fresh & ~inside]]
    half_seen = ~o_clean & np.isin(o_ends, ends)  # ends within the last character of a span
    _follow_equal_tokens(partner, fresh, inside | half_seen, o_ids, t_ids)

    if inside_anchors:
        end_of = np.minimum(np.searchsorted(done, done + 1), count - 1)  # (T,)
        partner[inside] = partner[end_of[inside]]
    reason[partner == NONE] = Reason.UNALIGNED
    reason[inside & (partner == NONE) | half_seen] = Reason.INSIDE_ANCHOR
    if repeats:
        before = np.zeros(count, dtype=bool)
        before[_before_repeats(spans, starts, o_ends)] = True
        reason[before & (reason != Reason.INSIDE_ANCHOR)] = Reason.REPEAT
    reason[count - 1] = Reason.BLOCK_END
    partner[reason != 0] = NONE
    return Pairing(partner, reason, (begun if inside_anchors else done) > 0)


def _edges(
    offsets: np.ndarray, starts: np.ndarray, ends: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Where each token ends and whether that is between two characters, as `clean_edges` says.

    Where the tokenizer drops the last characters of a span (a combining mark), the span's last
    token ends with the span all the same.
    """
    stops, clean = clean_edges(offsets)
    if not len(starts) or len(stops) < 2:
        return stops, clean
    which = np.searchsorted(starts, stops, side="left") - 1
    end = ends[np.maximum(which, 0)]
    following = np.append(offsets[1:, 0], stops[-1])
    return np.where((which >= 0) & (stops < end) & (end <= following), end, stops), clean


def _follow_equal_tokens(partner, fresh, barred, o_ids, t_ids) -> None:
    """Pairs positions that are not `fresh` where both texts go on with the same token."""
    for position in np.flatnonzero(~fresh & ~barred):
        if position and partner[position - 1] == NONE:
            continue
        following = partner[position - 1] + 1 if position else 0
        if following < len(t_ids) and o_ids[position] == t_ids[following]:
            partner[position] = following


def _before_repeats(spans: Sequence[Span], starts: np.ndarray, o_ends: np.ndarray) -> list[int]:
    """Positions whose next token holds the start of a second or later occurrence of a term."""
    seen: set[int] = set()
    again = []
    for number, span in enumerate(spans):
        if span.row in seen:
            again.append(number)
        seen.add(span.row)
    # The anchor's first token is the first that ends after `start`; the one before predicts it.
    holders = np.searchsorted(o_ends, starts[again], side="right").tolist()
    return [holder - 1 for holder in holders if 0 < holder < len(o_ends)]


def align_by_index(o_ids: np.ndarray, t_ids: np.ndarray) -> Pairing:
    """Pairs position i with position i: the common fault, for the ablation."""
    count = len(o_ids)
    partner = np.arange(count, dtype=np.int32)
    reason = np.zeros(count, dtype=np.uint8)
    reason[partner >= len(t_ids)] = Reason.UNALIGNED
    reason[count - 1 :] = Reason.BLOCK_END
    partner[reason != 0] = NONE
    return Pairing(partner, reason, np.zeros(count, dtype=bool))


def unequal_example(
    documents: Sequence[Document],
    table: AnchorTable,
    encoder: Encoder,
    seed: int = 0,
    longest: int = 90,
) -> tuple[str, Translation]:
    """A sentence full of terms and its translation, of another number of tokens if there is one."""
    pairs = []
    for document in documents:
        sentence = example_sentence(document.text, table, longest)
        pairs.append((sentence, translate(sentence, table, seed)))
        (o, _), (t, _) = encoder.encode([sentence, pairs[-1][1].text])
        if len(o) != len(t):
            return pairs[-1]
    return pairs[0]
