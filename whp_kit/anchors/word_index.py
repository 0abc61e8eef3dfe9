"""The words of a text with their positions: where a term occurs and which words stand beside it.

Words are those of text/words.py: a hyphen or an apostrophe separates two words that may still
belong to one term; in scripts without spaces each character is a word.
"""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import regex

from whp_kit.anchors.matching import form_of, spellings
from whp_kit.text.words import LINE_END, Folded, fold, folded, readable, word_spans

# What may separate two words of one term, and two parts of one compound.
INSIDE_TERM, INSIDE_WORD = frozenset((" ", "-", "'", "")), frozenset("-'")
# After any of these a word is written with a capital whether it is a name or not.
OPENING = regex.compile(rf"[.…:：\"“”„‟«»‘‚¿¡\f\u2029\p{{Sentence_Break=STerm}}]|{LINE_END}")
LINE_BREAK = regex.compile(rf"{LINE_END}|[\f\u2029]")

WordSpan = tuple[int, int]  # words [first, end)


def words_of(term: str) -> tuple[str, ...]:
    """The folded words of a term."""
    text = folded(term)
    return tuple(text[start:end] for start, end in word_spans(text))


@dataclass(frozen=True)
class WordIndex:
    """The words of a text in order; a position is the number of a word, counted from 0.

    `words`: as they are written, readable. `folded`: as they are compared. `starts`, `ends`: the
    characters of each word. `gaps[i]`: the folded characters before word i; one more gap follows
    the last word. `joined[i]`: words i - 1 and i may belong to one term. `opens[i]`: word i begins
    a sentence, a line or a quotation, where a capital proves nothing. `begins_line[i]`: a line ends
    before word i.
    """

    text: str
    words: tuple[str, ...]
    folded: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    gaps: tuple[str, ...]
    joined: tuple[bool, ...]
    opens: tuple[bool, ...]
    begins_line: tuple[bool, ...]
    _folded_text: Folded = field(repr=False, compare=False)
    _folded_starts: tuple[int, ...] = field(repr=False, compare=False)
    _found: dict[str, list[WordSpan]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def read(cls, text: str) -> "WordIndex":
        """Indexes a text."""
        folded_text = fold(text)
        whole = folded_text.text
        spans = word_spans(whole)
        columns = folded_text.spans(*np.array(spans, dtype=np.int64).reshape(-1, 2).T)
        starts, ends = (tuple(column.tolist()) for column in columns)
        originals = list(zip(starts, ends, strict=True))
        written = {text[start:end] for start, end in originals}
        as_read = {piece: readable(piece) for piece in written}
        gaps = _between(whole, spans)
        gaps_as_written = _between(text, originals)
        opening = {gap: OPENING.search(gap) is not None for gap in set(gaps_as_written)}
        breaking = {gap: LINE_BREAK.search(gap) is not None for gap in set(gaps_as_written)}
        in_word = [gap in INSIDE_WORD for gap in gaps]  # also a hyphen at a line end
        pairs = list(zip(gaps_as_written, in_word, strict=True))
        opens = (opening[gap] and not inside for gap, inside in pairs[1:-1])
        begins_line = (breaking[gap] and not inside for gap, inside in pairs[1:-1])
        return cls(
            text,
            words=tuple(as_read[text[start:end]] for start, end in originals),
            folded=tuple(whole[start:end] for start, end in spans),
            starts=starts,
            ends=ends,
            gaps=gaps,
            joined=(False, *(gap in INSIDE_TERM for gap in gaps[1:-1]))[: len(spans)],
            opens=(True, *opens)[: len(spans)],
            begins_line=(True, *begins_line)[: len(spans)],
            _folded_text=folded_text,
            _folded_starts=tuple(start for start, _ in spans),
        )

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def counts(self) -> Counter:
        """How often each word occurs as it is written."""
        return Counter(self.words)

    @cached_property
    def positions(self) -> dict[str, list[int]]:
        """The positions of each folded word."""
        positions: dict[str, list[int]] = {}
        for at, word in enumerate(self.folded):
            positions.setdefault(word, []).append(at)
        return positions

    def count(self, word: str) -> int:
        """How often a folded word occurs."""
        return len(self.positions.get(word, ()))

    def written(self, first: int, end: int) -> str:
        """The text of words [first, end), readable: with single spaces and straight apostrophes."""
        rest = (self.gaps[at] + self.words[at] for at in range(first + 1, end))
        return self.words[first] + "".join(rest)

    def find(self, term: str) -> list[WordSpan]:
        """Where the term stands, in the forms that the anchors' matcher knows."""
        if term not in self._found:
            self._found[term] = sorted(
                span for spelling in spellings(term) for span in self._search(term, spelling)
            )
        return self._found[term]

    def _search(self, term: str, spelling: str) -> list[WordSpan]:
        """The spans of words that spell the term as `spelling` does, with what separates them."""
        spans = word_spans(spelling)
        words = tuple(spelling[start:end] for start, end in spans)
        if not words or not all(word in self.positions for word in words):
            return []
        rarest = min(range(len(words)), key=lambda i: self.count(words[i]))
        lead, text = spans[0][0], self._folded_text.text
        has_marks = lead > 0 or spans[-1][1] < len(spelling)  # beside its words
        forms: dict[str, str | None] = {}  # of what is written
        found = []
        for at in self.positions[words[rarest]]:
            first, end = at - rarest, at - rarest + len(words)
            start = self._folded_starts[first] - lead if first >= 0 else -1
            if start < 0 or not text.startswith(spelling, start) or self.folded[first:end] != words:
                continue
            low, high = self.starts[first], self.ends[end - 1]
            if has_marks:
                low, high = self._folded_text.span(start, start + len(spelling))
            written = self.text[low:high]
            if written not in forms:
                forms[written] = form_of(term, written)
            if forms[written]:
                found.append((first, end))
        return found

    def before(self, at: int) -> str:
        """The folded word before position `at`; "" where a mark or the text's start is."""
        return self.folded[at - 1] if at and self.joined[at] else ""

    def after(self, end: int) -> str:
        """The folded word at `end`, behind a term; "" where a mark or the text's end is."""
        return self.folded[end] if end < len(self) and self.joined[end] else ""


def _between(text: str, spans: list[tuple[int, int]]) -> tuple[str, ...]:
    """What stands before the first span, between each two, and after the last."""
    starts = [*(start for start, _ in spans), len(text)]
    ends = [0, *(end for _, end in spans)]
    return tuple(text[end:start] for end, start in zip(ends, starts, strict=True))
