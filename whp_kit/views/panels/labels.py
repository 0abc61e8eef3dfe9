"""The label inspector of step 04: a block's text, translation, labels and reasons, row above row.

Moving alpha asks no model, since the label set has the labels for every alpha. With both models
the panel also lists the highest logits behind one position, which takes two passes for each block.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import ipywidgets as W
import numpy as np
import torch
from transformers import PreTrainedTokenizerBase

from whp_kit.anchors.table import AnchorTable
from whp_kit.errors import InputError
from whp_kit.labels.alignment import Reason, align
from whp_kit.labels.generic import IGNORE, generic_logits, level
from whp_kit.labels.label_set import LabelSet
from whp_kit.labels.prepare import Rules, TranslatedText, translate_block
from whp_kit.models.roles import Logits, logits_of_row
from whp_kit.text.blocks import Encoder
from whp_kit.text.documents import Document
from whp_kit.views import html as views
from whp_kit.views.html import View, shown
from whp_kit.views.panels.base import Controls, wrapped

NO_PARTNER = "this position has no partner in the translation, and so no label"


@dataclass(frozen=True, eq=False)
class LabelSource:
    """A label set with the texts, the table and the models that it was made from.

    Without models there are labels but no logits.
    """

    labels: LabelSet
    documents: Sequence[Document]
    table: AnchorTable
    tokenizer: PreTrainedTokenizerBase
    baseline: Logits | None = None
    reinforced: Logits | None = None

    def document(self, block: int) -> Document:
        """The document that a block is cut from."""
        return self.documents[self.labels.columns["block_document"][block]]

    def tokens(self, block: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(o_ids (T,), t_ids (S,), partner (T,)): tokens of a block and of its translation, and for
        each position of the block that of the translation, or -1.
        """
        o = self.labels.block(block)
        translation = translate_block(self.document(block), o, self.table, self.labels.seed)
        ((t_ids, t_offsets),) = Encoder(self.tokenizer).encode_with_prefix([translation.text])
        # Before a repeat there is no label, but the texts still run side by side there.
        spans = translation.spans
        pairing = align(o.input_ids, o.offsets, t_ids, t_offsets, spans, repeats=False)
        return o.input_ids, t_ids, pairing.partner

    def columns(self, block: int, alpha: float | None = None) -> list[dict]:
        """Groups of tokens from left to right, for `label_columns`.

        {"tokens": [{"position", "token", "label", "reason"}], "translated": [token]}. A group ends
        wherever both texts have read the same: where every token has a partner it is one of each.
        """
        o_ids, t_ids, partner = self.tokens(block)
        rows = label_rows(self.labels, self.tokenizer, block, alpha)
        groups, group, t_done = [], [], max(int(partner[0]), -1) + 1
        for position, row in enumerate(rows):
            group.append({"position": position, **row})
            is_last = position == len(rows) - 1
            if partner[position + 1] >= 0 or is_last:
                t_end = int(partner[position + 1]) + 1 if partner[position + 1] >= 0 else len(t_ids)
                translated = [self.tokenizer.decode([token]) for token in t_ids[t_done:t_end]]
                groups.append({"tokens": group, "translated": translated})
                group, t_done = [], t_end
        return groups

    @cached_property
    def _text(self) -> TranslatedText | None:
        """The texts as they were prepared for these labels; None where the rules are unknown."""
        if self.labels.rules is None:
            return None
        rules = Rules(**self.labels.rules)
        return TranslatedText.of(
            self.documents, self.table, self.tokenizer, rules, self.labels.seed
        )

    def why_forbidden(self, block: int, position: int) -> dict[int, str]:
        """The tokens that may not be the label at one position, and why."""
        if self._text is None:
            return {}
        (one,) = self._text.prepare([block])
        return self._text.why_forbidden(one, position)

    def logits(self, block: int) -> tuple[torch.Tensor, torch.Tensor, np.ndarray]:
        """(b (S, V), r (T, V), partner (T,)): the baseline on the translation, the reinforced model
        on the original. Raises InputError without models.
        """
        if self.baseline is None or self.reinforced is None:
            raise InputError(
                "there is no model for the logits", remedy="give baseline and reinforced"
            )
        o_ids, t_ids, partner = self.tokens(block)
        b, r = logits_of_row(self.baseline, t_ids), logits_of_row(self.reinforced, o_ids)
        return b, r, partner

    def lists(
        self, logits: tuple, block: int, position: int, alpha: float, count: int = 10
    ) -> View:
        """The `count` highest tokens at one position: of r, of b, and of Equation 1.

        `logits` are those of the block. The label is marked, and so are tokens that may not be the
        label; below stands why.
        """
        b, r, partner = logits
        if partner[position] < 0:
            return View(f'<p style="{views.GROUND}">{NO_PARTNER}</p>', NO_PARTNER)
        b, r = b[partner[position]], r[position]  # (V,)
        if self.labels.rules is not None and self.labels.rules["drift"] == "removed":
            b = level(b, r)
        label = int(self.labels.at(alpha)[block][position])
        forbidden = self.why_forbidden(block, position)
        lists = {
            "reinforced, original": r,
            "baseline, translation": b,
            f"generic, alpha = {alpha:g}": generic_logits(b, r, alpha),
        }
        tables, listed = [], set()
        for name, scores in lists.items():
            rows = []
            for token in scores.argsort(descending=True, stable=True)[:count].tolist():
                mark = " ◀" if token == label else " ✕" if token in forbidden else ""
                listed.add(token)
                text = shown(self.tokenizer.decode([token])) + mark
                rows.append({name: text, "logit": scores[token].item()})
            tables.append(views.table(rows, digits=2, tight=True))
        reason = _name(self.labels.reasons_at(alpha)[block][position]).replace("_", " ")
        if label == IGNORE:
            result = f"no label ({reason})"
        else:
            result = f"the label is {shown(self.tokenizer.decode([label]))} ◀ ({reason})"
        line = f"Position {position}: {result}."
        why = [
            f"{shown(self.tokenizer.decode([token]))} ({reason})"
            for token, reason in forbidden.items()
            if token in listed
        ]
        below = f"✕ may not be the label: {', '.join(why)}." if why else ""
        html = f"{views.escape(line)}<br>{views.beside(tables)}{views.escape(below)}"
        return View(
            f'<div style="{views.GROUND}">{html}</div>',
            "\n".join([line, *(table.text for table in tables), *([below] if below else [])]),
        )


class LabelInspector(W.VBox, Controls):
    """One block at a time, with sliders for alpha and position. See `label_inspector`."""

    def __init__(self, source: LabelSource, block: int = 0):
        self.source = source
        self._logits: dict[int, tuple] = {}  # of the block that is shown
        wide = W.Layout(width="26em")
        alpha = source.labels.alpha
        self.alpha = W.FloatSlider(
            value=alpha, min=0, max=max(10.0, 2 * alpha), step=0.1, description="alpha", layout=wide
        )
        self.block = W.BoundedIntText(
            value=block,
            min=0,
            max=source.labels.blocks - 1,
            description="block",
            layout=W.Layout(width="10em"),
        )
        self.position = W.IntSlider(
            value=0, min=0, max=self._last(block), description="position", layout=wide
        )
        self.view, self.card = W.HTML(), W.HTML()
        controls = [self.alpha, self.block]
        if source.baseline is not None:
            controls.append(self.position)
        super().__init__([wrapped(*controls), self.view, self.card])
        self.add_class("whp-inspector")
        self.on_change(self.alpha, lambda _: self.show())
        self.on_change(self.position, lambda _: self.show())
        self.on_change(self.block, lambda _: self._turn_page())
        self.show()

    def show(self) -> View:
        """Shows the block at the slider's alpha and the lists of the position."""
        view = self.at(self.alpha.value)
        self.view.value = view.html
        if self.source.baseline is not None:
            self.card.value = self._lists(self.position.value, self.alpha.value).html
        return view

    def at(self, alpha: float) -> View:
        """The block at one alpha; the position of the lists is framed."""
        block = self.block.value
        caption = f"{self.source.document(block).name}, block {block}, alpha = {alpha:g}"
        framed = self.position.value if self.source.baseline is not None else None
        return views.label_columns(self.source.columns(block, alpha), caption, framed)

    def static(self, alphas: Sequence[float] = (0.0, 5.0)) -> View:
        """The block at some alphas, and the lists of its first label that was lowered."""
        parts = [self.at(alpha) for alpha in alphas]
        if self.source.baseline is not None:
            reasons = self.source.labels.reasons_at(alphas[-1])[self.block.value]
            lowered = np.flatnonzero(reasons == Reason.LOWERED)
            position = int(lowered[0]) if len(lowered) else self.position.value
            parts.append(self._lists(position, alphas[-1]))
        return views.stacked(parts)

    def _turn_page(self) -> None:
        with self.setting():
            self.position.value = 0
            self.position.max = self._last(self.block.value)
        self.show()

    def _last(self, block: int) -> int:
        """The last position that may have a label."""
        return len(self.source.labels.input_ids[block]) - 2

    def _lists(self, position: int, alpha: float) -> View:
        block = self.block.value
        if block not in self._logits:
            self._logits = {block: self.source.logits(block)}
        return self.source.lists(self._logits[block], block, position, alpha)


def label_inspector(
    labels: LabelSet,
    documents: Sequence[Document],
    table: AnchorTable,
    tokenizer: PreTrainedTokenizerBase,
    baseline: Logits | None = None,
    reinforced: Logits | None = None,
    block: int = 0,
) -> LabelInspector:
    """The panel of a label set, beside the documents and the table that it was made from.

    With both models it lists the logits behind a position too.
    """
    source = LabelSource(labels, documents, table, tokenizer, baseline, reinforced)
    return LabelInspector(source, block)


def label_rows(
    labels: LabelSet, tokenizer: PreTrainedTokenizerBase, block: int, alpha: float | None = None
) -> list[dict]:
    """One row per position of a block, for `label_strip`: {"token", "label", "reason"}.

    "token" is the text's next token; "label" is None where there is no label.
    """
    ids = labels.input_ids[block].tolist()
    rows = []
    for position, (label, reason) in enumerate(
        zip(labels.at(alpha)[block][:-1].tolist(), labels.reasons_at(alpha)[block], strict=False)
    ):
        rows.append(
            {
                "token": tokenizer.decode([ids[position + 1]]),
                "label": None if label == IGNORE else tokenizer.decode([label]),
                "reason": _name(reason),
            }
        )
    return rows


def _name(reason: int) -> str:
    return Reason(int(reason)).name.lower()
