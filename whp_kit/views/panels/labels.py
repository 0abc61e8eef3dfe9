"""A block's labels beside both texts: original over translation over label over reason, at any alpha, and the logits behind one position.

Pairs of positions come from `alignment`, labels from the stored set; a model is asked only for the three lists of a position, once a block.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import ipywidgets as W
import numpy as np
import torch

from whp_kit.anchors.table import AnchorTable
from whp_kit.errors import InputError
from whp_kit.labels import alignment
from whp_kit.labels import make as labels
from whp_kit.labels.label_set import IGNORE, LabelSet
from whp_kit.text.blocks import Block, Encoder, pack
from whp_kit.text.documents import Document
from whp_kit.views import html as views
from whp_kit.views.html import View, shown

Logits = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]
NO_PARTNER = "this position has no partner in the translation, and so no label"


@dataclass(frozen=True, eq=False)
class Pages:
    """What the inspector reads: the label set and what it was made from. Changes none of it.

    `baseline`, `reinforced`: (input_ids (B, T), attention_mask (B, T)) -> logits (B, T, V); without them a position has no lists.
    """

    made: LabelSet
    documents: Sequence[Document]
    table: AnchorTable
    tokenizer: object
    baseline: Logits | None = None
    reinforced: Logits | None = None

    def texts(self, block: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(o (T,), t (S,), partner (T,)): tokens of a block and of its translation, and for each position of `o` that of `t`, or -1."""
        columns, made = self.made.columns, self.made
        place = {
            name: int(columns[f"block_{name}"][block])
            for name in ("document", "cell", "part", "start", "end")
        }
        found = Block(
            index=block,
            packed=pack(made.input_ids[block], made.offsets[block] - place["start"]),
            **place,
        )
        document, seed = self.documents[found.document], made.record["setup"]["seed"]
        translation = labels.translate_block(document, found, self.table, seed)
        encoder = Encoder(self.tokenizer)
        ((t_ids, t_offsets),) = encoder.encode_with_prefix([translation.text])
        # Repeats keep their partner here: they have no label, but the texts still run side by side.
        pairs = alignment.align(
            found.input_ids, found.offsets, t_ids, t_offsets, translation.spans, repeats=False
        )
        return found.input_ids, t_ids, pairs.partner

    def columns(self, block: int, alpha: float | None = None) -> list[dict]:
        """Groups of tokens from left to right: {"tokens": [{"position", "token", "label", "reason"}], "translated": [...]}.

        A group ends wherever both texts have seen the same; where every token has its partner, it holds one of each.
        """
        o, t, partner = self.texts(block)
        alpha = self.made.alpha if alpha is None else alpha
        wanted, reasons = self.made.at(alpha)[block], self.made.reasons_at(alpha)[block]
        groups, tokens, done = [], [], int(partner[0]) + 1 if partner[0] >= 0 else 0
        for at in range(len(o) - 1):
            reason = alignment.Reason(int(reasons[at])).name.lower()
            label = None if wanted[at] == IGNORE else self._decode(wanted[at])
            tokens.append(
                {"position": at, "token": self._decode(o[at + 1]), "label": label, "reason": reason}
            )
            if partner[at + 1] >= 0 or at == len(o) - 2:
                until = int(partner[at + 1]) + 1 if partner[at + 1] >= 0 else len(t)
                groups.append(
                    {"tokens": tokens, "translated": [self._decode(i) for i in t[done:until]]}
                )
                tokens, done = [], until
        return groups

    def logits(self, block: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(b, r, partner) of a block: baseline on the translation (S, V), reinforced on the original (T, V)."""
        if self.baseline is None or self.reinforced is None:
            raise InputError(
                "No model is at hand", remedy="give baseline and reinforced to look at logits"
            )
        o, t, partner = self.texts(block)
        asked = []
        for model, ids in ((self.baseline, t), (self.reinforced, o)):
            row = torch.from_numpy(ids.astype(np.int64))[None]  # (1, T)
            with torch.no_grad():
                asked.append(model(row, torch.ones_like(row))[0].float().cpu().numpy())
        return asked[0], asked[1], partner

    def lists(
        self, logits: tuple, block: int, position: int, alpha: float, count: int = 10
    ) -> View:
        """The `count` highest tokens of both models and of `b - alpha * relu(r - b)` at one position, side by side; the label is marked."""
        b_all, r_all, partner = logits
        if partner[position] < 0:
            return View(f'<p style="{views.GROUND}">{NO_PARTNER}</p>', NO_PARTNER)
        b, r = b_all[partner[position]], r_all[position]
        scores = {
            "reinforced, original": r,
            "baseline, translation": b,
            f"generic, alpha = {alpha:g}": b - alpha * np.maximum(r - b, 0),
        }
        label = int(self.made.at(alpha)[block][position])
        sides = []
        for name, column in scores.items():
            best = np.argsort(-column, kind="stable")[:count]
            rows = [
                {
                    name: shown(self._decode(i)) + (" ◀" if i == label else ""),
                    "logit": float(column[i]),
                }
                for i in best
            ]
            sides.append(views.table(rows, digits=2, tight=True))
        reason = (
            alignment.Reason(int(self.made.reasons_at(alpha)[block][position]))
            .name.lower()
            .replace("_", " ")
        )
        said = (
            f"no label ({reason})"
            if label == IGNORE
            else f"the label is {shown(self._decode(label))} ◀ ({reason})"
        )
        said = f"Position {position}: {said}. Tokens that the rules set aside are still in these lists."
        told = f'<div style="{views.GROUND}">{views.escape(said)}<br>{views.beside(sides)}</div>'
        return View(told, "\n".join([said, *(side.text for side in sides)]))

    def _decode(self, token: int) -> str:
        return self.tokenizer.decode([int(token)])


class LabelInspector(W.VBox):
    """One block at a time, alpha and position by slider. See `label_inspector`."""

    def __init__(self, pages: Pages, block: int = 0):
        self.pages, self._asked = pages, {}
        made, wide = pages.made, W.Layout(width="26em")
        self.alpha = W.FloatSlider(
            value=made.alpha,
            min=0,
            max=max(10.0, 2 * made.alpha),
            step=0.1,
            description="alpha",
            layout=wide,
        )
        self.block = W.BoundedIntText(
            value=block,
            min=0,
            max=made.blocks - 1,
            description="block",
            layout=W.Layout(width="10em"),
        )
        self.position = W.IntSlider(
            value=0, min=0, max=len(made.input_ids[block]) - 2, description="position", layout=wide
        )
        self.view, self.card = W.HTML(), W.HTML()
        controls = [self.alpha, self.block, *([self.position] if pages.baseline else [])]
        super().__init__(
            [W.HBox(controls, layout=W.Layout(flex_flow="row wrap")), self.view, self.card]
        )
        self.add_class("whp-inspector")
        self.block.observe(lambda _: self._turn(), "value")
        for control in (self.alpha, self.position):
            control.observe(lambda _: self.show(), "value")
        self.show()

    def show(self) -> View:
        """The block at the slider's alpha and the lists of the position, shown; the block is returned."""
        view = self.at(self.alpha.value)
        self.view.value = view.html
        if self.pages.baseline:
            self.card.value = self.pages.lists(
                self._logits(), self.block.value, self.position.value, self.alpha.value
            ).html
        return view

    def at(self, alpha: float) -> View:
        """The block at one alpha; the position that the lists are about is framed."""
        name = self.pages.documents[
            int(self.pages.made.columns["block_document"][self.block.value])
        ].name
        caption = f"{name}, block {self.block.value}, alpha = {alpha:g}"
        framed = self.position.value if self.pages.baseline else None
        return views.label_columns(self.pages.columns(self.block.value, alpha), caption, framed)

    def static(self, alphas: Sequence[float] = (0.0, 5.0)) -> View:
        """The block at some alphas, and the lists of the first position whose label was lowered."""
        parts = [self.at(alpha) for alpha in alphas]
        if self.pages.baseline:
            reasons = self.pages.made.reasons_at(alphas[-1])[self.block.value]
            lowered = np.flatnonzero(reasons == alignment.Reason.LOWERED)
            position = int(lowered[0]) if len(lowered) else self.position.value
            parts.append(self.pages.lists(self._logits(), self.block.value, position, alphas[-1]))
        return View("".join(part.html for part in parts), "\n\n".join(part.text for part in parts))

    def _turn(self) -> None:
        self.position.value = 0
        self.position.max = len(self.pages.made.input_ids[self.block.value]) - 2
        self.show()

    def _logits(self) -> tuple:
        if self.block.value not in self._asked:
            self._asked = {
                self.block.value: self.pages.logits(self.block.value)
            }  # of one block at a time
        return self._asked[self.block.value]


def label_inspector(
    made: LabelSet,
    documents: Sequence[Document],
    table: AnchorTable,
    tokenizer,
    baseline: Logits | None = None,
    reinforced: Logits | None = None,
    block: int = 0,
) -> LabelInspector:
    """The panel of a label set beside the texts that it was made from. With both models it shows the logits behind a position too."""
    return LabelInspector(Pages(made, documents, table, tokenizer, baseline, reinforced), block)
