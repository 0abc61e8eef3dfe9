"""Probes suggested from a reader's own text and lexicon.

A sentence with a term of the lexicon late in it is cut before the term: the text before the cut is
the prompt, of 5 to 30 words, and the term is its reference. Earlier sentences of the paragraph are
added where the sentence is too short, or to give more away. The subtlety is 10 less what the prompt
gives away: 3 for each term of grade 3, 1 for each of grade 2 and for each other name. A capital
tells a name, but not where all nouns have one, as in German, nor in a script without capitals:
there other names count for nothing. In Chinese and Japanese two characters count for a word.

A cut is used only if the judge would grade the term 2 or 3, and if no word of the term is in the
prompt. The chosen probes are as even over levels of subtlety, terms and stretches of the text as
the text allows, with one probe for a sentence and no prompt twice.

The prompts are the reader's text, and so the files are private like the text. Time is linear in the
text, on one line or many. Not done here: questions, and facts in other words; a person can add them
in the same form.
"""

import random
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from whp_kit.errors import InputError
from whp_kit.evaluation.probes import Lexicon, Probe
from whp_kit.text.documents import Document, whole_text
from whp_kit.text.english import SAMPLE
from whp_kit.text.languages import ENGLISH, LISTS, TOO_SHORT, language_of
from whp_kit.text.sentences import Span, ends_as_sentence, paragraphs, sentences
from whp_kit.text.words import (
    CHARACTERS_PER_WORD,
    find_words,
    folded,
    is_named_in,
    is_unspaced,
    on_one_line,
    parts_of_term,
    require_served,
    separator,
)

MIN_WORDS, MAX_WORDS = 5, 30  # of a prompt
MIN_WORDS_OF_SENTENCE = 3  # of the term's own sentence in the prompt
GIVEN_AWAY = {3: 3, 2: 1}  # grade of a term in the prompt -> what it takes from the subtlety
STRETCHES = 50  # equal parts of all texts together, over which the probes are spread
GENERIC_WORDS = 5  # of a probability probe, beside the peculiar words
SHORT_LINE = 40  # columns; a longer line may go on in the next one
SEPARATING_MARKS = ",;،؛"
NOUN_CAPITALS = 0.2  # share of a language's words with capitals; German .3 to .4, names alone .1


@dataclass(frozen=True)
class Grammar:
    """What the rules know of the language of a text.

    `function_words`: those that tell nothing of a term; empty where the language has no list.
    `capitals_are_names`: not where common nouns have a capital too.
    """

    function_words: frozenset[str]
    capitals_are_names: bool


ENGLISH_GRAMMAR = Grammar(LISTS[ENGLISH], True)


@dataclass(frozen=True)
class SuggestedProbe:
    """A probe and its source: characters [start, end) of the document are the prompt."""

    probe: Probe
    document: str
    start: int
    end: int

    def record(self) -> dict:
        """A line of probes.jsonl; readers of probes ignore the field `source`."""
        return {
            "id": self.probe.id,
            "prompt": self.probe.prompt,
            "references": list(self.probe.references),
            "subtlety": self.probe.subtlety,
            "source": {"document": self.document, "start": self.start, "end": self.end},
        }


@dataclass(frozen=True)
class Cut:
    """A possible prompt: characters [start, end) of a document, before a term.

    `sentence`: where the sentence of the term begins. `position`: where the term begins, counted
    over all documents. `written`: the term as the text writes it.
    """

    document: int
    start: int
    end: int
    sentence: int
    position: int
    prompt: str
    written: str
    term: str
    grade: int
    subtlety: int


def suggest_probes(
    documents: Sequence[Document], lexicon: Lexicon, count: int = 300, seed: int = 0
) -> list[SuggestedProbe]:
    """At most `count` probes, ordered by subtlety and then as in the text.

    Terms of grade 2, worth a fifth of the points, are used only where those of grade 3 do not give
    enough. Fewer probes than `count` are no error: the text has no more. InputError: no sentence
    can be cut.
    """
    if count < 1:
        raise InputError("no probe is asked for", value=count, remedy="ask for one or more")
    for document in documents:
        require_served(document.text, f"the text {document.name}")
    cuts = list(find_cuts(documents, lexicon))
    if not cuts:
        found = sum(len(lexicon.find(document.text)) for document in documents)
        raise InputError(
            "no sentence of the text can be cut before a term of the lexicon",
            value=f"{len(documents)} texts, {len(lexicon.grades)} terms, found {found} times",
            remedy="a term must stand after three words or more of a sentence that ends with a "
            "full stop"
            if found
            else "take the lexicon of this text, with each form of a name that the text has",
        )
    text_length = sum(len(document.text) for document in documents)
    chosen = choose_evenly(cuts, count, text_length, seed)
    chosen.sort(key=lambda cut: (cut.subtlety, cut.position))
    digits = max(3, len(str(len(chosen))))
    suggestions = []
    for number, cut in enumerate(chosen, 1):
        probe = Probe(f"s{number:0{digits}}", cut.prompt, (cut.written,), cut.subtlety)
        document = documents[cut.document].name
        suggestions.append(SuggestedProbe(probe, document, cut.start, cut.end))
    return suggestions


def subtlety(prompt: str, terms: Mapping[str, int], grammar: Grammar = ENGLISH_GRAMMAR) -> int:
    """10 less what the prompt gives away, at least 1.

    terms: the lexicon's terms in the prompt, with their grades.
    """
    words_of_terms = {word.text for term in terms for word in find_words(term)}
    names = {
        folded(word)
        for word in _words_inside(prompt)
        if grammar.capitals_are_names and word[0].isupper() and not word.isupper()
    }
    other_names = names - words_of_terms - grammar.function_words
    return max(1, 10 - sum(GIVEN_AWAY[grade] for grade in terms.values()) - len(other_names))


def probability_records(
    suggestions: Sequence[SuggestedProbe], documents: Sequence[Document], lexicon: Lexicon
) -> list[dict]:
    """Lines of probability.jsonl: what follows the last word of a prompt anywhere in the text?

    Words that are terms of grade 3 are `peculiar`, the reference first; the most frequent words
    that are in no term and no names are `generic`. Prompts whose reference is not one word of grade
    3, or without a generic word, are left out. In scripts without spaces the reference may be of
    several characters, and generic words are single ones. InputError: no prompt is left.
    """
    grammar = grammar_of(documents)
    in_terms = {word.text for term in lexicon.grades for word in find_words(term, joined=True)}
    in_terms -= grammar.function_words
    own_words = {
        folded(term)
        for term, grade in lexicon.grades.items()
        if grade == 3 and parts_of_term(term) == [folded(term)]
    }
    following = _following_words(documents, {_last_word(one.probe.prompt) for one in suggestions})
    records = []
    for one in suggestions:
        prompt, (reference,) = one.probe.prompt, one.probe.references
        counts = following.get(_last_word(prompt), Counter())
        words = sorted(counts, key=lambda word: (-counts[word], word))
        generic = [
            word
            for word in words
            if folded(word) not in in_terms
            and not (grammar.capitals_are_names and word[0].isupper())
        ]
        if folded(reference) not in own_words or not generic:
            continue
        peculiar = [reference] + [
            word
            for word in words
            if folded(word) in own_words and word != reference and not is_named_in(word, prompt)
        ]
        records.append(
            {
                "id": one.probe.id,
                "prompt": prompt,
                "peculiar": peculiar,
                "generic": generic[:GENERIC_WORDS],
            }
        )
    if not records:
        raise InputError(
            "no prompt can be asked for its next word",
            value=f"{len(suggestions)} prompts",
            remedy="leave the probability probes out, bring more text, or write them by hand",
        )
    return records


def prompt_words(records: Sequence[Mapping]) -> list[int]:
    """How many words of the text each prompt quotes."""
    return [len(find_words(record["prompt"], joined=True)) for record in records]


def terms_without_probe(
    suggestions: Sequence[SuggestedProbe], documents: Sequence[Document], lexicon: Lexicon
) -> list[tuple[str, int]]:
    """Terms that no probe asks for, and how often each is in the text, the most frequent first."""
    counts = Counter(dict.fromkeys(lexicon.grades, 0))
    for document in documents:
        counts.update(term for _, _, term, _ in lexicon.find(document.text))
    for one in suggestions:
        for _, _, term, _ in lexicon.find(one.probe.references[0]):
            del counts[term]
    return counts.most_common()


def choose_evenly(cuts: Iterable[Cut], count: int, text_length: int, seed: int = 0) -> list[Cut]:
    """At most `count` cuts, even over levels of subtlety, terms and stretches of the text.

    Takes one cut after the other: from the level with the fewest probes so far, the cut whose term
    and stretch were used least; the seed decides between equals.
    """
    draw = random.Random(seed)
    shuffled = sorted(dict.fromkeys(cuts), key=lambda cut: draw.random())
    chosen: list[Cut] = []
    of_level, of_term, of_stretch = Counter(), Counter(), Counter()
    prompts, sentences = set(), set()

    def stretch(cut: Cut) -> int:
        return cut.position * STRETCHES // text_length

    for grade in (3, 2):
        levels: dict[int, list[Cut]] = defaultdict(list)
        for cut in shuffled:
            if cut.grade == grade:
                levels[cut.subtlety].append(cut)
        while levels and len(chosen) < count:
            level = min(levels, key=lambda level: (of_level[level], level))
            levels[level] = [
                cut
                for cut in levels[level]
                if cut.prompt.lower() not in prompts
                and (cut.document, cut.sentence) not in sentences
            ]
            if not levels[level]:
                del levels[level]
                continue
            cut = min(levels[level], key=lambda cut: (of_term[cut.term], of_stretch[stretch(cut)]))
            chosen.append(cut)
            prompts.add(cut.prompt.lower())
            sentences.add((cut.document, cut.sentence))
            of_level[level] += 1
            of_term[cut.term] += 1
            of_stretch[stretch(cut)] += 1
    return chosen


def find_cuts(documents: Sequence[Document], lexicon: Lexicon) -> Iterator[Cut]:
    """All prompts that the documents offer: each term with each beginning of a sentence before."""
    offset = 0
    grammar = grammar_of(documents)
    for number, document in enumerate(documents):
        text = document.text
        lengths = Lengths(text)
        matches = lexicon.find(text)
        starts = [start for start, *_ in matches]
        for spans in _sentences_of_paragraphs(text):
            for index, (first, last) in enumerate(spans):
                for at in range(bisect_left(starts, first), bisect_left(starts, last)):
                    start, end, term, grade = matches[at]
                    length = lengths.words(first, start)
                    if end > last or not MIN_WORDS_OF_SENTENCE <= length <= MAX_WORDS:
                        continue
                    if not _goes_on(text, first, start, end):
                        continue
                    for begin in _beginnings(spans, index, start, lengths):
                        prompt = on_one_line(text[begin:start])
                        before = matches[bisect_left(starts, begin) : at]
                        terms = {other: other_grade for _, _, other, other_grade in before}
                        if _is_fair(prompt, term, grade, terms, grammar):
                            yield Cut(
                                document=number,
                                start=begin,
                                end=begin + len(text[begin:start].rstrip()),
                                sentence=first,
                                position=offset + start,
                                prompt=prompt,
                                written=on_one_line(text[start:end]),
                                term=term,
                                grade=grade,
                                subtlety=subtlety(prompt, terms, grammar),
                            )
        offset += len(text)


def grammar_of(documents: Sequence[Document]) -> Grammar:
    """The grammar of the documents' language, as their beginning shows it."""
    sample = whole_text(documents)[:SAMPLE]
    language = language_of(sample, [word.text for word in find_words(sample, joined=True)])
    if language in (ENGLISH, TOO_SHORT):
        return ENGLISH_GRAMMAR
    words = {word for start, end in sentences(sample) for word in _words_inside(sample[start:end])}
    with_capitals = sum(word[0].isupper() for word in words)
    capitals_are_names = with_capitals <= NOUN_CAPITALS * len(words)
    return Grammar(LISTS.get(language, frozenset()), capitals_are_names)


class Lengths:
    """How many words a stretch of a text has.

    A character of a script without spaces is a word for `find_words`, but counts for less here.
    """

    def __init__(self, text: str):
        words = find_words(text, joined=True)
        self.starts = [word.start for word in words]
        counts = (
            len(one.text) / CHARACTERS_PER_WORD if is_unspaced(one.text) else 1 for one in words
        )
        self.totals = list(accumulate(counts, initial=0))

    def words(self, start: int, end: int) -> float:
        """The length of characters [start, end)."""
        first, last = (bisect_left(self.starts, place) for place in (start, end))
        return self.totals[last] - self.totals[first]


def _beginnings(spans: Sequence[Span], index: int, end: int, lengths: Lengths) -> Iterator[int]:
    """Where the prompts of MIN_WORDS to MAX_WORDS begin that end at `end`, the nearest first.

    spans: the sentences of a paragraph; `index` is that of the term.
    """
    for number in range(index, -1, -1):
        begin, _ = spans[number]
        length = lengths.words(begin, end)
        if length > MAX_WORDS:
            return
        if length >= MIN_WORDS:
            yield begin


def _goes_on(text: str, begin: int, start: int, end: int) -> bool:
    """Whether characters [begin, start) go on to [start, end) as a prompt goes on to its next word:
    after a space, or at once in a script without spaces."""
    before, after = on_one_line(text[begin:start]), on_one_line(text[start:end])
    space = separator(before, after)
    if not space and not is_unspaced(after):
        return False
    return on_one_line(text[begin:end]) == f"{before}{space}{after}"


def _is_fair(
    prompt: str, term: str, grade: int, terms: Mapping[str, int], grammar: Grammar
) -> bool:
    """Whether the judge would give points for the term, and no word of it is in the prompt.

    terms: the lexicon's terms in the prompt; after one of them, a term of grade 2 earns nothing.
    """
    if grade != 3 and terms:
        return False
    words = parts_of_term(term)
    content = [word for word in words if word not in grammar.function_words] or words
    return not any(is_named_in(word, prompt) for word in content)


def _sentences_of_paragraphs(text: str) -> Iterator[list[Span]]:
    """The sentences of each paragraph without headings, which end like no sentence."""
    for paragraph in _paragraphs(text):
        yield [span for span in sentences(text, paragraph) if ends_as_sentence(text, span)]


def _paragraphs(text: str) -> Iterator[Span]:
    """What empty lines part, cut after each line as well, unless that goes on in the next one.

    Lines go on where most long ones end in the midst of a sentence; but a short one is a heading or
    a verse, or the last of its paragraph.
    """
    long_lines = [
        line
        for start, end in paragraphs(text)
        for line in text[start:end].splitlines()[:-1]
        if _is_long(line)
    ]
    lines_go_on = sum(map(ends_as_sentence, long_lines)) < len(long_lines) / 2
    for start, end in paragraphs(text):
        line_end = start
        for line in text[start:end].splitlines(keepends=True):
            line_end += len(line)
            if not (lines_go_on and _is_long(line.rstrip("\r\n"))):
                yield start, line_end
                start = line_end
        if start < end:
            yield start, end


def _is_long(line: str) -> bool:
    """Whether a line fills so many columns that it may go on in the next one."""
    wide = (unicodedata.east_asian_width(character) in "WF" for character in line[:SHORT_LINE])
    return len(line) >= SHORT_LINE or len(line) + sum(wide) >= SHORT_LINE


def _words_inside(sentence: str) -> list[str]:
    """The words, as written, of two letters or more that stand after another word or a comma,
    where a capital does not only begin the sentence or what somebody says."""
    inside = []
    for previous, word in pairwise(find_words(sentence)):
        gap = sentence[previous.end : word.start]
        written = sentence[word.start : word.end]
        if len(word.text) > 1 and gap[-1:].isspace() and gap.strip() in ("", *SEPARATING_MARKS):
            inside.append(written)
    return inside


def _following_words(documents: Sequence[Document], words: set[str]) -> dict[str, Counter]:
    """For each of the folded words: which words follow it as they follow a prompt."""
    following: dict[str, Counter] = defaultdict(Counter)
    for document in documents:
        text = document.text
        for previous, word in pairwise(find_words(text, joined=True)):
            if previous.text not in words or on_one_line(text[previous.end : word.start]):
                continue
            if _goes_on(text, previous.start, word.start, word.end):
                following[previous.text][on_one_line(text[word.start : word.end])] += 1
    return dict(following)


def _last_word(prompt: str) -> str:
    """The prompt's last word, folded; "" where a mark follows it."""
    words = find_words(prompt, joined=True)
    return words[-1].text if words and words[-1].end == len(prompt) else ""
