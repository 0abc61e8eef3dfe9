"""What a term names: guessed from its company, by the company that ordinary words of each category keep in general text.

The pool (`data/general/replacements.csv`) holds ordinary words by category and form: people, places, creatures... Wherever they stand in
general text, the words around them are counted; a term belongs where the words around it are likeliest (naive Bayes over the two words on
either side and those a little further off). Two more votes: the term's own last word ("... Hall"), and what it is said to be ("is a bird").

Not done here: choosing the replacement (generic). No list of anchors is known here, and no model is asked.
"""

import csv
import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from whp_kit.anchors.candidates import HEADING, PHRASE
from whp_kit.anchors.keyness import Words
from whp_kit.errors import InputError
from whp_kit.paths import DATA
from whp_kit.text.words import ARTICLES, PHRASE_STOPWORDS, WORD

POOL = DATA / "general" / "replacements.csv"
COLUMNS = ("category", "form", "word", "plural")
HEAD = (
    "head"  # form of a word that tells the category of a name ending in it, and is no replacement
)
NAMED = (
    "name",
    "woman",
    "man",
    "surname",
    "shout",
)  # forms that stand without an article and with a capital
INFLECTED = ("past", "doing", "does", "quality")  # forms of what is no noun
EXAMPLES = 60  # occurrences that are looked at, of each word and each term
FAR = 0.3  # weight of a word further off
NEAR = 5  # words on either side
MIX = 0.8  # a context is likely by its category with this weight, by general text at large with the rest
HEAD_VOTES = 3  # of a term's last word, against one for each "<term> is a ..."
SHOUTED = 0.1  # of a spell's occurrences are the word alone in quotation marks, called out
QUOTES = ('"', "\u201c", "\u2018", "'")
VOTE = 4.0  # nats for a name's last word, or for what the term is said to be


@dataclass(frozen=True)
class Entry:
    """One word of the pool. `form` says which: woman, man, surname, name, mass, team, quality, ...; empty for a noun that is counted."""

    category: str
    form: str
    word: str
    plural: str = ""

    @property
    def forms(self) -> list[tuple[str, str]]:
        """(text, form) of the word and of its plural."""
        return [(self.word, self.form)] + ([(self.plural, "many")] if self.plural else [])


@dataclass(frozen=True)
class Pool:
    """Ordinary words by category, and the words that tell a category."""

    entries: tuple[Entry, ...]

    @classmethod
    def load(cls, path: str | Path = POOL) -> "Pool":
        """Read the CSV file; InputError where it is missing or lacks a column."""
        path = Path(path)
        if not path.is_file():
            raise InputError(
                "the pool of replacements is missing",
                value=str(path),
                remedy="name a CSV file with " + ", ".join(COLUMNS),
            )
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            if not set(COLUMNS) <= set(reader.fieldnames or ()):
                remedy = "its first line must name " + ", ".join(COLUMNS)
                raise InputError(
                    "the pool of replacements lacks a column", value=str(path), remedy=remedy
                )
            return cls(tuple(Entry(*(row[name] or "" for name in COLUMNS)) for row in reader))

    @cached_property
    def words(self) -> tuple[Entry, ...]:
        """Those that may replace something."""
        return tuple(one for one in self.entries if one.form != HEAD)

    @cached_property
    def heads(self) -> dict[str, set[str]]:
        """Last word of a name, or what a thing is said to be -> categories."""
        found = defaultdict(set)
        for one in self.entries:
            for text, form in one.forms:
                if form not in NAMED and form not in INFLECTED:
                    found[text.lower().split()[-1]].add(one.category)
        return found


@dataclass(frozen=True)
class Guess:
    """A category and a form, by how many nats it leads the next category, and whether the term is a proper name without an article."""

    category: str
    form: str
    lead: float
    bare: bool


class Categories:
    """The contexts of every category, learnt from one general text."""

    def __init__(self, general: Words, pool: Pool):
        self.pool = pool
        seen: dict[tuple[str, str], Counter] = defaultdict(Counter)
        for entry in pool.words:
            for word, form in entry.forms:
                length = len(WORD.findall(word))
                places = [
                    at
                    for at in general.find(word)
                    if form != "shout" or general.gaps[at + length].startswith("!")
                ]
                for at in _spread(places):
                    seen[entry.category, _shape(form)].update(context(general, at, at + length - 1))
        self._set(seen)

    def _set(self, seen: dict[tuple[str, str], Counter]) -> None:
        """Keeps the counts, and for every context F that was seen its log-odds in each of K kinds, (F, K)."""
        self.seen = seen
        self.kinds = list(seen)
        self.index = {
            feature: row for row, feature in enumerate(sorted(set().union(*seen.values())))
        }
        counts = np.zeros((len(self.index), len(self.kinds)))
        for column, kind in enumerate(self.kinds):
            counts[[self.index[feature] for feature in seen[kind]], column] = list(
                seen[kind].values()
            )
        shares = counts / np.maximum(counts.sum(0), 1)
        usual = counts.sum(1, keepdims=True) / max(counts.sum(), 1)
        weights = np.array([FAR if feature[0] == "~" else 1.0 for feature in self.index])[:, None]
        self.odds = weights * np.log(1 + MIX * (shares / usual - 1))

    def taught(self, guesses: dict[str, "Guess"], text: Words) -> "Categories":
        """Others that have also learnt from these terms of the target; these here stay as they are."""
        seen = defaultdict(Counter, {kind: Counter(counts) for kind, counts in self.seen.items()})
        for term, guess in guesses.items():
            length = len(WORD.findall(term))
            for at in _spread(text.find(term)):
                seen[guess.category, guess.form].update(context(text, at, at + length - 1))
        other = object.__new__(Categories)
        other.pool = self.pool
        other._set(seen)
        return other

    def guess(self, term: str, kind: str, text: Words) -> Guess:
        """What the term is. Phrases and headings are categories of their own; the term must stand in the text.

        A term and its plural are guessed together, by the company of both.
        """
        if kind in (PHRASE, HEADING):
            return Guess("phrase" if kind == PHRASE else "title", "", 0.0, False)
        places = [(one, at) for one in sorted({term, *partners(term)}) for at in text.find(one)]
        bare = term[0].isupper() and not _has_article(text.find(term), text)
        scores = self.likelihoods(
            [context(text, at, at + len(WORD.findall(one)) - 1) for one, at in _spread(places)]
        )
        allowed = {one: score for one, score in scores.items() if _fits(one[1], term, bare)} or {
            ("word", ""): 0.0
        }
        best: dict[str, float] = {}
        for (category, _), score in allowed.items():
            best[category] = max(best.get(category, -math.inf), score)
        top = max(
            best.values()
        )  # of a category that general text never shows, nothing speaks against it
        fitting = {
            entry.category
            for entry in self.pool.words
            for _, form in entry.forms
            if _fits(_shape(form), term, bare)
        }
        for category, share in self.told(term, places, text).items():
            if category in fitting:
                best[category] = best.get(category, top) + VOTE * share
        order = sorted(best, key=lambda category: -best[category])
        lead = best[order[0]] - best[order[1]] if len(order) > 1 else 0.0
        forms = {form: score for (category, form), score in allowed.items() if category == order[0]}
        return Guess(order[0], max(forms, key=forms.get, default=""), lead, bare)

    def likelihoods(self, contexts: list[list[str]]) -> dict[tuple[str, str], float]:
        """(category, form) -> log-likelihood of the contexts against general text at large, nats per occurrence. What general text does not
        hold says nothing."""
        rows = [self.index[feature] for one in contexts for feature in one if feature in self.index]
        told = self.odds[rows].sum(0) / max(len(contexts), 1)
        return dict(zip(self.kinds, told.tolist(), strict=True))

    def told(self, term: str, places: list[tuple[str, int]], text: Words) -> dict[str, float]:
        """Category -> 0..1: the share of votes of the term's own last word and of "<term> is a ...", in words that tell a category."""
        votes: Counter = Counter(
            dict.fromkeys(self.pool.heads.get(self._head(term), ()), HEAD_VOTES)
        )
        for one, at in places:
            noun = _said_to_be(text, at + len(WORD.findall(one)), self.pool.heads)
            votes.update(self.pool.heads.get(noun, ()))
        called = sum(
            text.gaps[at].endswith(QUOTES) and text.gaps[at + 1].startswith("!")
            for one, at in places
            if " " not in one
        )
        if called > SHOUTED * len(places):
            votes["spell"] += HEAD_VOTES
        if term[0].islower() and _agent(term, text):
            votes["kind"] += HEAD_VOTES
        top = max(votes.values(), default=1)
        return {category: count / max(top, HEAD_VOTES) for category, count in votes.items()}

    def _head(self, term: str) -> str:
        """The word that tells what a name of several words is: "Hall" of "... Hall", "Wizard" of "Wizard of ...", "cake" of "...cake"."""
        words = term.lower().replace("-", " ").split()
        head = words[words.index("of") - 1] if "of" in words[1:] else words[-1]
        if len(words) == 1 and term[0].islower():
            ends = (head[at:] for at in range(3, len(head) - 2))
            return next((end for end in ends if end in self.pool.heads), "")
        return head if head in self.pool.heads else head.removesuffix("s")


def _agent(term: str, text: Words) -> bool:
    """Whether a common noun is one for people by its form: -man, or -er after a verb that the text holds too."""
    last = WORD.findall(term)[-1]
    if last.endswith(("man", "men", "woman", "women")):
        return True
    stem = next(
        (last.removesuffix(end) for end in ("ers", "ors", "er", "or") if last.endswith(end)), ""
    )
    return len(stem) > 2 and bool(
        text.counts[stem] or text.counts[stem + "e"] or text.counts[stem + "ing"]
    )


def partners(term: str) -> list[str]:
    """The plural of a term, and what it may be the plural of."""
    return [term + "s", term + "es"] + [
        term.removesuffix(end)
        for end in ("s", "es")
        if term.endswith(end) and len(term) > len(end) + 2
    ]


def context(words: Words, first: int, last: int) -> list[str]:
    """What stands around words first..last: one and two words on either side with their order, those further off without."""
    before = [_word(words, at) for at in (first - 2, first - 1)]
    after = [_word(words, at) for at in (last + 1, last + 2)]
    left = words.gaps[first].strip() if first else ""
    right = words.gaps[last + 1].strip() if last + 1 < len(words) else "."
    one, other = left or before[1], right or after[0]
    near = [*range(max(0, first - NEAR), first), *range(last + 1, min(len(words), last + 1 + NEAR))]
    bag = {"~" + words.lower[at] for at in near if words.lower[at] not in PHRASE_STOPWORDS}
    return [
        f"<{one}",
        f"<<{before[0]} {one}",
        f">{other}",
        f">>{other} {after[1]}",
        f"<>{one} {other}",
        *sorted(bag),
    ]


def _shape(form: str) -> str:
    return form if form in NAMED or form in INFLECTED else ""


def _word(words: Words, at: int) -> str:
    return words.lower[at] if 0 <= at < len(words) else ""


def _spread(places: list) -> list:
    """At most EXAMPLES of them, evenly."""
    return places[:: max(1, math.ceil(len(places) / EXAMPLES))]


def _has_article(here: list[int], text: Words) -> bool:
    return sum(_word(text, at - 1) in ARTICLES and text.joined[at] for at in here) > len(here) / 4


def _fits(form: str, term: str, bare: bool) -> bool:
    """Whether a form may be that of a term, by its capitals and its article."""
    if bare:
        return form in NAMED or form == "mass"
    if term[0].isupper():
        return form not in NAMED and form not in INFLECTED
    if term.endswith("ed") and len(term) > 5 and "-" not in term:
        return form in INFLECTED
    return form not in NAMED


def _said_to_be(text: Words, at: int, heads: dict) -> str:
    """The noun in "<term> is a small bird", "<term>, the inn in": the last of the next five words that tells a category."""
    if at + 1 >= len(text) or text.gaps[at].strip() not in ("", ","):
        return ""
    verb = text.lower[at] in ("is", "was", "are", "were")
    first = at + verb
    if not verb and not text.gaps[at].strip():
        return ""
    if text.lower[first] in ("those", "people"):
        return text.lower[first]
    if text.lower[first] not in ("a", "an", "the", "one"):
        return ""
    for place in range(first + 1, min(first + 6, len(text))):
        if text.gaps[place].strip():
            return ""
        if text.lower[place] in heads and _word(text, place + 1) not in heads:
            return text.lower[place]
        if text.lower[place] in PHRASE_STOPWORDS:
            return ""
    return ""
