"""Anchors suggested from the text and the models alone, with category, replacement and evidence.

    text, general text -> candidates -> order -> categories -> replacements -> suggestions

Candidates are ordered by keyness and by the deltas of step 02. No list of anchors, lexicon or probe
is read, and no outside service is called. A person should look at each suggestion before it is
used. Terms from a chat model: see chat_list.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import FiniteFloat
from typing_extensions import TypedDict

from whp_kit.anchors.candidates import HEADING, NAME, PHRASE, Candidate, find_candidates
from whp_kit.anchors.categories import Categories, guess_all
from whp_kit.anchors.keyness import Corpora
from whp_kit.anchors.pool import Pool
from whp_kit.anchors.replacements import ReplacementPicker
from whp_kit.anchors.table import SUGGESTED, Anchor, AnchorTable
from whp_kit.anchors.word_index import LINE_BREAK, WordIndex, words_of
from whp_kit.errors import InputError
from whp_kit.files import read_text
from whp_kit.paths import DATA
from whp_kit.text.english import may_be_english
from whp_kit.text.function_words import PHRASE_STOPWORDS
from whp_kit.text.words import UNSPACED_RUN, folded, readable, require_served, unserved

EVERYDAY = DATA / "general" / "everyday.txt"  # general text where the reader has none
DEFAULT_COUNT = 700  # 1.5 suggestions for each row of the shipped table
SAMPLE = 50_000  # characters from the beginning, by which a text's script is told
EXAMPLE_CHARACTERS = 40  # on either side of a term in its example
MIN_TOKEN_LETTERS = 3  # a shorter token is mostly a piece of a word


class Mover(TypedDict):
    """What is read of a top mover of step 02."""

    token: str
    mean_delta: FiniteFloat


class LogitDeltas(TypedDict):
    """What is read of step 02's deltas.json."""

    movers: list[Mover]


@dataclass(frozen=True)
class Suggestion:
    """A suggested row of the anchor table, and its evidence.

    `count`, `general_count`: occurrences in the target and in general text. `keyness`: their
    log-likelihood. `delta`: mean rise, over the general text of step 02, of the logit of the token
    that is the term's first content word; None where it is no top mover. `category_lead`: nats by
    which the category leads the next one, 0 for headings and phrases. `example`: one occurrence.
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
        """The evidence in one line, for the note of a row."""
        rise = "" if self.delta is None else f", logit +{self.delta:.1f}"
        counts = f"{self.count} here, {self.general_count} in general text"
        return f"{counts}, keyness {self.keyness:.0f}{rise}: {self.example}"


def suggest_anchors(
    text: str,
    general: str = "",
    deltas: Mapping | None = None,
    count: int = DEFAULT_COUNT,
    avoid: Iterable[str] = (),
    pool: Pool | None = None,
) -> list[Suggestion]:
    """At most `count` suggestions, best first: names, then words and phrases, then headings.

    text: the target, with what is written about it. general: ordinary text; "" takes the kit's own.
    deltas: the content of step 02's deltas.json; without it keyness alone orders the list. avoid:
    what no replacement may hold. Phrases whose every word is suggested too, and terms for which
    there is no replacement, are left out. InputError: a text without words, or without spaces
    between them; a count below 1; no general text beside a text that is not English.
    """
    if count < 1:
        raise InputError(
            "there is nothing to suggest", value=count, remedy="ask for one suggestion or more"
        )
    _require_spaces(text)
    if not general and not may_be_english(text):
        raise InputError(
            "the text is not English and has no general text beside it: all its ordinary words "
            "would be suggested",
            remedy="name everyday prose of its language as `general` below [world] in the preset",
        )
    pool = pool or Pool.load()
    corpora = Corpora.read(text, general or read_text(EVERYDAY), pool.names)
    rises = token_rises(deltas or {})
    candidates = _without_combinations(rank(find_candidates(corpora), rises, count))
    guesses = guess_all(candidates, corpora.target, Categories.learn(corpora.general, pool))
    terms = [candidate.term for candidate in candidates]
    picker = ReplacementPicker(corpora, pool, [*terms, *avoid])
    phrases = [candidate for candidate in candidates if candidate.kind in (HEADING, PHRASE)]
    replacements = picker.for_phrases(phrases)
    suggestions = []
    for candidate in candidates:
        term, guess = candidate.term, guesses[candidate.term]
        if candidate.kind not in (HEADING, PHRASE):
            replacements[term] = picker.for_word(term, guess)
        if replacements.get(term):
            suggestions.append(
                Suggestion(
                    term,
                    guess.category,
                    replacements[term],
                    candidate.kind,
                    candidate.count,
                    candidate.general_count,
                    candidate.keyness,
                    delta=rise_of(term, rises),
                    category_lead=guess.lead,
                    example=example(candidate, corpora.target),
                )
            )
    return suggestions


def as_rows(suggestions: Iterable[Suggestion], extra_columns: int = 0) -> list[Anchor]:
    """Rows of an anchor table with the status "suggested" and the evidence as note.

    extra_columns: how many columns of its own the table has; their cells stay empty.
    """
    extra = ("",) * extra_columns
    return [
        Anchor(one.term, one.category, (one.replacement,), one.evidence, SUGGESTED, extra)
        for one in suggestions
    ]


def rows_for_workshop(suggestions: Iterable[Suggestion], viewer_table: Path) -> list[Anchor]:
    """The rows that step 02's viewer wrote to `viewer_table`, if any, then the suggestions."""
    rows = list(AnchorTable.read(viewer_table).rows) if viewer_table.is_file() else []
    return [replace(row, status=SUGGESTED) for row in rows] + as_rows(suggestions)


def missing_from(table: AnchorTable, suggestions: Iterable[Suggestion]) -> list[Suggestion]:
    """The suggestions whose term is in no row of the table, in any case."""
    terms = {folded(row.term) for row in table.rows}
    return [suggestion for suggestion in suggestions if folded(suggestion.term) not in terms]


def rank(
    candidates: list[Candidate], rises: Mapping[str, float], count: int = DEFAULT_COUNT
) -> list[Candidate]:
    """The first `count` candidates: names by keyness, words and phrases by weight, then headings.

    Each score is multiplied by 1 + the rise of the term's logit. Headings keep their places in the
    list even where there are more words and phrases than room.
    """

    def order(candidate: Candidate) -> tuple[float, str]:
        score = candidate.keyness if candidate.kind == NAME else candidate.weight
        return -score * (1 + (rise_of(candidate.term, rises) or 0.0)), candidate.term

    names = [candidate for candidate in candidates if candidate.kind == NAME]
    headings = [candidate for candidate in candidates if candidate.kind == HEADING]
    others = [candidate for candidate in candidates if candidate.kind not in (NAME, HEADING)]
    names = sorted(names, key=order)[:count]
    headings = headings[: count - len(names)]
    return names + sorted(others, key=order)[: count - len(names) - len(headings)] + headings


def token_rises(deltas: Mapping) -> dict[str, float]:
    """Folded token -> its mean logit rise, of the top movers of step 02 that are words.

    The rise is over general text: inside the books mostly ordinary words rise, of which the
    reinforced model has become surer.
    """
    rises: dict[str, float] = {}
    for mover in deltas.get("movers", ()):
        word = folded(mover["token"])
        is_word = words_of(word) == (word,) and not any(letter.isdigit() for letter in word)
        if is_word and len(word) >= MIN_TOKEN_LETTERS and mover["mean_delta"] > 0:
            rises[word] = max(mover["mean_delta"], rises.get(word, 0.0))
    return rises


def rise_of(term: str, rises: Mapping[str, float]) -> float | None:
    """The rise of the token that is the term's first content word; None where it has none."""
    return rises.get(next((word for word in words_of(term) if word not in PHRASE_STOPWORDS), ""))


def example(candidate: Candidate, text: WordIndex) -> str:
    """The term in its line of the text, with EXAMPLE_CHARACTERS on either side, cut at words."""
    start, end = candidate.place
    left = LINE_BREAK.split(text.text[max(0, start - EXAMPLE_CHARACTERS) : start])[-1]
    right = LINE_BREAK.split(text.text[end : end + EXAMPLE_CHARACTERS])[0]
    if start > EXAMPLE_CHARACTERS and len(left) == EXAMPLE_CHARACTERS:
        left = left.partition(" ")[2]
    if len(right) == EXAMPLE_CHARACTERS:
        right = right.rpartition(" ")[0]
    return LINE_BREAK.sub(" ", f"{left}{text.text[start:end]}{right}").strip()


def _require_spaces(text: str) -> None:
    """InputError where most letters of a text are of scripts whose words no space parts."""
    words = words_of(text[:SAMPLE])
    letters = sum(len(word) for word in words)
    if 2 * sum(script.letters for script in unserved(text[:SAMPLE])) > letters:
        require_served(text, "the text")
    if 2 * sum(UNSPACED_RUN.fullmatch(word) is not None for word in words) > len(words):
        raise InputError(
            "the text is Chinese or Japanese: no space parts its words, so none can be counted",
            value=readable(text[:EXAMPLE_CHARACTERS]),
            remedy="write the terms into the table yourself: they are found wherever they stand",
        )


def _without_combinations(candidates: list[Candidate]) -> list[Candidate]:
    """The candidates that translation would use: not those whose every word is a term itself."""
    rows = tuple(Anchor(candidate.term, "", ("",)) for candidate in candidates)
    unused = AnchorTable(rows).dropped
    return [candidate for row, candidate in enumerate(candidates) if row not in unused]
