"""The path over every alpha against brute force in float64, by hand, and in exact fractions."""

from fractions import Fraction

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from whp_kit.errors import InputError
from whp_kit.labels.alpha import alpha_paths, candidates
from whp_kit.labels.generic import exclude, level


def paths_of(b, r):
    """Per position its [(token, alpha), ...], the first at 0."""
    paths = alpha_paths(b, r)
    ends = paths.counts.cumsum(0).tolist()
    rows = []
    for first, count, end in zip(paths.first.tolist(), paths.counts.tolist(), ends, strict=True):
        tokens = paths.tokens[end - count : end].tolist()
        alphas = paths.alphas[end - count : end].tolist()
        rows.append([(first, 0.0), *zip(tokens, alphas, strict=True)])
    return rows


def label_at(path, alpha):
    return [token for token, since in path if since < alpha or since == alpha == 0.0][-1]


def scores(b, r, alpha):
    """Equation 1, in float64 from the float32 rise."""
    return b.double() - alpha * (r - b).clamp(min=0).double()


def test_by_hand():
    # token           0    1    2    3
    b = torch.tensor([[4.0, 3.0, 2.5, 0.0]])
    r = torch.tensor([[6.0, 3.5, 2.0, 9.0]])  # d = 2, .5, 0, 9
    # 0 falls below 1 at (4 - 3) / (2 - .5) = 2/3, and 1 falls below 2 at (3 - 2.5) / .5 = 1.
    # 2 did not rise: the end. 3 never wins.
    (path,) = paths_of(b, r)
    assert path == [(0, 0.0), (1, pytest.approx(2 / 3)), (2, 1.0)]


def test_a_label_that_did_not_rise_stays():
    assert paths_of(torch.tensor([[1.0, 3.0]]), torch.tensor([[9.0, 3.0]])) == [[(1, 0.0)]]


def test_a_path_that_ends_at_a_token_that_rose():
    """Every token rose, so the slowest is left in the end."""
    (path,) = paths_of(torch.tensor([[3.0, 1.0]]), torch.tensor([[5.0, 2.0]]))
    assert path == [(0, 0.0), (1, 2.0)]


def test_equal_lines_give_the_first_token():
    b, r = torch.tensor([[2.0, 5.0, 2.0, 5.0]]), torch.tensor([[2.0, 6.0, 2.0, 6.0]])
    assert paths_of(b, r) == [[(1, 0.0), (0, 3.0)]]


@pytest.mark.parametrize("kind", ["normal", "coarse", "all raised", "equal columns", "bfloat16"])
def test_equal_to_brute_force_at_fifty_alphas(kind):
    draw = torch.Generator().manual_seed(5)
    b = torch.randn(400, 70, generator=draw) * 3
    r = b + torch.randn(400, 70, generator=draw)
    if kind == "coarse":  # whole numbers: ties everywhere
        b, r = b.round(), r.round()
    elif kind == "all raised":  # no token has d = 0
        r = b + torch.rand(400, 70, generator=draw) + 0.01
    elif kind == "equal columns":
        b[:, 35:], r[:, 35:] = b[:, :35], r[:, :35]
    elif kind == "bfloat16":
        b, r = b.bfloat16().float(), r.bfloat16().float()
    paths = paths_of(b, r)
    assert max(map(len, paths)) > 2
    drawn = np.random.default_rng(0).exponential(2.0, 44)
    for alpha in [0.0, 0.5, 1.0, 2.0, 5.0, 1e6, *drawn]:
        v = scores(b, r, alpha)
        labels = torch.tensor([label_at(path, alpha) for path in paths])
        best = v.amax(1)
        # Where several tokens tie any of them may be the label.
        chosen = v.gather(1, labels[:, None])[:, 0]
        assert torch.allclose(chosen, best, rtol=1e-12, atol=1e-9), alpha
        if kind == "normal":
            assert labels.equal(v.argmax(1))


whole = st.integers(-6, 6).map(float)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(st.tuples(whole, whole), min_size=1, max_size=9))
def test_the_best_line_in_fractions_before_at_and_after_every_crossing(row):
    b, r = (torch.tensor([column]) for column in zip(*row, strict=True))
    (path,) = paths_of(b, r)
    lines = [(Fraction(x), Fraction(max(y - x, 0.0))) for x, y in row]
    crossings = {(p[0] - q[0]) / (p[1] - q[1]) for p in lines for q in lines if p[1] != q[1]}
    step = Fraction(1, 1000)  # crossings of whole numbers up to 12 lie farther apart
    for crossing in crossings:
        for alpha in (crossing - step, crossing, crossing + step):
            if alpha >= 0:
                values = [x - alpha * d for x, d in lines]
                assert values[label_at(path, float(alpha))] == max(values)


def test_no_path_goes_to_a_token_that_rose_more():
    draw = torch.Generator().manual_seed(3)
    b, r = torch.randn(200, 50, generator=draw), torch.randn(200, 50, generator=draw)
    d = (r - b).clamp(min=0)
    for row, path in enumerate(paths_of(b, r)):
        rises = [float(d[row, token]) for token, _ in path]
        assert rises == sorted(rises, reverse=True) and rises[-1] == 0.0


def test_alphas_never_fall_along_a_path():
    draw = torch.Generator().manual_seed(4)
    b, r = torch.randn(500, 60, generator=draw), torch.randn(500, 60, generator=draw)
    for path in paths_of(b, r):
        alphas = [since for _, since in path]
        assert alphas == sorted(alphas)


def test_candidates_are_few_and_hold_every_winner():
    draw = torch.Generator().manual_seed(6)
    b, r = torch.randn(100, 300, generator=draw), torch.randn(100, 300, generator=draw)
    tokens, _, _ = candidates(b, r)
    assert tokens.shape[1] < 30
    for alpha in (0.0, 0.3, 1.0, 10.0, 1e9):
        labels = scores(b, r, alpha).argmax(1)
        assert (tokens == labels[:, None]).any(1).all()


def test_no_positions_give_no_paths():
    paths = alpha_paths(torch.zeros(0, 7), torch.zeros(0, 7))
    assert [len(column) for column in paths] == [0, 0, 0, 0]


def test_both_models_are_left_as_they_were():
    b, r = torch.randn(9, 20), torch.randn(9, 20)
    before = b.clone(), r.clone()
    alpha_paths(b, r)
    assert b.equal(before[0]) and r.equal(before[1])


@pytest.mark.parametrize("which", ["baseline", "reinforced"])
def test_what_is_not_a_number_is_refused(which):
    b, r = torch.zeros(2, 3), torch.zeros(2, 3)
    (b if which == "baseline" else r)[1] = torch.nan
    with pytest.raises(InputError, match="not numbers"):
        alpha_paths(b, r)


@given(st.integers(0, 2**32 - 1), st.integers(3, 40))
def test_excluded_tokens_never_win_and_the_rest_is_walked_exactly(seed, vocabulary):
    """Level and exclude, then every alpha at once: what generic.py gives at each alpha alone."""
    draw = torch.Generator().manual_seed(seed)
    b, r = (torch.randn(8, vocabulary, generator=draw) for _ in "br")
    forbidden = torch.rand(8, vocabulary, generator=draw) < 0.4
    forbidden[:, seed % vocabulary] = False  # something is left
    paths = paths_of(exclude(level(b, r), forbidden), r)
    levelled = b.double() + (r.double() - b.double()).mean(-1, keepdim=True)
    for alpha in (0.0, 0.5, 2.0, 5.0, 20.0, 1e9):
        v = exclude(levelled - alpha * (r - levelled).clamp(min=0), forbidden)
        for row, path in enumerate(paths):
            label = label_at(path, alpha)
            assert not forbidden[row, label]
            best = v[row].max()
            assert v[row, label] >= best - 1e-5 * max(1.0, alpha)  # but for rounding
