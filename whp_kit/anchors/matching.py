"""Many terms in one text: leftmost-longest, on whole words, at the speed of an Aho-Corasick automaton.

The text is folded first (runs of whitespace to one space, curly apostrophes to straight ones) with a map back to the characters it had, the
automaton then finds every form of every term, and what is left after looking at word edges is taken from the left, the longest first.

Not done here: no stemming, no plurals, no lower-case form of a term written with a capital ("Rose" is not "rose").
"""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from itertools import chain, repeat
from typing import NamedTuple

import ahocorasick
import numpy as np

from whp_kit.text.words import are_whole_words, fold, folded

PLAIN, CAPITALISED, TITLE, UPPER = FORMS = (
    "plain",
    "capitalised",
    "title",
    "upper",
)  # the forms in which a term may stand


class Match(NamedTuple):
    """Characters [start, end) of the text hold the term `term`, number `row` of the list, in the form `form`."""

    start: int
    end: int
    row: int
    term: str
    form: str


class Matches:
    """All matches of one text, from left to right, kept as numbers: as named tuples those of a long text take more room than the text."""

    def __init__(self, found: Sequence[Match]):
        self._numbers = np.array([(m.start, m.end, m.row) for m in found], dtype=np.int32).reshape(
            -1, 3
        )
        self._forms = np.array([FORMS.index(m.form) for m in found], dtype=np.uint8)
        self._terms = {m.row: m.term for m in found}

    @property
    def spans(self) -> np.ndarray:
        """Characters [start, end) of each, (N, 2)."""
        return self._numbers[:, :2]

    def counts(self) -> dict[str, int]:
        """term -> how often, in the order in which they first stand in the text."""
        return Counter(self._terms[row] for row in self._numbers[:, 2].tolist())

    def between(self, start: int, end: int) -> list[Match]:
        """Those that begin in [start, end), in characters counted from `start`."""
        part = slice(*np.searchsorted(self._numbers[:, 0], [start, end]))
        rows = zip(self._numbers[part].tolist(), self._forms[part].tolist(), strict=True)
        return [
            Match(a - start, b - start, row, self._terms[row], FORMS[form])
            for (a, b, row), form in rows
        ]


class Matcher:
    """The automaton over a list of terms; `skip` are the numbers of those that take no part."""

    def __init__(self, terms: Sequence[str], skip: Sequence[int] = ()):
        self.terms = tuple(terms)
        self.patterns: list[tuple[int, str]] = []  # (row, form), by the automaton's value
        self._automaton = ahocorasick.Automaton(ahocorasick.STORE_INTS)
        lengths = []
        for row, form, text in self._forms(set(skip)):
            pattern = folded(text).strip()
            if pattern and pattern not in self._automaton:
                self._automaton.add_word(pattern, len(self.patterns))
                self.patterns.append((row, form))
                lengths.append(len(pattern))
        self._lengths = np.array(lengths, dtype=np.int64)
        if self.patterns:
            self._automaton.make_automaton()

    def _forms(self, skip: set[int]):
        """(row, form, text): all plain forms first, so that a term as written outranks another's capitals."""
        kept = [(row, term) for row, term in enumerate(self.terms) if row not in skip]
        for form in FORMS:
            for row, term in kept:
                shown = in_form(term, form)
                if shown.isascii():
                    yield row, form, shown
                    continue
                for text in dict.fromkeys(
                    (
                        shown,
                        unicodedata.normalize("NFC", shown),
                        unicodedata.normalize("NFD", shown),
                    )
                ):
                    yield row, form, text

    def find(self, text: str) -> list[Match]:
        """All matches, from left to right and apart from each other."""
        if not self.patterns or not text:
            return []
        compared, codes, positions = fold(text)
        hits = np.fromiter(
            chain.from_iterable(self._automaton.iter(compared)), dtype=np.int64
        ).reshape(-1, 2)
        if not len(hits):
            return []
        ends, which = hits[:, 0] + 1, hits[:, 1]
        starts = ends - self._lengths[which]
        whole = are_whole_words(codes, starts, ends)
        starts, ends, which = starts[whole], ends[whole], which[whole]
        if not len(starts):
            return []
        order = np.lexsort((-ends, starts))
        order = order[
            np.append(True, np.diff(starts[order]) > 0)
        ]  # of those that begin together the longest
        kept, free = [], 0
        for place, start, end in zip(
            order.tolist(), starts[order].tolist(), ends[order].tolist(), strict=True
        ):
            if start >= free:
                kept.append(place)
                free = end
        starts, ends, which = starts[kept], ends[kept], which[kept].tolist()
        true_starts, true_ends = (
            (starts, ends) if positions is None else (positions[starts], positions[ends - 1] + 1)
        )
        rows, forms, terms = [], [], []
        for pattern in which:
            row, form = self.patterns[pattern]
            rows.append(row)
            forms.append(form)
            terms.append(self.terms[row])
        columns = zip(true_starts.tolist(), true_ends.tolist(), rows, terms, forms, strict=True)
        return list(
            map(tuple.__new__, repeat(Match), columns)
        )  # Match(...) one by one would take as long as finding them


JOINT = "\n\n"  # no pattern goes over it: many short texts are searched as one


def find_each(matcher: Matcher, texts: Sequence[str]) -> list[list[Match]]:
    """`matcher.find` of each of many short texts, in one pass over all of them."""
    found: list[list[Match]] = [[] for _ in texts]
    starts = np.cumsum([0, *(len(text) + len(JOINT) for text in texts)])
    matches = matcher.find(JOINT.join(texts))
    owners = np.searchsorted(starts, [match.start for match in matches], side="right") - 1
    for match, owner, start in zip(matches, owners.tolist(), starts[owners].tolist(), strict=True):
        found[owner].append(match._replace(start=match.start - start, end=match.end - start))
    return found


def in_form(text: str, form: str) -> str:
    """`text` as it stands in one of the four forms; used for terms and for their replacements alike."""
    if form == UPPER:
        return text.upper()
    if form == CAPITALISED:
        return text[:1].upper() + text[1:]
    if form == TITLE:
        return "".join(a + b[:1].upper() + b[1:] for a, b in _words_after_gaps(text))
    return text


def _words_after_gaps(text: str):
    """(whitespace, word) pairs that make up the text."""
    at = 0
    while at < len(text):
        word = at
        while word < len(text) and text[word].isspace():
            word += 1
        end = word
        while end < len(text) and not text[end].isspace():
            end += 1
        yield text[at:word], text[word:end]
        at = end
