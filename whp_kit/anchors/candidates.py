"""Candidates for anchors, found in the text alone: names, headings, words and phrases, each with its counts and its keyness.

1. names: runs of capitalised words inside sentences; a run whose words are names by themselves is taken apart;
2. headings: lines that stand alone;
3. words and phrases: what comes back again and again in small letters, here and not in general text.

Nothing here knows a list of anchors, and no model is asked. Not done here: categories, replacements, the order in which they are shown.
"""

from collections import Counter
from dataclasses import dataclass

from whp_kit.anchors.keyness import Words, entropy, log_likelihood, times_as_frequent
from whp_kit.errors import InputError
from whp_kit.text.words import PHRASE_STOPWORDS, WORD

NAME, HEADING, TERM, PHRASE = "name", "heading", "word", "phrase"  # kinds of candidates
HONORIFICS = frozenset(
    "Mr Mrs Miss Ms Dr Sir Madam Lady Lord Aunt Uncle Master Mistress Captain Professor Saint St King Queen".split()
)
LINKS = frozenset(("of", "the"))  # small words inside a name: "Wizard of the Lake"
LEAST = 3  # times that a word or phrase must come back
CHANCE = 6.63  # of the log-likelihood: 1 in 100
RARER = 10  # times as frequent here as in general text
OUTSIDE = 0.25  # of a word's occurrences must stand outside names
INFLECTIONS = ("s", "es", "ed", "d", "ing")
LONGEST = 7  # words of a phrase
HEADING_LENGTH = 60  # characters


@dataclass(frozen=True)
class Candidate:
    """A term as it would stand in the table, and what speaks for it.

    `count`, `general_count`: how often it stands in the text and in general text, as a whole word, in the forms that the matcher knows.
    `keyness`: log-likelihood of the two. `freedom`: entropy (nats) of the words beside it, on the side where they vary less; a piece of a
    longer phrase has the same neighbour every time. `place`: the characters of one occurrence, inside a sentence where there is one.
    """

    term: str
    kind: str
    count: int
    general_count: int
    keyness: float
    freedom: float
    place: tuple[int, int]

    @property
    def weight(self) -> float:
        """What puts words and phrases in order."""
        return self.keyness * (0.1 + self.freedom)


def find_candidates(text: Words, general: Words) -> list[Candidate]:
    """Every candidate: names by keyness, then headings in the order of the text, then words and phrases by weight.

    InputError where one of the two texts holds no word.
    """
    for words, name in ((text, "the text"), (general, "the general text")):
        if not len(words):
            raise InputError(
                f"{name} holds no word", value=words.text[:40], remedy="give a text of some pages"
            )
    headings = find_headings(text)
    names = find_names(
        text, general, {at for first, last in headings for at in range(first, last + 1)}
    )
    found = names + find_titles(text, general, headings, {one.term for one in names})
    return found + find_phrases(text, general, covered_by(names, text))


def measured(term: str, kind: str, text: Words, general: Words) -> Candidate:
    """The term with its counts; it must stand in the text."""
    here, there, length = text.find(term), text_count(term, general), len(WORD.findall(term))
    keyness = log_likelihood(len(here), len(text), there, len(general))
    before = Counter(_neighbour(text, at, at - 1) for at in here)
    after = Counter(_neighbour(text, at + length, at + length) for at in here)
    inside = next((at for at in here if not text.opens[at]), here[0])
    place = (text.starts[inside], text.ends[inside + length - 1])
    return Candidate(
        term, kind, len(here), there, keyness, min(entropy(before), entropy(after)), place
    )


def _neighbour(text: Words, gap: int, at: int) -> str:
    """Word `at` in lower case, or the mark that parts it from the term at `gap`."""
    return (
        text.lower[at] if 0 < gap < len(text) and text.joined[gap] else text.gaps[gap].strip()[:1]
    )


def text_count(term: str, words: Words) -> int:
    """How often the term stands in a text."""
    return len(words.find(term))


def is_key(one: Candidate, text: Words, general: Words) -> bool:
    """Whether it stands in the text surely oftener, and many times oftener, than in general text."""
    return (
        one.keyness > CHANCE
        and times_as_frequent(one.count, len(text), one.general_count, len(general)) > RARER
    )


def covered_by(found: list[Candidate], text: Words) -> set[int]:
    """The words of the text that stand in one of the terms."""
    covered: set[int] = set()
    for one in found:
        length = len(WORD.findall(one.term))
        for at in text.find(one.term):
            covered.update(range(at, at + length))
    return covered


# 1 names


def find_names(text: Words, general: Words, left_out: set[int]) -> list[Candidate]:
    """Names by keyness. `left_out`: words of the text where capitals prove nothing."""
    runs = _runs(text, general, left_out)
    terms = {
        part: None
        for run in sorted(runs, key=lambda run: (-runs[run], run))
        for part in _apart(run, runs, text, general)
    }
    terms = [
        term
        for term in terms
        if len(term) > 1 and term.lower() not in PHRASE_STOPWORDS and text.find(term)
    ]
    found = [measured(term, NAME, text, general) for term in terms]
    found = [one for one in found if is_key(one, text, general)]
    kept, covered = [], set()
    for one in sorted(
        found, key=lambda one: -len(WORD.findall(one.term))
    ):  # a word that stands only inside longer names is none
        length, here = len(WORD.findall(one.term)), text.find(one.term)
        if length > 1 or sum(at not in covered for at in here) > len(here) / 10:
            kept.append(one)
            covered.update(at + i for at in here for i in range(length) if length > 1)
    return sorted(kept, key=lambda one: (-one.keyness, one.term))


def _ordinary(word: str, text: Words, general: Words) -> bool:
    """Whether a capitalised word is known in small letters too."""
    return bool(text.counts[word.lower()] or general.counts[word.lower()])


def _runs(text: Words, general: Words, left_out: set[int]) -> Counter:
    """Runs of capitalised words with how often they stand, hyphened ones as one; without the ordinary word that opens a sentence."""
    runs, at = Counter(), 0
    while at < len(text):
        last = at
        if _capital(text.words[at]) and at not in left_out:
            while (follower := _next_capital(text, last)) is not None and follower not in left_out:
                last = follower
            first = at + (text.opens[at] and _ordinary(text.words[at], text, general))
            while first <= last and text.lower[first] in LINKS:
                first += 1
            if first <= last:
                runs[tuple(text.written(first, last).split(" "))] += 1
        at = last + 1
    return runs


def _next_capital(text: Words, at: int) -> int | None:
    """The next word of the run that word `at` belongs to."""
    for ahead in range(at + 1, min(at + 4, len(text))):
        if not text.joined[ahead] or "'" in text.gaps[ahead].replace("\u2019", "'"):
            return None
        if _capital(text.words[ahead]):
            return ahead
        if text.words[ahead] not in LINKS:
            return None
    return None


def _capital(word: str) -> bool:
    return word[0].isupper() and word != "I"


def _apart(run: tuple[str, ...], runs: Counter, text: Words, general: Words) -> list[str]:
    """The terms that a run is made of: itself, or names that also stand alone."""

    def again(*parts: tuple[str, ...]) -> list[str]:
        return [term for part in parts if part for term in _apart(part, runs, text, general)]

    if len(run) == 1:
        return [run[0]]
    if run[0] in HONORIFICS:
        return again(run[1:])
    if any(word in LINKS for word in run):
        at = next(i for i, word in enumerate(run) if word in LINKS)
        after = at + 1 if run[at + 1] not in LINKS else at + 2
        parted = max(runs[run[:at]], runs[run[after:]]) > runs[run]
        return again(run[:at], run[after:]) if parted else [" ".join(run)]
    if not any(_ordinary(word, text, general) for word in run):
        return list(run)
    if runs[run[1:]] >= runs[run]:
        return again(run[1:]) if _ordinary(run[0], text, general) else again(run[:1], run[1:])
    if runs[run[:-1]] >= runs[run]:
        return again(run[:-1], run[-1:])
    return [" ".join(run)]


# 2 headings


def find_headings(text: Words) -> list[tuple[int, int]]:
    """(first, last) word of every short line that begins with a capital and ends like no sentence, what a colon introduces taken alone."""
    found, first = [], 0
    for last in range(len(text)):
        if last + 1 < len(text) and "\n" not in text.gaps[last + 1]:
            continue
        start, end = text.starts[first], text.ends[last]
        line_start = text.text.rfind("\n", 0, start) + 1
        line_end = text.text.find("\n", end)
        line = text.text[line_start : line_end if line_end >= 0 else None].strip()
        if len(line) <= HEADING_LENGTH and line[:1].isupper() and line[-1].isalnum():
            colons = [i for i in range(first + 1, last + 1) if ":" in text.gaps[i]]
            found.append((colons[-1] if colons else first, last))
        first = last + 1
    return found


def find_titles(
    text: Words, general: Words, headings: list[tuple[int, int]], names: set[str]
) -> list[Candidate]:
    """Headings of several words that are no name themselves, hold no one-word name, and never stand in general text."""
    terms: dict[str, None] = {}
    single = {name for name in names if " " not in name}
    for first, last in headings:
        term = text.written(first, last)
        known = (
            single.intersection(text.words[first : last + 1]) or term.removeprefix("The ") in names
        )
        if (
            " " in term
            and not known
            and all(text.joined[first + 1 : last + 1])
            and not text_count(term, general)
        ):
            terms[term] = None
    found = [measured(term, HEADING, text, general) for term in terms]
    return sorted(found, key=lambda one: one.place)


# 3 words and phrases


def find_phrases(text: Words, general: Words, named: set[int]) -> list[Candidate]:
    """Words and phrases by weight. `named`: the words of the text that stand in names, which are candidates already.

    Of a phrase and a piece of it that never stands without it, only the weightier is kept.
    """
    found = []
    for gram, (term, outside) in _grams(text, named).items():
        one = (
            measured(term, PHRASE if " " in term else TERM, text, general)
            if text.find(term)
            else None
        )
        key = (
            one
            and one.count >= LEAST
            and outside >= OUTSIDE * one.count
            and is_key(one, text, general)
        )
        if key and (one.kind == PHRASE or "-" in term or not _inflected(term, text, general)):
            found.append((gram, one))
    kept: dict[tuple, Candidate] = {}
    inside: dict[tuple, int] = {}  # piece of a kept phrase -> how often that phrase stands
    for gram, one in sorted(
        found, key=lambda pair: (pair[1].kind != TERM, -pair[1].weight, pair[0])
    ):  # a word goes before its phrases
        pieces = [gram[i:j] for i in range(len(gram)) for j in range(i + 1, len(gram) + 1)]
        if inside.get(gram, 0) < one.count and not any(
            piece in kept and kept[piece].count <= one.count for piece in pieces
        ):
            kept[gram] = one
            inside.update({piece: max(inside.get(piece, 0), one.count) for piece in pieces})
    return sorted(kept.values(), key=lambda one: (-one.weight, one.term))


def _inflected(word: str, text: Words, general: Words) -> bool:
    """Whether general text knows the word in another of its forms ("rules" by "rule") too well for it to be the target's own."""
    stems = {word} | {
        word.removesuffix(end)
        for end in INFLECTIONS
        if word.endswith(end) and len(word) > len(end) + 2
    }
    family = {stem + end for stem in stems for end in ("", "e", *INFLECTIONS)}
    here, there = (sum(words.counts[form] for form in family) for words in (text, general))
    return times_as_frequent(here, len(text), there, len(general)) < RARER


def _grams(text: Words, named: set[int]) -> dict[tuple[str, ...], tuple[str, int]]:
    """Words in lower case -> (how they are written most, how often they stand outside names), of every run that comes back, begins and ends
    with a word of its own, cuts no hyphened word and holds no name."""
    counts: Counter = Counter()
    solid = [
        word not in PHRASE_STOPWORDS and len(word) > 1 and not any(c.isdigit() for c in word)
        for word in text.lower
    ]
    hyphen = [at > 0 and text.gaps[at] == "-" for at in range(len(text) + 1)]
    for first in range(len(text)):
        if not solid[first] or first in named or hyphen[first]:
            continue
        for last in range(first, min(first + LONGEST, len(text))):
            if last in named or last > first and not text.joined[last]:
                break
            if solid[last] and not hyphen[last + 1]:
                counts[text.lower[first : last + 1], text.written(first, last).lower()] += 1
    forms: dict[tuple[str, ...], tuple[str, int]] = {}
    for (gram, written), count in counts.most_common():
        if gram not in forms and count >= LEAST:
            forms[gram] = written, count
    return forms
