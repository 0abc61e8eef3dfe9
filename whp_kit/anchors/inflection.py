"""Inflected forms of terms that a table does not find: words of the text that are a term with
another ending ("Гермиону" for "Гермиона", "해리는" for "해리", "Wickfolds").

The endings are told by letters alone, in any language: a few letters behind the term, or in the
place of its last vowel. So a word that only looks alike is listed too ("Miller" for "Mill"), and a
form whose stem changes is not ("Häuser" for "Haus"). A reader decides.
"""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

import ahocorasick
import numpy as np

from whp_kit.anchors.table import SUGGESTED, Anchor, AnchorTable, Finding, Fix
from whp_kit.anchors.term_counts import TermCounts
from whp_kit.text.words import (
    PLAIN_WORDS,
    find_words,
    fold,
    folded,
    mark_each,
    mark_edges,
    readable,
    unmarked,
)

INFLECTED = "inflected"  # the kind of finding
LONGEST_ENDING = 4  # letters
SHORTEST_TERM = 3  # letters of its last word; fewer are the beginning of too many words
SHORTEST_HANGUL = 2  # syllables, each of which is two or three letters
MANY_TIMES = 5  # the term's own count, beyond which a form is another word ("moment" for "mome")
SHORTEST_STEM = 4  # letters before a last vowel that another ending replaces
VOWELS = frozenset("aeiouyаеиоуыэюяіїєαεηιουω")
HISSING = ("s", "x", "z", "ch", "sh")  # after which a plural has "es"
NAMED = 6  # forms that one finding names


class Form(NamedTuple):
    """`word` stands `count` times in the text and is term `row` (from 0) with another ending:
    `cut` letters less at the end, then `ending`.
    """

    row: int
    word: str
    cut: int
    ending: str
    count: int


def inflected_forms(table: AnchorTable, counts: TermCounts) -> list[Form]:
    """The forms of the table's terms that no term of it finds, by row, the commonest first.

    The form of a name must have a capital wherever it stands, as names have. What is many times as
    common as the term is a word of its own.
    """
    parts_of = {
        row: [word.text for word in find_words(anchor.term)]
        for row, anchor in enumerate(table.rows)
        if row not in table.dropped
    }
    rows_of: dict[str, list[int]] = defaultdict(list)  # last word of a term -> rows
    for row, parts in parts_of.items():
        if parts:
            rows_of[_composed(parts[-1])].append(row)
    stems = _stems(rows_of)
    text = _read(counts.text)
    spans = np.array(counts.spans, dtype=np.int64).reshape(-1, 2)
    possible = [
        (row, stem.cut, ending, " ".join([*parts_of[row][:-1], last]))
        for last in text.vocabulary
        for stem, ending in _endings(_composed(last), stems)
        for row in rows_of[stem.term]
    ]
    text.find_all(phrase for *_, phrase in possible)
    forms = []
    for row, cut, ending, phrase in possible:
        spellings = Counter(text.spellings_outside(phrase, spans))
        term, total = table.rows[row].term, spellings.total()
        is_name = term[:1].isupper()
        if is_name and any(not written[:1].isupper() for written in spellings):
            continue
        if 0 < total <= MANY_TIMES * max(1, counts.hits[term]):
            written = min(spellings, key=lambda one: (-spellings[one], one))
            forms.append(Form(row, written if is_name else written.lower(), cut, ending, total))
    return sorted(forms, key=lambda form: (form.row, -form.count, form.word))


def inflection_findings(table: AnchorTable, counts: TermCounts) -> list[Finding]:
    """One note for each term with inflected forms in the text; its remedy adds them as rows."""
    forms_of: dict[int, list[Form]] = defaultdict(list)
    for form in inflected_forms(table, counts):
        forms_of[form.row].append(form)
    findings = []
    for row, forms in forms_of.items():
        named = [f"{form.word} ({form.count})" for form in forms[:NAMED]]
        more = f" and {len(forms) - NAMED} more" if len(forms) > NAMED else ""
        reason = f"not found with other endings: {', '.join(named)}{more}"
        remedy = "add those that are the same thing; look at their replacements"
        add = tuple(_inflected_row(table.rows[row], form) for form in forms)
        fix = Fix(f"add {len(add)} form{'s' * (len(add) != 1)}", add=add)
        term = table.rows[row].term
        findings.append(Finding(row + 1, term, INFLECTED, "note", reason, remedy, fix))
    return findings


class _Text:
    """A text, folded, and its vocabulary. A table is checked again and again on one text, so what
    was looked for is kept.
    """

    def __init__(self, text: str):
        self._text = text
        self._folded = fold(text)
        self._marked, self._put_in = mark_edges(self._folded.text)
        self._spans: dict[str, list[tuple[int, int]]] = {}
        self.vocabulary = sorted(set(PLAIN_WORDS.findall(self._folded.text)))

    def find_all(self, phrases: Iterable[str]) -> None:
        """Looks for folded phrases, as whole words, in one pass over the text for all new ones."""
        new = sorted(set(phrases) - self._spans.keys())
        if not new:
            return
        automaton = ahocorasick.Automaton(ahocorasick.STORE_INTS)
        patterns = mark_each(new)
        for number, pattern in enumerate(patterns):
            automaton.add_word(pattern, number)
        automaton.make_automaton()
        self._spans |= {phrase: [] for phrase in new}
        hits = chain.from_iterable(automaton.iter(self._marked))
        last, numbers = np.fromiter(hits, dtype=np.int64).reshape(-1, 2).T
        lengths = np.array([len(pattern) for pattern in patterns])[numbers]
        starts, ends = unmarked(self._put_in, last + 1 - lengths, last + 1)
        for start, end, number in zip(
            starts.tolist(), ends.tolist(), numbers.tolist(), strict=True
        ):
            self._spans[new[number]].append(self._folded.span(start, end))

    def spellings_outside(self, phrase: str, spans: np.ndarray) -> list[str]:
        """How a phrase that was looked for is written wherever it stands outside of `spans` (N, 2),
        which are sorted.
        """
        ends = np.append(spans[:, 1], -1)
        starts = [start for start, _ in self._spans[phrase]]
        before = ends[np.searchsorted(spans[:, 0], starts, side="right") - 1].tolist()
        return [
            readable(self._text[start:end])
            for (start, end), free in zip(self._spans[phrase], before, strict=True)
            if start >= free
        ]


_read = lru_cache(maxsize=2)(_Text)


class _Stem(NamedTuple):
    term: str
    cut: int  # letters of the term that the stem lacks


def _stems(terms: Iterable[str]) -> dict[str, list[_Stem]]:
    """What an ending may stand behind: a whole term, or a longer one without its last vowel."""
    stems = defaultdict(list)
    for term in terms:
        if _is_long_enough(term):
            stems[term].append(_Stem(term, 0))
        if term[-1] in VOWELS and len(term) > SHORTEST_STEM:
            stems[term[:-1]].append(_Stem(term, 1))
    return stems


def _endings(word: str, stems: Mapping[str, list[_Stem]]) -> list[tuple[_Stem, str]]:
    """(stem, ending) for each term of which a word is a form, and not the term itself."""
    return [
        (stem, word[length:])
        for length in range(max(1, len(word) - LONGEST_ENDING), len(word) + 1)
        for stem in stems.get(word[:length], ())
        if not word.startswith(stem.term) or stem.cut == 0 and len(word) > length
        if _are_letters(word[length:])
    ]


def _is_long_enough(term: str) -> bool:
    is_hangul = "HANGUL" in unicodedata.name(term[0], "")
    return len(term) >= (SHORTEST_HANGUL if is_hangul else SHORTEST_TERM)


def _are_letters(ending: str) -> bool:
    return all(unicodedata.category(character)[0] in "LM" for character in ending)


def _composed(word: str) -> str:
    """A folded word with each letter, and each syllable of Hangul, as one character."""
    return unicodedata.normalize("NFC", word)


def _inflected_row(anchor: Anchor, form: Form) -> Anchor:
    """The row for a form: the replacements take its ending where they end like the term."""
    replacements = tuple(_inflect(one, anchor.term, form) for one in anchor.replacements)
    note = f"{anchor.term!r} with another ending; is the replacement right?"
    return Anchor(form.word, anchor.category, replacements, note, SUGGESTED)


def _inflect(replacement: str, term: str, form: Form) -> str:
    if form.cut:
        alike = folded(replacement[-1:]) == folded(term[-1:])
        return replacement[:-1] + form.ending if alike else replacement
    if form.ending == "s":
        return _plural(replacement)
    alike = (folded(replacement[-1:]) in VOWELS) == (folded(term[-1:]) in VOWELS)
    return replacement + form.ending if alike else replacement


def _plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2:-1] not in VOWELS:
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(HISSING) else "s")
