"""What may stand for a term: something ordinary of the same category that fits its place and is nobody else's.

A name or word is given a word of the pool (see categories) that agrees in number, for people in gender, and in a or an where the text
writes one; among those, the one that general text says oftenest. A phrase or heading is given a run of words of general text of the same
build: the same small words, other content, best one that is known between the same neighbours. Nothing is given twice, nothing that is a
term or that the target says far oftener than general text.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from whp_kit.anchors.candidates import CHANCE, HEADING, LONGEST, Candidate
from whp_kit.anchors.categories import Entry, Guess, Pool, partners
from whp_kit.anchors.keyness import Words, entropy, log_likelihood
from whp_kit.text.words import ARTICLES, PHRASE_STOPWORDS, WORD

REACH = 12  # words after a name in which a pronoun is looked for
SHE, HE = frozenset(("she", "her", "hers", "herself")), frozenset(("he", "him", "his", "himself"))
DESCRIBED = (
    "old small big new brown long little quiet".split()
)  # before a noun, when the plain ones are used up
ENDINGS = ("ing", "ed", "ly", "s")
PARTS, EVERYWHERE = (
    40,
    0.2,
)  # a word is everybody's that stands in this share of so many equal parts of general text
OFTEN = 500  # runs of one build that are looked at
SHORT = 3  # words of a run that is taken where general text has none of the same build


class Replacements:
    """Gives out replacements for the terms of one text, each once. `terms`: all that will be terms; no replacement holds one."""

    def __init__(self, text: Words, general: Words, pool: Pool, terms: Iterable[str]):
        self.text, self.general = text, general
        self.terms = {term.lower() for term in terms}
        self.taken: set[str] = set()
        self.source: dict[
            str, tuple[Entry, str]
        ] = {}  # term in lower case -> where its replacement is from
        self.pool: dict[tuple[str, str], list[tuple[str, Entry]]] = defaultdict(list)
        often = {word: len(general.find(word)) for entry in pool.words for word, _ in entry.forms}
        for entry in pool.words:
            for word, form in entry.forms:
                self.pool[entry.category, form].append((word, entry))
        for rows in self.pool.values():
            rows.sort(key=lambda row: -often[row[0]])  # stable: the pool's order among equals

    def word(self, term: str, guess: Guess) -> str | None:
        """A replacement for a name or a word; None where nothing of its category is left."""
        form, vowel = (
            self._form(term, guess),
            _vowel(term) if _after_article(term, self.text) else None,
        )
        for word, entry in self._offers(term, guess, form):
            if (vowel is None or _vowel(word) == vowel or word.startswith("the ")) and self.free(
                word
            ):
                return self._give(term, word, entry, form)
        for word, entry in self._offers(term, guess, form):
            if self.free(word):
                return self._give(term, word, entry, form)
        return None

    def _give(self, term: str, word: str, entry: Entry, form: str) -> str:
        self.taken.add(word.lower())
        self.source[term.lower()] = entry, form
        return word

    def _offers(self, term: str, guess: Guess, form: str) -> Iterator[tuple[str, Entry]]:
        """What the pool holds for a term, the fittest first: the other number of its partner's, its form's, the category's other forms'."""
        for partner in partners(term.lower()):
            if partner in self.source and self.source[partner][0].category == guess.category:
                entry = self.source[partner][0]
                yield from (
                    (word, entry)
                    for word, other in entry.forms
                    if (other == "many") == (form == "many") and entry.plural
                )
        others = [
            kind for category, kind in self.pool if category == guess.category and kind != form
        ]
        others.sort(
            key=lambda kind: (kind == "many") != (form == "many")
        )  # those of the same number first
        for kind in (form, *others):
            for word, entry in self.pool.get((guess.category, kind), ()):
                yield (f"the {word}" if guess.bare and kind in ("", "many") else word), entry
        for before in DESCRIBED:
            for word, entry in self.pool.get((guess.category, form), ()):
                yield (
                    (f"{before} {word}" if word[0].islower() else f"{before.capitalize()} {word}"),
                    entry,
                )

    def _form(self, term: str, guess: Guess) -> str:
        """Which form of its category fits a term."""
        if guess.form in ("woman", "man"):
            return gender(term, self.text) or guess.form
        if guess.form:
            return guess.form
        if is_plural(term, self.text):
            return "team" if guess.category == "game" and term[0].isupper() else "many"
        return (
            "mass"
            if (guess.category, "mass") in self.pool and not _after_article(term, self.text, 0.2)
            else ""
        )

    def free(self, words: str) -> bool:
        """Whether it is nobody's: not given before, without a term in it or a word that the target says far oftener than others."""
        parts = [part.lower() for part in WORD.findall(words)]
        runs = {
            " ".join(parts[i:j]) for i in range(len(parts)) for j in range(i + 1, len(parts) + 1)
        }
        if words.lower() in self.taken or runs & self.terms:
            return False
        return not any(part not in PHRASE_STOPWORDS and self._peculiar(part) for part in parts)

    def _peculiar(self, word: str) -> bool:
        here, there = len(self.text.places.get(word, ())), len(self.general.places.get(word, ()))
        return (
            here > 2 * there
            and log_likelihood(here, len(self.text), there, len(self.general)) > CHANCE
        )

    def turns(self, phrases: list[Candidate]) -> dict[str, str]:
        """Phrase or heading -> a run of general text in its place, for as many as have one."""
        words = {one.term: [word.lower() for word in WORD.findall(one.term)] for one in phrases}
        runs = _runs(
            self.general, {build(own, loose) for own in words.values() for loose in (False, True)}
        )
        given = {}
        for one in phrases:
            before, after = neighbours(one.term, self.text)
            kinds = [build(words[one.term], False), build(words[one.term], True), SHORT]
            for found in (runs.get(kind, {}) for kind in kinds):
                order = sorted(found, key=lambda run: (-_fit(found[run], before, after), run))
                run = next((run for run in order if self.free(" ".join(run))), None)
                if run:
                    self.taken.add(" ".join(run))
                    given[one.term] = _written(run, one)
                    break
        return given


def gender(term: str, text: Words) -> str:
    """woman or man, by the pronouns that follow a name in the same sentence, before the next name, and by what is usual in the whole text;
    "" where they do not say."""
    length = len(WORD.findall(term))
    votes: Counter = Counter()
    for at in text.find(term):
        for place in range(at + length, min(at + length + REACH, len(text))):
            if (
                any(mark in text.gaps[place] for mark in ".!?\n")
                or text.words[place][0].isupper()
                and not text.opens[place]
            ):
                break
            votes[_says(text.lower[place])] += 1
    usual = Counter(
        {
            "woman": sum(len(text.places.get(word, ())) for word in SHE),
            "man": sum(len(text.places.get(word, ())) for word in HE),
        }
    )
    woman, man = ((votes[one] + 1) / (usual[one] + 1) for one in ("woman", "man"))
    return "" if votes["woman"] + votes["man"] == 0 else "woman" if woman > man else "man"


def _says(word: str) -> str:
    return "woman" if word in SHE else "man" if word in HE else ""


def is_plural(term: str, text: Words) -> bool:
    """Whether a term is more than one: its singular stands in the text too, or are and were follow it oftener than is and was."""
    if term.endswith("s") and any(text.find(one) for one in partners(term) if len(one) < len(term)):
        return True
    length = len(WORD.findall(term))
    after = Counter(text.lower[at + length] for at in text.find(term) if at + length < len(text))
    return sum(after[verb] for verb in ("are", "were", "have")) > sum(
        after[verb] for verb in ("is", "was", "has")
    )


def _after_article(term: str, text: Words, share: float = 0.0) -> bool:
    """Whether the text writes a or an before a term; with a share: any article, at that share of its places."""
    here = text.find(term)
    words = ARTICLES if share else ("a", "an")
    return sum(
        at > 0 and text.joined[at] and text.lower[at - 1] in words for at in here
    ) > share * len(here)


def _vowel(word: str) -> bool:
    return word[:1].lower() in "aeiou"


def build(words: Iterable[str], loose: bool) -> tuple[str, ...]:
    """The build of a phrase: its small words, and for each other word its ending ("-ed"); `loose`: no endings."""
    return tuple(
        word
        if word in PHRASE_STOPWORDS
        else "-"
        if loose
        else "-"
        + next((end for end in ENDINGS if word.endswith(end) and len(word) > len(end) + 2), "")
        for word in words
    )


def neighbours(term: str, text: Words) -> tuple[Counter, Counter]:
    """The words before and after a term, "" where a mark stands there."""
    return _around(text, text.find(term), len(WORD.findall(term)))


def _around(words: Words, firsts: list[int], length: int) -> tuple[Counter, Counter]:
    before = Counter(words.lower[at - 1] if at and words.joined[at] else "" for at in firsts)
    ends = (at + length for at in firsts)
    return before, Counter(
        words.lower[end] if end < len(words) and words.joined[end] else "" for end in ends
    )


def _runs(general: Words, wanted: set) -> dict:
    """Build -> run of general text in small letters -> (words before, words after), the OFTEN commonest. Under SHORT: short runs.

    Only words that stand all over general text are taken: one that belongs to a single story in it would carry that story over.
    """
    found: dict = defaultdict(lambda: defaultdict(list))
    size, lower = len(general), general.lower
    exact, loose = build(lower, False), build(lower, True)
    spread = {
        word
        for word, places in general.places.items()
        if len({at * PARTS // size for at in places}) >= PARTS * EVERYWHERE
    }
    small = [
        word == low and (low in spread or low in PHRASE_STOPWORDS)
        for word, low in zip(general.words, lower, strict=True)
    ]
    spaced = [at > 0 and general.gaps[at] == " " for at in range(size)]
    for first in range(size):
        for last in range(first, min(first + LONGEST, size)):
            if not small[last] or last > first and not spaced[last]:
                break
            for kind in {exact[first : last + 1], loose[first : last + 1]} & wanted:
                found[kind][lower[first : last + 1]].append(first)
            if (
                0 < last - first < SHORT
                and lower[first] not in PHRASE_STOPWORDS
                and lower[last] not in PHRASE_STOPWORDS
            ):
                found[SHORT][lower[first : last + 1]].append(first)
    return {
        kind: {
            run: _around(general, runs[run], len(run))
            for run in sorted(runs, key=lambda run: (-len(runs[run]), run))[:OFTEN]
        }
        for kind, runs in found.items()
    }


def _fit(run: tuple[Counter, Counter], before: Counter, after: Counter) -> float:
    """How well a run of general text fits between the neighbours of a phrase: the shares of them that it is known beside, and how freely it
    stands."""
    shares = sum(
        sum(count for word, count in wanted.items() if word in known) / max(sum(wanted.values()), 1)
        for wanted, known in zip((before, after), run, strict=True)
    )
    return shares + min(entropy(run[0]), entropy(run[1]))


def _written(run: tuple[str, ...], one: Candidate) -> str:
    """The run in the manner of the phrase: a heading's words with its capitals, a phrase's in small letters."""
    if one.kind != HEADING:
        return " ".join(run)
    before = one.term.split()
    capital = (
        [word[0].isupper() for word in before]
        if len(before) == len(run)
        else [word not in PHRASE_STOPWORDS for word in run]
    )
    return " ".join(
        word.capitalize() if big or at == 0 else word
        for at, (word, big) in enumerate(zip(run, capital, strict=True))
    )
