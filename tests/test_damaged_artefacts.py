"""Readers of what a step or a library wrote, given bytes of any kind, a good file that is cut short
or altered, and JSON of any shape: each reads, or raises one of the kit's own errors.
"""

import json
import shutil
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.tiny_models import TEXT, tiny_tokenizer
from whp_kit.anchors.table import AnchorTable
from whp_kit.errors import WhpError
from whp_kit.evaluation.tasks import _shipped_task
from whp_kit.files import load_tensors, read_tensor_header, save_tensors
from whp_kit.labels.label_set import COLUMNS, LabelSet
from whp_kit.labels.make import ModelPair, make_labels
from whp_kit.models.context import context_at_hand
from whp_kit.paths import DATA
from whp_kit.runs import share
from whp_kit.settings import LabelSettings
from whp_kit.studies.judge import _load_replies
from whp_kit.text.documents import Document


def read_labels(path):
    """Reads a label file and all that it is asked for."""
    labels = LabelSet.load(path)
    labels.flat_at(labels.alpha)
    labels.coverage()
    for number in range(labels.blocks):
        labels.block(number)
    labels.by_key()


def read_share_list(path):
    share._read_list(path.with_name(path.name.removesuffix(share.LIST)))


def read_context(path):
    """The context of a model's folder with this configuration."""
    if not path.with_name("tokenizer.json").exists():
        shutil.copy(DATA / "models/tiny-base/tokenizer.json", path.with_name("tokenizer.json"))
    context_at_hand(str(path.parent))


def read_tokenizer(path):
    path.with_name("config.json").write_text('{"n_positions": 8}')
    context_at_hand(str(path.parent))


BINARY = {  # name of the file -> its reader
    "tensors.safetensors": read_tensor_header,
    "labels.safetensors": read_labels,
    "task.yaml": _shipped_task,
}
JSON = {
    "config.json": read_context,
    "tokenizer.json": read_tokenizer,
    f"out{share.LIST}": read_share_list,
    "replies.jsonl": _load_replies,
}
READERS = BINARY | JSON


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """A folder with a good file under each name."""
    folder = tmp_path_factory.mktemp("good")
    tensors = {"a.weight": torch.arange(6.0).reshape(2, 3), "b": torch.tensor([1, 2])}
    save_tensors(folder / "tensors.safetensors", tensors, {"identity": "x"})
    tokenizer = tiny_tokenizer()
    table = torch.randn(len(tokenizer), len(tokenizer), generator=torch.Generator().manual_seed(0))
    models = ModelPair(*2 * [lambda ids, mask: table[ids]], tokenizer)
    documents = [Document("one", TEXT)]
    make_labels(models, documents, AnchorTable(()), LabelSettings(5.0, 40, 8), 3).save(
        folder / "labels.safetensors"
    )
    texts = {
        "task.yaml": "task: a\ntest_split: test\ndataset_kwargs: {data_files: {test: a.jsonl}}\n",
        "config.json": '{"max_position_embeddings": 128, "text_config": {"n_positions": 8}}',
        "tokenizer.json": (DATA / "models/tiny-base/tokenizer.json").read_text()[:5000],
        f"out{share.LIST}": '{"trained": "x", "files": {"a": {"sha256": "x", "bytes": 1}}}',
        "replies.jsonl": '{"key": "a", "reply": "2"}\n',
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    assert {path.name for path in folder.iterdir()} == set(READERS)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder for one file at a time."""
    return tmp_path_factory.mktemp("damaged")


def read(folder: Path, name: str, content: bytes) -> None:
    """Gives the content to the reader of a name; any error but the kit's own fails the test."""
    place = folder / name.partition(".")[0]
    place.mkdir(exist_ok=True)
    path = place / name
    path.write_bytes(content)
    try:
        READERS[name](path)
    except WhpError as error:
        assert str(error)


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=15)
@given(content=st.binary(max_size=300))
def test_bytes_of_any_kind(folder, name, content):
    read(folder, name, content)


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=20)
@given(data=st.data())
def test_a_good_file_that_is_cut_short_or_altered(folder, good, name, data):
    content = (good / name).read_bytes()
    place = data.draw(st.integers(0, len(content) - 1))
    replaced = data.draw(st.binary(max_size=3) | st.just(content[place:]))
    read(folder, name, content[:place] + replaced + content[place + len(replaced) :])
    read(folder, name, content[:place])


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["", "id", "\ud800", "../x", 10**30, -1, 1e400])
)
KEYS = st.sampled_from(
    "max_position_embeddings n_positions text_config files trained sha256 key reply version".split()
) | st.text(max_size=3)
SHAPES = st.recursive(
    SCALARS,
    lambda below: st.lists(below, max_size=4) | st.dictionaries(KEYS, below, max_size=6),
    max_leaves=12,
)


@pytest.mark.parametrize("name", JSON)
@settings(max_examples=25)
@given(value=SHAPES)
def test_json_of_any_shape(folder, name, value):
    read(folder, name, json.dumps(value).encode())


@pytest.mark.parametrize("name", JSON)
@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, '{"a":' * 100_000, "1" * 10_000, '"' + "\\u0000" * 10 + '"', "\ufeff{}"],
    ids=["lists", "objects", "digits", "zeros", "mark"],
)
def test_json_without_bounds(folder, name, text):
    read(folder, name, text.encode())


@settings(max_examples=25)
@given(data=st.data())
def test_label_columns_of_any_length(folder, good, data):
    """Sound safetensors whose columns do not fit together, or hold other values."""
    path = good / "labels.safetensors"
    columns, record = load_tensors(path), LabelSet.load(path).record
    name = data.draw(st.sampled_from(COLUMNS))
    column = columns[name]
    change = data.draw(st.sampled_from(["shorter", "flat", "empty", "large", "below zero", "real"]))
    columns[name] = {
        "shorter": column[:-1],
        "flat": column.flatten(),
        "empty": column[:0],
        "large": torch.full_like(column, 200),
        "below zero": column.to(torch.int64) - 1_000_000,
        "real": column.to(torch.float32) + 0.5,
    }[change].contiguous()
    from safetensors.torch import save

    read(folder, path.name, save(columns, {"labels": json.dumps(record)}))


@settings(max_examples=25)
@given(
    record=st.dictionaries(st.sampled_from(["schema", "seed", "alpha", "owned", "anchors"]), SHAPES)
)
def test_label_records_of_any_shape(folder, good, record):
    from safetensors.torch import save

    columns = load_tensors(good / "labels.safetensors")
    before = LabelSet.load(good / "labels.safetensors").record
    read(folder, "labels.safetensors", save(columns, {"labels": json.dumps(before | record)}))
