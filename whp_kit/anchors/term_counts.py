"""Where the terms of a table stand in a text: how often, after which words, and in what
surroundings.

`validate` judges by the counts, the editor shows the places. A table of 500 terms over half a
megabyte takes about 0.1 s, so a text is read anew whenever a term changes.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from whp_kit.anchors.matching import Match
from whp_kit.anchors.table import AnchorTable
from whp_kit.text.english import may_be_english
from whp_kit.text.function_words import DETERMINERS
from whp_kit.text.sentences import EMPTY_LINE
from whp_kit.text.words import Word, find_words, folded_between

LEAD = 12  # characters before a match in which the word before it is looked for


class Place(NamedTuple):
    """One occurrence of a term in its surroundings: `before + term + after` is a piece of the text,
    cut between words.
    """

    before: str
    term: str
    after: str


class TermCounts:
    """The terms that a table uses, counted in one text; every Counter is by term as the table
    writes it.

    `hits` counts all occurrences, `after_a` and `after_an` those right after that article. `bare`
    counts those in the middle of a sentence that follow no determiner ("the", "his"), where a
    common noun could not stand alone. Articles and determiners are English ones: these three say
    nothing unless `may_be_english`.
    """

    def __init__(self, text: str, table: AnchorTable):
        self.text = text
        self.hits: Counter[str] = Counter()
        self.after_a: Counter[str] = Counter()
        self.after_an: Counter[str] = Counter()
        self.bare: Counter[str] = Counter()
        self._matches: dict[str, list[Match]] = {}
        matches = table.matcher.find(text)
        words_before = _words_before(text, [match.start for match in matches])
        for match, word in zip(matches, words_before, strict=True):
            self._matches.setdefault(match.term, []).append(match)
            self.hits[match.term] += 1
            if word == "a":
                self.after_a[match.term] += 1
            elif word == "an":
                self.after_an[match.term] += 1
            elif word and not word[-1].isdigit() and word not in DETERMINERS:
                self.bare[match.term] += 1

    @cached_property
    def may_be_english(self) -> bool:
        """Whether the text is English, or too short to tell."""
        return may_be_english(self.text)

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Characters [start, end) of all occurrences, in order."""
        found = [match for matches in self._matches.values() for match in matches]
        return sorted((match.start, match.end) for match in found)

    def per_million(self, term: str) -> float:
        """Occurrences of a term in a million characters."""
        return self.hits[term] / max(len(self.text), 1) * 1e6

    def places(self, term: str, count: int = 5, around: int = 160) -> list[Place]:
        """The first `count` occurrences of a term, each with about `around` characters on either
        side.
        """
        matches = self._matches.get(term, [])[:count]
        return [self._place(match.start, match.end, around) for match in matches]

    def _place(self, start: int, end: int, around: int) -> Place:
        low, high = max(0, start - around), min(len(self.text), end + around)
        before, after = self.text[low:start], self.text[end:high]
        if low and " " in before:
            before = before[before.index(" ") + 1 :]
        if high < len(self.text) and " " in after:
            after = after[: after.rindex(" ")]
        return Place(before, self.text[start:end], after)


def _words_before(text: str, places: Sequence[int]) -> list[str]:
    """The folded word that only space parts from each of these characters; "" where there is a
    mark between, a new paragraph, or nothing.
    """
    leads = [text[max(0, place - LEAD) : place] for place in places]
    starts = np.cumsum([0, *(len(lead) + len(EMPTY_LINE) for lead in leads)]).tolist()
    last_words: dict[int, Word] = {}
    for word in find_words(EMPTY_LINE.join(leads)):  # of all at once: much faster than of each
        last_words[bisect_right(starts, word.start) - 1] = word
    words_before = []
    for number, lead in enumerate(leads):
        word = last_words.get(number)
        between = lead[word.end - starts[number] :] if word else ""
        words_before.append(word.text if word and folded_between(between) == " " else "")
    return words_before
