"""Whatever bytes a file of a reader's own holds, what reads it gives a value or one of the kit's own errors: any bytes,
a shipped file that is cut off or has a wrong byte, JSON of any shape, TOML of any shape.
"""

import json
import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from whp_kit.anchors.exchange import read_any
from whp_kit.anchors.table import AnchorTable
from whp_kit.errors import WhpError
from whp_kit.evaluation.probes import (
    load_lexicon,
    load_neighbours,
    load_probability_probes,
    load_probes,
)
from whp_kit.files import read_json, read_jsonl
from whp_kit.models.gguf import require_whole
from whp_kit.models.merged import base_of
from whp_kit.paths import DATA, PRESETS
from whp_kit.runs.notebooks import Notebook, find_steps
from whp_kit.settings import load_preset
from whp_kit.studies import sweep
from whp_kit.studies.tradeoff import load_record
from whp_kit.text.check import check_texts
from whp_kit.text.documents import read_documents

WORLD = DATA / "worlds/skellbourne"
SEVERAL = settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def everything_of(path):
    """All that is read from a notebook."""
    notebook = Notebook(path)
    return notebook.parameters, notebook.fingerprint()


# name of the file -> (its readers, a whole one or its first 4,000 bytes)
TEXTS = {
    "anchors.csv": ([AnchorTable.load, read_any], WORLD / "anchors.csv"),
    "lexicon.csv": ([load_lexicon], WORLD / "lexicon.csv"),
    "book.txt": (
        [read_documents, lambda path: check_texts([path], [])],
        WORLD / "books/01_the_drowned_bell.txt",
    ),
    "reply.txt": ([read_any], WORLD / "anchors.csv"),
    "mine.toml": (
        [lambda path: load_preset(str(path)), lambda path: sweep.load_points(path, find_tuned())],
        PRESETS / "tiny.toml",
    ),
}
JSONS = {
    "any.json": ([read_json, read_any, load_record], DATA / "models/configs.json"),
    "any.jsonl": (
        [load_probes, load_probability_probes, lambda path: read_jsonl(path, "file", {"id": str})],
        WORLD / "probes.jsonl",
    ),
    "neighbours.jsonl": ([load_neighbours], DATA / "neighbours/probes.jsonl"),
    "01_any.ipynb": ([everything_of], find_steps()[0].path),
    "adapter_config.json": ([lambda path: base_of(path.parent)], DATA / "models/configs.json"),
}


def find_tuned():
    return sweep.find_tuning()


def holds(readers, path):
    """Each reader gives a value or one of the kit's errors."""
    for read in readers:
        try:
            read(path)
        except WhpError as error:
            assert str(error).count("Remedy: ") == 1


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["id", "prompt", "references", "answer", "cells", "metadata", "tags", "source"]
                + ["term", "replacements", "points", "origin", "seeds", "baseline", "cell_type"]
            )
            | st.text(max_size=4),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@pytest.mark.parametrize("name", [*TEXTS, *JSONS])
class TestAnyFile:
    @SEVERAL
    @given(raw=st.binary(max_size=200))
    def test_any_bytes(self, name, raw, tmp_path):
        path = tmp_path / name
        path.write_bytes(raw)
        holds((TEXTS | JSONS)[name][0], path)

    @SEVERAL
    @given(data=st.data())
    def test_a_whole_file_that_is_cut_off_or_has_other_bytes(self, name, data, tmp_path):
        readers, whole = (TEXTS | JSONS)[name]
        raw = bytearray(whole.read_bytes()[:4_000])
        del raw[data.draw(st.integers(0, len(raw))) :]
        for _ in range(data.draw(st.integers(0, 3))):
            if raw:
                raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
        (tmp_path / name).write_bytes(bytes(raw))
        holds(readers, tmp_path / name)


@pytest.mark.parametrize("name", JSONS)
@SEVERAL
@given(value=values)
def test_json_of_any_shape(name, value, tmp_path):
    (tmp_path / name).write_text(json.dumps(value), encoding="utf-8")
    holds(JSONS[name][0], tmp_path / name)


def with_another(whole, data):
    """The JSON value with one value in it, at any depth, replaced by any other."""
    if not whole or not isinstance(whole, dict | list) or data.draw(st.integers(0, 3)) == 0:
        return data.draw(values)
    keys = list(whole) if isinstance(whole, dict) else range(len(whole))
    key = data.draw(st.sampled_from(keys))
    changed = whole.copy()
    changed[key] = with_another(whole[key], data)
    return changed


@pytest.mark.parametrize("name", JSONS)
@SEVERAL
@given(data=st.data())
def test_a_whole_file_with_another_value_in_it(name, data, tmp_path):
    readers, whole = JSONS[name]
    text = whole.read_text(encoding="utf-8")
    if whole.suffix == ".jsonl":
        text = text.split("\n")[0]
    changed = with_another(json.loads(text), data)
    (tmp_path / name).write_text(json.dumps(changed), encoding="utf-8")
    holds(readers, tmp_path / name)


@SEVERAL
@given(
    section=st.sampled_from(["model", "world", "finetune", "point", "grid", "extends", "unset"]),
    key=st.sampled_from(["base", "books", "steps", "unset", "checkpoint_at", "extends"])
    | st.text(string.ascii_letters, min_size=1, max_size=4),
    value=values,
)
def test_toml_of_any_shape(section, key, value, tmp_path):
    path = tmp_path / "mine.toml"
    written = json.dumps(value).replace("null", '""').replace("{", "{ ")  # much of it is TOML
    for text in (f"{section} = {written}\n", f'extends = "tiny"\n[{section}]\n{key} = {written}\n'):
        path.write_text(text, encoding="utf-8")
        holds(TEXTS["mine.toml"][0], path)


@SEVERAL
@given(raw=st.binary(max_size=100))
def test_a_gguf_file_of_any_bytes(raw, tmp_path):
    path = tmp_path / "file.gguf"
    for start in (b"", b"GGUF", b"GGUF\x03\0\0\0"):
        path.write_bytes(start + raw)
        holds([require_whole], path)
