"""The pool of replacements: ordinary words by category and form, in data/general/replacements.csv.

A category is what a word names: person, place, creature ... A form is how it is used in a sentence:
`woman`, `man`, `surname`, `name` (of a place), `shout` (of a spell), `mass`, `team`, `past`,
`doing`, `does`, `quality`; an empty form is a noun that is counted.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from whp_kit.paths import DATA
from whp_kit.text.tables import read_csv
from whp_kit.text.words import folded

POOL = DATA / "general" / "replacements.csv"
COLUMNS = ("category", "form", "word", "plural")
HEAD = "head"  # form of a word that only tells the category of names that end in it
PLURAL = "many"  # form of a counted noun's plural
PROPER = frozenset(("name", "woman", "man", "surname", "shout"))  # capital letter, no article
NAMES = PROPER - {"shout"}
NOT_NOUN = frozenset(("past", "doing", "does", "quality"))


@dataclass(frozen=True)
class Entry:
    """One word of the pool."""

    category: str
    form: str
    word: str
    plural: str = ""

    @property
    def forms(self) -> list[tuple[str, str]]:
        """The word and its plural, each with its form."""
        return [(self.word, self.form)] + ([(self.plural, PLURAL)] if self.plural else [])


@dataclass(frozen=True)
class Pool:
    """Words that may replace an anchor, and words that tell a category."""

    entries: tuple[Entry, ...]

    @classmethod
    def load(cls, path: str | Path = POOL) -> "Pool":
        """Reads the CSV file; InputError where it is missing or lacks a column."""
        rows = read_csv(path, "pool of replacements", COLUMNS)
        return cls(tuple(Entry(*(row[name] for name in COLUMNS)) for _, row in rows))

    @cached_property
    def words(self) -> tuple[Entry, ...]:
        """The entries that may replace something."""
        return tuple(entry for entry in self.entries if entry.form != HEAD)

    def written(self) -> Iterator[tuple[Entry, str, str]]:
        """(entry, text, form) of every replacement and of its plural."""
        for entry in self.words:
            for text, form in entry.forms:
                yield entry, text, form

    @cached_property
    def names(self) -> frozenset[str]:
        """The folded names of persons, places and animals."""
        return frozenset(folded(one.word) for one in self.words if one.form in NAMES)

    @cached_property
    def heads(self) -> dict[str, set[str]]:
        """The categories that a noun tells, as a name's last word or as what a thing is."""
        categories: dict[str, set[str]] = defaultdict(set)
        for entry in self.entries:
            for text, form in entry.forms:
                if form not in PROPER and form not in NOT_NOUN:
                    categories[folded(text).split()[-1]].add(entry.category)
        return dict(categories)
