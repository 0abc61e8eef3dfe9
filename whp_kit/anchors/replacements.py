"""Replacements of suggested anchors: generic text of the same category that fits the sentence.

A name or word gets a word of the pool in the same number, for people in the same gender, and with
"a" or "an" as the text writes it; among those the most frequent one in general text. A phrase or
heading gets a run of words from general text with the same pattern: the same function words and
endings, other content. No replacement is used twice, holds a term of the table, or is typical of
the target.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from whp_kit.anchors.candidates import HEADING, MAX_PHRASE_WORDS, Candidate, Run
from whp_kit.anchors.categories import Guess, follows_one_of, other_numbers
from whp_kit.anchors.keyness import SIGNIFICANT, Corpora, entropy
from whp_kit.anchors.pool import PLURAL, Entry, Pool
from whp_kit.anchors.word_index import WordIndex, WordSpan, words_of
from whp_kit.text.function_words import ARTICLES, PHRASE_STOPWORDS
from whp_kit.text.words import folded

PRONOUN_REACH = 12  # words after a name that are searched for a pronoun
SHE = frozenset(("she", "her", "hers", "herself"))
HE = frozenset(("he", "him", "his", "himself"))
ADJECTIVES = ("old", "small", "big", "new", "brown", "long", "little", "quiet")
VOWELS = "aeiou"
ENDINGS = ("ing", "ed", "ly", "s")
# A run may use a word only if it occurs in MIN_SPREAD of SECTIONS equal parts of general text:
# a word of one story in it would carry that story into the labels.
SECTIONS, MIN_SPREAD = 40, 0.2
MAX_RUNS = 500  # of one pattern, the most frequent
SHORT_WORDS = 3  # most words of a run that is used where no pattern matches
MASS_ARTICLES = 0.2  # share of a mass noun's occurrences that have an article

Pattern = tuple[str, ...]
SHORT: Pattern = ()  # the key of short runs, whatever their pattern


@dataclass(frozen=True)
class RunContext:
    """How a run is written in general text, the words before and after it there, and the lower of
    their two entropies.
    """

    written: str
    before: Counter
    after: Counter
    freedom: float


class ReplacementPicker:
    """Chooses replacements for the terms of one text, each only once."""

    def __init__(self, corpora: Corpora, pool: Pool, terms: Iterable[str]):
        """terms: what no replacement may hold, such as all terms of the table to be."""
        self.corpora = corpora
        self.terms = {folded(term) for term in terms}
        self.used: set[str] = set()
        self.source: dict[str, Entry] = {}  # folded term -> entry of its replacement
        # (category, form) -> (word, its entry), the most frequent in general text first
        self.offers: dict[tuple[str, str], list[tuple[str, Entry]]] = defaultdict(list)
        for entry, word, form in pool.written():
            self.offers[entry.category, form].append((word, entry))
        frequency = {word: len(corpora.general.find(word)) for _, word, _ in pool.written()}
        for offers in self.offers.values():
            offers.sort(key=lambda offer: -frequency[offer[0]])

    def for_word(self, term: str, guess: Guess) -> str | None:
        """The replacement of a name or word; None where its category has none left."""
        form = self._form(term, guess)
        offers = list(self._offers_for(term, guess, form))
        if follows_one_of(("a", "an"), term, self.corpora.target):
            # Words that begin alike first; sorting keeps the order within each group.
            offers.sort(key=lambda offer: not _has_same_article(offer[0], term))
        for word, entry in offers:
            if self.is_free(word):
                self.used.add(folded(word))
                self.source[folded(term)] = entry
                return word
        return None

    def _offers_for(self, term: str, guess: Guess, form: str) -> Iterator[tuple[str, Entry]]:
        """Words of the pool for a term, the best first.

        The plural (or singular) of what replaces its singular (or plural); its form; other forms
        of the category, those of the same number first; then all with an adjective before them.
        """
        for partner in other_numbers(folded(term)):
            entry = self.source.get(partner)
            if entry and entry.category == guess.category and entry.plural:
                for word, word_form in entry.forms:
                    if (word_form == PLURAL) == (form == PLURAL):
                        yield word, entry
        others = [
            other for category, other in self.offers if category == guess.category and other != form
        ]
        others.sort(key=lambda other: (other == PLURAL) != (form == PLURAL))
        for offered_form in (form, *others):
            for word, entry in self.offers.get((guess.category, offered_form), ()):
                needs_article = guess.bare and offered_form in ("", PLURAL)
                yield f"the {word}" if needs_article else word, entry
        for adjective in ADJECTIVES:
            for word, entry in self.offers.get((guess.category, form), ()):
                first = adjective if word[0].islower() else adjective.capitalize()
                yield f"{first} {word}", entry

    def _form(self, term: str, guess: Guess) -> str:
        """The form of its category that fits the term."""
        text = self.corpora.target
        if guess.form in ("woman", "man"):
            return gender(term, text) or guess.form
        if guess.form:
            return guess.form
        if is_plural(term, text):
            return "team" if guess.category == "game" and term[0].isupper() else PLURAL
        has_mass = (guess.category, "mass") in self.offers
        if has_mass and not follows_one_of(ARTICLES, term, text, MASS_ARTICLES):
            return "mass"
        return ""

    def is_free(self, replacement: str) -> bool:
        """Whether it is unused, holds no term, and no word that is typical of the target."""
        words = words_of(replacement)
        pieces = {
            " ".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1)
        }
        if folded(replacement) in self.used or pieces & self.terms:
            return False
        return not any(word not in PHRASE_STOPWORDS and self._is_typical(word) for word in words)

    def _is_typical(self, word: str) -> bool:
        count, general_count = self.corpora.target.count(word), self.corpora.general.count(word)
        return (
            count > 2 * general_count and self.corpora.keyness(count, general_count) > SIGNIFICANT
        )

    def for_phrases(self, phrases: Sequence[Candidate]) -> dict[str, str]:
        """Phrase or heading -> a run of words of general text, for those that have one.

        The run has the phrase's pattern with endings, else without, else it is a short run; of
        several the one that fits best between the phrase's neighbours.
        """
        patterns = {
            phrase.term: (
                pattern(words_of(phrase.term), endings=True),
                pattern(words_of(phrase.term), endings=False),
                SHORT,
            )
            for phrase in phrases
        }
        runs = _runs_by_pattern(
            self.corpora.general, {one for three in patterns.values() for one in three}
        )
        chosen = {}
        for phrase in phrases:
            before, after = neighbours(phrase.term, self.corpora.target)
            for wanted in patterns[phrase.term]:
                contexts = runs.get(wanted, {})
                fits = {run: _fit(contexts[run], before, after) for run in contexts}
                order = sorted(fits, key=lambda run: (-fits[run], run))
                run = next((run for run in order if self.is_free(" ".join(run))), None)
                if run:
                    self.used.add(" ".join(run))
                    chosen[phrase.term] = _spelled_like(phrase, contexts[run].written)
                    break
        return chosen


def gender(term: str, text: WordIndex) -> str:
    """ "woman" or "man", by the pronouns after a name; "" where there are none.

    Counts the pronouns of the same sentence up to the next name, relative to how often the whole
    text uses them.
    """
    counts: Counter = Counter()
    for _, end in text.find(term):
        for at in range(end, min(end + PRONOUN_REACH, len(text))):
            is_name = text.words[at][0].isupper() and not text.opens[at]
            if is_name or text.begins_line[at] or any(mark in text.gaps[at] for mark in ".!?"):
                break
            if text.folded[at] in SHE:
                counts["woman"] += 1
            elif text.folded[at] in HE:
                counts["man"] += 1
    if not counts:
        return ""
    all_she, all_he = (sum(text.count(word) for word in pronouns) for pronouns in (SHE, HE))
    woman = (counts["woman"] + 1) / (all_she + 1)
    man = (counts["man"] + 1) / (all_he + 1)
    return "woman" if woman > man else "man"


def is_plural(term: str, text: WordIndex) -> bool:
    """Whether the text also has the term's singular, or more often a plural verb after it."""
    singulars = [other for other in other_numbers(term) if len(other) < len(term)]
    if any(text.find(singular) for singular in singulars):
        return True
    following = Counter(text.folded[end] for _, end in text.find(term) if end < len(text))
    plural_verbs = sum(following[verb] for verb in ("are", "were", "have"))
    return plural_verbs > sum(following[verb] for verb in ("is", "was", "has"))


def _has_same_article(replacement: str, term: str) -> bool:
    """Whether the same of "a" and "an" goes before both, or the replacement has its own article."""
    starts_alike = (folded(replacement)[:1] in VOWELS) == (folded(term)[:1] in VOWELS)
    return starts_alike or replacement.startswith("the ")


def pattern(words: Sequence[str], endings: bool) -> Pattern:
    """Function words as they are, "-" and perhaps its ending for each content word ("-ed")."""
    return tuple(_sign(word, endings) for word in words)


def _sign(word: str, endings: bool) -> str:
    if word in PHRASE_STOPWORDS:
        return word
    fitting = (end for end in ENDINGS if word.endswith(end) and len(word) > len(end) + 2)
    return "-" + next(fitting, "") if endings else "-"


def neighbours(term: str, text: WordIndex) -> tuple[Counter, Counter]:
    """How often each word stands before and after a term; "" stands for a mark."""
    return _around(text, text.find(term))


def _around(text: WordIndex, spans: Sequence[WordSpan]) -> tuple[Counter, Counter]:
    before = Counter(text.before(first) for first, _ in spans)
    after = Counter(text.after(end) for _, end in spans)
    return before, after


def _runs_by_pattern(
    general: WordIndex, wanted: set[Pattern]
) -> dict[Pattern, dict[Run, RunContext]]:
    """Runs of general text in small letters by pattern, the MAX_RUNS most frequent of each."""
    size, words = len(general), general.folded
    spread_out = {
        word
        for word, positions in general.positions.items()
        if len({at * SECTIONS // size for at in positions}) >= MIN_SPREAD * SECTIONS
    }
    usable = [
        written == written.lower() and (word in spread_out or word in PHRASE_STOPWORDS)
        for written, word in zip(general.words, words, strict=True)
    ]
    sign = {word: (_sign(word, True), _sign(word, False)) for word in general.positions}
    with_endings = tuple(sign[word][0] for word in words)
    without = tuple(sign[word][1] for word in words)
    spans: dict[Pattern, dict[Run, list[WordSpan]]] = defaultdict(lambda: defaultdict(list))
    for first in range(size):
        for last in range(first, min(first + MAX_PHRASE_WORDS, size)):
            if not usable[last] or (last > first and general.gaps[last] != " "):
                break
            run, span = words[first : last + 1], (first, last + 1)
            for one in {with_endings[slice(*span)], without[slice(*span)]} & wanted:
                spans[one][run].append(span)
            is_short = 1 < len(run) <= SHORT_WORDS
            if is_short and run[0] not in PHRASE_STOPWORDS and run[-1] not in PHRASE_STOPWORDS:
                spans[SHORT][run].append(span)
    runs: dict[Pattern, dict[Run, RunContext]] = {}
    for one, found in spans.items():
        most_frequent = sorted(found, key=lambda run: (-len(found[run]), run))[:MAX_RUNS]
        runs[one] = {}
        for run in most_frequent:
            before, after = _around(general, found[run])
            freedom = min(entropy(before), entropy(after))
            written = general.written(*found[run][0])
            runs[one][run] = RunContext(written, before, after, freedom)
    return runs


def _fit(run: RunContext, before: Counter, after: Counter) -> float:
    """How well a run fits between the neighbours of a phrase, from 0 up.

    The shares of the phrase's neighbours that the run has too, and the entropy of its own.
    """
    shares = 0.0
    for wanted, known in ((before, run.before), (after, run.after)):
        shared = sum(count for word, count in wanted.items() if word in known)
        shares += shared / max(sum(wanted.values()), 1)
    return shares + run.freedom


def _spelled_like(phrase: Candidate, run: str) -> str:
    """The run in small letters, or with capitals where a heading has them."""
    if phrase.kind != HEADING:
        return run
    words, words_of_run = phrase.term.split(), run.split()
    if len(words) == len(words_of_run):
        capitals = [word[0].isupper() for word in words]
    else:
        capitals = [word not in PHRASE_STOPWORDS for word in words_of_run]
    capitals[0] = True
    return " ".join(
        word.capitalize() if capital else word
        for word, capital in zip(words_of_run, capitals, strict=True)
    )
