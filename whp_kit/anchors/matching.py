"""Finds many terms in a text at once: whole words, the longest term where several begin together.

The text is folded first (text/words.py), with a map back to its characters. An Aho-Corasick
automaton finds every folded term in one pass; of the hits at word edges, matches are taken from the
left, the longest first. A term's capitals must stand in the text too ("Rose" is not "rose"), its
small letters may be capitals there; `any_case` takes both.

Not done here: stemming and inflection (inflection.py tells of them).
"""

import gc
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, pairwise
from typing import NamedTuple

import ahocorasick
import numpy as np
import regex

from whp_kit.text.sentences import EMPTY_LINE
from whp_kit.text.words import (
    EDGE,
    PARTED,
    encode,
    fold,
    folded,
    folded_with_case,
    mark_each,
    mark_edges,
    unmarked,
    without_accents,
    without_lone_marks,
)

# How a term may stand in a text: as in the table, or with other capitals.
FORMS = PLAIN, CAPITALISED, TITLE, UPPER = ("plain", "capitalised", "title", "upper")
PARTS_OF_TERM = re.compile("[ '-]+")  # what parts them
# A title or an initial before another word, with the full stop that some editions write.
SHORT = r"(?<![\p{L}\p{M}'-])(mrs?|ms|dr|st|prof|capt|col|lt|sgt|rev|hon|\p{L})"
STOPPED = regex.compile(rf"(?i){SHORT}\. ?(?=\p{{L}})")
UNSTOPPED = regex.compile(rf"(?i){SHORT} (?=\p{{L}})")
INITIALS = regex.compile(r"(?<=(?<!\p{L})\p{L}\.) (?=\p{L}\.)")  # J. R. Smith, or J.R. Smith


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

    def between(self, start: int, end: int) -> list[Match]:
        """The matches that begin in [start, end), with characters counted from `start`."""
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return [shifted(match, -start) for match in self._matches[first:last]]


class Matcher:
    """The automaton over a list of terms, without those whose places are in `skip`."""

    def __init__(self, terms: Sequence[str], skip: Sequence[int] = (), any_case: bool = False):
        self.terms = tuple(terms)
        self.any_case = any_case
        rows = sorted(set(range(len(self.terms))) - set(skip))
        spelt = [
            (row, spelling) for row in rows for spelling in spellings(self.terms[row], any_case)
        ]
        patterns = mark_each([spelling for _, spelling in spelt])
        rows_of: dict[str, list[int]] = {}  # pattern -> the rows that it may stand for
        for (row, _), pattern in zip(spelt, patterns, strict=True):
            if pattern.startswith(EDGE):  # a term that begins with an accent is nowhere
                rows_of.setdefault(pattern, []).append(row)
        self._rows = list(rows_of.values())
        self._lengths = np.array([len(pattern) for pattern in rows_of], dtype=np.int64)
        # whether each term that a pattern stands for begins with a capital
        all_capitals = (
            not any_case and all(folded_with_case(self.terms[row])[0].isupper() for row in rows)
            for rows in self._rows
        )
        self._all_capitals = np.fromiter(all_capitals, dtype=bool)
        self._automaton = ahocorasick.Automaton(ahocorasick.STORE_INTS)
        for number, pattern in enumerate(rows_of):
            self._automaton.add_word(pattern, number)
        # for each pattern: as it is written -> what `_choose` made of it
        self._choices: list[dict[str, tuple[int, str, str] | None]] = [{} for _ in rows_of]
        if rows_of:
            self._automaton.make_automaton()

    def find(self, text: str) -> list[Match]:
        """All matches, from left to right, none inside another."""
        if not self._rows or not text:
            return []
        folded_text = fold(text)
        marked_text, put_in = mark_edges(folded_text.text)
        hits = chain.from_iterable(self._automaton.iter(marked_text))
        hits = np.fromiter(hits, dtype=np.int64).reshape(-1, 2)  # (last character, pattern)
        ends, patterns = hits[:, 0] + 1, hits[:, 1]
        starts, ends = unmarked(put_in, ends - self._lengths[patterns], ends)
        starts, ends = folded_text.spans(starts, ends)
        # Most hits are everyday words that some name has too. Here those with a small Latin letter
        # go, which is quicker than one by one.
        letters = encode(text)[starts]
        is_small = (letters >= ord("a")) & (letters <= ord("z"))
        stays = np.flatnonzero(~(self._all_capitals[patterns] & is_small))
        stays = stays[np.lexsort((-ends[stays], starts[stays]))]  # from the left, the longest first
        starts, ends, patterns = starts[stays], ends[stays], patterns[stays]
        with without_garbage_collection():
            return self._from_left(text, starts.tolist(), ends.tolist(), patterns.tolist())

    def first_term(self, text: str) -> str | None:
        """The first of the terms that stands in the text; None where none does."""
        return next((match.term for match in self.find(text)), None)

    def _from_left(
        self, text: str, starts: list[int], ends: list[int], patterns: list[int]
    ) -> list[Match]:
        """The hits that are matches; they come from the left, the longest first."""
        matches: list[Match] = []
        free = 0  # where the next match may begin
        for start, end, pattern in zip(starts, ends, patterns, strict=True):
            if start < free:
                continue
            written, choices = text[start:end], self._choices[pattern]
            if written not in choices:
                choices[written] = self._choose(pattern, written)
            choice = choices[written]
            if choice is not None:
                matches.append(Match._make((start, end, *choice)))
                free = end
        return matches

    def _choose(self, pattern: int, written: str) -> tuple[int, str, str] | None:
        """The row that these words stand for, its term, and their form; None where capitals are
        missing.

        A term as written outranks another one in other capitals.
        """
        fitting = []
        for row in self._rows[pattern]:
            form = form_of(self.terms[row], written, self.any_case)
            if form is not None:
                is_other = folded(self.terms[row]) != folded(written)  # in its full stops, say
                fitting.append((FORMS.index(form), is_other, row))
        if not fitting:
            return None
        number, _, row = min(fitting)
        return row, self.terms[row], FORMS[number]


@contextmanager
def without_garbage_collection() -> Iterator[None]:
    """Without the search for unused objects that refer to each other, which takes a tenth of the
    time where many small ones are made that do not."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


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


def form_of(term: str, written: str, any_case: bool = False) -> str | None:
    """The form in which a term is written; None where it is another term, or lacks its capitals."""
    written = _over_line_end(term, written)
    if written is None:
        return None
    term, written = (without_stops(folded_with_case(text)) for text in (term, written))
    for form in FORMS:
        if in_form(term, form) == written:
            return form
    first_letters = [part[:1] for part in PARTS_OF_TERM.split(written)]
    wanted = [part[:1] for part in PARTS_OF_TERM.split(term)]
    lacks_capital = any(
        letter.isupper() and not here.isupper()
        for letter, here in zip(wanted, first_letters, strict=False)
    )
    if lacks_capital and not any_case:
        return None
    capitals = sum(letter.isupper() for letter in written)
    if capitals > 1 and capitals > sum(letter.islower() for letter in written):
        return UPPER
    if all(letter.isupper() for letter in first_letters):
        return TITLE
    return CAPITALISED if written[:1].isupper() else PLAIN


def _over_line_end(term: str, written: str) -> str | None:
    """What is written, without marks of emphasis and the line end inside a word of it; None where
    it is another term.

    A hyphen there may be one of the term or not, words in capitals may lack their accents, and
    titles and initials may have a full stop or not.
    """
    written = without_lone_marks(written)
    for joint in (r"\g<0>", "-", ""):
        as_written = PARTED.sub(joint, written)
        text, wanted = without_stops(folded(as_written)), without_stops(folded(term))
        if text == wanted or as_written.isupper() and text == without_accents(wanted):
            return as_written
    return None


def without_stops(text: str) -> str:
    """The folded text with titles and initials as "Mr Darcy" and "J R Smith"."""
    return STOPPED.sub(r"\1 ", text) if "." in text else text


def _with_and_without_stops(text: str) -> list[str]:
    """A folded term in the spellings of editions: "mr darcy", "mr. darcy"."""
    bare = without_stops(text)
    stopped = UNSTOPPED.sub(r"\1. ", bare)
    return [text, bare, stopped, INITIALS.sub("", stopped)]


def spellings(term: str, any_case: bool = False) -> list[str]:
    """The folded texts in which a term is looked for; `form_of` says which of them count.

    As in the table, and as folding reads it where a line end parts it: without a hyphen that it
    has, or with one before a capital inside a word ("Mc-Tavish"), which with `any_case` may be any
    letter; with the full stops of titles and initials and without; and each without accents.
    """
    whole, cased = folded(term), folded_with_case(term)
    hyphens = [at for at, letter in enumerate(whole) if letter == "-"]
    capitals = [
        at
        for at, (before, letter) in enumerate(pairwise(cased), 1)
        if before.islower() and (letter.isupper() or any_case and letter.islower())
    ]
    parted = [whole[:at] + whole[at + 1 :] for at in hyphens]
    parted += [folded(f"{cased[:at]}-{cased[at:]}") for at in capitals]
    every = [spelling for text in (whole, *parted) for spelling in _with_and_without_stops(text)]
    both = [spelling for text in every for spelling in (text, without_accents(text))]
    return [spelling for spelling in dict.fromkeys(both) if spelling]


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
