"""A list of anchors from a chat model, as in the paper (2.2): it reads passages and names terms.

The model is any callable prompt -> reply. Replies are parsed as data and never executed (exchange);
terms that do not occur in the passage, and what of a reply breaks off, are left out and reported.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from itertools import pairwise

from whp_kit.anchors.exchange import parse_reply
from whp_kit.anchors.table import SUGGESTED, Anchor, AnchorTable
from whp_kit.anchors.word_index import WordIndex
from whp_kit.errors import InputError
from whp_kit.sampling import evenly_spaced
from whp_kit.text.sentences import EMPTY_LINE, Span, paragraphs, sentences
from whp_kit.text.words import find_words, folded

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
            rows.setdefault(folded(row.term), suggestion)
    if not rows:
        raise InputError(
            "the chat model gave no row",
            value="; ".join(left_out) or "no passage",
            remedy="ask another model, or more passages",
        )
    return AnchorTable(tuple(rows.values()), source="the chat model's replies"), left_out


def spread_passages(text: str, count: int) -> list[str]:
    """At most `count` passages of up to PASSAGE_CHARACTERS, evenly spaced, of whole paragraphs,
    sentences or at least words. They are the same whatever the line ends of the text.
    """
    if count < 1:
        raise InputError(
            "there is nothing to ask about", value=count, remedy="ask for one passage or more"
        )
    text = "\n".join(text.replace("\u2029", EMPTY_LINE).splitlines())
    pieces = _pieces(text)
    starts = [start for start, _ in pieces]
    places = evenly_spaced(max(len(text) - PASSAGE_CHARACTERS, 0) + 1, count)
    firsts = [min(bisect_left(starts, place), len(starts) - 1) for place in places]
    passages = []
    for first in dict.fromkeys(firsts) if pieces else ():
        longest = starts[first] + PASSAGE_CHARACTERS
        ends = (end for _, end in pieces[first:] if end <= longest)
        passages.append(text[starts[first] : max(ends, default=longest)])
    return passages


def _pieces(text: str) -> list[Span]:
    """The paragraphs; of one that is longer than a passage its sentences, of such a sentence as
    many words as a passage holds.
    """
    pieces: list[Span] = []
    for paragraph in paragraphs(text):
        is_long = paragraph[1] - paragraph[0] > PASSAGE_CHARACTERS
        for start, end in sentences(text, paragraph) if is_long else [paragraph]:
            pieces += _cut_between_words(text, start, end)
    return pieces


def _cut_between_words(text: str, start: int, end: int) -> list[Span]:
    """Characters [start, end) in pieces of PASSAGE_CHARACTERS at most, but for longer words."""
    if end - start <= PASSAGE_CHARACTERS:
        return [(start, end)]
    pieces, first = [], start
    words = [(start + word.start, start + word.end) for word in find_words(text[start:end])]
    for (_, end_before), (next_start, next_end) in pairwise(words):
        if next_end - first > PASSAGE_CHARACTERS:
            pieces.append((first, end_before))
            first = next_start
    return [*pieces, (first, end)]


def merge(suggested: Sequence[Anchor], from_chat: AnchorTable) -> list[Anchor]:
    """The suggested rows, then the chat model's rows that they lack.

    A term in both lists gets the chat model's replacements too, those that no other row uses.
    """
    chat_rows = {folded(row.term): row for row in from_chat.rows}
    used = {folded(word) for row in suggested for word in row.replacements}
    rows = []
    for row in suggested:
        chat_row = chat_rows.pop(folded(row.term), None)
        note, new = row.note, []
        if chat_row:
            note = f"{row.note}; a chat model names it too"
            new = [word for word in chat_row.replacements if folded(word) not in used]
        rows.append(
            Anchor(row.term, row.category, (*row.replacements, *new), note, row.status, row.extra)
        )
        used.update(folded(word) for word in new)
    return rows + list(chat_rows.values())


def _fault(row: Anchor, passage: WordIndex) -> str:
    """Why a row of a reply cannot be used; "" where it can."""
    if not passage.find(row.term):
        return "does not stand in it"
    replacements = [folded(word) for word in row.replacements]
    if not any(word.strip() for word in replacements) or folded(row.term) in replacements:
        return "has no replacement of its own"
    return ""
