"""Finds many terms in a text at once: whole words, the longest term where several begin together.

The text is folded first (words.fold), with a map back to its characters. An Aho-Corasick automaton
finds every form of every term in one pass; of the hits at word edges, matches are taken from the
left, the longest first.

Not done here: stemming, plurals, and small letters for a term with a capital ("Rose" is not
"rose").
"""

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

import ahocorasick
import numpy as np

from whp_kit.text.words import are_whole_words, fold, folded

# How a term may stand in a text: as in the table, or with other capitals.
FORMS = PLAIN, CAPITALISED, TITLE, UPPER = ("plain", "capitalised", "title", "upper")
EMPTY_LINE = "\n\n"  # no term goes over it


class Match(NamedTuple):
    """Characters [start, end) of a text are term `term` in form `form`; `row` is its place in the
    list.
    """

    start: int
    end: int
    row: int
    term: str
    form: str


class Matches:
    """All matches of one text, from left to right."""

    def __init__(self, matches: Sequence[Match]):
        self._matches = list(matches)
        self._starts = [match.start for match in self._matches]

    @property
    def spans(self) -> np.ndarray:
        """Characters [start, end) of each match, (matches, 2)."""
        spans = [(match.start, match.end) for match in self._matches]
        return np.array(spans, dtype=np.int32).reshape(-1, 2)

    def counts(self) -> dict[str, int]:
        """term -> how often, in the order in which they first occur."""
        return Counter(match.term for match in self._matches)

    def between(self, start: int, end: int) -> list[Match]:
        """The matches that begin in [start, end), with characters counted from `start`."""
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return [shifted(match, -start) for match in self._matches[first:last]]


class Matcher:
    """The automaton over a list of terms, without those whose places are in `skip`."""

    def __init__(self, terms: Sequence[str], skip: Sequence[int] = ()):
        self.terms = tuple(terms)
        self._patterns: list[tuple[int, str]] = []  # (row, form), by the automaton's value
        self._automaton = ahocorasick.Automaton(ahocorasick.STORE_INTS)
        lengths = []
        rows = sorted(set(range(len(self.terms))) - set(skip))
        # All plain forms come first: a term as written outranks another term in other capitals.
        for form in FORMS:
            for row in rows:
                for spelling in _spellings(in_form(self.terms[row], form)):
                    pattern = folded(spelling).strip()
                    if pattern and pattern not in self._automaton:
                        self._automaton.add_word(pattern, len(self._patterns))
                        self._patterns.append((row, form))
                        lengths.append(len(pattern))
        self._lengths = np.array(lengths, dtype=np.int64)
        if self._patterns:
            self._automaton.make_automaton()

    def find(self, text: str) -> list[Match]:
        """All matches, from left to right, none inside another."""
        if not self._patterns or not text:
            return []
        folded_text, codes, positions = fold(text)
        hits = chain.from_iterable(self._automaton.iter(folded_text))
        hits = np.fromiter(hits, dtype=np.int64).reshape(-1, 2)  # (last character, pattern)
        ends, patterns = hits[:, 0] + 1, hits[:, 1]
        starts = ends - self._lengths[patterns]
        whole = are_whole_words(codes, starts, ends)
        starts, ends, patterns = starts[whole], ends[whole], patterns[whole]
        if positions is None:
            text_starts, text_ends = starts, ends
        else:
            text_starts, text_ends = positions[starts], positions[ends - 1] + 1
        from_left_longest_first = np.lexsort((-ends, starts))
        columns = (text_starts, text_ends, patterns)
        columns = zip(
            *(column[from_left_longest_first].tolist() for column in columns), strict=True
        )
        matches: list[Match] = []
        free = 0  # where the next match may begin
        for start, end, pattern in columns:
            if start >= free:
                row, form = self._patterns[pattern]
                matches.append(Match(start, end, row, self.terms[row], form))
                free = end
        return matches


def find_each(matcher: Matcher, texts: Sequence[str]) -> list[list[Match]]:
    """`matcher.find` of each of many short texts, in one pass over all of them."""
    matches_of: list[list[Match]] = [[] for _ in texts]
    starts = np.cumsum([0, *(len(text) + len(EMPTY_LINE) for text in texts)])
    matches = matcher.find(EMPTY_LINE.join(texts))
    places = np.searchsorted(starts, [match.start for match in matches], side="right") - 1
    for match, place in zip(matches, places.tolist(), strict=True):
        matches_of[place].append(shifted(match, -int(starts[place])))
    return matches_of


def shifted(match: Match, by: int) -> Match:
    """The same match in a text that begins elsewhere."""
    return match._replace(start=match.start + by, end=match.end + by)


def _spellings(text: str) -> Iterator[str]:
    """The text, and where it has accents, with composed and with decomposed ones."""
    yield text
    if not text.isascii():
        yield unicodedata.normalize("NFC", text)
        yield unicodedata.normalize("NFD", text)


def in_form(text: str, form: str) -> str:
    """A term or its replacement as it stands in one of FORMS."""
    if form == UPPER:
        return text.upper()
    if form == CAPITALISED:
        return text[:1].upper() + text[1:]
    if form == TITLE:
        # \S+ and not str.title, which makes small letters of the rest of a word
        return re.sub(r"\S+", lambda word: word[0][:1].upper() + word[0][1:], text)
    return text
