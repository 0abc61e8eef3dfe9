"""The general text that a model writes, where the world says `general = "self"`: the base, or the
one that the preset names below [general].

02 has it written (`write_general_text`) and keeps it as general.txt, in which a person may delete
what does not belong there. 04 takes out what holds a term of the edited anchors. Later steps read
it from there, as a file of the world's (`with_general_text`).

No passage of it holds a term of the target: the retain term would keep the model saying it.
"""

import dataclasses
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from whp_kit.anchors.table import AnchorTable
from whp_kit.anchors.translate import find_matches
from whp_kit.errors import InputError, WhpError
from whp_kit.evaluation.probes import load_lexicon
from whp_kit.files import file_digest, read_json, read_text, write_json, write_text
from whp_kit.models.digest import base_digest
from whp_kit.models.load import Loaded, load_for_inference
from whp_kit.models.passages import BATCH, Passage, load_openings, write_passages
from whp_kit.runs.step_names import DELTAS
from whp_kit.runs.store import Run
from whp_kit.settings import SELF, Preset, WorldSettings
from whp_kit.text.documents import Document, is_unserved
from whp_kit.text.overlap import SHINGLE, shingles_of
from whp_kit.text.sentences import EMPTY_LINE, EMPTY_LINES
from whp_kit.text.words import find_words

FILE, RECORD = "general.txt", "passages.json"
BETWEEN = EMPTY_LINE + "\n"  # two empty lines between passages; inside a passage stands one at most
MOST = 4  # times the passages that are wanted: so many are written at most
FEWEST = 0.25  # of the passages that are wanted: with fewer the text is refused
FEWEST_WORDS = 2 * SHINGLE  # of a passage
ALIKE = 0.5  # share of its shingles in passages before it from which a passage is left out
SHOWN_TERMS = 5

FindTerm = Callable[[str], str | None]  # text -> the first term in it


@dataclass(frozen=True)
class GeneralText:
    """Passages of general text; `written`: all that the model wrote for them, as plain values."""

    passages: tuple[str, ...]
    written: dict | None = None

    @classmethod
    def load(cls, path: Path) -> "GeneralText":
        """The passages of a general.txt, also of one that a person has edited."""
        parts = map(str.strip, EMPTY_LINES.split(read_text(path, "general text")))
        return cls(tuple(filter(None, parts)))

    def save(self, path: Path) -> None:
        """Writes the passages as plain text."""
        write_text(path, BETWEEN.join(self.passages) + "\n")

    @cached_property
    def documents(self) -> list[Document]:
        """The passages as one document, as `read_documents` reads the file."""
        return [Document(FILE, BETWEEN.join(self.passages) + "\n")]

    def without(self, table: AnchorTable) -> "GeneralText":
        """The passages without a term of `table`; InputError where none is left."""
        find = _finder(table)
        terms = [find(passage) for passage in self.passages]
        kept = [passage for passage, term in zip(self.passages, terms, strict=True) if not term]
        if not kept:
            raise InputError(
                "each passage of the general text holds a term of the anchors",
                value=_most_frequent(Counter(filter(None, terms))),
                remedy="reject the anchors that are everyday words",
            )
        return GeneralText(tuple(kept))


def write_general_text(loaded: Loaded, preset: Preset, seed: int, run: Run) -> GeneralText | None:
    """The general text of the baseline, or of the model that the preset names for it; None where
    the preset does not ask for one.

    Passages are written until as many as the preset asks for hold no term of the world's anchors
    and lexicon and are not like another. It prints how far it is, goes on where it was stopped,
    and writes nothing again that 02 of this run has already. InputError where hardly any passage
    is without a term.
    """
    world, settings = preset.world, preset.general
    if world.general != SELF:
        return None
    run.uses(world.lexicon, settings.openings)  # the anchors are those of 02 anyway
    openings = load_openings(settings.openings)
    writer = loaded
    if settings.model is not None:
        run.uses(settings.model)
        writer = load_for_inference(dataclasses.replace(preset.model, base=settings.model))
    origin = {
        "base": base_digest(writer),
        "seed": seed,
        "tokens": settings.tokens,
        "openings": file_digest(settings.openings),
        "batch": BATCH,
    }
    record = run.work(DELTAS) / RECORD
    written = _written_before(origin, record, run.folder / DELTAS / RECORD)
    batches = write_passages(writer, openings, seed, settings.tokens, len(written) // BATCH)
    sieve = Sieve(_world_terms(world))
    number = 0
    while len(sieve.kept) < settings.passages and number < MOST * settings.passages:
        if number == len(written):
            written += next(batches)
            record.parent.mkdir(parents=True, exist_ok=True)
            write_json(record, _as_record(origin, written))
        sieve.look_at(written[number])
        number += 1
        if number % (2 * BATCH) == 0:
            print(f"{number} passages written, {len(sieve.kept)} of {settings.passages} kept")
    print(sieve.summary(number))
    if len(sieve.kept) < FEWEST * settings.passages:
        raise sieve.too_few(number, settings.passages)
    return GeneralText(tuple(sieve.kept), _as_record(origin, written))


def read_general_text(world: WorldSettings, run: Run, step: str) -> GeneralText | None:
    """The general text that the base wrote, from a step of the run; None where the world has its
    own, or none.

    Raises MissingArtifact or StaleArtifact as `Run.read` does, which notes the step as a source.
    """
    return GeneralText.load(run.read(step).path(FILE)) if world.general == SELF else None


def with_general_text(preset: Preset, run: Run, step: str) -> Preset:
    """The preset with the general text that the base wrote, from a step of the run, as if it were
    a file of the world's; other presets as they are."""
    if preset.world.general != SELF:
        return preset
    world = dataclasses.replace(preset.world, general=run.read(step).path(FILE))
    return dataclasses.replace(preset, world=world)


class Sieve:
    """Keeps passages that a person could read, that hold no term and are not like one before."""

    def __init__(self, find: FindTerm):
        self.find = find
        self.kept: list[str] = []
        self.terms: Counter[str] = Counter()  # the first term of each passage that holds one
        self.others: Counter[str] = Counter()  # why other passages are left out
        self._shingles: set[int] = set()

    def look_at(self, passage: Passage) -> None:
        """Keeps the passage or counts why not."""
        text = EMPTY_LINES.sub(EMPTY_LINE, passage.text.strip())
        words = [word.text for word in find_words(text, joined=True)]
        if term := self.find(text):
            self.terms[term] += 1
        elif "\0" in text or is_unserved(text):
            self.others["no readable text"] += 1
        elif len(words) < FEWEST_WORDS:
            self.others["too short"] += 1
        else:
            shingles = set(np.unique(shingles_of(words)).tolist())
            if len(shingles & self._shingles) >= ALIKE * len(shingles):
                self.others["like another"] += 1
            else:
                self._shingles |= shingles
                self.kept.append(text)

    def summary(self, number: int) -> str:
        """One line: how many were kept, and why the others were not."""
        with_terms = "with a term of the target"
        if self.terms:
            with_terms += f" (most often {_most_frequent(self.terms)})"
        reasons = {with_terms: self.terms.total()} | self.others
        left_out = ", ".join(f"{count} {reason}" for reason, count in reasons.items() if count)
        return f"general text: {len(self.kept)} of {number} passages kept; left out: " + (
            left_out or "none"
        )

    def too_few(self, number: int, wanted: int) -> InputError:
        """The error for a model that writes hardly anything else than the target."""
        terms = _most_frequent(self.terms)
        return InputError(
            "the model writes too little general text by itself",
            value=f"{len(self.kept)} of {number} passages can be used, {wanted} are wanted; "
            + (f"terms of the target in them: {terms}" if terms else self.summary(number)),
            remedy="reject the anchors, and take the terms out of the lexicon, that are everyday "
            "words; or name a text file as `general` below [world]; where the model was taught the "
            "target, name it as it was before as `model` below [general]",
        )


def _finder(table: AnchorTable) -> FindTerm:
    return lambda text: next((match.term for match in find_matches(text, table)), None)


def _world_terms(world: WorldSettings) -> FindTerm:
    find_anchor, lexicon = _finder(AnchorTable.load(world.anchors)), load_lexicon(world.lexicon)

    def find(text: str) -> str | None:
        return find_anchor(text) or next((term for _, _, term, _ in lexicon.find(text)), None)

    return find


def _most_frequent(terms: Counter[str]) -> str:
    return ", ".join(f"{term!r} {count}" for term, count in terms.most_common(SHOWN_TERMS))


def _as_record(origin: dict, written: list[Passage]) -> dict:
    return {"origin": origin, "passages": [dataclasses.asdict(passage) for passage in written]}


def _written_before(origin: dict, *places: Path) -> list[Passage]:
    """The passages of the same origin in the first of the files that holds any."""
    for place in places:
        try:
            record = read_json(place) if place.is_file() else None
        except WhpError:  # a damaged file: its passages are written again
            continue
        if isinstance(record, dict) and record.get("origin") == origin:
            return [Passage(**passage) for passage in record["passages"]]
    return []
