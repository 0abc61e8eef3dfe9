"""Labels of one block as rows for `views.label_strip`, and how many labels an alpha changes."""

from collections.abc import Iterable

from whp_kit.labels.alignment import Reason
from whp_kit.labels.label_set import IGNORE, LabelSet


def label_rows(labels: LabelSet, tokenizer, block: int, alpha: float | None = None) -> list[dict]:
    """One row per predicted token of a block, for `label_strip`: the text's next token, the label in its place, and why."""
    alpha = labels.alpha if alpha is None else alpha
    ids, wanted, reasons = (
        labels.input_ids[block],
        labels.at(alpha)[block],
        labels.reasons_at(alpha)[block],
    )
    names = {i: tokenizer.decode([i]) for i in {*ids.tolist(), *wanted.tolist()} if i != IGNORE}
    return [
        {
            "token": names[int(ids[t + 1])],
            "label": names.get(int(wanted[t])),
            "reason": Reason(int(reasons[t])).name.lower(),
        }
        for t in range(len(ids) - 1)
    ]


def shares_changed(labels: LabelSet, alphas: Iterable[float]) -> dict[float, float]:
    """alpha -> share of the labelled positions whose label is not that of alpha = 0, in [0, 1]."""
    start = labels.flat_at(0.0)
    count = max(int((start != IGNORE).sum()), 1)
    return {alpha: int((labels.flat_at(alpha) != start).sum()) / count for alpha in alphas}
