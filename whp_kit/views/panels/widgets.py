"""Thin ipywidgets panels: the prompt box and the anchor table of `workshop`; labels as rows. Core widgets only: JupyterLab, VS Code and
Colab have them.

Each panel is a box to display, does its work by plain calls too (nobody clicks in a run without a screen), and has `static()`, which says
the same as a View that survives without a kernel. Not done here: anything that could be done without a screen; that is in
labelset.py and views.py.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape

import ipywidgets as W

from whp_kit.labels.alignment import Reason
from whp_kit.labels.label_set import IGNORE, LabelSet
from whp_kit.views.html import CELL, GROUND, View, marked, table
from whp_kit.views.panels.workshop import (
    AnchorPanel as AnchorPanel,  # the notebooks find every panel here
)
from whp_kit.views.panels.workshop import anchor_panel as anchor_panel

LINE_END = "⏎"  # what stands for one in a box of one line
KEPT = 5  # prompts that a prompt box shows with their answers
NAME = CELL + "font-weight:bold;white-space:nowrap;width:7em;"


class PromptBox(W.VBox):
    """One prompt, an answer from each role. See `prompt_box`."""

    def __init__(
        self,
        complete_by_role: Mapping[str, Callable[[str], str]],
        words: Sequence[str] = (),
        prompt: str = "",
    ):
        self.complete_by_role = dict(complete_by_role)
        self.words = tuple(words)
        self.told: list[
            tuple[str, dict[str, str]]
        ] = []  # (prompt, role -> answer), the latest first
        self.prompt = W.Text(
            value=prompt.replace("\n", LINE_END),
            placeholder="the beginning of a sentence, then Enter",
            continuous_update=False,
            layout=W.Layout(width="auto", flex="1 1 24em"),
        )
        self.button = W.Button(
            description="answer", button_style="primary", layout=W.Layout(flex="0 0 auto")
        )
        self.answers = W.HTML()
        super().__init__(
            [W.HBox([self.prompt, self.button], layout=W.Layout(max_width="60em")), self.answers]
        )
        self.add_class("whp-prompts")
        self.prompt.observe(lambda _: self.ask(self._written()), "value")
        self.button.on_click(
            lambda _: self.told and self.told[0][0] == self._written() or self.ask(self._written())
        )

    def ask(self, prompt: str) -> dict[str, str]:
        """Each role's completion of `prompt`, shown as it comes, above the earlier ones, and returned."""
        if not prompt.strip():
            self.answers.value = (
                f'<div style="{GROUND}">Write the beginning of a sentence first.</div>'
            )
            return {}
        found: dict[str, str] = {}
        self.told = [(prompt, found), *self.told[: KEPT - 1]]
        for role, complete in self.complete_by_role.items():
            found[role] = complete(prompt.rstrip())
            self.answers.value = f'<div role="log" style="{GROUND}">{"".join(self._exchange(*one) for one in self.told)}</div>'
        return dict(found)

    def _written(self) -> str:
        return self.prompt.value.replace(LINE_END, "\n")

    def _exchange(self, prompt: str, found: Mapping[str, str]) -> str:
        rows = "".join(
            f'<tr><th scope="row" style="{NAME}">{escape(role.replace("_", "-"))}</th><td style="{CELL}">'
            f"{marked(found[role].strip(), self.words) if role in found else '…'}</td></tr>"
            for role in self.complete_by_role
        )
        asked = f'<div style="padding:.35em .6em;border-left:3px solid #0072b2;background:#f2f6fa">{marked(prompt, self.words)}</div>'
        answers = f'<table style="border-collapse:collapse;width:100%">{rows}</table>'
        return f'<div style="margin-bottom:.8em;line-height:1.4">{asked}{answers}</div>'

    def static(self, prompts: Iterable[str]) -> View:
        """A table: one row per prompt, one column per role."""
        rows = [
            {
                "prompt": one,
                **{role: ask(one.rstrip()) for role, ask in self.complete_by_role.items()},
            }
            for one in prompts
        ]
        return table(rows, "One prompt, an answer from each")


def prompt_box(
    complete_by_role: Mapping[str, Callable[[str], str]],
    words: Sequence[str] = (),
    prompt: str = "",
) -> PromptBox:
    """A box for a prompt that all roles answer. `complete_by_role`: role -> prompt -> completion. `words` are marked where they come."""
    return PromptBox(complete_by_role, words, prompt)


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
