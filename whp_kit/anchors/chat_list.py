"""A list of anchors from a chat model, as in the paper (2.2): it reads passages and names terms.

The model is any callable prompt -> reply. Replies are parsed as data and never executed (exchange);
terms that do not occur in the passage, and what of a reply breaks off, are left out and reported.
"""

import re
from collections.abc import Callable, Sequence

from whp_kit.anchors.exchange import parse_reply
from whp_kit.anchors.table import SUGGESTED, Anchor, AnchorTable
from whp_kit.anchors.word_index import WordIndex
from whp_kit.errors import InputError
from whp_kit.sampling import evenly_spaced
from whp_kit.text.words import folded

PROMPT = """Here is a passage from a text. List the expressions, names and things in it that \
belong to this text alone, so that who has read
it would know it by them. For each give a replacement of the same kind that could stand in any \
other story, fits the sentence, and is
peculiar to no book. Answer with one Python dictionary and nothing more, such as \
{"Elmville Castle": "town hall", "Xandor": "Peter"}.

Passage:
"""
PASSAGE_CHARACTERS = 2000  # a chat model names few terms of a longer one
DEFAULT_PASSAGES = 8


def ask_for_anchors(
    chat: Callable[[str], str], text: str, passages: int = DEFAULT_PASSAGES
) -> tuple[AnchorTable, list[str]]:
    """A table of the terms that the chat model names, and one line for each part left out.

    The passages are spread evenly over the text; rows come in the order of first mention and with
    the status "suggested". InputError where no reply gave a row whose term is in its passage.
    """
    rows: dict[str, Anchor] = {}
    left_out: list[str] = []
    index = WordIndex.read(text)
    for number, passage in enumerate(spread_passages(text, passages), 1):
        reply = chat(PROMPT + passage)
        try:
            table, lines = parse_reply(reply, f"the reply to passage {number}")
        except InputError as error:
            left_out.append(f"passage {number}: {error.what}")
            continue
        left_out += [f"passage {number}, {line}" for line in lines]
        passage_index = WordIndex.read(passage)
        for row in table.rows:
            fault = _fault(row, passage_index)
            if fault:
                left_out.append(f"passage {number}: {row.term!r} {fault}")
                continue
            note = f"{len(index.find(row.term))} here; from a chat model"
            suggestion = Anchor(row.term, row.category, row.replacements, note, SUGGESTED)
            rows.setdefault(_key(row.term), suggestion)
    if not rows:
        raise InputError(
            "the chat model gave no row",
            value="; ".join(left_out) or "no passage",
            remedy="ask another model, or more passages",
        )
    return AnchorTable(tuple(rows.values()), source="the chat model's replies"), left_out


def spread_passages(text: str, count: int) -> list[str]:
    """At most `count` passages, evenly spaced, each beginning at a paragraph or a word."""
    if count < 1:
        raise InputError(
            "there is nothing to ask about", value=count, remedy="ask for one passage or more"
        )
    room = max(len(text) - PASSAGE_CHARACTERS, 0)
    passages = []
    for start in evenly_spaced(room + 1, count):
        passage = text[start : start + PASSAGE_CHARACTERS]
        if start:
            passage = re.split(r"\n\s*\n|\s", passage, maxsplit=1)[-1]
        if passage.strip():
            passages.append(passage)
    return passages


def merge(suggested: Sequence[Anchor], from_chat: AnchorTable) -> list[Anchor]:
    """The suggested rows, then the chat model's rows that they lack.

    A term in both lists gets the chat model's replacements too, those that no other row uses.
    """
    chat_rows = {_key(row.term): row for row in from_chat.rows}
    used = {_key(word) for row in suggested for word in row.replacements}
    rows = []
    for row in suggested:
        chat_row = chat_rows.pop(_key(row.term), None)
        note, new = row.note, []
        if chat_row:
            note = f"{row.note}; a chat model names it too"
            new = [word for word in chat_row.replacements if _key(word) not in used]
        rows.append(
            Anchor(row.term, row.category, (*row.replacements, *new), note, row.status, row.extra)
        )
        used.update(_key(word) for word in new)
    return rows + list(chat_rows.values())


def _key(text: str) -> str:
    """By which two terms, or two replacements, are compared."""
    return folded(text)


def _fault(row: Anchor, passage: WordIndex) -> str:
    """Why a row of a reply cannot be used; "" where it can."""
    if not passage.find(row.term):
        return "does not stand in it"
    replacements = [_key(word) for word in row.replacements]
    if not any(word.strip() for word in replacements) or _key(row.term) in replacements:
        return "has no replacement of its own"
    return ""
