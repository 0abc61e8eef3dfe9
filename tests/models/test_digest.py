"""Digests of roles go by weights and not by names."""

import torch
from tokenizers.processors import ByteLevel

from whp_kit.models import adapters
from whp_kit.models.digest import role_digest
from whp_kit.models.load import load_base


def random_adapter(loaded, name, *, head=False):
    adapters.add_adapter(loaded, name, 4, 8, head=head)
    torch.manual_seed(5)
    for key, weight in loaded.model.named_parameters():
        if "lora_" in key:
            weight.data.normal_()


def test_an_adapter_does_not_change_the_digest_of_the_base(folder):
    loaded = load_base(folder)
    bare = role_digest(loaded, None)
    random_adapter(loaded, "one", head=True)
    assert role_digest(loaded, None) == role_digest(loaded, "baseline") == bare
    assert role_digest(loaded, "one") != bare


def test_the_same_adapter_under_another_name_has_the_same_digest(folder, tmp_path):
    first, second = load_base(folder), load_base(folder)
    random_adapter(first, "one", head=True)
    adapters.save_adapter(first, "one", tmp_path / "one")
    adapters.load_adapter(second, "other", tmp_path / "one")
    assert role_digest(second, "other") == role_digest(first, "one")


def test_each_form_of_the_weights_has_its_own_digest(folder):
    forms = [load_base(folder), load_base(folder, dequantised=True), load_base(folder, "none")]
    assert len({role_digest(loaded, None) for loaded in forms}) == 3


def test_a_tokenizer_that_cuts_otherwise_with_the_same_vocabulary_has_another_digest(folder):
    loaded = load_base(folder)
    before = role_digest(loaded, None)
    loaded.tokenizer(["a", "a longer text"], padding=True)
    assert role_digest(loaded, None) == before, "padding is no rule of the tokenizer"
    loaded.tokenizer.backend_tokenizer.post_processor = ByteLevel()  # texts begin without BOS
    assert role_digest(loaded, None) != before
