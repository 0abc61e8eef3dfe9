"""A GGUF file becomes a model folder with the same logits, once; what is not whole is refused."""

import shutil
import struct
import time

import pytest
import torch

from tests.support.tiny_gguf import tiny_gguf
from tests.support.tiny_models import tiny_tokenizer
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


@pytest.fixture
def told_blocks(tmp_path):
    """A file that says another number of layers than it holds."""

    def make(blocks):
        file, _ = tiny_gguf(tmp_path / f"blocks{blocks}", blocks)
        return file

    return make


@pytest.mark.parametrize("blocks", [0, 1, 3, 5000])
def test_a_file_that_says_another_number_of_layers_is_refused(told_blocks, models, blocks):
    with pytest.raises(InputError, match="other layers than it says|impossible value"):
        converted(told_blocks(blocks))
    assert not models.exists() or list(models.iterdir()) == []


@pytest.mark.parametrize("length", [10**5, 4 * 10**6, 2**60, 2**64 - 1])
@pytest.mark.parametrize("kind", [0, 4, 8, 9, 12, 77])
def test_a_header_that_counts_more_than_the_file_holds_is_refused_at_once(tmp_path, length, kind):
    key = b"tokens"
    value = struct.pack("<IIQ", 9, kind, length)
    head = struct.pack("<4sIQQ", b"GGUF", 3, 0, 1)
    file = tmp_path / "long.gguf"
    file.write_bytes(head + struct.pack("<Q", len(key)) + key + value)
    began = time.monotonic()
    with pytest.raises(InputError, match="not whole"):
        check_source(file)
    assert time.monotonic() - began < 1


def test_what_lies_beside_the_file_is_not_read(made, tmp_path):
    alone = converted(made[0])
    text = (alone / "tokenizer.json").read_text(encoding="utf-8")
    for path in alone.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    alone.rmdir()
    (tmp_path / "tiny.gguf").write_bytes(made[0].read_bytes())
    other = tiny_tokenizer(300)
    other.save_pretrained(tmp_path)
    (tmp_path / "adapter_config.json").write_text('{"base_model_name_or_path": "some/model"}')
    again = converted(tmp_path / "tiny.gguf")
    assert again == alone and (again / "tokenizer.json").read_text(encoding="utf-8") == text
