"""The delta viewer of step 02, and a slider over ready pictures.

Both show what was computed before: no model is asked when a control moves. `static()` gives the
same without widgets.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import ipywidgets as W

from whp_kit.anchors.table import Anchor, AnchorTable
from whp_kit.anchors.translate import find_matches
from whp_kit.errors import InputError, WhpError
from whp_kit.labels.deltas import Deltas
from whp_kit.text.words import find_words, folded, readable
from whp_kit.views import html as views
from whp_kit.views.html import View, shown
from whp_kit.views.panels.base import Controls, wrapped

# Core widgets without a script of ours: one row of toggle buttons holds every token, and a style
# sheet colours each, so that selecting and colouring send few bytes.
FORM = """
.{0} > div {{display:flow-root; max-height:15.5em; overflow:auto; resize:vertical;
  padding:.4em .75em; color:#1b1b1b; background:#ffffff}}
.{0} button.widget-toggle-button.jupyter-button {{float:left; width:auto; min-width:0;
  height:1.7em; line-height:1.7em; margin:0 0 .15em; padding:0; border:0; box-shadow:none;
  background:#ffffff; color:#1b1b1b; font-size:14px; overflow:visible; letter-spacing:.01em}}
.{0} button.widget-toggle-button.jupyter-button:hover {{box-shadow:inset 0 0 0 1px #1b1b1b}}
"""
CHOSEN = "{{outline:2px solid #1b1b1b; outline-offset:-1px; position:relative; z-index:1}}"
ORDERS = {"highest first": "value", "as they stand": "position"}


class DeltaViewer(Controls, W.VBox):
    """A passage as both models read it (section 2.1). See `delta_viewer`."""

    def __init__(
        self,
        deltas: Deltas,
        anchors: AnchorTable | None = None,
        suggestions: str | Path | None = None,
    ):
        self.deltas = deltas
        self.suggestions = Path(suggestions) if suggestions else None
        self.near = near_anchors(deltas, anchors) if anchors else frozenset()
        self._rows = deltas.rows()
        narrow = W.Layout(width="16em", flex="0 0 auto")
        self.measure = W.Dropdown(
            options=[(said, name) for name, said in views.MEASURES.items()], description="colour"
        )
        self.least = W.FloatSlider(
            value=0, min=0, max=views.SCALE, step=0.25, description="at least", layout=narrow
        )
        self.beside = W.Checkbox(
            value=False,
            description="beside anchors",
            disabled=not self.near,
            indent=False,
            layout=W.Layout(width="auto"),
        )
        self.order = W.Dropdown(options=list(ORDERS.items()), description="tokens", layout=narrow)
        self.tokens = W.Select(rows=14, layout=W.Layout(width="12.5em", flex="0 0 auto"))
        self.text = TokenButtons(deltas.tokens, views.delta_notes(deltas))
        self.card, self.strips, self.said = (
            W.HTML(layout=W.Layout(flex="1 1 auto", min_width="20em")) for _ in range(3)
        )
        names = [row["token"] for row in deltas.watch(len(deltas.tokens) - 1)]
        self.watch = W.SelectMultiple(
            options=[(shown(name), name) for name in names],
            value=names[:3],
            rows=6,
            description="watch",
            layout=W.Layout(width="16em", flex="0 0 auto"),
        )
        self.term, self.replacement, self.category = (
            W.Text(placeholder=name, layout=narrow)
            for name in ("term", "replacement", "category, as person")
        )
        self.button = W.Button(
            description="make it an anchor", button_style="primary", layout=narrow
        )
        for control in (self.measure, self.least, self.beside, self.order):
            self.on_change(control, lambda _: self.filter())
        self.on_change(self.tokens, lambda at: at is None or self.select(at))
        self.on_change(self.text.buttons, self.select)
        self.on_change(self.watch, lambda _: self._show_watched())
        self.button.on_click(lambda _: self._make())
        super().__init__(
            [
                wrapped(self.measure, self.least, self.beside, self.order),
                self.text,
                W.HBox([self.tokens, self.card]),
                *([W.HBox([self.watch, self.strips])] if names else []),
                wrapped(self.term, self.replacement, self.category, self.button),
                self.said,
            ]
        )
        self.add_class("whp-viewer")
        self.card.add_class("whp-card")
        self._show_watched()
        self.filter()

    @property
    def position(self) -> int | None:
        """The selected token's position; None where the filters leave none."""
        return self.text.value

    def filter(self) -> list[int]:
        """Lists the positions that pass the filters and takes the colour off the others."""
        name, least = self.measure.value, self.least.value
        kept = [
            row
            for row in self._rows
            if row[name] is not None
            and abs(row[name]) >= least
            and (not self.beside.value or row["position"] in self.near)
        ]
        if self.order.value == "value":
            kept.sort(key=lambda row: -row[name])
        before, self._kept = self.position, [row["position"] for row in kept]
        with self.setting():
            self.tokens.options = [
                (f"{row[name]:+6.2f}  {shown(row['token'])}  ({row['position']})", row["position"])
                for row in kept
            ]
        self.text.colour(
            getattr(self.deltas, name), views.MEASURES[name], kept=frozenset(self._kept)
        )
        self.select(before if before in self._kept else self._kept[0] if kept else None)
        return self._kept

    def select(self, at: int | None) -> View:
        """Marks a token in passage and list, and shows and returns its card."""
        card = View("", "") if at is None else views.token_card(self.deltas, at)
        self.card.value = card.html  # first of what is sent, since it is what one waits for
        with self.setting():
            self.text.value, self.tokens.value = at, at if at in self._kept else None
        self.term.value = "" if at is None else word_at(self.deltas, at)
        return card

    def make_anchor(
        self, replacement: str, category: str = "word", term: str | None = None
    ) -> Anchor:
        """A checked row that gives the selected word (or `term`) a replacement.

        It goes into the file of suggestions if there is one.

        That file is a separate anchor table. Errors as of `AnchorTable.check`.
        """
        if term is None:
            if self.position is None:
                raise InputError(
                    "No token is selected", remedy="choose one in the list, or name the term"
                )
            term = word_at(self.deltas, self.position)
        if not replacement.strip():
            raise InputError(
                "A replacement is missing", value=term, remedy="write what could stand in its place"
            )
        anchor = Anchor(term, category, (replacement,), "suggested by its delta")
        table = AnchorTable((anchor,)).check()
        if self.suggestions:
            if self.suggestions.is_file():
                before = AnchorTable.read(self.suggestions)
                others = (row for row in before.rows if row.term != term)
                table = replace(before, rows=(*others, anchor)).check()
            self.suggestions.parent.mkdir(parents=True, exist_ok=True)
            table.save(self.suggestions)
        return anchor

    def static(self, count: int = 10) -> View:
        """The passage, its `count` most raised tokens, the card of the one whose probability grew
        most, and the watched tokens.
        """
        columns = (
            "delta",
            "log_ratio",
            "kl",
            "rank_baseline",
            "rank_reinforced",
            "probability_baseline",
            "probability_reinforced",
        )
        top = self.deltas.most_raised(count)
        parts = [
            views.delta_text(self.deltas),
            views.table(
                [
                    {"token": shown(row["token"]), **{name: row[name] for name in columns}}
                    for row in top
                ],
                "Most raised",
            ),
            views.token_card(self.deltas, max(top, key=lambda row: row["log_ratio"])["position"]),
        ]
        parts += [views.watch_strips(self.deltas)] if self.watch.options else []
        return views.stacked(parts)

    def _show_watched(self) -> None:
        self.strips.value = (
            views.watch_strips(self.deltas, self.watch.value).html if self.watch.value else ""
        )

    def _make(self) -> None:
        try:
            made = self.make_anchor(
                self.replacement.value.strip(),
                self.category.value.strip() or "word",
                self.term.value.strip(),
            )
        except WhpError as error:
            told = f"Not done. {error}"
        else:
            where = (
                f"written to {self.suggestions.name}"
                if self.suggestions
                else "not written: copy the row"
            )
            told = f"{made.term},{made.category},{made.replacements[0]} ({where})"
        self.said.value = f'<div role="status" style="{views.GROUND}">{views.escape(told)}</div>'


class TokenButtons(W.VBox):
    """A passage whose tokens can be clicked. `value`: the position of the selected one, or None.

    tokens: the passage cut at its tokens; lines break where the text's do. notes: a line for each,
    shown when the pointer rests on it.
    """

    def __init__(self, tokens: Sequence[str], notes: Sequence[str] = ()):
        self.own = f"whp-tokens-{uuid4().hex[:8]}"  # rules for one passage leave the others alone
        self.tokens = tuple(tokens)
        options = [
            (token.replace("\r", "").replace(" ", "·").replace("\n", "⏎") or "∅", t)
            for t, token in enumerate(self.tokens)
        ]
        self.buttons = W.ToggleButtons(
            options=options, value=None, tooltips=list(notes), style={"button_width": "auto"}
        )
        self.buttons.add_class(self.own)
        self.buttons.layout.margin = "0"
        # JupyterLab marks a button by its text; tokens repeat, so this marks one by its place.
        self.legend, self.mark = (
            W.HTML(layout=W.Layout(margin="0")),
            W.HTML(layout=W.Layout(display="none")),
        )
        ends = [t + 1 for t, token in enumerate(self.tokens[:-1]) if "\n" in token]
        self._form = FORM.format(self.own) + self._rule(ends, "{clear:left}")
        super().__init__([self.legend, self.buttons, self.mark])
        self.buttons.observe(lambda _: self._mark(), "value")

    @property
    def value(self) -> int | None:
        return self.buttons.value

    @value.setter
    def value(self, position: int | None) -> None:
        self.buttons.value = position

    def colour(
        self,
        values: Sequence[float],
        what: str,
        scale: float = views.SCALE,
        kept: Collection[int] | None = None,
    ) -> None:
        """Colours each token by its value, in full at `scale`, except NaN and outside `kept`."""
        looks = [
            (t, views.heat_style(float(v) / scale))
            for t, v in enumerate(values)
            if v == v and (kept is None or t in kept)
        ]
        rules = "".join(self._rule([t], f"{{{look}}}") for t, look in looks)
        legend = (
            f'<div style="{views.GROUND}padding-bottom:0">{views.heat_legend(what, scale)}</div>'
        )
        self.legend.value = f"<style>{self._form}{rules}</style>{legend}"

    def _mark(self) -> None:
        self.mark.value = (
            ""
            if self.value is None
            else f"<style>{self._rule([self.value], CHOSEN.format())}</style>"
        )

    def _rule(self, positions: Sequence[int], look: str) -> str:
        if not positions:
            return ""
        places = ",".join(f":nth-child({t + 1})" for t in positions)
        return f".{self.own} button.widget-toggle-button.jupyter-button:is({places}){look}\n"


class FrameSlider(W.VBox):
    """Pictures made beforehand, one for each value of a slider. See `frame_slider`."""

    def __init__(self, frames: Mapping[float, View], start: float, name: str):
        if start not in frames:
            raise InputError(
                f"There is no picture at this {name}",
                value=start,
                remedy=f"begin at one of {', '.join(map(str, frames))}",
            )
        self.frames = dict(frames)
        options = [(f"{value:g}", value) for value in self.frames]
        self.slider = W.SelectionSlider(
            options=options, value=start, description=name, layout=W.Layout(width="28em")
        )
        self.view = W.HTML()
        super().__init__([self.slider, self.view])
        self.slider.observe(lambda _: self.show(), "value")
        self.show()

    def show(self) -> View:
        """The picture at the slider's value, shown and returned."""
        view = self.frames[self.slider.value]
        self.view.value = view.html
        return view

    def static(self, values: Iterable[float]) -> View:
        """The pictures at some values, one below the other."""
        return views.stacked([self.frames[value] for value in values])


def delta_viewer(
    deltas: Deltas, anchors: AnchorTable | None = None, suggestions: str | Path | None = None
) -> DeltaViewer:
    """The panel of one passage.

    anchors: for the filter of tokens beside their terms. suggestions: a CSV file for new rows.
    """
    return DeltaViewer(deltas, anchors, suggestions)


def frame_slider(frames: Mapping[float, View], start: float, name: str = "alpha") -> FrameSlider:
    """A slider over ready pictures, from value to picture in the slider's order.

    start: the first value.
    """
    return FrameSlider(frames, start, name)


def near_anchors(deltas: Deltas, anchors: AnchorTable) -> frozenset[int]:
    """Positions of tokens that lie in a term, and of the one after each term."""
    found, spans = set(), [(match.start, match.end) for match in find_matches(deltas.text, anchors)]
    for position, (start, end) in enumerate(deltas.offsets):
        if any(start < high and end > low for low, high in spans):
            found |= {position, position + 1}
    return frozenset(found & set(range(len(deltas.tokens))))


def word_at(deltas: Deltas, position: int) -> str:
    """The whole word that a token is part of, without 's; several where no space parts them."""
    start, end = deltas.offsets[position]
    words = find_words(deltas.text, joined=True)
    touched = [word for word in words if word.start < end and word.end > start]
    if not touched:
        return deltas.text[start:end].strip()
    word = readable(deltas.text[touched[0].start : touched[-1].end])
    return word[:-2] if folded(word).endswith("'s") else word
