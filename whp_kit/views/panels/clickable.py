"""A passage whose tokens can be clicked, made of core widgets without any script of its own: one row of toggle buttons holds every token,
and a style sheet gives each its ground. Selecting, and colouring anew, sends a few bytes and builds nothing.
"""

from collections.abc import Collection, Sequence
from uuid import uuid4

import ipywidgets as W

from whp_kit.views import html as views

FORM = """
.{0} > div {{display:flow-root; max-height:15.5em; overflow:auto; resize:vertical; padding:.4em .75em; color:#1b1b1b; background:#ffffff}}
.{0} button.widget-toggle-button.jupyter-button {{float:left; width:auto; min-width:0; height:1.7em; line-height:1.7em; margin:0 0 .15em;
  padding:0; border:0; box-shadow:none; background:#ffffff; color:#1b1b1b; font-size:14px; overflow:visible; letter-spacing:.01em}}
.{0} button.widget-toggle-button.jupyter-button:hover {{box-shadow:inset 0 0 0 1px #1b1b1b}}
"""
CHOSEN = "{{outline:2px solid #1b1b1b; outline-offset:-1px; position:relative; z-index:1}}"


class TokenButtons(W.VBox):
    """Tokens in a row, broken where the text breaks its lines. `value`: the position of the one that is selected, or None.

    `tokens`: the passage cut at its tokens. `notes`: a line for each, shown when the pointer rests on it.
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
        # The page's own mark for a button that is on goes by its text, and tokens repeat: hence a rule for one place.
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
        """Gives each token the ground of its value, in full at `scale`; NaN, and positions that are not among `kept`, have none."""
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
