"""Labels in the columns that the public label set uses, for other people's training scripts.

`input_ids`, `labels`, `labels_0.5`, `labels_2`: the last two are the labels at half and at twice the set's alpha. The usual causal loss of
transformers compares logits[i] with labels[i + 1]; ours are stored without that shift, so the exported ones are moved one to the right and
begin with -100. Nothing is lost by it, since the last position of a block never has a label.
"""

from pathlib import Path

import numpy as np
from datasets import (
    Dataset,
    Features,
    List,
    Value,
    disable_progress_bars,
    enable_progress_bars,
    is_progress_bar_enabled,
)

from whp_kit.errors import InputError
from whp_kit.labels.label_set import IGNORE, LabelSet

PARQUET = "labels.parquet"
DATASET = "dataset"


def shifted(labels: np.ndarray) -> np.ndarray:
    """Labels (T,) as a loss that shifts by itself expects them: (T,), -100 first."""
    return np.concatenate([[IGNORE], labels[:-1]])


def export(labelset: LabelSet, folder: str | Path) -> dict[str, Path]:
    """Write `folder/dataset` (for datasets.load_from_disk) and `folder/labels.parquet`, one row per block, rows of unequal length.

    Returns both paths. InputError: the folder has one of them already. The label set is left unchanged.
    """
    folder = Path(folder)
    paths = {"dataset": folder / DATASET, "parquet": folder / PARQUET}
    for path in paths.values():
        if path.exists():
            raise InputError(
                "the export would write over something",
                value=str(path),
                remedy="name another folder or remove what is there",
            )
    folder.mkdir(parents=True, exist_ok=True)
    columns = {"input_ids": labelset.input_ids}
    for name, times in (("labels", 1.0), ("labels_0.5", 0.5), ("labels_2", 2.0)):
        columns[name] = [shifted(labels) for labels in labelset.at(labelset.alpha * times)]
    dataset = Dataset.from_dict(
        columns, features=Features({name: List(Value("int64")) for name in columns})
    )
    shown = is_progress_bar_enabled()
    disable_progress_bars()
    try:
        dataset.save_to_disk(str(paths["dataset"]))
        dataset.to_parquet(str(paths["parquet"]))
    finally:
        if shown:
            enable_progress_bars()
    return paths
