"""The anchor workshop: a paged table over an AnchorDesk, and beside it where a row stands, findings, consequences and history.

Core widgets only, so that JupyterLab, VS Code and Colab show it; a page of rows at a time, because 1,500 rows of text boxes would not come
up. Every button does what a method of the desk does (`panel.desk`). Not done here: anything that could be done without a screen.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from pathlib import Path

import ipywidgets as W

from whp_kit.anchors.editor import ONLY, ORDERS, AnchorDesk
from whp_kit.anchors.table import COLUMNS, CONFLICT, REJECTED, STATUSES, SUGGESTED, Anchor
from whp_kit.errors import WhpError
from whp_kit.labels.preview import Consequences, Labeller, blocks_of, consequences
from whp_kit.text.blocks import Document
from whp_kit.views.html import View, table
from whp_kit.views.panels import anchor_views as views
from whp_kit.views.panels.workshop_lines import STYLE, Columns, Line, classed

SOON = 0.05  # seconds
PAGE = 12  # rows on the screen at once
PAGES = (12, 25, 50)
EMPTY = {"term": "new term", "category": "category", "replacements": "one | or several"}
FIXES = 4  # remedies of one row that have a button
FIRST = {
    "all": "all rows",
    "findings": "with findings",
    "errors": "errors",
    "warnings": "errors and warnings",
    "unused": "never found",
}


class AnchorPanel(W.VBox):
    """The workshop over an AnchorDesk (`.desk`). See `anchor_panel`."""

    def __init__(self, desk: AnchorDesk, page_rows: int = PAGE, *, blocks: Sequence[Document] | None = None,
                 labeller: Labeller | None = None, suggest: Callable[[], Iterable[Anchor | Mapping]] | None = None,
                 seed: int = 0):  # fmt: skip
        self.desk = desk
        self.blocks, self.labeller, self.suggest, self.seed = blocks, labeller, suggest, seed
        self.order, self.descending = "row", False
        self.chosen: int | None = None  # the key of the row that is looked at
        self._keys: list[int] = []  # of the rows that were found, in order
        self._lines: list[Line] = []
        self._filling = False
        self._build(page_rows)
        self.find()

    # ---- what a person sees ----------------------------------------------------------------------------------------------------------

    def find(self) -> None:
        """Searches again, and shows the first page of what is found."""
        numbers = self.desk.search(
            self.search.value, self.only.value, self.status.value, self.order, self.descending
        )
        self._keys = [self.desk.key(number) for number in numbers]
        self._quietly(lambda: setattr(self.page, "value", 1))
        if self.chosen not in self._keys:
            self.chosen = None
        self.show()

    def show(self) -> None:
        """Brings the screen in line with the desk. The rows stay where they are, also those that no longer fit the search."""
        desk, rows = self.desk, self.size.value
        self._keys = [key for key in self._keys if desk.number_of(key) is not None]
        self._quietly(lambda: setattr(self.page, "max", max(1, -(-len(self._keys) // rows))))
        shown = [
            desk.number_of(key)
            for key in self._keys[(self.page.value - 1) * rows : self.page.value * rows]
        ]
        while len(self._lines) < rows:
            self._lines.append(Line(self, self.columns))
            self.table.children = [self.heads, *(line.box for line in self._lines), self.new_line]
        if desk.number_of(self.chosen) is None:
            self.chosen = desk.key(shown[0]) if shown else None
            self._beside()
        for place, line in enumerate(self._lines):
            line.show(shown[place] if place < min(rows, len(shown)) else None)
        waiting = sum(
            desk.anchor(desk.number_of(key)).folded_status == SUGGESTED for key in self._keys
        )
        self.buttons["accept all"].description = (
            f"accept all {waiting} shown" if waiting else "accept all shown"
        )
        self.buttons["reject all"].description = (
            f"reject all {waiting} shown" if waiting else "reject all shown"
        )
        for name in ("accept all", "reject all"):
            self.buttons[name].disabled = not waiting
        total = len(desk.table.rows)
        unsaved = " · <b>changes not saved</b>" if desk.unsaved else ""
        faults = f" · {_count(len(desk.errors), 'error')}" if desk.errors else ""
        self.count.value = f"{len(self._keys)} of {total} rows, page {self.page.value} of {self.page.max}{unsaved}{faults}"
        self.buttons["save"].button_style = "primary" if desk.unsaved else ""
        self.outside.layout.display = "flex" if desk.changed_outside else "none"
        kinds = sorted({finding.kind for finding in desk.findings})
        options = [
            *((FIRST[name], name) for name in ONLY),
            *((kind.replace("-", " "), kind) for kind in kinds),
        ]
        if tuple(options) != tuple(self.only.options):
            kept = self.only.value
            self._quietly(lambda: setattr(self.only, "options", options))
            self._quietly(
                lambda: setattr(
                    self.only, "value", kept if kept in dict(options).values() else "all"
                )
            )

    def look(self, number: int) -> None:
        """Shows beside the table where a row stands and what was found about it."""
        self.chosen = self.desk.key(number)
        self._beside()
        for line in self._lines:
            line.mark()

    def check(self) -> View:
        """The validation report, shown and returned."""
        self.tabs.selected_index = 1
        view = views.findings_view(self.desk.check())
        self.report.value = view.html
        return view

    def ask(self) -> Consequences:
        """What the unsaved edits would do, shown and returned (consequences.consequences)."""
        self.tabs.selected_index = 2
        if self.blocks is None:
            self.blocks = blocks_of([Document(self.desk.path.name, self.desk.text or "")])
        found = consequences(
            self.desk.saved, self.desk.table, self.blocks, self.seed, self.labeller
        )
        self.outcome.value = views.consequences_view(found).html
        return found

    def compare(self) -> View:
        """How the version that is chosen in the history differs from what is here now, shown and returned."""
        number = self.version.value or None
        view = views.changes_view(
            self.desk.difference(number),
            f"From version {number} to now" if number else "From the file to now",
        )
        self.difference.value = view.html
        return view

    def save(self) -> Path | None:
        """Saves (AnchorDesk.save) and says so."""
        kept = self.desk.save()
        self._say(
            f"saved; the version before is kept as {kept.parent.name}/{kept.name}"
            if kept
            else "nothing to save"
        )
        self._history()
        return kept

    def static(self, count: int = 15) -> View:
        """The first rows and the findings, without a screen."""
        rows = self.desk.rows(
            self.desk.search(self.search.value, self.only.value, self.status.value)[:count]
        )
        title = f"{len(rows)} of {len(self.desk.table.rows)} anchors"
        first = table(rows, title) if rows else View(f"<p>{title}</p>", title)
        second = views.findings_view(self.desk.check())
        return View(first.html + second.html, f"{first.text}\n\n{second.text}")

    # ---- what a person does ----------------------------------------------------------------------------------------------------------

    def _add(self) -> None:
        if not self.new["term"].value.strip():
            self._say("write a term first")
            return
        number = self.desk.add(*(box.value for box in self.new.values()))
        self._keys.append(self.desk.key(number))
        self._quietly(
            lambda: setattr(self.page, "max", max(1, -(-len(self._keys) // self.size.value)))
        )
        self._quietly(lambda: setattr(self.page, "value", self.page.max))
        self._say(f"row {number} added: {self.new['term'].value}")
        for box in self.new.values():
            box.value = ""
        self.look(number)

    def _all_shown(self, act: Callable[[Iterable[int]], int], word: str) -> None:
        numbers = [self.desk.number_of(key) for key in self._keys]
        done = act(
            [number for number in numbers if self.desk.anchor(number).folded_status == SUGGESTED]
        )
        self._say(f"{_count(done, 'suggestion')} {word}; undo takes that back")

    def _suggest(self) -> None:
        done = self.desk.suggest(self.suggest())
        self._say(
            f"{_count(done, 'suggestion')} added"
            if done
            else "no suggestion that is not in the table already"
        )
        if done:
            self._only(SUGGESTED)

    def _step(self, act: Callable[[], bool], word: str) -> None:
        self._say(word if act() else "nothing to " + word.removesuffix("ne"))
        page = self.page.value
        self.find()
        self._quietly(lambda: setattr(self.page, "value", min(page, self.page.max)))

    def _merge(self) -> None:
        count = self.desk.merge()
        self._say(
            f"merged; {_count(count, 'row')} changed by both: choose mine or theirs in each"
            if count
            else "merged; no row changed by both"
        )
        self._only(CONFLICT if count else "all")

    def _only(self, status: str) -> None:
        """Shows the rows of this status, all of them."""
        for control, value in ((self.search, ""), (self.only, "all"), (self.status, status)):
            self._quietly(lambda control=control, value=value: setattr(control, "value", value))
        self.find()

    def _reload(self) -> None:
        self.desk.reload()
        self._say("read again; undo brings your changes back")
        self.find()

    def _beside_it(self) -> None:
        self._say(
            f"yours is saved beside it as {self.desk.save_beside().name}; the file itself is theirs"
        )

    def _restore(self) -> None:
        if self.version.value:
            self.desk.restore(self.version.value)
            self._say(
                f"the rows of version {self.version.value} are here again, not saved yet; undo takes that back"
            )
            self.find()

    def _judge(self, act: Callable[[Iterable[int]], int], word: str) -> None:
        number = self._here()
        if number:
            if act([number]):
                self._say(f"row {number} {word}")
            else:
                settled = self.desk.anchor(number).folded_status != CONFLICT
                self._say(
                    f"row {number} is {word} already" if settled else "choose mine or theirs first"
                )

    def _delete(self) -> None:
        number = self._here()
        if number:
            term = self.desk.anchor(number).term
            place = self._keys.index(self.chosen) if self.chosen in self._keys else 0
            self.desk.delete(number)
            left = [key for key in self._keys if self.desk.number_of(key) is not None]
            self.chosen = left[min(place, len(left) - 1)] if left else None
            self._say(f"{term} deleted; undo brings it back")

    def _sort(self, order: str) -> None:
        self.descending = not self.descending if order == self.order else order == "hits"
        self.order = order
        for name, head in self.head.items():
            head.description = ("#" if name == "row" else name) + (
                " ▼" if self.descending else " ▲"
            ) * (name == order)
        self.find()

    def _here(self) -> int | None:
        return self.desk.number_of(self.chosen)

    def _try(self, act: Callable[[], object]) -> None:
        """Does one thing that a person asked for; what they can mend is said on the panel, anything else keeps its traceback."""
        self._say("")
        try:
            act()
        except WhpError as error:
            self._say(str(error), wrong=True)
        self.show()
        self._beside()

    def _say(self, words: str, wrong: bool = False) -> None:
        start = "<b>Not done.</b> " if wrong else ""
        self.message.value = (
            f'<div role="status" class="whp-message">{start}{escape(words)}</div>' if words else ""
        )

    def _quietly(self, act: Callable[[], object]) -> None:
        before, self._filling = self._filling, True
        act()
        self._filling = before

    def _beside(self) -> None:
        """The tab of the row that is looked at."""
        desk, number = self.desk, self._here()
        for button in self.row_buttons.values():
            button.disabled = number is None
        if number is None:
            self.title.value, self.where.value, self.told.value = "no row", "", ""
            return
        row, found = desk.anchor(number), desk.found.get(number, [])
        self.title.value = (
            f"<b>{views.plain(row.term or '(no term)')}</b> row {number} {views.badge(row.status)}"
        )
        sides = desk.sides(number)
        self.told.value = (views.sides_view(*sides).html if sides else "") + views.row_view(
            row, found
        ).html
        self._fixes = [finding for finding in found if finding.fix]
        self.fix_bar.layout.display = "flex" if self._fixes else "none"
        for place, button in enumerate(self.fixes):
            fix = self._fixes[place].fix if place < len(self._fixes) else None
            button.layout.display = "none" if fix is None else "inline-flex"
            button.description = fix.label if fix else ""
        places = desk.places(number, 4)
        self.where.value = views.places_view(
            row.term, places, desk.table, desk.hits.get(number), self.seed
        ).html
        self._quietly(lambda: setattr(self.note, "value", row.note))

    def _history(self) -> None:
        kept = [
            (f"{one.number}, until {one.until:%d %b %Y %H:%M}", one.number)
            for one in reversed(self.desk.versions())
        ]
        self._quietly(lambda: setattr(self.version, "options", [("the file as it is", 0), *kept]))
        self.compare()

    # ---- the widgets -----------------------------------------------------------------------------------------------------------------

    def _build(self, page_rows: int) -> None:
        self.columns = Columns()
        slim = {"width": "auto", "margin": "1px 2px"}
        self.search = W.Text(
            placeholder="search: words in any column",
            continuous_update=False,
            layout=W.Layout(flex="2 1 12em", **slim),
        )
        statuses = [("any status", "all"), *((word, word) for word in STATUSES), ("no status", "")]
        self.status = W.Dropdown(options=statuses, layout=W.Layout(**slim))
        self.only = W.Dropdown(
            options=[(FIRST[name], name) for name in ONLY],
            layout=W.Layout(max_width="13em", **slim),
        )
        sizes = sorted({*PAGES, page_rows})
        self.size = W.Dropdown(
            options=[(f"{n} rows", n) for n in sizes], value=page_rows, layout=W.Layout(**slim)
        )
        self.page = W.BoundedIntText(
            value=1, min=1, max=1, layout=W.Layout(width="4.5em", margin="1px 2px")
        )
        self.turn = {name: W.Button(description=name, tooltip=told, layout=W.Layout(width="2.6em", margin="1px 2px", padding="0"))
                     for name, told in (("◀", "page before"), ("▶", "next page"))}  # fmt: skip
        self.count, self.message, self.report, self.outcome = (W.HTML() for _ in range(4))
        actions = {
            "undo": lambda: self._step(self.desk.undo, "undone"), "redo": lambda: self._step(self.desk.redo, "redone"),
            "accept all": lambda: self._all_shown(self.desk.accept, "accepted"),
            "reject all": lambda: self._all_shown(self.desk.reject, "rejected"),
            "suggest": self._suggest, "check": self.check, "consequences": self.ask, "save": self.save, "add": self._add,
        }  # fmt: skip
        self.buttons = {name: self._button(name, act) for name, act in actions.items()}
        tools = [
            self.buttons[name]
            for name in actions
            if name != "add" and (name != "suggest" or self.suggest)
        ]
        self.head = {
            name: self.columns.make(W.Button, name, description=name, tooltip=f"sort by {name}")
            for name in ORDERS
        }
        self.head["row"].description = "# ▲"
        self.head["hits"].add_class("whp-right")
        columns = [
            self.head.get(name) or self.columns.make(W.HTML, name) for name in self.columns.of
        ]
        self.heads = classed(W.HBox(columns), "whp-line", "whp-head")
        self.new = {
            name: self.columns.make(W.Text, name, placeholder=EMPTY[name], continuous_update=False)
            for name in COLUMNS
        }
        self.buttons["add"].layout = self.columns.of["verdict"]
        gaps = [self.columns.make(W.HTML, name) for name in ("row", "hits", "status", "findings")]
        self.new_line = classed(
            W.HBox([gaps[0], *self.new.values(), *gaps[1:3], self.buttons["add"], gaps[3]]),
            "whp-line",
            "whp-new",
        )
        self.table = W.VBox(
            [self.heads, self.new_line], layout=W.Layout(flex="3 1 46em", min_width="0")
        )
        theirs = {
            "merge": self._merge,
            "reload theirs": self._reload,
            "save mine beside": self._beside_it,
        }
        self.theirs = {name: self._button(name, act) for name, act in theirs.items()}
        warning = W.HTML("<b>Somebody else has changed the file since it was read here.</b>")
        self.outside = classed(
            W.HBox([warning, *self.theirs.values()], layout=W.Layout(flex_flow="row wrap")),
            "whp-say",
            "whp-outside",
        )
        self.tabs = W.Tab([self._row_tab(), W.VBox([self.report]), W.VBox([self.outcome]), self._history_tab()],
                          layout=W.Layout(flex="2 1 26em", min_width="0"))  # fmt: skip
        for place, title in enumerate(("row", "findings", "consequences", "history")):
            self.tabs.set_title(
                place, title
            )  # not titles=, which ipywidgets 7 (Colab's) passes over
        classed(self.tabs, "whp-beside")
        bar = [
            self.search,
            self.status,
            self.only,
            self.size,
            self.turn["◀"],
            self.page,
            self.turn["▶"],
        ]
        super().__init__([
            W.HTML(STYLE, layout=W.Layout(display="none")), W.HBox(bar, layout=W.Layout(flex_flow="row wrap")),
            W.HBox(tools, layout=W.Layout(flex_flow="row wrap")), self.outside,
            classed(W.HBox([classed(self.count, "whp-count"), self.message], layout=W.Layout(flex_flow="row wrap")), "whp-say"),
            W.HBox([self.table, self.tabs], layout=W.Layout(flex_flow="row wrap", align_items="flex-start")),
        ])  # fmt: skip
        self.add_class("whp-workshop")
        self._watch()
        self._history()

    def _row_tab(self) -> W.VBox:
        self.title, self.told, self.where = W.HTML(), W.HTML(), W.HTML()
        acts = {
            "accept": lambda: self._judge(self.desk.accept, "accepted"),
            "reject": lambda: self._judge(self.desk.reject, REJECTED),
        }
        self.row_buttons = {
            name: self._button(name, act) for name, act in (acts | {"delete": self._delete}).items()
        }
        self.note = W.Text(
            placeholder="note",
            continuous_update=False,
            layout=W.Layout(width="auto", flex="1 1 10em"),
        )
        self.fixes = [
            self._button("", lambda place=place: self.desk.apply(self._fixes[place]))
            for place in range(FIXES)
        ]
        self._fixes: list = []
        wrap = W.Layout(flex_flow="row wrap")
        acting = W.HBox([*self.row_buttons.values(), self.note], layout=wrap)
        self.fix_bar = W.HBox(self.fixes, layout=W.Layout(flex_flow="row wrap"))
        return W.VBox([self.title, acting, self.told, self.fix_bar, self.where])

    def _history_tab(self) -> W.VBox:
        self.version = W.Dropdown(layout=W.Layout(width="auto"))
        self.restore = self._button("bring this version back", self._restore)
        self.difference = W.HTML()
        return W.VBox(
            [
                W.HBox([self.version, self.restore], layout=W.Layout(flex_flow="row wrap")),
                self.difference,
            ]
        )

    def _button(self, name: str, act: Callable[[], object]) -> W.Button:
        layout = W.Layout(width="auto", margin="1px 2px")
        button = W.Button(description=name, style=self.columns.styles[W.Button], layout=layout)
        button.on_click(lambda _: self._try(act))
        return button

    def _watch(self) -> None:
        def on(widget, act):
            widget.observe(lambda change: None if self._filling else act(change["new"]), "value")

        for control in (self.search, self.only, self.status, self.size):
            on(control, lambda _: self.find())
        on(self.page, lambda _: self.show())
        on(self.version, lambda _: self.compare())
        on(
            self.note,
            lambda value: self._try(
                lambda: self._here() and self.desk.edit(self._here(), "note", value)
            ),
        )
        for name, head in self.head.items():
            head.on_click(lambda _, name=name: self._sort(name))
        for name, step in (("◀", -1), ("▶", 1)):
            self.turn[name].on_click(
                lambda _, step=step: setattr(
                    self.page, "value", min(max(1, self.page.value + step), self.page.max)
                )
            )
        for box in self.new.values():
            box.on_msg(
                lambda _, content, __: (
                    _soon(lambda: self._try(self._add))
                    if content.get("event") == "submit"
                    else None
                )
            )
        self.tabs.observe(
            lambda change: self._history() if change["new"] == 3 else None, "selected_index"
        )


def _soon(act: Callable[[], object]) -> None:
    """Does it a moment later: a page tells of Enter first and of what the box held right after. How long that takes is a guess."""
    try:
        asyncio.get_running_loop().call_later(SOON, act)
    except RuntimeError:  # no page to wait for
        act()


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" + "s" * (number != 1)


def anchor_panel(path: str | Path, text: str | None = None, lexicon: Iterable[str] = (), page_rows: int = PAGE, *,
                 general: str | None = None, tokenizer=None, blocks: Sequence[Document] | None = None, labeller: Labeller | None = None,
                 suggest: Callable[[], Iterable[Anchor | Mapping]] | None = None, seed: int = 0) -> AnchorPanel:  # fmt: skip
    """The workshop over an anchor file.

    text: the target, to count hits and show occurrences. lexicon: words that no replacement should hold. general: everyday text, to tell
    everyday words. tokenizer: a fast one, for terms that it cannot separate. blocks: what 04 labels (consequences.blocks_of); else the text
    is cut by paragraphs. labeller: labels of a few blocks (consequences.labeller_of), for the share of labels that an edit changes.
    suggest: gives rows (anchors, or mappings with term and replacements) that its button adds as suggestions. seed: of the draw among
    several replacements.
    """
    desk = AnchorDesk(path, text, lexicon, general, tokenizer)
    return AnchorPanel(
        desk, page_rows, blocks=blocks, labeller=labeller, suggest=suggest, seed=seed
    )
