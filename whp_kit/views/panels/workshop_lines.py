"""One line of the workshop's table, the columns that all lines share, and the panel's style."""

from functools import cached_property
from html import escape

import ipywidgets as W

from whp_kit.anchors.table import COLUMNS, CONFLICT, REJECTED, SUGGESTED, join_replacements
from whp_kit.views.panels import anchor_views as views

FIXED = {
    "row": "42px",
    "hits": "48px",
    "status": "80px",
    "verdict": "116px",
}  # widths; the other columns share what is left
SHARED = {
    "term": ("3 1 0", "78px"),
    "category": ("2 1 0", "58px"),
    "replacements": ("4 1 0", "90px"),
    "findings": ("3 1 0", "66px"),
}
ORDER = ("row", "term", "category", "replacements", "hits", "status", "verdict", "findings")
STYLE = """<style>
.whp-line {align-items:center; min-height:30px; border-bottom:1px solid rgba(128,128,128,.22); overflow:hidden}
.whp-line .widget-html-content, .whp-line .widget-html {line-height:26px; overflow:hidden; text-overflow:ellipsis; white-space:nowrap}
.whp-line input {unicode-bidi:plaintext; text-overflow:ellipsis}
.whp-line button {padding:0; border:1px solid rgba(128,128,128,.3)}
.whp-head button {text-align:left; text-indent:6px; font-weight:bold; padding:0; background:none; border:0}
.whp-hits, .whp-head button.whp-right {text-align:right; font-variant-numeric:tabular-nums}
.whp-badge {font-size:.85em}
.whp-message {margin-left:.6em; padding:0 .6em; border-left:3px solid var(--jp-brand-color1,#1976d2)}
.whp-here {background:rgba(66,133,244,.16)}
.whp-off input {text-decoration:line-through; opacity:.65}
.whp-beside .widget-html-content {line-height:1.5; white-space:normal; overflow-wrap:break-word}
.whp-beside p {margin:.3em 0}
.whp-place {margin:.3em 0 .6em; padding-left:.6em; border-left:3px solid rgba(128,128,128,.4)}
.whp-place>div {margin:.1em 0}
.whp-side {display:inline-block; min-width:4.6em; margin-right:.4em; font-size:.9em}
.whp-list {margin:.2em 0; padding-left:1.2em}
.whp-say {min-height:28px; align-items:baseline}
.whp-say .widget-html-content {line-height:1.5; white-space:normal}
</style>"""


class Columns:
    """The layouts by column, the same objects for every line, so that columns stand under their heads and there are few of them."""

    def __init__(self):
        made = {
            name: W.Layout(width=width, min_width=width, margin="1px 2px")
            for name, width in FIXED.items()
        }
        made |= {
            name: W.Layout(width="auto", flex=flex, min_width=least, margin="1px 2px")
            for name, (flex, least) in SHARED.items()
        }
        self.of = {name: made[name] for name in ORDER}
        self.half = W.Layout(width="54px", margin="0 1px", padding="0")
        self.styles = {kind: kind().style for kind in (W.Button, W.Text, W.HTML)}

    def make(self, kind: type, name: str, **options):
        """A widget for a column, with the layout and the style that its like share."""
        return kind(layout=self.of.get(name, self.half), style=self.styles[kind], **options)


class Line:
    """One line of the table on the screen; which row it shows changes with page, search and order."""

    def __init__(self, panel, columns: Columns):
        self.panel, self.columns = panel, columns
        self.number: int | None = None
        self.row = columns.make(W.Button, "row", tooltip="look at this row")
        self.cells = {name: columns.make(W.Text, name, continuous_update=False) for name in COLUMNS}
        self.hits, self.status, self.flags = (
            columns.make(W.HTML, name) for name in ("hits", "status", "findings")
        )
        self.verdict = W.HBox(
            layout=columns.of["verdict"]
        )  # two buttons while there is something to decide
        self.box = classed(
            W.HBox(
                [self.row, *self.cells.values(), self.hits, self.status, self.verdict, self.flags]
            ),
            "whp-line",
        )
        self.hits.add_class("whp-hits")
        self._filling = False
        for name, cell in self.cells.items():
            cell.observe(lambda change, name=name: self._edited(name, change["new"]), "value")
        self.row.on_click(lambda _: self.number and panel.look(self.number))

    def show(self, number: int | None) -> None:
        """Takes on the row of this number, or leaves the screen."""
        self.number = number
        display = "none" if number is None else "flex"
        if self.box.layout.display != display:
            self.box.layout.display = display
        if number is None:
            return
        desk = self.panel.desk
        row, found = desk.anchor(number), desk.found.get(number, [])
        self._filling = True
        for name, value in zip(
            COLUMNS,
            (row.term, row.category, join_replacements(row.replacements, " | ")),
            strict=True,
        ):
            self.cells[name].value = _one_line(value)
        self._filling = False
        self.row.description = str(number)
        self.hits.value = str(desk.hits.get(number, ""))
        self.status.value = views.badge(row.status)
        told = "; ".join(f"{one.severity}: {one.reason}" for one in found)
        self.flags.value = (
            f'<span title="{escape(told)}">{escape(desk.flags.get(number, ""))}</span>'
        )
        open_question = row.folded_status in (SUGGESTED, CONFLICT)
        if open_question != bool(self.verdict.children):
            self.verdict.children = self._buttons if open_question else ()
        if open_question:
            for button, word in zip(
                self._buttons,
                ("mine", "theirs") if row.folded_status == CONFLICT else ("accept", "reject"),
                strict=True,
            ):
                button.description = word
        self.mark()

    def mark(self) -> None:
        """Shows whether this row is the one that is looked at, and whether it takes part."""
        if self.number is None:
            return
        desk = self.panel.desk
        here, off = (
            desk.key(self.number) == self.panel.chosen,
            desk.anchor(self.number).folded_status == REJECTED,
        )
        for name, wanted in (("whp-here", here), ("whp-off", off)):
            (self.box.add_class if wanted else self.box.remove_class)(name)

    @cached_property
    def _buttons(self) -> tuple[W.Button, W.Button]:
        made = tuple(self.columns.make(W.Button, "half") for _ in range(2))
        for button, first in zip(made, (True, False), strict=True):
            button.on_click(
                lambda _, first=first: self.number and self.panel._try(lambda: self._decide(first))
            )
        return made

    def _decide(self, first: bool) -> None:
        desk, number, panel = self.panel.desk, self.number, self.panel
        panel.chosen = desk.key(number)
        if desk.anchor(number).folded_status == CONFLICT:
            desk.resolve(number, "mine" if first else "theirs")
            panel._say(f"row {number}: {'yours' if first else 'theirs'} is taken")
        else:
            (desk.accept if first else desk.reject)([number])
            panel._say(f"row {number} {'accepted' if first else REJECTED}")

    def _edited(self, field: str, value: str) -> None:
        if self._filling or self.number is None:
            return
        number, panel = self.number, self.panel
        panel.chosen = panel.desk.key(number)
        old = panel.desk.cells(number)[COLUMNS.index(field)]

        def act():
            panel.desk.edit(number, field, _as_it_was(value, old))
            panel._say(f"row {number}: {field} is {value!r}")

        panel._try(act)


def _one_line(value: str) -> str:
    """A cell in a text box of one line: line ends are shown, unless it has such signs of its own."""
    return value if "⏎" in value or "␍" in value else value.replace("\r", "␍").replace("\n", "⏎")


def _as_it_was(value: str, old: str) -> str:
    return value if "⏎" in old or "␍" in old else value.replace("␍", "\r").replace("⏎", "\n")


def classed(widget, *names: str):
    """The widget, with classes that STYLE knows."""
    for name in names:
        widget.add_class(name)
    return widget
