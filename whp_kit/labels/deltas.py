"""Logit deltas (METHOD 2): what further training on the target raised. `delta = reinforced_logits - baseline_logits`, (T, V).

Two views. `text_deltas`: one passage, and for each of its tokens what both models made of it before they saw it. `top_movers`: several
passages, and which tokens of the vocabulary rose most over all positions: those the target owns.

Both are given the models as callables `(input_ids (B, T), attention_mask (B, T)) -> logits (B, T, V)` and change nothing in them. Long
texts go through in overlapping windows, and no (T, V) tensor outlives its window. Letters: T tokens, V vocabulary, K kept per position.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch

from whp_kit.errors import InputError

Logits = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]
BOTH = tuple(
    f"{what}_{model}"
    for what in ("logit", "probability", "rank")
    for model in ("baseline", "reinforced")
)
OFTEN = 10  # a token moves at a position when it is among the so many most raised there


@dataclass(frozen=True)
class Ranked:
    """K tokens at each position, best first. `ids` (T, K), -1 where nothing was read; `values` (T, K): logit delta, or probability."""

    ids: np.ndarray
    values: np.ndarray


@dataclass(frozen=True)
class Compared(Ranked):
    """The same with what both models make of each token, (T, K) each. `values`: the probability that the K were chosen by; rank 1 is the
    likeliest of all V."""

    logit_baseline: np.ndarray
    logit_reinforced: np.ndarray
    probability_baseline: np.ndarray
    probability_reinforced: np.ndarray
    rank_baseline: np.ndarray
    rank_reinforced: np.ndarray


@dataclass(frozen=True)
class Deltas:
    """One passage. Entry t of each array is about token t and was read at the position before it; NaN (rank 0) where nothing stood before.

    `delta` (T,): rise of the true token's logit. `log_ratio` (T,): rise of its log-probability, nats. `kl` (T,): KL(reinforced || baseline)
    over V, nats. `rank_*` (T,): place of the true token, 1 is the likeliest. `probability_*` (T,) in [0, 1]. `raised`: the K tokens whose
    logit rose most; `likely_*`: the K that a model holds likeliest; `watched`: the same W tokens at each position, those asked for.
    `vocabulary`: id -> text of every token that any of these name.
    """

    text: str
    offsets: tuple[tuple[int, int], ...]  # characters of `text`
    input_ids: np.ndarray
    delta: np.ndarray
    log_ratio: np.ndarray
    kl: np.ndarray
    rank_baseline: np.ndarray
    rank_reinforced: np.ndarray
    probability_baseline: np.ndarray
    probability_reinforced: np.ndarray
    raised: Ranked = field(repr=False)
    likely_baseline: Compared = field(repr=False)
    likely_reinforced: Compared = field(repr=False)
    watched: Compared = field(repr=False)
    vocabulary: dict[int, str] = field(repr=False)

    @property
    def tokens(self) -> tuple[str, ...]:
        """The passage cut at its tokens. A space that the tokenizer's offsets leave out goes with the token after it."""
        edges = np.maximum.accumulate([0, *(end for _, end in self.offsets)]).tolist()
        return tuple(self.text[start:end] for start, end in zip(edges, edges[1:], strict=False))

    def rows(self) -> list[dict]:
        """One plain row per token, for a table or a CSV file."""
        return [self._row(t, token) for t, token in enumerate(self.tokens)]

    def row(self, position: int) -> dict:
        """The row of one token."""
        return self._row(position, self.tokens[position])

    def _row(self, t: int, token: str) -> dict:
        numbers = (
            "delta",
            "log_ratio",
            "kl",
            "rank_baseline",
            "rank_reinforced",
            "probability_baseline",
            "probability_reinforced",
        )
        return {"position": t, "start": self.offsets[t][0], "token": token, **{name: getattr(self, name)[t].item() for name in numbers},
                "most_raised": self.vocabulary.get(int(self.raised.ids[t, 0]), "")}  # fmt: skip

    def candidates(self, position: int, model: str = "baseline") -> list[dict]:
        """The K tokens that `model` ("baseline", "reinforced") holds likeliest at a position, best first, as both see them; [] where
        nothing was read."""
        return self._compared(
            self.likely_baseline if model == "baseline" else self.likely_reinforced, position
        )

    def watch(self, position: int) -> list[dict]:
        """The watched tokens at a position, in the same form."""
        return self._compared(self.watched, position)

    def _compared(self, kept: Compared, position: int) -> list[dict]:
        rows = [
            {
                "token": self.vocabulary[int(i)],
                "id": int(i),
                **{name: getattr(kept, name)[position, k].item() for name in BOTH},
            }
            for k, i in enumerate(kept.ids[position])
            if i >= 0
        ]
        return [row | {"delta": row["logit_reinforced"] - row["logit_baseline"]} for row in rows]

    def most_raised(self, count: int) -> list[dict]:
        """The rows of the `count` true tokens whose logit rose most, highest first."""
        known = [row for row in self.rows() if row["delta"] == row["delta"]]
        return sorted(known, key=lambda row: -row["delta"])[:count]


@dataclass(frozen=True)
class Mover:
    """A token of the vocabulary over all positions: its mean logit delta, the share of positions at which it is among the ten most raised,
    and how often it stands in the text."""

    id: int
    token: str
    mean_delta: float
    often: float
    count: int


def text_deltas(
    baseline: Logits,
    reinforced: Logits,
    tokenizer,
    text: str,
    top: int = 10,
    block_tokens: int = 256,
    watch: Sequence[int] = (),
) -> Deltas:
    """Deltas of one passage, `top` tokens kept per position, and of the token ids `watch` what both models make of them everywhere.

    A passage of more than `block_tokens` tokens is read in windows that overlap by half, so that each token but the first few has at least
    half a window before it.
    """
    encoding = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
    ids = encoding["input_ids"]
    if not ids:
        raise InputError(
            "The passage holds no token", value=text, remedy="give a text of at least one word"
        )
    parts = [
        _read(*_pair(baseline, reinforced, window), window[begin:], begin, top, watch)
        for window, begin in _windows(tokenizer, ids, block_tokens)
    ]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    ranked = {"raised": Ranked(columns.pop("raised_ids"), columns.pop("raised_values"))} | {
        name: Compared(*(columns.pop(f"{name}_{part}") for part in ("ids", "values", *BOTH)))
        for name in ("likely_baseline", "likely_reinforced", "watched")
    }
    named = {int(i) for kept in ranked.values() for i in np.unique(kept.ids) if i >= 0}
    return Deltas(
        text=text, offsets=tuple(map(tuple, encoding["offset_mapping"])), input_ids=np.array(ids), **columns, **ranked,
        vocabulary={i: tokenizer.decode([i]) for i in sorted(named)},
    )  # fmt: skip


def top_movers(
    baseline: Logits,
    reinforced: Logits,
    tokenizer,
    texts: Iterable[str],
    top: int = 30,
    block_tokens: int = 256,
) -> list[Mover]:
    """The `top` tokens whose logit rose most on average over every position of `texts`, highest first. Keeps sums of (V,) only."""
    total = raised = counts = None
    positions = 0
    for text in texts:
        ids = tokenizer(text, add_special_tokens=False)["input_ids"]
        for window, begin in _windows(tokenizer, ids, block_tokens) if ids else ():
            before, after = _pair(baseline, reinforced, window)
            delta = (after - before)[max(begin - 1, 0) : len(window) - 1].double()  # (positions, V)
            if total is None:
                total, raised, counts = (
                    torch.zeros(delta.shape[1], dtype=torch.float64) for _ in range(3)
                )
            total += delta.sum(dim=0)
            best = delta.topk(min(OFTEN, delta.shape[1]), dim=1).indices.flatten()
            raised += torch.bincount(best, minlength=len(raised))
            counts += torch.bincount(torch.tensor(window[begin:]), minlength=len(counts))
            positions += len(delta)
    if not positions:
        raise InputError(
            "The passages hold no position to look at", remedy="give at least one text of two words"
        )
    total[[i for i in tokenizer.all_special_ids if i < len(total)]] = -torch.inf
    order = total.topk(min(top, len(total))).indices.tolist()
    return [
        Mover(
            i,
            tokenizer.decode([i]),
            (total[i] / positions).item(),
            (raised[i] / positions).item(),
            int(counts[i]),
        )
        for i in order
    ]


def _windows(tokenizer, ids: list[int], block_tokens: int) -> Iterator[tuple[list[int], int]]:
    """(window, begin): token ids of at most `block_tokens`, of which those before `begin` are context that was read already (or BOS)."""
    if block_tokens < 4:
        raise InputError(
            "A window of fewer than four tokens shows nothing",
            value=block_tokens,
            remedy="give block_tokens of 4 or more",
        )
    prefix = [tokenizer.bos_token_id] if tokenizer.bos_token_id is not None else []
    room = block_tokens - len(prefix)
    done = 0
    while done < len(ids):
        start = max(0, done - room // 2) if done else 0
        window = ids[start : start + room]
        yield prefix + window, len(prefix) + done - start
        done = start + len(window)


def _pair(
    baseline: Logits, reinforced: Logits, window: list[int]
) -> tuple[torch.Tensor, torch.Tensor]:
    """Logits (T, V) of both models in float32 on the CPU."""
    ids = torch.tensor([window])  # (1, T)
    mask = torch.ones_like(ids)
    with torch.no_grad():
        return baseline(ids, mask)[0].float().cpu(), reinforced(ids, mask)[0].float().cpu()


def _read(
    before: torch.Tensor,
    after: torch.Tensor,
    true: list[int],
    begin: int,
    top: int,
    watch: Sequence[int],
) -> dict[str, np.ndarray]:
    """What is kept of one window: arrays over its new tokens `true`, which begin at position `begin`. `before`, `after`: logits (T, V)."""
    blind = int(begin == 0)  # without BOS nothing predicts the first token
    wanted = torch.tensor(true[blind:])[:, None]  # (n, 1)
    rows = slice(max(begin - 1, 0), begin - 1 + len(true))
    before, after = before[rows], after[rows]  # (n, V)
    delta = after - before
    log_before, log_after = before.log_softmax(-1), after.log_softmax(-1)
    kept = min(top, delta.shape[1])
    raised, likely_before, likely_after = (
        delta.topk(kept),
        log_before.topk(kept),
        log_after.topk(kept),
    )
    ordered = {
        "baseline": np.sort(before.numpy(), axis=1),
        "reinforced": np.sort(after.numpy(), axis=1),
    }
    watched = torch.tensor(list(watch), dtype=torch.long).expand(len(delta), -1)  # (n, W)
    columns = {
        "delta": delta.gather(1, wanted)[:, 0],
        "log_ratio": (log_after - log_before).gather(1, wanted)[:, 0],
        "kl": (log_after.exp() * (log_after - log_before)).sum(-1),
        "rank_baseline": _ranks(ordered["baseline"], before.gather(1, wanted))[:, 0],
        "rank_reinforced": _ranks(ordered["reinforced"], after.gather(1, wanted))[:, 0],
        "probability_baseline": log_before.gather(1, wanted)[:, 0].exp(),
        "probability_reinforced": log_after.gather(1, wanted)[:, 0].exp(),
        "raised_ids": raised.indices, "raised_values": raised.values,
        "likely_baseline_values": likely_before.values.exp(), "likely_reinforced_values": likely_after.values.exp(),
        "watched_values": log_after.gather(1, watched).exp(),
    }  # fmt: skip
    for name, ids in (
        ("likely_baseline", likely_before.indices),
        ("likely_reinforced", likely_after.indices),
        ("watched", watched),
    ):
        columns[f"{name}_ids"] = ids
        for model, logits, logs in (
            ("baseline", before, log_before),
            ("reinforced", after, log_after),
        ):
            columns[f"{name}_logit_{model}"] = logits.gather(1, ids)
            columns[f"{name}_probability_{model}"] = logs.gather(1, ids).exp()
            columns[f"{name}_rank_{model}"] = _ranks(
                ordered[model], columns[f"{name}_logit_{model}"]
            )
    return {name: _with_blank(column.numpy(), blind, name) for name, column in columns.items()}


def _ranks(ordered: np.ndarray, values: torch.Tensor) -> torch.Tensor:
    """(n, K): the place of each value among the V logits of its row, 1 is the highest. `ordered` (n, V): the rows sorted upwards."""
    above = [
        ordered.shape[1] - np.searchsorted(row, found, side="right")
        for row, found in zip(ordered, values.numpy(), strict=True)
    ]
    return torch.from_numpy(1 + np.array(above, dtype=np.int64).reshape(values.shape))


def _with_blank(column: np.ndarray, blind: int, name: str) -> np.ndarray:
    """A first entry that says "nothing was read here", if `blind`."""
    empty = np.nan if column.dtype.kind == "f" else -1 if name.endswith("ids") else 0
    return np.concatenate([np.full((blind, *column.shape[1:]), empty, dtype=column.dtype), column])
