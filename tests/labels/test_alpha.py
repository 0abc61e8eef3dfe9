"""The path over every alpha against brute force, by hand, and in exact arithmetic."""

from fractions import Fraction

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from whp_kit.errors import InputError
from whp_kit.labels import alpha as envelope
from whp_kit.labels.alpha import alpha_paths


def rows_of(paths, count):
    """Per position its [(token, alpha), ...], the first at 0."""
    ends = np.cumsum(paths.counts)
    out = []
    for k in range(count):
        part = slice(ends[k] - paths.counts[k], ends[k])
        later = zip(paths.tokens[part].tolist(), paths.alphas[part].tolist(), strict=True)
        out.append([(int(paths.first[k]), 0.0), *later])
    return out


def paths_of(b, r, forbidden=None):
    every = torch.arange(len(b))
    return alpha_paths(b, r, every, None if r is None else every, forbidden)


def labels_at(path, alpha):
    return [token for token, since in path if since <= np.float32(alpha)][-1]


def brute_force(b, r, alpha):
    """argmax of b - alpha * relu(r - b), the lowest index of those that tie; d rounded once to float32, all else in float64."""
    b, r = b.float(), r.float()
    d = (r - b).clamp(min=0)
    return (b.double() - float(np.float32(alpha)) * d.double()).numpy().argmax(axis=1)


def test_by_hand():
    # tokens        0    1    2    3
    b = torch.tensor([[4.0, 3.0, 2.5, 0.0]])
    r = torch.tensor([[6.0, 3.5, 2.0, 9.0]])  # d = 2, .5, 0, 9
    # 0 falls below 1 at (4-3)/(2-.5) = 2/3; 1 falls below 2 after (3-2.5)/.5 = 1; 2 is not raised: the end. 3 never wins.
    ((first, second, third),) = rows_of(paths_of(b, r), 1)
    assert (
        first == (0, 0.0)
        and second[0] == 1
        and third == (2, float(np.nextafter(np.float32(1), np.float32(2))))
    )
    assert second[1] == pytest.approx(2 / 3, rel=1e-6) and second[1] >= 2 / 3
    assert [labels_at([first, second, third], a) for a in (0, 0.66, 0.67, 0.999, 1.001, 100)] == [
        0,
        0,
        1,
        1,
        2,
        2,
    ]


def test_at_the_very_alpha_where_two_tie_the_lowest_index_wins():
    up = rows_of(paths_of(torch.tensor([[2.0, 3.0]]), torch.tensor([[2.0, 4.0]])), 1)[
        0
    ]  # tie at alpha 1, then 0
    down = rows_of(paths_of(torch.tensor([[3.0, 2.0]]), torch.tensor([[4.0, 2.0]])), 1)[
        0
    ]  # tie at alpha 1, then 1
    just_after = float(np.nextafter(np.float32(1), np.float32(2)))
    assert up == [(1, 0.0), (0, 1.0)] and down == [(0, 0.0), (1, just_after)]
    # three lines through one point at alpha 1, value 2: 2 wins before, 0 there alone, 1 after
    three = rows_of(paths_of(torch.tensor([[3.0, 2.0, 4.0]]), torch.tensor([[4.0, 2.0, 6.0]])), 1)[
        0
    ]
    assert three == [(2, 0.0), (0, 1.0), (1, just_after)]
    # equal logits: the lowest index at alpha 0, the one that is not raised from the next float on
    equal = rows_of(paths_of(torch.tensor([[1.0, 1.0]]), torch.tensor([[2.0, 0.0]])), 1)[0]
    assert equal[0] == (0, 0.0) and equal[1][0] == 1 and 0 < equal[1][1] < 1e-40


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("kind", ["normal", "coarse", "all raised", "equal columns"])
def test_equal_to_brute_force_at_fifty_alphas(dtype, kind):
    generator = torch.Generator().manual_seed(5)
    b = torch.randn(400, 70, generator=generator) * 3
    r = b + torch.randn(400, 70, generator=generator)
    if kind == "coarse":  # whole numbers: ties everywhere
        b, r = b.round(), r.round()
    elif kind == "all raised":  # no token has d = 0
        r = b + torch.rand(400, 70, generator=generator) + 0.01
    elif kind == "equal columns":
        b[:, 35:], r[:, 35:] = b[:, :35], r[:, :35]
    b, r = b.to(dtype), r.to(dtype)
    paths = rows_of(paths_of(b, r), 400)
    alphas = np.concatenate(
        [[0.0, 0.5, 1.0, 2.0, 5.0, 1e6], np.random.default_rng(0).exponential(2.0, 44)]
    )
    for alpha in alphas:
        assert [labels_at(path, alpha) for path in paths] == brute_force(b, r, alpha).tolist(), (
            alpha
        )
    assert max(len(path) for path in paths) > 2


whole = st.integers(-6, 6).map(float)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(st.tuples(whole, whole), min_size=1, max_size=9))
def test_exact_in_fractions_at_before_and_after_every_crossing(row):
    b, r = (torch.tensor([column]) for column in zip(*row, strict=True))
    (path,) = rows_of(paths_of(b, r), 1)
    lines = [(Fraction(x), Fraction(max(y - x, 0.0))) for x, y in row]
    crossings = {(p[0] - q[0]) / (p[1] - q[1]) for p in lines for q in lines if p[1] != q[1]}
    asked = {np.float32(float(c)) for c in crossings if c >= 0} | {np.float32(0)}
    asked |= {np.nextafter(a, np.float32(up)) for a in asked for up in (9, 0)}
    for alpha in asked:
        values = [x - Fraction(float(alpha)) * d for x, d in lines]
        assert labels_at(path, alpha) == values.index(max(values)), float(alpha)
    assert all(a[1] <= b[1] for a, b in zip(path, path[1:], strict=False))


def test_forbidden_tokens_are_set_to_the_rows_mean_first():
    b = torch.tensor([[5.0, 4.0, 0.0, 3.0], [5.0, 4.0, 0.0, 3.0], [1.0, 4.0, 0.0, 3.0]])
    r = torch.zeros(3, 4)
    r[1] = torch.tensor([0.0, 6.0, 0.0, 0.0])
    # row 0 may say 0; row 1 may not, its logit becomes 3.0, and 1 is raised by 2: from (4-3)/2 on token 0, which ties with 3, wins again
    paths = paths_of(b, r, (np.array([1, 2]), np.array([0, 0])))
    assert rows_of(paths, 3) == [[(0, 0.0)], [(1, 0.0), (0, 0.5)], [(1, 0.0)]]
    assert paths.stepped_aside.tolist() == [False, True, False]
    assert b[1].tolist() == [5.0, 4.0, 0.0, 3.0]  # left as it was


def test_forbidden_equals_brute_force_on_edited_logits():
    generator = torch.Generator().manual_seed(1)
    b, r = torch.randn(300, 40, generator=generator), torch.randn(300, 40, generator=generator)
    chance = torch.rand(300, 40, generator=generator) < 0.2
    at, what = (column.numpy() for column in chance.nonzero().T)
    edited = torch.where(chance, b.mean(dim=1, keepdim=True), b)
    paths = paths_of(b, r, (at, what))
    for alpha in (0.0, 0.3, 1.0, 5.0):
        assert [labels_at(path, alpha) for path in rows_of(paths, 300)] == brute_force(
            edited, r, alpha
        ).tolist()
    assert paths.stepped_aside.tolist() == (b.argmax(1) != edited.argmax(1)).tolist()


def test_rows_are_taken_as_asked_and_in_pieces(monkeypatch):
    monkeypatch.setattr(envelope, "CHUNK_ELEMENTS", 100)
    monkeypatch.setattr(envelope, "CANDIDATES_AT_ONCE", 50)
    monkeypatch.setattr(envelope, "CANDIDATES_HELD", 80)
    generator = torch.Generator().manual_seed(2)
    b, r = torch.randn(90, 30, generator=generator), torch.randn(120, 30, generator=generator)
    b_rows, r_rows = (
        torch.randint(0, 90, (70,), generator=generator),
        torch.randint(0, 120, (70,), generator=generator),
    )
    paths = alpha_paths(b, r, b_rows, r_rows)
    for alpha in (0.0, 0.7, 3.0):
        assert [labels_at(path, alpha) for path in rows_of(paths, 70)] == brute_force(
            b[b_rows], r[r_rows], alpha
        ).tolist()


def test_without_a_reinforced_model_each_path_is_one_token():
    b = torch.tensor([[1.0, 2.0], [3.0, 3.0]])
    assert rows_of(paths_of(b, None), 2) == [[(1, 0.0)], [(0, 0.0)]]


def test_the_suppressed_never_rises():
    """What the method promises: no alpha raises a logit, so the winner's d never grows along a path."""
    generator = torch.Generator().manual_seed(3)
    b, r = torch.randn(200, 50, generator=generator), torch.randn(200, 50, generator=generator)
    d = (r - b).clamp(min=0)
    for row, path in enumerate(rows_of(paths_of(b, r), 200)):
        along = [float(d[row, token]) for token, _ in path]
        assert along == sorted(along, reverse=True) and along[-1] == 0.0


@pytest.mark.parametrize("which", ["baseline", "reinforced"])
def test_what_is_not_a_number_is_refused(which):
    b, r = torch.zeros(2, 3), torch.zeros(2, 3)
    (b if which == "baseline" else r)[1] = torch.nan
    with pytest.raises(InputError, match="not numbers"):
        paths_of(b, r)
