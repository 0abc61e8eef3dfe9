"""Thin ipywidgets panels: the anchor table, the alpha slider, the prompt box. Core widgets only: JupyterLab, VS Code and Colab have them.

Each panel is a box to display, does its work by plain calls too (nobody clicks in a run without a screen), and has `static()`, which says
the same as a View that survives without a kernel. Not done here: anything that could be done without a screen; that is in editing.py,
labelset.py and views.py.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from pathlib import Path

import ipywidgets as W

from whp_kit.alignment import Reason
from whp_kit.editing import FIELDS, AnchorDesk
from whp_kit.errors import WhpError
from whp_kit.labelset import IGNORE, LabelSet
from whp_kit.views import GROUND, View, label_strip, marked, table

PAGE = 50  # rows of the anchor table that are on the screen at once: 1,500 text boxes would not come up
FINDINGS = 60  # lines of the validation report
STATIC_ALPHAS = (0.0, 0.5, 1.0, 2.0, 5.0, 10.0)
WIDTHS = {"term": "13em", "category": "8em", "replacements": "18em"}


class AnchorPanel(W.VBox):
    """A paged table over an AnchorDesk (`.desk`): search, edit in place, add, delete, undo, save, check. See `anchor_panel`."""

    def __init__(self, desk: AnchorDesk, page_rows: int = PAGE):
        self.desk = desk
        self.page_rows = page_rows
        self.search = W.Text(placeholder="search", continuous_update=False, layout=W.Layout(width="16em"))
        choices = [("all rows", "all"), ("with findings", "findings"), ("never found", "unused")]
        self.only = W.Dropdown(options=choices, layout=W.Layout(width="10em"))
        self.page = W.BoundedIntText(value=1, min=1, max=1, description="page", layout=W.Layout(width="11em"))
        self.count = W.HTML()
        self.message = W.HTML()
        self.report = W.HTML()
        self.buttons = {name: W.Button(description=name, layout=W.Layout(width="6em")) for name in ("add", "undo", "redo", "check", "save")}
        self.new = {name: W.Text(placeholder=f"new {name}", layout=W.Layout(width=WIDTHS[name])) for name in FIELDS}
        self._lines = [_Line(self) for _ in range(page_rows)]
        self._shown: list[int] = []
        heads = [W.HTML(f"<b>{name}</b>", layout=W.Layout(width=width)) for name, width in {"row": "3em", **WIDTHS, "hits": "4em"}.items()]
        super().__init__([
            W.HBox([self.search, self.only, self.page, self.count]),
            W.HBox([*self.new.values(), *self.buttons.values()], layout=W.Layout(flex_flow="row wrap")),
            self.message, W.HBox(heads), *(line.box for line in self._lines), self.report,
        ])  # fmt: skip
        self.search.observe(lambda _: self._first_page(), "value")
        self.only.observe(lambda _: self._first_page(), "value")
        self.page.observe(lambda _: self.show(), "value")
        actions = {"add": self._add, "undo": desk.undo, "redo": desk.redo, "check": self.check, "save": self.save}
        for name, act in actions.items():
            self.buttons[name].on_click(lambda _, act=act: self._try(act))
        self.show()

    def show(self) -> None:
        """Brings the screen in line with the desk."""
        found = self.desk.search(self.search.value, self.only.value)
        self.page.max = max(1, -(-len(found) // self.page_rows))
        first = (self.page.value - 1) * self.page_rows
        self._shown = found[first : first + self.page_rows]
        for place, line in enumerate(self._lines):
            line.show(self._shown[place] if place < len(self._shown) else None)
        unsaved = ", changes not saved" if self.desk.unsaved else ""
        self.count.value = f"{len(found)} of {len(self.desk.table.rows)} rows, page {self.page.value} of {self.page.max}{unsaved}"

    def check(self) -> View:
        """The validation report, shown below the table and returned."""
        view = findings_view(self.desk)
        self.report.value = view.html
        return view

    def save(self) -> Path | None:
        """Saves (AnchorDesk.save) and says so."""
        kept = self.desk.save()
        self._say(f"saved; the version before is kept as {kept.name}" if kept else "nothing to save")
        return kept

    def static(self, count: int = 15) -> View:
        """The first rows and the findings, without a screen."""
        numbers = self.desk.search(self.search.value, self.only.value)[:count]
        rows = self.desk.rows(numbers)
        title = f"{len(rows)} of {len(self.desk.table.rows)} anchors"
        first = table(rows, title) if rows else View(f"<p>{title}</p>", title)
        second = findings_view(self.desk)
        return View(first.html + second.html, f"{first.text}\n\n{second.text}")

    def _first_page(self) -> None:
        self.page.value = 1
        self.show()

    def _add(self) -> None:
        if not self.new["term"].value.strip():
            self._say("write a term first")
            return
        self.desk.add(*(self.new[name].value for name in FIELDS))
        for box in self.new.values():
            box.value = ""

    def _try(self, act: Callable[[], object]) -> None:
        """Does one thing that a person asked for; what they can mend is said on the panel, anything else keeps its traceback."""
        self._say("")
        try:
            act()
        except WhpError as error:
            self._say(str(error), wrong=True)
        self.show()

    def _say(self, words: str, wrong: bool = False) -> None:
        start = "<b>Not done.</b> " if wrong else ""
        self.message.value = f'<div role="status" style="{GROUND}">{start}{escape(words)}</div>' if words else ""


class _Line:
    """One line of the table on the screen; which row it shows changes with page and search."""

    def __init__(self, panel: AnchorPanel):
        self.panel = panel
        self.number: int | None = None
        self.row = W.Label(layout=W.Layout(width="3em"))
        self.cells = {name: W.Text(continuous_update=False, layout=W.Layout(width=WIDTHS[name])) for name in FIELDS}
        self.hits = W.Label(layout=W.Layout(width="4em"))
        self.delete = W.Button(description="delete", layout=W.Layout(width="5em"))
        self.flags = W.Label()
        self.box = W.HBox([self.row, *self.cells.values(), self.hits, self.delete, self.flags])
        self._filling = False
        for name, cell in self.cells.items():
            cell.observe(lambda change, name=name: self._edited(name, change["new"]), "value")
        self.delete.on_click(lambda _: self.number and panel._try(lambda: panel.desk.delete(self.number)))

    def show(self, number: int | None) -> None:
        self.number = number
        display = "none" if number is None else "flex"
        if self.box.layout.display != display:
            self.box.layout.display = display
        if number is None:
            return
        desk = self.panel.desk
        self._filling = True
        for name, value in zip(FIELDS, desk.cells(number), strict=True):
            self.cells[name].value = value
        self._filling = False
        self.row.value, self.flags.value = str(number), desk.flags.get(number, "")
        self.hits.value = str(desk.hits.get(number, ""))

    def _edited(self, field: str, value: str) -> None:
        if not self._filling and self.number is not None:
            number = self.number
            self.panel._try(lambda: self.panel.desk.edit(number, field, value))


class AlphaSlider(W.VBox):
    """Labels of one block as alpha moves (METHOD 4, every alpha at once). See `alpha_slider`."""

    def __init__(self, labels: LabelSet, tokenizer, block: int = 0):
        self.labels = labels
        self.tokenizer = tokenizer
        wide = W.Layout(width="28em")
        self.alpha = W.FloatSlider(value=labels.alpha, min=0, max=max(10.0, 2 * labels.alpha), step=0.1, description="alpha", layout=wide)
        self.block = W.BoundedIntText(value=block, min=0, max=labels.blocks - 1, description="block", layout=W.Layout(width="10em"))
        self.view = W.HTML()
        super().__init__([W.HBox([self.alpha, self.block]), self.view])
        for control in (self.alpha, self.block):
            control.observe(lambda _: self.show(), "value")
        self.show()

    def show(self) -> View:
        """The block at the slider's alpha, shown and returned."""
        view = self._at(self.alpha.value)
        self.view.value = view.html
        return view

    def static(self, alphas: Sequence[float] = STATIC_ALPHAS) -> View:
        """The same block at several alphas, with the share of all labels that has changed."""
        views = [self._at(alpha) for alpha in alphas]
        return View("".join(view.html for view in views), "\n".join(view.text for view in views))

    def _at(self, alpha: float) -> View:
        share = shares_changed(self.labels, [alpha])[alpha]
        caption = f"alpha = {alpha:g}: {share:.1%} of all labels are not those of alpha = 0. Block {self.block.value}, token over label:"
        return label_strip(label_rows(self.labels, self.tokenizer, self.block.value, alpha), caption)


class PromptBox(W.VBox):
    """One prompt, an answer from each role. See `prompt_box`."""

    def __init__(self, complete_by_role: Mapping[str, Callable[[str], str]], words: Sequence[str] = (), prompt: str = ""):
        self.complete_by_role = dict(complete_by_role)
        self.words = tuple(words)
        wide = W.Layout(width="36em")
        self.prompt = W.Text(value=prompt, placeholder="the beginning of a sentence", continuous_update=False, layout=wide)
        self.button = W.Button(description="answer", button_style="primary")
        self.answers = W.HTML()
        super().__init__([W.HBox([self.prompt, self.button]), self.answers])
        self.button.on_click(lambda _: self.ask(self.prompt.value))

    def ask(self, prompt: str) -> dict[str, str]:
        """Each role's completion of `prompt`, shown and returned."""
        if not prompt.strip():
            self.answers.value = f'<div style="{GROUND}">Write the beginning of a sentence first.</div>'
            return {}
        found = {role: complete(prompt.rstrip()) for role, complete in self.complete_by_role.items()}
        lines = [
            f"<p><b>{escape(role.replace('_', '-'))}:</b> {escape(prompt)} {marked(text.strip(), self.words)}</p>"
            for role, text in found.items()
        ]
        self.answers.value = f'<div role="log" style="{GROUND}">{"".join(lines)}</div>'
        return found

    def static(self, prompts: Iterable[str]) -> View:
        """A table: one row per prompt, one column per role."""
        return table([{"prompt": prompt, **self.ask(prompt)} for prompt in prompts], "One prompt, an answer from each")


def anchor_panel(path: str | Path, text: str | None = None, lexicon: Iterable[str] = (), page_rows: int = PAGE) -> AnchorPanel:
    """The editing panel of an anchor file. `text`: the target, for counting hits. `lexicon`: words that no replacement should hold."""
    return AnchorPanel(AnchorDesk(path, text, lexicon), page_rows)


def alpha_slider(labels: LabelSet, tokenizer, block: int = 0) -> AlphaSlider:
    """A slider over alpha for one block of a label set; no model is needed."""
    return AlphaSlider(labels, tokenizer, block)


def prompt_box(complete_by_role: Mapping[str, Callable[[str], str]], words: Sequence[str] = (), prompt: str = "") -> PromptBox:
    """A box for a prompt that all roles answer. `complete_by_role`: role -> prompt -> completion. `words` are marked where they come."""
    return PromptBox(complete_by_role, words, prompt)


def findings_view(desk: AnchorDesk) -> View:
    """The validation report as a table, worst first and at most FINDINGS of them; one line where there is nothing to find."""
    found = desk.check()
    if not found:
        return View(f'<p style="{GROUND}">No finding.</p>', "No finding.")
    counts = ", ".join(f"{sum(f.severity == kind for f in found)} {kind}s" for kind in ("error", "warning", "note"))
    rows = [{"severity": f.severity, "row": f.row, "term": f.term, "what": f.reason, "remedy": f.remedy} for f in found]
    rest = f"; the first {FINDINGS} are shown" if len(rows) > FINDINGS else ""
    return table(rows[:FINDINGS], f"Findings: {counts}{rest}")


def label_rows(labels: LabelSet, tokenizer, block: int, alpha: float | None = None) -> list[dict]:
    """One row per predicted token of a block, for `label_strip`: the text's next token, the label in its place, and why."""
    alpha = labels.alpha if alpha is None else alpha
    ids, wanted, reasons = labels.input_ids[block], labels.at(alpha)[block], labels.reasons_at(alpha)[block]
    names = {i: tokenizer.decode([i]) for i in {*ids.tolist(), *wanted.tolist()} if i != IGNORE}
    return [
        {"token": names[int(ids[t + 1])], "label": names.get(int(wanted[t])), "reason": Reason(int(reasons[t])).name.lower()}
        for t in range(len(ids) - 1)
    ]


def shares_changed(labels: LabelSet, alphas: Iterable[float]) -> dict[float, float]:
    """alpha -> share of the labelled positions whose label is not that of alpha = 0, in [0, 1]."""
    start = labels.flat_at(0.0)
    count = max(int((start != IGNORE).sum()), 1)
    return {alpha: int((labels.flat_at(alpha) != start).sum()) / count for alpha in alphas}
