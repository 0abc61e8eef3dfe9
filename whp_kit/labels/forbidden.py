"""Which tokens are forbidden as labels, and from which position on (section 2.2).

Once a replacement has appeared in the translation, the tokens that identify it are forbidden
(anchors/identifying.py), so that labels do not say it again. The authors' script forbids its first
tokens, whatever they are. With `target_words`, which the paper does not have, two more rules hold:
the target's own tokens are forbidden wherever the text itself does not say them outside of an
anchor, and an anchor's first token just before that anchor. Special tokens are forbidden
everywhere.

generic.exclude carries the rules out. Repeats and the inside of anchors are no matter of tokens:
such positions have no label at all (alignment.py).
"""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from whp_kit.anchors.identifying import Forms, Identity
from whp_kit.anchors.translate import Span
from whp_kit.text.blocks import Block, Encoder
from whp_kit.text.common_tokens import BETWEEN, CommonTokens

FirstTokens = Mapping[str, frozenset[int]]  # a replacement -> its possible first tokens
Identities = Mapping[str, frozenset[Identity]]  # a replacement -> what says it again


def first_tokens(found: Forms) -> dict[str, frozenset[int]]:
    """The tokens with which each replacement may begin: after a space, a line end, and at a start.

    A token of nothing but space (some tokenizers put one in front of every text) is passed over.
    """
    return {
        text: frozenset(form.tokens[0] for form in of_text if form.tokens)
        for text, of_text in found.items()
    }


def forbidden_since(
    spans: Sequence[Span], t_offsets: np.ndarray, identities: Identities
) -> dict[Identity, int]:
    """Identity -> the first position of the translation at which its token is forbidden.

    That is the position that has read the whole of a replacement that it identifies.
    t_offsets (S, 2): the translation's characters that each of its tokens covers.
    """
    t_ends = np.maximum.accumulate(t_offsets[:, 1])
    since: dict[Identity, int] = {}
    for span in spans:
        position = int(np.searchsorted(t_ends, span.to_end, side="left"))
        for one in identities[span.replacement] | identities[span.shown]:
            since[one] = min(since.get(one, position), position)
    return since


def stands_before(after: Sequence[int], t_ids: np.ndarray) -> np.ndarray:
    """Whether the last tokens that each position has read are `after`: t_ids (S,) -> (S,) bool."""
    stands = np.ones(len(t_ids), dtype=bool)
    for back, token in enumerate(reversed(after)):
        stands[:back] = False
        stands[back:] &= t_ids[: len(t_ids) - back] == token
    return stands


def own_beginnings(
    spans: Sequence[Span],
    o_ids: np.ndarray,
    o_offsets: np.ndarray,
    first: FirstTokens,
    common: CommonTokens | None = None,
) -> list[tuple[int, int]]:
    """(position before an anchor, the anchor's first token), for each anchor of a block.

    Left out where the replacement may begin with that token too, and where the token is `common`:
    it tells nothing of the anchor. o_ids (T,), o_offsets (T, 2): the original's tokens.
    """
    o_ends = np.maximum.accumulate(o_offsets[:, 1])
    beginnings = []
    for span in spans:
        begins = int(np.searchsorted(o_ends, span.start, side="right"))  # the anchor's first token
        if 0 < begins < len(o_ids):
            token = int(o_ids[begins])
            is_common = common is not None and (token,) in common
            if not is_common and token not in first[span.replacement] | first[span.shown]:
                beginnings.append((begins - 1, token))
    return beginnings


def owned_tokens(
    blocks: Sequence[Block], spans: Sequence[Sequence[Span]], encoder: Encoder, share: float = 1.0
) -> np.ndarray:
    """The target's own tokens (K,): of how often each stands in the text, at least `share` lies
    inside anchors; 1: they stand nowhere outside of them.

    A tokenizer that has not read the names cuts them into pieces that other words may have too: the
    K of a name may stand once outside of it, and is as telling as before. There it may be a label:
    `said_outside`.
    spans: each block's anchors, in order. A token is inside if it covers a character of an anchor.
    """
    inside: Counter[int] = Counter()
    total: Counter[int] = Counter()
    for block, anchors in zip(blocks, spans, strict=True):
        inside.update(block.input_ids[_in_anchors(block, anchors)].tolist())
        total.update(block.input_ids.tolist())
    own = sorted(t for t, count in inside.items() if count >= share * total[t] and encoder.shows(t))
    return np.array(own, dtype=np.int64)


def said_outside(block: Block, anchors: Sequence[Span], own: np.ndarray) -> np.ndarray:
    """The positions (P,) of a block whose next token is one of `own` (K,) and in no anchor."""
    said = np.isin(block.input_ids, own) & ~_in_anchors(block, anchors)  # (T,)
    return np.flatnonzero(said[1:])


def common_tokens(
    blocks: Sequence[Block], spans: Sequence[Sequence[Span]], encoder: Encoder
) -> CommonTokens:
    """The common tokens of a text, counted outside of its anchors and without special tokens."""
    ids = []
    for block, anchors in zip(blocks, spans, strict=True):
        passed_over = _in_anchors(block, anchors) | np.isin(block.input_ids, encoder.special)
        ids += [np.where(passed_over, BETWEEN, block.input_ids), [BETWEEN]]
    return CommonTokens(encoder, np.concatenate(ids))


def _in_anchors(block: Block, anchors: Sequence[Span]) -> np.ndarray:
    """Whether each token of a block covers a character of an anchor, (T,) bool."""
    starts = np.array([span.start for span in anchors] + [np.iinfo(np.int64).max])
    ends = np.array([span.end for span in anchors], dtype=np.int64)
    token_starts, token_ends = block.offsets.T
    following = np.searchsorted(ends, token_starts, side="right")  # first anchor not yet over
    return starts[following] < token_ends
