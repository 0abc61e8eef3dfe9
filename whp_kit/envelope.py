"""The label at every alpha: the upper envelope of the lines b_j - alpha * d_j, d_j = relu(r_j - b_j) (METHOD 4, "every alpha at once").

For one position, as alpha grows from 0, the winning token walks from the largest `b` to the largest `b` among those that reinforcement
does not raise. Only tokens with `b` at least as large as that last one's can ever win, and these are few; so two cheap looks at the full
rows find the candidates, and the walk itself runs over those alone, for all positions together.

What "exact" means: `d` is one float32 subtraction; everything after it is compared as if without rounding. Of tokens that tie, the lowest
index wins, as in `torch.argmax`. Alphas are float32, and each entry holds the smallest float32 alpha from which its token wins.
"""

from typing import NamedTuple

import numpy as np
import torch

from whp_kit.errors import InputError

CHUNK_ELEMENTS = 1 << 19  # of one logit matrix looked at together: small enough to stay in the processor's cache
CHUNK_ELEMENTS_GPU = 1 << 25
CANDIDATES_AT_ONCE = 1 << 20


class Paths(NamedTuple):
    """The paths of R positions, one after the other.

    counts (R,): entries per position, at least 1. tokens (sum,): the winners. alphas (sum,) float32: from which alpha on each wins (0 for
    the first of a position), growing within a position. stepped_aside (R,) bool: a forbidden token would have won at alpha = 0.
    """

    counts: np.ndarray
    tokens: np.ndarray
    alphas: np.ndarray
    stepped_aside: np.ndarray


def alpha_paths(
    baseline: torch.Tensor,
    reinforced: torch.Tensor | None,
    b_rows: torch.Tensor,
    r_rows: torch.Tensor | None,
    forbidden: tuple[np.ndarray, np.ndarray] | None = None,
) -> Paths:
    """The path of each of R positions.

    baseline (N, V) and reinforced (M, V): logits, any float type. b_rows, r_rows (R,) int64: the row of each that a position takes.
    reinforced None: nothing is lowered, each path is the one token that wins. forbidden: (position, token) pairs, positions sorted, whose
    baseline logit is first set to the mean of its row. Both matrices are left unchanged. InputError: a logit that is not a number.
    """
    width = baseline.shape[-1]
    count = len(b_rows)
    chunk = max(1, (CHUNK_ELEMENTS if baseline.device.type == "cpu" else CHUNK_ELEMENTS_GPU) // width)
    at, what = forbidden if forbidden is not None else (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    parts, held, held_size, aside = [], [], 0, []
    for low in range(0, count, chunk):
        high = min(count, low + chunk)
        b = baseline.index_select(0, b_rows[low:high].to(baseline.device)).float()
        r = None if reinforced is None else reinforced.index_select(0, r_rows[low:high].to(reinforced.device)).float()
        first, last = np.searchsorted(at, [low, high])
        before = _set_to_mean(b, at[first:last] - low, what[first:last])
        rows, tokens, b_found, d_found = _candidates(b, r)
        aside.append(_stepped_aside(high - low, rows, tokens, b_found, at[first:last] - low, what[first:last], before))
        held.append((rows + low, tokens, b_found, d_found))
        held_size += len(rows)
        if held_size >= CANDIDATES_AT_ONCE:
            parts.append(_walk_all(held))
            held, held_size = [], 0
    if held:
        parts.append(_walk_all(held))
    if not parts:
        empty = np.zeros(0, dtype=np.int64)
        return Paths(empty, empty, empty.astype(np.float32), empty.astype(bool))
    counts, tokens, alphas = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Paths(counts, tokens, alphas, np.concatenate(aside))


def _set_to_mean(b: torch.Tensor, at: np.ndarray, what: np.ndarray) -> np.ndarray:
    """In place; returns the logits that stood there."""
    if not len(at):
        return np.zeros(0, dtype=np.float64)
    touched, place = np.unique(at, return_inverse=True)
    rows, tokens = torch.from_numpy(at).to(b.device), torch.from_numpy(what).to(b.device)
    before = b[rows, tokens].double().cpu().numpy()
    means = b.mean(dim=-1) if len(touched) == len(b) else b.index_select(0, torch.from_numpy(touched).to(b.device)).mean(dim=-1)
    place = at if len(touched) == len(b) else place
    b[rows, tokens] = means[torch.from_numpy(place).to(b.device)]
    return before


def _candidates(b: torch.Tensor, r: torch.Tensor | None) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Every token that can win at some alpha >= 0: rows (sorted), tokens (rising within a row), b and d in float64."""
    if r is None:
        floor = b.amax(dim=-1, keepdim=True)
    else:
        d = r.sub_(b).clamp_(min=0)  # r is a copy of ours
        floor = torch.where(d > 0, -torch.inf, b).amax(dim=-1, keepdim=True)
    if bool(floor.isnan().any()):
        raise InputError(
            "the logits hold values that are not numbers", value="nan", remedy="look at the model: a wrong dtype or a broken adapter"
        )
    keep = (b >= floor).nonzero()
    flat = keep[:, 0] * b.shape[-1] + keep[:, 1]
    b_found = b.view(-1)[flat].cpu().numpy().astype(np.float64)
    d_found = np.zeros_like(b_found) if r is None else d.view(-1)[flat].cpu().numpy().astype(np.float64)
    rows, tokens = keep.cpu().numpy().T
    return rows, tokens, b_found, d_found


def _stepped_aside(count, rows, tokens, b_found, at, what, before) -> np.ndarray:
    """(count,) bool: before the forbidden rule another token would have won at alpha = 0, which can only be a forbidden one."""
    out = np.zeros(count, dtype=bool)
    if not len(at):
        return out
    starts = np.flatnonzero(np.concatenate([[True], rows[1:] != rows[:-1]]))
    best = np.maximum.reduceat(b_found, starts)
    winner = _first_at_best(rows, tokens, b_found, starts, best)
    out[at[(before > best[at]) | ((before == best[at]) & (what < winner[at]))]] = True
    return out


def _first_at_best(rows, tokens, b_found, starts, best) -> np.ndarray:
    lowest = np.where(b_found == best[rows], tokens, np.iinfo(np.int64).max)
    return np.minimum.reduceat(lowest, starts)


def _walk_all(held) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Walk along the envelopes of the candidates held, rows of like size together; counts, tokens, alphas in the order of the rows."""
    rows, tokens, b, d = (np.concatenate(column) for column in zip(*held, strict=True))
    starts = np.flatnonzero(np.concatenate([[True], rows[1:] != rows[:-1]]))
    sizes = np.diff(np.append(starts, len(rows)))
    found = []
    low = 0
    for high in (1, 2, 4, 8, 16, 64, 256, 1024, 1 << 40):
        group = np.flatnonzero((sizes > low) & (sizes <= high))
        width = int(sizes[group].max()) if len(group) else 1
        step = max(1, CANDIDATES_AT_ONCE // width)
        for first in range(0, len(group), step):
            some = group[first : first + step]
            at = starts[some, None] + np.arange(width)
            there = np.arange(width) < sizes[some, None]
            at = np.minimum(at, len(rows) - 1)
            found.append(_walk(some, tokens[at], np.where(there, b[at], -np.inf), np.where(there, d[at], np.inf)))
        low = high
    where, token, alpha = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.argsort(where, kind="stable")
    return np.bincount(where, minlength=len(starts)), token[order], alpha[order]


def _walk(names: np.ndarray, tokens: np.ndarray, b: np.ndarray, d: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Envelopes of P positions with up to K candidates each: names (P,), tokens, b, d (P, K), tokens rising -> entries (name, token,
    alpha).

    Of one position the entries come in order. At an alpha where several lines cross in the winning point, the lowest index wins there and
    then only; the one with the smallest `d` wins from the next float32 on.
    """
    here = np.arange(len(names))
    current = np.argmax(b, axis=1)  # the first of the largest: tokens rise, so the lowest index
    out_names, out_tokens, out_alphas = [names], [tokens[here, current]], [np.zeros(len(names), dtype=np.float32)]
    active = here[d[here, current] > 0]
    while len(active):
        b_active, d_active, tokens_active = b[active], d[active], tokens[active]
        mine = current[active][:, None]
        b_mine, d_mine = np.take_along_axis(b_active, mine, 1), np.take_along_axis(d_active, mine, 1)
        lower = d_active < d_mine
        fall = np.where(lower, d_mine - d_active, 1.0)
        ratio = np.where(lower, (b_mine - b_active) / fall, np.inf)
        alpha = ratio.min(axis=1)
        goes_on = np.isfinite(alpha)
        active, ratio, d_active, tokens_active, mine, alpha = (x[goes_on] for x in (active, ratio, d_active, tokens_active, mine, alpha))
        if not len(active):
            break
        tied = ratio == alpha[:, None]
        rows = np.arange(len(active))
        flattest = np.argmin(np.where(tied, d_active, np.inf), axis=1)  # of equal lines the first, that is the lowest index
        lowest = np.argmax(tied, axis=1)
        threshold, exact = _float32_from(alpha)
        own = tokens_active[rows, mine[:, 0]]
        keeps = exact & (own < tokens_active[rows, lowest])  # the one that wins so far also wins the tie
        visits = exact & ~keeps & (lowest != flattest)  # a third wins the tie, and only that
        out_names.append(names[active[visits]])
        out_tokens.append(tokens_active[rows, lowest][visits])
        out_alphas.append(threshold[visits])
        strictly_after = keeps | visits
        threshold = np.where(strictly_after, np.nextafter(threshold, np.float32(np.inf)), threshold)
        out_names.append(names[active])
        out_tokens.append(tokens_active[rows, flattest])
        out_alphas.append(threshold)
        current[active] = flattest
        active = active[d_active[rows, flattest] > 0]
    return np.concatenate(out_names), np.concatenate(out_tokens), np.concatenate(out_alphas)


def _float32_from(alpha: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The smallest float32 that is not below `alpha` (float64), and whether it is equal to it."""
    near = alpha.astype(np.float32)
    near = np.where(near.astype(np.float64) < alpha, np.nextafter(near, np.float32(np.inf)), near)
    return near, near.astype(np.float64) == alpha
