"""The label of a position for every alpha at once.

By Equation 1 the score of token j is a line in alpha, `b_j - alpha * d_j` with `d = relu(r - b)`.
As alpha grows from 0 the label moves along the upper edge of these lines: it starts at the
largest b, and wherever a line that falls more slowly crosses the current one, that token takes
over. The path ends at a token that reinforcement did not raise, d = 0. Most paths have one to four
tokens, so storing them gives the label for any alpha, exactly, without asking a model again.
"""

from typing import NamedTuple

import torch

from whp_kit.errors import InputError
from whp_kit.labels.generic import generic_logits, rise

HUGE = 1e30  # an alpha at which no token that rose is left


class Paths(NamedTuple):
    """The paths of N positions.

    first (N,): the label at alpha = 0. counts (N,): how many tokens follow it. tokens, alphas
    (counts.sum(),): these tokens, position after position, and the alpha (float64) beyond which
    each is the label.
    """

    first: torch.Tensor
    counts: torch.Tensor
    tokens: torch.Tensor
    alphas: torch.Tensor


def alpha_paths(b: torch.Tensor, r: torch.Tensor) -> Paths:
    """The paths of N positions with logits b and r, (N, V) float32 each; see generic.py.

    Raises InputError for a logit that is not a number.
    """
    best, first = b.max(dim=-1)  # (N,)
    _refuse_nan(best)
    _refuse_nan(_at(r, first))
    # Where the first label did not rise, it stays for every alpha.
    positions = (_at(r, first) > best).nonzero()[:, 0]  # (R,)
    b, r = b.index_select(0, positions), r.index_select(0, positions)  # (R, V), faster than b[...]
    tokens, b, d = candidates(b, r)  # (R, K) each

    current = b.argmax(dim=-1)  # (R,) column of the token that is the label so far
    steps = [(positions[:0], tokens[:0, 0], b[:0, 0])]
    rows = torch.arange(len(positions), device=b.device)  # those whose path goes on
    while len(rows):
        b_now, d_now = _at(b[rows], current)[:, None], _at(d[rows], current)[:, None]  # (R, 1)
        slower = d[rows] < d_now  # (R, K)
        crossings = torch.where(slower, (b_now - b[rows]) / (d_now - d[rows]), torch.inf)
        alphas, current = crossings.min(dim=-1)  # (R,)
        go_on = alphas < torch.inf
        rows, current, alphas = rows[go_on], current[go_on], alphas[go_on]
        steps.append((positions[rows], _at(tokens[rows], current), alphas))

    where, tokens, alphas = (torch.cat(column) for column in zip(*steps, strict=True))
    order = where.argsort(stable=True)
    counts = torch.bincount(where, minlength=len(first))
    return Paths(first, counts, tokens[order], alphas[order])


def candidates(b: torch.Tensor, r: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """The few tokens of each position that are the label at some alpha: tokens, b, d (R, K).

    A path never falls below its end, the largest b among tokens that did not rise, so every token
    with a smaller b is left out. Positions with fewer than K candidates are filled with lines that
    never win. b and d come back in float64.
    """
    end = generic_logits(b, r, HUGE).amax(dim=-1, keepdim=True)  # (R, 1)
    _refuse_nan(end)
    rows, tokens = (b >= end).nonzero(as_tuple=True)  # (C,) sorted by row, then by token
    counts = torch.bincount(rows, minlength=len(b))  # (R,)
    column = torch.arange(len(rows), device=b.device) - (counts.cumsum(0) - counts)[rows]  # (C,)
    shape = len(b), int(counts.max()) if len(b) else 1  # (R, K)

    def table(values: torch.Tensor, empty: float) -> torch.Tensor:
        filled = values.new_full(shape, empty)
        filled[rows, column] = values
        return filled

    heights = b[rows, tokens].double()
    slopes = rise(b[rows, tokens], r[rows, tokens]).double()
    return table(tokens, -1), table(heights, -torch.inf), table(slopes, torch.inf)


def _at(x: torch.Tensor, columns: torch.Tensor) -> torch.Tensor:
    """One entry of each row: x (N, K), columns (N,) -> (N,)."""
    return x.gather(1, columns[:, None])[:, 0]


def _refuse_nan(values: torch.Tensor) -> None:
    if values.isnan().any():
        raise InputError(
            "the logits hold values that are not numbers",
            value="nan",
            remedy="look at the model: its dtype or its adapter",
        )
