"""One line of the workshop's table, and the columns that all lines share."""

from collections.abc import Callable
from html import escape

import ipywidgets as W

from whp_kit.anchors.editor import AnchorEditor
from whp_kit.anchors.table import (
    ACCEPTED,
    COLUMNS,
    REJECTED,
    SUGGESTED,
    Anchor,
    join_replacements,
)
from whp_kit.views.panels import anchor_views as views
from whp_kit.views.panels.base import Controls, with_classes

ALL_COLUMNS = ("row", *COLUMNS, "hits", "status", "verdict", "findings")
WIDTHS = {"row": "42px", "hits": "48px", "status": "80px", "verdict": "116px"}
FLEXES = {  # the other columns share what is left: (flex, least width)
    "term": ("3 1 0", "78px"),
    "category": ("2 1 0", "58px"),
    "replacements": ("4 1 0", "90px"),
    "findings": ("3 1 0", "66px"),
}
LINE_ENDS = {"\r": "␍", "\n": "⏎"}  # how a box of one line shows them


class Columns:
    """Layouts by column. All lines use the same objects, so columns stand under their heads and the
    page gets few widgets.
    """

    def __init__(self):
        self.layouts = {
            name: W.Layout(width=width, min_width=width, margin="1px 2px")
            for name, width in WIDTHS.items()
        }
        for name, (flex, least) in FLEXES.items():
            self.layouts[name] = W.Layout(
                width="auto", flex=flex, min_width=least, margin="1px 2px"
            )
        self.layouts["half"] = W.Layout(width="54px", margin="0 1px", padding="0")
        self.styles = {kind: kind().style for kind in (W.Button, W.Text, W.HTML)}

    def make(self, kind: type[W.Widget], column: str, **options) -> W.Widget:
        """A widget for a column ("half": one of two in "verdict")."""
        return kind(layout=self.layouts[column], style=self.styles[kind], **options)


class Line(Controls, W.HBox):
    """One line on the screen; which row it shows changes with page, search and order.

    look(number), edit(number, column, value) and judge(number, status) are what its controls do.
    """

    def __init__(
        self,
        columns: Columns,
        look: Callable[[int], object],
        edit: Callable[[int, str, str], object],
        judge: Callable[[int, str], object],
    ):
        self.number: int | None = None
        self.row = columns.make(W.Button, "row", tooltip="look at this row")
        self.cells = {name: columns.make(W.Text, name, continuous_update=False) for name in COLUMNS}
        self.hits = with_classes(columns.make(W.HTML, "hits"), "whp-hits")
        self.status = columns.make(W.HTML, "status")
        self.flags = columns.make(W.HTML, "findings")
        self.verdict = W.HBox(layout=columns.layouts["verdict"])
        self.verdict_buttons = []  # shown while the row is a suggestion
        for name, status in (("accept", ACCEPTED), ("reject", REJECTED)):
            button = columns.make(W.Button, "half", description=name)
            button.on_click(lambda _, status=status: judge(self.number, status))
            self.verdict_buttons.append(button)
        super().__init__(
            [self.row, *self.cells.values(), self.hits, self.status, self.verdict, self.flags]
        )
        self.add_class("whp-line")
        self.row.on_click(lambda _: look(self.number))
        for name, cell in self.cells.items():
            self.on_change(
                cell,
                lambda value, name=name: edit(
                    self.number, name, _from_one_line(value, self._shown[name])
                ),
            )

    def show(self, editor: AnchorEditor, number: int | None) -> None:
        """Takes on the row of this number; None takes the line off the screen."""
        self.number = number
        self.layout.display = "none" if number is None else "flex"
        if number is None:
            return
        anchor = editor.anchor(number)
        self._shown = _cells(anchor)
        with self.setting():
            for name, cell in self.cells.items():
                cell.value = _to_one_line(self._shown[name])
        hits = editor.hits(number)
        reasons = "; ".join(f"{one.severity}: {one.reason}" for one in editor.findings_of(number))
        self.row.description = str(number)
        self.hits.value = "" if hits is None else str(hits)
        self.status.value = views.badge(anchor.status)
        self.flags.value = f'<span title="{escape(reasons)}">{escape(editor.flags(number))}</span>'
        is_suggestion = anchor.folded_status == SUGGESTED
        self.verdict.children = self.verdict_buttons if is_suggestion else ()
        self._mark("whp-off", anchor.is_rejected)

    def mark_chosen(self, is_chosen: bool) -> None:
        """Whether this is the row that is shown beside the table."""
        self._mark("whp-here", is_chosen)

    def _mark(self, name: str, wanted: bool) -> None:
        (self.add_class if wanted else self.remove_class)(name)


def _cells(anchor: Anchor) -> dict[str, str]:
    return {
        "term": anchor.term,
        "category": anchor.category,
        "replacements": join_replacements(anchor.replacements, " | "),
    }


def _to_one_line(cell: str) -> str:
    """A cell in a box of one line: signs for line ends, unless it has such signs itself."""
    if not any(sign in cell for sign in LINE_ENDS.values()):
        for end, sign in LINE_ENDS.items():
            cell = cell.replace(end, sign)
    return cell


def _from_one_line(value: str, before: str) -> str:
    """What a person wrote, with line ends for signs, unless the cell `before` had such signs
    itself.
    """
    if not any(sign in before for sign in LINE_ENDS.values()):
        for end, sign in LINE_ENDS.items():
            value = value.replace(sign, end)
    return value
