"""The words of a text with their positions: where a term occurs and which words stand beside it.

A word is a run of letters (with combining accents) and digits; a hyphen or an apostrophe separates
two words that may still belong to one term. Scripts without spaces between words are not served.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from whp_kit.anchors.matching import form_of
from whp_kit.text.words import WORD

# What may separate two words of one term: spaces, one line end (not a blank line), - and '.
INSIDE_TERM = re.compile(r"[^\S\n]+|[^\S\n]*\n[^\S\n]*|-|['\u2019]")
# After any of these a word is written with a capital whether it is a name or not.
SENTENCE_MARK = re.compile(r"[.!?:\n\"\u201c\u2018\u201d]")


def words_of(term: str) -> tuple[str, ...]:
    """The words of a term in lower case."""
    return tuple(word.lower() for word in WORD.findall(term))


@dataclass(frozen=True)
class WordIndex:
    """The words of a text in order; a position is the number of a word, counted from 0.

    `starts`, `ends`: the characters of each word. `gaps[i]`: the characters before word i; one more
    gap follows the last word. `joined[i]`: words i - 1 and i may belong to one term.
    `opens[i]`: word i begins a sentence, a line or a quotation, where a capital proves nothing.
    """

    text: str
    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    gaps: tuple[str, ...]
    joined: tuple[bool, ...]
    opens: tuple[bool, ...]
    _found: dict[str, list[int]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def read(cls, text: str) -> "WordIndex":
        """Indexes a text."""
        spans = [match.span() for match in WORD.finditer(text)]
        words = tuple(text[start:end] for start, end in spans)
        starts = tuple(start for start, _ in spans)
        ends = tuple(end for _, end in spans)
        gaps = tuple(
            text[end:start] for end, start in zip((0, *ends), (*starts, len(text)), strict=True)
        )
        inside = {gap: INSIDE_TERM.fullmatch(gap) is not None for gap in set(gaps)}
        marked = {gap: SENTENCE_MARK.search(gap) is not None for gap in set(gaps)}
        joined = (False, *(inside[gap] for gap in gaps[1:-1]))[: len(words)]
        opens = (True, *(marked[gap] for gap in gaps[1:-1]))[: len(words)]
        return cls(text, words, starts, ends, gaps, joined, opens)

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def lower(self) -> tuple[str, ...]:
        """The words in lower case."""
        return tuple(word.lower() for word in self.words)

    @cached_property
    def counts(self) -> Counter:
        """How often each word occurs as it is written."""
        return Counter(self.words)

    @cached_property
    def positions(self) -> dict[str, list[int]]:
        """The positions of each word, by the word in lower case."""
        positions: dict[str, list[int]] = {}
        for at, word in enumerate(self.lower):
            positions.setdefault(word, []).append(at)
        return positions

    def count(self, word: str) -> int:
        """How often a word in lower case occurs, in any case."""
        return len(self.positions.get(word, ()))

    def written(self, first: int, last: int) -> str:
        """The text of words first..last, with single spaces and straight apostrophes."""
        text = self.text[self.starts[first] : self.ends[last]]
        return " ".join(text.split()).replace("\u2019", "'")

    def find(self, term: str) -> list[int]:
        """The positions where the term begins, in the forms that the anchors' matcher knows."""
        if term not in self._found:
            self._found[term] = self._search(term)
        return self._found[term]

    def _search(self, term: str) -> list[int]:
        words = words_of(term)
        if not words or not all(word in self.positions for word in words):
            return []
        rarest = min(range(len(words)), key=lambda i: self.count(words[i]))
        found = []
        for at in self.positions[words[rarest]]:
            first, end = at - rarest, at - rarest + len(words)
            if (
                first >= 0
                and self.lower[first:end] == words
                and all(self.joined[first + 1 : end])
                and form_of(term, self.text[self.starts[first] : self.ends[end - 1]])
            ):
                found.append(first)
        return found

    def before(self, at: int) -> str:
        """The word before position `at` in lower case; "" where a mark or the text's start is."""
        return self.lower[at - 1] if at and self.joined[at] else ""

    def after(self, end: int) -> str:
        """The word at `end`, behind a term that ends there; "" where a mark or the end is."""
        return self.lower[end] if end < len(self) and self.joined[end] else ""
