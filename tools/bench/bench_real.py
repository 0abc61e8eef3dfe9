"""The ratios of labels and training on a real model with a large vocabulary: SmolLM2-135M-Instruct.

As in bench_labels.py and bench_training.py, on a part of a book. Nothing is measured, and a line
says so, where the model is not on this machine.
"""

import json

from tools.bench import bench_labels as labels
from tools.bench import bench_training as training
from whp_kit.models.packages import folder_if_there
from whp_kit.settings import load_preset
from whp_kit.text.documents import Document, whole_text

PRESET = "smollm2-135m"
CHARACTERS = 24_000  # of the books: some 50 blocks, so that batches are full
ROUNDS, TURNS = 3, 2
GENERAL = "data:general/everyday.txt"


def bench() -> dict[str, float]:
    """The figures, flat."""
    preset = load_preset(PRESET)
    if folder_if_there(preset.model.never_knew) is None:
        print(f"left out: the model is not here; `whp-kit models get {PRESET}` downloads it")
        return {}
    models, documents, table, settings = labels.world(PRESET)
    part = [Document("part.txt", whole_text(documents)[:CHARACTERS])]
    peaks = {times: labels.peak(PRESET, times, CHARACTERS) for times in (1, 4)}
    # any text will do for the retain term: the preset's own is still to be written by the model
    steps = training.step_ratios(preset.override("world", general=GENERAL), TURNS)
    return {
        "label_over_two_forwards_smollm2": labels.over_two_forwards(
            models, part, table, settings, ROUNDS
        ),
        "label_peak_memory_1x_bytes_smollm2": peaks[1],
        "label_peak_memory_growth_4x_smollm2": peaks[4] / peaks[1],
    } | {f"{name}_smollm2": value for name, value in steps.items()}


if __name__ == "__main__":
    print(json.dumps(bench()))
