"""Exported labels mean to others' scripts what ours mean to us."""

import datasets
import pytest
import torch
from transformers import LlamaConfig, LlamaForCausalLM

from tests.labels.test_make import DOCUMENTS, OPTIONS, TABLE, pair
from tests.support.tiny_tokenizers import byte_level
from whp_kit.errors import InputError
from whp_kit.labels.export import export
from whp_kit.labels.make import make_labels


@pytest.fixture(scope="module")
def made():
    tokenizer = byte_level()
    return make_labels(*pair(len(tokenizer)), tokenizer, DOCUMENTS[1:], TABLE, alpha=2.0, **OPTIONS)


def test_both_forms_hold_the_columns_of_the_public_label_set(made, tmp_path):
    paths = export(made, tmp_path / "out")
    folder = datasets.load_from_disk(str(paths["dataset"]))
    parquet = datasets.Dataset.from_parquet(
        str(paths["parquet"]), cache_dir=str(tmp_path / "cache")
    )
    assert (
        folder.column_names
        == parquet.column_names
        == ["input_ids", "labels", "labels_0.5", "labels_2"]
    )
    assert folder.to_dict() == parquet.to_dict()
    for name, alpha in (("labels", 2.0), ("labels_0.5", 1.0), ("labels_2", 4.0)):
        assert [row[1:] + [-100] for row in folder[name]] == [
            labels.tolist() for labels in made.at(alpha)
        ]
    assert [list(row) for row in folder["input_ids"]] == [ids.tolist() for ids in made.input_ids]


def test_the_usual_causal_loss_over_an_exported_row_is_our_loss(made, tmp_path):
    row = datasets.load_from_disk(str(export(made, tmp_path)["dataset"]))[0]
    torch.manual_seed(0)
    llama = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=500,
            hidden_size=16,
            intermediate_size=16,
            num_hidden_layers=1,
            num_attention_heads=1,
        )
    ).eval()
    input_ids = torch.tensor([row["input_ids"]])
    theirs = llama(input_ids=input_ids, labels=torch.tensor([row["labels"]])).loss
    ours = torch.nn.functional.cross_entropy(
        llama(input_ids=input_ids).logits[0], torch.from_numpy(made.at()[0])
    )
    assert theirs.item() == pytest.approx(ours.item(), rel=1e-6)


def test_nothing_is_written_over(made, tmp_path):
    export(made, tmp_path)
    with pytest.raises(InputError, match="write over"):
        export(made, tmp_path)
