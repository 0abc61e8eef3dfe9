"""The category of a term, guessed by naive Bayes from the words around it.

For each category, the words around its members in general text (the pool has them) are counted. A
term gets the category and form in which the words around it are most probable. What the text says
outright adds to that: the term's last word ("... Hall"), "is a bird", a shout in quotation marks.

No list of anchors is read and no language model is run.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from whp_kit.anchors.candidates import HEADING, HONORIFICS, NAME, PHRASE, Candidate
from whp_kit.anchors.pool import NOT_NOUN, PROPER, Pool
from whp_kit.anchors.word_index import WordIndex, WordSpan, words_of
from whp_kit.text.function_words import ARTICLES, PHRASE_STOPWORDS
from whp_kit.text.words import folded

# Measured with tools/bench/bench_suggest, without deltas: categories and replacements right on the
# shipped world, 86 %, and on the second world, 98 % of 52. Numbers without a figure change neither
# by more than 2 points, at half and at twice their value.
MAX_OCCURRENCES = 60  # of each word and each term, for speed
WINDOW = 5  # words on either side
DISTANT = "~"  # begins the feature of a word anywhere in the window
DISTANT_WEIGHT = 0.3  # of such a feature; the next words have weight 1. 1: 84, 100 %; 0: 85, 96
# Of what a kind expects around its members, the part that all kinds' words together give it: in
# prose of another manner, where nearly every word is new, no kind then wins by being rare. 0.01: 84
# and 100 %, 0.3: 86 and 96 %
BACK_OFF = 0.05
HINT_NATS = 8.0  # for a full hint. 0: 68 and 96 %, 4: 80 and 100 %, 12: 87 and 98 %
CLEAR_LEAD = 4.0  # nats by which a guess is clear enough to be an example in the second round
HEAD_VOTES = 3  # of a term's last word, against one for each "<term> is a ..."
MIN_SHOUTED = 0.1  # share of a spell's occurrences that are the word alone, called out
MIN_WITH_ARTICLE = 0.25  # share of occurrences, above which a capitalised term takes an article
MIN_BEFORE_NAME = 0.8  # share of a title's occurrences that are right before a name
MIN_AFTER_NAME = 0.5  # share of a surname's occurrences that are right after a person's name
QUOTES = ('"', "'")

Kind = tuple[str, str]  # category and shape (a form that shows in the sentence, or "")
Occurrence = tuple[str, WordSpan]  # a term or its plural, and where it stands
UNKNOWN: Kind = ("word", "")  # where no kind of the pool fits the term


@dataclass(frozen=True)
class Guess:
    """The category and form of a term.

    `lead`: nats by which the category leads the next one. `bare`: the term is a proper name that
    takes no article.
    """

    category: str
    form: str
    lead: float
    bare: bool


class ContextModel:
    """Multinomial naive Bayes over the words around a term, with equal priors of all kinds.

    Smoothed by interpolation (Jelinek and Mercer): a word that a kind never had around it has the
    same probability in each of them, however few words the kind was seen with.
    """

    def __init__(self, counts: dict[Kind, Counter]):
        """counts: how often each feature of `context` occurs around the members of each kind."""
        from sklearn.feature_extraction import DictVectorizer
        from sklearn.naive_bayes import MultinomialNB
        from sklearn.preprocessing import normalize

        self.kinds = list(counts)
        if not counts:
            return
        self._vectorizer = DictVectorizer()
        features = self._vectorizer.fit_transform(counts.values())  # (kinds, features), sparse
        of_all = np.asarray(features.sum(axis=0)).ravel()
        back_off = BACK_OFF / (1 - BACK_OFF) * of_all / of_all.sum()
        self._bayes = MultinomialNB(alpha=back_off, fit_prior=False)
        self._bayes.fit(normalize(features, norm="l1"), range(len(self.kinds)))

    def scores(self, contexts: Sequence[Sequence[dict[str, float]]]) -> list[dict[Kind, float]]:
        """For each term the log-likelihood of its contexts in each kind, nats per occurrence.

        Only differences between kinds mean something. Features that training had not are left out.
        """
        if not self.kinds or not contexts:
            return [{} for _ in contexts]
        features = self._vectorizer.transform([_total(of_term) for of_term in contexts])
        scores = self._bayes.predict_joint_log_proba(features)  # (terms, kinds)
        scores /= np.array([[max(len(of_term), 1)] for of_term in contexts])
        return [dict(zip(self.kinds, row, strict=True)) for row in scores.tolist()]


class Categories:
    """Guesses the categories of terms."""

    def __init__(self, pool: Pool, counts: dict[Kind, Counter]):
        self.pool = pool
        self.counts = counts
        self._model = ContextModel(counts)
        self._pool_kinds = {(entry.category, _shape(form)) for entry, _, form in pool.written()}

    @classmethod
    def learn(cls, general: WordIndex, pool: Pool) -> "Categories":
        """Learns the contexts of each category from the pool's words in general text."""
        counts: dict[Kind, Counter] = defaultdict(Counter)
        for entry, text, form in pool.written():
            spans = general.find(text)
            if form == "shout":
                spans = [span for span in spans if general.gaps[span[1]].startswith("!")]
            if spans:
                counts[entry.category, _shape(form)] += _contexts_of(spans, general)
        return cls(pool, counts)

    def with_examples(self, guesses: dict[str, Guess], text: WordIndex) -> "Categories":
        """Categories that have also learnt the contexts of these terms of the target."""
        counts = defaultdict(Counter, {kind: Counter(seen) for kind, seen in self.counts.items()})
        for term, guess in guesses.items():
            counts[guess.category, guess.form] += _contexts_of(text.find(term), text)
        return Categories(self.pool, counts)

    def guess(self, terms: Iterable[str], text: WordIndex) -> dict[str, Guess]:
        """The categories of names and words that occur in the text.

        A term and its plural are guessed together, from the contexts of both.
        """
        occurrences = {
            term: [
                (spelling, span)
                for spelling in sorted({term, *other_numbers(term)})
                for span in text.find(spelling)
            ]
            for term in terms
        }
        contexts = [
            [context(text, *span) for _, span in _sample(of_term)]
            for of_term in occurrences.values()
        ]
        scores = self._model.scores(contexts)
        return {
            term: self._decide(term, of_term, scores_of_term, text)
            for (term, of_term), scores_of_term in zip(occurrences.items(), scores, strict=True)
        }

    def _decide(
        self, term: str, occurrences: list[Occurrence], scores: dict[Kind, float], text: WordIndex
    ) -> Guess:
        """The best kind that suits the term, by its scores and what the text says outright."""
        takes_article = follows_one_of(ARTICLES, term, text, MIN_WITH_ARTICLE)
        bare = term[0].isupper() and not takes_article
        suitable = {
            (category, shape): score
            for (category, shape), score in scores.items()
            if _suits(shape, term, bare)
        } or {UNKNOWN: 0.0}
        best: dict[str, float] = {}  # the score of each category's best form
        for (category, _), score in suitable.items():
            best[category] = max(best.get(category, -math.inf), score)
        # Nothing speaks against a category of the pool that general text never shows.
        unseen_score = max(best.values())
        in_pool = {category for category, shape in self._pool_kinds if _suits(shape, term, bare)}
        for category, hint in self.hints(term, occurrences, text).items():
            if category in in_pool:
                best[category] = best.get(category, unseen_score) + HINT_NATS * hint
        first, *others = sorted(best, key=lambda category: -best[category])
        lead = best[first] - best[others[0]] if others else 0.0
        shapes = {
            shape: score for (category, shape), score in suitable.items() if category == first
        }
        return Guess(first, max(shapes, key=shapes.get, default=""), lead, bare)

    def hints(self, term: str, occurrences: list[Occurrence], text: WordIndex) -> dict[str, float]:
        """What the text says outright: category -> 0..1, its share of the votes.

        Votes come from the term's last word, "<term> is a ...", a word alone in quotation marks
        with an exclamation mark (a spell), and the endings of nouns for people.
        """
        votes: Counter = Counter()
        for category in self.pool.heads.get(self._head(term), ()):
            votes[category] += HEAD_VOTES
        for _, (_, end) in occurrences:
            noun = _noun_of_definition(text, end, self.pool.heads)
            votes.update(self.pool.heads.get(noun, ()))
        shouted = sum(
            text.gaps[first].endswith(QUOTES) and text.gaps[end].startswith("!")
            for spelling, (first, end) in occurrences
            if " " not in spelling
        )
        if shouted > MIN_SHOUTED * len(occurrences):
            votes["spell"] += HEAD_VOTES
        if term[0].islower() and _names_people(term, text):
            votes["kind"] += HEAD_VOTES
        most = max(votes.values(), default=1)
        return {category: count / max(most, HEAD_VOTES) for category, count in votes.items()}

    def _head(self, term: str) -> str:
        """The noun that tells what a name is: "Hall" of "... Hall", "Wizard" of "Wizard of ...".

        Of one word in small letters: the longest noun of the pool that it ends in ("...cake").
        """
        words = folded(term).replace("-", " ").split()
        head = words[words.index("of") - 1] if "of" in words[1:] else words[-1]
        if len(words) == 1 and term[0].islower():
            endings = (head[at:] for at in range(3, len(head) - 2))
            return next((ending for ending in endings if ending in self.pool.heads), "")
        return head if head in self.pool.heads else head.removesuffix("s")


def guess_all(
    candidates: list[Candidate], text: WordIndex, categories: Categories
) -> dict[str, Guess]:
    """The category of each term, in two rounds: clear guesses are examples for the others.

    Phrases and headings are categories of their own. Titles ("Aunt") and surnames are recognised by
    their place beside other names.
    """
    guesses = {}
    for candidate in candidates:
        if candidate.kind in (PHRASE, HEADING):
            category = "phrase" if candidate.kind == PHRASE else "title"
            guesses[candidate.term] = Guess(category, "", lead=0.0, bare=False)
    terms = [candidate.term for candidate in candidates if candidate.term not in guesses]
    first_round = categories.guess(terms, text)
    clear = {term: guess for term, guess in first_round.items() if guess.lead > CLEAR_LEAD}
    unclear = [term for term in terms if term not in clear]
    guesses |= clear | categories.with_examples(clear, text).guess(unclear, text)
    _mark_titles_and_surnames(guesses, candidates, text)
    return guesses


def _mark_titles_and_surnames(
    guesses: dict[str, Guess], candidates: list[Candidate], text: WordIndex
) -> None:
    """Changes the guesses of names whose place beside other names says what they are."""
    names = {c.term: text.find(c.term) for c in candidates if c.kind == NAME and " " not in c.term}
    titles = set(HONORIFICS)
    for term, spans in names.items():
        before_name = sum(_word_after(text, end) in names for _, end in spans)
        if before_name > MIN_BEFORE_NAME * len(spans):
            titles.add(term)
    people = {
        term for term, guess in guesses.items() if guess.category == "person" and guess.bare
    } - titles
    for term, spans in names.items():
        before = [_word_before(text, first) for first, _ in spans]
        after_person = sum(word in people and word != term for word in before)
        after_title = sum(word in titles for word in before)
        if term in titles:
            change = {"category": "word", "form": "title"}
        elif after_person > MIN_AFTER_NAME * len(spans):
            change = {"category": "person", "form": "surname"}
        elif after_title > MIN_AFTER_NAME * len(spans):
            change = {"category": "person", "form": "woman"}
        else:
            continue
        guesses[term] = replace(guesses[term], bare=True, **change)


def context(text: WordIndex, first: int, end: int) -> dict[str, float]:
    """The features of an occurrence, words [first, end), each with its weight.

    One and two words on either side in their order, with marks; content words of the window in no
    order, with less weight.
    """
    before = [_word(text, at) for at in (first - 2, first - 1)]
    after = [_word(text, at) for at in (end, end + 1)]
    mark_before = text.gaps[first].strip() if first else ""
    mark_after = text.gaps[end].strip() if end < len(text) else "."
    left, right = mark_before or before[1], mark_after or after[0]
    features = {
        f"<{left}": 1.0,
        f"<<{before[0]} {left}": 1.0,
        f">{right}": 1.0,
        f">>{right} {after[1]}": 1.0,
        f"<>{left} {right}": 1.0,
    }
    window = text.folded[max(0, first - WINDOW) : first] + text.folded[end : end + WINDOW]
    for word in window:
        if word not in PHRASE_STOPWORDS:
            features[DISTANT + word] = DISTANT_WEIGHT
    return features


def other_numbers(term: str) -> list[str]:
    """The plurals of a term, and the singulars that it may be the plural of."""
    singulars = [
        term.removesuffix(ending)
        for ending in ("s", "es")
        if term.endswith(ending) and len(term) > len(ending) + 2
    ]
    return [term + "s", term + "es", *singulars]


def _contexts_of(spans: list[WordSpan], text: WordIndex) -> Counter:
    """The features around a term, over a sample of its occurrences."""
    return _total(context(text, *span) for span in _sample(spans))


def _total(contexts: Iterable[dict[str, float]]) -> Counter:
    total: Counter = Counter()
    for features in contexts:
        total.update(features)
    return total


def _sample(occurrences: list) -> list:
    """At most MAX_OCCURRENCES of them, evenly spaced."""
    return occurrences[:: max(1, math.ceil(len(occurrences) / MAX_OCCURRENCES))]


def _shape(form: str) -> str:
    """The form if it shows in the sentence; "" for all nouns that take an article."""
    return form if form in PROPER or form in NOT_NOUN else ""


def _word(text: WordIndex, at: int) -> str:
    return text.folded[at] if 0 <= at < len(text) else ""


def _word_before(text: WordIndex, at: int) -> str:
    """The word before position `at` as written, with only space between, or ""."""
    return text.words[at - 1] if _is_spaced(text, at) else ""


def _word_after(text: WordIndex, end: int) -> str:
    """The word at `end` as written, with only space before it, or ""."""
    return text.words[end] if _is_spaced(text, end) else ""


def _is_spaced(text: WordIndex, at: int) -> bool:
    return 0 < at < len(text) and text.joined[at] and text.gaps[at].isspace()


def follows_one_of(words: Collection[str], term: str, text: WordIndex, share: float = 0.0) -> bool:
    """Whether more than this share of the term's occurrences follow one of the words."""
    spans = text.find(term)
    return sum(text.before(first) in words for first, _ in spans) > share * len(spans)


def _suits(shape: str, term: str, bare: bool) -> bool:
    """Whether a term may have this form, by its capital, its article and its ending."""
    if bare:
        return shape in PROPER or shape == "mass"
    if term[0].isupper():
        return shape not in PROPER and shape not in NOT_NOUN
    if term.endswith("ed") and len(term) > 5 and "-" not in term:
        return shape in NOT_NOUN
    return shape not in PROPER


def _names_people(term: str, text: WordIndex) -> bool:
    """Whether a common noun is one for people: -man, or -er after a verb of the text."""
    noun = words_of(term)[-1]
    if noun.endswith(("man", "men", "woman", "women")):
        return True
    for ending in ("ers", "ors", "er", "or"):
        if noun.endswith(ending):
            verb = noun.removesuffix(ending)
            return len(verb) > 2 and any(text.counts[verb + end] for end in ("", "e", "ing"))
    return False


def _noun_of_definition(text: WordIndex, at: int, heads: dict[str, set[str]]) -> str:
    """The noun of "<term> is a small bird" or "<term>, the inn in"; position `at` follows the term.

    The last of the next five words that tells a category; "" where there is no such noun.
    """
    if at + 1 >= len(text) or text.gaps[at].strip() not in ("", ","):
        return ""
    has_verb = text.folded[at] in ("is", "was", "are", "were")
    if not has_verb and not text.gaps[at].strip():
        return ""
    first = at + has_verb
    if text.folded[first] in ("those", "people"):
        return text.folded[first]
    if text.folded[first] not in ("a", "an", "the", "one"):
        return ""
    for place in range(first + 1, min(first + 6, len(text))):
        if text.gaps[place].strip():
            return ""
        word = text.folded[place]
        if word in heads and _word(text, place + 1) not in heads:
            return word
        if word in PHRASE_STOPWORDS:
            return ""
    return ""
