"""A second list of anchors from a chat model, as in the paper: it is shown passages and asked for terms and generic replacements.

The model is any callable prompt -> reply (chat). Replies are parsed as data and never run (exchange); terms that do not stand in the
passage are left out and told.
"""

import re
from collections.abc import Sequence

from whp_kit.anchors.exchange import parse_reply
from whp_kit.anchors.keyness import Words
from whp_kit.anchors.suggest import SUGGESTED
from whp_kit.anchors.table import Anchor, AnchorTable
from whp_kit.errors import InputError
from whp_kit.models.chat import Chat
from whp_kit.sampling import evenly_spaced

PROMPT = """Here is a passage from a text. List the expressions, names and things in it that belong to this text alone, so that who has read
it would know it by them. For each give a replacement of the same kind that could stand in any other story, fits the sentence, and is
peculiar to no book. Answer with one Python dictionary and nothing more, such as {"Elmville Castle": "town hall", "Xandor": "Peter"}.

Passage:
"""
PASSAGE = 2000  # characters of one passage
PASSAGES = 8


def ask(chat: Chat, text: str, passages: int = PASSAGES) -> tuple[AnchorTable, list[str]]:
    """Rows with status "suggested", in the order of their first mention, from replies about passages spread evenly over the text; and what
    was left out, one line each. InputError where no reply held a row that stands in its passage."""
    rows: dict[str, Anchor] = {}
    left_out: list[str] = []
    words = Words.read(text)
    for number, passage in enumerate(spread(text, passages), 1):
        reply = chat(PROMPT + passage)
        try:
            table, lines = parse_reply(reply, f"the reply to passage {number}")
        except InputError as error:
            left_out.append(f"passage {number}: {error.what}")
            continue
        left_out += [f"passage {number}, {line}" for line in lines]
        here = Words.read(passage)
        for row in table.rows:
            fault = _fault(row, here)
            if fault:
                left_out.append(f"passage {number}: {row.term!r} {fault}")
            elif row.term.casefold() not in rows:
                note = f"{len(words.find(row.term))} here; from a chat model"
                rows[row.term.casefold()] = Anchor(row.term, "", row.replacements, note, SUGGESTED)
    if not rows:
        raise InputError(
            "the chat model gave no row",
            value="; ".join(left_out) or "no passage",
            remedy="ask another model, or more passages",
        )
    return AnchorTable(tuple(rows.values()), source="the chat model's replies"), left_out


def _fault(row: Anchor, passage: Words) -> str:
    if not passage.find(row.term):
        return "does not stand in it"
    if not any(word.strip() for word in row.replacements) or row.term.casefold() in (
        word.casefold() for word in row.replacements
    ):
        return "has no replacement of its own"
    return ""


def spread(text: str, count: int) -> list[str]:
    """At most `count` passages of PASSAGE characters, evenly spread, each beginning at a paragraph or a word."""
    if count < 1:
        raise InputError(
            "there is nothing to ask about", value=count, remedy="ask for one passage or more"
        )
    starts = evenly_spaced(max(len(text) - PASSAGE, 0) + 1, count)
    cut = (text[start : start + PASSAGE] for start in starts)
    pieces = [
        piece if at == 0 else re.split(r"\n\s*\n|\s", piece, maxsplit=1)[-1]
        for at, piece in zip(starts, cut, strict=True)
    ]
    return [piece for piece in pieces if piece.strip()]


def merged(suggested: Sequence[Anchor], asked: AnchorTable) -> list[Anchor]:
    """One list of both: the suggested rows, then those of the chat model that they lack; a row of both gets the model's words as more."""
    said = {row.term.casefold(): row for row in asked.rows}
    taken = {word.casefold() for row in suggested for word in row.replacements}
    rows = []
    for row in suggested:
        other = said.pop(row.term.casefold(), None)
        more = (
            [word for word in other.replacements if word.casefold() not in taken] if other else []
        )
        note = f"{row.note}; a chat model names it too" if other else row.note
        rows.append(
            Anchor(row.term, row.category, (*row.replacements, *more), note, row.status, row.extra)
        )
        taken.update(word.casefold() for word in more)
    return rows + list(said.values())
