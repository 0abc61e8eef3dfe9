"""A GGUF file becomes a model folder with the same logits, once; what is not whole is refused."""

import pytest
import torch

from tests.support.tiny_gguf import tiny_gguf
from whp_kit.errors import InputError
from whp_kit.models.config import check_source, read_shape
from whp_kit.models.gguf import converted
from whp_kit.models.load import load_base


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return tiny_gguf(tmp_path_factory.mktemp("gguf"))


@pytest.fixture(autouse=True)
def models(monkeypatch, tmp_path):
    monkeypatch.setenv("WHP_MODELS", str(tmp_path / "models"))
    return tmp_path / "models"


def test_a_file_gives_the_logits_of_the_model_in_it(made):
    file, model = made
    loaded = load_base(file, "none")
    ids = torch.randint(3, 200, (2, 12), generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        torch.testing.assert_close(loaded.model(ids).logits, model(ids).logits)


def test_a_file_gives_its_tokenizer(made):
    text = "Mirel took the lamp."
    tokenizer = load_base(made[0], "none").tokenizer
    assert tokenizer.is_fast
    assert tokenizer.decode(tokenizer(text)["input_ids"], skip_special_tokens=True) == text


def test_a_file_is_converted_once_under_any_name(made, tmp_path):
    told = []
    first = converted(made[0], told.append)
    again = tmp_path / "tiny.gguf"
    again.write_bytes(made[0].read_bytes())
    assert converted(again, told.append) == first
    assert len(told) == 1


def test_another_file_of_the_same_name_is_another_model(made, tmp_path):
    first = converted(made[0])
    other = tmp_path / "tiny.gguf"
    content = bytearray(made[0].read_bytes())
    content[-1] ^= 1
    other.write_bytes(content)
    assert converted(other) != first


def test_the_shape_of_a_file_is_read(made):
    assert read_shape(made[0]).layers == 2


def test_a_conversion_that_fails_leaves_nothing(made, models, monkeypatch):
    def fail(*_, **__):
        raise ValueError("no such architecture")

    monkeypatch.setattr("transformers.AutoModelForCausalLM.from_pretrained", fail)
    with pytest.raises(InputError, match="no such architecture"):
        converted(made[0])
    assert list(models.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\n", "no GGUF file"),
        (b"", "no GGUF file"),
        (b"GGUF", "not whole"),
        (None, "not whole"),
    ],
)
def test_what_is_no_whole_file_is_refused(made, tmp_path, content, told):
    file = tmp_path / "half.gguf"
    whole = made[0].read_bytes()
    file.write_bytes(whole[: len(whole) // 2] if content is None else content)
    with pytest.raises(InputError, match=told) as caught:
        check_source(file)
    assert "download it again" in caught.value.remedy


def test_a_file_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(InputError, match="no such model file"):
        check_source(tmp_path / "none.gguf")
