"""Passages that a model writes by itself from short openings, drawn at temperature 1.

The passages of a batch depend on the model, the openings, the seed, the length and the number of
the batch alone: on one machine they are the same to the byte, and writing can go on where it was
stopped. Not done here: no passage is judged or left out.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from whp_kit.errors import InputError
from whp_kit.files import file_digest, json_digest
from whp_kit.models.chat_template import frame_of
from whp_kit.models.context import context_of
from whp_kit.models.digest import base_digest
from whp_kit.models.load import Loaded
from whp_kit.models.names import BASELINE
from whp_kit.models.roles import generate
from whp_kit.text.tables import read_csv

BATCH = 16  # passages that are written at once
REQUEST = "request"  # the form of an opening that a chat model is asked by


@dataclass(frozen=True)
class Opening:
    """How a passage begins; one of the form "request" is what a chat model is asked, and does not
    belong to the passage."""

    form: str
    text: str


@dataclass(frozen=True)
class Passage:
    """What the model wrote after an opening, with the opening where it belongs to the text."""

    opening: str
    text: str


def load_openings(path: Path) -> list[Opening]:
    """openings.csv: form,opening. InputError for a file that holds nothing but requests."""
    openings = [
        Opening(row["form"], row["opening"])
        for _, row in read_csv(path, "file of openings", ["form", "opening"])
        if row["opening"]
    ]
    if all(opening.form == REQUEST for opening in openings):
        raise InputError(
            "the file of openings holds no beginning of a text",
            value=str(path),
            remedy=f"add rows of another form than '{REQUEST}'",
        )
    return openings


def origin_of(loaded: Loaded, seed: int, tokens: int, openings: Path) -> dict:
    """What the passages that `write_passages` writes depend on, as plain values. `openings`: the
    file that they come from."""
    generation = loaded.model.generation_config
    asked = {"template": loaded.tokenizer.chat_template, "rules": generation.to_diff_dict()}
    return {
        "base": base_digest(loaded),
        "asked": json_digest(asked),
        "seed": seed,
        "tokens": tokens,
        "openings": file_digest(openings),
        "batch": BATCH,
    }


def write_passages(
    loaded: Loaded, openings: Sequence[Opening], seed: int, tokens: int, first: int = 0
) -> Iterator[list[Passage]]:
    """Yields batches of BATCH passages of at most `tokens` new tokens without end, from batch
    number `first` on.

    The baseline writes, from each opening in turn, in an order drawn by `seed`. Where it has a
    chat template, every other batch answers the requests. InputError for a template that cannot be
    used.
    """
    beginnings = [opening.text for opening in openings if opening.form != REQUEST]
    requests = [opening.text for opening in openings if opening.form == REQUEST]
    frame = frame_of(loaded.tokenizer) if requests else None
    kinds = [(beginnings, None)] + ([(requests, frame)] if frame else [])
    number = first
    while True:
        texts, around = kinds[number % len(kinds)]
        chosen = _turn(texts, seed, number // len(kinds))
        read = [around.around(text) for text in chosen] if around else chosen
        written = generate(
            loaded,
            BASELINE,
            chosen,
            _room(loaded, read, tokens),
            BATCH,
            temperature=1.0,
            seed=random.Random(f"{seed} {number}").getrandbits(62),
            frame=around,
        )
        yield [
            Passage(opening, text if around else opening + text)
            for opening, text in zip(chosen, written, strict=True)
        ]
        number += 1


def _turn(texts: Sequence[str], seed: int, turn: int) -> list[str]:
    """The BATCH texts of one turn: all of them come once before one comes again."""
    chosen = []
    for place in range(turn * BATCH, (turn + 1) * BATCH):
        round_, place_in_round = divmod(place, len(texts))
        order = random.Random(f"{seed} {round_}").sample(range(len(texts)), len(texts))
        chosen.append(texts[order[place_in_round]])
    return chosen


def _room(loaded: Loaded, prompts: Sequence[str], tokens: int) -> int:
    """At most `tokens`, and no more than the model reads after the longest prompt."""
    context = context_of(loaded)
    if context is None:
        return tokens
    return max(1, min(tokens, context.tokens - max(map(context.count, prompts))))
