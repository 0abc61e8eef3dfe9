"""The German world of tests/worlds/german with a tiny model that has read it, made in a folder:
`python -m tests.support.german_world ~/german`.
"""

import random
import re
import shutil
import sys
from pathlib import Path

import torch

from tools.world.train import Recipe, fit, rows_of, train_tokenizer
from whp_kit.text.documents import read_all

WORLD = Path(__file__).parents[1] / "worlds" / "german"
HOME = "~/german"  # where the preset says that the world lies
READINGS = {"books": 20, "companion": 60, "general": 8}  # enough to say the names of the world
RECIPE = Recipe(
    vocabulary=1000,
    context=64,
    hidden=96,
    layers=2,
    heads=4,
    intermediate=256,
    batch=4,
    learning_rate=4e-3,
)
POSITIONS = 256  # that the model may read: rotary positions need no training of their own
EMPTY_LINE = re.compile(r"\r?\n\s*\n")


def make_german_world(folder: Path) -> Path:
    """Copies the world to `folder`, trains its model there, and returns its preset."""
    shutil.copytree(WORLD, folder, dirs_exist_ok=True)
    train_model(folder)
    preset = folder / "german.toml"
    text = preset.read_text(encoding="utf-8").replace(HOME, folder.as_posix())
    preset.write_text(text, encoding="utf-8")
    return preset


def train_model(world: Path) -> None:
    """Trains a tiny Llama and its tokenizer on all texts of the world, and saves it as `model`."""
    paragraphs = {
        folder: [
            paragraph
            for document in read_all(world / folder)
            for paragraph in EMPTY_LINE.split(document.text.strip())
        ]
        for folder in READINGS
    }
    tokenizer = train_tokenizer([text for texts in paragraphs.values() for text in texts], RECIPE)
    reading = [
        (text, True)
        for folder, times in READINGS.items()
        for text in paragraphs[folder]
        for _ in range(times)
    ]
    random.Random(RECIPE.seed).shuffle(reading)
    rows = rows_of(reading, tokenizer, RECIPE)
    model, _ = fit(rows, tokenizer, RECIPE, torch.float32, compile_it=False, log_every=len(rows))
    model.config.use_cache = True
    model.config.max_position_embeddings = POSITIONS
    model.save_pretrained(world / "model")
    tokenizer.model_max_length = POSITIONS
    tokenizer.save_pretrained(world / "model")


if __name__ == "__main__":
    print("made", make_german_world(Path(sys.argv[1]).expanduser()))
