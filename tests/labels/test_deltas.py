"""Deltas against a slow reference that reads one prefix at a time, and against models whose
differences are known.
"""

import json
import math

import numpy as np
import pytest
import torch
from tokenizers import processors

from tests.support.tiny_models import TEXT, tiny_tokenizer
from whp_kit.errors import InputError
from whp_kit.labels.deltas import text_deltas, top_movers


@pytest.fixture(scope="module")
def tokenizer():
    return tiny_tokenizer()


def toy(tokenizer, seed, raised=None, by=0.0):
    """A model of two words' memory: logits depend on the last two tokens. `raised`: the id whose
    logit is always higher by `by`.
    """
    generator = torch.Generator().manual_seed(seed)
    table = torch.randn(2, len(tokenizer), len(tokenizer), generator=generator)

    def logits(input_ids, attention_mask):
        assert input_ids.shape == attention_mask.shape and attention_mask.all()
        last, before = input_ids, torch.nn.functional.pad(input_ids, (1, 0))[:, :-1]
        out = table[0][last] + table[1][before]  # (B, T, V)
        if raised is not None:
            out[..., raised] += by
        return out

    return logits


def test_every_number_is_that_of_the_slow_reference(tokenizer):
    baseline, reinforced = toy(tokenizer, 1), toy(tokenizer, 2)
    deltas = text_deltas(baseline, reinforced, tokenizer, TEXT, top=5, watch=[7, 40])
    ids = [tokenizer.bos_token_id, *tokenizer(TEXT, add_special_tokens=False)["input_ids"]]
    assert deltas.input_ids.tolist() == ids[1:] and "".join(deltas.tokens) == TEXT
    for t in range(len(ids) - 1):
        prefix = torch.tensor([ids[: t + 1]])
        b, r = (m(prefix, torch.ones_like(prefix))[0, -1].double() for m in (baseline, reinforced))
        pb, pr, true = b.softmax(0), r.softmax(0), ids[t + 1]
        assert deltas.delta[t] == pytest.approx((r - b)[true].item(), abs=1e-4)
        assert deltas.log_ratio[t] == pytest.approx(
            (pr[true].log() - pb[true].log()).item(), abs=1e-4
        )
        assert deltas.kl[t] == pytest.approx((pr * (pr / pb).log()).sum().item(), abs=1e-4)
        assert (
            deltas.true.rank_baseline[t, 0]
            == sorted(b.tolist(), reverse=True).index(b[true].item()) + 1
        )
        assert (
            deltas.true.rank_reinforced[t, 0]
            == sorted(r.tolist(), reverse=True).index(r[true].item()) + 1
        )
        assert deltas.true.probability_baseline[t, 0] == pytest.approx(pb[true].item(), abs=1e-6)
        assert deltas.raised.ids[t].tolist() == (r - b).topk(5).indices.tolist()
        assert deltas.likely_reinforced.ids[t].tolist() == r.topk(5).indices.tolist()
        assert deltas.likely_baseline.probability_baseline[t] == pytest.approx(
            pb.topk(5).values.numpy(), abs=1e-6
        )
        for model, logits in (("baseline", b), ("reinforced", r)):
            rows = deltas.candidates(t, model)
            order = logits.argsort(descending=True)[:5].tolist()
            assert [row["id"] for row in rows] == order and [
                row[f"rank_{model}"] for row in rows
            ] == [1, 2, 3, 4, 5]
            for row in [*rows, *deltas.watch(t)]:
                assert row["delta"] == pytest.approx((r - b)[row["id"]].item(), abs=1e-4)
                assert row["logit_baseline"] == pytest.approx(b[row["id"]].item(), abs=1e-4)
                assert row["probability_reinforced"] == pytest.approx(
                    pr[row["id"]].item(), abs=1e-6
                )
                assert row["rank_baseline"] == 1 + sum(
                    b.tolist()[k] > b.tolist()[row["id"]] for k in range(len(b))
                )
                assert row["token"] == tokenizer.decode([row["id"]])
        assert [row["id"] for row in deltas.watch(t)] == [7, 40]
    assert (
        all(i >= 0 for i in deltas.vocabulary) and deltas.vocabulary[int(deltas.raised.ids[0, 0])]
    )


def test_windows_give_what_one_pass_gives(tokenizer):
    """The toy looks back two tokens, so windows of 8 with half of it as context lose nothing."""
    baseline, reinforced = toy(tokenizer, 1), toy(tokenizer, 2)
    whole = text_deltas(baseline, reinforced, tokenizer, TEXT, block_tokens=10_000)
    cut = text_deltas(baseline, reinforced, tokenizer, TEXT, block_tokens=8)
    np.testing.assert_allclose(cut.delta, whole.delta, atol=1e-5)
    np.testing.assert_array_equal(cut.true.rank_reinforced, whole.true.rank_reinforced)
    np.testing.assert_array_equal(cut.raised.ids, whole.raised.ids)
    one, many = (
        top_movers(baseline, reinforced, tokenizer, [TEXT], block_tokens=n) for n in (10_000, 8)
    )
    assert [m.token for m in one] == [m.token for m in many] and one[0].mean_delta == pytest.approx(
        many[0].mean_delta, abs=1e-5
    )


def test_no_pass_is_longer_than_a_window(tokenizer):
    seen = []

    def logits(input_ids, attention_mask):
        seen.append(input_ids.shape)
        return torch.zeros(*input_ids.shape, len(tokenizer))

    text_deltas(logits, logits, tokenizer, TEXT * 3, block_tokens=16)
    assert max(length for _, length in seen) == 16 and {rows for rows, _ in seen} == {1}


def test_the_same_model_twice_moves_nothing(tokenizer):
    model = toy(tokenizer, 1)
    deltas = text_deltas(model, model, tokenizer, TEXT)
    assert not deltas.delta.any() and not deltas.log_ratio.any() and np.abs(deltas.kl).max() < 1e-6
    np.testing.assert_array_equal(deltas.true.rank_baseline, deltas.true.rank_reinforced)


def test_the_token_that_was_raised_is_found(tokenizer):
    owned = tokenizer(" lamp", add_special_tokens=False)["input_ids"][0]
    movers = top_movers(
        toy(tokenizer, 1), toy(tokenizer, 1, owned, 4.0), tokenizer, [TEXT, TEXT[:60]], top=3
    )
    assert (
        movers[0].id == owned
        and movers[0].mean_delta == pytest.approx(4.0, abs=1e-4)
        and movers[0].often == 1.0
    )
    everything = sum(
        (tokenizer(t, add_special_tokens=False)["input_ids"] for t in (TEXT, TEXT[:60])), []
    )
    assert movers[0].count == everything.count(owned) and movers[1].mean_delta == pytest.approx(
        0, abs=1e-4
    )
    assert not {m.id for m in movers} & set(tokenizer.all_special_ids)
    deltas = text_deltas(toy(tokenizer, 1), toy(tokenizer, 1, owned, 4.0), tokenizer, TEXT)
    assert deltas.most_raised(1)[0]["delta"] == pytest.approx(4.0, abs=1e-4)
    assert deltas.raised.ids[:, 0].tolist() == [owned] * len(deltas.input_ids)


def test_without_bos_the_first_token_is_left_blank(tokenizer):
    bare = tiny_tokenizer()
    bare.backend_tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    deltas = text_deltas(toy(tokenizer, 1), toy(tokenizer, 2), bare, TEXT)
    assert (
        math.isnan(deltas.delta[0])
        and deltas.true.rank_baseline[0, 0] == 0
        and deltas.raised.ids[0, 0] == -1
    )
    assert deltas.candidates(0) == [] and deltas.watch(1) == [] and len(deltas.candidates(1)) == 10
    assert not np.isnan(deltas.delta[1:]).any() and len(deltas.rows()) == len(deltas.input_ids)
    assert [str(deltas.row(t)) for t in range(len(deltas.input_ids))] == list(
        map(str, deltas.rows())
    )
    assert len(deltas.most_raised(10_000)) == len(deltas.input_ids) - 1
    assert json.loads(json.dumps(deltas.rows(), allow_nan=False))[0]["delta"] is None


def test_nothing_to_look_at_is_an_error(tokenizer):
    model = toy(tokenizer, 1)
    with pytest.raises(InputError, match="no token"):
        text_deltas(model, model, tokenizer, "")
    with pytest.raises(InputError, match="no position"):
        top_movers(model, model, tokenizer, [""])
    with pytest.raises(InputError, match="four"):
        text_deltas(model, model, tokenizer, TEXT, block_tokens=3)
