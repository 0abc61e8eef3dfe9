"""Tokenizers that would change what is measured: mended, or refused before a model is loaded."""

import json
import shutil

import pytest
import torch
from tokenizers import AddedToken, Tokenizer, models, normalizers, processors
from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    LlamaTokenizer,
    PreTrainedTokenizerFast,
)

from tests.support.tiny_models import TEXT
from tests.support.tiny_tokenizers import FAMILIES, metaspace
from whp_kit.errors import InputError
from whp_kit.labels.deltas import text_deltas
from whp_kit.models.context import context_at_hand
from whp_kit.models.load import load_base, load_tokenizer
from whp_kit.models.roles import generate, next_token_probabilities, token_log_probabilities
from whp_kit.models.tokenizer import ready

PROMPTS = ["Mirel took", "The gate was shut. Old"]
SPECIAL = [("<s>", 1), ("</s>", 2)]


@pytest.fixture
def copy(folder, tmp_path):
    """copy(change): the tiny model with a changed tokenizer; change(tokenizer, backend)."""

    def make(change):
        place = shutil.copytree(folder, tmp_path / "copy")
        tokenizer = AutoTokenizer.from_pretrained(place)
        change(tokenizer, tokenizer.backend_tokenizer)
        tokenizer.save_pretrained(place)
        return place

    return make


def template(single, trim_offsets=False):
    steps = [
        processors.ByteLevel(trim_offsets=trim_offsets),
        processors.TemplateProcessing(single=single, special_tokens=SPECIAL),
    ]
    return processors.Sequence(steps)


CHANGES = {
    "ends every text": lambda _, one: setattr(one, "post_processor", template("<s> $A </s>")),
    "begins twice": lambda _, one: setattr(one, "post_processor", template("<s> <s> $A")),
    "both": lambda _, one: setattr(one, "post_processor", template("<s> <s> $A </s> </s>")),
    "as BERT": lambda _, one: setattr(
        one, "post_processor", processors.BertProcessing(("</s>", 2), ("<s>", 1))
    ),
    "as RoBERTa": lambda _, one: setattr(
        one, "post_processor", processors.RobertaProcessing(("</s>", 2), ("<s>", 1))
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_is_measured_is_that_of_the_ordinary_tokenizer(folder, copy, change):
    place = copy(change)
    raw = AutoTokenizer.from_pretrained(place)
    ordinary, changed = load_base(folder, "none"), load_base(place, "none")
    assert raw("Mirel")["input_ids"] != ordinary.tokenizer("Mirel")["input_ids"]
    for text in ("", "Mirel", TEXT):
        assert changed.tokenizer(text)["input_ids"] == ordinary.tokenizer(text)["input_ids"]
    assert generate(changed, None, PROMPTS, 8, 2) == generate(ordinary, None, PROMPTS, 8, 2)
    pair = [(PROMPTS[0], " the lamp")]
    for function, texts in (
        (next_token_probabilities, PROMPTS),
        (lambda *given: torch.tensor(token_log_probabilities(*given)[0][0]), pair),
    ):
        assert torch.equal(function(changed, None, texts, 1), function(ordinary, None, texts, 1))


def test_a_tokenizer_saved_with_a_shared_model_ends_no_text(copy, tmp_path):
    place = copy(CHANGES["ends every text"])
    load_base(place, "none").tokenizer.save_pretrained(tmp_path / "shared")
    again = AutoTokenizer.from_pretrained(tmp_path / "shared")
    assert again("Mirel")["input_ids"][-1] != again.eos_token_id


@pytest.mark.parametrize("has_file", [True, False], ids=["by its file", "by its settings"])
def test_a_llama_tokenizer_that_adds_an_end_ends_no_prompt(tmp_path, has_file):
    """`add_eos_token` of the class, which builds what stands around a text by itself."""
    plain = metaspace()
    model = json.loads(plain.backend_tokenizer.to_str())["model"]
    merges = [tuple(pair) for pair in model["merges"]]
    special = {"unk_token": "<unk>", "bos_token": "<s>", "eos_token": "</s>"}
    special |= {"add_bos_token": True, "add_eos_token": True}
    llama = LlamaTokenizer(vocab=model["vocab"], merges=merges, **special)
    llama.save_pretrained(tmp_path / "llama")
    settings = tmp_path / "llama/tokenizer_config.json"
    settings.write_text(json.dumps(json.loads(settings.read_text()) | {"add_eos_token": True}))
    given = load_tokenizer(tmp_path / "llama") if has_file else ready(llama, "llama")
    raw = AutoTokenizer.from_pretrained(tmp_path / "llama")
    assert raw("Anna ran")["input_ids"][-1] == raw.eos_token_id
    given.save_pretrained(tmp_path / "shared")
    shared = AutoTokenizer.from_pretrained(tmp_path / "shared")
    for text in ("", "a", "Anna ran home"):
        begun = plain(text)["input_ids"]
        assert begun[0] == given.bos_token_id
        for one in (given, shared):
            assert one(text)["input_ids"] == begun
        assert given([text, TEXT], padding=True)["input_ids"][0][-len(begun) :] == begun


@pytest.mark.parametrize("trims", [True, False])
def test_offsets_stay_as_they_were(copy, trims):
    place = copy(lambda _, one: setattr(one, "post_processor", template("<s> $A </s>", trims)))
    given = {"add_special_tokens": False, "return_offsets_mapping": True}
    raw = AutoTokenizer.from_pretrained(place)
    assert (
        load_tokenizer(place)(TEXT, **given)["offset_mapping"]
        == raw(TEXT, **given)["offset_mapping"]
    )


def test_the_tokens_of_a_prompt_are_counted_without_the_end(folder, copy):
    place = copy(CHANGES["both"])
    for text in ("Mirel", TEXT):
        assert context_at_hand(place).count(text) == context_at_hand(folder).count(text)


def test_the_deltas_of_a_passage_begin_as_every_text_does(folder, copy):
    """Where the tokenizer has a BOS and does not add it, no window begins with one."""
    seen = []

    def logits(ids, attention):
        seen.append(ids[0].tolist())
        return torch.zeros(*ids.shape, 320)

    def without(_, one):
        one.post_processor = processors.ByteLevel(trim_offsets=False)

    for place in (folder, copy(without)):
        tokenizer = load_tokenizer(place)
        text_deltas(logits, logits, tokenizer, "Mirel took")
        assert seen[-1] == tokenizer("Mirel took")["input_ids"]


def test_what_a_model_asks_for_in_sampling_leaves_completions_as_they_are(folder, tmp_path):
    place = shutil.copytree(folder, tmp_path / "copy")
    file = place / "generation_config.json"
    asked = {"repetition_penalty": 5.0, "no_repeat_ngram_size": 1, "min_new_tokens": 3}
    asked |= {"suppress_tokens": list(range(3, 200)), "temperature": 0.1, "top_p": 0.2, "top_k": 1}
    file.write_text(json.dumps(json.loads(file.read_text()) | asked | {"do_sample": True}))
    for temperature in (0.0, 1.0):
        one, other = (
            generate(load_base(name, "none"), None, PROMPTS, 12, 2, temperature=temperature)
            for name in (folder, place)
        )
        assert one == other


@pytest.mark.parametrize("name", FAMILIES)
def test_every_family_begins_a_text_as_before_and_ends_none(name):
    tokenizer = FAMILIES[name]()
    if tokenizer.pad_token_id is None and tokenizer.eos_token_id is None:
        tokenizer.pad_token = tokenizer.unk_token or tokenizer.bos_token
    bare = tokenizer("Harry ran", add_special_tokens=False)["input_ids"]
    full = tokenizer("Harry ran")["input_ids"]
    begin = next(k for k in range(len(full)) if full[k : k + len(bare)] == bare)
    mended = ready(tokenizer, name)
    assert mended("Harry ran")["input_ids"] == [*full[:begin], *bare]


def drop(*names):
    def change(tokenizer, backend):
        for name in names:
            setattr(tokenizer, name, None)

    return change


REFUSED = {
    "no padding and no end": (drop("pad_token", "eos_token"), "neither a padding token nor an end"),
    "more words than embeddings": (
        lambda one, _: one.add_special_tokens({"pad_token": "<far>", "eos_token": "<farther>"}),
        "tokens that the model has not",
    ),
}


@pytest.mark.parametrize(("change", "message"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_mended_is_refused(copy, change, message):
    with pytest.raises(InputError, match=message):
        load_base(copy(change), "none")


def test_a_tokenizer_that_writes_an_end_into_the_text_itself_is_refused():
    backend = Tokenizer(models.WordLevel({"a</s>": 0, "b": 1}, unk_token="b"))
    backend.normalizer = normalizers.Replace("a", "a</s>")
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=backend, eos_token="a</s>", unk_token="b")
    with pytest.raises(InputError, match="special tokens into every text"):
        ready(tokenizer, "mine")


def test_a_refused_tokenizer_is_told_before_weights_are_read(copy, monkeypatch):
    def read(*args, **kwargs):
        raise AssertionError("weights were read")

    monkeypatch.setattr(AutoModelForCausalLM, "from_pretrained", read)
    with pytest.raises(InputError, match="neither a padding"):
        load_base(copy(drop("pad_token", "eos_token")), "none")


def test_without_a_padding_token_the_end_token_pads(folder, copy):
    ordinary = load_base(folder, "none")
    changed = load_base(copy(drop("pad_token")), "none")
    assert changed.tokenizer.pad_token_id == ordinary.tokenizer.eos_token_id
    assert generate(changed, None, PROMPTS, 8, 2) == generate(ordinary, None, PROMPTS, 8, 2)


def test_a_padding_token_that_the_model_lacks_is_replaced(folder, copy):
    place = copy(lambda one, _: one.add_special_tokens({"pad_token": AddedToken("<far>")}))
    ordinary, changed = load_base(folder, "none"), load_base(place, "none")
    assert generate(changed, None, PROMPTS, 8, 2) == generate(ordinary, None, PROMPTS, 8, 2)


@pytest.mark.parametrize(
    "content",
    ["", "{", "null", "[]", '{"model": {}}', "EMPTY"],
    ids=["no byte", "cut off", "null", "a list", "an empty model", "no vocabulary"],
)
def test_a_damaged_tokenizer_file_is_told(folder, tmp_path, content):
    place = shutil.copytree(folder, tmp_path / "copy")
    file = place / "tokenizer.json"
    if content == "EMPTY":
        whole = json.loads(file.read_text())
        whole["model"] |= {"vocab": {}, "merges": []}
        whole |= {"added_tokens": [], "post_processor": None}
        content = json.dumps(whole)
    file.write_text(content)
    with pytest.raises(InputError, match="tokenizer"):
        load_base(place, "none")
