"""The anchor workshop: a paged table over an AnchorEditor, and beside it one row's places, the
findings, a preview and the history.

Core widgets only, so that JupyterLab, VS Code and Colab show it; a page of rows at a time, because
1,500 rows of text boxes would not come up. Every button does what a method of the editor does. Not
done here: anything that needs no screen (anchors.editor).
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from pathlib import Path

import ipywidgets as W

from whp_kit.anchors import history
from whp_kit.anchors.editor import ORDERS, AnchorEditor
from whp_kit.anchors.table import (
    ACCEPTED,
    COLUMNS,
    REJECTED,
    STATUSES,
    SUGGESTED,
    Anchor,
    Finding,
)
from whp_kit.anchors.validate import SEVERITIES
from whp_kit.errors import WhpError
from whp_kit.labels.preview import Labeller, Preview, blocks_of, preview_edit
from whp_kit.text.documents import Document
from whp_kit.views.html import View, stacked, table
from whp_kit.views.panels import anchor_views as views
from whp_kit.views.panels.anchor_line import ALL_COLUMNS, Columns, Line
from whp_kit.views.panels.base import Controls, with_classes, wrapped

SUBMIT_DELAY = 0.05  # seconds; the front end sends "submit" before the new value of the box
PAGE_ROWS = 12  # rows on the screen at once
PAGE_SIZES = (12, 25, 50)
THE_FILE = ("the file as it is", 0)  # in the list of versions
FIXES = 4  # remedies of one row that have a button
PLACES = 4  # occurrences of the row beside the table
PLACEHOLDERS = {"term": "new term", "category": "category", "replacements": "one | or several"}
TABS = ("row", "findings", "preview", "history")
FILTERS = {
    "all": "all rows",
    "findings": "with findings",
    **{severity: f"{severity}s" for severity in SEVERITIES},
}
STYLE = """<style>
.whp-line {align-items:center; min-height:30px; overflow:hidden;
  border-bottom:1px solid rgba(128,128,128,.22)}
.whp-line .widget-html-content, .whp-line .widget-html {
  line-height:26px; overflow:hidden; text-overflow:ellipsis; white-space:nowrap}
.whp-line input {unicode-bidi:plaintext; text-overflow:ellipsis}
.whp-line button {padding:0; border:1px solid rgba(128,128,128,.3)}
.whp-head button {text-align:left; text-indent:6px; font-weight:bold; padding:0; border:0;
  background:none}
.whp-hits, .whp-head button.whp-right {text-align:right; font-variant-numeric:tabular-nums}
.whp-badge {font-size:.85em}
.whp-message {margin-left:.6em; padding:0 .6em;
  border-left:3px solid var(--jp-brand-color1,#1976d2)}
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


class AnchorPanel(Controls, W.VBox):
    """The workshop over an AnchorEditor (`.editor`). See `anchor_panel`."""

    def __init__(
        self,
        editor: AnchorEditor,
        page_rows: int = PAGE_ROWS,
        *,
        blocks: Sequence[Document] | None = None,
        labeller: Labeller | None = None,
        suggest: Callable[[], Iterable[Anchor | Mapping]] | None = None,
        seed: int = 0,
    ):
        self.editor = editor
        self.blocks, self.labeller, self.suggest, self.seed = blocks, labeller, suggest, seed
        self.order, self.descending = "row", False
        self.chosen: int | None = None  # the key of the row that is shown beside the table
        self._keys: list[int] = []  # of the rows that the search found, in order
        self._lines: list[Line] = []
        self._fixable: list[Finding] = []  # findings of the chosen row whose fix has a button
        self.columns = Columns()
        parts = [
            W.HTML(STYLE, layout=W.Layout(display="none")),
            self._make_search_bar(page_rows),
            self._make_buttons(),
            self._make_conflict_bar(),
            self._make_messages(),
            W.HBox(
                [self._make_table(), self._make_tabs()],
                layout=W.Layout(flex_flow="row wrap", align_items="flex-start"),
            ),
        ]
        super().__init__(parts)
        self.add_class("whp-workshop")
        self._show_versions()
        self.find()

    # What the panel shows

    def find(self) -> None:
        """Searches again and shows the first page of the rows found."""
        numbers = self.editor.search(
            self.search.value, self.only.value, self.status.value, self.order, self.descending
        )
        self._keys = [self.editor.key(number) for number in numbers]
        if self.chosen not in self._keys:
            self.chosen = None
        with self.setting():
            self.page.value = 1
        self.show()

    def show(self) -> None:
        """Brings the screen in line with the editor.

        Rows stay where they are, also those that no longer fit the search.
        """
        editor, page_rows = self.editor, self.size.value
        self._keys = [key for key in self._keys if editor.number_of(key) is not None]
        with self.setting():
            self.page.max = max(1, -(-len(self._keys) // page_rows))
        first = (self.page.value - 1) * page_rows
        numbers = [editor.number_of(key) for key in self._keys[first : first + page_rows]]
        if editor.number_of(self.chosen) is None:
            self.chosen = editor.key(numbers[0]) if numbers else None
            self._show_chosen()
        while len(self._lines) < page_rows:
            self._lines.append(
                Line(self.columns, self.look, self._tried(self._edit), self._tried(self._judge))
            )
            self.table.children = [self.heads, *self._lines, self.new_line]
        for place, line in enumerate(self._lines):
            line.show(editor, numbers[place] if place < len(numbers) else None)
        self._mark_chosen()
        self._show_counts()
        self._show_filters()

    def look(self, number: int) -> None:
        """Shows beside the table where a row's term stands and what was found about the row."""
        self.chosen = self.editor.key(number)
        self._show_chosen()
        self._mark_chosen()

    def check(self) -> View:
        """The validation report, shown and returned."""
        self.tabs.selected_index = TABS.index("findings")
        view = views.findings_view(self.editor.check())
        self.report.value = view.html
        return view

    def preview(self) -> Preview:
        """What the unsaved edits would do (labels.preview), shown and returned."""
        self.tabs.selected_index = TABS.index("preview")
        editor = self.editor
        if self.blocks is None:
            self.blocks = blocks_of([Document(editor.path.name, editor.text or "")])
        preview = preview_edit(editor.saved, editor.table, self.blocks, self.seed, self.labeller)
        self.outcome.value = views.preview_view(preview).html
        return preview

    def compare(self) -> View:
        """How the version that is chosen in the history differs from the table here, shown and
        returned.
        """
        number = self.version.value or None
        title = (
            f"From version {number} to the table here"
            if number
            else "From the file to the table here"
        )
        try:
            view = views.changes_view(self.editor.difference(number), title)
        except WhpError as error:  # somebody has removed the file, or made it unreadable
            view = View(f"<p>{escape(str(error))}</p>", str(error))
        self.difference.value = view.html
        return view

    def save(self) -> Path | None:
        """Saves the file (AnchorEditor.save).

        Where somebody else has written it, the history shows the difference.
        """
        try:
            version = self.editor.save()
        except WhpError:
            if self.editor.changed_outside:
                self._show_versions()
                self.tabs.selected_index = TABS.index("history")
            raise
        if version is None:
            self._say("nothing to save")
        else:
            self._say(f"saved; the version before is kept as {version.parent.name}/{version.name}")
        self._show_versions()
        return version

    def static(self, count: int = 15) -> View:
        """The first rows of the search and the findings, for a page without a kernel."""
        numbers = self.editor.search(self.search.value, self.only.value, self.status.value)[:count]
        title = f"{len(numbers)} of {len(self.editor.table.rows)} anchors"
        rows = View(f"<p>{title}</p>", title)
        if numbers:
            rows = table(self.editor.rows(numbers), title)
        findings = views.findings_view(self.editor.check())
        return stacked([rows, findings])

    # What a person does

    def _edit(self, number: int, column: str, value: str) -> None:
        self.chosen = self.editor.key(number)
        self.editor.edit(number, column, value)
        self._say(f"row {number}: {column} is {value!r}")

    def _judge(self, number: int, status: str) -> None:
        self.chosen = self.editor.key(number)
        changed = self.editor.set_status([number], status)
        self._say(f"row {number} {status}" if changed else f"row {number} is {status} already")

    def _judge_chosen(self, status: str) -> None:
        number = self._chosen_number()
        if number is not None:
            self._judge(number, status)

    def _judge_all(self, status: str) -> None:
        numbers = [self.editor.number_of(key) for key in self._keys]
        suggested = [
            number for number in numbers if self.editor.anchor(number).folded_status == SUGGESTED
        ]
        count = self.editor.set_status(suggested, status)
        self._say(f"{_plural(count, 'suggestion')} {status}; undo takes that back")

    def _add(self) -> None:
        if not self.new["term"].value.strip():
            self._say("write a term first")
            return
        number = self.editor.add(*(box.value for box in self.new.values()))
        self._keys.append(self.editor.key(number))
        with self.setting():
            self.page.max = max(1, -(-len(self._keys) // self.size.value))
            self.page.value = self.page.max
        self._say(f"row {number} added: {self.new['term'].value}")
        for box in self.new.values():
            box.value = ""
        self.look(number)

    def _delete(self) -> None:
        number = self._chosen_number()
        if number is None:
            return
        term = self.editor.anchor(number).term
        place = self._keys.index(self.chosen) if self.chosen in self._keys else 0
        self.editor.delete(number)
        left = [key for key in self._keys if self.editor.number_of(key) is not None]
        self.chosen = left[min(place, len(left) - 1)] if left else None
        self._say(f"{term} deleted; undo brings it back")

    def _write_note(self, value: str) -> None:
        number = self._chosen_number()
        if number is not None:
            self.editor.edit(number, "note", value)

    def _carry_out(self, finding: Finding) -> None:
        self.editor.apply(finding)
        added = len(finding.fix.add)
        if added:
            last = len(self.editor.table.rows)
            self._keys += [self.editor.key(last - place) for place in reversed(range(added))]
            self._say(f"{_plural(added, 'suggestion')} added below; undo takes that back")

    def _suggest(self) -> None:
        count = self.editor.suggest(self.suggest())
        if not count:
            self._say("no suggestion that is not in the table already")
            return
        self._say(f"{_plural(count, 'suggestion')} added")
        with self.setting():
            self.search.value, self.only.value, self.status.value = "", "all", SUGGESTED
        self.find()

    def _undo(self, act: Callable[[], bool], name: str) -> None:
        self._say(f"{name}ne" if act() else f"nothing to {name}")
        page = self.page.value
        self.find()
        with self.setting():
            self.page.value = min(page, self.page.max)

    def _reload(self) -> None:
        self.editor.reload()
        self._say("their version is read; undo brings your changes back")
        self._show_versions()
        self.find()

    def _keep_mine(self) -> None:
        self.editor.keep_mine()
        self._say("save now writes yours over theirs, which is kept as a version")
        self._show_versions()

    def _restore(self) -> None:
        number = self.version.value
        if number:
            self.editor.restore(number)
            self._say(f"version {number} is back, not saved yet; undo takes that back")
            self.find()

    def _sort(self, order: str) -> None:
        # A second click turns the order round; hits begin with the most.
        self.descending = not self.descending if order == self.order else order == "hits"
        self.order = order
        arrow = " ▼" if self.descending else " ▲"
        for name, head in self.head.items():
            head.description = _head(name) + (arrow if name == order else "")
        self.find()

    def _turn(self, pages: int) -> None:
        self.page.value = min(max(1, self.page.value + pages), self.page.max)

    def _try(self, act: Callable[[], object]) -> None:
        """Does what a person asked for.

        An error that they can mend is shown on the panel; others keep their traceback.
        """
        self._say("")
        try:
            act()
        except WhpError as error:
            self._say(str(error), wrong=True)
        self.show()
        self._show_chosen()

    def _tried(self, act: Callable[..., object]) -> Callable[..., None]:
        return lambda *values: self._try(lambda: act(*values))

    def _say(self, message: str, wrong: bool = False) -> None:
        start = "<b>Not done.</b> " if wrong else ""
        html = f'<div role="status" class="whp-message">{start}{escape(message)}</div>'
        self.message.value = html if message else ""

    # Parts of the screen

    def _chosen_number(self) -> int | None:
        return self.editor.number_of(self.chosen)

    def _mark_chosen(self) -> None:
        number = self._chosen_number()
        for line in self._lines:
            line.mark_chosen(number is not None and line.number == number)

    def _show_chosen(self) -> None:
        """The tab of the row that is chosen."""
        editor, number = self.editor, self._chosen_number()
        for button in self.row_buttons.values():
            button.disabled = number is None
        if number is None:
            self.title.value, self.reasons.value, self.places.value = "no row", "", ""
            self._show_fixes([])
            return
        row, findings = editor.anchor(number), editor.findings_of(number)
        term = views.isolated(row.term or "(no term)")
        self.title.value = f"<b>{term}</b> row {number} {views.badge(row.status)}"
        self.reasons.value = views.row_view(findings).html
        self._show_fixes([finding for finding in findings if finding.fix])
        places = editor.places(number, PLACES)
        hits = editor.hits(number)
        self.places.value = views.places_view(row.term, places, editor.table, hits, self.seed).html
        with self.setting():
            self.note.value = row.note

    def _show_fixes(self, findings: list[Finding]) -> None:
        self._fixable = findings[:FIXES]
        self.fix_bar.layout.display = "flex" if self._fixable else "none"
        for place, button in enumerate(self.fixes):
            is_used = place < len(self._fixable)
            button.layout.display = "inline-flex" if is_used else "none"
            button.description = self._fixable[place].fix.label if is_used else ""

    def _show_counts(self) -> None:
        editor = self.editor
        rows = [editor.anchor(editor.number_of(key)) for key in self._keys]
        waiting = sum(row.folded_status == SUGGESTED for row in rows)
        for name in ("accept all", "reject all"):
            self.buttons[name].description = (
                f"{name} {waiting} shown" if waiting else f"{name} shown"
            )
            self.buttons[name].disabled = not waiting
        count = f"{len(rows)} of {len(editor.table.rows)} rows"
        count += f", page {self.page.value} of {self.page.max}"
        if editor.unsaved:
            count += " · <b>changes not saved</b>"
        if editor.errors:
            count += f" · {_plural(len(editor.errors), 'error')}"
        self.count.value = count
        self.buttons["save"].button_style = "primary" if editor.unsaved else ""
        self.conflict_bar.layout.display = "flex" if editor.changed_outside else "none"

    def _show_filters(self) -> None:
        """Severities, then the kinds of finding that the table has now."""
        kinds = sorted({finding.kind for finding in self.editor.findings})
        options = [(words, name) for name, words in FILTERS.items()]
        options += [(kind.replace("-", " "), kind) for kind in kinds]
        if tuple(options) != tuple(self.only.options):
            chosen = self.only.value
            with self.setting():
                self.only.options = options
                self.only.value = chosen if chosen in (*FILTERS, *kinds) else "all"

    def _show_versions(self) -> None:
        options = [THE_FILE]
        for version in reversed(history.versions(self.editor.path)):
            until = f"{version.until:%d %b %Y %H:%M}"
            options.append((f"{version.number}, until {until}", version.number))
        with self.setting():
            self.version.options = options
        self.compare()

    # Making the widgets

    def _make_search_bar(self, page_rows: int) -> W.Widget:
        slim = {"width": "auto", "margin": "1px 2px"}
        self.search = W.Text(
            placeholder="search: words in any column",
            continuous_update=False,
            layout=W.Layout(flex="2 1 12em", **slim),
        )
        statuses = [("any status", "all"), *((name, name) for name in STATUSES), ("no status", "")]
        self.status = W.Dropdown(options=statuses, layout=W.Layout(**slim))
        self.only = W.Dropdown(
            options=[(words, name) for name, words in FILTERS.items()],
            layout=W.Layout(max_width="13em", **slim),
        )
        self.size = W.Dropdown(
            options=[(f"{count} rows", count) for count in sorted({*PAGE_SIZES, page_rows})],
            value=page_rows,
            layout=W.Layout(**slim),
        )
        self.page = W.BoundedIntText(
            value=1, min=1, max=1, layout=W.Layout(width="4.5em", margin="1px 2px")
        )
        self.turn = {}
        for name, tooltip, pages in (("◀", "page before", -1), ("▶", "next page", 1)):
            layout = W.Layout(width="2.6em", margin="1px 2px", padding="0")
            self.turn[name] = W.Button(description=name, tooltip=tooltip, layout=layout)
            self.turn[name].on_click(lambda _, pages=pages: self._turn(pages))
        for control in (self.search, self.only, self.status, self.size):
            self.on_change(control, lambda _: self.find())
        self.on_change(self.page, lambda _: self.show())
        filters = [self.search, self.status, self.only, self.size]
        return wrapped(*filters, self.turn["◀"], self.page, self.turn["▶"])

    def _make_buttons(self) -> W.Widget:
        actions = {
            "undo": lambda: self._undo(self.editor.undo, "undo"),
            "redo": lambda: self._undo(self.editor.redo, "redo"),
            "accept all": lambda: self._judge_all(ACCEPTED),
            "reject all": lambda: self._judge_all(REJECTED),
            "suggest": self._suggest,
            "check": self.check,
            "preview": self.preview,
            "save": self.save,
        }
        if self.suggest is None:
            del actions["suggest"]
        self.buttons = {name: self._button(name, act) for name, act in actions.items()}
        return wrapped(*self.buttons.values())

    def _make_conflict_bar(self) -> W.Widget:
        warning = W.HTML("<b>Somebody else has changed the file since it was read here.</b>")
        self.settle = {
            "take theirs": self._button("take theirs", self._reload),
            "keep mine": self._button("keep mine", self._keep_mine),
        }
        bar = wrapped(warning, *self.settle.values())
        self.conflict_bar = with_classes(bar, "whp-say", "whp-outside")
        return self.conflict_bar

    def _make_messages(self) -> W.Widget:
        self.count, self.message = with_classes(W.HTML(), "whp-count"), W.HTML()
        return with_classes(wrapped(self.count, self.message), "whp-say")

    def _make_table(self) -> W.Widget:
        make = self.columns.make
        self.head = {}
        for name in ORDERS:
            head = make(W.Button, name, description=_head(name), tooltip=f"sort by {name}")
            head.on_click(lambda _, name=name: self._sort(name))
            self.head[name] = head
        self.head["row"].description += " ▲"
        self.head["hits"].add_class("whp-right")
        heads = [self.head.get(name) or make(W.HTML, name) for name in ALL_COLUMNS]
        self.heads = with_classes(W.HBox(heads), "whp-line", "whp-head")
        self.new = {
            name: make(W.Text, name, placeholder=PLACEHOLDERS[name], continuous_update=False)
            for name in COLUMNS
        }
        for box in self.new.values():
            box.on_msg(self._heard_enter)
        self.buttons["add"] = self._button("add", self._add)
        self.buttons["add"].layout = self.columns.layouts["verdict"]
        cells = {"verdict": self.buttons["add"], **self.new}
        new_cells = [cells.get(name) or make(W.HTML, name) for name in ALL_COLUMNS]
        self.new_line = with_classes(W.HBox(new_cells), "whp-line", "whp-new")
        layout = W.Layout(flex="3 1 46em", min_width="0")
        self.table = W.VBox([self.heads, self.new_line], layout=layout)
        return self.table

    def _make_tabs(self) -> W.Widget:
        self.report, self.outcome = W.HTML(), W.HTML()
        children = [
            self._make_row_tab(),
            W.VBox([self.report]),
            W.VBox([self.outcome]),
            self._make_history_tab(),
        ]
        self.tabs = W.Tab(children, layout=W.Layout(flex="2 1 26em", min_width="0"))
        for place, title in enumerate(TABS):
            self.tabs.set_title(place, title)  # ipywidgets 7 (Colab's) knows no titles=
        self.tabs.observe(
            lambda change: self._show_versions() if TABS[change["new"]] == "history" else None,
            "selected_index",
        )
        return with_classes(self.tabs, "whp-beside")

    def _make_row_tab(self) -> W.Widget:
        self.title, self.reasons, self.places = W.HTML(), W.HTML(), W.HTML()

        self.row_buttons = {
            "accept": self._button("accept", lambda: self._judge_chosen(ACCEPTED)),
            "reject": self._button("reject", lambda: self._judge_chosen(REJECTED)),
            "delete": self._button("delete", self._delete),
        }
        self.note = W.Text(
            placeholder="note",
            continuous_update=False,
            layout=W.Layout(width="auto", flex="1 1 10em"),
        )
        self.on_change(self.note, self._tried(self._write_note))
        self.fixes = [
            self._button("", lambda place=place: self._carry_out(self._fixable[place]))
            for place in range(FIXES)
        ]
        self.fix_bar = wrapped(*self.fixes)
        acts = wrapped(*self.row_buttons.values(), self.note)
        return W.VBox([self.title, acts, self.reasons, self.fix_bar, self.places])

    def _make_history_tab(self) -> W.Widget:
        # Without an option at first a Dropdown would show none as chosen later.
        self.version = W.Dropdown(options=[THE_FILE], layout=W.Layout(width="auto"))
        self.on_change(self.version, lambda _: self.compare())
        self.restore = self._button("bring this version back", self._restore)
        self.difference = W.HTML()
        return W.VBox([wrapped(self.version, self.restore), self.difference])

    def _button(self, name: str, act: Callable[[], object]) -> W.Button:
        layout = W.Layout(width="auto", margin="1px 2px")
        button = W.Button(description=name, style=self.columns.styles[W.Button], layout=layout)
        button.on_click(lambda _: self._try(act))
        return button

    def _heard_enter(self, _widget: W.Widget, content: dict, _buffers: object) -> None:
        """Enter in a box of the new row adds it, once the value of the box is here too."""
        if content.get("event") != "submit":
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # without a kernel there is no front end to wait for
            self._try(self._add)
        else:
            loop.call_later(SUBMIT_DELAY, lambda: self._try(self._add))


def anchor_panel(
    path: str | Path,
    text: str | None = None,
    lexicon: Iterable[str] = (),
    page_rows: int = PAGE_ROWS,
    *,
    general: str | None = None,
    tokenizer=None,
    blocks: Sequence[Document] | None = None,
    labeller: Labeller | None = None,
    suggest: Callable[[], Iterable[Anchor | Mapping]] | None = None,
    seed: int = 0,
) -> AnchorPanel:
    """The workshop over an anchor file.

    text: the target, to count terms and show where they stand.
    lexicon: words that no replacement should hold.
    general: everyday text, to find terms that are everyday words.
    tokenizer: a fast one, to find terms that it cannot separate.
    blocks: what 04 labels (preview.blocks_of), for the preview; else the text is cut by paragraphs.
    labeller: makes the labels of a few blocks (preview.labeller_of), for the share of labels that
    an edit changes.
    suggest: returns rows that its button adds as suggestions.
    seed: of the draw among several replacements.
    """
    editor = AnchorEditor(path, text, lexicon, general, tokenizer)
    return AnchorPanel(
        editor, page_rows, blocks=blocks, labeller=labeller, suggest=suggest, seed=seed
    )


def _head(column: str) -> str:
    return "#" if column == "row" else column


def _plural(count: int, thing: str) -> str:
    return f"{count} {thing}" + "s" * (count != 1)
