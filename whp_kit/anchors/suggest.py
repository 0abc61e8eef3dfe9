"""Anchors suggested from the text and the models alone, each with a category, a replacement and the evidence for it.

    text, general text -> candidates -> order, by keyness and the deltas of 02 -> category -> replacement -> rows with status "suggested"

No list of anchors, no lexicon and no probe is read, and nothing is asked of an outside service. A suggestion is made to be looked at by a
person. Not done here: asking a chat model (chatlist).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from whp_kit.anchors.candidates import (
    HEADING,
    HONORIFICS,
    NAME,
    PHRASE,
    Candidate,
    find_candidates,
)
from whp_kit.anchors.categories import Categories, Guess, Pool
from whp_kit.anchors.keyness import Words
from whp_kit.anchors.replacements import Replacements
from whp_kit.anchors.table import Anchor, AnchorTable
from whp_kit.errors import InputError
from whp_kit.paths import DATA
from whp_kit.text.words import PHRASE_STOPWORDS, WORD

EVERYDAY = DATA / "general" / "everyday.txt"  # general text where the reader has none
SUGGESTED = "suggested"  # the status of a suggested row
COUNT = 700  # suggestions, unless asked otherwise
EXAMPLE = 40  # characters on either side of a term in its example
PIECE = 3  # letters that a token must have to count as a word
PLAIN_LEAD = 2.0  # nats by which a guess is plain
TITLE = 0.8  # of a title's occurrences stand right before a name
SURNAME = 0.5  # of a name's occurrences stand right after another person's name


@dataclass(frozen=True)
class Suggestion:
    """A row of a table to be, and what it rests on.

    `count`, `general_count`: how often the term stands in the text and in general text. `keyness`: log-likelihood of the two. `delta`: the
    mean rise in 02, over general text, of the logit of the token that is its first word; None where it is no top mover. `category_lead`:
    nats by which the category leads the next, 0 where the kind of candidate decides. `example`: one place in the text.
    """

    term: str
    category: str
    replacement: str
    kind: str
    count: int
    general_count: int
    keyness: float
    delta: float | None
    category_lead: float
    example: str

    @property
    def evidence(self) -> str:
        """All of it in one line, for the note of a row."""
        rise = "" if self.delta is None else f", logit +{self.delta:.1f}"
        return f"{self.count} here, {self.general_count} in general text, keyness {self.keyness:.0f}{rise}: {self.example}"


def suggest(
    text: str,
    general: str = "",
    deltas: dict | None = None,
    count: int = COUNT,
    avoid: Iterable[str] = (),
    pool: Pool | None = None,
) -> list[Suggestion]:
    """At most `count` suggestions, best first: names, then words and phrases, then headings.

    text: the target, with what is written about it. general: ordinary text; "" takes the kit's own. deltas: the content of 02's
    `deltas.json`; without it the order rests on the two texts alone. avoid: what no replacement may hold. InputError for a text without
    words or a count below 1. Left out are phrases whose every word is suggested by itself, and terms for which no replacement is left.
    """
    if count < 1:
        raise InputError(
            "there is nothing to suggest", value=count, remedy="ask for one suggestion or more"
        )
    target, ordinary, pool = (
        Words.read(text),
        Words.read(general or EVERYDAY.read_text(encoding="utf-8")),
        pool or Pool.load(),
    )
    rises = token_rises(deltas or {})
    found = ranked(find_candidates(target, ordinary), rises, count)
    parts = AnchorTable(tuple(Anchor(one.term, "", ("",)) for one in found)).dropped
    found = [one for number, one in enumerate(found) if number not in parts]
    guesses = guess_all(found, target, Categories(ordinary, pool))
    give = Replacements(target, ordinary, pool, [*(one.term for one in found), *avoid])
    given = give.turns([one for one in found if one.kind in (HEADING, PHRASE)])
    given |= {
        one.term: give.word(one.term, guesses[one.term])
        for one in found
        if one.kind not in (HEADING, PHRASE)
    }
    return [
        Suggestion(
            one.term, guesses[one.term].category, given[one.term], one.kind, one.count, one.general_count, one.keyness,
            rise_of(one.term, rises), guesses[one.term].lead, example(one, target),
        )
        for one in found
        if given.get(one.term)
    ]  # fmt: skip


def as_rows(suggestions: Iterable[Suggestion], extra_columns: int = 0) -> list[Anchor]:
    """Rows for an anchor table, status "suggested", the evidence as note, `extra_columns` empty cells for the table's own columns."""
    blank = ("",) * extra_columns
    return [
        Anchor(one.term, one.category, (one.replacement,), one.evidence, SUGGESTED, blank)
        for one in suggestions
    ]


def rows_at_hand(suggestions: Iterable[Suggestion], handed: Path) -> list[Anchor]:
    """Rows for the workshop: first those that 02's viewer handed over in the file `handed`, where there is one, then `as_rows`."""
    rows = list(AnchorTable.read(handed).rows) if handed.is_file() else []
    return [replace(row, status=SUGGESTED) for row in rows] + as_rows(suggestions)


def not_held(suggestions: Iterable[Suggestion], table: AnchorTable) -> list[Suggestion]:
    """Those whose term is in no row of the table, in any case."""
    held = {row.term.casefold() for row in table.rows}
    return [one for one in suggestions if one.term.casefold() not in held]


def ranked(found: list[Candidate], rises: dict[str, float], count: int = COUNT) -> list[Candidate]:
    """The first `count` candidates: names by keyness, words and phrases by weight, and at the end the headings, for which room is kept.
    A rise of its logit multiplies what a candidate has."""

    def score(one: Candidate) -> tuple:
        own = one.keyness if one.kind == NAME else one.weight
        return -own * (1 + (rise_of(one.term, rises) or 0.0)), one.term

    names = sorted((one for one in found if one.kind == NAME), key=score)[:count]
    headings = [one for one in found if one.kind == HEADING][: count - len(names)]
    others = sorted((one for one in found if one.kind not in (NAME, HEADING)), key=score)
    return names + others[: count - len(names) - len(headings)] + headings


def token_rises(deltas: dict) -> dict[str, float]:
    """Token in small letters -> its mean rise over general text, of 02's top movers that are words and rose.

    What rises inside the books does not count: there it is mostly ordinary words of which the reinforced model has become surer.
    """
    rises: dict[str, float] = {}
    for mover in deltas.get("movers", ()):
        word = mover["token"].strip().lower()
        if len(word) >= PIECE and word.isalpha() and mover["mean_delta"] > 0:
            rises[word] = max(mover["mean_delta"], rises.get(word, 0.0))
    return rises


def rise_of(term: str, rises: dict[str, float]) -> float | None:
    """The rise of the token that is the term's first word of its own; None where it is no top mover."""
    word = next((word for word in WORD.findall(term.lower()) if word not in PHRASE_STOPWORDS), "")
    return rises.get(word)


def guess_all(found: list[Candidate], text: Words, categories: Categories) -> dict[str, Guess]:
    """Term -> its category, in two rounds: those that were plain teach what the target's sentences are like, the others are asked again.

    Then names by their order: one that nearly always stands before a name is a title; one that mostly follows a person's is a family name.
    """
    guesses = {one.term: categories.guess(one.term, one.kind, text) for one in found}
    plain = {term: guess for term, guess in guesses.items() if guess.lead > PLAIN_LEAD}
    taught = categories.taught(plain, text)
    guesses |= {
        one.term: taught.guess(one.term, one.kind, text) for one in found if one.term not in plain
    }
    single = {
        one.term: text.find(one.term) for one in found if one.kind == NAME and " " not in one.term
    }
    titles = {
        term
        for term, here in single.items()
        if sum(_beside(text, at + 1) in single for at in here) > TITLE * len(here)
    } | HONORIFICS
    people = {
        term for term, guess in guesses.items() if guess.category == "person" and guess.bare
    } - titles
    for term, here in single.items():
        before = [_beside(text, at, -1) for at in here]
        if term in titles:
            guesses[term] = replace(guesses[term], category="word", form="title", bare=True)
        elif sum(word in people and word != term for word in before) > SURNAME * len(here):
            guesses[term] = replace(guesses[term], category="person", form="surname", bare=True)
        elif sum(word in titles for word in before) > SURNAME * len(here):
            guesses[term] = replace(guesses[term], category="person", form="woman", bare=True)
    return guesses


def _beside(text: Words, at: int, step: int = 0) -> str:
    """Word at, or the one before it, where the two may belong to one term and no apostrophe parts them."""
    near = 0 < at < len(text) and text.joined[at] and text.gaps[at].isspace()
    return text.words[at + step] if near else ""


def example(one: Candidate, text: Words) -> str:
    """The term with some of the text on either side, cut at words."""
    start, end = one.place
    left = text.text[max(0, start - EXAMPLE) : start].split("\n")[-1]
    right = text.text[end : end + EXAMPLE].split("\n")[0]
    left = left.partition(" ")[2] if start > EXAMPLE and len(left) == EXAMPLE else left
    right = right.rpartition(" ")[0] if len(right) == EXAMPLE else right
    return f"{left}{text.text[start:end]}{right}".replace("\n", " ").strip()
