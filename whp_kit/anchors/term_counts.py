"""Where the terms of a table stand in a text: how often, after which words, and in what
surroundings.

`validate` judges by the counts, the editor shows the places. A table of 500 terms over half a
megabyte takes about 0.1 s, so a text is read anew whenever a term changes.
"""

from collections import Counter
from functools import cached_property
from typing import NamedTuple

from whp_kit.anchors.matching import Match
from whp_kit.anchors.table import AnchorTable
from whp_kit.text.english import may_be_english
from whp_kit.text.function_words import DETERMINERS
from whp_kit.text.words import WORD

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
        for match in table.matcher.find(text):
            self._matches.setdefault(match.term, []).append(match)
            self.hits[match.term] += 1
            word = _word_before(text, match.start)
            if word == "a":
                self.after_a[match.term] += 1
            elif word == "an":
                self.after_an[match.term] += 1
            elif word[-1:].isalpha() and word not in DETERMINERS:
                self.bare[match.term] += 1

    @cached_property
    def may_be_english(self) -> bool:
        """Whether the text is English, or too short to tell."""
        return may_be_english(self.text)

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


def _word_before(text: str, at: int) -> str:
    """The word, in small letters, that only space parts from position `at`; empty where there is a
    mark between, or nothing.
    """
    lead = text[max(0, at - LEAD) : at]
    words = list(WORD.finditer(lead))
    is_next = words and lead[words[-1].end() :].isspace()
    return words[-1].group().lower() if is_next else ""
