"""Logit deltas: which tokens further training on the target has raised (section 2.1).

    delta = reinforced logits - baseline logits          (T positions, V tokens)

`text_deltas` compares both models at each token of a passage, `top_movers` lists the tokens of the
vocabulary that rose most over several passages. The models come in as functions from ids and mask
(B, T) to logits (B, T, V) and are left as they are. A long passage is read in overlapping windows,
and no (T, V) tensor outlives its window.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from itertools import pairwise

import numpy as np
import torch
from transformers import PreTrainedTokenizerBase

from whp_kit.errors import InputError
from whp_kit.models.roles import Logits, logits_of_row
from whp_kit.text.blocks import special_prefix

MOST_RAISED = 10  # a token counts as raised at a position if it is among this many


@dataclass(frozen=True)
class Compared:
    """K tokens at each position, and what both models give them; (T, K) each.

    Where nothing was read before a position, ids are -1, ranks 0 and the rest NaN. Rank 1 is the
    likeliest of all V tokens.
    """

    ids: np.ndarray
    logit_baseline: np.ndarray
    logit_reinforced: np.ndarray
    probability_baseline: np.ndarray
    probability_reinforced: np.ndarray
    rank_baseline: np.ndarray
    rank_reinforced: np.ndarray

    @property
    def delta(self) -> np.ndarray:
        """Rise of each logit (T, K)."""
        return self.logit_reinforced - self.logit_baseline

    @classmethod
    def joined(cls, parts: Sequence["Compared"]) -> "Compared":
        """Several stretches of positions, one after the other."""
        names = [column.name for column in fields(cls)]
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))

    @classmethod
    def blank(cls, count: int) -> "Compared":
        """One position before which nothing was read."""
        nan, zero = np.full((1, count), np.nan, np.float32), np.zeros((1, count), np.int64)
        return cls(zero - 1, nan, nan, nan, nan, zero, zero)

    def rows(self, position: int, names: dict[int, str]) -> list[dict]:
        """The tokens of one position as plain rows; [] where nothing was read before it."""
        rows = []
        for k, token in enumerate(self.ids[position].tolist()):
            if token >= 0:
                values = {
                    column.name: getattr(self, column.name)[position, k].item()
                    for column in fields(self)[1:]
                }
                delta = values["logit_reinforced"] - values["logit_baseline"]
                rows.append({"token": names[token], "id": token, **values, "delta": delta})
        return rows


@dataclass(frozen=True)
class Deltas:
    """One passage of T tokens. Entry t is about token t, and was read at the position before it.

    offsets: the characters of each token. true (T, 1): the tokens themselves. log_ratio (T,): rise
    of the true token's log-probability, nats. kl (T,): KL(reinforced || baseline) over V, nats.
    raised (T, K): the tokens whose logit rose most. likely_baseline, likely_reinforced (T, K): the
    likeliest of a model. watched (T, W): the same tokens at each position, those asked for.
    vocabulary: the text of every token named here. Where nothing stood before a token, there is NaN
    and rank 0.
    """

    text: str
    offsets: tuple[tuple[int, int], ...]
    true: Compared
    log_ratio: np.ndarray
    kl: np.ndarray
    raised: Compared = field(repr=False)
    likely_baseline: Compared = field(repr=False)
    likely_reinforced: Compared = field(repr=False)
    watched: Compared = field(repr=False)
    vocabulary: dict[int, str] = field(repr=False)
    input_ids: np.ndarray = field(repr=False)

    @property
    def delta(self) -> np.ndarray:
        """Rise of the true token's logit (T,)."""
        return self.true.delta[:, 0]

    @property
    def tokens(self) -> tuple[str, ...]:
        """The passage cut at its tokens.

        A space that the tokenizer's offsets leave out goes with the token after it.
        """
        edges = np.maximum.accumulate([0, *(end for _, end in self.offsets)]).tolist()
        return tuple(self.text[start:end] for start, end in pairwise(edges))

    def rows(self) -> list[dict]:
        """One plain row for each token, for a table or a file; None where there is no figure."""
        return [self._row(position, token) for position, token in enumerate(self.tokens)]

    def row(self, position: int) -> dict:
        """The row of one token."""
        return self._row(position, self.tokens[position])

    def candidates(self, position: int, model: str = "baseline") -> list[dict]:
        """The K likeliest tokens of "baseline" or "reinforced" at a position, best first."""
        likely = self.likely_baseline if model == "baseline" else self.likely_reinforced
        return likely.rows(position, self.vocabulary)

    def watch(self, position: int) -> list[dict]:
        """The watched tokens at a position."""
        return self.watched.rows(position, self.vocabulary)

    def most_raised(self, count: int) -> list[dict]:
        """The rows of the `count` true tokens whose logit rose most, highest first."""
        known = [row for row in self.rows() if row["rank_baseline"]]
        return sorted(known, key=lambda row: -row["delta"])[:count]

    def _row(self, position: int, token: str) -> dict:
        figures = {
            "delta": self.delta[position],
            "log_ratio": self.log_ratio[position],
            "kl": self.kl[position],
            "rank_baseline": self.true.rank_baseline[position, 0],
            "rank_reinforced": self.true.rank_reinforced[position, 0],
            "probability_baseline": self.true.probability_baseline[position, 0],
            "probability_reinforced": self.true.probability_reinforced[position, 0],
        }
        return {
            "position": position,
            "start": self.offsets[position][0],
            "token": token,
            **{name: None if np.isnan(of) else of.item() for name, of in figures.items()},
            "most_raised": self.vocabulary.get(int(self.raised.ids[position, 0]), ""),
        }


@dataclass(frozen=True)
class Mover:
    """A token of the vocabulary over all positions of several passages.

    mean_delta: its mean rise. often: the share of positions at which it is among the ten tokens
    that rose most. count: how often it stands in the passages.
    """

    id: int
    token: str
    mean_delta: float
    often: float
    count: int


def text_deltas(
    baseline: Logits,
    reinforced: Logits,
    tokenizer: PreTrainedTokenizerBase,
    text: str,
    top: int = 10,
    block_tokens: int = 256,
    watch: Sequence[int] = (),
) -> Deltas:
    """The deltas of one passage, with `top` tokens for each position, and the token ids `watch`.

    A passage of more than `block_tokens` tokens is read in windows that overlap by half, so that
    each token but the first few has at least half a window before it.
    """
    encoding = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
    ids = encoding["input_ids"]
    if not ids:
        raise InputError(
            "The passage holds no token", value=text, remedy="give a text of at least one word"
        )
    parts, log_ratios, kls = [], [], []
    for window, begin in _windows(tokenizer, ids, block_tokens):
        before, after = (logits_of_row(model, window) for model in (baseline, reinforced))  # (T, V)
        true = torch.tensor(window[begin:])
        if begin == 0:  # without BOS nothing predicts the first token
            count = min(top, before.shape[1])
            parts.append([Compared.blank(k) for k in (1, count, count, count, len(watch))])
            log_ratios.append(np.full(1, np.nan, np.float32))
            kls.append(np.full(1, np.nan, np.float32))
            true, begin = true[1:], 1
        rows = slice(begin - 1, begin - 1 + len(true))  # position p predicts token p + 1
        part, log_ratio, kl = _compare(before[rows], after[rows], true, top, watch)
        parts.append(part)
        log_ratios.append(log_ratio)
        kls.append(kl)
    true, *others = (Compared.joined(column) for column in zip(*parts, strict=True))
    named = {token for group in others for token in np.unique(group.ids).tolist() if token >= 0}
    return Deltas(
        text,
        tuple(map(tuple, encoding["offset_mapping"])),
        true,
        np.concatenate(log_ratios),
        np.concatenate(kls),
        *others,
        vocabulary={token: tokenizer.decode([token]) for token in sorted(named)},
        input_ids=np.array(ids),
    )


def top_movers(
    baseline: Logits,
    reinforced: Logits,
    tokenizer: PreTrainedTokenizerBase,
    texts: Iterable[str],
    top: int = 30,
    block_tokens: int = 256,
) -> list[Mover]:
    """The `top` tokens whose logit rose most on average over all positions, highest first.

    Only sums of shape (V,) are kept.
    """
    total = raised = counts = None
    positions = 0
    for text in texts:
        ids = tokenizer(text, add_special_tokens=False)["input_ids"]
        for window, begin in _windows(tokenizer, ids, block_tokens) if ids else ():
            delta = logits_of_row(reinforced, window) - logits_of_row(baseline, window)  # (T, V)
            delta = delta[max(begin - 1, 0) : len(window) - 1].double()
            if total is None:
                total, raised, counts = torch.zeros(3, delta.shape[1], dtype=torch.float64)
            total += delta.sum(dim=0)
            best = delta.topk(min(MOST_RAISED, delta.shape[1]), dim=1).indices.flatten()
            raised += torch.bincount(best, minlength=len(raised))
            counts += torch.bincount(torch.tensor(window[begin:]), minlength=len(counts))
            positions += len(delta)
    if not positions:
        raise InputError(
            "The passages hold no position to look at", remedy="give at least one text of two words"
        )
    total[[token for token in tokenizer.all_special_ids if token < len(total)]] = -torch.inf
    movers = []
    for token in total.topk(min(top, len(total))).indices.tolist():
        mean, often = (total[token] / positions).item(), (raised[token] / positions).item()
        movers.append(Mover(token, tokenizer.decode([token]), mean, often, int(counts[token])))
    return movers


def _windows(
    tokenizer: PreTrainedTokenizerBase, ids: list[int], block_tokens: int
) -> Iterator[tuple[list[int], int]]:
    """(window, begin): at most `block_tokens` token ids, those before `begin` only as context."""
    if block_tokens < 4:
        raise InputError(
            "A window of fewer than four tokens shows nothing",
            value=block_tokens,
            remedy="give block_tokens of 4 or more",
        )
    prefix = list(special_prefix(tokenizer))
    room = block_tokens - len(prefix)
    done = 0
    while done < len(ids):
        start = max(0, done - room // 2) if done else 0
        window = ids[start : start + room]
        yield prefix + window, len(prefix) + done - start
        done = start + len(window)


def _compare(
    before: torch.Tensor, after: torch.Tensor, true: torch.Tensor, top: int, watch: Sequence[int]
) -> tuple[list[Compared], np.ndarray, np.ndarray]:
    """Both models at N positions, logits (N, V) each, that predict the tokens `true` (N,).

    Returns [true, raised, likely_baseline, likely_reinforced, watched], log_ratio (N,), kl (N,).
    """
    log_before, log_after = before.log_softmax(-1), after.log_softmax(-1)
    sorted_before, sorted_after = np.sort(before.numpy(), axis=1), np.sort(after.numpy(), axis=1)
    count = min(top, before.shape[1])
    groups = [
        true[:, None],
        (after - before).topk(count).indices,
        log_before.topk(count).indices,
        log_after.topk(count).indices,
        torch.tensor(list(watch), dtype=torch.long).expand(len(true), -1),
    ]
    compared = []
    for ids in groups:  # (N, K) each
        b, r = before.gather(1, ids).numpy(), after.gather(1, ids).numpy()
        compared.append(
            Compared(
                ids.numpy(),
                b,
                r,
                log_before.gather(1, ids).exp().numpy(),
                log_after.gather(1, ids).exp().numpy(),
                _ranks(sorted_before, b),
                _ranks(sorted_after, r),
            )
        )
    log_ratio = (log_after - log_before).gather(1, true[:, None])[:, 0]
    kl = (log_after.exp() * (log_after - log_before)).sum(-1)
    return compared, log_ratio.numpy(), kl.numpy()


def _ranks(ordered: np.ndarray, values: np.ndarray) -> np.ndarray:
    """The place of each value (N, K) among the logits of its row, 1 is the highest.

    ordered (N, V): the logits of each row, sorted upwards.
    """
    ranks = np.zeros(values.shape, dtype=np.int64)
    for number, (row, row_values) in enumerate(zip(ordered, values, strict=True)):
        ranks[number] = 1 + len(row) - np.searchsorted(row, row_values, side="right")
    return ranks
