"""Which tokens are forbidden as labels, and from which position on (section 2.2).

Once a replacement has appeared in the translation, its first tokens are forbidden, so that labels
do not say it again. With `target_words`, which the paper does not have, two more rules hold: the
target's own tokens are forbidden everywhere, and an anchor's first token just before that anchor.

generic.set_aside carries the rules out. Repeats and the inside of anchors are no matter of tokens:
such positions have no label at all (alignment.py).
"""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from whp_kit.anchors.translate import Span
from whp_kit.text.blocks import Block, Encoder

FirstTokens = Mapping[str, frozenset[int]]  # a replacement -> its possible first tokens
LEADS = ("x ", "x\n", "")  # what may stand before a replacement: a space, a line end, nothing


def first_tokens(replacements: Iterable[str], encoder: Encoder) -> dict[str, frozenset[int]]:
    """The tokens with which each replacement may begin: after a space, a line end, and at a start.

    A token of nothing but space (some tokenizers put one in front of every text) is passed over.
    """
    texts = sorted(set(replacements))
    encoded = encoder.encode(lead + text for text in texts for lead in LEADS)
    first = {}
    for text in texts:
        tokens = set()
        for lead in LEADS:
            ids, offsets = next(encoded)
            past_lead = ids[np.maximum.accumulate(offsets[:, 1]) > len(lead)].tolist()
            tokens.update([token for token in past_lead if encoder.shows(token)][:1])
        first[text] = frozenset(tokens)
    return first


def forbidden_since(
    spans: Sequence[Span], t_offsets: np.ndarray, first: FirstTokens
) -> dict[int, int]:
    """token -> the first position of the translation at which it is forbidden.

    That is the position that has read the whole of a replacement with that first token.
    t_offsets (S, 2): the translation's characters that each of its tokens covers.
    """
    t_ends = np.maximum.accumulate(t_offsets[:, 1])
    since: dict[int, int] = {}
    for span in spans:
        position = int(np.searchsorted(t_ends, span.to_end, side="left"))
        for token in first[span.replacement] | first[span.shown]:
            since[token] = min(since.get(token, position), position)
    return since


def own_beginnings(
    spans: Sequence[Span], o_ids: np.ndarray, o_offsets: np.ndarray, first: FirstTokens
) -> list[tuple[int, int]]:
    """(position before an anchor, the anchor's first token), for each anchor of a block.

    Left out where the replacement may begin with that token too. o_ids (T,), o_offsets (T, 2):
    the original's tokens.
    """
    o_ends = np.maximum.accumulate(o_offsets[:, 1])
    beginnings = []
    for span in spans:
        begins = int(np.searchsorted(o_ends, span.start, side="right"))  # the anchor's first token
        if 0 < begins < len(o_ids):
            token = int(o_ids[begins])
            if token not in first[span.replacement] | first[span.shown]:
                beginnings.append((begins - 1, token))
    return beginnings


def owned_tokens(
    blocks: Sequence[Block], spans: Sequence[Sequence[Span]], encoder: Encoder
) -> np.ndarray:
    """The target's own tokens (K,): those that stand inside anchors and nowhere outside of them.

    spans: each block's anchors, in order. A token is inside if it covers a character of an anchor.
    """
    inside, outside = set(), set()
    for block, anchors in zip(blocks, spans, strict=True):
        starts = np.array([span.start for span in anchors] + [np.iinfo(np.int64).max])
        ends = np.array([span.end for span in anchors], dtype=np.int64)
        token_starts, token_ends = block.offsets.T
        following = np.searchsorted(ends, token_starts, side="right")  # first anchor not yet over
        covers = starts[following] < token_ends
        inside.update(block.input_ids[covers].tolist())
        outside.update(block.input_ids[~covers].tolist())
    own = sorted(token for token in inside - outside if encoder.shows(token))
    return np.array(own, dtype=np.int64)
