"""Probes made from any text and lexicon, so that a reader's own world has its 300 (METHOD 6).

A sentence in which a term of the lexicon stands late is cut before it: what comes before is the prompt, of 5 to 30 whole words, the term is
its reference. Where the sentence gives too few words, or in order to give more away, the sentences before it come along. The subtlety is 10
less what the prompt gives away: 3 for each term of grade 3, 1 for each of grade 2 and for each other name; so 10 names nothing at all.

What is kept: only what the judge would grade 2 or 3 if the model said the term, and no word of the term in the prompt. What is chosen: as
even over the levels, the terms and the stretches of the text as there is; one probe from a sentence, no prompt twice.

The prompts are the text's own words: the files are the reader's, like the text. Not done here: questions, and facts told in other words;
both are for the reader to write, in the same form.
"""

import heapq
import random
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from whp_kit.errors import InputError
from whp_kit.evaluation.probes import Lexicon, Probe
from whp_kit.text.documents import Document
from whp_kit.text.words import FUNCTION_WORDS, JOINED_WORD, stems

WORDS = (5, 30)  # of a prompt
OWN_WORDS = 3  # of them from the sentence of the term, so that the term stands late
WEIGHTS = {3: 3, 2: 1}  # grade -> what a term in the prompt takes from the subtlety
STRETCHES = 50  # equal parts of the text over which probes are spread
GENERIC = 5  # words of no world beside the peculiar ones
PARAGRAPH = re.compile(
    r"(?<=[.!?…:\"”’)\]])[^\S\n]*\n|(?<![^\n]{40})\n|\n\s*\n"
)  # other line ends are those of wrapped lines
SENTENCE = re.compile(r"(?<=[.!?…])[\"”’»)\]]*\s+(?=[\"“‘(\[—]*([^\W_]))")
ENDED = re.compile(r"[.!?…][\"”’»)\]]*\s*$")  # a heading is no sentence
ABBREVIATED = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|St|Prof|Capt|Col|Gen|Rev|Hon|No)|\b[A-Z])\.$")
NAME = re.compile(r"(?<=[\w,;] )[^\W\d_]\w+")  # inside a sentence; a capital there makes it a name


@dataclass(frozen=True)
class Suggested:
    """A probe and its evidence: characters `start` to `end` of the document are the prompt, the reference comes after."""

    probe: Probe
    document: str
    start: int
    end: int

    def record(self) -> dict:
        """One line of probes.jsonl; `source` is passed over by whoever reads probes."""
        source = {"document": self.document, "start": self.start, "end": self.end}
        one = self.probe
        return {
            "id": one.id,
            "prompt": one.prompt,
            "references": [*one.references],
            "subtlety": one.subtlety,
            "source": source,
        }


@dataclass(frozen=True)
class _Place:
    """A prompt that the text offers. `sentence`: where that of the term begins; `at`: the same in all texts together."""

    document: int
    start: int
    end: int
    sentence: int
    at: int
    prompt: str
    written: str
    term: str
    grade: int
    subtlety: int


def suggest_probes(
    documents: Sequence[Document], lexicon: Lexicon, count: int = 300, seed: int = 0
) -> list[Suggested]:
    """At most `count` probes, by subtlety and then in the order of the text. Same input and seed, same probes.

    A term of grade 2 can earn only a fifth of the points, so it is asked for only where grade 3 does not give enough. InputError: no
    sentence fits. Fewer than `count` are no error: the text has no more.
    """
    if count < 1:
        raise InputError("no probe is asked for", value=count, remedy="ask for one or more")
    places = list(_places(documents, lexicon))
    if not places:
        raise InputError(
            "no sentence of the text can be cut before a term of the lexicon",
            value=f"{len(documents)} texts, {len(lexicon.grades)} terms",
            remedy="look whether the lexicon is that of this text; a term must stand after three words of its sentence or more",
        )
    total = sum(len(document.text) for document in documents)
    chosen = sorted(_choose(places, count, total, seed), key=lambda one: (one.subtlety, one.at))
    digits = max(3, len(str(len(chosen))))
    return [
        Suggested(
            Probe(f"s{number:0{digits}}", one.prompt, (one.written,), one.subtlety),
            documents[one.document].name,
            one.start,
            one.end,
        )
        for number, one in enumerate(chosen, 1)
    ]


def subtlety(prompt: str, terms: Mapping[str, int]) -> int:
    """10 less what the prompt gives away, at least 1. `terms`: those of the lexicon that stand in it, with their grades."""
    words = {word for term in terms for word in _parts(term)}
    names = {
        one.group()
        for one in NAME.finditer(prompt)
        if one.group()[0].isupper() and one.group().lower() not in words
    }
    return max(1, 10 - sum(WEIGHTS[value] for value in terms.values()) - len(names))


def probability_records(
    suggested: Sequence[Suggested], documents: Sequence[Document], lexicon: Lexicon
) -> list[dict]:
    """Lines of probability.jsonl from the same prompts: which words come after the prompt's last word anywhere in the text?

    Those that are terms of grade 3 are `peculiar`, the reference first; the commonest that are in no term are `generic`. A prompt whose
    reference is not one word of grade 3, or after whose last word nothing generic comes, is left out. InputError: none is left.
    """
    parts = {part for term in lexicon.grades for part in _parts(term)} - FUNCTION_WORDS
    peculiar = {
        term for term, value in lexicon.grades.items() if value == 3 and JOINED_WORD.fullmatch(term)
    }
    following = _following(documents, {_last(one.probe.prompt) for one in suggested})
    records = []
    for one in suggested:
        (own,) = one.probe.references
        after, held = following.get(_last(one.probe.prompt), Counter()), stems(one.probe.prompt)
        ordered = [word for word, _ in sorted(after.items(), key=lambda item: (-item[1], item[0]))]
        generic = [word for word in ordered if not {word.lower(), *_parts(word)} & parts][:GENERIC]
        if own.lower() in peculiar and generic:
            others = [
                word
                for word in ordered
                if word.lower() in peculiar and word != own and not stems(word) <= held
            ]
            words = {"peculiar": [own, *others], "generic": generic}
            records.append({"id": one.probe.id, "prompt": one.probe.prompt, **words})
    if not records:
        raise InputError(
            "no prompt can be asked for its next word",
            value=f"{len(suggested)} prompts",
            remedy="leave the probability probes out, bring more text, or write them by hand",
        )
    return records


def quoted_words(records: Sequence[Mapping]) -> int:
    """How many words of the text the lines quote."""
    return sum(len(record["prompt"].split()) for record in records)


def _places(documents: Sequence[Document], lexicon: Lexicon) -> Iterator[_Place]:
    """Every prompt that could be cut, for each term with each beginning of a sentence that gives it WORDS words."""
    before = 0
    for number, document in enumerate(documents):
        text = document.text
        found = lexicon.find(text)
        starts = [start for start, *_ in found]
        for sentences in _paragraphs(text):
            for k, (first, last) in enumerate(sentences):
                for at in range(bisect_left(starts, first), bisect_left(starts, last)):
                    start, end, term, value = found[at]
                    if (
                        end > last
                        or len(text[first:start].split()) < OWN_WORDS
                        or not text[start - 1].isspace()
                    ):
                        continue
                    for begin, _ in sentences[k::-1]:
                        prompt = " ".join(text[begin:start].split())
                        size = len(prompt.split())
                        if size > WORDS[1]:
                            break
                        known = {
                            other: worth
                            for _, _, other, worth in found[bisect_left(starts, begin) : at]
                        }
                        if size >= WORDS[0] and _asks(prompt, term, value, known):
                            stop = begin + len(text[begin:start].rstrip())
                            written = " ".join(text[start:end].split())
                            given = subtlety(prompt, known)
                            yield _Place(
                                number,
                                begin,
                                stop,
                                first,
                                before + start,
                                prompt,
                                written,
                                term,
                                value,
                                given,
                            )
        before += len(text)


def _asks(prompt: str, term: str, value: int, known: Mapping[str, int]) -> bool:
    """Whether the judge would grade the term 2 or 3 after this prompt, which holds the terms `known` and must hold no word of it."""
    if value != 3 and known:
        return False
    own, folded = _own_words(term), prompt.casefold()
    return not any(word in folded for word in own) or not own & stems(
        prompt
    )  # the first question is cheap and mostly enough


@cache
def _own_words(term: str) -> frozenset[str]:
    return frozenset(
        stems(" ".join(word for word in term.split() if word not in FUNCTION_WORDS) or term)
    )


def _choose(places: Sequence[_Place], count: int, total: int, seed: int) -> list[_Place]:
    """One after the other: from the level that has fewest so far, the place whose term and stretch have fewest; then chance decides."""
    draw = random.Random(seed)
    order = {place: draw.random() for place in dict.fromkeys(places)}
    terms, stretches, levels, prompts, sentences = Counter(), Counter(), Counter(), set(), set()
    chosen: list[_Place] = []

    def rank(place: _Place) -> tuple:
        return (
            terms[place.term],
            stretches[place.at * STRETCHES // total],
            order[place],
            place.at,
            place.start,
        )

    for wanted in (3, 2):
        heaps: dict[int, list] = {}
        for place in order:
            if place.grade == wanted:
                heaps.setdefault(place.subtlety, []).append((rank(place), place))
        for heap in heaps.values():
            heapq.heapify(heap)
        while heaps and len(chosen) < count:
            level = min(heaps, key=lambda one: (levels[one], one))
            known, place = heapq.heappop(heaps[level])
            if (
                place.prompt.lower() not in prompts
                and (place.document, place.sentence) not in sentences
            ):
                now = rank(place)
                if now > known:  # its term or stretch has been used since: back, behind others
                    heapq.heappush(heaps[level], (now, place))
                    continue
                chosen.append(place)
                prompts.add(place.prompt.lower())
                sentences.add((place.document, place.sentence))
                terms[place.term] += 1
                stretches[place.at * STRETCHES // total] += 1
                levels[level] += 1
            if not heaps[level]:
                del heaps[level]
    return chosen


def _paragraphs(text: str) -> Iterator[list[tuple[int, int]]]:
    """For each paragraph its sentences as (start, end) in characters; what does not end as a sentence does (a heading) is left out."""
    for start, end in _pieces(text, 0, len(text), PARAGRAPH.finditer(text)):
        if not ENDED.search(text, start, end):
            continue
        found = SENTENCE.finditer(text, start, end)
        marks = (
            mark
            for mark in found
            if not mark[1].islower() and not ABBREVIATED.search(text, start, mark.start())
        )
        yield [
            (first, last)
            for first, last in _pieces(text, start, end, marks)
            if text[first:last].strip()
        ]


def _pieces(text: str, start: int, end: int, marks) -> Iterator[tuple[int, int]]:
    """start..end cut after each mark, without the space around the pieces."""
    edges = [start, *(mark.end() for mark in marks), end]
    for first, last in zip(edges, edges[1:], strict=False):
        piece = text[first:last]
        if piece.strip():
            yield first + len(piece) - len(piece.lstrip()), first + len(piece.rstrip())


def _following(documents: Sequence[Document], words: set[str]) -> dict[str, Counter]:
    """For each of `words` (in lower case), the words that come after it with only a space between, as they are written."""
    found: dict[str, Counter] = {}
    for document in documents:
        before = None
        for one in JOINED_WORD.finditer(document.text):
            if (
                before is not None
                and before.group().lower() in words
                and document.text[before.end() : one.start()].isspace()
            ):
                found.setdefault(before.group().lower(), Counter())[one.group()] += 1
            before = one
    return found


def _last(prompt: str) -> str:
    """The prompt's last word in lower case; a sign where the prompt ends in one, so that no word follows it."""
    words = list(JOINED_WORD.finditer(prompt))
    return words[-1].group().lower() if words and words[-1].end() == len(prompt) else ""


def _parts(term: str) -> list[str]:
    return [part.lower() for part in JOINED_WORD.findall(term)]
