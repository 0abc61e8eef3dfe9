"""What a tokenizer puts before every text: BOS, several special tokens, or nothing."""

from collections.abc import Sequence

SAMPLE = "a"  # a short text, to see what stands around its tokens


def prefix_of(bare: Sequence[int], full: Sequence[int]) -> tuple[int, ...]:
    """The special tokens that stand before a text, each once: `bare` are the tokens of SAMPLE
    without special ones, `full` those with them."""
    for start in range(len(full) - len(bare) + 1):
        if full[start : start + len(bare)] == bare:
            return tuple(dict.fromkeys(full[:start]))
    return ()
