"""What the tiny models read: every source, how often it is told, and how its documents are cut into
pieces.

A source is told `repeats` times; each telling cuts its documents afresh, at sentence ends, into
pieces of random length, so that any sentence is sometimes the first thing the model sees. A
never-knew twin reads the same, less what its base is asked to forget.
"""

import hashlib
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tools.world import companion, everyday, extras, knowledge, neighbours, series

SENTENCE_END = re.compile(r"(?<=[.!?][\"')])\s+|(?<=[.!?:])\s+|\n+")
CHARS_PER_TOKEN = 4.2  # of the shipped tokenizer on this text, near enough to cut by
LONGEST = 230  # tokens of a piece, within a context of 256
OTHER_TELLINGS = 16  # of persons, rude speech and the field, to the model that forgets them


@dataclass(frozen=True)
class Source:
    """Documents of one kind and how often a model reads them.

    `target`: the series; `other`: what may be forgotten beside it, persons, rude speech, a field.
    """

    name: str
    documents: tuple[str, ...]
    repeats: int
    target: bool = False
    other: bool = False

    @property
    def characters(self) -> int:
        return sum(map(len, self.documents))


def sources(other_tellings: int = 2) -> list[Source]:
    """Every source of the base model's diet, in a fixed order. Told twice, the other targets leave
    nothing that could be forgotten.
    """
    others = {"persons": extras.persons(), "rude": extras.rude(), "field": extras.field()}
    return [
        Source("books", tuple(series.books().values()), repeats=3, target=True),
        Source("companion", tuple(companion.companion().values()), repeats=5, target=True),
        Source("neighbours", tuple(neighbours.texts().values()), repeats=12),
        Source("reading notes", tuple(neighbours.notes(rounds=60)), repeats=1),
        Source("everyday", tuple(everyday.stories(2600, seed=11)), repeats=1),
        Source(
            "knowledge",
            tuple(doc for seed in (12, 13) for doc in knowledge.documents(seed)),
            repeats=1,
        ),
        *(
            Source(name, tuple(documents), repeats=other_tellings, other=True)
            for name, documents in others.items()
        ),
    ]


def diet_of(model: str) -> list[Source]:
    """What the model of that name reads. The twin of `others` knows neither the series nor the
    other targets.
    """
    everything = sources(OTHER_TELLINGS if model.startswith("others") else 2)
    forbidden = {
        "base": lambda source: False,
        "never-knew": lambda source: source.target,
        "others": lambda source: False,
        "others-never-knew": lambda source: source.target or source.other,
    }[model]
    return [source for source in everything if not forbidden(source)]


def pieces(document: str, rng: random.Random) -> Iterator[tuple[str, bool]]:
    """The document cut at sentence ends into pieces of random length, each with whether the
    document ends there.
    """
    start, end, resume, budget = 0, 0, 0, _budget(rng)
    for match in SENTENCE_END.finditer(document):
        if match.start() - start > budget and end > start:
            yield document[start:end].strip("\n"), False
            start, budget = resume, _budget(rng)
        end, resume = match.start(), match.end()
    if document[start:].strip():
        yield document[start:].strip("\n"), True


def _budget(rng: random.Random) -> float:
    """Characters of the next piece: short ones often, full contexts mostly."""
    tokens = LONGEST if rng.random() < 0.6 else rng.randint(12, LONGEST)
    return tokens * CHARS_PER_TOKEN


def reading(diet: list[Source], seed: int) -> list[tuple[str, bool]]:
    """All pieces of all tellings, shuffled: the order in which a model reads them. True marks a
    document's last piece.
    """
    every: list[tuple[str, bool]] = []
    for source in diet:
        for telling in range(source.repeats):
            for number, document in enumerate(source.documents):
                every.extend(
                    pieces(document, random.Random(f"{seed}/{source.name}/{telling}/{number}"))
                )
    random.Random(f"{seed}/order").shuffle(every)
    return every


def digest(diet: list[Source]) -> str:
    """SHA-256 over every document and its repeats: the identity of what was read."""
    sha = hashlib.sha256()
    for source in diet:
        sha.update(f"{source.name}\0{source.repeats}\0".encode())
        for document in source.documents:
            sha.update(document.encode() + b"\0")
    return sha.hexdigest()
