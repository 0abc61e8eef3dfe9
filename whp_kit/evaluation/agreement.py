"""How often a model's likeliest token is the text's own, at the positions that have a label (11).

Two gaps show there without any attack: between the labels and a model that never read the text, and
between the trained model and its labels. Labels that agree with the text as often as a model that
never knew does are a way to choose alpha that needs no taste.
"""

from collections.abc import Sequence

import numpy as np
import torch

from whp_kit.evaluation.evaluate import Role
from whp_kit.labels.generic import IGNORE
from whp_kit.labels.label_set import LabelSet
from whp_kit.models.roles import logits_of
from whp_kit.training.examples import Examples

ALPHAS = (0.0, 2.5, 5.0, 10.0, 20.0, 50.0, 1e6)


def label_rows(labels: LabelSet, alphas: Sequence[float] = ALPHAS) -> list[dict]:
    """For each alpha the share of labels that are the text's next token."""
    text = _next_tokens(labels)
    rows = []
    for alpha in alphas:
        flat = labels.flat_at(alpha)
        has_label = flat != IGNORE
        agrees = flat[has_label] == text[has_label]
        rows.append({"alpha": alpha, "is the text's own": float(agrees.mean())})
    return rows


def role_agreement(
    role: Role, labels: LabelSet, alpha: float, batch: int, blocks: int
) -> dict[str, float]:
    """Of `blocks` blocks, evenly spaced: how often the role's likeliest token is the text's own,
    and how often it is the label at `alpha`. Positions with a label count."""
    pad = role.loaded.tokenizer.pad_token_id
    by_label = Examples.from_rows(labels.input_ids, labels.at(alpha), pad).spread(blocks)
    logits_for = logits_of(role.loaded, role.adapter)
    as_text = as_label = count = 0
    for rows in torch.arange(len(by_label)).split(batch):
        some = by_label[rows]
        said = logits_for(some.input_ids, some.attention_mask).argmax(-1).cpu()  # (B, T)
        real = some.labels != IGNORE
        text = some.input_ids.roll(-1, dims=1)
        as_text += int((said == text)[real].sum())
        as_label += int((said == some.labels)[real].sum())
        count += int(real.sum())
    return {"is the text's own": as_text / count, "is the label": as_label / count}


def _next_tokens(labels: LabelSet) -> np.ndarray:
    """The token after each position (N,); after the end of a block, where no label is, any."""
    return np.roll(labels.columns["input_ids"].astype(np.int64), -1)
