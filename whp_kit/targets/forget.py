"""One target forgotten in a call: 01, 04 and 05 by a preset (13), or several requests one after
another.

Adapters are kept in a folder, whole or not at all: a second call with the same folder trains
nothing. Not done here: the edits of 03, checkpoints on the way, measuring.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from whp_kit.anchors.table import AnchorTable
from whp_kit.errors import InputError
from whp_kit.evaluation.evaluate import Role
from whp_kit.files import making_folder, read_json, write_json
from whp_kit.models.adapters import load_adapter, save_adapter, save_merged
from whp_kit.models.load import Loaded, load_for_inference, load_from_settings
from whp_kit.models.names import BASELINE, NEVER_KNEW, REINFORCED, UNLEARNED
from whp_kit.settings import Preset
from whp_kit.text.documents import Document, read_all
from whp_kit.training import steps
from whp_kit.training.examples import Examples
from whp_kit.training.loop import Progress

RECORD = "forgetting.json"  # beside the adapters


@dataclass(frozen=True)
class Forgetting:
    """A base for inference with the adapters "reinforced" and "unlearned", and what they cost."""

    base: Loaded
    folder: Path  # of the adapters
    seconds: float  # of both trainings and the labels
    epochs: float  # how often 05 read the target
    labels: int

    @property
    def roles(self) -> dict[str, Role]:
        """The model before and after."""
        return {BASELINE: Role(self.base), UNLEARNED: Role(self.base, UNLEARNED)}


def forget(
    preset: Preset,
    seed: int,
    folder: Path,
    documents: Sequence[Document] | None = None,
    progress: Progress | None = None,
) -> Forgetting:
    """Reinforces, makes labels and unlearns, as the preset says; what was made is in `folder`.

    `documents`: the part of the target that is asked for; None: all of it.
    """
    if not folder.is_dir():
        _make(preset, seed, folder, documents, progress)
    base = load_for_inference(preset.model)
    for name in (REINFORCED, UNLEARNED):
        load_adapter(base, name, folder / name)
    return Forgetting(base, folder, **read_json(folder / RECORD))


def _make(
    preset: Preset,
    seed: int,
    folder: Path,
    documents: Sequence[Document] | None,
    progress: Progress | None,
) -> None:
    world = preset.world
    if documents is None:
        documents = read_all(world.books, world.companion)
    if not documents:
        raise InputError("nothing is asked to be forgotten", remedy="give one document or more")
    loaded = load_from_settings(preset.model)
    started = time.monotonic()
    text = Examples.of_text(documents, loaded.tokenizer, preset.reinforce.block_tokens)
    steps.reinforce(loaded, text, preset, seed, progress=progress)
    labels = steps.make_labels(loaded, documents, AnchorTable.load(world.anchors), preset, seed)
    record = steps.unlearn(loaded, labels, preset, seed, progress=progress)
    seconds = time.monotonic() - started
    read = steps.unlearn_plan(preset, seed).epochs(steps.label_examples(loaded, labels))
    with making_folder(folder) as new:
        for name in (REINFORCED, UNLEARNED):
            save_adapter(loaded, name, new / name)
        costs = {"seconds": seconds, "epochs": read, "labels": record.labelled}
        write_json(new / RECORD, costs)


def never_knew(preset: Preset) -> Role:
    """The retrained model of the preset."""
    return Role(load_for_inference(preset.model, NEVER_KNEW))


def one_after_another(
    preset: Preset,
    requests: Sequence[Sequence[Document]],
    seed: int,
    folder: Path,
    progress: Progress | None = None,
) -> Iterator[tuple[Role, float]]:
    """Forgets one request after another, each from the model that the one before has left.

    Gives the model before the first (0 seconds) and after each, with the seconds that it took.
    Without rounding: the merged model of a request is the base of the next.
    """
    preset = preset.override("model", quantisation="none")
    yield Role(load_for_inference(preset.model)), 0.0
    for number, documents in enumerate(requests, start=1):
        done = forget(preset, seed, folder / f"request_{number}", documents, progress)
        merged = folder / f"after_{number}"
        if not merged.is_dir():
            with making_folder(merged) as new:
                save_merged(done.base, UNLEARNED, new)
        yield done.roles[UNLEARNED], done.seconds
        preset = preset.override("model", base=str(merged))
