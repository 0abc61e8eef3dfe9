"""Probes suggested from a reader's own text and lexicon.

A sentence with a term of the lexicon late in it is cut before the term: the text before the cut is
the prompt, of 5 to 30 words, and the term is its reference. Earlier sentences of the paragraph are
added where the sentence is too short, or to give more away. The subtlety is 10 less what the prompt
gives away: 3 for each term of grade 3, 1 for each of grade 2 and for each other name. A capital
tells a name, but not where all nouns have one, as in German: there other names count for nothing.

A cut is used only if the judge would grade the term 2 or 3, and if no word of the term is in the
prompt. The chosen probes are as even over levels of subtlety, terms and stretches of the text as
the text allows, with one probe for a sentence and no prompt twice.

The prompts are the reader's text, and so the files are private like the text. Not done here:
questions, and facts in other words; a person can add them in the same form.
"""

import random
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from whp_kit.errors import InputError
from whp_kit.evaluation.probes import Lexicon, Probe
from whp_kit.text.documents import Document, whole_text
from whp_kit.text.english import may_be_english
from whp_kit.text.function_words import FUNCTION_WORDS
from whp_kit.text.words import JOINED_WORD, readable, stems

MIN_WORDS, MAX_WORDS = 5, 30  # of a prompt
MIN_WORDS_OF_SENTENCE = 3  # of the term's own sentence in the prompt
GIVEN_AWAY = {3: 3, 2: 1}  # grade of a term in the prompt -> what it takes from the subtlety
STRETCHES = 50  # equal parts of all texts together, over which the probes are spread
GENERIC_WORDS = 5  # of a probability probe, beside the peculiar words
# A line end after a sentence or a short line, or a blank line; others only wrap a line.
PARAGRAPH_END = re.compile(r"(?<=[.!?…:\"”’)\]])[^\S\n]*\n|(?<![^\n]{40})\n|\n\s*\n")
SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”’»)\]]*\s+(?=[\"“‘(\[—]*([^\W_]))")
ENDS_AS_SENTENCE = re.compile(r"[.!?…][\"”’»)\]]*\s*$")
ABBREVIATION = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|St|Prof|Capt|Col|Gen|Rev|Hon|No)|\b[A-Z])\.$")
WORD_IN_SENTENCE = re.compile(r"(?<=[\w,;] )[^\W\d_]\w+")  # a capital there makes it a name
NOUN_CAPITALS = 0.2  # share of a language's words with capitals; German .3 to .4, names alone .1

Span = tuple[int, int]  # characters [start, end) of a text


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
    cuts = list(find_cuts(documents, lexicon))
    if not cuts:
        raise InputError(
            "no sentence of the text can be cut before a term of the lexicon",
            value=f"{len(documents)} texts, {len(lexicon.grades)} terms",
            remedy="look whether the lexicon is that of this text; a term must stand after three "
            "words of its sentence or more",
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


def subtlety(prompt: str, terms: Mapping[str, int], capitals_are_names: bool = True) -> int:
    """10 less what the prompt gives away, at least 1.

    terms: the lexicon's terms in the prompt, with their grades.
    """
    words_of_terms = {word for term in terms for word in _words(term)}
    names = {
        word
        for word in WORD_IN_SENTENCE.findall(prompt)
        if capitals_are_names and word[0].isupper() and word.lower() not in words_of_terms
    }
    return max(1, 10 - sum(GIVEN_AWAY[grade] for grade in terms.values()) - len(names))


def probability_records(
    suggestions: Sequence[SuggestedProbe], documents: Sequence[Document], lexicon: Lexicon
) -> list[dict]:
    """Lines of probability.jsonl: what follows the last word of a prompt anywhere in the text?

    Words that are terms of grade 3 are `peculiar`, the reference first; the most frequent words
    that are in no term are `generic`. Prompts whose reference is not one word of grade 3, or
    without a generic word, are left out. InputError: no prompt is left.
    """
    in_terms = {word for term in lexicon.grades for word in _words(term)} - FUNCTION_WORDS
    own_words = {
        term for term, grade in lexicon.grades.items() if grade == 3 and JOINED_WORD.fullmatch(term)
    }
    last_words = {_last_word(one.probe.prompt) for one in suggestions}
    following = _following_words(documents, last_words)
    records = []
    for one in suggestions:
        prompt, (reference,) = one.probe.prompt, one.probe.references
        counts = following.get(_last_word(prompt), Counter())
        words = sorted(counts, key=lambda word: (-counts[word], word))
        generic = [word for word in words if not {word.lower(), *_words(word)} & in_terms]
        if reference.lower() not in own_words or not generic:
            continue
        known = stems(prompt)
        peculiar = [reference] + [
            word
            for word in words
            if word.lower() in own_words and word != reference and not stems(word) <= known
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


def quoted_words(records: Sequence[Mapping]) -> int:
    """How many words of the text the prompts quote."""
    return sum(len(record["prompt"].split()) for record in records)


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
    capitals_are_names = not nouns_have_capitals(documents)
    for number, document in enumerate(documents):
        text = document.text
        matches = lexicon.find(text)
        starts = [start for start, *_ in matches]
        for sentences in _paragraphs(text):
            for index, (first, last) in enumerate(sentences):
                for at in range(bisect_left(starts, first), bisect_left(starts, last)):
                    start, end, term, grade = matches[at]
                    if end > last or not _is_late(text[first:start]):
                        continue
                    begins = [begin for begin, _ in sentences[index::-1]]
                    for begin, prompt in _prompts(text, begins, start):
                        before = matches[bisect_left(starts, begin) : at]
                        terms = {other: other_grade for _, _, other, other_grade in before}
                        if _is_fair(prompt, term, grade, terms):
                            yield Cut(
                                document=number,
                                start=begin,
                                end=begin + len(text[begin:start].rstrip()),
                                sentence=first,
                                position=offset + start,
                                prompt=prompt,
                                written=readable(text[start:end]),
                                term=term,
                                grade=grade,
                                subtlety=subtlety(prompt, terms, capitals_are_names),
                            )
        offset += len(text)


def nouns_have_capitals(documents: Sequence[Document]) -> bool:
    """Whether a language other than English writes common nouns with a capital, as German does."""
    words = {word for one in documents for word in WORD_IN_SENTENCE.findall(one.text)}
    share = sum(word[0].isupper() for word in words) / max(1, len(words))
    return share > NOUN_CAPITALS and not may_be_english(whole_text(documents))


def _prompts(text: str, begins: Iterable[int], end: int) -> Iterator[tuple[int, str]]:
    """The prompts of MIN_WORDS to MAX_WORDS that end there, and where each begins.

    begins: where the term's own sentence begins, then the sentences before it, the nearest first.
    """
    for begin in begins:
        words = text[begin:end].split()
        if len(words) > MAX_WORDS:
            return
        if len(words) >= MIN_WORDS:
            yield begin, " ".join(words)


def _is_late(before: str) -> bool:
    """Whether a term may be cut off after this beginning of its sentence."""
    return len(before.split()) >= MIN_WORDS_OF_SENTENCE and before[-1].isspace()


def _is_fair(prompt: str, term: str, grade: int, terms: Mapping[str, int]) -> bool:
    """Whether the judge would give points for the term, and no word of it is in the prompt.

    terms: the lexicon's terms in the prompt; after one of them, a term of grade 2 earns nothing.
    """
    if grade != 3 and terms:
        return False
    content = " ".join(word for word in term.split() if word not in FUNCTION_WORDS)
    return stems(content or term).isdisjoint(stems(prompt))


def _paragraphs(text: str) -> Iterator[list[Span]]:
    """The sentences of each paragraph; paragraphs that end like no sentence are headings."""
    for start, end in _pieces(text, (0, len(text)), PARAGRAPH_END.finditer(text)):
        if not ENDS_AS_SENTENCE.search(text, start, end):
            continue
        ends = [
            mark
            for mark in SENTENCE_END.finditer(text, start, end)
            if not mark[1].islower() and not ABBREVIATION.search(text, start, mark.start())
        ]
        yield list(_pieces(text, (start, end), ends))


def _pieces(text: str, span: Span, marks: Iterable[re.Match]) -> Iterator[Span]:
    """The span cut after each mark, without the space around the pieces and without empty ones."""
    edges = [span[0], *(mark.end() for mark in marks), span[1]]
    for first, last in zip(edges[:-1], edges[1:], strict=True):
        piece = text[first:last]
        if piece.strip():
            yield first + len(piece) - len(piece.lstrip()), first + len(piece.rstrip())


def _following_words(documents: Sequence[Document], words: set[str]) -> dict[str, Counter]:
    """For each of the words (in lower case): which words follow it, with only space between."""
    following: dict[str, Counter] = defaultdict(Counter)
    for document in documents:
        matches = list(JOINED_WORD.finditer(document.text))
        for previous, match in zip(matches, matches[1:], strict=False):
            word = previous.group().lower()
            if word in words and document.text[previous.end() : match.start()].isspace():
                following[word][match.group()] += 1
    return dict(following)


def _last_word(prompt: str) -> str:
    """The prompt's last word in lower case; "" where a mark follows it."""
    matches = list(JOINED_WORD.finditer(prompt))
    return matches[-1].group().lower() if matches and matches[-1].end() == len(prompt) else ""


def _words(term: str) -> list[str]:
    return [word.lower() for word in JOINED_WORD.findall(term)]
