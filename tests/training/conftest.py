"""What the tests of this room share."""

import dataclasses

import pytest

from tests.support.tiny_models import TEXT, tiny_anchors
from whp_kit.anchors.table import AnchorTable
from whp_kit.settings import load_preset
from whp_kit.text.documents import Document
from whp_kit.training import steps

DOCUMENTS = [Document("one.txt", TEXT * 4)]


@pytest.fixture
def preset(folder, tmp_path):
    """A preset on the tiny model, whose hardware settings are not the usual ones."""
    (tmp_path / "general.txt").write_text(TEXT[104:] * 3, encoding="utf-8")
    (tmp_path / "book.txt").write_text(TEXT * 4, encoding="utf-8")
    preset = load_preset("test")
    preset = preset.override("model", base=str(folder))
    preset = preset.override("labels", block_tokens=24, batch_blocks=4)
    preset = preset.override("reinforce", block_tokens=24)
    preset = preset.override("finetune", retain_weight=1.0, retain_blocks=2, control=True)
    world = dataclasses.replace(
        preset.world,
        books=tmp_path / "book.txt",
        companion=None,
        general=tmp_path / "general.txt",
        anchors=tiny_anchors(tmp_path),
    )
    preset = dataclasses.replace(preset, world=world)
    return preset.override("hardware", optimiser="paged_adamw8bit", gradient_checkpointing=True)


@pytest.fixture
def labels(loaded, preset):
    """Labels of DOCUMENTS by a fresh "reinforced" adapter."""
    steps.add_adapter(loaded, "reinforced", 4, 8)
    table = AnchorTable.load(preset.world.anchors)
    return steps.make_labels(loaded, DOCUMENTS, table, preset, seed=0)
