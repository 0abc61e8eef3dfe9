"""What a label set says of its labels, and its file."""

import json

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file, save_file

from tests.support.tiny_models import TEXT, tiny_tokenizer
from whp_kit.anchors.table import Anchor, AnchorTable
from whp_kit.errors import InputError
from whp_kit.labels.alignment import Reason
from whp_kit.labels.generic import IGNORE
from whp_kit.labels.label_set import LabelSet, former_labels
from whp_kit.labels.make import ModelPair, make_labels
from whp_kit.settings import LabelSettings
from whp_kit.text.blocks import cut_blocks
from whp_kit.text.documents import Document

TABLE = AnchorTable(
    (Anchor("Mirel", "person", ("little Anna",)), Anchor("Old Tavin", "person", ("Tom",)))
)
DOCUMENTS = [Document("one", TEXT * 3), Document("two", "Nobody here. " + TEXT * 2)]


@pytest.fixture(scope="module")
def made():
    tokenizer = tiny_tokenizer()
    draw = torch.Generator().manual_seed(0)
    size = len(tokenizer)
    first, change = (3 * torch.randn(size, size, generator=draw) for _ in range(2))
    read = [lambda ids, mask, table=table: table[ids] for table in (first, first + change)]
    models = ModelPair(*read, tokenizer)
    return make_labels(models, DOCUMENTS, TABLE, LabelSettings(5.0, 80, 8), 3)


def test_counts_of_a_block_are_those_of_its_labels(made):
    rows = made.coverage_by_block()
    assert len(rows) == made.blocks
    for (_, row), labels, reasons in zip(
        rows.iterrows(), made.at(), made.reasons_at(), strict=True
    ):
        assert row["tokens"] == len(labels)
        assert row["labels"] == (labels != IGNORE).sum()
        for reason in Reason:
            if reason != Reason.BLOCK_END:
                assert row[reason.name.lower()] == (reasons == reason).sum()


def test_labels_and_masked_make_tokens_less_one_in_each_block(made):
    rows = made.coverage_by_block()
    assert (rows["labels"] + rows["masked"] == rows["tokens"] - 1).all()
    assert (rows["masked"] == rows["repeat"] + rows["inside_anchor"] + rows["unaligned"]).all()


def test_the_total_is_the_sum_of_the_blocks(made):
    total, rows = made.coverage(), made.coverage_by_block()
    assert total["blocks"] == made.blocks
    assert total["tokens"] == made.tokens
    assert total["inside_anchor"] == rows["inside_anchor"].sum() > 0
    assert total["lowered_share"] == rows["lowered"].sum() / rows["labels"].sum()


def test_the_total_goes_into_json(made):
    assert json.loads(json.dumps(made.coverage())) == made.coverage()


def test_a_block_is_the_one_that_was_cut(made):
    cut = cut_blocks(DOCUMENTS, tiny_tokenizer(), 80)
    for number, block in enumerate(cut):
        mine = made.block(number)
        assert (mine.document, mine.cell, mine.part) == (block.document, block.cell, block.part)
        assert np.array_equal(mine.packed, block.packed)


def test_labels_unlike_the_text(made):
    unlike = 0
    for ids, labels in zip(made.input_ids, made.at(), strict=True):
        unlike += ((labels[:-1] != IGNORE) & (labels[:-1] != ids[1:])).sum()
    assert made.coverage()["unlike_text"] == unlike


def test_blocks_are_named_by_their_documents(made):
    assert made.coverage_by_block()["document"].unique().tolist() == ["one", "two"]


def test_a_lowered_label_is_another_than_at_alpha_0(made):
    lowered = made.flat_reasons_at(5.0) == Reason.LOWERED
    assert lowered.any()
    assert (lowered == (made.flat_at(0.0) != made.flat_at(5.0))).all()


def test_other_reasons_are_those_of_alpha_0(made):
    at_0, at_5 = made.flat_reasons_at(0.0), made.flat_reasons_at(5.0)
    others = at_5 != Reason.LOWERED
    assert (at_5[others] == at_0[others]).all()


def test_positions_without_a_label_are_the_masked_ones(made):
    masked = made.flat_reasons_at(0.0) >= Reason.REPEAT
    assert ((made.flat_at(0.0) == IGNORE) == masked).all()


def test_a_translated_label_is_not_what_the_text_says(made):
    ids = np.concatenate(made.input_ids)
    translated = np.flatnonzero(made.flat_reasons_at(0.0) == Reason.TRANSLATED)
    assert len(translated)
    assert (made.flat_at(0.0)[translated] != ids[translated + 1]).all()


@pytest.mark.parametrize("alpha", [0.0, 1.0, 7.5])
def test_paths_are_what_at_reads(made, alpha):
    labels = made.at(alpha)[2]
    for position, label in enumerate(labels):
        path = made.path(2, position)
        reached = [token for k, (token, since) in enumerate(path) if k == 0 or since < alpha]
        assert label == (reached[-1] if reached else IGNORE)


@pytest.mark.parametrize("alpha", [-1.0, float("nan"), float("inf")])
def test_alpha_out_of_range_is_refused(made, alpha):
    with pytest.raises(InputError, match="alpha"):
        made.at(alpha)


def test_the_file_gives_back_everything(tmp_path, made):
    made.save(tmp_path / "labels.safetensors")
    read = LabelSet.load(tmp_path / "labels.safetensors")
    assert read.digest() == made.digest()
    assert read.record == made.record
    assert (read.alpha, read.seed) == (5.0, 3)
    assert (read.flat_at(2.5) == made.flat_at(2.5)).all()
    assert np.array_equal(np.concatenate(read.offsets), np.concatenate(made.offsets))


def test_the_file_is_small(tmp_path, made):
    made.save(tmp_path / "labels.safetensors")
    assert (tmp_path / "labels.safetensors").stat().st_size == made.stored_bytes()
    assert made.stored_bytes() / made.tokens < 24


def test_offsets_are_characters_of_the_document(made):
    documents = made.columns["block_document"]
    for document, offsets in zip(documents, made.offsets, strict=True):
        text = DOCUMENTS[document].text
        assert text[offsets[1][0] : offsets[-1][1]].strip() in text


@pytest.mark.parametrize(
    "content", [None, b"", b"not safetensors at all", b"\x08\0\0\0\0\0\0\0{}      "]
)
def test_a_file_that_holds_no_labels_is_refused(tmp_path, content):
    path = tmp_path / "labels.safetensors"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=r"labels\.safetensors") as caught:
        LabelSet.load(path)
    assert "04_generate_labels" in caught.value.remedy


def test_former_labels_are_those_of_the_file_or_none(tmp_path, made):
    path = tmp_path / "labels.safetensors"
    assert former_labels(path) is None
    path.write_bytes(b"damaged")
    assert former_labels(path) is None
    made.save(path)
    assert former_labels(path).digest() == made.digest()


def test_a_file_of_the_first_version_is_read(tmp_path, made):
    made.save(tmp_path / "new.safetensors")
    columns = load_file(tmp_path / "new.safetensors")
    columns["block_seal"] = np.zeros((made.blocks, 16), dtype=np.uint8)
    record = {key: made.record[key] for key in ("alpha", "documents", "owned", "anchors")}
    record |= {"schema": 1, "setup": {"seed": 3}}
    path = tmp_path / "old.safetensors"
    save_file(columns, path, metadata={"labels": json.dumps(record)})
    read = LabelSet.load(path)
    assert read.seed == 3
    assert (read.flat_at(5.0) == made.flat_at(5.0)).all()


def test_a_file_of_a_later_version_is_refused(tmp_path, made):
    made.save(tmp_path / "new.safetensors")
    columns = load_file(tmp_path / "new.safetensors")
    record = json.dumps({**made.record, "schema": 99})
    save_file(columns, tmp_path / "later.safetensors", metadata={"labels": record})
    with pytest.raises(InputError, match="version"):
        LabelSet.load(tmp_path / "later.safetensors")
