"""Candidates for anchors, found by keyness in the text alone: names, headings, words and phrases.

1. names: runs of capitalised words inside sentences, split where the parts are names themselves;
2. headings: lines that stand alone;
3. words and phrases: what the text repeats in small letters and general text hardly has.

No list of anchors is read and no model is run. Categories, replacements and the order in which
candidates are suggested follow in categories, replacements and suggest.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from whp_kit.anchors.keyness import RATIO, Corpora, entropy
from whp_kit.anchors.word_index import LINE_BREAK, WordIndex, WordSpan, words_of
from whp_kit.text.function_words import PHRASE_STOPWORDS
from whp_kit.text.words import folded, readable

NAME, HEADING, TERM, PHRASE = "name", "heading", "word", "phrase"  # kinds of candidates
HONORIFICS = frozenset(
    "Mr Mrs Miss Ms Dr Sir Madam Lady Lord Aunt Uncle Master Mistress Captain Professor Saint St "
    "King Queen".split()
)
LINKS = frozenset(("of", "the"))  # small words inside a name: "Wizard of the Lake"
# Measured on the shipped world with tools/bench/bench_suggest: at half and at twice each number,
# recall (46 %) is less than 1 point lower and never higher; phrases of 3 words cost 2 points.
MIN_COUNT = 3  # occurrences of a word or phrase
MIN_OUTSIDE_NAMES = 0.25  # share of a word's occurrences that are in no name
MIN_OUTSIDE_LONGER = 0.1  # share of a one-word name's occurrences that are in no longer name
MAX_PHRASE_WORDS = 7
MAX_HEADING_CHARACTERS = 60
MIN_FREEDOM = 0.1  # nats, added for phrases that always have the same neighbours
INFLECTIONS = ("s", "es", "ed", "d", "ing")

Run = tuple[str, ...]  # adjacent words


@dataclass(frozen=True)
class Candidate:
    """A term as it would stand in the anchor table, with its evidence.

    `count`, `general_count`: occurrences in the target and in general text, as whole words in the
    forms that the anchors' matcher knows. `keyness`: their log-likelihood. `freedom`: entropy
    (nats) of the neighbouring words, on the side where they vary less; low for a piece of a longer
    phrase, which has the same neighbour every time. `place`: the characters of one occurrence,
    inside a sentence if there is one.
    """

    term: str
    kind: str
    count: int
    general_count: int
    keyness: float
    freedom: float
    place: tuple[int, int]

    @classmethod
    def measure(cls, term: str, kind: str, corpora: Corpora) -> "Candidate":
        """A term that occurs in the target, with its counts."""
        target = corpora.target
        spans = target.find(term)
        general_count = len(corpora.general.find(term))
        before = Counter(_neighbour(target, first, first - 1) for first, _ in spans)
        after = Counter(_neighbour(target, end, end) for _, end in spans)
        first, end = next((span for span in spans if not target.opens[span[0]]), spans[0])
        return cls(
            term,
            kind,
            count=len(spans),
            general_count=general_count,
            keyness=corpora.keyness(len(spans), _against(term, general_count, corpora)),
            freedom=min(entropy(before), entropy(after)),
            place=(target.starts[first], target.ends[end - 1]),
        )

    @property
    def weight(self) -> float:
        """The order of words and phrases."""
        return self.keyness * (MIN_FREEDOM + self.freedom)


def find_candidates(corpora: Corpora) -> list[Candidate]:
    """All candidates: names by keyness, headings as in the text, words and phrases by weight."""
    spans = heading_spans(corpora.target)
    in_headings = {at for span in spans for at in range(*span)}
    names = find_names(corpora, in_headings)
    headings = find_headings(corpora, spans, {name.term for name in names})
    phrases = find_phrases(corpora, covered_by(names, corpora.target))
    return names + headings + phrases


def covered_by(candidates: list[Candidate], text: WordIndex) -> set[int]:
    """The positions of all words of the text that belong to one of the candidates."""
    spans = (span for candidate in candidates for span in text.find(candidate.term))
    return {at for span in spans for at in range(*span)}


def _against(term: str, general_count: int, corpora: Corpora) -> int:
    """How many of the occurrences in general text tell against the term: none of a name's."""
    return 0 if folded(term) in corpora.names else general_count


def _neighbour(text: WordIndex, gap: int, at: int) -> str:
    """The folded word `at`, or the mark that separates it from the term at `gap`."""
    if 0 < gap < len(text) and text.joined[gap]:
        return text.folded[at]
    return text.gaps[gap].strip()[:1]


# 1. Names


def find_names(corpora: Corpora, unreliable: set[int]) -> list[Candidate]:
    """Names by keyness. `unreliable`: positions where a capital proves nothing, as in headings and
    in ordinary words that are shouted."""
    target = corpora.target
    runs = _capitalised_runs(corpora, unreliable.union(_shouted(corpora)))
    terms: dict[str, str] = {}  # folded -> in its commonest spelling: ALICE is Alice
    for run in sorted(runs, key=lambda run: (-runs[run], run)):
        for term in _split(run, runs, corpora):
            terms.setdefault(folded(term), term)
    names = []
    for term in terms.values():
        if len(term) > 1 and folded(term) not in PHRASE_STOPWORDS and target.find(term):
            name = Candidate.measure(term, NAME, corpora)
            if corpora.is_key(name.count, _against(name.term, name.general_count, corpora)):
                names.append(name)
    kept = _without_parts(names, target)
    return sorted(kept, key=lambda name: (-name.keyness, name.term))


def _without_parts(names: list[Candidate], text: WordIndex) -> list[Candidate]:
    """The names without single words that occur only inside longer names."""
    longer = [name for name in names if len(words_of(name.term)) > 1]
    covered = covered_by(longer, text)
    kept = list(longer)
    for name in names:
        if len(words_of(name.term)) == 1:
            outside = sum(first not in covered for first, _ in text.find(name.term))
            if outside > MIN_OUTSIDE_LONGER * name.count:
                kept.append(name)
    return kept


def _is_ordinary(word: str, corpora: Corpora) -> bool:
    """Whether a capitalised word also occurs in small letters."""
    low = word.lower()
    return bool(corpora.target.counts[low] or corpora.general.counts[low])


def _shouted(corpora: Corpora) -> Iterator[int]:
    """The positions of words in capitals that also occur in small letters."""
    for at, word in enumerate(corpora.target.words):
        if len(word) > 1 and word.isupper() and _is_ordinary(word, corpora):
            yield at


def _capitalised_runs(corpora: Corpora, unreliable: set[int]) -> Counter:
    """How often each run of capitalised words occurs, without an ordinary word that opens it.

    A hyphenated word counts as one; only the first word of a sentence may be such an ordinary word.
    """
    text = corpora.target
    runs: Counter = Counter()
    at = 0
    while at < len(text):
        last = at
        if _is_capitalised(text.words[at]) and at not in unreliable:
            while (following := _next_of_run(text, last)) is not None:
                if following in unreliable:
                    break
                last = following
            first = at
            if text.opens[at] and _is_ordinary(text.words[at], corpora):
                first += 1
            while first <= last and text.folded[first] in LINKS:
                first += 1
            if first <= last:
                runs[tuple(text.written(first, last + 1).split(" "))] += 1
        at = last + 1
    return runs


def _next_of_run(text: WordIndex, at: int) -> int | None:
    """The next capitalised word of the run that word `at` belongs to."""
    for following in range(at + 1, min(at + 4, len(text))):  # over "of the" at most
        if not text.joined[following] or text.gaps[following] == "'":
            return None
        if _is_capitalised(text.words[following]):
            return following
        if text.words[following] not in LINKS:
            return None
    return None


def _is_capitalised(word: str) -> bool:
    return word[0].isupper() and word != "I"


def _split(run: Run, runs: Counter, corpora: Corpora) -> list[str]:
    """The names that a run of capitalised words consists of: itself, or parts that stand alone."""
    if len(run) < 2:
        return list(run)
    if run[0] in HONORIFICS:
        return _split(run[1:], runs, corpora)
    if any(word in LINKS for word in run):
        at = next(i for i, word in enumerate(run) if word in LINKS)
        before, after = run[:at], run[at + 1 :] if run[at + 1] not in LINKS else run[at + 2 :]
        if max(runs[before], runs[after]) <= runs[run]:
            return [" ".join(run)]
        return _split(before, runs, corpora) + _split(after, runs, corpora)
    if not any(_is_ordinary(word, corpora) for word in run):
        return list(run)
    if runs[run[1:]] >= runs[run]:
        rest = _split(run[1:], runs, corpora)
        return rest if _is_ordinary(run[0], corpora) else [run[0], *rest]
    if runs[run[:-1]] >= runs[run]:
        return [*_split(run[:-1], runs, corpora), run[-1]]
    return [" ".join(run)]


# 2. Headings


def heading_spans(text: WordIndex) -> list[WordSpan]:
    """The words of each heading: a short line that ends like no sentence.

    It begins with a capital; if it holds a colon, only the part after it counts.
    """
    spans, first = [], 0
    for end in range(1, len(text) + 1):
        if end < len(text) and not text.begins_line[end]:
            continue
        is_short = text.ends[end - 1] - text.starts[first] <= MAX_HEADING_CHARACTERS
        if is_short and _is_whole_line(text, first, end) and text.words[first][0].isupper():
            after_colons = [at for at in range(first + 1, end) if ":" in text.gaps[at]]
            spans.append((after_colons[-1] if after_colons else first, end))
        first = end
    return spans


def _is_whole_line(text: WordIndex, first: int, end: int) -> bool:
    """Whether no mark stands beside these words in their line."""
    before = text.text[text.ends[first - 1] if first else 0 : text.starts[first]]
    after = text.text[text.ends[end - 1] : text.starts[end] if end < len(text) else None]
    beside = LINE_BREAK.split(before)[-1] + LINE_BREAK.split(after)[0]
    return not readable(beside)


def find_headings(corpora: Corpora, spans: list[WordSpan], names: set[str]) -> list[Candidate]:
    """Headings of several words that hold no name and never occur in general text."""
    text = corpora.target
    single_words = {name for name in names if " " not in name}
    terms: dict[str, None] = {}  # a set in the order of insertion
    for first, end in spans:
        term = text.written(first, end)
        has_name = not single_words.isdisjoint(text.words[first:end])
        is_name = term.removeprefix("The ") in names
        is_one_term = " " in term and all(text.joined[first + 1 : end])
        if is_one_term and not has_name and not is_name and not corpora.general.find(term):
            terms[term] = None
    headings = [Candidate.measure(term, HEADING, corpora) for term in terms]
    return sorted(headings, key=lambda heading: heading.place)


# 3. Words and phrases


def find_phrases(corpora: Corpora, in_names: set[int]) -> list[Candidate]:
    """Words and phrases by weight. `in_names`: the positions of words that belong to names."""
    found = []
    for run, (term, outside) in _repeated_runs(corpora.target, in_names).items():
        count = len(corpora.target.find(term))
        if count < MIN_COUNT or outside < MIN_OUTSIDE_NAMES * count:
            continue
        candidate = Candidate.measure(term, PHRASE if " " in term else TERM, corpora)
        if not corpora.is_key(count, candidate.general_count):
            continue
        if candidate.kind == TERM and "-" not in term and _is_inflected(term, corpora):
            continue
        found.append((run, candidate))
    kept = _without_overlaps(found)
    return sorted(kept, key=lambda candidate: (-candidate.weight, candidate.term))


def _without_overlaps(found: list[tuple[Run, Candidate]]) -> list[Candidate]:
    """Of a phrase and a piece of it that never occurs without it, only the weightier one.

    Words come before phrases, so a word is kept rather than a phrase that always holds it.
    """
    kept: dict[Run, Candidate] = {}
    longest_count: dict[Run, int] = {}  # piece of a kept phrase -> how often that phrase occurs
    for run, candidate in sorted(
        found, key=lambda pair: (pair[1].kind != TERM, -pair[1].weight, pair[0])
    ):
        pieces = [run[i:j] for i in range(len(run)) for j in range(i + 1, len(run) + 1)]
        is_piece = longest_count.get(run, 0) >= candidate.count
        has_piece = any(piece in kept and kept[piece].count <= candidate.count for piece in pieces)
        if not is_piece and not has_piece:
            kept[run] = candidate
            for piece in pieces:
                longest_count[piece] = max(longest_count.get(piece, 0), candidate.count)
    return list(kept.values())


def _is_inflected(word: str, corpora: Corpora) -> bool:
    """Whether general text often has the word in another form: "rules" by "rule"."""
    stems = {word}
    for ending in INFLECTIONS:
        if word.endswith(ending) and len(word) > len(ending) + 2:
            stems.add(word.removesuffix(ending))
    forms = {stem + ending for stem in stems for ending in ("", "e", *INFLECTIONS)}
    count = sum(corpora.target.counts[form] for form in forms)
    general_count = sum(corpora.general.counts[form] for form in forms)
    return corpora.ratio(count, general_count) < RATIO


def _repeated_runs(text: WordIndex, in_names: set[int]) -> dict[Run, tuple[str, int]]:
    """Runs that occur MIN_COUNT times -> (their commonest spelling, how often it is in no name).

    A run begins and ends with a content word, cuts no hyphenated word and holds no name.
    """
    counts: Counter = Counter()
    is_content = [
        word not in PHRASE_STOPWORDS and len(word) > 1 and not any(c.isdigit() for c in word)
        for word in text.folded
    ]
    after_hyphen = [at > 0 and text.gaps[at] == "-" for at in range(len(text) + 1)]
    for first in range(len(text)):
        if not is_content[first] or first in in_names or after_hyphen[first]:
            continue
        for last in range(first, min(first + MAX_PHRASE_WORDS, len(text))):
            if last in in_names or (last > first and not text.joined[last]):
                break
            if is_content[last] and not after_hyphen[last + 1]:
                end = last + 1
                counts[text.folded[first:end], text.written(first, end).lower()] += 1
    spellings: dict[Run, tuple[str, int]] = {}
    for (run, written), count in counts.most_common():
        if count < MIN_COUNT:
            break
        spellings.setdefault(run, (written, count))
    return spellings
