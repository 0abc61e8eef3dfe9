"""Tokens that may not be labels: a stand-in's first tokens once it has been said (METHOD 4), and the target's own.

Each rule says only which token steps aside at which position; `envelope` carries it out. Not done here: repeats and the inside of anchors,
which have no label at all (alignment).
"""

from collections.abc import Iterable, Sequence

import numpy as np

from whp_kit.anchors.matching import Match
from whp_kit.anchors.translate import Span
from whp_kit.text.blocks import Block, Encoder


def forbidden_since(
    spans: Sequence[Span], t_offsets: np.ndarray, encoder: Encoder
) -> dict[int, int]:
    """token -> the first position of `t` at which it is forbidden: the one that has seen the whole of a replacement that begins with it."""
    t_ends = np.maximum.accumulate(t_offsets[:, 1]) if len(t_offsets) else t_offsets[:, 1]
    out: dict[int, int] = {}
    for span in spans:
        row = int(np.searchsorted(t_ends, span.to_end, side="left"))
        for token in _stand_in_tokens(span, encoder):
            out[token] = min(out.get(token, row), row)
    return out


def _stand_in_tokens(span: Span, encoder: Encoder) -> set[int]:
    """First tokens of a stand-in, as the table has it and as it is shown."""
    return {*first_tokens(span.replacement, encoder), *first_tokens(span.shown, encoder)}


def first_tokens(replacement: str, encoder: Encoder) -> tuple[int, ...]:
    """The tokens that the forbidden rule names for one replacement; see `learn_first_tokens`."""
    if replacement not in encoder.first_tokens:
        learn_first_tokens([replacement], encoder)
    return encoder.first_tokens[replacement]


def learn_first_tokens(replacements: Iterable[str], encoder: Encoder) -> None:
    """Find the first tokens of those that the encoder does not know yet, all of them together: one by one would cost more than labelling.

    Such a token holds the replacement's first character, as it comes out after a space, after a newline and at a start. One of nothing but
    space (the mark that some tokenizers put in front of every text) is not the replacement's.
    """
    unknown = sorted(set(replacements) - encoder.first_tokens.keys())
    leads = ("x ", "x\n", "")
    encoded = encoder.encode(lead + replacement for replacement in unknown for lead in leads)
    for replacement in unknown:
        found = set()
        for lead in leads:
            ids, offsets = next(encoded)
            holding = ids[np.maximum.accumulate(offsets[:, 1]) > len(lead)].tolist()
            found.update([token for token in holding if encoder.shows(token)][:1])
        encoder.first_tokens[replacement] = tuple(sorted(found))


def owned_tokens(
    blocks: Sequence[Block], matches: Iterable[Sequence[Match]], encoder: Encoder
) -> np.ndarray:
    """The target's own tokens (K,): those that stand inside anchors somewhere in the text and outside of any nowhere.

    matches: per block, in characters of the block, in order. A token stands inside when it covers a character of a match.
    """
    inside, outside = set(), set()
    for block, mine in zip(blocks, matches, strict=True):
        spans = np.array([match[:2] for match in mine], dtype=np.int64).reshape(-1, 2)
        low, high = block.offsets.T
        which = np.searchsorted(
            spans[:, 1], low, side="right"
        )  # the first match that ends after the token's first character
        begins = np.append(spans[:, 0], np.iinfo(np.int64).max)[which]
        covers = begins < high
        inside.update(block.input_ids[covers].tolist())
        outside.update(block.input_ids[~covers].tolist())
    return np.array(
        sorted(token for token in inside - outside if encoder.shows(token)), dtype=np.int64
    )


def own_beginnings(
    spans: Sequence[Span], o_ids: np.ndarray, o_offsets: np.ndarray, encoder: Encoder
) -> list[tuple[int, int]]:
    """(position before an anchor, the anchor's own first token), but where its stand-in begins with that token too."""
    stops = np.maximum.accumulate(o_offsets[:, 1])
    found = []
    for span in spans:
        holder = int(
            np.searchsorted(stops, span.start, side="right")
        )  # the token with the anchor's first character
        if 0 < holder < len(o_ids):
            token = int(o_ids[holder])
            if token not in _stand_in_tokens(span, encoder):
                found.append((holder - 1, token))
    return found
