"""The prompt box: one prompt, an answer from each role. Core widgets only.

`static()` gives the same as a table for a page without a kernel. Not done here: loading models; a
role is a function from prompt to completion.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import NamedTuple

import ipywidgets as W

from whp_kit.errors import WhpError
from whp_kit.views.html import GROUND, View, marked, table
from whp_kit.views.tables import CELL

LINE_END = "⏎"  # how a box of one line shows one
SHOWN_PROMPTS = 5  # the latest prompts stay with their answers
AS_CHAT = "as a chat: a message, in the model's chat template, and not the beginning of a sentence"
NAME = CELL + "font-weight:bold;white-space:nowrap;width:7em;"
PROMPT = "padding:.35em .6em;border-left:3px solid #0072b2;background:#f2f6fa"


class Exchange(NamedTuple):
    """A prompt, role -> answer, and whether the prompt went through the chat template."""

    prompt: str
    answers: dict[str, str]
    as_chat: bool


class PromptBox(W.VBox):
    """One prompt, an answer from each role. See `prompt_box`."""

    def __init__(
        self,
        complete_by_role: Mapping[str, Callable[[str], str]],
        words: Sequence[str] = (),
        prompt: str = "",
        reply_by_role: Mapping[str, Callable[[str], str]] | None = None,
    ):
        self.complete_by_role = dict(complete_by_role)
        self.reply_by_role = dict(reply_by_role or {})
        self.words = tuple(words)
        self.exchanges: list[Exchange] = []  # latest first
        self.prompt = W.Text(
            value=prompt.replace("\n", LINE_END),
            placeholder="the beginning of a sentence, then Enter",
            continuous_update=False,
            layout=W.Layout(width="auto", flex="1 1 24em"),
        )
        self.button = W.Button(
            description="answer", button_style="primary", layout=W.Layout(flex="0 0 auto")
        )
        self.as_chat = W.Checkbox(description=AS_CHAT, indent=False, layout=W.Layout(width="auto"))
        self.answers = W.HTML()
        line = W.HBox([self.prompt, self.button], layout=W.Layout(max_width="60em"))
        choice = [self.as_chat] if self.reply_by_role else []
        super().__init__([line, *choice, self.answers])
        self.add_class("whp-prompts")
        self.prompt.observe(lambda _: self.ask(self._prompt()), "value")
        self.button.on_click(lambda _: self._press())

    def ask(self, prompt: str) -> dict[str, str]:
        """Each role's completion of `prompt`, or its reply where the box is ticked, shown as it
        comes above the earlier ones, and returned.
        """
        if not prompt.strip():
            message = "Write the beginning of a sentence first."
            self.answers.value = f'<div style="{GROUND}">{message}</div>'
            return {}
        answers: dict[str, str] = {}
        exchange = Exchange(prompt, answers, self.as_chat.value)
        self.exchanges = [exchange, *self.exchanges[: SHOWN_PROMPTS - 1]]
        by_role = self.reply_by_role if exchange.as_chat else self.complete_by_role
        for role, answer in by_role.items():
            try:
                answers[role] = answer(prompt.rstrip())
            except WhpError as error:  # a chat template that cannot be used
                answers[role] = str(error)
            shown = "".join(self._exchange_html(*exchange) for exchange in self.exchanges)
            self.answers.value = f'<div role="log" style="{GROUND}">{shown}</div>'
        return dict(answers)

    def static(self, prompts: Iterable[str]) -> View:
        """A table: one row per prompt, one column per role."""
        rows = []
        for prompt in prompts:
            row = {"prompt": prompt}
            for role, complete in self.complete_by_role.items():
                row[role] = complete(prompt.rstrip())
            rows.append(row)
        return table(rows, "One prompt, an answer from each")

    def _press(self) -> None:
        """Leaving the box for the button has answered its prompt already."""
        asked = (self._prompt(), self.as_chat.value)
        if not self.exchanges or (self.exchanges[0].prompt, self.exchanges[0].as_chat) != asked:
            self.ask(asked[0])

    def _prompt(self) -> str:
        return self.prompt.value.replace(LINE_END, "\n")

    def _exchange_html(self, prompt: str, answers: Mapping[str, str], as_chat: bool) -> str:
        rows = []
        for role in self.complete_by_role:
            name = escape(role.replace("_", "-"))
            answer = marked(answers[role].strip(), self.words) if role in answers else "…"
            rows.append(
                f'<tr><th scope="row" style="{NAME}">{name}</th>'
                f'<td style="{CELL}">{answer}</td></tr>'
            )
        kind = "<i>as a chat:</i> " if as_chat else ""
        question = f'<div style="{PROMPT}">{kind}{marked(prompt, self.words)}</div>'
        table_html = f'<table style="border-collapse:collapse;width:100%">{"".join(rows)}</table>'
        return f'<div style="margin-bottom:.8em;line-height:1.4">{question}{table_html}</div>'


def prompt_box(
    complete_by_role: Mapping[str, Callable[[str], str]],
    words: Sequence[str] = (),
    prompt: str = "",
    reply_by_role: Mapping[str, Callable[[str], str]] | None = None,
) -> PromptBox:
    """A box for a prompt that all roles answer.

    complete_by_role: role -> function from prompt to completion.
    words: they are marked wherever they stand.
    reply_by_role: role -> function from message to reply in the chat template; with it there is a
    box to tick.
    """
    return PromptBox(complete_by_role, words, prompt, reply_by_role)
