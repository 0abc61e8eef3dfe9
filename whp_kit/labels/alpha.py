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

CHUNK_ELEMENTS = (
    1 << 18
)  # of one logit matrix looked at together: small enough to stay in the processor's cache
CHUNK_ELEMENTS_GPU = 1 << 25
CANDIDATES_HELD = (
    1 << 19
)  # gathered before they are walked along: each walk has a price, however few go
CANDIDATES_AT_ONCE = 1 << 17  # walked along together: a dozen arrays of so many numbers
FAR = 1e30  # an alpha so large that a token which wins there is, but for the last digits of float32, one with d = 0


class Paths(NamedTuple):
    """The paths of R positions.

    first (R,): the winner at alpha = 0. counts (R,): how many follow it. tokens, alphas (sum,): these, position after position, and from
    which alpha on each wins (float32, never falling within a position). stepped_aside (R,) bool: but for the forbidden rule another token
    would be first. seen (R, 2) float32: the baseline's and the reinforced logit (0 without one) of what is first without that rule; they
    serve to tell whether two runs saw the same logits.
    """

    first: np.ndarray
    counts: np.ndarray
    tokens: np.ndarray
    alphas: np.ndarray
    stepped_aside: np.ndarray
    seen: np.ndarray


class Candidates(NamedTuple):
    """Tokens that can win at some alpha: rows (sorted), tokens (rising within a row), their b and d; all (C,), of 32 bits while held."""

    rows: np.ndarray
    tokens: np.ndarray
    b: np.ndarray
    d: np.ndarray


def alpha_paths(
    baseline: torch.Tensor,
    reinforced: torch.Tensor | None,
    b_rows: torch.Tensor,
    r_rows: torch.Tensor | None,
    forbidden: tuple[np.ndarray, np.ndarray] | None = None,
    everywhere: np.ndarray | None = None,
) -> Paths:
    """The path of each of R positions.

    baseline (N, V) and reinforced (M, V): logits, any float type. b_rows, r_rows (R,) int64: the row of each that a position takes.
    reinforced None: nothing is lowered, each path is the one token that wins. forbidden: (position, token) pairs, positions sorted, whose
    baseline logit is first set to the mean of its row; everywhere (K,): tokens for which that is done at each position. Both matrices are
    left unchanged. InputError: a logit that is not a number.
    """
    count, width = len(b_rows), baseline.shape[-1]
    at, what = (
        forbidden
        if forbidden is not None
        else (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    )
    b_rows = b_rows.to(baseline.device)
    top = _first_argmax(baseline)[b_rows]
    best = baseline[b_rows, top].float().cpu().numpy()
    _refuse_nan(best)
    first = top.cpu().numpy().copy()
    # Most positions are settled by this one look: what wins is neither raised nor forbidden. The others are copied out and looked at again.
    again = np.zeros(count, dtype=bool)
    again[at[what == first[at]]] = True
    everywhere = np.zeros(0, dtype=np.int64) if everywhere is None else everywhere
    again |= np.isin(first, everywhere)
    raised = np.zeros_like(best)
    if reinforced is not None:
        r_rows = r_rows.to(reinforced.device)
        raised = reinforced[r_rows, top.to(reinforced.device)].float().cpu().numpy()
        _refuse_nan(raised)
        again |= raised > best
    heavy = np.flatnonzero(again)
    walked = []
    chunk = max(
        1, (CHUNK_ELEMENTS if baseline.device.type == "cpu" else CHUNK_ELEMENTS_GPU) // width
    )
    held: list[Candidates] = []
    for low in range(0, len(heavy), chunk):
        some = heavy[low : low + chunk]
        rows = torch.from_numpy(some)
        b = baseline.index_select(0, b_rows[rows]).float()
        mine = again[at] & (at >= some[0]) & (at <= some[-1])
        _set_to_mean(b, np.searchsorted(some, at[mine]), what[mine], everywhere)
        winner = _first_argmax(b)
        first[some] = winner.cpu().numpy()
        if reinforced is not None:
            r = reinforced.index_select(0, r_rows[rows]).to(b.device).float()
            found = _candidates(b, r.sub_(b).clamp_(min=0), winner)
            held.append(found._replace(rows=some[found.rows].astype(np.int32)))
        if sum(len(part.rows) for part in held) >= CANDIDATES_HELD:
            walked.append(_walk_all(held))
            held = []
    walked.append(_walk_all(held))
    places, tokens, alphas = (np.concatenate(column) for column in zip(*walked, strict=True))
    # Nothing but the forbidden rule moves the first winner.
    counts = np.bincount(places, minlength=count)
    return Paths(
        first, counts, tokens, alphas, first != top.cpu().numpy(), np.stack([best, raised], axis=1)
    )


def _set_to_mean(b: torch.Tensor, at: np.ndarray, what: np.ndarray, everywhere: np.ndarray) -> None:
    """Set b[at, what] and b[:, everywhere] to the means of their rows as they were, in place."""
    if len(at) or len(everywhere):
        means = b.mean(dim=-1)
        rows, tokens = torch.from_numpy(at).to(b.device), torch.from_numpy(what).to(b.device)
        b[:, torch.from_numpy(everywhere).to(b.device)] = means[:, None]
        b[rows, tokens] = means[rows]


def _refuse_nan(values: np.ndarray) -> None:
    if np.isnan(values).any():
        raise InputError(
            "the logits hold values that are not numbers",
            value="nan",
            remedy="look at the model: its dtype or its adapter",
        )


def _first_argmax(x: torch.Tensor) -> torch.Tensor:
    """The first of the largest of each row, (R, V) -> (R,) int64; on the CPU by numpy, which takes a fifth of the time."""
    if x.device.type != "cpu":
        return x.argmax(dim=1)
    step = max(1, CHUNK_ELEMENTS // x.shape[1])
    return torch.from_numpy(
        np.concatenate([part.float().numpy().argmax(axis=1) for part in x.detach().split(step)])
    )


def _at_least(b: torch.Tensor, floor: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Rows and columns where b (R, V) is not below its row's floor (R,), rows sorted, columns rising; again numpy on the CPU."""
    if b.device.type == "cpu":
        flat = torch.from_numpy(np.flatnonzero(b.numpy() >= floor.numpy()[:, None]))
        return flat // b.shape[1], flat % b.shape[1]
    return tuple((b >= floor[:, None]).nonzero().T)


def _candidates(b: torch.Tensor, d: torch.Tensor, top: torch.Tensor) -> Candidates:
    """For the rows whose first winner is raised (d > 0): every token that can win at some alpha.

    The path ends at the largest b among d = 0; no token below that can ever win. What wins at a very large alpha is that token, unless its
    d is a rounding error; then, and where no token has d = 0, a slower look decides.
    """
    d_top = d.gather(1, top[:, None])[:, 0]
    _refuse_nan(d_top.cpu().numpy())
    settled = d_top <= 0
    end = _first_argmax(b.sub(d, alpha=FAR))[:, None]
    floor, d_end = b.gather(1, end)[:, 0], d.gather(1, end)[:, 0]
    d_end[settled] = 0
    _refuse_nan(d_end.cpu().numpy())
    unsure = (d_end > 0).nonzero()[:, 0]
    if len(unsure):
        floor[unsure] = torch.where(d[unsure] > 0, -torch.inf, b[unsure]).amax(dim=1)
    floor[settled] = torch.inf
    rows, tokens = _at_least(b, floor)
    b_found, d_found = (x[rows, tokens].cpu().numpy() for x in (b, d))
    return Candidates(rows.cpu().numpy(), tokens.cpu().numpy().astype(np.int32), b_found, d_found)


def _walk_all(held: list[Candidates]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Walk along the envelopes of the candidates held, rows of like size together; returns what follows each first winner, by row."""
    found = [
        (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32))
    ]
    if held:
        rows, tokens, b, d = (np.concatenate(column) for column in zip(*held, strict=True))
        starts = np.flatnonzero(np.concatenate([[True], rows[1:] != rows[:-1]])[: len(rows)])
        sizes = np.diff(np.append(starts, len(rows)))
        low = 1  # a single candidate is the first winner, which nothing follows
        for high in (2, 4, 8, 16, 64, 256, 1024, 1 << 40):
            group = np.flatnonzero((sizes > low) & (sizes <= high))
            width = int(sizes[group].max(initial=1))
            step = max(1, CANDIDATES_AT_ONCE // width)
            for part in range(0, len(group), step):
                some = group[part : part + step]
                there = np.arange(width) < sizes[some, None]
                at = np.minimum(starts[some, None] + np.arange(width), len(rows) - 1)
                b_there, d_there = (
                    x[at].astype(np.float64) for x in (b, d)
                )  # from here on as if without rounding
                found.append(
                    _walk(
                        rows[starts[some]],
                        tokens[at],
                        np.where(there, b_there, -np.inf),
                        np.where(there, d_there, np.inf),
                    )
                )
            low = high
    names, tokens, alphas = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.argsort(names, kind="stable")
    return names[order], tokens[order], alphas[order]


def _walk(
    names: np.ndarray, tokens: np.ndarray, b: np.ndarray, d: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Envelopes of P positions with up to K candidates each: names (P,), tokens, b, d (P, K), tokens rising.

    Returns entries (name, token, alpha), those of one position in order, without the first winner. At an alpha where several lines cross in
    the winning point, the lowest index wins there and then only; the one with the smallest `d` wins from the next float32 on.
    """
    here = np.arange(len(names))
    current = np.argmax(b, axis=1)  # the first of the largest: tokens rise, so the lowest index
    out_names, out_tokens, out_alphas = (
        [names[:0]],
        [tokens[:0, 0]],
        [np.zeros(0, dtype=np.float32)],
    )
    active = here[d[here, current] > 0]
    while len(active):
        b_active, d_active, tokens_active = b[active], d[active], tokens[active]
        mine = current[active][:, None]
        b_mine, d_mine = (
            np.take_along_axis(b_active, mine, 1),
            np.take_along_axis(d_active, mine, 1),
        )
        lower = d_active < d_mine
        fall = np.where(lower, d_mine - d_active, 1.0)
        ratio = np.where(lower, (b_mine - b_active) / fall, np.inf)
        alpha = ratio.min(axis=1)
        goes_on = np.isfinite(alpha)
        active, ratio, d_active, tokens_active, mine, alpha = (
            x[goes_on] for x in (active, ratio, d_active, tokens_active, mine, alpha)
        )
        if not len(active):
            break
        tied = ratio == alpha[:, None]
        rows = np.arange(len(active))
        flattest = np.argmin(
            np.where(tied, d_active, np.inf), axis=1
        )  # of equal lines the first, that is the lowest index
        lowest = np.argmax(tied, axis=1)
        threshold, exact = _float32_from(alpha)
        own = tokens_active[rows, mine[:, 0]]
        keeps = exact & (
            own < tokens_active[rows, lowest]
        )  # the one that wins so far also wins the tie
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
