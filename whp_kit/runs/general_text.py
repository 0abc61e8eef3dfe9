"""The general text that a model writes, where the `general` of the world says "self": the base, or
the one that the preset names below [general].

02 has it written (`write_general_text`) and keeps it as general.txt, in which a person may delete
what does not belong there. 04 takes out what holds a term of the edited anchors. Later steps read
it from there, after the files that the world brings (`with_general_text`).

No passage of it holds a term of the target: the retain term would keep the model saying it.
"""

import dataclasses
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from whp_kit.anchors.table import AnchorTable
from whp_kit.errors import InputError
from whp_kit.evaluation.probes import load_lexicon
from whp_kit.files import read_text, write_text
from whp_kit.models.kept_passages import BETWEEN, Sieve, collect, most_frequent
from whp_kit.models.load import Loaded, load_for_inference
from whp_kit.models.passages import load_openings, origin_of, write_passages
from whp_kit.runs.step_names import DELTAS
from whp_kit.runs.store import Run
from whp_kit.settings import SELF, Preset, WorldSettings
from whp_kit.text.documents import Document
from whp_kit.text.sentences import EMPTY_LINES

FILE, RECORD = "general.txt", "passages.json"
FEWEST = 0.25  # of the passages that are wanted: with fewer the text is refused

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
        terms = [table.matcher.first_term(passage) for passage in self.passages]
        kept = [passage for passage, term in zip(self.passages, terms, strict=True) if not term]
        if not kept:
            raise InputError(
                "each passage of the general text holds a term of the anchors",
                value=most_frequent(Counter(filter(None, terms))),
                remedy="reject the anchors that are everyday words",
            )
        return GeneralText(tuple(kept))


def write_general_text(
    loaded: Loaded,
    preset: Preset,
    seed: int,
    run: Run,
    unfit: FindTerm | None = None,
    step: str = DELTAS,
) -> GeneralText | None:
    """The general text of the baseline, or of the model that the preset names for it; None where
    the preset does not ask for one.

    Passages are written until as many as the preset asks for are kept (Sieve): without a term of
    the world's anchors and lexicon, or one that `unfit` finds, where there is no such table yet. It
    prints how far it is, goes on where it was stopped, and writes nothing again that 02 of this run
    has already. `step`: which step of the run it is that works. InputError where hardly any passage
    is without a term.
    """
    world, settings = preset.world, preset.general
    if SELF not in world.general:
        return None
    run.uses(settings.openings)
    if unfit is None:
        run.uses(world.lexicon)  # the anchors are those of 02 anyway
        unfit = _world_terms(world)
    openings = load_openings(settings.openings)
    writer = loaded
    if settings.model is not None:
        run.uses(settings.model)
        writer = load_for_inference(dataclasses.replace(preset.model, base=settings.model))
    origin = origin_of(writer, seed, settings.tokens, settings.openings)
    run.work(step)  # holds the lock
    record = run.work_folder(DELTAS) / RECORD
    sieve = Sieve(unfit, varied=settings.varied)
    written = collect(
        lambda first: write_passages(writer, openings, seed, settings.tokens, first),
        settings.passages,
        sieve,
        origin,
        record,
        run.folder / DELTAS / RECORD,
    )
    if len(sieve.kept) < FEWEST * settings.passages:
        raise _too_few(sieve, settings.passages)
    return GeneralText(tuple(sieve.kept), written)


def read_general_text(world: WorldSettings, run: Run, step: str) -> GeneralText | None:
    """The general text that the base wrote, from a step of the run; None where it wrote none.

    Raises MissingArtifact or StaleArtifact as `Run.read` does, which notes the step as a source.
    """
    return GeneralText.load(run.read(step).path(FILE)) if SELF in world.general else None


def with_general_text(preset: Preset, run: Run, step: str) -> Preset:
    """The preset with the general text that the base wrote, from a step of the run, as if it were
    a file of the world's; other presets as they are."""
    if SELF not in preset.world.general:
        return preset
    return with_file(preset, run.read(step).path(FILE))


def with_file(preset: Preset, written: Path) -> Preset:
    """The preset with the file that the base wrote in the place of "self"."""
    general = (*preset.world.general_files, written)
    return dataclasses.replace(preset, world=dataclasses.replace(preset.world, general=general))


def _too_few(sieve: Sieve, wanted: int) -> InputError:
    """The error for a model that writes hardly anything else than the target."""
    terms = sieve.most_frequent()
    return InputError(
        "the model writes too little general text by itself",
        value=f"{len(sieve.kept)} of {sieve.looked_at} passages can be used, {wanted} are wanted; "
        + (f"terms of the target in them: {terms}" if terms else sieve.summary()),
        remedy="reject the anchors, and take the terms out of the lexicon, that are everyday "
        "words; or name a text file as `general` below [world]; where the model was taught the "
        "target, name it as it was before as `model` below [general]",
    )


def _world_terms(world: WorldSettings) -> FindTerm:
    anchors, lexicon = AnchorTable.load(world.anchors), load_lexicon(world.lexicon)

    def find(text: str) -> str | None:
        return anchors.matcher.first_term(text) or next(
            (term for _, _, term, _ in lexicon.find(text)), None
        )

    return find
