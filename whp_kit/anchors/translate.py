"""Translates a text by its anchor table and keeps a map of what became what (section 2.2).

Every match of a term becomes one of its replacements, in the form in which the term stands
(capitals, curly apostrophe). Labels need the map: it says which tokens of the translation answer to
which tokens of the original (labels.alignment).

Not done here: no article is mended before a replacement ("an owl" may become "an bird"; write
replacements that fit).
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from whp_kit.anchors.matching import Match, find_each, in_form
from whp_kit.anchors.table import AnchorTable
from whp_kit.text.sentences import ends_as_sentence, sentences


class Span(NamedTuple):
    """Characters [start, end) of the original became characters [to_start, to_end) of the
    translation.

    `row` counts from 0. `replacement` is as in the table, `shown` as it stands in the translation.
    """

    start: int
    end: int
    to_start: int
    to_end: int
    row: int
    term: str
    replacement: str
    shown: str


@dataclass(frozen=True)
class Translation:
    """The translated text and its spans, from left to right.

    Between spans it equals the original to the character.
    """

    text: str
    spans: tuple[Span, ...]


def find_matches(text: str, table: AnchorTable) -> list[Match]:
    """The anchors in a text, from left to right: whole words, the longest term where several begin
    together; `row` counts from 0.
    """
    return table.matcher.find(text)


def choose(replacements: Sequence[str], seed: int, key: str, term: str) -> str:
    """Draws one replacement.

    The draw depends on seed, key (the block's name) and term alone, so that edits elsewhere leave
    it.
    """
    if len(replacements) == 1:
        return replacements[0]
    draw = f"{seed}\0{key}\0{term}".encode("utf-8", "surrogatepass")
    digest = hashlib.blake2b(draw, digest_size=8).digest()
    return replacements[int.from_bytes(digest, "big") % len(replacements)]


def translate(
    text: str,
    table: AnchorTable,
    seed: int = 0,
    key: str = "",
    matches: Iterable[Match] | None = None,
) -> Translation:
    """Replaces every match; a term has one replacement throughout the text, which is a block or a
    passage to look at.

    `key` names the block in the draw among several replacements. `matches` saves the search where
    it is done already.
    """
    matches = find_matches(text, table) if matches is None else matches
    pieces: list[str] = []
    spans: list[Span] = []
    drawn: dict[int, str] = {}  # row -> its replacement in this text
    end = to_end = 0  # up to where original and translation are done
    for match in matches:
        row = table.rows[match.row]
        if match.row not in drawn:
            drawn[match.row] = choose(row.replacements, seed, key, row.term)
        shown = in_form(drawn[match.row], match.form)
        if "\u2019" in text[match.start : match.end]:
            shown = shown.replace("'", "\u2019")
        pieces += [text[end : match.start], shown]
        to_start = to_end + match.start - end
        end, to_end = match.end, to_start + len(shown)
        spans.append(
            Span(match.start, end, to_start, to_end, match.row, row.term, drawn[match.row], shown)
        )
    pieces.append(text[end:])
    return Translation("".join(pieces), tuple(spans))


def example_sentence(text: str, table: AnchorTable, longest: int = 160) -> str:
    """The first of the sentences up to `longest` characters that hold the most different terms."""
    short = [
        text[start:end]
        for start, end in sentences(text)
        if end - start <= longest and ends_as_sentence(text, (start, end))
    ]
    if not short:
        return text[:longest]
    most, example = -1, ""
    for sentence, matches in zip(short, find_each(table.matcher, short), strict=True):
        terms = len({match.row for match in matches})
        if terms > most:
            most, example = terms, sentence
    return example
